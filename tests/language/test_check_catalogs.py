"""A broken catalog does not pass; each fault on its own, in a real file."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from assistant.language.check_catalogs import check
from assistant.language.collect import po_files, read_catalog

RULES = {
    "id": "nplurals=1; plural=0;",
    "sw": "nplurals=2; plural=(n != 1);",
    "hi": "nplurals=2; plural=(n > 1);",
    "fr": "nplurals=3; plural=(n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5);",
}
FORMS = {"id": 1, "sw": 2, "hi": 2, "fr": 3, "ar": 6}


def template() -> Catalog:
    catalog = Catalog()
    catalog.add("Hello {name}")
    catalog.add(("{count} case", "{count} cases"))
    return catalog


def written(tmp_path: Path, language: str, body: str, rule: str = "") -> Path:
    folder = tmp_path / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: {rule or RULES[language]}\\n"\n\n'
    )
    path = folder / "shelftalk.po"
    path.write_text(header + body, encoding="utf-8")
    return path


def whole(language: str, forms: int | None = None) -> str:
    lines = [f'msgstr[{n}] "{{count}} x"' for n in range(forms or FORMS[language])]
    plural = "\n".join(['msgid "{count} case"', 'msgid_plural "{count} cases"', *lines])
    return f'msgid "Hello {{name}}"\nmsgstr "x {{name}}"\n\n{plural}\n'


@pytest.mark.parametrize("language", sorted(RULES))
def test_a_whole_catalog_passes(tmp_path: Path, language: str) -> None:
    assert check([written(tmp_path, language, whole(language))], template()) == []


def test_an_entry_left_empty_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, "sw", whole("sw").replace('"x {name}"', '""'))
    assert check([path], template()) == ["sw: “Hello {name}” is not translated"]


@pytest.mark.parametrize("slots", ["{nam}", "", "{name} {more}"])
def test_an_entry_with_other_slots_is_found(tmp_path: Path, slots: str) -> None:
    path = written(tmp_path, "sw", whole("sw").replace("x {name}", f"x {slots}"))
    found = check([path], template())
    assert len(found) == 1
    assert "“Hello {name}” has slots" in found[0]


def test_an_entry_that_is_gone_is_found(tmp_path: Path) -> None:
    body = whole("sw").split("\n\n", maxsplit=1)[1]
    assert check([written(tmp_path, "sw", body)], template()) == [
        "sw: “Hello {name}” is not translated"
    ]


def test_a_fuzzy_entry_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, "sw", "#, fuzzy\n" + whole("sw"))
    assert check([path], template()) == ["sw: “Hello {name}” is marked fuzzy"]


def test_one_plural_form_left_empty_is_found(tmp_path: Path) -> None:
    body = whole("ar").replace('msgstr[3] "{count} x"', 'msgstr[3] ""')
    found = check([written(tmp_path, "ar", body)], template())
    assert found == ["ar: “{count} case” is not translated"]


def test_a_plural_form_with_a_strange_slot_is_found(tmp_path: Path) -> None:
    body = whole("sw").replace('msgstr[1] "{count} x"', 'msgstr[1] "{number} x"')
    found = check([written(tmp_path, "sw", body)], template())
    assert len(found) == 1
    assert "{number}" in found[0]


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        ("ar", "nplurals=2; plural=(n != 1);"),
        ("fr", "nplurals=2; plural=(n > 1);"),
        ("id", "nplurals=2; plural=(n != 1);"),
        ("hi", "nplurals=2; plural=(n != 1);"),  # none is singular in Hindi
        ("sw", "nplurals=2; plural=(n > 1);"),  # and plural in Swahili
    ],
)
def test_plural_forms_of_another_language_are_found(
    tmp_path: Path, language: str, rule: str
) -> None:
    forms = int(rule[len("nplurals=")])
    found = check([written(tmp_path, language, whole(language, forms), rule)], template())
    assert any("plural forms are not the language's" in line for line in found)


@pytest.mark.parametrize("path", po_files(), ids=lambda path: str(path.parent.parent.name))
def test_our_catalogs_have_the_plural_forms_of_their_language(path: Path) -> None:
    assert [line for line in check([path], Catalog()) if "plural forms" in line] == []
    assert read_catalog(path).locale is not None
