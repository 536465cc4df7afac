"""Accueil: three doors, an example, three figures that make the point."""

import streamlit as st

from catalog.words import number, percent, translator
from planner.plan import Plan
from views import cached, state

EXAMPLE = "place-du-marche"

lang = state.lang()
_ = translator(lang)
catalog = cached.catalog()

st.title("Maillage")
st.html(f"<p class='lead'>{_('Weave in-person, online and paper participation together, and know whom your plan still leaves out.')}</p>")

DOORS = (
    ("views/plan.py", _("Prepare a consultation"), _("Which blend, for my publics and my means?")),
    ("views/audiences.py", _("Know the publics"), _("Whom would an online-only consultation leave out?")),
    ("views/landscape.py", _("Explore the tools"), _("Which platform or tool for which use?")),
)
for column, (page, title, question) in zip(st.columns(3), DOORS, strict=True):
    with column.container(border=True):
        st.page_link(page, label=f"**{title}**", icon=":material/arrow_forward:", query_params=state.address())
        st.write(question)

if st.button(_("See an example: a market square in a town of 18,000"), type="primary", icon=":material/play_arrow:"):
    state.start(Plan(brief=cached.examples()[EXAMPLE]))
    st.switch_page("views/plan.py", query_params=state.address())

st.header(_("Why both, and paper too"))


def figure(indicator: str, **wanted: object) -> tuple[str, str]:
    """A share as printed, and its source line."""
    found = next(m for m in reversed(catalog.indicators[indicator].values) if all(getattr(m, k) == v for k, v in wanted.items()))
    source = catalog.sources[found.source]
    return percent(found.value, lang), f"{source.publisher or source.title}, {found.year}"


headline = catalog.indicators["far_from_digital"].counts[0]
now, now_source = figure("no_internet_use", criterion=None, year=2022)
elders, elders_source = figure("no_internet_use", criterion="age", category="70+", year=2022)
renounced, _source = figure("renounced_online_procedure", criterion=None, year=2021)
retired, retired_source = figure("meetings_retired", criterion=None)
POINTS = (
    (
        number(headline.value / 1e6, lang) + "\u00a0" + _("million"),
        _("people far from digital in France"),
        _("Figure announced in {year}. In {now}: {share} never use the internet ({source}); {renounced} had given up on an online procedure in {when}.").format(
            year=headline.year, now=2022, share=now, source=now_source, renounced=renounced, when=2021),
    ),
    (elders, _("of people aged 70 and over never use the internet"), _("They stay away from an online-only consultation. {source}.").format(source=elders_source)),
    (retired, _("of those who came to the local meetings of the 2019 national debate were retired"), _("The young, parents and people at work stay away from rooms. {source}.").format(source=retired_source)),
)  # fmt: skip
for column, (value, what, source) in zip(st.columns(3), POINTS, strict=True):
    column.html(f"<p class='big'>{value}</p><p>{what}</p><p class='small'>{source}</p>")
