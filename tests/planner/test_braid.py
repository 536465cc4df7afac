"""The braid: what flows between channels, which patterns a plan follows, and what adding one changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.load import load
from planner import store as module
from planner.braid import drop_in, flows, recipes, recognise
from planner.evaluate import evaluate
from planner.plan import Certificate, Plan, parse_plan
from planner.reach import Situation
from tests.planner.checks.plans import FORMS, LETTER, MEETING, SITE, STAND, WORKSHOP, act, plan, told

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HYBRID = act("hybrid_meeting", "deliberate", week=4)
IDEAS = act("online_ideation", "ideate", units=1, week=3)
DEBATE = act("deliberative_workshop", "deliberate", units=1, week=10)
REPLY = act("participant_letter", "report_back", week=14)


def broken(here: Plan) -> dict[str, tuple[str, ...]]:
    return dict(flows(here, load()).broken)


def details(rule: str, here: Plan) -> dict[str, str]:
    return {finding.subject: finding.detail.en if finding.detail else "" for finding in told(rule, here)}


# -- what flows ------------------------------------------------------------------------------------------


def test_a_bridge_goes_one_way() -> None:
    """Cards of the stand go online: nothing enters the room, nothing leaves the screen."""
    assert broken(plan(STAND, SITE, bridges=(("market_stand", "online_survey"),))) == {"in_person": ("in",), "digital": ("out",)}


def test_two_bridges_close_the_loop() -> None:
    there_and_back = (("market_stand", "online_survey"), ("online_survey", "market_stand"))
    assert broken(plan(STAND, SITE, bridges=there_and_back)) == {}


def test_channels_without_a_bridge_are_cut_off_both_ways() -> None:
    assert broken(plan(STAND, FORMS, SITE)) == dict.fromkeys(("in_person", "digital", "remote"), ("out", "in"))


def test_one_channel_has_nothing_to_weave() -> None:
    assert broken(plan(SITE)) == {}
    assert broken(plan(STAND, WORKSHOP)) == {}


def test_a_bridge_inside_a_channel_weaves_nothing() -> None:
    assert broken(plan(STAND, WORKSHOP, SITE, bridges=(("market_stand", "workshop"),)))["in_person"] == ("out", "in")


def test_an_activity_in_two_channels_is_a_bridge_both_ways() -> None:
    assert broken(plan(HYBRID)) == {}
    assert broken(plan(HYBRID, SITE)) == {}


def test_what_nobody_contributes_does_not_leave_a_channel() -> None:
    """Letters that announce the survey are not what people said on paper: nothing leaves the forms."""
    assert broken(plan(LETTER, FORMS, SITE, bridges=(("letterbox_drop", "online_survey"),)))["remote"] == ("out", "in")


def test_minutes_put_online_carry_what_a_gathering_said_but_not_a_stand() -> None:
    promise: dict[str, Any] = {"commitments": {"minutes_online": True}}
    assert broken(plan(WORKSHOP, SITE, **promise)) == {"in_person": ("in",), "digital": ("out",)}
    assert broken(plan(STAND, SITE, **promise)) == {"in_person": ("out", "in"), "digital": ("out", "in")}
    assert broken(plan(WORKSHOP, SITE, commitments={"minutes_online": False}))["in_person"] == ("out", "in")


def test_a_synthesis_takes_from_every_channel_and_a_reply_comes_back_to_those_it_names() -> None:
    here = plan(STAND, SITE, commitments={"synthesis_all_channels": True, "reply_strands": ["digital"]})
    assert broken(here) == {"in_person": ("in",)}


def test_a_report_takes_from_a_channel_and_brings_back_to_another() -> None:
    """The letter to participants is on paper and online: it takes from the stand, and what it tells reaches the screen."""
    here = plan(STAND, SITE, REPLY, bridges=(("market_stand", "participant_letter"),))
    assert broken(here) == {"in_person": ("in",), "digital": ("out",)}


def test_what_leads_online_may_pass_by_a_meeting() -> None:
    here = plan(STAND, WORKSHOP, FORMS, SITE, bridges=(("market_stand", "workshop"), ("workshop", "online_survey")))
    braid = flows(here, load())
    assert {id: braid.leads_online(id) for id in ("market_stand", "workshop", "paper_forms", "online_survey")} == {
        "market_stand": True, "workshop": True, "paper_forms": False, "online_survey": True,
    }  # fmt: skip


# -- the checks say which channel is cut off ---------------------------------------------------------------


def test_the_check_says_which_channel_is_cut_off_and_in_which_direction() -> None:
    here = plan(STAND, FORMS, SITE, bridges=(("market_stand", "online_survey"),))
    assert details("complementarity_designed", here) == {
        "paper_forms": "No bridge with another channel, either way. "
        "Channel cut off: paper and telephone (nothing leaves it, nothing enters it)."
    }


def test_a_plan_that_meets_the_principle_still_hears_what_goes_one_way() -> None:
    here = plan(STAND, SITE, bridges=(("market_stand", "online_survey"),))
    assert details("complementarity_designed", here) == {
        "plan": "Channel cut off: in person (nothing enters it), online (nothing leaves it)."
    }


def test_a_box_ticked_does_not_link_an_activity() -> None:
    here = plan(STAND, SITE, commitments={"synthesis_all_channels": True, "reply_strands": ["in_person", "digital"]})
    assert list(details("complementarity_designed", here)) == ["market_stand", "online_survey"]


def test_minutes_online_carry_a_workshop_online_beside_a_platform() -> None:
    here = plan(WORKSHOP, STAND, SITE, commitments={"minutes_online": True})
    assert details("cross_posting", here) == {
        "market_stand": "No bridge leads online; other activities of the same channel (in person) do."
    }
    assert details("cross_posting", plan(FORMS, SITE)) == {"paper_forms": "Nothing goes online from this channel: paper and telephone."}


# -- how a bridge works ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        ("paper_forms", "online_survey", "keyed in online within the week"),
        ("phone_line", "online_platform", "read back to the person"),
        ("market_stand", "online_map", "noted on cards"),
        ("workshop", "online_forum", "minutes are put online"),
        ("online_ideation", "workshop", "printed as cards"),
        ("online_ideation", "paper_forms", "summed up on the paper form"),
        ("paper_forms", "workshop", "put on the wall"),
        ("market_stand", "report_back_meeting", "what came by this channel"),
        ("online_survey", "public_reply", "what came by this channel"),
        ("public_reply", "market_stand", "comes back to those who contributed here"),
        ("social_media", "workshop", "where, when and how to contribute"),
        ("workshop", "citizens_jury", "put on the wall"),
        ("online_survey", "online_vote", "taken up there"),
    ],
)
def test_a_bridge_says_how_it_works(start: str, end: str, word: str) -> None:
    assert word in recipes(start, end, load()).en


def test_every_two_methods_have_a_recipe() -> None:
    catalog = load()
    assert all(recipes(one, two, catalog).fr.endswith(".") for one in catalog.methods for two in catalog.methods)


# -- patterns ----------------------------------------------------------------------------------------------


def test_ideas_taken_to_a_workshop_are_a_pattern() -> None:
    match = recognise(plan(IDEAS, DEBATE, bridges=(("online_ideation", "deliberative_workshop"),)), load())
    assert [(each.pattern, each.whole) for each in match] == [("ideas_then_debate", True)]
    assert match[0].held == {"ideas": "online_ideation", "debate": "deliberative_workshop"}


def test_a_pattern_without_its_bridge_is_told_as_such() -> None:
    match = recognise(plan(IDEAS, DEBATE), load())
    assert [(each.pattern, [(link.from_, link.to) for link in each.missing]) for each in match] == [
        ("ideas_then_debate", [("ideas", "debate")])
    ]


def test_a_bridge_the_other_way_is_another_pattern() -> None:
    vote = act("online_vote", "prioritise", units=1, week=12)
    found = recognise(plan(DEBATE, vote, bridges=(("deliberative_workshop", "online_vote"),)), load())
    assert [each.pattern for each in found] == ["debate_then_test"]


def test_a_group_and_its_space_lacking_two_bridges_are_not_a_pattern() -> None:
    council, space = act("neighbourhood_council", "deliberate", week=4), act("online_forum", "deliberate", week=4)
    one = (("neighbourhood_council", "online_forum"),)

    def spaces(here: Plan) -> list[bool]:
        return [each.whole for each in recognise(here, load()) if each.pattern == "members_space"]

    assert spaces(plan(council, space)) == []
    assert spaces(plan(council, space, bridges=one)) == [False]
    assert spaces(plan(council, space, bridges=(*one, ("online_forum", "neighbourhood_council")))) == [True]


def examples() -> dict[str, Plan]:
    found = {path.name: parse_plan(path.read_bytes(), path.name, load()) for path in sorted(EXAMPLES.glob("*.plan.yaml"))}
    return {**found, "bare": plan(), "meeting": plan(MEETING), "undated": plan(act("workshop", "ideate"), act("online_survey", "diagnose"))}


@pytest.mark.parametrize("name", examples())
def test_a_plan_follows_the_pattern_that_was_dropped_in(name: str) -> None:
    """What was there stays, no id is met twice, no proof is kept, and doing it again changes nothing."""
    catalog, here = load(), examples()[name]
    at = Situation(here.brief, catalog)
    for id in catalog.patterns:
        after = drop_in(here, catalog, id, at)
        assert [each.whole for each in recognise(after, catalog) if each.pattern == id] == [True], id
        assert after.activities[: len(here.activities)] == here.activities
        assert after.bridges[: len(here.bridges)] == here.bridges
        assert len({a.id for a in after.activities}) == len(after.activities)
        assert after == here or after.certificate is None
        assert drop_in(here, catalog, id, at) == after
        assert drop_in(after, catalog, id, at) is after


@pytest.mark.parametrize("id", ["ideas_then_debate", "debate_then_test"])
def test_what_takes_up_starts_after_what_it_takes(id: str) -> None:
    """From nothing: the second activity starts in the week that follows the end of the first."""
    catalog, empty = load(), plan()
    after = drop_in(empty, catalog, id)
    first, second = (next(line for line in evaluate(after, catalog).lines if line.activity == a.id) for a in after.activities)
    assert first.end_week is not None and second.start_week == first.end_week + 1
    assert [(bridge.from_, bridge.to) for bridge in after.bridges] == [(first.activity, second.activity)]


def test_what_is_there_is_used_again_when_it_comes_late_enough() -> None:
    """A debate in week 20 takes up ideas that end before; one in week 2 cannot, and another is added."""
    catalog = load()
    late = drop_in(plan({**DEBATE, "week": 20}), catalog, "ideas_then_debate")
    assert [a.method for a in late.activities] == ["deliberative_workshop", "online_ideation"]
    ends = {line.activity: line.end_week for line in evaluate(late, catalog).lines}
    assert (ends[late.activities[1].id] or 99) < 20
    early = drop_in(plan({**DEBATE, "week": 2}), catalog, "ideas_then_debate")
    assert sorted(a.method for a in early.activities) == ["deliberative_workshop", "deliberative_workshop", "online_ideation"]


def test_the_same_form_is_held_at_the_same_step() -> None:
    after = drop_in(plan(act("online_vote", "prioritise", units=1, week=8)), load(), "same_form_both_ways")
    assert [(a.method, a.phase) for a in after.activities[1:]] == [("paper_forms", "prioritise")]


def test_only_a_bridge_is_added_where_everybody_is_there() -> None:
    after = drop_in(plan(STAND, SITE), load(), "online_and_outreach", lang="en")
    assert len(after.activities) == 2
    assert [(bridge.from_, bridge.to) for bridge in after.bridges] == [("market_stand", "online_survey")]
    assert after.bridges[0].how.startswith("What the team collects is entered online")


def test_where_weeks_are_not_known_none_is_written() -> None:
    after = drop_in(plan(act("workshop", "co_produce")), load(), "debate_then_test")
    assert [(a.method, a.week) for a in after.activities] == [("workshop", None), ("online_survey", None)]


def test_a_plan_that_changes_loses_its_certificate() -> None:
    proof = Certificate(objective="x", claimed=1, exact=1, bound=1, gap=0, seconds=1, proven=True, scope="all methods")
    assert drop_in(plan(STAND, SITE).model_copy(update={"certificate": proof}), load(), "online_and_outreach").certificate is None


# -- the screen --------------------------------------------------------------------------------------------


def page() -> None:
    """The lanes and the patterns of the plan at hand, with undo."""
    from views import cached, state
    from views.steps import braid, changes, lanes

    here = state.plan()
    assert here is not None
    changes.buttons()
    lanes.show(here, cached.numbers(here)[0])
    braid.show(here)


def test_a_pattern_is_added_at_a_click_and_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    module.store.cache_clear()
    kept = module.store()
    here = plan(STAND, FORMS, SITE, bridges=(("paper_forms", "online_survey"),))
    test = AppTest.from_function(page, default_timeout=60)
    test.query_params.update({"lang": "en", "plan": kept.create(here)})
    test.run()
    assert [error.message for error in test.exception] == []
    said = "\n".join(each.value for each in (*test.markdown, *test.caption))
    assert "**The same format, online and off line** (the online format: Online survey" in said
    assert "Nearly **Online, and going to those who do not come there**: one bridge is missing, from “Market stand”" in said
    assert "Paper and telephone (nothing enters it)" in said
    test.selectbox(key="pattern-choice").set_value("online_and_outreach").run()
    (added,) = [each.value for each in test.markdown if each.value.startswith("This would add")]
    assert added == "This would add the bridge Market stand → Online survey: 0\u00a0€ and 0 agent-days more."
    test.button(key="pattern-add").click().run()
    key = test.query_params["plan"]
    after = kept.get(key if isinstance(key, str) else key[0])
    assert after is not None
    assert [(bridge.from_, bridge.to) for bridge in after.plan.bridges] == [
        ("paper_forms", "online_survey"),
        ("market_stand", "online_survey"),
    ]
    test.button(key="undo-change").click().run()
    undone = kept.get(key if isinstance(key, str) else key[0])
    assert undone is not None and undone.plan == here
    kept.engine.dispose()
    module.store.cache_clear()
