"""A private PostgreSQL cluster for the tests, from Debian's package, or a loud reason why not."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

USER = "shelftalk"
GIVEN_SERVER = "SHELFTALK_TEST_POSTGRES_URL"
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
PASSWORD = "shelftalk-tests"  # noqa: S105 - of a throw-away server on the loopback interface


def find_binaries() -> Path | None:
    """Folder with `initdb` and `pg_ctl` of the newest installed version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return found[-1].parent if found else None


def _version(initdb: Path) -> float:
    return float(initdb.parent.parent.name)


@contextmanager
def running_cluster(binaries: Path) -> Iterator[str]:
    """URL of a server that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="shelftalk-pg-"))
    account = _unprivileged()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    password_file = folder / "password"
    password_file.write_text(PASSWORD, encoding="utf-8")
    password_file.chmod(0o644)
    data = folder / "data"
    port = _free_port()

    def run(*command: str | Path) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            cwd=folder,
            capture_output=True,
            timeout=120,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    try:
        run(
            *(binaries / "initdb", "-D", data, "-U", USER, "--pwfile", password_file),
            *("--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"),
        )
        options = (
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c full_page_writes=off -c synchronous_commit=off -c autovacuum=off "
            "-c wal_level=minimal -c max_wal_senders=0 -c jit=off"
        )
        run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; Debian's package comes with a user of its own."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class ServerDatabases:
    """Databases on a PostgreSQL server."""

    def __init__(self, server: str) -> None:
        self._url = make_url(server).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._made: list[str] = []

    def new(self, template: str = "template1") -> str:
        """URL of an empty one."""
        name = f"records_{os.getpid()}_{len(self._made)}"
        with self._admin.connect() as connection:
            version = connection.dialect.server_version_info or (0,)
            # Since version 15 the default is to copy block by block: slower for small ones.
            how = " STRATEGY FILE_COPY" if version >= (15,) else ""
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}{how}"))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def copy(self, url: str) -> str:
        """URL of one with the same content; nobody may have the first one open."""
        return self.new(template=str(make_url(url).database))

    def drop_all(self) -> None:
        """Leave the server as it was."""
        for name in self._made:
            with self._admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
