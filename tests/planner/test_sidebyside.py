"""Two plans side by side: totals of each, publics of both, what only one breaks, activities told apart by what they do."""

from __future__ import annotations

from catalog.load import Catalog
from planner.audiences import ALL
from planner.brief import Audience, Brief, Commitments, Territory
from planner.checks import check
from planner.evaluate import evaluate
from planner.plan import Activity, Plan, SetAside
from planner.sidebyside import Side, sides

BRIEF = Brief(
    subject="La place", territory=Territory(name="Bourg", code="37", people=8000), audiences=(Audience(name="Riverains", people=900),)
)
STAND = Activity(id="stand", method="market_stand", phase="diagnose", units=2, week=3)
PAGE = Activity(id="page", method="online_platform", phase="ideate", units=1)
REPLY = Activity(id="reply", method="public_meeting", phase="report_back", units=1)
BLENDED = Plan(brief=BRIEF, activities=(STAND, PAGE, REPLY))


def side(plan: Plan, catalog: Catalog) -> Side:
    return Side(plan=plan, numbers=evaluate(plan, catalog), findings=check(plan, catalog))


def test_a_plan_beside_itself_differs_in_nothing(catalog: Catalog) -> None:
    found = sides(side(BLENDED, catalog), side(BLENDED, catalog))
    assert all(total.one == total.other for total in found.totals)
    assert found.activities == () and found.same == 3 and found.brief == ()
    assert all(item.by == "both" for item in found.broken)
    assert found.unknown[0] == found.unknown[1]


def test_totals_and_publics_are_those_of_each_plan(catalog: Catalog) -> None:
    online = Plan(brief=BRIEF, activities=(PAGE,))
    one, other = side(BLENDED, catalog), side(online, catalog)
    found = sides(one, other)
    totals = {total.name: (total.one, total.other) for total in found.totals}
    assert totals["cost"] == (one.numbers.cost, other.numbers.cost)
    assert totals["staff_days"] == (one.numbers.staff_days, other.numbers.staff_days)
    assert [met.audience for met in found.coverage] == ["Riverains", ALL]
    assert found.coverage[0].one == one.numbers.of("Riverains") and found.coverage[0].other == other.numbers.of("Riverains")


def test_what_only_the_online_plan_breaks_comes_first(catalog: Catalog) -> None:
    found = sides(side(BLENDED, catalog), side(Plan(brief=BRIEF, activities=(PAGE,)), catalog))
    by = {item.rule: item.by for item in found.broken}
    assert by["no_digital_only"] == "other"
    both = [item.by == "both" for item in found.broken]
    assert both == sorted(both)


def test_what_is_set_aside_is_not_to_mend(catalog: Catalog) -> None:
    online = Plan(brief=BRIEF, activities=(PAGE,))
    aside = online.model_copy(update={"set_aside": (SetAside(principle="no_digital_only", reason="un essai"),)})
    by = {item.rule: item.by for item in sides(side(online, catalog), side(aside, catalog)).broken}
    assert by["no_digital_only"] == "one"


def test_an_activity_is_the_same_one_under_another_id_and_what_differs_is_named(catalog: Catalog) -> None:
    other = Plan(brief=BRIEF, activities=(STAND.model_copy(update={"id": "marche", "units": 4}), REPLY))
    found = sides(side(BLENDED, catalog), side(other, catalog))
    moved = {(item.one.id if item.one else None, item.other.id if item.other else None): item.fields for item in found.activities}
    assert moved == {("stand", "marche"): ("units",), ("page", None): ()}
    assert found.same == 1


def test_an_id_reused_for_another_method_is_another_activity(catalog: Catalog) -> None:
    other = Plan(brief=BRIEF, activities=(PAGE.model_copy(update={"id": "stand"}),))
    found = sides(side(Plan(brief=BRIEF, activities=(STAND,)), catalog), side(other, catalog))
    assert [(item.one and item.one.method, item.other and item.other.method) for item in found.activities] == [
        ("market_stand", None), (None, "online_platform"),
    ]  # fmt: skip


def test_a_public_of_one_plan_only_and_the_parts_of_the_brief_that_differ(catalog: Catalog) -> None:
    wider = BRIEF.model_copy(update={"audiences": (Audience(name="Commerçants", people=60),), "level": "consult"})
    other = Plan(brief=wider, activities=(STAND,), commitments=Commitments(reply_owner="La maire"))
    found = sides(side(BLENDED, catalog), side(other, catalog))
    rows = {met.audience: (met.one is not None, met.other is not None) for met in found.coverage}
    assert rows == {"Riverains": (True, False), ALL: (True, True), "Commerçants": (False, True)}
    assert set(found.brief) == {"audiences", "level", "commitments"}


def test_a_commitment_said_in_the_plan_or_in_its_brief_is_the_same(catalog: Catalog) -> None:
    said = Commitments(reply_owner="La maire")
    one = Plan(brief=BRIEF, activities=(STAND,), commitments=said)
    other = Plan(brief=BRIEF.model_copy(update={"commitments": said}), activities=(STAND,))
    assert sides(side(one, catalog), side(other, catalog)).brief == ()


def test_without_activities_the_totals_are_not_known(catalog: Catalog) -> None:
    found = sides(side(Plan(brief=BRIEF), catalog), side(BLENDED, catalog))
    assert [total.one for total in found.totals] == [None, None, None]
    assert all(total.other is not None for total in found.totals)
