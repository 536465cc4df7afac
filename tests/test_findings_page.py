"""What an organiser does with findings: see an effect, take it, undo it, answer, set aside with a reason, take back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.load import load
from planner.brief import Audience, Brief, Commitments, Limits, Territory
from planner.checks import answers, check, ranked
from planner.plan import Activity, Plan, SetAside
from planner.store import Store
from views.steps import commitments

ROOT = Path(__file__).resolve().parent.parent
ONLINE = Plan(
    brief=Brief(
        subject="Rouvrir la rivière",
        territory=Territory(name="Ville-sur-Rive", code="60", people=18_000),
        audiences=(Audience(name="Aînés du bourg", people=900, profile={"age": ("75+",)}, tags=("elderly",)),),
        limits=Limits(start=date(2027, 1, 4), end=date(2027, 6, 18)),
        commitments=Commitments(reply_owner="Mme Roy"),
    ),
    activities=(Activity(id="box", method="online_ideation", phase="ideate", week=4),),
    commitments=Commitments(balanced_information=False),
)
EMPTY = Plan(brief=Brief(subject="Rien encore"))


def step(token: str, name: str, **state: Any) -> AppTest:
    """A step of the plan opened by its address, with what is unfolded on it."""
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    test.query_params.update({"plan": token, "step": name})
    test.run()
    for key, value in state.items():
        test.session_state[key] = value
    test.query_params.update({"plan": token, "step": name})
    test.switch_page("views/plan.py").run()
    return fine(test)


def fine(test: AppTest) -> AppTest:
    assert [error.message for error in test.exception] == []
    return test


def kept(store: Store, token: str) -> Plan:
    found = store.get(token)
    assert found
    return found.plan


def verdicts(plan: Plan, rule: str) -> set[str]:
    return {finding.verdict for finding in check(plan, load(), select=(rule,))}


def keys(test: AppTest) -> set[str]:
    return {str(button.key) for button in test.button}


def markdown(test: AppTest) -> str:
    return "\n".join(each.value for each in (*test.markdown, *test.error, *test.caption))


# -- remedies ----------------------------------------------------------------------------------------------


def test_the_effect_is_shown_before_it_is_taken_then_undone_in_one_click_each(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "blend")
    assert "fix-no_digital_only" not in keys(test)
    fine(test.button(key="see-no_digital_only").click().run())
    assert "Ajoute «" in markdown(test) and kept(store, token) == ONLINE
    fine(test.button(key="fix-no_digital_only").click().run())
    after = kept(store, token)
    assert [activity.id for activity in after.activities][:1] == ["box"] and len(after.activities) == 3
    assert "met" in verdicts(after, "no_digital_only")
    fine(test.button(key="undo-fix").click().run())
    assert kept(store, token) == ONLINE


def test_an_effect_is_hidden_again_by_the_same_button(store: Store) -> None:
    test = step(store.create(ONLINE), "blend")
    for expected in (True, False):
        test.button(key="see-no_digital_only").click().run()
        assert ("fix-no_digital_only" in keys(fine(test))) is expected


def test_a_remedy_goes_and_answers_given_since_stay_when_it_is_undone(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "blend", **{"findings-rest": True, "findings-unknown": True, "unknown-family": "reply"})
    test.button(key="see-no_digital_only").click().run()
    test.button(key="fix-no_digital_only").click().run()
    fine(test.date_input(key="said-unknown-feedback_committed-reply_on").set_value(date(2027, 9, 1)).run())
    fine(test.button(key="undo-change").click().run())
    assert kept(store, token).said("reply_on") == date(2027, 9, 1)
    assert kept(store, token).activities == ONLINE.activities


# -- answers -----------------------------------------------------------------------------------------------


def test_a_broken_question_is_answered_beside_it_and_its_verdict_follows(store: Store) -> None:
    token = store.create(ONLINE)
    assert verdicts(ONLINE, "balanced_information") == {"broken"}
    test = step(token, "blend", **{"findings-rest": True})
    field = test.button_group(key="said-balanced_information-balanced_information")
    assert field.value == "no"
    fine(field.set_value("yes").run())
    assert verdicts(kept(store, token), "balanced_information") == {"met"}
    assert "said-balanced_information-balanced_information" not in {str(group.key) for group in test.button_group}


def test_an_unknown_is_answered_in_its_family_and_leaves_the_list(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "blend", **{"findings-unknown": True, "unknown-family": "trust"})
    fine(test.button_group(key="said-unknown-personal_data-personal_data_notice").set_value("yes").run())
    assert verdicts(kept(store, token), "personal_data") == {"met"}
    assert "said-unknown-personal_data-personal_data_notice" not in {str(group.key) for group in test.button_group}


def test_nothing_of_the_unknowns_is_drawn_while_they_are_folded(store: Store) -> None:
    test = step(store.create(ONLINE), "blend")
    assert not [each for each in test.selectbox if each.key == "unknown-family"]


# -- set aside ---------------------------------------------------------------------------------------------


def test_setting_aside_needs_a_reason_and_is_taken_back(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "blend")
    fine(test.button(key="aside-no_digital_only").click().run())
    assert kept(store, token).set_aside == () and [error.value for error in test.error]
    test.text_area(key="reason-no_digital_only").set_value("   ")
    fine(test.button(key="aside-no_digital_only").click().run())
    assert kept(store, token).set_aside == ()
    test.text_area(key="reason-no_digital_only").set_value(" Pas de salle avant mars. ")
    fine(test.button(key="aside-no_digital_only").click().run())
    assert kept(store, token).set_aside == (SetAside(principle="no_digital_only", reason="Pas de salle avant mars."),)
    assert "see-no_digital_only" not in keys(test) and "Pas de salle avant mars" in markdown(test)
    fine(test.button(key="back-no_digital_only").click().run())
    assert kept(store, token) == ONLINE and "see-no_digital_only" in keys(test)


def test_a_reason_given_since_stays_when_a_remedy_is_undone(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "blend")
    first = next(
        f.rule for f in ranked(check(ONLINE, load())) if f.verdict == "broken" and f.rule in ("balanced_information", "phase_coverage")
    )
    test.button(key="see-no_digital_only").click().run()
    test.button(key="fix-no_digital_only").click().run()
    test.text_area(key=f"reason-{first}").set_value("Décidé au comité.")
    fine(test.button(key=f"aside-{first}").click().run())
    fine(test.button(key="undo-change").click().run())
    after = kept(store, token)
    assert [aside.principle for aside in after.set_aside] == [first] and after.activities == ONLINE.activities


def test_a_legal_duty_that_blocks_is_not_set_aside(store: Store) -> None:
    refused = ONLINE.model_copy(update={"commitments": Commitments(personal_data_notice=False)})
    test = step(store.create(refused), "blend")
    assert "reason-personal_data" not in {str(area.key) for area in test.text_area}
    assert any(area.key == "reason-no_digital_only" for area in test.text_area)
    assert test.button_group(key="said-personal_data-personal_data_notice").value == "no"


# -- the step Engagements ----------------------------------------------------------------------------------


def test_every_commitment_that_a_question_asks_for_has_one_field_in_one_family() -> None:
    catalog = load()
    shown = [name for names in commitments.asked(catalog).values() for name in names]
    wanted = {name for rule in catalog.principles.values() if rule.question for name in answers(rule)}
    assert len(shown) == len(set(shown)) and set(shown) == wanted
    assert [name for name in commitments.LABELS if name not in wanted] == []


def test_every_commitment_is_asked_by_some_question() -> None:
    shown = {name for names in commitments.asked(load()).values() for name in names}
    assert set(Commitments.model_fields) - shown == set()


@pytest.mark.parametrize("plan", [EMPTY, ONLINE], ids=["empty", "online"])
@pytest.mark.parametrize("family", commitments.asked(load()))
def test_each_family_opens_with_its_fields_and_only_its_own(family: str, plan: Plan, store: Store) -> None:
    test = step(store.create(plan), "commitments", family=family)
    drawn = {
        str(each.key).removeprefix("said-step-")
        for kind in (
            test.button_group,
            test.date_input,
            test.number_input,
            test.selectbox,
            test.multiselect,
            test.text_area,
            test.text_input,
        )
        for each in kind
        if str(each.key).startswith("said-step-")
    }
    assert drawn == set(commitments.asked(load())[family])  # type: ignore[index]


SAID: dict[str, tuple[str, str, Any, object]] = {  # commitment: family, kind of field, what is typed, what is kept
    "same_question": ("blend", "button_group", "yes", True),
    "reply_on": ("reply", "date_input", date(2027, 9, 1), date(2027, 9, 1)),
    "moderation_delay_days": ("resources", "number_input", 2, 2),
    "analysis_days": ("resources", "number_input", 3.5, 3.5),
    "reserve_share": ("evaluation", "number_input", 10.0, 0.1),
    "followup_owner": ("reply", "text_input", " M. Blanc ", "M. Blanc"),
    "anonymity": ("trust", "text_area", "Un pseudonyme.", "Un pseudonyme."),
    "indicators": ("evaluation", "text_area", "présents\n\n nouveaux venus ", ("présents", "nouveaux venus")),
    "identity_asked": ("digital_divide", "selectbox", "email", "email"),
    "slots": ("audiences", "button_group", ["evening", "weekend"], ("evening", "weekend")),
    "announced_methods": ("legal", "multiselect", ["none"], ()),
}


@pytest.mark.parametrize("name", SAID)
def test_an_answer_of_each_kind_is_saved_at_once_where_it_wins_and_taken_back(name: str, store: Store) -> None:
    family, kind, typed, expected = SAID[name]
    token = store.create(ONLINE)
    test = step(token, "commitments", family=family)
    fine(getattr(test, kind)(key=f"said-step-{name}").set_value(typed).run())
    after = kept(store, token)
    assert (after.said(name), getattr(after.commitments, name), after.brief) == (expected, expected, ONLINE.brief)
    nothing = {"button_group": None, "text_input": "", "text_area": "", "multiselect": []}.get(kind)
    fine(getattr(test, kind)(key=f"said-step-{name}").set_value([] if name == "slots" else nothing).run())
    assert kept(store, token) == ONLINE


def test_an_answer_taken_back_does_not_let_the_brief_speak_again(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "commitments", family="reply")
    assert test.text_input(key="said-step-reply_owner").value == "Mme Roy"
    fine(test.text_input(key="said-step-reply_owner").set_value("").run())
    assert kept(store, token).said("reply_owner") is None


def test_what_the_calculation_reads_is_written_in_the_brief_too(store: Store) -> None:
    token = store.create(ONLINE)
    test = step(token, "commitments", family="audiences")
    fine(test.button_group(key="said-step-childcare").set_value("yes").run())
    assert kept(store, token).brief.commitments.childcare is True and kept(store, token).said("childcare") is True


def test_families_count_what_is_answered_of_what_the_plan_needs(store: Store) -> None:
    def count(plan: Plan) -> list[int]:
        test = step(store.create(plan), "commitments", family="information")
        counts = (re.findall(r"\d+", caption.value) for caption in test.main.caption)
        return next([int(number) for number in found] for found in counts if len(found) == 2)

    said, needed = count(ONLINE)
    assert said == 1
    assert count(ONLINE.model_copy(update={"commitments": Commitments(balanced_information=True, media_allowed=False)})) == [2, needed]
    assert count(EMPTY)[0] == 0
