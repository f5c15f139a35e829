"""What a company calls its things, in every language: the names of the document graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from knowledge.programs.terms import ProgramTerms

if TYPE_CHECKING:
    from knowledge.records.api import DataAPI


def program_names(programs: Iterable[ProgramTerms]) -> dict[str, set[str]]:
    """Programs, with their slabs and tiers; a tier's name may mean those of several programs."""
    found: dict[str, set[str]] = {}
    for program in programs:
        found[f"program:{program.code}"] = {program.code, program.name, *program.names.values()}
        for target in program.targets:
            entity = f"target:{program.code}/{target.name}"
            found[entity] = {target.name, *target.names.values()}
    return found


def company_names(records: DataAPI) -> Mapping[str, set[str]]:
    """Programs, targets, products and brands in the company's languages; protected names."""
    found = program_names(records.programs())
    languages = {tag.split("-")[0] for tag in records.company().languages}
    for language in sorted({"en", *languages}):
        for product in records.products(language):
            found.setdefault(f"product:{product.code}", {product.code}).add(product.name)
            if product.brand:
                found.setdefault(f"brand:{product.brand}", set()).add(product.brand)
    for name in records.brand().protected_names:
        found.setdefault(f"name:{name}", set()).add(name)
    return found
