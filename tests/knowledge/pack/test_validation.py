from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CallError, ShelftalkError
from knowledge.documents.parsing import parse_paper
from knowledge.pack.checks.invoices import smallest_unit, tolerance
from knowledge.pack.findings import KEPT_PER_FILE, PackError
from knowledge.pack.validation import Options, main, validate
from tests.knowledge.pack.conftest import SMALLEST, PackBuilder


def test_the_smallest_pack_is_right() -> None:
    findings = validate(SMALLEST)
    assert not list(findings.errors.lines())
    assert not list(findings.warnings.lines())


def test_every_error_of_every_file_comes_in_one_go(pack: PackBuilder) -> None:
    pack.replace("data/outlets.csv", "general_trade,A", ",A")
    pack.replace("data/invoices.csv", "2026-10-05,K-100", "05/10/2026,K-999")
    pack.replace("data/users.csv", "rep,BDG-1", "boss,BDG-9")
    pack.replace("company.yaml", "Asia/Jakarta", "Asia/Djakarta")
    pack.replace("rules.yaml", "effect: wait", "effect: hope")
    pack.replace("programs/growth-cup.yaml", "period: quarter", "period: fortnight")
    pack.remove("guardrails.yaml")
    pack.write("data/shops.csv", "code\n")
    errors = pack.errors()
    for start in (
        'data/outlets.csv, row 2, column channel: found "", wanted a value: `general_trade`',
        'data/invoices.csv, row 2, column date: found "05/10/2026", wanted a date as YYYY-MM-DD',
        'data/users.csv, row 2, column role: found "boss", wanted one of',
        'company.yaml, line 5, key time_zone: found "Asia/Djakarta", wanted a time zone',
        'rules.yaml, line 4, key rules.0.effect: found "hope", wanted one of',
        'programs/growth-cup.yaml, line 12, key period: found "fortnight", wanted one of',
        "guardrails.yaml: found no such file, wanted this file in every pack",
        "data/shops.csv: found a file that no pack has",
    ):
        assert any(e.startswith(start) for e in errors), (start, errors)


def test_many_errors_of_a_kind_are_counted_not_printed(pack: PackBuilder) -> None:
    for number in range(700):
        pack.append("data/cases.csv", f"X-{number},T-999,claim,Wet case,2026-11-03,,,,")
    findings = pack.findings()
    lines = [line for line in findings.errors.lines() if line.startswith("data/cases.csv")]
    assert findings.errors.total == 700
    assert len(lines) <= KEPT_PER_FILE + 1
    assert lines[-1].startswith("data/cases.csv, column outlet: … and 650 more of this kind")


def test_the_error_tells_how_many_and_that_nothing_was_loaded(pack: PackBuilder) -> None:
    pack.remove("rules.yaml")
    with pytest.raises(PackError) as caught:
        pack.findings().raise_errors()
    assert isinstance(caught.value, ShelftalkError)
    assert str(caught.value).endswith("1 error in the pack. Nothing was loaded.")


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="There is no folder"):
        validate(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "name", [".DS_Store", "data/.~lock.outlets.csv#", "README.md", "Thumbs.db"]
)
def test_what_computers_leave_behind_is_ignored(pack: PackBuilder, name: str) -> None:
    pack.write(name, "x")
    assert not pack.errors()


