"""The documents that a plan can become, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper.elements import Paper
from catalog.words import Lang
from planner.documents.draft import Draft
from planner.documents.leaflet import leaflet
from planner.documents.minutes import minutes
from planner.documents.mobilisation import mobilisation
from planner.documents.monitoring import monitoring
from planner.documents.outcome import outcome
from planner.documents.report import report
from planner.documents.scoping import scoping
from planner.documents.sheet import drafted
from planner.documents.trust import trust
from planner.plan import Plan
from planner.reach import Situation
from planner.record import foot, made, text


@dataclass(frozen=True)
class Kind:
    """A document: its name, what it is for, and what writes it."""

    name: Text
    purpose: Text
    write: Callable[[Draft], Paper]


def _leaflet(draft: Draft) -> Paper:
    return leaflet(draft.brief, draft.plan, draft.catalog, draft.lang, draft.today, draft.evaluation)


PAPERS: Mapping[str, Kind] = {
    "note": Kind(
        Text(fr="Note au conseil", en="Council note"),
        Text(fr="Deux pages pour décider, puis les annexes et le projet de délibération.",
             en="Two pages to decide on, then the annexes and the draft deliberation."),
        report,
    ),
    "scoping": Kind(
        Text(fr="Note de cadrage", en="Scoping note"),
        Text(fr="Une page dès la première minute : ce que l’on sait, ce qui reste à écrire, par qui.",
             en="One page from the first minute: what is known, what is still to be written, by whom."),
        scoping,
    ),
    "leaflet": Kind(
        Text(fr="À quoi servira votre avis", en="What your opinion will be used for"),
        Text(fr="Une demi-page pour le public : ce qui peut changer, comment participer, ce que devient une contribution.",
             en="Half a page for the public: what can change, how to take part, what becomes of a contribution."),
        _leaflet,
    ),
    "mobilisation": Kind(
        Text(fr="Tableau de mobilisation", en="Mobilisation table"),
        Text(fr="Public par public : où il est déjà, que lui dire, par qui, avant quelle date, à quel coût.",
             en="Public by public: where it already is, what to say, through whom, by when, at what cost."),
        mobilisation,
    ),
    "monitoring": Kind(
        Text(fr="Tableau de suivi des contributions", en="Monitoring table of contributions"),
        Text(fr="De chaque contribution à sa réponse, canal par canal, avec un seuil d’alerte par public.",
             en="From each contribution to its answer, channel by channel, with an alert threshold by public."),
        monitoring,
    ),
    "minutes": Kind(
        Text(fr="Trame de compte rendu", en="Outline of minutes"),
        Text(fr="Une trame par format de séance : accords et désaccords gardés, questions suivies, des nombres sans noms.",
             en="An outline per format of session: agreements and disagreements kept, questions followed up, numbers without names."),
        minutes,
    ),
    "outcome": Kind(
        Text(fr="Trame de bilan", en="Outline of the outcome report"),
        Text(fr="Ce qui était annoncé est rempli, ce qui s’est passé s’écrit en face : participation, réponses, coût, engagements.",
             en="What was announced is filled in, what happened is written beside it: turnout, answers, cost, commitments."),
        outcome,
    ),
    "trust": Kind(
        Text(fr="Fiche de confiance", en="Trust sheet"),
        Text(fr="Les règles à publier : qui participe, modération, données personnelles, outils, recours.",
             en="The rules to publish: who takes part, moderation, personal data, tools, redress."),
        trust,
    ),
}  # fmt: skip


def paper(
    name: str,
    plan: Plan,
    catalog: Catalog,
    lang: Lang,
    today: date,
    kept_until: date | None = None,
    situation: Situation | None = None,
) -> Paper:
    """One document of a plan, with what made it.

    Args:
        name: a key of `PAPERS`.
        today: the day written on it.
        kept_until: when the plan leaves the store if nobody opens it; None when it is in none.
        situation: the plan's brief laid on the catalogue, when it is already at hand.
    """
    draft = drafted(plan, catalog, lang, today, situation)
    record = made(plan, catalog, name, lang, today, draft.evaluation, kept_until)
    return PAPERS[name].write(draft).model_copy(update={"foot": foot(record), "record": text(record)})
