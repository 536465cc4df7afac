"""Who can take part in one unit of a method, and who then comes.

*Can* depends on how far from digital a public is and on what the method asks. *Comes* shares the people
that one unit typically gathers between the publics, by their size, their affinity with the method and
the share of them that can. The two are never merged: `can` counts people, `comes` is a smaller number.

Source: design.md, "The model, in brief"; the numbers are in data/model.yaml and data/methods/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, floor, inf, log

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Figure
from catalog.load import Catalog
from catalog.methods import Effort, Method, Phase
from planner.audiences import ALL, Exposure, exposures, memberships, where_is
from planner.brief import Asset, Audience, Brief
from planner.divide import States, Stopped, states, states_of, stopped_of

Array = NDArray[np.float64]
P_MAX = 0.9  # no unit brings everybody

# What each kind of thing already in hand pays for: methods, or forms of methods, with nothing left to buy.
PAID_BY: Mapping[str, frozenset[str]] = {
    "platform": frozenset({"online_campaign"}),
    "website": frozenset({"public_reply", "consultation_file"}),
    "social_media": frozenset({"social_media"}),
    "bulletin": frozenset({"local_press"}),
    "rooms": frozenset({"meeting", "workshop"}),
    "relays": frozenset({"relay"}),
    "mediator": frozenset({"mediator_tablet"}),
    "mailing_list": frozenset({"participant_letter"}),
    "other": frozenset(),
}

# Forms open to everybody at once: no room limits them, so what they draw grows with the place.
OPEN_FORMS = frozenset({"online_campaign", "online_presence", "ballot", "broadcast", "report"})
# Forms to which people come of their own accord: a little-known subject empties them, a contested one fills them.
SELF_SELECTED = OPEN_FORMS | {"meeting", "workshop", "online_live", "office_hours", "paper_form", "event", "exhibition"}


@dataclass(frozen=True)
class Segment:
    """A public as the model counts it: people concerned (aged 12 and over) and their exposure."""

    name: str
    people: float
    tags: frozenset[str]
    exposure: States
    stopped: Stopped
    floor: float | None
    chosen: bool  # false for the residents who are in no chosen audience


@dataclass(frozen=True)
class Goal:
    """One thing a plan aims at: a share `target` of each public taking part in some phases."""

    name: str
    phases: tuple[Phase, ...]
    working: bool  # counts only those who deliberate: work with others for an hour or more
    target: float
    weight: float

    def counts(self, method: Method, phase: Phase) -> bool:
        """Whether an activity serves this goal."""
        wanted = ("deliberates",) if self.working else ("contributes", "deliberates")
        return phase in self.phases and method.counts_as in wanted


class Situation:
    """A brief laid on the catalogue: its publics with their exposure, and what each method would cost and bring.

    Everything an optimiser, an evaluation or a check needs, computed once.
    """

    def __init__(self, brief: Brief, catalog: Catalog) -> None:
        self.brief = brief
        self.catalog = catalog

    # -- numbers of the model ---------------------------------------------------------------------

    def default(self, name: str) -> float:
        """A number of data/model.yaml, unless the brief gives its own."""
        own = getattr(self.brief.assumptions, name, None)
        return float(own) if own is not None else self.catalog.model[name].figure.value

    def target(self, phase: str) -> float:
        """Share of each public that a phase should hear: a political choice, editable."""
        own = self.brief.assumptions.targets.get(phase)  # type: ignore[call-overload]
        return float(own) if own is not None else self.catalog.model[f"target_{phase}"].figure.value

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """What the plan aims at: people heard in each contribution phase, and people at work together.

        Informing is a condition, not a goal. Weights are equal unless the brief says otherwise; they add up to one.
        """
        phases = self.brief.contribution_phases
        given = [self.brief.assumptions.weights.get(phase, 1.0) for phase in phases]
        total = sum(given) + 1.0
        heard = [Goal(p, (p,), False, self.target(p), w / total) for p, w in zip(phases, given, strict=True)]
        return (*heard, Goal("working", phases, True, self.default("target_working"), 1.0 / total))

    # -- publics ----------------------------------------------------------------------------------

    @cached_property
    def _exposures(self) -> tuple[Exposure, ...]:
        return exposures(self.catalog, self.brief.audiences, self.brief.territory)

    @cached_property
    def people(self) -> float:
        """People concerned: the territory's residents aged 12 and over, else those in at least one audience."""
        everyone = [found for found in self._exposures if found.name == ALL]
        return everyone[0].people if everyone and (self.brief.territory or self.brief.audiences) else 0.0

    @cached_property
    def whole(self) -> States:
        """Exposure of the territory, everybody together."""
        return self._exposures[-1].states if self._exposures else states(self.catalog)

    @cached_property
    def whole_stopped(self) -> Stopped:
        """Whom one more demand of a channel would stop, in the territory."""
        return self._exposures[-1].stopped if self._exposures else Stopped()

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The chosen audiences, then the residents who are in none of them (possibly nobody)."""
        chosen = tuple(
            Segment(audience.name, float(audience.people), tags_of(audience), found.states, found.stopped, audience.floor, True)
            for audience, found in zip(self.brief.audiences, self._exposures, strict=False)
        )
        return (*chosen, self._elsewhere())

    def _elsewhere(self) -> Segment:
        territory = self.brief.territory
        if territory is None or not (territory.people or territory.code):  # nobody said how many others there are
            return Segment("", 0.0, frozenset(), self.whole, self.whole_stopped, None, False)
        groups = memberships(self.catalog, self.brief.audiences, territory)
        outside = groups.residents * groups.outside
        people = float(outside.sum())
        local = where_is(self.catalog, territory).local
        if people < 1:
            return Segment("", 0.0, frozenset(), self.whole, self.whole_stopped, None, False)
        found, stopped = states_of(self.catalog, outside / people, local), stopped_of(self.catalog, outside / people)
        return Segment("", people, frozenset(), found, stopped, None, False)

    # -- methods ----------------------------------------------------------------------------------

    def asset(self, method: Method) -> Asset | None:
        """What the organiser already has that pays for this method."""
        for asset in self.brief.already_have:
            paid = frozenset(asset.methods) or PAID_BY[asset.what]
            if method.id in paid or method.form in paid:
                return asset
        return None

    def buys_days(self, method: Method) -> bool:
        """Whether external days are still bought: a room of one's own spares the hire, not the facilitator."""
        asset = self.asset(method)
        return asset is None or asset.what == "rooms"

    def lead_weeks(self, method: Method) -> int:
        """Whole weeks before it can start: its preparation, and the day what pays for it is there."""
        lead = self.effort(method).lead_weeks
        assert lead
        asset, start = self.asset(method), self.brief.limits.start
        wait = (asset.available_on - start).days if asset and asset.available_on and start else 0
        return max(ceil(lead.value - 1e-9), ceil(wait / 7))

    def effort(self, method: Method) -> Effort:
        """What one unit takes and brings here: the brief's own numbers first, then the published, then the rule."""
        return self._replaced(method, self.catalog.effort(method))

    def own_effort(self, method: Method) -> Effort:
        """The same without the rule of its form: an option takes only what is said of it."""
        return self._replaced(method, method.effort)

    def _replaced(self, method: Method, effort: Effort) -> Effort:
        own = self.brief.assumptions.methods.get(method.id, {})
        if not own:
            return effort
        units = self.catalog.rules[method.form].effort
        changed = {name: Figure(value=value, unit=getattr(units, name).unit, kind="entered") for name, value in own.items()}
        return effort.model_copy(update=changed)

    def draw(self, method: Method, people: float) -> float:
        """People one unit gathers here: limited by the room, by the size of the place and by the subject.

        A room fills the same in any town; a channel open to all draws like a power of the population.
        """
        effort = self.effort(method)
        assert effort.capacity and effort.share
        size = self.people / self.default("reference_people") if self.people else 1.0
        room = effort.capacity.value
        if method.form in OPEN_FORMS:
            people, room = people * size ** self.default("scale_exponent"), inf
        attention = self.brief.context.attention
        if attention in ("little_known", "contested") and method.form in SELF_SELECTED:
            people *= self.default(f"attention_{attention}")
        return min(people, room, effort.share.value * self.people)

    def most_units(self, method: Method, gathers: bool) -> int:
        """The most units worth running: no more than the share of the place that such an activity can ever bring.

        Args:
            gathers: whether the activity collects contributions in its phase; what only informs is not so limited.
        """
        effort = self.effort(method)
        assert effort.people and effort.share
        drawn = self.draw(method, effort.people.value)
        if not gathers or not drawn:
            return method.max_units
        allowed = effort.share.value * self.people / drawn
        return max(1, min(method.max_units, floor(1 + (allowed - 1) / (1 - self.default("overlap")) + 1e-9)))

    def access(self, method: Method, segment: Segment) -> float:
        """Share of a public that can take part, given what the method asks: skill, device, identity."""
        shares = segment.exposure
        offline, needs_help, autonomous = self.usability(method, segment.stopped)
        reached = shares.offline.value * offline + shares.needs_help.value * needs_help
        return min(reached + shares.autonomous.value * autonomous, 1.0)

    def usability(self, method: Method, stopped: Stopped) -> tuple[float, float, float]:
        """Share of offline, needs-help and autonomous people whom the demands of a method let take part.

        On the spot the mediator brings the device, and no strong identity is asked for.
        """
        if method.digital == "none":
            return 1.0, 1.0, 1.0
        if method.digital == "assisted":
            return self.default("assisted_offline"), self.default("assisted_help"), 1.0
        able = 1.0 - stopped.computer if method.device == "computer" else 1.0
        able = min(able, 1.0 - stopped.strong_identity) if method.identity == "strong" else able
        return 0.0, able * self.default("basic_help") if method.digital == "basic" else 0.0, able

    def affinity(self, method: Method, segment: Segment) -> float:
        """How readily a public comes to a method, 1 being neutral: a practitioner's rating."""
        only = set(method.affinity.only)
        if only and not segment.tags & only:
            return self.default("affinity_outside")
        if not segment.tags:
            return 1.0
        well = len(segment.tags & set(method.affinity.well))
        poorly = len(segment.tags & set(method.affinity.poorly))
        logs = well * log(self.default("affinity_well")) + poorly * log(self.default("affinity_poorly"))
        return exp(logs / max(well + poorly, 1))

    def probabilities(self, method: Method, people: float | None = None) -> Array:
        """Chance that a member of each segment comes to one unit.

        Args:
            people: people one unit gathers in the reference town; the method's typical figure by default.
        Returns:
            one value per segment, 0 to 0.9, in the order of `segments`.
        """
        effort = self.effort(method)
        assert effort.people
        drawn = self.draw(method, effort.people.value if people is None else people)
        pull = np.array([self.affinity(method, s) * self.access(method, s) for s in self.segments])
        sizes = np.array([s.people for s in self.segments])
        total = float(sizes.sum())
        if not total or not self.people or not pull.any():
            return np.zeros(len(self.segments))
        mean = float(sizes @ pull) / total
        return np.asarray(np.clip(drawn / self.people * pull / mean, 0.0, P_MAX)) if mean else np.zeros(len(pull))

    def rates(self, method: Method, people: float | None = None) -> Array:
        """λ per unit and segment: −ln(1 − p). Rates add up over units and methods (independence, see docs)."""
        return np.asarray(-np.log1p(-self.probabilities(method, people)))

    def repeated(self, units: float) -> float:
        """Units that count, when part of those who come to a further session came to the first."""
        return 1.0 + (1.0 - self.default("overlap")) * (units - 1.0) if units else 0.0


def tags_of(audience: Audience) -> frozenset[str]:
    """The tags given, and those that the profile implies."""
    tags: set[str] = set(audience.tags)
    ages = set(audience.profile.get("age", ()))
    if ages and ages <= {"60-69", "70+", "75+"}:
        tags.add("elderly")
    if ages and ages <= {"12-17", "18-24"}:
        tags.add("young")
    if set(audience.profile.get("commune_size", ())) == {"rural_commune_under_2000"}:
        tags.add("rural")
    return frozenset(tags)
