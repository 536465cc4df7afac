"""Why each activity is in a plan: what the plan would lose without it, and what another choice would change.

Every number comes from the exact evaluation of the plan with the activity taken out, or replaced: no solver.
A change is counted after minus before, in people; who *cannot* take part and who *does not come* stay two
numbers. The range of a change is that of the yield of the activity (or of its replacement), all else being typical.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from catalog.console import unknown
from catalog.facts import Confidence, FigureKind, Record, Text, Unit
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, Method, Phase
from catalog.principles import FindingKind, Severity
from planner.audiences import ALL
from planner.checks import Finding, check
from planner.checks.case import PLAN
from planner.duties import Requirement, requirements, serves
from planner.evaluate import Coverage, Evaluation, Line, Work, analysis_days, evaluate
from planner.plan import Activity, Plan
from planner.reach import P_MAX, Situation
from planner.wording import KINDS

Array = NDArray[np.float64]
Counts = Literal["comes", "informed"]
ONE = 0.5  # people under which a change is nobody


class Change(Record):
    """What changes for one public, or for `all`: head counts after, minus before."""

    audience: str
    people: float
    comes: float
    comes_low: float
    comes_high: float
    can: float
    informed: float
    informed_low: float
    informed_high: float
    deliberates: float

    def counted(self, by: Counts) -> tuple[float, float, float]:
        """Low end, middle and high end of the people who come, or of those informed."""
        if by == "comes":
            return self.comes_low, self.comes, self.comes_high
        return self.informed_low, self.informed, self.informed_high


class Loss(Record):
    """The plan without the activity: whom it loses, the public that loses most first, and what it frees."""

    publics: tuple[Change, ...]
    all: Change | None  # None when no head count is known
    money: float  # EUR incl. VAT, freed
    staff_days: float  # agent-days freed, reading and answering included
    weeks: int  # by which the plan gets shorter


class Reason(Record):
    """A principle whose verdict depends on the activity."""

    rule: str
    kind: FindingKind
    severity: Severity
    subject: str
    statement: Text
    detail: Text | None  # the fact it rests on
    source: tuple[str, ...]


class Swap(Record):
    """The best other method for the same phase, within what the removal frees and what the limits leave."""

    method: str
    name: Text
    units: int
    cost: float  # EUR incl. VAT
    staff_days: float  # in-house agent-days, reading and answering apart
    money: float  # change of the cost of the plan
    days: float  # change of the agent-days of the plan, reading and answering included
    least: str  # the public least well reached after the swap
    publics: tuple[Change, ...]
    all: Change
    breaks: tuple[Reason, ...]  # principles that the swap would break
    gains: bool  # the least well reached public and the total are at least as well reached, one of them better
    better: bool  # gains, nobody less at work together and no principle broken


class Span(Record):
    """A value with its range; no high end when the yield may be nothing."""

    value: float
    low: float
    high: float | None


class Worth(Record):
    """What the activity costs per additional person."""

    people: Span  # additional people
    money: Span | None  # EUR per additional person; None when nobody is added
    staff_days: Span | None
    basis: Literal["measured", "mixed", "default"]
    defaults_cost: float | None  # share of its cost that rests on default rules; None when it costs nothing
    defaults_yield: bool


class Basis(Record):
    """A figure that the activity rests on."""

    name: str  # a field of catalog.methods.Effort, or day_rate
    label: Text
    value: float
    low: float | None
    high: float | None
    unit: Unit
    kind: FigureKind
    year: int | None
    source: str | None  # key of data/sources.yaml
    title: str | None  # of that source
    confidence: Confidence


class Explanation(Record):
    """One activity: why it is here, what else could be, and what that rests on."""

    id: str
    method: str
    name: Text
    phase: Phase
    units: int
    counts: Counts  # whether it brings people who come, or informs
    without: Loss
    rules: tuple[Reason, ...]  # met with it, broken without
    faults: tuple[Reason, ...]  # broken with it, no longer without
    instead: Swap | None
    tried: int  # other methods of the phase that were considered
    worth: Worth | None  # None when no head count is known
    figures: tuple[Basis, ...]
    unknown: tuple[str, ...]  # keys that nobody wrote and that these numbers would need


def explain(plan: Plan, catalog: Catalog, activity: str | None = None) -> tuple[Explanation, ...]:
    """Why each activity of a plan is there, or only the one named.

    Raises:
        BadInput: no activity has this id; the nearest ids are offered.
    """
    ids = [each.id for each in plan.activities]
    if activity is not None and activity not in ids:
        raise unknown(activity, ids)
    whole = _Whole(plan, catalog, Situation(plan.brief, catalog))
    return tuple(_explanation(i, whole) for i, name in enumerate(ids) if activity in (None, name))


# -- the plan as it stands ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Option:
    """A method in a phase, as the search for a replacement sees it."""

    work: Work  # of one unit
    setup_cost: float
    unit_cost: float
    setup_days: float
    unit_days: float
    reading: float  # agent-days per person who comes
    most: int  # units

    @property
    def method(self) -> Method:
        return self.work.method


class _Whole:
    """A plan with its numbers and findings, computed once for all its activities."""

    def __init__(self, plan: Plan, catalog: Catalog, at: Situation) -> None:
        self.plan, self.catalog, self.at = plan, catalog, at
        self.works = [Work.of(activity, at) for activity in plan.activities]
        self.numbers = evaluate(plan, catalog, at)
        self._rates: dict[tuple[str, float | None], Array] = {}
        self._options: dict[Phase, tuple[_Option, ...]] = {}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return self.judged(self.plan, self.numbers)

    @cached_property
    def looked_at(self) -> tuple[str, ...]:
        """The principles that look at activities or bridges: the others say the same of any variant of the plan."""
        rules = self.catalog.principles.values()
        return tuple(rule.id for rule in rules if any(key.startswith(("activities", "bridges")) for key in rule.inputs))

    def judged(self, plan: Plan, numbers: Evaluation) -> tuple[Finding, ...]:
        return check(plan, self.catalog, select=self.looked_at, evaluation=numbers, situation=self.at)

    @cached_property
    def held(self) -> tuple[Requirement, ...]:
        """The requirements that the plan holds: a replacement must hold them too."""
        return tuple(rule for rule in requirements(self.at) if self.count(rule) >= rule.at_least)

    def count(self, rule: Requirement) -> int:
        return sum(rule.wanted(work.method, work.activity.phase) for work in self.works)

    def rates(self, method: Method, people: float | None = None) -> Array:
        """λ of one unit per segment, then for the whole territory, as `evaluate` counts them."""
        key = (method.id, people)
        if key not in self._rates:
            figure = self.at.effort(method).people
            drawn = self.at.draw(method, people if people is not None else figure.value if figure else 0.0)
            everyone = -np.log1p(-min(drawn / self.at.people, P_MAX)) if self.at.people else 0.0
            self._rates[key] = np.append(self.at.rates(method, people), everyone)
        return self._rates[key]

    def others(self, work: Work, by: Counts) -> Array:
        """Σλ of all the other activities that count the same way."""
        total = np.zeros(len(self.at.segments) + 1)
        for other in self.works:
            if other is not work and _counts(other) == by:
                total += self.rates(other.method) * self.at.repeated(other.units)
        return total

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each public that has a head count, in the order of the coverage."""
        chosen = {segment.name: i for i, segment in enumerate(self.at.segments) if segment.chosen}
        places = {**chosen, ALL: len(self.at.segments)}
        return {row.audience: places[row.audience] for row in self.numbers.coverage}

    @cached_property
    def goals(self) -> tuple[str, ...]:
        """The publics among which the least well reached is looked for: those of priority, else all."""
        wanted = [audience.name for audience in self.plan.brief.audiences if audience.priority and audience.name in self.columns]
        return tuple(wanted or [name for name in self.columns if name != ALL] or self.columns)

    def options(self, phase: Phase) -> tuple[_Option, ...]:
        """The methods of the catalogue that serve a phase and are not in the plan."""
        if phase not in self._options:
            used = {work.method.id for work in self.works}
            methods = (m for m in self.catalog.methods.values() if m.kind == "method" and m.id not in used)
            self._options[phase] = tuple(_option(m, phase, self.at) for m in methods if phase in m.phases and serves(m, phase))
        return self._options[phase]


