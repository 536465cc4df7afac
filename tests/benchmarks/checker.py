"""How long the checker takes on a plan of sixty activities, and against what building and counting the plan takes.

    python -m tests.benchmarks.checker

The three are timed in turn in one run, several times; the medians count. The goal is 50 ms for the check of a plan already counted,
as a screen asks for it; the whole, from nothing, is given beside.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from catalog.load import load
from catalog.methods import CONTRIBUTION_PHASES, PHASES
from planner.checks import check
from planner.evaluate import evaluate
from planner.plan import Plan
from planner.reach import Situation

from .ratios import median

ACTIVITIES, GOAL = 60, 50.0  # goal in milliseconds
BRIEF: dict[str, Any] = {
    "subject": "Soixante actions",
    "frame": "voluntary",
    "level": "involve",
    "territory": {"name": "Ville", "code": "60", "people": 90_000},
    "limits": {"budget": 200_000, "staff_days": 900, "start": "2027-01-04", "end": "2027-06-18"},
    "audiences": [
        {"name": "Aînés", "people": 11_000, "profile": {"age": ["70+"]}, "tags": ["elderly"]},
        {"name": "Jeunes", "people": 13_000, "profile": {"age": ["12-17", "18-24"]}, "tags": ["young"]},
        {"name": "Actifs", "people": 40_000, "profile": {"age": ["25-39", "40-59"]}, "tags": ["staggered_hours"]},
    ],
}


def large(count: int = ACTIVITIES) -> dict[str, Any]:
    """A plan of so many activities over all phases, each bridged to the next."""
    pairs = [
        (method.id, phase) for phase in PHASES for method in load().methods.values() if method.kind == "method" and phase in method.phases
    ]
    step = len(pairs) / count
    chosen = [pairs[int(i * step)] for i in range(count)]
    activities = [
        {"id": f"a{i}", "method": method, "phase": phase, "units": 1 + i % 2, "week": 1 + 2 * PHASES.index(phase)}
        for i, (method, phase) in enumerate(chosen)
    ]
    giving = [one["id"] for one in activities if one["phase"] in CONTRIBUTION_PHASES]
    bridges = [{"from": a, "to": b} for a, b in pairwise(giving)]
    return {"brief": BRIEF, "activities": activities, "bridges": bridges}


def main() -> None:
    catalog, data = load(), large()
    plan = Plan.model_validate(data)
    at = Situation(plan.brief, catalog)
    counted = evaluate(plan, catalog, at)
    check(plan, catalog)  # warm: the territory's composition is read once

    def built() -> object:
        fresh = Plan.model_validate(data)
        return evaluate(fresh, catalog, Situation(fresh.brief, catalog))

    building = median(built, 9)
    checking = median(lambda: check(plan, catalog, evaluation=counted, situation=at), 9)
    whole = median(lambda: check(plan, catalog), 9)
    verdict = "within" if checking <= GOAL else "ABOVE"
    print(
        f"{ACTIVITIES} activities, {len(catalog.principles)} principles: check {checking:.1f} ms ({verdict} {GOAL:.0f} ms), "
        f"building and counting the plan {building:.1f} ms, ratio {checking / building:.2f}; check from nothing {whole:.1f} ms"
    )


if __name__ == "__main__":
    main()
