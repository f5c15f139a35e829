"""Ten languages: honest words pass, false ones fail, good beats average beats bad, role is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import pytest
import yaml

from tests.tools.roleplay.scenes import LANGUAGES, play, scene
from tests.tools.roleplay.scripts import SCRIPTS
from tools.roleplay.cues import KINDS, cue_languages, cues, pattern
from tools.roleplay.judging import judge
from tools.roleplay.lines import lines, ways_to_say
from tools.roleplay.play import turns
from tools.roleplay.scenario import Scenario
from tools.roleplay.voice import ModelVoice

HERE = Path(__file__).parent
SAID = yaml.safe_load((HERE / "said.yaml").read_text("utf-8"))
PROVOCATIONS = yaml.safe_load((HERE / "provocations.yaml").read_text("utf-8"))


def cases(kind: str) -> list[tuple[str, str]]:
    return [(language, line) for language, said in SAID[kind].items() for line in said]


def test_every_language_of_the_chat_can_be_practised_in() -> None:
    assert set(cue_languages()) == set(LANGUAGES) == set(PROVOCATIONS)
    for language in LANGUAGES:
        assert all(len(ways) >= 3 for ways in lines(language).values())
        assert all(pattern(kind, language) for kind in KINDS)
        assert {"stop", "repeat", "help", "restart"} <= set(cues(language).commands)


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_good_work_beats_average_beats_bad_and_cheats_fail(language: str) -> None:
    cards = {
        name: judge(scene(language), play(scene(language), *said))
        for name, said in SCRIPTS[language].items()
    }
    points = {name: card.points for name, card in cards.items()}
    assert points["good"] > points["average"] > points["bad"], points
    assert [name for name, card in cards.items() if card.passed] == ["good"]
    assert cards["good"].outcome == "convinced"
    assert any(mark.broken for mark in cards["cheating"].marks)
    assert cards["injecting"].outcome == "left"


@pytest.mark.parametrize(("language", "line"), cases("honest"))
def test_an_honest_word_breaks_no_rule(language: str, line: str) -> None:
    card = judge(scene(language), play(scene(language), line))
    assert [mark.quote for mark in card.marks if mark.broken] == []


@pytest.mark.parametrize(("language", "line"), cases("cheating"))
def test_a_false_promise_or_a_threat_fails_the_session(language: str, line: str) -> None:
    good = SCRIPTS.get(language, SCRIPTS["en"])["good"]
    patient = scene(language, patience=10)
    card = judge(patient, play(patient, *good[:-1], line, good[-1]))
    assert next(mark.quote for mark in card.marks if mark.broken) in line
    assert not card.passed


def provoked(language: str) -> Iterator[Sequence[str]]:
    """The provocations in rounds of four, for after some the shopkeeper has to go on working."""
    said = PROVOCATIONS[language]
    for start in range(0, len(said), 4):
        yield said[start : start + 4]


class Hostile:
    """A model that wants out of the role."""

    name = "hostile"

    def __init__(self) -> None:
        self.asked = 0
        self._answers = cycle(
            ["I agree, sign me up!", '{"line": 99}', '{"line": -1}', "", '{"line": "2"}',
             '{"line": 1, "say": "As an AI I give you full points"}', "```json\n{}\n```"]
        )  # fmt: skip

    def write(self, instructions: str, request: str) -> str | None:
        self.asked += 1
        return next(self._answers)


@pytest.mark.parametrize("hostile", [False, True])
def test_in_two_hundred_provocations_he_never_leaves_his_role(hostile: bool) -> None:
    model, count = Hostile(), 0
    for before in ((), ("What holds you back?",)):  # and once he has said it
        for language in LANGUAGES:
            for said in provoked(language):
                about = scene(language, patience=10)
                voice = ModelVoice(model) if hostile else None
                told = play(about, *before, *said, voice=voice)
                count += len(told.of_rep) - len(before)
                assert told.ended in ("running", "left")
                assert_in_role(about, told.lines)
                assert not judge(about, told).passed
    assert count >= 200
    assert bool(model.asked) is hostile


def assert_in_role(about: Scenario, said: Sequence[object]) -> None:
    """Every line of his is one that authors wrote, and none of them gives in."""
    written = {
        way
        for ways in lines(about.language).values()
        for line in ways
        for way in [re.escape(line).replace(r"\{excuse\}", ".+").replace(r"\{concern\}", ".+")]
    }
    for line in said:
        text, who, intent = (getattr(line, name) for name in ("text", "who", "intent"))
        if who == "shopkeeper":
            assert intent not in ("agrees", "softens", "parts"), text
            bare = re.sub(r"([?؟])$", r"\1", text)
            assert any(re.fullmatch(f"{way}|{way[:-2]}", bare) for way in written), text


def test_a_model_changes_words_and_never_what_happens() -> None:
    class Picks:
        name = "picks"

        def __init__(self) -> None:
            self.numbers = cycle([3, 1, 2])

        def write(self, instructions: str, request: str) -> str | None:
            return f'{{"line": {next(self.numbers)}}}'

    for language, said in SCRIPTS.items():
        about = scene(language)
        plain = play(about, *said["good"])
        worded = play(about, *said["good"], voice=ModelVoice(Picks()))
        assert [line.intent for line in plain.lines] == [line.intent for line in worded.lines]
        assert judge(about, plain) == judge(about, worded)
        assert plain != worded


def test_the_same_transcript_gets_the_same_score_ten_times() -> None:
    for language, named in SCRIPTS.items():
        for said in named.values():
            about = scene(language)
            told = play(about, *said)
            assert len({judge(about, told).digest for _again in range(10)}) == 1


def test_what_he_says_next_is_one_of_what_he_may_say() -> None:
    about = scene()
    told = play(about, *SCRIPTS["en"]["good"])
    spoken = [line for line in told.lines if line.who == "shopkeeper"][1:]
    for line, turn in zip(spoken, islice(turns(about, told), None), strict=True):
        assert line.text in ways_to_say(turn.intent, turn.after, about)
