"""What comes back to those who took part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from catalog.words import day
from planner.checks.case import Case, say
from planner.checks.finding import Finding
from planner.checks.questions import asked
from planner.checks.registry import check

check("reasons_for_refusal", "no_abandonment")(asked)


@check("feedback_committed")
def feedback_committed(case: Case) -> Iterator[Finding]:
    """Met when the reply has a date and somebody in charge."""
    missing = [f"commitments.{name}" for name in ("reply_on", "reply_owner") if not case.plan.said(name)]
    yield case.unknown(*missing) if missing else case.met()


@check("feedback_same_channels", needs="contributions")
def feedback_same_channels(case: Case) -> Iterator[Finding]:
    """Broken when people contribute off-line and the reply is given online only."""
    said = case.plan.said("reply_strands")
    planned = {strand for step in case.steps if step.phase == "report_back" for strand in step.strands}
    strands = planned | set(said if isinstance(said, tuple) else ())
    if not case.off_line:
        yield case.not_applicable(say("Tout vient d’internet.", "Everything comes from the internet."))
    elif said is None and not planned:
        yield case.unknown("commitments.reply_strands")
    else:
        yield case.met() if strands - {"digital"} else case.broken()


@check("reply_deadline")
def reply_deadline(case: Case) -> Iterator[Finding]:
    """Broken when the reply comes before the contributions close, or too long after."""
    reply, closing = case.plan.said("reply_on"), case.closing_day or case.plan.brief.limits.end
    if not isinstance(reply, date):
        yield case.unknown("commitments.reply_on")
    elif closing is None:
        yield case.unknown(*case.undated)
    else:
        latest = closing + timedelta(days=case.limit("max_days"))
        detail = say(
            f"Réponse le {day(reply, 'fr')}, contributions closes le {day(closing, 'fr')}.",
            f"Reply on {day(reply, 'en')}, contributions close on {day(closing, 'en')}.",
        )
        early = case.closing_day is not None and reply < case.closing_day
        yield case.broken(detail) if early or reply > latest else case.met(detail)


@check("continuity", needs="steps")
def continuity(case: Case) -> Iterator[Finding]:
    """Broken when nothing happens for too many days between two activities."""
    spans = [case.weeks(step) for step in case.steps]
    known = sorted(span for span in spans if span is not None)
    if not known or len(known) < len(spans):
        yield case.unknown("activities.week")
    else:
        gap, after = longest_gap(known)
        detail = say(f"Plus long silence, en semaines : {gap}.", f"Longest silence, in weeks: {gap}.")
        if gap:
            detail = say(
                f"Plus long silence, en semaines : {gap}, après la semaine {after}.",
                f"Longest silence, in weeks: {gap}, after week {after}.",
            )
        yield case.met(detail) if gap * 7 <= case.limit("max_gap_days") else case.broken(detail)


def longest_gap(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Weeks of the longest silence between activities, and the last week before it, from their first and last weeks in order."""
    gap, after, reached = 0, spans[0][1], spans[0][1]
    for first, last in spans:
        if first - reached - 1 > gap:
            gap, after = first - reached - 1, reached
        reached = max(reached, last)
    return gap, after
