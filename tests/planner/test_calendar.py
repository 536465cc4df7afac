"""When things happen: small calendars worked by hand, and what holds for any."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.methods import CONTRIBUTION_PHASES, PHASES, Phase
from planner.calendar import Task, length, monday, schedule, whole_weeks

REPLY, NOTICE = 3, 2  # weeks


Row = tuple[str, Phase, int, int]  # id, phase, length, preparation


def weeks(*tasks: Row, **rules: object) -> dict[str, tuple[int, int]]:
    return schedule([Task(*task) for task in tasks], REPLY, notice=NOTICE, **rules)  # type: ignore[arg-type]


def test_a_whole_consultation_worked_by_hand() -> None:
    found = weeks(
        ("bulletin", "inform", 2, 2),
        ("letters", "mobilise", 3, 4),
        ("stand", "diagnose", 1, 3),
        ("survey", "diagnose", 4, 4),
        ("workshop", "ideate", 1, 4),
        ("answer", "report_back", 2, 4),
        ("questionnaire", "evaluate", 1, 1),
    )
    assert found == {
        "bulletin": (3, 4),  # two weeks of preparation, so it starts in week 3
        "letters": (5, 7),
        "stand": (7, 7),  # the last announcement starts in week 5, and two weeks of notice follow
        "survey": (7, 10),
        "workshop": (11, 11),  # after the longest of the diagnosis
        "answer": (15, 16),  # weeks 12, 13 and 14 to read and answer
        "questionnaire": (17, 17),
    }
    assert length(found) == 17


def test_a_long_preparation_delays_an_activity_and_what_follows_it() -> None:
    found = weeks(("panel", "deliberate", 8, 12), ("vote", "prioritise", 3, 8), ("answer", "report_back", 2, 4))
    assert found == {"panel": (13, 20), "vote": (21, 23), "answer": (27, 28)}


def test_preparing_runs_while_earlier_phases_are_held() -> None:
    # The workshop is ready in week 5 and waits for the survey, which ends in week 8.
    assert weeks(("survey", "diagnose", 4, 4), ("workshop", "ideate", 1, 4))["workshop"] == (9, 9)


def test_the_report_back_waits_for_the_least_window_of_the_frame() -> None:
    # Announced in week 3, open in week 5; 60 days are nine weeks, 5 to 13; three more to answer.
    tasks: list[Row] = [("poster", "inform", 1, 2), ("stand", "diagnose", 1, 3), ("answer", "report_back", 2, 4)]
    assert weeks(*tasks, window=9)["answer"] == (17, 18)
    assert weeks(*tasks)["answer"] == (9, 10)


def test_a_register_stays_open_to_the_end_of_the_window_and_no_longer() -> None:
    # All is open in week 4, so that five weeks end with week 8; without a window the register closes when it is written to.
    tasks = [Task("register", "diagnose", 2, 2, stays_open=True), Task("stand", "diagnose", 1, 3)]
    assert schedule(tasks, REPLY, window=5) == {"register": (3, 8), "stand": (4, 4)}
    assert schedule(tasks, REPLY) == {"register": (3, 4), "stand": (4, 4)}


def test_a_register_closes_when_something_else_fills_the_window() -> None:
    tasks = [Task("register", "diagnose", 2, 2, stays_open=True), Task("survey", "diagnose", 6, 3)]
    assert schedule(tasks, REPLY, window=5)["register"] == (3, 4)


def test_a_week_that_somebody_chose_is_kept_and_the_rest_follows() -> None:
    tasks: list[Row] = [("stand", "diagnose", 1, 3), ("workshop", "ideate", 1, 4), ("answer", "report_back", 1, 4)]
    assert weeks(*tasks, fixed={"stand": 20}) == {"stand": (20, 20), "workshop": (21, 21), "answer": (25, 25)}


def test_without_an_announcement_contributions_open_as_soon_as_they_are_ready() -> None:
    assert weeks(("stand", "diagnose", 1, 3)) == {"stand": (4, 4)}


def test_nothing_lasts_no_week() -> None:
    assert weeks() == {}
    assert length({}) == 0


def test_an_activity_shorter_than_a_week_takes_one() -> None:
    assert weeks(("meeting", "deliberate", 0, 0)) == {"meeting": (1, 1)}


@pytest.mark.parametrize(("value", "expected"), [(0.0, 0), (2.0, 2), (2.1, 3), (3.0000000001, 3), (3.3, 4)])
def test_weeks_are_rounded_up_and_noise_is_not(value: float, expected: int) -> None:
    assert whole_weeks(value) == expected


def test_week_one_starts_on_the_day_of_the_brief() -> None:
    assert monday(date(2027, 1, 4), 1) == date(2027, 1, 4)
    assert monday(date(2027, 1, 4), 5) == date(2027, 2, 1)


TASKS = st.lists(st.tuples(st.sampled_from(PHASES), st.integers(0, 16), st.integers(0, 20)), max_size=12).map(
    lambda found: [Task(str(i), *task) for i, task in enumerate(found)]
)


@given(TASKS, st.integers(0, 20))
def test_any_calendar_keeps_preparation_order_notice_and_time_to_answer(tasks: list[Task], window: int) -> None:
    spans = schedule(tasks, REPLY, window=window, notice=NOTICE)
    assert set(spans) == {task.id for task in tasks}
    for task in tasks:
        first, last = spans[task.id]
        assert first > task.lead_weeks
        assert last - first + 1 == max(task.weeks, 1)

    def firsts(*phases: Phase) -> list[int]:
        return [spans[task.id][0] for task in tasks if task.phase in phases]

    def lasts(*phases: Phase) -> list[int]:
        return [spans[task.id][1] for task in tasks if task.phase in phases]

    announced, asked = firsts("inform", "mobilise"), firsts(*CONTRIBUTION_PHASES)
    if announced and asked:
        assert min(asked) >= max(announced) + NOTICE
    for before, after in combinations(CONTRIBUTION_PHASES, 2):
        assert all(first > last for first in firsts(after) for last in lasts(before))
    assert all(first > last + REPLY for first in firsts("report_back") for last in lasts(*CONTRIBUTION_PHASES))
    assert all(first > last for first in firsts("evaluate") for last in lasts("report_back", *CONTRIBUTION_PHASES))


@given(TASKS, st.integers(0, 11))
def test_one_more_activity_makes_nothing_earlier(tasks: list[Task], taken: int) -> None:
    if not tasks:
        return
    fewer = [task for task in tasks if task.id != str(taken % len(tasks))]
    small, large = (schedule(some, REPLY, notice=NOTICE) for some in (fewer, tasks))
    assert all(large[name][0] >= first for name, (first, _) in small.items())
