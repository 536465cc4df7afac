"""What any plan costs, takes and brings, computed exactly: no solver, no approximation.

Three counts are kept apart and never added: people informed, people who contribute, people who deliberate.
"Cannot take part" (people - can) and "does not come" (can - comes) stay two numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from catalog.facts import Record
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, Method
from planner.calendar import Task, length, monday, schedule, whole_weeks
from planner.coverage import DRAWS, Coverage, Floats, coverage_of, default_part, mobilised, rates_of
from planner.duties import notice_weeks, window_weeks
from planner.plan import Plan
from planner.reach import Situation
from planner.work import Work


class Line(Record):
    """One activity, priced and dated; an unknown number of units counts as one, and is named in `assumed`."""

    activity: str
    units: int
    start_week: int | None
    end_week: int | None
    starts_on: date | None
    ends_on: date | None  # its last day
    purchases: float  # EUR incl. VAT
    external_days: float
    cost: float  # purchases + external days at the brief's rate, EUR incl. VAT
    staff_days: float  # in-house agent-days, processing of contributions apart
    people: float  # distinct people of the territory who take part in it
    contributions: float
    reading_days: float  # agent-days to read and sort what it brings
    paid_already: bool  # covered by what the organiser already has
    default_cost: float  # part of the cost that rests on default rules, EUR
    assumed: tuple[str, ...] = ()


class Evaluation(Record):
    """A whole plan in numbers."""

    lines: tuple[Line, ...]
    coverage: tuple[Coverage, ...]  # one per audience, then `all`
    cost: float  # EUR incl. VAT
    staff_days: float  # in-house agent-days, reading and answering included
    analysis_days: float  # of which reading and answering: at least a fifth
    staff_value: float  # EUR, shown apart, never in the cost
    weeks: int | None
    defaults_cost: float  # share of the cost that rests on default rules
    defaults_coverage: float  # share of the expected participation that rests on default rules

    @property
    def reading_days(self) -> float:
        """Agent-days to read and sort what every activity brings."""
        return sum(line.reading_days for line in self.lines)

    def of(self, audience: str) -> Coverage:
        """The coverage of one audience, or of `all`."""
        return next(row for row in self.coverage if row.audience == audience)


def evaluate(plan: Plan, catalog: Catalog, situation: Situation | None = None, draws: int = DRAWS) -> Evaluation:
    """Recompute a plan, whoever wrote it.

    Args:
        plan: activities may lack units (counted as one, and named), weeks (then computed) and audiences.
        situation: the plan's brief laid on the catalogue, when it is already at hand.
        draws: seeded worlds that the intervals are read from.
    """
    at = situation or Situation(plan.brief, catalog)
    works = [Work.of(activity, at) for activity in plan.activities]
    spans = weeks_of(plan, works, at)
    effect = mobilised(works, at)
    lines = tuple(_line(work, spans[work.activity.id], at, effect) for work in works)
    field = sum(line.staff_days for line in lines)
    analysis = analysis_days(field, sum(line.reading_days for line in lines), at)
    cost = sum(line.cost for line in lines)
    return Evaluation(
        lines=lines,
        coverage=coverage_of(works, at, draws),
        cost=cost,
        staff_days=field + analysis,
        analysis_days=analysis,
        staff_value=(field + analysis) * at.default("staff_day_value"),
        weeks=length(spans) or None,
        defaults_cost=sum(line.default_cost for line in lines) / cost if cost else 0.0,
        defaults_coverage=default_part(works, at),
    )


def analysis_days(field: float, reading: float, at: Situation) -> float:
    """Agent-days to read and answer: what reading takes, and at least a fifth of all agent-days.

    Args:
        field: agent-days spent on the activities themselves.
        reading: agent-days computed from the contributions expected.
    """
    share = at.default("analysis_share")
    return max(reading, field * share / (1.0 - share))


def length_in_weeks(weeks: float, units: int, method: Method, at: Situation) -> int:
    """Weeks an activity lasts: its own length, or what its sessions need when only so many fit in a week."""
    own = max(whole_weeks(weeks), 1)
    return own if method.always_open else max(own, whole_weeks(units / at.default("sessions_a_week")))


def weeks_of(plan: Plan, works: Sequence[Work], at: Situation) -> dict[str, tuple[int, int]]:
    """First and last week of each activity; weeks written in the plan are kept."""
    tasks = [
        Task(
            w.activity.id,
            w.activity.phase,
            length_in_weeks(w.effort["weeks"].value, w.units, w.method, at),
            at.lead_weeks(w.method),
            stays_open=w.method.always_open and w.activity.phase in CONTRIBUTION_PHASES,
        )
        for w in works
    ]
    fixed = {a.id: a.week for a in plan.activities if a.week is not None}
    return schedule(tasks, whole_weeks(at.default("reply_weeks")), fixed, window_weeks(at)[0], notice_weeks(at))


def _line(work: Work, span: tuple[int, int], at: Situation, effect: Floats) -> Line:
    start = at.brief.limits.start
    purchases = work.total("purchases", "setup_purchases", paid=work.paid)
    moved = work.outsourced * work.field_days
    external = moved + work.total("external_days", paid=not work.buys_days)
    people = at.people * float(-np.expm1(-at.reached([rates_of(work, at, effect)], at.pools)[-1]))
    # Whoever comes again contributes again: what has to be read follows the attendances.
    lifted = float(effect[-1]) if at.lifted(work.method) else 1.0
    attendances = work.units * at.people * float(at.probabilities(work.method, work.activity.phase)[-1]) * lifted
    contributions = attendances * work.effort["contributions"].value if work.contributes else 0.0
    rate = at.default("day_rate")
    return Line(
        activity=work.activity.id,
        units=work.units,
        start_week=span[0],
        end_week=span[1],
        starts_on=monday(start, span[0]) if start else None,
        ends_on=monday(start, span[1] + 1) - timedelta(days=1) if start else None,
        purchases=purchases,
        external_days=external,
        cost=purchases + external * rate,
        staff_days=work.field_days - moved,
        people=people,
        contributions=contributions,
        reading_days=contributions * work.effort["reading_minutes"].value / 60.0 / at.default("hours_per_day"),
        paid_already=work.paid,
        default_cost=moved * rate + _default_cost(work, rate),
        assumed=() if work.activity.units else ("units",),
    )


def _default_cost(work: Work, rate: float) -> float:
    """Part of an activity's cost that rests on default rules, EUR."""
    cost = 0.0
    for figures in (work.effort, *work.options):
        own = figures is work.effort
        for name, times, price, free in (
            ("purchases", work.units, 1.0, work.paid), ("setup_purchases", 1, 1.0, work.paid),
            ("external_days", work.units, rate, not work.buys_days),
        ):  # fmt: skip
            if name in figures and figures[name].kind == "default" and not (own and free):
                cost += times * price * figures[name].value
    return cost
