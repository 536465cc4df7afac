"""Changing course after a shortfall: does proposing the remaining weeks again serve the public least reached better?

    python -m tests.benchmarks.adaptation [BRIEF…] [--seed N] [--worlds N] [--seconds S] [--reserve SHARE]… [--plans FOLDER] [--each]

For each brief (default: the four of `examples/` that ask the public to take part over several phases) and each reserve (a
share of money and agent-days kept back at launch; default 0.1 and 0), a plan is proposed and launched. In each world
(tests/planner/worlds.py) the formats of its first contribution phase draw fewer people than forecast, those still to
come draw anywhere in their law. The counts are entered up to the week when the second contribution phase begins; the
plan is then adapted, once. Every plan is judged in the true world, on the public least reached, against three rivals:

- `keep`: the plan launched, its reserve unspent;
- `more`: the plan launched, and the same means spent on one more unit of each of its formats that mobilise or gather, in
  turn, for as long as something fits; those already held are held again where their phase is not over;
- `blind`: the same new proposal, made without any count.

All spend within the same limits; the new proposal and `more` keep the same tenth of outreach for later. Prints one line
a brief, reserve and rival: worlds judged, how often the new proposal is better, the same, worse, and the medians. The
search stops by the clock: on a slower machine the same seed gives the same worlds, and may give other plans; `--plans`
keeps those launched.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.load import load
from catalog.methods import CONTRIBUTION_PHASES, PHASES
from planner.adapt import adapt
from planner.evaluate import evaluate, weeks_of
from planner.opening import open_file
from planner.optimise import propose
from planner.plan import Plan, dump
from planner.program import Wishes
from planner.reach import Situation
from planner.work import Work
from tests.planner.worlds import World, launched_methods

ROOT = Path(__file__).resolve().parents[2]
BRIEFS = ("tram-t10", "place-du-marche", "budget-participatif-gers", "sarcelles")
SAME = 1e-9  # of the share of targets: closer than this, two plans are the same
RIVALS = ("keep", "more", "blind")


@dataclass(frozen=True)
class Launch:
    """A plan launched, and the week its course may change."""

    name: str
    reserve: float  # share of money and agent-days kept back
    at: Situation
    plan: Plan
    week: int


@dataclass(frozen=True)
class Judged:
    """What the public least reached reaches of its targets in one world, by plan."""

    seed: int
    adapted: float
    changed: bool
    rivals: dict[str, float]


def launch(name: str, reserve: float, seconds: float, plans: Path | None = None) -> Launch:
    """The plan of an example brief, launched with a reserve; read from a folder when it holds it."""
    catalog = load()
    brief = open_file((ROOT / f"examples/{name}.brief.yaml").read_bytes(), f"{name}.brief.yaml", catalog).brief
    at = Situation(brief, catalog)
    kept = plans / f"{name}-{round(100 * reserve)}.plan.yaml" if plans else None
    if kept and kept.exists():
        plan = open_file(kept.read_bytes(), kept.name, catalog)
        at = Situation(plan.brief, catalog)
    else:
        share, limits = 1.0 - reserve, brief.limits
        plan = propose(
            at,
            Wishes(
                budget=None if limits.budget is None else share * limits.budget,
                staff_days=None if limits.staff_days is None else share * limits.staff_days,
            ),
            seconds,
        )
        if kept:
            kept.write_text(dump(plan), encoding="utf-8")
    return Launch(name, reserve, at, plan, turning_week(plan, at))


def turning_week(plan: Plan, at: Situation) -> int:
    """The first week of the second contribution phase; where there is one, the first week after something of it has ended."""
    works = [Work.of(activity, at) for activity in plan.activities]
    spans = weeks_of(plan, works, at)
    gathering = [(*spans[w.activity.id], w.activity.phase) for w in works if w.contributes]
    first = min(gathering)
    later = [start for start, _, phase in gathering if phase != first[2] and start > first[0]]
    return min(later) if later else min(end for _, end, _ in gathering) + 1


def spent_on_more(plan: Plan, at: Situation, week: int, money: float | None, days: float | None) -> Plan:
    """The plan with one more unit of each of its formats that mobilise or gather, in turn, while it fits.

    A format begun is held once more as an activity of its own, unless a later phase has begun.

    Args:
        money, days: kept back of the limits of the brief, EUR and agent-days; None: that limit is not set.
    """
    spans = weeks_of(plan, [Work.of(a, at) for a in plan.activities], at)
    begun = [a.phase for a in plan.activities if spans[a.id][0] < week and a.phase in CONTRIBUTION_PHASES]
    closed_before = max((PHASES.index(phase) for phase in begun), default=0)
    plan = plan.model_copy(update={"activities": tuple(a.model_copy(update={"week": spans[a.id][0]}) for a in plan.activities)})
    open_to = [
        a.id
        for a in plan.activities
        if a.phase == "mobilise" or (a.phase in CONTRIBUTION_PHASES and PHASES.index(a.phase) >= closed_before)
    ]
    # What is to come first, then, with what that leaves, what has begun.
    plan = in_turn(plan, [name for name in open_to if spans[name][0] >= week], at, week, money, days, begun=False)
    return in_turn(plan, [name for name in open_to if spans[name][0] < week], at, week, money, days, begun=True)


def in_turn(plan: Plan, open_to: list[str], at: Situation, week: int, money: float | None, days: float | None, begun: bool) -> Plan:
    """One more unit of each activity in turn, while it fits."""
    limits = at.brief.limits
    while open_to:
        for name in tuple(open_to):
            other = once_more(plan, name, week, begun)
            method = next(a.method for a in plan.activities if a.id == name)
            found = evaluate(other, at.catalog, at, draws=2)
            units = sum(a.units or 1 for a in other.activities if a.method == method)
            fits = (
                (limits.budget is None or found.cost + (money or 0.0) <= limits.budget + 1e-6)
                and (limits.staff_days is None or found.staff_days + (days or 0.0) <= limits.staff_days + 1e-6)
                and (limits.weeks is None or (found.weeks or 0) <= limits.weeks)
                and units <= at.most_units(at.catalog.methods[method], True)
            )
            if fits:
                plan = other
            else:
                open_to.remove(name)
    return plan


def once_more(plan: Plan, name: str, week: int, begun: bool) -> Plan:
    """The plan with one more unit of an activity; of one begun, held again from a week on."""
    again = f"{name}-again"
    if begun and again not in {a.id for a in plan.activities}:
        old = next(a for a in plan.activities if a.id == name)
        return plan.model_copy(update={"activities": (*plan.activities, old.model_copy(update={"id": again, "units": 1, "week": week}))})
    which = again if begun else name
    more = (a.model_copy(update={"units": (a.units or 1) + 1}) if a.id == which else a for a in plan.activities)
    return plan.model_copy(update={"activities": tuple(more)})


def judge(case: Launch, seeds: Sequence[int], seconds: float) -> Iterator[Judged]:
    """One launch in several worlds."""
    at, week = case.at, case.week
    short = launched_methods(case.plan, at, week)
    blind = adapt(case.plan, at.catalog, week, seconds, at)
    more = spent_on_more(case.plan, at, week, blind.reserve.money, blind.reserve.days)
    for seed in seeds:
        world = World(at, seed, short)
        plan = world.observed(case.plan, week)
        found = adapt(plan, at.catalog, week, seconds, at)
        check(plan, found.plan, at, week)
        rivals = {"keep": plan, "more": more, "blind": blind.plan}
        yield Judged(seed, world.least(found.plan, plan, week), found.changed, {n: world.least(p, plan, week) for n, p in rivals.items()})


def check(plan: Plan, made: Plan, at: Situation, week: int) -> None:
    """The past is as it was.

    Raises:
        AssertionError: an activity begun was changed.
    """
    before = weeks_of(plan, [Work.of(a, at) for a in plan.activities], at)
    after = weeks_of(made, [Work.of(a, at) for a in made.activities], at)
    new = {a.id: a for a in made.activities}
    for old in plan.activities:
        if before[old.id][0] < week:
            assert new[old.id].model_copy(update={"week": old.week}) == old and after[old.id] == before[old.id], old.id


def counts(found: Sequence[Judged], rival: str) -> tuple[int, int, int]:
    """How often the new proposal is better than a rival, the same, worse."""
    gains = [each.adapted - each.rivals[rival] for each in found]
    better, worse = sum(gain > SAME for gain in gains), sum(gain < -SAME for gain in gains)
    return better, len(gains) - better - worse, worse


def line(name: str, reserve: float, week: object, rival: str, found: Sequence[Judged]) -> str:
    """One row of the table, in Markdown."""
    better, same, worse = counts(found, rival)
    before, after = (statistics.median(values) for values in ([e.rivals[rival] for e in found], [e.adapted for e in found]))
    return (
        f"| {name} | {100 * reserve:.0f} % | {week} | {rival} | {len(found)} | {better} | {same} | {worse} | {before:.3f} → {after:.3f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("briefs", nargs="*", default=BRIEFS, metavar="BRIEF")
    parser.add_argument("--seed", type=int, default=0, help="of the first world")
    parser.add_argument("--worlds", type=int, default=15, help="a launch")
    parser.add_argument("--seconds", type=float, default=5.0, help="of calculation a proposal (clock)")
    parser.add_argument("--reserve", type=float, action="append", help="share kept back at launch; may be given several times")
    parser.add_argument("--plans", type=Path, help="a folder where the plans launched are kept, and read again")
    parser.add_argument("--each", action="store_true", help="one line a world too")
    options = parser.parse_args()
    if options.plans:
        options.plans.mkdir(parents=True, exist_ok=True)
    seeds = range(options.seed, options.seed + options.worlds)
    began = time.process_time()
    print("| brief | reserve | week | rival | launches | better | same | worse | least reached, rival → adapted (medians) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for reserve in options.reserve or (0.1, 0.0):
        everything: list[Judged] = []
        for name in options.briefs:
            case = launch(name, reserve, 2 * options.seconds, options.plans)
            found = []
            for each in judge(case, seeds, options.seconds):
                found.append(each)
                if options.each:
                    print(f"  {name} {each.seed}: {each.adapted:.4f} changed={each.changed} {each.rivals}", flush=True)
            for rival in RIVALS:
                print(line(name, reserve, case.week, rival, found), flush=True)
            everything += found
        for rival in RIVALS:
            print(line("all", reserve, "", rival, everything), flush=True)
    print(f"{time.process_time() - began:.0f} s of processor time")


if __name__ == "__main__":
    main()
