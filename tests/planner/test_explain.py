"""Why each activity is in a plan: its numbers are those of the plan evaluated again without it.

The small plans write their own figures (`assumptions`), so that no expected number moves with the data.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.load import Catalog, load
from catalog.words import LANGUAGES, people_range, percent
from catalog.yamlfile import BadInput
from planner.checks import check
from planner.cli import main
from planner.coverage import targets_met
from planner.evaluate import evaluate
from planner.explain import Explanation, explain
from planner.explain_words import document, sentences
from planner.optimise import goal_of
from planner.plan import Plan
from planner.reach import Situation

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
    # 25 of 2,500 come to one workshop; two draw less than the pool of the rooms and count in full; nobody was mobilised
    # (× 0.75): 1 − 0.99^(2 × 0.75) = 1.496 %, 37.41 people, for 850 EUR.
    brief: dict[str, Any] = {"territory": None, "audiences": [{"name": PARENTS, "people": 2500}], "limits": {}}
    own = {**BRIEF["assumptions"], "overlap": 0.3, "analysis_share": 0.2}
    (found,) = explain(planned(ACTIVITIES[1], **brief, assumptions=own), catalog)
    loss = found.without
    assert loss.all and [change.audience for change in loss.publics] == [PARENTS]
    assert catalog.model["effect_weak"].figure.value == 0.75
    assert -loss.all.comes == pytest.approx(37.406, abs=0.001)
    assert -loss.all.deliberates == pytest.approx(37.406, abs=0.001)
    able = evaluate(planned(ACTIVITIES[1], **brief, assumptions=own), catalog).of("all").can
    assert -loss.all.can == pytest.approx(able) and 2300 < able < 2500  # nothing else lets anybody take part
    assert (loss.money, loss.staff_days) == (850, 8.75)
    assert found.worth and found.worth.money and found.worth.staff_days
    assert found.worth.money.value == pytest.approx(850 / 37.406, abs=0.001)
    assert found.worth.staff_days.value == pytest.approx(8.75 / 37.406, abs=0.0001)
    assert (found.worth.basis, found.worth.defaults_cost) == ("measured", 0)  # all figures are the organiser's own
    said = " ".join(sentences(found, "en"))
    assert "participation would lose 35 people" in said and "850\u00a0€ including VAT and 8.8 agent-days" in said
    assert "who can take part: 2,400 people fewer" in said


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
    hired = {"options": ["external_facilitation"]} if swap.contractor else {}
    other = {"method": swap.method, "units": swap.units, **hired}
    swapped = [{**activity, **other} if activity["id"] == id else activity for activity in ACTIVITIES]
    before, after = evaluate(planned(), catalog), evaluate(planned(*swapped), catalog)
    assert after.cost <= max(6000, before.cost) + 1e-6 and after.staff_days <= max(60, before.staff_days) + 1e-6
    for change in (*swap.publics, swap.all):
        assert change.comes == pytest.approx(after.of(change.audience).comes - before.of(change.audience).comes)
        assert change.comes_low <= change.comes <= change.comes_high
    assert (swap.money, swap.days) == pytest.approx((after.cost - before.cost, after.staff_days - before.staff_days))
    at = Situation(planned().brief, catalog)
    goals = targets_met(planned(*swapped), at)
    names = [segment.name for segment in at.segments]
    assert (swap.goal.now, swap.goal.then) == pytest.approx((goal_of(planned(), at), min(goals[:2])))  # the two audiences
    assert swap.goal.least == names[int(np.argmin(goals[:2]))]
    assert swap.holds == ((swap.goal.then, swap.all.comes) < (swap.goal.now, 0.0))


def test_no_other_method_tried_one_by_one_does_better(catalog: Catalog) -> None:
    found = explained()["stand"]
    before, swap = evaluate(planned(), catalog), found.instead
    at = Situation(planned().brief, catalog)
    assert swap

    def value(method: str, units: int) -> tuple[float, float] | None:
        others = planned(*({**a, "method": method, "units": units} if a["id"] == "stand" else a for a in ACTIVITIES))
        after = evaluate(others, catalog)
        fits = after.cost <= 6000 and after.staff_days <= 60 and (after.weeks or 0) <= (before.weeks or 0)
        return (goal_of(others, at), after.of("all").comes) if fits else None

    best = value(swap.method, swap.units)
    assert best
    rivals = [m for m in catalog.methods.values() if m.kind == "method" and "diagnose" in m.phases and m.counts_as != "informs"]
    assert len(rivals) > 20
    for method in rivals:
        kept = method.digital == "none" and method.touring and not (method.suits_from or method.affinity.only)
        if kept and method.id not in {a["method"] for a in ACTIVITIES}:
            for units in (1, 2, 4):
                if units <= at.most_units(method, True):
                    assert (value(method.id, units) or (0.0, 0.0)) <= (best[0] + 1e-9, best[1] + 1e-6), method.id


def test_a_better_choice_is_said_plainly(catalog: Catalog) -> None:
    # The stand gathers a single person: whatever goes to meet people does better.
    own = {"methods": {**BRIEF["assumptions"]["methods"], "market_stand": {"people": 1}}}
    (found,) = explain(planned(assumptions=own), catalog, "stand")
    swap = found.instead
    assert swap and swap.preferred and not swap.holds and found.flip is None
    assert swap.all.comes > 0 and swap.goal.then > swap.goal.now
    assert swap.better == (not swap.breaks and swap.all.deliberates > -0.5)
    said = sentences(found, "fr")
    assert any("ferait mieux" in sentence for sentence in said) == swap.better
    assert any("ferait mieux" in sentence or "servirait mieux le but" in sentence for sentence in said)


def test_a_worse_choice_is_said_to_be_worse_for_the_goal_with_both_numbers() -> None:
    held = [found for found in explained().values() if found.instead and found.instead.holds and found.instead.goal.then < 0.99]
    for found in held:
        assert found.instead
        said = next(sentence for sentence in sentences(found, "fr") if sentence.startswith("À sa place"))
        if found.instead.goal.then < found.instead.goal.now - 0.0005:
            assert "moins bon pour le but" in said
            assert percent(found.instead.goal.then, "fr", 1) in said and percent(found.instead.goal.now, "fr", 1) in said


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


def test_explaining_solves_nothing(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("explaining must not call the solver")

    monkeypatch.setattr("planner.solver.highspy.Highs", refuse)
    assert explain(planned(), catalog, "site")


# -- mobilising ---------------------------------------------------------------------------------------


def town(leaflets: int) -> Plan:
    """A letter to everybody, which mobilises the town, and a meeting to which people come of their own accord."""
    activities = [
        {"id": "lettre", "method": "letterbox_drop", "phase": "mobilise", "units": leaflets},
        {"id": "atelier", "method": "workshop", "phase": "diagnose", "units": 2},
    ]
    own = {"methods": {"workshop": ROOM, "letterbox_drop": {"people": 2400, "share": 0.5}}}
    return planned(*activities, assumptions=own)


def test_without_what_mobilises_fewer_come_and_the_level_is_said(catalog: Catalog) -> None:
    (found,) = explain(town(2), catalog, "lettre")
    loss = found.without.all
    gone = evaluate(planned(ACTIVITIES[1], assumptions={"methods": {"workshop": ROOM}}), catalog)
    assert loss and found.counts == "informed" and loss.mobilised == ("ordinary", "weak")
    assert loss.comes == pytest.approx(gone.of("all").comes - evaluate(town(2), catalog).of("all").comes)
    assert loss.comes < -5  # a quarter of those whom the workshop draws
    for public in found.without.publics:
        assert (public.mobilised is not None) == (public.comes < 0)
    said = [sentence for sentence in sentences(found, "fr") if sentence.startswith("Sans elle, la mobilisation passerait")]
    assert len(said) == 1 and "d’ordinaire à faible pour l’ensemble du territoire" in said[0]
    assert people_range(-loss.comes_high, -loss.comes_low, "fr") in said[0]
    assert any("from ordinary to weak for the whole territory" in sentence for sentence in sentences(found, "en"))


def test_an_activity_that_changes_no_level_says_nothing_of_mobilising(catalog: Catalog) -> None:
    (found,) = explain(town(2), catalog, "atelier")
    assert not any("mobilisation passerait" in sentence for sentence in sentences(found, "fr"))
    assert found.without.all and found.without.all.mobilised is None


# -- flips, in words ----------------------------------------------------------------------------------


def test_a_flip_is_said_with_its_numbers_and_not_when_the_choice_does_not_hold(catalog: Catalog) -> None:
    for found in explained().values():
        said = {lang: [s for s in sentences(found, lang) if s.startswith(("Ce choix", "This choice"))] for lang in LANGUAGES}
        if found.instead is None or not found.instead.holds:
            assert found.flip is None and not any(said.values())
        elif found.flip is None:
            assert all("dix fois" in s or "ten times" in s for texts in said.values() for s in texts)
        elif found.flip.verified:
            for lang in LANGUAGES:
                assert len(said[lang]) == 1 and found.instead.name(lang) in said[lang][0]
                if abs(found.flip.relative) > 0.01:
                    assert percent(abs(found.flip.relative), lang) in said[lang][0]


def test_the_command_answers_for_no_activity_and_for_an_unknown_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("schema: 1\nbrief: {subject: Une place}\n", encoding="utf-8")
    assert main(["explain", str(empty)]) == 0
    assert "aucune action" in capsys.readouterr().out
    assert main(["explain", str(empty), "--json", "--worth"]) == 0
    assert json.loads(capsys.readouterr().out) == {"activities": [], "worth": []}
    one = tmp_path / "one.yaml"
    one.write_text("schema: 1\nbrief: {subject: Une place}\nactivities: [{method: workshop, phase: ideate}]\n", encoding="utf-8")
    assert main(["explain", str(one), "--lang", "en"]) == 0
    assert "is not known" in capsys.readouterr().out
    with pytest.raises(BadInput):
        main(["explain", str(one), "workshops"])
