"""Codes of the workshop: no single slip passes, and a plan goes through the codes unchanged."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.cards import ALPHABET, KINDS
from catalog.load import Catalog, load
from catalog.methods import PHASES, STRANDS
from planner.brief import Audience, Brief
from planner.evaluate import evaluate
from planner.plan import Activity, Bridge, Commitments, Plan
from planner.workshop.codes import (
    KIND_LETTERS,
    LANE,
    LAST_NUMBER,
    LAST_WEEK,
    PLACES,
    Codes,
    cannot,
    numbered,
    on_canvas,
    read_canvas,
    read_token,
    slip,
    split,
    tidy,
    token,
    usual_phase,
    write_canvas,
)

PEOPLE = tuple(Audience(name=name, people=100) for name in ("Riverains", "Commerçants", "Jeunes", "Aînés"))
BRIEF = Brief(subject="La place", audiences=PEOPLE, phases=("inform", "ideate", "report_back"))
CATALOG = load()
DECK = CATALOG.deck


def every_token() -> list[str]:
    cards = [token(kind, DECK.of(kind)[id].code) for kind, id in DECK.named()]
    numbers = [
        numbered(kind, n) for kind, last in (("S", LAST_WEEK), ("N", LAST_NUMBER), ("L", PLACES), ("P", 30)) for n in range(last + 1)
    ]
    return cards + numbers


def test_a_token_worked_by_hand() -> None:
    # L07: 4×1 + 3×0 + 2×7 = 18, and 13 makes 31; the signs are 0-9 then A=10, B=11, C=12, D=13.
    assert token("L", "07") == "L07D"
    # M4F: M is 20 (0-9, A-H are 10 to 17, J 18, K 19), F is 15: 80 + 12 + 30 = 122, and 2 makes 124 = 4 × 31.
    assert token("M", "4F") == "M4F2"


def slips(right: str) -> list[str]:
    """Every single-character change and every swap of neighbours, the letter of the kind included."""
    changed = [right[:i] + sign + right[i + 1 :] for i in range(4) for sign in {*ALPHABET, *KIND_LETTERS} if sign != right[i]]
    swapped = [right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(3) if right[i] != right[i + 1]]
    return changed + swapped


def silently_wrong(tokens: list[str]) -> list[tuple[str, str]]:
    """Slips that read as another token. Those that read as the same one (I for 1) do no harm."""
    return [(right, wrong) for right in tokens for wrong in slips(right) if read_token(wrong) not in (None, read_token(right))]


def test_every_slip_on_every_token_is_caught() -> None:
    assert silently_wrong(every_token()) == []


def test_every_slip_on_ten_thousand_random_codes_is_caught() -> None:
    random = Random(8)
    codes = [token(random.choice(KIND_LETTERS), "".join(random.choices(ALPHABET, k=2))) for _ in range(10_000)]
    assert all(read_token(each) == (each[0], each[1:3]) for each in codes)
    # A changed character leaves the three others: no other token at all, card or not, shares three characters with a code.
    sharing: dict[tuple[int, str], set[str]] = {}
    for right in (token(kind, a + b) for kind in KIND_LETTERS for a in ALPHABET for b in ALPHABET):
        for i in range(4):
            sharing.setdefault((i, right[:i] + right[i + 1 :]), set()).add(right)
    assert all(sharing[i, right[:i] + right[i + 1 :]] == {right} for right in codes for i in range(4))
    swaps = ((right, right[:i] + right[i + 1] + right[i] + right[i + 2 :]) for right in codes for i in range(3))
    assert all(read_token(wrong) in (None, read_token(right)) for right, wrong in swaps)


def test_reading_is_forgiving() -> None:
    right = token("L", "10")
    for typed in (right.lower(), f" {right[:2]} {right[2:]} ", f"{right[:2]}-{right[2:]}", "LIO" + right[3], "1lo" + right[3]):
        assert read_token(typed) == ("L", "10"), typed
    assert read_token("é07D") is None and read_token("") is None and read_token("L07") is None


def test_spaces_too_many_or_too_few_are_mended_and_right_tokens_are_never_swallowed() -> None:
    a, b, c = numbered("L", 7), numbered("S", 5), numbered("N", 2)
    assert split(f"{a}{b} {c}") == [a, b, c]
    assert split(f"{a[:2]} {a[2:]} {b}") == [a, b]
    assert split(f"{a} {b[:3]} {c}") == [a, b[:3], c]


def test_codes_are_given_once(catalog: Catalog) -> None:
    tokens = [token(kind, catalog.deck.of(kind)[id].code) for kind, id in catalog.deck.named()]
    assert len(set(tokens)) == len(tokens)


def test_cards_already_printed_keep_their_codes() -> None:
    """A sample of a printed box: whoever changes one of these makes a box in somebody's cupboard unreadable."""
    printed = {"MC16": "market_stand", "MT2W": "online_platform", "MVJR": "public_meeting", "XDNS": "childcare_meeting", "TWAG": "decidim",
               "PJAS": "low_income", "E014": "inform", "BC7Z": "same_form", "CB52": "staff_cut", "VA3F": "rumour"}  # fmt: skip
    for each, id in printed.items():
        read = read_token(each)
        assert read and DECK.by_code(read[0])[read[1]] == id


