"""What every fact carries: its words in two languages, its source, its age, and how sure it is."""

from __future__ import annotations

from datetime import date
from typing import Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from catalog.words import Lang, french_spaces

Confidence = Literal["read", "memory"]
FigureKind = Literal["measured", "computed", "default", "entered"]
Unit = Literal["share", "people", "EUR", "days", "weeks", "minutes", "hours", "per_unit"]
V = TypeVar("V")


class Record(BaseModel):
    """Base of every record: it cannot be changed once read, and refuses a key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Record):
    """The same words in French and English."""

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __call__(self, lang: Lang) -> str:
        return french_spaces(self.fr) if lang == "fr" else self.en


class Source(Record):
    """One entry of the bibliography, `data/sources.yaml`; its key is its id."""

    id: str
    title: str
    publisher: str | None = None
    year: int | None = None
    url: str | None = None
    licence: str | None = None
    read_on: date | None = None  # the day one of us opened it; null for a fact carried over
    confidence: Confidence = "read"
    note: Text | None = None


class Figure(Record):
    """One number, carried with its unit, year, range, source and kind up to the screen."""

    value: float
    low: float | None = None
    high: float | None = None
    unit: Unit
    year: int | None = None
    source: str | None = None  # key of data/sources.yaml
    kind: FigureKind = "measured"
    confidence: Confidence = "read"
    note: Text | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.unit == "share" and not 0 <= self.value <= 1:
            raise ValueError(f"a share lies between 0 and 1, got {self.value:g}. Write 16 % as 0.16.")
        if (self.low is not None and self.low > self.value) or (self.high is not None and self.high < self.value):
            raise ValueError(f"low <= value <= high is expected, got {self.low}, {self.value:g}, {self.high}.")
        if self.kind == "measured" and self.source is None:
            raise ValueError("a measured figure names its source: add source: <key of data/sources.yaml>.")
        return self


class Fact(Record, Generic[V]):
    """One statement about a tool, with where it was read and how old it is.

    `sources` is empty for a fact carried over from a card whose sources are listed together:
    the card then says that it was read in one of them, not in which.
    """

    value: V | None = None  # null is "not known", never "no"
    sources: tuple[str, ...] = ()
    as_of: int | None = None  # year of the evidence
    read_on: date | None = None  # the day one of us read it in that source; null for a fact carried over
    confidence: Confidence = "read"
    note: Text | None = None

    @model_validator(mode="after")
    def _was_read_somewhere(self) -> Self:
        if self.read_on and not self.sources:
            raise ValueError("read_on says the day of a reading: name what was read under sources, or remove read_on.")
        return self


class AgeLimit(Record):
    """How many years a kind of fact holds before it is flagged as old."""

    id: str
    years: int = Field(ge=1, le=50)
    reason: Text


class Parameter(Record):
    """A number of the plan model that nobody published: a practitioner's default, with its reason."""

    id: str
    label: Text
    reason: Text
    figure: Figure
