"""Who can take part in one unit of a method, and who then comes.

*Can* depends on how far from digital a public is, on what the method asks, and on the barriers known to keep part of
it from a room or a form. *Comes* shares the people that one unit typically gathers between the publics, by their size,
their affinity with the method and the share of them that can. The two are never merged: `can` counts people, `comes`
is a smaller number. Mobilising is no participation: it raises or lowers what others draw of their own accord.

Source: design.md, "The model, in brief"; the numbers are in data/model.yaml and data/methods/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, exp, floor, inf, log

import numpy as np
from numpy.typing import NDArray

from catalog.facts import Figure
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, OPEN_FORMS, PHASES, SELF_SELECTED, Effort, Method, Phase
from planner.audiences import ALL, Exposure, exposures, memberships, tags_of, where_is
from planner.brief import Asset, Audience, Brief
from planner.composition import Composition
from planner.divide import States, Stopped, states, states_of, stopped_of
from planner.presence import concerned, hindered

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

# Forms in which somebody speaks to somebody: whoever is met while mobilising speaks of it to others.
IN_PERSON_WORD = frozenset({"relay", "visit_door", "interview", "stand", "outreach", "meeting", "event", "walk", "phone", "workshop"})
# Formats that draw on the same willing people: those met through one are partly those met through its kin.
# Mobilising lifts all the forms of a kin, or none.
KIN: Mapping[str, str] = {
    **dict.fromkeys(("meeting", "workshop", "event", "exhibition", "office_hours"), "rooms"),
    **dict.fromkeys(("panel", "standing_body"), "seats"),
    **dict.fromkeys(("online_campaign", "online_presence", "online_live"), "online"),
    **dict.fromkeys(("stand", "outreach", "walk"), "street"),
    **dict.fromkeys(("visit_door", "interview", "phone"), "one_to_one"),
    **dict.fromkeys(("broadcast", "report"), "media"),
    "paper_form": "forms",
    "mailing": "mail",
    "ballot": "ballot",
    "relay": "relay",
}
LEVELS = ("weak", "ordinary", "strong")  # how well a public was mobilised before it is asked
REACHED = 1e-4  # a threshold is reached up to this: the tolerance of a solver


@dataclass(frozen=True)
class Segment:
    """A public as the model counts it: people concerned (aged 12 and over) and their exposure."""

    name: str
    people: float
    tags: frozenset[str]
    exposure: States
    stopped: Stopped
    barred: Mapping[str, float]  # method -> share that its known barriers keep away, at least
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
            Segment(each.name, float(each.people), tags_of(each), found.states, found.stopped, self._barred(each), each.floor, True)
            for each, found in zip(self.brief.audiences, self._exposures, strict=False)
        )
        return (*chosen, self._elsewhere())

    def _elsewhere(self) -> Segment:
        nobody = Segment("", 0.0, frozenset(), self.whole, self.whole_stopped, {}, None, False)
        territory = self.brief.territory
        if territory is None or not (territory.people or territory.code):  # nobody said how many others there are
            return nobody
        groups = memberships(self.catalog, self.brief.audiences, territory)
        outside = groups.residents * groups.outside
        people = float(outside.sum())
        if people < 1:
            return nobody
        rest = replace(self.place, shares=outside / people)
        found, stopped = states_of(self.catalog, rest.shares, rest.local), stopped_of(self.catalog, rest.shares)
        return Segment("", people, frozenset(), found, stopped, self._barred(ANYBODY, rest), None, False)

    @cached_property
    def place(self) -> Composition:
        """Who lives in the territory."""
        return where_is(self.catalog, self.brief.territory)

    @cached_property
    def whole_barred(self) -> Mapping[str, float]:
        """Method -> share of the territory that its known barriers keep away, at least."""
        return self._barred(ANYBODY)

    def _barred(self, audience: Audience, place: Composition | None = None) -> dict[str, float]:
        """What barriers certainly cost, by method: the low end of those known; one that is not known counts nobody here.

        A barrier that stops a whole public by definition (the written word for those who read no French) is answered by
        how a session is held, which the checks ask for: it does not close every door of the plan.
        """
        barriers = self.catalog.barriers
        shares = concerned(barriers, audience, place or self.place)
        partly = {id: share if share is None or share.low < 1 else None for id, share in shares.items()}
        methods = (method for method in self.catalog.methods.values() if method.kind == "method")
        return {method.id: hindered(barriers, partly, method, commitments=self.brief.commitments).low for method in methods}

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
        """Share of a public that can take part, given what the method asks: skill, device, identity, hours, steps, reading."""
        shares = segment.exposure
        offline, needs_help, autonomous = self.usability(method, segment.stopped)
        reached = shares.offline.value * offline + shares.needs_help.value * needs_help + shares.autonomous.value * autonomous
        return min(reached, 1.0) * (1.0 - segment.barred.get(method.id, 0.0))

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

    def drawn(self, method: Method, phase: Phase | None = None, people: float | None = None) -> float:
        """People one unit gathers in a phase: each step of contribution already made has cost part of the volunteers.

        Args:
            people: people one unit gathers in the reference town; the method's typical figure by default.
        """
        typical = self.effort(method).people
        assert typical
        before = 0
        if phase in CONTRIBUTION_PHASES and method.form in SELF_SELECTED:
            before = sum(1 for step in self.brief.contribution_phases if PHASES.index(step) < PHASES.index(phase))
        return self.draw(method, typical.value if people is None else people) * (1.0 - self.default("attrition")) ** before

    def probabilities(self, method: Method, phase: Phase | None = None, people: float | None = None) -> Array:
        """Chance that a member of each segment, then of the territory as a whole, comes to one unit.

        Args:
            people: see `drawn`.
        Returns:
            one value per segment in the order of `segments`, then one for the territory, 0 to 0.9.
        """
        drawn = self.drawn(method, phase, people)
        pull = self._pulls.get(method.id)
        if pull is None:
            pull = self._pulls[method.id] = np.array([self.affinity(method, s) * self.access(method, s) for s in self.segments])
        sizes = np.array([s.people for s in self.segments])
        total = float(sizes.sum())
        mean = float(sizes @ pull) / total if total else 0.0
        if not self.people or not mean:
            return np.append(np.zeros(len(pull)), min(drawn / self.people, P_MAX) if self.people else 0.0)
        return np.asarray(np.clip(drawn / self.people * np.append(pull / mean, 1.0), 0.0, P_MAX))

    @cached_property
    def _pulls(self) -> dict[str, Array]:
        """How strongly a method draws each segment; filled as methods are asked for."""
        return {}

    def rates(self, method: Method, phase: Phase | None = None, people: float | None = None) -> Array:
        """λ per unit, for each segment and then the territory: −ln(1 − p). Rates add up (see `reached`)."""
        return np.asarray(-np.log1p(-self.probabilities(method, phase, people)))

    def told(self, method: Method) -> Array:
        """λ per unit of a mobilising activity: whoever is spoken to tells others, whoever is sent a leaflet does not."""
        spread = self.default("word_of_mouth") if method.form in IN_PERSON_WORD else 1.0
        return np.asarray(-np.log1p(-np.minimum(spread * self.probabilities(method), P_MAX)))

    def reached(self, rates: Sequence[Rates], pools: Mapping[str, Array]) -> Array:
        """Σλ of several activities that count together, the willing people they share counted once.

        What the formats of a kin draw counts in full up to its pool, and in part beyond.

        Args:
            pools: see `pools`, or `told_pools`.
        """
        total = np.zeros(len(self.segments) + 1)
        for kin in dict.fromkeys(each.kin for each in rates):
            mine = [each for each in rates if each.kin == kin]
            drawn = sum((each.units * each.unit for each in mine), np.zeros(len(total)))
            total += pooled(drawn, pools[kin], self.default("overlap")) * mine[0].effect
        return total

    @cached_property
    def pools(self) -> Mapping[str, Array]:
        """λ, by kin, of the willing people that its formats share: what one unit of the format that draws most brings."""
        return self._pools(self.rates)

    @cached_property
    def told_pools(self) -> Mapping[str, Array]:
        """The same for those who are told of it while informing or mobilising."""
        return self._pools(self.told)

    def _pools(self, rates: Callable[[Method], Array]) -> Mapping[str, Array]:
        found: dict[str, Array] = {}
        for method in self.catalog.methods.values():
            if method.kind == "method":
                kin = KIN[method.form]
                found[kin] = np.maximum(found.get(kin, 0.0), rates(method))
        return found

    def levels(self, told: Array) -> NDArray[np.int_]:
        """How well each segment, and the territory, was mobilised: 0 weak, 1 ordinary, 2 strong.

        Args:
            told: Σλ of the activities that inform or mobilise.
        """
        return np.asarray(sum((told >= need * (1.0 - REACHED)).astype(int) for need in self.thresholds))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Σλ of informing and mobilising above which a public is ordinarily, then strongly mobilised."""
        return tuple(sorted(-log(1.0 - self.default(f"mobilised_{level}")) for level in LEVELS[1:]))

    def mobilised(self, level: int) -> float:
        """What a level of mobilising does to the people whom self-selected formats draw; 1 is what published yields assume."""
        return (min(self.default("effect_weak"), 1.0), 1.0, max(self.default("effect_strong"), 1.0))[level]

    def lifted(self, method: Method) -> bool:
        """Whether mobilising changes what a method draws: only where people come of their own accord."""
        return method.form in SELF_SELECTED


ANYBODY = Audience(name="anybody", people=1)


def pooled(drawn: Array, pool: Array, overlap: float | Array) -> Array:
    """Σλ of the formats of a kin: in full up to the pool, then all but the part of people already met."""
    return np.asarray(np.minimum(drawn, (1.0 - overlap) * drawn + overlap * pool))


@dataclass(frozen=True)
class Rates:
    """One activity as it is added up: λ of one unit by segment and territory, units, and whose company it shares."""

    kin: str
    units: float
    unit: Array  # at an ordinary mobilisation
    effect: Array | float = 1.0  # of mobilising, the same for all the kin
