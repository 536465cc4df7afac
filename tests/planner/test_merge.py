"""Two people change one plan: what they changed apart is all kept, what they changed alike is one, the rest is for them to choose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.facts import Text
from catalog.load import Catalog
from planner.brief import Assumptions, Audience, Brief, Closed, Commitments, Limits, Mandate, Territory
from planner.merge import Merged, merge, resolve
from planner.merge_words import FIELDS, PARTS, label_of
from planner.plan import Activity, Bridge, Certificate, Plan, SetAside

RIVERSIDE, PARENTS = "Riverains", "Parents"
BASE = Plan(
    brief=Brief(
        subject="La place",
        mandate=Mandate(decision="Refaire la place", open=("le marché", "les arbres")),
        territory=Territory(name="Sarcelles", code="95", people=58_000),
        audiences=(Audience(name=RIVERSIDE, people=1400), Audience(name=PARENTS, people=900)),
        limits=Limits(budget=10_000, staff_days=30, start=date(2027, 1, 4), end=date(2027, 6, 30)),
    ),
    activities=(
        Activity(id="stand", method="market_stand", phase="ideate", units=2, audiences=(RIVERSIDE,)),
        Activity(id="atelier", method="workshop", phase="ideate", audiences=(RIVERSIDE, PARENTS)),
        Activity(id="retour", method="public_meeting", phase="report_back"),
    ),
    bridges=(Bridge(from_="stand", to="atelier", how="les idées du stand ouvrent l’atelier"),),
    commitments=Commitments(reply_owner="Le maire"),
    set_aside=(SetAside(principle="minutes_online", reason="pas de site"),),
)


def changed(plan: Plan = BASE, **parts: Any) -> Plan:
    """A plan with other parts: brief fields as `brief={…}`, limits as `limits={…}`, the rest as is."""
    data = plan.model_dump(by_alias=True)
    data["brief"].update(parts.pop("brief", {}))
    data["brief"]["limits"].update(parts.pop("limits", {}))
    return Plan.model_validate({**data, **parts})


def act(plan: Plan, name: str, **fields: Any) -> Plan:
    """A plan in which one activity has other fields."""
    return changed(plan, activities=[{**one.model_dump(), **(fields if one.id == name else {})} for one in plan.activities])


def without(plan: Plan, name: str) -> Plan:
    """A plan without an activity nor its bridges."""
    kept = [one for one in plan.activities if one.id != name]
    return changed(plan, activities=kept, bridges=[one for one in plan.bridges if name not in (one.from_, one.to)])


def places(merged: Merged) -> list[tuple[str, ...]]:
    return [clash.where for clash in merged.clashes]


# -- what does not clash ------------------------------------------------------------------------------


def test_two_fields_changed_apart_are_both_kept() -> None:
    found = merge(BASE, changed(limits={"budget": 12_000}), changed(brief={"subject": "La grande place"}))
    assert found.clashes == ()
    assert (found.plan.brief.limits.budget, found.plan.brief.subject) == (12_000, "La grande place")


def test_two_fields_of_one_activity_and_two_new_activities_are_all_kept() -> None:
    mine = act(BASE, "stand", units=5)
    mine = changed(mine, activities=[*mine.activities, Activity(id="m", method="kiosk", phase="ideate")])
    theirs = act(BASE, "stand", week=7)
    theirs = changed(theirs, activities=[*theirs.activities, Activity(id="t", method="survey", phase="diagnose")])
    found = merge(BASE, mine, theirs)
    assert found.clashes == ()
    assert (found.plan.activities[0].units, found.plan.activities[0].week) == (5, 7)
    assert [one.id for one in found.plan.activities] == ["stand", "atelier", "retour", "t", "m"]


def test_the_same_change_on_both_sides_is_no_clash() -> None:
    found = merge(BASE, changed(limits={"budget": 9_000}), changed(limits={"budget": 9_000}, brief={"level": "consult"}))
    assert found.clashes == ()
    assert found.plan.brief.limits.budget == 9_000


def test_lists_of_words_are_joined_and_what_one_side_took_out_stays_out() -> None:
    mine = changed(brief={"mandate": {"decision": "Refaire la place", "open": ["le marché", "les arbres", "les jeux"]}})
    theirs = changed(brief={"mandate": {"decision": "Refaire la place", "open": ["la fontaine", "les arbres"]}})
    found = merge(BASE, mine, theirs)
    assert found.clashes == ()
    assert found.plan.brief.mandate.open == ("la fontaine", "les arbres", "les jeux")


def test_a_list_is_not_emptied_when_neither_side_emptied_it() -> None:
    mine = changed(brief={"mandate": {"decision": "Refaire la place", "open": ["le marché"]}})
    theirs = changed(brief={"mandate": {"decision": "Refaire la place", "open": ["les arbres"]}})
    assert places(merge(BASE, mine, theirs)) == [("brief", "mandate", "open")]  # open: () would say that nothing is open


def test_an_order_changed_on_one_side_is_kept_with_what_the_other_added() -> None:
    mine = changed(activities=[BASE.activities[2], BASE.activities[0], BASE.activities[1]])
    theirs = changed(activities=[BASE.activities[0], Activity(id="t", method="survey", phase="diagnose"), *BASE.activities[1:]])
    found = merge(BASE, mine, theirs)
    assert [one.id for one in found.plan.activities] == ["retour", "stand", "t", "atelier"]


def test_an_activity_taken_away_goes_with_its_bridges_and_the_rest_of_the_other_change_stays() -> None:
    found = merge(BASE, act(BASE, "atelier", week=3), without(BASE, "stand"))
    assert found.clashes == ()
    assert [one.id for one in found.plan.activities] == ["atelier", "retour"]
    assert found.plan.activities[0].week == 3 and found.plan.bridges == ()


# -- what does ----------------------------------------------------------------------------------------


def test_one_field_changed_in_two_ways_is_a_clash_and_theirs_until_chosen() -> None:
    found = merge(BASE, changed(limits={"budget": 12_000, "staff_days": 31}), changed(limits={"budget": 8_000}))
    (clash,) = found.clashes
    assert (clash.where, clash.base, clash.mine, clash.theirs) == (("brief", "limits", "budget"), 10_000, 12_000, 8_000)
    assert (found.plan.brief.limits.budget, found.plan.brief.limits.staff_days) == (8_000, 31)
    assert resolve(found, {clash.where: "mine"}).brief.limits == BASE.brief.limits.model_copy(update={"budget": 12_000, "staff_days": 31})
    assert resolve(found, {}) == resolve(found, {clash.where: "theirs"}) == found.plan


def test_taken_away_here_and_changed_there_is_a_clash_that_gives_the_activity_back_whole() -> None:
    found = merge(BASE, without(BASE, "stand"), act(BASE, "stand", units=9))
    (clash,) = found.clashes
    assert (clash.where, clash.mine, clash.whole) == (("activities", "stand"), None, True)
    assert found.plan.activities[0].units == 9
    assert found.plan.bridges == BASE.bridges  # the activity stays, and so does what it feeds
    gone = resolve(found, {clash.where: "mine"})
    assert [one.id for one in gone.activities] == ["atelier", "retour"] and gone.bridges == ()


def test_a_new_bridge_to_an_activity_taken_away_there_is_a_clash() -> None:
    mine = changed(bridges=[*BASE.bridges, Bridge(from_="stand", to="retour", how="on raconte le stand")])
    found = merge(BASE, mine, without(BASE, "stand"))
    assert places(found) == [("activities", "stand")]
    assert [one.id for one in found.plan.activities] == ["atelier", "retour"] and found.plan.bridges == ()
    assert resolve(found, {("activities", "stand"): "mine"}).bridges == mine.bridges


def test_a_public_meant_anew_here_and_taken_away_there_is_a_clash() -> None:
    mine = act(BASE, "retour", audiences=(PARENTS,))
    theirs = act(BASE, "atelier", audiences=(RIVERSIDE,))
    theirs = changed(theirs, brief={"audiences": BASE.brief.audiences[:1]})
    found = merge(BASE, mine, theirs)
    assert places(found) == [("brief", "audiences", PARENTS)]
    assert all(PARENTS not in one.audiences for one in found.plan.activities)
    back = resolve(found, {("brief", "audiences", PARENTS): "mine"})
    assert [one.name for one in back.brief.audiences] == [RIVERSIDE, PARENTS]
    assert [PARENTS in one.audiences for one in back.activities] == [False, True, True]


def test_two_dates_that_would_cross_are_one_clash() -> None:
    mine, theirs = changed(limits={"start": date(2027, 5, 3)}), changed(limits={"end": date(2027, 4, 30)})
    found = merge(BASE, mine, theirs)
    (clash,) = found.clashes
    assert (clash.where, clash.mine) == (("brief", "limits", "dates"), {"start": "2027-05-03", "end": "2027-06-30"})
    assert found.plan.brief.limits == theirs.brief.limits
    assert resolve(found, {clash.where: "mine"}).brief.limits == mine.brief.limits
    apart = merge(BASE, changed(limits={"start": date(2027, 2, 1)}), theirs)
    assert apart.clashes == () and apart.plan.brief.limits.weeks == 12  # 1 February to 30 April: 88 days


def test_what_is_known_of_two_places_is_never_mixed() -> None:
    mine = changed(brief={"territory": Territory(name="Lille", code="59", place="59350", people=236_000)})
    theirs = changed(brief={"territory": Territory(name="Sarcelles", code="95", people=60_000)})
    found = merge(BASE, mine, theirs)
    assert places(found) == [("brief", "territory")]
    assert found.plan.brief.territory == theirs.brief.territory
    assert resolve(found, {("brief", "territory"): "mine"}).brief.territory == mine.brief.territory
    named = merge(BASE, changed(brief={"territory": Territory(name="Sarcelles (95)", code="95", people=58_000)}), theirs)
    assert named.clashes == () and named.plan.brief.territory == Territory(name="Sarcelles (95)", code="95", people=60_000)


def test_when_the_base_is_lost_everything_that_differs_is_a_clash() -> None:
    mine = act(changed(limits={"budget": 12_000}), "stand", units=3)
    found = merge(None, mine, without(BASE, "retour"))
    assert set(places(found)) == {("brief", "limits", "budget"), ("activities", "stand", "units"), ("activities", "retour")}
    assert resolve(found, dict.fromkeys(places(found), "mine")) == mine


def test_two_plans_too_long_for_one_are_one_clash() -> None:
    publics = [[Audience(name=f"{side}{i}", people=10) for i in range(20)] for side in "mt"]
    mine, theirs = (Plan(brief=Brief(subject="X", audiences=tuple(some))) for some in publics)
    found = merge(Plan(brief=Brief(subject="X")), mine, theirs)
    assert places(found) == [()] and found.plan == theirs
    assert resolve(found, {(): "mine"}) == mine
    assert found.clashes[0].label("fr") == "Le dispositif entier"


def test_a_choice_that_names_no_clash_is_refused() -> None:
    with pytest.raises(KeyError):
        resolve(merge(BASE, BASE, BASE), {("brief", "subject"): "mine"})


PROOF = Certificate(objective="least", claimed=0.5, exact=0.5, bound=0.6, gap=1 / 6, seconds=4, proven=True, scope="all methods")


def test_a_proof_stays_with_the_plan_it_was_made_for() -> None:
    proved = BASE.model_copy(update={"certificate": PROOF})
    assert merge(proved, proved, changed(limits={"budget": 1})).plan.certificate is None
    assert merge(BASE, proved, BASE).plan.certificate == PROOF
    apart = merge(proved, changed(limits={"budget": 1}), changed(proved, brief={"subject": "Autre"}))
    assert apart.plan.certificate is None


# -- words --------------------------------------------------------------------------------------------


def test_a_clash_is_said_to_a_person(catalog: Catalog) -> None:
    found = merge(BASE, act(changed(limits={"budget": 12_000}), "stand", units=3), act(changed(limits={"budget": None}), "stand", units=4))
    money, units = found.clashes
    assert (money.label.fr, money.label.en) == ("Budget", "Budget")
    assert (money.said(money.mine, "en"), money.said(money.theirs, "fr")) == ("12,000", "non renseigné")
    assert units.label.fr == "Action « stand » : nombre"
    assert units.named({"market_stand": Text(fr="Stand au marché", en="Market stall")}).en == 'Activity "Market stall": number'
    assert set(catalog.methods) >= {units.method}


def test_every_field_of_a_plan_has_a_name_for_a_person() -> None:
    records = [(Limits, "brief limits"), (Mandate, "brief mandate"), (Commitments, "commitments"),
               (Territory, "brief territory"), (Audience, "brief audiences X"), (Activity, "activities X"), (Bridge, "bridges X"),
               (Closed, "brief mandate closed X")]  # fmt: skip
    for record, path in records:
        for name, info in record.model_fields.items():
            label = label_of((*path.split(), info.alias or name), None)
            if name not in ("id", "from_", "to", "margins", "measured", "profile"):  # never a clash of their own
                assert label.fr.split(" : ")[-1] == (FIELDS.get(name) or PARTS[name]).fr, name
    assert label_of(("brief", "assumptions", "targets", "ideate"), None).fr == "Cible d’une étape « faire émerger »"


# -- whatever comes in --------------------------------------------------------------------------------

NAMES = st.sampled_from(["A", "B", "C", "all of it"])
IDS = st.sampled_from(["stand", "atelier", "retour", "urne"])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans over few words, so that three of them meet often."""
    publics = draw(st.lists(NAMES, unique=True, max_size=3))
    ids = draw(st.lists(IDS, unique=True, max_size=4))
    some = st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3)
    maybe = st.none() | some
    start = draw(st.none() | st.sampled_from([date(2027, 1, 4), date(2027, 4, 5)]))
    end = draw(st.none() | st.sampled_from([date(2027, 3, 1), date(2027, 7, 1)]))
    fits = start is None or end is None or start < end
    ends = st.sampled_from(ids) if ids else st.nothing()
    words, slots = st.sampled_from([None, "w"]), st.sampled_from([None, ["lunch"], ["evening"]])
    place = {"name": NAMES, "people": st.sampled_from([None, 10]), "code": st.sampled_from(["", "59"])}
    room = {"what": st.just("rooms"), "name": st.sampled_from([None, "R"])}
    bridge = {"from": ends, "to": ends, "how": st.sampled_from(["", "h"])}
    brief = {
        "subject": draw(st.sampled_from(["X", "Y"])),
        "mandate": {"open": draw(maybe), "study": draw(some), "closed": [{"what": x, "why": draw(words)} for x in draw(some)]},
        "context": {"obligation": draw(st.dictionaries(st.sampled_from("qr"), st.booleans(), max_size=2))},
        "territory": draw(st.none() | st.fixed_dictionaries(place)),
        "audiences": [
            {"name": name, "people": draw(st.integers(1, 2)), "profile": draw(st.dictionaries(st.just("age"), some, max_size=1))}
            for name in publics
        ],
        "already_have": draw(st.lists(st.fixed_dictionaries(room), max_size=2)),
        "limits": {"budget": draw(st.sampled_from([None, 1, 2])), "start": start, "end": end if fits else None},
        "assumptions": {"methods": draw(st.dictionaries(st.just("kiosk"), st.just({"people": 1}) | st.just({"people": 2}), max_size=1))},
    }
    activities = [
        {
            "id": name, "method": draw(st.sampled_from(["kiosk", "survey"])), "phase": "ideate",
            "units": draw(st.sampled_from([None, 1, 2])),
            "audiences": draw(st.lists(st.sampled_from(publics), unique=True)) if publics else [],
        }
        for name in ids
    ]  # fmt: skip
    return Plan.model_validate({
        "brief": brief,
        "activities": activities,
        "bridges": draw(st.lists(st.fixed_dictionaries(bridge), max_size=3)) if ids else [],
        "commitments": {"childcare": draw(st.sampled_from([None, True, False])), "slots": draw(slots)},
        "set_aside": [{"principle": x, "reason": draw(st.sampled_from(["r", "s"]))} for x in draw(some)],
        "certificate": draw(st.sampled_from([None, PROOF])),
    })  # fmt: skip


