"""The brief of the remaining weeks.

The optimiser knows neither weeks gone nor people already met. Both are given to it as a brief in which each activity
already started is a format of its own: it costs nothing more, takes the weeks it took, and brings what was counted.
Formats not yet started can start from the week at hand, with the yields that the counts point to.

Source: docs/followup.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from catalog.facts import Figure
from catalog.frames import Frame
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, PHASES, Effort, Method, Phase
from planner.adapt.yields import Learnt, learnt
from planner.brief import Audience
from planner.composition import Composition
from planner.coverage import TENTH, mobilised
from planner.duties import window_weeks
from planner.evaluate import weeks_of
from planner.followup import Followed, attendances, counted, public_factor
from planner.plan import Activity, Plan
from planner.reach import P_MAX, Array, Situation
from planner.work import Work

PAST = "past "  # opens the id of a format that stands for an activity already started: no id of the catalogue has a space


@dataclass(frozen=True)
class Past:
    """An activity already started, as a format of its own."""

    activity: Activity
    span: tuple[int, int]
    chances: Array  # that a member of each segment, then of the territory, came to one unit, at an ordinary mobilisation


class Rest(Situation):
    """A brief in the middle of its plan: the past as formats that only it can hold, yields as the counts correct them."""

    def __init__(
        self,
        at: Situation,
        week: int,
        past: Mapping[str, Past],
        catalog: Catalog,
        factors: Mapping[str, Learnt],
        planned: Mapping[str, int],
    ) -> None:
        super().__init__(at.brief, catalog)
        self.week, self.past, self.factors = week, past, factors
        self.planned = planned  # method -> first week that the plan had for it, when it was still to come
        self.before = at
        self.people = at.people
        self._exposures, self.place = at._exposures, at.place  # the same people: not worked out again

    def lead_weeks(self, method: Method) -> int:
        """Weeks from the start of the brief: what is not yet prepared is prepared from now on."""
        if method.id in self.past:
            return self._past_weeks(method)[0]
        lead = self.week - 1 + self.before.lead_weeks(method)
        return min(lead, max(self.planned[method.id], self.week) - 1) if method.id in self.planned else lead

    def _past_weeks(self, method: Method) -> tuple[int, int]:
        """Weeks before it starts, and weeks it lasts, as the program sees them.

        Contributions already gathered must not be asked to last anew after a later announcement: they end when they end.
        """
        each = self.past[method.id]
        first, last = each.span
        if each.activity.phase in CONTRIBUTION_PHASES and not window_weeks(self)[0]:
            return last - 1, 1
        return first - 1, last - first + 1

    def effort(self, method: Method) -> Effort:
        """The past takes nothing more; a yield that was counted has the spread that is left to it."""
        effort = self.before.effort(method) if method.id not in self.past else self.before.effort(self.catalog.methods[method.id])
        if method.id in self.past:
            nothing = {name: _value(getattr(effort, name), 0.0) for name in EFFORT_FIELDS if name not in ("people", "share", "capacity")}
            weeks = _value(effort.weeks, float(self._past_weeks(method)[1]))
            assert effort.people
            return effort.model_copy(update={**nothing, "weeks": weeks, "people": _value(effort.people, effort.people.value or 1.0)})
        seen = self.factors.get(method.id)
        if seen is None or effort.people is None:
            return effort
        ends = {name: effort.people.value * exp(sign * TENTH * seen.spread) for name, sign in (("low", -1), ("high", 1))}
        return effort.model_copy(update={"people": effort.people.model_copy(update=ends)})

    def draw(self, method: Method, people: float) -> float:
        """People one unit gathers, as the counts correct it; a room holds no more for that."""
        seen = self.factors.get(method.id)
        if seen is None:
            return super().draw(method, people)
        return super().draw(method, people) * seen.factor if seen.factor < 1 else super().draw(method, people * seen.factor)

    def probabilities(self, method: Method, phase: Phase | None = None, people: float | None = None) -> Array:
        """Chance of coming to one unit: of the past, what was counted; of the rest, by public as the counts correct it."""
        if method.id in self.past:
            return self.past[method.id].chances
        usual, seen = super().probabilities(method, phase, people), self.factors.get(method.id)
        return usual if seen is None else np.minimum(usual * seen.publics, P_MAX)

    def most_units(self, method: Method, gathers: bool) -> int:
        """The past is what it was."""
        return (self.past[method.id].activity.units or 1) if method.id in self.past else super().most_units(method, gathers)

    def _barred(self, audience: Audience, place: Composition | None = None) -> dict[str, float]:
        found = self.before._barred(audience, place)
        return {**found, **{name: found.get(each.activity.method, 0.0) for name, each in self.past.items()}}


def _value(figure: Figure | None, value: float) -> Figure:
    assert figure
    return figure.model_copy(update={"value": value, "low": value, "high": value})


def remaining(plan: Plan, at: Situation, week: int, followed: Followed) -> Rest:
    """The brief of a plan as it stands at the beginning of a week.

    Args:
        followed: the counts, of weeks before it.
    """
    works = [Work.of(activity, at) for activity in plan.activities]
    spans, effect = weeks_of(plan, works, at), mobilised(works, at)
    counts, factors = counted(plan, followed.week), learnt(plan, followed, at)
    started = [work for work in works if spans[work.activity.id][0] < week]
    past, clones = {}, {}
    for work in started:
        name, span = PAST + work.activity.id, spans[work.activity.id]
        channel = next(each for each in followed.channels if each.activity == work.activity.id)
        typical = float(attendances(work, at, effect))
        usual = factors[work.method.id].factor if work.method.id in factors else 1.0
        total = (channel.came or 0) + (1 - channel.share) * typical * usual if channel.until is not None else typical * usual
        own = np.array([*(public_factor(work, counts.get(work.activity.id), i, at, effect) for i in range(len(at.segments))), 1.0])
        chances = np.clip(at.probabilities(work.method, work.activity.phase) * own * (total / typical if typical else 1.0), 0.0, P_MAX)
        past[name] = Past(work.activity, span, chances)
        clones[name] = work.method.model_copy(
            update={"id": name, "kind": "procedure", "phases": (work.activity.phase,), "max_units": work.units, "suits_from": None}
        )
    open_to = open_phases([work.activity.phase for work in started])
    held: dict[str, int] = {}
    for work in started:
        if work.activity.phase in open_to:
            held[work.method.id] = max(held.get(work.method.id, 0), work.units)
    methods = {}
    for name, method in at.catalog.methods.items():
        phases = tuple(phase for phase in method.phases if phase in open_to)
        most = method.max_units - held.get(name, 0)
        if method.kind != "method":
            methods[name] = method
        elif phases and most > 0:
            methods[name] = method.model_copy(update={"phases": phases, "max_units": most})
        else:  # nothing of it can be added, but what draws on the same people is still measured by it
            methods[name] = method.model_copy(update={"phases": ()})
    catalog = replace(at.catalog, methods={**methods, **clones}, frames=_frames(at, {work.method.id for work in started}))
    planned: dict[str, int] = {}
    for work in works:
        first = spans[work.activity.id][0]
        if first >= week:
            planned[work.method.id] = min(first, planned.get(work.method.id, first))
    return Rest(at, week, past, catalog, factors, planned)


def open_phases(started: Iterable[Phase]) -> frozenset[Phase]:
    """Phases in which something may still be added: informing and mobilising to the end, the others while no later one has begun."""
    last = max((PHASES.index(phase) for phase in started if phase not in ("inform", "mobilise")), default=0)
    return frozenset(phase for phase in PHASES if phase in ("inform", "mobilise") or PHASES.index(phase) >= last)


def _frames(at: Situation, held: set[str]) -> Mapping[str, Frame]:
    """The frames, without the formats that the brief's own asks for by name and that have been held."""
    frame = at.catalog.frames.get(at.brief.frame or "")
    if frame is None:
        return at.catalog.frames
    left = tuple(duty for duty in frame.duties if not (duty.kind == "method" and duty.method in held))
    return {**at.catalog.frames, frame.id: frame.model_copy(update={"duties": left})}


def seen_by(rest: Rest, future: Iterable[Activity]) -> tuple[Activity, ...]:
    """The whole plan as the brief of the remaining weeks sees it."""
    gone = tuple(each.activity.model_copy(update={"id": name, "method": name, "options": ()}) for name, each in rest.past.items())
    return (*gone, *future)
