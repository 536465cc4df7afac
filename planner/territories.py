"""From a place found among the census files to the territory of a brief, which then stands without these files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from catalog.facts import Text
from catalog.load import Catalog
from catalog.words import Lang
from planner.brief import Territory
from planner.places import Place, Store
from planner.population import margins_of

GROUPS: Mapping[str, tuple[str, Text]] = {  # group of facts of the store -> criterion, words
    "age": ("age", Text(fr="âge", en="age")),
    "sex": ("sex", Text(fr="sexe", en="sex")),
    "diploma": ("diploma", Text(fr="diplôme", en="diploma")),
    "income": ("household_income_month_eur", Text(fr="revenu", en="income")),
    "urban_unit": ("commune_size", Text(fr="taille de l’unité urbaine", en="size of the urban unit")),
}


def territory_of(catalog: Catalog, store: Store, place: Place, lang: Lang = "fr") -> Territory:
    """The territory of a place: head count, composition and where they come from.

    A department or a region keeps the figures built in; a commune or an intercommunality brings its own.

    Raises:
        BadInput: Mayotte; shares by age that contradict each other.
    """
    people = round(place.people) if place.people else None
    if place.kind in ("department", "region"):
        return Territory(name=place.name, code=place.code)
    code = place.department or place.region
    margins = margins_of(catalog, code, place.facts, everywhere(store), place.urban_unit)
    words = measured(place, frozenset(margins), lang)
    size = next(iter(margins.pop("commune_size", {})), None)
    return Territory(name=place.name, code=code, place=place.code, people=people, commune_size=size, margins=margins, measured=words)


def measured(place: Place, criteria: frozenset[str], lang: Lang = "fr") -> str:
    """Which groups of facts are the place's own, with their year, and which are lent by its department."""
    own = [f"{words(lang)} {place.years.get(group, '')}".strip() for group, (criterion, words) in GROUPS.items() if criterion in criteria]
    lent = [words(lang) for criterion, words in GROUPS.values() if criterion not in criteria]
    found = f"Insee{' :' if lang == 'fr' else ':'} {', '.join(own)}" if own else "Insee"
    if not lent:
        return found
    return found + (f" ; prêté par le département : {', '.join(lent)}" if lang == "fr" else f"; lent by the department: {', '.join(lent)}")


@lru_cache(maxsize=2)
def everywhere(store: Store) -> Mapping[str, float]:
    """The facts of metropolitan France, from its communes: what a place is read against. A fact known for few of them is left out."""
    frame = store.frame
    frame = frame[(frame["kind"] == "commune") & ~frame["department"].str.startswith("97")]
    people = frame["people"].to_numpy(dtype=float)
    found = {}
    for name in frame.columns:
        if name in ("women", "income_median") or (name.startswith("dip_") and name != "dip_year"):
            values = frame[name].to_numpy(dtype=float)
            known = np.isfinite(values) & np.isfinite(people)
            if known.any() and people[known].sum() > 0.5 * np.nansum(people):
                found[name] = float(np.average(values[known], weights=people[known]))
    return found
