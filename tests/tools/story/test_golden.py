"""The golden stories are told as they were when somebody last read them."""

from pathlib import Path

import pytest

from assistant.bootstrap import Services
from tests.golden.situations import SITUATIONS, Golden, file_of, found, told
from tools.story.situations import LENGTHS
from tools.story.wording import story_languages

GOLDEN = Path(__file__).parents[2] / "golden"
STATES = {
    "new", "near_tier", "declining", "lapsed", "missing_must_sell", "display_ready",
    "enrolled_stuck", "steady",
}  # fmt: skip


def test_every_recommendation_program_state_length_and_country_occurs() -> None:
    assert {s.recommendation for s in SITUATIONS} == {"join", "wait", "do_not_join", "already_in"}
    assert len({s.program for s in SITUATIONS}) == 5
    assert {s.state for s in SITUATIONS} == STATES
    assert {s.length for s in SITUATIONS} == set(LENGTHS)
    assert {s.country for s in SITUATIONS} == {"ID", "KE", "EG"}
    assert len(SITUATIONS) == 12


def test_every_situation_is_kept_in_every_language() -> None:
    kept = {f"{p.parent.name}/{p.name}" for p in GOLDEN.glob("*/*.txt")}
    wanted = {f"{s.name}/{language}.txt" for s in SITUATIONS for language in story_languages()}
    assert kept == wanted


@pytest.fixture(scope="module")
def goldens(sample: Services) -> list[Golden]:
    return found(sample.records)


@pytest.mark.parametrize("language", story_languages())
def test_stories_are_told_as_they_were_last_read(
    language: str, sample: Services, goldens: list[Golden]
) -> None:
    """After a change on purpose: `make golden`, and read the diff."""
    assert len(goldens) == len(SITUATIONS)
    changed = []
    for golden in goldens:
        path = GOLDEN / golden.wanted.name / f"{language}.txt"
        now = file_of(golden, told(sample.records, golden, language))
        if path.read_text("utf-8") != now:
            changed.append(f"{path.relative_to(GOLDEN)}: {now}")
    assert changed == []


@pytest.mark.parametrize(
    "path", sorted(GOLDEN.glob("*/*.txt")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_nothing_is_withheld_or_left_unfilled(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "WITHHELD" not in text
    assert "{" not in text
    assert "None" not in text
    assert "  " not in text.replace("\n\n", "\n")
