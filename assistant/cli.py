"""The `shelftalk` command: parse, dispatch, map errors to exit statuses. No business logic."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import Any

import click

from assistant.commands import guardrail as guardrail
from assistant.commands import membership as membership
from assistant.commands import privacy as privacy
from assistant.commands import roleplay as roleplay
from assistant.commands import tokens as tokens
from assistant.commands import trails as trails
from assistant.commands import usage as usage
from assistant.commands.shell import FAILED, command, main, print_json, services
from assistant.errors import CallError

__all__ = ["main"]
LENGTHS = click.Choice(["counter", "talk", "sitdown", "leaflet"])


@command()
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only validate; load nothing.")
@click.option("--if-empty", is_flag=True, help="Do nothing if a company is loaded already.")
def load(pack: Path, check: bool, if_empty: bool) -> None:
    """Validate a company PACK and load it, all or nothing."""
    from assistant.loading import load_pack
    from assistant.progress import Progress
    from assistant.settings import read_settings

    with Progress() as progress:
        done = load_pack(pack, read_settings(), progress, check=check, if_empty=if_empty)
    click.echo(done)


@command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 = every network.")
def chat(port: int, host: str) -> None:
    """Serve the chat."""
    from assistant.serving import serve
    from assistant.settings import read_settings

    serve(read_settings(), host, port)


@command()
@click.argument("message")
@click.option("--user", required=True, help="Who asks: a user id.")
@click.option("--outlet", help="Code of the shop he is standing in.")
@click.option("--language", help="Language of the answer, BCP 47; else detected.")
@click.option("--thread", help="Go on with an earlier conversation.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole reply as JSON.")
def ask(
    message: str,
    user: str,
    outlet: str | None,
    language: str | None,
    thread: str | None,
    as_json: bool,
) -> None:
    """Take one turn of the chat: same permissions, same guardrails."""
    from assistant.domain import Turn
    from assistant.presenting import reply_json

    if not message.strip():
        raise CallError("The message is empty: type what you want to ask.")
    served = services()
    person = served.records.user(user)
    served.check_language(language)
    reply = served.respond(
        Turn(message, person, thread or uuid.uuid4().hex, outlet or None, language)
    )
    if as_json:
        print_json(reply_json(reply))
        return
    click.echo(reply.text)
    for citation in reply.citations:
        click.echo(f"  [{citation.ref}] “{citation.quote}”", err=True)
    click.echo(f"thread {reply.thread} · {reply.status}", err=True)


@command()
@click.option("--user", required=True, help="Who tells it: a user id.")
@click.option("--outlet", required=True, help="Code of the shop it is for.")
@click.option("--program", help="Code of the program; else the one that suits best.")
@click.option("--language", help="Language of the story, BCP 47; else the owner's.")
@click.option("--length", type=LENGTHS, default="talk", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the whole story as JSON.")
def story(
    user: str,
    outlet: str,
    program: str | None,
    language: str | None,
    length: str,
    as_json: bool,
) -> None:
    """Tell one selling story."""
    served = services()
    person = served.records.user(user)
    served.check_language(language)
    told = served.tell_story(person, outlet, program, language, length)
    if as_json:
        print_json(told.data)
        return
    click.echo(told.text)


@command()
@click.option("--user", help="Only the outlets this user may see; else the whole company's.")
@click.option("--route", help="Only the outlets of this route (or town, area, country).")
@click.option("--program", help="Code of the program; else the one that suits each shop best.")
@click.option("--language", help="Language of the stories, BCP 47; else each owner's.")
@click.option("--length", type=LENGTHS, default="talk", show_default=True)
@click.option("--processes", type=click.IntRange(1, 64), help="Else one for each core.")
@click.option("--batch", is_flag=True, help="Have new words written in one Bedrock batch job.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def pregenerate(as_json: bool, batch: bool, **asked: Any) -> None:
    """Prepare stories for every outlet, or a route; go on where it was stopped."""
    from assistant import batch_pregeneration, pregeneration
    from assistant.progress import Progress
    from assistant.settings import read_settings

    wanted, settings = pregeneration.Asked(**asked), read_settings()
    with Progress() as progress:
        if batch:
            report, done = batch_pregeneration.pregenerate_in_batch(settings, wanted, progress)
            click.echo(done.as_text(), err=True)
        else:
            report = pregeneration.pregenerate(settings, wanted, progress)
    if as_json:
        print_json(report.as_json())
        return
    click.echo(report.as_text())


@command(name="eval")
@click.argument("suite", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures and misses as JSON.")
def evaluate(suite: Path, as_json: bool) -> None:
    """Run an evaluation SUITE (JSON lines): automation rate, accuracy, every miss."""
    from assistant.evaluation import run_suite
    from assistant.progress import Progress

    with Progress() as progress:
        served = services()
        report = run_suite(suite, served, progress, served.papers.resolve)
    if as_json:
        print_json(report.as_json())
        return
    click.echo(report.as_text())


@command()
def doctor() -> None:
    """Say what is configured, reachable and missing, and the command that mends it."""
    from assistant.doctor import examine
    from assistant.settings import read_settings

    findings = examine(read_settings())
    for finding in findings:
        click.echo(finding.as_line())
    if any(f.broken for f in findings):
        sys.exit(FAILED)


@command()
@click.argument("user")
@click.password_option(help="Asked for when not given.")
def password(user: str, password: str) -> None:
    """Set the chat password of USER."""
    services().accounts.set_password(user, password)
    click.echo(f"The password of {user} is set.")


if __name__ == "__main__":
    main()
