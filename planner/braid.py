"""The braid: what each channel gives to the others and takes from them, and the known patterns of weaving them.

What flows is what the plan writes: its bridges, the activities that join two channels by themselves, and three
commitments. Minutes put online carry what a gathering said to the online channel. A synthesis of all channels takes
something out of each. A reply by some channels brings something back into each of them. The last two feed a channel,
never one activity of it: a box ticked does not show that an online activity feeds a gathering.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal, cast

from catalog.facts import Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, PHASES, STRANDS, Form, Method, Phase, Strand
from catalog.patterns import Pattern, PatternLink, Role
from catalog.words import Lang
from planner.duties import contributes
from planner.evaluate import length_in_weeks, weeks_of
from planner.plan import Activity, Plan, strand_of
from planner.reach import Situation
from planner.work import Work

Direction = Literal["out", "in"]
Means = Literal["bridge", "joint", "minutes_online", "synthesis_all_channels", "reply_strands"]
CLOSING: tuple[Phase, ...] = ("report_back", "evaluate")
MINUTED: tuple[Form, ...] = ("meeting", "workshop", "panel", "walk", "event", "standing_body")  # of which minutes are kept
SEVERED: Mapping[tuple[Direction, ...], Text] = {
    ("out", "in"): Text(fr="rien n’en sort, rien n’y entre", en="nothing leaves it, nothing enters it"),
    ("out",): Text(fr="rien n’en sort", en="nothing leaves it"),
    ("in",): Text(fr="rien n’y entre", en="nothing enters it"),
}
COMMITTED: Mapping[Means, Text] = {
    "joint": Text(fr="L’action réunit deux canaux à elle seule.", en="The activity joins two channels by itself."),
    "minutes_online": Text(
        fr="Les comptes rendus des rencontres sont mis en ligne (engagement pris).",
        en="The minutes of the gatherings are put online (commitment made).",
    ),
    "synthesis_all_channels": Text(
        fr="La synthèse reprend ce canal au même titre que les autres (engagement pris).",
        en="The synthesis takes this channel up like the others (commitment made).",
    ),
    "reply_strands": Text(
        fr="La réponse revient par ce canal (engagement pris).", en="The reply comes back by this channel (commitment made)."
    ),
}


# -- what flows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flow:
    """What goes from one activity, or from the common synthesis, to another activity or to a whole channel."""

    by: Means
    start: str | None  # activity id; None for the synthesis
    end: str | None  # activity id; None for the synthesis or a whole channel
    leaves: frozenset[Strand]
    reaches: frozenset[Strand]  # empty for the synthesis
    how: str = ""  # as the plan writes it


@dataclass(frozen=True)
class Ends:
    """What leaves a channel or an activity, and what enters it."""

    out: tuple[Flow, ...] = ()
    into: tuple[Flow, ...] = ()

    @property
    def missing(self) -> tuple[Direction, ...]:
        """The directions in which nothing flows."""
        if self.out:
            return () if self.into else ("in",)
        return ("out",) if self.into else ("out", "in")


@dataclass(frozen=True)
class Flows:
    """The braid of a plan."""

    all: tuple[Flow, ...]
    strands: Mapping[Strand, Ends]  # the channels by which people contribute, in their usual order
    activities: Mapping[str, Ends]  # the activities in which they do, with what links each to another channel
    digital: frozenset[str]  # activities held at least partly online

    @property
    def broken(self) -> Mapping[Strand, tuple[Direction, ...]]:
        """The channels from which, or into which, nothing flows; none where there is only one channel, as nothing is to be woven."""
        if len(self.strands) < 2:
            return {}
        return {strand: ends.missing for strand, ends in self.strands.items() if ends.missing}

    def leads_online(self, activity: str) -> bool:
        """Whether flows carry what an activity brings to something online, directly or not."""
        seen, ahead = {activity}, [activity]
        while ahead:
            here = ahead.pop()
            gone = [flow for flow in self.all if flow.start == here]
            if here in self.digital or any(flow.end is None and "digital" in flow.reaches for flow in gone):
                return True
            further = {flow.end for flow in gone if flow.end is not None} - seen
            seen |= further
            ahead += sorted(further)
        return False


def strands_of(activity: Activity, method: Method) -> frozenset[Strand]:
    """The strands of an activity: two for a hybrid, unless the plan writes that it is held in the other one only."""
    own = strand_of(activity, method)
    return frozenset(method.joins) if own == method.strand else frozenset({own})


def flows(plan: Plan, catalog: Catalog) -> Flows:
    """What each contribution channel and activity gives to the others and takes from them.

    A channel gives when what people contribute there goes to another channel, to a report, or to a synthesis of all
    channels. It takes when something of another channel, a report or the reply comes to it.
    """
    strands = {a.id: strands_of(a, catalog.methods[a.method]) for a in plan.activities}
    giving = {a.id for a in plan.activities if contributes(catalog.methods[a.method], a.phase)}
    reports = {a.id for a in plan.activities if a.phase in CLOSING}
    found = tuple(_flows(plan, catalog, strands, giving))

    def of_strand(strand: Strand) -> Ends:
        alone = frozenset({strand})
        return Ends(
            out=tuple(
                f
                for f in found
                if f.start in giving and strand in f.leaves and (f.reaches - alone or f.by == "synthesis_all_channels" or f.end in reports)
            ),
            into=tuple(f for f in found if strand in f.reaches and (f.leaves - alone or f.by == "reply_strands" or f.start in reports)),
        )

    def of_activity(id: str) -> Ends:
        return Ends(
            out=tuple(f for f in found if f.start == id and (f.by == "joint" or f.reaches - strands[id])),
            into=tuple(f for f in found if f.end == id and (f.by == "joint" or f.leaves - strands[id])),
        )

    used = {strand for id in giving for strand in strands[id]}
    return Flows(
        all=found,
        strands={strand: of_strand(strand) for strand in STRANDS if strand in used},
        activities={a.id: of_activity(a.id) for a in plan.activities if a.id in giving},
        digital=frozenset(id for id, own in strands.items() if "digital" in own),
    )


def _flows(plan: Plan, catalog: Catalog, strands: Mapping[str, frozenset[Strand]], giving: set[str]) -> Iterator[Flow]:
    """The bridges first, then what goes without one."""
    for bridge in plan.bridges:
        yield Flow("bridge", bridge.from_, bridge.to, strands[bridge.from_], strands[bridge.to], bridge.how)
    nowhere: frozenset[Strand] = frozenset()
    for activity in plan.activities:
        if activity.id not in giving:
            continue
        own = strands[activity.id]
        if len(own) > 1:
            yield Flow("joint", activity.id, activity.id, own, own)
        if plan.said("minutes_online") and "in_person" in own and catalog.methods[activity.method].form in MINUTED:
            yield Flow("minutes_online", activity.id, None, own, frozenset({"digital"}))
        if plan.said("synthesis_all_channels"):
            yield Flow("synthesis_all_channels", activity.id, None, own, nowhere)
    for strand in cast("tuple[Strand, ...]", plan.said("reply_strands") or ()):
        yield Flow("reply_strands", None, None, nowhere, frozenset({strand}))


# -- how a bridge works ----------------------------------------------------------------------------------

Source = Literal["paper", "phone", "stand", "meeting", "platform", "report", "call"]
_STANDS: tuple[Form, ...] = ("stand", "outreach", "visit_door", "interview", "office_hours", "relay")
_RECIPES: Mapping[tuple[Source | None, Source | None], Text] = {
    ("paper", "platform"): Text(
        fr="Ce qui est écrit sur papier est saisi en ligne dans la semaine, le canal indiqué.",
        en="What is written on paper is keyed in online within the week, the channel being marked.",
    ),
    ("phone", "platform"): Text(
        fr="Ce qui est dit au téléphone est noté, relu à la personne et saisi en ligne dans la semaine, le canal indiqué.",
        en="What is said on the telephone is noted, read back to the person and keyed in online within the week, the channel being marked.",
    ),
    ("stand", "platform"): Text(
        fr="Ce qui est recueilli sur place est noté sur fiche et saisi en ligne dans la semaine, le lieu et le canal indiqués.",
        en="What is collected on the spot is noted on cards and keyed in online within the week, place and channel being marked.",
    ),
    ("meeting", "platform"): Text(
        fr="Le compte rendu est mis en ligne dans la semaine ; chacun peut le compléter.",
        en="The minutes are put online within the week; anybody can add to them.",
    ),
    ("platform", "meeting"): Text(
        fr="Les propositions en ligne sont regroupées, imprimées en fiches et posées sur les tables.",
        en="The proposals made online are grouped, printed as cards and laid on the tables.",
    ),
    ("platform", "stand"): Text(
        fr="Les propositions en ligne sont imprimées en fiches et montrées sur place pour recueillir des réactions.",
        en="The proposals made online are printed as cards and shown on the spot to gather reactions.",
    ),
    ("platform", "paper"): Text(
        fr="Les propositions en ligne sont résumées sur le formulaire papier.",
        en="The proposals made online are summed up on the paper form.",
    ),
    ("platform", "phone"): Text(
        fr="Les propositions en ligne sont résumées et lues à qui appelle.",
        en="The proposals made online are summed up and read to whoever calls.",
    ),
    (None, "meeting"): Text(
        fr="Ce qui est recueilli ici est affiché et présenté à l’ouverture de la séance.",
        en="What is collected here is put on the wall and presented as the session opens.",
    ),
    (None, "report"): Text(
        fr="La synthèse dit ce qui est venu par ce canal, et ce qu’il en est fait.",
        en="The synthesis says what came by this channel, and what is made of it.",
    ),
    ("report", None): Text(
        fr="La réponse revient à ceux qui ont contribué ici, par le même canal.",
        en="The reply comes back to those who contributed here, by the same channel.",
    ),
    ("call", None): Text(
        fr="L’annonce dit où, quand et comment contribuer ici, avec un numéro de téléphone.",
        en="The announcement says where, when and how to contribute here, with a telephone number.",
    ),
    (None, None): Text(fr="Ce qui est recueilli ici est repris là.", en="What is collected here is taken up there."),
}


def recipes(from_method: str, to_method: str, catalog: Catalog) -> Text:
    """How a bridge between two kinds of activity works, in plain words.

    Raises:
        KeyError: a method that the catalogue does not have.
    """
    start, end = _kind(catalog.methods[from_method]), _kind(catalog.methods[to_method])
    pairs: tuple[tuple[Source | None, Source | None], ...] = ((start, end), (None, end), (start, None), (None, None))
    if start in ("report", "call"):  # a report or an announcement is never what a meeting or a synthesis is made of
        pairs = ((start, end), (start, None))
    return next(_RECIPES[pair] for pair in pairs if pair in _RECIPES)


def _kind(method: Method) -> Source:
    """What somebody holds when a method is over: forms, notes, minutes, entries, an answer."""
    if method.counts_as == "informs":
        return "report" if "report_back" in method.phases and method.form != "broadcast" else "call"
    if method.strand == "digital":
        return "platform"
    if method.strand == "remote":
        return "phone" if method.form == "phone" else "paper"
    if method.form in ("paper_form", "ballot"):
        return "paper"
    return "stand" if method.form in _STANDS else "meeting"


# -- known patterns --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """A pattern that a plan holds, whole or all but one link."""

    pattern: str
    held: Mapping[str, str]  # role -> activity id
    missing: tuple[PatternLink, ...] = ()  # one at most

    @property
    def whole(self) -> bool:
        return not self.missing


def recognise(plan: Plan, catalog: Catalog) -> tuple[Match, ...]:
    """The patterns that a plan holds, in the order of the data; each once, by the activities that hold it best."""
    found = (_match(plan, catalog, pattern) for pattern in catalog.patterns.values())
    return tuple(match for match in found if match is not None and len(match.missing) <= 1)


def _match(plan: Plan, catalog: Catalog, pattern: Pattern) -> Match | None:
    """The activities that hold every role with the fewest links missing; None when nobody does in the order of the process."""
    shelf = _Shelf(plan, catalog)
    whole = [cast(tuple[Activity, ...], trial) for trial in shelf.trials(pattern) if all(trial)]
    if not whole:
        return None
    best = min(whole, key=lambda one: shelf.rank(pattern, one))
    held = {step.role: activity for step, activity in zip(pattern.steps, best, strict=True)}
    if shelf.astray(pattern, held):
        return None
    names = {role: activity.id for role, activity in held.items()}
    return Match(pattern.id, names, shelf.missing(pattern, names))


Holders = tuple[Activity | None, ...]  # who holds each step of a pattern, in order; None for nobody yet


@dataclass(frozen=True)
class _Shelf:
    """The activities of a plan as holders of roles."""

    plan: Plan
    catalog: Catalog

    @cached_property
    def bridged(self) -> frozenset[tuple[str, str]]:
        return frozenset((bridge.from_, bridge.to) for bridge in self.plan.bridges)

    @cached_property
    def order(self) -> Mapping[str, int]:
        return {activity.id: place for place, activity in enumerate(self.plan.activities)}

    def holders(self, step: Role) -> tuple[Activity, ...]:
        """The activities whose method, step and channel suit a role."""
        return tuple(
            a
            for a in self.plan.activities
            if a.method in step.methods and a.phase in step.phases and strands_of(a, self.catalog.methods[a.method]) & set(step.strands)
        )

    def trials(self, pattern: Pattern) -> Iterator[Holders]:
        """Every way to hold the roles with different activities, nobody included."""
        for trial in product(*((*self.holders(step), None) for step in pattern.steps)):
            held = {step.role: a for step, a in zip(pattern.steps, trial, strict=True) if a is not None}
            alike = all(
                held[step.role].phase == held[step.same_phase_as].phase
                for step in pattern.steps
                if step.role in held and step.same_phase_as in held
            )
            if alike and len({a.id for a in held.values()}) == len(held):
                yield trial

    def missing(self, pattern: Pattern, held: Mapping[str, str]) -> tuple[PatternLink, ...]:
        """The links of a pattern that no bridge makes."""
        return tuple(link for link in pattern.links if (held.get(link.from_), held.get(link.to)) not in self.bridged)

    def astray(self, pattern: Pattern, held: Mapping[str, Activity]) -> int:
        """How many missing links would go back in the process, or join two steps of it that are meant to be one."""
        names = {role: activity.id for role, activity in held.items()}
        pairs = [(link, held[link.from_], held[link.to]) for link in self.missing(pattern, names) if {link.from_, link.to} <= set(held)]
        return sum(
            PHASES.index(two.phase) < PHASES.index(one.phase) if link.timing == "after" else one.phase != two.phase
            for link, one, two in pairs
        )

    def rank(self, pattern: Pattern, trial: Holders) -> tuple[int, int, int, int, tuple[int, ...]]:
        """What to prefer: roles held, links made, the order of the process, preferred methods, then the order of the plan."""
        pairs = [(step, a) for step, a in zip(pattern.steps, trial, strict=True) if a is not None]
        missing = len(self.missing(pattern, {step.role: a.id for step, a in pairs}))
        liked = sum(step.methods.index(a.method) for step, a in pairs)
        astray = self.astray(pattern, {step.role: a for step, a in pairs})
        return len(trial) - len(pairs), missing, astray, liked, tuple(self.order[a.id] for _, a in pairs)


# -- laying a pattern on a plan --------------------------------------------------------------------------


def drop_in(plan: Plan, catalog: Catalog, pattern: str, at: Situation | None = None, lang: Lang = "fr") -> Plan:
    """The plan with the activities and bridges that a pattern lacks; the same plan when it holds it whole.

    Activities already there are used again where the order of weeks allows it. Where all the others have a week, what is
    added has one: after what it depends on, or beside it. A plan that changes loses its certificate.

    Args:
        pattern: an id of `catalog.patterns`.
        at: the plan's brief laid on the catalogue, when it is already at hand.
        lang: the language of the words of the new bridges.
    Raises:
        KeyError: an unknown pattern.
        LookupError: no method of the catalogue can hold a role.
    """
    wanted = catalog.patterns[pattern]
    shelf = _Shelf(plan, catalog)
    hand = _Hand(plan, catalog, wanted, at or Situation(plan.brief, catalog))
    for trial in sorted(shelf.trials(wanted), key=lambda one: shelf.rank(wanted, one)):
        held = {step.role: a for step, a in zip(wanted.steps, trial, strict=True) if a is not None}
        if not hand.in_order(held, shelf.bridged):
            continue
        whole = hand.completed(held)
        if whole is None:
            continue
        names = {role: activity.id for role, activity in whole.items()}
        added = tuple(activity for activity in whole.values() if activity.id not in shelf.order)
        links = shelf.missing(wanted, names)
        return _laid(plan, added, [(names[link.from_], names[link.to], link.how(lang)) for link in links]) if added or links else plan
    raise LookupError(f"no method can hold every role of the pattern {pattern[:40]}.")


def _laid(plan: Plan, added: Iterable[Activity], links: Iterable[tuple[str, str, str]]) -> Plan:
    """The plan with activities and bridges more, checked again as if read from a file."""
    data = plan.model_dump(by_alias=True)
    data["activities"] = [*data["activities"], *(activity.model_dump() for activity in added)]
    data["bridges"] = [*data["bridges"], *({"from": start, "to": end, "how": how} for start, end, how in links)]
    return Plan.model_validate({**data, "certificate": None})


@dataclass(frozen=True)
class _Hand:
    """What chooses the method, the step and the week of an activity that a pattern lacks."""

    plan: Plan
    catalog: Catalog
    pattern: Pattern
    at: Situation

    @cached_property
    def dated(self) -> bool:
        """Whether every activity of the plan has a week."""
        return all(activity.week is not None for activity in self.plan.activities)

    @cached_property
    def spans(self) -> Mapping[str, tuple[int, int]]:
        """First and last week of the plan's activities, written or found by the calendar."""
        return self._spans(())

    def _spans(self, more: Iterable[Activity]) -> dict[str, tuple[int, int]]:
        plan = self.plan.model_copy(update={"activities": (*self.plan.activities, *more)})
        return weeks_of(plan, [Work.of(activity, self.at) for activity in plan.activities], self.at)

    def in_order(self, held: Mapping[str, Activity], bridged: frozenset[tuple[str, str]]) -> bool:
        """Whether what is used again starts after what it would take up, or runs beside it; a bridge that is written stays as it is."""
        for link in self.pattern.links:
            if not {link.from_, link.to} <= set(held) or (held[link.from_].id, held[link.to].id) in bridged:
                continue
            one, two = self.spans[held[link.from_].id], self.spans[held[link.to].id]
            if one[0] >= two[0] if link.timing == "after" else one[0] > two[1] or two[0] > one[1]:
                return False
        return True

    def completed(self, held: Mapping[str, Activity]) -> dict[str, Activity] | None:
        """Every role with its activity, the missing ones made; None when one cannot be held, or not in time."""
        made = dict(held)
        for step in self.pattern.steps:
            if step.role in made:
                continue
            activity = self._made(step, made)
            if activity is None:
                return None
            made[step.role] = activity
        return {step.role: made[step.role] for step in self.pattern.steps}

    def _made(self, step: Role, made: Mapping[str, Activity]) -> Activity | None:
        """A new activity for a role: the step that suits best, then the preferred method that is held in it."""
        for phase in sorted(step.phases, key=lambda phase: self._unfit(step, phase, made)):
            if not self._possible(step, phase, made):
                continue
            method = next((m for m in map(self.catalog.methods.__getitem__, step.methods) if self._suits(m, step, phase)), None)
            if method is None:
                continue
            activity = Activity(id=self._name(method, phase, made), method=method.id, phase=phase, units=1)
            if not self.dated:
                return activity
            week = self._week(step, activity, method, made)
            if week is not None:
                return activity.model_copy(update={"week": week})
        return None

    def _suits(self, method: Method, step: Role, phase: Phase) -> bool:
        small = bool(method.suits_from and self.at.people and self.at.people < method.suits_from)
        return method.kind == "method" and phase in method.phases and bool(set(method.joins) & set(step.strands)) and not small

    def _possible(self, step: Role, phase: Phase, made: Mapping[str, Activity]) -> bool:
        """The same step as the role it doubles; and a role that doubles this one later must find a method for it."""
        twin = made.get(step.same_phase_as) if step.same_phase_as else None
        if twin is not None and twin.phase != phase:
            return False
        doubles = [other for other in self.pattern.steps if other.same_phase_as == step.role]
        if any(other.role in made and made[other.role].phase != phase for other in doubles):
            return False
        return all(
            phase in other.phases and any(self._suits(self.catalog.methods[m], other, phase) for m in other.methods) for other in doubles
        )

    def _unfit(self, step: Role, phase: Phase, made: Mapping[str, Activity]) -> tuple[int, bool, bool, int]:
        """How badly a step of the process suits: out of order with what is linked, without contributions, then not used by the plan."""
        place, wrong = PHASES.index(phase), 0
        for link in self.pattern.links:
            if link.to == step.role and link.from_ in made:
                other = PHASES.index(made[link.from_].phase)
                wrong += place <= other if link.timing == "after" else place != other
            elif link.from_ == step.role and link.to in made:
                other = PHASES.index(made[link.to].phase)
                wrong += place >= other if link.timing == "after" else place != other
        used = {activity.phase for activity in self.plan.activities} | set(self.plan.brief.contribution_phases)
        return wrong, phase not in CONTRIBUTION_PHASES, phase not in used, step.phases.index(phase)

    def _name(self, method: Method, phase: Phase, made: Mapping[str, Activity]) -> str:
        taken = {a.id for a in self.plan.activities} | {a.id for a in made.values()}
        wanted = f"{method.id}-{phase}"
        return next(name for name in (wanted, *(f"{wanted}-{i}" for i in range(2, 999))) if name not in taken)

    def _week(self, step: Role, activity: Activity, method: Method, made: Mapping[str, Activity]) -> int | None:
        """The first week once prepared: after what it takes up, with what runs beside it, and in time for what takes it up."""
        spans = self._spans([*(a for a in made.values() if a.id not in self.spans), activity])
        mine = [link for link in self.pattern.links if step.role in (link.from_, link.to)]
        others = [
            (link, made[link.to if link.from_ == step.role else link.from_]) for link in mine if {link.from_, link.to} <= {*made, step.role}
        ]
        ready = self.at.lead_weeks(method) + 1
        runs = [spans[other.id] for link, other in others if link.timing == "with"]
        beside = [first for first, _ in runs]
        after = [spans[other.id][1] + 1 for link, other in others if link.timing == "after" and link.to == step.role]
        before = [spans[other.id][0] for link, other in others if link.timing == "after" and link.from_ == step.role]
        alike = [self.spans[a.id][0] for a in self.plan.activities if a.phase == activity.phase]
        week = max(ready, *after) if after else max(ready, min(beside or alike or [spans[activity.id][0]]))
        if before:
            effort = Work.of(activity, self.at).effort
            latest = min(before) - length_in_weeks(effort["weeks"].value, 1, method, self.at)
            if latest < ready:
                return None
            week = min(week, latest)
        return None if any(last < week for _, last in runs) else week
