"""What is said of a sign-up: why it cannot be, and what the owner agrees to."""

from __future__ import annotations

import re

from assistant.language.catalogs import translate

CONSENT_VERSION = "1"
"""Of the words in `consent_text`; change it with every change of them, in any language."""


def why_not(reason: str, language: str) -> str:
    """The sentence for a reason, in the reader's language."""
    _ = translate(language)
    changed = _("The card has changed: please read it to the owner again.")
    not_agreed = _("The owner has not agreed yet. Take his consent first.")
    in_already = _("The shop is in this program already.")
    return {
        "expired": _("This sign-up was left open for too long. Start again: it takes a minute."),
        "confirmed": in_already,
        "canceled": _("This sign-up is closed. Nothing was written."),
        "terms": not_agreed,
        "target": changed,
        "read_back": not_agreed,
        "no_consent": not_agreed,
        "other_card": changed,
        "other_session": _(
            "This sign-up was opened in another conversation. Open its card here first."
        ),
        "figures_changed": changed,
        "terms_changed": changed,
        "missing": _("The card is not complete: ask the owner for what is missing."),
        "closed": _("This shop is closed."),
        "in_already": in_already,
        "once_a_period": _(
            "The shop was in this program in this period already. It can join again in the next."
        ),
        "group_taken": _(
            "The shop is already in another program of the same kind, and only one counts."
        ),
        **_of_changes(language),
        "no_place": _("The last place in the program has just been taken."),
        "no_budget": _("This year's budget of the program is used up in this country."),
        "taken": in_already,
        "bad_phone": _("That is no phone number we can reach. Please write it with all digits."),
        "phone_short": _("That phone number is too short. Please write it with all its digits."),
        "phone_long": _("That phone number is too long. Please check its digits."),
        "phone_unknown": _(
            "There is no such phone number. Please check its digits; one from another country "
            "begins with + and the code of that country."
        ),
        "phone_not_mobile": _(
            "No code can be sent to that number, it is not a mobile phone. Let the owner sign on "
            "the screen."
        ),
        "bad_name": _("Please write the owner's name as he says it."),
        "bad_target": _("The program has no such step."),
        "bad_signature": _("That is no signature yet. Let the owner sign with a finger."),
        "bad_code": _("That is not the code, or it is too old. Send a new one."),
        "too_many_codes": _(
            "No more codes can be sent for this sign-up. Let the owner sign on the screen."
        ),
    }.get(reason) or _("That is not possible now.")


def _of_changes(language: str) -> dict[str, str]:
    """Why a membership cannot be changed."""
    _ = translate(language)
    office = _("Only a manager or the support team can do that.")
    return {
        "rejoin_later": _("It has left this program and cannot join it again yet."),
        "not_member": _("The shop is not in this program."),
        "leaves_already": _("The shop is on its way out of this program already."),
        "membership_changed": _("The membership has changed meanwhile. Look at it again."),
        "no_rule": _("The terms say nothing of that. Ask the office."),
        "not_by_terms": _("The terms do not allow that now."),
        "not_suspended": _("The shop is not suspended."),
        "suspended_already": _("The shop does not earn in this program now anyway."),
        "reason_wanted": _("Choose a reason that the terms name."),
        "not_yours_suspend": office,
        "not_yours_resume": office,
        "not_yours_leave": _("Only the visitor of the shop or a manager can do that."),
        "not_yours_transfer": _("Only the visitor of the shop or a manager can do that."),
    }


def consent_text(language: str, **slots: str) -> str:
    """What the owner agrees to: `shop`, `program`, `version`, `company`, `contact`."""
    _ = translate(language)
    sentences = (
        _("I agree that {shop} joins {program} under its terms, version {version}."),
        _(
            "{company} keeps my name and my phone number to run the program and to send me my"
            " receipt and my statements, and gives them to nobody else for advertising."
        ),
        _("I can leave, or have my data shown or erased, at any time: {contact}."),
    )
    return " ".join(re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], s) for s in sentences)