@pytest.mark.parametrize(
    "name", ["data/Outlets.CSV", "notes.docx", "documents/plan.odt", "brand/images/a.tiff", "x/y"]
)
def test_any_other_file_is_an_error(pack: PackBuilder, name: str) -> None:
    pack.write(name, "x")
    assert any(e.startswith(f"{name}: found a file that no pack has") for e in pack.errors())


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        # references between tables
        (
            "data/outlets.csv",
            "BDG-1,2",
            "BDG-7,2",
            'row 3, column territory: found "BDG-7", wanted a code in data/territories.csv',
        ),
        (
            "data/territories.csv",
            "BDG-1,Bandung North,route,BDG,ID",
            "BDG-1,Bandung North,route,BDG-1,ID",
            'column parent: found "BDG-1" above itself, wanted a tree without circles',
        ),
        (
            "data/visits.csv",
            "too-complicated",
            "too-blue",
            'found "too-blue", wanted a key in playbook/objections.yaml',
        ),
        (
            "data/ledger.csv",
            "growth-cup",
            "growth-cap",
            'found "growth-cap", wanted the code of a program in programs/',
        ),
        ("data/users.csv", "rep,BDG-1", "rep,", 'found "", wanted a territory code for every rep'),
        # invoices
        (
            "data/invoices.csv",
            "588000",
            "600000",
            'row 2, column net: found "600000" where it makes 588000, wanted quantity × price',
        ),
        (
            "data/invoices.csv",
            "F-1001,2,T-001",
            "F-1001,2,T-002",
            'row 3, column outlet: found "T-002" on this line of F-1001 and "T-001" on an earlier',
        ),
        (
            "data/invoices.csv",
            "F-1001,2",
            "F-1001,1",
            'row 3, column line: found "F-1001 + 1" again, wanted each one once',
        ),
        # keys
        (
            "data/cases.csv",
            "C-1,",
            "app-1,",
            'found "app-1", wanted an id that does not start with `app-`',
        ),
        # enrollments and ledger
        (
            "data/enrollments.csv",
            "Silver",
            "Platinum",
            'column tier: found "Platinum", wanted one of the tiers Silver of growth-cup',
        ),
        (
            "data/enrollments.csv",
            ",1,signature",
            ",7,signature",
            'column terms_version: found "7", wanted a version of growth-cup that is in programs/',
        ),
        (
            "data/enrollments.csv",
            "signature,id,1,2026-07-01",
            "signature,id,1,",
            'column consent_on: found "", wanted all four consent columns',
        ),
        ("data/ledger.csv", ",36000,", ",,", 'found "", wanted points or an amount'),
        # programs
        (
            "programs/growth-cup.yaml",
            "document: growth-cup.md",
            "document: lost.md",
            'line 7, key document: found "lost.md", wanted the path of a paper under documents/',
        ),
        (
            "programs/growth-cup.yaml",
            "at_least: 10,",
            "at_least: 5,",
            'key slabs.1.at_least: found "5", wanted more than the one before it (Slab 1)',
        ),
        (
            "programs/growth-cup.yaml",
            "{IDR: 3000000}",
            "{USD: 3000000}",
            "wanted an amount in IDR too, which shops of its countries use",
        ),
        (
            "programs/growth-cup.yaml",
            "outlet.months_active >= 6",
            "outlet.months_activ >= 6",
            "after `outlet.`, not months_activ",
        ),
        (
            "programs/growth-cup.yaml",
            "outlet.overdue == 0",
            "outlet.overdue == ",
            'found "outlet.overdue ==", wanted a CEL expression (at 1:18: Syntax error',
        ),
        (
            "programs/growth-cup.yaml",
            "outlet.overdue == 0",
            "shop.overdue == 0",
            "wanted only the inputs outlet, history, program, not shop",
        ),
        (
            "programs/growth-cup.yaml",
            "terms_version: '1'",
            "terms_version: 1",
            "found \"1\", wanted text; put it in quotes, for example '3'",
        ),
        (
            "programs/growth-cup.yaml",
            "kind: growth",
            "kind: growth\nkind: range",
            'line 5: found the key "kind" again, wanted each key once',
        ),
        (
            "programs/growth-cup.yaml",
            "percent: 1}",
            "percent: 1, fixed: {IDR: 5}}",
            "wanted values that agree (give exactly one of percent, fixed, points)",
        ),
        # papers and images
        (
            "documents/documents.csv",
            "returns.txt",
            "policy.pdf",
            'row 2, column path: found "policy.pdf", wanted a paper that is in documents/',
        ),
        (
            "documents/growth-cup.md",
            "program: growth-cup",
            "program: growth-mug",
            'documents/growth-cup.md, key program: found "growth-mug", wanted the code of a prog',
        ),
        (
            "brand/guidelines.yaml",
            "file: shelf.svg",
            "file: ../../secret.svg",
            'found "../../secret.svg", wanted the path of an image under brand/images/',
        ),
        # texts
        (
            "playbook/objections.yaml",
            "{gap_to_next_tier} more",
            "{gap to next tier} more",
            "wanted slots as {name}, in small letters, each brace closed",
        ),
        (
            "playbook/objections.yaml",
            "{en: 'Which part is unclear?', id:",
            "{sw: 'Sehemu gani?', id:",
            'key objections.0.explore: found "sw, id", wanted a text in English',
        ),
        (
            "playbook/frameworks.yaml",
            "counter: [idea, next_step]",
            "counter: [idea, hug]",
            'key frameworks.0.lengths.counter: found "hug", wanted one of its beats',
        ),
        (
            "playbook/personas.yaml",
            "concern: too-complicated",
            "concern: too-blue",
            'key personas.0.concern: found "too-blue"',
        ),
        ("playbook/rubric.yaml", "pass_points: 6", "pass_points: 11", "wanted at most 10, all"),
        (
            "rules.yaml",
            "size(history.open_cases) == 0",
            "size(history.open_case) == 0",
            "after `history.`, not open_case",
        ),
        (
            "rules.yaml",
            "  - key: no-pitch",
            "\t- key: no-pitch",
            "wanted valid YAML",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    pack: PackBuilder, name: str, old: str, new: str, error: str
) -> None:
    pack.replace(name, old, new)
    assert any(error in e for e in pack.errors()), pack.errors()


