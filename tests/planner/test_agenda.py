"""The dated calendar: small plans whose dates are worked by hand.

The plan starts on Monday 4 January 2027: week n starts on 4 January + 7 (n - 1) days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from catalog.load import load
from planner.agenda import Agenda, agenda, clear_days, clear_days_before, days_words, latest
from planner.brief import Brief
from planner.collisions import collisions
from planner.evaluate import evaluate
from planner.plan import Plan

TODAY = date(2026, 11, 22)
ONE_WEEK = {method: {"weeks": 1, "lead_weeks": 1} for method in ("letterbox_drop", "market_stand", "report_back_meeting", "workshop")}
LETTER = {"id": "letter", "method": "letterbox_drop", "phase": "mobilise", "week": 2}
STAND = {"id": "stand", "method": "market_stand", "phase": "diagnose", "week": 5}
SURVEY = {"id": "survey", "method": "online_survey", "phase": "diagnose", "week": 5}
ANSWER = {"id": "answer", "method": "report_back_meeting", "phase": "report_back", "week": 13}


def brief(**more: Any) -> dict[str, Any]:
    mandate = {"decided_on": "2027-06-24", "council_on": "2026-12-10", "decider": "Conseil municipal"}
    return {
        "subject": "Place du marché", "territory": {"name": "Ville", "people": 18_000, "code": "60"}, "limits": {"start": "2027-01-04"},
        **more, "mandate": {**mandate, **more.get("mandate", {})},
        "assumptions": {"methods": {**ONE_WEEK, "online_survey": {"weeks": more.pop("survey", 4), "lead_weeks": 1}}},
    }  # fmt: skip


def made(*activities: dict[str, Any], today: date = TODAY, weeks: int = 4, **more: Any) -> Agenda:
    whole = brief(**more)
    whole["assumptions"]["methods"]["online_survey"]["weeks"] = weeks
    return agenda(Plan.model_validate({"brief": whole, "activities": activities}), load(), None, today)


def dates(here: Agenda, id: str) -> tuple[date | None, date | None, date | None, int | None]:
    entry = here.get(id)
    assert entry, id
    return entry.on, entry.until, entry.latest, entry.slack


def found(here: Agenda) -> dict[str, tuple[str, int]]:
    return {collision.id: (collision.severity, collision.days) for collision in collisions(here)}


def words(here: Agenda, id: str) -> tuple[str, str]:
    (collision,) = [collision for collision in collisions(here) if collision.id == id]
    return collision.words.fr, collision.words.en


def test_clear_days_leave_whole_days_between() -> None:
    assert clear_days_before(date(2026, 12, 14)) == date(2026, 12, 8)  # 9, 10, 11, 12 and 13 lie between
    assert clear_days_before(date(2026, 12, 14), 3) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("place", "days"),
    [
        ({"name": "V", "people": 3_499}, 3), ({"name": "V", "people": 3_500}, 5), ({"name": "V"}, 5), (None, 5),
        ({"name": "V", "people": 900, "place": "60057"}, 3), ({"name": "CC", "people": 3_000, "place": "246000848"}, 5),
    ],
)  # fmt: skip
def test_the_notice_is_three_clear_days_in_a_small_commune_and_five_otherwise(place: dict[str, Any] | None, days: int) -> None:
    assert clear_days(Brief.model_validate({"subject": "x", "territory": place})) == days


def test_a_whole_calendar_counted_back_by_hand() -> None:
    here = made(LETTER, SURVEY, ANSWER)
    # Survey: weeks 5 to 8, 1 to 28 February. Answer: week 13, from 29 March.
    assert dates(here, "decision:notice")[2] == date(2027, 6, 18)  # 19 to 23 June lie between
    assert dates(here, "decision:committee")[2] == date(2027, 6, 11)
    assert dates(here, "outcome") == (None, None, date(2027, 6, 11), None)
    assert dates(here, "synthesis") == (date(2027, 3, 29), None, date(2027, 6, 11), 74)  # 2 days of March, April, May, 11 of June
    assert dates(here, "processing") == (date(2027, 3, 1), date(2027, 3, 21), date(2027, 5, 21), 81)  # three weeks to read
    assert dates(here, "closing") == (date(2027, 2, 28), None, date(2027, 5, 20), 81)
    assert dates(here, "opening") == (date(2027, 2, 1), None, date(2027, 4, 23), 81)  # 28 days end on 20 May
    assert dates(here, "activity:letter") == (date(2027, 1, 11), date(2027, 1, 17), date(2027, 4, 2), 81)
    assert dates(here, "lead:letter") == (date(2027, 1, 4), None, date(2027, 3, 26), 81)
    assert dates(here, "activity:answer")[2] == date(2027, 6, 18)  # a week that ends on the day of the decision
    assert dates(here, "council:notice")[2] == date(2026, 12, 4)
    assert dates(here, "council") == (date(2026, 12, 10), None, date(2027, 4, 1), 112)
    assert found(here) == {}
    assert [entry.day for entry in here.entries if entry.day] == sorted(entry.day for entry in here.entries if entry.day)


def test_the_planned_days_are_those_of_the_evaluation() -> None:
    plan = Plan.model_validate({"brief": brief(), "activities": [LETTER, STAND, SURVEY, ANSWER]})
    numbers = evaluate(plan, load(), draws=20)
    here = agenda(plan, load(), numbers, TODAY)
    for line in numbers.lines:
        assert dates(here, f"activity:{line.activity}")[:2] == (line.starts_on, line.ends_on)
    load_said = here.get("processing")
    assert load_said and load_said.why and "jours-agent" in load_said.why.fr


def test_the_latest_days_move_with_the_decision() -> None:
    one, two = made(LETTER, SURVEY, ANSWER), made(LETTER, SURVEY, ANSWER, mandate={"decided_on": "2027-06-14"})
    after = {margin.id: margin for margin in latest(two)}
    moved = [(margin.latest - after[margin.id].latest).days for margin in latest(one) if not margin.id.startswith("council:")]
    assert moved and set(moved) == {10}
    assert all(margin.slack == (margin.latest - margin.planned).days for margin in latest(one) if margin.planned)


def test_without_a_start_the_latest_days_are_still_there_and_what_is_missing_is_named() -> None:
    here = made(LETTER, SURVEY, ANSWER, limits={})
    assert dates(here, "opening") == (None, None, date(2027, 4, 23), None)
    assert here.missing == ("brief.limits.start",) and collisions(here) == ()


def test_a_bare_plan_has_no_date_and_says_what_is_missing() -> None:
    here = agenda(Plan.model_validate({"brief": {"subject": "x"}}), load(), None, TODAY)
    assert here.missing == ("brief.limits.start", "brief.mandate.council_on", "brief.mandate.decided_on", "activities")
    assert [entry for entry in here.entries if entry.day] == [] and latest(here) == ()


def test_a_decision_that_no_council_takes_needs_no_notice() -> None:
    here = made(LETTER, SURVEY, ANSWER, mandate={"decider": "Préfet"})
    assert here.get("decision:notice") is None and dates(here, "outcome")[2] == date(2027, 6, 23)


def test_a_notice_of_meeting_already_past_says_both_days() -> None:
    here = made(LETTER, SURVEY, ANSWER, today=date(2026, 12, 6))
    assert found(here)["notice_past:council"] == ("error", 2)
    fr, en = words(here, "notice_past:council")
    assert "4 décembre 2026" in fr and "6 décembre 2026" in fr and "il manque 2 jours" in fr and "L2121-12" in fr
    assert "4 December 2026" in en and "6 December 2026" in en and "2 days short" in en
    assert "notice_past:council" not in found(made(LETTER, SURVEY, ANSWER, today=date(2026, 12, 4)))
    assert "notice_past:council" not in found(made(LETTER, SURVEY, ANSWER, today=date(2026, 12, 11)))  # the council was held


def test_contributions_still_open_when_the_decision_is_taken() -> None:
    here = made(LETTER, SURVEY, mandate={"decided_on": "2027-02-26"})  # open until 28 February
    assert found(here)["open_at_decision"] == ("error", 3)
    assert "open_at_decision" not in found(made(LETTER, SURVEY, mandate={"decided_on": "2027-03-01"}))


def test_the_frame_keeps_the_register_open_past_the_close_and_past_the_synthesis() -> None:
    # Electronic participation: 30 days from 1 February end on 2 March. The stand alone ends on 7 February: 23 days short.
    assert found(made(LETTER, STAND, ANSWER, frame="ppve"))["duty:min_days:duration_min"] == ("error", 23)
    early = {**ANSWER, "week": 9}  # 1 March
    here = made(LETTER, SURVEY, early, frame="ppve")
    assert found(here)["duty:min_days:duration_min:synthesis"] == ("error", 2)
    fr, en = words(here, "duty:min_days:duration_min:synthesis")
    assert fr == (
        "Les contributions doivent rester ouvertes 30 jours (Code de l’environnement, L123-19) : elles fermeraient le 2 mars 2027, "
        "alors que la synthèse est prévue le 1er mars 2027 : il manque 2 jours."
    )
    assert "30 days" in en and "2 March 2027" in en and "1 March 2027" in en
    assert not [id for id in found(made(LETTER, SURVEY, ANSWER, weeks=5, frame="ppve")) if "min_days" in id]


def test_a_window_longer_than_the_frame_allows() -> None:
    # Three months, 92 days, from 1 February end on 3 May; 14 weeks on 9 May.
    here = made(LETTER, SURVEY, {**ANSWER, "week": 23}, weeks=14, frame="env_prior_concertation", mandate={"decided_on": "2027-12-16"})
    assert found(here)["duty:max_days:duration_max"] == ("error", 6)


def test_the_notice_of_the_frame_is_counted_from_the_first_announcement() -> None:
    assert "duty:notice_days:notice" not in found(made({**LETTER, "week": 2}, SURVEY, ANSWER, frame="ppve", weeks=5))
    here = made({**LETTER, "week": 3}, SURVEY, ANSWER, frame="ppve", weeks=5)  # 14 days before the opening
    assert found(here)["duty:notice_days:notice"] == ("error", 1)


@pytest.mark.parametrize(
    ("id", "commitments", "activity"), [("reply", {"reply_on": "2027-06-30"}, ANSWER), ("synthesis", {}, {**ANSWER, "week": 26})]
)
def test_what_comes_after_the_decision(id: str, commitments: dict[str, str], activity: dict[str, Any]) -> None:
    here = made(LETTER, SURVEY, activity, commitments=commitments)
    late = date(2027, 6, 30) if id == "reply" else date(2027, 6, 28)
    assert found(here)[f"{id}_after_decision"] == ("error", (late - date(2027, 6, 24)).days)


def test_an_outcome_report_after_the_decision_is_an_error_where_the_law_asks_for_one() -> None:
    last = {"id": "last", "method": "citizens_jury", "phase": "evaluate", "week": 27}
    asked = found(made(LETTER, SURVEY, ANSWER, last, frame="urb_concertation"))["outcome_after_decision"]
    free = found(made(LETTER, SURVEY, ANSWER, last, frame="voluntary"))["outcome_after_decision"]
    assert (asked[0], asked[1]) == ("error", free[1])


def test_a_reply_before_the_close_and_a_synthesis_before_the_close() -> None:
    here = made(LETTER, SURVEY, {**ANSWER, "week": 8}, commitments={"reply_on": "2027-02-20"})
    assert found(here)["reply_before_closing"] == ("error", 9)
    assert found(here)["synthesis_before_closing"] == ("error", 7)  # 22 to 28 February


def test_too_little_time_to_read_is_a_warning() -> None:
    here = made(LETTER, SURVEY, {**ANSWER, "week": 10})  # 8 March, while three weeks end on 21 March
    assert found(here)["reading_too_short"] == ("warning", 14)


def test_an_opening_before_the_council_that_launches_it() -> None:
    here = made(LETTER, SURVEY, ANSWER, mandate={"council_on": "2027-02-03"})
    assert found(here)["opening_before_council"] == ("error", 3)
    assert found(here)["preparation_before_council"] == ("warning", 31)  # the letter is prepared from 4 January


def test_a_preparation_that_should_have_begun() -> None:
    here = made(LETTER, SURVEY, ANSWER, today=date(2027, 1, 8), mandate={"council_on": "2026-12-10"})
    assert found(here)["preparation_past"] == ("error", 4)
    assert "preparation_past" not in found(made(LETTER, SURVEY, ANSWER, today=date(2027, 1, 11)))  # the letters are being delivered


def test_a_decision_before_the_council_that_launches() -> None:
    assert found(made(mandate={"decided_on": "2026-12-10"}))["decision_before_council"] == ("error", 1)


def test_contributions_mostly_in_holidays_are_told_with_their_names_and_dates() -> None:
    # Zone B: 20 February to 7 March. The survey runs in weeks 8 and 9, 22 February to 7 March: 14 days.
    here = made(LETTER, {**SURVEY, "week": 8}, ANSWER, weeks=2)
    assert found(here)["holidays"] == ("warning", 14)
    fr, en = words(here, "holidays")
    assert "Vacances d’hiver, du 20 février 2027 au 7 mars 2027" in fr and "winter holidays" in en
    assert "holidays" not in found(made(LETTER, {**SURVEY, "week": 8}, ANSWER, weeks=4))  # half, not most
    assert here.get("school:2027-02-20") is not None


def test_where_the_zone_is_unknown_summer_is_counted_and_nothing_is_invented() -> None:
    corsica = {"name": "Ajaccio", "people": 70_000, "code": "2A"}
    here = made(LETTER, {**SURVEY, "week": 8}, ANSWER, weeks=2, territory=corsica)
    assert not here.school and "holidays" not in found(here) and here.starting("school:") == ()
    summer = made(LETTER, {**SURVEY, "week": 28}, {**ANSWER, "week": 40}, territory=corsica, mandate={"decided_on": "2027-12-16"})
    assert found(summer)["holidays"] == ("warning", 28)  # 12 July to 8 August


def test_a_council_on_a_public_holiday_of_the_place() -> None:
    here = made(LETTER, SURVEY, ANSWER, mandate={"decided_on": "2027-03-26"}, territory={"name": "Metz", "people": 120_000, "code": "57"})
    assert found(here)["decision_on_holiday"] == ("warning", 1)


def test_errors_come_first() -> None:
    kinds = [one.severity for one in collisions(made(LETTER, SURVEY, {**ANSWER, "week": 10}, today=date(2026, 12, 6)))]
    assert kinds == sorted(kinds) and set(kinds) == {"error", "warning"}


def test_one_day_is_singular() -> None:
    assert (days_words(1).fr, days_words(2).en) == ("1 jour", "2 days")


def test_every_frame_gives_a_calendar_in_both_languages() -> None:
    for frame in load().frames:
        here = made(LETTER, STAND, SURVEY, ANSWER, frame=frame, commitments={"reply_on": "2027-05-01"})
        for collision in collisions(here):
            assert "{" not in collision.words.fr + collision.words.en and collision.days >= 1
        assert all(entry.until is None or entry.on is None or entry.until - entry.on >= timedelta(0) for entry in here.entries)
