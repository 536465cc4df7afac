"""Being written."""

from datetime import date
from pathlib import Path

from catalog.load import Catalog
from catalog.words import Lang
from planner.plan import Plan


def write(plan: Plan, catalog: Catalog, path: Path, lang: Lang, today: date, kept_until: date | None = None) -> None:
    raise NotImplementedError