# Not shrunk: three whole plans take minutes to make smaller, and the fields that differ say enough.
MANY = settings(
    max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck)
)


@MANY
@given(plans(), plans())
def test_when_only_one_side_changed_its_plan_is_the_result(base: Plan, other: Plan) -> None:
    assert merge(base, other, base) == Merged(other, (), (base, other, base))
    assert merge(base, base, other).plan == other and merge(base, other, other).plan == other


def unordered(value: Any) -> Any:
    """A plan as plain data whose lists are in one order."""
    if isinstance(value, Plan):
        return unordered(value.model_dump(mode="json", exclude={"certificate"}))
    if isinstance(value, dict):
        return {key: unordered(each) for key, each in value.items()}
    return sorted((unordered(each) for each in value), key=repr) if isinstance(value, list) else value


def bare(plan: Plan) -> Plan:
    return plan.model_copy(update={"certificate": None})


@MANY
@given(st.none() | plans(), plans(), plans(), st.data())
def test_a_merge_is_valid_and_favours_nobody(base: Plan | None, mine: Plan, theirs: Plan, data: st.DataObject) -> None:
    found, mirror = merge(base, mine, theirs), merge(base, theirs, mine)
    assert Plan.model_validate(found.plan.model_dump(by_alias=True)) == found.plan
    assert len(set(places(found))) == len(found.clashes)
    assert set(places(found)) == set(places(mirror))
    for clash in found.clashes:
        assert clash.mine != clash.theirs or clash.whole
        assert clash.label("fr") and clash.label("en")
        assert all(0 < len(clash.said(value, "fr")) <= 300 for value in (clash.base, clash.mine, clash.theirs))
    choices = {where: data.draw(st.sampled_from(["mine", "theirs"])) for where in places(found)}
    opposite = {where: "theirs" if side == "mine" else "mine" for where, side in choices.items()}
    assert bare(resolve(found, choices)) == bare(resolve(mirror, opposite))  # type: ignore[arg-type]
    if base is None:
        assert unordered(resolve(found, dict.fromkeys(places(found), "mine"))) == unordered(mine)


