"""Who a shop's owner is, for the card that is read back to him and for what is sent to him."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.errors import NotFoundError
from knowledge.enrollment.ports import Receipt
from knowledge.records.database import reading
from knowledge.records.enrollment.drafts import kept_of
from knowledge.records.enrollment.receipts import read_receipt
from knowledge.records.tables.enrollments import Consent, Enrollment
from knowledge.records.tables.outlets import Outlet
from knowledge.records.tables.signups import SignUpDraftRow


@dataclass(frozen=True)
class Reached:
    """How an owner is reached about one sign-up."""

    phone: str
    language: str
    country: str
    """ISO 3166, of the shop."""


class RecordedOwners:
    """Reads names and phones; the caller has checked who may see the outlet."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def owner(self, outlet: str) -> tuple[str | None, str | None]:
        """Name and phone on record; None = not known."""
        with reading(self._engine) as session:
            found = session.execute(
                select(Outlet.owner_name, Outlet.phone).where(Outlet.code == outlet)
            ).one()
            return found.owner_name, found.phone

    def of_draft(self, draft: str) -> Reached | None:
        """By the card on show; None = the draft is no longer open."""
        with reading(self._engine) as session:
            row = session.get(SignUpDraftRow, draft)
            kept, card = kept_of(row) if row else (None, None)
            if kept is None or card is None:
                return None
            return Reached(card.phone, card.consent_language, _country(session, card.outlet))

    def receipt(self, enrollment: str) -> tuple[Receipt, Reached | None]:
        """What to send and where; None = the owner's data were erased.

        Raises:
            NotFoundError: no such enrollment was signed up here.
        """
        with reading(self._engine) as session:
            consent = session.scalar(select(Consent).where(Consent.enrollment == enrollment))
            receipt = read_receipt(session, enrollment)
            if consent is None:
                raise NotFoundError("There is no such sign-up.")
            if not consent.phone:
                return receipt, None
            country = _country(session, receipt.outlet)
            return receipt, Reached(consent.phone, consent.language, country)

    def of_enrollment(self, enrollment: str) -> Reached | None:
        """Who agreed to it, else the shop's owner on record; None = nobody can be reached."""
        with reading(self._engine) as session:
            held = session.get(Enrollment, enrollment)
            if held is None:
                return None
            consent = session.scalar(select(Consent).where(Consent.enrollment == enrollment))
            shop = session.scalars(select(Outlet).where(Outlet.code == held.outlet)).one()
            phone = (consent.phone if consent else None) or shop.phone
            language = (consent.language if consent else None) or shop.language or "en"
            return Reached(phone, language, shop.country) if phone else None


def _country(session: Session, outlet: str) -> str:
    return session.scalars(select(Outlet.country).where(Outlet.code == outlet)).one()
