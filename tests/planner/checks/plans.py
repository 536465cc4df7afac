"""Short ways to write a plan, and to read what the checker says of it."""

from __future__ import annotations

from typing import Any

from catalog.load import load
from planner.checks import Finding, check
from planner.plan import Plan

START, END = "2027-01-04", "2027-03-28"  # a Monday; twelve weeks, the last day being a Sunday
TOWN = {"name": "Ville", "people": 18_000}


def act(method: str, phase: str, **more: Any) -> dict[str, Any]:
    """An activity whose id is its method."""
    return {"id": method, "method": method, "phase": phase, **more}


def public(name: str, people: int = 2_000, **more: Any) -> dict[str, Any]:
    return {"name": name, "people": people, **more}


def plan(*activities: dict[str, Any], bridges: tuple[tuple[str, str], ...] = (), set_aside: Any = (), **brief: Any) -> Plan:
    """A plan of these activities; the other words are keys of the brief."""
    return Plan.model_validate({
        "brief": {"subject": "Place du marché", **brief},
        "activities": activities,
        "bridges": [{"from": start, "to": end} for start, end in bridges],
        "set_aside": set_aside,
    })  # fmt: skip


def told(rule: str, here: Plan) -> tuple[Finding, ...]:
    """What one principle says of a plan."""
    return check(here, load(), select=(rule,))


def verdicts(rule: str, here: Plan) -> set[str]:
    return {finding.verdict for finding in told(rule, here)}


def named(rule: str, here: Plan) -> list[str]:
    """The subjects of the broken findings."""
    return [finding.subject for finding in told(rule, here) if finding.verdict == "broken"]


def missing(rule: str, here: Plan) -> list[str]:
    """The keys that the unknown findings ask for."""
    return [key for finding in told(rule, here) if finding.verdict == "unknown" for key in finding.missing]


def answers(field: str, yes: Any, no: Any, *activities: dict[str, Any], **brief: Any) -> tuple[Plan, Plan, Plan, str]:
    """A question: a plan that answers yes, one that answers no, one that says nothing, and the key it must fill."""

    def saying(**commitments: Any) -> Plan:
        return plan(*activities, **{**brief, "commitments": {**brief.get("commitments", {}), **commitments}})

    return saying(**{field: yes}), saying(**{field: no}), saying(), f"commitments.{field}"


STAND = act("market_stand", "diagnose", units=2, week=3)
SITE = act("online_survey", "diagnose", units=1, week=3)
MEETING = act("public_meeting", "deliberate", units=1, week=6)
WORKSHOP = act("workshop", "ideate", units=2, week=5)
LETTER = act("letterbox_drop", "mobilise", units=1, week=1)
FORMS = act("paper_forms", "diagnose", units=1, week=3)
VOTE = act("online_vote", "prioritise", units=1, week=8)
BALLOT = act("paper_ballot", "prioritise", units=1, week=8)
