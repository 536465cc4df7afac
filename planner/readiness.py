"""Whether to consult now: a few plain points, each yes, no or not known, and what to do first. No score.

Source: practice.md, sections 1 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from catalog.facts import Text
from catalog.load import Catalog
from catalog.words import day
from planner.brief import Brief, Commitments
from planner.calendar import whole_weeks
from planner.plan import Plan

State = Literal["yes", "no", "unknown"]
Answer = Literal["yes", "not_yet", "no"]
SHOWN = 3  # things to do first that the verdict names
RESTRAINT_MONTHS = 6  # before the month of a general election (code électoral, L52-1)
SUMMER = ((7, 10), (8, 31))  # month and day, both included
SUMMER_SHARE = 0.5  # of the days of the consultation, above which it is a summer consultation: a practitioner's rule


@dataclass(frozen=True)
class Point:
    """One thing to look at; `needed` says that a consultation waits for it, the others ask for care only."""

    id: str
    state: State
    needed: bool
    said: Text
    todo: Text | None = None  # None when there is nothing to do
    article: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What the points come to."""

    answer: Answer
    said: Text


def readiness(brief: Brief, catalog: Catalog, today: date) -> tuple[Point, ...]:
    """The points, those that a consultation waits for first.

    Args:
        today: the day of the question; a decision due by then is taken.
    """
    return (
        _open(brief),
        _not_taken(brief, today),
        _in_time(brief, catalog),
        _answered(brief),
        _means(brief),
        _promises(brief),
        _conflict(brief),
        _election(brief, today),
        _summer(brief),
    )


def verdict(points: Sequence[Point]) -> Verdict:
    """One sentence: yes, not yet and what first, or no because nothing is open."""
    states = {point.id: point.state for point in points}
    if states.get("open") == "no":
        return Verdict("no", Text(fr="Non : rien n’est ouvert, une information suffit.", en="No: nothing is open, information is enough."))
    if states.get("not_taken") == "no":
        return Verdict(
            "no", Text(fr="Non : la décision est prise, une information suffit.", en="No: the decision is taken, information is enough.")
        )
    first = [point.todo for point in points if point.needed and point.state != "yes" and point.todo][:SHOWN]
    if first:
        return Verdict("not_yet", Text(fr=f"Pas encore : d’abord, {_listed(first, 'fr')}.", en=f"Not yet: first, {_listed(first, 'en')}."))
    care = [point.todo for point in points if point.state == "no" and point.todo]
    if care:
        return Verdict(
            "yes", Text(fr=f"Oui, en pensant à ceci : {_listed(care, 'fr')}.", en=f"Yes, bearing this in mind: {_listed(care, 'en')}.")
        )
    return Verdict("yes", Text(fr="Oui.", en="Yes."))


def _listed(todo: Sequence[Text], lang: Literal["fr", "en"]) -> str:
    return "; ".join(text.en for text in todo) if lang == "en" else " ; ".join(text.fr for text in todo)


# -- what a consultation waits for -----------------------------------------------------------------------


def _open(brief: Brief) -> Point:
    given = brief.mandate.open
    todo = Text(fr="dire ce que le public peut encore changer", en="say what the public can still change")
    if given is None:
        said = Text(fr="Vous n’avez pas dit ce qui est en débat.", en="You have not said what is open to debate.")
        return Point("open", "unknown", True, said, todo)
    if not given:
        said = Text(
            fr="Rien n’est en débat : aucun avis ne changerait la décision.", en="Nothing is open: no opinion would change the decision."
        )
        return Point("open", "no", True, said, todo)
    return Point("open", "yes", True, Text(fr="Quelque chose est encore en débat.", en="Something is still open to debate."))


