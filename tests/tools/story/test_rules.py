"""Business rules as data: notes, compliance wording, goods that nobody may promote."""

from dataclasses import dataclass, field, replace

import pytest

from knowledge.pack.schema.rules import BusinessRule, ComplianceWording, RegulatedGoods, Rules
from knowledge.records.answers import ProductView
from tests.fakes.records import MUST_SELL, FakeRecords, FakeShop, buys, outlet, steady_shop
from tests.tools.story.shops import context, desk, released, told
from tools.story.arguments import StoryArguments
from tools.story.draft import Story, StoryDraft, WrittenBeat
from tools.story.filling import told as filled
from tools.story.pipeline import recheck
from tools.story.rules import RulesAgent
from tools.story.tool import SellingStory

FORMULA = RegulatedGoods(
    regulated="infant_formula",
    words={"en": ("infant formula", "baby formula"), "id": ("susu formula",)},
    message={"en": "Infant formula is never promoted.", "id": "Susu bayi tidak dipromosikan."},
    clause="code.md#5",
)
KENYA = ComplianceWording(
    key="ke-terms",
    when="outlet.country == 'KE' && story.recommendation == 'join'",
    say={"en": "Terms and conditions apply.", "sw": "Vigezo na masharti kuzingatiwa."},
)


@dataclass
class Pharmacy(FakeRecords):
    """Some of the products are infant formula."""

    formula: tuple[str, ...] = field(default=())

    def products(self, language: str = "en", currency: str | None = None) -> list[ProductView]:
        return [
            replace(p, regulated="infant_formula" if p.code in self.formula else None)
            for p in super().products(language, currency)
        ]


def kenyan(code: str = "KE-0001") -> FakeShop:
    profile = outlet(code, name="Duka la Amani", owner_name="Grace", country="KE",
                     currency="KES", language="sw")  # fmt: skip
    return FakeShop(profile, buys([5] * 8, currency="KES"))


def shop_with(rules: Rules, formula: tuple[str, ...] = ()) -> Pharmacy:
    records = Pharmacy(business_rules=rules, formula=formula)
    records.add(steady_shop("ID-0001"))
    records.add(kenyan())
    return records


def agent_says(rules: Rules, story: Story, words: str) -> set[str]:
    written = (*story.written[:-1], WrittenBeat("next_step", words))
    draft = StoryDraft(
        story.brief, story.framework, written=written, told=filled(story.brief, written)
    )
    found = RulesAgent(rules)(draft)
    return set() if isinstance(found, StoryDraft) else {r.key for r in found}


def test_a_note_is_told_to_the_rep_and_turns_nothing() -> None:
    note = BusinessRule(
        key="ask-for-id",
        requires="outlet.kyc_level >= 3",
        effect="note",
        message={"en": "The details are not checked."},
        remedy={"en": "Ask for the document."},
    )
    records = shop_with(Rules(rules=(note,)))
    story = released(records, "ID-0001", "full-shelf")
    assert story.brief.decision.recommendation == "join"
    assert [(n.key, n.severity) for n in story.brief.decision.notes] == [("ask-for-id", "info")]
    assert all(cause.key != "ask-for-id" for cause in story.brief.decision.causes)


@pytest.mark.parametrize(
    ("effect", "severity"),
    [("note", "info"), ("wait", "warning"), ("do_not_join", "warning"), ("withhold", "blocker")],
)
def test_a_rules_severity_follows_from_what_it_does(effect: str, severity: str) -> None:
    rule = BusinessRule.model_validate(
        {"key": "k", "requires": "true", "effect": effect, "message": {"en": "No."}}
    )
    assert rule.severity == severity


@pytest.mark.parametrize("length", ["counter", "talk", "sitdown", "leaflet"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Terms and conditions apply."), ("sw", "Vigezo na masharti kuzingatiwa.")],
)
def test_compliance_wording_is_told_word_by_word(length: str, language: str, sentence: str) -> None:
    records = shop_with(Rules(rules=(), wordings=(KENYA,)))
    story = released(records, "KE-0001", "full-shelf", length, language)  # type: ignore[arg-type]
    assert sentence in story.text
    there = next(f for f in story.facts if f.id == "required_wording")
    assert there.source == "rules.yaml#ke-terms"


def test_it_is_not_told_where_its_condition_is_not_met() -> None:
    records = shop_with(Rules(rules=(), wordings=(KENYA,)))
    assert "Terms and conditions" not in released(records, "ID-0001", "full-shelf").text


def test_a_story_from_which_it_was_taken_away_is_stopped() -> None:
    records = shop_with(Rules(rules=(), wordings=(KENYA,)))
    story = released(records, "KE-0001", "full-shelf")
    cut = tuple(
        replace(b, text=b.text.replace("{required_wording}", "").strip()) for b in story.written
    )
    spoiled = replace(story, written=cut, told=filled(story.brief, cut))
    assert "compliance" in {r.key for r in recheck(spoiled, desk(records))}


def test_a_regulated_product_is_missing_from_the_list_and_yet_never_named() -> None:
    rules = Rules(rules=(), regulated=(FORMULA,))
    free = released(shop_with(rules), "ID-0001", "full-shelf")
    bound = released(shop_with(rules, formula=(MUST_SELL[7],)), "ID-0001", "full-shelf")
    missing = {f.id: f.value for f in free.facts}["must_sell_missing"]
    assert str(missing).startswith("Chicken Noodles 75 g")
    assert "Chicken Noodles" not in bound.text
    assert "Coconut Biscuit" in bound.text


def test_what_sells_best_is_not_named_when_nobody_may_promote_it() -> None:
    rules = Rules(rules=(), regulated=(FORMULA,))
    records = shop_with(rules, formula=tuple(MUST_SELL))
    story = told(records, "ID-0001", "growth-club", "sitdown")
    assert isinstance(story, Story)
    assert "best_product" not in story.brief.facts


def test_a_country_where_it_may_be_promoted_is_left_alone() -> None:
    elsewhere = FORMULA.model_copy(update={"countries": ("EG",)})
    rules = Rules(rules=(), regulated=(elsewhere,))
    story = released(shop_with(rules, formula=(MUST_SELL[7],)), "ID-0001", "full-shelf")
    assert "Chicken Noodles" in story.text


@pytest.mark.parametrize("words", ["We have infant formula too.", "Take BABY FORMULAS as well."])
def test_a_writer_may_not_bring_it_up_in_words_either(words: str) -> None:
    rules = Rules(rules=(), regulated=(FORMULA,))
    story = released(shop_with(rules), "ID-0001", "full-shelf")
    assert agent_says(rules, story, words) == {"regulated"}
    assert agent_says(rules, story, "Shall we do it?") == set()


def test_words_of_the_pack_that_are_not_in_the_storys_language_are_for_the_rep_only() -> None:
    rule = BusinessRule(
        key="later", requires="false", effect="wait",
        message={"en": "Stock is being counted."}, remedy={"en": "Come back on Monday."},
    )  # fmt: skip
    records = shop_with(Rules(rules=(rule,)))
    english = released(records, "ID-0001", "full-shelf")
    assert "Stock is being counted." in english.text
    local = released(records, "ID-0001", "full-shelf", "talk", "id")
    assert "Stock is being counted." not in local.text
    asked = StoryArguments(outlet="ID-0001", program="full-shelf")
    told_to_rep = SellingStory(records).run(asked, context("id"))
    assert "Stock is being counted." in told_to_rep.text
