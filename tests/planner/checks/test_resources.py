"""People, days and money to run it, read it and answer it."""

from __future__ import annotations

from typing import Any

import pytest

from planner.plan import Plan

from .plans import FORMS, SITE, STAND, START, TOWN, WORKSHOP, act, answers, missing, named, plan, told, verdicts

PANEL, DOORS = act("citizens_jury", "deliberate", units=1), act("door_to_door", "diagnose", units=4)
PHONE = {"id": "phone_line", "method": "phone_line", "phase": "diagnose", "units": 1}
# Two workshops at 500 euros and 2 days each, nothing else to pay: 1,000 euros, 4 days, and a fifth of all days to read: 5 days.
SIMPLE = {"purchases": 500, "setup_purchases": 0, "external_days": 0, "staff_days": 2, "setup_days": 0, "contributions": 0}


def costed(budget: float, staff_days: float) -> Plan:
    return plan(WORKSHOP, limits={"budget": budget, "staff_days": staff_days}, assumptions={"methods": {"workshop": SIMPLE}})


def moderated(delay: int) -> Plan:
    return plan(SITE, commitments={"moderation_charter": True, "moderation_delay_days": delay})


def grouped(facilitators: str) -> Plan:
    """A workshop of 25 people: one facilitator for nine makes three."""
    return plan(WORKSHOP, commitments={"facilitators": facilitators}, assumptions={"methods": {"workshop": {"people": 25}}})


def prepared(weeks: float) -> Plan:
    """A survey in week 3 (18 January 2027), voted on 14 December: five weeks before."""
    limits, mandate = {"start": START}, {"council_on": "2026-12-14"}
    return plan(SITE, limits=limits, mandate=mandate, assumptions={"methods": {"online_survey": {"lead_weeks": weeks}}})


def hoping(people: float) -> Plan:
    """A survey in a town of 18,000, where 1.5 % makes 270 people."""
    return plan(SITE, territory=TOWN, assumptions={"methods": {"online_survey": {"people": people, "share": 0.9}}})


def registered(taken: int) -> Plan:
    """At 0.7, ten seats call for 14.3 registrations."""
    return plan(WORKSHOP, commitments={"registrations_per_ten": taken})


def drawn(letters: int) -> Plan:
    """A jury of 24 seats: at three replies per hundred letters, 800."""
    return plan(PANEL, commitments={"letters_sent": letters}, assumptions={"methods": {"citizens_jury": {"people": 24}}})


def priced(forms: float) -> Plan:
    """A stand and a telephone line at 100 euros, paper forms at another price.

    All gather as many people where they are told of it; here nobody is, and forms, which wait for people, bring three quarters.
    """
    same = {"people": 50, "share": 0.9, "setup_purchases": 0, "external_days": 0}
    prices = {"market_stand": 100, "phone_line": 100, "paper_forms": forms}
    methods: dict[str, Any] = {method: {**same, "purchases": price} for method, price in prices.items()}
    return plan({**STAND, "units": 1}, PHONE, FORMS, territory=TOWN, assumptions={"methods": methods})


