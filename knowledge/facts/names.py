"""The names a writer must not write out: they are facts, and facts are slots."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.facts.evidence import Evidence
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.programs.terms import ProgramTerms


def own_names(evidence: Evidence) -> tuple[str, ...]:
    """Of the shop and its owner."""
    outlet = evidence.outlet
    return tuple(name for name in (outlet.name, outlet.owner_name) if name)


def company_names(evidence: Evidence, brand: BrandGuidelines) -> tuple[str, ...]:
    """Of programs and their tiers, products, the company and its rivals.

    The same for all shops of a country and language, so that what is made of them can be kept.
    """
    products = [p.name for p in evidence.shop.products.values()]
    programs = {p.code: p for p in (*evidence.shop.programs, evidence.terms)}
    spoken = [name for p in programs.values() for name in _of_program(p)]
    return tuple(dict.fromkeys((*products, *spoken, *brand.protected_names,
                                *brand.competitors)))  # fmt: skip


def _of_program(terms: ProgramTerms) -> Iterator[str]:
    yield terms.name
    yield from terms.names.values()
    for target in terms.targets:
        yield target.name
        yield from target.names.values()
