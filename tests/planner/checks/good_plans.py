"""Eight plans that an experienced organiser could sign: different subjects, places, frames and levels.

Invented, with ordinary means. Each breaks no principle of level error; what it knowingly leaves out is listed beside it.
Weeks are counted from the start: calls from week 1, contributions from week 5, a reply in week 15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.plan import Plan

# What the eight organisers all answered; each plan may write otherwise.
PROMISES: dict[str, Any] = {
    "question": "Que voulez-vous garder, changer, ajouter ici ?",
    "question_tested": True,
    "same_question": True,
    "alternatives_shown": True,
    "elected_role": "Les élus présentent dix minutes, écoutent, répondent à la fin.",
    "documents_on": "2027-10-18",
    "paper_places": ["accueil de la mairie", "médiathèque"],
    "balanced_information": True,
    "plain_version": True,
    "media_allowed": True,
    "accessible_rooms": True,
    "childcare": True,
    "languages": ["fr", "ar", "pt"],
    "allowance": True,
    "mobile_form_minutes": 5,
    "invitations_with_phone": True,
    "identity_asked": "none",
    "relays_briefed": True,
    "slots": ["evening", "weekend"],
    "analysis_days": 60,
    "facilitators": "30 animateurs formés, dont deux en ligne",
    "moderation_charter": True,
    "moderation_delay_days": 2,
    "publication_director": "Directrice de la communication",
    "anonymity": "Prénom affiché au choix, sur papier comme en ligne",
    "personal_data_notice": True,
    "profile_optional": True,
    "vote_rules": True,
    "vote_audit": True,
    "vote_reconciled": True,
    "manipulation_watch": True,
    "third_party": "Un garant extérieur",
    "official_place": "https://participer.exemple.fr",
    "accessibility_statement": True,
    "budget_public": True,
    "minutes_online": True,
    "minutes_delay_days": 7,
    "tracking_public": True,
    "synthesis_all_channels": True,
    "synthesis_method_public": True,
    "open_data": True,
    "archive_owner": "Service des archives",
    "reply_on": "2028-02-14",
    "reply_owner": "Adjointe à la participation",
    "reply_strands": ["in_person", "digital", "remote"],
    "refusals_explained": True,
    "followup_owner": "Chargé de mission participation",
    "indicators": ["publics touchés", "réponses données"],
    "profile_compared": True,
    "midterm_on": "2027-11-22",
    "reserve_share": 0.1,
    "channel_shift_watched": True,
    "minors_rules": True,
    "question_testers": 5,
    "known_reused": True,
    "announced_methods": ["letterbox_drop"],
    "services_informed": ["voirie", "bureau d’études"],
    "registrations_per_ten": 17,
    "letters_sent": 100_000,
    "field_safety": True,
    "channels_neutral": True,
    "counts_not_percentages": True,
    "first_time_asked": True,
}
LIMITS = {"budget": 60_000, "staff_days": 400, "start": "2027-10-11", "end": "2028-03-24"}
OLD = {"name": "Personnes de 70 ans et plus", "profile": {"age": ["70+"]}, "tags": ["elderly"]}
YOUNG = {"name": "Jeunes de 12 à 24 ans", "profile": {"age": ["12-17", "18-24"]}, "tags": ["young"]}
PARENTS = {"name": "Parents d’élèves", "profile": {"age": ["25-39"]}, "tags": ["families"]}
WORKERS = {"name": "Absents en journée", "profile": {"age": ["25-39", "40-59"]}, "tags": ["staggered_hours"]}
POOR = {"name": "Locataires du grand ensemble", "profile": {"diploma": ["no_diploma"]}, "tags": ["precarious", "non_french_speakers"]}
HAMLETS = {"name": "Habitants des hameaux", "profile": {"age": ["40-59", "60-69"]}, "tags": ["rural"]}
# No public of deprived areas is named: nothing can be said of the effort made there.
NO_DEPRIVED_AREA = ("territorial_divide",)
ON_SURVEY, ON_MAP, ON_TEXT = {"tools": ["limesurvey"]}, {"tools": ["umap"]}, {"tools": ["decidim"]}


@dataclass(frozen=True)
class Good:
    """A good plan, and the principles that its organiser knows it does not meet."""

    plan: Plan
    left_out: tuple[str, ...] = ()


def act(method: str, phase: str, week: int, units: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"{method}-{phase}", "method": method, "phase": phase, "week": week, "units": units, **more}


def many(audience: dict[str, Any], people: int) -> dict[str, Any]:
    return {**audience, "people": people}


def good(
    subject: str,
    *,
    frame: str,
    level: str,
    place: dict[str, Any],
    audiences: Sequence[dict[str, Any]],
    activities: Sequence[dict[str, Any]],
    platform: str,
    numbers: dict[str, dict[str, float]],
    attention: str = "followed",
    left_out: Sequence[str] = (),
    have: Sequence[str] = (),
    also: Sequence[tuple[str, str]] = (),
    **promises: Any,
) -> Good:
    """A plan whose off-line contributions all lead to the platform.

    Args:
        platform: id of the activity in which everything that is collected off-line is put.
        numbers: what the organiser knows of a method better than the catalogue: weeks, people.
    """
    collecting = {"diagnose", "ideate", "co_produce", "deliberate", "prioritise"}
    bridges = [
        {"from": one["id"], "to": platform, "how": "saisi dans la semaine"}
        for one in activities
        if one["phase"] in collecting and one["id"] != platform
    ]
    bridges += [{"from": start, "to": end, "how": "repris là"} for start, end in also]
    plan = Plan.model_validate({
        "brief": {
            "subject": subject,
            "frame": frame,
            "level": level,
            "mandate": {
                "decision": "Voter le projet", "decider": "L’assemblée élue", "decided_on": "2028-03-30", "council_on": "2027-04-01",
                "open": ["le programme", "le calendrier"], "promises": "Une réunion en 2024, dont le compte rendu est publié.",
            },
            "context": {
                "attention": attention, "history": "Une étude d’usages en 2025.", "non_french_speakers": False, "minors": True,
                "election_on": "2029-03-11",
            },
            "territory": place,
            "audiences": list(audiences),
            "already_have": [{"what": "website"}, *({"what": what} for what in have)],
            "limits": LIMITS,
            "assumptions": {"methods": numbers},
        },
        "activities": list(activities),
        "bridges": bridges,
        "commitments": {**PROMISES, **promises},
    })  # fmt: skip
    return Good(plan, tuple(left_out))


CALLS = (act("letterbox_drop", "mobilise", 2), act("social_media", "mobilise", 2), act("exhibition", "inform", 3))
REPLY = (act("report_back_meeting", "report_back", 15), act("participant_letter", "report_back", 15))

SQUARE = good(
    "Rendre piétonne la place du marché",
    frame="voluntary",
    level="involve",
    attention="contested",
    place={"name": "Ville de 18 000 habitants", "code": "60", "people": 18_000, "commune_size": "urban_unit_2000_20000"},
    audiences=(many(OLD, 3_300), many(YOUNG, 2_600), many(PARENTS, 2_300)),
    activities=(
        *CALLS,
        act("market_stand", "diagnose", 6, 4),
        act("paper_forms", "diagnose", 6),
        act("online_survey", "diagnose", 5, **ON_SURVEY),
        act("mediator_tablet", "diagnose", 6, 2, audiences=[OLD["name"]], **ON_SURVEY),
        act("school_workshop", "diagnose", 7, 2, audiences=[YOUNG["name"]]),
        act("workshop", "ideate", 8, 2),
        act("world_cafe", "ideate", 10),
        *REPLY,
    ),
    left_out=NO_DEPRIVED_AREA,
    platform="online_survey-diagnose",
    numbers={"online_survey": {"weeks": 6, "people": 150}, "paper_forms": {"weeks": 3}},
)
TRAM = good(
    "Prolonger le tramway jusqu’à la gare",
    frame="env_prior_concertation",
    level="consult",
    attention="contested",
    place={"name": "Commune de 53 000 habitants", "code": "92", "people": 53_000, "commune_size": "paris_agglomeration"},
    audiences=(many(WORKERS, 25_600), many(OLD, 6_400), many(YOUNG, 8_700)),
    activities=(
        *CALLS,
        act("station_stand", "diagnose", 6, 4),
        act("reply_card", "diagnose", 5),
        act("eregister", "diagnose", 5, tools=["demosplan"]),
        act("mediator_tablet", "diagnose", 6, 2, **ON_SURVEY),
        act("school_workshop", "diagnose", 7, 2, audiences=[YOUNG["name"]]),
        act("street_meeting", "diagnose", 8, 2),
        act("public_meeting", "deliberate", 9, 2),
        act("report_back_meeting", "report_back", 15),
    ),
    left_out=NO_DEPRIVED_AREA,
    platform="eregister-diagnose",
    numbers={"eregister": {"weeks": 6}, "reply_card": {"weeks": 3}},
)
BUDGET = good(
    "Un million d’euros au choix des habitants",
    frame="participatory_budget",
    level="empower",
    place={"name": "Département de 191 000 habitants", "code": "32", "people": 191_000, "commune_size": "rural_commune_under_2000"},
    audiences=(many(HAMLETS, 60_000), many(YOUNG, 25_000), many(OLD, 41_000)),
    activities=(
        *CALLS,
        act("caravan", "diagnose", 5, 8),
        act("phone_line", "ideate", 6),
        act("online_ideation", "ideate", 5, **ON_TEXT),
        act("mediator_tablet", "ideate", 6, 4, **ON_SURVEY),
        act("school_workshop", "ideate", 7, 3, audiences=[YOUNG["name"]]),
        act("idea_coconstruction", "co_produce", 8, 2),
        act("paper_ballot", "prioritise", 9),
        act("online_vote", "prioritise", 9, **ON_TEXT),
        *REPLY,
    ),
    left_out=NO_DEPRIVED_AREA,
    platform="online_ideation-ideate",
    numbers={"online_ideation": {"weeks": 6}, "online_vote": {"weeks": 2}, "paper_ballot": {"weeks": 1}, "phone_line": {"weeks": 4}},
    also=[("idea_coconstruction-co_produce", "online_vote-prioritise")],
    council_bound=True,
    identity_asked="email",
)
ESTATE = good(
    "Renouveler le grand ensemble",
    frame="urban_renewal_npnru",
    level="involve",
    place={"name": "Commune de 58 500 habitants", "code": "95", "people": 58_500, "commune_size": "paris_agglomeration"},
    audiences=(many(POOR, 12_000), many(YOUNG, 7_800), many(OLD, 3_800)),
    activities=(
        *CALLS,
        act("info_house", "inform", 2),
        act("door_to_door", "diagnose", 6, 4),
        act("community_relay", "diagnose", 6, 3),
        act("phone_followup", "diagnose", 7),
        act("online_map", "diagnose", 5, **ON_MAP),
        act("mediator_tablet", "diagnose", 6, 3, **ON_SURVEY),
        act("school_workshop", "diagnose", 7, 2, audiences=[YOUNG["name"]]),
        act("mapping_table", "co_produce", 9, 2),
        *REPLY,
    ),
    platform="online_map-diagnose",
    numbers={"online_map": {"weeks": 6}},
    have=("relays", "mediator"),
)
VILLAGE = good(
    "Que faire de l’ancienne école",
    frame="voluntary",
    level="collaborate",
    attention="little_known",
    place={"name": "Village de 1 200 habitants", "code": "48", "people": 1_200, "commune_size": "rural_commune_under_2000"},
    audiences=(many(HAMLETS, 300), many(OLD, 220), many(PARENTS, 180)),
    activities=(
        *CALLS,
        act("caravan", "diagnose", 6),
        act("paper_forms", "diagnose", 6),
        act("online_survey", "diagnose", 5, **ON_SURVEY),
        act("permanence", "diagnose", 7),
        act("workshop", "co_produce", 8),
        *REPLY,
    ),
    left_out=NO_DEPRIVED_AREA,
    platform="online_survey-diagnose",
    numbers={"online_survey": {"weeks": 5}, "paper_forms": {"weeks": 3}},
)
CLIMATE = good(
    "Le plan climat de la métropole",
    frame="voluntary",
    level="collaborate",
    place={"name": "Métropole de 500 000 habitants", "code": "35", "people": 500_000, "commune_size": "urban_unit_over_100000"},
    audiences=(many(POOR, 60_000), many(YOUNG, 90_000), many(OLD, 65_000)),
    activities=(
        *CALLS,
        act("existing_event", "diagnose", 6, 6),
        act("postal_questionnaire", "diagnose", 5, 2),
        act("online_survey", "diagnose", 5, **ON_SURVEY),
        act("mediator_tablet", "diagnose", 6, 6, **ON_SURVEY),
        act("school_workshop", "ideate", 7, 4, audiences=[YOUNG["name"]]),
        act("citizens_assembly", "deliberate", 7),
        *REPLY,
    ),
    platform="online_survey-diagnose",
    numbers={"online_survey": {"weeks": 6, "people": 150}, "citizens_assembly": {"weeks": 4}, "postal_questionnaire": {"weeks": 3}},
)
LIBRARIES = good(
    "Le réseau des médiathèques en 2035",
    frame="advisory_committees",
    level="consult",
    attention="little_known",
    place={"name": "Communauté de 45 000 habitants", "code": "59", "people": 45_000, "commune_size": "urban_unit_20000_100000"},
    audiences=(many(PARENTS, 6_000), many(YOUNG, 6_500), many(OLD, 5_400)),
    activities=(
        *CALLS,
        act("existing_event", "diagnose", 6, 3),
        act("paper_forms", "diagnose", 6),
        act("online_survey", "diagnose", 5, **ON_SURVEY),
        act("mediator_tablet", "diagnose", 6, 2, **ON_SURVEY),
        act("youth_council", "ideate", 8),
        act("forum_theatre", "ideate", 9),
        *REPLY,
    ),
    left_out=NO_DEPRIVED_AREA,
    platform="online_survey-diagnose",
    numbers={"online_survey": {"weeks": 6}, "paper_forms": {"weeks": 3}, "youth_council": {"weeks": 3}},
)
ZONING = good(
    "Réviser le plan local d’urbanisme",
    frame="urb_concertation",
    level="involve",
    place={"name": "Ville de 90 000 habitants", "code": "69", "people": 90_000, "commune_size": "urban_unit_over_100000"},
    audiences=(many(WORKERS, 40_000), many(OLD, 11_000), many(POOR, 15_000)),
    activities=(
        *CALLS,
        act("porteur_de_parole", "diagnose", 6, 4),
        act("paper_register", "diagnose", 6),
        act("online_map", "diagnose", 5, **ON_MAP),
        act("mediator_tablet", "diagnose", 6, 3, **ON_SURVEY),
        act("exploratory_walk", "diagnose", 7, 2),
        act("charrette", "co_produce", 9),
        *REPLY,
    ),
    platform="online_map-diagnose",
    numbers={"online_map": {"weeks": 6}, "paper_register": {"weeks": 4}},
)
GOOD: dict[str, Good] = {
    "square": SQUARE, "tram": TRAM, "budget": BUDGET, "estate": ESTATE,
    "village": VILLAGE, "climate": CLIMATE, "libraries": LIBRARIES, "zoning": ZONING,
}  # fmt: skip
