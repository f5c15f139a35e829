"""Whether a shop may join a program, decided by code: every condition with its clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.language.catalogs import translate
from assistant.language.formats import Locale
from knowledge.programs.expressions import Inputs, Standing, evaluate, unknown_fields
from knowledge.programs.terms import ProgramTerms, Requirement, Texts


@dataclass(frozen=True)
class Check:
    """One condition of joining and how it stands for this shop."""

    kind: str
    """`requirement`, `country`, `exclusion`, `dates`, `blackout`, `stacking`, `budget`, `slots`."""
    key: str
    standing: Standing
    message: str
    """Why it is not met or not known, a sentence for the rep; empty when met."""
    remedy: str
    """What would change it; empty when nothing would, or when met."""
    clause: str
    ref: str
    """`growth-club@3#eligibility/class`."""
    curable: bool = True
    """False = nothing the shop or the calendar does will change it."""
    until: date | None = None
    """The day it changes by itself, when one is known."""
    missing: tuple[str, ...] = ()
    """What is not known, in words, when that is why: `the floor area of the shop`."""
    decisive: bool = True
    """False = told, but joining does not hang on it (places are counted at sign-up)."""


@dataclass(frozen=True)
class Eligibility:
    """All conditions, met or not, in the order of the terms."""

    program: str
    ref: str
    """`growth-club@3`."""
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """What stands in the way."""
        return tuple(c for c in self.checks if c.decisive and c.standing is Standing.FAILED)

    @property
    def unknown(self) -> tuple[Check, ...]:
        """What must be found out first."""
        return tuple(c for c in self.checks if c.decisive and c.standing is Standing.UNKNOWN)

    @property
    def standing(self) -> Standing:
        """Eligible only when every condition is known to be met."""
        if self.failed:
            return Standing.FAILED
        return Standing.UNKNOWN if self.unknown else Standing.MET


@dataclass(frozen=True)
class _Asked:
    """What every check needs to know."""

    terms: ProgramTerms
    inputs: Inputs
    today: date
    language: str

    @property
    def country(self) -> str | None:
        country: str | None = self.inputs["outlet"].get("country")
        return country

    def day(self, day: date) -> str:
        return Locale(self.language, self.country).date(day)

    def say(self, texts: Texts) -> str:
        return texts.get(self.language.split("-")[0]) or texts.get("en", "")


def check_eligibility(
    terms: ProgramTerms, inputs: Inputs, today: date, language: str
) -> Eligibility:
    """Check every condition of joining; never stops at the first that fails.

    `inputs` come from `knowledge.programs.inputs`; messages are in `language`, else in English.
    """
    asked = _Asked(terms, inputs, today, language)
    checks: tuple[Callable[[_Asked], Iterator[Check]], ...] = (
        _country,
        _dates,
        _blackouts,
        _requirements,
        _exclusions,
        _stacking,
        _budget,
        _slots,
    )
    return Eligibility(terms.code, terms.ref, tuple(c for check in checks for c in check(asked)))


def _country(asked: _Asked) -> Iterator[Check]:
    _ = translate(asked.language)
    known, runs = asked.country is not None, asked.country in asked.terms.countries
    yield _check(
        asked,
        ("country", "country"),
        Standing.UNKNOWN if not known else _standing(runs),
        _("The program does not run in this shop's country."),
        curable=False,
    )


def _dates(asked: _Asked) -> Iterator[Check]:
    _ = translate(asked.language)
    terms = asked.terms
    if asked.today < terms.enroll_from:
        message = _("Joining starts on {date}.").replace("{date}", asked.day(terms.enroll_from))
        yield _check(asked, ("dates", "not_open_yet"), Standing.FAILED, message,
                     until=terms.enroll_from)  # fmt: skip
        return
    if asked.today <= min(terms.enroll_until, terms.ends_on):
        yield _check(asked, ("dates", "closed"), Standing.MET, "", curable=False)
        return
    message = _("Joining ended on {date}.").replace("{date}", asked.day(terms.enroll_until))
    yield _check(asked, ("dates", "closed"), Standing.FAILED, message, curable=False)


def _blackouts(asked: _Asked) -> Iterator[Check]:
    _ = translate(asked.language)
    for number, pause in enumerate(asked.terms.blackouts):
        here = not pause.countries or asked.country in pause.countries
        closed = here and pause.starts_on <= asked.today <= pause.ends_on
        until = _("Nobody can join until {date}; after that it is open again.")
        yield _check(
            asked,
            ("blackout", str(number)),
            _standing(not closed),
            asked.say(pause.reason),
            until.replace("{date}", asked.day(pause.ends_on)) if closed else "",
            clause=pause.clause,
            until=pause.ends_on,
        )


def _requirements(asked: _Asked) -> Iterator[Check]:
    for requirement in asked.terms.eligibility:
        standing = evaluate(requirement.requires, asked.inputs)
        if standing is Standing.UNKNOWN:
            yield _not_known(asked, requirement)
            continue
        remedy = asked.say(requirement.remedy)
        yield _check(
            asked,
            ("requirement", requirement.key),
            standing,
            asked.say(requirement.message),
            remedy,
            clause=requirement.clause,
            curable=bool(remedy),
        )


def _not_known(asked: _Asked, requirement: Requirement) -> Check:
    """An unknown is told as one: the requirement's own words would claim that it failed."""
    _ = translate(asked.language)
    words = input_words(asked.language)
    fields = unknown_fields(requirement.requires, asked.inputs)
    missing = tuple(words[field] for field in fields if field in words)
    listed = Locale(asked.language, asked.country).list(missing)
    message = _("We do not know yet: {what}.").replace("{what}", listed)
    return _check(
        asked,
        ("requirement", requirement.key),
        Standing.UNKNOWN,
        message if missing else _("One condition of the terms could not be checked yet."),
        _("Find it out at the shop, then check again."),
        clause=requirement.clause,
        missing=missing,
    )


