"""What is left for the remaining weeks, and the part of it kept back.

Source: docs/followup.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from catalog.facts import Record, Text
from catalog.methods import PHASE_NAMES, Phase
from catalog.words import Lang, euros, number
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation

RESERVE = (0.1, 0.2)  # of outreach means, least and most: data/principles/evaluation.yaml, min_reserve, and docs/followup.md

Why = Literal["kept", "declined", "no_limit", "nothing_to_come", "nothing_left"]  # why it is what it is


class Reserve(Record):
    """What is kept for a later change of course."""

    why: Why
    share: float  # of the outreach means not yet engaged
    money: float | None  # EUR; None: no budget is set
    days: float | None


@dataclass(frozen=True)
class Means:
    """What a proposal may use: what is left, the reserve set apart."""

    money: float | None
    days: float | None
    reading: float | None  # agent-days of those set aside to read; None: nobody said so
    reserved: float  # agent-days
    kept_money: float  # EUR, of the reserve


def left(started: Plan, at: Situation) -> tuple[float | None, float | None]:
    """Money and agent-days that what has started leaves of the limits; None where there is no limit."""
    limits, numbers = at.brief.limits, evaluate(started, at.catalog, at, draws=2)
    field, reading = numbers.staff_days - numbers.analysis_days, numbers.reading_days
    # Reading and answering take what they take, and at least their share of all the days: the dearer of the two.
    kept = 1.0 - at.default("analysis_share")
    days = None if limits.staff_days is None else max(limits.staff_days - max(field + reading, field / kept), 0.0)
    return None if limits.budget is None else max(limits.budget - numbers.cost, 0.0), days


def reading_left(plan: Plan, started: Plan, to_come: Plan, at: Situation, rest: Situation) -> float | None:
    """Agent-days to read what is still to come, of those promised; None where nothing is promised.

    A promise that is already too short does not forbid going on: no less than what the plan as it stands will take.

    Args:
        to_come: the plan as the brief of the remaining weeks, `rest`, sees it.
    """
    promised = plan.said("analysis_days")
    if not isinstance(promised, (int, float)):
        return None
    taken, needed = (evaluate(each, where.catalog, where, draws=2).reading_days for each, where in ((started, at), (to_come, rest)))
    return max(promised - taken, needed)


def kept_back(plan: Plan, future: Sequence[Activity], at: Situation, money: float | None, days: float | None, keep: bool) -> Reserve:
    """10 to 20 % of the means for going to people that are not engaged yet; of the two, what the organiser said."""
    said = plan.said("reserve_share")
    share = min(max(float(said), RESERVE[0]), RESERVE[1]) if isinstance(said, (int, float)) else RESERVE[0]
    nothing = {"share": 0.0, "money": None if money is None else 0.0, "days": None if days is None else 0.0}
    if money is None and days is None:
        return Reserve(why="no_limit", **nothing)
    if not keep:
        return Reserve(why="declined", **nothing)
    if not (money or days):
        return Reserve(why="nothing_left", **nothing)
    reaching = tuple(a for a in future if a.phase == "mobilise" or at.catalog.methods[a.method].touring)
    lines = evaluate(plan.model_copy(update={"activities": reaching, "bridges": ()}), at.catalog, at, draws=2).lines
    cost, work = sum(line.cost for line in lines), sum(line.staff_days for line in lines)
    if not (cost and money) and not (work and days):
        return Reserve(why="nothing_to_come", **nothing)
    return Reserve(
        why="kept", share=share, money=None if money is None else min(share * cost, money),
        days=None if days is None else min(share * work, days),
    )  # fmt: skip


def said_reserve(reserve: Reserve, money: float | None, days: float | None, open_to: Sequence[Phase]) -> Text:
    """What is kept, or why nothing is and what can still be done, in sentences.

    Args:
        money, days: what is left before the reserve; None: no limit.
        open_to: the phases in which something may still be added.
    """
    return Text(fr=_said_reserve(reserve, money, days, open_to, "fr"), en=_said_reserve(reserve, money, days, open_to, "en"))


def _said_reserve(reserve: Reserve, money: float | None, days: float | None, open_to: Sequence[Phase], lang: Lang) -> str:
    fr, still = lang == "fr", _and([PHASE_NAMES[phase](lang).lower() for phase in open_to], lang)
    rest = _amount(money, days, lang)
    if reserve.why == "no_limit":
        return "Aucune limite n’est écrite : aucune réserve à chiffrer." if fr else "No limit is written: no reserve to count."
    if reserve.why == "declined":
        return (
            "Vous avez choisi de ne garder aucune réserve : pour un autre écart, il n’y aura que ce que la proposition n’emploie pas."
            if fr
            else "You chose to keep no reserve: if another gap appears, there will only be what the proposal does not use."
        )
    if reserve.why == "nothing_left":
        return (
            "Aucune réserve ne peut être gardée : tout est déjà engagé. Vous pouvez encore passer par vos relais et vos supports existants,"
            " ou relever le budget ou les jours au cadrage puis redemander. Dites dans le bilan qui a manqué."
            if fr
            else "No reserve can be kept: everything is already engaged. You can still go through your relays and the channels you have,"
            " or raise the budget or the days in the brief and ask again. Say in the outcome report who was missing."
        )
    if reserve.why == "nothing_to_come":
        return (
            "Aucune réserve n’est gardée : il ne reste aucune action à commencer pour aller vers les gens, sur laquelle la prendre."
            f" Ce qui a commencé laisse {rest}, et vous pouvez encore ajouter des actions pour : {still}."
            " Ce qui n’est pas employé maintenant est votre seule marge pour la suite."
            if fr
            else "No reserve is kept: no activity that goes to people is still to start, from which to take it."
            f" What has started leaves {rest}, and you can still add activities to: {still}."
            " What is not used now is your only margin for later."
        )
    kept, share = _amount(reserve.money, reserve.days, lang), number(100 * reserve.share, lang, 0)
    if fr:
        return f"Réserve gardée : {share} % des moyens encore libres pour aller vers les gens, soit {kept}."
    return f"Kept in reserve: {share}% of the means still free for going to people, that is {kept}."


def _amount(money: float | None, days: float | None, lang: Lang) -> str:
    parts = [] if money is None else [euros(money, lang)]
    if days is not None:
        parts.append(f"{number(days, lang, 1)} {'jours-agent' if lang == 'fr' else 'agent-days'}")
    return _and(parts, lang)


def _and(parts: Sequence[str], lang: Lang) -> str:
    """Several things in a row: « a, b et c », “a, b and c”."""
    word = " et " if lang == "fr" else " and "
    return word.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
