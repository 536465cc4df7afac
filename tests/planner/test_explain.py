"""Why each activity is in a plan: its numbers are those of the plan evaluated again without it.

The small plans write their own figures (`assumptions`), so that no expected number moves with the data.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from catalog.load import Catalog, load
from catalog.words import LANGUAGES
from catalog.yamlfile import BadInput
from planner.checks import check
from planner.evaluate import evaluate
from planner.explain import Explanation, explain
from planner.explain_words import document, sentences
from planner.plan import Plan

ROOM = {
    "people": 25, "share": 0.1, "capacity": 40, "staff_days": 3, "setup_days": 1, "external_days": 0, "purchases": 350,
    "setup_purchases": 150, "weeks": 1, "lead_weeks": 4, "contributions": 1.5, "reading_minutes": 4,
}  # fmt: skip
SITE = {**ROOM, "people": 300, "share": 0.5, "purchases": 900, "weeks": 4}
PARENTS, ELDERS = "Parents", "Aînés"
BRIEF: dict[str, Any] = {
    "subject": "Une place",
    "territory": {"name": "Bourg", "people": 18_000},
    "audiences": [{"name": PARENTS, "people": 2500}, {"name": ELDERS, "people": 2000, "tags": ["elderly"]}],
    "phases": ["diagnose"],
    "limits": {"budget": 6000, "staff_days": 60},
    "assumptions": {"methods": {"workshop": ROOM, "online_survey": SITE}},
}
ACTIVITIES: list[dict[str, Any]] = [
    {"id": "affiches", "method": "poster_qr", "phase": "inform", "units": 1},
    {"id": "atelier", "method": "workshop", "phase": "diagnose", "units": 2},
    {"id": "site", "method": "online_survey", "phase": "diagnose", "units": 1},
    {"id": "stand", "method": "market_stand", "phase": "diagnose", "units": 2},
    {"id": "reponse", "method": "public_reply", "phase": "report_back", "units": 1},
]
BRIDGES = [{"from": "atelier", "to": "site"}]


def planned(*activities: dict[str, Any], **brief: Any) -> Plan:
    """The plan above, with other activities or other keys of its brief."""
    chosen = list(activities) or ACTIVITIES
    ids = {activity.get("id") for activity in chosen}
    bridges = [bridge for bridge in BRIDGES if set(bridge.values()) <= ids]
    return Plan.model_validate({"brief": {**BRIEF, **brief}, "activities": chosen, "bridges": bridges})


@cache
def explained() -> dict[str, Explanation]:
    return {each.id: each for each in explain(planned(), load())}


def without(id: str) -> Plan:
    return planned(*(activity for activity in ACTIVITIES if activity["id"] != id))


# -- without it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", [activity["id"] for activity in ACTIVITIES])
def test_the_numbers_are_those_of_the_plan_written_without_the_activity(catalog: Catalog, id: str) -> None:
    before, after, loss = evaluate(planned(), catalog), evaluate(without(id), catalog), explained()[id].without
    assert loss.all
    for change in (*loss.publics, loss.all):
        old, new = before.of(change.audience), after.of(change.audience)
        for name in ("comes", "can", "informed", "deliberates"):
            assert getattr(change, name) == pytest.approx(getattr(new, name) - getattr(old, name), abs=1e-9)
        assert change.comes_low <= change.comes <= change.comes_high <= 1e-9
        assert change.informed_low <= change.informed <= change.informed_high <= 1e-9
    assert loss.money == pytest.approx(before.cost - after.cost)
    assert loss.staff_days == pytest.approx(before.staff_days - after.staff_days)
    assert loss.weeks == (before.weeks or 0) - (after.weeks or 0)


def test_one_activity_worked_by_hand(catalog: Catalog) -> None:
    # 25 of 2,500 come to one workshop; two count as 1 + (1 − overlap): 1 − 0.99^1.7 = 1.694 %, 42.35 people, for 850 EUR.
    brief: dict[str, Any] = {"territory": None, "audiences": [{"name": PARENTS, "people": 2500}], "limits": {}}
    own = {**BRIEF["assumptions"], "overlap": 0.3, "analysis_share": 0.2}
    (found,) = explain(planned(ACTIVITIES[1], **brief, assumptions=own), catalog)
    loss = found.without
    assert loss.all and [change.audience for change in loss.publics] == [PARENTS]
    assert -loss.all.comes == pytest.approx(42.351, abs=0.001)
    assert -loss.all.deliberates == pytest.approx(42.351, abs=0.001)
    assert -loss.all.can == pytest.approx(2500)  # nothing else lets anybody take part
    assert (loss.money, loss.staff_days) == (850, 8.75)
    assert found.worth and found.worth.money and found.worth.staff_days
    assert found.worth.money.value == pytest.approx(850 / 42.351, abs=0.001)
    assert found.worth.staff_days.value == pytest.approx(8.75 / 42.351, abs=0.0001)
    assert (found.worth.basis, found.worth.defaults_cost) == ("measured", 0)  # all figures are the organiser's own
    said = " ".join(sentences(found, "en"))
    assert "participation would lose 40 people" in said and "850\u00a0€ including VAT and 8.8 agent-days" in said
    assert "who can take part: it would fall by about 2,500 people" in said


def test_the_public_that_loses_most_comes_first_and_cannot_is_apart_from_does_not_come() -> None:
    loss = explained()["stand"].without
    assert [change.comes for change in loss.publics] == sorted(change.comes for change in loss.publics)
    assert loss.all and loss.all.comes < 0 and loss.all.can == pytest.approx(0)  # the workshop asks nothing digital either
    said = sentences(explained()["stand"], "fr")
    assert said[1].startswith(f"Publics qui perdent le plus : {loss.publics[0].audience}".replace(" :", "\u00a0:"))
    assert not any("peuvent participer" in sentence for sentence in said)


def test_a_poster_informs_and_nobody_comes_by_it() -> None:
    found = explained()["affiches"]
    assert found.counts == "informed" and found.without.all
    assert found.without.all.comes == 0 > found.without.all.informed
    assert "l’information perdrait" in sentences(found, "fr")[0]


def test_a_range_follows_the_range_of_the_yield(catalog: Catalog) -> None:
    figure = catalog.effort(catalog.methods["market_stand"]).people
    assert figure
    loss, now = explained()["stand"].without.all, evaluate(without("stand"), catalog).of("all")
    assert loss
    for value, change in ((figure.low, loss.comes_high), (figure.high, loss.comes_low)):
        own = {"methods": {**BRIEF["assumptions"]["methods"], "market_stand": {"people": value}}}
        assert change == pytest.approx(now.comes - evaluate(planned(assumptions=own), catalog).of("all").comes)
    worth = explained()["stand"].worth
    assert worth and worth.money and worth.money.high and worth.money.low < worth.money.value < worth.money.high


# -- rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["affiches", "site", "reponse"])
def test_the_rules_named_are_those_that_the_plan_breaks_once_it_is_gone(catalog: Catalog, id: str) -> None:
    def broken(plan: Plan) -> set[str]:
        return {finding.rule for finding in check(plan, catalog) if finding.verdict == "broken"}

    found = explained()[id]
    assert {reason.rule for reason in found.rules} >= broken(without(id)) - broken(planned()) - unsaid(catalog)
    assert {reason.rule for reason in found.rules} <= broken(without(id))


def unsaid(catalog: Catalog) -> set[str]:
    """Rules on which nothing can be said of the whole plan."""
    return {finding.rule for finding in check(planned(), catalog) if finding.verdict in ("unknown", "not_applicable")}


def test_taking_away_the_only_answer_names_the_rule_with_its_words_and_kind(catalog: Catalog) -> None:
    reasons = {reason.rule: reason for reason in explained()["reponse"].rules}
    reason = reasons["phase_coverage"]
    assert reason.kind == catalog.principles["phase_coverage"].kind and reason.source
    for lang in LANGUAGES:
        assert any(reason.statement(lang).rstrip(". ") in sentence for sentence in sentences(explained()["reponse"], lang))


# -- instead of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["atelier", "site", "stand"])
def test_the_replacement_fits_and_its_change_is_that_of_the_plan_written_with_it(catalog: Catalog, id: str) -> None:
    swap = explained()[id].instead
    assert swap and swap.method not in {activity["method"] for activity in ACTIVITIES}
    swapped = [{**activity, "method": swap.method, "units": swap.units} if activity["id"] == id else activity for activity in ACTIVITIES]
    before, after = evaluate(planned(), catalog), evaluate(planned(*swapped), catalog)
    assert after.cost <= max(6000, before.cost) + 1e-6 and after.staff_days <= max(60, before.staff_days) + 1e-6
    for change in (*swap.publics, swap.all):
        assert change.comes == pytest.approx(after.of(change.audience).comes - before.of(change.audience).comes)
        assert change.comes_low <= change.comes <= change.comes_high
    assert (swap.money, swap.days) == pytest.approx((after.cost - before.cost, after.staff_days - before.staff_days))
    shares = {name: after.of(name).comes / after.of(name).people for name in (PARENTS, ELDERS)}
    assert swap.least == min(shares, key=lambda name: shares[name])


def test_no_other_method_tried_one_by_one_does_better(catalog: Catalog) -> None:
    found = explained()["stand"]
    before, swap = evaluate(planned(), catalog), found.instead
    assert swap

    def value(method: str, units: int) -> tuple[float, float] | None:
        others = [{**a, "method": method, "units": units} if a["id"] == "stand" else a for a in ACTIVITIES]
        after = evaluate(planned(*others), catalog)
        fits = after.cost <= 6000 and after.staff_days <= 60 and (after.weeks or 0) <= (before.weeks or 0)
        return (min(after.of(n).comes / after.of(n).people for n in (PARENTS, ELDERS)), after.of("all").comes) if fits else None

    best = value(swap.method, swap.units)
    assert best
    rivals = [m for m in catalog.methods.values() if m.kind == "method" and "diagnose" in m.phases and m.counts_as != "informs"]
    assert len(rivals) > 20
    for method in rivals:
        if method.digital == "none" and method.touring and method.id not in {a["method"] for a in ACTIVITIES}:
            assert (value(method.id, 1) or (0.0, 0.0)) <= (best[0] + 1e-12, best[1] + 1e-9), method.id


def test_a_better_choice_is_said_plainly(catalog: Catalog) -> None:
    # The stand gathers a single person: whatever goes to meet people does better.
    own = {"methods": {**BRIEF["assumptions"]["methods"], "market_stand": {"people": 1}}}
    (found,) = explain(planned(assumptions=own), catalog, "stand")
    assert found.instead and found.instead.gains and found.instead.all.comes > 0
    assert found.instead.better == (not found.instead.breaks and found.instead.all.deliberates > -0.5)
    assert any("ferait mieux" in sentence for sentence in sentences(found, "fr")) == found.instead.better
    assert found.instead.better


def test_a_legal_duty_is_not_swapped_away(catalog: Catalog) -> None:
    found = explained()["reponse"]
    assert found.instead is None or catalog.methods[found.instead.method].form == "report"


# -- what it says -------------------------------------------------------------------------------------


def test_swapping_the_data_of_two_activities_changes_what_is_said_of_both(catalog: Catalog) -> None:
    swapped = {"methods": {"workshop": SITE, "online_survey": ROOM}}
    other = {each.id: each for each in explain(planned(assumptions=swapped), catalog)}
    for id in ("atelier", "site"):
        for lang in LANGUAGES:
            mine, theirs = sentences(explained()[id], lang), sentences(other[id], lang)
            assert mine[0] != theirs[0]
            assert next(s for s in mine if "TTC et" in s or "VAT and" in s) != next(s for s in theirs if "TTC et" in s or "VAT and" in s)
    change, changed = explained()["atelier"].without.all, other["atelier"].without.all
    assert change and changed and change.comes != pytest.approx(changed.comes)


def test_swapping_the_methods_of_two_activities_swaps_what_is_said_of_them(catalog: Catalog) -> None:
    methods = {"atelier": "market_stand", "stand": "workshop"}
    swapped = [{**activity, "method": methods.get(activity["id"], activity["method"])} for activity in ACTIVITIES]
    other = {each.id: each for each in explain(planned(*swapped), catalog)}
    for lang in LANGUAGES:
        assert sentences(explained()["atelier"], lang)[0] == sentences(other["stand"], lang)[0]
        assert sentences(explained()["stand"], lang)[0] == sentences(other["atelier"], lang)[0]


def test_figures_lead_to_sources_and_say_what_is_a_rule_of_thumb(catalog: Catalog) -> None:
    figures = {figure.name: figure for figure in explained()["stand"].figures}
    assert figures["people"].source in catalog.sources and figures["people"].title and figures["people"].year
    assert figures["staff_days"].kind == "default"
    said = " ".join(sentences(explained()["stand"], "en"))
    assert f"Sources: {figures['people'].source}, {figures['people'].title}" in said and "rule of thumb" in said
    assert {figure.kind for figure in explained()["atelier"].figures} == {"entered"}


def test_what_nobody_wrote_is_said(catalog: Catalog) -> None:
    plan = Plan.model_validate({"brief": {"subject": "Une place"}, "activities": [{"method": "workshop", "phase": "ideate"}]})
    (found,) = explain(plan, catalog)
    assert found.without.all is None and found.worth is None and found.instead is None
    assert set(found.unknown) == {"activities.units", "brief.territory.people", "brief.limits.budget", "brief.limits.staff_days"}
    said = " ".join(sentences(found, "en"))
    assert "is not known" in said and "a single one is counted" in said and "the budget" in said
    assert found.without.money > 0


def test_the_json_holds_both_languages_and_its_keys(catalog: Catalog) -> None:
    rows = json.loads(json.dumps(document(explained().values())))["activities"]
    assert [row["id"] for row in rows] == [activity["id"] for activity in ACTIVITIES]
    for row in rows:
        assert {"id", "method", "without", "rules", "instead", "worth", "figures", "sentences"} <= set(row)
        assert set(row["sentences"]) == {"fr", "en"} and len(row["sentences"]["fr"]) == len(row["sentences"]["en"]) > 3
        assert not any(word in text for texts in row["sentences"].values() for text in texts for word in ("None", "nan", "inf "))


def test_one_activity_alone_and_the_nearest_names_of_an_unknown_one(catalog: Catalog) -> None:
    assert explain(planned(), catalog, "site") == (explained()["site"],)
    with pytest.raises(BadInput) as error:
        explain(planned(), catalog, "ateliers")
    assert "atelier" in error.value.say("fr") and "atelier" in error.value.say("en")
    assert explain(Plan.model_validate({"brief": BRIEF}), catalog) == ()


def test_explaining_needs_no_solver() -> None:
    import subprocess
    import sys

    code = (
        "import sys, planner.explain; print(sorted(n for n in sys.modules if n == 'highspy' or n in ('planner.solver', 'planner.program')))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert out.stdout.strip() == "[]", out.stderr
