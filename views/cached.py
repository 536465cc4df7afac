"""What is worked out once for all visitors. These objects are shared: nobody changes them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from catalog.load import DATA, Catalog, load
from catalog.words import Lang
from catalog.yamlfile import BadInput
from planner.audiences import where_is
from planner.brief import Audience, Brief, Commitments, Territory, parse_brief
from planner.checks import Finding, check
from planner.composition import Composition
from planner.coverage import interval, mobilised, targets_met
from planner.divide import Share, States, states_of
from planner.evaluate import Evaluation, evaluate
from planner.explain import explain
from planner.explain_words import sentences
from planner.jobs import Board
from planner.places import Store, default_path, opened
from planner.plan import Plan
from planner.presence import Hindered, presence_of
from planner.program import Wishes, goal_columns, pairs_of
from planner.reach import Situation
from planner.screen import Screening, screened
from planner.territories import territory_of
from planner.work import Work

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
    """The computations of this server, two at a time, with a process ready for the first."""
    made = Board()
    made.warm()
    return made


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


@st.cache_resource(max_entries=50, show_spinner=False)
def _more_numbers(plan: str, version: str) -> tuple[dict[str, tuple[float, float]], tuple[float, str | None]]:
    made = Plan.model_validate_json(plan)
    at = situation(made.brief)
    works = [Work.of(activity, at) for activity in made.activities]
    effect = mobilised(works, at)
    ends = [interval([work], at, effect) for work in works]
    people = {w.activity.id: (low[-1] * at.people, high[-1] * at.people) for w, (low, high) in zip(works, ends, strict=True)}
    return people, _least(made, at)


def _least(plan: Plan, at: Situation) -> tuple[float, str | None]:
    columns = goal_columns(at)
    if not columns:
        return 0.0, None
    met = targets_met(plan, at)
    last = min(columns, key=lambda i: float(met[i]))
    return float(met[last]), at.segments[last].name or None


def people_of(plan: Plan) -> dict[str, tuple[float, float]]:
    """The people whom each activity alone meets: low and high end, by activity id."""
    return _more_numbers(plan.model_dump_json(by_alias=True), catalog().version)[0]


def least(plan: Plan) -> tuple[float, str | None]:
    """The share of the targets met for the public least well reached, and its name (None: the territory)."""
    return _more_numbers(plan.model_dump_json(by_alias=True), catalog().version)[1]


@st.cache_data(max_entries=200, show_spinner=False)
def _why(plan: str, activity: str, lang: Lang, version: str) -> list[str]:
    return sentences(explain(Plan.model_validate_json(plan), catalog(), activity)[0], lang)


def why(plan: Plan, activity: str, lang: Lang) -> list[str]:
    """Why an activity is in a plan, in sentences."""
    return _why(plan.model_dump_json(by_alias=True), activity, lang, catalog().version)


@st.cache_resource(max_entries=50, show_spinner=False)
def _screening(brief: str, version: str) -> Screening:
    at = situation(Brief.model_validate_json(brief))
    return screened(pairs_of(at, Wishes()), at, Wishes())


def screening(brief: Brief) -> Screening:
    """Which formats can matter for a brief, and why the others cannot."""
    return _screening(brief.model_dump_json(by_alias=True), catalog().version)


# -- places and publics ------------------------------------------------------------------------------------


def places() -> Store | None:
    """The places of the census files, read once; None without them, or when their file cannot be read (see the page Publics)."""
    try:
        return opened()
    except BadInput:
        return None


@st.cache_resource(max_entries=50, show_spinner=False)
def _composition(territory: str, version: str) -> Composition:
    return where_is(catalog(), Territory.model_validate_json(territory) if territory else None)


def composition(territory: Territory | None) -> Composition:
    """Who lives in a territory; without one, in metropolitan France.

    Raises:
        BadInput: see `planner.audiences.where_is`.
    """
    return _composition(territory.model_dump_json() if territory else "", catalog().version)


@st.cache_resource(max_entries=300, show_spinner=False)
def _states(profile: str, territory: str, version: str) -> States:
    place = _composition(territory, version)
    return states_of(catalog(), place.weights(Audience.model_validate_json(profile).profile), place.local)


def states(profile: Mapping[str, tuple[str, ...]], territory: Territory | None) -> States:
    """Exposure of the people who have a profile in a territory, before they are a public of the brief.

    Raises:
        BadInput: nobody there has this profile.
    """
    asked = Audience(name="asked", people=1, profile=dict(profile))
    return _states(asked.model_dump_json(), territory.model_dump_json() if territory else "", catalog().version)


@st.cache_resource(max_entries=300, show_spinner=False)
def _presence(audience: str, territory: str, commitments: str, method: str, version: str) -> Hindered:
    found = catalog()
    return presence_of(
        found, Audience.model_validate_json(audience), found.methods[method], _composition(territory, version),
        commitments=Commitments.model_validate_json(commitments),
    )  # fmt: skip


def presence(brief: Brief, audience: Audience, method: str) -> Hindered:
    """What keeps a public from a method, in the territory of a brief.

    Raises:
        BadInput: nobody there has the profile of this public.
    """
    territory = brief.territory.model_dump_json() if brief.territory else ""
    return _presence(audience.model_dump_json(), territory, brief.commitments.model_dump_json(), method, catalog().version)


class Commune(NamedTuple):
    """One commune of the census files, with what is computed of it."""

    code: str
    name: str
    people: float | None  # inhabitants of all ages
    offline: Share
    alone: Share
    measured: str  # which facts are its own, with their year


@st.cache_data(max_entries=6000, show_spinner=False)
def _commune(path: str, changed: int, code: str, lang: Lang, version: str) -> Commune | None:
    store = opened()
    if store is None:
        return None
    place = store.place(code)
    territory = territory_of(catalog(), store, place, lang)
    where = where_is(catalog(), territory)
    found = states_of(catalog(), where.shares, where.local)
    return Commune(place.code, place.name, place.people, found.offline, found.autonomous, territory.measured or "")


def commune(code: str, lang: Lang) -> Commune | None:
    """One commune in numbers (about 50 ms the first time); None where nothing can be said of it."""
    path = default_path()
    try:
        return _commune(str(path), path.stat().st_mtime_ns, code, lang, catalog().version)
    except (BadInput, OSError):
        return None
