"""Commands on what has happened: the audit trail and the outbox."""

from __future__ import annotations

import sys

import click

from assistant.commands.shell import FAILED, command, main, print_json, services
from assistant.errors import CallError


@main.group()
def audit() -> None:
    """The trail of who did what."""


@command(audit)
@click.option("--anchor", help="LENGTH:HASH noted elsewhere; the trail must still hold it.")
def verify(anchor: str | None) -> None:
    """Find any edit, deletion, reordering or cut; print where the trail ends."""
    from assistant.trails import verify_audit

    report = verify_audit(services().sign_ups, anchor)
    click.echo(report.text)
    if not report.sound:
        sys.exit(FAILED)


@main.group()
def outbox() -> None:
    """Events that other systems and owners must hear of."""


@command(outbox, name="list")
@click.option("--state", type=click.Choice(["waiting", "delivered", "dead"]))
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_events(state: str | None, as_json: bool) -> None:
    """Show the newest events and what became of them."""
    from assistant.trails import events_json, events_text

    listed = services().sign_ups.outbox.listed(state)  # type: ignore[arg-type]  # click checked it
    if as_json:
        print_json(events_json(listed))
        return
    click.echo(events_text(listed))


@command(outbox)
@click.argument("event", required=False)
def replay(event: str | None) -> None:
    """Wake the dead letter EVENT, or all of them."""
    woken = services().sign_ups.outbox.replay(event)
    if event and not woken:
        raise CallError(f"There is no dead letter {event}.")
    click.echo(f"{woken} woken. `shelftalk outbox deliver` sends them now.")


@command(outbox)
def deliver() -> None:
    """Deliver what is due now; a running chat does this by itself."""
    done = services().sign_ups.courier.deliver_all()
    click.echo(f"{done.delivered} delivered, {done.failed} not taken, {done.dead} given up.")
    if done.failed:
        sys.exit(FAILED)
