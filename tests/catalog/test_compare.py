"""What a comparison may say: hand-worked ranks, and the changes that must change nothing."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.choosing import Scale
from catalog.cli import main
from catalog.compare import Table, Wishes, compare, parse_wishes, rank, serving
from catalog.facts import Text
from catalog.load import DATA, Catalog, load
from catalog.scoring import score
from catalog.verdict import letter, verdict
from catalog.yamlfile import BadInput

CRITERIA = ("one", "two", "three")
NAMES = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def table(low: list[list[float]], high: list[list[float]] | None = None) -> Table:
    lows, highs = np.array(low, dtype=float), np.array(high or low, dtype=float)
    return Table(NAMES[: len(low)], CRITERIA[: lows.shape[1]], lows, highs)


@st.composite
def tables(draw: st.DrawFn, tools: int = 3) -> Table:
    worth = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
    pairs = [[sorted((draw(worth), draw(worth))) for _ in CRITERIA] for _ in range(tools)]
    return table([[pair[0] for pair in row] for row in pairs], [[pair[1] for pair in row] for row in pairs])


weights = st.lists(st.integers(0, 10), min_size=3, max_size=3)
some = weights.filter(any)


# -- worked by hand ---------------------------------------------------------------------------------------


def test_values_ranks_and_flips_worked_by_hand() -> None:
    # Weights 6, 3, 1. a: (6 × 1 + 3 × 0 + 1 × 0.5) / 10 = 0.65. b: (6 × 0.5 + 3 × 1 + 1 × [0, 1]) / 10 = 0.6 to 0.7.
    found = rank(table([[1, 0, 0.5], [0.5, 1, 0]], [[1, 0, 0.5], [0.5, 1, 1]]), [6, 3, 1])
    ranks = {each.tool: each for each in found.ranks}
    assert (ranks["a"].value_low, ranks["a"].value_high) == (pytest.approx(0.65), pytest.approx(0.65))
    assert (ranks["b"].value_low, ranks["b"].value_high) == (pytest.approx(0.6), pytest.approx(0.7))
    assert (ranks["a"].best, ranks["a"].worst, ranks["b"].best, ranks["b"].worst) == (1, 2, 1, 2)
    assert ranks["a"].first + ranks["b"].first == pytest.approx(1)
    # At the middle both are worth 0.65 and "a" is named first; a little more weight on "two", or less on "one", names b.
    assert {(flip.criterion, flip.changed, flip.first) for flip in found.flips} == {("one", 5, "b"), ("two", 4, "b")}
    assert [(asked.tool, asked.criterion) for asked in found.asking] == [("b", "three")]


def test_a_draw_agrees_with_the_share_worked_by_hand() -> None:
    # One criterion: a is worth 0.7, b anything between 0 and 1, evenly. b comes first three times in ten.
    found = rank(table([[0.7], [0.0]], [[0.7], [1.0]]), [5], draws=20_000)
    assert {each.tool: each.first for each in found.ranks} == {"a": pytest.approx(0.7, abs=0.012), "b": pytest.approx(0.3, abs=0.012)}
    # Its answer is no or yes: either way the first place is certain, from 0.7 now.
    assert found.asking[0].gain == pytest.approx(0.3, abs=0.012)


def test_equal_tools_share_the_first_place() -> None:
    found = rank(table([[1, 0, 1], [1, 0, 1]]), [5, 5, 5])
    assert [each.first for each in found.ranks] == [1, 1] and not any(each.dominated_by for each in found.ranks)


def test_nothing_to_rank() -> None:
    assert rank(table([[1, 1, 1]]), [0, 0, 0]).ranks == ()
    assert rank(Table((), CRITERIA, np.zeros((0, 3)), np.zeros((0, 3))), [1, 1, 1]).ranks == ()


# -- what must change nothing --------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(tables(), some)
def test_the_order_of_the_rows_changes_nothing(given_table: Table, given_weights: list[int]) -> None:
    told = {each.tool: each for each in rank(given_table, given_weights, draws=200).ranks}
    for order in permutations(range(3)):
        rows = list(order)
        turned = Table(tuple(NAMES[row] for row in rows), CRITERIA, given_table.low[rows], given_table.high[rows])
        again = rank(turned, given_weights, draws=200)
        for each in again.ranks:
            before = told[each.tool]
            assert (each.best, each.worst, set(each.dominated_by)) == (before.best, before.worst, set(before.dominated_by))
            assert each.shares == before.shares


def test_a_tool_named_twice_counts_once(catalog: Catalog) -> None:
    wishes = Wishes(needs=("idea-collection",))
    once, twice = (compare(catalog, ids, wishes) for ids in (["decidim", "loomio"], ["decidim", "loomio", "decidim"]))
    assert once.ranking == twice.ranking


@settings(max_examples=60, deadline=None)
@given(st.floats(-50, 50), st.floats(0.1, 50), st.booleans(), st.sampled_from(["quote", "free", "freemium", "licence"]))
def test_a_criterion_on_another_scale_changes_nothing(shift: float, factor: float, turned: bool, price: str) -> None:
    sign = -factor if turned else factor
    plain = {"free": 1.0, "freemium": (0.5, 1.0), "quote": (0.0, 0.6), "licence": 0.3}

    def moved(worth: float | tuple[float, float]) -> float | tuple[float, float]:
        return tuple(shift + sign * end for end in worth) if isinstance(worth, tuple) else shift + sign * worth  # type: ignore[return-value]

    words = {"label": Text(fr="x", en="x"), "reading": Text(fr="x", en="x"), "question": Text(fr="x", en="x"), "field": "price"}
    here = Scale(id="cost", scores=plain, **words)
    there = Scale(id="cost", scores={name: moved(worth) for name, worth in plain.items()}, ends=(shift, shift + sign), **words)
    assert there.worth(price) == pytest.approx(here.worth(price))


@settings(max_examples=80, deadline=None)
@given(tables(), st.lists(st.integers(1, 10), min_size=3, max_size=3))
def test_a_dominated_tool_is_never_first(given_table: Table, given_weights: list[int]) -> None:
    for each in rank(given_table, given_weights, draws=300).ranks:
        if each.dominated_by:
            assert each.first == 0 and each.best > 1


@settings(max_examples=80, deadline=None)
@given(tables(), some, st.integers(0, 2), st.integers(0, 2), st.floats(0, 1), st.floats(0, 1))
def test_adding_knowledge_never_widens_a_rank_range(
    given_table: Table, given_weights: list[int], row: int, column: int, one: float, two: float
) -> None:
    before = {each.tool: each for each in rank(given_table, given_weights, draws=2).ranks}
    low, high = given_table.low.copy(), given_table.high.copy()
    width = high[row, column] - low[row, column]
    start = low[row, column]
    low[row, column], high[row, column] = start + min(one, two) * width, start + max(one, two) * width
    for each in rank(Table(given_table.tools, CRITERIA, low, high), given_weights, draws=2).ranks:
        assert before[each.tool].best <= each.best and each.worst <= before[each.tool].worst


# -- with the catalogue ----------------------------------------------------------------------------------------


def test_what_nobody_knows_is_a_range_never_a_zero(catalog: Catalog) -> None:
    for tool in catalog.tools.values():
        for scale in catalog.scales.values():
            worth = score(catalog, tool, scale)
            assert 0 <= worth.low <= worth.high <= 1
            if scale.field not in ("uses", "deployments", "status") and not worth.values:
                assert (worth.low, worth.high) == (0, 1), (tool.id, scale.id)
            if worth.confidence == "memory":
                assert (worth.low, worth.high) == (0, 1), (tool.id, scale.id)


def test_a_condition_sets_a_tool_aside_and_a_doubt_does_not(catalog: Catalog) -> None:
    closed = next(id for id, tool in catalog.tools.items() if score(catalog, tool, catalog.scales["free_licence"]).high == 0)
    unknown = next(id for id, tool in catalog.tools.items() if score(catalog, tool, catalog.scales["free_licence"]).values == ())
    found = compare(catalog, [closed, unknown, "decidim"], Wishes(must=("free_licence",)))
    assert found.excluded == {closed: ("free_licence",)} and found.pending == {unknown: ("free_licence",)}
    assert {each.tool for each in found.ranking.ranks} == {unknown, "decidim"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sentence_says_no_more_than_the_facts(catalog: Catalog, lang: str) -> None:
    twins = compare(catalog, ["decidim"], Wishes())
    assert verdict(catalog, twins, lang).startswith(("Choisissez", "Choose"))  # type: ignore[arg-type]
    unweighed = compare(catalog, ["decidim", "loomio"], Wishes(weights=dict.fromkeys(catalog.scales, 0)))
    assert verdict(catalog, unweighed, lang).startswith(("Donnez", "Give"))  # type: ignore[arg-type]


def test_a_letter_asks_what_nobody_could_read(catalog: Catalog) -> None:
    found = compare(catalog, ["decidim", "loomio"], Wishes(weights={"phone": 0}))
    text = letter(catalog, found, "decidim", "fr")
    still_open = [id for id in found.weights if found.weights[id] and not found.scores["decidim", id].known]
    assert still_open and all(catalog.scales[id].question("fr") in text for id in still_open)
    assert catalog.scales["phone"].question("fr") not in text


def test_tools_that_serve_a_need_are_alive_and_serve_it(catalog: Catalog) -> None:
    found = serving(catalog, ["participatory-budgeting", "survey"], 6)
    assert len(found) == 6
    for id in found:
        assert {"participatory-budgeting", "survey"} & set(catalog.tools[id].uses)
        assert catalog.liveness(catalog.tools[id]).value != "discontinued"


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        ("weights: {papier: 3}", 1, "paper"),
        ("weights:\n  paper: 11", 2, "10"),
        ("weights: {paper: 2.5}", 1, "paper"),
        ("must: [paper, rgaa]", 1, "rgaa"),
        ("needs:\n  - petitions", 2, "petition"),
        ("poids: {}", 1, "weights"),
    ],
)
def test_wishes_say_where_they_are_wrong(catalog: Catalog, content: str, line: int, word: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_wishes(content, "wishes.yaml", catalog)
    assert f"wishes.yaml:{line}" in str(refused.value) and word in str(refused.value)


def test_the_example_of_weights_is_read_and_the_command_line_answers(
    catalog: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = DATA.parent / "examples" / "place-du-marche.weights.yaml"
    wishes = parse_wishes(path.read_bytes(), path.name, catalog)
    assert wishes.must == ("in_service",) and wishes.weights["paper"] == 10
    ids = ["decidim", "cap-collectif", "loomio"]
    assert main(["compare", *ids, "--weights", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sentence"]["fr"] == verdict(catalog, compare(catalog, ids, wishes), "fr")
    for name in ("c.xlsx", "c.docx"):
        assert main(["compare", *ids, "--weights", str(path), "-o", str(tmp_path / name), "--tender", str(tmp_path / "t.xlsx")]) == 0
        assert (tmp_path / name).stat().st_size > 5_000 and (tmp_path / "t.xlsx").stat().st_size > 5_000
    for wrong in (["compare", "decidimm"], ["compare", *ids, "-o", str(tmp_path / "c.pdf")]):
        with pytest.raises(BadInput):
            main(wrong)
