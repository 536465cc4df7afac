"""The publics of a brief on the joint cells: how exposed each one is, and how they overlap.

Publics overlap, so they are never added up. On each cell a public holds a share of the residents; two
publics meet there by chance (nothing better is known of a hand count), and "in all" is the territory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.facts import Record
from catalog.load import Catalog
from planner.brief import Audience, Territory
from planner.cells import Floats
from planner.composition import Composition, Kind, Margins
from planner.divide import States, Stopped, states_of, stopped_of
from planner.population import of_place

ALL = "all"
SIREN = 9  # digits of the number of an intercommunality; a commune has five


class Exposure(Record):
    """One public, or `ALL`: a head count, its three states, and whom one more demand of a channel would stop."""

    name: str
    people: float
    states: States
    stopped: Stopped


@dataclass(frozen=True)
class Memberships:
    """Who is in which public: the residents aged 12 and over of each cell, and the share of them in each public."""

    names: tuple[str, ...]
    residents: Floats  # by cell, head counts
    shares: Floats  # publics x cells, 0 to 1
    visitors: Floats  # by public: people counted by hand beyond the residents with that profile

    @property
    def outside(self) -> Floats:
        """By cell, the share of the residents who are in no public: a segment of their own."""
        return np.asarray((1 - self.shares).prod(axis=0))

    @property
    def union(self) -> float:
        """People in at least one public: at least the largest, at most the sum, visitors counted once."""
        return float(self.residents @ (1 - self.outside)) + float(self.visitors.max(initial=0.0))


def tags_of(audience: Audience) -> frozenset[str]:
    """The tags given, and those that the profile implies."""
    tags: set[str] = set(audience.tags)
    ages = set(audience.profile.get("age", ()))
    if ages and ages <= {"60-69", "70-74", "70+", "75+"}:
        tags.add("elderly")
    if ages and ages <= {"12-17", "18-24"}:
        tags.add("young")
    if set(audience.profile.get("commune_size", ())) == {"rural_commune_under_2000"}:
        tags.add("rural")
    return frozenset(tags)


def where_is(catalog: Catalog, territory: Territory | None) -> Composition:
    """The composition of a territory; without a territory, metropolitan France.

    Raises:
        BadInput: a place that no survey covers, or a commune size that its department does not have.
    """
    if territory is None:
        return of_place(catalog)
    return of_place(catalog, territory.code, margins=margins_at(territory), people=territory.people, kind=kind_of(territory))


def margins_at(territory: Territory) -> Margins:
    """What is known of the place itself: the margins of the brief, and the size of its urban unit."""
    size = {"commune_size": {territory.commune_size: 1.0}} if territory.commune_size else {}
    return {**territory.margins, **size}


def kind_of(territory: Territory) -> Kind:
    """What the place is, inside its department or region."""
    return "intercommunality" if len(territory.place or "") == SIREN else "commune"


def exposures(catalog: Catalog, audiences: Sequence[Audience], territory: Territory | None = None) -> tuple[Exposure, ...]:
    """The exposure of each public in its order, then of `ALL`.

    `ALL` is the residents aged 12 and over of the territory; when its size is not known, the people in at least
    one public. It is never the sum.

    Raises:
        BadInput: see `where_is`; a profile that nobody in the territory has.
    """
    composition = where_is(catalog, territory)

    def exposure(name: str, people: float, weights: Floats) -> Exposure:
        return Exposure(
            name=name, people=people, states=states_of(catalog, weights, composition.local), stopped=stopped_of(catalog, weights)
        )

    found = [exposure(each.name, each.people, composition.weights(each.profile)) for each in audiences]
    groups = memberships(catalog, audiences, territory)
    if _size_known(territory):
        people, weights = float(groups.residents.sum()), groups.residents
    else:
        people, weights = groups.union, groups.residents * (1 - groups.outside)
    if weights.any():
        found.append(exposure(ALL, people, weights / weights.sum()))
    return tuple(found)


def memberships(catalog: Catalog, audiences: Sequence[Audience], territory: Territory | None = None) -> Memberships:
    """The publics laid on the cells of the territory.

    A public is spread evenly over the residents with its profile; those it counts beyond them are visitors.
    When the size of the territory is not known, it is the smallest that holds every public.
    """
    composition = where_is(catalog, territory)
    inside = np.array([composition.cells.mask(each.profile) for each in audiences]).reshape(len(audiences), len(composition.shares))
    people = np.array([float(each.people) for each in audiences])
    held = inside @ composition.shares
    if _size_known(territory):
        size = composition.people_12plus or 0.0
    else:
        size = float(np.divide(people, held, out=np.zeros_like(people), where=held > 0).max(initial=0.0))
    room = held * size
    filled = np.minimum(1.0, np.divide(people, room, out=np.zeros_like(people), where=room > 0))
    return Memberships(
        names=tuple(each.name for each in audiences),
        residents=composition.shares * size,
        shares=inside * filled[:, None],
        visitors=np.maximum(0.0, people - room),
    )


def _size_known(territory: Territory | None) -> bool:
    return territory is not None and bool(territory.people or territory.code)
