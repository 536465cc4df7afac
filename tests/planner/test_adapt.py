"""Changing course: the past stays, what is left is not exceeded, each change says why, and the public least reached gains by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, log
from pathlib import Path

import pytest

from catalog.load import Catalog
from planner.adapt import PAST, Adapted, adapt, ahead, learnt, least, open_phases, remaining, said_reserve
from planner.brief import Audience, Brief, Limits, Territory
from planner.cli import main
from planner.evaluate import evaluate, weeks_of
from planner.followup import followup, record, session_spread
from planner.optimise import propose
from planner.plan import Observation, Plan, dump, parse_plan
from planner.program import Wishes
from planner.reach import Situation
from planner.work import Work
from tests.planner.tiny import ruling
from tests.planner.worlds import World, launched_methods

KEPT = (
    "local_press", "social_media", "participant_letter", "market_stand", "workshop", "online_survey", "paper_forms", "home_meeting",
    "community_relay", "public_meeting",
)  # fmt: skip
BUDGET, DAYS = 12_000.0, 60.0
LAUNCH = 0.85  # of the means: the rest is the reserve kept for changing course


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
        audiences=(
            Audience(name="Aînés", people=3_000, profile={"age": ("70+",)}),
            Audience(name="Actifs", people=6_500, profile={"age": ("25-39", "40-59")}),
        ),
        limits=Limits(budget=BUDGET, staff_days=DAYS, start=date(2027, 1, 4), end=date(2027, 6, 28)),
    )
    return Situation(brief, few)


@pytest.fixture(scope="module")
def launched(at: Situation) -> Plan:
    return propose(at, Wishes(budget=LAUNCH * BUDGET, staff_days=LAUNCH * DAYS), seconds=6)


@pytest.fixture(scope="module")
def week(launched: Plan, at: Situation) -> int:
    """The first week of the second contribution phase."""
    spans = weeks_of(launched, [Work.of(a, at) for a in launched.activities], at)
    return min(spans[a.id][0] for a in launched.activities if a.phase == "ideate")


@pytest.fixture(scope="module")
def short(launched: Plan, at: Situation, week: int) -> Plan:
    """The plan with a third of the people expected in the first phase."""
    plan = launched
    for channel in followup(launched, at.catalog, week, at).channels:
        if channel.first < week and channel.phase == "diagnose":
            plan = record(plan, Observation(activity=channel.activity, week=week - 1, came=round(channel.whole / 3)))
    return plan


@pytest.fixture(scope="module")
def adapted(short: Plan, at: Situation, week: int) -> Adapted:
    return adapt(short, at.catalog, week, 6, at)


def test_the_past_never_changes(short: Plan, adapted: Adapted, at: Situation, week: int) -> None:
    assert adapted.changed and adapted.locked
    before = weeks_of(short, [Work.of(a, at) for a in short.activities], at)
    after = weeks_of(adapted.plan, [Work.of(a, at) for a in adapted.plan.activities], at)
    new = {a.id: a for a in adapted.plan.activities}
    for activity in short.activities:
        if before[activity.id][0] < week:
            assert activity.id in adapted.locked
            assert new[activity.id].model_copy(update={"week": activity.week}) == activity
            assert after[activity.id] == before[activity.id]
    assert adapted.plan.observed == short.observed and adapted.plan.brief == short.brief
    assert all(after[id][0] >= week for id in new if id not in adapted.locked)
    assert not any(PAST in a.method or PAST in a.id for a in adapted.plan.activities)


def test_what_is_left_is_not_exceeded(adapted: Adapted, at: Situation) -> None:
    found = ruling(adapted.plan, at)
    assert adapted.reserve.money is not None and adapted.reserve.days is not None
    assert found.cost + adapted.reserve.money <= BUDGET + 1e-6
    assert found.staff_days + adapted.reserve.days <= DAYS + 1e-6
    assert at.brief.limits.weeks and found.weeks <= at.brief.limits.weeks
    assert found.breaches == ()


def test_the_reserve_is_ten_to_twenty_per_cent_of_what_goes_to_people(short: Plan, at: Situation, week: int) -> None:
    spans = weeks_of(short, [Work.of(a, at) for a in short.activities], at)
    lines = {line.activity: line for line in evaluate(short, at.catalog, at).lines}
    outreach = [a for a in short.activities if spans[a.id][0] >= week and (a.phase == "mobilise" or at.catalog.methods[a.method].touring)]
    money = sum(lines[a.id].cost for a in outreach)
    for said, share in ((None, 0.1), (0.05, 0.1), (0.15, 0.15), (0.5, 0.2)):
        plan = short.model_copy(update={"commitments": short.commitments.model_copy(update={"reserve_share": said})})
        kept = adapt(plan, at.catalog, week, 0.5, at).reserve
        assert kept.share == share and kept.money == pytest.approx(share * money)
    none = adapt(short, at.catalog, week, 0.5, at, reserve=False)
    assert (none.reserve.money, none.reserve.days) == (0.0, 0.0) and none.reserve.why == "declined"
    assert "choisi de ne garder aucune réserve" in said_reserve(none.reserve, none.money_left, none.days_left, none.open_to).fr


def test_each_change_says_why(short: Plan, adapted: Adapted, at: Situation) -> None:
    old, new = {a.id: a for a in short.activities}, {a.id: a for a in adapted.plan.activities}
    told = {reason.activity: reason.kind for reason in adapted.reasons if reason.activity}
    for id in set(old) - set(new):
        assert told[id] == "dropped"
    for id in set(new) - set(old):
        assert told[id] == "added"
    for id in set(old) & set(new):
        if old[id].units != new[id].units:
            assert told[id] == ("more" if (new[id].units or 1) > (old[id].units or 1) else "fewer")
    for reason in adapted.reasons:
        assert "{" not in reason.words.fr + reason.words.en and PAST not in reason.words.fr
    assert adapted.plan.turns[-1].week == adapted.week
    assert adapted.plan.turns[-1].reasons == tuple(reason.words for reason in adapted.reasons)


def test_by_its_own_reckoning_it_serves_the_least_reached_better(short: Plan, adapted: Adapted, at: Situation, week: int) -> None:
    assert adapted.least_after > adapted.least_before and adapted.ahead > 0.5
    rest = remaining(short, at, week, followup(short, at.catalog, week - 1, at))
    assert ahead(short, short, rest) == 0.0


def test_what_was_announced_is_held_and_nobody_is_served_less_for_it(short: Plan, adapted: Adapted, at: Situation, week: int) -> None:
    """With a reserve to spend, the change adds: in no world, drawn apart from the plan's own, is the public least reached worse off."""
    held = {(a.method, a.phase): a.units or 1 for a in adapted.plan.activities}
    for activity in short.activities:
        assert held.get((activity.method, activity.phase), 0) >= (activity.units or 1), activity.id
    begun = launched_methods(short, at, week)
    for seed in range(40):
        world = World(at, 500 + seed, begun)
        assert world.least(adapted.plan, short, week) >= world.least(short, short, week) - 1e-9, seed