def _counts(work: Work) -> Counts:
    return "comes" if work.contributes else "informed"


def _option(method: Method, phase: Phase, at: Situation) -> _Option:
    one = Work.of(Activity(id="other", method=method.id, phase=phase, units=1), at)
    two = replace(one, units=2)
    effort, rate = one.effort, at.default("day_rate")

    def cost(work: Work) -> float:
        bought = work.total("external_days", paid=not work.buys_days)
        return work.total("purchases", "setup_purchases", paid=work.paid) + rate * bought

    minutes = effort["contributions"].value * effort["reading_minutes"].value if one.contributes else 0.0
    unit_cost, unit_days = cost(two) - cost(one), two.field_days - one.field_days
    return _Option(
        work=one, setup_cost=cost(one) - unit_cost, unit_cost=unit_cost,
        setup_days=one.field_days - unit_days, unit_days=unit_days,
        reading=minutes / 60.0 / at.default("hours_per_day"), most=at.most_units(method, one.contributes),
    )  # fmt: skip


# -- without it ---------------------------------------------------------------------------------------


def _explanation(i: int, whole: _Whole) -> Explanation:
    activity, work, line = whole.plan.activities[i], whole.works[i], whole.numbers.lines[i]
    plan = whole.plan.model_copy(
        update={
            "activities": tuple(a for a in whole.plan.activities if a is not activity),
            "bridges": tuple(b for b in whole.plan.bridges if activity.id not in (b.from_, b.to)),
        }
    )
    numbers = evaluate(plan, whole.catalog, whole.at)
    findings = whole.judged(plan, numbers)
    by = _counts(work)
    loss = _loss(work, numbers, whole)
    options = whole.options(activity.phase) if whole.at.people else ()
    return Explanation(
        id=activity.id,
        method=activity.method,
        name=work.method.name,
        phase=activity.phase,
        units=work.units,
        counts=by,
        without=loss,
        rules=_turned(whole.findings, findings),
        faults=_turned(findings, whole.findings),
        instead=_instead(i, options, whole),
        tried=len(options),
        worth=_worth(loss, by, line, work) if loss.all else None,
        figures=tuple(_figures(work, whole)),
        unknown=tuple(_missing(activity, whole)),
    )


