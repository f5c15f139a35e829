"""The command on practice with played shopkeepers."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.shell import command, main, services
from assistant.errors import CallError


@main.group()
def roleplay() -> None:
    """Practice with played shopkeepers: its results."""


@command(roleplay)
@click.option("--user", required=True, help="Who asks for it: a user id. Trainers see their reps.")
@click.option("--rep", help="Of one rep alone: a user id.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File for the CSV.")
def export(user: str, rep: str | None, out: Path) -> None:
    """Write down every score: one row for each criterion of each practice."""
    from tools.roleplay.results import as_csv, scored

    served = services()
    history = scored(served.roleplays.studio.sessions.history(served.user(user), rep))
    try:
        out.write_text(as_csv(history), encoding="utf-8", newline="")
    except OSError as error:
        raise CallError(f"{out} cannot be written ({error.strerror}).") from error
    click.echo(f"{len(history)} practices are in {out}.")
