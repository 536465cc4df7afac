"""What a store holds, in numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine

from planner.store.engine import plainly
from planner.store.migrate import HEAD
from planner.store.tables import PlanRow, VersionRow


@dataclass(frozen=True)
class Info:
    """Numbers only: no plan can be known from them."""

    database: str  # sqlite or postgresql
    revision: str
    plans: int
    versions: int
    named: int
    size: int  # bytes, the log of SQLite not counted
    saved: date | None  # last save
    ends: date | None  # the first plan to be erased, unless it is opened

    def plain(self) -> dict[str, Any]:
        """The same as values that JSON can hold."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}


def info(engine: Engine) -> Info:
    """Count what a database of the present revision holds."""
    bytes_held = {
        "sqlite": "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        "postgresql": "select pg_database_size(current_database())",
    }
    with plainly(), engine.connect() as connection:
        plans, saved, ends = connection.execute(
            select(func.count(PlanRow.id), func.max(PlanRow.saved_at), func.min(PlanRow.kept_until))
        ).one()
        versions, named = connection.execute(select(func.count(VersionRow.id), func.count(VersionRow.name))).one()
        size = connection.scalar(text(bytes_held[engine.dialect.name]))
    return Info(engine.dialect.name, HEAD, plans, versions, named, int(size or 0), saved.date() if saved else None, ends)
