"""Sources: every figure with where it comes from, how things are computed, how not to use them, how to correct."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from catalog.facts import Figure
from catalog.finding import fold
from catalog.words import day, number, percent, translator
from planner.fits import TODAY
from views import cached, state

EQUATIONS = (  # signs, the same in both languages
    "logit p(c) = α + Σ βₖ(c)\nΣ w(c) p(c) = W(m) r(m)     c ∈ m, ∀ m",
    "P(g) = Σ w(c) p(c) / Σ w(c)     c ∈ g\nw = arg min Σ w(c) ln(w(c) / w₀(c))",
    "logit Pᵢ(g) = logit P(g) + Σ zᵢⱼ lⱼ(g) + εᵢ     i = 1 … 2000",
    "N∪ = Σ N(c) (1 − Π (1 − s(g, c)))",
)

lang = state.lang()
_ = translator(lang)
catalog = cached.catalog()
KINDS = {"measured": _("measured"), "computed": _("computed"), "default": _("default"), "memory": _("to be confirmed")}


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
                category = criterion.names.get(margin.category or "") if criterion else None
                where = category(lang) if category else f"{margin.criterion} {margin.category}"
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
    for public in catalog.profiles.values():
        for figure in public.figures:
            yield _carried(public.label(lang), _("share of the residents aged 12 and over"), figure)
    for barrier in catalog.barriers.values():
        for figure in barrier.figures:
            yield _carried(barrier.label(lang), _("share of the people it keeps from coming or answering"), figure)
    for help in catalog.support.values():
        for figure in help.figures:
            yield _carried(help.label(lang), help.counted(lang), figure)
    for parameter in catalog.model.values():
        figure = parameter.figure
        span = f"{number(figure.value, lang, 2)} ({number(figure.low or 0, lang, 2)}–{number(figure.high or 0, lang, 2)})"
        yield _row(parameter.label(lang), parameter.reason(lang), span, figure.year, figure.kind, figure.source)
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


def _carried(what: str, where: str, figure: Figure) -> dict[str, str]:
    """A figure with its range, as it is published."""

    def written(value: float) -> str:
        return percent(value, lang, 1) if figure.unit == "share" else number(value, lang, 2)

    span = written(figure.value)
    if figure.low is not None and figure.high is not None and figure.low < figure.high:
        span = f"{span} ({written(figure.low)}–{written(figure.high)})"
    kind = "memory" if figure.confidence == "memory" else figure.kind if figure.kind in KINDS else "measured"
    return _row(what, where, span, figure.year, kind, figure.source)


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
        "Surveys publish shares by age, diploma, income, size of town, sex, occupation and household, but not their crossings. The program starts from the joint composition of the population, adjusts it to the place, and looks for the simplest model that gives back every published share. Three states follow: people who never use the internet, people who need help, people who manage alone. Their level is brought forward to {year}. The interval (four chances in five) holds the sampling error, the gap between survey years, the ageing of the figures and what is not known of a small place."
    ).format(year=TODAY)
)
with st.expander(_("The equations")):
    st.markdown(
        _(
            "Share of an indicator in a cell: an effect for each category it is in, and nothing else. The effects are those that give back the published margins."
        )
    )
    st.code(EQUATIONS[0], language=None, wrap_lines=True)
    st.markdown(
        _("Share of a public: the mean of its cells in the place, whose composition is the nearest to that of France that has its margins.")
    )
    st.code(EQUATIONS[1], language=None, wrap_lines=True)
    st.markdown(_("Interval: the log-odds of the public move with independent causes of error, drawn 2,000 times."))
    st.code(EQUATIONS[2], language=None, wrap_lines=True)
    st.markdown(
        _("In all: the territory itself, or people in at least one public, never the sum. On each cell two publics meet by chance.")
    )
    st.code(EQUATIONS[3], language=None, wrap_lines=True)
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
    _("Not to rank two places whose intervals overlap: nothing was measured in either."),
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
