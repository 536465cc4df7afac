"""From what Insee publishes about a place to the margins of its composition.

Insee counts everybody; the survey behind the cells leaves out care homes, asks its questions otherwise and stops at
twelve. So a place is always read *relative to France*: the survey's own share, times how the place differs from
France in the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np

from catalog.yamlfile import bad
from planner.cells import Floats
from planner.composition import normalised

LAST = 105  # years of age, the last one counted
SWEEPS = 500
DIPLOMAS: Mapping[str, tuple[str, ...]] = {  # the model's adult categories, in Insee's columns
    "no_diploma": ("dip_none",),
    "bepc_cap_bep": ("dip_bepc", "dip_capbep"),
    "baccalaureate": ("dip_bac",),
    "higher_education": ("dip_sup",),
}
MASTERS_LEVEL, MASTERS_SLOPE = 0.824, 0.715  # of the line of `higher_education`
INCOME_EDGES = (900.0, 1500.0, 2300.0, 3100.0)  # EUR a month, between the survey's bands
INCOMES = ("under_900", "900_1499", "1500_2299", "2300_3099", "3100_plus")
NOT_STATED = "not_stated"


def years_of(name: str) -> tuple[int, int]:
    """First and last year of `age_15_29`, `15-29` or `75+`, both included."""
    first, _, last = name.removeprefix("age_").replace("-", "_").rstrip("+").partition("_")
    return int(first), int(last) if last.isdigit() else LAST


def by_year(bands: Mapping[str, float]) -> Floats:
    """People of every year of age, each band spread evenly over its years (the open one over the first ten)."""
    found = np.zeros(LAST + 1)
    for name, people in bands.items():
        first, last = years_of(name)
        last = min(last, first + 9) if last == LAST else last
        found[first : last + 1] += people / (last - first + 1)
    return found


def ages(prior: Floats, facts: Mapping[str, float]) -> Floats:
    """Shares of every year of age nearest to `prior` that hold the published shares of some spans of ages.

    Args:
        prior: people by year of age, of a wider place.
        facts: `age_65_up: 0.21` and the like, shares of the people of all ages; spans may overlap.
    Raises:
        BadInput: spans that contradict each other.
    """
    spans = {name: years_of(name) for name in facts if name.startswith("age_") and not name.endswith("year")}
    found: Floats = np.asarray(prior / prior.sum())
    for _ in range(SWEEPS):
        worst, name_of_worst = 0.0, ""
        for name, (first, last) in spans.items():
            inside, asked = found[first : last + 1].sum(), min(max(facts[name], 1e-6), 1 - 1e-6)
            if abs(inside - asked) > worst:
                worst, name_of_worst = abs(inside - asked), name
            found *= (1 - asked) / (1 - inside)
            found[first : last + 1] *= asked / inside / ((1 - asked) / (1 - inside))
        if worst < 1e-9:
            return found
    if worst > 0.005:
        raise bad(name_of_worst, None, f"les parts par âge se contredisent ({facts[name_of_worst]:.3f} ne tient pas avec les autres).",
                  f"the shares by age contradict each other ({facts[name_of_worst]:.3f} cannot hold with the others).")  # fmt: skip
    return found  # tables of neighbouring years disagree by a few tenths of a point


def relative(survey: Mapping[str, float], here: Mapping[str, float], everywhere: Mapping[str, float]) -> dict[str, float]:
    """The survey's shares, each times how the place differs from France."""
    return normalised({name: survey[name] * here[name] / everywhere[name] for name in here})


def sexes(survey: Mapping[str, float], women: float, women_everywhere: float) -> dict[str, float]:
    """Women and men, from the share of women among people of all ages."""
    return relative(survey, {"female": women, "male": 1 - women}, {"female": women_everywhere, "male": 1 - women_everywhere})


def diplomas(survey: Mapping[str, float], facts: Mapping[str, float], everywhere: Mapping[str, float]) -> dict[str, float] | None:
    """Shares of the adults by diploma; None where the place's are not all published."""

    def grouped(facts: Mapping[str, float]) -> dict[str, float]:
        return {name: sum(facts[column] for column in columns) for name, columns in DIPLOMAS.items()}

    if any(column not in each for columns in DIPLOMAS.values() for column in columns for each in (facts, everywhere)):
        return None
    floor = 1e-3  # a hamlet where nobody has a diploma of a kind still has residents who might
    here = {name: max(share, floor) for name, share in grouped(facts).items()}
    return relative(survey, here, grouped(everywhere))


def higher_education(facts: Mapping[str, float]) -> float | None:
    """Share of higher education, from the share of master's degrees and more where only that is published.

    Over the 5,332 communes of 2,000 people and more of the 2018 census the two go together: log-odds on a line, with a
    standard deviation of 0.14 around it against 0.61 between communes.
    """
    if "dip_sup" in facts:
        return facts["dip_sup"]
    if "dip_sup5" not in facts:
        return None
    five = min(max(facts["dip_sup5"], 0.005), 0.95)
    return float(1 / (1 + np.exp(-(MASTERS_LEVEL + MASTERS_SLOPE * np.log(five / (1 - five))))))


def partly(survey: Mapping[str, float], higher: float, everywhere: float) -> dict[str, float]:
    """Shares of the adults by diploma where only higher education is known: the others keep their proportions."""
    told = relative(
        {"higher": survey["higher_education"], "others": 1 - survey["higher_education"]},
        {"higher": higher, "others": 1 - higher},
        {"higher": everywhere, "others": 1 - everywhere},
    )
    left = told["others"] / (1 - survey["higher_education"])
    return {name: told["higher"] if name == "higher_education" else share * left for name, share in survey.items()}


def incomes(survey: Mapping[str, float], median: float, median_everywhere: float) -> dict[str, float]:
    """Shares by household income: every income of France times the ratio of the medians (EUR a year).

    Between the survey's bands the logarithm of income is read on a straight line of normal quantiles, which is exact
    for a log-normal distribution. Those who do not state their income keep their share.
    """
    stated = 1 - survey[NOT_STATED]
    cumulated = np.cumsum([survey[name] / stated for name in INCOMES])[:-1]
    quantile = np.array([NormalDist().inv_cdf(float(share)) for share in cumulated])
    edges = np.log(INCOME_EDGES)
    slopes = np.diff(quantile) / np.diff(edges)

    def below(edge: float) -> float:
        at = int(np.clip(np.searchsorted(edges, edge) - 1, 0, len(slopes) - 1))
        return NormalDist().cdf(float(quantile[at] + slopes[at] * (edge - edges[at])))

    shifted = [below(edge - float(np.log(median / median_everywhere))) for edge in edges]
    parts = np.diff([0.0, *shifted, 1.0]) * stated
    return {**{name: float(part) for name, part in zip(INCOMES, parts, strict=True)}, NOT_STATED: survey[NOT_STATED]}
