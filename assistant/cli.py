"""The `shelftalk` command: parse, dispatch, map errors to exit statuses. No business logic."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.errors import CallError, ShelftalkError

if TYPE_CHECKING:
    from assistant.bootstrap import Services

FAILED, CALLED_WRONGLY = 1, 2
LENGTHS = click.Choice(["counter", "talk", "sitdown", "leaflet"])


@contextmanager
def _sentences() -> Iterator[None]:
    """No traceback reaches a user: every failure is one sentence on stderr and a status."""
    try:
        yield
    except CallError as error:
        _exit(str(error), CALLED_WRONGLY)
    except ShelftalkError as error:
        _exit(str(error), FAILED)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        from assistant.crash import keep

        _exit(keep(error), FAILED)


def _exit(sentence: str, status: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(status)


def _services() -> Services:
    from assistant.bootstrap import build
    from assistant.settings import read_settings

    return build(read_settings())


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shelftalk")
def main() -> None:
    """Shelftalk helps field reps carry trade loyalty programs into small shops."""


def _command(
    group: click.Group = main, **kwargs: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose failures are sentences."""

    def wrap(function: Callable[..., Any]) -> click.Command:
        import functools

        @functools.wraps(function)
        def guarded(*a: Any, **k: Any) -> None:
            with _sentences():
                function(*a, **k)

        command: click.Command = group.command(**kwargs)(guarded)
        return command

    return wrap


@_command()
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


@_command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 = every network.")
def chat(port: int, host: str) -> None:
    """Serve the chat."""
    from assistant.serving import serve
    from assistant.settings import read_settings

    serve(read_settings(), host, port)


@_command()
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
    services = _services()
    person = services.records.user(user)
    services.check_language(language)
    reply = services.respond(
        Turn(message, person, thread or uuid.uuid4().hex, outlet or None, language)
    )
    if as_json:
        _print_json(reply_json(reply))
        return
    click.echo(reply.text)
    for citation in reply.citations:
        click.echo(f"  [{citation.ref}] “{citation.quote}”", err=True)
    click.echo(f"thread {reply.thread} · {reply.status}", err=True)


@_command()
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
    services = _services()
    person = services.records.user(user)
    services.check_language(language)
    told = services.tell_story(person, outlet, program, language, length)
    if as_json:
        _print_json(told.data)
        return
    click.echo(told.text)


@_command()
@click.option("--user", help="Only the outlets this user may see; else the whole company's.")
@click.option("--route", help="Only the outlets of this route (or town, area, country).")
@click.option("--program", help="Code of the program; else the one that suits each shop best.")
@click.option("--language", help="Language of the stories, BCP 47; else each owner's.")
@click.option("--length", type=LENGTHS, default="talk", show_default=True)
@click.option("--processes", type=click.IntRange(1, 64), help="Else one for each core.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def pregenerate(as_json: bool, **asked: Any) -> None:
    """Prepare stories for every outlet, or a route; go on where it was stopped."""
    from assistant import pregeneration
    from assistant.progress import Progress
    from assistant.settings import read_settings

    with Progress() as progress:
        report = pregeneration.pregenerate(read_settings(), pregeneration.Asked(**asked), progress)
    if as_json:
        _print_json(report.as_json())
        return
    click.echo(report.as_text())


@_command(name="eval")
@click.argument("suite", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures and misses as JSON.")
def evaluate(suite: Path, as_json: bool) -> None:
    """Run an evaluation SUITE (JSON lines): automation rate, accuracy, every miss."""
    from assistant.evaluation import run_suite
    from assistant.progress import Progress

    with Progress() as progress:
        services = _services()
        report = run_suite(suite, services, progress, services.papers.resolve)
    if as_json:
        _print_json(report.as_json())
        return
    click.echo(report.as_text())


@_command()
def doctor() -> None:
    """Say what is configured, reachable and missing, and the command that mends it."""
    from assistant.doctor import examine
    from assistant.settings import read_settings

    findings = examine(read_settings())
    for finding in findings:
        click.echo(finding.as_line())
    if any(f.broken for f in findings):
        sys.exit(FAILED)


@_command()
@click.argument("user")
@click.password_option(help="Asked for when not given.")
def password(user: str, password: str) -> None:
    """Set the chat password of USER."""
    _services().accounts.set_password(user, password)
    click.echo(f"The password of {user} is set.")


@main.group()
def audit() -> None:
    """The trail of who did what."""


@_command(audit)
@click.option("--anchor", help="LENGTH:HASH noted elsewhere; the trail must still hold it.")
def verify(anchor: str | None) -> None:
    """Find any edit, deletion, reordering or cut; print where the trail ends."""
    from assistant.trails import verify_audit

    report = verify_audit(_services().sign_ups, anchor)
    click.echo(report.text)
    if not report.sound:
        sys.exit(FAILED)


@main.group()
def outbox() -> None:
    """Events that other systems and owners must hear of."""


@_command(outbox, name="list")
@click.option("--state", type=click.Choice(["waiting", "delivered", "dead"]))
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_events(state: str | None, as_json: bool) -> None:
    """Show the newest events and what became of them."""
    from assistant.trails import events_json, events_text

    listed = _services().sign_ups.outbox.listed(state)  # type: ignore[arg-type]  # click checked it
    if as_json:
        _print_json(events_json(listed))
        return
    click.echo(events_text(listed))


@_command(outbox)
@click.argument("event", required=False)
def replay(event: str | None) -> None:
    """Wake the dead letter EVENT, or all of them."""
    woken = _services().sign_ups.outbox.replay(event)
    if event and not woken:
        raise CallError(f"There is no dead letter {event}.")
    click.echo(f"{woken} woken. `shelftalk outbox deliver` sends them now.")


@_command(outbox)
def deliver() -> None:
    """Deliver what is due now; a running chat does this by itself."""
    done = _services().sign_ups.courier.deliver_all()
    click.echo(f"{done.delivered} delivered, {done.failed} not taken, {done.dead} given up.")
    if done.failed:
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
