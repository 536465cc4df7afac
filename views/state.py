"""The address and what it names: the language and the plan at hand.

Session state holds ids only. A click in the navigation drops the query string, so the address is put back at
each run; the plan itself lives in the store, saved at each change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import streamlit as st
from pydantic import ValidationError

from catalog.words import Lang
from catalog.yamlfile import Bilingual, explain
from planner.brief import Brief
from planner.plan import Plan
from planner.store import Conflict, ReadOnly, Saved, StoreUnavailable, store

KEPT = ("lang", "plan")  # what follows the visitor from page to page


def restore() -> None:
    """Put back in the address what a click in the navigation dropped."""
    for name in KEPT:
        if name in st.query_params:
            st.session_state[f"_{name}"] = st.query_params[name]
        elif f"_{name}" in st.session_state:
            st.query_params[name] = st.session_state[f"_{name}"]


def arrive(page: str) -> None:
    """Note the page of this run, and that of the run before."""
    st.session_state["_before"], st.session_state["_here"] = st.session_state.get("_here"), page


def own(page: str, names: Sequence[str]) -> None:
    """Let a page, on arriving from another, find what its own address said when it was last left, unless the address says something now."""
    mine = f"_own_{page}"
    arriving = st.session_state.get("_before") != page
    if arriving and not any(name in st.query_params for name in names):
        for name, values in st.session_state.get(mine, {}).items():
            st.query_params[name] = values
    st.session_state[mine] = {name: st.query_params.get_all(name) for name in names if name in st.query_params}


def join(page: str, name: str, value: str) -> None:
    """Add a value to what another page will find in its address."""
    held = st.session_state.setdefault(f"_own_{page}", {})
    held[name] = list(dict.fromkeys([*held.get(name, []), value]))


def joined(page: str, name: str) -> list[str]:
    """What another page will find in its address."""
    return list(st.session_state.get(f"_own_{page}", {}).get(name, []))


def lang() -> Lang:
    """The language of the screen: French unless the address asks for English (`lang=en`)."""
    return "en" if st.query_params.get("lang") == "en" else "fr"


def set_lang(value: Lang) -> None:
    """Change the language; kept in the address."""
    st.session_state["_lang"] = value
    st.query_params["lang"] = value


def token() -> str | None:
    """The token of the plan at hand: of its edit address, or of its read address."""
    # A click that comes before the address is put back (see `restore`) still belongs to the plan at hand.
    return st.query_params.get("plan") or st.session_state.get("_plan")


def read() -> None:
    """Read the plan at hand, once a run: until the next one, what is changed is changed in what the visitor sees.

    While the database is silent, what the visitor sees stays, and what they change waits (see `waiting`).
    """
    st.session_state.pop("_silent", None)
    if waits := _waits():
        keep_over(*waits)
        return
    before = st.session_state.pop("_seen", None)
    saved()
    if silent() and before is not None and before[0] == token():
        st.session_state["_seen"] = before


def saved() -> Saved | None:
    """The plan at hand as the visitor sees it; None when there is none, or when the address names none."""
    key = token()
    if not key:
        return None
    seen = st.session_state.get("_seen")
    if seen is None or seen[0] != key:
        try:
            seen = st.session_state["_seen"] = key, kept(key)
        except StoreUnavailable as error:  # not the same as an address that names no plan: it is asked again
            st.session_state["_silent"] = error.text(lang())
            return None
    found: Saved | None = seen[1]
    return found


def kept(key: str) -> Saved | None:
    """The plan of a token; None when no plan has it.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    try:
        return store().get(key)
    except ValidationError:  # kept by another version of the program: it stays there, and open_frame says so
        return None


def silent() -> str | None:
    """What is said when the database did not answer in this run."""
    found: str | None = st.session_state.get("_silent")
    return found


def waiting() -> bool:
    """Whether what the visitor sees is not saved yet, because the database did not answer; each run tries again."""
    return _waits() is not None


def _waits() -> tuple[Plan, int] | None:
    """The plan that waits to be saved, and the version that it was made on."""
    held: dict[str, tuple[Plan, int]] = st.session_state.get("_waiting", {})
    return held.get(token() or "")


@contextmanager
def or_say() -> Iterator[None]:
    """What could not be kept is said at the next run, and nothing else happens."""
    try:
        yield
    except (StoreUnavailable, Bilingual) as error:
        st.session_state["_problem"] = error.text(lang())
    except ReadOnly:
        st.session_state["_problem"] = READ_ONLY[lang()]
    except KeyError:  # erased meanwhile: the next run says that the address names no plan
        pass


def plan() -> Plan | None:
    """The plan at hand."""
    found = saved()
    return found.plan if found else None


def reading() -> bool:
    """Whether the address at hand only lets one read."""
    found = saved()
    return found is not None and found.access == "read"


def start(plan: Plan) -> None:
    """Keep a new plan and make it the one at hand; its token joins the address. Nothing changes when it cannot be kept."""
    with or_say():
        go(store().create(plan))


def go(key: str) -> None:
    """Make a plan already kept the one at hand."""
    st.session_state["_plan"] = key
    st.query_params["plan"] = key


def duplicate() -> None:
    """Go on with a copy of the plan at hand, at an address of its own."""
    key = token()
    if key:
        with or_say():
            go(store().duplicate(key))


