"""What a plan costs, takes and brings: small plans worked by hand, and what holds for any plan.

Each small plan writes its own figures (`assumptions`), so that no expected number moves with the data.
"""

from collections.abc import Mapping
from functools import cache
from math import exp, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.load import Catalog, load
from planner.brief import Asset, Assumptions, Audience, Brief, Context, Territory
from planner.evaluate import Evaluation, evaluate
from planner.plan import Plan
from planner.reach import Situation

WORKSHOP = {
    "people": 25, "share": 0.1, "capacity": 40, "staff_days": 3, "setup_days": 1, "external_days": 1, "purchases": 350,
    "setup_purchases": 150, "weeks": 1, "lead_weeks": 4, "contributions": 1.5, "reading_minutes": 4,
}  # fmt: skip
SURVEY = {
    "people": 300, "share": 0.5, "capacity": 100, "staff_days": 2.5, "setup_days": 2, "external_days": 0, "purchases": 150,
    "setup_purchases": 1200, "weeks": 4, "lead_weeks": 4, "contributions": 2, "reading_minutes": 6,
}  # fmt: skip
LEAFLET = {**SURVEY, "people": 500, "contributions": 0}
EFFORTS: dict[str, Mapping[str, float]] = {
    "workshop": WORKSHOP, "world_cafe": WORKSHOP, "market_stand": WORKSHOP, "public_meeting": WORKSHOP,
    "online_survey": SURVEY, "online_platform": {**SURVEY, "people": 100_000, "share": 1},
    "letterbox_drop": LEAFLET, "participant_letter": LEAFLET,
}  # fmt: skip
NUMBERS = {"overlap": 0.3, "day_rate": 900.0, "analysis_share": 0.2}


def brief(*audiences: Audience, assets: tuple[Asset, ...] = (), **others: object) -> Brief:
    """A brief of 2,500 people all told: one audience and no territory, unless others are given."""
    return Brief(
        subject="Une place",
        audiences=audiences or (Audience(name="Parents", people=2500),),
        already_have=assets,
        assumptions=Assumptions(**NUMBERS, methods=EFFORTS),
        **others,
    )


def counted(catalog: Catalog, about: Brief, *activities: tuple[object, ...]) -> Evaluation:
    """A plan from (method, phase, units, options)."""
    return evaluate(planned(about, *activities), catalog)


def planned(about: Brief, *activities: tuple[object, ...]) -> Plan:
    """The same as a plan; activities are given as in a file, so that the plan names them."""
    made = [dict(zip(("method", "phase", "units", "options"), each, strict=False)) for each in activities]
    return Plan.model_validate({"brief": about, "activities": made})


# -- money, days, people ------------------------------------------------------------------------------


def test_two_workshops_worked_by_hand(catalog: Catalog) -> None:
    found = counted(catalog, brief(), ("workshop", "diagnose", 2))
    # 25 of 2,500 come to one: one in a hundred. Two count as 1.7: 1 − 0.99^1.7 = 1.694 %, 42.35 people.
    parents = found.of("Parents")
    assert parents.comes == pytest.approx(42.351, abs=0.001)
    assert parents.deliberates == pytest.approx(42.351, abs=0.001)
    assert parents.informed == 0
    # 150 + 2 × 350 + 2 days at 900.
    assert found.cost == 2650
    # 1 + 2 × 3 = 7 field days. Reading 42.35 × 1.5 × 4 min = 4.2 h, so a fifth of all days is the larger: 7 / 4 = 1.75.
    assert found.lines[0].staff_days == 7
    assert found.lines[0].reading_days == pytest.approx(0.7059, abs=0.0001)
    assert found.analysis_days == 1.75
    assert found.staff_days == 8.75
    # Four weeks of preparation; two sessions fit in week 5.
    assert (found.lines[0].start_week, found.lines[0].end_week, found.weeks) == (5, 5, 5)


def test_an_empty_plan_costs_and_brings_nothing(catalog: Catalog) -> None:
    found = counted(catalog, brief())
    assert (found.cost, found.staff_days, found.weeks, found.lines) == (0, 0, None, ())
    assert {(row.can, row.comes, row.comes_low, row.comes_high, row.informed) for row in found.coverage} == {(0, 0, 0, 0, 0)}


