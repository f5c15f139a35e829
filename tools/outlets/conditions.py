"""Conditions of joining in a few words."""

from __future__ import annotations

from functools import cache

from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.programs.eligibility import Check
from knowledge.programs.expressions import fields_of
from knowledge.programs.terms import ProgramTerms


def condition_words(terms: ProgramTerms, check: Check, language: str) -> str:
    """What a met condition looked at, as a shopkeeper would call it."""
    return _kinds(language).get(check.kind) or _requirement(terms, check.key, language)


@cache
def _kinds(language: str) -> dict[str, str]:
    _ = translate(language)
    return {
        "country": _("it runs in this country"),
        "dates": _("joining is open"),
        "blackout": _("no pause in joining"),
        "stacking": _("no other program of the same kind"),
        "budget": _("there is budget left"),
        "slots": _("there are places left"),
        "exclusion": _("the shop is not excluded"),
    }


def _requirement(terms: ProgramTerms, key: str, language: str) -> str:
    words = _nouns(language)
    fields = [f for r in terms.eligibility if r.key == key for f in fields_of(r.requires)]
    named = [words[field] for field in fields if field in words]
    return Locale(language).list(named) if named else key.replace("-", " ")


@cache
def _nouns(language: str) -> dict[str, str]:
    """What each input is called in a list of things that are in order."""
    _ = translate(language)
    return {
        "outlet.status": _("the shop is open"),
        "outlet.channel": _("kind of shop"),
        "outlet.country": _("country"),
        "outlet.outlet_class": _("class of the shop"),
        "outlet.months_active": _("time as a customer"),
        "outlet.overdue": _("overdue amount"),
        "outlet.credit_lock": _("state of the account"),
        "outlet.credit_days": _("credit days"),
        "outlet.kyc_level": _("owner's details"),
        "outlet.has_cooler": _("our cooler in the shop"),
        "outlet.area_m2": _("floor area"),
        "outlet.enrolled": _("programs it is in"),
        "history.months_billed_6": _("months with a purchase"),
        "history.net_6m": _("purchases of six months"),
        "history.base_monthly": _("purchases of a usual month"),
        "history.days_since_order": _("last order"),
        "history.trend_percent": _("trend of the purchases"),
        "history.must_sell_bought": _("must-sell products bought"),
        "history.open_cases": _("open cases"),
        "history.late_payouts": _("late rewards"),
    }
