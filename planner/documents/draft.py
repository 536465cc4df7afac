"""A plan with its numbers, and how one language tells its actions: what the note and its annexes share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf

import numpy as np

from catalog.facts import Figure
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, Method, Strand
from catalog.paper.elements import Span, Words
from planner import wording as w
from planner.audiences import ALL
from planner.brief import Asset, Brief
from planner.checks import Finding
from planner.coverage import INTERVAL, SEED, Coverage, spread
from planner.divide import States
from planner.evaluate import Evaluation, Line
from planner.phrases import Phrases
from planner.plan import Activity, Plan, strand_of
from planner.reach import Situation


@dataclass(frozen=True)
class Draft(Phrases):
    """What every sentence of a note needs."""

    plan: Plan
    evaluation: Evaluation
    findings: tuple[Finding, ...]  # most serious first
    catalog: Catalog
    today: date
    states: Mapping[str, States]  # distance from digital, by name of audience; empty when not known
    situation: Situation | None = None  # the brief laid on the catalogue, when it is already at hand

    # -- the plan, looked up ------------------------------------------------------------------------------

    @property
    def brief(self) -> Brief:
        return self.plan.brief

    @cached_property
    def at(self) -> Situation:
        return self.situation or Situation(self.brief, self.catalog)

    @property
    def nothing_open(self) -> bool:
        """Said to be so: nothing is open to debate."""
        return self.brief.mandate.open is not None and not self.brief.mandate.open

    @property
    def information(self) -> bool:
        """The note announces an information, not a consultation."""
        return self.nothing_open or self.brief.level == "inform"

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        return {line.activity: line for line in self.evaluation.lines}

    @cached_property
    def coverage(self) -> Mapping[str, Coverage]:
        return {row.audience: row for row in self.evaluation.coverage}

    @cached_property
    def everybody(self) -> Coverage | None:
        """The union over the territory; None when nobody can be counted."""
        row = self.coverage.get(ALL)
        return row if row and row.people > 0 else None

    @property
    def benchmark(self) -> Words:
        """The people expected to contribute, as a range."""
        row = self.everybody
        return (self.range(row.comes_low, row.comes_high, row.comes),) if row and self.contributing else self.unknown

    @property
    def cost(self) -> Span | None:
        """The expense of the plan; a plan without activities has none that is known."""
        return self.money(self.evaluation.cost) if self.plan.activities else None

    @property
    def days(self) -> Span | None:
        return self.count(self.evaluation.staff_days, 1) if self.plan.activities else None

    @cached_property
    def ordered(self) -> tuple[Activity, ...]:
        """Activities by first week; those without a week come last, in the order of the plan."""
        return tuple(sorted(self.plan.activities, key=lambda a: week if (week := self.first_week(a)) is not None else 10_000))

    def first_week(self, activity: Activity) -> int | None:
        line = self.lines.get(activity.id)
        return line.start_week if line and line.start_week is not None else activity.week

    @cached_property
    def contributing(self) -> tuple[Activity, ...]:
        return self.plan.in_phases(CONTRIBUTION_PHASES)

    def kind_of(self, activity: Activity) -> Method:
        return self.catalog.methods[activity.method]

    def strand(self, activity: Activity) -> Strand:
        return strand_of(activity, self.kind_of(activity))

    def name(self, activity: Activity | str) -> str:
        """The words for an activity, given as such or by its id."""
        if isinstance(activity, str):
            activity = next(a for a in self.plan.activities if a.id == activity)
        return self.kind_of(activity).name(self.lang)

    def commitment(self, name: str) -> str | None:
        value = self.plan.said(name)
        return self.said(value) if isinstance(value, str) else None

    def commitment_day(self, name: str) -> date | None:
        value = self.plan.said(name)
        return value if isinstance(value, date) else None

    def commitment_kept(self, name: str) -> bool | None:
        value = self.plan.said(name)
        return value if isinstance(value, bool) else None

    # -- what is said of an action ------------------------------------------------------------------------

    def when(self, activity: Activity) -> Words:
        line = self.lines.get(activity.id)
        if line and line.starts_on:
            if line.ends_on is None or line.start_week == line.end_week:
                return self.phrase(w.WEEK_OF, day=self.day(line.starts_on))
            return self.phrase(w.DAYS_SPAN, first=self.first_day(line.starts_on, line.ends_on), last=self.day(line.ends_on))
        first_week = self.first_week(activity)
        if first_week is None:
            return self.unknown
        if first_week == 0:
            return self.phrase(w.WEEK_BEFORE)
        last_week = line.end_week if line and line.end_week else first_week
        if last_week == first_week:
            return self.phrase(w.WEEK, week=str(first_week))
        return self.phrase(w.WEEKS, first=str(first_week), last=str(last_week))

    def first_day(self, first: date, last: date) -> str | None:
        """The first day of a span, without the month and year that its last day repeats."""
        written, end = self.day(first) or "", self.day(last) or ""
        for kept in (1, 2):  # the day, then the day and the month
            if written.split(" ")[kept:] == end.split(" ")[kept:]:
                return " ".join(written.split(" ")[:kept])
        return written

    def for_whom(self, activity: Activity) -> Words:
        if not activity.audiences:
            return self.unknown
        if 1 < len(self.brief.audiences) == len(activity.audiences):
            return self.plain(w.ALL_PUBLICS)
        return (Span(text=", ".join(self.said(name) or "" for name in activity.audiences)),)

    def where(self, activity: Activity) -> Words:
        """Its tools, else what is already in hand for it, else the places the organiser named; else a hole."""
        method = self.kind_of(activity)
        names = [self.catalog.tools[tool].name for tool in activity.tools]
        if not names and (asset := self.at.asset(method)):
            names = [self.asset(asset)]
        if not names and method.form == "paper_form" and isinstance(places := self.plan.said("paper_places"), tuple):
            names = [place for text in places if (place := self.said(text))]
        if not names and self.strand(activity) == "digital" and (page := self.commitment("official_place")):
            names = [page]
        return (Span(text=", ".join(names)),) if names else (self.hole(),)

    def asset(self, asset: Asset) -> str:
        """What is already in hand, by its own name when it has one."""
        return self.said(asset.name) or (self.catalog.tools[asset.tool].name if asset.tool else w.ASSETS[asset.what](self.lang))

    def produces(self, activity: Activity) -> Words:
        """What one line brings, as a range where the yield has one."""
        if activity.phase in w.MAKES:
            return self.phrase(w.MAKES[activity.phase])
        line, method = self.lines.get(activity.id), self.kind_of(activity)
        if line is None or not line.people:
            return self.unknown
        people = self.spread(line.people, self.at.effort(method).people)
        if method.counts_as == "informs" or activity.phase == "inform":
            return self.phrase(w.MAKES_INFORMED, people=people)
        if method.counts_as == "deliberates":
            return self.phrase(w.MAKES_WORK, people=people)
        if not line.contributions:
            return self.phrase(w.MAKES_PEOPLE, people=people)
        return self.phrase(w.MAKES_CONTRIBUTIONS, people=people, n=self.people(line.contributions))

    def spread(self, value: float, figure: Figure | None) -> Words:
        """A computed head count with the range of the yield it comes from: four chances in five, as everywhere."""
        if figure is None or figure.low is None or figure.high is None or not figure.value:
            return self.people(value)
        draws = spread(np.random.default_rng(SEED), figure.low, figure.value, figure.high) / figure.value
        low, high = (value * float(factor) for factor in np.percentile(draws, INTERVAL))
        return (self.range(min(low, value), min(max(high, value), self.everybody.people if self.everybody else inf), value),)
