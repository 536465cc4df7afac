"""Public and school holidays of a place, from tables that come with installed packages: nothing is asked of the network.

School holidays are known for the zones A, B and C of mainland France, up to the last day of the table. For
Corsica, overseas and later years they are not known here, and the caller is told so: no date is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from catalog.facts import Record, Text
from planner.regions import REGIONS

Zone = Literal["A", "B", "C"]

SOURCES = ("feries-python", "vacances-scolaires")  # keys of data/sources.yaml

# Departments of each zone since 2016, by the académies that make it up.
ZONES: Mapping[Zone, str] = {
    "A": "25 39 70 90 24 33 40 47 64 03 15 43 63 21 58 71 89 07 26 38 73 74 19 23 87 01 42 69 16 17 79 86",
    "B": "04 05 13 84 02 60 80 14 27 50 61 76 59 62 54 55 57 88 44 49 53 72 85 06 83 18 28 36 37 41 45 08 10 51 52 22 29 35 56 67 68",
    "C": "77 93 94 11 30 34 48 66 75 09 12 31 32 46 65 81 82 78 91 92 95",
}
_ZONE_OF: Mapping[str, Zone] = {code: zone for zone, codes in ZONES.items() for code in codes.split()}
# Departments with public holidays of their own, as the package names them: local law of Alsace-Moselle, and overseas.
_OWN_DAYS: Mapping[str, str] = {"57": "57", "67": "6AE", "68": "6AE", **{code: code for code in ("971", "972", "973", "974", "976")}}
_SCHOOL_ENGLISH: Mapping[str, str] = {
    "Vacances de Noël": "Christmas holidays",
    "Vacances d'hiver": "winter holidays",
    "Vacances de printemps": "spring holidays",
    "Vacances d'été": "summer holidays",
    "Vacances de la Toussaint": "autumn holidays",
    "Pont de l'Ascension": "Ascension break",
}


class Period(Record):
    """Some days off, both ends included."""

    name: Text
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def cut(self, first: date, last: date) -> int:
        """How many of its days fall between two days, both included."""
        return max((min(self.last, last) - max(self.first, first)).days + 1, 0)


def zone_of(code: str) -> Zone | None:
    """The school zone of a department, or of a region whose departments share one; None for Corsica, overseas and all of France."""
    departments = REGIONS[code][1] if code in REGIONS else (code,)
    zones = {_ZONE_OF.get(department) for department in departments}
    return zones.pop() if len(zones) == 1 else None


def last_known() -> date:
    """The last day that the table of school holidays covers."""
    return _table()[1]


def school_known(code: str, first: date, last: date) -> bool:
    """Whether the school holidays of a place are known from one day to another."""
    return zone_of(code) is not None and _table()[0] <= first and last <= _table()[1]


def school_holidays(code: str, first: date, last: date) -> tuple[Period, ...] | None:
    """School holidays that touch these days, whole and in order; None when they are not known, which is not "none"."""
    zone = zone_of(code)
    if zone is None or not school_known(code, first, last):
        return None
    return tuple(period for period in _periods(zone) if period.cut(first, last))


def public_holidays(code: str, first: date, last: date) -> tuple[Period, ...]:
    """Public holidays from one day to another, those of Alsace-Moselle and overseas included where they hold.

    Args:
        code: department or region; a region keeps only what all its departments share.
    """
    departments = REGIONS[code][1] if code in REGIONS else (code,)
    own = {_OWN_DAYS.get(department) for department in departments}
    part = own.pop() if len(own) == 1 else None
    days = (day for year in range(first.year, last.year + 1) for day in _public(part, year))
    return tuple(day for day in days if first <= day.first <= last)


def usual_break(day: date) -> bool:
    """Summer (10 July to 31 August) or the end of the year (20 December to 3 January): the rule where no zone is known."""
    here = (day.month, day.day)
    return (7, 10) <= here <= (8, 31) or here >= (12, 20) or here <= (1, 3)


def days_off(periods: tuple[Period, ...], first: date, last: date) -> int:
    """How many days between two days, both included, fall in some of these periods, which do not overlap."""
    return sum(period.cut(first, last) for period in periods)


@cache
def _public(part: str | None, year: int) -> tuple[Period, ...]:
    french, english = (holidays.country_holidays("FR", subdiv=part, years=year, language=language) for language in ("fr", "en_US"))
    return tuple(
        Period(name=Text(fr=_curly(french[day]), en=_curly(english[day])), first=day, last=day)
        for day in sorted(french)
        if day.year == year
    )


@cache
def _table() -> tuple[date, date, SchoolHolidayDates]:
    """First and last day of the table, and the table; read once."""
    table = SchoolHolidayDates()
    return min(table.data), max(table.data), table


@cache
def _periods(zone: Zone) -> tuple[Period, ...]:
    """The school holidays of a zone, its days off gathered when they follow each other under one name."""
    found: list[tuple[date, date, str]] = []
    for day, row in sorted(_table()[2].data.items()):
        if not row[f"vacances_zone_{zone.lower()}"]:
            continue
        name = row["nom_vacances"]
        if found and found[-1][2] == name and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day, name)
        else:
            found.append((day, day, name))
    return tuple(
        Period(name=Text(fr=_curly(name), en=_SCHOOL_ENGLISH.get(name, name)), first=first, last=last) for first, last, name in found
    )


def _curly(name: str) -> str:
    return name.replace("'", "’")
