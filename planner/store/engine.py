"""The database behind the store: SQLite or PostgreSQL, and what is said when it does not answer."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from catalog.facts import Text
from catalog.yamlfile import BadInput, Problem

DEFAULT = Path(__file__).resolve().parents[2] / "var" / "maillage.db"
PATIENCE = 5_000  # ms that a writer waits for the writer before it, on SQLite
CONNECT = 5  # s to reach a PostgreSQL server


class StoreUnavailable(BadInput):
    """The database does not answer, or cannot be written; `text` says so to a person."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__([Problem("maillage", None, text)])


class Newer(StoreUnavailable):
    """The database was made by a later release than this one."""


DOWN = Text(
    fr="La base des dispositifs ne répond pas, ou ne peut plus écrire. Le dernier changement n’est pas enregistré :"
    " réessayez dans un instant.",
    en="The database of plans does not answer, or cannot write any more. The last change is not saved: try again in a moment.",
)
BAD_ADDRESS = Text(
    fr="MAILLAGE_DATABASE_URL n’est pas l’adresse d’une base que Maillage connaît. Écrivez sqlite:///dossier/fichier.db ou"
    " postgresql://nom:motdepasse@serveur/base.",
    en="MAILLAGE_DATABASE_URL is not the address of a database that Maillage knows. Write sqlite:///folder/file.db or"
    " postgresql://name:password@server/database.",
)


@contextmanager
def plainly() -> Iterator[None]:
    """Whatever the driver says becomes one exception; its own words, which may hold an address, stay in the cause."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        raise StoreUnavailable(DOWN) from error


def database_url() -> str:
    """The address of this server's database: MAILLAGE_DATABASE_URL, else a file of its own."""
    url = os.environ.get("MAILLAGE_DATABASE_URL")
    if url:
        return url
    DEFAULT.parent.mkdir(exist_ok=True)
    return f"sqlite:///{DEFAULT}"


def connect(url: str) -> Engine:
    """An engine for a database; nothing is asked of it yet.

    Raises:
        StoreUnavailable: not an address of SQLite or PostgreSQL.
    """
    try:
        wanted = make_url(url)
        if wanted.drivername in ("postgres", "postgresql"):
            wanted = wanted.set(drivername="postgresql+psycopg")
        if wanted.get_backend_name() == "sqlite":
            engine = create_engine(wanted)
            event.listen(engine, "connect", _several_readers)
            event.listen(engine, "begin", _one_writer)
            return engine
        if wanted.get_backend_name() == "postgresql":
            # A connection that the server has closed meanwhile is replaced before it is used.
            waiting = {} if "connect_timeout" in wanted.query else {"connect_timeout": CONNECT}
            engine = create_engine(wanted, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=waiting)
            event.listen(engine, "begin", _patience)
            return engine
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise StoreUnavailable(BAD_ADDRESS) from error
    raise StoreUnavailable(BAD_ADDRESS)


def _several_readers(connection: sqlite3.Connection, _: Any) -> None:
    """Write-ahead log: readers do not wait for the writer, and a killed server loses nothing committed."""
    connection.isolation_level = None  # transactions are begun by us, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
    end = time.monotonic() + PATIENCE / 1000
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:  # two servers that open a new file at once: SQLite refuses this change of mode without waiting
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten
    cursor.close()


def _one_writer(connection: Connection) -> None:
    """SQLite has no row locks: who means to write takes its turn before reading the version it writes over."""
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(options.get('patience', PATIENCE))}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _patience(connection: Connection) -> None:
    """PostgreSQL waits for a locked row as long as it takes, unless told otherwise."""
    patience = connection.get_execution_options().get("patience")
    if patience:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience)}")
