"""Dispositif: from the mandate to the documents, in short steps; every change is saved as it is made."""

import streamlit as st

from catalog.words import translator
from planner.brief import Brief
from planner.plan import Plan
from views import cached, fields, state
from views.steps import blend, commitments, context, documents, followup, mandate, means, reading, share

lang = state.lang()
_ = translator(lang)
STEPS = {
    "mandate": _("1. Mandate"),
    "context": _("2. Context"),
    "means": _("3. Means"),
    "blend": _("4. The plan"),
    "commitments": _("5. Commitments"),
    "documents": _("6. Documents"),
    "share": _("7. Share"),
    "followup": _("8. Follow-up"),
}
READ = {
    "blend": _("The plan"),
    "documents": _("Documents"),
    "share": _("Share"),
    "followup": _("Follow-up"),
}  # from an address that only lets one read

st.title(_("Consultation plan"))
plan = state.plan()
if plan is None:
    st.html(f"<p class='lead'>{_('Which blend of in-person, online and paper, for your publics and your means?')}</p>")
    one, two = st.columns([2, 3], vertical_alignment="bottom")
    with one:
        if st.button(_("Start a new consultation plan"), type="primary", icon=":material/add:", width="stretch"):
            state.start(Plan(brief=Brief(subject=state.DEFAULT_SUBJECT[lang])))
            st.rerun()
    with two:
        briefs = cached.examples()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox(_("Or open a real case"), list(briefs), format_func=lambda key: briefs[key].subject)
            if st.button(_("Open"), icon=":material/folder_open:"):
                state.start(Plan(brief=briefs[name]))
                st.rerun()
    documents.reopen()
    st.stop()

steps = READ if state.reading() else STEPS
default = "blend" if state.reading() or plan.activities or plan.brief.audiences else "mandate"
asked = st.query_params.get("step", default)


def _step() -> None:
    if st.session_state["step"]:
        st.query_params["step"] = st.session_state["step"]


st.caption(fields.plain(plan.brief.subject))
st.segmented_control(
    _("Step"), list(steps), default=asked if asked in steps else default, format_func=steps.__getitem__, key="step", on_change=_step,
    label_visibility="collapsed",
)  # fmt: skip
step = st.session_state["step"] or (asked if asked in steps else default)

if step == "mandate":
    mandate.show(plan.brief)
elif step == "context":
    context.show(plan.brief)
elif step == "means":
    st.page_link("views/audiences.py", label=_("The publics have their own page"), icon=":material/groups:", query_params=state.address())
    means.show(plan.brief)
elif step == "commitments":
    commitments.show(plan)
elif step == "documents":
    documents.show(plan)
elif step == "share":
    share.show(plan)
elif step == "followup":
    followup.show(plan)
elif state.reading():
    reading.show(plan)
else:
    blend.show(plan)
