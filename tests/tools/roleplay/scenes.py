"""One counter with facts worked out by hand, in any language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.playbook import Objections, Rubric
from tools.roleplay.play import Voice, answered, opening
from tools.roleplay.scenario import Known, Scenario, Transcript

PACK = Path(__file__).parents[3] / "examples" / "nusa_delta"
LANGUAGES = ("en", "id", "ms", "vi", "th", "fil", "sw", "ar", "fr", "hi")


@lru_cache(maxsize=1)
def playbook() -> dict[str, Any]:
    read = yaml.safe_load((PACK / "playbook/objections.yaml").read_text("utf-8"))
    return {o.key: o for o in Objections.model_validate(read).objections}


@lru_cache(maxsize=1)
def rubric() -> Rubric:
    return Rubric.model_validate(yaml.safe_load((PACK / "playbook/rubric.yaml").read_text("utf-8")))


@lru_cache(maxsize=1)
def brand() -> BrandGuidelines:
    read = yaml.safe_load((PACK / "brand/guidelines.yaml").read_text("utf-8"))
    return BrandGuidelines.model_validate(read)


def fact(name: str, value: str, unit: str, own: bool) -> Known:
    source = "invoices:ID-0001" if own else "growth-club@3#payment"
    return Known(id=name, value=value, unit=unit, shown=value, source=source, own=own)


FACTS = (
    fact("base_monthly", "2040000", "IDR", own=True),
    fact("bought_2026_10", "2310000", "IDR", own=True),
    fact("gap_to_next_tier", "1200000", "IDR", own=True),
    fact("reward_at_target", "310000", "IDR", own=True),
    fact("growth_target", "10", "percent", own=False),
    fact("pay_days", "20", "day", own=False),
    fact("dispute_days", "15", "day", own=False),
    fact("enroll_until", "2026-12-31", "date", own=False),
    fact("paid_by", "Nusa Delta Foods", "name", own=False),
)


def scene(
    language: str = "en",
    concern: str = "target-too-high",
    excuses: tuple[str, ...] = ("no-time",),
    **other: Any,
) -> Scenario:
    never = (*brand().forbidden.get(language, ()), *brand().forbidden["en"])
    about = {
        "persona": "pak-slamet", "name": "Pak Slamet", "temper": "Friendly and slow",
        "language": language, "difficulty": "normal", "concern": playbook()[concern],
        "excuses": tuple(playbook()[key] for key in excuses), "patience": 6,
        "outlet": "ID-0001", "outlet_name": "Toko Makmur", "country": "ID",
        "program": "growth-club", "program_name": "Growth Club", "terms": "growth-club@3",
        "known": FACTS, "never_said": never, "rubric": rubric(),
    }  # fmt: skip
    return Scenario.model_validate(about | other)


def play(scenario: Scenario, *lines: str, voice: Voice | None = None) -> Transcript:
    """Until the lines are said or the shopkeeper has ended it."""
    transcript = opening(scenario)
    for line in lines:
        if transcript.ended != "running":
            break
        transcript = answered(scenario, transcript, line, voice)
    return transcript
