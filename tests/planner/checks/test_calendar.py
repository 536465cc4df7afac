"""When things happen, and for how long."""

from __future__ import annotations

import pytest

from planner.plan import Plan

from .plans import END, LETTER, SITE, STAND, START, act, missing, named, plan, told, verdicts

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


# Zone B: winter holidays from 20 February to 7 March 2027. Weeks count from Monday 4 January: week 8 starts on 22 February.
BEAUVAIS, AJACCIO = {"name": "Beauvais", "code": "60"}, {"name": "Ajaccio", "code": "2A"}


def survey_from(week: int, weeks: int, place: dict[str, str], **limits: str) -> Plan:
    survey = {"methods": {"online_survey": {"weeks": weeks}, "market_stand": {"weeks": 1}}}
    return plan({**SITE, "week": week}, {**STAND, "week": 3}, territory=place, assumptions=survey, limits={"start": START, **limits})


def test_a_contribution_in_the_school_holidays_of_its_zone_is_named_with_their_dates() -> None:
    here = survey_from(8, 4, BEAUVAIS)  # 22 February to 21 March: 14 days of 28 are holidays, half
    assert named("avoid_holidays", here) == ["online_survey"]
    (finding,) = told("avoid_holidays", here)
    assert finding.detail is not None
    assert "14 jours sur 28" in finding.detail.fr and "Vacances d’hiver, du 20 février 2027 au 7 mars 2027" in finding.detail.fr
    assert "14 days out of 28" in finding.detail.en and "zone B: winter holidays, 20 February 2027 to 7 March 2027" in finding.detail.en
    assert verdicts("avoid_holidays", survey_from(8, 7, BEAUVAIS)) == {"met"}  # 14 days of 49: 29 %
    assert verdicts("avoid_holidays", survey_from(4, 3, BEAUVAIS)) == {"met"}  # over on 14 February


def test_the_zone_decides() -> None:
    assert named("avoid_holidays", survey_from(6, 2, {"name": "Paris", "code": "75"})) == ["online_survey"]  # zone C: 6 to 21 February
    assert verdicts("avoid_holidays", survey_from(6, 2, BEAUVAIS)) == {"met"}  # two days of fourteen in zone B


def test_a_week_with_a_public_holiday_is_no_fault() -> None:
    easter = plan(
        {**STAND, "week": 13}, territory=BEAUVAIS, limits={"start": START}, assumptions={"methods": {"market_stand": {"weeks": 1}}}
    )
    assert verdicts("avoid_holidays", easter) == {"met"}  # 29 March to 4 April holds Easter Monday


def test_where_school_holidays_are_not_known_summer_and_the_year_end_are_counted() -> None:
    assert missing("avoid_holidays", survey_from(8, 2, AJACCIO)) == ["brief.limits.end"]
    (finding,) = told("avoid_holidays", survey_from(8, 2, AJACCIO, end=END))
    assert (finding.verdict, finding.subject) == ("met", "plan")
    assert finding.detail is not None and "ne sont pas connues" in finding.detail.fr
    late = plan(SITE, territory=BEAUVAIS, limits={"start": "2031-07-01", "end": "2031-08-31"})  # beyond the published calendar
    assert named("avoid_holidays", late) == ["plan"]


def test_without_activities_the_period_is_read_on_the_holidays_of_the_zone() -> None:
    assert named("avoid_holidays", plan(territory=BEAUVAIS, limits={"start": "2027-02-15", "end": "2027-03-14"})) == ["plan"]  # 16 of 28
    assert verdicts("avoid_holidays", plan(territory=BEAUVAIS, limits={"start": START, "end": END})) == {"met"}  # 16 of 84