CASES: dict[str, tuple[Plan, Plan, list[str]]] = {
    "moderation_planned": (moderated(2), moderated(3), ["plan"]),
    "facilitator_ratio": (grouped("3 animateurs de table"), grouped("2 animateurs de table"), ["workshop"]),
    "processing_budget": (
        plan(SITE, territory=TOWN, commitments={"analysis_days": 100}),
        plan(SITE, territory=TOWN, commitments={"analysis_days": 0}),
        ["plan"],
    ),
    "budget_complete": (costed(1_000, 5), costed(999, 5), ["plan"]),
    "lead_time": (prepared(5), prepared(6), ["online_survey"]),
    "online_yield_realistic": (hoping(200), hoping(400), ["online_survey"]),
    "over_recruit": (registered(15), registered(14), ["workshop"]),
    "invitation_volume": (drawn(800), drawn(799), ["citizens_jury"]),
    "proportionate_cost": (priced(220), priced(300), ["paper_forms"]),
}  # fmt: skip
QUESTIONS: dict[str, tuple[Plan, Plan, Plan, str]] = {
    "facilitation_staffed": answers("facilitators", "Une animatrice, 6 heures par semaine", "", SITE),
    "services_in_the_loop": answers("services_informed", ["Voirie", "Espaces verts"], [], SITE),
    "field_staff_safe": answers("field_safety", True, False, DOORS),
    "liability_assigned": answers("publication_director", "La maire", "", SITE),
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


def test_agent_days_can_run_out_before_money_does() -> None:
    assert named("budget_complete", costed(1_000, 4.9)) == ["plan"]


def test_a_budget_finding_shows_what_it_rests_on() -> None:
    (finding,) = told("budget_complete", costed(999, 5))
    assert finding.detail is not None
    assert finding.detail.en == "Cost: 1,000\u00a0€ / 999\u00a0€; agent-days: 5 / 5."


def test_a_plan_whose_units_are_not_known_is_not_said_to_fit() -> None:
    loose = plan({**WORKSHOP, "units": None}, limits={"budget": 1e6, "staff_days": 1e3})
    assert missing("budget_complete", loose) == ["activities.units"]


def test_a_moderation_charter_without_a_delay_is_unknown() -> None:
    assert missing("moderation_planned", plan(SITE)) == ["commitments.moderation_charter"]
    assert missing("moderation_planned", plan(SITE, commitments={"moderation_charter": True})) == ["commitments.moderation_delay_days"]


def test_facilitators_without_a_number_cannot_be_counted_and_the_need_is_told() -> None:
    (finding,) = told("facilitator_ratio", grouped("Le service démocratie locale"))
    assert finding.missing == ("commitments.facilitators",)
    assert finding.detail is not None
    assert finding.detail.en == "Facilitators needed for 25 participants (figure entered): 3."


def test_nobody_needs_a_platform_team_without_a_platform() -> None:
    for rule in ("facilitation_staffed", "moderation_planned", "liability_assigned", "online_yield_realistic"):
        assert verdicts(rule, plan(STAND)) == {"not_applicable"}


def test_a_webinar_takes_more_registrations_than_a_room() -> None:
    """At 0.6, ten seats call for 16.7 registrations."""
    webinar = act("online_workshop", "ideate", units=1)
    assert named("over_recruit", plan(webinar, commitments={"registrations_per_ten": 16})) == ["online_workshop"]
    assert verdicts("over_recruit", plan(webinar, commitments={"registrations_per_ten": 17})) == {"met"}
    assert verdicts("over_recruit", plan(SITE)) == {"not_applicable"}


def test_the_letters_and_seats_needed_are_told_before_anybody_answers() -> None:
    (letters,) = told("invitation_volume", plan(PANEL, assumptions={"methods": {"citizens_jury": {"people": 24}}}))
    assert letters.missing == ("commitments.letters_sent",)
    assert letters.detail is not None
    assert letters.detail.en == "Seats: 24 (figure entered); letters to send: 800, at 3% of replies."
    (seats,) = told("over_recruit", plan(WORKSHOP, assumptions={"methods": {"workshop": {"people": 21}}}))
    assert seats.detail is not None
    assert seats.detail.en == "For 21 seats (figure entered): 30 registrations, because 70% of those registered come."


def test_a_draw_that_goes_through_visits_needs_no_letters() -> None:
    assert verdicts("invitation_volume", plan(PANEL, act("door_sortition", "mobilise"))) == {"not_applicable"}
    assert verdicts("invitation_volume", plan(SITE)) == {"not_applicable"}


def test_nobody_is_sent_into_the_field_by_a_survey_and_a_stand() -> None:
    assert verdicts("field_staff_safe", plan(SITE, STAND)) == {"not_applicable"}
    assert named("field_staff_safe", plan(DOORS, commitments={"field_safety": False})) == ["door_to_door"]


def test_an_activity_run_by_a_contractor_is_named_to_the_services() -> None:
    (finding,) = told("services_in_the_loop", plan({**WORKSHOP, "options": ["external_facilitation"]}))
    assert finding.detail is not None and finding.detail.fr.startswith("Actions confiées à un prestataire : ")


def test_a_figure_of_the_data_is_told_with_its_publisher_and_year() -> None:
    """The time a jury takes to prepare: King Baudouin Foundation, 2005, in data/methods/citizens_jury.yaml."""
    (finding,) = told("lead_time", plan({**PANEL, "week": 3}, limits={"start": START}, mandate={"council_on": "2026-12-14"}))
    assert finding.verdict == "broken"
    assert finding.detail is not None and "2005" in finding.detail.en
