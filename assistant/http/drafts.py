"""Sign-ups as they go over the wire."""

from __future__ import annotations

from assistant.http.shapes import CardShown, Condition, ConsentShown, Draft, ReceiptAnswer, Sum
from knowledge.enrollment.card import Card, Money
from knowledge.enrollment.ports import Receipt
from knowledge.enrollment.receipt import receipt_words
from knowledge.enrollment.service import SignUpView
from knowledge.enrollment.telling import Promise, Sheet, masked_phone, three_lines
from knowledge.programs.expressions import Standing
from knowledge.programs.terms import ProgramTerms


def shown(view: SignUpView) -> Draft:
    """A sign-up as it stands."""
    draft = view.draft
    unmet = [c for c in view.eligibility.checks if c.standing is not Standing.MET]
    return Draft(
        id=draft.id,
        step=draft.step.value,
        outlet=draft.outlet,
        program=draft.program,
        terms_version=draft.terms_version,
        language=draft.language,
        expires_at=draft.expires_at,
        idempotency_key=draft.key,
        card=_card(view.card, draft.card_hash) if view.card else None,
        lines=_lines(view) if view.card else [],
        consent=ConsentShown(
            text=view.consent_text, version=view.consent_version, language=draft.language
        ),
        changed=list(view.changed),
        continued=view.continued,
        conditions=[Condition.model_validate(c) for c in unmet],
        enrollment=draft.enrollment,
    )


def receipt_answer(receipt: Receipt, terms: ProgramTerms, country: str | None) -> ReceiptAnswer:
    """A receipt with its words; `terms` are those it joined under."""
    words = receipt_words(receipt, terms, country)
    plain = {name: getattr(receipt, name) for name in Receipt.__dataclass_fields__}
    return ReceiptAnswer.model_validate(
        plain | {"consent_method": receipt.consent_method.value, "text": words.text}
    )


def _lines(view: SignUpView) -> list[str]:
    if view.card is None or view.reading is None:
        return []
    outlet = view.reading.evidence.outlet
    sheet = Sheet(view.draft.language, outlet.country)
    return list(three_lines(sheet, view.terms, Promise.on_card(view.card, outlet.currency)))


def _card(card: Card, card_hash: str) -> CardShown:
    return CardShown.model_validate(
        {
            "hash": card_hash,
            "outlet_name": card.outlet_name,
            "target": card.target,
            "target_value": card.target_value,
            "target_unit": card.target_unit,
            "base_monthly": _sum(card.base_monthly),
            "reward": _sum(card.reward),
            "period": card.period,
            "pay_by": card.pay_by,
            "owner_name": card.owner_name,
            "phone_masked": masked_phone(card.phone),
            "missing": list(card.missing),
        }
    )


def _sum(money: Money | None) -> Sum | None:
    return Sum(amount=money.amount, currency=money.currency) if money else None
