"""Published shares that the digital-divide model is calibrated on, and the tables of population it is laid on."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from catalog.facts import Confidence, Figure, Record, Text

CRITERIA: tuple[str, ...] = (
    "age", "diploma", "household_income_month_eur", "commune_size", "sex", "occupational_class", "household_size",
)  # fmt: skip
OLD_NAMES = {"income": "household_income_month_eur"}  # still read in briefs written before
SEEDED = CRITERIA[:5]  # those that the survey's joint table crosses


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


class Group(Record):
    """Several categories that are often asked for together: 70 and over is 70 to 74 and 75 and over."""

    label: Text
    holds: tuple[str, ...]
    shares: dict[int, float] = {}  # where the waves published the group and not its categories


class Criterion(Record):
    """One criterion of the joint composition: its categories in the order they are shown."""

    id: str
    label: Text
    categories: dict[str, Category]
    groups: dict[str, Group] = {}

    @property
    def names(self) -> dict[str, Text]:
        """Label of everything that may be asked for: the categories, then the groups."""
        return {name: each.label for name, each in self.named.items()}

    @property
    def named(self) -> dict[str, Category | Group]:
        """Categories and groups together."""
        return {**self.categories, **self.groups}


class SeedCell(Record):
    """One cell of the survey's joint table of the population aged 12 and over: a share of it. Its ages stop at 70+."""

    age: str
    diploma: str
    household_income_month_eur: str
    commune_size: str
    sex: str
    share: float
    respondents: int


class Association(Record):
    """How the categories of one criterion spread within each category of another: shares of each row."""

    id: str
    by: str
    of: str
    kept: bool = False  # true: what each row says is reproduced; false: a starting point of the raking
    rows: dict[str, dict[str, float]]
    note: Text
    source: str | None = None
    confidence: Confidence = "read"


class Department(Record):
    """Population of a department by five-year age (0-4 … 95+), head counts."""

    code: str
    name: str
    ages: dict[str, int]
