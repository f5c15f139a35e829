"""Commands on owners' data."""

from __future__ import annotations

import click

from assistant.commands.shell import command, main, services


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
