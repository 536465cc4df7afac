"""What people are given to read, see and think about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.words import day
from planner.checks.case import Case, Step, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked
from planner.checks.registry import check

check("balanced_information")(asked)


@check("complementary_documents")
def complementary_documents(case: Case) -> Iterator[Finding]:
    """Broken when the file is put online too shortly before the first contribution."""
    published, window = case.plan.said("documents_on"), case.window()
    opening = case.day(window[0]) if window else None
    if not isinstance(published, date):
        yield case.unknown("commitments.documents_on")
    elif opening is None:
        yield case.unknown(*case.undated)
    else:
        detail = say(
            f"Dossier en ligne le {day(published, 'fr')}, première contribution à partir du {day(opening, 'fr')}.",
            f"File online on {day(published, 'en')}, first contribution from {day(opening, 'en')}.",
        )
        yield case.met(detail) if (opening - published).days >= case.limit("min_days") else case.broken(detail)


@check("paper_file_available")
def paper_file_available(case: Case) -> Iterator[Finding]:
    """Broken when too few places show the file on paper."""
    places = case.plan.said("paper_places")
    if not isinstance(places, tuple):
        yield case.unknown("commitments.paper_places")
    else:
        detail = say(f"Lieux annoncés : {len(places)}.", f"Places announced: {len(places)}.")
        yield case.met(detail) if len(places) >= case.limit("min_places") else case.broken(detail)


@check("time_to_learn", needs="contributions")
def time_to_learn(case: Case) -> Iterator[Finding]:
    """Broken when people deliberate or produce together with no information step before."""
    demanding = [step for step in case.contributions if step.phase in ("co_produce", "deliberate")]
    informing = [step for step in case.steps if step.phase == "inform"]
    if not demanding:
        yield case.not_applicable(say("On ne délibère ni ne produit ensemble.", "People neither deliberate nor produce together."))
    elif not informing:
        nothing = say("Aucune étape d’information avant.", "No information step before.")
        yield from (case.broken(nothing, step.id) for step in demanding)
    else:
        told = case.first_week(informing)
        yield from case.met_unless(fault for step in demanding if (fault := _untold(step, told, case)))


def _untold(step: Step, told: int | None, case: Case) -> Finding | None:
    """A fault when an activity opens before the first week of the information."""
    span = case.weeks(step)
    if told is None or span is None or told <= span[0]:
        return None
    detail = say(
        f"Ouverture en semaine {span[0]} ; l’information commence en semaine {told}.",
        f"Opens in week {span[0]}; the information starts in week {told}.",
    )
    return case.broken(detail, step.id)


@check("rich_media")
def rich_media(case: Case) -> Iterator[Finding]:
    """Met when something is walked, photographed or filmed together; else a question on what forms accept."""
    lived = [step for step in case.contributions if step.method.form == "walk"]
    if lived:
        yield case.met(say(f"Sur place : {lived[0].method.name.fr}.", f"On the spot: {lived[0].method.name.en}."))
    else:
        yield answer(case)
