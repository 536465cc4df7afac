"""What a remedy would do is told before it is taken: its words, its differences, what it settles and what it breaks."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.load import load
from planner.audiences import ALL
from planner.checks import check, fix
from planner.checks.effects import Effect, agent_days, effect
from planner.evaluate import evaluate
from planner.plan import Plan

from .plans import FORMS, LETTER, SITE, STAND, TOWN, WORKSHOP, act, plan, public

OLD = public("Plus de 70 ans", profile={"age": ["70+"]})
NOTHING = {"purchases": 0, "setup_purchases": 0, "staff_days": 0, "setup_days": 0, "external_days": 0, "reading_minutes": 0, "weeks": 1}


def priced(**methods: tuple[float, float]) -> dict[str, Any]:
    """Methods that take these euros and these agent-days a unit, one week each, and nothing else."""
    return {"methods": {id: {**NOTHING, "purchases": cost, "staff_days": days} for id, (cost, days) in methods.items()}}


def told(here: Plan, rule: str) -> Effect:
    found = effect(here, load(), rule)
    assert found is not None
    return found


# A questionnaire, then leaflets: 300 EUR and 2 agent-days, to which the remedy adds posts for 400 EUR and 2 agent-days.
PRICES = priced(online_survey=(100, 1), letterbox_drop=(200, 1), social_media=(400, 2))


def posts(**limits: float) -> Effect:
    return told(plan(SITE, LETTER, assumptions=PRICES, limits=limits), "double_inclusion")


def test_what_is_added_is_said_with_what_it_takes_by_itself() -> None:
    (added,) = posts().changes
    name = "Réseaux sociaux de la commune et des habitants"
    assert added("fr").replace("\u202f", " ").replace("\u00a0", " ") == f"Ajoute « {name} » (1), 2 jours-agent, 400 €, semaine 1."
    assert added("en").replace("\u00a0", " ") == "Adds “Existing social networks” (1), 2 agent-days, 400 €, week 1."


def test_differences_are_those_of_the_whole_plan() -> None:
    found = posts()
    # Answering takes at least a fifth of all agent-days: 2 / 0.8 = 2.5 before, 4 / 0.8 = 5 after.
    assert (found.cost, found.staff_days, found.weeks) == (400, pytest.approx(2.5), 0)


def test_a_limit_is_named_when_the_remedy_goes_beyond_it_and_not_when_it_was_exceeded_before() -> None:
    assert posts(budget=700, staff_days=5).exceeds == ()
    assert posts(budget=699, staff_days=5).exceeds == ("budget",)
    assert posts(budget=699, staff_days=4.9).exceeds == ("budget", "staff_days")
    assert posts(budget=299).exceeds == ()


def test_what_the_remedy_settles_comes_with_the_principle_itself_first() -> None:
    here = plan(SITE, LETTER)
    found = told(here, "double_inclusion")
    was, now = ({f.rule for f in check(each, load()) if f.verdict == "broken"} for each in (here, found.plan))
    assert found.cleared[0] == "double_inclusion"
    assert set(found.cleared) == was - now and set(found.broken) == now - was


def test_what_the_remedy_adds_is_linked_to_the_rest() -> None:
    """Paper forms that nothing carried to the platform would lose what they bring."""
    found = told(plan(SITE, audiences=[OLD]), "divide_covered")
    assert "cross_posting" not in found.broken
    assert [(bridge.from_, bridge.to) for bridge in found.plan.bridges] == [(found.plan.activities[-1].id, "online_survey")]


def test_nobody_counted_without_inhabitants_and_ranges_of_the_evaluation_with_them() -> None:
    assert (told(plan(SITE), "no_digital_only").before, told(plan(SITE), "no_digital_only").after) == (None, None)
    here = plan(SITE, territory=TOWN)
    found = told(here, "no_digital_only")
    old, new = (evaluate(each, load()).of(ALL) for each in (here, found.plan))
    assert (found.before, found.after) == ((old.comes_low, old.comes_high), (new.comes_low, new.comes_high))
    assert found.before and found.after and found.after[1] > found.before[1]  # a stand and paper forms bring people


def test_an_activity_moved_a_bridge_and_an_option_are_said() -> None:
    late = told(plan({**SITE, "week": 5}, {**LETTER, "week": 5}), "mobilise_before")
    assert [words.en for words in late.changes] == ["Moves “Letterbox drop” from week 5 to week 3."]
    linked = told(plan(STAND, FORMS, SITE), "cross_posting")
    names = {id: load().methods[id].name.fr for id in ("market_stand", "paper_forms", "online_survey")}
    assert [words.fr for words in linked.changes] == [
        f"Relie « {names['market_stand']} » à « {names['online_survey']} ».",
        f"Relie « {names['paper_forms']} » à « {names['online_survey']} ».",
    ]
    cared = told(plan(WORKSHOP, audiences=[public("Parents", tags=["families"])], commitments={"childcare": False}), "childcare_support")
    names = {id: load().methods[id].name.fr for id in ("childcare_meeting", "workshop")}
    assert [words.fr for words in cared.changes] == [f"Ajoute « {names['childcare_meeting']} » à « {names['workshop']} »."]


def test_more_units_are_said_before_and_after() -> None:
    """Stands are added one by one: the words give the number reached."""
    crowd = {"methods": {"online_survey": {"people": 100}}}
    found = told(plan(SITE, territory=TOWN, assumptions=crowd), "non_digital_capacity")
    units = found.plan.activities[-1].units
    assert units and f"({units})" in found.changes[0].fr


def test_nothing_is_told_of_a_principle_that_holds_or_that_no_edit_repairs() -> None:
    assert effect(plan(SITE, STAND), load(), "no_digital_only") is None
    asked = plan(SITE, commitments={"same_question": False})
    assert fix(asked, load(), "same_question_everywhere") is None
    assert effect(asked, load(), "same_question_everywhere") is None


def test_a_plan_already_in_numbers_gives_the_same_effect() -> None:
    here = plan(act("online_survey", "diagnose", week=3), territory=TOWN)
    given = effect(here, load(), "no_digital_only", evaluation=evaluate(here, load()), findings=check(here, load()))
    assert given == told(here, "no_digital_only")


@pytest.mark.parametrize(
    ("days", "fr", "en"),
    [(1, "1 jour-agent", "1 agent-day"), (1.5, "1,5 jour-agent", "1.5 agent-days"), (2, "2 jours-agent", "2 agent-days")],
)
def test_agent_days_agree_with_their_number(days: float, fr: str, en: str) -> None:
    assert (agent_days(days, "fr"), agent_days(days, "en")) == (fr, en)
