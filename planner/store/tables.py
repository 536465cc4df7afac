"""The tables of the store, as the last migration leaves them (`migrations/versions/`; a test compares the two)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAME, BY = 80, 40  # characters of the name of a version, of who made it


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
