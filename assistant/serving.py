"""`shelftalk chat`: says where it is and who can log in, then becomes Chainlit."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.bootstrap import build
from assistant.errors import ShelftalkError

if TYPE_CHECKING:
    from assistant.bootstrap import Services
    from assistant.settings import Settings

APP = Path(__file__).parents[1] / "app.py"


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the chat until it is stopped; never returns.

    Raises:
        ShelftalkError: nothing is loaded, or the port is taken.
    """
    services = build(settings)
    click.echo(welcome(services, host, port), err=True)
    _check_free(host, port)
    # Paths are made absolute: Chainlit works in the folder of app.py, the caller may not.
    os.environ["SHELFTALK_HOME"] = str(settings.home.resolve())
    os.environ["CHAINLIT_APP_ROOT"] = str(APP.parent)
    command = ["chainlit", "run", str(APP), "--headless", "--host", host, "--port", str(port)]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", *command])  # noqa: S606  (no shell wanted)


def welcome(services: Services, host: str, port: int) -> str:
    """The address and, for a demo company, the logins."""
    lines = [f"{services.records.company().name}: http://{host}:{port}"]
    logins = services.demo_logins()
    if logins:
        lines.append(f"Demo logins, all with the password {logins[0][1]}:")
        lines += [f"  {user.id:<12} {user.role.value:<8} {user.name}" for user, _ in logins]
    lines.append("Stop with Ctrl-C.")
    return "\n".join(lines)


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ShelftalkError(
                f"Port {port} on {host} cannot be used ({error.strerror}): "
                "stop what is there or choose another with --port."
            ) from error
