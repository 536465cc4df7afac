"""What a legal frame asks is in every plan proposed under it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from catalog.frames import Duty
from catalog.load import load
from planner.brief import Brief, parse_brief
from planner.checks import check
from planner.duties import shown_by
from planner.optimise import propose
from planner.reach import Situation

BRIEF = Path(__file__).resolve().parents[2] / "examples" / "place-du-marche.brief.yaml"
# Frames with a length, a notice, a register, a paper place or a method that a plan can show.
FRAMES = ("env_parallel_consultation", "env_prior_concertation", "ppve", "public_inquiry", "road_inquiry")


def under(frame: str) -> Brief:
    """The market square with time and means to spare, under a frame."""
    brief = parse_brief(BRIEF.read_bytes(), BRIEF.name, load())
    assert brief.limits.start
    limits = brief.limits.model_copy(update={"end": brief.limits.start + timedelta(weeks=45), "budget": 30_000.0, "staff_days": 120.0})
    return brief.model_copy(update={"frame": frame, "limits": limits})


@pytest.mark.parametrize("frame", FRAMES)
def test_a_proposal_holds_each_countable_duty_of_its_frame(frame: str) -> None:
    plan = propose(Situation(under(frame), load()), seconds=3)
    assert [(f.verdict, f.subject) for f in check(plan, load(), select=("legal_frame_identified",))] == [("met", "plan")]
    held = [duty for duty in load().frames[frame].duties if shown_by(duty)]
    for duty in held:
        wanted = shown_by(duty)
        assert wanted and any(wanted(load().methods[a.method], a.phase) for a in plan.activities), duty.id


@pytest.mark.parametrize(
    ("kind", "method", "phase", "shown"),
    [
        ("digital_register", "eregister", "diagnose", True),
        ("digital_register", "messaging_group", "diagnose", False),  # nobody reads what the others wrote
        ("paper_place", "paper_register", "diagnose", True),
        ("paper_place", "consultation_file", "inform", True),
        ("paper_place", "participant_letter", "report_back", False),  # it answers: nothing is left to read before
        ("report", "public_reply", "report_back", True),
        ("report", "report_back_meeting", "report_back", False),
    ],
)
def test_a_duty_is_shown_by_some_activities_and_not_by_others(kind: str, method: str, phase: str, shown: bool) -> None:
    wanted = shown_by(Duty.model_validate({"id": "d", "what": {"fr": "x", "en": "x"}, "kind": kind}))
    assert wanted is not None
    assert wanted(load().methods[method], phase) is shown  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["min_days", "max_days", "notice_days", "reply_days", "statement"])
def test_a_length_or_a_statement_is_shown_by_no_activity(kind: str) -> None:
    assert shown_by(Duty.model_validate({"id": "d", "what": {"fr": "x", "en": "x"}, "kind": kind, "days": 15})) is None
