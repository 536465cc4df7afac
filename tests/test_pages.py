"""Each page runs in both languages, with a plan and without; what is changed is saved at once; French screens are in French."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog as Words
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from google.protobuf.message import Message
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from catalog.exchange import FACTS
from catalog.load import load
from catalog.words import LANGUAGES, LOCALE, Lang, translator
from planner.brief import Audience, Brief, Limits, Mandate, Territory
from planner.jobs import Job
from planner.places import build
from planner.plan import Activity, Bridge, Certificate, Plan
from planner.store import Store
from views import cached
from views.steps import compromise, proposal

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 20_000  # characters of a text for people
STEPS = ("mandate", "context", "means", "blend", "commitments", "documents", "share", "followup")
CARDS = ({"tool": "decidim"}, {"about": "use.issue-reporting"}, {"about": "family.consult"}, {"q": "decidim"})
Ask = dict[str, str | list[str]]
COMPARED: Ask = {
    "tools": ["decidim", "cap-collectif", "loomio"],
    "need": ["idea-collection"],
    "weight": ["paper.9", "phone.0"],
    "must": ["in_service"],
}
PAGES: list[tuple[str, Ask]] = [
    *((page, {}) for page in ("home", "landscape", "compare", "audiences", "plan", "sources")),
    *(("landscape", ask) for ask in CARDS),
    ("compare", COMPARED),
]
PLAN_PAGES: list[tuple[str, Ask]] = [("home", {}), ("audiences", {}), *(("plan", {"step": step}) for step in STEPS)]

PLAN = Plan(
    brief=Brief(
        subject="Rouvrir la rivière",
        mandate=Mandate(decision="Approuver le projet", open=("le tracé", "les usages")),
        territory=Territory(name="Ville-sur-Rive", code="60", people=18_000),
        audiences=(
            Audience(name="Riverains du quai", people=1400),
            Audience(name="Aînés du bourg", people=900, profile={"age": ("70+",)}, tags=("elderly",)),
        ),
        limits=Limits(budget=12_000, staff_days=30, start=date(2027, 1, 4), end=date(2027, 6, 18)),
    ),
    activities=(
        Activity(id="stand", method="market_stand", phase="ideate", units=2, week=4, audiences=("Riverains du quai",)),
        Activity(id="box", method="online_ideation", phase="ideate", week=4),
        Activity(id="reply", method="participant_letter", phase="report_back", week=14),
    ),
    bridges=(Bridge(from_="stand", to="box", how="fiches saisies en ligne"),),
    certificate=Certificate(
        objective="leximin", claimed=0.4, exact=0.4, bound=0.41, gap=0.024, seconds=3.0, proven=False, scope="all methods"
    ),
)


pytestmark = pytest.mark.usefixtures("packages_read_once")


def visit(page: str, **ask: str | list[str]) -> AppTest:
    """A page opened by its address."""
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    test.query_params.update(ask)
    test.run()
    if page != "home":
        test.query_params.update(ask)
        test.switch_page(f"views/{page}.py").run()
    return test


def texts(test: AppTest) -> list[str]:
    """Every string on the screen, tags taken out; not what the map and the charts carry as one long string."""
    found: list[str] = []

    def collect(message: Message) -> None:
        for field, value in message.ListFields():
            for one in value if field.is_repeated else (value,):
                if isinstance(one, Message):
                    collect(one)
                elif isinstance(one, str) and len(one) < LONGEST:
                    found.extend(part.strip() for part in re.split(r"<[^>]*>|\n", one))

    for element in (*test.main, *test.sidebar):
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message):
            collect(proto)
    return [one for one in found if one]


@cache
def french() -> Words:
    with (LOCALE / "fr" / "LC_MESSAGES" / "maillage.po").open("rb") as file:
        return read_po(file, locale="fr")


@cache
def english() -> re.Pattern[str]:
    """The English of the messages that read otherwise in French, whole or, from four words on, inside a longer text.

    A frame around what is inserted, such as "{a}: {b}" or "{names} or {last}", has no word of its own to be known by.
    """
    words = [entry.id for entry in french() if isinstance(entry.id, str) and entry.string and entry.id != entry.string]
    words = [message for message in words if re.search(r"[^\W\d_]{3}", re.sub(r"\{\w+\}", "", message))]
    forms = {message: re.sub(r"\\{\w+\\}", ".{1,80}?", re.escape(message)) for message in words}
    return re.compile("|".join(f"^{form}$" if message.count(" ") < 3 else form for message, form in forms.items()), re.M)


def left_in_english(test: AppTest) -> list[str]:
    """What a French page says in English."""
    same_in_french = {entry.string for entry in french()}
    return [one for one in texts(test) if english().search(one) and one not in same_in_french]


def fine(test: AppTest, lang: Lang = "fr") -> None:
    """No exception, one title of the first level, previews included, and in French nothing left in English."""
    assert [error.message for error in test.exception] == []
    assert len(test.title) == 1
    assert [one.value for one in test.markdown if re.search(r"^# ", one.value, re.M)] == []
    if lang == "fr":
        assert left_in_english(test) == []


# -- each page, each language -----------------------------------------------------------------------------


def name_of(value: object) -> str:
    return (
        "-".join(str(each) if isinstance(each, str) else each[0] for each in value.values()) or "plain"
        if isinstance(value, dict)
        else str(value)
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "ask"), PAGES, ids=name_of)
def test_a_page_runs_without_a_plan(page: str, ask: Ask, lang: Lang, store: Store) -> None:
    fine(visit(page, lang=lang, **ask), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "ask"), PLAN_PAGES, ids=name_of)
def test_a_page_runs_with_a_plan(page: str, ask: Ask, lang: Lang, store: Store) -> None:
    test = visit(page, lang=lang, plan=store.create(PLAN), **ask)
    fine(test, lang)
    assert "Rouvrir la rivière" in [one.value for one in test.sidebar.text]


def test_what_has_no_answer_yet_says_what_to_do_first(store: Store) -> None:
    bare = store.create(Plan(brief=Brief(subject="Rouvrir la rivière")))
    for test in (visit("plan", plan=bare, step="blend"), visit("audiences", plan=bare)):
        fine(test)
        assert test.info


# -- words ------------------------------------------------------------------------------------------------


def said_in_code() -> set[str]:
    """Every message that the pages ask the translator for."""
    found: set[str] = set()
    for path in [ROOT / "app.py", *(ROOT / "views").rglob("*.py")]:
        for _line, message, _notes, _context in extract_from_file("python", path):
            found.add(message if isinstance(message, str) else message[0])
    return found


def test_every_message_of_the_pages_has_its_french() -> None:
    missing = [message for message in sorted(said_in_code()) if not (french().get(message) and french()[message].string)]
    assert missing == []
    assert [entry.id for entry in french() if entry.id and entry.fuzzy] == []


def test_a_translation_keeps_the_places_of_its_message() -> None:
    def places(words: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", words))

    assert [entry.id for entry in french() if entry.id and entry.string and places(entry.id) != places(entry.string)] == []


# -- what is changed is saved at once ----------------------------------------------------------------------

Change = Callable[[AppTest], Any]
CHANGES: dict[str, tuple[str, Change, Callable[[Plan], object], object]] = {  # what: where, how, where it is kept, as what
    "the subject": ("mandate", lambda t: t.text_input(key="field-subject").set_value("Un pont"), lambda p: p.brief.subject, "Un pont"),
    "what is open": (
        "mandate",
        lambda t: t.text_area(key="field-mandate-open").set_value("le tracé\n\n les bancs "),
        lambda p: p.brief.mandate.open,
        ("le tracé", "les bancs"),
    ),
    "a date": (
        "mandate",
        lambda t: t.date_input(key="field-mandate-decided_on").set_value(date(2027, 6, 24)),
        lambda p: p.brief.mandate.decided_on,
        date(2027, 6, 24),
    ),
    "a choice": (
        "context",
        lambda t: t.selectbox(key="field-context-attention").set_value("contested"),
        lambda p: p.brief.context.attention,
        "contested",
    ),
    "an answer": ("context", lambda t: t.radio(key="field-context-minors").set_value(True), lambda p: p.brief.context.minors, True),
    "a number": ("means", lambda t: t.number_input(key="field-limits-budget").set_value(8000.0), lambda p: p.brief.limits.budget, 8000),
    "a number taken away": (
        "means",
        lambda t: t.number_input(key="field-limits-budget").set_value(None),
        lambda p: p.brief.limits.budget,
        None,
    ),
    "the place": (
        "audiences",
        lambda t: t.number_input(key="place-people").set_value(21_000),
        lambda p: p.brief.territory and p.brief.territory.people,
        21_000,
    ),
    "the week of an activity": ("blend", lambda t: t.number_input(key="week-stand").set_value(6), lambda p: p.activities[0].week, 6),
    "the units of an activity": ("blend", lambda t: t.number_input(key="units-stand").set_value(3), lambda p: p.activities[0].units, 3),
    "an activity taken away, with its bridge": (
        "blend",
        lambda t: t.button(key="drop-stand").click(),
        lambda p: ([a.id for a in p.activities], p.bridges),
        (["box", "reply"], ()),
    ),
    "a public taken away, with what was meant for it": (
        "audiences",
        lambda t: t.button(key="remove-Riverains du quai").click(),
        lambda p: ([a.name for a in p.brief.audiences], p.activities[0].audiences),
        (["Aînés du bourg"], ()),
    ),
}


def at(where: str, token: str) -> AppTest:
    """A page, or a step of the plan, with a plan at hand."""
    return visit("plan", plan=token, step=where) if where in STEPS else visit(where, plan=token)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_saved_at_once(what: str, store: Store) -> None:
    where, change, look, expected = CHANGES[what]
    token = store.create(PLAN)
    change(at(where, token)).run()
    found = store.get(token)
    assert found and look(found.plan) == expected
    assert found.version == 2


def test_a_change_by_hand_takes_the_certificate_away(store: Store) -> None:
    token = store.create(PLAN)
    visit("plan", plan=token, step="blend").number_input(key="units-stand").set_value(3).run()
    found = store.get(token)
    assert found and found.plan.certificate is None


REFUSED: dict[str, tuple[str, Change]] = {
    "an empty subject": ("mandate", lambda t: t.text_input(key="field-subject").set_value("")),
    "too much money": ("means", lambda t: t.number_input(key="field-limits-budget").set_value(1e13)),
    "an end before the start": ("means", lambda t: t.date_input(key="field-limits-end").set_value(date(2026, 12, 1))),
    "too many lines": ("mandate", lambda t: t.text_area(key="field-mandate-open").set_value("\n".join(map(str, range(60))))),
    "a public that is there already": ("audiences", lambda t: twice(t)),
}


def twice(test: AppTest) -> AppTest:
    test.text_input(key="new-label").set_value("Riverains du quai")
    return next(b for b in test.button if b.label == translator("fr")("Add")).click()


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_said_in_french_and_changes_nothing(what: str, store: Store) -> None:
    where, change = REFUSED[what]
    token = store.create(PLAN)
    test = change(at(where, token)).run()
    assert [error.message for error in test.exception] == []
    said = " ".join(error.value for error in test.error)
    assert said
    assert not re.search(r"\b(should|Input|must|valid string|at most|than or equal)\b", said)
    found = store.get(token)
    assert found and found.plan == PLAN


# -- calculations -----------------------------------------------------------------------------------------


@pytest.fixture
def quick(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    """Ask for a proposal of one second for a plan, and give back its page once it is found."""
    monkeypatch.setattr(proposal, "SECONDS", 1)
    monkeypatch.setattr(compromise, "ASKED", ("--time", "1"))

    def ask(token: str) -> AppTest:
        test = at("blend", token)
        next(button for button in test.button if button.label == translator("fr")("Propose again")).click().run()
        board, end = cached.board(), time.monotonic() + 60
        while board.running and time.monotonic() < end:
            time.sleep(0.05)
        assert not board.running
        return test

    return ask


def test_a_proposal_is_saved_when_it_is_found(store: Store, quick: Callable[[str], AppTest]) -> None:
    token = store.create(PLAN)
    fine(quick(token).run())
    found = store.get(token)
    assert found and found.plan.certificate != PLAN.certificate and found.plan.activities != PLAN.activities


def test_a_proposal_found_after_leaving_for_another_plan_leaves_that_one_alone(store: Store, quick: Callable[[str], AppTest]) -> None:
    other = Plan(brief=Brief(subject="Un autre projet"))
    second = store.create(other)
    test = quick(store.create(PLAN))
    test.query_params["plan"] = second
    fine(test.run())
    found = store.get(second)
    assert found and found.plan == other


def test_a_public_removed_during_a_calculation_does_not_spoil_the_plan(store: Store, quick: Callable[[str], AppTest]) -> None:
    token = store.create(PLAN)
    test = quick(token)
    kept = PLAN.brief.model_copy(update={"audiences": PLAN.brief.audiences[1:]})
    aimless = tuple(activity.model_copy(update={"audiences": ()}) for activity in PLAN.activities)
    store.save(token, PLAN.model_copy(update={"brief": kept, "activities": aimless}))
    fine(test.run())
    found = store.get(token)
    assert found and found.plan.brief == kept
    assert {name for activity in found.plan.activities for name in activity.audiences} <= {"Aînés du bourg"}


# -- the plan by hand ---------------------------------------------------------------------------------------


def blend_of(token: str, store: Store) -> Plan:
    """A plan as it was saved."""
    found = store.get(token)
    assert found
    return found.plan


def test_each_change_of_the_plan_is_undone_and_done_again(store: Store) -> None:
    token = store.create(PLAN)
    test = at("blend", token)
    assert test.button(key="undo-change").disabled and test.button(key="redo-change").disabled
    test.number_input(key="units-stand").set_value(5).run()
    test.button(key="drop-box").click().run()
    fine(test)
    assert test.button(key="undo-change").label.startswith("Annuler\u00a0: retirer")
    after = blend_of(token, store)
    assert [activity.id for activity in after.activities] == ["stand", "reply"]
    test.button(key="undo-change").click().run()
    assert len(blend_of(token, store).activities) == 3 and test.number_input(key="units-stand").value == 5
    test.button(key="undo-change").click().run()
    assert blend_of(token, store) == PLAN and test.number_input(key="units-stand").value == 2
    test.button(key="redo-change").click().run()
    test.button(key="redo-change").click().run()
    fine(test)
    assert blend_of(token, store) == after


def test_what_is_locked_or_removed_is_what_the_calculation_is_asked_to_keep_or_leave_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(cached.board(), "submit", lambda brief, *words: asked.append(words) or Job(brief, words, state="cancelled"))
    test = at("blend", store.create(PLAN))
    assert test.button(key="adjust").disabled
    test.button(key="lock-stand").click().run()
    test.button(key="drop-box").click().run()
    fine(test)
    test.button(key="adjust").click().run()
    assert asked[-1][2:] == ("--keep", "market_stand:ideate:2", "--forbid", "online_ideation")
    test.button(key="allow-online_ideation").click().run()
    test.button(key="adjust").click().run()
    assert asked[-1][2:] == ("--keep", "market_stand:ideate:2")


def test_an_activity_says_why_it_is_there_and_a_fault_in_its_reasons_leaves_the_page_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for why, said in ((lambda *asked: ["Sans elle, personne."], "Sans elle, personne"), (lambda *asked: 1 / 0, "Les raisons")):
        monkeypatch.setattr(cached, "why", why)
        test = at("blend", store.create(PLAN))
        test.button(key="why-stand").click().run()
        fine(test)
        assert any(said in each.value for each in (*test.markdown, *test.warning))


def answered(token: str, kind: str, job: Job, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of a plan for which a calculation has ended."""
    cached.board().known[job.id] = job
    monkeypatch.setattr(compromise.state, "job", lambda asked: job.id if asked == kind else None)
    return at("blend", token)


