"""Papers that say otherwise: an older plan, a plan to come, a second paper that holds as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.domain import Passage
from tools.program_qa.picking import Quote
from tools.program_qa.reading import figures

NEAR = 0.04
"""How far behind the answer another paper's passage may be and still be about the same thing."""


@dataclass(frozen=True)
class Otherwise:
    """A passage on the same matter with other figures."""

    kind: Literal["ended", "to_come"]
    passage: Passage


def holds(passage: Passage, today: date) -> bool:
    """True when its paper holds today."""
    begun = passage.valid_from is None or passage.valid_from <= today
    return begun and (passage.valid_to is None or passage.valid_to >= today)


def find_otherwise(answer: Quote, every: Sequence[Passage], today: date) -> Otherwise | None:
    """The nearest passage of a paper that does not hold today and differs in its figures."""
    said = figures(answer.words)
    for passage in every:
        about_the_same = (
            passage.program == answer.passage.program
            and passage.program is not None
            and passage.score >= answer.passage.score - NEAR
        )
        if not holds(passage, today) and about_the_same and figures(passage.text) - said:
            ended = passage.valid_to is not None and passage.valid_to < today
            return Otherwise("ended" if ended else "to_come", passage)
    return None
