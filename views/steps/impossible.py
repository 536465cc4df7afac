"""When no plan fits: which demand must give, to what, and the button that gives it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from catalog.words import Lang, day, euros, number, percent, translator
from planner.brief import Brief
from planner.jobs import Job
from planner.plan import Plan
from planner.wording import PHASES as PHASE_WORDS
from views import cached, fields, state
from views.steps import changes

Conflict = dict[str, Any]


def show(plan: Plan, job: Job, again: Callable[[], None]) -> None:
    """Every demand that must give.

    Args:
        again: asks for a proposal, once a demand has given.
    """
    lang = state.lang()
    _ = translator(lang)
    st.error(_("No plan fits these limits."))
    found = [c for c in job.answer["conflicts"] if c["relax_to"] is not None and (c["verified"] or c.get("together"))]
    alone, joint = [c for c in found if c["verified"]], [c for c in found if not c["verified"]]
    if not found:
        st.markdown(_("Not even with more money, agent-days and weeks: look at the minimum per public and at what is locked."))
    if alone:
        st.markdown(_("One of these changes would be enough; the others stay as they are."))
    for i, conflict in enumerate(alone):
        _offer(plan, [conflict], f"relax-{i}", again, lang)
    if joint:
        st.markdown(_("No change is enough alone. Together, these would be."))
        _offer(plan, joint, "relax-together", again, lang)


def _offer(plan: Plan, conflicts: list[Conflict], key: str, again: Callable[[], None], lang: Lang) -> None:
    """What gives, in words, with its button."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("  \n".join(_words(conflict, plan, lang) for conflict in conflicts), width="content")
        label = _label(conflicts[0], plan, lang) if len(conflicts) == 1 else translator(lang)("Accept these changes")
        st.button(label, key=key, on_click=_give, args=(conflicts, again))


def _parts(conflict: Conflict, lang: Lang) -> tuple[str, str]:
    """The kind of a limit, and the name it bears: a public, or a method with its step."""
    kind, _colon, name = conflict["limit"].partition(":")
    if kind in ("require", "keep"):
        method, _colon, phase = name.partition(":")
        name = cached.catalog().methods[method].name(lang) + (f", {PHASE_WORDS[phase](lang)}" if phase in PHASE_WORDS else "")  # type: ignore[index]
    return kind, name


def _words(conflict: Conflict, plan: Plan, lang: Lang) -> str:
    _ = translator(lang)
    kind, name = _parts(conflict, lang)
    now, then = conflict["now"] or 0.0, conflict["relax_to"]
    said = {
        "budget": _("Budget: {now} today, {then} needed").format(now=euros(now, lang), then=euros(then, lang)),
        "staff_days": _("Agent-days: {now} today, {then} needed").format(now=number(now, lang, 1), then=number(then, lang, 1)),
        "analysis_days": _("Days to read and answer: {now} promised, {then} needed").format(
            now=number(now, lang, 1), then=number(then, lang, 1)
        ),
        "weeks": _("Calendar: {now} weeks today, {then} needed").format(now=number(now, lang), then=number(then, lang)),
        "floor": _("Minimum for {name}: {now} asked, {then} within reach").format(
            name=fields.plain(name), now=percent(now, lang, 1), then=percent(then, lang, 1)
        ),
        "require": _("Do without {name}").format(name=name),
        "keep": _("Locked: {name}").format(name=name),
        "forbid": _("Removed formats: {names}").format(
            names=", ".join(cached.catalog().methods[method].name(lang) for method in changes.mine().unwanted) or "…"
        ),
    }
    return said.get(kind, f"{kind} : {name}")


def _label(conflict: Conflict, plan: Plan, lang: Lang) -> str:
    _ = translator(lang)
    kind, name = _parts(conflict, lang)
    then = conflict["relax_to"]
    end = _end(plan.brief, then) if kind == "weeks" else None
    labels = {
        "budget": _("Take this budget: {then}").format(then=euros(then, lang)),
        "staff_days": _("Take these agent-days: {then}").format(then=number(then, lang, 1)),
        "analysis_days": _("Promise {then} agent-days to read and answer").format(then=number(then, lang, 1)),
        "weeks": _("End on {day}").format(day=end["end"] and day(end["end"], lang)) if end else "",
        "floor": _("Lower this minimum to {then}: {name}").format(then=percent(then, lang, 1), name=fields.plain(name)),
        "require": _("Do without {name}").format(name=name),
        "keep": _("Unlock {name}").format(name=name),
        "forbid": _("Allow the removed formats again"),
    }
    return labels[kind]


def _end(brief: Brief, weeks: float) -> dict[str, Any]:
    """The last day of a calendar of so many weeks."""
    start = brief.limits.start
    return {"end": start + timedelta(weeks=int(weeks)) if start else None}


def _give(conflicts: list[Conflict], again: Callable[[], None]) -> None:
    """Let some demands give, then ask again."""
    for conflict in conflicts:
        kind, _colon, name = conflict["limit"].partition(":")
        if kind == "forbid":
            changes.mine().unwanted = ()
        elif kind == "keep":
            _unlock(*name.partition(":")[::2])
        elif kind == "floor":
            state.change(lambda brief, n=name, s=conflict["relax_to"]: _floor(brief, n, s))  # type: ignore[misc]
        elif kind in ("budget", "staff_days"):
            state.change(lambda brief, k=kind, s=conflict["relax_to"]: {"limits": brief.limits.model_dump() | {k: s}})  # type: ignore[misc]
        elif kind == "analysis_days":
            state.change(lambda brief, s=conflict["relax_to"]: {"commitments": brief.commitments.model_dump() | {"analysis_days": s}})  # type: ignore[misc]
        elif kind == "weeks":
            state.change(lambda brief, s=conflict["relax_to"]: {"limits": brief.limits.model_dump() | _end(brief, s)})  # type: ignore[misc]
    again()


def _floor(brief: Brief, name: str, share: float) -> dict[str, Any]:
    return {"audiences": [a.model_dump() | ({"floor": share or None} if a.name == name else {}) for a in brief.audiences]}


def _unlock(method: str, phase: str) -> None:
    plan = state.plan()
    assert plan
    changes.mine().locked -= {a.id for a in plan.activities if a.method == method and phase in ("", a.phase)}
