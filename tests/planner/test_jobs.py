"""Computations run two at a time in processes of their own; one that is cancelled or fails disturbs no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from planner.brief import Audience, Brief, Limits
from planner.jobs import ENDED, Board, Job

BRIEF = Brief(
    subject="Rouvrir la rivière",
    phases=("inform", "ideate", "report_back"),
    audiences=(Audience(name="Riverains", people=800),),
    limits=Limits(budget=6000, staff_days=30),
)
SHORT = ("--time", "1")
LONG = ("--time", "120")


@pytest.fixture
def board() -> Iterator[Board]:
    """A board whose computations are all over at the end."""
    made = Board()
    yield made
    for job in (*made.waiting, *made.running):
        made.cancel(job)
    until(lambda: not made.running)
    if made.spare:
        made.spare.kill()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something, and fail when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.02)


def started(job: Job) -> bool:
    return job.process is not None and job.process.poll() is None


def over(job: Job) -> bool:
    return job.state in ENDED


def test_a_computation_ends_with_a_plan_for_its_brief(board: Board) -> None:
    job = board.submit(BRIEF, *SHORT)
    until(lambda: over(job))
    assert job.state == "done", job.answer
    assert job.plan and job.plan.brief == BRIEF and job.plan.activities and job.plan.certificate
    assert job.found >= 1


def test_two_run_at_once_the_third_sees_its_place_and_runs_when_one_is_cancelled(board: Board) -> None:
    first, second, third, fourth = (board.submit(BRIEF, *LONG) for _ in range(4))
    until(lambda: started(first) and started(second))
    assert [board.place(job) for job in (first, second, third, fourth)] == [0, 0, 1, 2]
    assert third.state == "waiting" and third.process is None
    board.cancel(first)
    until(lambda: started(third))
    assert first.state == "cancelled"
    assert [board.place(job) for job in (second, third, fourth)] == [0, 0, 1]
    board.cancel(fourth)  # one that waits leaves the queue
    assert fourth.state == "cancelled" and board.place(fourth) == 0


def test_cancelling_ends_the_process_and_leaves_no_plan(board: Board) -> None:
    job = board.submit(BRIEF, *LONG)
    until(lambda: started(job))
    board.cancel(job)
    assert job.process
    assert job.process.wait(10) != 0
    until(lambda: not board.running)
    assert job.state == "cancelled" and job.plan is None
    board.cancel(job)  # again: nothing more happens
    assert job.state == "cancelled"


def test_cancelling_as_soon_as_it_is_asked_ends_it_too(board: Board) -> None:
    job = board.submit(BRIEF, *LONG)
    board.cancel(job)
    until(lambda: not board.running, 20)
    assert job.state == "cancelled"
    assert job.process is None or job.process.poll() is not None


def test_a_computation_that_fails_does_not_stop_the_next() -> None:
    board = Board(at_once=1)
    failing, next_ = board.submit(BRIEF, "--no-such-flag"), board.submit(BRIEF, *SHORT)
    until(lambda: over(failing) and over(next_))
    assert (failing.state, failing.plan) == ("failed", None)
    assert next_.state == "done"


def test_a_process_that_is_killed_is_a_failure_and_frees_its_place() -> None:
    board = Board(at_once=1)
    killed, next_ = board.submit(BRIEF, *LONG), board.submit(BRIEF, *SHORT)
    until(lambda: started(killed))
    assert killed.process
    killed.process.kill()
    until(lambda: over(killed) and over(next_))
    assert (killed.state, next_.state) == ("failed", "done")


def test_limits_that_no_plan_fits_are_an_answer_with_what_to_relax(board: Board) -> None:
    job = board.submit(BRIEF, *SHORT, "--budget", "10", "--require", "citizens_assembly")
    until(lambda: over(job))
    assert job.state == "impossible" and job.plan is None
    assert "budget" in [conflict["limit"] for conflict in job.answer["conflicts"]]


def test_a_process_made_ready_serves_the_next_job_and_a_dead_one_is_replaced(board: Board) -> None:
    board.warm()
    spare = board.spare
    assert spare
    job = board.submit(BRIEF, *SHORT)
    until(lambda: over(job))
    assert job.state == "done" and job.process is spare
    until(lambda: board.spare is not None)
    assert board.spare and board.spare is not spare
    board.spare.kill()
    board.spare.wait()
    again = board.submit(BRIEF, *SHORT)
    until(lambda: over(again))
    assert again.state == "done"
