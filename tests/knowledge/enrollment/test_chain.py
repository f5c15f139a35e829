"""Every edit, deletion, reordering and cut of the audit trail shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.enrollment.chain import Anchor, Entry, flaws, hash_of

AT = dt.datetime(2026, 11, 16, 3, tzinfo=dt.UTC)


def chain(length: int) -> list[Entry]:
    made: list[Entry] = []
    for number in range(1, length + 1):
        previous = made[-1].hash if made else ""
        entry = Entry(number, AT, "budi", "enrollment.joined", f"app-{number}",
                      {"card_hash": "c" * 64}, previous, "")  # fmt: skip
        made.append(replace(entry, hash=hash_of(entry)))
    return made


def head(entries: list[Entry]) -> Anchor:
    return Anchor(entries[-1].number, entries[-1].hash)


def rehashed(entries: list[Entry]) -> list[Entry]:
    """As a forger would write them again, who can write everything."""
    made: list[Entry] = []
    for number, entry in enumerate(entries, 1):
        previous = made[-1].hash if made else ""
        again = replace(entry, number=number, previous=previous, hash="")
        made.append(replace(again, hash=hash_of(again)))
    return made


def test_an_untouched_chain_has_no_flaw() -> None:
    entries = chain(5)
    anchors = [Anchor(e.number, e.hash) for e in entries]
    assert list(flaws(entries, head(entries), anchors)) == []
    assert list(flaws([], Anchor(0, ""))) == []


@settings(deadline=None)
@given(
    st.integers(2, 8),
    st.data(),
    st.sampled_from(["who", "kind", "subject", "details", "at"]),
)
def test_any_edit_shows(length: int, data: st.DataObject, field: str) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    values: dict[str, Any] = {
        "details": {"card_hash": "d" * 64},
        "at": AT + dt.timedelta(seconds=1),
    }
    edit: dict[str, Any] = {field: values.get(field, "mallory")}
    changed = replace(entries[place], **edit)
    forged = [*entries[:place], changed, *entries[place + 1 :]]
    found = list(flaws(forged, head(entries)))
    assert [flaw.number for flaw in found] == [place + 1]


@settings(deadline=None)
@given(st.integers(2, 8), st.data())
def test_any_deletion_shows(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    assert list(flaws(entries[:place] + entries[place + 1 :], head(entries)))


@settings(deadline=None)
@given(st.integers(3, 8), st.data())
def test_any_reordering_shows(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 2))
    one, other = entries[place], entries[place + 1]
    swapped = [
        *entries[:place],
        replace(other, number=one.number),
        replace(one, number=other.number),
        *entries[place + 2 :],
    ]
    assert list(flaws(swapped, head(entries)))


@settings(deadline=None)
@given(st.integers(3, 8), st.data())
def test_a_forger_who_writes_everything_again_is_caught_by_what_was_noted_elsewhere(
    length: int, data: st.DataObject
) -> None:
    entries = chain(length)
    noted = [Anchor(e.number, e.hash) for e in entries]
    place = data.draw(st.integers(0, length - 1))
    forged = rehashed(entries[:place] + entries[place + 1 :])
    assert list(flaws(forged, head(forged))) == []  # nothing inside the database tells
    assert list(flaws(forged, head(forged), noted))


def test_a_cut_at_the_end_is_caught_by_the_head_or_by_what_was_noted() -> None:
    entries = chain(5)
    assert list(flaws(entries[:3], head(entries)))
    assert list(flaws(entries[:3], head(entries[:3]))) == []
    assert list(flaws(entries[:3], head(entries[:3]), [head(entries)]))
