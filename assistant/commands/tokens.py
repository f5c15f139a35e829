"""Commands on the tokens of other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.commands.shell import command, main, print_json, services

if TYPE_CHECKING:
    from knowledge.records.api_tokens import ListedToken, RecordedTokens

SCOPES = ("read", "ask", "stories", "propose", "confirm")


def _tokens() -> RecordedTokens:
    from knowledge.records.api_tokens import RecordedTokens

    return RecordedTokens(services().engine)


@main.group()
def token() -> None:
    """Tokens with which other systems call the HTTP interface as a user."""


@command(token)
@click.argument("user")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES),
    default=("read", "ask", "stories"), show_default=True,
    help="What it may do; give it once for each. `confirm` only for an app a person taps in.",
)  # fmt: skip
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
@click.option("--label", default="", help="What it is for, to know it by in the list.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def create(user: str, scopes: tuple[str, ...], days: int, label: str, as_json: bool) -> None:
    """Make a token for USER; it is shown once and only its hash is kept."""
    from knowledge.records.api_tokens import Scope

    made, listed = _tokens().make(user, [Scope(s) for s in scopes], days, label)
    if as_json:
        print_json({"token": made} | _plain(listed))
        return
    click.echo(made)
    click.echo(
        f"Token {listed.id} of {listed.user}: {', '.join(listed.scopes)}, until "
        f"{listed.expires_at:%Y-%m-%d}. It is shown this once.",
        err=True,
    )


@command(token, name="list")
@click.option("--user", help="Only those of this user.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_tokens(user: str | None, as_json: bool) -> None:
    """Show the tokens, never their secrets."""
    from knowledge.records.accounts import utc_now

    listed = _tokens().listed(user)
    if as_json:
        print_json([_plain(one) for one in listed])
        return
    for one in listed:
        click.echo(
            f"{one.id} {one.state(utc_now()):<8} {one.user:<12} {','.join(one.scopes)} "
            f"until {one.expires_at:%Y-%m-%d} {one.label}".rstrip()
        )
    if not listed:
        click.echo("There are no tokens. `shelftalk token create USER` makes one.")


@command(token)
@click.argument("name", metavar="ID")
def revoke(name: str) -> None:
    """Take back the token ID, at once and for good."""
    _tokens().revoke(name)
    click.echo(f"Token {name} is revoked.")


def _plain(listed: ListedToken) -> dict[str, Any]:
    from knowledge.records.accounts import utc_now

    revoked = listed.revoked_at
    return {
        "id": listed.id,
        "user": listed.user,
        "label": listed.label,
        "scopes": list(listed.scopes),
        "state": listed.state(utc_now()),
        "made_at": listed.made_at.isoformat(),
        "expires_at": listed.expires_at.isoformat(),
        "revoked_at": revoked.isoformat() if revoked else None,
    }
