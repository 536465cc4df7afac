"""Publics: who is concerned, and whom an online-only consultation would leave out."""

from __future__ import annotations

import streamlit as st

from catalog.words import translator
from catalog.yamlfile import BadInput
from views import (
    cached,
    fields,
    publics_answer,
    publics_bars,
    publics_cards,
    publics_doors,
    publics_map,
    publics_place,
    publics_reasons,
    state,
)

lang = state.lang()
_ = translator(lang)
plan = state.plan()
brief = plan.brief if plan else None
territory = brief.territory if brief else None

st.html(f"<style>{publics_bars.STYLE}</style>")
st.title(_("Audiences"))
st.html(f"<p class='lead'>{_('Who is concerned, and whom an online-only consultation would leave out.')}</p>")

answer = st.container()  # filled below: what the page is for stands first

reading = state.reading()
if not reading:
    st.header(_("1. The place"))
    publics_place.show(territory)

    st.header(_("2. The publics"))
    st.caption(_("As you see them on the ground. They may overlap: the total comes from the territory, never from their sum."))
    publics_cards.add(brief)

if brief is None or (not brief.audiences and not (territory and (territory.people or territory.code))):
    answer.info(_("Name the place and its inhabitants, or add a public: the answer appears here."))
    st.stop()

try:
    situation = cached.situation(brief)
    rows = publics_answer.rows(brief, situation)
except BadInput as error:  # the cards stay: removing one may be the remedy
    answer.error(fields.refused(error))
    if not reading:
        publics_cards.cards(brief, {})
    st.stop()

if not reading:
    publics_cards.cards(brief, {row.audience.name: row.states for row in rows if row.audience})

st.header(_("3. Who can take part"))
publics_answer.chart(rows)
with st.expander(_("The same as a table, with who may find it hard to come")):
    publics_answer.table(brief, rows)

st.header(_("4. What opens the door"))
doors = publics_doors.show(brief, situation, rows[-1])
with answer:
    publics_answer.words(rows, doors, territory.name if territory else rows[-1].name)

publics_map.show(territory)
publics_reasons.show(brief)
st.page_link("views/plan.py", label=_("Next: build the consultation plan"), icon=":material/arrow_forward:", query_params=state.address())
