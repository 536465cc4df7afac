"""A case: one principle put to one plan, with what every check needs to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from catalog.facts import Figure, Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, Form, Method, Phase, Strand
from catalog.principles import Principle
from planner.audiences import tags_of
from planner.brief import Audience
from planner.calendar import monday
from planner.checks.finding import Finding, Verdict
from planner.evaluate import Evaluation, Line, evaluate
from planner.plan import Activity, Plan, strand_of
from planner.reach import Segment, Situation


def say(fr: str, en: str) -> Text:
    """The words of a detail, in both languages."""
    return Text(fr=fr, en=en)


NOBODY_ONLINE = say("Personne ne contribue en ligne.", "Nobody contributes online.")
ONE_CHANNEL = say("On ne contribue que par un canal.", "People contribute through one channel only.")
NO_GATHERING = say("Aucune rencontre n’est prévue.", "No gathering is planned.")
FEW = 2  # seeded worlds: no check reads an interval, and central values do not depend on their number
PLAN = "plan"  # the subject of a finding about the whole plan
CALLING_PHASES: tuple[Phase, ...] = ("inform", "mobilise")
CONVENED_FORMS: tuple[Form, ...] = ("meeting", "workshop", "panel", "walk", "event", "standing_body", "online_live")


@dataclass(frozen=True)
class Step:
    """An activity with its method."""

    activity: Activity
    method: Method

    @property
    def id(self) -> str:
        return self.activity.id

    @property
    def phase(self) -> Phase:
        return self.activity.phase

    @cached_property
    def strands(self) -> frozenset[Strand]:
        """The strands it belongs to: two for a hybrid, unless the plan writes that it is held in the other one only."""
        own = strand_of(self.activity, self.method)
        return frozenset(self.method.joins) if own == self.method.strand else frozenset({own})

    @property
    def digital(self) -> bool:
        return "digital" in self.strands

    @property
    def only_digital(self) -> bool:
        return self.strands == {"digital"}

    @property
    def contributes(self) -> bool:
        """Whether people give something in it: leaflets and reports never count."""
        return self.phase in CONTRIBUTION_PHASES and self.method.counts_as != "informs"

    @property
    def convened(self) -> bool:
        """People are gathered at a set time and place."""
        return "in_person" in self.strands and self.method.form in CONVENED_FORMS

    @property
    def is_vote(self) -> bool:
        """A vote that ranks or chooses; a petition is not one."""
        return self.method.form == "ballot" and "petition" not in self.method.uses

    def open_to(self, audience: Audience) -> bool:
        """Whether it is meant for an audience; an activity that names none is open to all."""
        return not self.activity.audiences or audience.name in self.activity.audiences


@dataclass(frozen=True)
class Numbers:
    """What all principles read of one plan: found once, and computed only if a check asks."""

    plan: Plan
    catalog: Catalog
    given: Evaluation | None = None
    at: Situation | None = None

    @cached_property
    def situation(self) -> Situation:
        return self.at or Situation(self.plan.brief, self.catalog)

    @cached_property
    def evaluation(self) -> Evaluation:
        return self.given or evaluate(self.plan, self.catalog, self.situation, FEW)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(activity, self.catalog.methods[activity.method]) for activity in self.plan.activities)

    @cached_property
    def contributions(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.contributes)

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {line.activity: line for line in self.evaluation.lines}

    @cached_property
    def segments(self) -> dict[str, Segment]:
        """The chosen publics as the model counts them, by name."""
        return {segment.name: segment for segment in self.situation.segments if segment.chosen}

    @cached_property
    def tags(self) -> dict[str, frozenset[str]]:
        """The tags of each public, given or implied by its profile."""
        return {audience.name: frozenset(tags_of(audience)) for audience in self.plan.brief.audiences}

    @cached_property
    def window(self) -> tuple[int, int] | None:
        """First and last week in which people can contribute; None when the week of one activity is not known."""
        dated = self.plan.brief.limits.start is not None
        if not self.contributions or not (dated or all(step.activity.week is not None for step in self.contributions)):
            return None
        spans = [(line.start_week, line.end_week) for line in (self.lines[step.id] for step in self.contributions)]
        known = [(first, last) for first, last in spans if first is not None and last is not None]
        if len(known) < len(spans):
            return None
        return min(first for first, _ in known), max(last for _, last in known)


@dataclass(frozen=True)
class Case:
    """One principle put to one plan."""

    plan: Plan
    catalog: Catalog
    principle: Principle
    numbers: Numbers

    # -- what the plan holds ----------------------------------------------------------------------

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.numbers.steps

    @property
    def contributions(self) -> tuple[Step, ...]:
        return self.numbers.contributions

    @property
    def informs_only(self) -> bool:
        """Whether the mandate says that nothing is open, and the plan rightly asks for no opinion: it informs."""
        return self.plan.brief.mandate.open == () and bool(self.steps) and not self.contributions

    @cached_property
    def online(self) -> tuple[Step, ...]:
        """Contribution activities that are at least partly online."""
        return tuple(step for step in self.contributions if step.digital)

    @cached_property
    def off_line(self) -> tuple[Step, ...]:
        """Contribution activities that are at least partly in person, on paper or by telephone."""
        return tuple(step for step in self.contributions if not step.only_digital)

    @cached_property
    def calls(self) -> tuple[Step, ...]:
        """Activities that inform or mobilise."""
        return tuple(step for step in self.steps if step.phase in CALLING_PHASES)

    @cached_property
    def strands(self) -> frozenset[Strand]:
        """The strands through which people contribute."""
        return frozenset(strand for step in self.contributions for strand in step.strands)

    @property
    def audiences(self) -> tuple[Audience, ...]:
        return self.plan.brief.audiences

    @property
    def priorities(self) -> tuple[Audience, ...]:
        return tuple(audience for audience in self.audiences if audience.priority)

    def tagged(self, tag: str) -> tuple[Audience, ...]:
        """The audiences that bear a tag, given or implied by their profile."""
        return tuple(audience for audience in self.audiences if tag in self.numbers.tags[audience.name])

    def ways_in(self, audience: Audience) -> tuple[Step, ...]:
        """The contribution activities open to an audience."""
        return tuple(step for step in self.contributions if step.open_to(audience))

    # -- what the plan comes to --------------------------------------------------------------------

    @property
    def evaluation(self) -> Evaluation:
        return self.numbers.evaluation

    @property
    def situation(self) -> Situation:
        return self.numbers.situation

    def line(self, step: Step) -> Line:
        return self.numbers.lines[step.id]

    def limit(self, name: str) -> float:
        """An editable number of the principle."""
        return self.principle.parameters[name]

    def segment(self, audience: Audience) -> Segment:
        """An audience as the model counts it, with its exposure."""
        return self.numbers.segments[audience.name]

    def exposed(self, audience: Audience) -> bool:
        """Whether an audience is far from digital: said by its tags, else estimated from its profile."""
        if "far_from_digital" in audience.tags:
            return True
        exposure = self.segment(audience).exposure
        return exposure.offline.value + exposure.needs_help.value >= self.limit("exposed_share")

    def weeks(self, step: Step) -> tuple[int, int] | None:
        """First and last week of an activity: written in the plan, else found by the calendar once the start is known."""
        if step.activity.week is None and self.plan.brief.limits.start is None:
            return None
        line = self.line(step)
        return (line.start_week, line.end_week) if line.start_week is not None and line.end_week is not None else None

    def first_week(self, steps: Iterable[Step]) -> int | None:
        """The week of the earliest of some activities; None when no week is known."""
        return min((span[0] for step in steps if (span := self.weeks(step))), default=None)

    def window(self) -> tuple[int, int] | None:
        """First and last week in which people can contribute; None when the week of one activity is not known."""
        return self.numbers.window

    def day(self, week: int) -> date | None:
        """First day of a week of the plan; None when the start is not known."""
        start = self.plan.brief.limits.start
        return monday(start, week) if start else None

    @property
    def closing_day(self) -> date | None:
        """The day after which nobody can contribute any more, when it is known."""
        window = self.window()
        return self.day(window[1] + 1) if window else None

    @property
    def undated(self) -> tuple[str, ...]:
        """The keys that are missing to date the contributions."""
        start = () if self.plan.brief.limits.start else ("brief.limits.start",)
        if not self.contributions:
            return (*start, "activities")
        return start if self.window() else (*start, "activities.week")

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The keys that are missing to count participants: how many come depends on how many live there."""
        units = () if all(step.activity.units for step in self.contributions) else ("activities.units",)
        territory = self.plan.brief.territory
        return units if territory and territory.people else (*units, "brief.territory.people")

    def participants(self, steps: Iterable[Step]) -> float:
        """People expected in some activities, somebody who comes twice being counted twice."""
        return sum(self.line(step).people for step in steps)

    # -- verdicts ----------------------------------------------------------------------------------

    @property
    def field(self) -> str:
        """The commitment that answers the principle's question: the first that it looks at."""
        return next(key for key in self.principle.inputs if key.startswith("commitments.")).removeprefix("commitments.")

    def met(self, detail: Text | None = None, subject: str = PLAN) -> Finding:
        return self._finding("met", subject, detail)

    def broken(self, detail: Text | None = None, subject: str = PLAN) -> Finding:
        return self._finding("broken", subject, detail)

    def not_applicable(self, detail: Text | None = None) -> Finding:
        return self._finding("not_applicable", PLAN, detail)

    def unknown(self, *missing: str, detail: Text | None = None, subject: str = PLAN) -> Finding:
        """Nothing can be said until the keys named are filled."""
        return self._finding("unknown", subject, detail, missing)

    def met_unless(self, faults: Iterable[Finding]) -> Iterator[Finding]:
        """The faults found, one per subject; met when there are none."""
        found = tuple(faults)
        yield from found or (self.met(),)

    def age(self, figure: Figure) -> Text:
        """Where a figure of the data comes from, in a few words: its year and publisher, or that it is a rule of ours."""
        if figure.kind == "entered":
            return say("chiffre saisi", "figure entered")
        source = self.catalog.sources.get(figure.source or "")
        if figure.kind == "default" or source is None:
            return say("valeur par défaut", "default value")
        year = figure.year or source.year
        if source.publisher is None:
            return say(str(year), str(year)) if year else say("année non connue", "year not known")
        return say(
            f"{source.publisher}, {year or 'année non connue'}",
            f"{source.publisher}, {year or 'year not known'}",
        )

    def _finding(self, verdict: Verdict, subject: str, detail: Text | None, missing: tuple[str, ...] = ()) -> Finding:
        rule = self.principle
        return Finding(
            rule=rule.id, kind=rule.kind, verdict=verdict, severity=rule.severity, subject=subject, missing=missing,
            statement=rule.statement, remedy=rule.remedy, source=rule.source, detail=detail,
            set_aside=next((aside.reason for aside in self.plan.set_aside if aside.principle == rule.id), None),
        )  # fmt: skip
