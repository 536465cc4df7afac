"""The plan as a mixed-integer program: what can be chosen, the limits, the requirements, the goals.

Coverage 1 − exp(−Σλu) is concave: it is bounded from above by tangents, so the solver's bound holds for the
exact goal. The generic layer over the solver is planner.solver; how the program is used, planner.optimise.

Source: formulation and measures in docs/model.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log

import numpy as np

from catalog.facts import Record
from catalog.methods import CONTRIBUTION_PHASES, PHASES, STRANDS, Method, Phase
from planner.calendar import blocks, whole_weeks
from planner.coverage import can
from planner.duties import Requirement, contributes, non_digital, notice_weeks, requirements, serves, window_weeks
from planner.reach import KIN, REACHED, Goal, Situation
from planner.solver import INF, Array, Program

TANGENTS = 8
# Forms of field work that a contractor may run under the service's lead.
OUTSOURCED = frozenset({"meeting", "workshop", "walk", "stand", "outreach", "visit_door", "interview", "event", "online_live", "phone"})
# Formats that one phase holds once: two questionnaires, or two ballots, of one kind split the same people and tire them.
ALONE = ("online_campaign", "online_presence", "ballot")
HEARD = "heard"  # in at least one contribution phase
MOST_HEARD = 0.99  # floors are at most this share
INFORMED, INFORM_WEIGHT = "informed", 0.2  # information counts in the second goal only: a condition, not an aim
SUPPORT: tuple[Phase, ...] = ("inform", "mobilise", "report_back")


class Kept(Record):
    """An activity that the organiser keeps, whatever else changes; without units, at least one."""

    method: str
    phase: Phase
    units: int | None = None


class Wishes(Record):
    """What is asked of the optimiser beyond the brief."""

    budget: float | None = None  # EUR, instead of the brief's
    staff_days: float | None = None
    analysis_days: float | None = None  # agent-days to read what people write, instead of the brief's
    weeks: int | None = None
    floors: Mapping[str, float] = {}  # audience -> least share of it
    forbid: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    keep: tuple[Kept, ...] = ()
    only: str | None = None  # one strand, for the comparisons "all digital" and "all in person"


@dataclass(frozen=True)
class Pair:
    """A method in a phase, with what one unit takes and brings in this situation."""

    method: Method
    phase: Phase
    fixed_cost: float
    unit_cost: float
    fixed_days: float
    unit_days: float
    reading_days: float  # per unit, at an ordinary mobilisation
    weeks: int
    lead: int
    most: int  # units
    rates: Array  # λ of one unit per segment, then for the territory, at an ordinary mobilisation
    told: Array  # the same, of those whom it mobilises; zero for what does not inform or mobilise
    lifted: bool  # whether mobilising changes what it draws
    outsourced: float  # share of its field days that a contractor can take

    @property
    def gathers(self) -> bool:
        return contributes(self.method, self.phase)

    @property
    def kin(self) -> str:
        return KIN[self.method.form]


@dataclass
class Model:
    """The program of a brief, with the meaning of its variables."""

    at: Situation
    wishes: Wishes
    pairs: tuple[Pair, ...]
    program: Program = field(default_factory=Program)
    used: list[int] = field(default_factory=list)  # z: 1 when the activity is in the plan
    units: list[int] = field(default_factory=list)  # u
    bought: list[int | None] = field(default_factory=list)  # w: 1 when a contractor runs it
    bought_units: list[int | None] = field(default_factory=list)  # v: units it runs, all or none
    ends: dict[Phase, int] = field(default_factory=dict)
    finals: list[int] = field(default_factory=list)  # last week of each block of phases
    met: dict[tuple[int, str], int] = field(default_factory=dict)  # t: share of a goal met, per segment
    rate: dict[tuple[int, str], int] = field(default_factory=dict)  # y = Σλ
    goals: tuple[Goal, ...] = ()
    least: int = -1  # θ


# -- what can be chosen -------------------------------------------------------------------------------


def pairs_of(at: Situation, wishes: Wishes) -> tuple[Pair, ...]:
    """Every method in every phase where it may serve, in this situation; what is kept comes first of all."""
    wanted = {*SUPPORT, *at.brief.contribution_phases}
    if "evaluate" in at.brief.phases:
        wanted.add("evaluate")
    kept = {(each.method, each.phase): each.units or 1 for each in wishes.keep}
    found = []
    for method in at.catalog.methods.values():
        refused = method.id in wishes.forbid or (wishes.only and method.strand != wishes.only and method.id not in wishes.require)
        for phase in PHASES:
            units = kept.get((method.id, phase))
            served = phase in method.phases and phase in wanted and serves(method, phase)
            if units is not None or (served and method.kind == "method" and not refused):
                pair = _pair(method, phase, at)
                found.append(pair if units is None else replace(pair, most=max(pair.most, units)))
    return tuple(found)


def _pair(method: Method, phase: Phase, at: Situation) -> Pair:
    effort = at.effort(method)
    value = {name: getattr(effort, name).value for name in type(effort).model_fields}
    paid = at.asset(method) is not None
    rate = at.default("day_rate")
    gathers = contributes(method, phase)
    rates = at.rates(method, phase)
    minutes = at.people * -np.expm1(-rates[-1]) * value["contributions"] * value["reading_minutes"]
    return Pair(
        method=method, phase=phase,
        fixed_cost=0.0 if paid else value["setup_purchases"],
        unit_cost=(0.0 if paid else value["purchases"]) + (value["external_days"] * rate if at.buys_days(method) else 0.0),
        fixed_days=value["setup_days"], unit_days=value["staff_days"],
        reading_days=float(minutes) / 60 / at.default("hours_per_day") if gathers else 0.0,
        weeks=max(whole_weeks(value["weeks"]), 1), lead=at.lead_weeks(method), most=at.most_units(method, gathers),
        rates=rates, told=at.told(method) if phase in SUPPORT[:2] else np.zeros(len(rates)), lifted=gathers and at.lifted(method),
        outsourced=at.default("outsourced_share") if method.form in OUTSOURCED else 0.0,
    )  # fmt: skip


def limits(at: Situation, wishes: Wishes) -> tuple[float | None, float | None]:
    """Budget (EUR) and agent-days that hold; None where nobody set one."""
    budget = wishes.budget if wishes.budget is not None else at.brief.limits.budget
    staff = wishes.staff_days if wishes.staff_days is not None else at.brief.limits.staff_days
    return budget, staff


def reading_limit(at: Situation, wishes: Wishes) -> float | None:
    """Agent-days set aside to read the contributions; None where nobody said so."""
    return wishes.analysis_days if wishes.analysis_days is not None else at.brief.commitments.analysis_days


def floors_of(at: Situation, wishes: Wishes) -> dict[str, float]:
    """Least share of each chosen audience that takes part, where somebody set one."""
    asked = {segment.name: wishes.floors.get(segment.name, segment.floor) for segment in at.segments if segment.chosen}
    return {name: share for name, share in asked.items() if share}


# -- the program --------------------------------------------------------------------------------------


def build(at: Situation, wishes: Wishes, pairs: Sequence[Pair]) -> Model:
    """Variables, limits and requirements of a brief."""
    model = Model(at, wishes, tuple(pairs))
    program = model.program
    for pair in pairs:
        model.used.append(program.variable(0, 1, whole=True))
        model.units.append(program.variable(0, pair.most, whole=True))
        program.row("units", [(model.units[-1], 1), (model.used[-1], -1)], low=0)
        program.row("units", [(model.units[-1], 1), (model.used[-1], -pair.most)], high=0)
        _contractor(model, pair)
    _means(model)
    _calendar(model)
    _structure(model)
    _reach(model)
    return model


def _contractor(model: Model, pair: Pair) -> None:
    """An activity is run by a contractor whole or not at all: v = u when w = 1, else 0."""
    if not pair.outsourced:
        model.bought.append(None)
        model.bought_units.append(None)
        return
    program, z, u = model.program, model.used[-1], model.units[-1]
    w, v = program.variable(0, 1, whole=True), program.variable(0, pair.most)
    program.row("contractor", [(w, 1), (z, -1)], high=0)
    program.row("contractor", [(v, 1), (w, -pair.most)], high=0)
    program.row("contractor", [(v, 1), (u, -1)], high=0)
    program.row("contractor", [(v, 1), (u, -1), (w, -pair.most)], low=-pair.most)
    model.bought.append(w)
    model.bought_units.append(v)


def _means(model: Model) -> None:
    at, program = model.at, model.program
    budget, staff = limits(at, model.wishes)
    cost: list[tuple[int, float]] = []
    days: list[tuple[int, float]] = []
    reading: list[tuple[int, float]] = []
    lifted: list[tuple[int, float]] = []  # reading that mobilising adds to
    rate = at.default("day_rate")
    for (pair, z, u), w, v in zip(each(model), model.bought, model.bought_units, strict=True):
        cost += [(z, pair.fixed_cost), (u, pair.unit_cost)]
        days += [(z, pair.fixed_days), (u, pair.unit_days)]
        if w is not None and v is not None:
            moved = [(w, pair.outsourced * pair.fixed_days), (v, pair.outsourced * pair.unit_days)]
            cost += [(variable, amount * rate) for variable, amount in moved]
            days += [(variable, -amount) for variable, amount in moved]
        (lifted if pair.lifted else reading).append((u, pair.reading_days))
    program.row("budget", cost, high=INF if budget is None else budget)
    reading += _lifted_reading(model, lifted)
    promised = reading_limit(at, model.wishes)
    program.row("analysis_days", reading, high=INF if promised is None else promised)
    program.row("staff_days", [*days, *reading], high=INF if staff is None else staff)
    kept = 1.0 - at.default("analysis_share")  # reading and answering take at least the rest
    program.row("staff_days", [(v, c / kept) for v, c in days], high=INF if staff is None else staff)


def _lifted_reading(model: Model, terms: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """The terms of a reading load that grows with how well the territory is mobilised."""
    at, program = model.at, model.program
    most = sum(amount * program.upper[variable] for variable, amount in terms)
    weak, ordinary, strong = (at.mobilised(level) for level in range(3))
    found = [(variable, weak * amount) for variable, amount in terms]
    for switch, step in zip(_levels(model, len(at.segments), at_most=True), (ordinary - weak, strong - ordinary), strict=True):
        more = program.variable(0, INF)  # the whole load when the level is reached, else nothing
        program.row("mobilise", [(more, 1.0), (switch, -most), *((v, -amount) for v, amount in terms)], low=-most)
        found.append((more, step))
    return found


def each(model: Model) -> list[tuple[Pair, int, int]]:
    return list(zip(model.pairs, model.used, model.units, strict=True))


def _calendar(model: Model) -> None:
    """The same order of things as planner.calendar.schedule, as rows."""
    at, program = model.at, model.program
    weeks = model.wishes.weeks if model.wishes.weeks is not None else at.brief.limits.weeks
    horizon = INF if weeks is None else float(weeks)
    order = blocks({pair.phase for pair in model.pairs})
    least, most = window_weeks(at)
    before: int | None = None
    opened: int | None = None  # week when all the channels of the first contribution phase are open
    for block in order:
        opening = block[0] in ("inform", "mobilise")
        end = program.variable(0, horizon, whole=True)
        model.finals.append(end)
        wait = whole_weeks(at.default("reply_weeks")) if block[0] == "report_back" else 0
        if before is not None:
            program.row("order", [(end, 1), (before, -1)], low=0)
        if block[0] in CONTRIBUTION_PHASES and opened is None and least:
            opened = program.variable(1, horizon, whole=True)
            program.row("window", [(opened, 1), *([(before, -1.0)] if before is not None else [])], low=1)
            for pair, z, _ in each(model):
                if pair.phase in block:
                    program.row("window", [(opened, 1), (z, -float(pair.lead + 1))], low=0)
        for pair, z, u in each(model):
            if pair.phase not in block:
                continue
            waits = [[] if before is None else [(before, -1.0)]]
            if block[0] == "evaluate":  # last of all
                waits += [[(closed, -1.0)] for closed in model.finals[:-1]]
            for lasts in _lengths(model, pair, z, u):
                for after in waits:
                    program.row("weeks", [(end, 1), *after, (z, -float(wait)), *lasts], low=0)
                if wait and opened is not None:  # the frame's minimum window has run too
                    program.row("window", [(end, 1), (opened, -1), (z, -float(wait)), *lasts], low=least - 1)
                program.row("weeks", [(end, 1), (z, -float(pair.lead)), *lasts], low=0)
        if opening:
            # The next block opens some weeks after all of it has started, without waiting for the posters to come down.
            notice = notice_weeks(at)
            before = program.variable(notice, max(horizon, notice), whole=True)
            for pair, z, _ in each(model):
                if pair.phase in block:
                    program.row("weeks", [(before, 1), (z, -float(pair.lead + notice))], low=0)
        else:
            before = end
            if block[0] in CONTRIBUTION_PHASES:
                model.ends[block[0]] = end
    contribution = [model.ends[p] for p in at.brief.contribution_phases if p in model.ends]
    if contribution and most is not None:  # nothing opens before the notice has run, so this is on the safe side
        program.row("window", [(contribution[-1], 1)], high=notice_weeks(at) + most)


def _lengths(model: Model, pair: Pair, z: int, u: int) -> list[list[tuple[int, float]]]:
    """The two lengths an activity must fit: its own, and that of its sessions (evaluate.length_in_weeks)."""
    own = [(z, -float(pair.weeks))]
    return [own] if pair.method.always_open else [own, [(u, -1.0 / model.at.default("sessions_a_week"))]]


def _structure(model: Model) -> None:
    """At least one activity per requirement; digital never stands alone in a phase; what is required is in."""
    program, wishes = model.program, model.wishes
    for requirement in requirements(model.at):
        if wishes.only and not _possible(model, requirement):
            continue  # the one-strand comparisons are drawn beside the plan to show what they miss
        terms = [(z, 1.0) for pair, z, _ in each(model) if requirement.wanted(pair.method, pair.phase)]
        program.row(f"rule:{requirement.id}", terms, low=requirement.at_least)
    if not wishes.only:
        for phase in model.at.brief.contribution_phases:
            inside = [(p, z) for p, z, _ in each(model) if p.phase == phase]
            weights = [
                (z, 1.0 if non_digital(p.method) else -1.0) for p, z in inside if non_digital(p.method) or p.method.joins == ("digital",)
            ]
            program.row(f"rule:complementarity:{phase}", weights, low=0)
    for method in {pair.method.id for pair in model.pairs}:  # one leaflet does not both inform and mobilise
        support = [(z, 1.0) for pair, z, _ in each(model) if pair.method.id == method and pair.phase in SUPPORT[:2]]
        if len(support) > 1:
            program.row("once", support, high=1)
    for phase, form in ((phase, form) for phase in model.at.brief.contribution_phases for form in ALONE):
        rivals = {strand: [(z, 1.0) for p, z, _ in each(model) if p.phase == phase and p.method.form == form and p.method.strand == strand]
                  for strand in STRANDS}  # fmt: skip
        for terms in rivals.values():
            held = {*wishes.require, *(each_kept.method for each_kept in wishes.keep)}
            asked = sum(1 for p, _, _ in each(model) if p.phase == phase and p.method.form == form and p.method.id in held)
            if len(terms) > max(asked, 1):
                program.row("alone", terms, high=max(asked, 1))
    places = {(pair.method.id, pair.phase): i for i, pair in enumerate(model.pairs)}
    for each_kept in wishes.keep:
        i, units = places[each_kept.method, each_kept.phase], each_kept.units
        row = f"keep:{each_kept.method}:{each_kept.phase}"
        program.row(row, [(model.units[i], 1.0)], low=units or 1, high=units or INF)
    for name in wishes.require:
        program.row(f"require:{name}", [(z, 1.0) for pair, z, _ in each(model) if pair.method.id == name], low=1)


def _possible(model: Model, requirement: Requirement) -> bool:
    return any(requirement.wanted(pair.method, pair.phase) for pair in model.pairs)


def goal_columns(at: Situation) -> tuple[int, ...]:
    """The segments of the first goal: the priority audiences, or everybody when none is chosen."""
    wanted = {audience.name for audience in at.brief.audiences if audience.priority}
    chosen = tuple(i for i, segment in enumerate(at.segments) if segment.chosen and segment.name in wanted)
    return chosen or tuple(range(len(at.segments)))


def _reach(model: Model) -> None:
    at, program = model.at, model.program
    model.least = program.variable(0, 1)
    model.goals = (*at.goals, Goal(INFORMED, SUPPORT[:2], False, at.default("target_informed"), 0.0))
    effects = [at.mobilised(level) for level in range(3)]
    switches = [_levels(model, column) for column in range(len(at.segments))]
    for goal in model.goals:
        inside = [i for i, pair in enumerate(model.pairs) if _serves(goal, pair)]
        _rates(model, goal.name, inside, effects, switches, -log(1 - goal.target))
        for column in range(len(at.segments)):
            model.met[column, goal.name] = program.variable(0, 1)
            top = -log(1 - goal.target)
            for k in range(TANGENTS):
                _tangent(model, column, goal, top * k / (TANGENTS - 1))
    floors = floors_of(at, model.wishes)
    if any(floors.values()):
        heard = [i for i, pair in enumerate(model.pairs) if pair.gathers]
        _rates(model, HEARD, heard, effects, switches, -log(1 - MOST_HEARD))
        open_to = can(at, [model.pairs[i].method for i in heard])
        for column, segment in enumerate(at.segments):
            if share := floors.get(segment.name):
                if share > open_to[column] + 1e-9:  # more than can take part in anything: no plan does it
                    program.row(f"floor:{segment.name}", [(model.least, 1.0)], low=2)
                program.row(f"floor:{segment.name}", [(model.rate[column, HEARD], 1.0)], low=-log(1 - min(share, MOST_HEARD)))
    for column in goal_columns(at):
        program.row("least", [(model.least, 1.0), *((model.met[column, g.name], -g.weight) for g in at.goals)], high=0)


def _rates(model: Model, name: str, inside: Sequence[int], effects: Sequence[float], switches: Sequence[Sequence[int]], top: float) -> None:
    """y = Σλ per segment over some pairs, as `Situation.reached` adds them up, mobilising included.

    Args:
        top: the rate above which nothing more is gained.
    """
    program = model.program
    weak, *others = effects
    for column in range(len(model.at.segments)):
        y = model.rate[column, name] = program.variable(0, INF)
        found = list(_pooled(model, inside, column))
        terms = [(variable, -1.0) for lifted, variable in found if not lifted]
        willing = [(variable, 1.0) for lifted, variable in found if lifted]
        if willing:
            terms += [(variable, -weak) for variable, _ in willing]
            most, before = top / weak if weak else top, weak
            for switch, effect in zip(switches[column], others, strict=True):
                if effect > before:
                    more = program.variable(0, most)
                    program.row("mobilise", [(more, 1.0), *((variable, -1.0) for variable, _ in willing)], high=0)
                    program.row("mobilise", [(more, 1.0), (switch, -most)], high=0)
                    terms.append((more, before - effect))
                    before = effect
        program.row("reach", [(y, 1.0), *terms], low=0, high=0)


def _pooled(model: Model, inside: Sequence[int], column: int) -> Iterator[tuple[bool, int]]:
    """Σλ of some pairs in a segment, kin by kin: in full up to the pool, in part beyond (see `Situation.reached`).

    Yields:
        whether mobilising lifts it, a variable of which only more is wanted.
    """
    program, shared = model.program, model.at.default("overlap")
    for kin in dict.fromkeys(model.pairs[i].kin for i in inside):
        group = [i for i in inside if model.pairs[i].kin == kin and model.pairs[i].rates[column] > 0]
        if group:
            drawn = [(model.units[i], float(model.pairs[i].rates[column])) for i in group]
            _least_of_two(program, one := program.variable(0, INF), drawn, shared, float(model.at.pools[kin][column]))
            yield model.pairs[group[0]].lifted, one


def _least_of_two(program: Program, one: int, drawn: list[tuple[int, float]], shared: float, pool: float) -> None:
    """one ≤ Σ drawn, and one ≤ (1 − shared) Σ drawn + shared · pool."""
    program.row("reach", [(one, 1.0), *((v, -c) for v, c in drawn)], high=0)
    if sum(c * program.upper[v] for v, c in drawn) > pool:
        program.row("reach", [(one, 1.0), *((v, -(1 - shared) * c) for v, c in drawn)], high=shared * pool)


def _levels(model: Model, column: int, at_most: bool = False) -> tuple[int, ...]:
    """One switch per level above the weakest, 1 when a segment (or the territory) is mobilised so well.

    Args:
        at_most: the switches cost something, so they must be on when the level is reached; else they may be.
    """
    program, at = model.program, model.at
    inside = [i for i, pair in enumerate(model.pairs) if pair.told.any()]
    shared = at.default("overlap")
    told: list[tuple[int, float]] = []
    ceiling = 0.0
    for kin in dict.fromkeys(model.pairs[i].kin for i in inside):
        drawn = [(model.units[i], float(model.pairs[i].told[column])) for i in inside if model.pairs[i].kin == kin]
        pool, most = float(at.told_pools[kin][column]), sum(c * program.upper[v] for v, c in drawn)
        one = program.variable(0, INF)
        if at_most:  # no less than the lesser of the two
            beyond = program.variable(0, 1, whole=True)
            program.row("mobilise", [(one, 1.0), (beyond, shared * most), *((v, -c) for v, c in drawn)], low=0)
            part = [(v, -(1 - shared) * c) for v, c in drawn]
            program.row("mobilise", [(one, 1.0), (beyond, -shared * pool), *part], low=0)
        else:
            _least_of_two(program, one, drawn, shared, pool)
        told.append((one, 1.0))
        ceiling += most
    found: list[int] = []
    below = 0.0
    steps: list[tuple[int, float]] = []
    for need in at.thresholds:
        switch = program.variable(0, 1, whole=True)
        if at_most:
            program.row("mobilise", [*told, (switch, -max(ceiling, 1e-6))], high=need * (1 - 2 * REACHED))
        elif found:
            program.row("mobilise", [(found[-1], 1.0), (switch, -1.0)], low=0)
        steps.append((switch, below - need))
        below = need
        found.append(switch)
    if not at_most:
        program.row("mobilise", [*told, *steps], low=0)
    return tuple(found)


def _serves(goal: Goal, pair: Pair) -> bool:
    return pair.phase in goal.phases if goal.name == INFORMED else goal.counts(pair.method, pair.phase)


def _tangent(model: Model, column: int, goal: Goal, at_rate: float) -> None:
    """t·τ ≤ tangent of 1 − e^(−y) at y = at_rate: an upper bound, since the curve is concave."""
    slope = exp(-at_rate)
    t, y = model.met[column, goal.name], model.rate[column, goal.name]
    model.program.row("tangent", [(t, goal.target), (y, -slope)], high=1 - slope - slope * at_rate)


def add_tangents(model: Model, values: Array) -> None:
    """Cut off what the tangents claim too much at a plan."""
    for column in range(len(model.at.segments)):
        for goal in model.goals:
            _tangent(model, column, goal, float(values[model.rate[column, goal.name]]))


def claim(model: Model, values: Array) -> float:
    """The first goal as the tangents see it: never below the exact value of the same plan."""
    return min(
        sum(float(values[model.met[column, goal.name]]) * goal.weight for goal in model.at.goals) for column in goal_columns(model.at)
    )


def first_goal(model: Model) -> dict[int, float]:
    """The least reached, and nothing else: a trace of anything more makes the proof several times longer."""
    return {model.least: 1.0}


def second_goal(model: Model) -> dict[int, float]:
    """Everybody together, each segment by its size; a trace of the cost decides between equals."""
    sizes = np.array([segment.people for segment in model.at.segments])
    shares = sizes / sizes.sum() if sizes.sum() else np.ones(len(sizes)) / len(sizes)
    weights = {goal.name: goal.weight for goal in model.at.goals} | {INFORMED: INFORM_WEIGHT}
    wanted = {t: float(shares[column]) * weights[name] for (column, name), t in model.met.items()}
    budget, staff = limits(model.at, model.wishes)
    for (pair, z, u), w in zip(each(model), model.bought, strict=True):
        wanted[z] = -1e-3 * (pair.fixed_cost / (budget or 1e5) + pair.fixed_days / (staff or 1e3)) - 1e-5
        wanted[u] = -1e-3 * (pair.unit_cost / (budget or 1e5) + pair.unit_days / (staff or 1e3)) - 1e-5
        if w is not None:
            wanted[w] = -1e-3
    return wanted