def _loss(work: Work, numbers: Evaluation, whole: _Whole) -> Loss:
    by = _counts(work)
    before, others = whole.numbers, whole.others(work, by)
    low, high = _ends(work, whole)

    def change(old: Coverage, new: Coverage) -> Change:
        column, can = whole.columns[old.audience], _ceiling(old, by)
        most, least = (old.people * min(_met(others[column] + rates[column]), can) for rates in (high, low))
        start: float = getattr(new, by)
        return _change(old, new, by, start - most, start - least)

    changes = [change(old, new) for old, new in zip(before.coverage, numbers.coverage, strict=True)]
    publics = sorted((c for c in changes if c.audience != ALL), key=lambda c: c.counted(by)[1])
    return Loss(
        publics=tuple(publics),
        all=next((c for c in changes if c.audience == ALL), None),
        money=before.cost - numbers.cost,
        staff_days=before.staff_days - numbers.staff_days,
        weeks=(before.weeks or 0) - (numbers.weeks or 0),
    )


def _ends(work: Work, whole: _Whole) -> tuple[Array, Array]:
    """Σλ of an activity at the low and the high end of its yield."""
    figure, times = work.effort["people"], whole.at.repeated(work.units)
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    return whole.rates(work.method, low) * times, whole.rates(work.method, high) * times


def _met(rate: float) -> float:
    return float(-np.expm1(-rate))


def _ceiling(row: Coverage, by: Counts) -> float:
    """Nobody who cannot take part comes; anybody can be informed."""
    return row.can / row.people if by == "comes" else 1.0


def _change(old: Coverage, new: Coverage, by: Counts, low: float, high: float) -> Change:
    """The difference between two evaluations, with the range of what is counted."""
    middle: dict[str, float] = {name: getattr(new, name) - getattr(old, name) for name in ("comes", "informed")}
    ends = {name: (min(low, value), max(high, value)) if name == by else (value, value) for name, value in middle.items()}
    return Change(
        audience=old.audience, people=old.people,
        comes=middle["comes"], comes_low=ends["comes"][0], comes_high=ends["comes"][1],
        can=new.can - old.can, deliberates=new.deliberates - old.deliberates,
        informed=middle["informed"], informed_low=ends["informed"][0], informed_high=ends["informed"][1],
    )  # fmt: skip


def _turned(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Reason, ...]:
    """The principles met in `before` and broken in `after`, each once, legal duties first.

    A subject of which nothing was said has the verdict of the plan: faults alone are told one by one.
    """
    verdicts: dict[str, dict[str, str]] = {}
    for finding in before:
        verdicts.setdefault(finding.rule, {})[finding.subject] = finding.verdict
    found: dict[str, Reason] = {}
    for finding in after:
        known = verdicts.get(finding.rule, {})
        was = known.get(finding.subject) or known.get(PLAN, "met")
        if finding.verdict == "broken" and was == "met" and finding.rule not in found:
            found[finding.rule] = Reason(
                rule=finding.rule, kind=finding.kind, severity=finding.severity, subject=finding.subject,
                statement=finding.statement, detail=finding.detail, source=finding.source,
            )  # fmt: skip
    kinds, severities = list(KINDS), ["error", "warning", "advice"]
    return tuple(sorted(found.values(), key=lambda r: (kinds.index(r.kind), severities.index(r.severity))))


