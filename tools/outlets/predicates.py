"""A condition of joining with what the records say of this shop, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graphrag.eligibility_path import EligibilityPath, Predicate
from graphrag.paths import FactPath, Hop, Tone, clause_words, source_words
from graphrag.pictures import Box, Link, Piece, Row, draw
from knowledge.programs.expressions import Standing
from tools.outlets.conditions import condition_words
from tools.outlets.page import Page
from tools.outlets.wording import channel, lock

MONEY = frozenset({"outlet.overdue", "history.net_6m", "history.base_monthly",
                   "history.late_payouts"})  # fmt: skip
UNITS = {
    "outlet.months_active": "month",
    "outlet.credit_days": "day",
    "history.months_billed_6": "month",
    "history.days_since_order": "day",
    "history.must_sell_bought": "product",
    "history.must_sell_listed": "product",
}
MARKS = {Standing.MET: "✓", Standing.FAILED: "✗", Standing.UNKNOWN: "?"}
TONES = {Standing.MET: Tone.GOOD, Standing.FAILED: Tone.OPEN, Standing.UNKNOWN: Tone.UNKNOWN}
SAID_BY_NAME = frozenset({"outlet.status", "outlet.country"})
"""The condition's own words say the value already."""
MOST_ROWS = 12


@dataclass(frozen=True)
class Shown:
    """A predicate in the reader's words."""

    predicate: Predicate
    words: str
    value: str
    """Empty where there is none to say."""

    @property
    def told(self) -> str:
        """`overdue amount: Rp50.000`."""
        return f"{self.words}: {self.value}" if self.value else self.words

    @property
    def mark(self) -> str:
        """`✓`, `✗` or `?`."""
        return MARKS[self.predicate.check.standing]


def show(page: Page, way: EligibilityPath, predicate: Predicate, currency: str) -> Shown:
    """With the facts of what is said."""
    words = condition_words(way.program, predicate.check, page.language)
    return Shown(predicate, words, looked_at(page, predicate, currency))


def looked_at(page: Page, predicate: Predicate, currency: str) -> str:
    """`Rp50.000`; empty where there is no value to say: an unknown one is told as a condition."""
    found = [
        _value(page, field, value, currency)
        for field, value in predicate.values
        if field not in SAID_BY_NAME and value is not None
    ]
    return page.locale.list([words for words in found if words])


def _value(page: Page, field: str, value: Any, currency: str) -> str:
    """One value in words."""
    _ = page.say
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _listed(page, field, value)
    if isinstance(value, int | float):
        return _figure(page, field, Decimal(str(value)), currency)
    return _named(page, field, str(value))


def _figure(page: Page, field: str, value: Decimal, currency: str) -> str:
    name, source = field.replace(".", "_"), f"outlets:{page.outlet}"
    if field in MONEY:
        return page.money(name, value, currency, source)
    if field in UNITS:
        return page.quantity(name, value, UNITS[field], source)
    shown = page.number(name, value, "number", source)
    _ = page.say
    return _("level {number}", number=shown) if field == "outlet.kyc_level" else shown


def _named(page: Page, field: str, value: str) -> str:
    _ = page.say
    words: dict[str, Callable[[], str]] = {
        "outlet.channel": lambda: channel(value, page.language),
        "outlet.credit_lock": lambda: (
            _("not locked") if value == "none" else lock(value, page.language)
        ),
    }
    told = words.get(field, lambda: value)()
    return page.name(field.replace(".", "_"), told, f"outlets:{page.outlet}")


def _listed(page: Page, field: str, values: list[str]) -> str:
    """Programs by name; other lists (kinds of open cases) by how many there are."""
    if field != "outlet.enrolled":
        return page.number(field.replace(".", "_"), len(values), "number", f"outlets:{page.outlet}")
    programs = {p.code: p for p in page.records.programs()}
    names = [
        page.name("enrolled_in", programs[code].name_in(page.language), programs[code].ref)
        for code in values
        if code in programs
    ]
    return page.locale.list(names)


def path_of(page: Page, way: EligibilityPath, shown: Shown) -> FactPath:
    """`(Toko Makmur) –[overdue amount: Rp50.000]→ (…why not…) –[to join]→ (Growth Club) […]`."""
    _ = page.say
    check = shown.predicate.check
    met = _("met") if check.standing is Standing.MET else check.message
    return FactPath(
        way.outlet_name,
        (
            Hop(shown.told, met, TONES[check.standing]),
            Hop(_("to join"), way.program.name_in(page.language)),
        ),
        check.ref,
        way.program.terms_version,
        check.clause,
    )


def picture_of(page: Page, way: EligibilityPath, conditions: Sequence[Shown]) -> None:
    """The shop, every condition that decides, and the program; what is in the way comes first."""
    _ = page.say
    decisive = [c for c in conditions if c.predicate.check.decisive]
    rows: dict[Row, None] = {}
    for shown in sorted(decisive, key=lambda c: c.predicate.check.standing is Standing.MET):
        check = shown.predicate.check
        clause = f" {clause_words(check.clause, page.language)}" if check.clause else ""
        rows[Row(shown.mark, f"{shown.told}{clause}", TONES[check.standing])] = None
    verdict = {
        Standing.MET: _("may join"),
        Standing.FAILED: _("may not join now"),
        Standing.UNKNOWN: _("not known yet"),
    }[way.standing]
    terms = source_words(way.program.terms_version, "", page.language)
    name = way.program.name_in(page.language)
    title = _("{shop} and {program}", shop=way.outlet_name, program=name)
    pieces: list[Piece] = [
        Box(way.outlet_name),
        Link(f"{name}, {terms}"),
        *list(rows)[:MOST_ROWS],
        Link(""),
        Box(f"{name}: {verdict}", TONES[way.standing]),
    ]
    page.pictures.append(draw(title, pieces, page.language))
