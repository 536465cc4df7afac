"""The activities of the plan by hand: units, week, remove, add."""

from __future__ import annotations

import streamlit as st

from catalog.words import Lang, euros, number, translator
from planner.evaluate import Evaluation
from planner.plan import Activity, Plan, strand_of
from planner.wording import PHASES
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, fields, state


def name_of(activity: Activity, lang: Lang) -> str:
    """The name of an activity's method."""
    return cached.catalog().methods[activity.method].name(lang)


def table(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Activities"))
    methods = cached.catalog().methods
    for activity, line in zip(plan.activities, numbers.lines, strict=True):
        method = methods[activity.method]
        strand = strand_of(activity, method)
        with st.container(border=True):
            a, b, c, d = st.columns([5, 2, 2, 2], vertical_alignment="bottom")
            mark = " " + f"<span class='default-mark'>{_('default')}</span>" if line.default_cost else ""
            joined = " + ".join(STRAND_WORDS[s](lang) for s in method.joins) if method.hybrid else STRAND_WORDS[strand](lang)
            first, last = line.start_week, line.end_week
            when = _("week {week}").format(week=first) if first == last else _("weeks {first} to {last}").format(first=first, last=last)
            a.html(
                f"<div class='strand-{strand}'><strong>{method.name(lang)}</strong><br>"
                f"<span class='small'>{joined} · {PHASES[activity.phase](lang)} · {when} · {euros(line.cost, lang)}{mark} · "
                f"{_('agent-days: {n}').format(n=number(line.staff_days, lang, 1))}</span></div>"
            )
            who = ", ".join(activity.audiences)
            if who and len(activity.audiences) < len(plan.brief.audiences):
                a.caption(_("For: {who}").format(who=fields.plain(who)))
            label = f"{method.name(lang)}, {PHASES[activity.phase](lang)}"
            b.number_input(
                _("Units"),
                1,
                100,
                line.units,
                key=f"units-{activity.id}",
                on_change=_units,
                args=(activity.id,),
                help=f"{label} : {method.unit(lang)}",
            )
            c.number_input(
                _("Week"), 1, 520, line.start_week or 1, key=f"week-{activity.id}", on_change=_week, args=(activity.id,), help=label
            )
            d.button(
                _("Remove"),
                key=f"drop-{activity.id}",
                on_click=_drop,
                args=(activity.id,),
                icon=":material/delete:",
                width="stretch",
                help=label,
            )


def _edit(activity: str, **changes: object) -> None:
    plan = state.plan()
    assert plan
    made = tuple(a.model_copy(update=changes) if a.id == activity else a for a in plan.activities)
    state.save(plan.model_copy(update={"activities": made, "certificate": None}))


def _units(activity: str) -> None:
    _edit(activity, units=st.session_state[f"units-{activity}"])


def _week(activity: str) -> None:
    _edit(activity, week=st.session_state[f"week-{activity}"])


def _drop(activity: str) -> None:
    plan = state.plan()
    assert plan
    kept = tuple(a for a in plan.activities if a.id != activity)
    bridges = tuple(b for b in plan.bridges if activity not in (b.from_, b.to))
    state.save(plan.model_copy(update={"activities": kept, "bridges": bridges, "certificate": None}))


def add(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    methods = {m.id: m for m in cached.catalog().methods.values() if m.kind == "method"}
    ordered = sorted(methods, key=lambda name: methods[name].name(lang))
    with st.container(border=True):
        a, b, c = st.columns([4, 3, 2], vertical_alignment="bottom")
        chosen = a.selectbox(_("Activity to add"), ordered, format_func=lambda name: methods[name].name(lang), key="add-method")
        phase = b.selectbox(_("Step"), methods[chosen].phases, format_func=lambda name: PHASES[name](lang), key="add-phase")
        c.button(_("Add"), key="add-activity", on_click=_insert, args=(chosen, phase), icon=":material/add:", width="stretch")
        st.caption(methods[chosen].definition(lang))


def _insert(method: str, phase: str) -> None:
    plan = state.plan()
    assert plan
    whole = plan.model_dump(by_alias=True)
    made = [*whole["activities"], {"method": method, "phase": phase, "units": 1}]
    state.save(Plan.model_validate({**whole, "activities": made, "certificate": None}))
