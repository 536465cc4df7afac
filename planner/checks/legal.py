"""Duties set by law. Not legal advice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from catalog.facts import Text
from catalog.frames import Duty
from catalog.words import day
from planner.checks.case import Case, say
from planner.checks.finding import Finding
from planner.checks.questions import answer, asked_online
from planner.checks.registry import check

check("rgaa_conform", needs="contributions")(asked_online)


@check("legal_frame_identified")
def legal_frame_identified(case: Case) -> Iterator[Finding]:
    """For the frame of the brief, each duty that can be counted; only a legal frame makes it a legal finding.

    A duty of kind `statement` is for people to read: no plan can show it.
    """
    if case.plan.brief.frame is None:
        yield case.unknown("brief.frame")
        return
    frame = case.catalog.frames[case.plan.brief.frame]
    found = [finding for duty in frame.duties if (finding := _duty(duty, case))]
    for finding in [one for one in found if one.verdict != "met"] or [case.met(frame.name)]:
        yield finding if frame.kind == "legal" else finding.model_copy(update={"kind": "practice"})


def _duty(duty: Duty, case: Case) -> Finding | None:
    """What a plan shows of one duty; None for one that no plan can show."""
    match duty.kind:
        case "min_days" | "max_days" | "notice_days" | "reply_days":
            return _dated_duty(duty, case)
        case "paper_place":
            places = case.plan.said("paper_places")
            return _held(duty, case, None if places is None else bool(places), "commitments.paper_places")
        case "digital_register":
            return _held(duty, case, any(step.digital for step in case.contributions) if case.steps else None, "activities")
        case "report":
            return _held(duty, case, any(step.phase == "report_back" for step in case.steps) if case.steps else None, "activities")
        case "method":
            return _held(duty, case, any(step.method.id == duty.method for step in case.steps) if case.steps else None, "activities")
        case _:
            return None


def _held(duty: Duty, case: Case, holds: bool | None, *missing: str, found: Text | None = None) -> Finding:
    detail = say(f"{duty.what.fr} {found.fr}", f"{duty.what.en} {found.en}") if found else duty.what
    if holds is None:
        return case.unknown(*missing, subject=duty.id, detail=detail)
    return case.met(detail, subject=duty.id) if holds else case.broken(detail, subject=duty.id)


def _dated_duty(duty: Duty, case: Case) -> Finding | None:
    """A length, a notice or a reply in days, against the weeks of the plan."""
    if duty.days is None:
        return None
    window = case.window()
    if duty.kind == "reply_days":
        reply, closing = case.plan.said("reply_on"), case.closing_day
        if not isinstance(reply, date):
            return _held(duty, case, None, "commitments.reply_on")
        if closing is None:
            return _held(duty, case, None, *case.undated)
        found = say(f"Réponse prévue le {day(reply, 'fr')}.", f"Reply planned on {day(reply, 'en')}.")
        return _held(duty, case, reply <= closing + timedelta(days=duty.days), found=found)
    if window is None:
        return _held(duty, case, None, "activities.week" if case.contributions else "activities")
    if duty.kind == "notice_days":
        called = case.first_week(case.calls)
        if case.calls and called is None:
            return _held(duty, case, None, "activities.week")
        days = 0 if called is None else (window[0] - called) * 7
        return _held(duty, case, days >= duty.days, found=say(f"Jours prévus : {days}.", f"Days planned: {days}."))
    days = (window[1] - window[0] + 1) * 7
    holds = days >= duty.days if duty.kind == "min_days" else days <= duty.days
    return _held(duty, case, holds, found=say(f"Jours prévus : {days}.", f"Days planned: {days}."))


@check("minors_protected")
def minors_protected(case: Case) -> Iterator[Finding]:
    """A question that arises when minors take part."""
    minors = case.plan.brief.context.minors
    if minors is None:
        yield case.unknown("brief.context.minors")
    elif minors:
        yield answer(case)
    else:
        yield case.not_applicable(say("Aucun mineur n’est attendu.", "No minors are expected."))


@check("pre_election_check")
def pre_election_check(case: Case) -> Iterator[Finding]:
    """Broken when the consultation overlaps the months of restraint before an election."""
    election, limits = case.plan.brief.context.election_on, case.plan.brief.limits
    wanted = (("brief.context.election_on", election), ("brief.limits.start", limits.start), ("brief.limits.end", limits.end))
    missing = [key for key, value in wanted if value is None]
    if election is None or limits.start is None or limits.end is None:
        yield case.unknown(*missing)
    else:
        restraint = _months_before(election, int(case.limit("months")))
        detail = say(
            f"Réserve du {day(restraint, 'fr')} au {day(election, 'fr')}.",
            f"Restraint from {day(restraint, 'en')} to {day(election, 'en')}.",
        )
        yield case.broken(detail) if limits.start <= election and limits.end >= restraint else case.met(detail)


def _months_before(election: date, months: int) -> date:
    """First day of the month that stands some months before that of the election (code électoral, L52-1)."""
    year, month = divmod(election.year * 12 + election.month - 1 - months, 12)
    return date(year, month + 1, 1)


@check("legal_means_respected", needs="steps")
def legal_means_respected(case: Case) -> Iterator[Finding]:
    """Broken for each method that the deliberation announces and the plan does not hold; legal only in a legal frame."""
    announced = case.plan.said("announced_methods")
    frame = case.catalog.frames.get(case.plan.brief.frame or "")
    held = {step.method.id for step in case.steps}
    if not isinstance(announced, tuple):
        found = [case.unknown("commitments.announced_methods")]
    elif not announced:
        found = [case.not_applicable(say("La délibération n’annonce aucune modalité.", "The deliberation announces no method."))]
    else:
        found = list(case.met_unless(_undelivered(name, case) for name in announced if name not in held))
    yield from (one if frame and frame.kind == "legal" else one.model_copy(update={"kind": "practice"}) for one in found)


def _undelivered(name: str, case: Case) -> Finding:
    """A method announced that the plan does not hold; unknown when no method bears that name."""
    method = case.catalog.methods.get(name)
    if method is None:
        detail = say(f"Modalité inconnue : {name}.", f"Unknown method: {name}.")
        return case.unknown("commitments.announced_methods", detail=detail, subject=name)
    return case.broken(say(f"Annoncé et absent du plan : {method.name.fr}.", f"Announced and not in the plan: {method.name.en}."), name)
