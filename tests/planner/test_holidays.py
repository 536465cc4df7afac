"""Public and school holidays of a place: published days, and what is not known said so."""

from __future__ import annotations

import socket
from datetime import date

import pytest

from planner import holidays
from planner.holidays import ZONES, last_known, public_holidays, school_holidays, school_known, usual_break, zone_of
from planner.regions import REGION_OF


def test_each_mainland_department_has_one_zone_and_no_other_has_any() -> None:
    codes = " ".join(ZONES.values()).split()
    assert len(codes) == len(set(codes)) == 94  # 96 departments of metropolitan France, less the two of Corsica
    assert set(REGION_OF) - set(codes) == {"2A", "2B", "971", "972", "973", "974", "976"}


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("60", "B"),
        ("69", "A"),
        ("31", "C"),
        ("75", "C"),
        ("R75", "A"),
        ("R44", "B"),
        ("2A", None),
        ("R94", None),
        ("974", None),
        ("", None),
    ],
)
def test_the_zone_follows_the_department(code: str, zone: str | None) -> None:
    assert zone_of(code) == zone


def test_the_winter_holidays_of_2027_differ_by_zone() -> None:
    spans = {
        code: [(p.first, p.last) for p in school_holidays(code, date(2027, 2, 1), date(2027, 3, 15)) or ()] for code in ("69", "60", "75")
    }
    assert spans == {
        "69": [(date(2027, 2, 13), date(2027, 2, 28))],
        "60": [(date(2027, 2, 20), date(2027, 3, 7))],
        "75": [(date(2027, 2, 6), date(2027, 2, 21))],
    }


def test_holidays_over_new_year_are_one_period_whole() -> None:
    (christmas,) = school_holidays("60", date(2026, 12, 31), date(2027, 1, 1)) or ()
    assert (christmas.first, christmas.last, christmas.days) == (date(2026, 12, 19), date(2027, 1, 3), 16)
    assert christmas.cut(date(2027, 1, 1), date(2027, 1, 31)) == 3


def test_no_holiday_is_not_the_same_as_not_known() -> None:
    assert school_holidays("60", date(2027, 1, 11), date(2027, 1, 24)) == ()
    assert school_holidays("2A", date(2027, 1, 11), date(2027, 1, 24)) is None
    after = date(last_known().year, 12, 15)  # the year is in the table, the day is not
    assert last_known() >= date(2027, 12, 31)
    assert school_holidays("60", after, after) is None and not school_known("60", date(2027, 1, 1), after)


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("60", set()),
        ("57", {date(2027, 3, 26), date(2027, 12, 26)}),  # Good Friday and Saint Stephen's
        ("67", {date(2027, 3, 26), date(2027, 12, 26)}),
        ("68", {date(2027, 3, 26), date(2027, 12, 26)}),
        ("974", {date(2027, 12, 20)}),
        ("R44", set()),  # Alsace and Moselle are only a part of it
    ],
)
def test_alsace_moselle_and_overseas_have_days_of_their_own(code: str, own: set[date]) -> None:
    found = {day.first for day in public_holidays(code, date(2027, 1, 1), date(2027, 12, 31))}
    national = {
        date(2027, month, day)
        for month, day in [(1, 1), (3, 29), (5, 1), (5, 6), (5, 8), (5, 17), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    }
    assert found == national | own


def test_names_are_in_both_languages() -> None:
    (day,) = public_holidays("60", date(2027, 1, 1), date(2027, 1, 2))
    assert (day.name.fr, day.name.en) == ("Jour de l’an", "New Year’s Day")


def test_the_usual_break_is_summer_and_the_year_end() -> None:
    days = [
        date(2027, 7, 9),
        date(2027, 7, 10),
        date(2027, 8, 31),
        date(2027, 9, 1),
        date(2027, 12, 19),
        date(2027, 12, 20),
        date(2027, 1, 3),
        date(2027, 1, 4),
    ]
    assert [usual_break(day) for day in days] == [False, True, True, False, False, True, True, False]


def test_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for cached in (holidays._table, holidays._periods, holidays._public):
        cached.cache_clear()
    assert school_holidays("60", date(2027, 4, 1), date(2027, 4, 30)) and public_holidays("67", date(2027, 1, 1), date(2027, 12, 31))
