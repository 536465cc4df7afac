"""When things happen, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from catalog.facts import Text
from catalog.words import percent
from planner.checks.case import Case, say
from planner.checks.finding import Finding
from planner.checks.registry import check

PHASE_NAMES: dict[str, Text] = {
    "inform": say("informer", "inform"),
    "report_back": say("restituer et rendre compte", "report back"),
}


@check("avoid_holidays")
def avoid_holidays(case: Case) -> Iterator[Finding]:
    """Broken when too large a share of the days fall in summer or at the end of the year."""
    start, end = case.plan.brief.limits.start, case.plan.brief.limits.end
    if start is None or end is None:
        yield case.unknown(*(f"brief.limits.{name}" for name, value in (("start", start), ("end", end)) if value is None))
        return
    days = [start + timedelta(days=i) for i in range((end - start).days + 1)]
    share = sum(map(_holiday, days)) / len(days)
    detail = say(f"Été et fêtes : {percent(share, 'fr')} des jours.", f"Summer and year end: {percent(share, 'en')} of the days.")
    yield case.met(detail) if share <= case.limit("max_share") else case.broken(detail)


def _holiday(day: date) -> bool:
    """Summer (10 July to 31 August) or the end of the year (20 December to 3 January); other holidays depend on the area."""
    here = (day.month, day.day)
    return (7, 10) <= here <= (8, 31) or here >= (12, 20) or here <= (1, 3)


@check("window_length", needs="contributions")
def window_length(case: Case) -> Iterator[Finding]:
    """Broken when people have too few days to contribute."""
    window = case.window()
    if window is None:
        yield case.unknown("activities.week")
    else:
        days = (window[1] - window[0] + 1) * 7
        detail = say(f"Contributions ouvertes pendant {days} jours.", f"Contributions open for {days} days.")
        yield case.met(detail) if days >= case.limit("min_days") else case.broken(detail)


@check("mobilise_before", needs="contributions")
def mobilise_before(case: Case) -> Iterator[Finding]:
    """Broken when nothing informs or mobilises, or too shortly before the first contribution."""
    called, window = case.first_week(case.calls), case.window()
    if not case.calls:
        yield case.broken(say("Aucune action n’informe ni ne mobilise.", "No activity informs or mobilises."))
    elif called is None or window is None:
        yield case.unknown("activities.week")
    else:
        ahead = window[0] - called
        detail = say(f"Semaines d’avance : {ahead}.", f"Weeks ahead: {ahead}.")
        yield case.met(detail) if ahead >= case.limit("min_weeks") else case.broken(detail)


@check("phase_coverage", needs="steps")
def phase_coverage(case: Case) -> Iterator[Finding]:
    """Broken for each of informing, contributing and reporting back that no activity does."""
    phases = {step.phase for step in case.steps}
    absent = {phase: name for phase, name in PHASE_NAMES.items() if phase not in phases}
    if not case.contributions:
        absent["contribution"] = say("contribuer", "contribute")
    yield from case.met_unless(
        case.broken(say(f"Étape sans action : {name.fr}.", f"Step without an activity: {name.en}."), phase)
        for phase, name in absent.items()
    )