def test_a_broken_table_does_not_blame_the_files_that_refer_to_it(pack: PackBuilder) -> None:
    pack.replace("data/outlets.csv", "code,name", "kode,name")
    assert all(e.startswith("data/outlets.csv") for e in pack.errors())


def test_a_wrong_row_does_not_blame_the_rows_that_refer_to_it(pack: PackBuilder) -> None:
    pack.replace("data/products.csv", "Kopi Tani,coffee,12 x 10 x 20 g,case,120", "x,y,z,box,120")
    assert [e for e in pack.errors() if not e.startswith("data/products.csv")] == []


def test_norway_is_a_country_and_no_truth_value(pack: PackBuilder) -> None:
    pack.replace("programs/growth-cup.yaml", "countries: [ID]", "countries: [ID, NO]")
    pack.replace("programs/growth-cup.yaml", "en: Year-end close.", "en: Year-end., no: Slutt")
    assert not pack.errors()


def test_a_translation_that_loses_a_slot_is_a_warning(pack: PackBuilder) -> None:
    pack.replace("playbook/objections.yaml", "Kurang {gap_to_next_tier} sampai", "Sampai")
    assert not pack.errors()
    assert (
        "wanted the slots of the English text: gap_to_next_tier, period_end" in pack.warnings()[0]
    )


def test_a_return_may_give_its_discount_back(pack: PackBuilder) -> None:
    # Two cases bought for 2 × 150000 − 20000 come back: −280000, whatever sign the rule gives.
    pack.append("data/invoices.csv", "F-1003,1,T-002,2026-11-03,K-100,-2,150000,20000,-280000,,,,")
    assert not pack.errors()


@pytest.mark.parametrize(
    ("quantity", "price", "net", "fits"),
    [
        # Rupiah are counted in whole ones: price 333 may stand for 332.5 to 333.5, so 1000 pieces
        # may differ by 500, and the net and the discount by half a rupiah each.
        ("1000", "333", "333501", True),
        ("1000", "333", "333502", False),
        ("1", "333", "334", True),
        ("1", "333", "335", False),
    ],
)
def test_rounding_is_forgiven_and_no_more(
    pack: PackBuilder, quantity: str, price: str, net: str, fits: bool
) -> None:
    row = f"F-1003,1,T-002,2026-11-03,K-100,{quantity},{price},,{net},,,,"
    pack.append("data/invoices.csv", row)
    assert (not pack.errors()) is fits


def test_the_smallest_unit_follows_the_currency() -> None:
    units = {code: str(smallest_unit(code)) for code in ("IDR", "KES", "EGP", "GBP", "KWD")}
    assert units == {"IDR": "1", "KES": "0.01", "EGP": "0.01", "GBP": "0.01", "KWD": "0.001"}
    assert tolerance(smallest_unit("IDR") * 4, smallest_unit("GBP")) == smallest_unit("GBP") * 3


def test_a_paper_that_cannot_be_parsed_is_named(pack: PackBuilder) -> None:
    def refuse(file: Path, _meta: object) -> None:
        if file.suffix == ".pdf":
            raise ValueError("no PDF header")

    pack.write("documents/scan.pdf", b"%PDF-1.4 garbage")
    findings = validate(pack.path, Options(read_paper=refuse))
    assert findings.ok
    assert list(findings.warnings.lines()) == [
        "documents/scan.pdf: found a paper that cannot be used (no PDF header), "
        "wanted a sound paper; it is left out and the rest is loaded"
    ]


def test_an_unlisted_image_is_a_warning(pack: PackBuilder) -> None:
    pack.write("brand/images/old.png", "x")
    assert not pack.errors()
    assert 'found "old.png"' in pack.warnings()[0]


def test_the_module_prints_findings_and_says_how_it_ended(
    pack: PackBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(pack.path)]) == 0
    pack.remove("rules.yaml")
    assert main([str(pack.path)]) == 1
    assert main(["/no/such/folder"]) == 2
    assert main([]) == 2
    printed = capsys.readouterr()
    assert "rules.yaml: found no such file" in printed.out
    assert "There is no folder" in printed.err


def test_a_corrupt_pdf_is_named(pack: PackBuilder) -> None:
    pack.write("documents/scan.pdf", b"%PDF-1.4\n1 0 obj garbage")
    findings = validate(pack.path, Options(read_paper=parse_paper))
    assert findings.ok
    [told] = list(findings.warnings.lines())
    assert told.startswith("documents/scan.pdf: found a paper that cannot be used (scan.pdf")
