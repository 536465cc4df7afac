"""What resembles what, and the reason given."""

from __future__ import annotations

from catalog.facts import Fact
from catalog.load import Catalog
from catalog.resemblance import similar
from tests.catalog.shelf import catalogue, tool


def test_the_closest_tool_shares_the_main_use_and_the_reason_says_what_is_shared() -> None:
    shelf = catalogue(
        tool("alpha", "poll", "draft", features=("api",)),
        tool("beta", "poll", "draft", features=("api", "map")),
        tool("gamma", "draft"),
        tool("delta", "report"),
    )
    found = similar(shelf, shelf.tools["alpha"])
    assert [other.id for other, _ in found] == ["beta", "gamma"]  # delta shares nothing
    assert found[0][1].fr == "Même usage principal (Enquête) ; aussi en commun : Écriture ; mêmes fonctions : accès programmé."
    assert found[0][1].en == "Same main use (Enquête); also shared: Écriture; same features: API."
    assert found[1][1].en == "Shared: Écriture."


def test_a_tool_that_does_one_thing_is_closer_than_one_that_does_everything() -> None:
    shelf = catalogue(tool("alpha", "poll"), tool("narrow", "poll"), tool("broad", "poll", "ideas", "draft", "report"))
    assert [other.id for other, _ in similar(shelf, shelf.tools["alpha"])] == ["narrow", "broad"]


def test_at_equal_closeness_a_living_tool_comes_first() -> None:
    stopped = tool("aaa", "poll", status=Fact(value="discontinued"), sources=("s",))
    shelf = catalogue(tool("alpha", "poll"), stopped, tool("zzz", "poll"))
    assert [other.id for other, _ in similar(shelf, shelf.tools["alpha"])] == ["zzz", "aaa"]


def test_a_tool_that_comes_from_another_is_near_it_and_says_so() -> None:
    shelf = catalogue(tool("alpha", "poll"), tool("beta", "report", built_on="alpha"))
    assert [(other.id, why.en) for other, why in similar(shelf, shelf.tools["alpha"])] == [
        ("beta", "Comes from Alpha or is attached to it.")
    ]


def test_no_real_tool_resembles_itself_and_each_reason_is_a_sentence(catalog: Catalog) -> None:
    for one in list(catalog.tools.values())[::8]:
        for other, why in similar(catalog, one):
            assert other.id != one.id
            assert why.fr.endswith(".") and why.fr[0] == why.fr[0].upper()
