"""Le dispositif: three lanes over the weeks, whom it reaches, what is to be mended, what it takes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catalog.facts import Text
from catalog.methods import STRANDS
from catalog.words import euros, number, people_range, percent, translator
from planner.audiences import ALL
from planner.evaluate import Evaluation
from planner.plan import Plan, strand_of
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, charts, fields, state
from views.steps import activities, compromise, findings, proposal
from views.steps.activities import name_of


def show(plan: Plan) -> None:
    """The plan, or the way to get one."""
    _ = translator(state.lang())
    proposal.show(plan)
    if not plan.activities:
        st.info(_("No activity yet: ask for a proposal, or add activities by hand below."))
        activities.add(plan)
        return
    numbers, found = cached.numbers(plan)
    _headline(plan, numbers)
    _lanes(plan, numbers)
    _reach(plan, numbers)
    findings.show(plan, found)
    activities.table(plan, numbers)
    activities.add(plan)
    compromise.show(plan)
    _method(plan, numbers)


def _headline(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    limits = plan.brief.limits
    everyone = next((row for row in numbers.coverage if row.audience == ALL), None)
    st.markdown(f"**{_('Starting proposal')}** — " + _("neighbouring plans are as good: move, add, remove."))
    one, two, three, four = st.columns(4)
    if everyone:
        _big(
            one,
            people_range(everyone.comes_low, everyone.comes_high, lang),
            _("people would take part, out of {people}").format(people=number(everyone.people, lang)),
        )
    left = _("of {limit} available").format(limit=euros(limits.budget, lang)) if limits.budget is not None else _("no limit set")
    _big(two, euros(numbers.cost, lang), _("including VAT, {left}").format(left=left))
    days = _("of {limit} available").format(limit=number(limits.staff_days, lang)) if limits.staff_days is not None else _("no limit set")
    _big(three, number(numbers.staff_days, lang, 1), _("agent-days, {left}").format(left=days))
    weeks = _("of {limit} available").format(limit=limits.weeks) if limits.weeks else _("no limit set")
    _big(four, str(numbers.weeks or "?"), _("weeks, {left}").format(left=weeks))
    for what, value, limit in (
        (_("The budget is exceeded by {n} €."), numbers.cost, limits.budget),
        (_("The agent-days are exceeded by {n}."), numbers.staff_days, limits.staff_days),
        (_("The calendar is exceeded by {n} weeks."), float(numbers.weeks or 0), limits.weeks),
    ):
        if limit is not None and value > limit + 1e-6:
            st.warning(what.format(n=number(value - limit, lang, 1)))


def _big(column: object, value: str, words: str) -> None:
    column.html(f"<p class='big'>{value}</p><p class='small'>{words}</p>")  # type: ignore[attr-defined]


def _lanes(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    methods = cached.catalog().methods
    spans = [
        charts.Span(a.id, name_of(a, lang), strand_of(a, methods[a.method]), line.start_week or 1, line.end_week or 1)
        for a, line in zip(plan.activities, numbers.lines, strict=True)
    ]
    start = plan.brief.limits.start
    stones: dict[int, list[str]] = {}
    for day, label in ((plan.brief.mandate.decided_on, _("decision")), (plan.brief.commitments.reply_on, _("answer"))):
        if day and start and day >= start:
            stones.setdefault((day - start).days // 7 + 1, []).append(label)
    names = {strand: STRAND_WORDS[strand](lang) for strand in STRANDS}
    st.plotly_chart(
        charts.lanes(spans, [(week, ", ".join(labels)) for week, labels in stones.items()], names, start, lang),
        config=charts.CONFIG,
        key="lanes",
        theme=None,
    )
    if plan.bridges:
        with st.expander(_("Bridges: what comes in one way is used in another ({n})").format(n=len(plan.bridges))):
            by_id = {a.id: a for a in plan.activities}
            for bridge in plan.bridges:
                st.markdown(f"- {name_of(by_id[bridge.from_], lang)} → {name_of(by_id[bridge.to], lang)} : {fields.plain(bridge.how)}")
    else:
        st.caption(_("No bridge: what comes in one way is not used in another."))


def _reach(plan: Plan, numbers: Evaluation) -> None:
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
            "Informed, take part, work together: three counts, never added up. Ranges hold four chances in five. Hours, places, stairs, children and reading also keep people away: not counted yet."
        )
    )


SCOPE = Text(fr="tous les formats du catalogue", en="all the methods of the catalogue")


def _method(plan: Plan, numbers: Evaluation) -> None:
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("Method: margin of the calculation, defaults, intervals")):
        if plan.certificate:
            c = plan.certificate
            st.markdown(
                _(
                    "Margin of the calculation: {gap}. For the public least well reached this plan meets {exact} of the targets; no other ({scope}) would exceed {bound}. Computed in {seconds} s."
                ).format(
                    scope=SCOPE(lang),
                    gap=percent(c.gap, lang, 1),
                    exact=percent(c.exact, lang, 1),
                    bound=percent(c.bound, lang, 1),
                    seconds=number(c.seconds, lang, 1),
                )
            )
        else:
            st.markdown(_("This plan was changed by hand: it has no margin of calculation. Ask for a new proposal to compare."))
        st.markdown(
            _("Share of the cost that rests on default rules: {cost}. Share of the expected participation: {reach}.").format(
                cost=percent(numbers.defaults_cost, lang), reach=percent(numbers.defaults_coverage, lang)
            )
        )
        st.markdown(
            _(
                "Reading and answering take {days} agent-days, at least a fifth of the total. The value of agent-days, {value}, is not part of the budget."
            ).format(days=number(numbers.analysis_days, lang, 1), value=euros(numbers.staff_value, lang))
        )
        rows = [
            {
                _("Public"): _("The whole territory") if row.audience == ALL else row.audience,
                _("low"): number(row.comes_low, lang), _("middle"): number(row.comes, lang), _("high"): number(row.comes_high, lang),
            }
            for row in numbers.coverage
        ]  # fmt: skip
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
