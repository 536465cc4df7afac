"""Where rooms are kept: the trainer's decisions, each table's plan with its versions, and who may open what.

The trainer, the wall and each device of a table have an address of 128 bits, of which only a hash is kept. The
trainer's address gives those of the wall and of every table; none of them leads back to it. The room code, which is
short because people type it, only lets a device sit at a table: codes that no room has are counted by client.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog.facts import Text
from catalog.words import Lang
from catalog.yamlfile import BadInput, Problem
from planner.merge import merge
from planner.plan import Plan
from planner.store import Conflict, ReadOnly, Saved, StoreUnavailable, _body, _one_line, _utc, expiry
from planner.store.engine import plainly
from planner.store.tables import RoomRow, SeatRow, TableRow, TableVersionRow, TryRow
from planner.store.tokens import BYTES, edit_token, hashed
from planner.workshop.room import DAYS, MOST_DAYS, MOST_TABLES, NAME, Room, new_code, next_round, on_brief, read_code

KEPT = 60  # versions of a table, besides those that end a round
FREE_TRIES = 10  # codes of no room that a client may try in `WINDOW`
WINDOW = timedelta(minutes=10)
TIDY = 3600.0  # s between two looks for rooms whose time is over
LABEL = b"maillage: an address of a room, 1"
log = logging.getLogger(__name__)


class Refused(BadInput):
    """What was asked of a room cannot be; `text` says why to a person."""

    def __init__(self, fr: str, en: str) -> None:
        self.text = Text(fr=fr, en=en)
        super().__init__([Problem("maillage", None, self.text)])


class NoRoom(Refused):
    """No open room has this code: mistyped, closed, erased, or never given."""

    def __init__(self) -> None:
        super().__init__("Aucune salle ouverte n’a ce code. Relisez-le sur l’écran du formateur.",
                         "No open room has this code. Read it again on the trainer’s screen.")  # fmt: skip


class TooMany(Refused):
    """Too many codes of no room from one client."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"Trop de codes inconnus ont été essayés d’ici. Réessayez dans {minutes} min, ou demandez au formateur l’adresse de la table.",
            f"Too many unknown codes were tried from here. Try again in {minutes} min, or ask the trainer for the table’s address.",
        )


class Taken(Refused):
    """Another device sits at this table, or another table bears this name."""

    def __init__(self, fr: str, en: str, free: int | None) -> None:
        self.free = free  # a table that is free
        super().__init__(fr, en)


@dataclass(frozen=True)
class Table:
    """A table as it was last saved."""

    number: int
    name: str
    plan: Plan  # under the brief of the rounds told
    version: int
    saved_at: datetime  # UTC
    taken: bool = False
    rejoin: bool = False


@dataclass(frozen=True)
class Opened:
    """A room as its trainer, its wall or one of its tables sees it."""

    room: Room
    code: str
    version: int  # of what the trainer decided
    kept_until: date
    tables: tuple[Table, ...]  # those of a table's address: its own only
    trainer: bool = False

    def table(self, number: int) -> Table:
        """A table by its number."""
        return next(each for each in self.tables if each.number == number)


@dataclass(frozen=True)
class Face:
    """What a device sees of a room before it sits down."""

    title: Text
    lang: Lang
    tables: tuple[tuple[int, str, bool], ...]  # number, name, whether one may sit there


def wall_token(trainer: str) -> str:
    """The wall screen's address, from the trainer's."""
    return _derived(trainer, "wall")


def table_token(trainer: str, number: int) -> str:
    """A table's address, from the trainer's: for a device that lost its own."""
    return _derived(trainer, f"table {number}")


def _derived(trainer: str, what: str) -> str:
    digest = hmac.new(trainer.encode("utf-8", "replace"), LABEL + what.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:BYTES]).rstrip(b"=").decode()


