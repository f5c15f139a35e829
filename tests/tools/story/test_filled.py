"""The corruption suite through the stored path: a template filled for a shop, checked for it."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import replace

import pytest

from tests.tools.story.damages import KINDS
from tests.tools.story.shops import desk, everything, world
from tools.story.draft import Story
from tools.story.pipeline import recheck_filled, sequence, tell

SEED = 20261116


@pytest.mark.parametrize(
    ("tries", "sample"), [(300, 12), pytest.param(2_000, 1, marks=pytest.mark.slow)]
)
def test_every_damage_to_a_filled_template_is_stopped_and_sound_ones_are_not(
    tries: int, sample: int
) -> None:
    """Prints both rates; the targets are 99.5 % and 0.5 %. Every `sample`-th story is taken."""
    records, outcomes = everything()
    company = desk(records)
    clean = [s for s in outcomes if isinstance(s, Story)][::sample]
    alarms = sum(bool(recheck_filled(story, company)) for story in clean)
    dice = random.Random(SEED)  # noqa: S311  # a seeded test
    tried: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    missed = []
    while sum(tried.values()) < tries:
        kind, story = dice.choice(KINDS), dice.choice(clean)
        damaged = kind.damage(story, dice, clean)
        if damaged is None or damaged == story:
            continue
        reasons = recheck_filled(damaged, company)
        name = f"{kind.what} ({kind.where})"
        tried[name] += 1
        stopped[name] += bool(reasons)
        if not reasons:
            missed.append(name)
    rate = sum(stopped.values()) / tries
    print(f"\nstopped {rate:.2%} of {tries}, {alarms} false alarms of {len(clean)}")  # noqa: T201
    assert rate >= 0.995, missed
    assert alarms / len(clean) <= 0.005


def test_words_of_another_situation_are_refused_however_sound_they_are() -> None:
    records, outcomes = everything()
    company = desk(records)
    stories = [s for s in outcomes if isinstance(s, Story)]
    mine = stories[0]
    for other in stories[:120]:
        if other.template is None or mine.template is None:
            continue
        if other.template.place == mine.template.place:
            continue
        foreign = replace(
            mine, template=other.template, written=other.written, told=other.told,
            writer=other.writer,
        )  # fmt: skip
        assert recheck_filled(foreign, company)


def test_a_story_without_a_template_is_not_sound() -> None:
    records, outcomes = everything()
    story = next(s for s in outcomes if isinstance(s, Story))
    keys = {r.key for r in recheck_filled(replace(story, template=None), desk(records))}
    assert "not_reviewed" in keys


def test_filling_and_checking_a_stored_template_is_quick() -> None:
    """Under a millisecond on an idle core; here five, because tests share their cores."""
    records, outcomes = everything()
    agents = sequence(desk(world()))
    briefs = [s.brief for s in outcomes if isinstance(s, Story)][::15]
    for brief in briefs:
        tell(brief, agents, lambda _step: None)
    spent = []
    for brief in briefs:
        start = time.process_time()
        tell(brief, agents, lambda _step: None)
        spent.append(time.process_time() - start)
    assert sorted(spent)[len(spent) // 2] < 0.005
    assert records.shops