# -- instead of it ------------------------------------------------------------------------------------


def _instead(i: int, options: Sequence[_Option], whole: _Whole) -> Swap | None:
    """The best replacement: exact evaluations in the order of an upper bound, until none can be better.

    The bound leaves out the ceiling of those who can take part, so it is never below the exact value.
    """
    activity, work = whole.plan.activities[i], whole.works[i]
    by: Counts = "comes" if activity.phase in CONTRIBUTION_PHASES else "informed"
    others = whole.others(work, by)
    ranked = []
    for option in options:
        units = _units(option, i, whole)
        if units and _keeps_the_rules(option, i, whole):
            met = -np.expm1(-(others + whole.rates(option.method) * whole.at.repeated(units)))
            bound = (min(met[whole.columns[name]] for name in whole.goals), float(met[-1]) * whole.at.people)
            ranked.append((bound, -option.setup_cost - units * option.unit_cost, option.method.id, units))
    best: tuple[tuple[float, float], Plan, Evaluation] | None = None
    for bound, _, method, units in sorted(ranked, reverse=True):
        if best and best[0] >= bound:
            break
        changed = Activity(id=activity.id, method=method, phase=activity.phase, units=units, week=activity.week)
        plan = whole.plan.model_copy(update={"activities": tuple(changed if a is activity else a for a in whole.plan.activities)})
        numbers = evaluate(plan, whole.catalog, whole.at)
        if _fits(numbers, whole):
            value = _value(numbers, by, whole)
            if best is None or value > best[0]:
                best = value, plan, numbers
    return _swap(best[1], best[2], i, by, others, whole) if best else None


def _allowed(limit: float | None, taken: float) -> float:
    """What the plan may take: its limit; what it takes already when nobody wrote one, or when it is beyond."""
    return max(limit or 0.0, taken) + 1e-6


def _units(option: _Option, i: int, whole: _Whole) -> int:
    """The most units that what the removal frees and what the limits leave can pay; 0 for none."""
    at, limits, numbers = whole.at, whole.plan.brief.limits, whole.numbers
    week = whole.plan.activities[i].week
    if week is not None and at.lead_weeks(option.method) + 1 > week:
        return 0
    lines = [line for j, line in enumerate(numbers.lines) if j != i]
    money = _allowed(limits.budget, numbers.cost) - sum(line.cost for line in lines)
    days = _allowed(limits.staff_days, numbers.staff_days)
    field, reading = sum(line.staff_days for line in lines), sum(line.reading_days for line in lines)
    rate = float(whole.rates(option.method)[-1])
    for units in range(option.most, 0, -1):
        mine = field + option.setup_days + units * option.unit_days
        read = reading + option.reading * at.people * _met(rate * at.repeated(units))
        if option.setup_cost + units * option.unit_cost <= money and mine + analysis_days(mine, read, at) <= days:
            return units
    return 0


def _keeps_the_rules(option: _Option, i: int, whole: _Whole) -> bool:
    """Whether every requirement that the plan holds still is, once the activity is replaced."""
    work, phase = whole.works[i], whole.plan.activities[i].phase
    return all(
        whole.count(rule) - rule.wanted(work.method, phase) + rule.wanted(option.method, phase) >= rule.at_least for rule in whole.held
    )


def _fits(numbers: Evaluation, whole: _Whole) -> bool:
    limits, now = whole.plan.brief.limits, whole.numbers
    return (
        numbers.cost <= _allowed(limits.budget, now.cost)
        and numbers.staff_days <= _allowed(limits.staff_days, now.staff_days)
        and (numbers.weeks or 0) <= _allowed(limits.weeks, now.weeks or 0)
    )


def _value(numbers: Evaluation, by: Counts, whole: _Whole) -> tuple[float, float]:
    """How good a variant is: the public least well reached first, then everybody."""
    rows = {row.audience: row for row in numbers.coverage}
    total: float = getattr(rows[ALL], by)
    return min(getattr(rows[name], by) / rows[name].people for name in whole.goals), total


