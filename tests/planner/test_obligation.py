"""From eight answers to the frames that oblige, those that cannot be excluded, and the voluntary one."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.load import Catalog, load
from planner.brief import Brief, Context, Mandate, Territory
from planner.obligation import Suggestion, hinted, suggest


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def asked(catalog: Catalog, *yes: str) -> Suggestion:
    """The suggestion when these answers are yes and all others no."""
    return suggest({id: id in yes for id in catalog.obligation}, catalog)


def names(found: Suggestion) -> tuple[list[str], list[tuple[str, str]]]:
    return [each.frame for each in found.mandatory], [(each.frame, each.because) for each in found.not_excluded]


YES = {  # what is answered yes, the frames required, those to look at
    "planning_document": (["urb_concertation"], []),
    "priority_neighbourhood": (["urban_renewal_npnru", "urb_concertation"], ["citizens_council"]),
    "listed_works": (["urb_concertation"], []),
    "environmental_assessment": (["public_inquiry"], ["env_prior_concertation", "ppve", "env_parallel_consultation"]),
    "national_scale": (["cndp_public_debate"], []),
    "environmental_rule": (["env_regulatory_decisions"], []),
    "street_status": (["road_inquiry"], []),
    "renewable_zones": (["renewable_zones"], []),
}


def test_there_are_eight_questions_and_each_is_tried_here(catalog: Catalog) -> None:
    assert list(catalog.obligation) == list(YES)
    assert len(YES) == 8


@pytest.mark.parametrize("question", YES)
def test_a_single_yes_leads_to_its_frames(question: str, catalog: Catalog) -> None:
    required, looked = YES[question]
    assert names(asked(catalog, question)) == (required, [(frame, "look") for frame in looked])
    assert not asked(catalog, question).voluntary


def test_all_noes_mean_a_voluntary_consultation(catalog: Catalog) -> None:
    found = asked(catalog)
    assert names(found) == ([], [])
    assert (found.voluntary, found.frame) == (True, "voluntary")


@pytest.mark.parametrize("missing", [None, "absent"])
def test_one_i_do_not_know_is_never_a_no(missing: str | None, catalog: Catalog) -> None:
    answers: dict[str, bool | None] = dict.fromkeys(catalog.obligation, False)
    if missing is None:
        answers["street_status"] = None
    else:
        del answers["street_status"]
    found = suggest(answers, catalog)
    assert names(found) == ([], [("road_inquiry", "unknown")])
    assert (found.voluntary, found.frame) == (False, None)


def test_the_planning_code_consultation_takes_the_place_of_the_prior_one(catalog: Catalog) -> None:
    required, looked = names(asked(catalog, "planning_document", "environmental_assessment"))
    assert required == ["urb_concertation", "public_inquiry"]
    assert looked == [("ppve", "look"), ("env_parallel_consultation", "look")]


def test_a_general_rule_with_its_own_inquiry_needs_no_other_procedure(catalog: Catalog) -> None:
    required, _ = names(asked(catalog, "environmental_assessment", "environmental_rule"))
    assert required == ["public_inquiry"]


def test_two_questions_that_lead_to_one_frame_are_both_its_reasons(catalog: Catalog) -> None:
    (found,) = asked(catalog, "planning_document", "listed_works").mandatory
    assert [(why.question, why.to_check) for why in found.why] == [("planning_document", False), ("listed_works", True)]
    assert found.why[1].articles == ("Code de l’urbanisme, L103-2 et R103-1",)


def test_a_frame_is_shown_with_its_own_articles(catalog: Catalog) -> None:
    found = asked(catalog, "environmental_assessment")
    assert found.mandatory[0].why[0].articles == ("Code de l’environnement, L123-2",)
    assert found.not_excluded[1].why[0].articles == ("Code de l’environnement, L123-19",)


def test_a_question_nobody_knows_is_ignored(catalog: Catalog) -> None:
    assert suggest({**dict.fromkeys(catalog.obligation, False), "another": True}, catalog).voluntary


def test_every_frame_led_to_is_a_legal_one(catalog: Catalog) -> None:
    led = {lead.frame for question in catalog.obligation.values() for lead in question.frames}
    assert {catalog.frames[frame].kind for frame in led} == {"legal"}


HINTS = {  # subject: frames that its words call to mind
    "Révision du PLUi": ("urb_concertation",),
    "Création d’une Z.A.C.": (),  # dotted letters are not looked for
    "Créer une ZAC à l’est": ("urb_concertation",),
    "Plus de bancs": (),  # "plus" is not PLU
    "Rendre PIETONNE la place": ("urb_concertation",),
    "Les places piétonnes du centre": ("urb_concertation",),
    "Budgets participatifs 2027": ("participatory_budget",),
    "Quartiers prioritaires : le projet ANRU": ("urban_renewal_npnru",),
    "La zacharie": (),  # inside another word
}


@pytest.mark.parametrize("subject", HINTS)
def test_the_words_of_a_subject_call_frames_to_mind(subject: str, catalog: Catalog) -> None:
    assert hinted(Brief(subject=subject), catalog) == HINTS[subject]


def test_the_decision_counts_as_much_as_the_subject(catalog: Catalog) -> None:
    assert hinted(Brief(subject="Le bourg", mandate=Mandate(decision="Voter le PLU")), catalog) == ("urb_concertation",)


@pytest.mark.parametrize(("people", "place", "found"), [(80_000, "37261", True), (79_999, "37261", False), (600_000, "200054781", False)])
def test_the_threshold_of_inhabitants_is_that_of_communes(people: int, place: str, found: bool, catalog: Catalog) -> None:
    brief = Brief(subject="Le bourg", territory=Territory(name="Ici", place=place, people=people))
    assert (hinted(brief, catalog) == ("neighbourhood_council",)) is found


def test_a_known_election_calls_its_rules_to_mind(catalog: Catalog) -> None:
    assert hinted(Brief(subject="Le bourg", context=Context(election_on=date(2027, 3, 14))), catalog) == ("pre_election",)


def test_answers_are_kept_in_the_brief() -> None:
    context = Context(obligation={"planning_document": True})
    assert Brief.model_validate(Brief(subject="Le bourg", context=context).model_dump(by_alias=True)).context == context
