"""A model says what tools have said, sentence by sentence, or asks one short question.

A sentence without a figure can be as wrong as one with: “I have signed the shop up.” No word list
tells it from a true one, so none of a model's own statements is passed on. What it may do is leave
sentences out and put them in another order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain import ToolResult
from assistant.guardrails.figures import FIGURE
from assistant.language.catalogs import translate
from assistant.language.unicode import fold
from assistant.ports import Verdict

_sentence = re.compile(
    r"[^.!?؟।\n]*[\w%][^.!?؟।\n]*(?:(?<=\d)[.]\d[^.!?؟।\n]*)*[.!?؟।]?(?:\s*\[\d+\])*"
)
LONGEST_QUESTION = 160
"""Characters; a question back is one breath long."""
ASKING = {
    "en": "which what who whose where when how",
    "id": "mana apa siapa kapan berapa bagaimana",
    "ms": "mana apa siapa bila berapa bagaimana",
    "fil": "alin aling ano anong sino saan kailan paano ilan",
    "sw": "gani ipi lipi yupi nini nani wapi lini vipi",
    "fr": "quel quelle quels quelles lequel laquelle qui quoi où quand comment combien",
    "vi": "nào gì ai đâu nao gi",
    "ar": "أي أيّ أية ما ماذا من أين متى كم كيف",
    "hi": "कौन कौनसा कौनसी किस कहाँ क्या कब कितने कितना कैसे",
}
"""Words one of which stands in a question that leaves its answer open."""
ASKING_WITHIN = {"th": ("ไหน", "อะไร", "ใคร", "เมื่อไร", "เมื่อไหร่", "เท่าไร", "เท่าไหร่", "อย่างไร")}
"""The same where words are not spaced."""


def asks_back(text: str, language: str) -> bool:
    """Whether it is one short question that claims nothing: a question word and no figure."""
    tag = language.split("-", maxsplit=1)[0]
    said = text.strip()
    if len(said) > LONGEST_QUESTION or FIGURE.search(said) or len(sentences(said)) != 1:
        return False
    if tag in ASKING_WITHIN:
        return any(word in said for word in ASKING_WITHIN[tag])
    words = {fold(word) for word in re.split(r"[\s.,;:!?؟،।“”\"'()«»]+", said)}
    known = {fold(word) for word in ASKING.get(tag, "").split()}
    return said[-1:] in "?؟" and bool(words & known)


def sentences(text: str) -> list[str]:
    """The sentences of an answer; a decimal point ends none."""
    return [found.strip() for found in _sentence.findall(text) if re.search(r"\w{2}", found)]


def _folded(text: str) -> list[str]:
    return [re.sub(r"\W+", " ", fold(sentence)).strip() for sentence in sentences(text)]


@dataclass(frozen=True)
class SentencesAreTold:
    """Blocks a statement that no tool of this turn has made."""

    name: str = "sentences_are_told"

    def check(self, text: str, evidence: ToolResult | None, language: str) -> Verdict:
        """Compare without case, accents and signs; a question back needs no evidence."""
        if evidence is None:
            return Verdict(passed=True) if asks_back(text, language) else _blocked(language)
        told = {*_folded(evidence.text), *(s for c in evidence.citations for s in _folded(c.quote))}
        said = _folded(text)
        if text == evidence.text or (said and set(said) <= told):
            return Verdict(passed=True)
        return _blocked(language)


def _blocked(language: str) -> Verdict:
    _ = translate(language)
    return Verdict(
        passed=False,
        reason=_("I could not prove every sentence of my answer, so I am not giving it."),
    )
