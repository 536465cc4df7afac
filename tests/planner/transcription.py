"""The optimisation of docs/model.md, "The goal, and the certificate", written again from the page for another solver.

It shares the rules of planner/duties.py and the figures of a method in a phase (`Situation`) with the engine, and none of
its program, screening or search: every pair that may serve is in, and the solver is CBC, through PuLP.

Coverage is bounded above by tangents of its own: TANGENTS of them up to the target, so close that a bound is above the exact
value by less than a thousandth of a point. The levels of mobilising are told apart by SLIVER of a rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, exp, log

import pulp

from catalog.methods import CONTRIBUTION_PHASES, Method, Phase
from planner.duties import contributes, notice_weeks, requirements, serves, window_weeks
from planner.plan import Plan
from planner.reach import Situation
from tests import referee

TANGENTS = 24
SLIVER = 1e-6
LONG = 520  # weeks, when the brief sets no end
# Forms whose field work the option `external_facilitation` may move: the page does not list them.
HIRED = {"meeting", "workshop", "walk", "stand", "outreach", "visit_door", "interview", "event", "online_live", "phone"}
BEFORE: tuple[Phase, ...] = ("inform", "mobilise")
Sum = pulp.LpAffineExpression


@dataclass
class Choice:
    """One method in one phase, with its variables."""

    method: Method
    phase: Phase
    used: pulp.LpVariable
    units: pulp.LpVariable
    hired: pulp.LpVariable  # 1 when a contractor runs it
    hired_units: pulp.LpVariable  # all its units, or none
    rates: Sequence[float]  # λ of one unit, by segment then for the territory
    told: Sequence[float]
    most: int

    @property
    def name(self) -> str:
        return f"{self.method.id}-{self.phase}"

    @property
    def kin(self) -> str:
        return next(kin for kin, forms in referee.KIN.items() if self.method.form in forms)

    @property
    def gathers(self) -> bool:
        return contributes(self.method, self.phase)

    @property
    def lifted(self) -> bool:
        """Whether mobilising changes what it draws."""
        return self.gathers and self.method.form in referee.OF_THEIR_OWN_ACCORD


@dataclass
class Transcription:
    """The whole program of a brief."""

    at: Situation
    problem: pulp.LpProblem = field(init=False)
    choices: list[Choice] = field(init=False)
    least: pulp.LpVariable = field(init=False)

    def __post_init__(self) -> None:
        self.problem = pulp.LpProblem("consultation", pulp.LpMaximize)
        self.choices = [
            self._choice(method, phase)
            for method in self.at.catalog.methods.values()
            if method.kind == "method" and self.at.people >= (method.suits_from or 0)
            for phase in method.phases
            if phase in (*BEFORE, "report_back", *self.at.brief.contribution_phases) and serves(method, phase)
        ]
        self.segments = range(len(self.at.segments))
        self._levels()
        self._means()
        self._calendar()
        self._rules()
        self._goal()

    def solve(self, seconds: float = 60.0) -> float | None:
        """The best first goal; None when no plan fits."""
        self.problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, gapRel=1e-6, threads=1))
        if self.problem.status == pulp.LpStatusInfeasible:
            return None
        assert self.problem.sol_status == pulp.LpSolutionOptimal, pulp.LpStatus[self.problem.status]
        return float(self.least.value())

    def plan(self) -> Plan:
        """The plan found."""
        made = [
            {
                "method": c.method.id, "phase": c.phase, "units": round(c.units.value()),
                "options": ("external_facilitation",) if c.hired.value() > 0.5 else (),
            }
            for c in self.choices
            if c.used.value() > 0.5
        ]  # fmt: skip
        return Plan.model_validate({"brief": self.at.brief, "activities": made})

    def fix(self, plan: Plan) -> None:
        """Leave nothing to choose but what follows from a plan."""
        held = {f"{a.method}-{a.phase}": a for a in plan.activities}
        assert held.keys() <= {c.name for c in self.choices}
        for c in self.choices:
            activity = held.get(c.name)
            self.add(c.units == ((activity.units or 1) if activity else 0))
            self.add(c.hired == int(bool(activity and "external_facilitation" in activity.options)))

    # -- parts ------------------------------------------------------------------------------------------

    def add(self, row: object) -> None:
        self.problem += row

    def variable(self, name: str, low: float | None = 0, high: float | None = None, whole: bool = False) -> pulp.LpVariable:
        self.count = getattr(self, "count", 0) + 1
        return pulp.LpVariable(f"{name}_{self.count}", low, high, pulp.LpInteger if whole else pulp.LpContinuous)

    def _choice(self, method: Method, phase: Phase) -> Choice:
        most = self.at.most_units(method, contributes(method, phase))
        may = int(method.form in HIRED)
        c = Choice(
            method, phase, self.variable("z", 0, 1, True), self.variable("u", 0, most, True), self.variable("w", 0, may, True),
            self.variable("v", 0, most * may), [float(r) for r in self.at.rates(method, phase)],
            [float(r) for r in self.at.told(method)], most,
        )  # fmt: skip
        self.add(c.units >= c.used)
        self.add(c.units <= most * c.used)
        self.add(c.hired <= c.used)
        self.add(c.hired_units <= most * c.hired)
        self.add(c.hired_units <= c.units)
        self.add(c.hired_units >= c.units - most * (1 - c.hired))
        return c

    def _together(self, group: Sequence[Choice], column: int, rates: str = "rates", wanted: bool | None = None) -> Sum:
        """Λ of some activities; with `wanted`, only the kin that mobilising lifts, or does not.

        A switch per kin says whether its pool is passed: the sum is then exact both ways.
        """
        overlap, parts = self.at.default("overlap"), []
        counted = [c for c in group if wanted is None or c.lifted is wanted]
        for kin in dict.fromkeys(c.kin for c in counted):
            mine = [c for c in counted if c.kin == kin]
            drawn = pulp.lpSum(getattr(c, rates)[column] * c.units for c in mine)
            most = sum(getattr(c, rates)[column] * c.most for c in mine)
            pool = self._pool(kin, column, rates)
            full, beyond, passed = self.variable("full", 0, pool), self.variable("beyond", 0), self.variable("passed", 0, 1, True)
            self.add(full + beyond == drawn)
            self.add(beyond <= most * passed)
            self.add(full >= pool * passed)
            parts += [full, (1 - overlap) * beyond]
        return pulp.lpSum(parts)

    def _pool(self, kin: str, column: int, rates: str) -> float:
        """The largest λ of one unit in the library, without attrition."""
        library = [m for m in self.at.catalog.methods.values() if m.kind == "method" and m.form in referee.KIN[kin]]
        return max(float((self.at.told(m) if rates == "told" else self.at.rates(m))[column]) for m in library)

    def _levels(self) -> None:
        """One of three levels for each segment, then for the territory."""
        telling = [c for c in self.choices if c.phase in BEFORE]
        names = ("mobilised_ordinary", "mobilised_strong")
        needs = [-log(1 - self.at.default(name)) for name in names]
        self.level: list[list[pulp.LpVariable]] = []
        for column in (*self.segments, len(self.segments)):
            levels = [self.variable("level", 0, 1, True) for _ in range(3)]
            self.add(pulp.lpSum(levels) == 1)
            told = self._together(telling, column, "told")
            most = sum(c.told[column] * c.most for c in telling) + 1
            self.add(told >= needs[0] * levels[1] + needs[1] * levels[2])
            self.add(told <= needs[0] - SLIVER + most * (levels[1] + levels[2]))
            self.add(told <= needs[1] - SLIVER + most * levels[2])
            self.level.append(levels)
        self.effects = [self.at.default("effect_weak"), 1.0, self.at.default("effect_strong")]

    def _times_effect(self, amount: Sum, column: int, most: float) -> Sum:
        """An amount × what mobilising does in a segment: split over the levels, of which one alone is open."""
        parts = [self.variable("part", 0) for _ in self.effects]
        self.add(pulp.lpSum(parts) == amount)
        for part, level in zip(parts, self.level[column], strict=True):
            self.add(part <= most * level)
        return pulp.lpSum(effect * part for effect, part in zip(self.effects, parts, strict=True))

    def _means(self) -> None:
        at = self.at
        rate, moved_share, kept = at.default("day_rate"), at.default("outsourced_share"), at.default("analysis_share")
        cost, days, reading, willing, most = [], [], [], [], 0.0
        for c in self.choices:
            e = {name: getattr(at.effort(c.method), name).value for name in type(at.effort(c.method)).model_fields}
            paid = at.asset(c.method) is not None
            setup, each = (0.0, 0.0) if paid else (e["setup_purchases"], e["purchases"])
            each += e["external_days"] * rate if at.buys_days(c.method) else 0.0
            moved = moved_share * (e["setup_days"] * c.hired + e["staff_days"] * c.hired_units)
            cost.append(setup * c.used + each * c.units + rate * moved)
            days.append(e["setup_days"] * c.used + e["staff_days"] * c.units - moved)
            if c.gathers:
                minutes = at.people * (1 - exp(-c.rates[-1])) * e["contributions"] * e["reading_minutes"]
                own = minutes / 60 / at.default("hours_per_day")
                (willing if c.lifted else reading).append(own * c.units)
                most += own * c.most
        if at.brief.limits.budget is not None:
            self.add(pulp.lpSum(cost) <= at.brief.limits.budget)
        read = pulp.lpSum(reading) + self._times_effect(pulp.lpSum(willing), len(self.segments), most)
        if at.brief.commitments.analysis_days is not None:
            self.add(read <= at.brief.commitments.analysis_days)
        if at.brief.limits.staff_days is not None:
            field = pulp.lpSum(days)
            self.add(field + read <= at.brief.limits.staff_days)
            self.add(field * (1 / (1 - kept)) <= at.brief.limits.staff_days)

    def _calendar(self) -> None:
        """Starts of the phases in whole weeks, each as late as what it waits for asks."""
        at = self.at
        end = at.brief.limits.weeks if at.brief.limits.weeks is not None else LONG
        opening = self.variable("opening", 1, None, True)  # of the contributions
        for c in self.choices:
            if c.phase in BEFORE:
                self.add(opening >= (at.lead_weeks(c.method) + 1 + notice_weeks(at)) * c.used)
                self._lasts(c, 1, end)
        closed = opening - 1
        least = window_weeks(at)[0]
        first_phase = True
        for phase in (p for p in CONTRIBUTION_PHASES if p in at.brief.contribution_phases):
            there = [c for c in self.choices if c.phase == phase]
            last = self.variable("last", 0, None, True)
            self.add(last >= closed)
            for c in there:
                self._lasts(c, closed + 1, last)
                self.add(last <= end + LONG * 2 * (1 - c.used))
            if first_phase:  # duties have something in each phase without digital, so the first phase is the first of the brief
                opened = self.variable("opened", 0, None, True)
                self.add(opened >= opening)
                for c in there:
                    self.add(opened >= (at.lead_weeks(c.method) + 1) * c.used)
                self.window_end = opened + least - 1
                first_phase = False
            closed = last
        reply = ceil(at.default("reply_weeks"))
        for c in self.choices:
            if c.phase == "report_back":
                self._lasts(c, closed + reply + 1, end)
                self._lasts(c, self.window_end + reply + 1, end)

    def _lasts(self, c: Choice, opens: object, end: object) -> None:
        """An activity in the plan starts once its phase is open and it is prepared, and ends by `end`."""
        weeks = self.at.effort(c.method).weeks
        assert weeks
        lead, free = self.at.lead_weeks(c.method) + 1, LONG * 3 * (1 - c.used)
        lengths: list[object] = [max(1, ceil(weeks.value))]
        if not c.method.always_open:
            lengths.append(c.units * (1 / self.at.default("sessions_a_week")))
        for length in lengths:
            self.add(end + free >= opens + length - 1)  # type: ignore[operator]
            self.add(end + free >= lead + length - 1)  # type: ignore[operator]

    def _rules(self) -> None:
        """Duties, and what may not stand side by side."""
        for duty in requirements(self.at):
            self.add(self._count(c for c in self.choices if duty.wanted(c.method, c.phase)) >= duty.at_least)
        for phase in self.at.brief.contribution_phases:
            there = [c for c in self.choices if c.phase == phase]
            offline = self._count(c for c in there if c.method.digital == "none")
            self.add(self._count(c for c in there if c.method.joins == ("digital",)) <= offline)
            for form, strand in {(c.method.form, c.method.strand) for c in there if c.method.form in referee.HELD_ONCE}:
                self.add(self._count(c for c in there if (c.method.form, c.method.strand) == (form, strand)) <= 1)
        for name in {c.method.id for c in self.choices}:
            self.add(self._count(c for c in self.choices if c.method.id == name and c.phase in BEFORE) <= 1)

    def _count(self, choices: Iterable[Choice]) -> Sum:
        return pulp.lpSum(c.used for c in choices)

    def _coverage(self, group: Sequence[Choice], column: int) -> pulp.LpVariable:
        """Λ of a segment over some contributions, mobilising included."""
        rate = self.variable("rate")
        most = sum(c.rates[column] * c.most for c in group if c.lifted) + 1
        lifted = self._times_effect(self._together(group, column, wanted=True), column, most)
        self.add(rate == self._together(group, column, wanted=False) + lifted)
        return rate

    def _goal(self) -> None:
        at = self.at
        self.least = self.variable("least", 0, 1)
        self.problem += self.least
        named = [i for i, a in enumerate(at.brief.audiences) if a.priority] or list(self.segments)
        for column in self.segments:
            met = []
            for goal in at.goals:
                rate = self._coverage([c for c in self.choices if goal.counts(c.method, c.phase)], column)
                share = self.variable("share", 0, 1)
                for k in range(TANGENTS):
                    here = -log(1 - goal.target) * k / (TANGENTS - 1)
                    self.add(goal.target * share <= 1 - exp(-here) + exp(-here) * (rate - here))
                met.append(goal.weight * share)
            if column in named:
                self.add(self.least <= pulp.lpSum(met))
            if floor := at.segments[column].floor:
                self.add(self._coverage([c for c in self.choices if c.gathers], column) >= -log(1 - floor))
