"""What every command is made of: one group, errors as sentences, the services, JSON."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from assistant.errors import CallError, ShelftalkError

if TYPE_CHECKING:
    from assistant.bootstrap import Services

FAILED, CALLED_WRONGLY = 1, 2


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


def services() -> Services:
    """The services of this process."""
    from assistant.bootstrap import build
    from assistant.settings import read_settings

    return build(read_settings())


def print_json(value: object) -> None:
    """For other programs, and for people."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shelftalk")
def main() -> None:
    """Shelftalk helps field reps carry trade loyalty programs into small shops."""
    from assistant.masking import mask_logs

    mask_logs()


def command(
    group: click.Group = main, **kwargs: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose failures are sentences."""

    def wrap(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def guarded(*a: Any, **k: Any) -> None:
            with _sentences():
                function(*a, **k)

        made: click.Command = group.command(**kwargs)(guarded)
        return made

    return wrap