def _not_taken(brief: Brief, today: date) -> Point:
    decided = brief.mandate.decided_on
    if decided is None:
        said = Text(fr="La date de la décision n’est pas connue.", en="The date of the decision is not known.")
        return Point("not_taken", "unknown", True, said, Text(fr="fixer la date de la décision", en="set the date of the decision"))
    if decided <= today:
        said = Text(
            fr=f"La décision est prise depuis le {day(decided, 'fr')}.", en=f"The decision was due on {day(decided, 'en')}: it is taken."
        )
        return Point(
            "not_taken",
            "no",
            True,
            said,
            Text(fr="corriger la date si la décision reste à prendre", en="correct the date if the decision is still to be taken"),
        )
    return Point(
        "not_taken",
        "yes",
        True,
        Text(fr=f"La décision sera prise le {day(decided, 'fr')}.", en=f"The decision is due on {day(decided, 'en')}."),
    )


def _in_time(brief: Brief, catalog: Catalog) -> Point:
    """Whether the consultation, report back included, ends before the decision, and leaves the weeks it takes to read and answer."""
    decided, start, end = brief.mandate.decided_on, brief.limits.start, brief.limits.end
    weeks = whole_weeks(catalog.model["reply_weeks"].figure.value)
    if decided is None or end is None:
        said = Text(
            fr="On ne sait pas si la décision vient assez tard pour utiliser les avis.",
            en="It is not known whether the decision comes late enough to use the opinions.",
        )
        return Point("in_time", "unknown", True, said, Text(fr="fixer la fin de la concertation", en="set the end of the consultation"))
    if decided <= end:
        said = Text(fr="La décision tombe avant la fin de la concertation.", en="The decision comes before the end of the consultation.")
        return Point(
            "in_time",
            "no",
            True,
            said,
            Text(
                fr="avancer la fin de la concertation ou reporter la décision",
                en="bring the end of the consultation forward or put the decision back",
            ),
        )
    if start and end - start <= timedelta(weeks=weeks):
        said = Text(
            fr=f"Lire et répondre prend environ {weeks} semaines (valeur par défaut) : il ne reste pas de temps pour recueillir les avis.",
            en=f"To read and answer takes about {weeks} weeks (default value): no time is left to gather opinions.",
        )
        return Point("in_time", "no", True, said, Text(fr="allonger la concertation", en="make the consultation longer"))
    return Point(
        "in_time",
        "yes",
        True,
        Text(fr="La décision vient assez tard pour utiliser les avis.", en="The decision comes late enough to use the opinions."),
    )


def _answered(brief: Brief) -> Point:
    if brief.commitments.reply_owner:
        return Point(
            "answered",
            "yes",
            True,
            Text(fr="Quelqu’un est chargé de répondre au public.", en="Somebody is in charge of answering the public."),
        )
    said = Text(fr="Personne n’est désigné pour répondre au public.", en="Nobody is named to answer the public.")
    return Point("answered", "unknown", True, said, Text(fr="nommer la personne qui répondra", en="name the person who will answer"))


def _means(brief: Brief) -> Point:
    budget, days = brief.limits.budget, brief.limits.staff_days
    todo = Text(fr="chiffrer l’argent et les jours-agent disponibles", en="put a figure on the money and agent-days available")
    if days == 0:
        return Point("means", "no", True, Text(fr="Aucun jour-agent n’est prévu.", en="No agent-day is planned."), todo)
    if budget is None or days is None:
        return Point("means", "unknown", True, Text(fr="Les moyens ne sont pas connus.", en="The means are not known."), todo)
    return Point("means", "yes", True, Text(fr="L’argent et les jours-agent sont connus.", en="The money and agent-days are known."))


# -- what asks for care ------------------------------------------------------------------------------------


def _promises(brief: Brief) -> Point:
    if brief.mandate.promises:
        return Point(
            "promises", "yes", False, Text(fr="Les promesses déjà faites sont notées.", en="The promises already made are written down.")
        )
    said = Text(
        fr="Les promesses déjà faites ne sont pas connues. S’il n’y en a pas, écrivez « aucune ».",
        en="The promises already made are not known. If there are none, write “none”.",
    )
    return Point("promises", "unknown", False, said, Text(fr="relever les promesses déjà faites", en="list the promises already made"))


