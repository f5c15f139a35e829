"""A story is written once for a situation; whatever it stands on retires it; no two shops mix."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import words as figure_words
from knowledge.facts.text import SLOT, slots_in
from knowledge.records.story_templates import RecordedTemplates, StoryTemplate
from tests.fakes.records import FakeRecords, steady_shop
from tests.tools.story.shops import PROGRAMS, desk, everything, released, told
from tools.story import stamps, wording
from tools.story.commission import Commission
from tools.story.draft import Story, WrittenBeat
from tools.story.generator import CountedWriter, TemplateWriter
from tools.story.model_writer import ModelWriter
from tools.story.pipeline import Desk, sequence, tell
from tools.story.templates import LENT_FOR_S, VARIANTS, MemoryTemplates, TemplateShelf, variant_of


def tell_with(records: FakeRecords, code: str, desk: Desk, program: str = "growth-club") -> Any:
    brief = told(records, code, program).brief
    brief = replace(brief, language=brief.language)
    return tell(brief, sequence(desk), lambda _step: None)


def street(count: int) -> FakeRecords:
    """Neighbors in one situation."""
    records = FakeRecords()
    for number in range(count):
        letters = f"{chr(65 + number // 26)}{chr(97 + number % 26)}"  # figures take longer to say
        records.add(steady_shop(f"ID-{number:04}", name=f"Toko {letters}"))
    return records


def with_shelf(records: FakeRecords, writer: Any, store: Any = None) -> Desk:
    return replace(desk(records, writer), shelf=TemplateShelf(store))


def test_the_first_shop_has_the_story_written_and_its_neighbors_only_have_it_filled() -> None:
    records, writer = street(40), CountedWriter(TemplateWriter())
    company = with_shelf(records, writer)
    stories = [tell_with(records, code, company) for code in records.shops]
    assert all(isinstance(story, Story) for story in stories)
    # A way that turns out too long to say is written once more, shorter.
    assert VARIANTS <= writer.calls <= 2 * VARIANTS
    assert len({story.written for story in stories}) == VARIANTS
    for story in stories:
        assert story.template.variant == variant_of(story.brief.evidence.outlet.code)


def test_every_situation_can_be_told_in_three_ways() -> None:
    """Of all the situations of the test world, in each language it is told in."""
    told_alike = []
    stories = [s for s in everything()[1] if isinstance(s, Story)]
    for story in {s.template.place: s for s in stories if s.template}.values():
        if story.template is None or story.template.form != "full":
            continue
        key = next_key(story)
        asked = Commission(key, story.brief.evidence.terms, story.beats)
        ways = {tuple(TemplateWriter().write(replace(asked, variant=n))) for n in range(VARIANTS)}
        if len(ways) < VARIANTS:
            told_alike.append((key.framework, key.situation, key.language))
    assert not told_alike


def next_key(story: Story) -> Any:
    from tools.story.commission import key_of
    from tools.story.draft import StoryDraft

    return key_of(StoryDraft(story.brief, story.framework, beats=story.beats))


def test_a_kept_template_holds_slots_and_nothing_of_any_shop() -> None:
    records, stories = everything()
    names = {
        name
        for shop in records.shops.values()
        for name in (shop.profile.code, shop.profile.name, shop.profile.owner_name)
        if name
    }
    for story in stories:
        template = story.template if isinstance(story, Story) else None
        for _beat, text in template.beats if template else ():
            bare = SLOT.sub(" ", text)
            assert not any(letter.isdigit() for letter in bare)
            assert not any(name in bare for name in names)
            assert set(slots_in(text)) <= set(template.situation["known"])  # type: ignore[union-attr]


def test_a_writer_is_told_nothing_of_the_shop() -> None:
    heard: list[Commission] = []

    @dataclass(frozen=True)
    class Listener:
        name: str = "listener"

        def write(self, asked: Commission) -> Sequence[WrittenBeat]:
            heard.append(asked)
            return TemplateWriter().write(asked)

    records = FakeRecords()
    records.add(
        steady_shop("ID-7788", name="Warung Rahasia", owner_name="Pak Unik", town="Kota Sunyi")
    )
    assert isinstance(told(records, "ID-7788", "growth-club", writer=Listener()), Story)
    everything_heard = repr([replace(asked, terms=None) for asked in heard])  # type: ignore[arg-type]
    for private in ("ID-7788", "Rahasia", "Unik", "Sunyi", "4200000", "210"):
        assert private not in everything_heard


# What retires a template


@dataclass
class Book:
    """A store that remembers what was kept, by place."""

    kept: dict[str, StoryTemplate] = field(default_factory=dict)

    def find(self, template_id: str) -> StoryTemplate | None:
        return self.kept.get(template_id)

    def keep(self, template: StoryTemplate) -> None:
        self.kept[template.id] = template


@dataclass(frozen=True)
class Model:
    """A writer with a model and a prompt, as far as its name tells."""

    model: str = "model-1"
    prompt: str = "prompt-1"

    @property
    def name(self) -> str:
        return f"{self.model} {self.prompt}"

    def write(self, asked: Commission) -> Sequence[WrittenBeat]:
        return TemplateWriter().write(asked)


def _terms(records: FakeRecords, _model: Model) -> Model:
    records.terms = tuple(p.model_copy(update={"notice_days": 99}) for p in records.terms)
    return _model


def _brand(records: FakeRecords, _model: Model) -> Model:
    records.guidelines = records.guidelines.model_copy(update={"voice": "Other."})
    return _model


def _rules(records: FakeRecords, _model: Model) -> Model:
    rules = records.business_rules
    records.business_rules = rules.model_copy(update={"rules": rules.rules[:-1]})
    return _model


def _playbook(records: FakeRecords, _model: Model) -> Model:
    frameworks = records.playbook.frameworks
    changed = frameworks[0].model_copy(update={"source": "elsewhere"})
    records.playbook = records.playbook.model_copy(
        update={"frameworks": (changed, *frameworks[1:])}
    )
    return _model


CHANGES: dict[str, Callable[[FakeRecords, Model], Model]] = {
    "terms": _terms,
    "brand": _brand,
    "rules": _rules,
    "playbook": _playbook,
    "prompt": lambda _records, model: replace(model, prompt="prompt-2"),
    "model": lambda _records, model: replace(model, model="model-2"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_it_stands_on_retires_a_template(change: str) -> None:
    records, book = street(1), Book()
    before = CountedWriter(Model())
    tell_with(records, "ID-0000", with_shelf(records, before, book))
    again = CountedWriter(Model())
    tell_with(records, "ID-0000", with_shelf(records, again, book))
    assert (before.calls, again.calls) == (1, 0)
    after = CountedWriter(CHANGES[change](records, Model()))
    assert isinstance(tell_with(records, "ID-0000", with_shelf(records, after, book)), Story)
    assert after.calls == 1


@pytest.mark.parametrize(
    ("module", "folder", "file"),
    [(wording, "STORIES", "en.yaml"), (figure_words, "WORDS", "en.yaml")],
)
def test_a_change_of_the_words_retires_a_template(
    module: Any, folder: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, book = street(1), Book()
    first = CountedWriter(TemplateWriter())
    tell_with(records, "ID-0000", with_shelf(records, first, book))
    changed = tmp_path / file
    changed.write_text((getattr(module, folder) / file).read_text() + "\n# changed\n")
    for other in getattr(module, folder).glob("*.yaml"):
        if other.name != file:
            (tmp_path / other.name).write_text(other.read_text())
    monkeypatch.setattr(module, folder, tmp_path)
    after = CountedWriter(TemplateWriter())
    tell_with(records, "ID-0000", with_shelf(records, after, book))
    assert (first.calls, after.calls) == (1, 1)


def test_a_change_of_the_code_that_reviews_retires_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, book = street(1), Book()
    tell_with(records, "ID-0000", with_shelf(records, TemplateWriter(), book))
    stricter = tmp_path / "review.py"
    stricter.write_text("# stricter\n")
    monkeypatch.setattr(stamps, "REVIEWED_BY", (*stamps.REVIEWED_BY, stricter))
    monkeypatch.setattr(stamps, "_stamps", type(stamps._stamps)())
    after = CountedWriter(TemplateWriter())
    tell_with(records, "ID-0000", with_shelf(records, after, book))
    assert after.calls == 1


def test_a_story_of_retired_words_is_no_longer_sound() -> None:
    from tools.story.pipeline import recheck_filled

    records = street(1)
    story = tell_with(records, "ID-0000", with_shelf(records, TemplateWriter()))
    assert recheck_filled(story, desk(records)) == ()
    _brand(records, Model())
    assert {r.key for r in recheck_filled(story, desk(records))} == {"retired"}


# What fails


def test_words_that_fail_are_not_asked_for_again_for_every_shop() -> None:
    @dataclass(frozen=True)
    class Liar:
        name: str = "liar"

        def write(self, asked: Commission) -> Sequence[WrittenBeat]:
            return [WrittenBeat("next_step", "Take 12 cases.")]

    records = street(30)
    writer = CountedWriter(Liar())
    company = with_shelf(records, writer)
    stories = [tell_with(records, code, company) for code in records.shops]
    assert {story.framework for story in stories} == {"plain"}
    assert all(story.mended for story in stories)
    assert writer.calls == 3 * VARIANTS  # three tries at each


def test_a_model_is_called_for_situations_not_for_shops() -> None:
    counts = {}
    for size in (20, 200):
        records, writer = street(size), CountedWriter(Model())
        company = with_shelf(records, writer)
        for code in records.shops:
            tell_with(records, code, company)
        counts[size] = writer.calls
    assert VARIANTS <= counts[20] == counts[200] <= 2 * VARIANTS


def test_a_shop_called_like_a_word_of_the_story_spoils_it_for_nobody() -> None:
    records = street(12)
    records.add(steady_shop("ID-0099", name="Would"))
    company = with_shelf(records, TemplateWriter())
    assert isinstance(tell_with(records, "ID-0099", company), Story)
    for code in records.shops:
        if code != "ID-0099":
            assert tell_with(records, code, company).framework == "psf"


def test_a_name_a_writer_made_up_is_not_told_to_the_shop_that_bears_it() -> None:
    @dataclass(frozen=True)
    class Gossip:
        name: str = "gossip"

        def write(self, asked: Commission) -> Sequence[WrittenBeat]:
            *first, last = TemplateWriter().write(asked)
            return [*first, replace(last, text=f"{last.text} Pak Budi Hartono has it too.")]

    records = street(3)
    records.add(steady_shop("ID-0098", name="Toko Lain", owner_name="Pak Budi Hartono"))
    company = with_shelf(records, Gossip())
    outcome = tell_with(records, "ID-0098", company)
    assert isinstance(outcome, Story)
    assert outcome.framework == "plain"
    assert "has it too" not in outcome.text


@dataclass
class Away:
    """A model that answers nothing until it is back."""

    back: bool = False
    asked: int = 0
    name: str = "far-model"

    def write(self, _instructions: str, request: str) -> str | None:
        self.asked += 1
        if not self.back:
            return None
        beats = [{"name": b["name"], "text": self._words(b["name"])}
                 for b in json.loads(request)["beats"]]  # fmt: skip
        return json.dumps({"beats": beats})

    def _words(self, beat: str) -> str:
        said = {
            "summarize": "You buy about {base_monthly} from us in a usual month.",
            "idea": "With {program_name} a part of it comes back when you buy a bit more.",
            "how": "You need {growth_target} more than your usual, about {extra_buy} a month.",
            "benefits": "Then about {reward_at_target} comes back to you {each_period}.",
            "terms": "{paid_by} pays within {pay_days}, as {payment_methods}. If something "
            "looks wrong, you have {dispute_days} to say so: {dispute_contact}.",
        }
        return said.get(beat, "Shall I sign you up? It only counts when you say yes.")


def test_words_that_authors_lend_to_a_model_are_named_theirs_and_the_model_is_asked_later() -> None:
    records, model, now = street(1), Away(), [0.0]
    book, writer = Book(), ModelWriter(model, "Plain.")
    shelf = TemplateShelf(book, clock=lambda: now[0])
    company = replace(desk(records, writer), shelf=shelf)
    lent = tell_with(records, "ID-0000", company)
    assert lent.writer == lent.template.writer == "templates"
    assert {t.writer for t in book.kept.values()} == {"templates"}
    tell_with(records, "ID-0000", company)
    assert model.asked == 1  # not for every story
    model.back = True
    now[0] += LENT_FOR_S + 1
    own = tell_with(records, "ID-0000", company)
    assert own.writer == writer.name
    assert own.writer.startswith("far-model#")
    assert own.text != lent.text
    now[0] += LENT_FOR_S + 1
    assert tell_with(records, "ID-0000", company).text == own.text
    assert model.asked == 2


def test_another_process_asks_the_model_that_the_first_could_not_reach() -> None:
    records, book = street(1), Book()
    tell_with(records, "ID-0000", with_shelf(records, ModelWriter(Away(), "Plain."), book))
    back = ModelWriter(Away(back=True), "Plain.")
    assert tell_with(records, "ID-0000", with_shelf(records, back, book)).writer == back.name


# Kept in the records


def test_templates_are_found_again_as_they_were(tmp_path: Path) -> None:
    from knowledge.records.database import open_database

    engine = open_database(f"sqlite:///{tmp_path / 'records.db'}", upgrade_schema=True)
    records, store = street(12), RecordedTemplates(engine)
    company = with_shelf(records, TemplateWriter(), store)
    first = [tell_with(records, code, company) for code in records.shops]
    writer = CountedWriter(TemplateWriter())
    company = with_shelf(records, writer, store)
    again = [tell_with(records, code, company) for code in records.shops]
    assert writer.calls == 0
    assert [s.text for s in first] == [s.text for s in again]
    assert [s.template for s in first] == [s.template for s in again]
    counts = store.counts()
    assert counts["valid"] >= VARIANTS
    assert (counts["retired"], counts["failed"], counts["situations"]) == (0, 0, 1)
    _brand(records, Model())
    tell_with(records, "ID-0000", with_shelf(records, TemplateWriter(), store))
    assert store.counts()["retired"] >= 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("beats", '[["next_step", "Take 12 cases."]]'),
        ("passed", 0),
        ("writer", "somebody"),
        ("stands_on", "{}"),
        ("situation", "{}"),
        ("variant", 2),
        ("seal", "x"),
    ],
)
def test_a_template_that_was_changed_after_its_review_is_written_anew(
    column: str, value: Any, tmp_path: Path
) -> None:
    from sqlalchemy import text

    from knowledge.records.database import open_database

    engine = open_database(f"sqlite:///{tmp_path / 'records.db'}", upgrade_schema=True)
    records, store = street(1), RecordedTemplates(engine)
    story = tell_with(records, "ID-0000", with_shelf(records, TemplateWriter(), store))
    with engine.begin() as connection:
        changed = f"UPDATE story_templates SET {column} = :v"  # noqa: S608 - our own names
        connection.execute(text(changed), {"v": value})
    assert store.find(story.template.id) is None
    writer = CountedWriter(TemplateWriter())
    again = tell_with(records, "ID-0000", with_shelf(records, writer, store))
    assert writer.calls == 1
    assert again.text == story.text


# Look-alikes


def look_alikes() -> FakeRecords:
    """Two shops that differ in one figure only, in the same situation, with the same variant."""
    codes = [f"ID-{n:04}" for n in range(60)]
    mine = codes[0]
    other = next(c for c in codes[1:] if variant_of(c) == variant_of(mine))
    records = FakeRecords()
    records.add(steady_shop(mine, name="Toko Makmur"))
    twin = steady_shop(other, name="Toko Makmur")
    for number in (10, 40):  # one line in each half of the six months: no trend comes of it
        line = twin.purchases[number]
        twin.purchases[number] = line._replace(net=line.net + 3_000_000)
    records.add(twin)
    return records


@pytest.mark.parametrize("program", PROGRAMS)
def test_look_alikes_share_words_and_never_figures(program: str) -> None:
    records = look_alikes()
    mine, other = (released(records, code, program, "sitdown") for code in records.shops)
    for story in (mine, other):
        code = story.brief.evidence.outlet.code
        stranger = next(c for c in records.shops if c != code)
        assert all(stranger not in fact.source for fact in story.facts)
    assert mine.template == other.template or mine.framework != other.framework


def test_a_twin_never_hears_the_others_figure_whoever_is_asked_first() -> None:
    records = look_alikes()
    codes = list(records.shops)
    heard: dict[str, set[str]] = defaultdict(set)
    for order in (codes, codes[::-1], codes):
        company = replace(desk(records), shelf=TemplateShelf(MemoryTemplates()))
        for code in order:
            heard[code].add(tell_with(records, code, company).text)
    assert all(len(texts) == 1 for texts in heard.values())
    # 7 products x 5 x 120,000 = 4,200,000; with 6,000,000 more in one month 5,200,000.
    assert all("4.200.000" in text for text in heard[codes[0]])
    assert all("5.200.000" in text for text in heard[codes[1]])
