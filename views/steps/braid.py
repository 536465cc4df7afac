"""Tresser: the known patterns that a plan follows, and those that can be laid on it at a click."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.patterns import Pattern
from catalog.words import Lang, euros, number, translator
from planner.braid import Match, drop_in, recognise
from planner.evaluate import Evaluation, evaluate
from planner.plan import Activity, Plan
from views import cached, fields, state
from views.steps import changes
from views.steps.activities import name_of


def show(plan: Plan) -> None:
    """What the plan follows already, then a pattern to choose, what it would add, and the button that adds it."""
    _ = translator(state.lang())
    if not plan.in_phases():
        return
    found = recognise(plan, cached.catalog())
    with st.expander(_("Weave: combine the channels")):
        _follows(plan, found)
        whole = {match.pattern for match in found if match.whole}
        others = [pattern for pattern in cached.catalog().patterns.values() if pattern.id not in whole]
        if others:
            _offer(plan, others)


def _follows(plan: Plan, found: Sequence[Match]) -> None:
    """The patterns held, in words; those that lack one bridge say which."""
    lang = state.lang()
    _ = translator(lang)
    patterns = cached.catalog().patterns
    names = {activity.id: name_of(activity, lang) for activity in plan.activities}
    lines = []
    for match in found:
        pattern = patterns[match.pattern]
        by = _("{role}: {activity}")
        held = ", ".join(by.format(role=pattern.step(role).name(lang), activity=names[id]) for role, id in match.held.items())
        if match.whole:
            lines.append(_("**{pattern}** ({held}).").format(pattern=pattern.name(lang), held=held))
        else:
            link = match.missing[0]
            lines.append(
                _("Nearly **{pattern}**: one bridge is missing, from “{start}” to “{end}”.").format(
                    pattern=pattern.name(lang), start=names[match.held[link.from_]], end=names[match.held[link.to]]
                )
            )
    if lines:
        st.markdown(_("Your plan follows:") + "\n\n" + "\n".join(f"- {line}" for line in lines))
    else:
        st.markdown(_("Your plan follows none of the {n} known ways of combining channels.").format(n=len(patterns)))


def _offer(plan: Plan, others: Sequence[Pattern]) -> None:
    """A pattern to choose among those that the plan does not hold whole."""
    lang = state.lang()
    _ = translator(lang)
    chosen = st.selectbox(
        _("Pattern to add"),
        [pattern.id for pattern in others],
        format_func=lambda id: cached.catalog().patterns[id].name(lang),
        key="pattern-choice",
    )
    if chosen is None:
        return
    pattern = cached.catalog().patterns[chosen]
    st.markdown(f"{pattern.idea(lang)} {pattern.when(lang)}")
    try:
        laid = drop_in(plan, cached.catalog(), chosen, cached.situation(plan.brief), lang)
    except LookupError:
        st.caption(_("No format of the catalogue suits this pattern here."))
        return
    st.markdown(_would_add(plan, laid, lang))
    source = cached.catalog().sources[pattern.source[0]]
    origin = ", ".join(str(part) for part in (source.title, source.publisher, source.year) if part)
    st.caption(
        " ".join(
            [
                _("Source: {source}").format(source=origin) + (f" ({source.note(lang)})" if source.note else "") + ".",
                _("The formats proposed are our choice."),
                *([pattern.note(lang)] if pattern.note else []),
            ]
        )
    )
    st.button(_("Add this pattern"), key="pattern-add", on_click=_add, args=(plan, chosen, lang))


def _would_add(plan: Plan, laid: Plan, lang: Lang) -> str:
    """In one sentence: the activities and bridges that a pattern adds, and what they take; then what to move, if need be."""
    _ = translator(lang)
    before, _findings = cached.numbers(plan)
    after = evaluate(laid, cached.catalog(), cached.situation(plan.brief), draws=1)
    names = {activity.id: name_of(activity, lang) for activity in laid.activities}
    new = laid.activities[len(plan.activities) :]
    links = [f"{names[bridge.from_]} → {names[bridge.to]}" for bridge in laid.bridges[len(plan.bridges) :]]
    parts = [_dated(activity, after, lang) for activity in new]
    if links:
        words = _("the bridge {links}") if len(links) == 1 else _("the bridges {links}")
        parts.append(words.format(links=", ".join(links)))
    cost, days = after.cost - before.cost, after.staff_days - before.staff_days
    said = _("This would add {what}: {cost} and {days} agent-days more.").format(
        what=", ".join(parts), cost=euros(max(cost, 0.0), lang), days=number(max(days, 0.0), lang, 1)
    )
    late = _late(new, laid, after)
    return f"{said} {late}" if late else said


def _dated(activity: Activity, numbers: Evaluation, lang: Lang) -> str:
    _ = translator(lang)
    line = next(line for line in numbers.lines if line.activity == activity.id)
    return _("“{name}” from week {week}").format(name=fields.plain(name_of(activity, lang)), week=line.start_week)


def _late(new: Sequence[Activity], laid: Plan, numbers: Evaluation) -> str:
    """What comes after the report back, which would then have to move."""
    _ = translator(state.lang())
    ends = {line.activity: line.end_week or 0 for line in numbers.lines}
    starts = {line.activity: line.start_week or 0 for line in numbers.lines}
    reports = [starts[a.id] for a in laid.in_phases(("report_back",))]
    asked = [a for a in new if a.phase != "report_back"]
    if reports and any(ends[a.id] >= min(reports) for a in asked):
        return _("It would not be over when the report back starts, in week {week}: move the report back.").format(week=min(reports))
    return ""


def _add(plan: Plan, pattern: str, lang: Lang) -> None:
    changes.keep(drop_in(plan, cached.catalog(), pattern, cached.situation(plan.brief), lang), "pattern")
