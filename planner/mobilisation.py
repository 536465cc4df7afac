"""How each public hears of a plan: by which activities, how well, what it is told, and by when it must be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.paper.elements import Words, join
from planner.brief import Audience
from planner.coverage import Floats, mobilised
from planner.duties import contributes, notice_weeks
from planner.evaluate import Evaluation
from planner.phrases import Phrases
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.work import Work

Level = Literal["weak", "ordinary", "strong"]
LEVELS: tuple[Level, ...] = ("weak", "ordinary", "strong")  # in the order of `Situation.mobilised`
SHOWN_OPEN = 2  # matters named in a message: a poster holds no more
OPEN = Text(
    fr="{subject} : rien n’est encore arrêté sur {open}.",
    en="{subject}: nothing is settled yet on {open}.",
)
USED = Text(
    fr="Votre avis sera lu avant la décision ({decider}, {day}), et la réponse sera publiée le {reply}.",
    en="Your opinion will be read before the decision ({decider}, {day}), and the reply will be published on {reply}.",
)
TOLD = Text(
    fr="{subject} : la décision est prise ou le sera sans débat ({decider}, {day}).",
    en="{subject}: the decision is made or will be made without debate ({decider}, {day}).",
)
ASK = Text(
    fr="Nous vous disons ce qui change et pourquoi ; vos questions vont à {who}.",
    en="We tell you what changes and why; your questions go to {who}.",
)
AND = Text(fr=" et sur ", en=" and on ")


class Told(Record):
    """What a plan does to make itself known to one public."""

    level: Level
    by: tuple[str, ...]  # ids of the activities that reach it, in the order of the plan


class Meant(Record):
    """The activity that a public is invited to, and by when it must have been told."""

    activity: str
    on: date | None  # its first day
    tell_by: date | None  # the last day on which to start telling the public of it


def told(plan: Plan, catalog: Catalog, situation: Situation | None = None) -> dict[str, Told]:
    """By public: how well the plan makes itself known, and by which activities.

    Args:
        situation: the plan's brief laid on the catalogue, when it is already at hand.
    """
    at = situation or Situation(plan.brief, catalog)
    works = [Work.of(activity, at) for activity in plan.activities]
    effect = mobilised(works, at)
    return {segment.name: _told(i, works, effect, at) for i, segment in enumerate(at.segments) if segment.chosen}


def _told(column: int, works: Sequence[Work], effect: Floats, at: Situation) -> Told:
    level = next((i for i in (1, 0, 2) if abs(float(effect[column]) - at.mobilised(i)) < 1e-9), 1)
    name = at.segments[column].name
    aimed = [w for w in works if (w.method.touring or not w.contributes) and w.activity.phase not in ("report_back", "evaluate")]
    reached = (w for w in aimed if open_to(w.activity, name) and at.told(w.method)[column] > 0)
    return Told(level=LEVELS[level], by=tuple(w.activity.id for w in reached))


def open_to(activity: Activity, audience: str) -> bool:
    """Whether an activity is meant for an audience; one that names none is open to all."""
    return not activity.audiences or audience in activity.audiences


def meant(plan: Plan, catalog: Catalog, evaluation: Evaluation, audience: Audience, situation: Situation | None = None) -> Meant | None:
    """The activity that a public is invited to: the one made for the fewest publics, then the first; None when there is none.

    The day to start telling it by is counted back from that activity: the notice of the frame, at least a fortnight.
    """
    at = situation or Situation(plan.brief, catalog)
    wanted = [a for a in plan.activities if contributes(catalog.methods[a.method], a.phase) and open_to(a, audience.name)]
    if not wanted:
        return None
    starts: Mapping[str, tuple[int, date | None]] = {
        line.activity: (10_000 if line.start_week is None else line.start_week, line.starts_on) for line in evaluation.lines
    }
    everybody = len(plan.brief.audiences)
    first = min(wanted, key=lambda a: (len(a.audiences) or everybody, starts.get(a.id, (10_000, None))[0]))
    on = starts.get(first.id, (0, None))[1]
    return Meant(activity=first.id, on=on, tell_by=on - timedelta(weeks=notice_weeks(at)) if on else None)


def message(plan: Plan, said: Phrases) -> Words:
    """What every relay says: what is open and what an opinion will be used for; what is not known is a hole to complete."""
    brief, mandate = plan.brief, plan.brief.mandate
    decider, day = said.said(mandate.decider), said.day(mandate.decided_on)
    subject = said.said(brief.subject)
    if mandate.open == () or brief.level == "inform":
        who = plan.said("reply_owner")
        asked = said.phrase(ASK, who=said.said(who) if isinstance(who, str) else None)
        return join((said.phrase(TOLD, subject=subject, decider=decider, day=day), asked), " ")
    on = plan.said("reply_on")
    matters = [text for each in (mandate.open or ())[:SHOWN_OPEN] if (text := said.said(each))]
    return join(
        (
            said.phrase(OPEN, subject=subject, open=AND(said.lang).join(matters) or None),
            said.phrase(USED, decider=decider, day=day, reply=said.day(on) if isinstance(on, date) else None),
        ),
        " ",
    )
