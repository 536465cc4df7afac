"""What a one-click remedy would do, told before it is taken: what changes, what it takes, whom it brings, what it settles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.words import Lang, euros, number
from planner.audiences import ALL
from planner.checks.case import say
from planner.checks.finding import Finding
from planner.checks.fixes import fix
from planner.checks.run import check
from planner.evaluate import Evaluation, evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation

Limit = Literal["budget", "staff_days", "weeks"]
People = tuple[float, float]  # low and high end: distinct people of the whole territory who take part


class Effect(Record):
    """A plan before and after the remedy of one principle; differences are after minus before."""

    rule: str
    plan: Plan  # mended
    changes: tuple[Text, ...]  # one sentence for each thing added, moved or linked
    cost: float  # EUR incl. VAT
    staff_days: float  # agent-days, reading and answering included
    weeks: int | None  # of the whole plan; None when one of the two lengths is not known
    before: People | None  # None when nobody says how many people the territory has
    after: People | None
    exceeds: tuple[Limit, ...]  # limits of the brief that held before and no longer hold
    cleared: tuple[str, ...]  # principles broken before and not after, the one mended first
    broken: tuple[str, ...]  # principles not broken before and broken after


def effect(
    plan: Plan, catalog: Catalog, rule: str, *, evaluation: Evaluation | None = None, findings: Iterable[Finding] | None = None
) -> Effect | None:
    """What the remedy of a principle would do to a plan; nothing is changed.

    Args:
        evaluation: the plan in numbers, when it is already at hand.
        findings: what all the principles say of the plan, when it is already at hand.
    Returns:
        None when `fix` finds no edit that repairs it.
    """
    mended = fix(plan, catalog, rule)
    if mended is None:
        return None
    at = Situation(mended.brief, catalog)  # a remedy never edits the brief
    old, new = evaluation or evaluate(plan, catalog, at), evaluate(mended, catalog, at)
    was = _broken(check(plan, catalog, evaluation=old, situation=at) if findings is None else findings)
    now = _broken(check(mended, catalog, evaluation=new, situation=at))
    return Effect(
        rule=rule,
        plan=mended,
        changes=tuple(_changes(plan, mended, new, catalog)),
        cost=new.cost - old.cost,
        staff_days=new.staff_days - old.staff_days,
        weeks=new.weeks - old.weeks if new.weeks is not None and old.weeks is not None else None,
        before=_people(old),
        after=_people(new),
        exceeds=tuple(limit for limit in _exceeded(mended, new) if limit not in _exceeded(plan, old)),
        cleared=tuple(sorted((id for id in was if id not in now), key=lambda id: id != rule)),
        broken=tuple(id for id in now if id not in was),
    )


def _broken(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The principles that a plan breaks, once each."""
    return tuple(dict.fromkeys(finding.rule for finding in findings if finding.verdict == "broken"))


def _people(numbers: Evaluation) -> People | None:
    row = next((row for row in numbers.coverage if row.audience == ALL), None)
    return (row.comes_low, row.comes_high) if row else None


def _exceeded(plan: Plan, numbers: Evaluation) -> tuple[Limit, ...]:
    """The limits of the brief that a plan goes beyond."""
    limits = plan.brief.limits
    held: tuple[tuple[Limit, float | None, float | None], ...] = (
        ("budget", numbers.cost, limits.budget),
        ("staff_days", numbers.staff_days, limits.staff_days),
        ("weeks", numbers.weeks, limits.weeks),
    )
    return tuple(name for name, value, limit in held if value is not None and limit is not None and value > limit + 1e-6)


# -- in words ------------------------------------------------------------------------------------------


def _changes(plan: Plan, mended: Plan, numbers: Evaluation, catalog: Catalog) -> Iterator[Text]:
    """One sentence for each difference between two plans, in the order of the mended one."""
    old = {activity.id: activity for activity in plan.activities}
    for activity in mended.activities:
        name = catalog.methods[activity.method].name
        if activity.id not in old:
            yield _added(activity, name, numbers)
        else:
            yield from _moved(old[activity.id], activity, name, catalog)
    kept = {activity.id for activity in mended.activities}
    for activity in plan.activities:
        if activity.id not in kept:
            name = catalog.methods[activity.method].name
            yield say(f"Retire « {name.fr} ».", f"Removes “{name.en}”.")
    names = {activity.id: catalog.methods[activity.method].name for activity in mended.activities}
    for bridge in mended.bridges:
        if bridge not in plan.bridges:
            start, end = names[bridge.from_], names[bridge.to]
            yield say(f"Relie « {start.fr} » à « {end.fr} ».", f"Links “{start.en}” to “{end.en}”.")


def _added(activity: Activity, name: Text, numbers: Evaluation) -> Text:
    """What is added, and what it takes by itself."""
    line = next(line for line in numbers.lines if line.activity == activity.id)
    who = ", ".join(activity.audiences)
    fr = f"Ajoute « {name.fr} » ({line.units}), {agent_days(line.staff_days, 'fr')}, {euros(line.cost, 'fr')}"
    en = f"Adds “{name.en}” ({line.units}), {agent_days(line.staff_days, 'en')}, {euros(line.cost, 'en')}"
    if activity.week is not None:
        fr, en = f"{fr}, semaine {activity.week}", f"{en}, week {activity.week}"
    if who:
        fr, en = f"{fr}, pour : {who}", f"{en}, for: {who}"
    return say(f"{fr}.", f"{en}.")


def _moved(old: Activity, new: Activity, name: Text, catalog: Catalog) -> Iterator[Text]:
    """What changes in an activity that was already there."""
    if new.week != old.week and new.week is not None:
        if old.week is None:
            yield say(f"Place « {name.fr} » en semaine {new.week}.", f"Puts “{name.en}” in week {new.week}.")
        else:
            yield say(
                f"Déplace « {name.fr} » de la semaine {old.week} à la semaine {new.week}.",
                f"Moves “{name.en}” from week {old.week} to week {new.week}.",
            )
    if new.units != old.units:
        yield say(
            f"« {name.fr} » : {old.units or 1} avant, {new.units or 1} après.",
            f"“{name.en}”: {old.units or 1} before, {new.units or 1} after.",
        )
    for option in new.options:
        if option not in old.options:
            more = catalog.methods[option].name
            yield say(f"Ajoute « {more.fr} » à « {name.fr} ».", f"Adds “{more.en}” to “{name.en}”.")


def agent_days(days: float, lang: Lang) -> str:
    """Agent-days in words, one decimal: 1,5 jour-agent, 2 jours-agent, 1.5 agent-days."""
    written = number(days, lang, 1)
    if lang == "fr":
        return f"{written} {'jours' if abs(days) >= 1.95 else 'jour'}-agent"
    return f"{written} agent-day{'' if written == '1' else 's'}"
