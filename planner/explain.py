"""Why each activity is in a plan: what the plan would lose without it, and what another choice would change.

Every number comes from the exact evaluation of the plan with the activity taken out, or replaced: nothing is solved.
A change is counted after minus before, in people; who *cannot* take part and who *does not come* stay two
numbers. The range of a change is that of the yield of the method (or of its replacement), all else being typical.

Source: docs/explain.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

import numpy as np

from catalog.console import unknown
from catalog.facts import Confidence, FigureKind, Record, Text, Unit
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, Method, Phase
from catalog.principles import FindingKind, Severity
from planner.audiences import ALL
from planner.checks import Finding, check
from planner.checks.case import PLAN
from planner.coverage import Floats, met, mobilised, rates_of, targets_met
from planner.duties import Requirement, contributes, non_digital, requirements, serves
from planner.evaluate import Evaluation, Line, evaluate
from planner.flip import Flip, Kept, Room, Seat, Value, flip, value
from planner.plan import Activity, Plan
from planner.program import ALONE, OUTSOURCED, goal_columns
from planner.reach import LEVELS
from planner.wording import KINDS
from planner.work import OUTSOURCING, Work

Counts = Literal["comes", "informed"]
Level = Literal["weak", "ordinary", "strong"]
ONE = 0.5  # people under which a change is nobody
SAME = 1e-6  # share of the targets, or people, under which two plans are worth the same


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
    mobilised: tuple[Level, Level] | None = None  # how well it is mobilised before and after, when that changes

    def counted(self, by: Counts) -> tuple[float, float, float]:
        """Low end, middle and high end of the people who come, or of those informed."""
        if by == "comes":
            return self.comes_low, self.comes, self.comes_high
        return self.informed_low, self.informed, self.informed_high


class Goal(Record):
    """The first goal before and after: the share of the targets met for the public least well reached."""

    now: float  # 0 to 1
    then: float
    least: str  # the public least well reached then; empty for the residents who are in no audience


class Loss(Record):
    """The plan without the activity: whom it loses, the public that loses most first, and what it frees."""

    goal: Goal | None  # None when no head count is known
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
    contractor: bool  # whether a contractor runs it
    cost: float  # EUR incl. VAT
    staff_days: float  # in-house agent-days, reading and answering apart
    money: float  # change of the cost of the plan
    days: float  # change of the agent-days of the plan, reading and answering included
    goal: Goal
    publics: tuple[Change, ...]
    all: Change
    breaks: tuple[Reason, ...]  # principles that the swap would break
    preferred: bool  # worth more for the goal, or as much with more people
    equal: bool  # worth the same
    better: bool  # preferred, with nobody less in any count and no principle broken

    @property
    def holds(self) -> bool:
        """Whether the activity is worth more than this."""
        return not (self.preferred or self.equal)


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
    flip: Flip | None  # the smallest change from which `instead` is worth more
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
    whole = _Whole(plan, catalog, Kept(plan.brief, catalog))
    return tuple(_explanation(i, whole) for i, name in enumerate(ids) if activity in (None, name))


# -- the plan as it stands ----------------------------------------------------------------------------


class _Whole:
    """A plan with its numbers and findings, computed once for all its activities."""

    def __init__(self, plan: Plan, catalog: Catalog, at: Kept) -> None:
        self.plan, self.catalog, self.at = plan, catalog, at
        self.works = [Work.of(activity, at) for activity in plan.activities]
        self.numbers = evaluate(plan, catalog, at)
        self.room = Room.of(plan.brief, self.numbers)

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
    def value(self) -> Value:
        return value(self.plan, self.at)

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each public that has a head count, in the order of the coverage."""
        chosen = {segment.name: i for i, segment in enumerate(self.at.segments) if segment.chosen}
        places = {**chosen, ALL: len(self.at.segments)}
        return {row.audience: places[row.audience] for row in self.numbers.coverage}

    @cached_property
    def levels(self) -> list[Level]:
        return _levels(self.plan, self.at)

    @cached_property
    def held(self) -> tuple[Requirement, ...]:
        """The requirements that the plan holds: a replacement must hold them too."""
        return tuple(rule for rule in requirements(self.at) if self.count(rule) >= rule.at_least)

    def count(self, rule: Requirement) -> int:
        return sum(rule.wanted(work.method, work.activity.phase) for work in self.works)

    @cached_property
    def floors(self) -> dict[str, float]:
        """The floors that the plan holds, by public: a share of it that takes part at least."""
        wanted = {segment.name: segment.floor for segment in self.at.segments if segment.floor}
        shares = {row.audience: row.comes / row.people for row in self.numbers.coverage}
        return {name: floor for name, floor in wanted.items() if shares.get(name, 0.0) >= floor - SAME}

    def options(self, phase: Phase) -> tuple[Method, ...]:
        """The methods of the catalogue that serve a phase and are not used in it; one leaflet does not both inform and mobilise."""
        opening = ("inform", "mobilise")
        near = opening if phase in opening else (phase,)
        used = {work.method.id for work in self.works if work.activity.phase in near}
        methods = (m for m in self.catalog.methods.values() if m.kind == "method" and m.id not in used)
        small = self.at.people
        return tuple(m for m in methods if phase in m.phases and serves(m, phase) and not (m.suits_from and small < m.suits_from))


