"""Four published consultations: what docs/cases.md says of them is what the checker says."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from catalog.load import load
from planner.checks import check
from planner.checks.finding import Finding, Verdict
from planner.plan import Plan, parse_plan

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
NAMES = ("budget-participatif-gers", "republique-numerique", "tram-t10", "sarcelles")
VERDICTS: dict[str, Verdict] = {"non tenu": "broken", "sans réponse": "unknown", "tenu": "met", "sans objet": "not_applicable"}
JUDGEMENTS = ("trouvée", "demandée", "manquée", "contredite")
SAID = re.compile(rf"`([a-z_]+)` ({'|'.join(VERDICTS)})")
each = pytest.mark.parametrize("name", NAMES)


def section(name: str) -> str:
    """The part of the page that speaks of one plan."""
    (found,) = [part for part in PAGE.split("\n## ") if f"examples/{name}.plan.yaml" in part]
    return found


def lessons(name: str) -> list[list[str]]:
    """The rows of its table: lesson, sources, what the checker says, judgement."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section(name).splitlines() if line.startswith("| ")]
    return [row for row in rows if row[-1] in JUDGEMENTS]


@cache
def written(name: str) -> Plan:
    path = ROOT / "examples" / f"{name}.plan.yaml"
    return parse_plan(path.read_bytes(), path.name, load())


@cache
def findings(name: str) -> tuple[Finding, ...]:
    return check(written(name), load())


@cache
def verdicts(name: str) -> dict[str, Verdict]:
    """One verdict per principle: the first of broken, unknown, met, not applicable among its findings."""
    order = list(VERDICTS.values())
    found: dict[str, Verdict] = {}
    for finding in findings(name):
        found[finding.rule] = min(found.get(finding.rule, "not_applicable"), finding.verdict, key=order.index)
    return found


@each
def test_each_verdict_that_the_page_names_is_the_checkers(name: str) -> None:
    said = [(rule, VERDICTS[word]) for row in lessons(name) for rule, word in SAID.findall(row[2])]
    assert said
    assert [(rule, verdict) for rule, verdict in said if verdicts(name)[rule] != verdict] == []


@each
def test_what_the_page_comments_on_as_broken_or_met_is_so(name: str) -> None:
    """Beside the tables, "`rule` tenu" and "`rule`, `rule` et `rule` non tenus" in the remarks."""
    remarks = re.findall(r"((?:`[a-z_]+`(?:, | et )?)+) (non tenu|tenu)s?\b", section(name))
    for rules, word in remarks:
        for rule in re.findall(r"`([a-z_]+)`", rules):
            assert verdicts(name)[rule] == VERDICTS[word], rule


def counts(name: str) -> str:
    """The sentence that the page must hold."""
    n = Counter(verdicts(name).values())
    return f"Comptes : {n['met']} tenus, {n['broken']} non tenus, {n['unknown']} sans réponse, {n['not_applicable']} sans objet."


@each
def test_the_counts_of_the_page_are_those_of_the_checker(name: str) -> None:
    assert re.findall(r"Comptes : .*", section(name)) == [counts(name)]


def test_the_page_says_how_much_stays_unknown() -> None:
    unknown = [Counter(verdicts(name).values())["unknown"] for name in NAMES]
    assert f"De {min(unknown)} à {max(unknown)} principes sur {len(load().principles)} restent sans réponse" in PAGE


@each
def test_a_judgement_agrees_with_the_verdicts_beside_it(name: str) -> None:
    for lesson, _, said, judgement in lessons(name):
        found = {VERDICTS[word] for _, word in SAID.findall(said)}
        match judgement:
            case "trouvée":
                assert found, lesson
                assert found <= {"met", "broken"}, lesson
            case "demandée":
                assert found == {"unknown"}, lesson
            case "contredite":
                assert found == {"broken"}, lesson


def test_the_summary_adds_up() -> None:
    table = {
        line.split("|")[1].strip(): [int(n) for n in re.findall(r"\| (\d+) (?=\|)", line)]
        for line in PAGE.splitlines()[:20]
        if "| " in line
    }
    rows = [numbers for numbers in table.values() if numbers]
    counted = [Counter(row[-1] for row in lessons(name)) for name in NAMES]
    expected = [[each_case.total(), *(each_case[judgement] for judgement in JUDGEMENTS)] for each_case in counted]
    assert rows == [*expected, [sum(column) for column in zip(*expected, strict=True)]]


@each
def test_every_principle_and_source_named_exists_and_the_plan_cites_the_sources(name: str) -> None:
    catalog = load()
    cited = {key for row in lessons(name) for key in re.findall(r"`([a-z0-9-]+)`", row[1])}
    assert cited <= set(catalog.sources)
    assert {rule for row in lessons(name) for rule in re.findall(r"`([a-z_]+)`", row[2])} <= set(catalog.principles)


@each
def test_what_was_not_published_stays_unknown(name: str) -> None:
    """No cost, no agent-day, no reply date was published: nothing may be said of them."""
    brief = written(name).brief
    assert (brief.limits.budget, brief.limits.staff_days, written(name).said("reply_on")) == (None, None, None)
    for rule in ("preconditions_met", "budget_complete", "processing_budget", "feedback_committed", "reply_deadline", "personal_data"):
        assert verdicts(name)[rule] == "unknown", rule


# The lessons themselves, written here once more: they must not move because a table was rewritten to follow the checker.
NAMED: dict[str, dict[str, Verdict]] = {
    "budget-participatif-gers": {
        "coproduction_tools": "met", "rural_reach": "met", "no_digital_only": "met", "reasons_for_refusal": "met", "no_abandonment": "met",
    },
    "republique-numerique": {
        "no_digital_only": "broken", "live_moment": "broken", "online_profile_bias": "broken", "phase_coverage": "met",
    },
    "tram-t10": {
        "live_moment": "met", "meeting_profile_bias": "met", "alternatives_shown": "met", "room_for_influence": "met",
        "continuity": "broken",
    },
    "sarcelles": {
        "always_open_channel": "broken", "no_in_person_only": "broken", "language_access": "met", "no_writing_needed": "met",
    },
}  # fmt: skip


@each
def test_the_checker_finds_the_lessons_that_the_organisers_published(name: str) -> None:
    assert {rule: verdicts(name)[rule] for rule in NAMED[name]} == NAMED[name]
    assert set(NAMED[name]) <= set(re.findall(r"`([a-z_]+)`", section(name)))


def test_meetings_are_what_the_digital_republic_lacked() -> None:
    """The same consultation with two workshops and paper forms no longer rests on the internet alone."""
    here = written("republique-numerique")
    added = [
        {"method": "workshop", "phase": "co_produce", "units": 2, "week": 2},
        {"method": "paper_forms", "phase": "ideate", "units": 3, "week": 1},
    ]
    mended = Plan.model_validate({**here.model_dump(by_alias=True), "activities": [*here.model_dump()["activities"], *added]})
    found = {(f.rule, f.verdict) for f in check(mended, load(), select=("no_digital_only", "live_moment", "method_diversity"))}
    assert found == {("no_digital_only", "met"), ("live_moment", "met"), ("method_diversity", "met")}
