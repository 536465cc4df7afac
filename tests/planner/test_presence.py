"""Who may find it hard to come: shares worked by hand, and what holds for any barriers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.facts import Figure, Text
from catalog.load import Catalog
from catalog.methods import Method
from catalog.profiles import Barrier
from planner.brief import Audience, Commitments
from planner.cells import Cells
from planner.composition import Composition
from planner.population import national
from planner.presence import Concerned, Hindered, Hindrance, concerned, hindered, mix, presence_of, settled, spread

SAID = Text(fr="Dit.", en="Said.")
UNSURE = Text(fr="À vérifier.", en="To be checked.")


# Four cells: 18–24 without and with a diploma, 70 and over without and with; 20, 40, 30 and 10 people out of 100.
TOWN = Composition(Cells({"age": ("18-24", "70+"), "diploma": ("none", "some")}), np.array([0.2, 0.4, 0.3, 0.1]))


def share(value: float, low: float, high: float, **more: Any) -> Figure:
    return Figure(**{"value": value, "low": low, "high": high, "unit": "share", "kind": "computed", **more})


def barrier(**facts: object) -> Barrier:
    usual = {
        "id": "steps", "label": SAID, "who": SAID, "base": SAID, "share": share(0.1, 0.05, 0.2),
        "raised": ({"strands": ("in_person",), "when": {"step_free": (False,)}, "why": SAID, "unknown": UNSURE},),
    }  # fmt: skip
    return Barrier.model_validate({**usual, **facts})


def audience(**facts: Any) -> Audience:
    return Audience(**{"name": "public", "people": 100, **facts})


def method(catalog: Catalog, id: str, **presence: object) -> Method:
    found = catalog.methods[id]
    return found.model_copy(update={"presence": found.presence.model_copy(update=presence)})


def _france(catalog: Catalog) -> Composition:
    """The composition of metropolitan France."""
    return national(catalog)


def named(found: Hindered) -> dict[str, bool | None]:
    return {each.barrier: each.stands for each in found.barriers}


# -- the share of a public -----------------------------------------------------------------------------


def test_people_with_a_profile_spread_over_ages_as_the_place_has_them() -> None:
    """Without a diploma: 20 young and 30 old of 50, so 40% and 60%."""
    assert spread(TOWN, {"diploma": ("none",)}, "age") == pytest.approx({"18-24": 0.4, "70+": 0.6})
    assert spread(TOWN, {"age": ("70+",)}, "age") == pytest.approx({"70+": 1.0})


def test_the_share_of_a_public_is_weighed_by_its_ages() -> None:
    """60 young at 1–2% and 40 old at 10–30%: low 0.6×1 + 0.4×10 = 4.6%, high 0.6×2 + 0.4×30 = 13.2%."""
    by = {"age": {"18-24": share(0.01, 0.01, 0.02), "70+": share(0.2, 0.1, 0.3, confidence="memory", source="x")}}
    found = concerned({"steps": barrier(by=by)}, audience(), TOWN)["steps"]
    assert found is not None
    assert (found.low, found.high, found.unknown) == pytest.approx((0.046, 0.132, 0))
    assert found.unconfirmed and not found.assumed and found.sources == ("x",)


def test_an_age_nobody_measured_counts_from_none_to_all_and_never_as_nobody() -> None:
    """The old are 40% of the town: low 0.6×1%, high 0.6×2% + 40%. Old people alone: nothing is known."""
    steps = {"steps": barrier(by={"age": {"18-24": share(0.01, 0.01, 0.02), "70+": None}})}
    mixed = concerned(steps, audience(), TOWN)["steps"]
    assert mixed is not None
    assert (mixed.low, mixed.high, mixed.unknown) == pytest.approx((0.006, 0.412, 0.4))
    assert concerned(steps, audience(profile={"age": ("70+",)}), TOWN)["steps"] is None


def test_an_age_left_out_takes_the_share_of_all() -> None:
    """The young at 1–2%, the old as all at 5–20%: 0.6×1 + 0.4×5 = 2.6% to 0.6×2 + 0.4×20 = 9.2%."""
    found = concerned({"steps": barrier(by={"age": {"18-24": share(0.01, 0.01, 0.02)}})}, audience(), TOWN)["steps"]
    assert found is not None and (found.low, found.high) == pytest.approx((0.026, 0.092))


def test_a_criterion_that_the_public_names_goes_before_the_first() -> None:
    by = {"age": {"70+": share(0.3, 0.3, 0.3)}, "diploma": {"none": share(0.5, 0.4, 0.6), "some": share(0.0, 0.0, 0.0)}}
    found = concerned({"steps": barrier(by=by)}, audience(profile={"diploma": ("none",)}), TOWN)["steps"]
    assert found is not None and (found.low, found.high) == pytest.approx((0.4, 0.6))


def test_a_tag_says_more_than_the_ages_and_an_unknown_tag_is_unknown() -> None:
    steps = {"steps": barrier(by_tag={"disabled": share(0.5, 0.4, 0.6), "rural": None, "families": share(0.3, 0.2, 0.3)})}

    def told(*tags: str) -> Concerned | None:
        return concerned(steps, audience(tags=tags), TOWN)["steps"]

    both = told("disabled", "families")
    assert both is not None and (both.low, both.high) == (0.2, 0.6)
    assert told("rural") is None and told("rural", "disabled") is None
    other = told("precarious")
    assert other is not None and (other.low, other.high) == pytest.approx((0.05, 0.2))


# -- the barriers of a method --------------------------------------------------------------------------


def test_a_meeting_raises_what_a_room_asks_and_a_field_nobody_filled_is_unknown(catalog: Catalog) -> None:
    found = presence_of(catalog, audience(), catalog.methods["public_meeting"], _france(catalog))
    assert named(found) == {
        "hours_evening": True, "place": True, "steps": None, "children": None, "reading": None, "hearing": True, "language": True,
    }  # fmt: skip
    assert found.unknown == ("steps", "children", "reading") and found.high is None
    steps = next(each for each in found.barriers if each.barrier == "steps")
    assert steps.low is None and steps.concerned is not None and steps.concerned.low > 0
    assert "plain-pied" in steps.why.fr


def test_a_room_without_steps_with_childcare_and_little_reading_lifts_those_barriers(catalog: Catalog) -> None:
    easy = method(catalog, "public_meeting", step_free=True, childcare=True, reading="low")
    found = presence_of(catalog, audience(), easy, _france(catalog))
    assert named(found) == {"hours_evening": True, "place": True, "hearing": True, "language": True}
    assert found.high is not None and 0 < found.low < found.high < 1


def test_what_the_organiser_promises_fills_what_the_method_leaves_open(catalog: Catalog) -> None:
    promised = Commitments(accessible_rooms=True, childcare=False)
    found = presence_of(catalog, audience(), catalog.methods["public_meeting"], _france(catalog), commitments=promised)
    assert "steps" not in named(found) and named(found)["children"] is True
    own = method(catalog, "public_meeting", step_free=False)
    assert settled(own, (), promised).step_free is False  # what is known of the method is not promised away
    assert settled(catalog.methods["phone_line"], (), promised).childcare is None


def test_options_of_a_session_lift_what_they_answer(catalog: Catalog) -> None:
    options = [catalog.methods[id] for id in ("childcare_meeting", "translated_session")]
    found = presence_of(catalog, audience(), catalog.methods["public_meeting"], _france(catalog), options=options)
    assert "children" not in named(found) and "language" not in named(found) and "hearing" in named(found)


def test_a_stand_goes_where_people_are_but_in_the_daytime(catalog: Catalog) -> None:
    found = named(presence_of(catalog, audience(), catalog.methods["market_stand"], _france(catalog)))
    assert found == {"hours_day": True, "steps": None, "hearing": True, "language": True}


def test_paper_raises_reading_and_sight_a_telephone_hearing_and_language_a_screen_reading_only(catalog: Catalog) -> None:
    def of(id: str) -> set[str]:
        return set(named(presence_of(catalog, audience(), catalog.methods[id], _france(catalog))))

    assert of("paper_forms") == {"reading", "sight"}
    assert of("phone_line") == {"hearing", "language"}
    assert of("online_survey") == {"reading"}
    assert of("online_platform") == {"reading_long"}
    assert of("radio_callin") == {"hearing", "language"}
    for each in catalog.methods.values():
        if each.strand == "digital":
            assert of(each.id) <= {"reading", "reading_long"}, each.id


def test_a_register_on_a_counter_has_opening_hours_and_a_place(catalog: Catalog) -> None:
    found = named(presence_of(catalog, audience(), catalog.methods["paper_register"], _france(catalog)))
    assert found == {"hours_day": True, "place": True, "steps": None, "reading_long": True, "sight": True}


def test_watching_people_asks_nothing_of_them(catalog: Catalog) -> None:
    assert presence_of(catalog, audience(), catalog.methods["use_observation"], _france(catalog)) == Hindered()


def test_no_method_that_asks_something_is_open_to_all_for_not_being_digital(catalog: Catalog) -> None:
    shares = concerned(catalog.barriers, audience(), _france(catalog))
    for each in catalog.methods.values():
        if each.kind == "method" and each.digital == "none" and each.id != "use_observation":
            assert hindered(catalog.barriers, shares, each).barriers, each.id


def test_the_oldest_are_stopped_more_by_steps_and_their_reading_is_not_known(catalog: Catalog) -> None:
    shares = {age: concerned(catalog.barriers, audience(profile={"age": (age,)}), _france(catalog)) for age in ("25-39", "75+")}
    young, old = shares["25-39"]["steps"], shares["75+"]["steps"]
    assert young is not None and old is not None and old.low > young.high
    assert shares["75+"]["reading"] is None
    paper = hindered(catalog.barriers, shares["75+"], catalog.methods["paper_forms"])
    assert paper.high is None and set(paper.unknown) == {"reading", "sight"}
    assert "On ne sait pas" in paper.barriers[0].why.fr


def test_people_who_speak_little_french_are_all_stopped_by_a_meeting_in_french(catalog: Catalog) -> None:
    found = presence_of(catalog, audience(tags=("non_french_speakers",)), catalog.methods["public_meeting"], _france(catalog))
    assert found.low == 1.0 and found.known_high == 1.0


# -- the union, for any barriers -----------------------------------------------------------------------


def hindrance(low: float | None, high: float | None) -> Hindrance:
    return Hindrance(barrier="b", stands=None if low is None else True, low=low, high=high, why=SAID)


def test_the_union_is_at_least_the_largest_and_at_most_the_sum() -> None:
    """5–20% and 10–15%: at least 10%, at most 35%; with 0–90% more the sum is capped at everybody."""
    two = Hindered(barriers=(hindrance(0.05, 0.2), hindrance(0.1, 0.15)))
    assert two.low == 0.1 and two.high == pytest.approx(0.35)
    assert Hindered(barriers=(*two.barriers, hindrance(0, 0.9))).high == 1.0


def test_an_unknown_barrier_opens_the_upper_end_and_is_listed() -> None:
    found = Hindered(barriers=(hindrance(0.05, 0.2), hindrance(None, None)))
    assert found.low == 0.05 and found.high is None and found.known_high == 0.2 and found.unknown == ("b",)


fractions = st.floats(0, 1)
ranges = st.one_of(st.just((None, None)), st.tuples(fractions, fractions).map(lambda pair: (min(pair), max(pair))))
crowds = st.lists(ranges, max_size=8)


def open_end(found: Hindered) -> float:
    return float("inf") if found.high is None else found.high


@given(crowds, ranges)
def test_adding_a_barrier_never_lowers_either_end(before: list[Any], more: Any) -> None:
    one = Hindered(barriers=tuple(hindrance(*each) for each in before))
    two = Hindered(barriers=(*one.barriers, hindrance(*more)))
    assert two.low >= one.low and two.known_high >= one.known_high and open_end(two) >= open_end(one)


@given(crowds)
def test_the_range_stays_within_nobody_and_everybody(each: list[Any]) -> None:
    found = Hindered(barriers=tuple(hindrance(*one) for one in each))
    assert 0 <= found.low <= found.known_high <= 1
    assert (found.high is None) == any(low is None for low, _ in each)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.floats(0.01, 1), st.one_of(st.none(), st.tuples(fractions, fractions, fractions))), min_size=1, max_size=6))
def test_a_part_without_a_figure_never_counts_as_nobody(parts: list[Any]) -> None:
    def figures(blank: Figure | None) -> list[tuple[float, Figure | None]]:
        made = [(weight, None if triple is None else sorted(triple)) for weight, triple in parts]
        return [(weight, blank if triple is None else share(triple[1], triple[0], triple[2])) for weight, triple in made]

    found, as_nobody, as_all = mix(figures(None)), mix(figures(share(0, 0, 0))), mix(figures(share(1, 1, 1)))
    if all(triple is None for _, triple in parts):
        assert found is None
        return
    assert found is not None and as_nobody is not None and as_all is not None
    assert 0 <= found.low <= found.high <= 1
    assert found.low == pytest.approx(as_nobody.low) and found.high == pytest.approx(as_all.high)


def test_a_record_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="low <= high"):
        Concerned(low=0.5, high=0.2)
    with pytest.raises(ValueError, match="both"):
        hindrance(0.1, None)
    with pytest.raises(ValueError, match="0 <= low"):
        hindrance(0.6, 0.2)
