"""The published tables that the model is checked against and was never fitted on: `data/checks/`, read here only."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from catalog.facts import Record, Text
from catalog.load import DATA, Catalog
from catalog.yamlfile import bad, read, validate
from planner.cells import known

FOLDER = DATA / "checks"
Ages = tuple[int, int]  # first and last year, both included
EVERY_AGE: Ages = (12, 105)


class Row(Record):
    """One published share; what a row leaves out is that of its table."""

    value: float  # share, 0 to 1
    place: str = ""  # department, region or intercommunality; empty: metropolitan France
    where: dict[str, tuple[str, ...]] = {}
    ages: Ages | None = None
    total: float | None = None  # published with it, of everybody: our level is moved to it before comparing
    total_ages: Ages | None = None
    total_place: str | None = None  # that of the row, where it is not said
    people: int | None = None  # head count of those concerned
    n: int | None = None  # people asked, in this group
    year: int | None = None
    indicator: str | None = None
    source: str | None = None
    same: bool | None = None
    part: bool = False  # true: the figure is about a part of the place only

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if not 0 < self.value < 1:
            raise ValueError(f"a share lies between 0 and 1, got {self.value:g}. Write 16 % as 0.16.")
        return self


class Table(Record):
    """One published table, and what of ours is nearest to it."""

    id: str
    label: Text
    population: Text
    definition: Text
    kind: Literal["places", "groups"]  # places: ranks and spread are compared; groups: levels too
    indicator: str  # ours
    same: bool  # whether the definition is that of our indicator
    year: int
    ages: Ages = EVERY_AGE
    source: str | None = None
    values: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its rows, each complete."""
        own = {"year": self.year, "indicator": self.indicator, "source": self.source, "same": self.same, "ages": self.ages}
        return tuple(
            row.model_copy(update={name: value for name, value in own.items() if getattr(row, name) is None} | self._total(row))
            for row in self.values
        )

    def _total(self, row: Row) -> dict[str, object]:
        return {
            "total_ages": row.total_ages or self.ages,
            "total_place": row.place if row.total_place is None else row.total_place,
        }


def tables(catalog: Catalog, folder: Path = FOLDER) -> tuple[Table, ...]:
    """Every table of the folder, in the order of its files.

    Raises:
        BadInput: an unknown field, source, indicator, criterion or category; a number that is no share.
    """
    found = tuple(_read(path) for path in sorted(folder.glob("*.yaml")))
    for table in found:
        for row in table.rows:
            known(row.indicator or "", catalog.indicators, f"{table.id}.indicator")
            if row.source not in catalog.sources:
                raise bad(f"{table.id}.yaml", None, f"source inconnue : « {row.source} ». Ajoutez-la à data/sources.yaml.",
                          f'unknown source: "{row.source}". Add it to data/sources.yaml.')  # fmt: skip
            for criterion, names in row.where.items():
                known(criterion, catalog.criteria, table.id)
                for name in names:
                    known(name, catalog.criteria[criterion].names, criterion)
    return found


def _read(path: Path) -> Table:
    return validate(Table, read(path), {"id": path.stem})
