"""Beside the plan: all online, all in person, other budgets, other plans as good.

One computation gives them all. It starts by itself once a proposal is taken, and the page never waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from catalog.words import Lang, euros, people_range, percent, translator
from planner.audiences import ALL
from planner.evaluate import Evaluation
from planner.jobs import ENDED, Job
from planner.plan import Activity, Bridge, Plan
from views import cached, charts, fields, live, state
from views.steps import changes

ASKED = ("--time", "30", "--pareto", "4", "--alternatives", "3")
NAMED = 4  # activities named in the difference between two plans
Point = dict[str, Any]


def start(plan: Plan) -> None:
    """Ask for the comparisons of a plan; what was computed for another brief is dropped."""
    old = cached.board().find(state.job("compromise"))
    if old is not None and old.state not in ENDED:
        if _same(old, plan):
            return
        cached.board().cancel(old)
    state.set_job("compromise", cached.board().submit(plan.brief, *ASKED).id)


def _same(job: Job, plan: Plan) -> bool:
    """Whether a computation was made for the brief of a plan; another budget is one of its points."""
    blank = {"limits": plan.brief.limits.model_copy(update={"budget": job.brief.limits.budget})}
    return changes.bare(job.brief) == changes.bare(plan.brief.model_copy(update=blank))


def _job(plan: Plan) -> Job | None:
    found = cached.board().find(state.job("compromise"))
    return found if found is not None and _same(found, plan) else None


def _points(plan: Plan) -> list[Point]:
    """The points computed for the brief at hand, each with its bound."""
    job = _job(plan)
    points = job.answer.get("pareto") or [] if job is not None and job.state == "done" else []
    return [{**point, "bound": min((_bound(more) for more in _richer(point, points)), default=None)} for point in points]


def _bound(point: Point) -> float:
    """What no plan of this budget exceeds."""
    gap = point["gap"]
    return point["least"] / (1 - gap) if gap is not None and gap < 1 else 1.0


def _richer(point: Point, points: Sequence[Point]) -> Iterator[Point]:
    """A point and those of greater budgets: what more money cannot exceed, less money cannot either."""
    if point["least"] is not None:
        yield point
        if point["label"] == "budget":
            yield from (
                more for more in points if more["label"] == "budget" and more["least"] is not None and more["budget"] > point["budget"]
            )


def others(plan: Plan) -> list[Plan]:
    """The other plans found to be as good."""
    job = _job(plan)
    found = job.answer.get("alternatives") or [] if job is not None and job.state == "done" else []
    return [_plan_of(other, plan) for other in found]


def _plan_of(point: Point, plan: Plan) -> Plan:
    """A plan of the answer, under the brief it was computed for."""
    activities = tuple(Activity.model_validate(each) for each in point["activities"])
    job = _job(plan)
    bridges = tuple(Bridge.model_validate(each) for each in point["bridges"])
    return Plan(brief=job.brief if job else plan.brief, activities=activities, bridges=bridges)


# -- all online and all in person, beside the headline ----------------------------------------------------


def beside(plan: Plan, numbers: Evaluation) -> None:
    """The plan between all online and all in person: what the blend is worth, in two numbers."""
    lang = state.lang()
    _ = translator(lang)
    everyone = next((row for row in numbers.coverage if row.audience == ALL), None)
    if everyone is None:
        return
    met, public = cached.least(plan)
    rows = {"blend": (_("This plan"), everyone.comes_low, everyone.comes_high, met)}
    names = {"digital": _("All online"), "in_person": _("All in person")}
    for point in _points(plan):
        if point["label"] in names:
            rows[point["label"]] = (names[point["label"]], point["comes_low"], point["comes_high"], point["least"])
    with st.container(border=True):
        st.html(
            _table(rows, names, lang) if len(rows) > 1 else f"<strong>{_('All online, all in person: how far from this plan?')}</strong>"
        )
        said = [_("The public least well reached by this plan: {name}.").format(name=fields.plain(public))] if public else []
        if len(rows) > 1:
            said.append(_("The same budget for all three."))
        if said:
            st.caption(" ".join(said))
        _state(plan)


def _table(rows: dict[str, tuple[str, float | None, float | None, float | None]], names: dict[str, str], lang: Lang) -> str:
    _ = translator(lang)
    head = f"<tr><td></td><th scope='col'>{_('people')}</th><th scope='col'>{_('targets met')}</th></tr>"
    body = ""
    for key in ("digital", "blend", "in_person"):
        if key not in rows:
            continue
        name, low, high, met = rows[key]
        if low is None or high is None or met is None:
            cells = f"<td colspan='2'>{_('no plan fits')}</td>"
        else:
            cells = f"<td>{people_range(low, high, lang)}</td><td>{percent(met, lang)}</td>"
        strand = f" class='strand-{key}'" if key in names else ""
        body += f"<tr{' class=this' if key == 'blend' else ''}><th scope='row'><span{strand}>{escape(name)}</span></th>{cells}</tr>"
    return f"<table class='beside'>{head}{body}</table>"


def _state(plan: Plan) -> None:
    """Under way, to be asked for, or over."""
    _ = translator(state.lang())
    job = _job(plan)
    if job is not None and job.state not in ENDED:
        _waiting()
    elif job is None or job.state != "done":
        if job is not None:
            st.caption(_("The comparison stopped before its end."))
        st.button(
            _("Compare with all online and all in person"), key="compare-all", on_click=start, args=(plan,), disabled=not cached.situation(plan.brief).people,
            width="stretch",
        )  # fmt: skip


@live.every(2)
def _waiting() -> None:
    _ = translator(state.lang())
    job = cached.board().find(state.job("compromise"))
    if job is None or job.state in ENDED:
        st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f":material/hourglass_top: {_('Comparison under way; you can go on.')}")
        st.button(_("Stop the comparison"), key="cancel-points", type="tertiary", on_click=lambda: cached.board().cancel(job))


# -- budgets ----------------------------------------------------------------------------------------------


def show(plan: Plan) -> None:
    """Budget against fairness: the curve, its table, and a budget to take."""
    lang = state.lang()
    _ = translator(lang)
    points = _points(plan)
    if not points:
        return
    st.header(_("Compromise between budget and fairness"))
    drawn = [point for point in points if point["least"] is not None]
    choices = [point["budget"] for point in drawn if point["label"] == "budget" and point.get("activities")]
    chosen = None
    if choices:
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        chosen = left.selectbox(
            _("Choose this budget"), choices, format_func=lambda budget: euros(budget, lang), key="budget-point",
            index=min(range(len(choices)), key=lambda i: abs(choices[i] - (plan.brief.limits.budget or choices[i]))),
        )  # fmt: skip
        point = next(p for p in drawn if p["label"] == "budget" and p["budget"] == chosen)
        with right:
            _budget(plan, point, lang)
    names = {
        "budget": _("plan found"), "bound": _("no plan does better than this line"), "digital": _("All online"), "in_person": _("All in person"),
    }  # fmt: skip
    axes = (_("budget, including VAT"), _("targets met"))
    st.plotly_chart(charts.compromise(drawn, names, axes, lang, chosen), config=charts.CONFIG, key="points", theme=None)
    st.caption(
        _(
            "Targets met: for the public least well reached, the share of what the plan aims at. The grey band is what the calculation leaves open."
        )
    )
    rows = [
        {
            _("Plan"): _("blend") if p["label"] == "budget" else names[p["label"]],
            _("For a budget of"): euros(p["budget"], lang) if p["budget"] is not None else _("no limit set"),
            _("Cost"): euros(p["cost"], lang) if p["cost"] is not None else _("no plan fits"),
            _("would take part"): people_range(p["comes_low"], p["comes_high"], lang) if p["comes_low"] is not None else "",
            _("targets met"): percent(p["least"], lang) if p["least"] is not None else "",
            _("at most"): percent(p["bound"], lang) if p["bound"] is not None else "",
        }
        for p in points
    ]
    with st.expander(_("The same as a table")):
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _budget(plan: Plan, point: Point, lang: Lang) -> None:
    """What a budget gives, and the button that takes its plan."""
    _ = translator(lang)
    words = _("{people} people would take part; {met} of the targets met for the public least well reached; cost {cost}.")
    st.markdown(
        words.format(
            people=people_range(point["comes_low"], point["comes_high"], lang),
            met=percent(point["least"], lang),
            cost=euros(point["cost"], lang),
        )
    )
    st.button(_("Take the plan of this budget"), key="take-budget", icon=":material/check:", on_click=_take_budget, args=(point,))


def _take_budget(point: Point) -> None:
    plan = state.plan()
    assert plan
    new = changes.merged(plan, _plan_of(point, plan))
    limits = plan.brief.limits.model_copy(update={"budget": point["budget"]})
    changes.keep(new.model_copy(update={"brief": plan.brief.model_copy(update={"limits": limits})}), "budget", unwanted=())


# -- plans as good ----------------------------------------------------------------------------------------


def alternatives(plan: Plan) -> None:
    """The other plans as good, each by what it adds and drops."""
    lang = state.lang()
    _ = translator(lang)
    found = others(plan)
    if not found:
        return
    job = _job(plan)
    assert job
    st.header(_("Other plans as good"))
    for i, (other, raw) in enumerate(zip(found, job.answer["alternatives"], strict=True), 1):
        if _shape(other) != _shape(plan):
            with st.container(border=True):
                _alternative(i, plan, other, raw.get("ahead"))


def _shape(plan: Plan) -> list[tuple[str, str, int]]:
    return sorted((a.method, a.phase, a.units or 1) for a in plan.activities)


def _alternative(i: int, plan: Plan, other: Plan, ahead: float | None) -> None:
    """One other plan: its difference, its numbers, how often it stays behind, the button that takes it."""
    lang = state.lang()
    _ = translator(lang)
    numbers, _findings = cached.numbers(other)
    everyone = next((row for row in numbers.coverage if row.audience == ALL), None)
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.markdown("  \n".join([f"**{_('Plan {n}').format(n=i)}**", *_difference(plan, other, lang)]))
    facts = [_("cost {cost}").format(cost=euros(numbers.cost, lang))]
    if everyone:
        people = people_range(everyone.comes_low, everyone.comes_high, lang)
        facts.append(_("{people} people would take part").format(people=people))
    if ahead is not None:
        facts.append(_("behind the proposal in {share} of the draws").format(share=percent(ahead, lang)))
    left.caption(" · ".join(facts))
    right.button(_("Take plan {n}").format(n=i), key=f"take-other-{i}", on_click=_take_other, args=(other,), width="stretch")


def _difference(plan: Plan, other: Plan, lang: Lang) -> list[str]:
    """What another plan adds and drops, in words."""
    _ = translator(lang)
    mine, theirs = ([(a.method, a.phase) for a in each.activities] for each in (plan, other))
    added, dropped = [pair for pair in theirs if pair not in mine], [pair for pair in mine if pair not in theirs]
    said = []
    if added:
        said.append(_("With: {names}").format(names=_names(added, lang)))
    if dropped:
        said.append(_("Without: {names}").format(names=_names(dropped, lang)))
    return said or [_("The same activities, in other numbers.")]


def _names(pairs: Sequence[tuple[str, str]], lang: Lang) -> str:
    _ = translator(lang)
    names = list(dict.fromkeys(cached.catalog().methods[method].name(lang) for method, _phase in pairs))
    rest = len(names) - NAMED
    shown = ", ".join(name[0].lower() + name[1:] for name in names[:NAMED])
    return _("{names} and {n} more").format(names=shown, n=rest) if rest > 0 else shown


def _take_other(other: Plan) -> None:
    plan = state.plan()
    assert plan
    changes.keep(changes.merged(plan, other), "other", unwanted=())
