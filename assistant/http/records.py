"""Routes that read: outlets, programs, eligibility."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from assistant.errors import NotFoundError
from assistant.http.door import Caller, Reading
from assistant.http.shapes import (
    Condition,
    EligibilityAnswer,
    Id,
    Outlet,
    OutletHit,
    OutletPage,
    Program,
    ProgramStanding,
    Words,
)
from knowledge.facts.evidence import ShopEvidence, evidence_for, shop_evidence

router = APIRouter()
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/outlets", tags=["records"])
def list_outlets(
    caller: Reading,
    query: Annotated[Words | None, Query(max_length=200)] = None,
    after: Annotated[Id | None, Query()] = None,
    limit: Limit = 50,
) -> OutletPage:
    """Shops the token's user may see: by code, or the best hits for a name or code."""
    records = caller.services.records
    if query and query.strip():
        found = records.find_outlets(caller.user, query, limit)
        return OutletPage(outlets=[OutletHit.model_validate(o) for o in found], next=None)
    seen = sorted(records.visible_outlets(caller.user), key=lambda outlet: outlet.code)
    rest = [outlet for outlet in seen if after is None or outlet.code > after]
    page = [OutletHit.model_validate(o) for o in rest[:limit]]
    return OutletPage(outlets=page, next=page[-1].code if len(rest) > limit else None)


@router.get("/outlets/{outlet}", tags=["records"])
def show_outlet(caller: Reading, outlet: Annotated[Id, Path()]) -> Outlet:
    """One shop."""
    return Outlet.model_validate(caller.services.records.outlet(caller.user, outlet))


@router.get("/programs", tags=["records"])
def list_programs(
    caller: Reading,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="ISO 3166")] = None,
) -> list[Program]:
    """Programs that run today."""
    records = caller.services.records
    return [Program.model_validate(p) for p in records.programs(country, records.today)]


@router.get("/programs/{program}", tags=["records"])
def show_program(
    caller: Reading,
    program: Annotated[Id, Path()],
    terms_version: Annotated[Id | None, Query()] = None,
) -> Program:
    """One program, as its terms are today or were in an earlier version."""
    return Program.model_validate(caller.services.records.program(program, terms_version))


@router.get("/eligibility", tags=["records"])
def show_eligibility(
    caller: Reading,
    outlet: Annotated[Id, Query()],
    program: Annotated[Id | None, Query(description="empty = every one of the country")] = None,
) -> EligibilityAnswer:
    """Whether a shop may join, every condition with its clause and what would mend it."""
    records = caller.services.records
    shop = shop_evidence(records, caller.user, outlet, records.today, caller.language)
    codes = [p.code for p in shop.programs]
    if program is not None and program not in codes:
        records.program(program)
        raise NotFoundError(f"The program {program} does not run for this shop today.")
    asked = codes if program is None else [program]
    found = [_standing(caller, shop, code) for code in asked]
    return EligibilityAnswer(outlet=shop.outlet.code, programs=found)


def _standing(caller: Caller, shop: ShopEvidence, program: str) -> ProgramStanding:
    evidence = evidence_for(caller.services.records, caller.user, shop, program)
    held = evidence.enrollment
    return ProgramStanding(
        program=program,
        terms_version=evidence.terms.terms_version,
        standing=evidence.eligibility.standing,
        already_in=held is not None and held.status != "left",
        conditions=[Condition.model_validate(c) for c in evidence.eligibility.checks],
    )
