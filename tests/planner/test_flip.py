"""From which figure on another choice would do as well: applied, the choice changes; almost applied, it does not."""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from catalog.load import Catalog
from planner.brief import Brief
from planner.evaluate import evaluate
from planner.explain import explain
from planner.flip import Flip, Kept, Room, applied, flip, means, value
from planner.optimise import goal_of
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.work import Work

ROOM = {
    "people": 25, "share": 0.1, "capacity": 40, "staff_days": 3, "setup_days": 1, "external_days": 0, "purchases": 350,
    "setup_purchases": 150, "weeks": 1, "lead_weeks": 4, "contributions": 1.5, "reading_minutes": 4,
}  # fmt: skip
TOWN: dict[str, Any] = {
    "subject": "Une place",
    "territory": {"name": "Bourg", "people": 18_000},
    "audiences": [{"name": "Parents", "people": 2500}, {"name": "Aînés", "people": 2000, "tags": ["elderly"]}],
    "phases": ["diagnose", "ideate"],
    "limits": {"budget": 6000, "staff_days": 40},
    "assumptions": {"methods": {"workshop": ROOM}},
}
ACTIVITIES: list[dict[str, Any]] = [
    {"id": "boitage", "method": "letterbox_drop", "phase": "mobilise", "units": 1},
    {"id": "atelier", "method": "workshop", "phase": "diagnose", "units": 3},
    {"id": "site", "method": "online_survey", "phase": "diagnose", "units": 1},
    {"id": "stand", "method": "market_stand", "phase": "ideate", "units": 2},
]


def planned(activities: list[dict[str, Any]] = ACTIVITIES, **brief: Any) -> Plan:
    return Plan.model_validate({"brief": {**TOWN, **brief}, "activities": activities})


def worth(plan: Plan, brief: Brief, catalog: Catalog) -> tuple[float, float, float]:
    """The value of a plan under a brief, from the public evaluation alone."""
    plan = plan.model_copy(update={"brief": brief})
    everyone = evaluate(plan, catalog).of("all")
    return round(goal_of(plan, Situation(brief, catalog)), 9), round(everyone.comes, 6), round(everyone.informed, 6)


def fitting(plan: Plan, i: int, method: str, options: tuple[str, ...], top: int, brief: Brief, room: Room, catalog: Catalog) -> Plan | None:
    """The plan with a method in place of an activity, at the most units that fit, tried one by one."""
    for units in range(top, 0, -1):
        changed = plan.activities[i].model_copy(update={"method": method, "units": units, "options": options})
        other = plan.model_copy(update={"brief": brief, "activities": (*plan.activities[:i], changed, *plan.activities[i + 1 :])})
        numbers = evaluate(other, catalog)
        if numbers.cost <= room.money and numbers.staff_days <= room.days and (numbers.weeks or 0) <= room.weeks:
            return other
    return None


def wins(plan: Plan, i: int, other: Activity, brief: Brief, room: Room, catalog: Catalog) -> bool:
    """Whether the replacement is worth more under a brief."""
    at = Situation(brief, catalog)
    here = plan.activities[i]
    top = at.most_units(catalog.methods[other.method], here.phase in ("diagnose", "ideate"))
    there = fitting(plan, i, other.method, other.options, top, brief, room, catalog)
    stays = fitting(plan, i, here.method, here.options, here.units or 1, brief, room, catalog)
    return there is not None and (stays is None or worth(there, brief, catalog) > worth(stays, brief, catalog))


def test_the_value_and_the_means_are_those_of_the_evaluation(catalog: Catalog) -> None:
    plans = [planned(), *(planned([a for a in ACTIVITIES if a["id"] != each["id"]]) for each in ACTIVITIES)]
    plans += [planned([{**a, "options": ["external_facilitation"]} if a["id"] == "atelier" else a for a in ACTIVITIES])]
    plans += [planned([ACTIVITIES[2]])]  # online only: fewer can take part than would come
    for plan in plans:
        at, numbers = Kept(plan.brief, catalog), evaluate(plan, catalog)
        assert value(plan, at) == pytest.approx(worth(plan, plan.brief, catalog))
        assert means([Work.of(a, at) for a in plan.activities], at) == pytest.approx((numbers.cost, numbers.staff_days))


