"""From what Insee publishes about a place to the margins of its composition: figures worked by hand."""

from __future__ import annotations

from math import log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.load import load
from catalog.yamlfile import BadInput
from planner import margins
from planner.national import national
from planner.population import margins_of, of_place

CATALOG = load()


def test_a_band_is_spread_evenly_over_its_years() -> None:
    by_year = margins.by_year({"0-4": 50.0, "5-9": 100.0, "95+": 20.0})
    assert by_year[:10] == pytest.approx([10.0] * 5 + [20.0] * 5)
    assert by_year[95:106] == pytest.approx([2.0] * 10 + [0.0])


def test_ages_take_the_published_spans_and_keep_the_pattern_inside() -> None:
    """Two ages halves, 65 and over brought to 0.2: what is under shrinks from 0.5 to 0.8, in proportion."""
    prior = margins.by_year({"0-64": 65.0, "65-74": 30.0, "75-84": 35.0})
    found = margins.ages(prior, {"age_65_up": 0.2})
    assert found.sum() == pytest.approx(1)
    assert found[65:].sum() == pytest.approx(0.2)
    assert found[75:].sum() / found[65:].sum() == pytest.approx(35 / 65)
    both = margins.ages(prior, {"age_65_up": 0.2, "age_75_up": 0.05, "age_0_14": 0.1})
    assert (both[65:].sum(), both[75:].sum(), both[:15].sum()) == pytest.approx((0.2, 0.05, 0.1), abs=1e-8)


def test_spans_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(BadInput, match="contradict"):
        margins.ages(np.ones(106), {"age_65_up": 0.1, "age_75_up": 0.2})


def test_a_place_is_read_relative_to_france() -> None:
    """The survey says 10 and 90 %. The place has twice the share of the first that France has, 40 for 20 %: 0.2 against 0.675."""
    told = margins.relative({"a": 0.1, "b": 0.9}, {"a": 0.4, "b": 0.6}, {"a": 0.2, "b": 0.8})
    assert told == pytest.approx({"a": 0.2 / 0.875, "b": 0.675 / 0.875})


def test_incomes_twice_as_high_halve_the_edges() -> None:
    """Log-normal incomes of median 2,000 EUR and spread 0.5: below 900 EUR when everything doubles is below 450 EUR now."""
    spread, median = 0.5, 2000.0
    edges = [NormalDist().cdf(log(edge / median) / spread) for edge in margins.INCOME_EDGES]
    survey = {name: 0.9 * part for name, part in zip(margins.INCOMES, np.diff([0, *edges, 1]), strict=True)} | {"not_stated": 0.1}
    told = margins.incomes(survey, 2.0, 1.0)
    assert told["under_900"] == pytest.approx(0.9 * NormalDist().cdf(log(450 / median) / spread), abs=1e-9)
    assert told["3100_plus"] == pytest.approx(0.9 * (1 - NormalDist().cdf(log(1550 / median) / spread)), abs=1e-9)
    assert sum(told.values()) == pytest.approx(1)
    assert margins.incomes(survey, 1.0, 1.0) == pytest.approx(survey)


def test_higher_education_is_told_by_master_s_degrees_where_only_they_are_published() -> None:
    """Log-odds of 10 %: −2.197; 0.824 − 0.715 · 2.197 = −0.747, that is 32.1 %."""
    assert margins.higher_education({"dip_sup5": 0.1}) == pytest.approx(0.3214, abs=0.001)
    assert margins.higher_education({"dip_sup5": 0.1, "dip_sup": 0.4}) == 0.4
    assert margins.higher_education({}) is None


def test_diplomas_known_in_part_keep_the_proportions_of_the_others() -> None:
    survey = {"no_diploma": 0.2, "bepc_cap_bep": 0.4, "baccalaureate": 0.1, "higher_education": 0.3}
    told = margins.partly(survey, 0.5, 0.5)
    assert told == pytest.approx(survey)
    more = margins.partly(survey, 0.6, 0.5)
    assert more["higher_education"] > 0.3
    assert more["no_diploma"] / more["bepc_cap_bep"] == pytest.approx(0.5)
    assert sum(more.values()) == pytest.approx(1)


def test_a_place_like_france_has_the_composition_of_the_survey() -> None:
    france = {
        "women": 0.52,
        "dip_none": 0.2,
        "dip_bepc": 0.05,
        "dip_capbep": 0.25,
        "dip_bac": 0.17,
        "dip_sup": 0.33,
        "income_median": 21_000.0,
    }
    found = margins_of(CATALOG, "", france, france)
    for criterion, margin in found.items():
        survey = national(CATALOG).margin(criterion)
        if criterion == "diploma":
            adults = 1 - survey["aged_12_17_not_asked"]
            survey = {name: survey[name] / adults for name in margin}
        assert margin == pytest.approx({name: survey[name] for name in margin}, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 0.45), st.floats(0.2, 0.8))
def test_an_older_place_has_more_old_people_and_everything_adds_up(old: float, part: float) -> None:
    found = margins_of(CATALOG, "59", {"age_65_up": old, "age_75_up": old * part}, {})
    assert sum(found["age"].values()) == pytest.approx(1)
    place = of_place(CATALOG, "59", margins=found, kind="commune")
    ages = place.margin("age")
    assert {name: ages[name] for name in found["age"]} == pytest.approx(found["age"], abs=1e-8)
    assert place.local.lent == ("diploma", "household_income_month_eur", "commune_size", "sex", "occupational_class", "household_size")
