"""Programs: what their terms name exists, and their targets make a ladder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from knowledge.pack.checks.playbook import unique
from knowledge.pack.contents import Contents, Place, ProgramFile
from knowledge.programs.terms import Amounts, Metric, ProgramTerms, Target

Path = tuple[int | str, ...]


def check_programs(contents: Contents) -> None:
    """All programs; products and outlets must have been read before."""
    _check_versions(contents)
    for program in contents.programs:
        place = Place(contents, program.name, program.sheet)
        _check_references(place, program.terms)
        _check_lists(place, program.terms)
        for name, targets in (("slabs", program.terms.slabs), ("tiers", program.terms.tiers)):
            _check_ladder(place, name, targets)
        _check_currencies(place, program, contents)


def current_programs(contents: Contents) -> dict[str, ProgramTerms]:
    """Program code → the version new enrollments join under: the one that starts last."""
    ordered = sorted(contents.programs, key=lambda p: p.terms.starts_on)
    return {p.terms.code: p.terms for p in ordered}


def _check_versions(contents: Contents) -> None:
    refs = Counter(p.terms.ref for p in contents.programs)
    starts = Counter((p.terms.code, p.terms.starts_on) for p in contents.programs)
    for program in contents.programs:
        place, terms = Place(contents, program.name, program.sheet), program.terms
        if refs[terms.ref] > 1:
            place.error(("terms_version",), terms.ref, "each version of a program in one file")
        elif starts[terms.code, terms.starts_on] > 1:
            wanted = "a different first day per version; the one that starts last is current"
            place.error(("starts_on",), terms.starts_on, wanted)


def _check_references(place: Place, terms: ProgramTerms) -> None:
    place.code(("document",), "papers", terms.document)
    for path, stem, code in _references(terms):
        place.code(path, stem, code)


def _references(terms: ProgramTerms) -> Iterator[tuple[Path, str, str]]:
    for list_name, parts, stems in (
        ("earn_rules", terms.earn_rules, ("products", "categories", "brands")),
        ("exclusions", terms.exclusions, ("products", "categories", "outlets")),
    ):
        for number, part in enumerate(parts):
            for stem in stems:
                for code in getattr(part, stem):
                    yield (list_name, number, stem), stem, code
    for code in terms.must_sell.products if terms.must_sell else ():
        yield ("must_sell", "products"), "products", code


def _check_lists(place: Place, terms: ProgramTerms) -> None:
    unique(place, "earn_rules", [r.key for r in terms.earn_rules])
    unique(place, "eligibility", [r.key for r in terms.eligibility])
    unique(place, "slabs", [t.name for t in terms.slabs], "name")
    unique(place, "tiers", [t.name for t in terms.tiers], "name")
    if terms.must_sell:
        for code, count in Counter(terms.must_sell.products).items():
            if count > 1:
                place.error(("must_sell", "products"), code, "each product once")
    for number, blackout in enumerate(terms.blackouts):
        if blackout.starts_on > blackout.ends_on:
            path = ("blackouts", number, "ends_on")
            place.error(path, blackout.ends_on, "a day not before starts_on")


def _check_ladder(place: Place, name: str, targets: tuple[Target, ...]) -> None:
    """Lowest first: the next step of a payout table is the next in the list."""
    for number, (lower, higher) in enumerate(pairwise(targets), start=1):
        path = (name, number, "at_least")
        if lower.metric == higher.metric and _not_above(lower, higher):
            place.error(path, _threshold(higher), f"more than the one before it ({lower.name})")
    for number, target in enumerate(targets):
        by_currency = isinstance(target.at_least, dict)
        if by_currency != (target.metric is Metric.NET_VALUE):
            wanted = "an amount per currency" if not by_currency else "a single number"
            path = (name, number, "at_least")
            place.error(path, _threshold(target), f"{wanted} for the metric {target.metric}")


def _not_above(lower: Target, higher: Target) -> bool:
    low, high = lower.at_least, higher.at_least
    if isinstance(low, dict) and isinstance(high, dict):
        return any(high[c] <= low[c] for c in low.keys() & high.keys())
    return isinstance(low, Decimal) and isinstance(high, Decimal) and high <= low


def _threshold(target: Target) -> str:
    if isinstance(target.at_least, dict):
        return ", ".join(f"{c} {a}" for c, a in target.at_least.items())
    return str(target.at_least)


def _check_currencies(place: Place, program: ProgramFile, contents: Contents) -> None:
    """An amount that lacks a shop's currency would be unknown for that shop."""
    countries = set(program.terms.countries)
    currencies = {o.currency for o in contents.outlets.values() if o.country in countries}
    for path, amounts in _amounts(program.terms):
        for currency in sorted(currencies - amounts.keys()):
            wanted = f"an amount in {currency} too, which shops of its countries use"
            place.error(path, ", ".join(amounts), wanted)


def _amounts(terms: ProgramTerms) -> Iterator[tuple[Path, Amounts]]:
    if terms.fee is not None:
        yield ("fee",), terms.fee
    if terms.points is not None:
        yield ("points", "value"), terms.points.value
    for number, rule in enumerate(terms.earn_rules):
        yield ("earn_rules", number, "points_per"), rule.points_per
    for name, targets in (("slabs", terms.slabs), ("tiers", terms.tiers)):
        for number, target in enumerate(targets):
            if isinstance(target.at_least, dict):
                yield (name, number, "at_least"), target.at_least
            if target.payout and target.payout.fixed is not None:
                yield (name, number, "payout", "fixed"), target.payout.fixed
