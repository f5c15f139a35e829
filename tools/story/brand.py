"""Brand Guidelines agent: words, names, casing, length. All faults at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from knowledge.pack.schema.brand import BrandGuidelines
from tools.story.draft import Reason, Reasons, StoryDraft
from tools.story.filling import renderer, used_facts

SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
SHOUTED = re.compile(r"(?<!\w)[^\W\d_]{5,}(?!\w)")
MASK = " ◦ "


@dataclass(frozen=True)
class BrandAgent:
    """Checks what is heard; records' own names are not the writer's words and are left alone."""

    guidelines: BrandGuidelines
    name: str = "brand_guidelines"

    def __call__(self, draft: StoryDraft) -> StoryDraft | Reasons:
        """The draft as it came, or everything that is wrong with it."""
        told = "\n".join(beat.text for beat in draft.told)
        words = _without_names(draft, told)
        checks: tuple[Callable[[StoryDraft, str, str], Iterator[tuple[str, str]]], ...] = (
            self._forbidden,
            self._required,
            self._casing,
            self._length,
        )
        reasons = tuple(
            Reason(self.name, key, text)
            for check in checks
            for key, text in check(draft, told, words)
        )
        return reasons or draft

    def _forbidden(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for word in spoken(self.guidelines.forbidden, draft.brief.language):
            if says(words, word):
                yield "forbidden_word", f"The word “{word}” is not used."
        for rival in self.guidelines.competitors:
            if says(words, rival):
                yield "competitor", f"A competitor is named: {rival}."

    def _required(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for phrase in self.guidelines.required.get(draft.brief.language, ()):
            if not says(told, phrase.rstrip(".")):
                yield "required_wording", f"Required wording is missing: “{phrase}”."

    def _casing(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        for name in self.guidelines.protected_names:
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE):
                if found.group() != name and _is_name(found.group()):
                    yield "casing", f"The name is written “{name}”, not “{found.group()}”."
        shouted = [w for w in SHOUTED.findall(words) if w.isupper() and w.lower() != w]
        if shouted:
            yield "shouting", f"No words in capitals: {', '.join(shouted)}."

    def _length(self, draft: StoryDraft, told: str, words: str) -> Iterator[tuple[str, str]]:
        most = getattr(self.guidelines.max_words, draft.brief.situation.length)
        count = len(told.split())
        if count > most:
            yield "too_long", f"It has {count} words; {most} is the most for this length."
        sentences = [s for s in SENTENCE_END.split(told.replace("\n", " ")) if s.strip()]
        mean = count / max(len(sentences), 1)
        if mean > self.guidelines.max_words_per_sentence:
            yield "long_sentences", f"Sentences have {mean:.0f} words on average."


def spoken(lists: dict[str, tuple[str, ...]], language: str) -> Iterable[str]:
    """The words of a language; English ones hold in every language."""
    return dict.fromkeys((*lists.get(language, ()), *lists.get("en", ())))


def says(text: str, phrase: str) -> bool:
    """The phrase as whole words, in any casing."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def _is_name(found: str) -> bool:
    """`growth club` in lower case is plain words; `GROWTH CLUB` and `Growth club` are the name."""
    return not found.islower()


def _without_names(draft: StoryDraft, told: str) -> str:
    """The told text without names and pack texts: they are not the writer's words."""
    render = renderer(draft.brief).render
    facts = used_facts(draft.brief, draft.written)
    said = sorted((render(f) for f in facts if f.unit in ("name", "names", "text")), key=len)
    for value in reversed(said):
        told = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", MASK, told)
    return told
