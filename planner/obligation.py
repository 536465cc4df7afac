"""Whether a text obliges the organiser to consult, from their answers to eight questions. Not legal advice.

An answer that is missing is "I do not know": it never counts as a no. Source: practice.md, section 4.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from catalog.facts import Text
from catalog.load import Catalog
from catalog.obligation import Hint, Leads
from planner.brief import Brief

Because = Literal["yes", "look", "unknown"]
Strength = Literal["must", "may"]
VOLUNTARY, PRE_ELECTION = "voluntary", "pre_election"  # ids of frames
COMMUNE_CODE = 5  # characters of the Insee code of a commune; an intermunicipality has nine
PLURAL_FROM = 5  # letters: below, a final s may belong to the word, as in "plus" beside PLU

CAUTION = Text(
    fr="Ceci n’est pas un avis juridique. Faites confirmer par votre service juridique ou la préfecture.",
    en="This is not legal advice. Have it confirmed by your legal department or the prefecture.",
)
TO_CHECK = Text(fr="à vérifier sur Légifrance", en="to be checked on Légifrance")
NOTHING_BINDS = Text(
    fr="Rien dans ces réponses ne vous y oblige : c’est une concertation volontaire. Ce que vous annoncerez vous engagera.",
    en="Nothing in these answers obliges you: this is a voluntary consultation. What you announce will bind you.",
)


@dataclass(frozen=True)
class Reason:
    """A question that leads to a frame, and the articles it rests on."""

    question: str  # id
    articles: tuple[str, ...]
    to_check: bool  # the articles were not read for this question


@dataclass(frozen=True)
class Suggested:
    """A frame with why; `because` says whether a yes requires it, a yes asks to look at it, or an answer is missing."""

    frame: str
    because: Because
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestion:
    """Frames in the order of the questions; none stands in both lists."""

    mandatory: tuple[Suggested, ...]
    not_excluded: tuple[Suggested, ...]  # to be looked at after a yes, or left open by an answer that is missing
    voluntary: bool  # every question has its no

    @property
    def frame(self) -> str | None:
        """The frame to start from; None while an answer that is missing could change it."""
        return self.mandatory[0].frame if self.mandatory else VOLUNTARY if self.voluntary else None


def suggest(answers: Mapping[str, bool | None], catalog: Catalog) -> Suggestion:
    """The frames that follow from the answers.

    Args:
        answers: by id of a question; None, or no entry, is "I do not know". Ids that are not known are ignored.
    """
    answered = _led(answers, catalog, True, "must")
    required = {frame: why for frame, (why, lead) in answered.items() if not set(lead.unless) & answered.keys()}
    asked: tuple[tuple[Because, bool | None, Strength], ...] = (("look", True, "may"), ("unknown", None, "must"))
    left: dict[str, Suggested] = {}
    for because, answer, strength in asked:
        for frame, (why, lead) in _led(answers, catalog, answer, strength).items():
            if frame not in required and frame not in left and not set(lead.unless) & required.keys():
                left[frame] = Suggested(frame, because, why)
    return Suggestion(
        mandatory=tuple(Suggested(frame, "yes", why) for frame, why in required.items()),
        not_excluded=tuple(left.values()),
        voluntary=bool(catalog.obligation) and all(answers.get(id) is False for id in catalog.obligation),
    )


def _led(
    answers: Mapping[str, bool | None], catalog: Catalog, answer: bool | None, strength: Strength
) -> dict[str, tuple[tuple[Reason, ...], Leads]]:
    """The frames that the questions with this answer lead to, with all their reasons and the first lead.

    A frame that a yes would only ask to look at is too far off to follow from "I do not know".
    """
    found: dict[str, tuple[tuple[Reason, ...], Leads]] = {}
    for question in catalog.obligation.values():
        if answers.get(question.id) is not answer:
            continue
        for lead in question.frames:
            if lead.strength == strength:
                reason = Reason(question.id, lead.articles or question.articles, question.confidence == "memory")
                before, first = found.get(lead.frame, ((), lead))
                found[lead.frame] = ((*before, reason), first)
    return found


def hinted(brief: Brief, catalog: Catalog) -> tuple[str, ...]:
    """The frames that the words of a brief call to mind, in the order of the data: something to look at, never a conclusion."""
    text = _words(" ".join(filter(None, (brief.subject, brief.mandate.decision))))
    found = [hint.id for hint in catalog.hints.values() if _said(hint.words, text) or _large_enough(hint, brief)]
    return (*found, PRE_ELECTION) if brief.context.election_on and PRE_ELECTION in catalog.frames else tuple(found)


def _said(phrases: Iterable[str], text: str) -> bool:
    return any(f" {_words(phrase)} " in f" {text} " for phrase in phrases)


def _large_enough(hint: Hint, brief: Brief) -> bool:
    """Thresholds of inhabitants are those of communes: another territory is never judged by them."""
    place = brief.territory
    if hint.people_from is None or place is None or place.people is None or len(place.place or "") != COMMUNE_CODE:
        return False
    return place.people >= hint.people_from


def _words(text: str) -> str:
    """Lower-case words without accents nor the s or x of a plural, one space between them."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return " ".join(word.rstrip("sx") if len(word) >= PLURAL_FROM else word for word in re.findall(r"[a-z0-9]+", bare))
