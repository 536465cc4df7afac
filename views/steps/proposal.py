"""Asking for a proposal: progress, the best so far, cancel, and what to relax when nothing fits."""

from __future__ import annotations

import streamlit as st

from catalog.words import number, translator
from planner.jobs import ENDED, Job
from planner.plan import Plan
from views import cached, state

SECONDS = 15  # of calculation; the certificate says how much was left


def show(plan: Plan) -> None:
    lang = state.lang()
    _ = translator(lang)
    job = cached.board().find(state.job("proposal"))
    if job is not None and job.state not in ENDED:
        _progress()
        return
    if job is not None:
        _ended(plan, job)
    people = cached.situation(plan.brief).people
    label = _("Propose a plan") if not plan.activities else _("Propose again")
    st.button(
        label,
        type="primary" if not plan.activities else "secondary",
        icon=":material/auto_awesome:",
        disabled=not people,
        on_click=_ask,
        args=(plan,),
    )
    if not people:
        st.caption(_("First say how many people are concerned: inhabitants or audiences, on the page Audiences."))


def _ask(plan: Plan) -> None:
    state.set_job("proposal", cached.board().submit(plan.brief, "--time", str(SECONDS)).id)


@st.fragment(run_every=1.0)
def _progress() -> None:
    _ = translator(state.lang())
    job = cached.board().find(state.job("proposal"))
    if job is None or job.state in ENDED:
        st.rerun()
        return
    before = cached.board().place(job)
    if before:
        st.info(_("{before} calculations before yours.").format(before=before))
    else:
        words = _("Computing: {found} better plans found so far.").format(found=job.found)
        st.info(words, icon=":material/hourglass_top:")
        if job.so_far:
            names = (cached.catalog().methods[name].name(state.lang()).lower() for name in job.so_far)
            st.caption(_("So far: {names}").format(names=", ".join(names)))
    st.button(_("Cancel"), on_click=lambda: cached.board().cancel(job), key="cancel-job")


def _kept(plan: Plan, proposal: Plan) -> Plan:
    """The proposal in the plan at hand: what was typed while it was computed stays."""
    names = {audience.name for audience in plan.brief.audiences}
    activities = tuple(a.model_copy(update={"audiences": tuple(n for n in a.audiences if n in names)}) for a in proposal.activities)
    certificate = proposal.certificate if plan.brief == proposal.brief else None
    changes = {"activities": activities, "bridges": proposal.bridges, "certificate": certificate}
    return plan.model_copy(update=changes)


def _ended(plan: Plan, job: Job) -> None:
    lang = state.lang()
    _ = translator(lang)
    state.set_job("proposal", None)
    if job.state == "done" and job.plan:
        state.save(_kept(plan, job.plan))
        st.rerun()
    elif job.state == "impossible":
        st.error(_("No plan fits these limits."))
        words = {"budget": _("budget, €"), "staff_days": _("agent-days"), "weeks": _("weeks")}
        for conflict in job.answer["conflicts"]:
            if conflict["relax_to"] is not None and conflict["verified"] and conflict["limit"] in words:
                st.markdown(
                    "- "
                    + _("{limit}: {now} → {then} would be enough").format(
                        limit=words[conflict["limit"]], now=number(conflict["now"], lang), then=number(conflict["relax_to"], lang)
                    )
                )
    elif job.state == "cancelled":
        st.info(_("Cancelled. Your plan is as it was."))
    else:
        st.error(_("The calculation stopped before its end. Ask again; your plan is as it was."))