def test_bridges_of_a_computed_plan_have_their_card(catalog: Catalog) -> None:
    from planner.optimise import bridges

    activities = (
        Activity(id="a", method="online_platform", phase="ideate"),
        Activity(id="b", method="deliberative_workshop", phase="deliberate"),
        Activity(id="c", method="paper_forms", phase="ideate"),
    )
    weeks = {"a": (3, 6), "b": (6, 7), "c": (3, 6)}
    made = bridges(Plan(brief=BRIEF, activities=activities), catalog, weeks)
    known = {card.how.fr for card in catalog.deck.B.values()}
    assert len(made) >= 3 and {each.how for each in made} <= known


# -- a canvas ---------------------------------------------------------------------------------------------


def line(*cards: tuple[str, str | int]) -> str:
    return " ".join(numbered(kind, of) if isinstance(of, int) else token(kind, DECK.of(kind)[of].code) for kind, of in cards)


STALL = line(("L", 1), ("M", "market_stand"), ("E", "diagnose"), ("S", 5), ("N", 2), ("P", 1))


def test_a_line_becomes_an_activity() -> None:
    canvas = read_canvas(STALL, BRIEF, CATALOG)
    assert canvas.problems == ()
    assert canvas.plan.activities == (
        Activity(id="L01", method="market_stand", phase="diagnose", units=2, week=5, audiences=("Riverains",)),
    )


def test_what_is_left_out_takes_its_usual_value() -> None:
    """One unit, no week; this brief asks for no step where a stand gathers opinions, so it informs."""
    (activity,) = read_canvas(line(("M", "market_stand"), ("L", 2)), BRIEF, CATALOG).plan.activities
    assert (activity.units, activity.week, activity.phase, activity.strand) == (1, None, "inform", None)


def test_a_step_left_out_is_the_one_that_a_room_would_take() -> None:
    """A format that gathers opinions gathers them, in a step that the brief asks for; a leaflet informs."""
    asked = BRIEF.model_copy(update={"phases": ("inform", "diagnose", "ideate", "report_back")})
    for id in sorted(DECK.M):
        place = STRANDS.index(CATALOG.methods[id].strand) * LANE + 1
        (activity,) = read_canvas(line(("L", place), ("M", id)), asked, CATALOG).plan.activities
        assert activity.phase == usual_phase(CATALOG.methods[id], asked)
    assert usual_phase(CATALOG.methods["market_stand"], asked) == "diagnose"
    assert usual_phase(CATALOG.methods["letterbox_drop"], asked) == "inform"


def test_a_lane_says_the_strand_only_when_it_is_not_that_of_the_format() -> None:
    canvas = read_canvas(line(("L", 9), ("M", "public_reply")) + "\n" + line(("L", 17), ("M", "public_reply")), BRIEF, CATALOG)
    assert [each.strand for each in canvas.plan.activities] == [None, "remote"]


def test_a_bridge_may_be_typed_before_what_it_joins() -> None:
    text = "\n".join([line(("L", 1), ("B", "record_all"), ("L", 9)), STALL, line(("L", 9), ("M", "online_platform"))])
    canvas = read_canvas(text, BRIEF, CATALOG)
    assert canvas.problems == ()
    (bridge,) = canvas.plan.bridges
    assert (bridge.from_, bridge.to, bridge.how) == ("L01", "L09", DECK.B["record_all"].how.fr)


def test_a_wrong_token_says_its_line_and_offers_the_likely_card_on_the_table_first() -> None:
    right = token("M", DECK.M["market_stand"].code)
    wrong = right[:3] + ("A" if right[3] != "A" else "B")
    text = STALL + "\n" + line(("L", 2)) + " " + wrong
    canvas = read_canvas(text, BRIEF, CATALOG, first={"market_stand"})
    assert len(canvas.plan.activities) == 1  # the good line is kept
    (problem,) = canvas.problems
    assert problem.line == 2
    assert f"« {wrong} »" in problem.message.fr and f"Peut-être {right} (Stand sur un marché)" in problem.message.fr
    assert f'"{wrong}"' in problem.message.en and f"Perhaps {right} (Market stand)" in problem.message.en