@MANY
@given(plans(), plans(), plans())
def test_nothing_that_one_side_added_or_changed_is_lost_unless_it_clashes(base: Plan, mine: Plan, theirs: Plan) -> None:
    found = merge(base, mine, theirs)
    if found.clashes:
        return
    before, after = ({one.id: one for one in plan.activities} for plan in (base, found.plan))
    for side in (mine, theirs):
        for one in side.activities:
            if one.id not in before:
                assert one.id in after
            elif one.units != before[one.id].units:
                assert after[one.id].units == one.units
            if one.id not in before or set(one.audiences) - set(before[one.id].audiences):
                assert set(one.audiences) - set(before[one.id].audiences if one.id in before else ()) <= set(after[one.id].audiences)
        for bridge in side.bridges:
            if bridge not in base.bridges:
                assert (bridge.from_, bridge.to) in {(each.from_, each.to) for each in found.plan.bridges}


def test_an_assumption_of_each_is_kept() -> None:
    mine, theirs = (changed(brief={"assumptions": Assumptions(methods={"kiosk": each})}) for each in ({"people": 5.0}, {"purchases": 7.0}))
    found = merge(BASE, mine, theirs)
    assert places(found) == [] and found.plan.brief.assumptions.methods == {"kiosk": {"people": 5.0, "purchases": 7.0}}
