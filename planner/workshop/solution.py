"""A worked solution of a scenario, for the trainer: one good answer among several, with its numbers, its codes and why.

A plan is proposed under the brief and the bans of each round, from the formats on the table, and cut to what a canvas
holds. Where nothing is open (`answer: information`) the optimiser is not asked: what informs is laid in a set order, as far
as the means go, and nothing that would ask for an opinion.
"""

from __future__ import annotations

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import STRANDS, Phase
from catalog.words import Lang, number, rounded_people
from planner.audiences import ALL
from planner.brief import Brief
from planner.evaluate import Evaluation, evaluate
from planner.flip import Kept
from planner.optimise import Impossible, bridges, propose, spans_of
from planner.plan import Activity, Plan, strand_of
from planner.program import Wishes
from planner.reach import Situation
from planner.workshop.cards import short
from planner.workshop.codes import LANE, LAST_WEEK, on_canvas, write_canvas
from planner.workshop.scenario import Scenario, brief_after, offered, wishes_after

QUICK = 2  # seeded worlds, where only middle values are read
LEAST_SECONDS = 0.3
NAME = 60  # characters of a public in a reason
# What informs and answers, the most useful first: (format, step). Nobody is asked for an opinion by any of them.
INFORMING: tuple[tuple[str, Phase], ...] = (
    ("letterbox_drop", "inform"), ("report_back_meeting", "report_back"), ("local_press", "inform"), ("permanence", "inform"),
    ("participant_letter", "report_back"), ("public_meeting", "inform"), ("public_reply", "report_back"), ("poster_qr", "inform"),
    ("social_media", "inform"), ("existing_event", "inform"), ("info_house", "inform"), ("exhibition", "inform"),
)  # fmt: skip
WORDS = {
    "without": Text(fr="Sans elle, environ {n} personnes de moins", en="Without it, about {n} people fewer"),
    "mostly": Text(fr=", d’abord : {name}.", en=", first of all: {name}."),
    "told": Text(fr="Fait savoir à environ {n} personnes de plus.", en="Lets about {n} more people know."),
    "lifts": Text(fr="Fait venir ailleurs environ {n} personnes de plus.", en="Brings about {n} more people to the other activities."),
    "reply": Text(fr="Dit ce que les avis sont devenus, et pourquoi.", en="Says what became of the input, and why."),
    "small": Text(fr="Peu de personnes, mais un canal de plus.", en="Few people, but one channel more."),
    "inform": Text(fr="Explique la décision ; ne demande aucun avis.", en="Explains the decision; asks for no opinion."),
    "answer": Text(fr="Répond aux questions reçues, par un canal de plus.", en="Answers the questions received, on one channel more."),
}  # fmt: skip


class Reason(Record):
    """Why one activity is there."""

    activity: str
    words: str


class Step(Record):
    """The worked plan once a round has been told."""

    round: str
    plan: Plan | None  # None: nothing fits
    cost: float = 0.0
    staff_days: float = 0.0
    weeks: int | None = None
    coverage: tuple[tuple[str, float, float, float, float], ...] = ()  # name (`all` last), people, low, middle, high
    informed: float = 0.0
    codes: str = ""
    cut: tuple[str, ...] = ()  # formats that the canvas had no place for
    same: bool = False  # the round changes nothing for the calculation


class Solution(Record):
    """Round after round, then why the last plan is as it is."""

    answer: str  # plan or information
    lang: Lang  # of its words, and of the names of its publics
    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...] = ()


