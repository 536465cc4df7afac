"""The proposal against full enumeration, its certificate, and what it says when nothing fits."""

from itertools import product

import numpy as np
import pytest

from catalog.load import Catalog
from planner.brief import Audience, Brief, Limits, Territory
from planner.evaluate import evaluate
from planner.optimise import GIVE, Impossible, goal_of, propose, to_plan
from planner.program import Wishes, build, claim, first_goal, pairs_of
from planner.reach import Situation
from planner.solver import Program, solve
from planner.tradeoffs import alternatives, conflicts, feasible

KEPT = {"local_press", "social_media", "participant_letter", "market_stand", "workshop", "online_survey", "paper_forms"}
# Few enough to try them all: one method or two for each thing a plan must hold.


def town(**limits: float) -> Brief:
    return Brief(
        subject="Une place",
        territory=Territory(name="Ville", code="60", people=18_000),
        phases=("inform", "mobilise", "diagnose", "report_back"),
        audiences=(
            Audience(name="Aînés", people=3_000, profile={"age": ("70+",)}),
            Audience(name="Actifs", people=6_500, profile={"age": ("25-39", "40-59")}),
        ),
        limits=Limits(**limits),
    )


def only(catalog: Catalog, kept: set[str]) -> tuple[str, ...]:
    return tuple(name for name in catalog.methods if name not in kept)