def _counts(work: Work) -> Counts:
    return "comes" if work.contributes else "informed"


def _levels(plan: Plan, at: Kept) -> list[Level]:
    """How well each segment, then the territory, is mobilised."""
    works = [Work.of(a, at) for a in plan.activities if a.phase in ("inform", "mobilise")]
    alike = np.ones(len(at.segments) + 1)
    told = at.reached([replace(rates_of(work, at, alike), unit=at.told(work.method)) for work in works], at.told_pools)
    return [LEVELS[level] for level in at.levels(told)]  # type: ignore[misc]


# -- a change -----------------------------------------------------------------------------------------


def _changes(before: Plan, after: Plan, numbers: Evaluation, method: Method, whole: _Whole) -> list[Change]:
    """What changes for each public, then for all, from a plan to another.

    Args:
        numbers: of the plan after.
        method: whose yield gives the ends of the ranges.
    """
    figure = whole.at.effort(method).people
    assert figure
    ends = []
    for end in (figure.low, figure.high):
        if end is not None and end != figure.value:
            at = whole.at.with_figures(method.id, {"people": end})
            ends.append((_met(before, whole.numbers, at), _met(after, numbers, at)))
    then = _levels(after, whole.at)
    found = []
    for row, (old, new) in enumerate(zip(whole.numbers.coverage, numbers.coverage, strict=True)):
        column = whole.columns[old.audience]
        comes, informed = new.comes - old.comes, new.informed - old.informed
        each = [old.people * (late[:, row] - early[:, row]) for early, late in ends]
        levels = (whole.levels[column], then[column])
        found.append(
            Change(
                audience=old.audience, people=old.people, can=new.can - old.can, deliberates=new.deliberates - old.deliberates,
                comes=comes, comes_low=min(comes, *(e[0] for e in each), comes), comes_high=max(comes, *(e[0] for e in each), comes),
                informed=informed, informed_low=min(informed, *(e[1] for e in each), informed),
                informed_high=max(informed, *(e[1] for e in each), informed),
                mobilised=levels if levels[0] != levels[1] else None,
            )
        )  # fmt: skip
    return found


def _met(plan: Plan, numbers: Evaluation, at: Kept) -> Floats:
    """Shares who come and who are informed, by row of the coverage: the counts of `evaluate` without its draws.

    Args:
        numbers: of the same plan at its typical yields: who can take part does not depend on them.
    """
    works = [Work.of(activity, at) for activity in plan.activities]
    effect = mobilised(works, at)
    comes = met([work for work in works if work.contributes], at, effect)
    informed = met([work for work in works if not work.contributes], at, effect)
    chosen = {segment.name: i for i, segment in enumerate(at.segments) if segment.chosen}
    columns = [chosen.get(row.audience, -1) for row in numbers.coverage]
    can = np.array([row.can / row.people for row in numbers.coverage])
    return np.array([np.minimum(comes[columns], can), informed[columns]])


def _goal(plan: Plan, whole: _Whole) -> Goal | None:
    if not whole.at.people:
        return None
    goals = targets_met(plan, whole.at)
    least = min(goal_columns(whole.at), key=lambda column: goals[column])
    return Goal(now=whole.value[0], then=float(goals[least]), least=whole.at.segments[least].name)


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
    loss = _loss(plan, work, numbers, whole)
    options = whole.options(activity.phase) if whole.at.people else ()
    chosen = _best(i, options, whole)
    swap = _swap(*chosen, i, whole) if chosen else None
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
        instead=swap,
        flip=flip(whole.plan, i, chosen[0].activities[i], whole.at, whole.room) if swap and chosen and swap.holds else None,
        tried=len(options),
        worth=_worth(loss, by, line, work) if loss.all else None,
        figures=tuple(_figures(work, whole)),
        unknown=tuple(_missing(activity, whole)),
    )


