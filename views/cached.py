"""What is worked out once for all visitors. These objects are shared: nobody changes them."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from catalog.load import DATA, Catalog, load
from catalog.yamlfile import BadInput
from planner.brief import Brief, parse_brief
from planner.checks import Finding, check
from planner.evaluate import Evaluation, evaluate
from planner.jobs import Board
from planner.plan import Plan
from planner.reach import Situation

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


LOOKED_AT = 2  # seconds between two looks at the data files


@st.cache_resource(ttl=LOOKED_AT, show_spinner=False)
def catalog() -> Catalog:
    """Everything known. A file edited meanwhile is picked up.

    A faulty one is named in the server's log; the last good data serve, or those shipped with the program.
    """
    try:
        _LAST.append(load())
    except BadInput as error:
        print(error.say("fr"), file=sys.stderr)
        if not _LAST:
            _LAST.append(load(DATA))
    del _LAST[:-1]
    return _LAST[-1]


_LAST: list[Catalog] = []  # the last good data


@st.cache_resource
def board() -> Board:
    """The computations of this server, two at a time."""
    return Board()


@st.cache_resource
def examples() -> dict[str, Brief]:
    """The briefs shipped with the program, by file name."""
    return {
        path.name.removesuffix(".brief.yaml"): parse_brief(path.read_bytes(), path.name, catalog())
        for path in sorted(EXAMPLES.glob("*.brief.yaml"))
    }


@st.cache_resource(max_entries=50, show_spinner=False)
def _situation(brief: str, version: str) -> Situation:
    return Situation(Brief.model_validate_json(brief), catalog())


def situation(brief: Brief) -> Situation:
    """A brief laid on the catalogue."""
    return _situation(brief.model_dump_json(by_alias=True), catalog().version)


@st.cache_resource(max_entries=50, show_spinner=False)
def _numbers(plan: str, version: str) -> tuple[Evaluation, tuple[Finding, ...]]:
    made = Plan.model_validate_json(plan)
    return evaluate(made, catalog(), situation(made.brief)), check(made, catalog())


def numbers(plan: Plan) -> tuple[Evaluation, tuple[Finding, ...]]:
    """A plan in numbers, and what the principles say of it."""
    return _numbers(plan.model_dump_json(by_alias=True), catalog().version)
