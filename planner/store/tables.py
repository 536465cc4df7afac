"""The tables of the store, as the last migration leaves them (`migrations/versions/`; a test compares the two)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAME, BY = 80, 40  # characters of the name of a version, of who made it
TABLE = 24  # characters of the name of a table of a workshop


class Base(DeclarativeBase):
    pass


class PlanRow(Base):
    """A plan as it is now."""

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, index=True)  # of the edit token
    read_hash: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)  # None: not opened since an earlier release
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)  # JSON
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kept_until: Mapped[date] = mapped_column(Date, index=True)  # last day it can be opened


class VersionRow(Base):
    """A plan as it was at one save."""

    __tablename__ = "versions"
    __table_args__ = (Index("ix_versions_plan_version", "plan_id", "version", unique=True),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    name: Mapped[str | None] = mapped_column(String(NAME))  # a named version is never pruned
    by: Mapped[str | None] = mapped_column(String(BY))  # a word the visitor chose to type


class RoomRow(Base):
    """A workshop under way: what its trainer decides."""

    __tablename__ = "rooms"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, index=True)  # of the trainer's address
    wall_hash: Mapped[str] = mapped_column(String(64), unique=True, index=True)  # of the wall screen's, which only reads
    code: Mapped[str] = mapped_column(String(6), unique=True, index=True)  # by which tables join; shown in the hall
    joinable: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)  # JSON
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kept_until: Mapped[date] = mapped_column(Date, index=True)  # erased after this day


class TableRow(Base):
    """A table of a room and its plan as it is now."""

    __tablename__ = "room_tables"
    __table_args__ = (Index("ix_room_tables_room_number", "room_id", "number", unique=True),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(TABLE))
    taken: Mapped[bool] = mapped_column(Boolean)
    rejoin: Mapped[bool] = mapped_column(Boolean)  # whether the next device that asks comes back to it
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SeatRow(Base):
    """A device at a table."""

    __tablename__ = "room_seats"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("room_tables.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, index=True)


class TableVersionRow(Base):
    """A table's plan as it was at one save, or at the end of a round."""

    __tablename__ = "room_versions"
    __table_args__ = (Index("ix_room_versions_table_version", "table_id", "version"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("room_tables.id"))
    version: Mapped[int] = mapped_column(Integer)
    round: Mapped[int | None] = mapped_column(Integer)  # the round that it ended
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class TryRow(Base):
    """A room code that no room has, tried from an address; kept a few minutes."""

    __tablename__ = "room_tries"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    client: Mapped[str] = mapped_column(String(64), index=True)  # a hash
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
