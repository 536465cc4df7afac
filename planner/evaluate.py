"""What any plan costs, takes and brings, computed exactly: no solver, no approximation.

Three counts are kept apart and never added: people informed, people who contribute, people who deliberate.
"Cannot take part" (people - can) and "does not come" (can - comes) stay two numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Figure, Record
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, Effort, Method
from planner.audiences import ALL
from planner.calendar import Task, length, monday, schedule, whole_weeks
from planner.duties import notice_weeks, window_weeks
from planner.plan import Activity, Plan
from planner.reach import Situation

OUTSOURCING = "external_facilitation"  # the option by which a contractor takes part of the field work
DRAWS, SEED = 2000, 20260101
INTERVAL = (10, 90)  # percentiles: four chances in five


class Coverage(Record):
    """Head counts of one audience; `comes` counts distinct people in at least one contribution phase."""

    audience: str
    people: float
    can: float
    comes: float
    comes_low: float
    comes_high: float
    informed: float
    deliberates: float


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

    def of(self, audience: str) -> Coverage:
        """The coverage of one audience, or of `all`."""
        return next(row for row in self.coverage if row.audience == audience)


def evaluate(plan: Plan, catalog: Catalog, situation: Situation | None = None) -> Evaluation:
    """Recompute a plan, whoever wrote it.

    Args:
        plan: activities may lack units (counted as one, and named), weeks (then computed) and audiences.
        situation: the plan's brief laid on the catalogue, when it is already at hand.
    """
    at = situation or Situation(plan.brief, catalog)
    works = [Work.of(activity, at) for activity in plan.activities]
    spans = weeks_of(plan, works, at)
    lines = tuple(_line(work, spans[work.activity.id], at) for work in works)
    field = sum(line.staff_days for line in lines)
    analysis = analysis_days(field, sum(line.reading_days for line in lines), at)
    cost = sum(line.cost for line in lines)
    return Evaluation(
        lines=lines,
        coverage=_coverage(works, at),
        cost=cost,
        staff_days=field + analysis,
        analysis_days=analysis,
        staff_value=(field + analysis) * at.default("staff_day_value"),
        weeks=length(spans) or None,
        defaults_cost=sum(line.default_cost for line in lines) / cost if cost else 0.0,
        defaults_coverage=_default_part(works, at),
    )


def analysis_days(field: float, reading: float, at: Situation) -> float:
    """Agent-days to read and answer: what reading takes, and at least a fifth of all agent-days.

    Args:
        field: agent-days spent on the activities themselves.
        reading: agent-days computed from the contributions expected.
    """
    share = at.default("analysis_share")
    return max(reading, field * share / (1.0 - share))


@dataclass(frozen=True)
class Work:
    """An activity with its method, its number of units and what a unit takes and brings here."""

    activity: Activity
    method: Method
    units: int
    effort: Mapping[str, Figure]
    options: tuple[Mapping[str, Figure], ...]
    paid: bool  # by what the organiser already has
    buys_days: bool  # external ones, all the same
    outsourced: float  # share of the field days that a contractor takes

    @classmethod
    def of(cls, activity: Activity, at: Situation) -> Work:
        method = at.catalog.methods[activity.method]
        effort = at.effort(method)
        options = tuple(_published(at.own_effort(at.catalog.methods[name])) for name in activity.options)
        outsourced = at.default("outsourced_share") if OUTSOURCING in activity.options else 0.0
        return cls(
            activity,
            method,
            activity.units or 1,
            _published(effort),
            options,
            at.asset(method) is not None,
            at.buys_days(method),
            outsourced,
        )

    def total(self, unit: str, setup: str | None = None, paid: bool = False) -> float:
        """A quantity over all units, the options of its sessions included; `paid` leaves those alone."""
        total = 0.0
        for figures in self.options if paid else (self.effort, *self.options):
            total += figures[setup].value if setup and setup in figures else 0.0
            total += self.units * figures[unit].value if unit in figures else 0.0
        return total

    @property
    def field_days(self) -> float:
        """Days of work on the activity, whoever does them, reading apart."""
        return self.total("staff_days", "setup_days")

    @property
    def contributes(self) -> bool:
        """Whether those who come are counted as contributing: leaflets and reports never are."""
        return self.activity.phase in CONTRIBUTION_PHASES and self.method.counts_as != "informs"


def _published(effort: Effort) -> dict[str, Figure]:
    """The figures an effort holds; an option holds only its own, never those of a whole session."""
    return {name: figure for name in EFFORT_FIELDS if (figure := getattr(effort, name)) is not None}


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
        )
        for w in works
    ]
    fixed = {a.id: a.week for a in plan.activities if a.week is not None}
    return schedule(tasks, whole_weeks(at.default("reply_weeks")), fixed, window_weeks(at)[0], notice_weeks(at))


def _line(work: Work, span: tuple[int, int], at: Situation) -> Line:
    start = at.brief.limits.start
    purchases = work.total("purchases", "setup_purchases", paid=work.paid)
    moved = work.outsourced * work.field_days
    external = moved + work.total("external_days", paid=not work.buys_days)
    people = at.people * float(-np.expm1(-_rate_all(work, at) * at.repeated(work.units))) if at.people else 0.0
    contributions = people * work.effort["contributions"].value if work.contributes else 0.0
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


def _rate_all(work: Work, at: Situation, people: float | None = None) -> float:
    """λ of one unit over the territory as a whole: whoever comes is somebody of the territory."""
    drawn = at.draw(work.method, work.effort["people"].value if people is None else people)
    return float(-np.log1p(-min(drawn / at.people, 0.9))) if at.people else 0.0


def _default_part(works: Sequence[Work], at: Situation) -> float:
    rates = {w.activity.id: _rate_all(w, at) * at.repeated(w.units) for w in works if w.contributes}
    rest = sum(rates[w.activity.id] for w in works if w.contributes and w.effort["people"].kind == "default")
    total = sum(rates.values())
    return rest / total if total else 0.0


# -- coverage -----------------------------------------------------------------------------------------


def _coverage(works: Sequence[Work], at: Situation) -> tuple[Coverage, ...]:
    """Head counts per audience, then over the territory: a union of chances, never a sum of audiences."""
    chosen = [i for i, segment in enumerate(at.segments) if segment.chosen]
    everyone = len(at.segments)  # column of the whole territory
    sizes = [segment.people for segment in at.segments] + [at.people]
    informs = [w for w in works if not w.contributes]
    contributes = [w for w in works if w.contributes]
    deliberates = [w for w in contributes if w.method.counts_as == "deliberates"]
    counted = {name: _met(group, at) for name, group in (("informed", informs), ("comes", contributes), ("deliberates", deliberates))}
    low, high = _interval(contributes, at)
    can = np.array(_can(contributes, at))
    # Nobody who cannot take part comes: expected counts stop at those who can.
    comes, low, high = (np.minimum(share, can) for share in (counted["comes"], low, high))
    names = [segment.name for segment in at.segments] + [ALL]
    return tuple(
        Coverage(
            audience=names[i], people=sizes[i], can=sizes[i] * can[i], comes=sizes[i] * comes[i],
            comes_low=sizes[i] * low[i], comes_high=sizes[i] * high[i],
            informed=sizes[i] * counted["informed"][i], deliberates=sizes[i] * counted["deliberates"][i],
        )
        for i in [*chosen, everyone]
        if sizes[i]
    )  # fmt: skip


def _rates(work: Work, at: Situation, people: float | None = None) -> NDArray[np.float64]:
    """λ of one unit, per segment, then for the whole territory."""
    return np.append(at.rates(work.method, people), _rate_all(work, at, people))


def _met(works: Sequence[Work], at: Situation) -> NDArray[np.float64]:
    total = np.zeros(len(at.segments) + 1)
    for work in works:
        total += _rates(work, at) * at.repeated(work.units)
    return np.asarray(-np.expm1(-total))


def _can(works: Sequence[Work], at: Situation) -> list[float]:
    """Share of each segment, then of the territory, for which at least one contribution activity is within reach."""
    if not works:
        return [0.0] * (len(at.segments) + 1)
    groups = [(segment.exposure, segment.stopped) for segment in at.segments] + [(at.whole, at.whole_stopped)]
    found = []
    for shares, stopped in groups:
        best = np.max([at.usability(work.method, stopped) for work in works], axis=0)
        found.append(float(best @ [shares.offline.value, shares.needs_help.value, shares.autonomous.value]))
    return [min(share, 1.0) for share in found]


def _interval(works: Sequence[Work], at: Situation) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high ends of the share that comes: 80 % of seeded draws.

    One factor per method (beta-PERT between its low and high yield) and one for how much sessions overlap:
    independent draws per public would make the interval too narrow (docs/model.md).
    """
    columns = len(at.segments) + 1
    if not works:
        return np.zeros(columns), np.zeros(columns)
    random = np.random.default_rng(SEED)
    overlap = at.catalog.model["overlap"].figure
    shared = pert(random, overlap.low or 0.0, at.default("overlap"), overlap.high or 0.9)
    total = np.zeros((DRAWS, columns))
    for work in works:
        figure = work.effort["people"]
        low, high = figure.low if figure.low is not None else figure.value, figure.high if figure.high is not None else figure.value
        factor = pert(random, low, figure.value, high) / figure.value if figure.value else np.zeros(DRAWS)
        repeated = 1.0 + (1.0 - shared) * (work.units - 1.0)
        total += (factor * repeated)[:, None] * _rates(work, at)[None, :]
    shares = -np.expm1(-total)
    low_end, high_end = np.percentile(shares, INTERVAL, axis=0)
    middle = _met(works, at)
    return np.minimum(low_end, middle), np.maximum(high_end, middle)


def targets_met(plan: Plan, at: Situation) -> NDArray[np.float64]:
    """Share of the phase targets met, per segment: Σ ω_g · min(1, coverage / τ_g) over the goals, exactly.

    Returns:
        one value per segment, 0 to 1, in the order of `at.segments`.
    """
    works = [Work.of(activity, at) for activity in plan.activities]
    total = np.zeros(len(at.segments))
    for goal in at.goals:
        met = _met([w for w in works if goal.counts(w.method, w.activity.phase)], at)[:-1]
        total += goal.weight * np.minimum(met / goal.target, 1.0)
    return total


def pert(random: np.random.Generator, low: float, typical: float, high: float) -> NDArray[np.float64]:
    """Draws of a beta-PERT law between `low` and `high`, most often near `typical`."""
    low, high = min(low, typical), max(high, typical)
    if high <= low:
        return np.full(DRAWS, typical)
    a, b = 1 + 4 * (typical - low) / (high - low), 1 + 4 * (high - typical) / (high - low)
    return low + (high - low) * random.beta(a, b, DRAWS)
