"""When things happen, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from catalog.facts import Text
from catalog.words import day, percent
from planner.agenda import share_off, told_period
from planner.checks.case import Case, Step, say
from planner.checks.finding import Finding
from planner.checks.registry import check
from planner.holidays import days_off, school_known, zone_of

PHASE_NAMES: dict[str, Text] = {
    "inform": say("informer", "inform"),
    "report_back": say("restituer et rendre compte", "report back"),
}


@check("avoid_holidays")
def avoid_holidays(case: Case) -> Iterator[Finding]:
    """Broken for each contribution activity that falls too much in the school holidays of its zone.

    Where these holidays are not known, or no activity is dated, the whole period of the brief is judged: on the
    school holidays when they are known, else on summer and the end of the year. Public holidays count for nothing here.
    """
    place = case.plan.brief.territory
    code = place.code if place else ""
    steps = case.contributions if zone_of(code) else ()
    spans = [(step, span) for step in steps if (span := _days(case, step)) and school_known(code, *span)]
    if spans:
        yield from case.met_unless(
            case.broken(detail, subject=step.id)
            for step, (first, last) in spans
            if (detail := _mostly_off(code, first, last, case.limit("max_share")))
        )
        return
    start, end = case.plan.brief.limits.start, case.plan.brief.limits.end
    if start is None or end is None:
        yield case.unknown(*(f"brief.limits.{name}" for name, value in (("start", start), ("end", end)) if value is None))
        return
    if school_known(code, start, end):
        detail = _mostly_off(code, start, end, case.limit("max_share"))
        yield case.broken(detail) if detail else case.met()
        return
    share, _ = share_off(code, start, end)
    detail = say(
        f"Été et fêtes : {percent(share, 'fr')} des jours. Les vacances scolaires d’ici ne sont pas connues du logiciel.",
        f"Summer and year end: {percent(share, 'en')} of the days. The school holidays here are not known to the program.",
    )
    yield case.met(detail) if share <= case.limit("max_share") else case.broken(detail)


def _days(case: Case, step: Step) -> tuple[date, date] | None:
    """First and last day of an activity, when they are known."""
    span = case.weeks(step)
    first, after = (case.day(span[0]), case.day(span[1] + 1)) if span else (None, None)
    return (first, after - timedelta(days=1)) if first and after else None


def _mostly_off(code: str, first: date, last: date, limit: float) -> Text | None:
    """The school holidays in which too large a share of some days fall, with their dates; None when it is small enough."""
    share, periods = share_off(code, first, last)
    if share <= limit or not periods:
        return None
    off, total, zone = days_off(periods, first, last), (last - first).days + 1, zone_of(code)
    return say(
        f"Du {day(first, 'fr')} au {day(last, 'fr')}, {off} jours sur {total} tombent dans les vacances scolaires de la zone {zone} : "
        + " ; ".join(told_period(period, "fr") for period in periods)
        + ".",
        f"From {day(first, 'en')} to {day(last, 'en')}, {off} days out of {total} fall in the school holidays of zone {zone}: "
        + "; ".join(told_period(period, "en") for period in periods)
        + ".",
    )


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
    """Broken for each of informing, contributing and reporting back that no activity does; an information plan need not let contribute."""
    phases = {step.phase for step in case.steps}
    absent = {phase: name for phase, name in PHASE_NAMES.items() if phase not in phases}
    if not case.contributions and not case.informs_only:
        absent["contribution"] = say("contribuer", "contribute")
    yield from case.met_unless(
        case.broken(say(f"Étape sans action : {name.fr}.", f"Step without an activity: {name.en}."), phase)
        for phase, name in absent.items()
    )
