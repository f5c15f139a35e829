"""The tap that writes: everything is read and decided anew, then written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.enrollment.card import sha256_of
from knowledge.enrollment.draft import NotNowError, SignUpDraft, Step
from knowledge.enrollment.ports import Confirmation, Receipt
from knowledge.enrollment.reading import Reader, Reading, facts_for_audit
from knowledge.enrollment.service import Actor
from knowledge.programs.expressions import Standing
from knowledge.records.enrollment.ceilings import Ceilings
from knowledge.records.enrollment.drafts import RecordedDrafts
from knowledge.records.enrollment.joining import (
    CannotJoinError,
    Joining,
    RecordedJoinings,
    new_enrollment_id,
    new_reference,
)


def _ignore() -> None:
    """Nobody waits for news."""


def _no_versions() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Confirming:
    """From a tap to a receipt."""

    reader: Reader
    drafts: RecordedDrafts
    joinings: RecordedJoinings
    versions: Callable[[], Mapping[str, str]] = _no_versions
    """Which rules, prompt, model and release were at work, for the audit trail."""
    on_news: Callable[[], None] = _ignore
    """Something is in the outbox."""

    def confirm(self, actor: Actor, confirmation: Confirmation) -> Receipt:
        """Write the enrollment, or give the receipt of the one that this tap has written.

        Raises:
            NotNowError: with the reason why not; nothing was written.
            NotFoundError: the draft is not there or not the user's.
            KeyReusedError: the key was used for something else.
        """
        done = self._done(actor, confirmation)
        if done is not None:
            return done
        try:
            receipt = self._joined(actor, confirmation)
        except NotNowError:
            # The first of two taps may have been written while this one was looking.
            done = self._done(actor, confirmation)
            if done is None:
                raise
            return done
        self.on_news()
        return receipt

    def _done(self, actor: Actor, confirmation: Confirmation) -> Receipt | None:
        """The receipt of what this tap, or another one on this draft, has written."""
        stored = self.joinings.stored(actor.user.id, confirmation)
        if stored is not None:
            return stored
        draft, _shown = self.drafts.get(actor.user, confirmation.draft)
        return self.receipt(draft) if draft.enrollment else None

    def _joined(self, actor: Actor, confirmation: Confirmation) -> Receipt:
        draft, shown = self.drafts.get(actor.user, confirmation.draft)
        if draft.thread != actor.thread:
            raise NotNowError("other_session")
        if shown is None or confirmation.card_hash != draft.card_hash:
            raise NotNowError("other_card")
        if draft.step is not Step.CONSENT:
            raise NotNowError(draft.step.value)
        reading = self.reader.read(actor.user, draft, actor.language)
        if reading.is_member:
            raise NotNowError("in_already")
        if reading.evidence.eligibility.standing is not Standing.MET:
            raise NotNowError("not_eligible")
        if reading.card.hash != draft.card_hash:
            raise NotNowError("figures_changed")
        try:
            return self.joinings.join(self.joining(actor, confirmation, draft, reading))
        except CannotJoinError as error:
            raise NotNowError(error.reason) from error

    def receipt(self, draft: SignUpDraft) -> Receipt:
        """Of a confirmed draft, as it was given."""
        return self.joinings.receipt(draft.enrollment)

    def joining(
        self, actor: Actor, confirmation: Confirmation, draft: SignUpDraft, reading: Reading
    ) -> Joining:
        """All that is decided before the lock is taken."""
        terms = reading.evidence.terms
        return Joining(
            user=actor.user,
            confirmation=confirmation,
            card=reading.card,
            receipt=self._new_receipt(draft, reading),
            ceilings=Ceilings(terms.code, terms.slots, terms.budget, terms.budget_used),
            stacking_group=terms.stacking_group,
            currency=reading.evidence.outlet.currency,
            base_value=reading.base_value,
            reserved=reading.reward,
            consent_text=reading.consent_text,
            audit={
                "facts": facts_for_audit(reading),
                "terms_sha256": sha256_of(terms.model_dump(mode="json")),
                "rules_sha256": sha256_of(self.reader.records.rules().model_dump(mode="json")),
                "versions": dict(self.versions()),
            },
        )

    def _new_receipt(self, draft: SignUpDraft, reading: Reading) -> Receipt:
        card, terms, consent = reading.card, reading.evidence.terms, draft.consent
        if consent is None:
            raise NotNowError("no_consent")
        return Receipt(
            reference=new_reference(),
            enrollment=new_enrollment_id(),
            outlet=card.outlet,
            outlet_name=card.outlet_name,
            program=card.program,
            terms_version=card.terms_version,
            status="active",
            joined_on=self.reader.records.today,
            period=card.period,
            target=card.target,
            target_value=Decimal(card.target_value) if card.target_value else None,
            target_unit=card.target_unit,
            reward=reading.reward,
            currency=reading.evidence.outlet.currency,
            pay_by=date.fromisoformat(card.pay_by),
            paid_by=terms.payment.paid_by,
            dispute_within_days=terms.payment.dispute_within_days,
            dispute_contact=terms.payment.dispute_contact,
            language=card.consent_language,
            consent_method=consent.method,
            card_hash=card.hash,
        )
