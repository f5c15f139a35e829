"""What changed between two versions of a program's terms: compared by code, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from knowledge.programs.terms import Payout, ProgramTerms, Requirement, Target

Kind = Literal["percent", "months", "days", "date", "number", "product", "text", "words", "none"]
"""How a reader is told a value; `words` names a thing by a key, `text` is the terms' own."""


@dataclass(frozen=True)
class Value:
    """One side of a change; `kind` none = it was not there, or is no more."""

    kind: Kind
    figure: Decimal | date | None = None
    text: Mapping[str, str] | str = ""


@dataclass(frozen=True)
class TermChange:
    """One thing that is not as it was."""

    topic: str
    """`base_months`, `slab`, `slab_payout`, `tier`, `must_sell`, `requirement` …"""
    name: Mapping[str, str] | str
    """What it is about, where a topic has several: a slab's name per language."""
    before: Value
    after: Value
    clause: str
    """Of the version after; of the one before where it is gone."""


NOTHING = Value("none")


def changes(before: ProgramTerms, after: ProgramTerms) -> tuple[TermChange, ...]:
    """In the order people ask: when, who, what counts, what it pays, how it is paid."""
    found = (
        *_dates(before, after),
        *_requirements(before, after),
        *_must_sell(before, after),
        *_figures(before, after),
        *_targets("slab", before.slabs, after.slabs),
        *_targets("tier", before.tiers, after.tiers),
        *_payment(before, after),
    )
    return tuple(change for change in found if change.before != change.after)


def _dates(before: ProgramTerms, after: ProgramTerms) -> Iterator[TermChange]:
    for topic in ("starts_on", "ends_on"):
        sides = [Value("date", getattr(terms, topic)) for terms in (before, after)]
        yield TermChange(topic, "", sides[0], sides[1], "")


def _figures(before: ProgramTerms, after: ProgramTerms) -> Iterator[TermChange]:
    kinds: dict[str, Kind] = {
        "base_months": "months",
        "min_months_billed": "months",
        "cap_multiple": "number",
        "notice_days": "days",
    }
    for topic, kind in kinds.items():
        sides = [_figure(getattr(terms, topic), kind) for terms in (before, after)]
        yield TermChange(topic, "", sides[0], sides[1], "")


def _figure(value: int | Decimal | None, kind: Kind) -> Value:
    return NOTHING if value is None else Value(kind, Decimal(value))


def _requirements(before: ProgramTerms, after: ProgramTerms) -> Iterator[TermChange]:
    """By key; the message says the condition, in the terms' own words."""
    old = {r.key: r for r in before.eligibility}
    new = {r.key: r for r in after.eligibility}
    for key in _keys(old, new):
        was, now = old.get(key), new.get(key)
        if was and now and was.requires == now.requires:
            continue
        clause = (now or was or after.eligibility[0]).clause
        yield TermChange("requirement", "", _said(was), _said(now), clause)


def _said(requirement: Requirement | None) -> Value:
    return NOTHING if requirement is None else Value("text", text=requirement.message)


def _must_sell(before: ProgramTerms, after: ProgramTerms) -> Iterator[TermChange]:
    old = before.must_sell.products if before.must_sell else ()
    new = after.must_sell.products if after.must_sell else ()
    clause = (after.must_sell or before.must_sell).clause if old or new else ""  # type: ignore[union-attr]  # one is there
    for code in _keys(dict.fromkeys(old), dict.fromkeys(new)):
        sides = [Value("product", text=code) if code in held else NOTHING for held in (old, new)]
        yield TermChange("must_sell", "", sides[0], sides[1], clause)


def _targets(
    topic: str, before: tuple[Target, ...], after: tuple[Target, ...]
) -> Iterator[TermChange]:
    """By name: the threshold, then what it pays."""
    old, new = ({t.name: t for t in held} for held in (before, after))
    for name in _keys(old, new):
        was, now = old.get(name), new.get(name)
        target = now or was
        if target is None:
            continue
        names = {"en": target.name, **target.names}
        yield TermChange(topic, names, _threshold(was), _threshold(now), target.clause)
        yield TermChange(f"{topic}_payout", names, _payout(was), _payout(now), target.clause)


def _threshold(target: Target | None) -> Value:
    if target is None or isinstance(target.at_least, dict):
        return NOTHING
    return Value("percent" if target.metric.value.endswith("pct") else "number", target.at_least)


def _payout(target: Target | None) -> Value:
    payout: Payout | None = target.payout if target else None
    if payout is None or payout.fixed is not None:
        return NOTHING
    if payout.percent is not None:
        return Value("percent", payout.percent)
    return Value("number", Decimal(payout.points or 0))


def _payment(before: ProgramTerms, after: ProgramTerms) -> Iterator[TermChange]:
    old, new = before.payment, after.payment
    for topic in ("within_days", "dispute_within_days"):
        sides = [Value("days", Decimal(getattr(payment, topic))) for payment in (old, new)]
        yield TermChange(topic, "", sides[0], sides[1], new.clause)
    for method in _keys(dict.fromkeys(old.methods), dict.fromkeys(new.methods)):
        sides = [
            Value("words", text=method) if method in payment.methods else NOTHING
            for payment in (old, new)
        ]
        yield TermChange("method", "", sides[0], sides[1], new.clause)


def _keys(old: Mapping[str, object], new: Mapping[str, object]) -> Iterable[str]:
    """Those there are now in their order, then those that are gone."""
    return dict.fromkeys((*new, *old))