FEWER = [{"method": "market_stand", "phase": "ideate", "units": 4}, {"method": "public_meeting", "phase": "ideate"}]
POINT = {"comes": 300, "comes_low": 200, "comes_high": 400, "cost": 5000, "gap": 0.2, "activities": FEWER, "bridges": []}


def test_all_online_all_in_person_budgets_and_plans_as_good_are_beside_the_plan(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job(PLAN.brief, (), state="done")
    places = (("budget", 6000, 0.2), ("budget", 18000, 0.4), ("digital", 12000, 0.1), ("in_person", 12000, 0.3))
    job.answer = {
        "pareto": [{"label": label, "budget": budget, "least": least, **POINT} for label, budget, least in places],
        "alternatives": [{"activities": FEWER, "bridges": [], "cost": 4000, "ahead": 0.62}],
    }
    token = store.create(PLAN)
    test = answered(token, "compromise", job, monkeypatch)
    fine(test)
    said = on_screen(test)
    assert "2 dispositifs se valent" in said and "Tout en ligne" in said and "Tout en présence" in said
    assert "Sans : " in said and "derrière la proposition dans 62 % des tirages" in said
    test.selectbox(key="budget-point").set_value(18000).run()
    test.button(key="take-budget").click().run()
    fine(test)
    taken = blend_of(token, store)
    assert [a.method for a in taken.activities] == ["market_stand", "public_meeting"] and taken.brief.limits.budget == 18000
    test.button(key="undo-change").click().run()
    assert blend_of(token, store) == PLAN
    test.button(key="take-other-1").click().run()
    assert blend_of(token, store).brief == PLAN.brief and len(blend_of(token, store).activities) == 2


def test_what_must_give_when_nothing_fits_is_given_at_a_click(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = (
        "budget", "staff_days", "analysis_days", "weeks",
        "floor:Riverains du quai", "require:public_meeting", "keep:market_stand:ideate", "forbid",
    )  # fmt: skip
    job = Job(PLAN.brief, ("--time", "1"), state="impossible")
    job.answer = {"conflicts": [{"limit": name, "now": 1, "relax_to": 30, "verified": True, "together": []} for name in limits]}
    monkeypatch.setattr(cached.board(), "submit", lambda brief, *words: Job(brief, words, state="cancelled"))
    token = store.create(PLAN)
    test = answered(token, "proposal", job, monkeypatch)
    fine(test)
    assert len({test.button(key=f"relax-{i}").label for i in range(len(limits))}) == len(limits)
    for i, read in ((0, lambda brief: brief.limits.budget), (1, lambda brief: brief.limits.staff_days),
                    (2, lambda brief: brief.commitments.analysis_days)):  # fmt: skip
        fresh = store.create(PLAN)
        answered(fresh, "proposal", job, monkeypatch).button(key=f"relax-{i}").click().run()
        assert read(blend_of(fresh, store).brief) == 30


def test_a_mandate_where_nothing_is_open_gives_a_plan_of_information(store: Store) -> None:
    brief = PLAN.brief.model_copy(update={"mandate": Mandate(decision="Approuver", open=(), study=("le mobilier",))})
    token = store.create(PLAN.model_copy(update={"brief": brief}))
    test = at("blend", token)
    fine(test)
    assert "Plan d’information" in [header.value for header in test.header]
    assert not [button for button in test.button if button.label == translator("fr")("Propose again")]
    test.button(key="open-0").click().run()
    assert blend_of(token, store).brief.mandate.open == ("le mobilier",)


def test_where_a_public_already_is_can_be_written_beside_its_relays(store: Store) -> None:
    token = store.create(PLAN)
    test = at("blend", token)
    test.text_input(key="where-Aînés du bourg").set_value("club du jeudi").run()
    fine(test)
    assert blend_of(token, store).brief.audiences[1].where == "club du jeudi"
    assert "Mobilisation : faible" in on_screen(test)


# -- publics ------------------------------------------------------------------------------------------------


COMMUNES = """CODGEO;LIBGEO;DEP;REG;EPCI;LIBEPCI
59001;Lille;59;32;200000001;Métropole de Lille
59002;Œuf-lès-Lille;59;32;200000001;Métropole de Lille
"""
AGES = """CODGEO;P20_POP;P20_POP0014;P20_POP1529;P20_POP3044;P20_POP4559;P20_POP6074;P20_POP7589;P20_POP90P;P20_POPH;P20_POPF
59001;3000;600;600;600;600;300;240;60;1400;1600
59002;1000;100;100;100;100;300;240;60;500;500
"""


@pytest.fixture
def no_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No census files beside the program."""
    monkeypatch.setenv("MAILLAGE_PLACES", str(tmp_path / "none.parquet"))


def kept(test: AppTest, store: Store) -> Brief:
    """The brief of the plan at hand, as it was saved."""
    named = test.query_params["plan"]
    found = store.get(named if isinstance(named, str) else named[0])
    assert found
    return found.plan.brief


def on_screen(test: AppTest) -> str:
    return "\n".join(texts(test)).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_department_is_found_without_census_files_nor_accents(store: Store, no_places: None) -> None:
    test = visit("audiences")
    assert "python -m planner places build DOSSIER" in on_screen(test)
    test.text_input(key="place-search").set_value("herault").run()
    test.button(key="pick-34").click().run()
    fine(test)
    assert kept(test, store).territory == Territory(name="Hérault", code="34")
    assert "ne pourraient pas participer seules" in on_screen(test)
    assert test.text_input(key="place-search").value == ""


def test_letters_that_no_place_has_and_a_place_that_no_survey_covers_say_so(store: Store, no_places: None) -> None:
    test = visit("audiences")
    test.text_input(key="place-search").set_value("![x](http://a.invalid)").run()
    fine(test)
    assert any("Aucun lieu trouvé" in info.value and "![x](" not in info.value for info in test.info)
    test.text_input(key="place-search").set_value("mayotte").run()
    test.button(key="pick-976").click().run()
    assert any("Mayotte" in error.value for error in test.error)
    assert "plan" not in test.query_params


def test_a_ready_public_is_added_with_the_head_count_proposed_by_the_place(store: Store, no_places: None) -> None:
    test = visit("audiences", plan=store.create(PLAN))
    test.selectbox(key="new-name").set_value("no_diploma").run()
    test.button(key="new-add").click().run()
    fine(test)
    added = kept(test, store).audiences[-1]
    assert added.profile == {"diploma": ("no_diploma",)} and added.tags == ("precarious",)
    assert 500 < added.people < 5000  # a tenth or so of 18,000
    assert "profil exact" in on_screen(test)


def test_criteria_of_one_s_own_make_a_public(store: Store, no_places: None) -> None:
    test = visit("audiences", plan=store.create(PLAN))
    test.radio(key="new-way").set_value("own").run()
    test.multiselect(key="own-age").set_value(["75+"]).run()
    test.multiselect(key="own-sex").set_value(["female"]).run()
    test.button(key="new-add").click().run()
    fine(test)
    added = kept(test, store).audiences[-1]
    assert added.profile == {"age": ("75+",), "sex": ("female",)} and added.name == "75 ans et plus · femmes"
    assert "vos critères" in on_screen(test)


def test_shares_typed_by_hand_must_add_up_to_100(store: Store, no_places: None) -> None:
    token = store.create(PLAN)
    test = visit("audiences", plan=token)
    before = test.number_input(key="margin-age-75+-60-").value
    test.number_input(key="margin-age-75+-60-").set_value(before + 10).run()
    assert test.button(key="margins-age").disabled
    assert any("10 points de trop" in warning.value for warning in test.warning)
    adults = test.number_input(key="margin-age-40-59-60-").value
    test.number_input(key="margin-age-40-59-60-").set_value(adults - 10).run()
    test.button(key="margins-age").click().run()
    fine(test)
    territory = kept(test, store).territory
    assert territory and sum(territory.margins["age"].values()) == pytest.approx(1)
    assert territory.margins["age"]["75+"] == pytest.approx((before + 10) / 100, abs=0.005)
    assert territory.measured == translator("fr")("typed by hand: {criteria}").format(criteria="âge")
    test.button(key="margins-forget").click().run()
    assert kept(test, store).territory == PLAN.brief.territory


def test_the_doors_say_whom_they_let_in_and_the_mediator_s_hours_are_kept(store: Store, no_places: None) -> None:
    test = visit("audiences", plan=store.create(PLAN))
    for door in ("mediator", "kiosk", "paper", "phone"):
        test.toggle(key=f"door-{door}").set_value(True).run()
        fine(test)
    said = on_screen(test)
    assert "par un médiateur, un formulaire papier ou le téléphone" in said
    assert "presque personne" in said and "Lire de longs textes" in said and "Entendre" in said
    assert any("pour personne tant que les heures ne sont pas saisies" in warning.value for warning in test.warning)
    test.number_input(key="door-hours").set_value(6.0).run()
    fine(test)
    assert [(asset.what, asset.hours_per_week) for asset in kept(test, store).already_have] == [("mediator", 6)]
    assert "De la place pour" in on_screen(test)
    test.number_input(key="door-places").set_value(2).run()
    assert len(kept(test, store).already_have) == 2
    test.toggle(key="door-mediator").set_value(False).run()
    assert kept(test, store).already_have == ()


def test_a_public_that_nobody_in_the_place_is_part_of_says_so_and_can_be_removed(store: Store, no_places: None) -> None:
    farm = Audience(name="Campagne", people=300, profile={"commune_size": ("rural_commune_under_2000",)})
    city = Territory(name="Ville", code="59", people=200_000, commune_size="urban_unit_over_100000")
    test = visit("audiences", plan=store.create(Plan(brief=Brief(subject="x", territory=city, audiences=(farm,)))))
    fine(test)
    assert any("personne n’a ce profil" in error.value for error in test.error)
    test.button(key="remove-Campagne").click().run()
    fine(test)
    assert not test.error and "ne pourraient pas participer seules" in on_screen(test)


def test_the_municipalities_of_a_place_are_compared_when_the_census_files_are_there(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "communes-2023.csv").write_text(COMMUNES, encoding="utf-8")
    (tmp_path / "base-cc-evol-struct-pop-2020.csv").write_text(AGES, encoding="utf-8")
    monkeypatch.setenv("MAILLAGE_PLACES", str(build(tmp_path, tmp_path / "places.parquet").path))
    test = visit("audiences")
    test.text_input(key="place-search").set_value("metropole de lille").run()
    test.button(key="pick-200000001").click().run()
    fine(test)
    territory = kept(test, store).territory
    assert territory and territory.place == "200000001" and territory.margins["age"]
    said = on_screen(test)
    assert "Les communes" in said and "rien n’y a été mesuré" in said and "Œuf-lès-Lille" in said


# -- addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["home", "audiences", "plan"])
def test_an_unknown_address_gives_a_clear_warning(page: str, lang: Lang, store: Store) -> None:
    test = visit(page, plan="no-such-plan", lang=lang)
    fine(test, lang)
    expected = translator(lang)("No plan has this address. Check that it was copied whole; nothing has been erased.")
    assert [warning.value for warning in test.warning] == [expected]


def test_a_plan_that_can_no_longer_be_read_gives_a_message_and_not_an_error(store: Store) -> None:
    token = store.create(PLAN)
    with store.engine.begin() as connection:
        connection.execute(text('update plans set body = \'{"brief": {"subject": "x", "of_another_version": 1}}\''))
    for page in ("home", "plan"):
        test = visit(page, plan=token)
        assert [error.message for error in test.exception] == []
        assert test.warning or test.error


@pytest.mark.parametrize("ask", [{"tool": "no-such-tool"}, {"about": "use.nothing"}, {"family": "nothing", "status": "x"}, {"lang": "de"}])
def test_an_address_that_asks_for_what_does_not_exist_shows_the_page(ask: dict[str, str], store: Store) -> None:
    fine(visit("landscape", **ask), "en")


def test_an_address_that_asks_for_a_step_that_does_not_exist_shows_the_plan(store: Store) -> None:
    fine(visit("plan", plan=store.create(PLAN), step="nothing"))


# -- from a fact to its source ------------------------------------------------------------------------------


def test_every_fact_of_every_card_leads_to_its_source(store: Store) -> None:
    """Each number beside a fact is an entry of the sources below it; a fact without a number says where it was read, or that nobody did."""
    catalog = load()
    shown = []
    for id in sorted(catalog.tools)[::20]:  # one card in twenty: the data files are walked whole elsewhere
        card = visit("landscape", tool=id)
        fine(card)
        text = "\n".join(getattr(element.proto, "body", "") for element in card.main if element.type == "html")
        entries = text.count("<li>", text.rfind("<ol>")) if "<ol>" in text else 0
        cited = {
            int(number) for group in re.findall(r"source ([\d, ]+)", text) for number in re.findall(r"\d+", group) if len(number) < 4
        }  # not the years
        assert all(1 <= number <= entries for number in cited), id
        tool = catalog.tools[id]
        keys = {key for name in FACTS for key in getattr(tool, name).sources} | set(tool.sources)
        titles = {catalog.sources[key].title for key in keys}
        assert [title for title in titles if escape(title) not in text] == [], id
        shown.append(len(cited))
    assert all(shown), "a card without any source beside its facts"
