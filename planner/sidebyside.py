"""Two plans side by side: what each takes, whom each meets, what each leaves to mend, and how they differ.

Two versions of one plan, or two scenarios: nothing is added up and no winner is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from catalog.facts import Record
from planner.checks import Finding, ranked
from planner.coverage import Coverage
from planner.evaluate import Evaluation
from planner.plan import Activity, Plan

TOTALS = ("cost", "staff_days", "weeks")


class Side(Record):
    """One plan with its numbers and findings."""

    plan: Plan
    numbers: Evaluation
    findings: tuple[Finding, ...]


class Total(Record):
    """A total of both plans: EUR, agent-days or weeks; None where it is not known."""

    name: str  # one of TOTALS
    one: float | None
    other: float | None


class Met(Record):
    """Whom both plans meet of one public; None where a plan does not count that public."""

    audience: str  # a name, or `all`
    one: Coverage | None
    other: Coverage | None


class Moved(Record):
    """An activity that the two plans do not hold alike; None where a plan does not hold it."""

    one: Activity | None
    other: Activity | None
    fields: tuple[str, ...] = ()  # what differs, when both hold it


class Broken(Record):
    """A principle that at least one of the plans breaks; the first finding of each."""

    rule: str
    finding: Finding
    by: Literal["one", "other", "both"]


class Sides(Record):
    """Everything that two plans do not have in common, and their totals."""

    totals: tuple[Total, ...]
    coverage: tuple[Met, ...]
    broken: tuple[Broken, ...]  # those of one plan only first
    unknown: tuple[int, int]  # principles that cannot be judged
    activities: tuple[Moved, ...]
    same: int  # activities held alike
    brief: tuple[str, ...]  # parts of the brief that differ


def sides(one: Side, other: Side) -> Sides:
    """Two plans compared.

    Args:
        one, other: each plan with its own evaluation and findings, computed under its own brief.
    """
    moved, same = _moved(one.plan, other.plan)
    return Sides(
        totals=tuple(_total(name, one, other) for name in TOTALS),
        coverage=_coverage(one.numbers.coverage, other.numbers.coverage),
        broken=_broken(one.findings, other.findings),
        unknown=(len(_rules(one.findings, "unknown")), len(_rules(other.findings, "unknown"))),
        activities=moved,
        same=same,
        brief=_brief(one.plan, other.plan),
    )


def _total(name: str, one: Side, other: Side) -> Total:
    first, second = (getattr(side.numbers, name) if side.plan.activities else None for side in (one, other))
    return Total(name=name, one=first, other=second)


def _coverage(one: Iterable[Coverage], other: Iterable[Coverage]) -> tuple[Met, ...]:
    """Publics in the order of the first plan, then those of the other alone."""
    first, second = ({row.audience: row for row in rows} for rows in (one, other))
    return tuple(Met(audience=name, one=first.get(name), other=second.get(name)) for name in dict.fromkeys((*first, *second)))


def _rules(findings: Iterable[Finding], verdict: str) -> Mapping[str, Finding]:
    found: dict[str, Finding] = {}
    for finding in ranked(f for f in findings if f.verdict == verdict and f.set_aside is None):
        found.setdefault(finding.rule, finding)
    return found


def _broken(one: Iterable[Finding], other: Iterable[Finding]) -> tuple[Broken, ...]:
    first, second = _rules(one, "broken"), _rules(other, "broken")
    found = [
        Broken(rule=finding.rule, finding=finding, by="both" if finding.rule in first and finding.rule in second else by)
        for rules, by in ((first, "one"), (second, "other"))
        for finding in rules.values()
        if by == "one" or finding.rule not in first
    ]  # fmt: skip
    order = {finding.rule: i for i, finding in enumerate(ranked(item.finding for item in found))}
    return tuple(sorted(found, key=lambda item: (item.by == "both", order[item.rule])))


def _moved(one: Plan, other: Plan) -> tuple[tuple[Moved, ...], int]:
    """Activities told by their id, else by what they do: two proposals give the same id to the same method and phase."""
    left = {activity.id: activity for activity in other.activities}
    moved: list[Moved] = []
    same = 0
    for activity in one.activities:
        twin = left.get(activity.id)
        if twin is None or (twin.method, twin.phase) != (activity.method, activity.phase):
            twin = next((a for a in left.values() if (a.method, a.phase) == (activity.method, activity.phase)), None)
        if twin is None:
            moved.append(Moved(one=activity, other=None))
            continue
        del left[twin.id]
        differ = tuple(name for name in Activity.model_fields if name != "id" and getattr(activity, name) != getattr(twin, name))
        if differ:
            moved.append(Moved(one=activity, other=twin, fields=differ))
        else:
            same += 1
    return (*moved, *(Moved(one=None, other=activity) for activity in left.values())), same


def _brief(one: Plan, other: Plan) -> tuple[str, ...]:
    """The parts of the brief that differ; commitments are looked at as each plan says them."""
    found = [
        name for name in type(one.brief).model_fields if name != "commitments" and getattr(one.brief, name) != getattr(other.brief, name)
    ]
    said = any(one.said(name) != other.said(name) for name in type(one.commitments).model_fields)
    return (*found, *(["commitments"] if said else []))
