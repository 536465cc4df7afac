"""The handbook is complete and up to date."""

from __future__ import annotations

from typing import get_args

import pytest
import yaml

from catalog.load import load
from catalog.principles import Severity
from planner.checks import check
from planner.checks.handbook import FAMILY_NAMES, SEVERITIES, handbook
from planner.plan import Plan

from .examples import examples, pairs
from .write_handbook import PAGE


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == handbook(load(), examples()), "python -m tests.planner.checks.write_handbook"


def test_every_principle_has_a_source_a_remedy_and_two_examples() -> None:
    catalog, found = load(), examples()
    lacking = {
        id: [name for name, there in (
            ("source", principle.source and all(key in catalog.sources for key in principle.source)),
            ("remedy", principle.remedy.fr.strip() and principle.remedy.en.strip()),
            ("examples", id in found),
        ) if not there]
        for id, principle in catalog.principles.items()
    }  # fmt: skip
    assert {id: names for id, names in lacking.items() if names} == {}


def test_every_family_and_severity_has_its_words() -> None:
    assert set(FAMILY_NAMES) == {principle.family for principle in load().principles.values()}
    assert set(SEVERITIES) == set(get_args(Severity))


def test_the_examples_say_what_the_page_says() -> None:
    for rule, good, bad, says in pairs():
        assert {finding.verdict for finding in check(good, load(), select=(rule,))} == {"met"}, rule
        assert says in {finding.verdict for finding in check(bad, load(), select=(rule,))}, rule


@pytest.mark.parametrize("rule", ["no_digital_only", "usefulness_stated", "open_code", "channels_not_undermining"])
def test_an_example_opens_again(rule: str) -> None:
    good = next(plan for id, plan, _, _ in pairs() if id == rule)
    data = yaml.safe_load(examples()[rule].good)
    assert Plan.model_validate({**data, "brief": {**data.get("brief", {}), "subject": good.brief.subject}}) == good


def test_a_principle_is_told_in_full() -> None:
    """One that has everything: numbers, a question or a fix, two sources."""
    page = handbook(load(), examples())
    entry = page[page.index("### `no_digital_only`") :].split("\n### ")[0]
    for words in (
        "Une concertation ne repose pas", "A consultation does not rest on digital channels alone.", "condition de sincérité",
        "à corriger avant de lancer", "calculé sur le dispositif", "remède proposé en un clic", "`activities.method`", "](http",
        "Respecté · Met", "Non respecté · Not met", "market_stand",
    ):  # fmt: skip
        assert words in entry, words
