"""A backup of the store: every row of every table as it stood at one instant, one JSON value a line, compressed.

One format for SQLite and PostgreSQL, so that a backup of one is restored into the other; any language reads it, in ten
years too. The first line says what it is, the last how many rows it must hold: a file cut short is never restored.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, func, inspect, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.types import Date, DateTime

from catalog.yamlfile import BadInput, bad
from planner.store.engine import plainly
from planner.store.migrate import HEAD, MARK, REVISIONS, locked, revision, to
from planner.store.tables import Base

# In the order in which they can be filled. Wrong room codes tried lately are worth nothing tomorrow.
TABLES = ("plans", "versions", "rooms", "room_tables", "room_seats", "room_versions")
WHOLE = ("plans", "rooms")  # what a database that is not empty holds
AT_ONCE = 500  # rows


def backup(engine: Engine, path: Path) -> dict[str, int]:
    """Write every row to a file that only its owner can read; returns the number of rows by table. Servers may go on writing."""
    handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")  # readable by its owner only
    try:
        with plainly(), os.fdopen(handle, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed, _instant(engine) as connection:
                counts = _write(packed, connection)
            raw.flush()
            os.fsync(raw.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return counts


def _instant(engine: Engine) -> Connection:
    """A connection whose reads all see the database as it stands now."""
    postgres = engine.dialect.name == "postgresql"  # SQLite's transactions are so by themselves
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if postgres else {}
    return engine.execution_options(**options).connect()


def _write(packed: gzip.GzipFile, connection: Connection) -> dict[str, int]:
    def line(value: object) -> None:
        packed.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_written).encode() + b"\n")

    line({"maillage": "backup", "schema": 1, "revision": revision(connection), "made_at": datetime.now(UTC)})
    counts = {}
    for table in _tables(connection):
        counts[table.name] = 0
        rows = connection.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(table.c.id))
        for row in rows.mappings():
            line({"table": table.name, **row})
            counts[table.name] += 1
    line({"end": counts})
    return counts


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are in this database, which may be of an earlier revision than the program's."""
    held, found = MetaData(), inspect(connection)
    return [Table(name, held, autoload_with=connection) for name in TABLES if found.has_table(name)]


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def restore(engine: Engine, path: Path) -> dict[str, int]:
    """Fill an empty database from a backup, all or nothing; returns the number of rows by table.

    Raises:
        BadInput: the database holds plans or rooms already, or the file is not a whole backup that this release knows.
    """
    name = path.name[-60:]
    with plainly(), closing(_lines(path, name)) as lines:
        first = next(lines, None)
        if not isinstance(first, dict) or first.get("maillage") != "backup" or first.get("schema") != 1:
            raise bad(name, 1, "ce n’est pas une sauvegarde de Maillage.", "this is not a backup of Maillage.")
        if first.get("revision") not in REVISIONS:
            raise bad(name, 1, "cette sauvegarde vient d’une version plus récente de Maillage. Mettez le programme à jour.",
                      "this backup comes from a later release of Maillage. Update the program.")  # fmt: skip
        with locked(engine) as connection:
            _refuse_full(connection)
            return _fill(connection, lines, str(first["revision"]), name)


def _refuse_full(connection: Connection) -> None:
    """A backup goes where there is nothing; the empty tables that a server made at start are made again."""
    found = inspect(connection)
    ours = [table.name for table in reversed(Base.metadata.sorted_tables)]
    there = [table for table in (*ours, MARK.name) if found.has_table(table)]
    revision(connection)  # refuses a database of a later release
    if any(connection.scalar(text(f"select count(*) from {table}")) for table in WHOLE if table in there):
        raise bad("MAILLAGE_DATABASE_URL", None, "cette base contient déjà des dispositifs ou des salles. Restaurez dans une base vide.",
                  "this database already holds plans or rooms. Restore into an empty one.")  # fmt: skip
    for table in there:
        connection.execute(text(f"drop table {table}"))


def _fill(connection: Connection, lines: Iterator[Any], made_at: str, name: str) -> dict[str, int]:
    to(connection, made_at)
    tables = {table.name: table for table in _tables(connection)}
    counts = dict.fromkeys(tables, 0)
    waiting: list[dict[str, Any]] = []
    at, number, end = "", 1, None

    def write() -> None:
        if waiting:
            connection.execute(tables[at].insert(), waiting)
            waiting.clear()

    for number, line in enumerate(lines, 2):
        if end is not None or not isinstance(line, dict):
            raise _damaged(name, number)
        if "end" in line:
            end = line["end"]
            continue
        table = line.pop("table", None)
        if table not in tables or set(line) != {column.name for column in tables[table].columns}:
            raise _damaged(name, number)
        if table != at or len(waiting) >= AT_ONCE:
            write()
            at = table
        waiting.append(_read(line, tables[table], name, number))
        counts[table] += 1
    write()
    # A backup made before there were rooms counts none.
    if not isinstance(end, dict) or dict.fromkeys(counts, 0) | end != counts:
        raise bad(name, number, "la sauvegarde est incomplète ; rien n’a été restauré.", "the backup is cut short; nothing was restored.")
    if connection.dialect.name == "postgresql":  # the next row takes a number of its own
        for table in tables.values():
            top = connection.scalar(select(func.max(table.c.id)))
            if top is not None:
                connection.execute(text("select setval(pg_get_serial_sequence(:name, 'id'), :top)"), {"name": table.name, "top": top})
    to(connection, HEAD)
    return counts


def _read(line: dict[str, Any], table: Table, name: str, number: int) -> dict[str, Any]:
    try:
        return {key: _value(value, table.columns[key].type) for key, value in line.items()}
    except (TypeError, ValueError) as error:
        raise _damaged(name, number) from error


def _value(value: Any, kind: object) -> Any:
    if value is None or not isinstance(kind, (Date, DateTime)):
        return value
    return datetime.fromisoformat(value) if isinstance(kind, DateTime) else date.fromisoformat(value)


def _lines(path: Path, name: str) -> Generator[Any, None, None]:
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                number += 1
                yield json.loads(line)
    except FileNotFoundError:
        raise bad(name, None, "fichier introuvable. Vérifiez le chemin.", "no such file. Check the path.") from None
    except (gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise _damaged(name, number + 1) from error


def _damaged(name: str, number: int) -> BadInput:
    return bad(name, number, "le fichier est abîmé ou n’est pas une sauvegarde ; rien n’a été restauré.",
               "the file is damaged or not a backup; nothing was restored.")  # fmt: skip
