"""The register: each principle has one check, found by its id, and perhaps one fix.

The words and numbers of a principle are in `data/principles/`; only the test of it is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Literal

from catalog.load import Catalog
from planner.checks.case import Case
from planner.checks.finding import Finding
from planner.plan import Plan

Check = Callable[[Case], Iterable[Finding]]
Fix = Callable[[Plan, Catalog], Plan | None]
Needs = Literal["steps", "contributions", "audiences"]

CHECKS: dict[str, Check] = {}
FIXES: dict[str, Fix] = {}
_KEYS: dict[Needs, str] = {"steps": "activities", "contributions": "activities", "audiences": "brief.audiences"}


def check(*rules: str, needs: Needs | None = None) -> Callable[[Check], Check]:
    """Register a function as the check of a principle, or of several that are judged alike.

    Args:
        needs: what the plan must hold before anything can be said; where it has none, the verdict is unknown.
    """

    def register(function: Check) -> Check:
        @wraps(function)
        def ready(case: Case) -> Iterator[Finding]:
            if needs and not getattr(case, needs):
                yield case.unknown(_KEYS[needs])
            else:
                yield from function(case)

        for rule in rules:
            if rule in CHECKS:
                raise ValueError(f"{rule} already has a check: {CHECKS[rule].__name__}.")
            CHECKS[rule] = ready
        return function

    return register


def fixes(*rules: str) -> Callable[[Fix], Fix]:
    """Register an edit of a plan as the fix of one or several principles."""

    def register(function: Fix) -> Fix:
        FIXES.update(dict.fromkeys(rules, function))
        return function

    return register