def _conflict(brief: Brief) -> Point:
    attention = brief.context.attention
    if attention is None:
        said = Text(fr="On ne sait pas si le sujet est conflictuel.", en="It is not known whether the subject is contested.")
        return Point(
            "conflict", "unknown", False, said, Text(fr="dire si le sujet est conflictuel", en="say whether the subject is contested")
        )
    if attention != "contested":
        return Point("conflict", "yes", False, Text(fr="Le sujet n’est pas conflictuel.", en="The subject is not contested."))
    if brief.commitments.third_party:
        return Point(
            "conflict",
            "yes",
            False,
            Text(fr="Le sujet est conflictuel et un tiers est prévu.", en="The subject is contested and a third party is planned."),
        )
    said = Text(fr="Le sujet est conflictuel et aucun tiers n’est prévu.", en="The subject is contested and no third party is planned.")
    return Point(
        "conflict", "no", False, said, Text(fr="trouver un tiers que les parties acceptent", en="find a third party that both sides accept")
    )


def _election(brief: Brief, today: date) -> Point:
    """Whether the dates of the consultation, or today without them, meet the months of restraint."""
    election, article = brief.context.election_on, "Code électoral, L52-1"
    if election is None:
        said = Text(fr="La date de la prochaine élection locale n’est pas connue.", en="The date of the next local election is not known.")
        return Point(
            "election",
            "unknown",
            False,
            said,
            Text(fr="vérifier la date de la prochaine élection", en="check the date of the next election"),
            article,
        )
    start, end = brief.limits.start or today, brief.limits.end or brief.limits.start or today
    restraint = restraint_from(election)
    if start <= election and end >= restraint:
        said = Text(
            fr=f"Du {day(restraint, 'fr')} à l’élection, la collectivité ne vante pas ses réalisations ; la communication reste neutre.",
            en=f"From {day(restraint, 'en')} to the election, the authority does not praise its achievements; communication stays neutral.",
        )
        todo = Text(
            fr="garder un ton neutre et vos supports habituels, ou attendre l’élection",
            en="keep a neutral tone and your usual media, or wait for the election",
        )
        return Point("election", "no", False, said, todo, article)
    return Point(
        "election", "yes", False, Text(fr="Aucune élection ne gêne ces dates.", en="No election disturbs these dates."), None, article
    )


def restraint_from(election: date) -> date:
    """First day of the sixth month before the month of an election."""
    year, month = divmod(election.year * 12 + election.month - 1 - RESTRAINT_MONTHS, 12)
    return date(year, month + 1, 1)


def _summer(brief: Brief) -> Point:
    start, end = brief.limits.start, brief.limits.end
    if start is None or end is None:
        said = Text(fr="Les dates de la concertation ne sont pas connues.", en="The dates of the consultation are not known.")
        return Point("summer", "unknown", False, said, Text(fr="fixer le début et la fin", en="set the start and the end"))
    days = [start + timedelta(days=i) for i in range((end - start).days + 1)]
    if sum(SUMMER[0] <= (each.month, each.day) <= SUMMER[1] for each in days) > SUMMER_SHARE * len(days):
        said = Text(
            fr="Plus de la moitié des jours tombent en été : beaucoup de gens seront absents.",
            en="More than half of the days fall in summer: many people will be away.",
        )
        return Point(
            "summer",
            "no",
            False,
            said,
            Text(fr="ajouter des semaines avant le 10 juillet ou en septembre", en="add weeks before 10 July or in September"),
        )
    return Point(
        "summer",
        "yes",
        False,
        Text(fr="La concertation ne tombe pas surtout en été.", en="The consultation does not fall mostly in summer."),
    )


def brief_as_said(plan: Plan) -> Brief:
    """The brief of a plan with the commitments that the plan itself makes, which win over those of its brief."""
    made = {name: value for name in Commitments.model_fields if (value := plan.said(name)) is not None}
    return plan.brief.model_copy(update={"commitments": Commitments(**made)})
