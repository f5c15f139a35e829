"""Words that are never said, per language, as whole words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain import ToolResult
from assistant.language.catalogs import translate
from assistant.ports import Verdict
from assistant.quotes import without_quotes


def whole_words(words: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern for all, case-insensitive, bounded: `ass` is not in `glass`. None = no words."""
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@dataclass
class ForbiddenWords:
    """Blocks a reply with a word of the reader's language that the company never says."""

    words: Mapping[str, Sequence[str]]
    """Language tag → words."""
    name: str = "forbidden_words"
    _patterns: dict[str, re.Pattern[str] | None] = field(init=False)

    def __post_init__(self) -> None:
        self._patterns = {language: whole_words(w) for language, w in self.words.items()}

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """Look only at the reader's language: a union over languages blocks harmless words."""
        pattern = self._patterns.get(language)
        if pattern is None or not pattern.search(without_quotes(text, evidence)):
            return Verdict(passed=True)
        _ = translate(language)
        return Verdict(passed=False, reason=_("I cannot say that in the company's name."))
