"""What was done by hand in this visit: to undo, to redo, to hold fast.

Kept in the session, by plan: the plan itself is saved at each change, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from catalog.words import translator
from planner.brief import Brief
from planner.merge import merge
from planner.plan import Activity, Plan
from views import cached, state

KEPT = 50  # changes that can be undone
WORDS = {
    "units": "units of “{name}”", "week": "week of “{name}”", "drop": "remove “{name}”", "add": "add “{name}”", "fix": "apply a remedy",
    "proposal": "take the proposal", "budget": "take the plan of another budget", "other": "take another plan",
    "pattern": "add a pattern of weaving",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One edit of the plan, and the methods that are not wanted before and after it."""

    what: str  # a key of WORDS
    method: str | None
    before: Plan
    after: Plan
    unwanted_before: tuple[str, ...]
    unwanted_after: tuple[str, ...]


@dataclass
class Changes:
    """What a visitor did to one plan."""

    past: list[Change] = field(default_factory=list)
    future: list[Change] = field(default_factory=list)
    locked: set[str] = field(default_factory=set)  # activity ids
    unwanted: tuple[str, ...] = ()  # methods removed since the last proposal


def mine() -> Changes:
    """What was done to the plan at hand."""
    found: Changes = st.session_state.setdefault("_changes", {}).setdefault(state.token(), Changes())
    return found


def keep(plan: Plan, what: str, method: str | None = None, unwanted: Iterable[str] | None = None) -> None:
    """Save an edit of the plan at hand so that it can be undone."""
    before, here = state.plan(), mine()
    if before is None or before == plan:
        return
    wanted = here.unwanted if unwanted is None else tuple(dict.fromkeys(unwanted))
    here.past = [*here.past, Change(what, method, before, plan, here.unwanted, wanted)][-KEPT:]
    here.future, here.unwanted = [], wanted
    here.locked &= {activity.id for activity in plan.activities}
    state.save(plan)


def undo() -> None:
    """Go back to the plan before the last change."""
    here = mine()
    if here.past:
        change = here.past.pop()
        here.future.append(change)
        here.unwanted = change.unwanted_before
        _back_to(change.before, change.after)


def redo() -> None:
    """Do again what was undone last."""
    here = mine()
    if here.future:
        change = here.future.pop()
        here.past.append(change)
        here.unwanted = change.unwanted_after
        _back_to(change.after, change.before)


def _back_to(wanted: Plan, left: Plan) -> None:
    """Save a plan met before; what was typed meanwhile on the other steps stays, and what somebody else changed."""
    now = state.plan()
    if now is not None and bare_of_brief(now) != bare_of_brief(left):
        wanted = merge(left, wanted, now).plan
    elif now is not None and now.brief != left.brief:
        wanted = laid_on(now.brief, wanted)
    state.save(wanted)


def bare_of_brief(plan: Plan) -> Plan:
    """What is laid out, whatever was asked."""
    return plan.model_copy(update={"brief": Brief(subject="."), "certificate": None})


def laid_on(brief: Brief, plan: Plan) -> Plan:
    """A plan under a brief that may have changed since: a public taken away is no longer anybody's, and no proof holds."""
    names = {audience.name for audience in brief.audiences}
    aimed = tuple(a.model_copy(update={"audiences": tuple(name for name in a.audiences if name in names)}) for a in plan.activities)
    certificate = plan.certificate if bare(plan.brief) == bare(brief) else None
    return plan.model_copy(update={"brief": brief, "activities": aimed, "certificate": certificate})


def bare(brief: Brief) -> Brief:
    """A brief without what no calculation looks at: where the publics already are."""
    return brief.model_copy(update={"audiences": tuple(a.model_copy(update={"where": None}) for a in brief.audiences)})


def last_is(what: str) -> bool:
    """Whether the last change to the plan at hand is of a kind, with nothing changed since."""
    here = mine()
    return bool(here.past) and here.past[-1].what == what and here.past[-1].after == state.plan()


def buttons() -> None:
    """Undo and redo, each saying what it would change."""
    _ = translator(state.lang())
    here = mine()
    undone = _("Undo: {change}").format(change=_said(here.past[-1])) if here.past else _("Undo")
    redone = _("Redo: {change}").format(change=_said(here.future[-1])) if here.future else _("Redo")
    with st.container(horizontal=True, key="history"):
        st.button(undone, key="undo-change", icon=":material/undo:", disabled=not here.past, on_click=undo)
        st.button(redone, key="redo-change", icon=":material/redo:", disabled=not here.future, on_click=redo)


def _said(change: Change) -> str:
    _ = translator(state.lang())
    name = cached.catalog().methods[change.method].name(state.lang()) if change.method else ""
    return _(WORDS[change.what]).format(name=name)


# -- what is held fast --------------------------------------------------------------------------------


def lock(activity: str) -> None:
    """Hold an activity as it is, or let it go."""
    mine().locked ^= {activity}


def want_again(method: str) -> None:
    """Take a method back among those that a proposal may hold."""
    here = mine()
    here.unwanted = tuple(name for name in here.unwanted if name != method)


def locked(plan: Plan) -> list[Activity]:
    """The activities of a plan that are held fast."""
    return [activity for activity in plan.activities if activity.id in mine().locked]


def wishes(plan: Plan) -> tuple[str, ...]:
    """What a proposal is asked to keep and to leave out, as arguments of the command line."""
    units: dict[tuple[str, str], int] = {}
    for activity in locked(plan):
        pair = activity.method, activity.phase
        units[pair] = units.get(pair, 0) + (activity.units or 1)
    held = [("--keep", f"{method}:{phase}:{count}") for (method, phase), count in units.items()]
    used = {method for method, _phase in units}
    left_out = [("--forbid", method) for method in mine().unwanted if method not in used]
    return tuple(word for pair in (*held, *left_out) for word in pair)


def merged(plan: Plan, proposal: Plan) -> Plan:
    """A proposal in the plan at hand: what is held fast keeps its week, its options and its tools."""
    held: dict[tuple[str, str], list[Activity]] = {}
    for activity in locked(plan):
        held.setdefault((activity.method, activity.phase), []).append(activity)
    renamed: dict[str, str] = {}
    activities: list[Activity] = []
    for new in proposal.activities:
        old = held.get((new.method, new.phase))
        if not old:
            activities.append(new)
            continue
        renamed[new.id] = old[0].id
        activities += [old[0].model_copy(update={"units": new.units})] if len(old) == 1 else old
    bridges = tuple(
        bridge.model_copy(update={"from_": renamed.get(bridge.from_, bridge.from_), "to": renamed.get(bridge.to, bridge.to)})
        for bridge in proposal.bridges
    )
    changes = {"brief": proposal.brief, "activities": _apart(activities), "bridges": bridges, "certificate": proposal.certificate}
    return laid_on(plan.brief, plan.model_copy(update=changes))


def _apart(activities: Sequence[Activity]) -> tuple[Activity, ...]:
    """Activities whose ids differ: one held fast may bear the name that another just received."""
    taken: set[str] = set()
    found = []
    for activity in activities:
        name = next(n for n in (activity.id, *(f"{activity.id}-{i}" for i in range(2, 999))) if n not in taken)
        taken.add(name)
        found.append(activity if name == activity.id else activity.model_copy(update={"id": name}))
    return tuple(found)
