"""Changing course after launch: the past held as it was, the remaining weeks proposed again with what is left.

`yields` is what the counts say, `rest` the brief of the weeks to come, `means` what is left and its reserve, `proposal` the
plans sought, `served` what each does for the public least reached, `reasons` the words.

Source: docs/followup.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import PHASES, Phase
from planner.adapt.means import Means, Reserve, kept_back, left, reading_left, said_reserve
from planner.adapt.proposal import Ground, Progress, candidates, only_adds, spread
from planner.adapt.reasons import AS_GOOD, NO_ROOM, NOTHING_TO_ADAPT, Reason, reasons_of
from planner.adapt.rest import PAST, Rest, open_phases, remaining, seen_by
from planner.adapt.served import ahead, drawn_least, least
from planner.adapt.yields import learnt
from planner.evaluate import weeks_of
from planner.followup import followup, last_week
from planner.plan import Activity, Plan, Turn
from planner.reach import Situation
from planner.work import Work

__all__ = ["PAST", "Adapted", "Reason", "Reserve", "adapt", "ahead", "learnt", "least", "open_phases", "remaining", "said_reserve"]

SOUGHT = 0.5  # of the time goes to the optimiser, the rest to making its plan hold in many worlds
EVEN = 0.5  # of the worlds: below, a change is as likely to harm
SURE = 0.9  # of the worlds: below, what was announced is not taken away for something else


class Adapted(Record):
    """A plan for the remaining weeks."""

    plan: Plan
    week: int  # the first that can still change
    reasons: tuple[Reason, ...]
    locked: tuple[str, ...]  # ids of the activities held as they were
    reserve: Reserve
    open_to: tuple[Phase, ...]  # phases in which something may still be added
    money_left: float | None  # before the reserve, EUR
    days_left: float | None
    least_before: float  # share of its targets reached by the public least well reached, given the counts: going on as planned
    least_after: float
    ahead: float  # share of seeded worlds in which the public least reached is better served than by going on as planned
    factors: Mapping[str, float] = {}  # method -> how many times its forecast is expected from now on
    changed: bool


def adapt(
    plan: Plan, catalog: Catalog, week: int | None = None, seconds: float = 15.0, situation: Situation | None = None,
    reserve: bool = True,
    tell: Progress | None = None,
) -> Adapted:  # fmt: skip
    """The plan for the weeks from `week` on, the past untouched.

    Args:
        week: the first that can change; by default the one after the last entry.
        seconds: wall-clock time, at most about as long.
        reserve: whether part of what is left is kept for a later change.
        tell: called as the search goes (see `planner.optimise.propose`).
    Raises:
        ValueError: a week before the first.
    """
    at = situation or Situation(plan.brief, catalog)
    week = last_week(plan) + 1 if week is None else week
    if week < 1:
        raise ValueError("the first week that can change is 1 or later")
    followed = followup(plan, catalog, week - 1, at)
    rest = remaining(plan, at, week, followed)
    works = [Work.of(activity, at) for activity in plan.activities]
    spans = weeks_of(plan, works, at)
    locked = tuple(_held(work.activity, spans[work.activity.id][0]) for work in works if PAST + work.activity.id in rest.past)
    future = tuple(work.activity for work in works if PAST + work.activity.id not in rest.past)
    started = plan.model_copy(update={"activities": locked, "bridges": ()})
    money, days = left(started, at)
    kept = kept_back(plan, future, at, money, days, reserve)
    going_on = least(seen_by(rest, future), rest, plan)

    may = open_phases([activity.phase for activity in locked])
    still = tuple(phase for phase in PHASES if phase in may and phase in ("inform", "mobilise", *at.brief.phases))

    def unchanged(why: Text) -> Adapted:
        return Adapted(
            plan=plan, week=week, reasons=(Reason(activity=None, kind=None, words=why),), locked=tuple(a.id for a in locked),
            reserve=kept, open_to=still, money_left=money, days_left=days, least_before=going_on, least_after=going_on, ahead=0.0,
            factors={name: each.factor for name, each in rest.factors.items()}, changed=False,
        )  # fmt: skip

    if not at.people or not plan.activities:
        return unchanged(NOTHING_TO_ADAPT)
    means = Means(
        None if money is None else max(money - (kept.money or 0.0), 0.0), None if days is None else max(days - (kept.days or 0.0), 0.0),
        reading_left(plan, started, plan.model_copy(update={"activities": seen_by(rest, future), "bridges": ()}), at, rest),
        kept.days or 0.0, kept.money or 0.0,
    )  # fmt: skip
    ground = Ground(plan, locked, future, rest, at, means)
    options = _options(ground, seconds, tell)
    if not options:
        return unchanged(NO_ROOM)
    judged = [(made, ahead(made, plan, rest), least(_to_come(made, rest), rest, plan)) for made in options]
    helps = [each for each in judged if each[1] > EVEN and each[2] > going_on + 1e-6]
    # What was announced is held when something can be added that helps; else it gives way only to what surely does better.
    better = [each for each in helps if only_adds(each[0], future)] or [each for each in helps if each[1] >= SURE]
    if not better:
        return unchanged(AS_GOOD)
    made, share, after = max(better, key=lambda each: _mean(each[0], plan, rest))
    why = reasons_of(plan, made, locked, spans, rest, at, followed, going_on, after)
    turns = (*(turn for turn in plan.turns if turn.week != week), Turn(week=week, reasons=tuple(each.words for each in why)))
    return Adapted(
        plan=made.model_copy(update={"turns": turns}), week=week, reasons=why,
        locked=tuple(a.id for a in locked), reserve=kept, open_to=still, money_left=money, days_left=days,
        least_before=going_on, least_after=after, ahead=share,
        factors={name: each.factor for name, each in rest.factors.items()}, changed=True,
    )  # fmt: skip


def _options(ground: Ground, seconds: float, tell: Progress | None) -> list[Plan]:
    """Plans for the remaining weeks: those sought, then the best of them made to hold in many worlds."""
    options = list(candidates(ground, SOUGHT * seconds, tell))
    if not options:
        return []
    adding = [each for each in options if only_adds(each, ground.future)]
    best = max(adding or options, key=lambda each: _mean(each, ground.plan, ground.rest))
    return [*options, spread(best, ground, (1.0 - SOUGHT) * seconds, bool(adding))]


def _mean(made: Plan, plan: Plan, rest: Rest) -> float:
    """Share of its targets that the public least reached reaches, on average over the worlds left open."""
    return float(drawn_least(made, plan, rest).mean())


def _to_come(made: Plan, rest: Rest) -> tuple[Activity, ...]:
    """The activities of a plan as the brief of the remaining weeks sees them."""
    return seen_by(rest, [a for a in made.activities if PAST + a.id not in rest.past])


def _held(activity: Activity, first: int) -> Activity:
    """An activity with the week it started in written down, so that nothing added later moves it."""
    return activity if activity.week is not None else activity.model_copy(update={"week": first})
