"""Where plans are kept: one row a plan, one row a version, found by an unguessable token.

SQLite in `var/maillage.db` unless MAILLAGE_DATABASE_URL names another database. Only a hash of the token is
kept: whoever reads the database cannot open a plan.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import DateTime, ForeignKey, Integer, String, Text, create_engine, event, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from planner.plan import Plan

KEPT = 200  # versions of one plan
DEFAULT = Path(__file__).resolve().parents[2] / "var" / "maillage.db"


class _Base(DeclarativeBase):
    pass


class _Plan(_Base):
    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, index=True)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class _Version(_Base):
    __tablename__ = "versions"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Saved:
    """A plan as it was last saved."""

    plan: Plan
    version: int
    saved_at: datetime  # UTC


class Store:
    """Plans by token. Every save is a version; none is overwritten."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url)
        if url.startswith("sqlite"):
            event.listen(self.engine, "connect", _several_readers)
            event.listen(self.engine, "begin", _one_writer)
        self.writing = self.engine.execution_options(writes=True)
        _Base.metadata.create_all(self.engine)

    def create(self, plan: Plan) -> str:
        """Keep a new plan and return its token (128 bits), the only way back to it."""
        token = secrets.token_urlsafe(16)
        now, body = datetime.now(UTC), _body(plan)
        with Session(self.writing) as session, session.begin():
            row = _Plan(token_hash=_hash(token), version=1, body=body, saved_at=now)
            session.add(row)
            session.flush()
            session.add(_Version(plan_id=row.id, version=1, body=body, saved_at=now))
        return token

    def get(self, token: str) -> Saved | None:
        """The plan of a token, or None when no plan has it."""
        with Session(self.engine) as session:
            row = session.scalar(select(_Plan).where(_Plan.token_hash == _hash(token)))
            return Saved(Plan.model_validate_json(row.body), row.version, _utc(row.saved_at)) if row else None

    def save(self, token: str, plan: Plan) -> Saved:
        """Keep a new version; saving what is already there changes nothing.

        Raises:
            KeyError: no plan has this token.
        """
        body, now = _body(plan), datetime.now(UTC)
        with Session(self.writing) as session, session.begin():
            row = session.scalar(select(_Plan).where(_Plan.token_hash == _hash(token)).with_for_update())
            if row is None:
                raise KeyError("no such plan")
            if row.body != body:
                row.version, row.body, row.saved_at = row.version + 1, body, now
                session.add(_Version(plan_id=row.id, version=row.version, body=body, saved_at=now))
                old = select(_Version).where(_Version.plan_id == row.id, _Version.version <= row.version - KEPT)
                for version in session.scalars(old):
                    session.delete(version)
            return Saved(plan, row.version, _utc(row.saved_at))

    def before(self, token: str) -> Plan | None:
        """The version before the present one, to undo; None when there is none."""
        with Session(self.engine) as session:
            row = session.scalar(select(_Plan).where(_Plan.token_hash == _hash(token)))
            if row is None:
                return None
            last = select(_Version).where(_Version.plan_id == row.id, _Version.version < row.version).order_by(_Version.version.desc())
            version = session.scalars(last).first()
            return Plan.model_validate_json(version.body) if version else None


@cache
def store() -> Store:
    """The store of this server."""
    url = os.environ.get("MAILLAGE_DATABASE_URL")
    if url is None:
        DEFAULT.parent.mkdir(exist_ok=True)
        url = f"sqlite:///{DEFAULT}"
    return Store(url)


def _body(plan: Plan) -> str:
    return plan.model_dump_json(by_alias=True, exclude_defaults=True)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _utc(moment: datetime) -> datetime:
    """SQLite forgets the time zone."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _several_readers(connection: object, _: object) -> None:
    """Write-ahead log: readers do not wait for the writer, and a killed server loses nothing committed."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are begun by us, below
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _one_writer(connection: Connection) -> None:
    """SQLite has no row locks: who means to write takes its turn before reading the version it writes over."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
