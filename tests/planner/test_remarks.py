"""Slips in a brief are told with what to write; an ordinary brief gets no remark."""

from __future__ import annotations

from datetime import date

from catalog.load import Catalog
from planner.brief import Audience, Brief, Limits, Mandate, Territory
from planner.reach import Situation
from planner.remarks import remarks

TODAY = date(2026, 11, 22)


def test_an_ordinary_brief_gets_no_remark(catalog: Catalog) -> None:
    brief = Brief(
        subject="Place",
        territory=Territory(name="Ville", people=18000),
        audiences=(Audience(name="Riverains", people=1400),),
        limits=Limits(start=date(2027, 1, 4), end=date(2027, 6, 1)),
        mandate=Mandate(decided_on=date(2027, 6, 24)),
    )
    assert remarks(Situation(brief, catalog), TODAY) == ()


def test_dates_gone_by_and_a_decision_before_the_end(catalog: Catalog) -> None:
    brief = Brief(
        subject="Place",
        limits=Limits(start=date(2020, 1, 6), end=date(2027, 3, 1)),
        mandate=Mandate(decided_on=date(2027, 2, 1)),
    )
    told = remarks(Situation(brief, catalog), TODAY)
    assert [("2020-01-06" in told[0].fr, "limits.start" in told[0].en), ("2027-02-01" in told[1].fr, "2027-03-01" in told[1].en)] == [
        (True, True),
        (True, True),
    ]


def test_an_audience_larger_than_its_territory(catalog: Catalog) -> None:
    brief = Brief(subject="Place", territory=Territory(name="Ville", people=18000), audiences=(Audience(name="Riverains", people=140_000),))
    (told,) = remarks(Situation(brief, catalog), TODAY)
    assert "Riverains" in told.fr and "140" in told.fr
