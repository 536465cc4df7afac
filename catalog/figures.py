"""Published shares that the digital-divide model is calibrated on, and the tables of population it is laid on."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from catalog.facts import Confidence, Figure, Record, Text

CRITERIA: tuple[str, ...] = ("age", "diploma", "income", "commune_size", "sex")


class Margin(Record):
    """A share measured in one year, in one category of one criterion (both null: in all)."""

    year: int
    criterion: str | None = None
    category: str | None = None
    value: float  # share, 0 to 1
    standard_error: float | None = None  # share; a lower bound in a quota survey
    effective_n: float | None = None
    source: str
    calibrate: bool = True  # false: kept for the record, not fitted (a broken wave, another definition)
    note: Text | None = None
    confidence: Confidence = "read"

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if not 0 <= self.value <= 1:
            raise ValueError(f"a share lies between 0 and 1, got {self.value:g}. Write 16 % as 0.16.")
        return self


class Indicator(Record):
    """One thing measured about people and digital tools, by year and by category: one file in data/figures/."""

    id: str
    label: Text
    population: Text
    values: tuple[Margin, ...] = ()
    counts: tuple[Figure, ...] = ()  # head counts that people quote, never fitted


class Category(Record):
    """One category of a criterion, and the share of the population aged 12 and over that each survey wave has in it."""

    label: Text
    shares: dict[int, float] = {}


class Criterion(Record):
    """One criterion of the joint composition: its categories in the order they are shown."""

    id: str
    label: Text
    categories: dict[str, Category]


class SeedCell(Record):
    """One cell of the joint composition of the population aged 12 and over: a share of it."""

    age: str
    diploma: str
    income: str
    commune_size: str
    sex: str
    share: float
    respondents: int


class Department(Record):
    """Population of a department by five-year age (0-4 … 95+), head counts."""

    code: str
    name: str
    ages: dict[str, int]
