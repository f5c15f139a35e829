"""Says a change of a membership in words: on the card that is read back, and on the receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from assistant.language.catalogs import translate
from knowledge.enrollment.changes import ChangeCard, ChangeKind
from knowledge.enrollment.telling import Sheet
from knowledge.programs.terms import ProgramTerms


def card_lines(sheet: Sheet, terms: ProgramTerms, card: ChangeCard) -> tuple[str, ...]:
    """What it does, each one short sentence with its clause."""
    return change_lines(sheet, terms, asdict(card) | {"kind": card.kind.value})


def change_lines(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> tuple[str, ...]:
    """The same from a stored receipt."""
    lines = {
        "leave": _leaving, "transfer": _transfer, "suspend": _suspension, "resume": _resumption,
    }[change["kind"]](sheet, terms, change)  # fmt: skip
    clause = change["clause"]
    return tuple(f"{line} (§{clause})" if clause else line for line in lines)


def _names(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> dict[str, str]:
    source = f"enrollments:{change['enrollment']}"
    return {
        "shop": sheet.name("outlet_name", change["outlet_name"], f"outlets:{change['outlet']}"),
        "program": sheet.name("program_name", terms.name_in(sheet.language), f"{terms.ref}#name"),
        "date": sheet.date("effective_on", _day(change["effective_on"]), source),
    }


def _leaving(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> Iterator[str]:
    _, source = sheet.say, f"{terms.ref}#leaving"
    names = _names(sheet, terms, change)
    yield _("{shop} is no longer in {program} from {date} on.", **names)
    yield from _points(sheet, terms, change)
    if change["fee"]:
        money = change["fee"]
        amount = sheet.money("last_fee", Decimal(money["amount"]), money["currency"], source)
        yield _(
            "Fee of the last month: {amount} for {days} of {all}, if the checks are passed;"
            " paid by {date}.",
            amount=amount,
            days=sheet.count("fee_days", Decimal(change["fee_days"]), "day", source),
            all=sheet.count("fee_of_days", Decimal(change["fee_of_days"]), "day", source),
            date=sheet.date("pay_by", _day(change["pay_by"]), source),
        )
    elif change["reward"] == "lost":
        yield _("There is no reward for the period in which it leaves.")
    elif change["reward"]:
        yield _("What it has reached by that day in this period is still paid.")
    if change["rejoin_from"]:
        day = sheet.date("rejoin_from", _day(change["rejoin_from"]), source)
        yield _("It can join again from {date} on.", date=day)


def _points(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> Iterator[str]:
    _, source = sheet.say, f"{terms.ref}#points"
    if not terms.points or not change["points"]:
        return
    if change["points"] == "lost":
        yield _("Its points are lost from that day on.")
    elif change["points_until"]:
        day = sheet.date("points_until", _day(change["points_until"]), source)
        yield _("Its points can be used until {date}, if they do not expire before.", date=day)
    else:
        yield _("Its points stay usable until they expire.")


def _transfer(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> Iterator[str]:
    _ = sheet.say
    names = _names(sheet, terms, change)
    yield _("{shop} has a new owner: the old owner's membership in {program} ends.", **names)
    if terms.points and change["points"] == "kept":
        yield _("The points stay with the shop.")
    else:
        yield from _points(sheet, terms, change)
    yield _(
        "The new owner agrees himself, with his own name and phone, before the shop is in again."
    )


def _suspension(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> Iterator[str]:
    _ = sheet.say
    names = _names(sheet, terms, change)
    yield _("{shop} is suspended from {program} from {date} on: it earns nothing.", **names)
    reasons = terms.suspension.reasons if terms.suspension else ()
    for reason in reasons:
        if reason.key == change["reason"]:
            yield reason.text.get(sheet.language) or reason.text.get("en", "")


def _resumption(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any]) -> Iterator[str]:
    _ = sheet.say
    names = _names(sheet, terms, change)
    yield _("{shop} earns in {program} again from {date} on.", **names)


def receipt_text(sheet: Sheet, terms: ProgramTerms, change: Mapping[str, Any], contact: str) -> str:
    """For the owner: what was done, and where to object."""
    _ = sheet.say
    number = sheet.name("reference", change["reference"], f"enrollments:{change['enrollment']}")
    title = _("Receipt {reference}", reference=number)
    wrong = _("You did not want this? Tell us: {contact}.", contact=contact)
    return "\n".join((title, *change_lines(sheet, terms, change), wrong))


def button(kind: ChangeKind, language: str) -> str:
    """What is tapped to do it."""
    _ = translate(language)
    return {
        ChangeKind.LEAVE: _("Leave now, as agreed"),
        ChangeKind.SUSPEND: _("Suspend now"),
        ChangeKind.RESUME: _("End the suspension"),
        ChangeKind.TRANSFER: _("Hand over to the new owner"),
    }[kind]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
