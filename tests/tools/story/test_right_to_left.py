"""A story in Arabic: figures and Latin names are isolated, and the review still recomputes it."""

import re
from dataclasses import replace

import pytest

from assistant.language.direction import FSI, PDI
from tests.tools.story.shops import LENGTHS, PROGRAMS, desk, released, world
from tools.story.draft import Story
from tools.story.pipeline import recheck
from tools.story.situations import Length


@pytest.mark.parametrize("length", LENGTHS)
def test_every_figure_and_latin_name_is_isolated(length: Length) -> None:
    records = world()
    text = released(records, "STEADY", "growth-club", length, "ar").text
    outside = re.sub(f"{FSI}[^{PDI}]*{PDI}", "", text)
    assert FSI in text
    assert not re.search("[A-Za-z0-9\u0660-\u0669]", outside)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_review_recomputes_what_is_told(program: str) -> None:
    records = world()
    story = released(records, "STEADY", program, "sitdown", "ar")
    assert recheck(story, desk(records)) == ()
    damaged = tuple(replace(beat, text=beat.text.replace(FSI, "")) for beat in story.told)
    assert {r.key for r in recheck(replace(story, told=damaged), desk(records))} >= {"changed_text"}


def test_a_figure_smuggled_into_isolates_is_found() -> None:
    records = world()
    story: Story = released(records, "STEADY", "growth-club", "talk", "ar")
    first = story.told[0]
    told = (replace(first, text=f"{first.text} {FSI}٩٩{PDI}"), *story.told[1:])
    keys = {reason.key for reason in recheck(replace(story, told=told), desk(records))}
    assert {"changed_text", "loose_in_told"} <= keys


def test_other_directions_carry_no_marks() -> None:
    assert FSI not in released(world(), "KENYA", "growth-club", "talk", "sw").text