def test_a_count_moves_a_yield_as_far_as_its_noise_lets_it(short: Plan, at: Situation, week: int) -> None:
    found = followup(short, at.catalog, week - 1, at)
    values = learnt(short, found, at)
    for channel in found.channels:
        if channel.came is None:
            assert channel.method not in values or any(c.came is not None for c in found.channels if c.method == channel.method)
            continue
        people = at.effort(at.catalog.methods[channel.method]).people
        units = next(a.units for a in short.activities if a.id == channel.activity) or 1
        assert people and people.low is not None
        spread = log(people.value / max(people.low, people.value / 100)) / 1.2815515655446004
        noise = session_spread(at.catalog) ** 2 / max(units * channel.share, 1) + 1 / (channel.typical + 0.5)
        gap = log((channel.came + 0.5) / (channel.typical + 0.5))
        wanted = exp(gap * spread**2 / (spread**2 + noise))
        assert values[channel.method].factor == pytest.approx(wanted, rel=1e-6)
        assert channel.came / channel.typical < wanted < 1


def test_counts_as_forecast_leave_the_public_where_it_was(launched: Plan, at: Situation, week: int) -> None:
    plan = launched
    for channel in followup(launched, at.catalog, week, at).channels:
        if channel.first < week and channel.phase == "diagnose":
            plan = record(plan, Observation(activity=channel.activity, week=max(week - 1, channel.last), came=round(channel.whole)))
    rest = remaining(plan, at, week, followup(plan, at.catalog, 520, at))
    seen = [each.activity.model_copy(update={"id": id, "method": id, "options": ()}) for id, each in rest.past.items()]
    still = [a for a in plan.activities if PAST + a.id not in rest.past]
    from planner.optimise import goal_of

    assert least([*seen, *still], rest, plan) == pytest.approx(goal_of(launched, at), rel=0.02)


def test_what_a_later_phase_has_closed_is_not_opened_again() -> None:
    assert open_phases(["inform", "mobilise"]) >= {"inform", "mobilise", "diagnose", "ideate", "report_back"}
    found = open_phases(["inform", "diagnose", "ideate"])
    assert "diagnose" not in found and {"inform", "mobilise", "ideate", "prioritise", "report_back"} <= found


def test_nothing_left_means_nothing_changed(short: Plan, at: Situation) -> None:
    found = adapt(short, at.catalog, 300, 1, at)
    assert not found.changed and found.plan == short and len(found.reasons) == 1 and found.locked
    with pytest.raises(ValueError, match="1 or later"):
        adapt(short, at.catalog, 0, 1, at)
    empty = Plan(brief=short.brief)
    assert adapt(empty, at.catalog, 1, 1, at).plan == empty


def test_in_nine_worlds_of_ten_the_least_reached_gains(launched: Plan, at: Situation, week: int) -> None:
    """Yields of the first phase below forecast, the others anywhere in their law (docs/followup.md has the larger measure)."""
    short = launched_methods(launched, at, week)
    gains = []
    for seed in range(10):
        world = World(at, seed, short)
        plan = world.observed(launched, week)
        found = adapt(plan, at.catalog, week, 3, at)
        gains.append(world.least(found.plan, plan, week) - world.least(plan, plan, week))
    assert sum(gain > 1e-9 for gain in gains) >= 9, gains


def test_the_command_line(short: Plan, catalog: Catalog, week: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "a.plan.yaml", tmp_path / "b.plan.yaml"
    source.write_text(dump(short), encoding="utf-8")
    assert main(["follow", str(source), "--yields", str(tmp_path / "own_yields.yaml")]) == 0
    assert "fois moins que prévu" in capsys.readouterr().out.replace("\u202f", " ")
    assert (tmp_path / "own_yields.yaml").read_text(encoding="utf-8").count("method:") == len(short.observed)
    assert main(["adapt", str(source), "-o", str(target), "--week", str(week), "--time", "2", "--lang", "en"]) == 0
    assert capsys.readouterr().out.strip()
    assert parse_plan(target.read_bytes(), "b.plan.yaml", catalog).observed == short.observed
