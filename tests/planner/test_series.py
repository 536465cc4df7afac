"""What charts show of a plan: the evaluation's own numbers, and the dates to hold."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.load import Catalog, load
from planner.evaluate import Evaluation, evaluate
from planner.plan import Plan
from planner.series import later, reach, timeline

BRIEF = {
    "subject": "La place",
    "territory": {"name": "Bourg", "code": "37", "people": 18000},
    "audiences": [{"name": "Riverains", "people": 1200}],
    "mandate": {"council_on": "2026-12-14", "decided_on": "2028-06-24"},
    "limits": {"start": "2027-01-11"},
    "commitments": {"reply_on": "2027-03-01"},
}
ACTIVITIES = [
    {"id": "stand", "method": "market_stand", "phase": "diagnose", "units": 2, "week": 3},
    {"id": "site", "method": "online_platform", "phase": "ideate", "week": 4},
    {"id": "retour", "method": "public_meeting", "phase": "report_back", "units": 1, "week": 12},
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def plan(**brief: object) -> Plan:
    bridges = [{"from": "stand", "to": "site", "how": "les fiches y sont saisies"}]
    return Plan.model_validate({"brief": {**BRIEF, **brief}, "activities": ACTIVITIES, "bridges": bridges})


@pytest.fixture(scope="module")
def numbers(catalog: Catalog) -> Evaluation:
    return evaluate(plan(), catalog)


def test_a_bar_is_an_activity_with_its_strand_its_weeks_and_its_units(catalog: Catalog, numbers: Evaluation) -> None:
    bars = timeline(plan(), catalog, numbers, "fr").bars
    assert [(bar.id, bar.name, bar.strand, bar.first, bar.units) for bar in bars] == [
        ("stand", "Stand sur un marché", "in_person", 3, 2),
        ("site", "Plateforme de participation", "digital", 4, 1),  # a number not written counts as one
        ("retour", "Réunion publique", "in_person", 12, 1),
    ]
    assert [bar.last for bar in bars] == [line.end_week for line in numbers.lines]


def test_an_arrow_is_a_bridge(catalog: Catalog, numbers: Evaluation) -> None:
    (arrow,) = timeline(plan(), catalog, numbers, "fr").arrows
    assert (arrow.start, arrow.end, arrow.words) == ("stand", "site", "les fiches y sont saisies")


def test_dates_to_hold_are_drawn_near_said_far_and_left_out_before_the_start(catalog: Catalog, numbers: Evaluation) -> None:
    # The council of December comes before the start. The reply falls 49 days after it: 7 weeks. The decision, in 2028, is far away.
    drawn = timeline(plan(), catalog, numbers, "fr")
    ends = max(line.end_week or 0 for line in numbers.lines[:2])
    assert [(stone.week, stone.word) for stone in drawn.stones] == [(2, "ouverture"), (ends, "clôture"), (7, "réponse")]
    assert drawn.stones[0].day == date(2027, 1, 25) and drawn.stones[2].day == date(2027, 3, 1)
    assert later(plan(), numbers, "fr") == ("décision, 24 juin 2028",)
    assert later(plan(), numbers, "en") == ("decision, 24 June 2028",)


def test_without_a_start_no_date_can_be_placed(catalog: Catalog) -> None:
    loose = plan(limits={})
    drawn = timeline(loose, catalog, evaluate(loose, catalog), "en")
    assert drawn.start is None
    assert [(stone.word, stone.day) for stone in drawn.stones] == [("contributions open", None), ("contributions close", None)]


def test_publics_have_the_counts_of_the_evaluation_and_the_territory_is_marked(numbers: Evaluation) -> None:
    nobody = numbers.coverage[0].model_copy(update={"audience": "Personne", "people": 0.0})
    publics = reach(numbers.model_copy(update={"coverage": (nobody, *numbers.coverage)}), "fr").publics
    assert [(public.name, public.whole) for public in publics] == [("Riverains", False), ("Tout le territoire", True)]
    for public, row in zip(publics, (numbers.of("Riverains"), numbers.of("all")), strict=True):
        assert (public.people, public.can, public.low, public.value, public.high) == (
            row.people, row.can, row.comes_low, row.comes, row.comes_high,
        )  # fmt: skip
    assert reach(numbers, "en").publics[-1].name == "The whole territory"


def test_an_activity_that_was_not_evaluated_stands_at_its_own_week(catalog: Catalog, numbers: Evaluation) -> None:
    nothing = numbers.model_copy(update={"lines": ()})
    drawn = timeline(plan(), catalog, nothing, "fr")
    assert [(bar.first, bar.last, bar.units) for bar in drawn.bars] == [(3, 3, 2), (4, 4, 1), (12, 12, 1)]
    assert [stone.word for stone in drawn.stones] == ["réponse"]