def test_units_nobody_wrote_count_as_one_and_are_named(catalog: Catalog) -> None:
    line = counted(catalog, brief(), ("workshop", "diagnose")).lines[0]
    assert (line.units, line.cost, line.assumed) == (1, 1400, ("units",))


def test_reading_is_counted_when_it_takes_more_than_a_fifth(catalog: Catalog) -> None:
    # 300 × √(2,500 / 18,000) = 111.8 answers, two contributions of six minutes each: 22.36 hours, 3.727 days of six.
    found = counted(catalog, brief(), ("online_survey", "diagnose", 1))
    assert found.lines[0].people == pytest.approx(111.803, abs=0.001)
    assert found.analysis_days == pytest.approx(3.7268, abs=0.0001)  # a fifth of all days would be 4.5 / 4
    assert found.staff_days == pytest.approx(8.2268, abs=0.0001)


def test_sessions_that_do_not_fit_in_one_week_take_several_and_an_open_channel_does_not(catalog: Catalog) -> None:
    found = counted(catalog, brief(), ("workshop", "diagnose", 5), ("online_survey", "diagnose", 2))
    workshop, survey = found.lines
    assert (workshop.start_week, workshop.end_week) == (5, 7)  # two a week
    assert (survey.start_week, survey.end_week) == (5, 8)


def test_a_contractor_takes_part_of_the_field_days_at_the_rate_of_the_brief(catalog: Catalog) -> None:
    found = counted(catalog, brief(), ("workshop", "diagnose", 2, ("external_facilitation",)))
    # 60 % of 7 days: 4.2 days at 900 on top of 2,650, and 2.8 days left.
    assert found.cost == pytest.approx(6430)
    assert found.lines[0].staff_days == pytest.approx(2.8)
    assert found.lines[0].external_days == pytest.approx(6.2)


def test_an_option_adds_its_own_figures_only(catalog: Catalog) -> None:
    # An hour of childcare paid back is published at 18 EUR; nothing else of it is.
    with_care = counted(catalog, brief(), ("workshop", "diagnose", 2, ("childcare_meeting",)))
    assert with_care.cost == 2650 + 2 * 18
    assert with_care.lines[0].staff_days == 7


def test_what_the_organiser_already_has_costs_no_money_and_still_takes_days(catalog: Catalog) -> None:
    platform = brief(assets=(Asset(what="platform"),))
    found = counted(catalog, platform, ("online_survey", "diagnose", 1), ("workshop", "diagnose", 1))
    survey, workshop = found.lines
    assert (survey.cost, survey.staff_days, survey.paid_already) == (0, 4.5, True)
    assert (workshop.cost, workshop.paid_already) == (1400, False)


# -- what one unit draws ------------------------------------------------------------------------------


def test_a_room_fills_the_same_in_any_town_and_a_contested_subject_fills_it_no_further_than_its_seats(catalog: Catalog) -> None:
    contested = Context(attention="contested")
    # 25 × 1.7 = 42.5, for 40 seats.
    assert counted(catalog, brief(context=contested), ("workshop", "diagnose", 1)).lines[0].people == pytest.approx(40)
    # A stand goes to people: the subject changes nothing.
    assert counted(catalog, brief(context=contested), ("market_stand", "diagnose", 1)).lines[0].people == pytest.approx(25)


def test_an_open_channel_has_no_room_and_grows_like_a_power_of_the_population(catalog: Catalog) -> None:
    for attention, factor in (("little_known", 0.6), ("followed", 1.0), ("contested", 1.7)):
        about = brief(Audience(name="Ville", people=72_000), context=Context(attention=attention))
        # Four times the reference town draws twice as many: 600, beyond the capacity of 100.
        assert counted(catalog, about, ("online_survey", "diagnose", 1)).lines[0].people == pytest.approx(600 * factor)


def test_no_unit_draws_more_than_its_share_of_the_people_concerned(catalog: Catalog) -> None:
    # A tenth of 100 people.
    about = brief(Audience(name="Hameau", people=100))
    assert counted(catalog, about, ("workshop", "diagnose", 1)).lines[0].people == pytest.approx(10)


# -- publics ------------------------------------------------------------------------------------------


