"""The language agent: vetted words where there are any, else a translation that code has proven.

No translator by default: then only what people wrote is said, in the nearest language there is, and
the reader is told so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from babel import Locale as CldrLocale

from assistant.errors import CallError
from assistant.language.catalogs import translate
from assistant.language.detect import detect
from assistant.language.direction import isolated_runs, without_isolates
from assistant.language.glossary import avoided, glossary
from assistant.language.protect import (
    TOKEN,
    Loose,
    Masked,
    faults,
    mask,
    restore,
    said_in_words,
    unequal,
)

TRIES = 2
"""The second one is told what was wrong with the first."""
NEAREST = {"id": ("ms",), "ms": ("id",), "fil": ("en",), "hi": ("en",), "sw": ("en",)}
"""Whose readers understand which other language best; English after these."""
SCRIPTS = {"ar": "ARABIC", "hi": "DEVANAGARI", "th": "THAI"}
SAME = 0.6
"""Least share of letters in the language's own script."""
SHORTEST, LONGEST = 0.3, 3.5
"""Times as many letters: a translation outside of it is no translation."""


MOST_KEPT = 10_000
"""Proven translations in memory."""


@dataclass(frozen=True)
class Request:
    """What a translator is asked."""

    text: str
    """With tokens like `⟦A⟧` that must stay as they are."""
    source: str
    target: str
    terms: Mapping[str, str]
    """English word of the trade → the word the target language has for it."""
    mend: Sequence[str] = ()
    """What was wrong with the last try."""


class Translator(Protocol):
    """Whoever translates: a model, or a person behind a queue. Not trusted."""

    @property
    def name(self) -> str: ...

    def translate(self, request: Request) -> str | None:
        """The text in the target language; None when nobody can translate now."""
        ...


@dataclass(frozen=True)
class Worded:
    """A text for a reader."""

    text: str
    language: str
    """What it is written in; not always what was asked for."""
    notice: str = ""
    """For the reader, in his language, when it is not what was asked for."""
    translator: str = ""
    """Who translated it; empty = people wrote it."""
    refused: tuple[tuple[str, ...], ...] = ()
    """Why each try of the translator was refused."""


def nothing_loose(_text: str, _language: str) -> Iterable[str]:
    """No word list at hand: only digits and signs are looked at."""
    return ()


@dataclass(frozen=True)
class LanguageAgent:
    """Says a text that people have written in some languages in another."""

    translator: Translator | None = None
    names: tuple[str, ...] = ()
    """Protected names: brand, programs, products."""
    loose: Loose = field(default=nothing_loose)
    _proven: dict[tuple[str, str], Worded] = field(default_factory=dict, repr=False)
    """What was translated and proven: the same text is asked for once."""

    def translate_text(self, texts: Mapping[str, str], target: str) -> Worded:
        """The vetted text of the target language, else a proven translation, else the nearest one.

        Raises:
            CallError: there is no text in any language.
        """
        if not texts:
            raise CallError("There is no text to say in any language.")
        wanted = target.split("-", maxsplit=1)[0]
        if wanted in texts:
            return Worded(isolated_runs(texts[wanted], wanted), wanted)
        source = nearest(texts, wanted)
        if (proven := self._proven.get((texts[source], wanted))) is not None:
            return proven
        refused: list[tuple[str, ...]] = []
        for _ in range(TRIES):
            if self.translator is None:
                break
            mend = refused[-1] if refused else ()
            outcome = self._try(self.translator, texts[source], (source, wanted), mend)
            if isinstance(outcome, Worded):
                worded = Worded(outcome.text, wanted, "", outcome.translator, tuple(refused))
                return self._remembered(texts[source], worded)
            refused.append(outcome)
        notice = not_in(wanted, source)
        text = isolated_runs(texts[source], source)
        return Worded(text, source, notice, refused=tuple(refused))

    def _remembered(self, text: str, worded: Worded) -> Worded:
        if len(self._proven) >= MOST_KEPT:
            self._proven.clear()
        self._proven[text, worded.language] = worded
        return worded

    def _try(
        self, translator: Translator, text: str, way: tuple[str, str], mend: Sequence[str]
    ) -> Worded | tuple[str, ...]:
        """A proven translation, or every reason against it; `way` is source and target."""
        source, target = way
        masked = mask(text, self.names)
        if in_words := said_in_words(masked.text, source, self.loose):
            return tuple(dict.fromkeys(fault.sentence for fault in in_words))
        request = Request(masked.text, source, target, terms_in(text, target), mend)
        answer = translator.translate(request)
        if answer is None:
            return ("Nobody can translate it now.",)
        reasons = self._reasons(text, source, target, masked, without_isolates(answer))
        if reasons:
            return reasons
        said = restore(masked, without_isolates(answer)).strip()
        return Worded(isolated_runs(said, target), target, translator=translator.name)

    def _reasons(
        self, text: str, source: str, target: str, masked: Masked, answer: str
    ) -> tuple[str, ...]:
        found = faults(masked, answer)
        if not found:
            said = restore(masked, answer)
            found = (
                *unequal(text, said, self.names),
                *said_in_words(answer, target, self.loose),
            )
        language = wrong_language(masked, answer, source, target)
        words = [word for word in avoided(target) if _says(answer, word) and not _says(text, word)]
        return (
            *dict.fromkeys(fault.sentence for fault in found),
            *language,
            *(f"“{word}” is not used; see the words of the trade." for word in words),
        )


def nearest(texts: Mapping[str, str], wanted: str) -> str:
    """The language among the texts that readers of another one understand best."""
    order: tuple[str, ...] = (*NEAREST.get(wanted, ()), "en", *texts)
    return next(tag for tag in order if tag in texts)


def not_in(wanted: str, source: str) -> str:
    """Tells the reader, in his language if there is a catalog, what he reads instead."""
    _ = translate(wanted)
    sentence: str = _("Nobody has written this in {language} yet, so here it is in {other}.")
    reader = CldrLocale.parse(wanted)
    named = {
        "{language}": str(reader.get_display_name(reader) or wanted),
        "{other}": str(CldrLocale.parse(source).get_display_name(reader) or source),
    }
    for slot, name in named.items():
        sentence = sentence.replace(slot, name)
    return isolated_runs(sentence, wanted)


def terms_in(text: str, target: str) -> dict[str, str]:
    """The words of the trade that the text uses, with the target language's word for each."""
    plain = text.casefold()
    return {term: held.say for term, held in glossary(target).items() if term in plain}


def wrong_language(masked: Masked, answer: str, source: str, target: str) -> tuple[str, ...]:
    """Why an answer is no text of the target language; empty when it may be one."""
    before, after = _letters(masked.text), _letters(answer)
    if not before:
        return ()
    if answer.strip() == masked.text.strip() and len(before.split()) > 1:
        return (f"It is still in {source}.",)
    script = SCRIPTS.get(target, "LATIN")
    told = [c for c in after if c.isalpha()]
    own = sum(unicodedata.name(c, "").startswith(script) for c in told)
    if own < SAME * len(told) or not told:
        return (f"It is not written in the letters of {target}.",)
    if detect(after, (target,), target).split("-", maxsplit=1)[0] not in (target, "und"):
        return (f"It is not written in {target}.",)
    if not SHORTEST <= len(after) / len(before) <= LONGEST:
        return ("It says more or less than the text.",)
    return ()


def _says(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def _letters(text: str) -> str:
    """The bare words, without tokens."""
    return " ".join(TOKEN.sub(" ", text).split())
