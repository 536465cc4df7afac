"""The joint composition of a place: raking, departments, what is typed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.load import load
from catalog.yamlfile import BadInput
from planner.population import Composition, criteria, national, of_place, of_wave, rake

CATALOG = load()


def composition(table: list[list[float]]) -> Composition:
    """A small table of two criteria, rows `a` and columns `b`."""
    shares = np.array(table, dtype=float)
    cells = np.array([(i, j) for i in range(shares.shape[0]) for j in range(shares.shape[1])], dtype=[("a", np.int8), ("b", np.int8)])
    names = {"a": tuple(f"a{i}" for i in range(shares.shape[0])), "b": tuple(f"b{j}" for j in range(shares.shape[1]))}
    return Composition(cells, names, shares.ravel() / shares.sum())


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
        national(CATALOG).mask({"age": ("70 +",)})


def test_every_possible_cell_is_filled_and_the_margins_of_the_survey_are_kept() -> None:
    france = national(CATALOG)
    assert len(france.shares) == 60 + 5 * 4 * 6 * 5 * 2  # minors have one diploma, five ages have four
    assert france.shares.min() > 0
    assert france.shares.sum() == pytest.approx(1)
    for criterion in criteria(CATALOG):
        survey = {id: sum(row.share for row in CATALOG.seed if getattr(row, criterion) == id) for id in france.categories[criterion]}
        assert france.margin(criterion) == pytest.approx(survey, abs=1e-9)
    old = sum(row.share for row in CATALOG.seed if row.age == "70+" and row.diploma == "no_diploma")
    assert france.shares[france.mask({"age": ("70+",), "diploma": ("no_diploma",)})].sum() == pytest.approx(old, abs=1e-9)


@pytest.mark.parametrize("year", [2020, 2022])
def test_a_wave_has_the_weights_of_its_survey(year: int) -> None:
    for criterion, record in CATALOG.criteria.items():
        published = {id: category.shares[year] for id, category in record.categories.items()}
        assert of_wave(CATALOG, year).margin(criterion) == pytest.approx(published, abs=0.0015)  # published to a tenth of a point


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


@pytest.mark.parametrize(("code", "word"), [("976", "Mayotte"), ("Lyon", "not a department")])
def test_a_place_that_cannot_be_known_is_refused_with_a_reason(code: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        of_place(CATALOG, code)