def test_a_method_that_suits_a_public_brings_it_more_for_the_same_seats(catalog: Catalog) -> None:
    elders, others = Audience(name="Aînés", people=1000, tags=("elderly",)), Audience(name="Autres", people=1000)
    at = Situation(brief(elders, others, territory=Territory(name="Ville", people=20_000)), catalog)
    found = evaluate(planned(at.brief, ("market_stand", "diagnose", 1)), catalog, at)
    elsewhere = at.segments[-1].people
    # Weights 1.6, 1 and 1: the mean over everybody, then 25 seats among N people.
    mean = (1.6 * 1000 + 1000 + elsewhere) / (2000 + elsewhere)
    assert found.of("Aînés").comes == pytest.approx(1000 * 25 / at.people * 1.6 / mean)
    assert found.of("Autres").comes == pytest.approx(1000 * 25 / at.people / mean)


def test_ages_alone_say_that_a_public_is_old_or_young(catalog: Catalog) -> None:
    old = Audience(name="Aînés", people=1000, profile={"age": ("60-69", "70+")})
    tagged = Audience(name="Aînés", people=1000, profile={"age": ("60-69", "70+")}, tags=("elderly",))
    place = Territory(name="Ville", people=20_000)
    implied, said = (counted(catalog, brief(a, territory=place), ("market_stand", "diagnose", 1)).of("Aînés") for a in (old, tagged))
    assert implied == said


def test_a_simple_form_online_is_within_reach_of_the_autonomous_and_of_some_who_need_help(catalog: Catalog) -> None:
    at = Situation(brief(Audience(name="Aînés", people=1000, profile={"age": ("70+",)})), catalog)
    states = at.segments[0].exposure
    found = evaluate(planned(at.brief, ("online_survey", "diagnose", 1)), catalog, at)
    reached = 1000 * (states.autonomous.value + 0.4 * states.needs_help.value)
    assert found.of("Aînés").can == pytest.approx(reached)
    assert found.of("Aînés").can < 1000
    both = counted(catalog, at.brief, ("online_survey", "diagnose", 1), ("market_stand", "diagnose", 1))
    assert both.of("Aînés").can == pytest.approx(1000)


def test_nobody_comes_who_cannot(catalog: Catalog) -> None:
    # A platform that nine in ten would come to stops at those who manage alone.
    at = Situation(brief(), catalog)
    row = evaluate(planned(at.brief, ("online_platform", "ideate", 1)), catalog, at).of("Parents")
    autonomous = at.segments[0].exposure.autonomous.value
    assert autonomous < 0.9
    assert row.can == pytest.approx(2500 * autonomous)
    assert (row.comes, row.comes_high) == (row.can, row.can)


def test_the_whole_territory_is_no_sum_of_overlapping_publics(catalog: Catalog) -> None:
    place = Territory(name="Ville", people=20_000)
    publics = [Audience(name=name, people=12_000) for name in ("Riverains", "Parents", "Usagers")]
    found = counted(catalog, brief(*publics, territory=place), ("workshop", "diagnose", 1))
    whole = found.of("all")
    assert whole.people < 20_000 < sum(found.of(each.name).people for each in publics)
    assert whole.comes == pytest.approx(25)
    assert sum(found.of(each.name).comes for each in publics) > 25


# -- three counts -------------------------------------------------------------------------------------


def test_leaflets_and_reports_inform_and_never_count_as_taking_part(catalog: Catalog) -> None:
    found = counted(catalog, brief(), ("letterbox_drop", "mobilise", 4), ("participant_letter", "report_back", 1))
    parents = found.of("Parents")
    # 500 × √(2,500 / 18,000) = 186.34 a unit, 7.454 %: four drops count as 3.1, and the letter as one more.
    informed = 2500 * (1 - exp(4.1 * log(1 - 500 * sqrt(2500 / 18_000) / 2500)))
    assert parents.informed == pytest.approx(informed)
    assert (parents.can, parents.comes, parents.deliberates) == (0, 0, 0)
    assert all(line.contributions == 0 for line in found.lines)


