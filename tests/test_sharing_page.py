"""Two people on one plan, a read address, versions, copies, the end of a plan: what the pages do of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from catalog.words import Lang
from planner.brief import Audience, Brief, Limits, Mandate, Territory
from planner.plan import Activity, Plan
from planner.store import Store, StoreUnavailable, read_token
from planner.store.engine import DOWN

ROOT = Path(__file__).resolve().parent.parent
PLAN = Plan(
    brief=Brief(
        subject="Rouvrir la rivière",
        mandate=Mandate(decider="Conseil municipal", open=("le tracé",)),
        territory=Territory(name="Ville-sur-Rive", code="60", people=18_000),
        audiences=(Audience(name="Riverains du quai", people=1400),),
        limits=Limits(budget=12_000, start=date(2027, 1, 4)),
    ),
    activities=(
        Activity(id="stand", method="market_stand", phase="ideate", units=2, week=4),
        Activity(id="reply", method="participant_letter", phase="report_back", week=14),
    ),
)  # fmt: skip

Silence = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.usefixtures("packages_read_once")


def open_(token: str, step: str, lang: Lang = "fr") -> AppTest:
    """The page of a plan at one of its steps."""
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    ask = {"plan": token, "step": step, "lang": lang}
    test.query_params.update(ask)
    test.run()
    test.query_params.update(ask)
    test.switch_page("views/plan.py").run()
    assert [one.message for one in test.exception] == []
    return test


def kept(store: Store, token: str) -> Plan:
    found = store.get(token)
    assert found
    return found.plan


def token_of(test: AppTest) -> str:
    """The token in the address, which the page writes as one value and a visitor as a list."""
    held = test.query_params["plan"]
    return held if isinstance(held, str) else held[0]


def named(test: AppTest, label: str) -> list[str | None]:
    return [one.key for one in test.button if one.label == label]


def clash(test: AppTest) -> Radio:
    """The choice between two versions of one thing."""
    return next(radio for radio in test.radio if (radio.key or "").startswith("clash-"))


# -- two people on one plan ----------------------------------------------------------------------------


def test_changes_to_different_things_are_both_kept_and_said(store: Store) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "mandate"), open_(token, "means")
    two.number_input(key="field-limits-budget").set_value(20_000.0).run()
    one.text_input(key="field-mandate-decider").set_value("Le maire").run()
    plan = kept(store, token)
    assert (plan.brief.limits.budget, plan.brief.mandate.decider) == (20_000, "Le maire")
    assert any("Quelqu’un d’autre modifiait ce dispositif" in info.value for info in one.info)
    one.run()
    assert not any("Quelqu’un d’autre modifiait" in info.value for info in one.info), "said once"


@pytest.mark.parametrize(("side", "decider"), [("mine", "Le maire"), ("theirs", "La préfète")])
def test_a_clash_shows_both_and_keeps_what_one_chooses(store: Store, side: str, decider: str) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "mandate"), open_(token, "mandate")
    two.text_input(key="field-mandate-decider").set_value("La préfète").run()
    one.text_input(key="field-mandate-decider").set_value("Le maire").run()
    assert kept(store, token).brief.mandate.decider == "La préfète", "nothing is written before one chooses"
    assert one.text_input(key="field-mandate-decider").value == "La préfète", "the screen shows what is kept"
    assert [option.split(": ")[-1] for option in clash(one).options] == ["Le maire", "La préfète"]
    clash(one).set_value(side).run()
    one.button(key="clash-keep").click().run()
    assert kept(store, token).brief.mandate.decider == decider
    assert [radio.key for radio in one.radio if (radio.key or "").startswith("clash")] == []


def test_a_clash_that_waits_does_not_stop_the_work(store: Store) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "mandate"), open_(token, "mandate")
    two.text_input(key="field-mandate-decider").set_value("La préfète").run()
    one.text_input(key="field-mandate-decider").set_value("Le maire").run()
    one.text_area(key="field-mandate-promises").set_value("un parc").run()
    two.text_area(key="field-mandate-decision").set_value("Approuver").run()
    clash(one).set_value("mine").run()
    one.button(key="clash-keep").click().run()
    mandate = kept(store, token).brief.mandate
    assert (mandate.decider, mandate.promises, mandate.decision) == ("Le maire", "un parc", "Approuver")


def test_a_second_clash_waits_behind_the_first_and_neither_change_is_lost(store: Store) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "mandate"), open_(token, "mandate")
    two.text_input(key="field-mandate-decider").set_value("La préfète").run()
    one.text_input(key="field-mandate-decider").set_value("Le maire").run()
    two.run()
    two.text_area(key="field-mandate-decision").set_value("Approuver").run()
    one.text_area(key="field-mandate-decision").set_value("Rejeter").run()
    assert [option.split(": ")[-1] for option in clash(one).options] == ["Le maire", "La préfète"]
    one.button(key="clash-keep").click().run()
    assert [option.split(": ")[-1] for option in clash(one).options] == ["Rejeter", "Approuver"]
    one.button(key="clash-keep").click().run()
    mandate = kept(store, token).brief.mandate
    assert (mandate.decider, mandate.decision) == ("Le maire", "Rejeter")
    assert not [radio for radio in one.radio if (radio.key or "").startswith("clash")]


def test_undoing_leaves_what_somebody_else_changed_since(store: Store) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "blend"), open_(token, "blend")
    one.number_input(key="units-stand").set_value(5).run()
    two.run()
    two.number_input(key="week-reply").set_value(15).run()
    one.run()
    one.button(key="undo-change").click().run()
    assert [(activity.id, activity.units, activity.week) for activity in kept(store, token).activities] == [
        ("stand", 2, 4),
        ("reply", None, 15),
    ]


# -- a database that does not answer ----------------------------------------------------------------------


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Silence:
    """While it lasts, the database does not answer."""

    @contextmanager
    def turn(self: Store, engine: Engine) -> Iterator[Session]:
        raise StoreUnavailable(DOWN)
        yield

    @contextmanager
    def held() -> Iterator[None]:
        with monkeypatch.context() as within:
            within.setattr(Store, "_turn", turn)
            yield

    return held


def test_what_is_changed_while_the_database_is_silent_is_saved_once_it_answers(store: Store, silence: Silence) -> None:
    token = store.create(PLAN)
    one = open_(token, "mandate")
    with silence():
        one.text_input(key="field-mandate-decider").set_value("Le maire").run()
        assert any("ne répond pas" in each.value for each in one.warning)
        one.text_area(key="field-mandate-promises").set_value("un parc").run()
        assert one.text_input(key="field-mandate-decider").value == "Le maire", "what is seen is what was typed"
        assert token_of(one) == token and one.exception == []
    assert kept(store, token) == PLAN
    one.button(key="try-again").click().run()
    mandate = kept(store, token).brief.mandate
    assert (mandate.decider, mandate.promises) == ("Le maire", "un parc")
    assert not one.warning


def test_what_waited_meets_what_somebody_else_saved(store: Store, silence: Silence) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "mandate"), open_(token, "mandate")
    with silence():
        one.text_input(key="field-mandate-decider").set_value("Le maire").run()
    two.text_input(key="field-mandate-decider").set_value("La préfète").run()
    one.run()
    assert [option.split(": ")[-1] for option in clash(one).options] == ["Le maire", "La préfète"]
    assert kept(store, token).brief.mandate.decider == "La préfète"


@pytest.mark.parametrize("step", ["mandate", "share", "documents"])
def test_a_plan_that_cannot_be_read_is_not_taken_for_none(store: Store, silence: Silence, step: str) -> None:
    token = store.create(PLAN)
    with silence():
        one = open_(token, step)
        assert any("ne répond pas" in each.value for each in one.warning)
        assert not any("Aucun dispositif" in each.value for each in one.warning)
        assert not one.text_input and not one.text_area
    one.run()
    assert not one.warning and token_of(one) == token


def test_pages_that_read_more_of_the_database_say_that_it_is_silent(store: Store, silence: Silence) -> None:
    token = store.create(PLAN)
    one = open_(token, "share")
    with silence():
        one.run()
        assert one.exception == [] and any("ne répond pas" in each.value for each in (*one.error, *one.warning))
    one.run()
    assert not one.error and not one.warning


def test_nothing_starts_while_the_database_is_silent(store: Store, silence: Silence) -> None:
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    test.query_params["lang"] = "fr"
    test.run()
    test.switch_page("views/plan.py").run()
    with silence():
        next(button for button in test.button if button.label == "Commencer un nouveau dispositif").click().run()
        assert test.exception == [] and any("ne répond pas" in each.value for each in test.error)
        assert "plan" not in test.query_params


def test_a_field_follows_what_somebody_else_saved(store: Store) -> None:
    token = store.create(PLAN)
    one, two = open_(token, "mandate"), open_(token, "mandate")
    two.text_input(key="field-mandate-decider").set_value("La préfète").run()
    one.run()
    assert one.text_input(key="field-mandate-decider").value == "La préfète"


def test_a_plan_erased_by_somebody_else_is_kept_anew_with_the_change(store: Store) -> None:
    token = store.create(PLAN)
    one = open_(token, "mandate")
    store.delete(token)
    one.text_input(key="field-mandate-decider").set_value("Le maire").run()
    new = token_of(one)
    assert new != token and kept(store, new).brief.mandate.decider == "Le maire"


def test_what_was_typed_while_the_connection_was_lost_is_offered_back(store: Store) -> None:
    token = store.create(PLAN)
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    test.query_params.update({"plan": token, "step": "mandate"})
    test.run()
    test.query_params.update({"plan": token, "step": "mandate"})
    test.session_state["field-mandate-decider"] = "Le maire"  # what a browser sends to a server that has just come back
    test.switch_page("views/plan.py").run()
    assert test.text_input(key="field-mandate-decider").value == "Conseil municipal"
    assert kept(store, token).brief.mandate.decider == "Conseil municipal"
    test.button(key="unread-take-field-mandate-decider").click().run()
    assert kept(store, token).brief.mandate.decider == "Le maire"
    assert named(test, "L’enregistrer") == []


# -- the read address ------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["mandate", "context", "means", "blend", "commitments", "documents", "share"])
def test_the_read_address_shows_the_plan_and_changes_nothing(store: Store, step: str) -> None:
    token = store.create(PLAN)
    test = open_(read_token(token), step)
    assert any("Vous lisez ce dispositif" in one.value for one in test.info)
    changing = {"other-address"}  # of another plan, to compare with
    fields = (*test.text_input, *test.text_area, *test.number_input, *test.date_input)
    assert {one.key for one in fields} <= changing
    assert {one.key for one in test.button} <= {"copy-read", "start-another"}, "no button changes anything but a copy"
    found = store.get(token)
    assert found and found.version == 1


def test_the_read_address_lets_one_make_a_copy_of_ones_own(store: Store) -> None:
    token = store.create(PLAN)
    test = open_(read_token(token), "blend")
    test.button(key="copy-read").click().run()
    mine = token_of(test)
    assert mine not in (token, read_token(token)) and kept(store, mine) == PLAN
    found = store.get(mine)
    assert found and found.access == "edit"


def test_the_publics_of_a_read_address_cannot_be_changed(store: Store) -> None:
    token = store.create(PLAN)
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    test.query_params.update({"plan": read_token(token)})
    test.run()
    test.query_params.update({"plan": read_token(token)})
    test.switch_page("views/audiences.py").run()
    assert [one.message for one in test.exception] == []
    assert [one.key for one in test.button if (one.key or "").startswith(("remove-", "new-", "pick-"))] == []
    for field in test.number_input:
        field.set_value((field.max or 9) - 1).run()
    found = store.get(token)
    assert found and found.version == 1 and found.plan == PLAN


def test_a_wrong_address_and_an_erased_plan_read_the_same(store: Store) -> None:
    gone = store.create(PLAN)
    store.delete(gone)
    said = []
    for token in ("jamais-vu", gone):
        test = open_(token, "blend")
        said.append([one.value for one in (*test.warning, *test.info, *test.error)])
    assert said[0] == said[1] and "Aucun dispositif" in said[0][0]


# -- versions, copies, comparison, end ---------------------------------------------------------------------


def test_the_share_step_gives_both_addresses_and_the_day_it_is_kept_until(store: Store) -> None:
    token = store.create(PLAN)
    test = open_(token, "share")
    links = [one.value for one in test.code]
    assert [f"plan={token}" in links[1], f"plan={read_token(token)}" in links[0], token in links[0]] == [True, True, False]
    found = store.get(token)
    assert found and any(str(found.kept_until.year) in one.value for one in test.caption)


def test_a_version_is_named_compared_and_restored(store: Store) -> None:
    token = store.create(PLAN)
    test = open_(token, "share")
    test.text_input(key="version-name").set_value("Envoyée au conseil").run()
    test.button(key="version-name-it").click().run()
    store.save(token, PLAN.model_copy(update={"activities": PLAN.activities[:1]}))
    test.run()
    listed = test.selectbox(key="version").options
    assert any("Envoyée au conseil" in one for one in listed) and "actuelle" in listed[0]
    test.selectbox(key="version").set_value(1).run()
    test.toggle(key="version-compare").set_value(True).run()
    tables = " ".join(one.proto.body for one in test.get("html"))
    assert "Lettre aux participants" in tables and "n’y est pas" in tables
    test.button(key="version-restore").click().run()
    assert kept(store, token) == PLAN
    found = store.get(token)
    assert found and found.version == 3, "the version left behind stays in the history"


def test_another_plan_is_compared_by_its_address_and_never_shown_when_wrong(store: Store) -> None:
    token = store.create(PLAN)
    other = store.create(PLAN.model_copy(update={"activities": ()}))
    test = open_(token, "share")
    test.text_input(key="other-address").set_value(f"http://ici/plan?plan={read_token(other)}&lang=fr").run()
    assert [one.message for one in test.exception] == []
    assert "Ce que chacun demande et apporte" in " ".join(one.proto.body for one in test.get("html"))
    test.text_input(key="other-address").set_value("http://ici/plan?plan=faux").run()
    assert any("Aucun dispositif n’a cette adresse" in one.value for one in test.error)


def test_erasing_takes_the_plan_and_its_versions_away(store: Store) -> None:
    token = store.create(PLAN)
    test = open_(token, "share")
    test.button(key="erase").click().run()
    assert store.get(token) is None
    assert any("effacés" in one.value for one in test.success)
    assert "plan" not in test.query_params


def test_everything_kept_can_be_taken_away(store: Store) -> None:
    token = store.create(PLAN)
    store.save(token, PLAN.model_copy(update={"activities": ()}))
    taken = json.loads(json.dumps(store.export(token), default=str))
    assert len(taken["versions"]) == 2
