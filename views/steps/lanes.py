"""Three lanes over the weeks: what happens when, how the strands feed each other, and the dates to hold."""

from __future__ import annotations

import streamlit as st

from catalog.methods import CONTRIBUTION_PHASES, STRANDS
from catalog.words import day, translator
from planner.evaluate import Evaluation
from planner.plan import Plan, strand_of
from planner.wording import STRANDS as STRAND_WORDS
from views import cached, charts, fields, state
from views.steps.activities import name_of

FAR = 6  # weeks after the last activity beyond which a date is said rather than drawn
STYLE = """
.st-key-lanes-narrow { display: none; }
@media (max-width: 640px) { .st-key-lanes-wide { display: none; } .st-key-lanes-narrow { display: flex; } }
"""


def show(plan: Plan, numbers: Evaluation) -> None:
    """The lanes, drawn for a desk and for a phone; the list of activities says the same."""
    lang = state.lang()
    _ = translator(lang)
    methods = cached.catalog().methods
    spans = [
        charts.Span(a.id, name_of(a, lang), strand_of(a, methods[a.method]), line.start_week or 1, line.end_week or 1, line.units)
        for a, line in zip(plan.activities, numbers.lines, strict=True)
    ]
    names = {a.id: name_of(a, lang) for a in plan.activities}
    links = [charts.Link(b.from_, b.to, f"{names[b.from_]} → {names[b.to]}<br>{_tagless(b.how)}") for b in plan.bridges]
    drawn, far = _stones(plan, numbers)
    words = {strand: STRAND_WORDS[strand](lang) for strand in STRANDS}
    st.html(f"<style>{STYLE}</style>")
    for size in ("wide", "narrow"):
        with st.container(key=f"lanes-{size}"):
            figure = charts.lanes(spans, links, drawn, words, plan.brief.limits.start, lang, narrow=size == "narrow")
            st.plotly_chart(figure, config=charts.CONFIG, key=f"lanes-chart-{size}", theme=None)
    if far:
        st.caption(_("After this calendar: {dates}.").format(dates=", ".join(far)))
    _bridges(plan, names)


def _bridges(plan: Plan, names: dict[str, str]) -> None:
    _ = translator(state.lang())
    if not plan.bridges:
        st.caption(_("No bridge: what comes in one way is not used in another."))
        return
    st.caption(_("A thin line with an arrow is a bridge: what comes in one way is used in another."))
    with st.expander(_("Bridges in words ({n})").format(n=len(plan.bridges))):
        st.markdown("\n".join(f"- {names[b.from_]} → {names[b.to]}" + (f" : {fields.plain(b.how)}" if b.how else "") for b in plan.bridges))


def _tagless(text: str) -> str:
    """What a person typed, for the bubble of a chart: no tag, cut short."""
    return text.replace("<", "‹").replace(">", "›")[:160]


def _stones(plan: Plan, numbers: Evaluation) -> tuple[list[charts.Stone], list[str]]:
    """The dates to hold, and those too far to be drawn, in words."""
    lang = state.lang()
    _ = translator(lang)
    asked = [line for a, line in zip(plan.activities, numbers.lines, strict=True) if a.phase in CONTRIBUTION_PHASES and line.start_week]
    found = []
    if asked:
        found.append(charts.Stone(min(line.start_week or 1 for line in asked) - 1, _("contributions open")))
        found.append(charts.Stone(max(line.end_week or 1 for line in asked), _("contributions close")))
    start, last = plan.brief.limits.start, numbers.weeks or 1
    mandate = plan.brief.mandate
    far = []
    for on, word in ((mandate.council_on, _("council")), (plan.said("reply_on"), _("reply")), (mandate.decided_on, _("decision"))):
        if not on or not start or on < start:  # type: ignore[operator]
            continue
        weeks = (on - start).days / 7  # type: ignore[operator]
        if weeks > last + FAR:
            far.append(f"{word}, {day(on, lang)}")  # type: ignore[arg-type]
        else:
            found.append(charts.Stone(weeks, word))
    return found, far