def solution(case: Scenario, catalog: Catalog, lang: Lang = "fr", seconds: float = 4.0) -> Solution:
    """Work the scenario out.

    Args:
        seconds: of calculation in all, shared between the rounds that change something.
    """
    count = len(case.rounds)
    briefs = [brief_after(case, i, lang) for i in range(1, count + 1)]
    asked = [(brief, offered(case, i)) for i, brief in enumerate(briefs, start=1)]
    changed = [i == 0 or asked[i] != asked[i - 1] for i in range(count)]
    # What is asked last is looked at for longest: it is what the trainer shows.
    each = max(seconds / (sum(changed) + 1), LEAST_SECONDS)
    steps: list[Step] = []
    last: Plan | None = None
    at = Kept(briefs[0], catalog)
    for i, (brief, on_table) in enumerate(asked):
        turn = case.rounds[i].id
        if not changed[i]:
            steps.append(steps[-1].model_copy(update={"round": turn, "same": True}))
            continue
        at = at if i == 0 else _laid(brief, at)
        plan: Plan | None
        cut: tuple[str, ...] = ()
        if case.answer == "information":
            plan = informing(case, at, i + 1)
        else:
            plan = _proposed(case, at, i + 1, on_table, each * (1 if any(changed[i + 1 :]) else 2), last)
            plan, cut = on_lanes(plan, at) if plan else (None, ())
        steps.append(_step(turn, plan, at, lang, cut))
        last = plan
    final = steps[-1].plan
    reasons = _reasons(final, at, case, lang) if final else ()
    return Solution(answer=case.answer, lang=lang, steps=tuple(steps), reasons=reasons)


def _laid(brief: Brief, before: Kept) -> Kept:
    """The brief of a round laid on the catalogue; where a round changes limits only, what is known of the publics stays."""
    same = brief.model_copy(update={"limits": before.brief.limits}) == before.brief
    return Kept(brief, before.catalog, before if same else None)


def _proposed(case: Scenario, at: Situation, rounds: int, on_table: tuple[str, ...], seconds: float, last: Plan | None) -> Plan | None:
    known = set(on_table) | {id for id, method in at.catalog.methods.items() if method.kind == "option" and id in case.cards.options}
    hidden = tuple(id for id in at.catalog.methods if id not in known)
    wishes = Wishes(forbid=tuple(dict.fromkeys((*wishes_after(case, rounds).forbid, *hidden))))
    start = last.model_copy(update={"brief": at.brief, "certificate": None}) if last else None
    try:
        return propose(at, wishes, seconds, start=start)
    except Impossible:
        return None


def on_lanes(plan: Plan, at: Situation) -> tuple[Plan, tuple[str, ...]]:
    """A plan cut to the places of a canvas, the activity least missed first; and the formats that were cut.

    Least missed: the public least well reached loses least, then everybody.
    """
    cut: list[str] = []
    while over := _crowded(plan, at):
        without = {each.id: _without(plan, each.id, at) for each in over}
        worth = {id: _worth(rest, at) for id, rest in without.items()}
        gone = max(over, key=lambda each: (worth[each.id], each.id))
        plan = without[gone.id]
        cut.append(gone.method)
    return plan, tuple(cut)


def _crowded(plan: Plan, at: Situation) -> list[Activity]:
    """The activities of the first lane that holds too many, else none."""
    for strand in STRANDS:
        mine = [each for each in plan.activities if strand_of(each, at.catalog.methods[each.method]) == strand]
        if len(mine) > LANE:
            return mine
    return []


def _without(plan: Plan, id: str, at: Situation) -> Plan:
    left = plan.model_copy(update={"activities": tuple(each for each in plan.activities if each.id != id)})
    return left.model_copy(update={"bridges": bridges(left, at.catalog, spans_of(left, at))})


def _worth(plan: Plan, at: Situation) -> tuple[float, float]:
    rows = evaluate(plan, at.catalog, at, draws=QUICK).coverage
    shares = [row.comes / row.people for row in rows if row.audience != ALL and row.people]
    return (min(shares, default=0.0), rows[-1].comes)


