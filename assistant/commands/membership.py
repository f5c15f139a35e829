"""The command on a shop's membership in a program: leave, suspend, resume, a new owner."""

from __future__ import annotations

import sys

import click

from assistant.commands.shell import FAILED, command, main, services

THREAD = "command-line"
KINDS = click.Choice(["leave", "suspend", "resume", "transfer"])


@main.group()
def membership() -> None:
    """A shop's membership in a program: by the terms, once, after a look at the card."""


@command(membership)
@click.argument("kind", type=KINDS)
@click.argument("outlet")
@click.argument("program")
@click.option("--user", required=True, help="Who changes it: a user id.")
@click.option("--reason", default="", help="Of a suspension: its key in the terms.")
@click.option("--card", help="Hash of the card that was shown: do not ask again.")
@click.option("--preview", is_flag=True, help="Show the card and its hash; write nothing.")
def change(
    kind: str, outlet: str, program: str, user: str, reason: str, card: str | None, preview: bool
) -> None:
    """Change the membership of OUTLET in PROGRAM, as the chat does with a tap."""
    from knowledge.enrollment.change_desk import ChangeAsked
    from knowledge.enrollment.change_words import card_lines, receipt_text
    from knowledge.enrollment.changes import ChangeKind, tap_key
    from knowledge.enrollment.service import Actor
    from knowledge.enrollment.telling import Sheet

    served = services()
    who = served.user(user)
    language = who.languages[0]
    desk, actor = served.sign_ups.changes, Actor(who, THREAD, language)
    asked = ChangeAsked(ChangeKind(kind), outlet, program, reason)
    if card is None:
        view = desk.propose(actor, asked)
        if view.card is None:
            click.echo("\n".join(check.message for check in view.checks) or "The terms refuse it.")
            sys.exit(FAILED)
        lines = card_lines(Sheet(language, view.outlet.country), view.terms, view.card)
        click.echo("\n".join(lines))
        if preview:
            click.echo(f"card {view.card.hash}")
            return
        typed = click.prompt(f"Type {outlet} if the owner agrees", default="", show_default=False)
        if typed.strip() != outlet:
            click.echo("Nothing was changed.")
            return
        card = view.card.hash
    done = desk.confirm(actor, asked, card, tap_key(card))
    terms = served.records.program(done["program"], done["terms_version"])
    sheet = Sheet(language, served.records.outlet(who, outlet).country)
    click.echo(receipt_text(sheet, terms, done, terms.payment.dispute_contact))
