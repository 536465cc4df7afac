"""The tables follow the program: a database of an earlier release is brought up to this one at start, under a lock.

A new revision is a file of `migrations/versions/`, added at the end of REVISIONS.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, text
from sqlalchemy.engine import Connection, Engine

from catalog.facts import Text
from planner.store.engine import Newer, plainly
from planner.store.tables import Base

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001", "0002", "0003")  # in order; known without reading the files, so that an up-to-date start stays fast
HEAD = REVISIONS[-1]
LOCK = 0x6D61696C6C616765  # "maillage": the advisory lock of PostgreSQL that two servers starting at once share
MARK = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))  # as alembic writes it
PATIENCE = 120_000  # ms that a server waits while another brings the tables up to date


def revision(connection: Connection) -> str | None:
    """The revision of a database: None when it is empty, "0001" when the first release made it (it wrote no revision).

    Raises:
        Newer: a revision that this release does not know.
    """
    found = inspect(connection)
    if not found.has_table(MARK.name):
        return REVISIONS[0] if found.has_table("plans") else None
    name: str | None = connection.scalar(text("select version_num from alembic_version"))
    if name is not None and name not in REVISIONS:
        raise Newer(
            Text(
                fr=f"Cette base a été faite par une version plus récente de Maillage (tables {name[:20]}, ici {HEAD})."
                " Mettez le programme à jour ; rien n’a été changé.",
                en=f"This database was made by a later release of Maillage (tables {name[:20]}, here {HEAD})."
                " Update the program; nothing was changed.",
            )
        )
    return name


def upgrade(engine: Engine) -> str | None:
    """Bring the tables up to date; returns the revision found."""
    with plainly():
        with engine.connect() as connection:
            before = revision(connection)
        if before != HEAD:
            with locked(engine) as connection:
                to(connection, HEAD)
    return before


@contextmanager
def locked(engine: Engine) -> Iterator[Connection]:
    """A transaction during which no other server changes the tables."""
    with engine.execution_options(writes=True, patience=PATIENCE).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
        yield connection


def to(connection: Connection, wanted: str) -> None:
    """Bring the tables to a revision, within the transaction of the caller."""
    before = revision(connection)  # another server may have been here while we waited
    if before is None and wanted == HEAD:  # an empty database has nothing to go through
        Base.metadata.create_all(connection)
        MARK.create(connection)
        connection.execute(MARK.insert(), {"version_num": HEAD})
    elif before is None or REVISIONS.index(before) < REVISIONS.index(wanted):
        from alembic import command  # takes a moment, which an up-to-date start does not need

        made = _config(connection)
        if before == REVISIONS[0] and not inspect(connection).has_table(MARK.name):
            command.stamp(made, before)
        command.upgrade(made, wanted)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
