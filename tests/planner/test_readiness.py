"""Whether to consult now: each point in its three states, and the sentence they come to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.load import Catalog, load
from planner.brief import Brief, Commitments, Context, Limits, Mandate
from planner.plan import Plan
from planner.readiness import Point, brief_as_said, readiness, restraint_from, verdict

TODAY = date(2026, 11, 22)
MANDATE: dict[str, Any] = {"open": ("le tracé",), "decided_on": date(2027, 6, 24), "promises": "aucune"}
LIMITS: dict[str, Any] = {"budget": 0, "staff_days": 20, "start": date(2027, 1, 4), "end": date(2027, 5, 14)}
CONTEXT: dict[str, Any] = {"attention": "followed", "election_on": date(2028, 3, 12)}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def brief(**more: dict[str, Any]) -> Brief:
    """A brief with every point settled, less what the test changes."""
    return Brief(
        subject="Le quai",
        mandate=Mandate(**{**MANDATE, **more.get("mandate", {})}),
        limits=Limits(**{**LIMITS, **more.get("limits", {})}),
        context=Context(**{**CONTEXT, **more.get("context", {})}),
        commitments=Commitments(**{"reply_owner": "Adjointe", **more.get("commitments", {})}),
    )


def points(given: Brief, catalog: Catalog) -> dict[str, Point]:
    return {point.id: point for point in readiness(given, catalog, TODAY)}


def test_with_everything_settled_the_answer_is_yes(catalog: Catalog) -> None:
    found = readiness(brief(), catalog, TODAY)
    assert {point.state for point in found} == {"yes"}
    assert (verdict(found).answer, verdict(found).said.fr) == ("yes", "Oui.")


def test_an_empty_brief_knows_nothing_and_says_what_to_do_first(catalog: Catalog) -> None:
    found = readiness(Brief(subject="Le quai"), catalog, TODAY)
    assert {point.state for point in found} == {"unknown"}
    assert verdict(found).said.fr == (
        "Pas encore : d’abord, dire ce que le public peut encore changer ; fixer la date de la décision ; fixer la fin de la concertation."
    )


STATES = [  # what changes, the point looked at, its state
    ({"mandate": {"open": ()}}, "open", "no"),
    ({"mandate": {"open": None}}, "open", "unknown"),
    ({"mandate": {"decided_on": TODAY}}, "not_taken", "no"),
    ({"mandate": {"decided_on": date(2026, 11, 23)}}, "not_taken", "yes"),
    ({"mandate": {"decided_on": date(2027, 5, 14)}}, "in_time", "no"),  # the last day of the consultation
    ({"mandate": {"decided_on": date(2027, 5, 15)}}, "in_time", "yes"),
    ({"limits": {"end": date(2027, 1, 25)}}, "in_time", "no"),  # 21 days: reading takes the three weeks
    ({"limits": {"end": date(2027, 1, 26)}}, "in_time", "yes"),
    ({"limits": {"end": None}}, "in_time", "unknown"),
    ({"commitments": {"reply_owner": None}}, "answered", "unknown"),
    ({"limits": {"staff_days": 0}}, "means", "no"),
    ({"limits": {"budget": None}}, "means", "unknown"),
    ({"mandate": {"promises": None}}, "promises", "unknown"),
    ({"context": {"attention": "contested"}}, "conflict", "no"),
    ({"context": {"attention": "contested"}, "commitments": {"third_party": "Garante"}}, "conflict", "yes"),
    ({"context": {"attention": None}}, "conflict", "unknown"),
    ({"context": {"election_on": date(2027, 11, 30)}}, "election", "no"),  # restraint from 1 May, the end is 14 May
    ({"context": {"election_on": date(2027, 12, 1)}}, "election", "yes"),  # restraint from 1 June
    ({"context": {"election_on": date(2027, 1, 3)}}, "election", "yes"),  # the day before the start
    ({"context": {"election_on": None}}, "election", "unknown"),
    ({"limits": {"start": date(2027, 6, 20), "end": date(2027, 8, 31)}}, "summer", "no"),  # 53 of 73 days
    ({"limits": {"start": date(2027, 6, 1), "end": date(2027, 7, 25)}}, "summer", "yes"),  # 16 of 55 days
    ({"limits": {"start": None}}, "summer", "unknown"),
]


@pytest.mark.parametrize(("change", "id", "state"), STATES)
def test_a_point_is_settled_open_or_not_known(change: dict[str, Any], id: str, state: str, catalog: Catalog) -> None:
    assert points(brief(**change), catalog)[id].state == state


def test_what_is_not_settled_says_what_to_do(catalog: Catalog) -> None:
    for change, id, _ in STATES:
        point = points(brief(**change), catalog)[id]
        assert (point.todo is None) == (point.state == "yes"), (change, id)


def test_when_nothing_is_open_information_is_enough(catalog: Catalog) -> None:
    found = verdict(readiness(brief(mandate={"open": ()}), catalog, TODAY))
    assert (found.answer, found.said.fr) == ("no", "Non : rien n’est ouvert, une information suffit.")


def test_when_the_decision_is_taken_information_is_enough(catalog: Catalog) -> None:
    found = verdict(readiness(brief(mandate={"decided_on": date(2026, 10, 1)}), catalog, TODAY))
    assert (found.answer, found.said.fr) == ("no", "Non : la décision est prise, une information suffit.")


def test_a_point_that_asks_for_care_does_not_hold_a_consultation_back(catalog: Catalog) -> None:
    found = verdict(readiness(brief(context={"attention": "contested", "election_on": date(2027, 3, 14)}), catalog, TODAY))
    assert found.answer == "yes"
    assert found.said.fr.startswith("Oui, en pensant à ceci : trouver un tiers que les parties acceptent ; garder un ton neutre")


def test_without_dates_an_election_is_held_against_today(catalog: Catalog) -> None:
    undated = {"limits": {"start": None, "end": None}}
    assert points(brief(**undated, context={"election_on": date(2027, 5, 2)}), catalog)["election"].state == "no"  # from 1 November 2026
    assert points(brief(**undated, context={"election_on": date(2027, 6, 6)}), catalog)["election"].state == "yes"  # from 1 December 2026


@pytest.mark.parametrize(
    ("election", "first"),
    [(date(2026, 3, 15), date(2025, 9, 1)), (date(2027, 6, 30), date(2026, 12, 1)), (date(2027, 7, 1), date(2027, 1, 1))],
)
def test_restraint_starts_on_the_first_day_of_the_sixth_month_before(election: date, first: date) -> None:
    assert restraint_from(election) == first


def test_what_the_plan_undertakes_wins_over_its_brief() -> None:
    said = Plan(brief=brief(), commitments=Commitments(reply_owner="Maire", third_party="Garante"))
    assert (brief_as_said(said).commitments.reply_owner, brief_as_said(said).commitments.third_party) == ("Maire", "Garante")
    assert brief_as_said(Plan(brief=brief())).commitments.reply_owner == "Adjointe"