def _loss(plan: Plan, work: Work, numbers: Evaluation, whole: _Whole) -> Loss:
    by, before = _counts(work), whole.numbers
    changes = _changes(whole.plan, plan, numbers, work.method, whole)
    publics = sorted((c for c in changes if c.audience != ALL), key=lambda c: (c.counted(by)[1], c.comes))
    return Loss(
        goal=_goal(plan, whole),
        publics=tuple(publics),
        all=next((c for c in changes if c.audience == ALL), None),
        money=before.cost - numbers.cost,
        staff_days=before.staff_days - numbers.staff_days,
        weeks=(before.weeks or 0) - (numbers.weeks or 0),
    )


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


def _best(i: int, options: Sequence[Method], whole: _Whole) -> tuple[Plan, Evaluation] | None:
    """The best replacement, at the most units that fit, ranked as the optimiser ranks plans; in house when that is enough."""
    activity = whole.plan.activities[i]
    seat = Seat(whole.plan, i, whole.at, whole.room)
    found: list[tuple[Value, float, Plan]] = []
    for method in options:
        if not _keeps_the_rules(method, i, whole):
            continue
        top = whole.at.most_units(method, contributes(method, activity.phase))
        units = 0
        for hired in ((), (OUTSOURCING,)) if method.form in OUTSOURCED else ((),):
            other = Activity(id=activity.id, method=method.id, phase=activity.phase, week=activity.week, options=hired)
            most = seat.most(other, top) if units < top else 0
            if most > units:
                units = most
                plan = seat.filled(other.model_copy(update={"units": units}))
                found.append((value(plan, whole.at), -units * len(hired), plan))
    for _, _, plan in sorted(found, key=lambda each: each[:2], reverse=True):
        numbers = evaluate(plan, whole.catalog, whole.at)
        shares = {row.audience: row.comes / row.people for row in numbers.coverage}
        if all(shares[name] >= floor - SAME for name, floor in whole.floors.items()):
            return plan, numbers
    return None


def _keeps_the_rules(method: Method, i: int, whole: _Whole) -> bool:
    """Whether what every proposal holds, and this plan with it, still holds once the activity is replaced."""
    work, phase = whole.works[i], whole.plan.activities[i].phase
    if any(whole.count(rule) - rule.wanted(work.method, phase) + rule.wanted(method, phase) < rule.at_least for rule in whole.held):
        return False
    if phase not in CONTRIBUTION_PHASES:
        return True
    inside = [each.method for each in whole.works if each.activity.phase == phase]
    others = [each.method for j, each in enumerate(whole.works) if each.activity.phase == phase and j != i]
    if method.form in ALONE and any(o.form == method.form and o.strand == method.strand for o in others):
        return False
    return _digital_alone(inside) > 0 or _digital_alone([*others, method]) <= 0


def _digital_alone(methods: Sequence[Method]) -> int:
    """By how many the digital formats of a phase exceed those that ask nothing digital."""
    return sum(m.joins == ("digital",) and not non_digital(m) for m in methods) - sum(non_digital(m) for m in methods)


def _swap(plan: Plan, numbers: Evaluation, i: int, whole: _Whole) -> Swap:
    activity, line = plan.activities[i], numbers.lines[i]
    by: Counts = "comes" if activity.phase in CONTRIBUTION_PHASES else "informed"
    method = whole.catalog.methods[activity.method]
    changes = _changes(whole.plan, plan, numbers, method, whole)
    goal, breaks = _goal(plan, whole), _turned(whole.findings, whole.judged(plan, numbers))
    now, then = whole.value, value(plan, whole.at)
    equal = all(abs(after - before) < SAME for after, before in zip(then, now, strict=True))
    preferred = then > now and not equal
    assert goal
    return Swap(
        method=activity.method,
        name=method.name,
        units=line.units,
        contractor=OUTSOURCING in activity.options,
        cost=line.cost,
        staff_days=line.staff_days,
        money=numbers.cost - whole.numbers.cost,
        days=numbers.staff_days - whole.numbers.staff_days,
        goal=goal,
        publics=tuple(sorted((c for c in changes if c.audience != ALL), key=lambda c: (c.counted(by)[1], c.comes))),
        all=next(c for c in changes if c.audience == ALL),
        breaks=breaks,
        preferred=preferred,
        equal=equal,
        better=preferred and not breaks and all(min(c.deliberates, c.can, c.comes, c.informed) > -ONE for c in changes),
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
