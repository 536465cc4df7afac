"""Why the remaining weeks change, or do not, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, PHASE_NAMES
from catalog.words import Lang, number
from planner.adapt.rest import Rest, seen_by
from planner.adapt.served import reached
from planner.followup import Followed, times_less
from planner.plan import Activity, Plan
from planner.program import goal_columns
from planner.reach import Situation

Kind = Literal["added", "dropped", "more", "fewer", "moved"]


class Reason(Record):
    """One change to the remaining weeks, or why there is none, and why."""

    activity: str | None  # id in the new plan, or in the old one when it is dropped; None: of the plan as a whole
    kind: Kind | None
    words: Text


NOTHING_TO_ADAPT = Text(fr="Il n’y a rien à adapter : le dispositif n’a pas d’action, ou pas de public.",
                        en="There is nothing to adapt: the plan has no activity, or no public.")  # fmt: skip
NO_ROOM = Text(
    fr="Rien d’autre ne tient dans les semaines, l’argent et les jours qui restent, réserve gardée. Le dispositif reste tel quel.",
    en="Nothing else fits the weeks, the money and the days that are left, the reserve being kept. The plan stays as it is.",
)
AS_GOOD = Text(
    fr="Aucun autre emploi de ce qui reste ne sert mieux, assez sûrement, le public le moins touché. Le dispositif reste tel quel.",
    en="No other use of what is left serves the public least reached better with enough certainty. The plan stays as it is.",
)


def reasons_of(
    plan: Plan, made: Plan, locked: Sequence[Activity], spans: Mapping[str, tuple[int, int]], rest: Rest, at: Situation,
    followed: Followed, before: float, after: float,
) -> tuple[Reason, ...]:  # fmt: skip
    """One reason a change, then what the change is for."""
    old = {a.id: a for a in plan.activities}
    new = {a.id: a for a in made.activities}
    gone = {a.id for a in locked}
    found = []
    column = min(
        goal_columns(rest), key=lambda i: float(reached(seen_by(rest, [a for a in plan.activities if a.id not in gone]), rest, plan)[i])
    )
    public = rest.segments[column].name or None
    for name, activity in old.items():
        if name in gone:
            continue
        if name not in new:
            found.append(Reason(activity=name, kind="dropped", words=_why_less(activity, None, followed, rest, at)))
            continue
        units, was = new[name].units or 1, activity.units or 1
        if units < was:
            found.append(Reason(activity=name, kind="fewer", words=_why_less(activity, units, followed, rest, at)))
        elif units > was:
            found.append(Reason(activity=name, kind="more", words=_why_more(new[name], was, followed, rest, at, public)))
        elif new[name].week is not None and new[name].week != spans[name][0]:
            found.append(Reason(activity=name, kind="moved", words=_why_moved(new[name], spans[name][0], at)))
    for name, activity in new.items():
        if name not in old:
            found.append(Reason(activity=name, kind="added", words=_why_more(activity, 0, followed, rest, at, public)))
    return (Reason(activity=None, kind=None, words=_aim(public, before, after)), *found)


def _aim(public: str | None, before: float, after: float) -> Text:
    shares = {lang: (number(100 * before, lang, 0), number(100 * after, lang, 0)) for lang in ("fr", "en")}
    fr, en = (f"« {public} »", f'"{public}"') if public else ("l’ensemble du territoire", "the whole territory")
    return Text(
        fr=f"Compte tenu des relevés, le public le moins touché ({fr}) atteindrait {shares['fr'][0]} % de ses cibles en continuant ainsi."
        f" Le public le moins touché en atteindrait {shares['fr'][1]} % avec ces changements.",
        en=f"Given the counts, the public least reached ({en}) would reach {shares['en'][0]}% of its targets going on like this."
        f" The least reached public would reach {shares['en'][1]}% with these changes.",
    )


def seen_words(method: str, followed: Followed, catalog: Catalog) -> Text | None:
    """What the counts of a method said, in a clause; None when it was not counted, or as expected."""
    mine = [each for each in followed.channels if each.method == method and each.came is not None and each.typical]
    if not mine:
        return None
    came, wanted = sum(each.came or 0 for each in mine), sum(each.typical for each in mine)
    told = {}
    for lang in ("fr", "en"):
        name = catalog.methods[method].name(lang)
        far = times_less(came / wanted, lang)
        if lang == "fr":
            told[lang] = f"« {name} » n’a amené personne" if not came else f"« {name} » a amené {far} de monde que prévu"
        else:
            told[lang] = f"“{name}” brought nobody" if not came else f"“{name}” brought {far} than expected"
    return Text(fr=told["fr"], en=told["en"])


def _named(activity: Activity, at: Situation, lang: Lang) -> str:
    """A method with the phase it is held in: one method may serve two."""
    name, phase = at.catalog.methods[activity.method].name(lang), PHASE_NAMES[activity.phase](lang)
    return f"{name} » ({phase})" if lang == "fr" else f"{name}” ({phase})"


def _why_less(activity: Activity, units: int | None, followed: Followed, rest: Rest, at: Situation) -> Text:
    seen = seen_words(activity.method, followed, at.catalog)
    factor = rest.factors[activity.method].factor if activity.method in rest.factors else 1.0
    said = {}
    for lang in ("fr", "en"):
        fr, name = lang == "fr", _named(activity, at, lang)
        if units is None:
            head = f"« {name} : retirée." if fr else f"“{name}: dropped."
        else:
            head = f"« {name} : {units} au lieu de {activity.units or 1}." if fr else f"“{name}: {units} instead of {activity.units or 1}."
        if seen is not None and factor < 1:
            why = f" {seen(lang)} jusqu’ici." if fr else f" {seen(lang)} so far."
        else:
            why = (
                " Ce que cela coûte sert mieux ailleurs le public le moins touché."
                if fr
                else " What it costs serves the public least reached better elsewhere."
            )
        said[lang] = head + why
    return Text(fr=said["fr"], en=said["en"])


def _why_more(activity: Activity, was: int, followed: Followed, rest: Rest, at: Situation, public: str | None) -> Text:
    seen = seen_words(activity.method, followed, at.catalog)
    factor = rest.factors[activity.method].factor if activity.method in rest.factors else 1.0
    short = sorted({each.method for each in followed.channels if each.verdict == "fewer" and each.phase in CONTRIBUTION_PHASES})
    said = {}
    for lang in ("fr", "en"):
        fr, name = lang == "fr", _named(activity, at, lang)
        count, week = activity.units or 1, activity.week
        if was:
            head = f"« {name} : {count} au lieu de {was}." if fr else f"“{name}: {count} instead of {was}."
        else:
            often = "" if count == 1 else f", {count} fois" if fr else f", {count} times"
            head = f"« {name} : ajoutée en semaine {week}{often}." if fr else f"“{name}: added in week {week}{often}."
        if seen is not None and factor > 1:
            why = f" {seen(lang)} jusqu’ici." if fr else f" {seen(lang)} so far."
        elif short and at.catalog.methods[activity.method].counts_as != "informs":
            names = ", ".join(at.catalog.methods[m].name(lang) for m in short[:3])
            why = (
                f" Pour compenser ce qui a amené moins que prévu : {names}."
                if fr
                else f" To make up for what brought fewer than expected: {names}."
            )
        else:
            why = " Pour le public le moins touché" if fr else " For the public least reached"
            why += (f" (« {public} »)." if fr else f' ("{public}").') if public else "."
        said[lang] = head + why
    return Text(fr=said["fr"], en=said["en"])


def _why_moved(activity: Activity, was: int, at: Situation) -> Text:
    return Text(
        fr=f"« {_named(activity, at, 'fr')} : semaine {activity.week} au lieu de {was}, pour suivre ce qui la précède.",
        en=f"“{_named(activity, at, 'en')}: week {activity.week} instead of {was}, to follow what comes before it.",
    )
