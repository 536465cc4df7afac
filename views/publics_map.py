"""The municipalities of a department, a region or an intercommunality: computed one by one, shown biggest first."""

from __future__ import annotations

import csv
import io
from html import escape

import streamlit as st
from pandas import DataFrame

from catalog.words import no_formula, number, people_range, percent_range, translator
from catalog.yamlfile import BadInput
from planner.brief import Territory
from planner.fits import TODAY
from planner.places import Store
from views import cached, charts, publics_charts, publics_place, state, tables
from views.cached import Commune

MOST = 60  # municipalities computed and drawn
CSV = "text/csv"


def show(territory: Territory | None) -> None:
    """The municipalities of the place, when the census files are there and the place has several."""
    lang = state.lang()
    _ = translator(lang)
    store = cached.places()
    if store is None or territory is None or not publics_place.is_whole(territory):
        return
    members = _members(store, territory)
    if members is None or len(members) < 2:
        return
    codes = [str(code) for code in members["code"]]
    st.header(_("5. The municipalities"))
    st.caption(
        _(
            "Computed for today ({year}) from the ages, diplomas and incomes published for each municipality; nothing was measured there."
        ).format(year=TODAY)
    )
    found = _computed(codes[:MOST])
    if len(codes) > MOST:
        st.caption(
            _("The {shown} largest of {total} are computed; the table to take away names them all.").format(
                shown=len(found), total=number(len(codes), lang)
            )
        )
    ranked = sorted(found, key=lambda each: -each.offline.value)
    label = _("never use the internet")
    dots = [publics_charts.Dot(each.name, each.offline.low, each.offline.value, each.offline.high, escape(_words(each))) for each in ranked]
    st.plotly_chart(publics_charts.communes(dots, label, lang), config=charts.CONFIG, key="communes", theme=None)
    with st.expander(_("The same as a table")):
        header = [_("Municipality"), _("Inhabitants"), label, _("cannot take part alone online"), _("What is its own")]
        rows = [[escape(each.name), number(each.people or 0, lang), *map(_share, _shares(each)), escape(each.measured)] for each in ranked]
        st.html(tables.STYLE + tables.table(header, rows, _("Municipalities, highest share first"), lang))
    st.download_button(
        _("All the municipalities (CSV)"),
        _csv(members, found),
        file_name="communes.csv",
        mime=CSV,
        key="communes-csv",
        icon=":material/download:",
    )


def _members(store: Store, territory: Territory) -> DataFrame | None:
    """The municipalities of a place, biggest first; None for a place that the census files do not hold."""
    try:
        return store.members(territory.place or territory.code)
    except BadInput:
        return None


def _computed(codes: list[str]) -> list[Commune]:
    """Each municipality in numbers; a line says how far the computation is."""
    lang = state.lang()
    _ = translator(lang)
    line = st.empty()
    found = []
    for done, code in enumerate(codes):
        if done % 5 == 0:
            line.progress(done / len(codes), _("Computing municipality {n} of {total}").format(n=done + 1, total=len(codes)))
        if (one := cached.commune(code, lang)) is not None:
            found.append(one)
    line.empty()
    return found


Range = tuple[float, float]


def _shares(of: Commune) -> tuple[Range, Range]:
    """Never online, and not alone: low and high."""
    return (of.offline.low, of.offline.high), (1 - of.alone.high, 1 - of.alone.low)


def _share(ends: Range) -> str:
    return percent_range(*ends, state.lang())


def _words(of: Commune) -> str:
    lang = state.lang()
    _ = translator(lang)
    return _("{name}: {share} never use the internet, {people} people of all ages").format(
        name=of.name, share=_share(_shares(of)[0]), people=people_range(of.people or 0, of.people or 0, lang)
    )


def _csv(members: DataFrame, found: list[Commune]) -> bytes:
    """Every municipality with its inhabitants; shares for those that were computed."""
    _ = translator(state.lang())
    known = {each.code: each for each in found}
    out = io.StringIO()
    write = csv.writer(out, delimiter=";").writerow
    write([
        _("Insee code"), _("Municipality"), _("Inhabitants"), _("never use the internet, low"), _("never use the internet, high"),
        _("cannot alone online, low"), _("cannot alone online, high"), _("What is its own"),
    ])  # fmt: skip
    for code, name, people in zip(members["code"], members["name"], members["people"], strict=True):
        one = known.get(code)
        shares = [f"{end:.3f}" for ends in _shares(one) for end in ends] if one else [_("not computed")] * 4
        write([code, no_formula(str(name)), "" if people != people else int(people), *shares, no_formula(one.measured) if one else ""])
    return out.getvalue().encode("utf-8-sig")
