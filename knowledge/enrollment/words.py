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
        "no_place": _("The last place in the program has just been taken."),
        "no_budget": _("This year's budget of the program is used up in this country."),
        "taken": in_already,
        "bad_phone": _("That is no phone number we can reach. Please write it with all digits."),
        "bad_name": _("Please write the owner's name as he says it."),
        "bad_target": _("The program has no such step."),
        "bad_signature": _("That is no signature yet. Let the owner sign with a finger."),
        "bad_code": _("That is not the code, or it is too old. Send a new one."),
        "too_many_codes": _(
            "No more codes can be sent for this sign-up. Let the owner sign on the screen."
        ),
    }.get(reason) or _("That is not possible now.")


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