def _swap(plan: Plan, numbers: Evaluation, i: int, by: Counts, others: Array, whole: _Whole) -> Swap:
    activity, line = plan.activities[i], numbers.lines[i]
    low, high = _ends(Work.of(activity, whole.at), whole)
    changes = []
    for old, new in zip(whole.numbers.coverage, numbers.coverage, strict=True):
        column, can, start = whole.columns[old.audience], _ceiling(new, by), getattr(old, by)
        ends = [old.people * min(_met(others[column] + rates[column]), can) - start for rates in (low, high)]
        changes.append(_change(old, new, by, ends[0], ends[1]))
    everyone = next(c for c in changes if c.audience == ALL)
    rows = {row.audience: row for row in numbers.coverage}
    least = min(whole.goals, key=lambda name: getattr(rows[name], by) / rows[name].people)
    now, then = _value(whole.numbers, by, whole), _value(numbers, by, whole)
    more_least = (then[0] - now[0]) * rows[least].people
    gains = more_least > -ONE and then[1] - now[1] > -ONE and max(more_least, then[1] - now[1]) >= ONE
    breaks = _turned(whole.findings, whole.judged(plan, numbers))
    return Swap(
        method=activity.method,
        name=whole.catalog.methods[activity.method].name,
        units=line.units,
        cost=line.cost,
        staff_days=line.staff_days,
        money=numbers.cost - whole.numbers.cost,
        days=numbers.staff_days - whole.numbers.staff_days,
        least=least,
        publics=tuple(sorted((c for c in changes if c.audience != ALL), key=lambda c: c.counted(by)[1])),
        all=everyone,
        breaks=breaks,
        gains=gains,
        better=gains and not breaks and all(c.deliberates > -ONE and c.can > -ONE and c.comes > -ONE for c in changes),
    )


# -- worth, figures, unknowns -------------------------------------------------------------------------


def _worth(loss: Loss, by: Counts, line: Line, work: Work) -> Worth:
    assert loss.all
    low, middle, high = (-end for end in reversed(loss.all.counted(by)))

    def each(amount: float) -> Span | None:
        if middle < ONE:
            return None
        return Span(value=amount / middle, low=amount / high, high=amount / low if low >= ONE else None)

    guessed = work.effort["people"].kind == "default"
    share = min(line.default_cost / line.cost, 1.0) if line.cost else None
    bases = {guessed, *([] if share is None else [share > 0, share >= 1 - 1e-9])}
    return Worth(
        people=Span(value=middle, low=low, high=high),
        money=each(loss.money),
        staff_days=each(loss.staff_days),
        basis="mixed" if len(bases) > 1 else "default" if guessed else "measured",
        defaults_cost=share,
        defaults_yield=guessed,
    )


LABELS: dict[str, Text] = {
    "people": Text(fr="personnes par unité", en="people per unit"),
    "share": Text(fr="part du public au plus", en="share of the public at most"),
    "capacity": Text(fr="places par unité", en="seats per unit"),
    "staff_days": Text(fr="jours-agent par unité", en="agent-days per unit"),
    "setup_days": Text(fr="jours-agent de préparation", en="agent-days of preparation"),
    "external_days": Text(fr="jours de prestataire par unité", en="supplier’s days per unit"),
    "purchases": Text(fr="achats par unité", en="purchases per unit"),
    "setup_purchases": Text(fr="achats de départ", en="initial purchases"),
    "weeks": Text(fr="durée en semaines", en="length in weeks"),
    "lead_weeks": Text(fr="préparation en semaines", en="preparation in weeks"),
    "contributions": Text(fr="contributions par participant", en="contributions per participant"),
    "reading_minutes": Text(fr="minutes de lecture par contribution", en="minutes of reading per contribution"),
    "day_rate": Text(fr="prix d’un jour de prestataire", en="price of a supplier’s day"),
}


def _figures(work: Work, whole: _Whole) -> Iterator[Basis]:
    found = [(name, work.effort[name]) for name in EFFORT_FIELDS if name in work.effort]
    if work.effort["external_days"].value or work.outsourced:
        rate, own = whole.catalog.model["day_rate"].figure, whole.plan.brief.assumptions.day_rate
        entered = {"value": own, "low": None, "high": None, "kind": "entered", "year": None, "source": None}
        found.append(("day_rate", rate if own is None else rate.model_copy(update=entered)))
    for name, figure in found:
        source = whole.catalog.sources.get(figure.source or "")
        yield Basis(
            name=name, label=LABELS[name], value=figure.value, low=figure.low, high=figure.high, unit=figure.unit, kind=figure.kind,
            year=figure.year, source=figure.source, title=source.title if source else None, confidence=figure.confidence,
        )  # fmt: skip


def _missing(activity: Activity, whole: _Whole) -> Iterator[str]:
    limits = whole.plan.brief.limits
    wanted = (
        ("activities.units", activity.units),
        ("brief.territory.people", whole.at.people or None),
        ("brief.limits.budget", limits.budget),
        ("brief.limits.staff_days", limits.staff_days),
    )
    return (key for key, value in wanted if value is None)
