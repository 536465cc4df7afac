"""The worked solution: within the means of its round, from the formats on the table, on a canvas, and none where nothing is open."""

from __future__ import annotations

import pytest

from catalog.load import load
from catalog.methods import CONTRIBUTION_PHASES
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.workshop.codes import read_canvas
from planner.workshop.scenario import brief_after, offered, scenario
from planner.workshop.solution import informing, on_lanes, solution

CATALOG = load()


@pytest.fixture(scope="module")
def solved():  # type: ignore[no-untyped-def]
    return solution(scenario(CATALOG, "place-de-la-halle"), CATALOG, "fr", seconds=1)


def test_each_round_keeps_to_its_means_and_to_the_cards_left(solved) -> None:  # type: ignore[no-untyped-def]
    case = scenario(CATALOG, "place-de-la-halle")
    assert [step.round for step in solved.steps] == [turn.id for turn in case.rounds]
    for i, step in enumerate(solved.steps, start=1):
        limits = brief_after(case, i).limits
        assert step.plan is not None and step.plan.activities
        assert step.cost <= limits.budget + 0.5 and step.staff_days <= limits.staff_days + 0.05
        assert {each.method for each in step.plan.activities} <= set(offered(case, i))
    assert solved.steps[-1].cost <= 4500


def test_its_codes_typed_again_give_the_same_plan(solved) -> None:  # type: ignore[no-untyped-def]
    for step in solved.steps:
        canvas = read_canvas(step.codes, step.plan.brief, CATALOG, "fr")
        assert not canvas.problems
        assert canvas.plan.activities == step.plan.activities and canvas.plan.bridges == step.plan.bridges


def test_every_activity_of_the_last_plan_has_a_reason(solved) -> None:  # type: ignore[no-untyped-def]
    last = solved.steps[-1].plan
    assert [each.activity for each in solved.reasons] == [each.id for each in last.activities]
    assert all(each.words and "{" not in each.words for each in solved.reasons)


def test_where_nothing_is_open_the_plan_informs_and_asks_for_no_opinion() -> None:
    case = scenario(CATALOG, "decision-deja-prise")
    found = solution(case, CATALOG, "fr", seconds=1)
    assert found.answer == "information"
    assert [step.same for step in found.steps] == [False, True, False]  # the petition changes no number
    for i, step in enumerate(found.steps, start=1):
        assert step.plan is not None and len(step.plan.activities) >= 3
        assert not {each.phase for each in step.plan.activities} & set(CONTRIBUTION_PHASES)
        assert {"inform", "report_back"} <= {each.phase for each in step.plan.activities}
        assert step.cost <= 3500 and step.staff_days <= brief_after(case, i).limits.staff_days
        assert all(comes == 0 for _, _, _, comes, _ in step.coverage)
    assert evaluate(informing(case, Situation(brief_after(case, 3), CATALOG), 3), CATALOG, draws=2).staff_days <= 18


def test_a_plan_too_wide_for_a_canvas_loses_what_is_least_missed() -> None:
    """Nine activities in person, of which one brings nobody: that one goes, and is named."""
    case = scenario(CATALOG, "place-de-la-halle")
    at = Situation(case.brief, CATALOG)
    wanted = ["use_observation", "market_stand", "shop_tour", "street_meeting", "door_to_door", "diagnostic_walk", "mapping_table",
              "porteur_de_parole", "public_meeting"]  # fmt: skip
    phase = {id: next((p for p in CATALOG.methods[id].phases if p in CONTRIBUTION_PHASES), "diagnose") for id in wanted}
    plan = Plan(brief=case.brief, activities=tuple(Activity(id=id, method=id, phase=phase[id], units=2) for id in wanted))
    kept, cut = on_lanes(plan, at)
    assert cut == ("use_observation",) and len(kept.activities) == 8
