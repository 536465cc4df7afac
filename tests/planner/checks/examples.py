"""For each principle, a plan that meets it and one that does not, out of the tables of the tests."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import yaml

from catalog.load import load
from planner.checks.handbook import Example
from planner.plan import Plan

TABLES = ("CASES", "QUESTIONS", "WRITTEN", "ESTIMATED")
UNKNOWN = ("WRITTEN", "ESTIMATED")  # their second plan says too little


def examples() -> dict[str, Example]:
    return {rule: Example(snippet(good), snippet(bad), says) for rule, good, bad, says in pairs()}


def pairs() -> Iterator[tuple[str, Plan, Plan, str]]:
    """Principle, good plan, bad plan, what the checker says of the bad one."""
    for family in dict.fromkeys(principle.family for principle in load().principles.values()):
        module = importlib.import_module(f"{__package__}.test_{family}")
        for table in TABLES:
            for rule, (good, bad, *_) in getattr(module, table, {}).items():
                yield rule, good, bad, "unknown" if table in UNKNOWN else "broken"


def snippet(plan: Plan) -> str:
    """What a plan says beyond the defaults, its ids and its subject."""
    data = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del data["brief"]["subject"]
    kept = {key: value for key, value in data.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=120) if kept else "{}\n"
