"""Where plans are kept: one row a plan, one row a version, found by an unguessable token.

SQLite in `var/maillage.db` unless MAILLAGE_DATABASE_URL names another database. Only hashes of the tokens are
kept: whoever reads the database cannot open a plan. See docs/store.md.
"""

from __future__ import annotations

import hmac
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from catalog.yamlfile import Bilingual
from planner.merge import Clash, Merged, merge
from planner.plan import Plan
from planner.store import expiry
from planner.store.engine import DEFAULT, Newer, StoreUnavailable, connect, database_url, plainly
from planner.store.migrate import upgrade
from planner.store.tables import BY, NAME, PlanRow, VersionRow
from planner.store.tokens import edit_token, hashed, read_token

__all__ = [
    "DEFAULT", "Access", "Clash", "Conflict", "Newer", "ReadOnly", "Saved", "Store", "StoreUnavailable", "Version", "read_token", "store",
]  # fmt: skip

KEPT = 200  # versions of one plan, beside those that have a name
NAMES = 100  # named versions of one plan
TIDY = 3600.0  # s between two looks for plans whose time is over
HURRY = 200  # ms that an opening waits to write down that it took place

Access = Literal["edit", "read"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Saved:
    """A plan as it was last saved."""

    plan: Plan
    version: int
    saved_at: datetime  # UTC
    access: Access
    kept_until: date  # last day it can be opened, unless it is opened before


@dataclass(frozen=True)
class Version:
    """One save of a plan."""

    number: int
    saved_at: datetime  # UTC
    name: str | None
    by: str | None


class ReadOnly(Exception):
    """A write through an address that only reads."""


class Conflict(Exception):
    """Somebody else saved meanwhile, and the same thing was changed in two ways; nothing was written.

    Once a person has chosen (`planner.merge.resolve(conflict.merged, choices)`), save with `based_on=conflict.theirs.version`.
    """

    def __init__(self, merged: Merged, theirs: Saved) -> None:
        self.merged, self.theirs = merged, theirs
        super().__init__(f"{len(merged.clashes)} clashes with version {theirs.version}")

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """What both changed in two ways."""
        return self.merged.clashes


class Store:
    """Plans by token. Every save is a version; none is overwritten.

    A wrong token, and the token of a plan that was deleted or whose time is over, get the same answer. Every method
    may raise StoreUnavailable.
    """

    def __init__(self, url: str, tidy: bool = True) -> None:
        expiry.keep_days()  # a wrong setting is said at start
        self.engine: Engine = connect(url)
        self.writing = self.engine.execution_options(writes=True)
        upgrade(self.engine)
        self._tidied: float | None = None
        if tidy:
            self._tidy()

    # -- plans -----------------------------------------------------------------------------------------

    def create(self, plan: Plan) -> str:
        """Keep a new plan and return its edit token (128 bits), the only way back to it."""
        token = self._create(_body(plan))
        self._tidy()
        return token

    def get(self, token: str) -> Saved | None:
        """The plan of an edit or read token, or None when no plan has it. Opening renews the time it is kept.

        Raises:
            ValidationError: the plan was written by another release, which knows other fields.
        """
        with self._turn(self.engine) as session:
            row, access = self._find(session, token)
        if row is None:
            return None
        return _saved(row, access, self._renew(row, token, access))

    def save(self, token: str, plan: Plan, based_on: int | None = None, by: str | None = None) -> Saved:
        """Keep a new version; saving what is already there makes none.

        Args:
            based_on: the version that the change was made on. If another was saved since, both changes are kept where
                they do not touch the same thing. None: this plan replaces what is there.
            by: a word the visitor chose to type, cut at 40 characters.
        Raises:
            KeyError: no plan has this token.
            ReadOnly: it is a read token.
            Conflict: the same thing was changed in two ways.
        """
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            if based_on is not None and based_on != row.version:
                plan = self._merged(session, row, plan, based_on)
            saved = self._write(session, row, token, _body(plan), by, plan)
        self._tidy()
        return saved

    def duplicate(self, token: str) -> str:
        """A new plan with the content of this one, without its history; returns its edit token. A read token is enough.

        Raises:
            KeyError: no plan has this token.
        """
        with self._turn(self.engine) as session:
            row, _ = self._find(session, token)
        if row is None:
            raise _nobodys()
        return self._create(row.body)

    def delete(self, token: str) -> None:
        """Erase a plan and all its versions.

        Raises:
            KeyError: no plan has this token.
            ReadOnly: it is a read token.
        """
        with self._turn(self.writing) as session:
            self._erase(session, [self._mine(session, token).id])

    def export(self, token: str) -> dict[str, Any]:
        """Everything held about a plan, as values that JSON can hold.

        Raises:
            KeyError: no plan has this token.
            ReadOnly: it is a read token.
        """
        with self._turn(self.engine) as session:
            row, access = self._find(session, token)
            if row is None:
                raise _nobodys()
            if access == "read":
                raise ReadOnly
            versions = session.scalars(select(VersionRow).where(VersionRow.plan_id == row.id).order_by(VersionRow.version)).all()
        return {
            "maillage": "export",
            "schema": 1,
            "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": row.version,
            "saved_at": _utc(row.saved_at).isoformat(),
            "kept_until": row.kept_until.isoformat(),
            "address_hashes": {"edit": row.token_hash, "read": row.read_hash},
            "plan": json.loads(row.body),
            "versions": [
                {
                    "version": one.version, "saved_at": _utc(one.saved_at).isoformat(), "name": one.name, "by": one.by,
                    "plan": json.loads(one.body),
                }
                for one in versions
            ],
        }  # fmt: skip

    def purge(self, today: date | None = None) -> int:
        """Erase the plans whose time is over; returns how many. None: today."""
        over = PlanRow.kept_until < (today or expiry.today())
        with self._turn(self.engine) as session:  # most often there is none, and no writer needs to wait
            if session.scalar(select(func.count()).select_from(PlanRow).where(over)) == 0:
                return 0
        with self._turn(self.writing) as session:
            ended = list(session.scalars(select(PlanRow.id).where(over).with_for_update()))
            self._erase(session, ended)
        return len(ended)

    # -- versions --------------------------------------------------------------------------------------

    def history(self, token: str) -> tuple[Version, ...]:
        """The versions that are kept, newest first. Through a read token there is no past: drafts are not what was shared."""
        with self._turn(self.engine) as session:
            row, access = self._find(session, token)
            if row is None or access == "read":
                return ()
            columns = (VersionRow.version, VersionRow.saved_at, VersionRow.name, VersionRow.by)
            found = session.execute(select(*columns).where(VersionRow.plan_id == row.id).order_by(VersionRow.version.desc()))
            return tuple(Version(number, _utc(at), name, by) for number, at, name, by in found)

    def version(self, token: str, number: int) -> Plan | None:
        """One version; None when there is none of this number, or no such plan. A read token opens the present one only."""
        with self._turn(self.engine) as session:
            row, access = self._find(session, token)
            if row is None or (access == "read" and number != row.version):
                return None
            body = self._body_of(session, row, number)
        return Plan.model_validate_json(body) if body is not None else None

    def name(self, token: str, number: int, name: str | None) -> None:
        """Give a version a name, which keeps it for as long as the plan; None or blank takes the name away.

        Raises:
            KeyError: no plan has this token, or no version this number.
            ReadOnly: it is a read token.
            Bilingual: a name of more than 80 characters, or a hundred names already.
        """
        words = _one_line(name)
        if words and len(words) > NAME:
            raise Bilingual(fr=f"Le nom d’une version tient en {NAME} caractères ; celui-ci en a {len(words)}.",
                            en=f"The name of a version holds in {NAME} characters; this one has {len(words)}.")  # fmt: skip
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            held = select(VersionRow).where(VersionRow.plan_id == row.id)
            version = session.scalar(held.where(VersionRow.version == number)) if 0 < number <= row.version else None
            if version is None:
                raise KeyError("no such version")
            if words and version.name is None:
                named = session.scalar(select(func.count()).select_from(held.where(VersionRow.name.is_not(None)).subquery()))
                if named is not None and named >= NAMES:
                    raise Bilingual(fr=f"{NAMES} versions ont déjà un nom. Retirez-en un d’abord.",
                                    en=f"{NAMES} versions already have a name. Remove one first.")  # fmt: skip
            version.name = words

    def restore(self, token: str, number: int, by: str | None = None) -> Saved:
        """Make a version the present one again, as a new version.

        Raises:
            KeyError: no plan has this token, or no version this number.
            ReadOnly: it is a read token.
        """
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            body = self._body_of(session, row, number)
            if body is None:
                raise KeyError("no such version")
            return self._write(session, row, token, body, by, Plan.model_validate_json(body))

    # -- within a turn ---------------------------------------------------------------------------------

    @contextmanager
    def _turn(self, engine: Engine) -> Iterator[Session]:
        """One transaction."""
        with plainly(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def _create(self, body: str) -> str:
        token, now = edit_token(), datetime.now(UTC)
        with self._turn(self.writing) as session:
            hashes = {"token_hash": hashed(token), "read_hash": hashed(read_token(token))}
            row = PlanRow(**hashes, version=1, body=body, saved_at=now, kept_until=expiry.kept_until())
            session.add(row)
            session.flush()
            session.add(VersionRow(plan_id=row.id, version=1, body=body, saved_at=now))
        return token

    def _find(self, session: Session, token: str, lock: bool = False) -> tuple[PlanRow | None, Access]:
        """The row of a token and what the token allows."""
        key = hashed(token)
        wanted = select(PlanRow).where(or_(PlanRow.token_hash == key, PlanRow.read_hash == key), PlanRow.kept_until >= expiry.today())
        row = session.scalars(wanted.with_for_update() if lock else wanted).first()
        if row is not None and hmac.compare_digest(row.token_hash, key):
            return row, "edit"
        if row is not None and hmac.compare_digest(row.read_hash or "", key):
            return row, "read"
        return None, "read"

    def _mine(self, session: Session, token: str) -> PlanRow:
        """The row of an edit token, which nobody else may change until the end of this turn."""
        row, access = self._find(session, token, lock=True)
        if row is None:
            raise _nobodys()
        if access == "read":
            raise ReadOnly
        return row

    def _body_of(self, session: Session, row: PlanRow, number: int) -> str | None:
        if not 0 < number <= row.version:  # no more than an integer of the database
            return None
        body: str | None = session.scalar(select(VersionRow.body).where(VersionRow.plan_id == row.id, VersionRow.version == number))
        return body

    def _merged(self, session: Session, row: PlanRow, mine: Plan, based_on: int) -> Plan:
        """Both changes: ours, made on an earlier version, and what was saved since."""
        if row.body == _body(mine):
            return mine
        body = self._body_of(session, row, based_on)
        theirs = Plan.model_validate_json(row.body)
        found = merge(Plan.model_validate_json(body) if body is not None else None, mine, theirs)
        if found.clashes:
            raise Conflict(found, _saved(row, "edit", row.kept_until, theirs))
        return found.plan

    def _write(self, session: Session, row: PlanRow, token: str, body: str, by: str | None, plan: Plan) -> Saved:
        if row.body != body:
            now = datetime.now(UTC)
            row.version, row.body, row.saved_at = row.version + 1, body, now
            word = _one_line(by)
            session.add(VersionRow(plan_id=row.id, version=row.version, body=body, saved_at=now, by=word[:BY].strip() if word else None))
            old = (VersionRow.plan_id == row.id, VersionRow.version <= row.version - KEPT, VersionRow.name.is_(None))
            session.execute(delete(VersionRow).where(*old))
        row.kept_until = max(row.kept_until, expiry.kept_until())
        row.read_hash = row.read_hash or hashed(read_token(token))
        return _saved(row, "edit", row.kept_until, plan)

    def _renew(self, row: PlanRow, token: str, access: Access) -> date:
        """Write down that a plan was opened, at most once a day; returns until when it is kept. Reading never fails for it."""
        until = max(row.kept_until, expiry.kept_until())
        nameless = access == "edit" and row.read_hash is None
        if until == row.kept_until and not nameless:
            return until
        values: dict[str, Any] = {"kept_until": until} | ({"read_hash": hashed(read_token(token))} if nameless else {})
        try:
            with Session(self.engine.execution_options(writes=True, patience=HURRY)) as session, session.begin():
                session.execute(update(PlanRow).where(PlanRow.id == row.id, PlanRow.kept_until <= until).values(values))
        except SQLAlchemyError as error:
            log.warning("the opening of a plan could not be written down: %s", type(error).__name__)
            return row.kept_until
        return until

    def _erase(self, session: Session, ids: list[int]) -> None:
        for some in (ids[at : at + 500] for at in range(0, len(ids), 500)):
            session.execute(delete(VersionRow).where(VersionRow.plan_id.in_(some)))
            session.execute(delete(PlanRow).where(PlanRow.id.in_(some)))

    def _tidy(self) -> None:
        """Look for plans whose time is over, at most once an hour; what was asked of the store does not fail for it."""
        if self._tidied is not None and time.monotonic() - self._tidied < TIDY:
            return
        self._tidied = time.monotonic()
        try:
            self.purge()
        except StoreUnavailable as error:
            log.warning("the plans whose time is over could not be erased: %s", type(error.__cause__).__name__)


@cache
def store() -> Store:
    """The store of this server."""
    return Store(database_url())


def _nobodys() -> KeyError:
    return KeyError("no such plan")


def _saved(row: PlanRow, access: Access, kept_until: date, plan: Plan | None = None) -> Saved:
    plan = Plan.model_validate_json(row.body) if plan is None else plan
    return Saved(plan, row.version, _utc(row.saved_at), access, kept_until)


def _body(plan: Plan) -> str:
    return plan.model_dump_json(by_alias=True, exclude_defaults=True)


def _one_line(words: str | None) -> str | None:
    """What a visitor typed, without line breaks nor characters that do not show; None when nothing is left."""
    line = "".join(each for each in " ".join((words or "").split()) if each.isprintable())
    return line.strip() or None


def _utc(moment: datetime) -> datetime:
    """SQLite forgets the time zone; PostgreSQL answers in that of its session."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
