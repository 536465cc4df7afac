"""Whether a tool lives, by rule, and which facts are old."""

from __future__ import annotations

from datetime import date

import pytest
from shelf import tool

from catalog.ageing import is_old, liveness, year_of
from catalog.facts import AgeLimit, Fact, Text
from catalog.load import load
from catalog.tools import Deployment

REASON = Text(fr="raison", en="reason")
LIMITS = {"status": AgeLimit(id="status", years=3, reason=REASON), "price": AgeLimit(id="price", years=2, reason=REASON)}
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("status", "uses", "value", "year"),
    [
        (Fact(value="active", as_of=2023), (), "active", 2023),  # three years: still within the limit
        (Fact(value="active", as_of=2022), (), "unknown", 2022),  # four years ago
        (Fact(value="active"), (), "unknown", None),  # no date, no claim
        (Fact(value="active", as_of=2026, confidence="memory"), (), "unknown", None),  # general knowledge is no evidence
        (Fact(value="unknown", as_of=2025), (), "unknown", None),
        (Fact(value="active", as_of=2019), (2025,), "active", 2025),  # a dated use is a sign of life
        (Fact(value="unknown"), (2021,), "unknown", 2021),
        (Fact(value="discontinued", as_of=2024, sources=("s",)), (2025,), "discontinued", 2024),  # evidence of an end wins
        (Fact(value="discontinued", as_of=2024, sources=("s",), confidence="memory"), (), "unknown", None),
    ],
)
def test_liveness_rests_on_dated_evidence(status: Fact, uses: tuple[int, ...], value: str, year: int | None) -> None:
    given = tool("x", "poll", status=status, deployments=tuple(Deployment(who="Une ville", year=used) for used in uses))
    found = liveness(given, LIMITS, TODAY)
    assert (found.value, found.year) == (value, year)
    assert found.reason.fr and found.reason.en and (year is None or str(year) in found.reason.fr)


def test_a_fact_ages_by_its_field() -> None:
    assert is_old("price", 2023, LIMITS, TODAY) and not is_old("price", 2024, LIMITS, TODAY)
    assert not is_old("price", None, LIMITS, TODAY) and not is_old("features", 1990, LIMITS, TODAY)
    assert (
        year_of(Fact(value="x", sources=("s",), read_on=TODAY)) == 2026
        and year_of(Fact(value="x", as_of=2020, sources=("s",), read_on=TODAY)) == 2020
    )


def test_no_tool_of_the_catalogue_is_called_dead_without_evidence() -> None:
    catalog = load()
    for each in catalog.tools.values():
        alive = catalog.liveness(each)
        if alive.value == "discontinued":
            assert each.status.sources or each.sources
        if alive.value == "active":
            assert alive.year and date.today().year - alive.year <= catalog.ages["status"].years
