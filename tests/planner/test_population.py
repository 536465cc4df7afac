"""The joint composition of a place: raking, departments, what is typed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.figures import SEEDED
from catalog.load import load
from catalog.yamlfile import BadInput
from planner.cells import Cells
from planner.composition import Composition, rake
from planner.national import national, of_wave
from planner.population import of_place

CATALOG = load()


def composition(table: list[list[float]]) -> Composition:
    """A small table of two criteria, rows `a` and columns `b`."""
    shares = np.array(table, dtype=float)
    names = {"a": tuple(f"a{i}" for i in range(shares.shape[0])), "b": tuple(f"b{j}" for j in range(shares.shape[1]))}
    return Composition(Cells(names), shares.ravel() / shares.sum())


def test_raking_a_two_by_two_table_gives_the_figures_worked_by_hand() -> None:
    """Raking keeps the odds ratio of the seed, here 1·4 / 2·3 = 2/3. With halves on both sides the corner x
    solves x² / (½ − x)² = 2/3, so x = ½ · √(2/3) / (1 + √(2/3)) = 0.2247449."""
    raked = rake(composition([[1, 2], [3, 4]]), {"a": {"a0": 0.5, "a1": 0.5}, "b": {"b0": 0.5, "b1": 0.5}})
    assert raked.shares == pytest.approx([0.2247449, 0.2752551, 0.2752551, 0.2247449], abs=1e-7)


def test_raking_to_its_own_margins_changes_nothing() -> None:
    seed = composition([[1, 2], [3, 4]])
    assert rake(seed, {"a": seed.margin("a"), "b": seed.margin("b")}).shares == pytest.approx(seed.shares, abs=1e-12)


positive = st.floats(0.05, 1.0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(positive, min_size=3, max_size=3), min_size=2, max_size=2), st.lists(positive, min_size=2, max_size=2),
       st.lists(positive, min_size=3, max_size=3))  # fmt: skip
def test_raking_meets_every_margin_to_a_billionth(table: list[list[float]], a: list[float], b: list[float]) -> None:
    asked = {
        "a": {f"a{i}": share / sum(a) for i, share in enumerate(a)},
        "b": {f"b{i}": share / sum(b) for i, share in enumerate(b)},
    }
    raked = rake(composition(table), asked)
    assert (raked.shares >= 0).all()
    for criterion, margin in asked.items():
        assert raked.margin(criterion) == pytest.approx(margin, abs=1e-9)


def test_a_category_that_the_seed_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"a1.*nobody"):
        rake(composition([[1, 2], [0, 0]]), {"a": {"a0": 0.5, "a1": 0.5}})


def test_margins_that_contradict_each_other_are_refused() -> None:
    diagonal = composition([[1, 0], [0, 1]])
    with pytest.raises(BadInput, match="contradict each other"):
        rake(diagonal, {"a": {"a0": 0.3, "a1": 0.7}, "b": {"b0": 0.6, "b1": 0.4}})


@pytest.mark.parametrize("margin", [{"a0": 0.5}, {"a0": -0.5, "a1": 1.5}, {"a0": float("nan"), "a1": 1.0}])
def test_shares_that_do_not_add_up_to_one_are_refused(margin: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="add up to"):
        rake(composition([[1, 2], [3, 4]]), {"a": margin})


def test_a_mistyped_name_is_offered_its_nearest() -> None:
    with pytest.raises(BadInput, match='Write "age"'):
        rake(national(CATALOG), {"agee": {}})
    with pytest.raises(BadInput, match='Write "70\\+"'):
        national(CATALOG).cells.mask({"age": ("70 +",)})


def test_every_possible_cell_is_filled_and_the_margins_of_the_survey_are_kept() -> None:
    france = national(CATALOG)
    ages, adults = len(france.categories["age"]), len(france.categories["diploma"]) - 1
    five = france.shares.reshape(france.cells.shape).sum(axis=(5, 6))
    assert (five > 0).sum() == 60 + (ages - 1) * adults * 60  # minors have one diploma, the other ages the others
    assert france.shares.min() >= 0
    assert france.shares.sum() == pytest.approx(1)
    for criterion in SEEDED:
        margin = france.margin(criterion)
        survey = {id: sum(row.share for row in CATALOG.seed if getattr(row, criterion) == id) for id in margin}
        survey = {id: share for id, share in survey.items() if id not in ("70-74", "75+")}  # the survey's table stops at 70+
        assert {id: margin[id] for id in survey} == pytest.approx(survey, abs=1e-8)
    old = sum(row.share for row in CATALOG.seed if row.age == "70+" and row.diploma == "no_diploma")
    assert france.shares[france.cells.mask({"age": ("70+",), "diploma": ("no_diploma",)})].sum() == pytest.approx(old, abs=1e-8)


def test_the_old_are_split_at_75_as_the_published_rates_imply() -> None:
    """A rate at 70 and over is the mean of its two ages. 2020, never online: 28.1 = a · 12.9 + (1 − a) · 49.9 gives a = 0.589;
    2022: 36.4 = a · 12.1 + (1 − a) · 55.2 gives 0.436. All the indicators together: 0.590 and 0.437."""
    for year, older in ((2020, 0.590), (2022, 0.437)):
        ages = of_wave(CATALOG, year).margin("age")
        assert ages["70-74"] / ages["70+"] == pytest.approx(older, abs=0.002)
    ages = national(CATALOG).margin("age")
    assert ages["70-74"] / ages["70+"] == pytest.approx((0.590 + 0.437) / 2, abs=0.001)


def test_the_oldest_have_fewer_diplomas_and_are_more_often_women_and_alone() -> None:
    """Insee: 61 % of the people aged 75 and over are women, 54 % at 70 to 74; 38 % of the former live alone (2013)."""
    france = national(CATALOG)
    oldest, older = (france.weights({"age": (age,)}) for age in ("75+", "70-74"))
    women = france.cells.has("sex", "female")
    assert oldest[women].sum() == pytest.approx(0.61, abs=0.03)
    assert older[women].sum() == pytest.approx(0.54, abs=0.03)
    alone = france.cells.has("household_size", "1")
    assert oldest[alone].sum() == pytest.approx(0.40, abs=0.03)
    bare = france.cells.has("diploma", "no_diploma")
    assert oldest[bare].sum() > older[bare].sum()


def test_occupation_goes_with_age() -> None:
    """Retired at 75 and over: more than nine in ten; under 25, nobody; a pupil or a student under 18, everybody."""
    france = national(CATALOG)
    retired, other = france.cells.has("occupational_class", "retired"), france.cells.has("occupational_class", "other_inactive")
    assert france.weights({"age": ("75+",)})[retired].sum() > 0.9
    assert france.weights({"age": ("18-24",)})[retired].sum() == 0
    assert france.weights({"age": ("12-17",)})[other].sum() == pytest.approx(1)


@pytest.mark.parametrize("year", [2020, 2022])
def test_a_wave_has_the_weights_of_its_survey(year: int) -> None:
    for criterion, record in CATALOG.criteria.items():
        named = {**record.categories, **record.groups}
        published = {id: each.shares[year] for id, each in named.items() if year in each.shares}
        found = of_wave(CATALOG, year).margin(criterion)
        assert {id: found[id] for id in published} == pytest.approx(published, abs=0.0015)  # published to a tenth of a point


# -- sums over the cells ----------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10_000))
def test_sums_over_the_cells_are_those_of_a_matrix_of_zeros_and_ones(shape: list[int], seed: int) -> None:
    cells = Cells({f"c{i}": tuple(f"{i}{j}" for j in range(size)) for i, size in enumerate(shape)})
    values = np.random.default_rng(seed).random(cells.count)
    columns = np.column_stack([cells.has(*column) for column in cells.columns]).astype(float)
    assert cells.sums(values) == pytest.approx(columns.T @ values)
    assert cells.gram(values) == pytest.approx(columns.T @ (values[:, None] * columns))
    pairs = np.column_stack(
        [
            cells.has(a, x) & cells.has(b, y)
            for a, b in dict.fromkeys(cells.crossed)
            for x in cells.categories[a]
            for y in cells.categories[b]
        ]
    ).astype(float)
    assert cells.pair_sums(values) == pytest.approx(pairs.T @ values)
    assert cells.column_pairs(values) == pytest.approx(columns.T @ (values[:, None] * pairs))
    coefficients = np.random.default_rng(seed + 1).random(len(cells.columns))
    assert cells.spread(coefficients) == pytest.approx(columns @ coefficients)


def test_a_group_and_one_of_its_categories_cannot_both_be_given() -> None:
    with pytest.raises(BadInput, match="part of"):
        rake(national(CATALOG), {"age": {"70+": 0.2, "75+": 0.1, "40-59": 0.7}})


def test_a_group_is_brought_to_its_share_and_split_as_before() -> None:
    before = national(CATALOG).margin("age")
    others = {id: share for id, share in before.items() if id not in ("70-74", "75+", "70+")}
    asked = {**{id: share * 0.7 / sum(others.values()) for id, share in others.items()}, "70+": 0.3}
    after = rake(national(CATALOG), {"age": asked}).margin("age")
    assert after["70+"] == pytest.approx(0.3, abs=1e-9)
    assert after["75+"] / after["70+"] == pytest.approx(before["75+"] / before["70+"], abs=1e-9)


def test_permuting_the_margins_changes_nothing() -> None:
    asked = {"sex": {"female": 0.6, "male": 0.4}, "commune_size": {"rural_commune_under_2000": 0.5, "urban_unit_over_100000": 0.5}}
    there = rake(national(CATALOG), asked).shares
    back = rake(national(CATALOG), dict(reversed(asked.items()))).shares
    assert np.abs(there - back).max() < 1e-9


def test_people_of_all_ages_and_people_of_twelve_and_over_are_kept_apart() -> None:
    """12 and over: everybody but the 0–9 and two fifths of the 10–14."""
    creuse, ages = of_place(CATALOG, "23"), CATALOG.departments["23"].ages
    assert creuse.people == sum(ages.values())
    assert creuse.people_12plus == pytest.approx(creuse.people - ages["0-4"] - ages["5-9"] - 0.4 * ages["10-14"])
    town = of_place(CATALOG, "23", people=10_000)
    assert town.people == 10_000
    assert town.people_12plus == pytest.approx(10_000 * creuse.people_12plus / creuse.people)


def test_france_is_the_sum_of_its_mainland_departments() -> None:
    france = of_place(CATALOG)
    assert france.people == 65_834_837  # Insee, metropolitan France, 1 January 2023
    assert france.people_12plus == pytest.approx(54_590_139 + 0.6 * 4_101_914, rel=1e-5)


def test_a_department_takes_its_own_ages() -> None:
    assert (
        of_place(CATALOG, "23").margin("age")["70+"]
        > 0.22
        > of_place(CATALOG).margin("age")["70+"]
        > of_place(CATALOG, "93").margin("age")["70+"]
    )


def test_the_paris_agglomeration_is_where_it_is() -> None:
    assert of_place(CATALOG, "75").margin("commune_size")["paris_agglomeration"] == pytest.approx(1)
    assert 0.3 < of_place(CATALOG, "78").margin("commune_size")["paris_agglomeration"] < 1
    assert of_place(CATALOG, "59").margin("commune_size")["paris_agglomeration"] == 0


def test_what_is_typed_by_hand_replaces_what_is_published() -> None:
    town = of_place(CATALOG, "59", margins={"commune_size": {"urban_unit_over_100000": 1.0}})
    assert town.margin("commune_size")["urban_unit_over_100000"] == pytest.approx(1)


def test_diplomas_typed_by_hand_are_those_of_the_adults() -> None:
    asked = {"no_diploma": 0.4, "bepc_cap_bep": 0.3, "baccalaureate": 0.2, "higher_education": 0.1}
    place = of_place(CATALOG, "59", margins={"diploma": asked})
    minors = of_place(CATALOG, "59").margin("age")["12-17"]
    assert place.margin("age") == pytest.approx(of_place(CATALOG, "59").margin("age"), abs=1e-8)
    assert place.margin("diploma") == pytest.approx(
        {"aged_12_17_not_asked": minors, **{id: share * (1 - minors) for id, share in asked.items()}}, abs=1e-8
    )


@pytest.mark.parametrize(("code", "word"), [("976", "Mayotte"), ("Lyon", "neither a department")])
def test_a_place_that_cannot_be_known_is_refused_with_a_reason(code: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        of_place(CATALOG, code)


def test_a_region_is_its_departments() -> None:
    corse, departments = of_place(CATALOG, "R94"), [of_place(CATALOG, code) for code in ("2A", "2B")]
    assert corse.people == sum(each.people or 0 for each in departments)
    old = sum((each.people_12plus or 0) * each.margin("age")["75+"] for each in departments) / sum(
        each.people_12plus or 0 for each in departments
    )
    assert corse.margin("age")["75+"] == pytest.approx(old, abs=0.001)
    assert of_place(CATALOG, "R11").margin("commune_size")["paris_agglomeration"] == pytest.approx(
        sum((of_place(CATALOG, code).people_12plus or 0) * of_place(CATALOG, code).margin("commune_size")["paris_agglomeration"]
            for code in ("75", "77", "78", "91", "92", "93", "94", "95")) / (of_place(CATALOG, "R11").people_12plus or 1), abs=0.01
    )  # fmt: skip