def erase() -> None:
    """Erase the plan at hand and all its versions, for everybody; said once."""
    key = token()
    with or_say():
        if key:
            with suppress(KeyError, ReadOnly):  # already gone: erased from another window
                store().delete(key)
                st.session_state["_erased"] = True
        leave()


def erased() -> bool:
    """Whether the plan at hand was just erased, said once."""
    return bool(st.session_state.pop("_erased", False))


def leave() -> None:
    """Put the plan at hand aside; it stays at its address."""
    st.session_state.pop("_plan", None)
    if "plan" in st.query_params:
        del st.query_params["plan"]


def save(plan: Plan) -> Saved | None:
    """Save a change of what the visitor sees, at once; the first one creates the plan.

    What somebody else saved meanwhile is kept too. Where both changed the same thing, nothing is written: `clash`
    holds the two, for the visitor to choose.
    """
    seen = saved()
    return keep_over(plan, seen.version if seen else 0)


def keep_over(plan: Plan, version: int) -> Saved | None:
    """Save a plan made from a version of the one at hand, which may not be the last any more."""
    key, seen = token(), saved()
    if key is not None and seen is None and silent():  # there may be a plan, which nobody could read
        return None
    if key is None or seen is None:
        start(plan)
        return saved()
    clashed = False
    try:
        found = store().save(key, plan, based_on=version)
    except Conflict as conflict:
        st.session_state["_clashes"] = [*_clashes(), (key, conflict)]
        found, clashed = conflict.theirs, True
    except ReadOnly:
        st.session_state["_problem"] = READ_ONLY[lang()]
        return seen
    except StoreUnavailable as error:
        st.session_state["_silent"] = error.text(lang())
        st.session_state.setdefault("_waiting", {})[key] = plan, version
        found = replace(seen, plan=plan)
        st.session_state["_seen"] = key, found
        return found
    except KeyError:  # erased meanwhile by whoever holds its address: what is on screen is kept anew
        st.session_state.get("_waiting", {}).pop(key, None)
        start(plan)
        return saved()
    st.session_state.get("_waiting", {}).pop(key, None)
    if found.version > version + 1 and not clashed:
        st.session_state["_joined"] = True
    st.session_state["_seen"] = key, found
    return found


def clash() -> Conflict | None:
    """What the visitor and somebody else changed at the same time, still to be settled: the first of them."""
    return next((conflict for key, conflict in _clashes() if key == token()), None)


def _clashes() -> list[tuple[str, Conflict]]:
    """What waits to be settled, by plan, the oldest first: the work goes on meanwhile, and may clash again."""
    found: list[tuple[str, Conflict]] = st.session_state.get("_clashes", [])
    return found


def settle(settled: Conflict) -> None:
    """Forget a clash: it is settled."""
    st.session_state["_clashes"] = [each for each in _clashes() if each[1] is not settled]


def met() -> bool:
    """Whether the last save met a change by somebody else, said once."""
    return bool(st.session_state.pop("_joined", False))


def change(edit: Callable[[Brief], dict[str, Any]]) -> None:
    """Change the brief of the plan at hand and save; what cannot be kept is said, and nothing is lost.

    Args:
        edit: from the brief to the fields that change, as plain values.
    """
    current = plan() or Plan(brief=Brief(subject=DEFAULT_SUBJECT[lang()]))
    changes = edit(current.brief)
    try:
        brief = Brief.model_validate({**current.brief.model_dump(by_alias=True), **changes})
        names = {audience.name for audience in brief.audiences}
        whole = current.model_dump(by_alias=True)
        for activity in whole["activities"]:  # a public taken away is no longer anybody's
            activity["audiences"] = [name for name in activity["audiences"] if name in names]
        save(Plan.model_validate({**whole, "brief": brief.model_dump(by_alias=True)}))
    except ValidationError as error:
        st.session_state["_problem"] = explain(error.errors()[0], Brief)(lang())


def problem() -> str | None:
    """What the last change could not keep, said once."""
    found: str | None = st.session_state.pop("_problem", None)
    return found


def saved_at() -> datetime | None:
    """When the plan at hand was last saved, in the server's time zone."""
    found = saved()
    return found.saved_at.astimezone() if found else None


READ_ONLY: dict[Lang, str] = {
    "fr": "Cette adresse permet de lire, pas de modifier. Pour travailler sur votre propre exemplaire, choisissez « En faire une copie ».",
    "en": "This address lets you read, not change. To work on a copy of your own, choose “Make a copy”.",
}
DEFAULT_SUBJECT: dict[Lang, str] = {"fr": "Ma concertation", "en": "My consultation"}


@st.cache_resource
def _jobs() -> dict[tuple[str, str | None], str | None]:
    """Ids of the computations, by kind and plan: kept by the server, so that reloading the page loses none."""
    return {}


def job(kind: str) -> str | None:
    """The id of the computation asked for the plan at hand, if any."""
    return _jobs().get((kind, token()))


def set_job(kind: str, id: str | None) -> None:
    """Remember, or forget, the computation of the plan at hand."""
    _jobs()[kind, token()] = id


def address(**more: str) -> dict[str, str]:
    """The query string of a link to another page of the same visit."""
    return {name: st.query_params[name] for name in KEPT if name in st.query_params} | more


def keep() -> None:
    """Remember the address for the next page."""
    for name in KEPT:
        if name in st.query_params:
            st.session_state[f"_{name}"] = st.query_params[name]