def grid_of(at: Situation, methods: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Every number of units of each method: cost, field days, reading days, and the least goal, by plain arithmetic."""
    units = np.array(list(product(*(range(most + 1) for most in methods.values()))))
    again = np.where(units > 0, 1 + (1 - at.default("overlap")) * (units - 1), 0)  # units that count
    used = units > 0
    rate, cost, days, reading = [], [], [], []
    for name in methods:
        method = at.catalog.methods[name]
        effort = at.effort(method)
        rate.append(at.rates(method))
        cost.append((effort.setup_purchases.value, effort.purchases.value + effort.external_days.value * at.default("day_rate")))
        days.append((effort.setup_days.value, effort.staff_days.value))
        people = at.draw(method, effort.people.value)
        reading.append(people * effort.contributions.value * effort.reading_minutes.value / 60 / at.default("hours_per_day"))
    working = [at.catalog.methods[name].counts_as == "deliberates" for name in methods]
    heard = 1 - np.exp(-(again @ np.array(rate)))
    worked = 1 - np.exp(-(again[:, working] @ np.array(rate)[working]))
    hear, work = at.goals  # one contribution phase, and working together
    goal = hear.weight * np.minimum(heard / hear.target, 1) + work.weight * np.minimum(worked / work.target, 1)
    fixed, unit = np.array(cost).T
    setup, day = np.array(days).T
    names = list(methods)
    # A record that stays open, and the stand that goes to people, which is also the convivial meeting without digital.
    rules = used[:, names.index("online_survey")] & used[:, names.index("market_stand")]
    least = np.where(rules, goal[:, :2].min(axis=1), -1.0)  # the two audiences, not the others
    return used @ fixed + units @ unit, used @ setup + units @ day, again @ np.array(reading), least


@pytest.mark.parametrize(("budget", "days"), [(6_000, 30), (9_000, 24), (5_000, 60)])
def test_no_combination_of_a_small_library_beats_the_proposal(catalog: Catalog, budget: float, days: float) -> None:
    """Every number of units of four contribution methods, in house, with the cheapest way to inform, mobilise and report."""
    at = Situation(town(budget=budget, staff_days=days), catalog)
    wishes = Wishes(forbid=only(catalog, KEPT))
    plan = propose(at, wishes, seconds=20)
    assert plan.certificate is not None and plan.certificate.proven
    cost, field, reading, goal = grid_of(at, {"market_stand": 8, "workshop": 6, "online_survey": 1, "paper_forms": 12})
    support = [catalog.methods[name] for name in ("local_press", "social_media", "participant_letter")]
    efforts = [at.effort(method) for method in support]
    cost = cost + sum(e.setup_purchases.value + e.purchases.value + e.external_days.value * at.default("day_rate") for e in efforts)
    field = field + sum(e.setup_days.value + e.staff_days.value for e in efforts)
    everything = np.maximum(field + reading, field / (1 - at.default("analysis_share")))
    best = goal[(cost <= budget) & (everything <= days)].max()
    assert best > 0
    assert plan.certificate.exact >= best * (1 - GIVE) - 1e-4  # the proposal may also hire a contractor, so it may do better
    assert plan.certificate.bound >= best - 1e-6


def test_the_proposal_holds_its_limits_when_recomputed(catalog: Catalog) -> None:
    at = Situation(town(budget=6_000, staff_days=25), catalog)
    numbers = evaluate(propose(at, seconds=6), catalog, at)
    assert numbers.cost <= 6_000
    assert numbers.staff_days <= 25


def test_the_claim_is_never_below_the_exact_value_of_the_same_plan(catalog: Catalog) -> None:
    """Tangents bound a concave curve from above, so the program can only over-claim."""
    at = Situation(town(budget=6_000, staff_days=25), catalog)
    model = build(at, Wishes(), pairs_of(at, Wishes()))
    solved = solve(model.program, first_goal(model), seconds=5)
    assert solved.values is not None
    assert claim(model, solved.values) >= goal_of(to_plan(model, solved.values), at) - 1e-6


def test_more_money_never_does_worse(catalog: Catalog) -> None:
    poor, rich = (Situation(town(budget=money, staff_days=25), catalog) for money in (5_000, 9_000))
    wishes = Wishes(forbid=only(catalog, KEPT))
    assert goal_of(propose(rich, wishes, 10), rich) >= goal_of(propose(poor, wishes, 10), poor) * (1 - GIVE) - 1e-6


def test_what_is_required_is_in_and_what_is_refused_is_out(catalog: Catalog) -> None:
    at = Situation(town(budget=8_000, staff_days=40), catalog)
    plan = propose(at, Wishes(require=("exploratory_walk",), forbid=("market_stand",)), seconds=6)
    methods = {activity.method for activity in plan.activities}
    assert "exploratory_walk" in methods and "market_stand" not in methods


def test_an_impossible_budget_is_named_with_the_least_that_would_do(catalog: Catalog) -> None:
    at = Situation(town(budget=10, staff_days=12), catalog)
    with pytest.raises(Impossible):
        propose(at, seconds=5)
    found = {conflict.limit: conflict for conflict in conflicts(at, Wishes())}
    budget = found["budget"]
    assert budget.relax_to is not None and budget.verified
    assert feasible(at, Wishes(budget=budget.relax_to))
    assert not feasible(at, Wishes(budget=budget.relax_to - 200))


def test_alternatives_differ_and_are_nearly_as_good(catalog: Catalog) -> None:
    at = Situation(town(budget=8_000, staff_days=30), catalog)
    plan = propose(at, seconds=6)
    for other in alternatives(at, Wishes(), plan, 2, seconds=6):
        assert goal_of(other, at) >= 0.94 * goal_of(plan, at)
        assert len({a.id for a in other.activities} ^ {a.id for a in plan.activities}) >= 3


def test_the_program_layer_gives_the_solution_worked_by_hand() -> None:
    """max 3a + 5b with 2a + 3b <= 7, whole numbers: a = 2, b = 1 gives 11."""
    program = Program()
    a, b = program.variable(0, 3, whole=True), program.variable(0, 3, whole=True)
    program.row("means", [(a, 1.0), (b, 3.0), (a, 1.0)], high=7)  # a written twice is added up
    solved = solve(program, {a: 3, b: 5})
    assert solved.status == "optimal" and solved.objective == pytest.approx(11)
    assert np.allclose(solved.values, [2, 1])
    program.row("never", [(a, 1.0)], low=5)
    assert solve(program, {a: 1}).status == "infeasible"
