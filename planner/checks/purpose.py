"""Why people are asked: the mandate, the question, the promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from catalog.facts import Text
from catalog.methods import LEVELS, Level
from catalog.words import day
from planner.checks.case import NO_GATHERING, Case, say
from planner.checks.finding import Finding
from planner.checks.questions import answer
from planner.checks.registry import check

LEVEL_NAMES: dict[Level, Text] = {
    "inform": say("information", "inform"),
    "consult": say("consultation", "consult"),
    "involve": say("concertation", "involve"),
    "collaborate": say("co-construction", "collaborate"),
    "empower": say("décision partagée", "empower"),
}

INFORMS = say(
    "Rien n’est ouvert, et le dispositif ne demande aucun avis : il informe.",
    "Nothing is open, and the plan asks for no opinion: it informs.",
)

# Turns that lead to an answer.
LEADING = re.compile(
    r"ne (?:pensez|trouvez|croyez|souhaitez|voulez)[- ]vous pas|n[’'](?:êtes|est)[- ](?:vous|il|ce) pas|seriez-vous favorable|"
    r"êtes-vous (?:d[’']accord|favorable)|don[’']t you|wouldn[’']t you|isn[’']t it|do you agree|are you in favour",
    re.IGNORECASE,
)


@check("neutral_question")
def neutral_question(case: Case) -> Iterator[Finding]:
    """Broken when the question leads to its answer or was tried by too few people; else a question."""
    testers = case.plan.said("question_testers")
    leading = LEADING.search(str(case.plan.said("question") or ""))
    tried = say(f"Personnes qui l’ont essayée : {testers}.", f"People who tried it: {testers}.")
    if leading:
        yield case.broken(say(f"Tournure qui oriente : « {leading[0]} ».", f"Turn that leads: “{leading[0]}”."))
    elif not isinstance(testers, int) or case.plan.said("question_tested") is False:
        yield answer(case)
    else:
        yield case.met(tried) if testers >= case.limit("min_testers") else case.broken(tried)


@check("usefulness_stated")
def usefulness_stated(case: Case) -> Iterator[Finding]:
    """Met when the mandate says the decision, the decider, the date and what is open."""
    missing = [name for name in ("decision", "decider", "decided_on", "open") if getattr(case.plan.brief.mandate, name) is None]
    yield case.unknown(*(f"brief.mandate.{name}" for name in missing)) if missing else case.met()


@check("room_for_influence")
def room_for_influence(case: Case) -> Iterator[Finding]:
    """Broken when the mandate says that nothing is open and opinions are asked, or when the decision comes before the start."""
    mandate, start = case.plan.brief.mandate, case.plan.brief.limits.start
    if case.informs_only:
        yield case.not_applicable(INFORMS)
    elif mandate.open is None:
        yield case.unknown("brief.mandate.open")
    elif not mandate.open:
        yield case.broken(say("Le mandat dit que rien n’est ouvert.", "The mandate says that nothing is open."))
    elif mandate.decided_on and start and mandate.decided_on <= start:
        yield case.broken(
            say(
                f"La décision est prise le {day(mandate.decided_on, 'fr')}, la participation commence le {day(start, 'fr')}.",
                f"The decision is taken on {day(mandate.decided_on, 'en')}, participation starts on {day(start, 'en')}.",
            )
        )
    else:
        count = len(mandate.open)
        yield case.met(say(f"Points ouverts : {count}.", f"Open points: {count}."))


@check("preconditions_met")
def preconditions_met(case: Case) -> Iterator[Finding]:
    """Met when someone decides, means are set and dates are set; broken when the means are nil."""
    limits = case.plan.brief.limits
    missing = [f"brief.limits.{name}" for name in ("budget", "staff_days", "start", "end") if getattr(limits, name) is None]
    if case.plan.brief.mandate.decider is None:
        missing.insert(0, "brief.mandate.decider")
    if limits.budget == 0 and limits.staff_days == 0:
        yield case.broken(say("Ni budget ni jours-agent.", "Neither money nor agent-days."))
    elif missing:
        yield case.unknown(*missing)
    else:
        yield case.met()


@check("level_declared")
def level_declared(case: Case) -> Iterator[Finding]:
    """Broken when no activity reaches the level announced; a vote that the council follows reaches shared decision."""
    level = case.plan.brief.level
    if level is None:
        yield case.unknown("brief.level")
    elif level == "inform":
        yield case.met()
    elif not case.contributions:
        yield case.unknown("activities")
    else:
        highest = _highest_level(case)
        detail = say(
            f"Niveau annoncé : {LEVEL_NAMES[level].fr} ; le plus élevé que vos actions permettent : {LEVEL_NAMES[highest].fr}.",
            f"Level announced: {LEVEL_NAMES[level].en}; the highest that your activities allow: {LEVEL_NAMES[highest].en}.",
        )
        yield case.met(detail) if LEVELS.index(highest) >= LEVELS.index(level) else case.broken(detail)


def _highest_level(case: Case) -> Level:
    """The highest level that the activities allow."""
    if case.plan.said("council_bound") and any(step.is_vote for step in case.contributions):
        return "empower"
    return max((level for step in case.contributions for level in step.method.levels), key=LEVELS.index, default="inform")


@check("no_overpromise")
def no_overpromise(case: Case) -> Iterator[Finding]:
    """A question that arises only when shared decision is promised."""
    if case.plan.brief.level is None:
        yield case.unknown("brief.level")
    elif case.plan.brief.level != "empower":
        yield case.not_applicable(say("Aucune décision partagée n’est promise.", "No shared decision is promised."))
    else:
        yield answer(case)


@check("alternatives_shown")
def alternatives_shown(case: Case) -> Iterator[Finding]:
    """A question that does not arise when people are only informed."""
    if case.plan.brief.level == "inform":
        yield case.not_applicable(say("Le niveau annoncé est l’information.", "The level announced is to inform."))
    else:
        yield answer(case)


@check("early_enough")
def early_enough(case: Case) -> Iterator[Finding]:
    """Broken when the decision comes before the contributions close, or too soon after to have read them."""
    decided, start = case.plan.brief.mandate.decided_on, case.plan.brief.limits.start
    closing = case.closing_day
    if case.informs_only:
        yield case.not_applicable(INFORMS)
    elif decided is None:
        yield case.unknown("brief.mandate.decided_on")
    elif start and decided <= start:
        yield case.broken(say("La décision précède le début.", "The decision comes before the start."))
    elif closing is None:
        yield case.unknown(*case.undated)
    else:
        detail = say(
            f"Contributions closes le {day(closing, 'fr')}, décision le {day(decided, 'fr')}.",
            f"Contributions close on {day(closing, 'en')}, decision on {day(decided, 'en')}.",
        )
        yield case.met(detail) if closing + timedelta(days=case.limit("min_days")) <= decided else case.broken(detail)


@check("past_promises_faced")
def past_promises_faced(case: Case) -> Iterator[Finding]:
    """Met when past promises, or the history of the subject, are written."""
    if case.plan.brief.mandate.promises or case.plan.brief.context.history:
        yield case.met()
    else:
        yield case.unknown("brief.mandate.promises", "brief.context.history")


@check("elected_role_stated", needs="steps")
def elected_role_stated(case: Case) -> Iterator[Finding]:
    """A question that arises only where people are gathered."""
    yield answer(case) if any(step.convened for step in case.steps) else case.not_applicable(NO_GATHERING)


@check("known_not_asked_again", needs="contributions")
def known_not_asked_again(case: Case) -> Iterator[Finding]:
    """A question that arises as soon as people are asked something; without a written history, that is missing too."""
    if case.plan.said("known_reused") is None and not case.plan.brief.context.history:
        yield case.unknown("commitments.known_reused", "brief.context.history")
    else:
        yield answer(case)
