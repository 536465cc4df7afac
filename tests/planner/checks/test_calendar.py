"""When things happen, and for how long."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import END, LETTER, SITE, STAND, START, act, missing, named, plan, verdicts

TELL, ANSWER = act("exhibition", "inform"), act("report_back_meeting", "report_back")


def open_for(weeks: int) -> Plan:
    return plan(SITE, assumptions={"methods": {"online_survey": {"weeks": weeks}}})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    # 4 January to 28 March holds no holiday counted; all of 1 July to 31 August but nine days does.
    "avoid_holidays": (
        plan(limits={"start": START, "end": END}), plan(limits={"start": "2027-07-01", "end": "2027-08-31"}), ["plan"],
    ),
    "window_length": (open_for(3), open_for(2), ["plan"]),
    "mobilise_before": (plan(LETTER, SITE), plan({**LETTER, "week": 2}, SITE), ["plan"]),
    "phase_coverage": (plan(TELL, STAND, ANSWER), plan(STAND, TELL), ["report_back"]),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_a_principle_has_a_meeting_and_a_breaking_plan(rule: str) -> None:
    good, bad, subjects = CASES[rule]
    assert verdicts(rule, good) == {"met"}
    assert named(rule, bad) == subjects


def test_a_plan_that_collects_nothing_lacks_its_middle() -> None:
    assert named("phase_coverage", plan(TELL, ANSWER)) == ["contribution"]


def test_a_plan_without_any_call_breaks_and_one_without_weeks_is_unknown() -> None:
    assert named("mobilise_before", plan(SITE)) == ["plan"]
    assert missing("mobilise_before", plan(act("letterbox_drop", "mobilise"), SITE)) == ["activities.week"]


def test_a_plan_without_weeks_is_judged_on_the_calendar_once_its_start_is_known() -> None:
    survey, weeks = act("online_survey", "diagnose"), {"methods": {"online_survey": {"weeks": 3}}}
    assert missing("window_length", plan(survey, assumptions=weeks)) == ["activities.week"]
    assert verdicts("window_length", plan(survey, assumptions=weeks, limits={"start": START})) == {"met"}


def test_dates_that_nobody_gave_are_named() -> None:
    assert missing("avoid_holidays", plan(limits={"start": START})) == ["brief.limits.end"]
    assert missing("window_length", plan(act("online_survey", "diagnose"))) == ["activities.week"]
