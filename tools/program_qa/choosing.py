"""Which passage answers the question: transparent features, weights learned on one half.

Likeness alone brings the right clause near the top, seldom to it: clauses of one program are all
alike. What decides is what the question asks for (a day, a share, a yes) and what it speaks of, and
both are known across languages. `python -m benchmarks.choosing` learns the weights from the
development half of the sample company's suite and measures them on the other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import yaml

from assistant.domain import Passage
from assistant.language.concepts import in_english
from tools.program_qa.orders import gives_orders
from tools.program_qa.reading import Asked, offered, read_question

FILE = Path(__file__).parent / "weights.yaml"
HOME_LANGUAGES = ("en", "id", "sw", "ar")
"""Languages that the embedder knows well; from others it is farther to any paper."""


BEHIND = 8.0
"""What a passage that gives orders loses: as much as being about another thing."""
STRANGE = 3.0
"""As telling as this is a topic that next to no candidate speaks of."""
FAMILIES = (
    frozenset({"first", "second"}),
    frozenset({"bronze", "silver", "gold"}),
    frozenset({"seven", "eight_of_ten", "all_ten"}),
    frozenset({"indonesia", "kenya", "egypt"}),
)
"""Topics that take each other's place."""


@cache
def weights() -> dict[str, dict[str, float]]:
    """`choice` orders passages, `sure` says whether the best one holds an answer at all."""
    read: dict[str, dict[str, float]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True)
class Candidate:
    """A passage as two searches found it: by the question, and by its topics in English."""

    passage: Passage
    likeness: float
    """Behind the best one; 0 for the best."""
    gloss: float
    """The same in the second search; both negative."""


@dataclass(frozen=True)
class Asking:
    """A question in its surroundings."""

    text: str
    language: str
    program: str | None
    is_elsewhere: Callable[[Passage], bool]
    new: str = ""
    """Of a follow-up, what was said last; it speaks of Gold where Silver was spoken of before."""

    @cached_property
    def read(self) -> Asked:
        """What it asks for."""
        whole = read_question(self.text)
        if not self.new:
            return whole
        last = read_question(self.new)
        if last.asks and last.concepts and not any(f & last.concepts for f in FAMILIES):
            return last  # a question of its own, in the program spoken of before
        dropped = {t for family in FAMILIES if family & last.concepts for t in family}
        kept = (whole.concepts - dropped) | last.concepts
        return replace(whole, concepts=kept, figures=last.figures if dropped else whole.figures)

    @property
    def gloss(self) -> str:
        """Its topics in English; empty when it speaks of none that are known."""
        return in_english(self.read.concepts)


@dataclass(frozen=True)
class Choice:
    """A passage and how it was weighed."""

    passage: Passage
    features: Mapping[str, float]
    weight: float


def rarity(asked: Asked, passages: Sequence[Passage]) -> dict[str, float]:
    """How telling each topic of the question is: one that every passage speaks of tells nothing."""
    held = Counter[str]()
    for passage in passages:
        read = offered(passage)
        held.update(read.heading | read.body)
    size = len(passages)
    return {c: math.log((1 + size) / (0.5 + held[c])) for c in sorted(asked.concepts)}


def features(
    asking: Asking, candidate: Candidate, telling: Mapping[str, float]
) -> dict[str, float]:
    """One figure each, of comparable size over questions and papers."""
    asked, passage = asking.read, candidate.passage
    read = offered(passage)
    every = read.heading | read.body
    total = sum(telling.values())
    held = sum(weight for topic, weight in telling.items() if topic in every)
    rarest = max(telling, key=lambda topic: (telling[topic], topic), default="")
    base = asking.language.split("-", maxsplit=1)[0]
    return {
        "likeness": 10 * candidate.likeness,
        "gloss": 10 * candidate.gloss,
        "topics_held": held / total if total else 0.5,
        "topics_unheld": total - held,
        "heading_asked": sum(w for topic, w in telling.items() if topic in read.heading),
        "heading_unasked": float(len(read.heading - asked.concepts)),
        "rarest_topic": float(rarest in every),
        "unit": _share(asked.units, read.units),
        "kind": _share(asked.asks, read.offers),
        "figures": _share(asked.figures, read.figures),
        "own_language": float(passage.language == base),
        "english": float(passage.language == "en"),
        "elsewhere": float(asking.is_elsewhere(passage)),
        "row": float(".row-" in passage.ref),
        "preamble": float(" › " not in passage.title),
        "heading_kind": _share(asked.asks, read.heading_asks),
        "paper_asked": float(bool(read.paper & asked.concepts)),
        "paper_unasked": float(len(read.paper - asked.concepts)),
        "own_program": float(bool(asking.program) and passage.program == asking.program),
        "strange_topics": float(sum(weight > STRANGE for weight in telling.values())),
        "topics_not_asked": math.log1p(len(every - asked.concepts)),
    }


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    """Half where nothing is wanted."""
    return len(wanted & there) / len(wanted) if wanted else 0.5


def weigh(found: Mapping[str, float], part: str) -> float:
    """The weighted sum, rounded: the same on every machine to the digits that are compared."""
    known = weights()[part]
    weighed = sum(known.get(name, 0.0) * value for name, value in found.items())
    return round(known.get("intercept", 0.0) + weighed, 6)


def choose(asking: Asking, candidates: Sequence[Candidate]) -> list[Choice]:
    """Every candidate, the best first."""
    clauses = [c.passage for c in candidates if not gives_orders(c.passage.text)]
    telling = rarity(asking.read, clauses)
    chosen = []
    for candidate in candidates:
        found = features(asking, candidate, telling)
        behind = BEHIND if gives_orders(candidate.passage.text) else 0.0
        chosen.append(Choice(candidate.passage, found, weigh(found, "choice") - behind))
    return sorted(chosen, key=lambda choice: (-choice.weight, choice.passage.ref))


def sureness(asking: Asking, best: Choice) -> dict[str, float]:
    """What tells whether the best passage holds an answer."""
    base = asking.language.split("-", maxsplit=1)[0]
    is_far = base not in HOME_LANGUAGES
    names = ("topics_held", "topics_unheld", "kind", "heading_asked")
    return {
        **{name: best.features[name] for name in names},
        "score": best.passage.score,
        "foreign": float(best.passage.language != base),
        "far": float(is_far and best.passage.language == "en"),
        "topics": float(len(asking.read.concepts)),
        "strange_topics": best.features["strange_topics"],
    }


def likelihood(asking: Asking, best: Choice) -> float:
    """How likely the best passage holds the answer, 0 to 1."""
    return 1 / (1 + math.exp(-weigh(sureness(asking, best), "sure")))