def informing(case: Scenario, at: Situation, rounds: int) -> Plan:
    """An information plan: what explains and answers, from the formats on the table, as far as money and days go."""
    catalog, limits = at.catalog, at.brief.limits
    on_table = offered(case, rounds)
    listed = [(id, phase) for id, phase in INFORMING if id in on_table and phase in catalog.methods[id].phases]
    if not listed:
        listed = [(id, p) for id in on_table for p in catalog.methods[id].phases if p in ("inform", "report_back")]
    kept: list[Activity] = []
    for id, phase in listed:
        method = catalog.methods[id]
        tried = [*kept, Activity(id=f"{id}-{phase}", method=id, phase=phase, units=1, strand=method.strand)]
        plan = Plan(brief=at.brief, activities=tuple(tried))
        numbers = evaluate(plan, catalog, at, draws=QUICK)
        fits = numbers.cost <= (limits.budget or float("inf")) and numbers.staff_days <= (limits.staff_days or float("inf"))
        if fits and not any(len(crowd) > LANE for crowd in (_crowded(plan, at),)):
            kept = tried
    return Plan(brief=at.brief, activities=tuple(kept))


# -- numbers and words ------------------------------------------------------------------------------------


def _step(turn: str, plan: Plan | None, at: Situation, lang: Lang, cut: tuple[str, ...]) -> Step:
    if plan is None:
        return Step(round=turn, plan=None)
    bare = dated(plan.model_copy(update={"certificate": None}), at)
    laid = on_canvas(bare, at.catalog)
    numbers = evaluate(bare, at.catalog, at)
    return Step(
        round=turn, plan=laid, cost=numbers.cost, staff_days=numbers.staff_days, weeks=numbers.weeks, informed=numbers.of(ALL).informed,
        coverage=tuple((row.audience, row.people, row.comes_low, row.comes, row.comes_high) for row in numbers.coverage),
        codes=write_canvas(laid, at.catalog, lang), cut=cut,
    )  # fmt: skip


def dated(plan: Plan, at: Situation) -> Plan:
    """The same plan, each activity in the week where the calendar puts it, so far as a canvas has that week."""
    weeks = {line.activity: line.start_week for line in evaluate(plan, at.catalog, at, draws=QUICK).lines}
    placed = tuple(
        each.model_copy(update={"week": week if (week := weeks[each.id]) is not None and week <= LAST_WEEK else None})
        for each in plan.activities
    )
    return plan.model_copy(update={"activities": placed})


def _reasons(plan: Plan, at: Situation, case: Scenario, lang: Lang) -> tuple[Reason, ...]:
    whole = evaluate(plan, at.catalog, at, draws=QUICK)
    return tuple(Reason(activity=each.id, words=_why(each, plan, whole, at, case, lang)) for each in plan.activities)


def _why(activity: Activity, plan: Plan, whole: Evaluation, at: Situation, case: Scenario, lang: Lang) -> str:
    if case.answer == "information":
        return WORDS["answer" if activity.phase == "report_back" else "inform"](lang)
    if activity.phase in ("report_back", "evaluate"):
        return WORDS["reply"](lang)
    left = plan.model_copy(update={"activities": tuple(each for each in plan.activities if each.id != activity.id), "bridges": ()})
    rest = evaluate(left, at.catalog, at, draws=QUICK)
    lost = whole.of(ALL).comes - rest.of(ALL).comes
    if activity.phase in ("inform", "mobilise"):
        told = whole.of(ALL).informed - rest.of(ALL).informed
        if lost >= 1:
            return WORDS["lifts"](lang).format(n=number(rounded_people(lost), lang))
        return WORDS["told"](lang).format(n=number(rounded_people(told), lang)) if told >= 1 else WORDS["small"](lang)
    if lost < 1:
        return WORDS["small"](lang)
    before = {row.audience: row for row in whole.coverage if row.audience != ALL and row.people}
    falls = {name: (row.comes - rest.of(name).comes) / row.people for name, row in before.items()}
    most = max(falls, key=lambda name: falls[name], default="")
    said = WORDS["without"](lang).format(n=number(rounded_people(lost), lang))
    return said + WORDS["mostly"](lang).format(name=short(most, NAME)) if most and falls[most] > 0 else said + "."
