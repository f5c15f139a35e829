"""The read-back card in the chat: three lines, every field, and what may be tapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.domain import Action, Citation, ReplyStatus, ToolCall, ToolResult
from assistant.ports import ToolContext
from knowledge.enrollment.card import Card
from knowledge.enrollment.draft import Step
from knowledge.enrollment.reading import ladder
from knowledge.enrollment.receipt import consent_words
from knowledge.enrollment.service import SignUpView
from knowledge.enrollment.telling import Promise, Sheet, masked_phone, target_name, three_lines
from knowledge.facts.text import plain
from knowledge.programs.expressions import Standing


@dataclass(frozen=True)
class Row:
    """A field of the card."""

    key: str
    label: str
    value: str
    editable: bool = False


def show_card(view: SignUpView, context: ToolContext) -> ToolResult:
    """The card, or why there is none."""
    if view.reading is None:
        raise ValueError("a view without its reading cannot be shown")
    outlet = view.reading.evidence.outlet
    sheet = Sheet(_base(context.language), outlet.country)
    if view.card is None:
        return _refused(view, sheet)
    owner = Sheet(view.draft.language, outlet.country)
    promise = Promise.on_card(view.card, outlet.currency)
    lines = three_lines(owner, view.terms, promise)
    rows = _rows(sheet, view, view.card, promise)
    agreed = view.draft.step is Step.CONSENT
    text = "\n".join(
        [
            *_heading(sheet, view),
            *(f"> {line}" for line in lines),
            "",
            *(f"- {row.label}: {row.value}" for row in rows),
            "",
            *_next(sheet, view, agreed=agreed),
        ]
    )
    return ToolResult(
        ReplyStatus.NEEDS_CONFIRMATION,
        text,
        facts=(*owner.facts, *(f for f in sheet.facts if f not in owner.facts)),
        citations=(Citation("record", f"{view.terms.ref}#eligibility", _met(sheet)),),
        actions=_actions(sheet, view, view.card, agreed=agreed),
        outlet=outlet.code,
        data={"sign_up": _data(view, view.card, rows, lines, agreed=agreed)},
    )


def _base(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def _heading(sheet: Sheet, view: SignUpView) -> list[str]:
    _ = sheet.say
    card, terms = view.card, view.terms
    shop = sheet.name(
        "outlet_name", card.outlet_name if card else "", f"outlets:{view.draft.outlet}"
    )
    program = sheet.name("program_name", terms.name_in(sheet.language), f"{terms.ref}#name")
    title = _("Sign-up: {shop} · {program}", shop=shop, program=program)
    lines = [f"**{title}**"]
    if view.changed:
        lines.append(_("The card has changed: please read it to the owner again."))
    return [*lines, f"✓ {_met(sheet)}", ""]


def _met(sheet: Sheet) -> str:
    _ = sheet.say
    return _("Every condition of joining is met.")


def _rows(sheet: Sheet, view: SignUpView, card: Card, promise: Promise) -> list[Row]:
    _ = sheet.say
    terms, source = view.terms, f"outlets:{card.outlet}"
    unknown = _("not known: please ask")
    owner = sheet.name("owner_name", card.owner_name, source) if card.owner_name else unknown
    phone = sheet.name("phone", masked_phone(card.phone), source) if card.phone else unknown
    rows = [
        Row("owner_name", _("Owner"), owner, editable=True),
        Row("phone", _("Phone"), phone, editable=True),
    ]
    if card.target:
        step = sheet.name("target", target_name(terms, card.target, sheet.language), terms.ref)
        rows.append(Row("target", _("Goes for"), step, editable=len(ladder(terms)) > 1))
    if promise.base is not None:
        base = sheet.money(
            "base_monthly", promise.base, promise.currency, f"invoices:{card.outlet}"
        )
        rows.append(Row("base_monthly", _("Its own usual month, frozen"), base))
    version = sheet.name("terms_version", terms.terms_version, terms.ref)
    rows.append(Row("terms", _("Terms, version"), version))
    return rows


def _next(sheet: Sheet, view: SignUpView, *, agreed: bool) -> list[str]:
    _ = sheet.say
    if agreed and view.draft.consent is not None:
        how = consent_words(view.draft.consent.method.value, sheet)
        word = _("confirm")
        phrase = f"{word} {view.draft.short_code}"
        return [
            _("Consent: {how}.", how=how),
            _("Nothing is written yet. Tap “Sign up now”, or type: {phrase}", phrase=f"`{phrase}`"),
        ]
    if view.card is not None and view.card.missing:
        return [_("The card is not complete: ask the owner for what is missing.")]
    return [_("Read this to the owner:"), f"> {view.consent_text}"]


def _actions(sheet: Sheet, view: SignUpView, card: Card, *, agreed: bool) -> tuple[Action, ...]:
    """Each carries its call; none of them is ever a model's to make."""
    _ = sheet.say
    draft, shown = {"draft": view.draft.id}, {"card": card.hash}
    here = {"outlet": view.draft.outlet}
    correct = Action(
        "correct_signup", _("Something is wrong"), here, ToolCall("correct_signup", draft)
    )
    cancel = Action("cancel_signup", _("Cancel"), here, ToolCall("cancel_signup", draft))
    terms = Action(
        "full_terms", _("The full terms"),
        {**here, "message": _("The full terms")}, ToolCall("signup_terms", draft),
    )  # fmt: skip
    if agreed:
        sign = ToolCall("confirm_signup", {**draft, **shown, "key": view.draft.key})
        return (Action("confirm_signup", _("Sign up now"), here, sign), correct, cancel)
    if card.missing:
        return (correct, terms, cancel)
    spoken = ToolCall("give_consent", {**draft, **shown, "method": "voice"})
    code = ToolCall("send_consent_code", {**draft, **shown})
    sending = _("Send a code to {phone}", phone=masked_phone(card.phone))
    return (
        Action("give_consent", _("He says yes"), here, spoken),
        Action("send_consent_code", sending, here, code),
        correct,
        terms,
        cancel,
    )


