"""The tool files: what someone would act on names the page that states it, or says that it is to be confirmed."""

from __future__ import annotations

import pytest

from catalog.load import load

CATALOG = load()
ACTED_ON = ("status", "licence", "hosting", "hosted_in", "price", "accessibility", "identity", "personal_data")


@pytest.mark.parametrize("name", ACTED_ON)
def test_a_confirmed_fact_names_its_own_source(name: str) -> None:
    facts = {tool.id: getattr(tool, name) for tool in CATALOG.tools.values()}
    known = {id: fact for id, fact in facts.items() if fact.value is not None and not (name == "status" and fact.value == "unknown")}
    assert known and [id for id, fact in known.items() if fact.confidence == "read" and not fact.sources] == []


def test_a_confirmed_bridge_names_its_own_source() -> None:
    bridges = [(tool.id, bridge) for tool in CATALOG.tools.values() for bridge in tool.offline]
    assert len(bridges) > 90 and [id for id, bridge in bridges if bridge.confidence == "read" and not bridge.sources] == []


def test_the_day_of_a_reading_is_never_that_of_a_carried_over_source() -> None:
    """A fact read by one of us names at least one source that one of us opened."""
    wrong = []
    for tool in CATALOG.tools.values():
        for name in ACTED_ON:
            fact = getattr(tool, name)
            if fact.read_on and not any(CATALOG.sources[key].read_on for key in fact.sources):
                wrong.append((tool.id, name))
    assert wrong == []
