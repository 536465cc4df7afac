"""Who may find it hard to come to a room, to fill in a paper form or to use the telephone: *peut difficilement venir*.

The second, coarser measure beside the distance from digital. A method raises barriers (hours, place, steps, children,
reading, sight, hearing, language) by what is known of it; each barrier concerns a share of a public, given as a range.
What is not known stays unknown: it is listed, opens the upper end and is never counted as 0. Barriers overlap in a way
that nobody measured, so several of them give a range too: at least the largest, at most their sum.

A method held in two ways is judged by its first: those whom the room stops may still come in by the second.

Source: design.md, "What is counted"; the shares are in data/barriers.yaml, each with its own source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Figure, Record, Text
from catalog.load import Catalog
from catalog.methods import Method, Presence
from catalog.profiles import Barrier, Trigger, ends
from planner import logit
from planner.audiences import tags_of
from planner.brief import Audience, Commitments
from planner.composition import Composition
from planner.fits import OFFLINE, fitted

SHARE_UNKNOWN = Text(
    fr="On ne sait pas combien de personnes de ce public cela arrête.", en="How many people of this public it stops is not known."
)


class Concerned(Record):
    """The share of a public that a barrier concerns, where it stands: low to high, 0 to 1.

    The part of the public for which nobody published a share (`unknown`) counts from none to all of it.
    """

    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    unknown: float = Field(default=0.0, ge=0, le=1)  # part of the public without a figure
    sources: tuple[str, ...] = ()
    unconfirmed: bool = False  # rests on a figure nobody could confirm
    assumed: bool = False  # rests on a practitioner's default

    @model_validator(mode="after")
    def _low_comes_first(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low <= high is expected, got {self.low:g} and {self.high:g}.")
        return self


class Hindrance(Record):
    """One barrier that a method raises, or may raise, for a public.

    `low` and `high` are shares of the public; both None when it is not known whether the barrier stands, or whom it
    stops. `concerned` is the share it would stop if it stood, where that is known.
    """

    barrier: str
    stands: bool | None  # None: not known whether the method raises it
    low: float | None = None
    high: float | None = None
    concerned: Concerned | None = None
    why: Text
    sources: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it can be counted."""
        return self.low is not None and self.high is not None

    @model_validator(mode="after")
    def _counts_or_does_not(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high are both given, or both unknown.")
        if self.low is not None and self.high is not None and not 0 <= self.low <= self.high <= 1:
            raise ValueError(f"0 <= low <= high <= 1 is expected, got {self.low:g} and {self.high:g}.")
        return self


class Hindered(Record):
    """The barriers a method raises for a public, and their union: a range, open above where a barrier is unknown."""

    barriers: tuple[Hindrance, ...] = ()

    @property
    def low(self) -> float:
        """Share of the public that at least one barrier stops, at least: the largest of their low ends."""
        return max((each.low for each in self.barriers if each.low is not None), default=0.0)

    @property
    def known_high(self) -> float:
        """The most that the barriers that can be counted stop: the sum of their high ends, at most everybody."""
        return min(1.0, sum(each.high for each in self.barriers if each.high is not None))

    @property
    def high(self) -> float | None:
        """Share of the public stopped, at most; None (open) as long as a barrier is unknown."""
        return None if self.unknown else self.known_high

    @property
    def unknown(self) -> tuple[str, ...]:
        """The barriers that cannot be counted."""
        return tuple(each.barrier for each in self.barriers if not each.known)

    @property
    def unconfirmed(self) -> bool:
        """Whether a figure counted here was never confirmed."""
        return any(each.known and each.concerned is not None and each.concerned.unconfirmed for each in self.barriers)


def presence_of(
    catalog: Catalog,
    audience: Audience,
    method: Method,
    population: Composition,
    *,
    options: Sequence[Method] = (),
    commitments: Commitments | None = None,
) -> Hindered:
    """The barriers that a method raises for a public in a place.

    For several methods, compute `concerned` once and call `hindered` for each.

    Args:
        population: the composition of the place.
        options: options of the session (childcare, translation), whose own presence replaces what the method leaves open.
        commitments: what the organiser undertakes (step-free rooms, childcare), for what neither says.
    Raises:
        BadInput: a profile that nobody in the place has.
    """
    shares = concerned(catalog.barriers, audience, population)
    return hindered(catalog.barriers, shares, method, options=options, commitments=commitments)


def among_offline(catalog: Catalog, place: Composition, method: Method, commitments: Commitments | None = None) -> Hindered:
    """The barriers of a method for the residents of a place who never use the internet."""
    weights = place.shares * logit.shares(fitted(catalog, OFFLINE).odds)
    offline = replace(place, shares=weights / weights.sum())
    return presence_of(catalog, Audience(name="offline", people=1), method, offline, commitments=commitments)


def concerned(barriers: Mapping[str, Barrier], audience: Audience, population: Composition) -> dict[str, Concerned | None]:
    """The share of a public that each barrier concerns, whatever the method; None where nothing is known.

    Read from the public's tags, else from its spread over the categories of one criterion in this place, else from the
    whole population's share (see `Barrier`).

    Raises:
        BadInput: a profile that nobody in the place has.
    """
    spreads: dict[str, dict[str, float]] = {}
    found: dict[str, Concerned | None] = {}
    for id, barrier in barriers.items():
        tags = sorted(tag for tag in tags_of(audience) if tag in barrier.by_tag)
        criterion = _criterion(barrier, audience)
        if tags:
            found[id] = _widest([barrier.by_tag[tag] for tag in tags])
        elif criterion:
            if criterion not in spreads:
                spreads[criterion] = spread(population, audience.profile, criterion)
            named = barrier.by[criterion]
            found[id] = mix([(share, named.get(name, barrier.share)) for name, share in spreads[criterion].items()])
        else:
            found[id] = mix([(1.0, barrier.share)])
    return found


def spread(population: Composition, profile: Mapping[str, tuple[str, ...]], criterion: str) -> dict[str, float]:
    """How the people who have a profile spread over the categories of a criterion: shares adding up to 1.

    Raises:
        BadInput: unknown name, or a profile that nobody there has.
    """
    shares = population.cells.of(criterion, population.weights(profile))
    return {name: float(share) for name, share in zip(population.categories[criterion], shares, strict=True) if share > 0}


def mix(parts: Sequence[tuple[float, Figure | None]]) -> Concerned | None:
    """The share concerned in a public made of parts, each with its weight and its figure; None where no part has one.

    A part without a figure counts from none of its people (low) to all of them (high).
    """
    total = sum(weight for weight, _ in parts)
    known = [(weight / total, figure) for weight, figure in parts if figure is not None] if total else []
    if not known:
        return None
    blank = sum(weight for weight, figure in parts if figure is None) / total
    figures = [figure for _, figure in known]
    return Concerned(
        low=_clip(sum(weight * ends(figure)[0] for weight, figure in known)),
        high=_clip(sum(weight * ends(figure)[1] for weight, figure in known) + blank),
        unknown=_clip(blank),
        sources=_sources(figures),
        unconfirmed=any(figure.confidence == "memory" for figure in figures),
        assumed=any(figure.kind == "default" for figure in figures),
    )


def hindered(
    barriers: Mapping[str, Barrier],
    shares: Mapping[str, Concerned | None],
    method: Method,
    *,
    options: Sequence[Method] = (),
    commitments: Commitments | None = None,
) -> Hindered:
    """The barriers that a method raises for a public whose shares are known (see `concerned`).

    A method that asks nothing of anybody (watching uses) raises none.
    """
    if method.effort.people is not None and method.effort.people.value == 0:
        return Hindered()
    asked = settled(method, options, commitments)
    lifted = {option.id for option in options}
    found = []
    for id, barrier in barriers.items():
        if lifted & set(barrier.answered_by_methods) or any(getattr(method, answer) for answer in barrier.answered_by):
            continue
        stands, trigger = _verdict(barrier, method, asked)
        if trigger is not None:
            found.append(_hindrance(id, stands, trigger, shares.get(id)))
    return Hindered(barriers=tuple(found))


def settled(method: Method, options: Iterable[Method] = (), commitments: Commitments | None = None) -> Presence:
    """What a method asks of people, completed by its options, then by what the organiser undertakes for rooms."""
    asked = method.presence
    for option in options:
        own = {name: value for name, value in option.presence if value is not None}
        asked = asked.model_copy(update=own)
    if commitments is None or method.strand != "in_person":
        return asked
    promised = {"step_free": commitments.accessible_rooms, "childcare": commitments.childcare}
    open_ = {name: value for name, value in promised.items() if value is not None and getattr(asked, name) is None}
    return asked.model_copy(update=open_)


# -- one barrier ---------------------------------------------------------------------------------------

Standing = Literal["stands", "unknown", "absent"]


def _verdict(barrier: Barrier, method: Method, asked: Presence) -> tuple[bool | None, Trigger | None]:
    """Whether a method raises a barrier, and the circumstance that says so; no circumstance when it does not."""
    unsure: Trigger | None = None
    for trigger in barrier.raised:
        standing = _standing(trigger, method, asked)
        if standing == "stands":
            return True, trigger
        if standing == "unknown" and unsure is None:
            unsure = trigger
    return None, unsure


def _standing(trigger: Trigger, method: Method, asked: Presence) -> Standing:
    if method.strand not in trigger.strands:
        return "absent"
    if (trigger.forms and method.form not in trigger.forms) or (trigger.methods and method.id not in trigger.methods):
        return "absent"
    values = {name: getattr(asked, name) for name in trigger.when}
    if any(value is not None and value not in trigger.when[name] for name, value in values.items()):
        return "absent"
    blank = {name for name, value in values.items() if value is None}
    if blank & set(trigger.certain):
        return "absent"
    return "unknown" if blank else "stands"


def _hindrance(id: str, stands: bool | None, trigger: Trigger, share: Concerned | None) -> Hindrance:
    sources = share.sources if share else ()
    if stands is None:
        return Hindrance(barrier=id, stands=None, concerned=share, why=trigger.unknown or trigger.why, sources=sources)
    if share is None:
        why = Text(fr=f"{trigger.why.fr} {SHARE_UNKNOWN.fr}", en=f"{trigger.why.en} {SHARE_UNKNOWN.en}")
        return Hindrance(barrier=id, stands=True, why=why)
    return Hindrance(barrier=id, stands=True, low=share.low, high=share.high, concerned=share, why=trigger.why, sources=sources)


def _criterion(barrier: Barrier, audience: Audience) -> str | None:
    """The criterion to read a barrier by: one that the public's profile names, else the first."""
    named = [criterion for criterion in barrier.by if audience.profile.get(criterion)]
    return next(iter([*named, *barrier.by]), None)


def _widest(figures: Sequence[Figure | None]) -> Concerned | None:
    """A public with several tags: from the lowest to the highest of what each says; None when one is not known."""
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures):
        return None
    return Concerned(
        low=min(ends(figure)[0] for figure in known),
        high=max(ends(figure)[1] for figure in known),
        sources=_sources(known),
        unconfirmed=any(figure.confidence == "memory" for figure in known),
        assumed=any(figure.kind == "default" for figure in known),
    )


def _sources(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(sorted({figure.source for figure in figures if figure.source}))


def _clip(share: float) -> float:
    """Back within 0 and 1 after rounding in floating point."""
    return min(1.0, max(0.0, share))
