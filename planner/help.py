"""How many people the help with digital of a place can accompany, for the channels that need it.

The local capacity is zero until the organiser enters places and hours: a national figure says nothing of a place. It is
the people whom helpers can sit beside, never the people who will come. A kiosk left in self-service is not help.

Source: data/support.yaml; practice: a mediator receives about fifteen people in a session.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import floor

from pydantic import Field

from catalog.facts import Figure, Record, Text
from catalog.load import Catalog
from catalog.profiles import Support, ends
from planner.brief import Asset, Brief

MINUTES, KIOSK = "minutes_per_person", "self_service"
POSTS, SESSIONS = "conum_posts", "conum_supports"
SINCE, UNTIL = 2023, 2025  # the two totals, both of July, between which a yearly rate is read


class Capacity(Record):
    """People who can be accompanied, low to high, with the hours and the minutes a person that it rests on."""

    low: int = Field(ge=0)
    high: int = Field(ge=0)
    hours: float = Field(ge=0)  # of help, over the whole period and all places
    minutes: Figure  # per person; kind says whether it is a default
    missing: tuple[str, ...] = ()  # what the organiser has not entered, so that help is counted as zero

    @property
    def is_default(self) -> bool:
        """Whether it rests on our own rule of minutes per person."""
        return self.minutes.kind == "default"


class Yardstick(Record):
    """A national rate to compare with, computed from published totals: support sessions per adviser and year."""

    low: float = Field(ge=0)
    high: float = Field(ge=0)
    why: Text
    sources: tuple[str, ...]


def capacity(hours_per_week: float, weeks: float, minutes: Figure, places: int = 1) -> Capacity:
    """People who can be accompanied in a number of places open so many hours a week.

    Args:
        hours_per_week: hours with somebody to help, in each place.
        weeks: how long it lasts.
        minutes: per person; its high end gives the low end of the capacity.
        places: places open with these hours.
    Returns:
        whole people; zero where nothing is entered.
    Raises:
        ValueError: a negative number, or minutes that are not positive.
    """
    if hours_per_week < 0 or weeks < 0 or places < 0:
        raise ValueError("hours, weeks and places are zero or more.")
    shortest, longest = ends(minutes)
    if shortest <= 0:
        raise ValueError("the minutes a person takes are more than zero.")
    hours = hours_per_week * weeks * places
    return Capacity(low=_whole(hours * 60 / longest), high=_whole(hours * 60 / shortest), hours=hours, minutes=minutes)


def capacity_of(brief: Brief, catalog: Catalog, weeks: float | None = None) -> Capacity:
    """People whom the mediators of a brief can accompany.

    Each asset of kind `mediator` counts for its hours a week, from the day it is available to the end of the
    consultation. Without a mediator, hours or dates the capacity is zero, and `missing` says what to enter.

    Args:
        weeks: length of the help, when it is not that of the whole consultation.
    Raises:
        ValueError: a negative length; no rule of minutes in the catalog.
    """
    minutes = _latest(catalog.support, MINUTES)
    mediators = [asset for asset in brief.already_have if asset.what == "mediator"]
    missing: dict[str, None] = {} if mediators else {"already_have": None}
    hours = 0.0
    for asset in mediators:
        length = weeks if weeks is not None else _weeks(asset, brief.limits.start, brief.limits.end)
        if asset.hours_per_week is None:
            missing["already_have.hours_per_week"] = None
        elif length is None:
            missing["limits"] = None
        else:
            hours += capacity(asset.hours_per_week, length, minutes).hours
    return capacity(hours, 1, minutes).model_copy(update={"missing": tuple(missing)})


def yardstick(catalog: Catalog) -> Yardstick:
    """Support sessions per digital adviser and year in France, to compare a local capacity with.

    Computed: what was added between two published totals, over the years between them and the posts at either end.
    A session is not a person, and advisers do much else than help with consultations.

    Raises:
        ValueError: a total or a number of posts is missing from the support facts.
    """
    sessions, posts = catalog.support[SESSIONS], catalog.support[POSTS]
    first, last = sessions.of(SINCE), sessions.of(UNTIL)
    yearly = (last.value - first.value) / (UNTIL - SINCE)
    counted = (posts.of(SINCE).value, posts.of(UNTIL).value)
    figures = (first, last, posts.of(SINCE), posts.of(UNTIL))
    return Yardstick(
        low=yearly / max(counted),
        high=yearly / min(counted),
        why=Text(
            fr="Moyenne nationale calculée : accompagnements par conseiller numérique et par an. Elle ne dit rien de votre territoire.",
            en="Computed national average: support sessions per digital adviser and year. It says nothing of your territory.",
        ),
        sources=tuple(sorted({figure.source for figure in figures if figure.source})),
    )


def kiosk_helps(people: float, catalog: Catalog) -> tuple[float, float]:
    """People far from digital whom a kiosk in self-service helps, low and high, unrounded: almost nobody.

    Args:
        people: people far from digital.
    Raises:
        ValueError: a negative head count; no rule for kiosks in the catalog.
    """
    if people < 0:
        raise ValueError("a head count is zero or more.")
    low, high = ends(_latest(catalog.support, KIOSK))
    return people * low, people * high


def _weeks(asset: Asset, start: date | None, end: date | None) -> float | None:
    """Weeks during which an asset is there; None when the dates are not known."""
    if start is None or end is None:
        return None
    first = max(start, asset.available_on) if asset.available_on else start
    return max(0, (end - first).days) / 7


def _latest(support: Mapping[str, Support], name: str) -> Figure:
    figure = support[name].latest if name in support else None
    if figure is None:
        raise ValueError(f"{name} is expected in data/support.yaml, with a value.")
    return figure


def _whole(people: float) -> int:
    """Whole people; a billionth short of one more is one more."""
    return floor(people + 1e-9)