def _data(
    view: SignUpView, card: Card, rows: list[Row], lines: tuple[str, ...], *, agreed: bool
) -> dict[str, Any]:
    """For the chat element and for other systems; the phone is masked."""
    return {
        "draft": view.draft.id,
        "card": card.hash,
        "key": view.draft.key,
        "step": view.draft.step.value,
        "outlet": card.outlet,
        "outlet_name": card.outlet_name,
        "program": card.program,
        "terms_version": card.terms_version,
        "lines": list(lines),
        "rows": [
            {"key": r.key, "label": r.label, "value": r.value, "editable": r.editable} for r in rows
        ],
        "steps": [
            {"name": t.name, "label": t.names.get(view.draft.language, t.name)}
            for t in ladder(view.terms)
        ],
        "missing": list(card.missing),
        "consent_text": view.consent_text,
        "consent_version": view.consent_version,
        "agreed": agreed,
        "short_code": view.draft.short_code,
        "language": view.draft.language,
    }


def _refused(view: SignUpView, sheet: Sheet) -> ToolResult:
    """Why it cannot join, every reason with its clause and what would change it."""
    _ = sheet.say
    reading = view.reading
    outlet = reading.evidence.outlet if reading else None
    shop = sheet.name("outlet_name", outlet.name if outlet else "", f"outlets:{view.draft.outlet}")
    program = sheet.name("program_name", view.terms.name_in(sheet.language), view.terms.ref)
    if reading is not None and reading.is_member:
        text = _("{shop} is in {program} already.", shop=shop, program=program)
    else:
        text = "\n".join(
            [
                _("{shop} cannot join {program} now:", shop=shop, program=program),
                *(f"- {line}" for line in _reasons(view)),
            ]
        )
    return ToolResult(
        ReplyStatus.REFUSED,
        text,
        facts=tuple(sheet.facts),
        citations=tuple(
            Citation("record", check.ref, check.message)
            for check in (*view.eligibility.failed, *view.eligibility.unknown)
        ),
        outlet=view.draft.outlet,
        data={"sign_up": None},
    )


def _reasons(view: SignUpView) -> list[str]:
    marks = {Standing.FAILED: "✗", Standing.UNKNOWN: "?"}
    lines = []
    for check in (*view.eligibility.failed, *view.eligibility.unknown):
        clause = f" (§{check.clause})" if check.clause else ""
        remedy = f" → {plain(check.remedy, 500)}" if check.remedy else ""
        lines.append(f"{marks[check.standing]} {plain(check.message, 500)}{clause}{remedy}")
    return lines
