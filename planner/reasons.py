"""Why a group is further from digital than another, criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.load import Catalog
from planner.cells import Where
from planner.composition import Composition
from planner.fits import OFFLINE, fitted

TELLS = 0.1  # log-odds under which a criterion changes next to nothing


@dataclass(frozen=True)
class Reason:
    """How far a criterion moves a public from its territory, and the category that does most of it."""

    criterion: str
    pull: float  # log-odds of never using the internet
    category: str
    here: float  # share of the public in this category
    there: float  # share of the territory


def reasons(catalog: Catalog, place: Composition, profile: Where, against: Composition) -> list[Reason]:
    """What moves a public away from, or nearer to, digital than a territory: the strongest first.

    The model adds up what each category does to the log-odds of never using the internet, so the difference
    between two groups splits exactly by criterion.

    Args:
        place: where the public lives.
        profile: criterion -> categories of the public.
        against: what it is compared with, such as the place itself or France.
    Raises:
        BadInput: a profile that nobody in the place has.
    """
    fit, cells = fitted(catalog, OFFLINE), place.cells
    here, there = cells.sums(place.weights(profile)), cells.sums(against.shares)
    pulls = (here - there) * fit.effects
    found = []
    for criterion in cells.categories:
        at = np.array([i for i, (name, _category) in enumerate(cells.columns) if name == criterion])
        total = float(pulls[at].sum())
        if abs(total) >= TELLS:
            first = at[int(np.argmax(pulls[at] * np.sign(total)))]
            found.append(Reason(criterion, total, cells.columns[first][1], float(here[first]), float(there[first])))
    return sorted(found, key=lambda each: -abs(each.pull))
