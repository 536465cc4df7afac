"""Help available: zero until it is entered, then whole people worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.facts import Figure
from catalog.load import Catalog
from planner.brief import Asset, Brief, Limits
from planner.help import capacity, capacity_of, kiosk_helps, yardstick

MINUTES = Figure(value=30, low=12, high=60, unit="minutes", kind="default")
EIGHT_WEEKS = Limits(start=date(2027, 3, 1), end=date(2027, 4, 26))


def brief(*assets: Asset, limits: Limits = EIGHT_WEEKS) -> Brief:
    return Brief(subject="Une place", already_have=assets, limits=limits)


def mediator(**facts: Any) -> Asset:
    return Asset(what="mediator", **facts)


def test_a_half_day_of_three_hours_accompanies_three_to_fifteen_people() -> None:
    """180 minutes: 3 people at an hour each, 15 at twelve minutes each."""
    found = capacity(3, 1, MINUTES)
    assert (found.low, found.high, found.hours) == (3, 15, 3)
    assert found.is_default and found.missing == ()


def test_places_and_weeks_add_up() -> None:
    """Two places, 6 hours a week, 8 weeks: 96 hours, 96 people at an hour each, 480 at twelve minutes."""
    found = capacity(6, 8, MINUTES, places=2)
    assert (found.low, found.high, found.hours) == (96, 480, 96)


def test_minutes_of_the_organiser_without_a_range_give_one_number() -> None:
    found = capacity(1, 1, Figure(value=20, unit="minutes", kind="entered"))
    assert (found.low, found.high) == (3, 3) and not found.is_default


def test_part_of_a_person_is_nobody() -> None:
    assert (capacity(0.9, 1, MINUTES).low, capacity(0.1, 1, MINUTES).high) == (0, 0)


@pytest.mark.parametrize(("hours", "weeks", "places"), [(-1, 1, 1), (1, -1, 1), (1, 1, -1)])
def test_a_negative_number_is_refused(hours: float, weeks: float, places: int) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        capacity(hours, weeks, MINUTES, places)


def test_minutes_of_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="more than zero"):
        capacity(1, 1, Figure(value=0, unit="minutes", kind="entered"))


@given(st.floats(0, 168), st.integers(0, 52), st.integers(0, 20), st.floats(0, 20))
def test_more_hours_never_accompany_fewer_people(hours: float, weeks: int, places: int, more: float) -> None:
    one, two = capacity(hours, weeks, MINUTES, places), capacity(hours + more, weeks, MINUTES, places)
    assert 0 <= one.low <= one.high and one.low <= two.low and one.high <= two.high


# -- a brief -------------------------------------------------------------------------------------------


def test_the_local_capacity_is_zero_until_a_mediator_is_entered(catalog: Catalog) -> None:
    found = capacity_of(brief(), catalog)
    assert (found.low, found.high, found.hours) == (0, 0, 0) and found.missing == ("already_have",)
    rooms = capacity_of(brief(Asset(what="rooms", hours_per_week=40)), catalog)
    assert rooms.high == 0


def test_a_mediator_without_hours_counts_for_nothing_and_is_named(catalog: Catalog) -> None:
    found = capacity_of(brief(mediator()), catalog)
    assert found.high == 0 and found.missing == ("already_have.hours_per_week",)


def test_hours_without_dates_count_for_nothing_unless_a_length_is_given(catalog: Catalog) -> None:
    undated = brief(mediator(hours_per_week=6), limits=Limits())
    assert capacity_of(undated, catalog).missing == ("limits",) and capacity_of(undated, catalog).high == 0
    assert capacity_of(undated, catalog, weeks=4).hours == 24


def test_each_mediator_counts_from_the_day_it_is_there(catalog: Catalog) -> None:
    """6 hours for 8 weeks, and 4 hours for the last 4: 48 + 16 = 64 hours, 64 people at an hour, 320 at twelve minutes."""
    found = capacity_of(brief(mediator(hours_per_week=6), mediator(hours_per_week=4, available_on=date(2027, 3, 29))), catalog)
    assert (found.hours, found.low, found.high, found.missing) == (64, 64, 320, ())
    late = capacity_of(brief(mediator(hours_per_week=6, available_on=date(2027, 6, 1))), catalog)
    assert late.hours == 0


def test_what_is_entered_counts_beside_what_is_missing(catalog: Catalog) -> None:
    found = capacity_of(brief(mediator(hours_per_week=1), mediator()), catalog)
    assert found.low == 8 and found.missing == ("already_have.hours_per_week",)


# -- the country, and kiosks ---------------------------------------------------------------------------


def test_the_national_yardstick_is_worked_from_published_totals(catalog: Catalog) -> None:
    """(5,000,000 − 1,811,510) / 2 = 1,594,245 a year; over 4,000 posts 399, over 2,800 posts 569."""
    found = yardstick(catalog)
    assert (round(found.low), round(found.high)) == (399, 569)
    assert "Moyenne nationale" in found.why.fr and set(found.sources) <= set(catalog.sources)


def test_a_kiosk_in_self_service_helps_almost_nobody(catalog: Catalog) -> None:
    low, high = kiosk_helps(1_000, catalog)
    assert low == 0 and 0 < high <= 50
    with pytest.raises(ValueError, match="zero or more"):
        kiosk_helps(-1, catalog)


def test_a_catalogue_without_its_rule_is_refused(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="minutes_per_person"):
        capacity_of(brief(), replace(catalog, support={}))
