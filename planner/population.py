"""Who lives in a place, on the joint cells.

A joint table exists for metropolitan France only (`national.py`). A place gets it raked to what is published
locally: its ages for a department, whatever else the organiser knows and types by hand. The cells cover people
aged 12 and over; the head count of all ages is carried beside them, never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from catalog.figures import CRITERIA
from catalog.load import Catalog
from catalog.yamlfile import bad
from planner import margins as from_facts
from planner.cells import Floats
from planner.composition import AS_PUBLISHED, Composition, Kind, Local, Margins, normalised, per_catalog, rake
from planner.national import NOT_ASKED, national, of_wave, rake_adults
from planner.regions import REGIONS

# The Paris agglomeration: four departments lie in it whole, it spills over four others and nowhere else
# (general knowledge, to be confirmed). What is left of it after the four is spread evenly over the others.
PARIS = "paris_agglomeration"
PARIS_WHOLE = ("75", "92", "93", "94")
PARIS_PART = ("77", "78", "91", "95")
MAYOTTE = "976"  # no survey covers it
UNCOVERED = (MAYOTTE, "R06")


def of_place(
    catalog: Catalog,
    code: str = "",
    *,
    margins: Margins = AS_PUBLISHED,
    people: float | None = None,
    kind: Kind | None = None,
    wave: int | None = None,
) -> Composition:
    """The composition of a place.

    Args:
        code: a department (59) or a region (R32); empty is metropolitan France.
        margins: what is known of a place in it, shares adding up to 1 (a category left out is 0). Diplomas are
            those of the adults. They replace what is published for the department.
        people: head count of all ages, when it is not the department's.
        kind: of the place that has these margins; a commune by default.
        wave: start from the composition of one survey wave; by default the waves together.
    Raises:
        BadInput: unknown place, Mayotte (no survey covers it), margins that no composition can meet.
    """
    place = _departments(catalog, code, wave) if code else _france(catalog, wave)
    if margins:
        lent = tuple(name for name in place.local.lent or CRITERIA if name not in margins)
        local = Local("overseas" if overseas(code) else kind or "commune", code, lent)
        place = replace(rake_adults(place, margins), local=local)
    if people is not None:
        ratio = place.people_12plus / place.people if place.people and place.people_12plus else None
        place = replace(place, people=people, people_12plus=people * ratio if ratio else None)
    return place


def margins_of(
    catalog: Catalog, code: str, facts: Mapping[str, float], everywhere: Mapping[str, float], urban_unit: str = ""
) -> dict[str, dict[str, float]]:
    """The margins of a place from what Insee publishes about it; a criterion without figures is left out.

    Args:
        code: the department or region it lies in.
        facts: in the columns of the store of places (`planner/places.py`): shares of people by age, sex, diploma, median
            income in EUR a year.
        everywhere: the same facts of France, of the same year as far as possible.
        urban_unit: size of the urban unit of a commune, a category of `commune_size`; empty where it is not known.
    Raises:
        BadInput: shares by age that contradict each other.
    """
    base, france = of_place(catalog, code), national(catalog)
    found: dict[str, dict[str, float]] = {}
    if any(name.startswith("age_") for name in facts):
        codes = _codes(catalog, code) if code else _mainland(catalog)
        here = from_facts.ages(_by_year(catalog, codes), facts)
        everybody = _by_year(catalog, _mainland(catalog))
        survey = {age: france.margin("age")[age] for age in france.categories["age"]}
        found["age"] = from_facts.relative(survey, _of_cells(catalog, here), _of_cells(catalog, everybody / everybody.sum()))
    if "women" in facts and "women" in everywhere:
        found["sex"] = from_facts.sexes(france.margin("sex"), facts["women"], everywhere["women"])
    adults = {name: share for name, share in france.margin("diploma").items() if name != NOT_ASKED}
    if (diplomas := from_facts.diplomas(normalised(adults), facts, everywhere)) is not None:
        found["diploma"] = diplomas
    elif (higher := from_facts.higher_education(facts)) is not None and "dip_sup" in everywhere:
        found["diploma"] = from_facts.partly(normalised(adults), higher, everywhere["dip_sup"])
    if "income_median" in facts and "income_median" in everywhere:
        survey = france.margin("household_income_month_eur")
        found["household_income_month_eur"] = from_facts.incomes(survey, facts["income_median"], everywhere["income_median"])
    if urban_unit and base.margin("commune_size").get(urban_unit):
        found["commune_size"] = {urban_unit: 1.0}
    return found


def overseas(code: str) -> bool:
    """Whether a department lies outside metropolitan France, the territory of the survey."""
    return code.startswith("97")


# -- places --------------------------------------------------------------------------------------


def _france(catalog: Catalog, wave: int | None) -> Composition:
    """Metropolitan France, with its head counts."""
    found, codes = national(catalog) if wave is None else of_wave(catalog, wave), _mainland(catalog)
    people = float(sum(sum(catalog.departments[each].ages.values()) for each in codes))
    return replace(found, people=people, people_12plus=sum(_ages(catalog, codes).values()))


@per_catalog(128)
def _departments(catalog: Catalog, code: str, wave: int | None) -> Composition:
    """A department, or a region: its departments together."""
    codes = _codes(catalog, code)
    france = _france(catalog, wave)
    # A place is read relative to France: the survey has fewer very old people than the census-based
    # estimate (care homes are outside it), and that difference must not look local.
    here, everywhere = _ages(catalog, codes), _ages(catalog, _mainland(catalog))
    age = from_facts.relative(france.margin("age"), here, everywhere)
    kind: Kind = "region" if len(codes) > 1 else "overseas" if overseas(codes[0]) else "department"
    return replace(
        rake(_with_paris(catalog, france, codes), {"age": age}),
        local=Local(kind, code, tuple(name for name in CRITERIA if name != "age")),
        people=float(sum(sum(catalog.departments[each].ages.values()) for each in codes)),
        people_12plus=sum(here.values()),
    )


def _codes(catalog: Catalog, code: str) -> tuple[str, ...]:
    """The departments of a place: itself, or those of a region.

    Raises:
        BadInput: unknown place, Mayotte.
    """
    codes = REGIONS[code][1] if code in REGIONS else (code,)
    if MAYOTTE in codes:
        raise bad("place", None, "aucune enquête ne couvre Mayotte : rien ne permet d’y estimer l’éloignement du numérique.",
                  "no survey covers Mayotte: nothing allows an estimate there.")  # fmt: skip
    if any(each not in catalog.departments for each in codes):
        raise bad(
            "place",
            None,
            f"« {code[:20]} » n’est ni un département ni une région. Écrivez un code comme 59, 2A, 974 ou R32, "
            "ou rien pour la France métropolitaine.",
            f'"{code[:20]}" is neither a department nor a region. Write a code such as 59, 2A, 974 or R32, '
            "or nothing for metropolitan France.",
        )
    return codes


@per_catalog(4)
def _mainland(catalog: Catalog) -> tuple[str, ...]:
    return tuple(code for code in catalog.departments if not overseas(code))


def _with_paris(catalog: Catalog, france: Composition, codes: tuple[str, ...]) -> Composition:
    """The seed of a place: all, part or none of it in the Paris agglomeration."""
    inside = france.cells.has("commune_size", PARIS)
    share = float(france.shares[inside].sum())
    people = {each: sum(_ages(catalog, (each,)).values()) for each in codes}
    target = sum(people[each] * _in_paris(catalog, each, share) for each in codes) / sum(people.values())
    return replace(france, shares=france.shares * np.where(inside, target / share, (1 - target) / (1 - share)))


def _in_paris(catalog: Catalog, code: str, share: float) -> float:
    """Share of a department that lies in the Paris agglomeration, when that holds `share` of the mainland."""
    if code in PARIS_WHOLE:
        return 1.0
    if code not in PARIS_PART:
        return 0.0

    def people(codes: tuple[str, ...]) -> float:
        return sum(_ages(catalog, tuple(each for each in codes if each in catalog.departments)).values())

    return min(1.0, max(0.0, (share * people(_mainland(catalog)) - people(PARIS_WHOLE)) / people(PARIS_PART)))


@per_catalog(256)
def _ages(catalog: Catalog, codes: tuple[str, ...]) -> Mapping[str, float]:
    """Head counts by age of the joint cells, in some departments together."""
    return _of_cells(catalog, _by_year(catalog, codes))


def _by_year(catalog: Catalog, codes: tuple[str, ...]) -> Floats:
    """People of every year of age in some departments together."""
    return np.asarray(sum(from_facts.by_year(catalog.departments[code].ages) for code in codes))


def _of_cells(catalog: Catalog, by_year: Floats) -> dict[str, float]:
    """People by age of the joint cells: 12 to 14 is three fifths of 10 to 14."""
    found = {}
    for name in catalog.criteria["age"].categories:
        first, last = from_facts.years_of(name)
        found[name] = float(by_year[first : last + 1].sum())
    return found
