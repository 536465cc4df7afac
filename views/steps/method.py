"""How the plan was worked out: margin of the calculation, formats considered, what rests on defaults."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catalog.words import Lang, euros, number, percent, translator
from planner.audiences import ALL
from planner.evaluate import Evaluation
from planner.plan import Certificate, Plan
from planner.screen import Aside
from planner.wording import PHASES as PHASE_WORDS
from views import cached, fields, state


def show(plan: Plan, numbers: Evaluation) -> None:
    """Folded: who wants to check finds all of it."""
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("Method: margin of the calculation, defaults, intervals")):
        if plan.certificate:
            st.markdown(_margin(plan.certificate, lang))
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
        _screening(plan, lang)


def _margin(c: Certificate, lang: Lang) -> str:
    """What is known of how good the plan is."""
    _ = translator(lang)
    scope = _("all formats") if c.scope == "all methods" else _("a selection of formats")
    words = _(
        "Margin of the calculation: {gap}. For the public least well reached this plan meets {exact} of the targets; no other ({scope}) would exceed {bound}. Computed in {seconds} s."
    )
    return words.format(
        scope=scope,
        gap=percent(c.gap, lang, 1),
        exact=percent(c.exact, lang, 1),
        bound=percent(c.bound, lang, 1),
        seconds=number(c.seconds, lang, 1),
    )


def _screening(plan: Plan, lang: Lang) -> None:
    """The formats considered, and why the others were set aside."""
    _ = translator(lang)
    found = cached.screening(plan.brief)
    st.markdown(_("{kept} formats out of {known} considered.").format(kept=found.considered, known=found.known))
    if not found.aside:
        return
    rows = [
        {
            _("Format set aside"): each.pair.method.name(lang),
            _("Step"): PHASE_WORDS[each.pair.phase](lang),
            _("Reason"): _reason(each, lang),
        }
        for each in found.aside
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    if found.whole:
        st.caption(_("What is set aside could not make a better plan."))
    else:
        st.caption(_("What another format replaces could still help where that one runs out: the margin is that of the selection."))


def _reason(aside: Aside, lang: Lang) -> str:
    _ = translator(lang)
    by = cached.catalog().methods[aside.by].name(lang) if aside.by else ""
    words = {
        "reach": _("reaches none of these publics"),
        "weeks": _("takes longer than the calendar"),
        "means": _("costs more than the means, alone"),
        "alike": _("another does as well in everything: {name}").format(name=fields.plain(by)),
        "place": _("not for a place of this size"),
    }
    return words.get(aside.why, aside.why)