def test_at_most_three_cards_are_offered_all_one_slip_away() -> None:
    codes = Codes(BRIEF, CATALOG)
    for right in every_token()[::7]:
        for wrong in slips(right)[::11]:
            if read_token(wrong) is None:
                offered = codes.likely(wrong)
                assert len(offered) <= 3 and all(slip(tidy(wrong), each) for each in offered)


@pytest.mark.parametrize(
    "text, said",
    [
        (line(("M", "market_stand")), "place is missing"),
        (line(("L", 1)), "format is missing"),
        (line(("L", 1), ("M", "market_stand"), ("S", 1), ("S", 2)), "two S cards"),
        (line(("L", 1), ("M", "market_stand"), ("P", 1), ("P", 1)), "twice"),
        (line(("L", 1), ("M", "market_stand"), ("V", "rumour")), "not laid on the canvas"),
        (STALL + "\n" + STALL, "already taken"),
        (line(("L", 1), ("L", 2)), "two places and one B card"),
        (STALL + "\n" + line(("L", 1), ("B", "record_all"), ("L", 1)), "comes back to it"),
        (STALL + "\n" + line(("L", 1), ("B", "record_all"), ("L", 9)), "place 9 has no activity"),
        (line(("L", 1), ("M", "market_stand"), ("P", "farmers")), "not a public of this case"),
        (line(("L", 1), ("M", "market_stand"), ("P", 5)), "not the code of any card"),
        (line(("L", 25), ("M", "market_stand")), "not the code of any card"),
        ("bonjour tout le monde", "is not a code"),
        ("L01D\n" * 500, "more than 200 lines"),
    ],
)
def test_faults_are_said_with_their_line(text: str, said: str) -> None:
    problems = read_canvas(text, BRIEF, CATALOG).problems
    assert problems and all(said in each.message.en for each in problems[-1:])
    assert all(len(each.say(lang)) < 600 for each in problems for lang in ("fr", "en"))


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_nonsense_never_raises(text: str) -> None:
    canvas = read_canvas(text, BRIEF, CATALOG)
    assert canvas.plan.brief == BRIEF


# -- there and back ---------------------------------------------------------------------------------------


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans that fit: at most eight activities a lane, weeks to 52, units to 99, things that have a card."""
    made = []
    for lane in STRANDS:
        for i in range(draw(st.integers(0, LANE))):
            method = draw(st.sampled_from(sorted(DECK.M)))
            own = CATALOG.methods[method].strand
            some = {
                name: st.lists(st.sampled_from(sorted(DECK.of(kind))), max_size=3, unique=True) for name, kind in (("t", "T"), ("x", "X"))
            }
            made.append(
                Activity(
                    id=f"{lane}-{i}", method=method, phase=draw(st.sampled_from(PHASES)),
                    units=draw(st.none() | st.integers(1, LAST_NUMBER)), week=draw(st.none() | st.integers(0, LAST_WEEK)),
                    strand=lane if lane != own or draw(st.booleans()) else None,
                    tools=tuple(draw(some["t"])), options=tuple(draw(some["x"])),
                    audiences=tuple(draw(st.lists(st.sampled_from([each.name for each in PEOPLE]), max_size=4, unique=True))),
                )
            )  # fmt: skip
    made = draw(st.permutations(made))
    bridges = []
    if len(made) > 1:
        hows = ["", *(card.how.fr for card in DECK.B.values())]
        for _ in range(draw(st.integers(0, 6))):
            a, b = draw(st.lists(st.sampled_from([each.id for each in made]), min_size=2, max_size=2, unique=True))
            bridges.append(Bridge(from_=a, to=b, how=draw(st.sampled_from(hows))))
    return Plan(brief=BRIEF, activities=tuple(made), bridges=tuple(bridges))


@given(plans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_plan_that_fits_comes_back_the_same(plan: Plan) -> None:
    assert cannot(plan, CATALOG) == ()
    canvas = read_canvas(write_canvas(plan, CATALOG), BRIEF, CATALOG)
    assert canvas.problems == ()
    assert canvas.plan == on_canvas(plan, CATALOG)
    assert [(a.method, a.phase, a.units, a.week, a.audiences) for a in canvas.plan.activities] == [
        (a.method, a.phase, a.units, a.week, a.audiences) for a in plan.activities
    ]


@st.composite
def any_plans(draw: st.DrawFn) -> Plan:
    """Plans of any size: crowded lanes, weeks to 300, units to 400, cards laid twice, words of one's own, commitments."""
    formats = st.sampled_from(sorted(id for id, method in CATALOG.methods.items() if method.kind == "method"))
    names = st.sampled_from([each.name for each in PEOPLE])
    made = tuple(
        Activity(
            id=f"a{i}", method=draw(formats), phase=draw(st.sampled_from(PHASES)), units=draw(st.none() | st.integers(1, 400)),
            week=draw(st.none() | st.integers(0, 300)), strand=draw(st.none() | st.sampled_from(STRANDS)),
            tools=tuple(draw(st.lists(st.sampled_from(sorted(CATALOG.tools)), max_size=2))),
            audiences=tuple(draw(st.lists(names, max_size=2))),
        )
        for i in range(draw(st.integers(0, 30)))
    )  # fmt: skip
    ends = st.sampled_from(range(len(made))) if made else st.nothing()
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=4)) if len(made) > 1 else []
    how = st.sampled_from(["", "à la main", next(iter(DECK.B.values())).how.fr])
    bridges = tuple(Bridge(from_=f"a{a}", to=f"a{b}", how=draw(how)) for a, b in pairs)
    return Plan(brief=BRIEF, activities=made, bridges=bridges, commitments=Commitments(childcare=draw(st.none() | st.just(True))))


