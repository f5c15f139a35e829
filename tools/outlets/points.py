"""`points_balance`: what a shop holds in its programs, what runs out, and what is paid late."""

from __future__ import annotations

from datetime import timedelta

from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import LedgerBalance, OutletProfile
from knowledge.records.ledger import EXPIRING_DAYS
from tools.outlets.arguments import ProgramArguments
from tools.outlets.membership import newest, program_meant
from tools.outlets.page import Page


def points(page: Page, outlet: OutletProfile, asked: ProgramArguments) -> None:
    """In the program named, else in every one the shop is or was in."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Points and rewards of {shop}", shop=shop))
    if asked.program:
        terms = program_meant(page, asked.program, outlet)
        _one(page, terms, page.records.ledger(page.user, outlet.code, terms.code))
        return
    held = newest(page.records.enrollments(page.user, outlet.code))
    for code in held:
        _one(page, page.records.program(code), page.records.ledger(page.user, outlet.code, code))
    if not held:
        page.line(_("The shop is in no program, so it has no points and no rewards."))


def _one(page: Page, terms: ProgramTerms, balance: LedgerBalance) -> None:
    _ = page.say
    page.heading(page.name("program", terms.name_in(page.language), terms.ref))
    before = len(page.lines)
    source = f"ledger:{balance.outlet}:{balance.program}"
    if terms.points is not None or balance.active_points or balance.pending_points:
        _points(page, terms, balance, source)
    _money(page, balance, source)
    if len(page.lines) == before:
        page.line(_("Nothing is booked yet."))
    for entry in balance.entries[:3]:
        words = (entry.date.isoformat(), entry.kind, _plain(entry.points), _plain(entry.amount))
        page.cite(f"ledger:{entry.id}", " ".join(word for word in words if word))


def _points(page: Page, terms: ProgramTerms, balance: LedgerBalance, source: str) -> None:
    _ = page.say
    active = page.quantity("active_points", balance.active_points, "point", source)
    if balance.points_value is None:
        page.line(_("Usable: {points}", points=active))
    else:
        worth = page.money("points_value", balance.points_value, balance.currency,
                           f"{source}; {terms.ref}#points",
                           "Usable points times the worth of one.")  # fmt: skip
        page.line(_("Usable: {points}, worth {amount}", points=active, amount=worth))
    if balance.pending_points:
        waiting = page.quantity("pending_points", balance.pending_points, "point", source)
        page.line(_("Waiting until the invoice is paid: {points}", points=waiting))
    if balance.expiring_points and balance.next_expiry_on:
        soon = page.quantity("expiring_points", balance.expiring_points, "point", source)
        until = page.date("expiring_until", balance.as_of + timedelta(days=EXPIRING_DAYS), source)
        first = page.date("next_expiry_on", balance.next_expiry_on, source)
        page.line(_("Running out by {until}: {points}, the first on {date}", until=until,
                    points=soon, date=first))  # fmt: skip
    elif balance.next_expiry_on:
        first = page.date("next_expiry_on", balance.next_expiry_on, source)
        page.line(_("The next points run out on {date}", date=first))


def _money(page: Page, balance: LedgerBalance, source: str) -> None:
    _ = page.say
    currency = balance.currency
    if balance.paid_out:
        paid = page.money("paid_out", balance.paid_out, currency, source)
        page.line(_("Paid out so far: {amount}", amount=paid))
    if balance.open_payouts:
        unpaid = page.money("open_payouts", balance.open_payouts, currency, source)
        page.line(_("Not paid yet: {amount}", amount=unpaid))
    if balance.late_payouts:
        late = page.money("late_payouts", balance.late_payouts, currency, source,
                          "Payouts past the day they were due.")  # fmt: skip
        page.line(_("Of this late: {amount}", amount=late))
        due = [e.due_on for e in balance.entries
               if e.kind == "payout" and not e.paid_on and e.due_on]  # fmt: skip
        if due and min(due) < balance.as_of:
            since = page.date("late_since", min(due), source)
            page.line(_("Late since {date}", date=since))


def _plain(value: object) -> str:
    return "" if value is None else str(value)
