"""Three lanes over the weeks: what happens when, how the strands feed each other, which one is cut off, and the dates to hold."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
import streamlit as st

from catalog.methods import STRANDS, Strand
from catalog.words import translator
from planner import series
from planner.braid import COMMITTED, SEVERED, Direction, Flows, flows
from planner.evaluate import Evaluation
from planner.plan import Plan
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, charts, fields, state

STYLE = """
.st-key-lanes-narrow { display: none; }
@media (max-width: 640px) { .st-key-lanes-wide { display: none; } .st-key-lanes-narrow { display: flex; } }
"""


def show(plan: Plan, numbers: Evaluation) -> None:
    """The lanes, drawn for a desk and for a phone; the list of activities says the same."""
    lang = state.lang()
    _ = translator(lang)
    drawn = series.timeline(plan, cached.catalog(), numbers, lang)
    names = {bar.id: bar.name for bar in drawn.bars}
    far = series.later(plan, numbers, lang)
    braid = flows(plan, cached.catalog())
    words = {strand: STRAND_WORDS[strand](lang) for strand in STRANDS}
    st.html(f"<style>{STYLE}</style>")
    for size in ("wide", "narrow"):
        with st.container(key=f"lanes-{size}"):
            figure = charts.lanes(drawn, words, lang, narrow=size == "narrow")
            _cut_off(figure, braid.broken, narrow=size == "narrow")
            st.plotly_chart(figure, config=charts.CONFIG, key=f"lanes-chart-{size}", theme=None)
    if far:
        st.caption(_("After this calendar: {dates}.").format(dates=", ".join(far)))
    _bridges(plan, names, braid)


def _cut_off(figure: go.Figure, broken: Mapping[Strand, tuple[Direction, ...]], narrow: bool) -> None:
    """A dashed outline around the band of a channel cut off, with a cross and a word at its end."""
    lang = state.lang()
    _ = translator(lang)
    bands = [shape for shape in figure.layout.shapes if shape.type == "rect" and shape.xref == "paper"]  # one a strand, in order
    short = {("out", "in"): _("cut off"), ("out",): _("no way out"), ("in",): _("no way in")}
    for strand, band in zip(STRANDS, bands, strict=False):
        if strand not in broken:
            continue
        missing = broken[strand]
        figure.add_shape(
            type="rect", xref="paper", x0=0, x1=1, y0=band.y0, y1=band.y1, fillcolor="rgba(0,0,0,0)",
            line={"color": charts.INK, "dash": "dash", "width": 1.5},
        )  # fmt: skip
        words = short[missing] if narrow else SEVERED[missing](lang)
        figure.add_annotation(
            x=1, y=band.y0 + 0.5, xref="paper", text=f"<b>×</b> {words}", showarrow=False, xanchor="right", yanchor="middle", xshift=-4,
            font={"color": charts.INK, "size": 12 if narrow else 13}, bgcolor="rgba(255, 255, 255, 0.8)",
        )  # fmt: skip


def _bridges(plan: Plan, names: dict[str, str], braid: Flows) -> None:
    """What the drawing says of the bridges, in words: those there are, those the commitments stand for, those that lack."""
    lang = state.lang()
    _ = translator(lang)
    cut = [f"{STRAND_WORDS[strand](lang)} ({SEVERED[missing](lang)})" for strand, missing in braid.broken.items()]
    alone = [names[id] for id, ends in braid.activities.items() if len(ends.missing) == 2] if len(braid.strands) > 1 else []
    if plan.bridges:
        st.caption(_("A thin line with an arrow is a bridge: what comes in one way is used in another."))
    else:
        st.caption(_("No bridge: what comes in one way is not used in another."))
    if cut:
        said = ", ".join(cut)
        st.caption(_("A dashed outline and a cross mark a channel cut off from the others: {channels}.").format(channels=said))
    lines = [f"- {names[b.from_]} → {names[b.to]}" + (f" : {fields.plain(b.how)}" if b.how else "") for b in plan.bridges]
    lines += [f"- {words}" for words in _without_bridge(names, braid)]
    if alone:
        lines.append("- " + _("Missing: no bridge with another channel for {names}.").format(names=", ".join(dict.fromkeys(alone))))
    lines += [f"- {_('Missing: {channel}.').format(channel=channel)}" for channel in cut]
    if lines:
        with st.expander(_("Bridges in words ({n})").format(n=len(plan.bridges))):
            st.markdown("\n".join(lines))


def _without_bridge(names: dict[str, str], braid: Flows) -> list[str]:
    """What goes from one channel to another without a bridge: an activity that joins two, a commitment."""
    lang = state.lang()
    _ = translator(lang)
    found: list[str] = []
    for means, words in COMMITTED.items():
        those = [flow for flow in braid.all if flow.by == means]
        whom = [names[flow.start] if flow.start else STRAND_WORDS[min(flow.reaches)](lang) for flow in those]
        if means == "synthesis_all_channels":
            whom = [STRAND_WORDS[strand](lang) for strand in braid.strands]
        if those:
            found.append(_("{who}: {what}").format(who=", ".join(dict.fromkeys(whom)), what=words(lang)))
    return found
