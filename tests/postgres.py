"""A PostgreSQL of one's own for a test: a cluster in a temporary folder, on a free port of this machine, ended by its own process.

with Postgres(folder) as server:
    Store(server.url())
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import pytest

PLACES = Path("/usr/lib/postgresql")  # Debian puts the programs of each version here, out of the PATH
NO_POSTGRES = f"no PostgreSQL found: install Debian's postgresql, or put initdb and postgres in PATH (looked under {PLACES})"
ORDINARY = ("postgres", "nobody")  # who runs it when we are root: PostgreSQL refuses to run as root
USER = "maillage"


def programs() -> Path | None:
    """The folder of initdb and postgres: that of PATH, else Debian's newest version."""
    here = shutil.which("initdb")
    if here and shutil.which("postgres", path=str(Path(here).parent)):
        return Path(here).parent
    found = [path.parent for path in PLACES.glob("*/bin/initdb") if (path.parent / "postgres").exists()]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def _ordinary() -> pwd.struct_passwd | None:
    """Somebody who is not root, when we are; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ORDINARY:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"PostgreSQL does not run as root, and none of {', '.join(ORDINARY)} is a user here.")


class Postgres:
    """A PostgreSQL server, started and ended by this object; a restart keeps the port and the data.

    Args:
        folder: where the cluster and its log go; None: a temporary folder, removed at the end. When we are root the
            cluster is in a temporary folder anyway, which another user can reach.
        safe: write to the disk at each commit, as a real server does (a kill test needs it); false is faster.
    """

    def __init__(self, folder: Path | None = None, safe: bool = False) -> None:
        found = programs()
        if found is None:
            raise RuntimeError(NO_POSTGRES)
        self.programs, self.safe = found, safe
        self.user = _ordinary()
        # pytest's folders are closed to other users, who could not reach a cluster inside them.
        self.folder = Path(tempfile.mkdtemp(prefix="maillage-pg-", dir=None if self.user else folder))
        self.data, self.log = self.folder / "data", self.folder / "server.log"
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def url(self, database: str = "postgres") -> str:
        """The address of a database of this server, as MAILLAGE_DATABASE_URL takes it."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"plans{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # a name made here
        return self.url(name)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        # start_new_session: an interruption at the keyboard ends the test, which ends the server.
        log = self.log.open("ab")
        try:
            return subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                user=self.user.pw_uid if self.user else None, group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None, env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            )  # fmt: skip
        finally:
            log.close()

    def start(self, seconds: float = 60) -> None:
        """Start (after having made the cluster, the first time), and return once it answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; with the end of its log.
        """
        end = time.monotonic() + seconds
        if not self.data.exists():
            plain = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
            made = self._start(str(self.programs / "initdb"), "-D", str(self.data), "-U", USER, *plain)
            if made.wait(seconds):
                raise RuntimeError(f"initdb failed:\n{self.said()[-2000:]}")
        durable = [] if self.safe else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [
            "listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=", "max_connections=100", "shared_buffers=16MB",
            "timezone=UTC", *durable,
        ]  # fmt: skip
        self.process = self._start(str(self.programs / "postgres"), "-D", str(self.data), *(x for one in settings for x in ("-c", one)))
        while time.monotonic() < end and self.process.poll() is None:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start:\n{self.said()[-2000:]}")

    def _end(self, how: signal.Signals, seconds: float) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def stop(self) -> None:
        """End this server, by its own process; open connections are cut."""
        self._end(signal.SIGINT, 10)  # "fast shutdown"

    def crash(self) -> None:
        """End it without letting it write anything more ("immediate shutdown": every process of it goes), as a power cut would."""
        self._end(signal.SIGQUIT, 10)

    def restart(self) -> None:
        """End it and start it again at the same address."""
        self.stop()
        self.start()

    def said(self) -> str:
        """What it wrote to its log."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def postgres_or_skip(safe: bool = False) -> Iterator[Postgres]:
    """A server. Where PostgreSQL is not installed the test is skipped, except under CI, which must not pass without it."""
    if programs() is None:
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(NO_POSTGRES, pytrace=False)
        pytest.skip(NO_POSTGRES)
    with Postgres(safe=safe) as server:
        yield server