def numbers_of(plan: Plan) -> list[tuple[object, ...]]:
    """What a canvas says of each activity."""
    return [(a.method, a.phase, a.units, a.week, a.audiences, a.tools, a.options) for a in plan.activities]


@given(any_plans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_plan_comes_back_the_same_or_what_is_lost_is_said(plan: Plan) -> None:
    canvas = read_canvas(write_canvas(plan, CATALOG), BRIEF, CATALOG)
    assert canvas.problems == ()  # what is said to be lost stops nothing that is kept
    same = numbers_of(canvas.plan) == numbers_of(plan) and [b.how for b in canvas.plan.bridges] == [b.how for b in plan.bridges]
    assert (cannot(plan, CATALOG) == ()) == (same and plan.commitments == Commitments())


def test_naming_activities_after_their_places_changes_no_number() -> None:
    plan = Plan(
        brief=BRIEF,
        activities=(
            Activity(id="x", method="market_stand", phase="diagnose", units=3, strand="in_person"),
            Activity(id="y", method="online_platform", phase="ideate", units=1, strand="digital"),
        ),
    )
    before, after = evaluate(plan, CATALOG, draws=10), evaluate(on_canvas(plan, CATALOG), CATALOG, draws=10)
    assert (before.cost, before.staff_days, before.coverage) == (after.cost, after.staff_days, after.coverage)


def test_what_does_not_fit_is_said_and_written_as_a_comment() -> None:
    stalls = tuple(Activity(id=f"a{i}", method="market_stand", phase="diagnose", units=1) for i in range(9))
    others = (
        Activity(id="p", method="participatory_budget", phase="prioritise"),
        Activity(id="w", method="online_platform", phase="ideate", week=60, units=100, tools=("decidim", "zooniverse")),
    )
    plan = Plan(
        brief=BRIEF,
        activities=(*stalls, *others),
        bridges=(Bridge(from_="a0", to="w", how="à la main\nL01D"), Bridge(from_="a8", to="w", how="")),
        commitments=Commitments(childcare=True),
    )
    said = [each.en for each in cannot(plan, CATALOG)]
    online = f'"{CATALOG.methods["online_platform"].name.en}"'
    for words in ('"Market stand": the 8 places of the "', '"Participatory budget" has no card', f"{online}: week 60 is beyond 52",
                  f"{online}: 100 is beyond 99", f'{online}: "{CATALOG.tools["zooniverse"].name}" has no card',
                  f'from "Market stand" to {online} is kept, not its words',
                  f'from "Market stand" to {online} does not have its two places',
                  "the commitments"):  # fmt: skip
        assert any(words in each for each in said), words
    assert len(said) == 8
    written = write_canvas(plan, CATALOG, "en")
    assert written.count("# ") == 8
    back = read_canvas(written, BRIEF, CATALOG)
    assert back.problems == () and len(back.plan.activities) == 9 and back.plan.bridges == (Bridge(from_="L01", to="L09", how=""),)
    with pytest.raises(ValueError, match="the 8 places"):
        on_canvas(plan, CATALOG)


def test_every_kind_has_a_letter_and_every_value_differs() -> None:
    from planner.workshop.codes import SIGNS, VALUES

    assert len(ALPHABET) == len(set(ALPHABET)) == SIGNS and set(KINDS) < set(KIND_LETTERS)
    assert len({VALUES[letter] for letter in KIND_LETTERS}) == len(KIND_LETTERS)
