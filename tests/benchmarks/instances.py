"""Briefs to compare planners on: the examples with our own library, and synthetic ones of any size.

A synthetic instance `300x30x8` has 300 methods, 30 audiences and 8 phases. Its methods are ours under other names, each
effort multiplied by a factor between 0.6 and 1.6; its audiences are drawn in a town of 45,000; its limits follow from
the tightness (see `_limits`). The same seed gives the same instance on any machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import numpy as np

from catalog.facts import Figure
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, Effort, Method, Phase
from planner.brief import Audience, Brief, Limits, Territory, parse_brief
from planner.evaluate import evaluate
from planner.greedy import structural
from planner.plan import Activity, Plan
from planner.program import Pair, Wishes, build, each, pairs_of
from planner.reach import Situation
from planner.solver import Program, solve

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LIBRARY = "library"
NORMAL = 0.8  # tightness
# Limits at a tightness of 1, in times what the cheapest mandatory structure takes. At 0.8 they are the medians of the five
# examples, measured the same way: 13.6 times its money, 3.4 times its agent-days.
BUDGET_TIMES, STAFF_TIMES = 17.0, 4.3
JITTER = (0.6, 1.6)
VARIED = (
    "people", "capacity", "staff_days", "setup_days", "external_days", "purchases", "setup_purchases", "contributions",
    "reading_minutes",
)  # fmt: skip
TOWN = 45_000
AUDIENCE = (0.01, 0.2)  # least and most of the town in one audience
WEEKS = 40
# Contribution phases by how many a brief has: the two usual ones first.
ORDER: tuple[Phase, ...] = ("ideate", "diagnose", "deliberate", "prioritise", "co_produce")
PROFILES: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {}, {"age": ("12-17", "18-24")}, {"age": ("25-39",)}, {"age": ("40-59",)}, {"age": ("60-69",)}, {"age": ("70+",)},
)  # fmt: skip
TAGS = ("precarious", "far_from_digital", "staggered_hours", "non_french_speakers", "disabled", "families")


@dataclass(frozen=True)
class Instance:
    """A brief with the catalogue it is laid on."""

    size: str
    name: str
    at: Situation


def instances(size: str, seeds: int, catalog: Catalog, tightness: float = NORMAL) -> Iterator[Instance]:
    """The examples when `size` is `library`, else one synthetic brief per seed (1, 2, …).

    Args:
        size: methods x audiences x phases, such as 20x6x6; or `library`.
    """
    if size == LIBRARY:
        for path in sorted(EXAMPLES.glob("*.brief.yaml")):
            brief = parse_brief(path.read_bytes(), path.name, catalog)
            yield Instance(size, path.name.removesuffix(".brief.yaml"), Situation(brief, catalog))
        return
    shape = re.fullmatch(r"(\d+)x(\d+)x(\d+)", size)
    if not shape:
        raise ValueError(f'"{size}" is no size: write "{LIBRARY}", or methods x audiences x phases such as 20x6x6.')
    methods, audiences, phases = (int(number) for number in shape.groups())
    for seed in range(1, seeds + 1):
        yield Instance(size, f"seed {seed}", synthetic(methods, audiences, phases, seed, catalog, tightness))


def synthetic(methods: int, audiences: int, phases: int, seed: int, catalog: Catalog, tightness: float = NORMAL) -> Situation:
    """A brief drawn at random on methods drawn at random, with limits of a given tightness."""
    random = np.random.default_rng([seed, methods, audiences, phases])
    brief = _brief(audiences, phases, random)
    known = [method for method in catalog.methods.values() if method.kind == "method"]
    pool = _varied(known, max(methods, len(known)), catalog, random)
    wide = _on(catalog, pool)
    required = _structure(pairs_of(Situation(brief, wide), Wishes()), Situation(brief, wide))
    first = list(dict.fromkeys(pair.method.id for pair in required))  # without them no plan at all
    if len(first) > methods:
        raise ValueError(f"{methods} methods cannot meet the requirements of {phases} phases: {len(first)} are needed.")
    kept = {*first, *_some([m.id for m in pool if m.id not in first and _serves(m, brief)], methods - len(first), random)}
    narrow = _on(catalog, [method for method in pool if method.id in kept])
    limits = _limits(required, brief, narrow, tightness)
    return Situation(brief.model_copy(update={"limits": limits}), narrow)


def _on(catalog: Catalog, methods: Sequence[Method]) -> Catalog:
    """The catalogue with other methods; options and procedures stay."""
    others = {method.id: method for method in catalog.methods.values() if method.kind != "method"}
    return replace(catalog, methods={**others, **{method.id: method for method in methods}})


def _varied(known: Sequence[Method], count: int, catalog: Catalog, random: np.random.Generator) -> list[Method]:
    """As many methods made from ours in turn, each figure of their effort times a factor drawn evenly on a log scale."""
    made = []
    for number in range(count):
        method = known[number % len(known)]
        effort = catalog.effort(method)
        figures = {name: _times(getattr(effort, name), float(np.exp(random.uniform(*np.log(JITTER))))) for name in VARIED}
        varied: Effort = effort.model_copy(update=figures)
        made.append(method.model_copy(update={"id": f"{method.id}-{number // len(known) + 1}", "effort": varied}))
    return made


def _times(figure: Figure, factor: float) -> Figure:
    ends = {name: end * factor for name in ("low", "high") if (end := getattr(figure, name)) is not None}
    return figure.model_copy(update={"value": figure.value * factor, **ends})


def _some(names: Sequence[str], count: int, random: np.random.Generator) -> list[str]:
    return [names[i] for i in random.permutation(len(names))[:count]]


def _serves(method: Method, brief: Brief) -> bool:
    return bool({*method.phases} & {*brief.phases})


def _brief(audiences: int, phases: int, random: np.random.Generator) -> Brief:
    """A town of 45,000, with audiences of 1 to 20 % of it, and as many phases in use."""
    chosen = set(ORDER[: phases - 3])
    inside = tuple(phase for phase in CONTRIBUTION_PHASES if phase in chosen)
    start = date(2027, 1, 4)
    return Brief(
        subject="Comparer des planificateurs",
        territory=Territory(name="Ville", people=TOWN),
        frame="voluntary",
        level="involve",
        phases=("inform", "mobilise", *inside, "report_back"),
        audiences=tuple(_audience(number, random) for number in range(audiences)),
        limits=Limits(start=start, end=start + timedelta(weeks=WEEKS)),
    )


def _audience(number: int, random: np.random.Generator) -> Audience:
    share = float(np.exp(random.uniform(*np.log(AUDIENCE))))
    tags = tuple(tag for tag in TAGS if random.random() < 1 / len(TAGS))
    profile = PROFILES[int(random.integers(len(PROFILES)))]
    return Audience.model_validate({"name": f"Public {number + 1}", "people": round(TOWN * share), "profile": profile, "tags": tags})


def _structure(pairs: Sequence[Pair], at: Situation) -> list[Pair]:
    """The activities, one unit each, that meet every requirement at the least cost, agent-days priced as in the brief's assumptions."""
    model = build(at, Wishes(), pairs)
    days = at.default("staff_day_value") / (1.0 - at.default("analysis_share"))
    places = {variable: i for i, variable in enumerate(model.used)}
    program = Program()
    for _ in model.used:
        program.variable(0, 1, whole=True)
    for name, terms, low, high in structural(model.program):
        program.row(name, [(places[variable], value) for variable, value in terms], low, high)
    cost = {i: p.fixed_cost + p.unit_cost + days * (p.fixed_days + p.unit_days) for i, (p, _, _) in enumerate(each(model))}
    # Long ones only where nothing else will do: all the phases must fit the calendar.
    for i, (pair, _, _) in enumerate(each(model)):
        if pair.lead + pair.weeks > WEEKS / 5:
            cost[i] += 1e6
    found = solve(program, cost, maximise=False, seconds=60)
    if found.values is None:
        raise ValueError("the requirements of this brief contradict each other")
    return [pair for pair, value in zip(pairs, found.values, strict=True) if value > 0.5]


def _limits(required: Sequence[Pair], brief: Brief, catalog: Catalog, tightness: float) -> Limits:
    """Budget and agent-days: what the cheapest mandatory structure takes, times the tightness and what stands above.

    At a tightness of 0.8 this structure takes 7 % of the money and 29 % of the agent-days.
    """
    plan = Plan.model_validate(
        {
            "brief": brief,
            "activities": [Activity(id=f"{p.method.id}-{p.phase}", method=p.method.id, phase=p.phase, units=1) for p in required],
        }
    )
    takes = evaluate(plan, catalog)
    budget, staff = takes.cost * tightness * BUDGET_TIMES, takes.staff_days * tightness * STAFF_TIMES
    return brief.limits.model_copy(update={"budget": float(ceil(budget)), "staff_days": float(ceil(staff))})
