"""Nobody at a counter wants to hear the same figure twice."""

import datetime as dt
from collections import Counter

import pytest

from knowledge.facts.slots import SLOTS
from knowledge.facts.text import SLOT
from knowledge.records.answers import VisitView
from tests.tools.story.shops import released, world
from tools.story.wording import story_languages

FIGURES = frozenset({"money", "percent", "measure", "quantity", "date"})


@pytest.mark.parametrize("language", story_languages())
@pytest.mark.parametrize(
    ("outlet", "program", "framework"),
    [
        ("DOUBTER", "full-shelf", "spin"),
        ("FALLING", "full-shelf", "spin"),
        ("STEADY", "eye-level", "four_p"),
        ("STEADY", "growth-club", "challenger"),
    ],
)
def test_no_figure_is_told_twice_in_a_long_talk(
    outlet: str, program: str, framework: str, language: str
) -> None:
    records = world()
    if outlet == "FALLING":  # a shop that buys less and has had trouble with us
        day = dt.date(2026, 11, 2)
        records.shops[outlet].visits.append(
            VisitView(day, "rina", "declined", None, "rewards-late", None, None, None)
        )
    story = released(records, outlet, program, "sitdown", language)
    assert story.framework == framework
    told = Counter(slot for beat in story.written for slot in SLOT.findall(beat.text))
    assert not {slot for slot, times in told.items() if times > 1 and SLOTS[slot].kind in FIGURES}
