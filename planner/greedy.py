"""A plan in a moment: requirements at the least cost, then one unit at a time by what it gains per share of the means.

Never the best, and often a tenth below it (docs/benchmarks.md): something to start from, and to search around.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from planner.calendar import Task, length, schedule, whole_weeks
from planner.duties import notice_weeks, window_weeks
from planner.evaluate import length_in_weeks
from planner.program import Model, goal_columns, limits, reading_limit
from planner.reach import pooled
from planner.solver import Array, Program

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
FREE = 1e9  # the means, where nobody limits them


def quick(model: Model, over: Callable[[], bool], seconds: float) -> Iterator[dict[int, float]]:
    """The whole numbers of up to four plans found in a moment, by variable of the program; they may break a floor or what is kept.

    Args:
        seconds: wall-clock limit of all of them; the first comes first.
    """
    limit = time.perf_counter() + seconds
    menu = menu_of(model)
    first = _required(menu)
    whole = [*model.used, *model.units, *(variable for variable in model.bought if variable is not None)]
    for sharpness, scarce in VARIANTS:
        if over() or time.perf_counter() > limit:
            return
        values = values_for(model, _grown(menu, first.copy(), sharpness, scarce, limit))
        yield {variable: float(values[variable]) for variable in whole}


# -- a program as the rule sees it ----------------------------------------------------------------------


def lines_of(model: Model) -> list[tuple[int, bool]]:
    """What the greedy rule chooses from: each activity, then each that a contractor can run, run by one."""
    own = [(i, False) for i in range(len(model.pairs))]
    return own + [(i, True) for i, pair in enumerate(model.pairs) if pair.outsourced]


def menu_of(model: Model) -> Menu:
    """The activities as the greedy rule sees them."""
    at = model.at
    lines = lines_of(model)
    of = [i for i, _ in lines]
    pairs = [model.pairs[i] for i in of]
    places = {variable: i for i, variable in enumerate(model.used)}
    rows = list(structural(model.program))
    matrix = np.zeros((len(rows), len(model.pairs)))
    for number, (_, terms, _, _) in enumerate(rows):
        for variable, value in terms:
            matrix[number, places[variable]] = value
    once = np.array([np.array(of) == i for i, bought in lines if bought], dtype=float).reshape(-1, max(len(lines), 1))  # not both ways
    kin = {name: number for number, name in enumerate(dict.fromkeys(pair.kin for pair in pairs))}
    (budget, staff), promised = limits(at, model.wishes), reading_limit(at, model.wishes)

    def column(name: str) -> Array:
        return np.array([getattr(pair, name) for pair in pairs], dtype=float)

    moved = column("outsourced") * [bought for _, bought in lines]  # part of the days that a contractor takes
    price = moved * at.default("day_rate")
    return Menu(
        rates=np.array([pair.rates for pair in pairs]), told=np.array([pair.told for pair in pairs]),
        lifted=np.array([pair.lifted and pair.gathers for pair in pairs]), kin=np.array([kin[pair.kin] for pair in pairs]),
        pools=np.array([at.pools[name] for name in kin]), told_pools=np.array([at.told_pools[name] for name in kin]),
        most=np.array([pair.most for pair in pairs]),
        fixed_cost=column("fixed_cost") + price * column("fixed_days"), unit_cost=column("unit_cost") + price * column("unit_days"),
        fixed_days=(1 - moved) * column("fixed_days"), unit_days=(1 - moved) * column("unit_days"),
        reading_days=column("reading_days"), weeks=column("weeks") + column("lead"),
        serves=np.array([[goal.counts(pair.method, pair.phase) for pair in pairs] for goal in at.goals]),
        targets=np.array([goal.target for goal in at.goals]), weights=np.array([goal.weight for goal in at.goals]),
        columns=np.array(goal_columns(at)), overlap=at.default("overlap"),
        effects=np.array([at.mobilised(level) for level in range(3)]), thresholds=np.array(at.thresholds),
        analysis=at.default("analysis_share"), budget=FREE if budget is None else budget, staff=FREE if staff is None else staff,
        promised=FREE if promised is None else promised,
        rows=np.vstack([matrix[:, of], once]),
        row_lower=np.array([low for _, _, low, _ in rows] + [-np.inf] * len(once)),
        row_upper=np.array([high for _, _, _, high in rows] + [1.0] * len(once)),
        in_time=partial(in_time, model),
    )  # fmt: skip


def structural(program: Program) -> Iterator[tuple[str, list[tuple[int, float]], float, float]]:
    """The rows that bear on which activities are in the plan, and on nothing else: block, terms, lower and upper end."""
    for name, rows in program.names.items():
        if name.startswith(("rule:", "require:")) or name in ("once", "alone"):
            for row in rows:
                span = slice(program.starts[row], program.starts[row + 1])
                terms = list(zip(program.index[span], program.value[span], strict=True))
                yield name, terms, program.row_lower[row], program.row_upper[row]


def in_time(model: Model, units: Ints) -> bool:
    """Whether lines with these units end within the calendar of the brief."""
    at = model.at
    weeks = at.brief.limits.weeks
    chosen = [(model.pairs[i], int(count)) for (i, _), count in zip(lines_of(model), units, strict=True) if count]
    tasks = [
        Task(f"{pair.method.id}-{pair.phase}", pair.phase, length_in_weeks(pair.weeks, count, pair.method, at), pair.lead)
        for pair, count in chosen
    ]
    spans = schedule(tasks, whole_weeks(at.default("reply_weeks")), window=window_weeks(at)[0], notice=notice_weeks(at))
    return weeks is None or length(spans) <= weeks


def values_for(model: Model, units: Ints) -> Array:
    """The variables of `to_plan` for these units of the lines."""
    values = np.zeros(len(model.program.lower))
    for (i, by_contractor), count in zip(lines_of(model), units, strict=True):
        bought = model.bought[i]
        if count:
            values[model.used[i]], values[model.units[i]] = 1.0, float(count)
            if by_contractor and bought is not None:
                values[bought] = 1.0
    return values


# -- the rule ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Menu:
    """What can be chosen: one line per activity, one column per segment, the last being the territory."""

    rates: Floats
    told: Floats
    lifted: Flags
    kin: Ints
    pools: Floats  # by kin and segment
    told_pools: Floats
    most: Ints
    fixed_cost: Floats
    unit_cost: Floats
    fixed_days: Floats
    unit_days: Floats
    reading_days: Floats
    weeks: Floats  # that each takes, its preparation included
    serves: Flags  # goals x activities
    targets: Floats
    weights: Floats
    columns: Ints  # the segments of the first goal
    overlap: float
    effects: Floats  # of weak, ordinary and strong mobilisation
    thresholds: Floats
    analysis: float  # least share of the agent-days
    budget: float
    staff: float
    promised: float  # agent-days to read what people write
    rows: Floats  # structural rows x activities
    row_lower: Floats
    row_upper: Floats
    in_time: Callable[[Ints], bool]  # whether these units fit the calendar


VARIANTS = ((10.0, False), (40.0, False), (10.0, True), (40.0, True))  # sharpness of the soft minimum; scarcity counted


def best_of_four(menu: Menu, seconds: float, judged: Callable[[Ints], float | None]) -> Ints:
    """The best of four greedy plans: requirements at the least cost, then one unit at a time by gain per share of the means.

    The gain is that of a soft minimum over the segments. An activity run by a contractor is a line of its own.
    """
    limit = time.perf_counter() + seconds
    first = _required(menu)
    best = (-1.0, first)
    for sharpness, scarce in VARIANTS:
        units = _grown(menu, first.copy(), sharpness, scarce, limit)
        value = judged(units)
        if value is not None and value > best[0]:
            best = (value, units)
    return best[1]


def _required(menu: Menu) -> Ints:
    """One unit of the activities that meet the requirements; what lasts longest is left out as long as they do not all fit."""
    out = np.zeros(len(menu.most), dtype=bool)
    first = units = _cheapest(menu, out)
    while units.any() and np.any(menu.rows @ (units > 0) < menu.row_lower):
        inside = np.flatnonzero(units)
        out[inside[menu.weeks[inside].argmax()]] = True
        units = _cheapest(menu, out)
    return units if units.any() else first


def _cheapest(menu: Menu, out: Flags) -> Ints:
    """The cheapest activities per requirement met, one after the other, without those that are out."""
    units = np.zeros(len(menu.most), dtype=np.int64)
    out = out.copy()
    share = _shares(menu, units)
    while True:
        state = menu.rows @ (units > 0)
        unmet = np.maximum(menu.row_lower - state, 0)
        if not unmet.any():
            return units
        gain = np.minimum(np.maximum(menu.rows, 0), unmet[:, None]).sum(axis=0)
        cost, staff, reading = _takes(menu, units)
        fits = (cost <= menu.budget) & (staff <= menu.staff) & (reading <= menu.promised)
        able = (units == 0) & ~out & _structured(menu, units, False) & fits
        score = np.where(able, gain / np.maximum(share, 1e-9), 0.0)
        i = int(score.argmax())
        if score[i] <= 0:
            return units
        units[i] = 1
        if not menu.in_time(units):
            units[i], out[i] = 0, True


def _grown(menu: Menu, units: Ints, sharpness: float, scarce: bool, limit: float) -> Ints:
    """Add one unit at a time, the best gain per share of the means, until nothing fits or helps."""
    out = units >= menu.most
    while time.perf_counter() < limit:
        cost, staff, reading = _takes(menu, units)
        now_cost, now_staff = _spent(menu, units)
        left = np.array([menu.budget - now_cost, menu.staff - now_staff])
        part = (left / [menu.budget, menu.staff]).clip(1e-3) if scarce else np.ones(2)
        share = np.maximum((cost - now_cost) / menu.budget / part[0] + (staff - now_staff) / menu.staff / part[1], 1e-9)
        fits = (cost <= menu.budget + 1e-6) & (staff <= menu.staff + 1e-6) & (reading <= menu.promised + 1e-6)
        able = ~out & _structured(menu, units, True) & fits
        gain = _gains(menu, units, sharpness)
        score = np.where(able & (gain > 1e-12), gain / share, 0.0)
        i = int(score.argmax())
        if score[i] <= 0:
            return units
        units[i] += 1
        if not menu.in_time(units):
            units[i] -= 1
            out[i] = True
        elif units[i] >= menu.most[i]:
            out[i] = True
    return units


def _shares(menu: Menu, units: Ints) -> Floats:
    cost, staff, _ = _takes(menu, units)
    return np.asarray(cost / menu.budget + staff / menu.staff)


def _structured(menu: Menu, units: Ints, met: bool) -> Flags:
    """Activities of which one more unit keeps the structural rows; `met`: the lower ends too, as far as they hold now."""
    used = units > 0
    state = menu.rows @ used
    after = state[:, None] + menu.rows * ~used
    fine = after <= menu.row_upper[:, None] + 1e-9
    # A row that asks for as many of one kind as of another holds from the start.
    kept = np.ones(len(state), dtype=bool) if met else menu.row_lower <= 0
    fine &= (after >= np.minimum(menu.row_lower, state)[:, None] - 1e-9) | ~kept[:, None]
    return np.asarray(fine.all(axis=0))


def _spent(menu: Menu, units: Ints) -> tuple[float, float]:
    """Money and agent-days that these units take."""
    used = units > 0
    cost = float(menu.fixed_cost @ used + menu.unit_cost @ units)
    days = float(menu.fixed_days @ used + menu.unit_days @ units)
    effect = _effect(menu, _told(menu, units, False), False)[0, -1]
    reading = float((menu.reading_days * np.where(menu.lifted, effect, 1.0)) @ units)
    return cost, max(days + reading, days / (1 - menu.analysis))


def _takes(menu: Menu, units: Ints) -> tuple[Floats, Floats, Floats]:
    """The same after one more unit of each activity, and the agent-days that reading then takes."""
    new = units == 0
    used = ~new
    cost = menu.fixed_cost @ used + menu.unit_cost @ units + menu.fixed_cost * new + menu.unit_cost
    days = menu.fixed_days @ used + menu.unit_days @ units + menu.fixed_days * new + menu.unit_days
    effect = _effect(menu, _told(menu, units, True), False)[:, -1]
    flat = np.where(menu.lifted, 0.0, menu.reading_days)
    steep = menu.reading_days - flat
    reading = flat @ units + flat + effect * (steep @ units + steep)
    return np.asarray(cost), np.asarray(np.maximum(days + reading, days / (1 - menu.analysis))), np.asarray(reading)


def _gains(menu: Menu, units: Ints, sharpness: float) -> Floats:
    """What one more unit of each activity adds to the soft minimum of the shares of the targets met."""
    flat, steep = np.where(menu.lifted[:, None], 0.0, menu.rates), np.where(menu.lifted[:, None], menu.rates, 0.0)
    values = []
    for more in (False, True):
        effect = _effect(menu, _told(menu, units, more), True)
        total = np.zeros_like(effect)
        for serves, target, weight in zip(menu.serves, menu.targets, menu.weights, strict=True):
            met = _sum(menu, units, flat, steep, effect, serves, more, menu.pools)
            total = total + weight * np.minimum(-np.expm1(-met) / target, 1.0)
        values.append(_soft(total[:, menu.columns], sharpness))
    return np.asarray(values[1] - values[0])


def _soft(values: Floats, sharpness: float) -> Floats:
    return np.asarray(-np.log(np.exp(-sharpness * values).mean(axis=1)) / sharpness)


def _sum(menu: Menu, units: Ints, flat: Floats, steep: Floats, effect: Floats, serves: Flags, more: bool, pools: Floats) -> Floats:
    """Σλ of the units that serve, kin by kin: in full up to its pool, in part beyond.

    Args:
        flat, steep: λ of one unit, without and with the effect of mobilising.
        more: after one more unit of each activity, a line each; else one line.
        pools: by kin and segment.
    """
    total = np.zeros((len(units) if more else 1, flat.shape[1]))
    for kin in np.unique(menu.kin[serves]):
        own = serves & (menu.kin == kin)
        for rates, factor in ((flat, 1.0), (steep, effect)):
            drawn = np.atleast_2d((units * own) @ rates)
            if more:
                drawn = drawn + rates * own[:, None]
            if drawn.any():
                total = total + factor * pooled(drawn, pools[kin], menu.overlap)
    return np.asarray(total)


def _told(menu: Menu, units: Ints, more: bool) -> Floats:
    """How much each segment was told, as `_sum` adds it up."""
    tells = np.asarray(menu.told.any(axis=1))
    return _sum(menu, units, menu.told, np.zeros_like(menu.told), np.ones((1, menu.told.shape[1])), tells, more, menu.told_pools)


def _effect(menu: Menu, told: Floats, smooth: bool) -> Floats:
    """What mobilising does to what draws by itself; `smooth`: each step towards the next level already counts."""
    if smooth:
        return np.interp(told, [0.0, *menu.thresholds], menu.effects)
    return np.asarray(menu.effects[(told[..., None] >= menu.thresholds * (1 - 1e-4)).sum(axis=-1)])
