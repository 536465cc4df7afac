"""Asking for a proposal, anew or around one's choices: progress, the best so far, cancel, and what to relax when nothing fits."""

from __future__ import annotations

import streamlit as st

from catalog.words import translator
from planner.jobs import ENDED, Job
from planner.plan import Plan
from views import cached, live, state
from views.steps import changes, compromise, impossible

SECONDS = 15  # of calculation; the certificate says how much was left


def show(plan: Plan) -> None:
    """The buttons, or the calculation under way, or what stopped it."""
    lang = state.lang()
    _ = translator(lang)
    job = cached.board().find(state.job("proposal"))
    if job is not None and job.state not in ENDED:
        _progress()
        return
    if job is not None:
        _ended(plan, job)
    people = cached.situation(plan.brief).people
    with st.container(horizontal=True, key="proposal"):
        if plan.activities:
            st.button(
                _("Adjust around my choices"), type="primary", icon=":material/tune:", key="adjust", disabled=not people or not _chosen(plan),
                on_click=ask, kwargs={"around": True}, help=_("Keeps what is locked, leaves out what you removed, works out the rest again."),
            )  # fmt: skip
        st.button(
            _("Propose again") if plan.activities else _("Propose a plan"), type="secondary" if plan.activities else "primary",
            icon=":material/auto_awesome:", disabled=not people, on_click=ask,
        )  # fmt: skip
    _unwanted()
    if not people:
        st.caption(_("First say how many people are concerned: inhabitants or audiences, on the page Audiences."))


def _chosen(plan: Plan) -> bool:
    """Whether there is anything to adjust around: something locked, removed or changed by hand."""
    return bool(changes.locked(plan) or changes.mine().unwanted or plan.certificate is None)


def _unwanted() -> None:
    """The formats removed since the last proposal, each to be taken back at a click."""
    _ = translator(state.lang())
    unwanted = changes.mine().unwanted
    if not unwanted:
        return
    names = {method: cached.catalog().methods[method].name(state.lang()) for method in unwanted}
    with st.container(horizontal=True, vertical_alignment="center", key="unwanted"):
        st.caption(_("Left out of the next adjustment:"), width="content")
        for method, name in names.items():
            st.button(
                _("{name}: allow again").format(name=name),
                key=f"allow-{method}",
                icon=":material/close:",
                on_click=changes.want_again,
                args=(method,),
            )


def ask(around: bool = False) -> None:
    """Ask for a proposal for the plan at hand; `around` keeps what is locked and leaves out what was removed."""
    plan = state.plan()
    assert plan
    arguments = changes.wishes(plan) if around else ()
    state.set_job("proposal", cached.board().submit(plan.brief, "--time", str(SECONDS), *arguments).id)


@live.every(1)
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


def _ended(plan: Plan, job: Job) -> None:
    lang = state.lang()
    _ = translator(lang)
    if job.state == "impossible" and job.brief == plan.brief:  # said until a demand gives
        around = bool(job.arguments[2:])
        impossible.show(plan, job, lambda: ask(around))
        return
    state.set_job("proposal", None)
    if job.state == "done" and job.plan:
        changes.keep(changes.merged(plan, job.plan), "proposal", unwanted=())
        taken = state.plan()
        if taken is not None:
            compromise.start(taken)
        st.rerun()
    elif job.state == "cancelled":
        st.info(_("Cancelled. Your plan is as it was."))
    elif job.state == "failed":
        st.error(_("The calculation stopped before its end. Ask again; your plan is as it was."))
