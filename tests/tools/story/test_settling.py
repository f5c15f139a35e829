"""At the counter a member to whom we owe something hears that, and no length withholds it."""

import os
from decimal import Decimal

import pytest

from assistant.bootstrap import Services
from knowledge.facts.evidence import evidence_for, shop_evidence
from knowledge.facts.recommendation import decide
from tests.fakes.records import FakeRecords, balance, case, enrolled, steady_shop
from tests.golden.situations import READER
from tests.tools.story.shops import released
from tools.story.brief import brief_of
from tools.story.draft import Story, StoryWithheld
from tools.story.pace import seconds, spoken_words
from tools.story.pipeline import Desk, sequence, tell
from tools.story.situations import LENGTHS
from tools.story.wording import story_languages

EVERY = int(os.environ.get("SHELFTALK_TEST_EVERY_OUTLET", "40"))
"""Every so manieth outlet of the sample company; 1 = all 300, half an hour of a core."""


def owed() -> FakeRecords:
    """A member with an open claim and a late payout, and a name that takes long to say."""
    records = FakeRecords()
    shop = records.add(steady_shop("OWED", name="Toko Kelontong Serba Ada Bintang Timur Jaya"))
    shop.enrollments.append(enrolled("OWED", "growth-club", tier="Silver"))
    shop.cases.append(case("OWED"))
    shop.ledgers["growth-club"] = balance("OWED", "growth-club", late_payouts=Decimal(3_284_737))
    return records


@pytest.mark.parametrize("language", story_languages())
def test_what_we_owe_and_what_we_do_is_all_a_member_hears_at_the_counter(language: str) -> None:
    story = released(owed(), "OWED", "growth-club", "counter", language)
    assert story.framework == "settling"
    assert [beat.name for beat in story.written] == ["where", "now"]
    assert {fact.id for fact in story.facts} & {"case_opened_on", "late_payouts"}
    assert not {fact.id for fact in story.facts} & {"gap_to_next_tier", "reward_at_target"}
    assert seconds(story.text, language) < 15.5


def test_with_more_time_he_hears_where_he_stands_as_well() -> None:
    story = released(owed(), "OWED", "growth-club", "talk")
    assert story.framework == "standing"
    assert {"late_payouts", "pay_days"} <= {fact.id for fact in story.facts}


def test_a_figure_parted_by_spaces_is_one_figure() -> None:
    assert spoken_words("12\u202f111\u202f497", "fr") == spoken_words("12.111.497", "fr") == 5


def _outcomes(records: Services, every: int) -> list[tuple[str, Story | StoryWithheld]]:
    data = records.records
    desk = Desk(data.frameworks(), data.brand(), data.rules())
    agents, told = sequence(desk), []
    codes = sorted(match.code for match in data.visible_outlets(READER))
    # Those that were withheld for length before, whatever the sample is.
    hard = {"ID-0013", "EG-0013", "ID-0089", "ID-0103", "ID-0147", "KE-0005"}
    for code in sorted({*codes[::every], *hard}):
        for language in story_languages():
            shop = shop_evidence(data, READER, code, data.today, language)
            for program in shop.programs:
                evidence = evidence_for(data, READER, shop, program.code)
                decision = decide(evidence, desk.rules)
                for length in LENGTHS:
                    brief = brief_of(evidence, decision, desk.brand, length, language)
                    place = f"{code} {program.code} {length} {language}"
                    told.append((place, tell(brief, agents, lambda _step: None)))
    return told


@pytest.mark.slow
def test_no_story_of_the_sample_company_is_withheld_for_its_length(sample: Services) -> None:
    """In every language and length; what is withheld is withheld by a rule of the company."""
    told = _outcomes(sample, EVERY)
    withheld = {place: o.reasons for place, o in told if isinstance(o, StoryWithheld)}
    assert len(told) >= 2_000
    assert {place: r for place, r in withheld.items() if any(x.mendable for x in r)} == {}
