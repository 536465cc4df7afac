"""Whatever is counted and whenever the course is changed, what has begun stays as it was; and what is said of the reserve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.load import Catalog
from planner.adapt import Reserve, adapt, remaining, said_reserve
from planner.brief import Audience, Brief, Limits, Territory
from planner.evaluate import weeks_of
from planner.followup import followup, record
from planner.plan import Activity, Observation, Plan
from planner.reach import Situation
from planner.work import Work

KEPT = ("local_press", "participant_letter", "market_stand", "workshop", "online_survey", "paper_forms")


@pytest.fixture(scope="module")
def few(catalog: Catalog) -> Catalog:
    """A library small enough to be solved in a moment."""
    return replace(catalog, methods={id: m for id, m in catalog.methods.items() if id in KEPT or m.kind == "option"})


@pytest.fixture(scope="module")
def at(few: Catalog) -> Situation:
    brief = Brief(
        subject="Une place",
        territory=Territory(name="Ville", code="60", people=18_000),
        phases=("inform", "mobilise", "diagnose", "ideate", "report_back"),
        audiences=(Audience(name="Aînés", people=3_000, profile={"age": ("70+",)}),),
        limits=Limits(budget=12_000.0, staff_days=60.0, start=date(2027, 1, 4), end=date(2027, 6, 28)),
    )
    return Situation(brief, few)


@pytest.fixture(scope="module")
def plan(at: Situation) -> Plan:
    """A plan by hand: some weeks written, others left to the calendar."""
    return Plan(
        brief=at.brief,
        activities=(
            Activity(id="press", method="local_press", phase="inform", week=2),
            Activity(id="stands", method="market_stand", phase="diagnose", units=3),
            Activity(id="forms", method="paper_forms", phase="diagnose", units=2, week=7),
            Activity(id="survey", method="online_survey", phase="ideate"),
            Activity(id="workshop", method="workshop", phase="ideate", units=2),
            Activity(id="letter", method="participant_letter", phase="report_back"),
        ),
    )


ENTRY = st.tuples(
    st.sampled_from(("press", "stands", "forms", "survey", "workshop", "letter")), st.integers(1, 30), st.integers(0, 400), st.booleans()
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entries=st.lists(ENTRY, max_size=5), week=st.integers(1, 30), reserve=st.booleans())
def test_what_has_begun_never_changes(
    plan: Plan, at: Situation, entries: list[tuple[str, int, int, bool]], week: int, reserve: bool
) -> None:
    for activity, when, came, told in entries:
        known = {"asked": came // 2, "known": {"Aînés": came // 4}} if told else {}
        plan = record(plan, Observation(activity=activity, week=when, came=came, **known))
    before = weeks_of(plan, [Work.of(a, at) for a in plan.activities], at)
    made = adapt(plan, at.catalog, week, 0.2, at, reserve=reserve).plan
    after = weeks_of(made, [Work.of(a, at) for a in made.activities], at)
    new = {a.id: a for a in made.activities}
    for old in plan.activities:
        if before[old.id][0] < week:
            kept = new[old.id]
            assert (kept.method, kept.phase, kept.units, kept.strand, kept.options) == (
                old.method, old.phase, old.units, old.strand, old.options,
            )  # fmt: skip
            assert after[old.id] == before[old.id]
    begun = {old.id for old in plan.activities if before[old.id][0] < week}
    assert all(after[id][0] >= week for id in new if id not in begun) or made == plan
    assert made.observed == plan.observed and made.brief == plan.brief


def test_late_in_a_launch_no_reserve_is_said_with_what_can_still_be_done(plan: Plan, at: Situation) -> None:
    found = adapt(plan, at.catalog, 12, 0.2, at)  # nothing that goes to people is still to start
    assert found.reserve.why == "nothing_to_come" and not (found.reserve.money or found.reserve.days)
    words = said_reserve(found.reserve, found.money_left, found.days_left, found.open_to)
    assert "Aucune réserve n’est gardée" in words.fr and "informer, mobiliser" in words.fr and "restituer" in words.fr
    assert "No reserve is kept" in words.en and "diagnos" not in words.fr  # that phase is over


def test_why_there_is_no_reserve() -> None:
    nothing = Reserve(why="nothing_left", share=0.0, money=0.0, days=0.0)
    assert "tout est déjà engagé" in said_reserve(nothing, 0.0, 0.0, ("inform",)).fr
    free = Reserve(why="no_limit", share=0.0, money=None, days=None)
    assert said_reserve(free, None, None, ()).en == "No limit is written: no reserve to count."
    kept = Reserve(why="kept", share=0.1, money=157.0, days=2.75)
    assert said_reserve(kept, 500.0, 9.0, ()).en.startswith("Kept in reserve: 10% of the means still free")


def test_who_came_moves_what_is_expected_of_that_public(plan: Plan, at: Situation) -> None:
    """Of 200 who came to a stand and said who they are, 150 are elders: more of them are expected of the next stand."""
    seen = record(plan, Observation(activity="stands", week=9, came=200, asked=200, known={"Aînés": 150}))
    rest = remaining(seen, at, 10, followup(seen, at.catalog, 9, at))
    learnt = rest.factors["market_stand"]
    assert learnt.publics[0] > 1.2 and learnt.publics[-1] == 1.0
    stand = at.catalog.methods["market_stand"]
    usual, now = at.probabilities(stand, "ideate"), rest.probabilities(rest.catalog.methods["market_stand"], "ideate")
    assert now[0] / usual[0] == pytest.approx(learnt.publics[0] * now[-1] / usual[-1], rel=1e-6)
