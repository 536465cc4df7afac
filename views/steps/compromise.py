"""Compromises: budget against fairness, with all online and all in person beside."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from catalog.words import Lang, euros, people_range, percent, translator
from planner.jobs import ENDED
from planner.plan import Plan
from views import cached, charts, state


def show(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    with st.expander(_("Compromises: budget against fairness, all online, all in person")):
        job = cached.board().find(state.job("compromise"))
        if job is not None and job.state in ENDED and job.answer.get("pareto"):
            _points(job.answer["pareto"], lang)
        elif job is not None and job.state not in ENDED:
            _waiting()
        else:
            st.markdown(
                _("What would half the budget give, or half as much again? And the same money spent online only, or in rooms only?")
            )
            st.button(
                _("Compute the compromises (about a minute)"), on_click=_ask_points, args=(plan,), disabled=plan.brief.limits.budget is None
            )


def _ask_points(plan: Plan) -> None:
    state.set_job("compromise", cached.board().submit(plan.brief, "--time", "60", "--pareto", "4").id)


@st.fragment(run_every=2.0)
def _waiting() -> None:
    _ = translator(state.lang())
    job = cached.board().find(state.job("compromise"))
    if job is None or job.state in ENDED:
        st.rerun()
        return
    st.info(_("Computing."), icon=":material/hourglass_top:")
    st.button(_("Cancel"), key="cancel-points", on_click=lambda: cached.board().cancel(job))


def _points(points: list[dict[str, object]], lang: Lang) -> None:
    _ = translator(lang)
    names = {"budget": _("blend, by budget"), "digital": _("all online"), "in_person": _("all in person")}
    named = [{**point, "name": names[str(point["label"])]} for point in points]
    labels = (_("cost, including VAT"), _("targets met for the public least well reached"))
    st.plotly_chart(charts.compromise(named, labels, lang), config=charts.CONFIG, key="points", theme=None)
    rows = [
        {
            _("Plan"): p["name"],
            _("Cost"): euros(p["cost"], lang) if p["cost"] is not None else _("no plan fits"),
            _("would take part"): people_range(p["comes_low"], p["comes_high"], lang) if p["comes_low"] is not None else "",
            _("least well reached"): percent(p["least"], lang) if p["least"] is not None else "",
        }
        for p in named
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
