"""Reads the records for a draft: eligibility, the target, and the card, rendered from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any, Protocol

from assistant.domain import User
from assistant.language.catalogs import offered
from knowledge.enrollment.card import Card, Money
from knowledge.enrollment.draft import SignUpDraft
from knowledge.enrollment.ports import PersonalData, PhoneNumbers
from knowledge.enrollment.words import CONSENT_VERSION, consent_text
from knowledge.facts.estimates import estimate
from knowledge.facts.evidence import Evidence, ShopEvidence, evidence_for, shop_evidence
from knowledge.facts.records import ShopRecords
from knowledge.facts.standing import period_label
from knowledge.pack.schema.company import Company
from knowledge.programs.basis import aimed_at
from knowledge.programs.returns import work_out_return
from knowledge.programs.rewards import is_same
from knowledge.programs.terms import ProgramTerms, Target
from knowledge.records.answers import OutletProfile, TargetProgress

FOUR_PLACES = Decimal("0.0001")


class Records(ShopRecords, Protocol):
    """What a card is rendered from."""

    @property
    def today(self) -> date: ...

    def program(self, code: str, terms_version: str | None = None) -> ProgramTerms: ...

    def company(self) -> Company: ...


@dataclass(frozen=True)
class Reading:
    """The shop in the program today, and the card that follows from it."""

    evidence: Evidence
    target: Target | None
    progress: TargetProgress | None
    """Of the target."""
    card: Card
    consent_text: str

    @property
    def is_member(self) -> bool:
        """It is in the program, suspended and waiting too."""
        held = self.evidence.enrollment
        return held is not None and held.status != "left"

    @property
    def reward(self) -> Decimal | None:
        """On the card."""
        return Decimal(self.card.reward.amount) if self.card.reward else None

    @property
    def base_value(self) -> Decimal | None:
        """What joining freezes."""
        return Decimal(self.card.base_monthly.amount) if self.card.base_monthly else None


def owner_language(shop: ShopEvidence) -> str:
    """The owner's, if we have words in it; else the first language of the company's that we do."""
    return owner_language_of(shop.outlet)


def owner_language_of(outlet: OutletProfile) -> str:
    """The same from the shop alone."""
    base = (outlet.language or "").split("-", maxsplit=1)[0]
    return base if base in offered() else "en"


@dataclass(frozen=True)
class Reader:
    """Reads for one user; permission is checked by the Data API at the first question."""

    records: Records
    owners: PersonalData
    phones: PhoneNumbers

    def read(self, user: User, draft: SignUpDraft, language: str) -> Reading:
        """Today's records, with what was set right; conditions are told in `language`.

        Raises:
            NotFoundError: the shop is not the user's, or there is no such program.
        """
        shop = shop_evidence(self.records, user, draft.outlet, self.records.today, language)
        evidence = evidence_for(self.records, user, shop, draft.program)
        target = _target(evidence, draft.corrections.target)
        if target is not None and not is_same(target, evidence.basis.aim):
            basis = aimed_at(evidence.basis, target, evidence.progress, shop.products)
            again = work_out_return(evidence.terms, basis)
            evidence = replace(evidence, basis=basis, shop_return=again)
        steps = evidence.progress.targets
        progress = next((s for s in steps if is_same(s.target, target)), None)
        card = self._card(draft, evidence, target, progress)
        return Reading(evidence, target, progress, card, self._consent(card, evidence))

    def _card(
        self,
        draft: SignUpDraft,
        evidence: Evidence,
        target: Target | None,
        progress: TargetProgress | None,
    ) -> Card:
        outlet, terms, set_right = evidence.outlet, evidence.terms, draft.corrections
        name, phone = self.owners.owner(outlet.code)
        reachable = self.phones.normalize(phone, outlet.country) if phone else None
        pay_by = evidence.progress.period_end + timedelta(days=terms.payment.within_days)
        return Card(
            draft=draft.id,
            nonce=draft.nonce,
            outlet=outlet.code,
            outlet_name=outlet.name,
            program=terms.code,
            terms_version=terms.terms_version,
            target=target.name if target else "",
            target_value=_text(progress.threshold if progress else None),
            target_unit=progress.unit if progress else "",
            base_monthly=_money(_base(evidence), outlet.currency),
            reward=_money(_reward(evidence), outlet.currency),
            period=period_label(evidence.progress),
            pay_by=pay_by.isoformat(),
            owner_name=set_right.owner_name or name or "",
            phone=set_right.phone or reachable or "",
            consent_version=CONSENT_VERSION,
            consent_language=draft.language,
        )

    def _consent(self, card: Card, evidence: Evidence) -> str:
        terms = evidence.terms
        return consent_text(
            card.consent_language,
            shop=card.outlet_name,
            program=terms.name_in(card.consent_language),
            version=terms.terms_version,
            company=self.records.company().name,
            contact=terms.payment.dispute_contact,
        )


def ladder(terms: ProgramTerms) -> tuple[Target, ...]:
    """The steps one can aim for."""
    return terms.slabs or terms.tiers


def named_target(terms: ProgramTerms, said: str) -> Target | None:
    """The step of that name, in any language of the terms."""
    wanted = said.strip().casefold()
    for step in ladder(terms):
        if wanted in {name.casefold() for name in (step.name, *step.names.values())}:
            return step
    return None


def facts_for_audit(reading: Reading) -> Mapping[str, Any]:
    """Which facts it stood on; no personal data."""
    card = reading.card
    return {
        "conditions": [
            {"ref": check.ref, "standing": check.standing.value}
            for check in reading.evidence.eligibility.checks
        ],
        "target": [card.target, card.target_value, card.target_unit],
        "base_monthly": card.base_monthly.amount if card.base_monthly else None,
        "reward": card.reward.amount if card.reward else None,
        "currency": reading.evidence.outlet.currency,
        "period": card.period,
        "pay_by": card.pay_by,
    }


def _target(evidence: Evidence, wanted: str | None) -> Target | None:
    if wanted:
        return named_target(evidence.terms, wanted) or evidence.basis.aim
    return evidence.basis.aim


def _base(evidence: Evidence) -> Decimal | None:
    """Only where the program measures against one."""
    return evidence.progress.base_monthly if evidence.terms.base_months else None


def _reward(evidence: Evidence) -> Decimal | None:
    """What the program gives at the target, after tax; rounded down, as the story tells it."""
    given = evidence.shop_return.join.from_program
    return None if given is None else estimate(given, ROUND_FLOOR)


def _money(amount: Decimal | None, currency: str) -> Money | None:
    if amount is None:
        return None
    return Money(_text(amount), currency)


def _text(amount: Decimal | None) -> str:
    """Exact to what the tables keep; the same text for the same amount."""
    if amount is None or not amount.is_finite():
        return ""
    kept = amount.quantize(FOUR_PLACES, rounding=ROUND_HALF_EVEN).normalize()
    return f"{kept:f}"