class Rooms:
    """Rooms by token, on the database of the plans. Every method may raise StoreUnavailable.

    A wrong token and that of a room that was erased, or whose time is over, get the same answer.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.writing = engine.execution_options(writes=True)
        self._tidied: float | None = None

    # -- the trainer -----------------------------------------------------------------------------------

    def open(self, room: Room, tables: int, days: int = DAYS) -> str:
        """Keep a new room; returns the trainer's token (128 bits), the only way back to it.

        Args:
            days: it is erased after so many.
        """
        if not (1 <= tables <= MOST_TABLES and 1 <= days <= MOST_DAYS):
            raise ValueError(f"1 to {MOST_TABLES} tables and 1 to {MOST_DAYS} days are expected, got {tables} and {days}.")
        self.tidy()
        token = edit_token()
        for _ in range(20):
            try:
                self._open(token, new_code(), room, tables, days)
            except StoreUnavailable as error:  # one chance in millions: another room has this code
                if not isinstance(error.__cause__, IntegrityError):
                    raise
            else:
                return token
        raise StoreUnavailable(Text(fr="Aucun code de salle n’est libre.", en="No room code is free."))

    def _open(self, token: str, code: str, room: Room, tables: int, days: int) -> None:
        now = datetime.now(UTC)
        with self._turn(self.writing) as session:
            row = RoomRow(
                token_hash=hashed(token), wall_hash=hashed(wall_token(token)), code=code, joinable=True, version=1, body=_plain(room),
                saved_at=now, kept_until=expiry.today() + timedelta(days=days),
            )  # fmt: skip
            session.add(row)
            session.flush()
            for number in range(1, tables + 1):
                self._add(session, row, room, token, number)

    def _add(self, session: Session, row: RoomRow, room: Room, token: str, number: int) -> None:
        now, body = datetime.now(UTC), _body(Plan(brief=room.brief))
        table = TableRow(
            room_id=row.id, number=number, name=f"Table {number}", taken=False, rejoin=False, version=1, body=body, saved_at=now
        )
        session.add(table)
        session.flush()
        session.add(SeatRow(table_id=table.id, token_hash=hashed(table_token(token, number))))
        session.add(TableVersionRow(table_id=table.id, version=1, body=body, saved_at=now))

    def get(self, token: str) -> Opened | None:
        """A room with its tables, by the token of its trainer or of its wall; None when there is none."""
        with self._turn(self.engine) as session:
            row = self._room(session, token, wall=True)
            if row is None:
                return None
            tables = session.scalars(select(TableRow).where(TableRow.room_id == row.id).order_by(TableRow.number)).all()
        room = _read(row)
        trainer = hmac.compare_digest(row.token_hash, hashed(token))
        return Opened(room, row.code, row.version, row.kept_until, tuple(_table(each, room) for each in tables), trainer)

    def change(self, token: str, edit: Callable[[Room], Room]) -> Room:
        """Change what the trainer decides.

        Raises:
            KeyError: no room has this token.
            ReadOnly: it is the wall's.
        """
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            before = _read(row)
            after = edit(before)
            if after != before:
                row.body, row.version, row.saved_at = _plain(after), row.version + 1, datetime.now(UTC)
                row.joinable = after.stage != "closed"
        return after

    def next(self, token: str, told: int) -> Room:
        """Tell the next round to all tables, each plan being kept as it ends the one before.

        Args:
            told: how many rounds the trainer saw told: a second click on the same button tells nothing more.
        """
        now = datetime.now(UTC)
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            before = _read(row)
            if before.told != told:
                return before
            after = next_round(before, now)
            if after == before:
                return before
            for table in session.scalars(select(TableRow).where(TableRow.room_id == row.id)):
                plan = on_brief(Plan.model_validate_json(table.body), before.brief)
                session.add(TableVersionRow(table_id=table.id, version=table.version, round=before.told, body=_body(plan), saved_at=now))
            row.body, row.version, row.saved_at = _plain(after), row.version + 1, now
        return after

    def ended(self, token: str) -> Mapping[int, Mapping[int, Plan]]:
        """Table -> round -> the plan that ended it."""
        with self._turn(self.engine) as session:
            row = self._room(session, token)
            if row is None:
                return {}
            wanted = select(TableRow.number, TableVersionRow.round, TableVersionRow.body).join(
                TableRow, TableRow.id == TableVersionRow.table_id
            )
            ends = wanted.where(TableRow.room_id == row.id, TableVersionRow.round.is_not(None)).order_by(TableVersionRow.id)
            found: dict[int, dict[int, Plan]] = {}
            for number, turn, body in session.execute(ends):
                assert turn is not None
                found.setdefault(number, {})[turn] = Plan.model_validate_json(body)
        return found

    def add_table(self, token: str) -> None:
        """One table more."""
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            last = session.scalar(select(func.max(TableRow.number)).where(TableRow.room_id == row.id)) or 0
            if last >= MOST_TABLES:
                raise Refused(f"Une salle compte {MOST_TABLES} tables au plus.", f"A room holds {MOST_TABLES} tables at most.")
            self._add(session, row, _read(row), token, last + 1)

    def let_in(self, token: str, number: int) -> None:
        """Let the next device that chooses this table come back to it."""
        with self._turn(self.writing) as session:
            row = self._mine(session, token)
            table = session.scalar(select(TableRow).where(TableRow.room_id == row.id, TableRow.number == number))
            if table is not None:
                table.rejoin = True

    def erase(self, token: str) -> None:
        """Erase a room, its tables and everything they wrote."""
        with self._turn(self.writing) as session:
            self._erase(session, [self._mine(session, token).id])

    def purge(self, today: date | None = None) -> int:
        """Erase the rooms whose time is over; returns how many."""
        with self._turn(self.writing) as session:
            over = list(session.scalars(select(RoomRow.id).where(RoomRow.kept_until < (today or expiry.today()))))
            self._erase(session, over)
            session.execute(delete(TryRow).where(TryRow.at < datetime.now(UTC) - WINDOW))
        return len(over)

    def tidy(self) -> None:
        """Look for rooms whose time is over, at most once an hour."""
        if self._tidied is None or time.monotonic() - self._tidied > TIDY:
            self._tidied = time.monotonic()
            try:
                self.purge()
            except StoreUnavailable as error:
                log.warning("the rooms whose time is over could not be erased: %s", type(error.__cause__).__name__)

    # -- a device --------------------------------------------------------------------------------------

    def look(self, code: str, client: str) -> Face:
        """What a room code opens.

        Args:
            client: where the question comes from.
        Raises:
            NoRoom: mistyped, closed or unknown: the same answer.
            TooMany: this client tried many codes.
        """
        row = self._by_code(code, client)
        with self._turn(self.engine) as session:
            tables = session.scalars(select(TableRow).where(TableRow.room_id == row.id).order_by(TableRow.number)).all()
        room = _read(row)
        return Face(room.case.title, room.lang, tuple((each.number, each.name, not each.taken or each.rejoin) for each in tables))

    def join(self, code: str, number: int, client: str, name: str | None = None) -> str:
        """Sit at a table; returns the token of this device.

        Args:
            name: of the table, when it chose one.
        Raises:
            NoRoom, TooMany: as `look`.
            Taken: somebody sits there already, or another table has this name.
        """
        key, token = self._by_code(code, client).id, edit_token()
        words = (_one_line(name) or "")[:NAME].strip()
        with self._turn(self.writing) as session:
            if session.scalars(select(RoomRow).where(RoomRow.id == key).with_for_update()).first() is None:
                raise NoRoom
            tables = list(session.scalars(select(TableRow).where(TableRow.room_id == key).order_by(TableRow.number)))
            mine = next((each for each in tables if each.number == number), None)
            free = next((each.number for each in tables if not each.taken and each.number != number), None)
            if mine is None or (mine.taken and not mine.rejoin):
                raise _occupied(mine.name if mine else str(number), free)
            others = {each.name.casefold() for each in tables if each is not mine}
            if words and words.casefold() in others:
                other = next(f"{words[: NAME - 3]} {i}" for i in range(2, 100) if f"{words[: NAME - 3]} {i}".casefold() not in others)
                raise Taken(f"Une autre table s’appelle déjà « {words} ». Prenez un autre nom, par exemple « {other} ».",
                            f'Another table is already called "{words}". Take another name, for instance "{other}".', number)  # fmt: skip
            if words and not mine.taken:
                mine.name = words
            mine.taken, mine.rejoin = True, False
            session.add(SeatRow(table_id=mine.id, token_hash=hashed(token)))
        return token

    def seat(self, token: str) -> Opened | None:
        """A table and its room, by the token of one of its devices; None when there is none."""
        with self._turn(self.engine) as session:
            found = self._seat(session, token)
        if found is None:
            return None
        row, table = found
        room = _read(row)
        return Opened(room, row.code, row.version, row.kept_until, (_table(table, room),))

    def edit(self, token: str, edit: Callable[[Plan, Room], Plan]) -> Table:
        """Change a table's plan as it is now: what another device saved meanwhile is in it.

        Raises:
            KeyError: no table has this token.
            Bilingual: what the change refuses.
        """
        with self._turn(self.writing) as session:
            row, table = self._held(session, token)
            room = _read(row)
            before = _table(table, room).plan
            return self._write(session, table, room, edit(before, room))

    def save(self, token: str, plan: Plan, based_on: int) -> Table:
        """Save a plan made on a version; what another device saved since is kept too.

        Raises:
            KeyError: no table has this token.
            Conflict: the same thing was changed in two ways; nothing was written.
        """
        with self._turn(self.writing) as session:
            row, table = self._held(session, token)
            room = _read(row)
            plan = on_brief(plan, room.brief)
            if based_on != table.version:
                held = select(TableVersionRow.body).where(TableVersionRow.table_id == table.id, TableVersionRow.version == based_on)
                body = session.scalars(held).first()
                base = on_brief(Plan.model_validate_json(body), room.brief) if body is not None else None
                theirs = _table(table, room)
                found = merge(base, plan, theirs.plan)
                if found.clashes:
                    raise Conflict(found, Saved(theirs.plan, theirs.version, theirs.saved_at, "edit", row.kept_until))
                plan = found.plan
            return self._write(session, table, room, plan)

    # -- within a turn ---------------------------------------------------------------------------------

    @contextmanager
    def _turn(self, engine: Engine) -> Iterator[Session]:
        with plainly(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def _room(self, session: Session, token: str, wall: bool = False, lock: bool = False) -> RoomRow | None:
        key = hashed(token)
        mine = or_(RoomRow.token_hash == key, RoomRow.wall_hash == key) if wall else RoomRow.token_hash == key
        wanted = select(RoomRow).where(mine, RoomRow.kept_until >= expiry.today())
        return session.scalars(wanted.with_for_update() if lock else wanted).first()

    def _mine(self, session: Session, token: str) -> RoomRow:
        row = self._room(session, token, wall=True, lock=True)
        if row is None:
            raise KeyError("no such room")
        if not hmac.compare_digest(row.token_hash, hashed(token)):
            raise ReadOnly
        return row

    def _seat(self, session: Session, token: str, lock: bool = False) -> tuple[RoomRow, TableRow] | None:
        wanted = (
            select(RoomRow, TableRow)
            .join(TableRow, TableRow.room_id == RoomRow.id)
            .join(SeatRow, SeatRow.table_id == TableRow.id)
            .where(SeatRow.token_hash == hashed(token), RoomRow.kept_until >= expiry.today())
        )
        found = session.execute(wanted.with_for_update(of=TableRow) if lock else wanted).first()
        return (found[0], found[1]) if found else None

    def _held(self, session: Session, token: str) -> tuple[RoomRow, TableRow]:
        found = self._seat(session, token, lock=True)
        if found is None:
            raise KeyError("no such table")
        if not found[0].joinable:
            raise Refused("La salle est fermée : votre dispositif ne change plus.", "The room is closed: your plan changes no more.")
        return found

    def _write(self, session: Session, table: TableRow, room: Room, plan: Plan) -> Table:
        body = _body(plan)
        if body != table.body:
            now = datetime.now(UTC)
            table.version, table.body, table.saved_at, table.taken = table.version + 1, body, now, True
            session.add(TableVersionRow(table_id=table.id, version=table.version, body=body, saved_at=now))
            old = (TableVersionRow.table_id == table.id, TableVersionRow.version <= table.version - KEPT, TableVersionRow.round.is_(None))
            session.execute(delete(TableVersionRow).where(*old))
        return _table(table, room, plan)

    def _by_code(self, typed: str, client: str) -> RoomRow:
        """The open room of a code. What cannot be a code tells a guesser nothing, and is not counted."""
        code, key = read_code(typed), hashlib.sha256(client.encode("utf-8", "replace")).hexdigest()
        if code is None:
            raise NoRoom
        since = datetime.now(UTC) - WINDOW
        with self._turn(self.engine) as session:
            tried = list(session.scalars(select(TryRow.at).where(TryRow.client == key, TryRow.at >= since).order_by(TryRow.at)))
            wanted = select(RoomRow).where(RoomRow.code == code, RoomRow.joinable, RoomRow.kept_until >= expiry.today())
            row = session.scalars(wanted).first()
        if len(tried) >= FREE_TRIES:
            left = _utc(tried[-FREE_TRIES]) + WINDOW - datetime.now(UTC)
            raise TooMany(max(int(left.total_seconds() // 60) + 1, 1))
        if row is None:
            with self._turn(self.writing) as session:
                session.add(TryRow(client=key, at=datetime.now(UTC)))
            raise NoRoom
        return row

    def _erase(self, session: Session, ids: list[int]) -> None:
        tables = select(TableRow.id).where(TableRow.room_id.in_(ids))
        session.execute(delete(SeatRow).where(SeatRow.table_id.in_(tables)))
        session.execute(delete(TableVersionRow).where(TableVersionRow.table_id.in_(tables)))
        session.execute(delete(TableRow).where(TableRow.room_id.in_(ids)))
        session.execute(delete(RoomRow).where(RoomRow.id.in_(ids)))


def _occupied(name: str, free: int | None) -> Taken:
    fr = f"« {name} » est déjà prise. " + (f"Choisissez par exemple la table {free}" if free else "Toutes le sont")
    en = f'"{name}" is already taken. ' + (f"Choose for instance table {free}" if free else "All of them are")
    return Taken(f"{fr} ; si c’est la vôtre, demandez au formateur de vous laisser revenir.",
                 f"{en}; if it is yours, ask the trainer to let you come back.", free)  # fmt: skip


def _plain(room: Room) -> str:
    return room.model_dump_json(by_alias=True, exclude_defaults=True)


def _read(row: RoomRow) -> Room:
    return Room.model_validate_json(row.body)


def _table(row: TableRow, room: Room, plan: Plan | None = None) -> Table:
    held = on_brief(plan or Plan.model_validate_json(row.body), room.brief)
    return Table(row.number, row.name, held, row.version, _utc(row.saved_at), row.taken, row.rejoin)
