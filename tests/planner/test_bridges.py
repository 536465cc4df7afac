"""The bridges of a proposal: what is carried where, and never to what is over."""

from __future__ import annotations

from catalog.load import load
from catalog.methods import Phase
from planner.brief import Brief
from planner.optimise import bridges
from planner.plan import Activity, Plan

BOX, SURVEY = ("online_ideation", "ideate"), ("online_survey", "ideate")
FIRST, LATER = ("stakeholder_seminar", "diagnose"), ("deliberative_workshop", "deliberate")
STAND, LETTERS = ("market_stand", "ideate"), ("letters", "ideate")
Held = tuple[str, Phase]


def pairs(*held: Held, spans: dict[str, tuple[int, int]]) -> set[tuple[str, str]]:
    """The ends of the bridges of a plan with these activities, each named by its method."""
    activities = tuple(Activity(id=method, method=method, phase=phase) for method, phase in held)
    return {(bridge.from_, bridge.to) for bridge in bridges(Plan(brief=Brief(subject="Sujet"), activities=activities), load(), spans)}


def test_what_is_gathered_online_goes_to_the_last_meeting_that_is_not_over() -> None:
    weeks = {"stakeholder_seminar": (7, 8), "online_ideation": (11, 14), "deliberative_workshop": (15, 16)}
    assert pairs(FIRST, BOX, LATER, spans=weeks) >= {("online_ideation", "deliberative_workshop")}
    assert ("online_ideation", "stakeholder_seminar") not in pairs(FIRST, BOX, LATER, spans=weeks)


def test_nothing_goes_back_in_time_to_a_meeting() -> None:
    over = {"stakeholder_seminar": (7, 8), "online_ideation": (9, 12)}
    under_way = {"stakeholder_seminar": (7, 9), "online_ideation": (9, 12)}
    record = {("stakeholder_seminar", "online_ideation")}
    assert pairs(FIRST, BOX, spans=over) == record
    assert pairs(FIRST, BOX, spans=under_way) == record | {("online_ideation", "stakeholder_seminar")}


def test_what_is_said_late_goes_to_the_support_still_open() -> None:
    weeks = {"online_ideation": (3, 4), "online_survey": (8, 9), "market_stand": (8, 8)}
    assert pairs(BOX, SURVEY, STAND, spans=weeks) == {("market_stand", "online_survey")}
    assert pairs(BOX, STAND, spans=weeks) == {("market_stand", "online_ideation")}, "the only support publishes it all the same"


def test_letters_are_no_digital_support_and_no_contribution_online() -> None:
    together = {"letters": (5, 9), "online_ideation": (5, 9), "deliberative_workshop": (8, 9)}
    assert pairs(LETTERS, BOX, LATER, spans=together) == {
        ("letters", "online_ideation"),
        ("deliberative_workshop", "online_ideation"),
        ("online_ideation", "deliberative_workshop"),
    }
