"""The frames in `data/`: what a reader may count on before trusting a duration or a duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from catalog.frames import Duty, Frame
from catalog.load import load

COUNTED = ("min_days", "max_days", "notice_days", "reply_days")


@pytest.fixture(scope="module")
def frames() -> Mapping[str, Frame]:
    return load().frames


def duties(frames: Mapping[str, Frame]) -> Iterator[tuple[str, Duty]]:
    """Every duty, with `frame.duty` to name it in a message."""
    return ((f"{frame.id}.{duty.id}", duty) for frame in frames.values() for duty in frame.duties)


def test_the_voluntary_frame_exists_and_sets_no_length(frames: Mapping[str, Frame]) -> None:
    assert frames["voluntary"].kind == "voluntary"
    assert not [duty.id for duty in frames["voluntary"].duties if duty.kind in COUNTED]


def test_every_frame_asks_for_something(frames: Mapping[str, Frame]) -> None:
    assert [frame.id for frame in frames.values() if not frame.duties] == []


def test_a_duty_is_named_once_in_its_frame(frames: Mapping[str, Frame]) -> None:
    names = [name for name, _ in duties(frames)]
    assert sorted(names) == sorted(set(names))


def test_every_legal_duty_names_an_article_or_a_source(frames: Mapping[str, Frame]) -> None:
    legal = {id: frame for id, frame in frames.items() if frame.kind == "legal"}
    assert [name for name, duty in duties(legal) if not (duty.article or duty.source)] == []


def test_every_duty_that_was_read_names_where(frames: Mapping[str, Frame]) -> None:
    assert [name for name, duty in duties(frames) if duty.confidence == "read" and not duty.source] == []


def test_every_duty_from_memory_names_the_article_to_check(frames: Mapping[str, Frame]) -> None:
    assert [name for name, duty in duties(frames) if duty.confidence == "memory" and not duty.article] == []


def test_a_duty_counted_in_days_says_how_many(frames: Mapping[str, Frame]) -> None:
    assert [name for name, duty in duties(frames) if duty.kind in COUNTED and not duty.days] == []


def test_a_duty_met_by_a_method_names_it(frames: Mapping[str, Frame]) -> None:
    assert [name for name, duty in duties(frames) if (duty.kind == "method") != (duty.method is not None)] == []


def test_no_frame_asks_for_more_days_than_it_allows(frames: Mapping[str, Frame]) -> None:
    for frame in frames.values():
        least = [duty.days for duty in frame.duties if duty.kind == "min_days" and duty.days]
        most = [duty.days for duty in frame.duties if duty.kind == "max_days" and duty.days]
        if least and most:
            assert max(least) <= min(most), frame.id


def test_only_the_two_electronic_procedures_may_be_digital_only(frames: Mapping[str, Frame]) -> None:
    assert {id for id, frame in frames.items() if frame.digital_only_lawful} == {"ppve", "env_regulatory_decisions"}


def test_a_procedure_that_may_be_digital_only_asks_for_no_room_and_no_paper_place(frames: Mapping[str, Frame]) -> None:
    lawful = {id: frame for id, frame in frames.items() if frame.digital_only_lawful}
    assert [name for name, duty in duties(lawful) if duty.kind in ("paper_place", "method")] == []


@pytest.mark.parametrize(
    ("frame", "kind", "days"),
    [
        ("env_prior_concertation", "min_days", 15),
        ("env_prior_concertation", "notice_days", 15),
        ("public_inquiry", "min_days", 30),
        ("road_inquiry", "min_days", 15),
        ("ppve", "min_days", 30),
        ("env_regulatory_decisions", "min_days", 21),
    ],
)
def test_the_length_of_a_procedure_is_the_published_one(frames: Mapping[str, Frame], frame: str, kind: str, days: int) -> None:
    assert [duty.days for duty in frames[frame].duties if duty.kind == kind] == [days]


CORRECTED = {  # duty: words that its French holds, the source where it was read
    "procurement.threshold": ("Depuis le 1er avril 2026", "gartner-seuils-2026"),
    "ppve.plu_scot": ("Depuis le 26 mai 2026", "efl-loi-2025-1129"),
    "urb_concertation.r103_road": ("1,9 million d’euros", "juri-cg-r3001"),
    "road_inquiry.duration_min": ("Quinze jours", "voirie-r1414"),
    "road_inquiry.exemption": ("desserte ou la circulation", "voirie-declassement-svp"),
    "voluntary.terms": ("règles de la démarche", "cerema-l1311"),
    "advisory_committees.optional": ("création est libre", "edile-l21432"),
    "urban_renewal_npnru.project_house": ("maison du projet", "npnru-maison"),
    "renewable_zones.consultation": ("Consulter le public", "enr-hespul"),
    "service_users_committee.threshold": ("plus de 10 000 habitants", "ccspl-gazette-2021"),
    "env_regulatory_decisions.delay_before_decision": ("quatre jours", "l1201-senat-2013"),
}


@pytest.mark.parametrize("name", CORRECTED)
def test_what_practitioners_corrected_is_said_with_its_source(name: str, frames: Mapping[str, Frame]) -> None:
    duty = dict(duties(frames))[name]
    words, source = CORRECTED[name]
    assert words in duty.what.fr
    assert (duty.source, duty.confidence) == (source, "read")


def test_what_was_not_read_of_the_list_of_works_says_so(frames: Mapping[str, Frame]) -> None:
    assert dict(duties(frames))["urb_concertation.r103_pedestrian"].confidence == "memory"
    assert load().obligation["listed_works"].confidence == "memory"


def test_the_scope_of_the_national_commission_is_said_to_change(frames: Mapping[str, Frame]) -> None:
    note = frames["cndp_public_debate"].note
    assert note and "vérifiez la liste" in note.fr and "cndp-decret-industrie-2024" in frames["cndp_public_debate"].sources
