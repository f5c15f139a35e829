"""How events move a draft: a pure function, without a clock and without storage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from knowledge.enrollment.draft import (
    OPEN_FOR,
    Canceled,
    CardShown,
    Confirmed,
    Consented,
    ConsentGiven,
    Corrected,
    Corrections,
    Event,
    Interrupted,
    NotNowError,
    Restarted,
    Resumed,
    SignUpDraft,
    Step,
    TermsHeard,
    TimePassed,
)


def advance(draft: SignUpDraft, event: Event, now: dt.datetime) -> SignUpDraft:
    """The draft after the event; silence and time only ever end it.

    Raises:
        NotNowError: the event is not possible now.
    """
    if draft.is_open and now >= draft.expires_at:
        if isinstance(event, TimePassed | Interrupted | Canceled):
            return replace(draft, step=Step.EXPIRED, consent=None)
        raise NotNowError("expired")
    if isinstance(event, TimePassed):
        return draft
    if not draft.is_open:
        raise NotNowError(draft.step.value)
    return _moved(draft, event, now)


def _moved(draft: SignUpDraft, event: Event, now: dt.datetime) -> SignUpDraft:  # noqa: PLR0911
    match event:
        case TermsHeard():
            return replace(draft, step=Step.TARGET) if draft.step is Step.TERMS else draft
        case CardShown():
            return _shown(draft, event)
        case Corrected(corrections):
            return _corrected(draft, corrections)
        case Consented(consent):
            return _consented(draft, consent)
        case Confirmed():
            return _confirmed(draft, event)
        case Canceled(reason):
            return replace(draft, step=Step.CANCELED, consent=None, reason=reason)
        case Restarted(version, nonce):
            return _restarted(draft, version, nonce, now)
        case Interrupted():
            return replace(draft, interrupted=True)
        case Resumed(thread):
            return replace(draft, interrupted=False, thread=thread)
        case _:
            raise NotNowError(draft.step.value)


def _shown(draft: SignUpDraft, event: CardShown) -> SignUpDraft:
    if draft.step is Step.TERMS:
        raise NotNowError("terms")
    if event.card_hash == draft.card_hash:
        return replace(draft, interrupted=False)
    return replace(
        draft,
        step=Step.READ_BACK,
        revision=draft.revision + 1,
        card_hash=event.card_hash,
        key=event.key,
        consent=None,
        interrupted=False,
    )


def _corrected(draft: SignUpDraft, corrections: Corrections) -> SignUpDraft:
    """What was agreed to was another card: the consent goes with it."""
    step = Step.TERMS if draft.step is Step.TERMS else Step.TARGET
    changed = corrections.over(draft.corrections)
    return replace(draft, step=step, corrections=changed, consent=None, card_hash="", key="")


def _consented(draft: SignUpDraft, consent: ConsentGiven) -> SignUpDraft:
    if draft.step not in (Step.READ_BACK, Step.CONSENT) or not draft.card_hash:
        raise NotNowError(draft.step.value)
    if consent.card_hash != draft.card_hash:
        raise NotNowError("other_card")
    return replace(draft, step=Step.CONSENT, consent=consent, interrupted=False)


def _confirmed(draft: SignUpDraft, event: Confirmed) -> SignUpDraft:
    if draft.step is not Step.CONSENT or draft.consent is None:
        raise NotNowError(draft.step.value)
    if not draft.card_hash or event.card_hash != draft.card_hash:
        raise NotNowError("other_card")
    return replace(draft, step=Step.CONFIRMED, enrollment=event.enrollment, interrupted=False)


def _restarted(draft: SignUpDraft, terms_version: str, nonce: str, now: dt.datetime) -> SignUpDraft:
    return replace(
        draft,
        step=Step.TERMS,
        terms_version=terms_version,
        nonce=nonce,
        key="",
        card_hash="",
        corrections=Corrections(),
        consent=None,
        interrupted=False,
        expires_at=now + OPEN_FOR,
    )
