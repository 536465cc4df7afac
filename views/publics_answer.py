"""The answer: in words, as a chart and as a table; in all is a union, never a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from catalog.words import number as written
from catalog.words import people_range, percent_range, rounded_people, translator
from catalog.yamlfile import BadInput
from planner.brief import Audience, Brief
from planner.divide import States
from planner.fits import TODAY
from planner.reach import Situation
from views import cached, charts, fields, publics_bars, publics_charts, state, tables


@dataclass(frozen=True)
class Row:
    """One line of the chart and of the table."""

    name: str
    people: float
    states: States
    kind: str  # of the head count: entered or computed
    audience: Audience | None = None  # a chosen public
    whole: bool = False


def rows(brief: Brief, situation: Situation) -> list[Row]:
    """The chosen publics, the other residents when there are any, then everybody."""
    _ = translator(state.lang())
    found = [
        Row(segment.name, segment.people, segment.exposure, _("entered"), audience)
        for segment, audience in zip(situation.segments, brief.audiences, strict=False)
    ]
    others = situation.segments[-1]
    if found and not others.chosen and others.people >= 1:
        found.append(Row(_("Other residents"), others.people, others.exposure, _("computed")))
    known = brief.territory is not None and bool(brief.territory.people or brief.territory.code)
    name = _("The whole territory") if known else _("People in at least one public")
    return [*found, Row(name, situation.people, situation.whole, _("computed"), whole=True)]


def stopped(row: Row) -> tuple[float, float]:
    """People who could not take part alone online: those who need help and those who never use the internet."""
    return (1 - row.states.autonomous.high) * row.people, (1 - row.states.autonomous.low) * row.people


def words(found: Sequence[Row], channels: Sequence[str], name: str) -> None:
    """The sentence that the page is for, the figure tied to an action, and the most exposed public.

    Args:
        channels: the doors that are open; none: the usual ones are named.
        name: of the territory, as typed.
    """
    lang = state.lang()
    _ = translator(lang)
    whole = found[-1]
    offline = people_range(whole.states.offline.low * whole.people, whole.states.offline.high * whole.people, lang)
    helped = people_range(whole.states.needs_help.low * whole.people, whole.states.needs_help.high * whole.people, lang)
    first = _("Online only, {alone} people could not take part on their own, {offline} of whom never use the internet.").format(
        alone=people_range(*stopped(whole), lang), offline=offline
    )
    by = listed(channels or (_("a paper form"), _("the telephone"), _("a market stand")))
    then = _("To be reached otherwise: {offline} people by {channels}, and {helped} with somebody beside them.").format(
        offline=offline, channels=by, helped=helped
    )
    st.html(f"<p class='answer'>{escape(first)}</p><p class='lead'>{escape(then)}</p>")
    lines = []
    publics = [row for row in found if row.audience]
    if publics:
        worst = max(publics, key=lambda row: row.states.offline.value)
        off = worst.states.offline
        lines.append(
            _("The most exposed public: **{name}**, {share} of whom never use the internet.").format(
                name=fields.plain(worst.name), share=percent_range(off.low, off.high, lang)
            )
        )
    st.markdown(" ".join(lines)) if lines else None
    st.caption(
        _("Out of {people} people aged 12 and over ({name}). Computed, for today ({year}); each range holds four chances in five.").format(
            people=written(rounded_people(whole.people) if whole.people < 100 else round(whole.people, -1), lang),
            name=fields.plain(name),
            year=TODAY,
        )
    )


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the last after "or"."""
    _ = translator(state.lang())
    return names[0] if len(names) == 1 else _("{names} or {last}").format(names=", ".join(names[:-1]), last=names[-1])


def chart(found: Sequence[Row]) -> None:
    """Who can take part, public by public and in all."""
    lang = state.lang()
    _ = translator(lang)
    labels = publics_bars.labels(lang)
    groups = [
        publics_charts.Group(
            row.name, _("{people} people").format(people=written(rounded_people(row.people), lang)),
            {name: (share.low, share.value, share.high) for name in labels if (share := getattr(row.states, name))},
            {name: people_range(share.low * row.people, share.high * row.people, lang) for name in labels if (share := getattr(row.states, name))},
        )
        for row in found
    ]  # fmt: skip
    figure = publics_charts.participation(groups, labels, _("where the limit may be (four chances in five)"), lang)
    st.plotly_chart(figure, config=charts.CONFIG, key="participation", theme=None)


def table(brief: Brief, found: Sequence[Row]) -> None:
    """The same as a table, with who may find it hard to come beside."""
    lang = state.lang()
    _ = translator(lang)
    names = publics_bars.labels(lang)
    header = [_("Public"), _("People"), *(f"{_('Online')} : {each}" if lang == "fr" else f"{_('Online')}: {each}" for each in names.values()),
              _("May find it hard to come in the evening")]  # fmt: skip
    lines = []
    for row in found:
        cells = [escape(row.name), f"{written(rounded_people(row.people), lang)}<br><small>{row.kind}</small>"]
        for name in names:
            share = getattr(row.states, name)
            cells.append(
                f"{people_range(share.low * row.people, share.high * row.people, lang)}<br><small>{percent_range(share.low, share.high, lang)}</small>"
            )
        cells.append(_hard(brief, row))
        lines.append(cells)
    caption = _("People able to take part online, and to come to an evening meeting: ranges, computed for today ({year})").format(
        year=TODAY
    )
    st.html(tables.STYLE + tables.table(header, lines, caption, lang))


def _hard(brief: Brief, row: Row) -> str:
    lang = state.lang()
    _ = translator(lang)
    if row.audience is None and not row.whole:
        return f"<em>{escape(_('not computed'))}</em>"
    asked = row.audience or Audience(name="everybody", people=max(1, round(row.people)))
    try:
        share, people = publics_bars.hard(cached.presence(brief, asked, publics_bars.MEETING), row.people, lang)
    except BadInput:
        return f"<em>{escape(_('not known'))}</em>"
    return f"{escape(people)}<br><small>{escape(share)}</small>"
