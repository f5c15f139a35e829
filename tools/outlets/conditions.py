"""Conditions of joining in a few words, and whether somebody asks to sign a shop up."""

from __future__ import annotations

import re

from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.programs.eligibility import Check, input_words
from knowledge.programs.expressions import fields_of
from knowledge.programs.terms import ProgramTerms
from knowledge.records.outlets import fold

SIGN_UP = (
    r"\bsign\w*( \w+){0,2} up\b|\bsign ?up|\benrol|\bregister",
    r"\b(men)?daftar|\bgabungkan|\bikutkan|\bmasukkan",
    r"\b\w*sajili|\b\w*andikish|\b\w*unganish",
    r"سجل|تسجيل|اشترك|ضم المحل",
)
"""How people ask for it: English, Indonesian, Swahili, Arabic."""
ASKS = re.compile("|".join(fold(pattern) for pattern in SIGN_UP))


def wants_to_sign_up(message: str) -> bool:
    """Whether the words ask to join now; one too many only costs a sentence."""
    return ASKS.search(fold(message)) is not None


def condition_words(terms: ProgramTerms, check: Check, language: str) -> str:
    """What a met condition looked at, as a shopkeeper would call it."""
    _ = translate(language)
    kinds = {
        "country": _("it runs in this country"),
        "dates": _("joining is open"),
        "blackout": _("no pause in joining"),
        "stacking": _("no other program of the same kind"),
        "budget": _("there is budget left"),
        "slots": _("there are places left"),
        "exclusion": _("the shop is not excluded"),
    }
    return kinds.get(check.kind) or _requirement(terms, check.key, language)


def _requirement(terms: ProgramTerms, key: str, language: str) -> str:
    _ = translate(language)
    words = input_words(language) | {
        "outlet.status": _("the shop is open"),
        "outlet.channel": _("the kind of shop"),
        "outlet.country": _("the country"),
        "outlet.enrolled": _("the programs it is in"),
        "history.open_cases": _("what is still open"),
        "history.must_sell_bought": _("the must-sell products it buys"),
    }
    fields = [f for r in terms.eligibility if r.key == key for f in fields_of(r.requires)]
    named = [words[field] for field in fields if field in words]
    return Locale(language).list(named) if named else key.replace("-", " ")
