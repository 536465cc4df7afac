"""What nobody has said is never counted as a yes or as a no."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from catalog.load import load
from planner.checks import check
from planner.evaluate import evaluate
from planner.plan import Plan
from planner.reach import Situation

from .good_plans import GOOD

Path = tuple[str | int, ...]
SILENT = {"unknown", "not_applicable"}
# Fields whose absence is not a silence but another fact, with what then speaks in their place.
SPOKEN_FOR = {
    "strand": "the method says where it is held",
    "week": "the calendar finds a week",
    "assumptions": "the figure of the catalogue",
    "floor": "no minimum is asked for",
    "name": "an asset without a name is still there",
}


def optional(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def said(record: BaseModel, path: Path = ()) -> Iterator[Path]:
    """The optional fields that a record fills, however deep, found from the models."""
    for name, info in type(record).model_fields.items():
        value, here = getattr(record, name), (*path, info.alias or name)
        if optional(info.annotation) and value is not None:
            yield here
        if isinstance(value, BaseModel):
            yield from said(value, here)
        elif isinstance(value, tuple):
            for i, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from said(each, (*here, i))


def silences(name: str) -> list[Path]:
    return [path for path in said(GOOD[name].plan) if not any(str(part) in SPOKEN_FOR for part in path)]


@pytest.fixture(scope="module")
def before() -> dict[str, dict[str, set[str]]]:
    return {name: verdicts_of(good.plan) for name, good in GOOD.items()}


def silenced(plan: Plan, *paths: Path) -> Plan:
    """The plan without what stands at some paths, the outermost first."""
    draft = plan.model_dump(mode="json", by_alias=True)
    for path in sorted(paths, key=len):
        here: Any = draft
        for part in path[:-1]:
            here = None if here is None else here[part]
        if here is not None:
            here[path[-1]] = None
    return Plan.model_validate(draft)


def verdicts_of(plan: Plan, **known: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in check(plan, load(), **known):
        found.setdefault(finding.rule, set()).add(finding.verdict)
    return found


def turned(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, set[str]]:
    """The principles that say yes or no where they did not, with the new verdicts."""
    return {rule: new for rule in before if (new := after[rule] - before[rule] - SILENT)}


def test_the_optional_fields_are_found() -> None:
    found = {path[-1] for name in GOOD for path in silences(name)}
    assert {"people", "open", "budget", "reply_on", "slots", "units", "level", "territory", "attention"} <= found
    assert len(found) > 70


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_silence_is_never_a_yes_or_a_no(data: st.DataObject, before: dict[str, dict[str, set[str]]]) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    paths = data.draw(st.lists(st.sampled_from(silences(name)), min_size=1, max_size=3, unique=True))
    assert turned(before[name], verdicts_of(silenced(GOOD[name].plan, *paths))) == {}


@pytest.mark.parametrize("name", ["square", "budget"])
def test_no_commitment_left_out_is_a_yes_or_a_no(name: str, before: dict[str, dict[str, set[str]]]) -> None:
    """One at a time, all of them: what the plan comes to in numbers does not depend on them."""
    plan = GOOD[name].plan
    at = Situation(plan.brief, load())
    numbers = evaluate(plan, load(), at)
    for path in silences(name):
        if path[0] == "commitments":
            assert turned(before[name], verdicts_of(silenced(plan, path), evaluation=numbers, situation=at)) == {}, path


@pytest.mark.parametrize("field", ["reply_on", "reply_owner", "moderation_charter", "analysis_days", "slots", "personal_data_notice"])
def test_a_silence_is_heard(field: str, before: dict[str, dict[str, set[str]]]) -> None:
    """The other way round: what is no longer said makes something unknown that was met."""
    after = verdicts_of(silenced(GOOD["square"].plan, ("commitments", field)))
    assert any("unknown" in after[rule] and before["square"][rule] == {"met"} for rule in after)
