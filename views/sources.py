"""Sources: every figure with where it comes from, how things are computed, how not to use them, how to correct."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from catalog.finding import fold
from catalog.words import day, number, percent, translator
from views import cached, state

lang = state.lang()
_ = translator(lang)
catalog = cached.catalog()
KINDS = {"measured": _("measured"), "default": _("default"), "memory": _("to be confirmed")}


def cited(key: str | None) -> str:
    """A source in one line."""
    if not key:
        return ""
    source = catalog.sources[key]
    parts = [source.title, source.publisher or "", str(source.year or "")]
    return ", ".join(part for part in parts if part)


def figures() -> Iterator[dict[str, str]]:
    """Every published share, default rule and yield, one row each."""
    for indicator in catalog.indicators.values():
        for margin in indicator.values:
            where = ""
            if margin.criterion:
                criterion = catalog.criteria.get(margin.criterion)
                category = criterion.categories.get(margin.category or "") if criterion else None
                where = category.label(lang) if category else f"{margin.criterion} {margin.category}"
            yield _row(
                f"{indicator.label(lang)}",
                where or indicator.population(lang),
                percent(margin.value, lang, 1),
                margin.year,
                "measured" if margin.confidence == "read" else "memory",
                margin.source,
            )
        for count in indicator.counts:
            yield _row(indicator.label(lang), indicator.population(lang), number(count.value, lang), count.year, "measured", count.source)
    for parameter in catalog.model.values():
        figure = parameter.figure
        span = f"{number(figure.value, lang, 2)} ({number(figure.low or 0, lang, 2)}–{number(figure.high or 0, lang, 2)})"
        yield _row(parameter.label(lang), parameter.reason(lang), span, figure.year, "default", figure.source)
    for method in catalog.methods.values():
        for seen in method.observed:
            value = seen.value if seen.value is not None else seen.low
            if value is not None:
                yield _row(
                    method.name(lang),
                    seen.what(lang) if seen.what else "",
                    number(value, lang, 2),
                    None,
                    "measured" if seen.confidence == "read" else "memory",
                    seen.source,
                )


def _row(what: str, where: str, value: str, year: int | None, kind: str, source: str | None) -> dict[str, str]:
    return {
        _("Figure"): what,
        _("Detail"): where,
        _("Value"): value,
        _("Year"): str(year or ""),
        _("Kind"): KINDS[kind],
        _("Source"): cited(source),
    }


@st.cache_resource
def all_figures(version: str, language: str) -> pd.DataFrame:
    return pd.DataFrame(list(figures()))


st.title(_("Sources"))
st.html(f"<p class='lead'>{_('Where each figure comes from, how results are computed, and how not to use them.')}</p>")

one, two = st.columns([3, 2], vertical_alignment="bottom")
query = one.text_input(_("Search a figure"), key="figure-search", placeholder=_("internet, stand, day, smartphone…"))
kind = two.pills(_("Kind"), list(KINDS), format_func=lambda name: KINDS[name], key="figure-kind")
table = all_figures(catalog.version, lang)
shown = table
if query.strip():
    wanted = fold(query).split()
    shown = shown[shown.apply(lambda row: all(word in fold(" ".join(row)) for word in wanted), axis=1)]
if kind:
    shown = shown[shown[_("Kind")] == KINDS[kind]]
st.caption(_("{n} figures out of {all}").format(n=number(len(shown), lang), all=number(len(table), lang)))
st.dataframe(shown, hide_index=True, width="stretch", height=340)

st.header(_("How it is computed"))
st.subheader(_("Who is far from digital"))
st.markdown(
    _(
        "Each survey publishes shares by age, diploma, income, size of town and sex, but not their crossings. The program starts from the joint composition of the population, adjusts it to the place, and looks for the simplest model that gives back every published share. Three states follow: people who never use the internet, people who need help, people who manage alone. The interval (four chances in five) holds the sampling error, the gap between survey years and what is not known of a small place."
    )
)
st.subheader(_("The consultation plan"))
st.markdown(
    _(
        "For each format: what one session takes (money, agent-days, weeks) and how many people it brings, from a published figure when there is one, else from a written rule shown as “default”. A public takes part according to its size, its affinity with the format and the share of it that can. The calculation tries all the formats together: it first raises the public least well reached, then everybody, within the money, the agent-days and the calendar, and says by how much another plan could be better."
    )
)
st.header(_("How not to use it"))
for line in (
    _("Not to promise a number of participants: yields are known within a factor of two."),
    _("Not to justify an online-only consultation: an average hides those whom the screen stops."),
    _("Not to add up the publics: they overlap."),
    _("Not as legal advice: the articles are to be checked."),
    _("Not to rank tools on a fact marked “to be confirmed”."),
):
    st.markdown(f"- {line}")

st.header(_("Data, licence, corrections"))
dates = [source.read_on for source in catalog.sources.values() if source.read_on]
read = sum(1 for source in catalog.sources.values() if source.confidence == "read")
st.markdown(
    _(
        "Data version **{version}**. {sources} sources, of which {read} read; the latest opened on {date}. The others carry over facts read during the research of 2026."
    ).format(
        version=catalog.version,
        sources=number(len(catalog.sources), lang),
        read=number(read, lang),
        date=day(max(dates), lang) if dates else "?",
    )
)
st.markdown(
    _(
        "Program under the EUPL 1.2 licence. Tabulations of the Baromètre du numérique (Crédoc for Arcep, CGE, ANCT, Arcom) keep the ODbL licence; Insee figures keep the Licence Ouverte."
    )
)
st.markdown(_("To correct a fact: one file a tool, method or frame in the folder `data/`; edit it, then run `python -m catalog validate`."))
with st.expander(_("The whole bibliography")):
    st.dataframe(
        pd.DataFrame(
            [
                {_("Source"): s.title, _("Publisher"): s.publisher or "", _("Year"): str(s.year or ""), _("Address"): s.url or "", _("Status"): _("read") if s.confidence == "read" else _("to be confirmed")}
                for s in catalog.sources.values()
            ]
        ),
        hide_index=True, width="stretch", height=420,
    )  # fmt: skip
