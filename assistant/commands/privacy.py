"""Commands on owners' data."""

from __future__ import annotations

import os
from pathlib import Path

import click

from assistant.commands.shell import command, main, services
from assistant.errors import CallError, ShelftalkError

BY = click.option("--user", required=True, help="Who asks for it: a user id.")


@main.group()
def privacy() -> None:
    """Owners' data: change the key, show an owner what is kept, erase it."""


@command(privacy)
def rotate() -> None:
    """Change the key that seals owners' data; go on where it was stopped."""
    from assistant.progress import Progress
    from knowledge.records.privacy import rotating

    with Progress() as progress:
        done = rotating.rotate(services().engine, progress)
    click.echo(done.as_text())


@command(privacy)
@click.argument("owner")
@BY
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File for the JSON.")
def export(owner: str, user: str, out: Path) -> None:
    """Write down everything kept about OWNER: an outlet's code, or a phone number.

    The same for people to read is written beside it, as .txt.
    """
    from knowledge.records.privacy import exporting

    served, readable = services(), out.with_suffix(".txt")
    if readable == out:
        raise CallError("Call the file .json: the one for people to read is the .txt beside it.")
    made = exporting.export(served.engine, served.records.user(user), owner)
    _keep(out, made.as_json())
    _keep(readable, made.as_text())
    click.echo(f"Everything kept is in {out}, and for people to read in {readable}.")


@command(privacy)
@click.argument("owner")
@BY
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase(owner: str, user: str, yes: bool) -> None:
    """Erase what says who OWNER is: an outlet's code, or a phone number. There is no way back."""
    from knowledge.records.privacy import erasing

    served = services()
    if not yes:
        click.confirm(f"Erase the owner of {owner} for good?", abort=True)
    person = served.records.user(user)
    click.echo(erasing.erase(served.engine, served.settings.home, person, owner).as_text())


def _keep(file: Path, text: str) -> None:
    """For this system user only."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as writer:
            writer.write(f"{text}\n")
    except OSError as error:
        raise ShelftalkError(f"{file} cannot be written ({error.strerror}).") from error