def input_words(language: str) -> dict[str, str]:
    """What a shopkeeper would call each input that can be unknown."""
    _ = translate(language)
    return {
        "outlet.outlet_class": _("the class of the shop"),
        "outlet.months_active": _("since when the shop buys from us"),
        "outlet.overdue": _("whether an amount is overdue"),
        "outlet.credit_lock": _("whether the account is locked"),
        "outlet.kyc_level": _("whether the owner's details are confirmed"),
        "outlet.has_cooler": _("whether our cooler stands in the shop"),
        "outlet.area_m2": _("the floor area of the shop"),
        "outlet.credit_days": _("the credit days of the shop"),
        "history.months_billed_6": _("in how many months the shop bought"),
        "history.net_6m": _("what the shop bought in six months"),
        "history.base_monthly": _("what the shop buys in a usual month"),
        "history.days_since_order": _("when the shop last ordered"),
        "history.trend_percent": _("where the shop's purchases are going"),
        "history.late_payouts": _("whether a reward is paid late"),
        "story.net_return": _("what joining would bring the shop"),
    }


def _exclusions(asked: _Asked) -> Iterator[Check]:
    """Those that bar a shop; excluded goods bar nobody, they only earn nothing."""
    outlet = asked.inputs["outlet"]
    for number, exclusion in enumerate(asked.terms.exclusions):
        if not (exclusion.channels or exclusion.outlets):
            continue
        here = not exclusion.countries or asked.country in exclusion.countries
        barred = outlet["channel"] in exclusion.channels or outlet["code"] in exclusion.outlets
        yield _check(
            asked,
            ("exclusion", str(number)),
            _standing(not (here and barred)),
            asked.say(exclusion.reason),
            clause=exclusion.clause,
            curable=False,
        )


def _stacking(asked: _Asked) -> Iterator[Check]:
    _ = translate(asked.language)
    outlet, terms = asked.inputs["outlet"], asked.terms
    taken = terms.stacking_group in (outlet.get("stacking_groups") or ())
    yield _check(
        asked,
        ("stacking", terms.stacking_group),
        _standing(terms.code in (outlet.get("enrolled") or ()) or not taken),
        _("The shop is already in another program of the same kind, and only one counts."),
        _("It can change over when it leaves that one."),
    )


def _budget(asked: _Asked) -> Iterator[Check]:
    _ = translate(asked.language)
    currency: Any = asked.inputs["outlet"].get("currency")
    ceiling, used = asked.terms.budget.get(currency), asked.terms.budget_used.get(currency)
    if ceiling is None:
        return
    standing = Standing.UNKNOWN if used is None else _standing(Decimal(used) < ceiling)
    message = _("This year's budget of the program is used up in this country.")
    yield _check(asked, ("budget", currency), standing, message, decisive=used is not None)


def _slots(asked: _Asked) -> Iterator[Check]:
    """How many have joined is counted when signing up, under a lock; here only a zero is told."""
    _ = translate(asked.language)
    if asked.terms.slots is None:
        return
    full = asked.terms.slots == 0
    message = _("The program takes no more shops.") if full else _("Places are limited.")
    standing = Standing.FAILED if full else Standing.UNKNOWN
    yield _check(asked, ("slots", "slots"), standing, message, decisive=full)


def _standing(holds: bool) -> Standing:
    return Standing.MET if holds else Standing.FAILED


def _check(
    asked: _Asked,
    name: tuple[str, str],
    standing: Standing,
    message: str,
    remedy: str = "",
    **more: Any,
) -> Check:
    """`name` is kind and key; `more` are the fields of `Check` that have a default, or `clause`."""
    met = standing is Standing.MET
    kind, key = name
    folder = {"requirement": "eligibility", "exclusion": "exclusions", "blackout": "blackouts"}
    return Check(
        kind=kind,
        key=key,
        standing=standing,
        message="" if met else message,
        remedy="" if met else remedy,
        clause=more.pop("clause", ""),
        ref=f"{asked.terms.ref}#" + (f"{folder[kind]}/{key}" if kind in folder else kind),
        **more,
    )
