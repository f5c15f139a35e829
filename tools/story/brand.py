"""Brand Guidelines agent: words, names, casing, length, reading level, tone. All faults at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.domain import Fact
from assistant.language.direction import without_isolates
from knowledge.facts.meanings import bent, meaning_languages, meanings
from knowledge.facts.text import fill
from knowledge.pack.schema.brand import BrandGuidelines
from tools.story.draft import Reason, Reasons, StoryDraft, ToldBeat, WrittenBeat
from tools.story.filling import renderer
from tools.story.pace import one_figure, seconds, sentence_lengths, spoken_words

SHOUTED = re.compile(r"(?<!\w)[^\W\d_]{5,}(?!\w)")
EXCLAMATIONS = re.compile(r"[!！]")
MASK = "◦"
NAMES = ("name", "names", "text")
"""Units of facts whose words are the records' or the pack's, not the writer's."""


@dataclass(frozen=True)
class BrandAgent:
    """Checks what is heard; records' own names are not the writer's words and are left alone."""

    guidelines: BrandGuidelines
    name: str = "brand_guidelines"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or everything that is wrong with it."""
        told = "\n".join(beat.text for beat in draft.told)
        words = without_names(draft)
        checks: tuple[Callable[[StoryDraft, str, str], Iterator[tuple[str, str]]], ...] = (
            self._forbidden,
            self._required,
            self._casing,
            self._tone,
            self._length,
            self._reading_level,
        )
        reasons = tuple(
            Reason(self.name, key, text)
            for check in checks
            for key, text in check(draft, told, words)
        )
        return reasons or draft

    def fit(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """Only what may differ from shop to shop, once the words are judged: how long it is."""
        told = "\n".join(beat.text for beat in draft.told)
        checks = (self._length, self._reading_level)
        reasons = tuple(
            Reason(self.name, key, text) for check in checks for key, text in check(draft, told, "")
        )
        return reasons or draft

    def _forbidden(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for word, found in said_of(self.guidelines.forbidden, words, draft.brief.language):
            yield "forbidden_word", f"The word “{word}” is not used (“{found}”)."
        for rival in self.guidelines.competitors:
            if bent(rival, draft.brief.language).search(words):
                yield "competitor", f"A competitor is named: {rival}."

    def _required(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for phrase in self.guidelines.required.get(draft.brief.language, ()):
            if not bent(phrase.rstrip(".।"), draft.brief.language).search(without_isolates(told)):
                yield "required_wording", f"Required wording is missing: “{phrase}”."

    def _casing(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for name in self.guidelines.protected_names:
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE):
                if found.group() != name and _is_name(found.group()):
                    yield "casing", f"The name is written “{name}”, not “{found.group()}”."
        shouted = [w for w in SHOUTED.findall(words) if w.isupper() and w.lower() != w]
        if shouted:
            yield "shouting", f"No words in capitals: {', '.join(shouted)}."

    def _tone(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for word, found in said_of(self.guidelines.tone.avoided, words, draft.brief.language):
            yield "tone", f"We do not sound like “{word}” (“{found}”)."
        loud = len(EXCLAMATIONS.findall(words))
        if loud > self.guidelines.tone.exclamation_marks:
            most = self.guidelines.tone.exclamation_marks
            yield "tone", f"It has {loud} exclamation marks; {most} is the most."

    def _length(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        length, language = draft.brief.situation.length, draft.brief.language
        most = getattr(self.guidelines.max_words, length)
        # Where words are not parted, letters tell how many they are.
        spaced = language not in meaning_languages() or meanings(language).spaced
        count = len(one_figure(told).split()) if spaced else spoken_words(told, language)
        if count > most:
            yield "too_long", f"It has {count} words; {most} is the most for this length."
        budget = getattr(self.guidelines.max_seconds, length, None)
        if budget is not None and (spent := seconds(told, language)) >= budget + 0.5:
            yield "too_long", f"It takes {spent:.0f} seconds to say; {budget} is the most."

    def _reading_level(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        language = draft.brief.language
        lengths = sentence_lengths(told, language)
        if not lengths:
            return
        reading = meanings(language if language in meaning_languages() else "en").reading
        most, mean = reading.words_per_sentence, sum(lengths) / len(lengths)
        if meanings(language).spaced:
            most = min(most, self.guidelines.max_words_per_sentence)
        if mean > most:
            yield "long_sentences", f"Sentences have {mean:.0f} words on average, {most} at most."
        if max(lengths) > reading.longest_sentence:
            yield "long_sentences", f"A sentence has {max(lengths)} words."


def said_of(
    lists: dict[str, tuple[str, ...]], words: str, language: str
) -> Iterator[tuple[str, str]]:
    """The listed words that are said, and how; those of a language bend as it does."""
    for word in spoken(lists, language):
        own = word in lists.get(language, ())
        found = bent(word, language if own else "en").search(words)
        if found:
            yield word, found.group()


def spoken(lists: dict[str, tuple[str, ...]], language: str) -> Iterable[str]:
    """The words of a language; English ones hold in every language."""
    return dict.fromkeys((*lists.get(language, ()), *lists.get("en", ())))


def without_names(draft: StoryDraft) -> str:
    """The told text without names and pack texts: they are not the writer's words.

    By their slots, not by looking for them: a name may be a plain word, or stand in a script
    that does not part words. A beat that is not what was written is looked at whole.
    """
    written = {beat.name: beat for beat in draft.written}
    return "\n".join(_masked(draft, written.get(beat.name), beat) for beat in draft.told)


def _masked(draft: StoryDraft, written: WrittenBeat | None, told: ToldBeat) -> str:
    facts, render = draft.brief.facts, renderer(draft.brief).render

    def masked(fact: Fact) -> str:
        return f" {MASK} " if fact.unit in NAMES else render(fact)

    if written is None:
        return told.text
    try:
        if fill(written.text, lambda slot: render(facts[slot])) != told.text:
            return told.text
        return fill(written.text, lambda slot: masked(facts[slot]))
    except KeyError:
        return told.text


def _is_name(found: str) -> bool:
    """`growth club` in lower case is plain words; `GROWTH CLUB` and `Growth club` are the name."""
    return not found.islower()
