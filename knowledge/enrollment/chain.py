"""The audit trail as a chain: every entry holds the hash of the one before. No storage here."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.enrollment.card import sha256_of

START = ""
"""What stands before the first entry."""


@dataclass(frozen=True)
class Entry:
    """One link."""

    number: int
    """1, 2, 3 …"""
    at: dt.datetime
    who: str
    kind: str
    subject: str
    details: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True)
class Anchor:
    """How long the chain was once, and how it ended: kept where the chain is not."""

    length: int
    hash: str

    def __str__(self) -> str:
        return f"{self.length}:{self.hash}"


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it was written."""

    number: int
    """Of the entry; of the last one for what is missing at the end."""
    what: str


def plain_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """As it will be read back: dates and decimals are text, halves of letters are gone."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    found: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
    return found


def hash_of(entry: Entry) -> str:
    """SHA-256 over everything but the hash itself."""
    return sha256_of(
        {
            "number": entry.number,
            "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "who": entry.who,
            "kind": entry.kind,
            "subject": entry.subject,
            "details": plain_json(entry.details),
            "previous": entry.previous,
        }
    )


def flaws(entries: Iterable[Entry], head: Anchor, anchors: Iterable[Anchor] = ()) -> Iterator[Flaw]:
    """Every edit, deletion, reordering or cut that shows; none where all is as it was written.

    Args:
        entries: all there are, by number.
        head: what the database says of the chain's end.
        anchors: what was noted elsewhere of earlier ends.
    """
    kept: dict[int, set[str]] = defaultdict(set)
    for anchor in anchors:
        kept[anchor.length].add(anchor.hash)
    expected, previous = 1, START
    for entry in entries:
        if entry.number != expected:
            yield Flaw(expected, f"entries {expected} to {entry.number - 1} are missing")
        elif entry.previous != previous:
            yield Flaw(entry.number, "it does not follow the entry before it")
        if hash_of(entry) != entry.hash:
            yield Flaw(entry.number, "it was changed after it was written")
        if kept.pop(entry.number, {entry.hash}) != {entry.hash}:
            yield Flaw(entry.number, "it is not the entry that was noted outside the database")
        expected, previous = entry.number + 1, entry.hash
    last = expected - 1
    if (last, previous) != (head.length, head.hash):
        yield Flaw(last, f"the chain ends here, and its head says {head.length} entries")
    cut = [length for length in kept if length > last]
    if cut:
        yield Flaw(last, f"the chain ends here, and {max(cut)} entries were noted outside it")
