"""Finding tools: by text, by filters, and what can still be asked for."""

from __future__ import annotations

import pytest

from catalog.facts import Fact
from catalog.finding import Filters, fold, matching, open_source, options
from catalog.load import Catalog
from catalog.tools import OfflineBridge, Tool
from tests.catalog.shelf import catalogue, text, tool


def ids(tools: tuple[Tool, ...]) -> list[str]:
    return [tool.id for tool in tools]


SHELF = catalogue(
    tool("alpha", "poll", "draft", name="Élan", licence=Fact(value="AGPL-3.0"), maintainer="Coopérative du Rhône"),
    tool("beta", "ideas", licence=Fact(value="proprietary"), offline=(OfflineBridge(kind="paper", how=text("Sur papier.")),)),
    tool("gamma", "report", status=Fact(value="unknown")),
)


def test_text_is_looked_for_without_accents_or_case_in_names_makers_and_uses_in_any_order() -> None:
    assert fold("Élan Vital") == "elan vital"
    assert ids(matching(SHELF, Filters(text="ELAN"))) == ["alpha"]
    assert ids(matching(SHELF, Filters(text="rhone elan"))) == ["alpha"]
    assert ids(matching(SHELF, Filters(text="boite"))) == ["beta"]  # its use is named "Boîte à idées"
    assert matching(SHELF, Filters(text="elan boite")) == ()


def test_a_tool_belongs_to_a_family_by_any_of_its_uses() -> None:
    assert ids(matching(SHELF, Filters(families=frozenset({"make"})))) == ["alpha"]


def test_values_of_one_filter_are_alternatives_and_filters_add_up() -> None:
    assert ids(matching(SHELF, Filters(families=frozenset({"make", "tell"})))) == ["alpha", "gamma"]
    assert ids(matching(SHELF, Filters(families=frozenset({"make", "tell"}), statuses=frozenset({"unknown"})))) == ["gamma"]
    assert ids(matching(SHELF, Filters(offline=True))) == ["beta"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("AGPL-3.0-or-later", True), ("EUPL-1.2", True), ("proprietary", False), ("BUSL-1.1", False), ("a common good", None), (None, None)],
)
def test_a_licence_that_is_not_known_is_neither_free_nor_closed(licence: str | None, expected: bool | None) -> None:
    assert open_source(tool("alpha", "poll", licence=Fact(value=licence))) is expected


def test_options_that_would_give_nothing_are_absent_and_the_others_say_how_many() -> None:
    left = options(SHELF, Filters(families=frozenset({"ask"})))
    assert left.families == {"ask": 2, "make": 1, "tell": 1}  # choosing a second family adds to the first
    assert left.uses == {"poll": 1, "ideas": 1}
    assert left.statuses == {"active": 2}
    assert (left.open_source, left.offline) == (1, 1)


def test_each_option_of_the_real_catalogue_gives_as_many_tools_as_it_announces(catalog: Catalog) -> None:
    left = options(catalog, Filters(text="vote"))
    assert left.families
    for family, count in left.families.items():
        assert len(matching(catalog, Filters(text="vote", families=frozenset({family})))) == count
    for one, count in left.uses.items():
        assert len(matching(catalog, Filters(text="vote", uses=frozenset({one})))) == count


def test_nothing_is_found_in_an_empty_catalogue() -> None:
    assert matching(catalogue(), Filters()) == ()
