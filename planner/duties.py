"""What a plan must hold, as countable requirements: the error-level principles and the legal frame.

The optimiser turns each into a row, a conflict is told in its words, and the checks judge the same things
on any plan: the rule is written once, here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalog.facts import Text
from catalog.frames import Duty
from catalog.methods import CONTRIBUTION_PHASES, LEVELS, Method, Phase
from planner.calendar import whole_weeks
from planner.reach import Situation

READ_BY_ALL = frozenset({"regulatory-register", "structured-debate", "idea-collection"})  # uses in which anyone reads what others wrote
Wanted = Callable[[Method, Phase], bool]


@dataclass(frozen=True)
class Requirement:
    """At least `at_least` activities of a kind."""

    id: str
    words: Text
    wanted: Wanted
    at_least: int = 1


def contributes(method: Method, phase: Phase) -> bool:
    """Whether an activity gathers contributions: leaflets and reports never do."""
    return phase in CONTRIBUTION_PHASES and method.counts_as != "informs"


def serves(method: Method, phase: Phase) -> bool:
    """Whether a method is worth proposing in a phase: one informs, mobilises or reports by going to people or writing to them."""
    if phase in CONTRIBUTION_PHASES:
        return contributes(method, phase)
    if phase == "evaluate":
        return True
    reaches_out = method.counts_as == "informs" or method.form in ("meeting", "relay", "event")
    return reaches_out or (phase == "mobilise" and method.touring)


def non_digital(method: Method) -> bool:
    """Whether somebody far from digital can take part without any skill."""
    return method.digital == "none"


def requirements(at: Situation) -> tuple[Requirement, ...]:
    """What every proposed plan holds, given its brief and its frame."""
    found = [
        Requirement("phase_coverage", Text(fr="informer avant de demander", en="inform before asking"), lambda m, f: f == "inform"),
        Requirement("mobilise_before", Text(fr="mobiliser avant l’ouverture", en="mobilise before opening"), lambda m, f: f == "mobilise"),
        Requirement(
            "feedback_committed",
            Text(fr="publier une réponse qui reste consultable", en="publish an answer that can be found again"),
            lambda m, f: f == "report_back" and m.form == "report",
        ),
        Requirement(
            "feedback_same_channels",
            Text(fr="restituer aussi hors ligne", en="report back off-line too"),
            lambda m, f: f == "report_back" and non_digital(m),
        ),
        Requirement(
            "live_moment",
            Text(fr="une rencontre conviviale en présence", en="one convivial meeting in person"),
            lambda m, f: contributes(m, f) and m.strand == "in_person" and m.conviviality != "low",
        ),
        Requirement(
            "always_open_channel",
            Text(fr="un canal ouvert en permanence et traçable", en="one channel open at all times, with a record"),
            lambda m, f: contributes(m, f) and m.always_open,
        ),
        Requirement(
            "traceability_core",
            Text(fr="un support numérique qui garde la trace", en="a digital support that keeps the record"),
            lambda m, f: contributes(m, f) and "digital" in m.joins,
        ),
    ]
    wanted = {audience.name for audience in at.brief.audiences if audience.priority}
    priority = [segment for segment in at.segments if segment.name in wanted]
    if priority:
        found.append(
            Requirement(
                "each_audience_two_ways",
                Text(fr="une action qui va là où les gens sont déjà", en="an activity that goes where people already are"),
                lambda m, f: contributes(m, f) and m.touring and not m.affinity.only,
            )
        )
    if any("young" in segment.tags for segment in priority):
        found.append(
            Requirement(
                "youth_dedicated",
                Text(fr="une action faite pour les jeunes, hors ligne", en="an activity made for young people, off-line"),
                lambda m, f: contributes(m, f) and m.form in ("outreach", "standing_body") and "young" in m.affinity.well,
            )
        )
    for phase in at.brief.contribution_phases:
        found.append(_in_phase(phase))
    if at.brief.level and LEVELS.index(at.brief.level) >= LEVELS.index("involve"):
        found.append(
            Requirement(
                "time_to_learn",
                Text(fr="une séance où l’on travaille ensemble", en="one session where people work together"),
                lambda m, f: contributes(m, f) and m.counts_as == "deliberates",
            )
        )
    if level := at.brief.level:
        found.append(
            Requirement(
                "level_declared",
                Text(fr=f"un format au niveau annoncé ({level})", en=f"a method at the declared level ({level})"),
                lambda m, f: contributes(m, f) and level in m.levels,
            )
        )
    found += [Requirement(f"frame:{duty.id}", duty.what, shown) for duty in _duties(at) if (shown := shown_by(duty))]
    return tuple(requirement for requirement in found if _can_be_met(requirement, at))


def _can_be_met(requirement: Requirement, at: Situation) -> bool:
    """Whether some method of the catalogue can do it in the phases asked for: co-production alone has no travelling format.

    A legal duty stays, met or not.
    """
    phases = {"inform", "mobilise", "report_back", *at.brief.contribution_phases}
    methods = [method for method in at.catalog.methods.values() if method.kind == "method"]
    return requirement.id.startswith("frame:") or any(
        requirement.wanted(method, phase) for method in methods for phase in method.phases if phase in phases and serves(method, phase)
    )


def _in_phase(phase: Phase) -> Requirement:
    return Requirement(
        f"non_digital:{phase}",
        Text(
            fr=f"un format sans numérique, ouvert à tous, à l’étape {phase}",
            en=f"a method without digital, open to all, in the phase {phase}",
        ),
        lambda m, f: f == phase and contributes(m, f) and non_digital(m) and not m.affinity.only,
    )


def shown_by(duty: Duty) -> Wanted | None:
    """The activities by which a plan shows a duty of its frame; None for a length, a notice or a statement, which no activity shows."""
    match duty.kind:
        case "method":
            return lambda m, f: m.id == duty.method
        case "digital_register":
            return lambda m, f: contributes(m, f) and m.always_open and not READ_BY_ALL.isdisjoint(m.uses)
        case "paper_place":  # the file, a form or a register that people find on paper
            return lambda m, f: f != "report_back" and non_digital(m) and "remote" in m.joins and m.form in ("report", "paper_form")
        case "report":
            return lambda m, f: f == "report_back" and m.form == "report"
        case _:
            return None


def _duties(at: Situation) -> tuple[Duty, ...]:
    frame = at.catalog.frames.get(at.brief.frame or "")
    return frame.duties if frame else ()


def window_weeks(at: Situation) -> tuple[int, int | None]:
    """Least and greatest length of the contribution window that the frame asks for, in whole weeks.

    A minimum in days is rounded up; a maximum is rounded down.
    """
    least = [duty.days for duty in _duties(at) if duty.kind == "min_days" and duty.days]
    most = [duty.days for duty in _duties(at) if duty.kind == "max_days" and duty.days]
    return max((-(-days // 7) for days in least), default=0), min((days // 7 for days in most), default=None)


def notice_weeks(at: Situation) -> int:
    """Whole weeks between the announcement and the opening: a fortnight by default, or what the frame asks."""
    asked = [duty.days for duty in _duties(at) if duty.kind == "notice_days" and duty.days]
    return max(whole_weeks(at.default("notice_weeks")), max((-(-days // 7) for days in asked), default=0))
