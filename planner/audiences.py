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
from planner.divide import Kind, States, states_of
from planner.population import AS_PUBLISHED, Composition, Floats, of_place, overseas

ALL = "all"


class Exposure(Record):
    """One public, or `ALL`: a head count and its three states."""

    name: str
    people: float
    states: States


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


def where_is(catalog: Catalog, territory: Territory | None) -> tuple[Composition, Kind]:
    """The composition of a territory, and how local it is; without a territory, metropolitan France.

    Raises:
        BadInput: a place that no survey covers, or a commune size that its department does not have.
    """
    if territory is None:
        return of_place(catalog), "country"
    margins = {"commune_size": {territory.commune_size: 1.0}} if territory.commune_size else AS_PUBLISHED
    composition = of_place(catalog, territory.code, margins=margins, people=territory.people)
    if overseas(territory.code):
        return composition, "overseas"
    if territory.people or margins:
        return composition, "commune"
    return composition, "department" if territory.code else "country"


def exposures(catalog: Catalog, audiences: Sequence[Audience], territory: Territory | None = None) -> tuple[Exposure, ...]:
    """The exposure of each public in its order, then of `ALL`.

    `ALL` is the residents aged 12 and over of the territory; when its size is not known, the people in at least
    one public. It is never the sum.

    Raises:
        BadInput: see `where_is`; a profile that nobody in the territory has.
    """
    composition, kind = where_is(catalog, territory)
    code = territory.code if territory else ""
    found = [
        Exposure(name=each.name, people=each.people, states=states_of(catalog, composition.weights(each.profile), kind, code))
        for each in audiences
    ]
    groups = memberships(catalog, audiences, territory)
    if _size_known(territory):
        people, weights = float(groups.residents.sum()), groups.residents
    else:
        people, weights = groups.union, groups.residents * (1 - groups.outside)
    if weights.any():
        found.append(Exposure(name=ALL, people=people, states=states_of(catalog, weights / weights.sum(), kind, code)))
    return tuple(found)


def memberships(catalog: Catalog, audiences: Sequence[Audience], territory: Territory | None = None) -> Memberships:
    """The publics laid on the cells of the territory.

    A public is spread evenly over the residents with its profile; those it counts beyond them are visitors.
    When the size of the territory is not known, it is the smallest that holds every public.
    """
    composition, _ = where_is(catalog, territory)
    inside = np.array([composition.mask(each.profile) for each in audiences]).reshape(len(audiences), len(composition.shares))
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
