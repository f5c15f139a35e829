"""`points_balance`: what a shop holds in its programs, what runs out, and what is paid late."""

from __future__ import annotations

from datetime import timedelta

from knowledge.programs.terms import ProgramTerms
from knowledge.records.answers import LedgerBalance, LedgerEntryView, OutletProfile
from knowledge.records.ledger import EXPIRING_DAYS
from tools.outlets.arguments import ProgramArguments
from tools.outlets.membership import newest, program_meant
from tools.outlets.page import Page

MOST_LATE = 3
"""Late payouts told one by one."""


def points(page: Page, outlet: OutletProfile, asked: ProgramArguments) -> None:
    """In the program named, else in every one the shop is or was in."""
    _ = page.say
    shop = page.name("outlet_name", outlet.name, f"outlets:{outlet.code}")
    page.heading(_("Points and rewards of {shop}", shop=shop))
    held = newest(page.records.enrollments(page.user, outlet.code))
    wanted = [program_meant(page, asked.program).code] if asked.program else list(held)
    for code in wanted:
        balance = page.records.ledger(page.user, outlet.code, code)
        _one(page, page.records.program(code), balance)
        if code not in held:
            page.line(_("The shop is not in this program and never was."))
    if not wanted:
        page.line(_("The shop is in no program, so it has no points and no rewards."))
        page.offer("eligibility", _("Can this shop join a program?"))
        return
    page.offer("program_progress", _("How far is this shop from its target?"))


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
    else:
        page.cite(source, page.lines[before].removeprefix("- "))


def _points(page: Page, terms: ProgramTerms, balance: LedgerBalance, source: str) -> None:
    """Usable with their worth, waiting, running out."""
    _ = page.say
    sentence = _("Points that can be used now.")
    active = page.quantity("active_points", balance.active_points, "point", source, sentence)
    if balance.points_value is None:
        page.line(_("Usable: {points}, worth not known", points=active))
    else:
        sentence = _("Usable points times the worth of one.")
        stands_on = f"{source}; {terms.ref}#points"
        worth = page.money(
            "points_value", balance.points_value, balance.currency, stands_on, sentence
        )
        page.line(_("Usable: {points}, worth {amount}", points=active, amount=worth))
    if balance.pending_points:
        waiting = page.quantity("pending_points", balance.pending_points, "point", source)
        page.line(_("Waiting until the invoice is paid: {points}", points=waiting))
    _running_out(page, balance, source)


def _running_out(page: Page, balance: LedgerBalance, source: str) -> None:
    _ = page.say
    if balance.next_expiry_on is None:
        return
    sentence = _("The first day on which usable points run out.")
    first = page.date("next_expiry_on", balance.next_expiry_on, source, sentence)
    if not balance.expiring_points:
        page.line(_("The next points run out on {date}", date=first))
        return
    soon = page.quantity("expiring_points", balance.expiring_points, "point", source)
    until = page.date("expiring_until", balance.as_of + timedelta(days=EXPIRING_DAYS), source)
    page.line(
        _("Running out by {until}: {points}, the first on {date}",
          until=until, points=soon, date=first)
    )  # fmt: skip


def _money(page: Page, balance: LedgerBalance, source: str) -> None:
    """Paid, open, and late with the day each was due."""
    _ = page.say
    currency = balance.currency
    if balance.paid_out:
        paid = page.money("paid_out", balance.paid_out, currency, source, _("Payouts made."))
        page.line(_("Paid out so far: {amount}", amount=paid))
    if balance.open_payouts:
        sentence = _("Payouts booked and not made yet.")
        unpaid = page.money("open_payouts", balance.open_payouts, currency, source, sentence)
        page.line(_("Not paid yet: {amount}", amount=unpaid))
    if balance.late_payouts:
        sentence = _("Payouts past the day they were due.")
        late = page.money("late_payouts", balance.late_payouts, currency, source, sentence)
        page.line(_("Of this late: {amount}", amount=late))
        for entry in _late(balance)[:MOST_LATE]:
            _late_payout(page, entry, currency)


def _late(balance: LedgerBalance) -> list[LedgerEntryView]:
    """Open payouts past their day, the longest overdue first."""
    late = [
        e
        for e in balance.entries
        if e.kind == "payout" and not e.paid_on and e.due_on and e.due_on < balance.as_of
    ]
    return sorted(late, key=lambda e: (e.due_on is None, e.due_on))


def _late_payout(page: Page, entry: LedgerEntryView, currency: str) -> None:
    _ = page.say
    source = f"ledger:{entry.id}"
    if entry.amount is None or entry.due_on is None:
        return
    amount = page.money("late_payout", entry.amount, currency, source)
    due = page.date("due_on", entry.due_on, source, _("The day the payout was due."))
    told = _("{amount} was due on {date}", amount=amount, date=due)
    page.lines.append(f"  - {told}")
    page.cite(source, told)
