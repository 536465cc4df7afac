"""The known ways of weaving channels: six of them, each of which activities of the catalogue can hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from catalog.load import DATA, Catalog, load
from catalog.patterns import Pattern
from catalog.yamlfile import BadInput

WORDS = {"fr": "mots", "en": "words"}


def step(role: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "name": WORDS, "strands": ["digital"], "phases": ["ideate"], "methods": ["online_ideation"], **more}


def pattern(steps: list[dict[str, Any]], links: list[dict[str, Any]]) -> Pattern:
    return Pattern.model_validate(
        {"id": "x", "name": WORDS, "idea": WORDS, "when": WORDS, "steps": steps, "links": links, "source": ["seed2017"]}
    )


def test_there_are_the_six_of_the_guide(catalog: Catalog) -> None:
    assert list(catalog.patterns) == [
        "hybrid_meeting", "same_form_both_ways", "ideas_then_debate", "debate_then_test", "online_and_outreach", "members_space",
    ]  # fmt: skip
    assert all(each.source[0] == "decider-hybridation-2023" for each in catalog.patterns.values())


def test_every_candidate_can_hold_its_role(catalog: Catalog) -> None:
    """It is a method, not an option or a procedure, held in one of the steps and channels of the role."""
    for each in catalog.patterns.values():
        for role in each.steps:
            for name in role.methods:
                method = catalog.methods[name]
                assert method.kind == "method", name
                assert set(method.phases) & set(role.phases), (each.id, name)
                assert set(method.joins) & set(role.strands), (each.id, name)


def test_every_pattern_joins_online_and_off_line(catalog: Catalog) -> None:
    for each in catalog.patterns.values():
        strands = {strand for role in each.steps for strand in role.strands}
        assert "digital" in strands and strands - {"digital"}, each.id


def test_only_a_meeting_that_joins_two_channels_needs_no_link(catalog: Catalog) -> None:
    alone = [each for each in catalog.patterns.values() if not each.links]
    assert [each.id for each in alone] == ["hybrid_meeting"]
    assert all(catalog.methods[name].hybrid for name in alone[0].steps[0].methods)


@pytest.mark.parametrize(
    ("steps", "links", "said"),
    [
        ([step("a"), step("a")], [], "same role"),
        ([step("a"), step("b")], [], "without a link"),
        ([step("a"), step("b")], [{"from": "a", "to": "c", "how": WORDS}], "which no step has"),
        ([step("a", same_phase_as="b"), step("b")], [{"from": "a", "to": "b", "how": WORDS}], "not an earlier role"),
    ],
)
def test_a_pattern_that_does_not_hold_together_is_refused(steps: list[dict[str, Any]], links: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        pattern(steps, links)


def test_a_method_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DATA / "patterns.yaml").read_text(encoding="utf-8")
    (tmp_path / "patterns.yaml").write_text(text.replace("reply_card,", "reply_crd,", 1), encoding="utf-8")
    monkeypatch.setenv("MAILLAGE_DATA", str(tmp_path))
    with pytest.raises(BadInput, match=r'"reply_crd" is unknown\. Write "reply_card"'):
        load()
