"""What a chart shows, as plain records: the screen and the documents draw the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from catalog.facts import Record, Text
from catalog.methods import Strand

STRAND_NAMES: Mapping[Strand, Text] = {
    "in_person": Text(fr="En présence", en="In person"),
    "digital": Text(fr="En ligne", en="Online"),
    "remote": Text(fr="Papier et téléphone", en="Paper and telephone"),
}


class Bar(Record):
    """One activity on the calendar."""

    id: str
    name: str
    strand: Strand
    first: int  # week, the first being 1
    last: int
    units: int = 1


class Arrow(Record):
    """A bridge on the calendar: from one activity to another, by their ids."""

    start: str
    end: str
    words: str  # how what comes in through one is used in the other


class Stone(Record):
    """A date to hold: weeks since the start, and its word."""

    week: float
    word: str
    day: date | None = None


class Timeline(Record):
    """Three bands over the weeks, one per strand, with the bridges between their bars and the dates to hold."""

    kind: Literal["timeline"] = "timeline"
    bars: tuple[Bar, ...]
    arrows: tuple[Arrow, ...] = ()
    stones: tuple[Stone, ...] = ()
    start: date | None = None  # first day of week 1


def leaves(one: Bar, two: Bar) -> float:
    """Where on the axis of weeks an arrow leaves a bar for another: near its end, or sooner when the other is over by then."""
    return min(one.last - 0.3, max(two.last - 0.3, one.first - 0.7))


class Reached(Record):
    """Head counts of one public; low and high hold four chances in five."""

    name: str
    people: float
    can: float
    low: float
    value: float
    high: float
    whole: bool = False  # the whole territory: a union, never the sum of the others


class Reach(Record):
    """Of each public: how many people, who can take part, who would."""

    kind: Literal["reach"] = "reach"
    publics: tuple[Reached, ...]


Series = Annotated[Timeline | Reach, Field(discriminator="kind")]
