"""What charts show of a plan, as the records that the screen and the documents both draw."""

from __future__ import annotations

from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper.series import Arrow, Bar, Reach, Reached, Stone, Timeline
from catalog.words import Lang, day
from planner.audiences import ALL
from planner.evaluate import Evaluation
from planner.plan import Plan, strand_of

FAR = 6  # weeks after the last activity beyond which a date is said rather than drawn
WHOLE = Text(fr="Tout le territoire", en="The whole territory")
OPENING = Text(fr="ouverture", en="contributions open")
CLOSING = Text(fr="clôture", en="contributions close")
COUNCIL = Text(fr="conseil", en="council")
REPLY = Text(fr="réponse", en="reply")
DECISION = Text(fr="décision", en="decision")


def timeline(plan: Plan, catalog: Catalog, evaluation: Evaluation, lang: Lang) -> Timeline:
    """The activities of a plan over the weeks, its bridges, and the dates to hold that are near enough to be drawn.

    Args:
        evaluation: the numbers of that plan; an activity that has no week there, nor of its own, is put in the first.
    """
    methods, lines = catalog.methods, {line.activity: line for line in evaluation.lines}
    bars = []
    for activity in plan.activities:
        line, method = lines.get(activity.id), methods[activity.method]
        first, last = (line.start_week, line.end_week) if line else (activity.week, activity.week)
        units = line.units if line else activity.units or 1
        strand = strand_of(activity, method)
        bars.append(Bar(id=activity.id, name=method.name(lang), strand=strand, first=first or 1, last=last or first or 1, units=units))
    arrows = tuple(Arrow(start=bridge.from_, end=bridge.to, words=bridge.how) for bridge in plan.bridges)
    return Timeline(bars=tuple(bars), arrows=arrows, stones=_stones(plan, evaluation, lang)[0], start=plan.brief.limits.start)


def later(plan: Plan, evaluation: Evaluation, lang: Lang) -> tuple[str, ...]:
    """The dates to hold that come too late to be drawn, in words."""
    return _stones(plan, evaluation, lang)[1]


def reach(evaluation: Evaluation, lang: Lang) -> Reach:
    """Of each public that has people, then of the whole territory: how many, who can take part, who would."""
    return Reach(
        publics=tuple(
            Reached(
                name=WHOLE(lang) if row.audience == ALL else row.audience, people=row.people, can=row.can,
                low=row.comes_low, value=row.comes, high=row.comes_high, whole=row.audience == ALL,
            )
            for row in evaluation.coverage if row.people > 0
        )
    )  # fmt: skip


def _stones(plan: Plan, evaluation: Evaluation, lang: Lang) -> tuple[tuple[Stone, ...], tuple[str, ...]]:
    """The dates to hold: those to draw, and the words of those beyond `FAR`; a date before the start is in neither."""
    contributing = {activity.id for activity in plan.in_phases()}
    asked = [line for line in evaluation.lines if line.activity in contributing and line.start_week]
    found = []
    if asked:
        first = min(asked, key=lambda line: line.start_week or 1)
        final = max(asked, key=lambda line: line.end_week or 1)
        found.append(Stone(week=(first.start_week or 1) - 1, word=OPENING(lang), day=first.starts_on))
        found.append(Stone(week=final.end_week or 1, word=CLOSING(lang), day=final.ends_on))
    start, last = plan.brief.limits.start, evaluation.weeks or 1
    mandate, reply = plan.brief.mandate, plan.commitments.reply_on or plan.brief.commitments.reply_on
    far = []
    for on, word in ((mandate.council_on, COUNCIL), (reply, REPLY), (mandate.decided_on, DECISION)):
        if not on or not start or on < start:
            continue
        weeks = (on - start).days / 7
        if weeks > last + FAR:
            far.append(f"{word(lang)}, {day(on, lang)}")
        else:
            found.append(Stone(week=weeks, word=word(lang), day=on))
    return tuple(found), tuple(far)
