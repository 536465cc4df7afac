"""What a little more means would bring: exact differences, or an order of magnitude that says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.load import Catalog
from catalog.words import LANGUAGES
from planner.evaluate import evaluate
from planner.explain_words import said_worth
from planner.flip import Kept, value
from planner.optimise import Impossible
from planner.plan import Certificate, Plan
from planner.program import Wishes
from planner.reach import Situation
from planner.worth import Marginal, worth

TOWN: dict[str, Any] = {
    "subject": "Une place",
    "territory": {"name": "Bourg", "people": 18_000},
    "audiences": [{"name": "Parents", "people": 2500}, {"name": "Aînés", "people": 2000, "tags": ["elderly"]}],
    "phases": ["diagnose"],
    "limits": {"budget": 6000, "staff_days": 40, "start": date(2027, 1, 4), "end": date(2027, 6, 21)},
}
ACTIVITIES = [
    {"id": "site", "method": "online_survey", "phase": "diagnose", "units": 1},
    {"id": "stand", "method": "market_stand", "phase": "diagnose", "units": 2},
]
MORE = [*ACTIVITIES, {"id": "atelier", "method": "workshop", "phase": "diagnose", "units": 2}]


def planned(activities: list[dict[str, Any]] = ACTIVITIES, certificate: Certificate | None = None, **brief: Any) -> Plan:
    plan = Plan.model_validate({"brief": {**TOWN, **brief}, "activities": activities})
    return plan.model_copy(update={"certificate": certificate})


def certified(plan: Plan, catalog: Catalog, margin: float) -> Certificate:
    """A certificate that leaves `margin` unproven."""
    exact = value(plan, Kept(plan.brief, catalog))[0]
    bound = exact + margin
    return Certificate(
        objective="", claimed=exact, exact=exact, bound=bound, gap=margin / bound, seconds=1, proven=not margin, scope="all methods"
    )


def found_with(monkeypatch: pytest.MonkeyPatch, better: Plan, asked: list[Wishes]) -> None:
    """Let the solver find a given plan, and note what it is asked."""

    def propose(at: Situation, wishes: Wishes, seconds: float, start: Plan | None = None) -> Plan:
        asked.append(wishes)
        assert start is not None
        return better

    monkeypatch.setattr("planner.worth.propose", propose)


def test_a_gain_beyond_the_margin_is_the_exact_difference(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    better, asked = planned(MORE), list[Wishes]()
    found_with(monkeypatch, better, asked)
    plan = planned(certificate=certified(planned(), catalog, 0.0))
    before, after = evaluate(plan, catalog), evaluate(better, catalog)
    at = Kept(plan.brief, catalog)
    found = {each.limit: each for each in worth(plan, catalog, seconds=4)}
    assert list(found) == ["budget", "staff_days", "weeks"]
    assert (asked[0].budget, asked[1].staff_days, asked[2].weeks) == (7000, 41, 25)
    for each in found.values():
        assert not each.order_of_magnitude and each.margin == 0
        assert each.goal == pytest.approx(value(better, at)[0] - value(plan, at)[0]) and each.goal > 0
        assert each.people == pytest.approx(after.of("all").comes - before.of("all").comes)
    assert found["budget"].left == pytest.approx(6000 - before.cost)
    assert found["staff_days"].left == pytest.approx(40 - before.staff_days)
    assert found["weeks"].left == 24 - (before.weeks or 0)
    assert all(each.binds == (each.left < each.step) for each in found.values())


def test_a_gain_within_the_margin_is_an_order_of_magnitude_from_the_relaxation(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    monkeypatch.setattr("planner.worth._relaxed", lambda at, wishes, seconds: 0.6 if wishes.budget else 0.5)
    found_with(monkeypatch, planned(), [])
    plan = planned(certificate=certified(planned(), catalog, 0.3))
    now = value(plan, Kept(plan.brief, catalog))
    budget, days, weeks = worth(plan, catalog, seconds=4)
    assert budget.order_of_magnitude and budget.goal == pytest.approx(now[0] * 0.1 / 0.5)  # a fifth more, in proportion
    assert budget.people == pytest.approx(now[1] / 5)
    assert days.goal == weeks.goal == 0
    assert "ordre de grandeur" in said_worth(budget, "fr") and "order of magnitude" in said_worth(budget, "en")
    assert "rien de visible" in said_worth(days, "fr") and "nothing visible" in said_worth(weeks, "en")


def test_more_means_never_bring_less(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    found_with(monkeypatch, planned(ACTIVITIES[:1]), [])  # the solver gave up a little of the first goal
    plan = planned(certificate=certified(planned(), catalog, 0.0))
    monkeypatch.setattr("planner.worth._relaxed", lambda at, wishes, seconds: 0.5)
    assert all(each.goal == 0 and each.people == 0 for each in worth(plan, catalog, seconds=4))


def test_when_nothing_fits_no_number_is_given(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    def nothing(*arguments: object, **named: object) -> Plan:
        raise Impossible("infeasible")

    monkeypatch.setattr("planner.worth.propose", nothing)
    for each in worth(planned(), catalog, seconds=4):
        assert each.goal is None and not each.order_of_magnitude
        assert "aucun dispositif" in said_worth(each, "fr")


def test_only_the_limits_that_somebody_wrote_are_looked_at(catalog: Catalog) -> None:
    assert worth(planned(limits={}), catalog) == ()
    assert worth(Plan.model_validate({"brief": {"subject": "Une place", "limits": {"budget": 1000}}}), catalog) == ()


def test_a_real_search_gives_a_number_for_a_plan_written_by_hand(catalog: Catalog) -> None:
    (found,) = worth(planned(limits={"budget": 6000}), catalog, seconds=6)
    assert found.limit == "budget" and found.goal is not None and found.goal >= 0 and found.people == found.people
    for lang in LANGUAGES:
        assert "6" in said_worth(found, lang)


def test_sentences_carry_the_numbers_and_agree_with_them() -> None:
    one = Marginal(limit="staff_days", now=30, step=1, left=0.25, binds=True, goal=0.031, people=120, margin=0.01, order_of_magnitude=False)
    fr, en = (said_worth(one, lang) for lang in LANGUAGES)
    assert fr == (
        "1 jour-agent de plus apporterait 3,1 points de pourcentage au public le moins bien touché et ferait venir 120 personnes de plus. "
        "Le dispositif laisse 0,2 jour-agent sur 30 jours-agent."
    )
    assert en.startswith("1 agent-day more would bring 3.1 percentage points") and "120 people more would come" in en
