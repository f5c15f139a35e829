"""Every sentence that a model makes of the papers carries a quote that code can find.

A model is given numbered quotes and marks each sentence with the ones it stands on: `Rewards are
paid within 20 days. [1]`. The tool's own words need no marks: they are the quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain import Citation, ToolResult
from assistant.guardrails.quotes import Resolve, is_proven
from assistant.language.catalogs import translate
from assistant.ports import Verdict

_mark = re.compile(r"\[(\d+)\]")
_sentence = re.compile(
    r"[^.!?؟।\n]*[\w%][^.!?؟।\n]*(?:(?<=\d)[.]\d[^.!?؟।\n]*)*[.!?؟।]?(?:\s*\[\d+\])*"
)


def sentences(text: str) -> list[str]:
    """The sentences of an answer, each with the marks that follow it."""
    return [found.strip() for found in _sentence.findall(text) if re.search(r"\w{2}", found)]


def ungrounded(text: str, citations: Sequence[Citation], resolve: Resolve) -> Iterator[str]:
    """Sentences without a mark, or with one that names no quote that stands in the papers."""
    for sentence in sentences(text):
        marks = [int(mark) for mark in _mark.findall(sentence)]
        named = [citations[mark - 1] for mark in marks if 0 < mark <= len(citations)]
        if (
            not marks
            or len(named) != len(marks)
            or not all(is_proven(citation, resolve) for citation in named)
        ):
            yield sentence


@dataclass(frozen=True)
class SentencesAreGrounded:
    """Blocks a model's answer from the papers with a sentence that stands on no quote."""

    resolve: Resolve
    name: str = "sentences_are_grounded"

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """Only answers that stand on papers, and only where they are not the tool's own words."""
        documents = [c for c in evidence.citations if c.kind == "document"] if evidence else []
        if evidence is None or not documents or text == evidence.text:
            return Verdict(passed=True)
        if not any(True for _sentence in ungrounded(text, documents, self.resolve)):
            return Verdict(passed=True)
        _ = translate(language)
        return Verdict(
            passed=False,
            reason=_("I could not prove every sentence of my answer, so I am not giving it."),
        )
