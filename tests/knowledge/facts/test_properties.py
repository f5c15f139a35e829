"""Laws of facts that hold for any figure, in any language and country."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Fact
from knowledge.facts.collection import facts_of
from knowledge.facts.evidence import Evidence, evidence_for, shop_evidence
from knowledge.facts.loose_ends import loose_ends
from knowledge.facts.proof import faults
from knowledge.facts.recommendation import decide
from knowledge.facts.rendering import COUNTED, Renderer
from knowledge.facts.slots import SLOTS
from knowledge.facts.text import fill, plain, slots_in
from knowledge.facts.words import word_languages, words
from tests.fakes.records import REP, TODAY, FakeRecords, steady_shop
from tools.story.review import without_values
from tools.story.wording import story_languages

LANGUAGES = st.sampled_from(story_languages())
COUNTRIES = st.sampled_from(("ID", "KE", "EG", "MY", "VN", "TH", "PH", "IN", "MA", "CI", None))
MONEY = st.tuples(
    st.decimals(min_value=0, max_value=10**12, places=2),
    st.sampled_from(("IDR", "KES", "EGP", "USD", "MYR", "VND", "THB", "PHP", "INR", "XOF")),
)
COUNTS = st.tuples(st.integers(0, 10**6).map(Decimal), st.sampled_from(sorted(COUNTED)))
PERCENTS = st.tuples(st.decimals(min_value=0, max_value=1_000, places=1), st.just("percent"))
DATES = st.tuples(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.just("date"))
FIGURES = st.one_of(MONEY, COUNTS, PERCENTS, DATES)


@settings(max_examples=120, deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=5), LANGUAGES, COUNTRIES)
def test_what_is_left_of_a_told_text_without_its_facts_holds_no_figure(
    figures: list[tuple[Decimal | date, str]], language: str, country: str | None
) -> None:
    render = Renderer(language, country).render
    facts = tuple(
        Fact(slot, value, unit, "x") for slot, (value, unit) in zip(SLOTS, figures, strict=False)
    )
    text = " ◦ ".join(render(fact) for fact in facts)
    assert list(loose_ends(without_values(text, facts, render), language, ())) == []
    spoiled = f"{text} ◦ 7"
    assert list(loose_ends(without_values(spoiled, facts, render), language, ()))


@settings(max_examples=100, deadline=None)
@given(FIGURES, LANGUAGES, COUNTRIES)
def test_a_figure_that_is_written_out_instead_of_its_slot_is_always_found(
    figure: tuple[Decimal | date, str], language: str, country: str | None
) -> None:
    said = Renderer(language, country).render(Fact("extra_buy", figure[0], figure[1], "x"))
    assert list(loose_ends(f"◦ {said} ◦", language, ()))


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(word_languages()))
def test_a_number_written_in_words_is_always_found(data: st.DataObject, language: str) -> None:
    said = words(language)
    word = data.draw(st.sampled_from((*said.number_words, *said.money_words)))
    cased = data.draw(st.sampled_from((word, word.upper(), word.capitalize())))
    assert list(loose_ends(f"◦ {cased}, ◦", language, ())), cased


@settings(max_examples=80, deadline=None)
@given(MONEY, COUNTRIES, LANGUAGES)
def test_other_digits_never_say_another_amount(
    money: tuple[Decimal, str], country: str | None, language: str
) -> None:
    """Read back digit by digit, whatever the script: no digit is lost, added or moved."""
    amount = money[0].quantize(Decimal(1))
    said = Renderer(language, country).render(Fact("overdue", amount, money[1], "x"))
    digits = "".join(str(int(c)) for c in said if c.isdigit())
    assert digits.rstrip("0") == f"{amount:f}".rstrip("0")
    assert int(digits) == amount or int(digits) == amount * 100


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(sorted(SLOTS)))
def test_what_is_filled_in_is_never_read_as_a_slot(value: str, slot: str) -> None:
    told = fill(f"a {{{slot}}} b", lambda _slot: plain(value))
    assert slots_in(told) == ()


@settings(max_examples=80, deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.data())
def test_only_the_true_value_of_a_fact_is_proven(other: Decimal, data: st.DataObject) -> None:
    facts, evidence = _known()
    name = data.draw(st.sampled_from(sorted(n for n, f in facts.items() if f.unit == "IDR")))
    fact = facts[name]
    wrong = Fact(fact.id, other, fact.unit, fact.source, fact.period)
    assert (list(faults(wrong, evidence)) == []) == (other == fact.value)


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, Fact], Evidence]:
    """A steady shop's facts, made once."""
    records = FakeRecords()
    records.add(steady_shop("ID-0001"))
    shop = shop_evidence(records, REP, "ID-0001", TODAY, "en")
    evidence = evidence_for(records, REP, shop, "growth-club")
    return facts_of(evidence, decide(evidence, records.rules()), records.brand()), evidence
