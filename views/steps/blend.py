"""Le dispositif: what it brings and takes, its three strands over the weeks, whom it reaches, what is to be mended, its dates."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catalog.words import euros, number, people_range, translator
from planner.audiences import ALL
from planner.evaluate import Evaluation
from planner.plan import Plan
from views import cached, state
from views.steps import activities, agenda, braid, changes, compromise, findings, information, lanes, method, mobilise, proposal

STYLE = """
[class*="st-key-fix-"] em { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.beside { width: 100%; border-collapse: collapse; }
.beside th, .beside td { padding: .25rem .3rem; text-align: right; font-weight: 400; border: 0; }
.beside th[scope=row] { text-align: left; } .beside th[scope=col] { font-size: .85rem; color: #4a4f57; }
.beside .this th, .beside .this td { font-weight: 700; }
.beside td, .beside th[scope=row] { white-space: nowrap; }
@media (max-width: 640px) { .st-key-headline [data-testid="stColumn"] { min-width: 0 !important; flex: 1 1 40% !important; } }
"""


def show(plan: Plan) -> None:
    """The plan, or the way to get one."""
    _ = translator(state.lang())
    st.html(f"<style>{STYLE}</style>")
    only_informs = information.applies(plan)
    if only_informs:
        information.show(plan)
    else:
        proposal.show(plan)
    if not plan.activities:
        st.info(
            _("No activity yet: add below what will inform people.") if only_informs
            else _("No activity yet: ask for a proposal, or add activities by hand below.")
        )  # fmt: skip
        activities.add(plan, only_informs)
        return
    numbers, found = cached.numbers(plan)
    _top(plan, numbers, only_informs)
    lanes.show(plan, numbers)
    activities.table(plan, numbers)
    activities.add(plan, only_informs)
    if not only_informs:
        braid.show(plan)
    reach(plan, numbers)
    findings.show(plan, found)
    agenda.show(plan, numbers)
    mobilise.show(plan, numbers)
    if not only_informs:
        compromise.show(plan)
        compromise.alternatives(plan)
    method.show(plan, numbers)


def _top(plan: Plan, numbers: Evaluation, only_informs: bool) -> None:
    """The headline, with what all online and all in person would give beside it."""
    if only_informs:
        headline(plan, numbers, only_informs)
        return
    left, right = st.columns([3, 2])
    with left:
        _said(plan)
        headline(plan, numbers)
    with right:
        compromise.beside(plan, numbers)


def _said(plan: Plan) -> None:
    """What this plan is: a start, and one among several."""
    _ = translator(state.lang())
    if changes.last_is("budget") or changes.last_is("other"):
        st.markdown(_("**Another plan taken** — its margin was not worked out."))
        return
    if plan.certificate is None:
        st.markdown(_("**Plan changed by hand** — its numbers follow each change."))
        return
    count = 1 + len(compromise.others(plan))
    words = (
        _("{n} plans are as good: move, add, remove.").format(n=count)
        if count > 1
        else _("neighbouring plans are as good: move, add, remove.")
    )
    st.markdown(f"**{_('Starting proposal')}** — {words}")


def headline(plan: Plan, numbers: Evaluation, only_informs: bool = False) -> None:
    """People, money, agent-days and weeks, each beside its limit."""
    lang = state.lang()
    _ = translator(lang)
    limits = plan.brief.limits
    everyone = next((row for row in numbers.coverage if row.audience == ALL), None)
    one, two = st.container(key="headline").columns(2)
    if everyone and only_informs:
        told = people_range(everyone.informed, everyone.informed, lang)
        _big(one, told, _("people would be informed, out of {people}").format(people=number(everyone.people, lang)))
    elif everyone:
        _big(
            one,
            people_range(everyone.comes_low, everyone.comes_high, lang),
            _("people would take part, out of {people}").format(people=number(everyone.people, lang)),
        )
    left = _("of {limit} available").format(limit=euros(limits.budget, lang)) if limits.budget is not None else _("no limit set")
    _big(two, euros(numbers.cost, lang), _("including VAT, {left}").format(left=left))
    days = _("of {limit} available").format(limit=number(limits.staff_days, lang)) if limits.staff_days is not None else _("no limit set")
    _big(one, number(numbers.staff_days, lang, 1), _("agent-days, {left}").format(left=days))
    weeks = _("of {limit} available").format(limit=limits.weeks) if limits.weeks else _("no limit set")
    _big(two, str(numbers.weeks or "?"), _("weeks, {left}").format(left=weeks))
    for what, value, limit in (
        (_("The budget is exceeded by {n} €."), numbers.cost, limits.budget),
        (_("The agent-days are exceeded by {n}."), numbers.staff_days, limits.staff_days),
        (_("The calendar is exceeded by {n} weeks."), float(numbers.weeks or 0), limits.weeks),
    ):
        if limit is not None and value > limit + 1e-6:
            st.warning(what.format(n=number(value - limit, lang, 1)))


def _big(column: object, value: str, words: str) -> None:
    column.html(f"<p class='big'>{value}</p><p class='small'>{words}</p>")  # type: ignore[attr-defined]


def reach(plan: Plan, numbers: Evaluation) -> None:
    """Each public: who can take part, who would, who is to be met otherwise."""
    lang = state.lang()
    _ = translator(lang)
    st.header(_("Whom it reaches"))
    exposed = {s.name: s.exposure for s in cached.situation(plan.brief).segments}
    rows = []
    for row in numbers.coverage:
        states = exposed.get(row.audience) if row.audience != ALL else cached.situation(plan.brief).whole
        elsewhere = (
            people_range((1 - states.autonomous.high) * row.people, (1 - states.autonomous.low) * row.people, lang) if states else "?"
        )
        rows.append(
            {
                _("Public"): _("The whole territory") if row.audience == ALL else row.audience,
                _("People"): number(row.people, lang),
                _("can take part"): number(round(row.can, -1), lang),
                _("would take part"): people_range(row.comes_low, row.comes_high, lang),
                _("work together"): number(row.deliberates, lang),
                _("informed"): number(round(row.informed, -1), lang),
                _("to be met otherwise than online"): elsewhere,
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    st.caption(
        _(
            "Informed, take part, work together: three counts, never added up. Ranges hold four chances in five. What is known of hours, stairs, children and reading is counted in “can take part”."
        )
    )
