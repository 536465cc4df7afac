"""Sincerity, identity, votes, personal data."""

from __future__ import annotations

import pytest

from catalog.load import load
from planner.plan import Plan

from .plans import BALLOT, SITE, STAND, VOTE, act, answers, missing, named, plan, verdicts


def voting(rules: bool | None, audit: bool | None) -> Plan:
    return plan(VOTE, commitments={"vote_rules": rules, "vote_audit": audit})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "vote_integrity": (voting(True, True), voting(True, False), ["online_vote"]),
    "official_place": (
        plan(SITE, commitments={"official_place": "https://participer.exemple.fr"}),
        plan(SITE, commitments={"official_place": "https://www.facebook.com/mairie"}),
        ["plan"],
    ),
    "open_code": (
        plan({**SITE, "tools": ["limesurvey"]}), plan({**SITE, "tools": ["citizen-space"]}), ["citizen-space"],
    ),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "no_double_vote": answers("vote_reconciled", True, False, VOTE, BALLOT),
    "manipulation_watch": answers("manipulation_watch", True, False, SITE),
    "channels_neutral": answers("channels_neutral", True, False, SITE),
    "third_party": answers("third_party", "Un garant", "", context={"attention": "contested"}),
    "anonymity_position": answers("anonymity", "Prénom affiché, adresse connue du seul service", ""),
    "personal_data": answers("personal_data_notice", True, False),
    "profile_optional": answers("profile_optional", True, False),
    "funding_disclosed": answers("budget_public", True, False),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_principle_has_a_meeting_and_a_breaking_plan(rule: str) -> None:
    good, bad, subjects = CASES[rule]
    assert verdicts(rule, good) == {"met"}
    assert named(rule, bad) == subjects


@pytest.mark.parametrize("rule", QUESTIONS)
def test_a_question_is_met_broken_or_unknown(rule: str) -> None:
    yes, no, silent, key = QUESTIONS[rule]
    assert (verdicts(rule, yes), verdicts(rule, no), missing(rule, silent)) == ({"met"}, {"broken"}, [key])


def test_a_vote_needs_both_rules_and_an_audit() -> None:
    assert missing("vote_integrity", voting(True, None)) == ["commitments.vote_audit"]
    assert verdicts("vote_integrity", plan(BALLOT)) == {"not_applicable"}


def test_a_petition_is_not_a_vote() -> None:
    assert verdicts("vote_integrity", plan(act("petition_desk", "prioritise"))) == {"not_applicable"}


def test_two_ballots_on_one_channel_need_no_reconciling() -> None:
    assert verdicts("no_double_vote", plan(VOTE)) == {"not_applicable"}
    assert verdicts("no_double_vote", plan(BALLOT, SITE)) == {"not_applicable"}


@pytest.mark.parametrize("place", ["facebook.com/groups/place", "https://x.com/mairie", "Notre page Instagram", "https://fb.me/x"])
def test_a_social_network_is_not_an_official_place(place: str) -> None:
    assert verdicts("official_place", plan(SITE, commitments={"official_place": place})) == {"broken"}


@pytest.mark.parametrize("place", ["https://www.ville-exemple.fr/participer", "https://jeparticipe.exemple.fr", "example.org"])
def test_an_address_of_ones_own_is_an_official_place(place: str) -> None:
    assert verdicts("official_place", plan(SITE, commitments={"official_place": place})) == {"met"}


def test_a_calm_subject_needs_no_third_party() -> None:
    assert verdicts("third_party", plan(context={"attention": "followed"})) == {"not_applicable"}
    assert missing("third_party", plan()) == ["brief.context.attention"]


def test_a_tool_whose_licence_is_not_known_is_unknown_not_closed() -> None:
    nobody_knows = next(tool.id for tool in load().tools.values() if tool.licence.value is None and tool.source_code.value is None)
    assert missing("open_code", plan({**SITE, "tools": [nobody_knows]})) == ["tools.licence"]


def test_without_a_named_tool_its_code_is_unknown() -> None:
    assert missing("open_code", plan(SITE)) == ["activities.tools"]
    assert verdicts("open_code", plan(STAND)) == {"not_applicable"}


def test_a_petition_alone_hears_one_side_whatever_is_promised() -> None:
    petition = act("petition_desk", "prioritise")
    assert named("channels_neutral", plan(petition, commitments={"channels_neutral": True})) == ["petition_desk"]
    assert verdicts("channels_neutral", plan(petition, STAND, commitments={"channels_neutral": True})) == {"met"}