def test_a_stand_that_informs_is_not_a_contribution(catalog: Catalog) -> None:
    informs, asks = (counted(catalog, brief(), ("market_stand", phase, 1)).of("Parents") for phase in ("inform", "diagnose"))
    assert informs.informed == asks.comes == pytest.approx(25)
    assert (informs.comes, asks.informed, asks.deliberates) == (0, 0, 0)


def test_those_who_meet_twice_in_different_ways_are_counted_once(catalog: Catalog) -> None:
    # One in a hundred to each of two formats: 1 − 0.99² = 1.99 %.
    found = counted(catalog, brief(), ("workshop", "diagnose", 1), ("world_cafe", "ideate", 1)).of("Parents")
    assert found.comes == pytest.approx(2500 * 0.0199)


def test_a_public_meeting_is_no_work_together(catalog: Catalog) -> None:
    found = counted(catalog, brief(), ("public_meeting", "deliberate", 1), ("workshop", "diagnose", 1)).of("Parents")
    assert found.deliberates == pytest.approx(25)
    assert found.comes > 25


# -- any plan -----------------------------------------------------------------------------------------

PLACE = Brief(
    subject="Une place",
    territory=Territory(name="Ville", code="60", people=18_000),
    audiences=(
        Audience(name="Aînés", people=3300, profile={"age": ("70+",)}),
        Audience(name="Jeunes", people=2600, profile={"age": ("12-17", "18-24")}),
        Audience(name="Loin du numérique", people=400, tags=("far_from_digital", "precarious")),
    ),
    context=Context(attention="contested"),
)
COUNTS = ("can", "comes", "informed", "deliberates")


Drawn = tuple[int, int, int, bool]  # rank of the method, of its phase, units, run by a contractor
SOME = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 12), st.booleans()), max_size=8)


@cache
def place() -> Situation:
    """One situation for all draws (and no fixture, which a failing draw would print whole)."""
    return Situation(PLACE, load())


def of(*drawn: Drawn) -> Plan:
    """A plan of real methods, each in one of its phases."""
    methods = [method for method in place().catalog.methods.values() if method.kind == "method"]
    made = []
    for rank, turn, units, outsourced in drawn:
        method = methods[rank % len(methods)]
        options = ("external_facilitation",) if outsourced else ()
        made.append((method.id, method.phases[turn % len(method.phases)], units, options))
    return planned(PLACE, *made)


def numbers(plan: Plan) -> Evaluation:
    return evaluate(plan, place().catalog, place())


@settings(max_examples=60, deadline=None)
@given(SOME, SOME)
def test_adding_activities_lowers_no_count_and_no_cost(some: list[Drawn], more: list[Drawn]) -> None:
    few, many = numbers(of(*some)), numbers(of(*some, *more))
    for row in few.coverage:
        larger = many.of(row.audience)
        assert all(getattr(larger, count) >= getattr(row, count) - 1e-9 for count in COUNTS)
    assert many.cost >= few.cost - 1e-9
    assert many.staff_days >= few.staff_days - 1e-9
    assert (many.weeks or 0) >= (few.weeks or 0)


@settings(max_examples=60, deadline=None)
@given(SOME)
def test_those_who_come_can_and_the_interval_holds_them(some: list[Drawn]) -> None:
    for row in numbers(of(*some)).coverage:
        assert 0 <= row.comes <= row.can + 1e-9 <= row.people + 2e-9
        assert 0 <= row.comes_low <= row.comes <= row.comes_high <= row.can + 1e-9
        assert 0 <= row.informed <= row.people


@settings(max_examples=60, deadline=None)
@given(SOME)
def test_taking_away_what_only_informs_changes_no_contribution(some: list[Drawn]) -> None:
    plan = of(*some)
    asking = ("diagnose", "ideate", "co_produce", "deliberate", "prioritise")
    kept = [a for a in plan.activities if a.phase in asking and place().catalog.methods[a.method].counts_as != "informs"]
    whole, part = numbers(plan), numbers(Plan(brief=PLACE, activities=tuple(kept)))
    for row in part.coverage:
        assert row.informed == 0
        assert whole.of(row.audience).comes == pytest.approx(row.comes)
        assert whole.of(row.audience).deliberates == pytest.approx(row.deliberates)
    assert sum(line.contributions for line in whole.lines) == pytest.approx(sum(line.contributions for line in part.lines))
