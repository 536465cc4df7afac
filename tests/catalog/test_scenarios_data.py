"""Cards and scenarios as data: one card for each thing, codes given once, faults said with file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from catalog.cards import ALPHABET, KINDS
from catalog.load import DATA, Catalog, load, of_kind
from catalog.methods import PHASES, STRANDS
from catalog.scenarios import CASE, FEWEST, MOST
from catalog.yamlfile import BadInput


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_each_format_option_public_and_step_has_exactly_one_card(catalog: Catalog) -> None:
    deck = catalog.deck
    assert set(deck.M) == set(of_kind(catalog, "method"))
    assert set(deck.X) == set(of_kind(catalog, "option"))
    assert set(deck.P) == set(catalog.profiles)
    assert list(deck.E) == list(PHASES)
    assert [each.code for each in deck.E.values()] == [f"{i:02d}" for i in range(1, 10)]
    for kind in KINDS:
        codes = [each.code for each in deck.of(kind).values()]
        assert len(set(codes)) == len(codes) and all(set(code) <= set(ALPHABET) for code in codes), kind


def test_the_tools_are_sixty_that_live_and_serve_most_uses(catalog: Catalog) -> None:
    tools = [catalog.tools[id] for id in catalog.deck.T]
    assert len(tools) == 60 and {tool.status.value for tool in tools} == {"active"}
    assert len({use for tool in tools for use in tool.uses}) >= 20
    assert sum(1 for tool in tools if tool.offline) >= 20


def test_bridges_go_both_ways_between_all_strands(catalog: Catalog) -> None:
    bridges = catalog.deck.B.values()
    assert 12 <= len(bridges) <= 16
    joined = {(a, b) for each in bridges for a in each.from_ for b in each.to}
    assert {(a, b) for a in STRANDS for b in STRANDS if "digital" in (a, b) and a != b} <= joined
    words = [text for each in bridges for text in (each.how.fr, each.how.en)]
    assert len(set(words)) == len(words)  # the words of a plan find their card again


def test_there_are_six_scenarios_of_different_sizes_and_subjects(catalog: Catalog) -> None:
    cases = [file.exercise for file in catalog.scenarios.values()]
    assert len(cases) >= 6
    assert {case.size for case in cases} == {"small", "medium", "large"}
    assert len({case.subject.fr for case in cases}) == len(cases)
    assert {case.answer for case in cases} == {"plan", "information"}
    for case in cases:
        assert case.exercise and FEWEST <= len(set(case.cards.methods)) <= MOST, case.id
        assert len(set(case.cards.methods)) == len(case.cards.methods), case.id
        assert len(case.rounds) >= 3 and 60 <= case.minutes <= 120, case.id
        assert len(case.aims) >= 3 and len(case.debrief) >= 3 and len(case.traps) >= 2, case.id
        assert {figure.source for figure in case.figures} - {CASE} and CASE in {figure.source for figure in case.figures}, case.id


def test_the_cards_of_a_scenario_bring_all_three_strands(catalog: Catalog) -> None:
    for file in catalog.scenarios.values():
        strands = {catalog.methods[id].strand for id in file.exercise.cards.methods}
        assert strands == set(STRANDS), file.exercise.id


def test_a_sentence_translated_twice_says_the_same(catalog: Catalog) -> None:
    for file in catalog.scenarios.values():
        french = [text.fr for text in file.exercise.words]
        assert len(set(french)) == len(french), file.exercise.id


def test_texts_are_in_two_languages_and_keep_their_voice_down(catalog: Catalog) -> None:
    for file in catalog.scenarios.values():
        for text in (file.exercise.title, file.exercise.summary, *(turn.reveal for turn in file.exercise.rounds)):
            assert "!" not in text.fr + text.en and text.fr != text.en


@pytest.mark.parametrize(
    "file, good, bad, said",
    [
        ("cards.yaml", "  market_stand: ", "  market_stnd: ", r'cards\.yaml:\d+: M: "market_stnd" is unknown\. Write "market_stand"'),
        ("cards.yaml", "  actors_notebook: A0", "  actors_notebook: AI", r"cards\.yaml:\d+: M\.actors_notebook\.code"),
        ("cards.yaml", "  actors_notebook: A0", "  actors_notebook: BC", "the code BC is already that of actors_notebook"),
        ("cards.yaml", "retired: {}", "retired: {M: [A0]}", "the code A0 is already that of retired"),
        ("cards.yaml", "source: [sarcelles]", "source: [sarceles]", r'source: "sarceles" is unknown\. Write "sarcelles"'),
        ("scenarios/place-de-la-halle.yaml", "[venue_lost]", "[venu_lost]", r'halle\.yaml:\d+: .*"venu_lost" is unknown'),
        ("scenarios/place-de-la-halle.yaml", "size: small", "size: tiny", r"place-de-la-halle\.yaml:\d+: size"),
        ("scenarios/place-de-la-halle.yaml", "  - id: salle", "  - id: depart", 'two rounds have the id "depart"'),
    ],
)  # fmt: skip
def test_a_fault_is_said_where_it_stands(copy: Path, file: str, good: str, bad: str, said: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load(copy)
    assert re.search(said, refused.value.say("en")), refused.value.say("en")