def test_a_situation_laid_again_is_the_one_laid_from_nothing(catalog: Catalog) -> None:
    plan = planned()
    at = Kept(plan.brief, catalog)
    evaluate(plan, catalog, at)
    for changed in (
        at.with_figures("workshop", {"people": 12.0, "purchases": 99.0}),
        at.with_figures("online_survey", {"people": 12.0}).with_figures("workshop", {"people": 3.0}),
        at.with_budget(9_000),
    ):
        other = plan.model_copy(update={"brief": changed.brief})
        assert evaluate(other, catalog, changed) == evaluate(other, catalog)
    assert evaluate(plan, catalog, at) == evaluate(plan, catalog)


def test_each_flip_said_to_be_verified_changes_the_choice_and_a_little_less_does_not(catalog: Catalog) -> None:
    plan = planned()
    room = Room.of(plan.brief, evaluate(plan, catalog))
    seen: list[Flip] = []
    for i, found in enumerate(explain(plan, catalog)):
        if found.instead is None or found.flip is None:
            continue
        options = ("external_facilitation",) if found.instead.contractor else ()
        other = Activity(id=found.id, method=found.instead.method, phase=found.phase, options=options)
        assert not wins(plan, i, other, plan.brief, room, catalog)
        money = {"budget": found.flip.then + 1e-6}.get(found.flip.input, room.money)
        then = Room(max(money, room.money), room.days, room.weeks)
        assert found.flip.verified
        assert wins(plan, i, other, applied(plan.brief, catalog, found.flip), then, catalog)
        assert not wins(plan, i, other, applied(plan.brief, catalog, found.flip, 0.98), room, catalog)
        assert found.flip.relative == pytest.approx(found.flip.then / found.flip.now - 1)
        seen.append(found.flip)
    assert seen


def alone(people: float, **limits: float) -> Plan:
    own = {"workshop": ROOM, "world_cafe": {**ROOM, "people": people}}
    brief = {"territory": None, "audiences": [{"name": "Parents", "people": 2500}], "phases": ["diagnose"], "limits": limits}
    return planned([{"id": "atelier", "method": "workshop", "phase": "diagnose", "units": 1}], **brief, assumptions={"methods": own})


def test_one_flip_worked_by_hand(catalog: Catalog) -> None:
    # Two rooms of the same price; a single unit fits. 25 people against 10: it takes 2.5 times fewer, or 2.5 times more.
    plan = alone(10)
    at = Kept(plan.brief, catalog)
    room = Room.of(plan.brief, evaluate(plan, catalog))
    found = flip(plan, 0, Activity(id="atelier", method="world_cafe", phase="diagnose"), at, room)
    assert found and found.verified and (found.input, found.units) == ("people", 1)
    assert abs(log(found.then / found.now)) == pytest.approx(log(2.5), rel=0.02)
    assert found.of == "workshop" and found.then == pytest.approx(10, rel=0.02) and found.town is None


def test_money_flips_the_choice_when_it_binds(catalog: Catalog) -> None:
    # 600 EUR pay one unit of either, at 150 + 350 EUR. From 450 EUR a unit the activity can no longer be paid: 29 % more.
    plan = alone(10, budget=600)
    at = Kept(plan.brief, catalog)
    room = Room.of(plan.brief, evaluate(plan, catalog))
    other = Activity(id="atelier", method="world_cafe", phase="diagnose")
    found = flip(plan, 0, other, at, room)
    assert found and found.verified and (found.input, found.of, found.unit) == ("price", "workshop", "EUR")
    assert found.now == 350 and found.then == pytest.approx(450, rel=0.01)
    assert not wins(plan, 0, other, plan.brief, room, catalog)
    assert wins(plan, 0, other, at.with_figures("workshop", {"purchases": 451}).brief, room, catalog)
    assert not wins(plan, 0, other, at.with_figures("workshop", {"purchases": 449}).brief, room, catalog)


def test_nothing_flips_a_choice_against_what_brings_nobody(catalog: Catalog) -> None:
    plan = alone(0)
    at = Kept(plan.brief, catalog)
    room = Room.of(plan.brief, evaluate(plan, catalog))
    assert flip(plan, 0, Activity(id="atelier", method="world_cafe", phase="diagnose"), at, room) is None
