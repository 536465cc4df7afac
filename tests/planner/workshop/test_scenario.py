"""Scenarios: each one holds together, reads in two languages and can be solved in every round with the cards on the table."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.load import Catalog, load
from catalog.methods import CONTRIBUTION_PHASES
from catalog.yamlfile import BadInput
from planner.brief import Brief
from planner.evaluate import evaluate
from planner.optimise import propose
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.readiness import readiness, verdict
from planner.workshop.codes import cannot, numbered, read_canvas, token
from planner.workshop.scenario import (
    Scenario,
    blank,
    brief_after,
    draft_of,
    dump_scenario,
    finished,
    offered,
    parse_scenario,
    scenario,
    turn_of,
    untranslated,
    wishes_after,
)

CATALOG = load()
IDS = sorted(CATALOG.scenarios)
CASES = {id: scenario(CATALOG, id) for id in IDS}
OPEN = [id for id in IDS if CASES[id].answer == "plan"]
SECONDS = 0.5  # of solving: any plan that fits will do


@pytest.fixture
def square() -> Scenario:
    return CASES["place-de-la-halle"]


def text_of(id: str) -> str:
    return CATALOG.scenarios[id].document.text


@pytest.mark.parametrize("id", IDS)
def test_every_brief_is_valid_in_both_languages_and_every_round(id: str) -> None:
    case = CASES[id]
    assert untranslated(case) == ()
    for rounds in range(len(case.rounds) + 1):
        french, english = brief_after(case, rounds), brief_after(case, rounds, "en")
        assert french.subject != english.subject
        assert (french.limits, french.phases, len(french.audiences)) == (english.limits, english.phases, len(english.audiences))
        assert [each.people for each in french.audiences] == [each.people for each in english.audiences]


def fits(plan: Plan, brief: Brief) -> bool:
    """Whether a plan keeps within the money, the agent-days and the weeks of a brief."""
    found, limits = evaluate(plan, CATALOG, draws=2), brief.limits
    assert limits.budget and limits.staff_days and limits.weeks and found.weeks
    return found.cost <= limits.budget + 0.5 and found.staff_days <= limits.staff_days + 0.05 and found.weeks <= limits.weeks


@pytest.mark.parametrize("id", OPEN)
def test_a_case_is_solved_in_every_round_with_the_cards_on_the_table(id: str) -> None:
    """Solved under the hardest limits, those of the last round; the same activities then fit in each round before it."""
    case = CASES[id]
    last = len(case.rounds)
    gone = tuple(method for method in CATALOG.methods if method not in offered(case, last))
    at = Situation(brief_after(case, last), CATALOG)
    plan = propose(at, wishes_after(case, last).model_copy(update={"forbid": gone}), seconds=SECONDS)
    assert plan.activities and {each.method for each in plan.activities} <= set(offered(case, last))
    assert set(at.brief.contribution_phases) <= {each.phase for each in plan.activities}
    left = [text.en for text in cannot(plan.model_copy(update={"certificate": None}), CATALOG)]
    assert all("lane are taken" in each or "its two places" in each for each in left)  # the rest of a proposal has its cards
    open_to_all = tuple(each.model_copy(update={"audiences": ()}) for each in plan.activities)  # some publics are not there yet
    for rounds in range(last + 1):
        brief = brief_after(case, rounds)
        assert fits(Plan(brief=brief, activities=open_to_all), brief), rounds


def test_when_nothing_is_open_the_answer_is_an_information_plan_that_fits() -> None:
    case = CASES["decision-deja-prise"]
    assert case.answer == "information"
    informing = (
        ("consultation_file", "inform"),
        ("local_press", "inform"),
        ("market_stand", "inform"),
        ("report_back_meeting", "report_back"),
    )
    for rounds in range(len(case.rounds) + 1):
        brief = brief_after(case, rounds)
        assert brief.mandate.open == () and not set(brief.phases) & set(CONTRIBUTION_PHASES)
        assert verdict(readiness(brief, CATALOG, date(2026, 12, 1))).answer == "no"
        assert {method for method, _ in informing} <= set(offered(case, rounds))
        activities = tuple(Activity(method=method, phase=phase, units=1) for method, phase in informing)  # type: ignore[arg-type]
        found = evaluate(Plan(brief=brief, activities=activities), CATALOG, draws=2)
        assert brief.limits.budget and brief.limits.staff_days
        assert found.cost <= brief.limits.budget and found.staff_days <= brief.limits.staff_days


def test_rounds_add_up(square: Scenario) -> None:
    """Worked by hand: 6,000 € until the last round, then 4,500; three publics, then a fourth; five formats lost with the hall."""
    assert [brief_after(square, r).limits.budget for r in range(5)] == [6000, 6000, 6000, 6000, 4500]
    assert [len(brief_after(square, r).audiences) for r in range(5)] == [3, 3, 3, 4, 4]
    assert [len(wishes_after(square, r).forbid) for r in range(5)] == [0, 0, 5, 5, 5]
    assert [len(offered(square, r)) for r in (0, 2)] == [32, 27]
    assert brief_after(square, 4).limits.staff_days == square.brief.limits.staff_days
    assert brief_after(CASES["cite-des-tilleuls"], 2).context.attention == "contested"
    assert brief_after(CASES["villages-sans-voiture"], 4).limits.end == date(2027, 8, 20)
    assert brief_after(square, 0) == square.brief
    with pytest.raises(ValueError, match="between 0 and 4"):
        brief_after(square, 5)


def test_a_public_that_arrives_keeps_the_numbers_of_the_others(square: Scenario) -> None:
    """P01 to P03 stay what they were: a canvas typed before the round reads the same after."""
    card = token("M", CATALOG.deck.M["school_workshop"].code)
    line = f"{numbered('L', 1)} {card} {numbered('P', 3)}"
    for rounds in (2, 3):
        (activity,) = read_canvas(line, brief_after(square, rounds), CATALOG).plan.activities
        assert activity.audiences == ("Personnes de 70 ans et plus",)
    late = read_canvas(line.replace(numbered("P", 3), numbered("P", 4)), brief_after(square, 3), CATALOG)
    assert late.plan.activities[0].audiences == ("Jeunes de 12 à 24 ans",)


@pytest.mark.parametrize("id", IDS)
def test_a_scenario_written_out_opens_again_the_same(id: str) -> None:
    assert parse_scenario(dump_scenario(CASES[id]), "cas.yaml", CATALOG) == CASES[id]


FAULTS = {  # what is changed in the square: what is said, and the text whose line is named
    "a format nobody knows": ("[public_meeting, workshop,", "[public_meting, workshop,", 'Write "public_meeting"', "public_meting"),
    "a public of an unknown profile": ('profile: {age: ["12-17", "18-24"]}', 'profile: {age: ["12-18"]}', "unknown", '"12-18"'),
    "a brief with a wrong key": ("    decider: Conseil", "    deciders: Conseil", 'Write "decider"', "deciders:"),
    "a frame nobody knows": ("frame: voluntary", "frame: volontary", 'Write "voluntary"', "frame: volontary"),
    "not an exercise": ("exercise: true", "exercise: false", "exercise", "exercise: false"),
    "a principle nobody knows": ("[youth_dedicated]", "[youth_dedicatd]", 'Write "youth_dedicated"', "youth_dedicatd"),
    "minutes below the least": ("minutes: 30", "minutes: 1", "Write at least 5", "minutes: 1"),
    "a source nobody listed": ("source: europe-1}", "source: europe-11}", 'Write "europe-1"', "europe-11"),
    "a public told twice": (
        "      - name: Jeunes de 12 à 24 ans",
        "      - name: Riverains de la place",
        "leaves no possible brief",
        "- id: oublies",
    ),
    "an end before the start": ("limits: {budget: 4500}", "limits: {end: 2026-01-01}", "leaves no possible brief", "- id: budget"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_trainers_file_is_said_with_its_line(fault: str) -> None:
    good, bad, said, where = FAULTS[fault]
    text = text_of("place-de-la-halle").replace(good, bad, 1)
    line = next(number for number, each in enumerate(text.splitlines(), start=1) if where in each)
    with pytest.raises(BadInput) as refused:
        parse_scenario(text, "cas.yaml", CATALOG)
    assert f"cas.yaml:{line}: " in refused.value.say("en") and said in refused.value.say("en")
    assert len(refused.value.say("fr")) < 4000


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"title: [", b"a: &x 1\nb: *x\n", b"x" * 1_100_000])
def test_what_is_no_scenario_is_refused_in_words(content: bytes, catalog: Catalog) -> None:
    with pytest.raises(BadInput) as refused:
        parse_scenario(content, "cas.yaml", catalog)
    assert "cas.yaml" in refused.value.say("fr")


# -- a draft ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", IDS)
def test_a_draft_left_as_it_is_is_the_scenario_it_came_from(id: str) -> None:
    made, faults = finished(draft_of(CASES[id], "fr"), CATALOG)
    assert faults == () and made == CASES[id].model_copy(update={"id": "own"})
    english, faults = finished(draft_of(CASES[id], "en"), CATALOG)
    assert faults == () and english is not None
    last = len(CASES[id].rounds)
    assert brief_after(english, last) == brief_after(CASES[id], last, "en")


def test_an_empty_draft_names_every_thing_to_write_once() -> None:
    made, faults = finished(blank(CATALOG), CATALOG)
    assert made is None and {each.message.fr for each in faults} == {"à écrire.", "un au moins à choisir."}
    assert [each.path for each in faults] == [
        ("title",), ("summary",), ("subject",), ("place",), ("brief", "subject"), ("rounds", 0, "reveal"), ("aims", 0, "text"),
        ("aims", 0, "principles"), ("debrief",),
    ]  # fmt: skip


def test_a_round_that_leaves_no_brief_is_named_once_and_in_words(square: Scenario) -> None:
    draft = draft_of(square, "fr")
    draft["rounds"][1]["limits"] = {"end": "2020-01-01"}
    _, (fault,) = finished(draft, CATALOG)
    assert fault.path == ("rounds", 1) and "la fin (2020-01-01) vient avant le début" in fault.message.fr
    assert "pydantic" not in fault.message.en and "validation error" not in fault.message.en


def test_what_is_written_twice_is_kept_twice(square: Scenario) -> None:
    """A file with references is refused: the same words at two places are written out at both."""
    draft = draft_of(square, "fr")
    draft["debrief"] = [draft["title"], draft["title"]]
    made, faults = finished(draft, CATALOG)
    assert faults == () and made is not None and parse_scenario(dump_scenario(made), "x", CATALOG).debrief == (square.title,) * 2


def test_a_round_made_of_a_card_changes_what_the_card_says(square: Scenario) -> None:
    """4,500 € after the last round: three quarters are 3,375, by hundreds 3,400; 32 days leave 24; 4 weeks before 4 June 2027."""
    draft = draft_of(square, "fr")
    end = square.brief.limits.end
    assert end == date(2027, 6, 4)
    assert turn_of(draft, "budget_cut", CATALOG)["limits"] == {"budget": 3400}
    assert turn_of(draft, "staff_cut", CATALOG)["limits"] == {"staff_days": 24}
    assert turn_of(draft, "weeks_lost", CATALOG)["limits"] == {"end": "2027-05-07"}
    assert "public_meeting" in turn_of(draft, "venue_lost", CATALOG)["forbid"]
    assert turn_of(draft, "rumour", CATALOG)["events"] == ["rumour"]
    assert turn_of(draft, "", CATALOG)["reveal"] == {"fr": "", "en": ""}
    assert turn_of(blank(CATALOG), "budget_cut", CATALOG)["limits"] == {}  # no money was written: none is cut
