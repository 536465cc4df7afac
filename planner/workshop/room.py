"""A room: tables that build a plan under the same limits, while what the trainer tells changes them for all at once.

Pure records and rules: nothing here stores, draws or asks the solver. A table's plan is a canvas: its activities are
named after their places (`L07`), and its brief is always that of the rounds told so far.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from catalog.cards import ALPHABET
from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import STRANDS, Strand
from catalog.principles import FindingKind
from catalog.words import Lang, day, euros, number
from catalog.yamlfile import Bilingual, Problem
from planner.audiences import ALL
from planner.brief import Brief
from planner.checks import check, ranked
from planner.coverage import interval, mobilised
from planner.evaluate import Evaluation, evaluate
from planner.plan import Activity, Bridge, Plan, strand_of
from planner.reach import Situation
from planner.work import Work
from planner.workshop.codes import (
    LANE,
    LETTERS,
    NO_CARD,
    SEPARATORS,
    SIGNS,
    VALUES,
    Canvas,
    numbered,
    place_id,
    read_canvas,
    read_token,
    split,
    token,
    usual_phase,
)  # fmt: skip
from planner.workshop.scenario import Scenario, brief_after, offered, wishes_after

CODE = 5  # characters of a room code, besides its check character: 31^5 = 28.6 million codes
FEWEST_TABLES, MOST_TABLES = 1, 40
SHORTEST, LONGEST = 30, 480  # minutes of work
DAYS, MOST_DAYS = 7, 60  # a room is kept
NAME = 24  # characters of the name of a table
QUICK = 2  # seeded worlds, where only middle values are read
Stage = Literal["open", "debrief", "closed"]


class Room(Record):
    """What the trainer decides, and how far the session is."""

    case: Scenario
    lang: Lang = "fr"
    minutes: int = Field(ge=SHORTEST, le=LONGEST)  # of work, all rounds together
    told: int = Field(default=0, ge=0)  # rounds told; 0: the tables settle in
    told_at: datetime | None = None
    stage: Stage = "open"
    answer: Plan | None = None  # the computed proposal, for the rounds told when it was asked
    answer_told: int = 0
    answer_cut: tuple[str, ...] = ()  # formats of the proposal that a canvas had no place for
    shown: bool = False  # whether the wall shows it

    @property
    def brief(self) -> Brief:
        """The brief of the rounds told."""
        return brief_after(self.case, self.told, self.lang)

    @property
    def offered(self) -> tuple[str, ...]:
        """Formats that can still be laid."""
        return offered(self.case, self.told)

    @property
    def informs(self) -> bool:
        """Whether nothing is open any more in this case: the good answer informs, and asks for no opinion."""
        return self.case.answer == "information"

    @property
    def cards(self) -> tuple[str, ...]:
        """Ids of every card put on the tables."""
        return (*self.case.cards.methods, *self.case.cards.tools, *self.case.cards.options)


# -- the code of a room -----------------------------------------------------------------------------------


def check_sign(code: str) -> str:
    """The sixth character: with weights 6 to 1 modulo 31, a prime, one changed or two swapped characters never pass."""
    return ALPHABET[-sum((CODE + 1 - i) * VALUES[sign] for i, sign in enumerate(code)) % SIGNS]


def new_code() -> str:
    """A room code drawn at random."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE))
    return code + check_sign(code)


def read_code(text: str) -> str | None:
    """A room code as somebody typed it; None when it cannot be one."""
    signs = "".join(text[:60].split()).translate(SEPARATORS).upper().translate(LETTERS)
    if len(signs) != CODE + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    return signs if check_sign(signs[:CODE]) == signs[CODE] else None


# -- rounds -----------------------------------------------------------------------------------------------


def next_round(room: Room, now: datetime) -> Room:
    """Tell the next round, or go to the debrief after the last."""
    if room.stage != "open":
        return room
    if room.told < len(room.case.rounds):
        return room.model_copy(update={"told": room.told + 1, "told_at": now, "shown": False})
    return room.model_copy(update={"stage": "debrief", "told_at": now})


def minutes_of(room: Room, turn: int) -> int:
    """Minutes given to a round (from 1): its share of the scenario, brought to the length of the session."""
    return max(round(room.case.rounds[turn - 1].minutes * room.minutes / room.case.minutes), 1)


def ends_at(room: Room) -> datetime | None:
    """When the round under way is over; None before the first and after the last."""
    if room.stage != "open" or not room.told or room.told_at is None:
        return None
    return room.told_at + timedelta(minutes=minutes_of(room, room.told))


# -- a table's plan ---------------------------------------------------------------------------------------


def on_brief(plan: Plan, brief: Brief) -> Plan:
    """The same canvas under another brief; a public that is no longer there is nobody's."""
    if plan.brief == brief:
        return plan
    names = {audience.name for audience in brief.audiences}
    kept = tuple(a.model_copy(update={"audiences": tuple(n for n in a.audiences if n in names)}) for a in plan.activities)
    return Plan(brief=brief, activities=kept, bridges=plan.bridges)


def lay(plan: Plan, typed: str, room: Room, catalog: Catalog, **more: Any) -> Plan:
    """Add what somebody typed: the code of a format card, or a whole line (an activity or a bridge).

    Args:
        more: fields of the activity said beside the card (`week`, `units`, `audiences`, `options`).
    Raises:
        Bilingual: what is wrong, with the likely card.
    """
    tokens = split(typed.partition("#")[0][:400])
    if not tokens:
        raise Bilingual(fr="Tapez le code d’une carte, ou choisissez-la dans la liste.",
                        en="Type the code of a card, or choose it from the list.")  # fmt: skip
    read = [read_token(each) for each in tokens]
    kinds = [each[0] for each in read if each]
    if "L" not in kinds and "M" in kinds:
        code = next(each[1] for each in read if each and each[0] == "M")
        method = catalog.deck.by_code("M").get(code)
        if method is not None:
            tokens = [numbered("L", free_place(plan, catalog.methods[method].strand)), *tokens]
    elif "L" not in kinds and all(read):
        raise Bilingual(fr="C’est une carte, mais pas une modalité. Tapez d’abord le code d’une carte M.",
                        en="This is a card, but not a format. Type first the code of an M card.")  # fmt: skip
    held = [f"{numbered('L', place_of(a))} {token('M', catalog.deck.M[a.method].code)}" for a in plan.activities]
    canvas = read_canvas("\n".join([*held, " ".join(tokens)]), plan.brief, catalog, room.lang, room.cards, "")
    if canvas.problems:
        message = canvas.problems[0].message
        raise Bilingual(fr=message.fr, en=message.en)
    if canvas.plan.bridges:
        return bridge(plan, canvas.plan.bridges[-1])
    activity = canvas.plan.activities[-1]
    if "E" not in kinds:
        more = {"phase": usual_phase(catalog.methods[activity.method], plan.brief), **more}
    activity = activity.model_copy(update={name: value for name, value in more.items() if value})
    allowed(activity.method, room, catalog)
    return Plan(brief=plan.brief, activities=(*plan.activities, activity), bridges=plan.bridges)


def bridge(plan: Plan, new: Bridge) -> Plan:
    """Add a bridge; the same two places joined again take its words."""
    kept = tuple(each for each in plan.bridges if (each.from_, each.to) != (new.from_, new.to))
    return Plan(brief=plan.brief, activities=plan.activities, bridges=(*kept, new))


def change(plan: Plan, place: str, **values: Any) -> Plan:
    """Change fields of the activity of a place; nothing when somebody took it away."""
    activities = tuple(Activity.model_validate({**a.model_dump(), **values}) if a.id == place else a for a in plan.activities)
    return Plan(brief=plan.brief, activities=activities, bridges=plan.bridges)


def take_away(plan: Plan, place: str) -> Plan:
    """Take a card off the canvas, with its bridges."""
    return Plan(
        brief=plan.brief,
        activities=tuple(a for a in plan.activities if a.id != place),
        bridges=tuple(b for b in plan.bridges if place not in (b.from_, b.to)),
    )


def without(plan: Plan, ends: tuple[str, str]) -> Plan:
    """Take a bridge away."""
    return plan.model_copy(update={"bridges": tuple(b for b in plan.bridges if (b.from_, b.to) != ends)})


def free_place(plan: Plan, strand: Strand) -> int:
    """The first free place of a lane.

    Raises:
        Bilingual: the lane is full.
    """
    taken = {place_of(a) for a in plan.activities}
    first = STRANDS.index(strand) * LANE + 1
    found = next((place for place in range(first, first + LANE) if place not in taken), None)
    if found is None:
        raise Bilingual(fr=f"Les {LANE} places de ce volet sont prises. Retirez d’abord une carte.",
                        en=f"The {LANE} places of this lane are taken. Take a card away first.")  # fmt: skip
    return found


def place_of(activity: Activity) -> int:
    """The place of an activity on the canvas."""
    return int(activity.id[1:])


def allowed(method: str, room: Room, catalog: Catalog) -> None:
    """Refuse a format that is not on the table.

    Raises:
        Bilingual: it belongs to another case, or a round has closed it.
    """
    name = catalog.methods[method].name
    if method not in room.case.cards.methods:
        raise Bilingual(fr=f"« {name.fr} » n’est pas une carte de ce cas. Prenez une des cartes posées sur la table.",
                        en=f'"{name.en}" is not a card of this case. Take one of the cards on the table.')  # fmt: skip
    if method not in room.offered:
        raise Bilingual(fr=f"« {name.fr} » ne peut plus se tenir depuis ce qui vient d’être annoncé.",
                        en=f'"{name.en}" can no longer be held since what was announced.')  # fmt: skip


def pasted(text: str, room: Room, catalog: Catalog) -> Canvas:
    """A whole canvas of codes: the lines that read well and are of this case, and what is wrong in the others."""
    canvas = read_canvas(text, room.brief, catalog, room.lang, room.cards, "")
    problems = list(canvas.problems)
    plan = canvas.plan
    for activity in canvas.plan.activities:
        try:
            allowed(activity.method, room, catalog)
        except Bilingual as error:
            place = numbered("L", place_of(activity))
            line = next((i for i, words in enumerate(text.splitlines(), start=1) if place in split(words)), None)
            problems.append(Problem("", line, error.text))
            plan = take_away(plan, activity.id)
    return Canvas(plan, tuple(sorted(problems, key=lambda each: each.line or 0)))


def codes_of(plan: Plan, catalog: Catalog) -> str:
    """The canvas of a table as codes, each activity at its own place."""
    deck = catalog.deck
    publics = {audience.name: i for i, audience in enumerate(plan.brief.audiences, start=1)}
    words = {text: each.code for each in deck.B.values() for text in (each.how.fr, each.how.en)}
    lines = []
    for a in plan.activities:
        tokens = [numbered("L", place_of(a)), token("M", deck.M[a.method].code), token("E", deck.E[a.phase].code)]
        tokens += [numbered("S", a.week)] if a.week is not None else []
        tokens += [numbered("N", min(a.units or 0, 99)), *(numbered("P", publics[name]) for name in a.audiences)]
        tokens += [token("T", deck.T[t].code) for t in a.tools] + [token("X", deck.X[x].code) for x in a.options]
        lines.append(" ".join(tokens))
    for b in plan.bridges:
        ends = (numbered("L", int(b.from_[1:])), numbered("L", int(b.to[1:])))
        lines.append(f"{ends[0]} {token('B', words.get(b.how, NO_CARD))} {ends[1]}")
    return "\n".join(lines)


# -- what a plan brings, under the limits of the round ----------------------------------------------------


class Missed(Record):
    """A public: who would come (or would know), and who is left to be sought in another way (80 % ranges, people)."""

    name: str
    people: float
    low: float  # would take part
    high: float
    far_low: float  # left to be sought
    far_high: float

    @classmethod
    def of(cls, name: str, people: float, low: float, high: float) -> Missed:
        """A public from those reached: the two ends of who is left are what remains of it."""
        return cls(name=name, people=people, low=low, high=high, far_low=max(people - high, 0.0), far_high=max(people - low, 0.0))


class Break(Record):
    """A principle that the plan breaks."""

    rule: str
    kind: FindingKind
    statement: Text
    remedy: Text


class Outcome(Record):
    """A table's plan in the few numbers that a room compares."""

    cost: float  # EUR including VAT
    budget: float | None
    staff_days: float
    staff_limit: float | None
    weeks: int | None
    publics: tuple[Missed, ...]
    told: tuple[Missed, ...]  # who would be informed; counted only in a case where nothing is open
    asks: int  # activities that ask for an opinion
    informs: bool  # whether the plan is judged by who is informed, not by who takes part
    least: Missed | None  # the public least well reached, as a share of it
    strands: Mapping[Strand, int]  # activities
    bridges: int
    crossing: int  # bridges from one strand to another
    broken: tuple[Break, ...]  # legal, sincerity, practice, in this order
    over: tuple[Text, ...]  # limits that are not kept

    @property
    def activities(self) -> int:
        """Cards laid."""
        return sum(self.strands.values())

    @property
    def too_much(self) -> bool:
        """Whether it costs more than there is."""
        return self.budget is not None and self.cost > self.budget + 0.5

    @property
    def too_long(self) -> bool:
        """Whether it asks for more agent-days than there are."""
        return self.staff_limit is not None and self.staff_days > self.staff_limit + 0.05

    @property
    def counted(self) -> tuple[Missed, ...]:
        """The publics by what the plan is judged by."""
        return self.told if self.informs else self.publics


def outcome(plan: Plan, room: Room, catalog: Catalog, situation: Situation | None = None) -> Outcome:
    """Work out a plan under the limits of the rounds told.

    Where nothing is open, a plan that asks for no opinion is judged by who is informed; the others too once the room
    knows: until then, a table finds out by itself.

    Args:
        situation: the plan's brief laid on the catalogue, when it is at hand.
    """
    at = situation or Situation(plan.brief, catalog)
    numbers = evaluate(plan, catalog, at)
    publics = tuple(
        Missed.of(row.audience, row.people, row.comes_low, row.comes_high)
        for row in numbers.coverage if row.audience != ALL and row.people > 0
    )  # fmt: skip
    works = [Work.of(activity, at) for activity in plan.activities]
    asks = sum(work.contributes for work in works)
    informs = room.informs and (not asks or room.shown or room.stage != "open")
    told = _told(works, at) if room.informs else ()
    strand = {a.id: strand_of(a, catalog.methods[a.method]) for a in plan.activities}
    limits = plan.brief.limits
    return Outcome(
        cost=numbers.cost,
        budget=limits.budget,
        staff_days=numbers.staff_days,
        staff_limit=limits.staff_days,
        weeks=numbers.weeks,
        publics=publics,
        told=told,
        asks=asks,
        informs=informs,
        least=min(told if informs else publics, key=lambda row: (row.low + row.high) / row.people, default=None),
        strands={each: sum(found == each for found in strand.values()) for each in STRANDS},
        bridges=len(plan.bridges),
        crossing=sum(strand[b.from_] != strand[b.to] for b in plan.bridges),
        broken=broken(plan, catalog, numbers, at) if plan.activities else (),
        over=tuple(_over(plan, room, numbers, catalog)),
    )


def _told(works: Sequence[Work], at: Situation) -> tuple[Missed, ...]:
    """The publics by who would know: met by at least one activity that asks for nothing."""
    informing = [work for work in works if not work.contributes]
    low, high = interval(informing, at, mobilised(informing, at))
    return tuple(
        Missed.of(each.name, each.people, each.people * float(low[i]), each.people * float(high[i]))
        for i, each in enumerate(at.segments)
        if each.chosen and each.people
    )


def broken(plan: Plan, catalog: Catalog, numbers: Evaluation, at: Situation) -> tuple[Break, ...]:
    """The principles broken, each once, the gravest first."""
    found: dict[str, Break] = {}
    for each in ranked(check(plan, catalog, evaluation=numbers, situation=at)):
        if each.verdict == "broken":
            found.setdefault(each.rule, Break(rule=each.rule, kind=each.kind, statement=each.statement, remedy=each.remedy))
    return tuple(found.values())


def _over(plan: Plan, room: Room, numbers: Evaluation, catalog: Catalog) -> list[Text]:
    limits, said = plan.brief.limits, []
    if limits.budget is not None and numbers.cost > limits.budget + 0.5:
        over = numbers.cost - limits.budget
        said.append(Text(fr=f"{euros(over, 'fr')} de trop : retirez ou réduisez une action.",
                         en=f"{euros(over, 'en')} too much: take an activity away or make it smaller."))  # fmt: skip
    if limits.staff_days is not None and numbers.staff_days > limits.staff_days + 0.05:
        days = numbers.staff_days - limits.staff_days
        said.append(Text(fr=f"{number(days, 'fr', 1)} jours-agent de trop : retirez ou réduisez une action.",
                         en=f"{number(days, 'en', 1)} agent-days too many: take an activity away or make it smaller."))  # fmt: skip
    if limits.weeks is not None and numbers.weeks is not None and numbers.weeks > limits.weeks and limits.end:
        said.append(Text(fr=f"Le dispositif finit en semaine {numbers.weeks}, après le {day(limits.end, 'fr')}.",
                         en=f"The plan ends in week {numbers.weeks}, after {day(limits.end, 'en')}."))  # fmt: skip
    gone = set(wishes_after(room.case, room.told).forbid)
    for activity in plan.activities:
        if activity.method in gone:
            name = catalog.methods[activity.method].name
            place = place_id(place_of(activity)) if activity.id[1:].isdigit() else activity.id
            said.append(Text(fr=f"{place} « {name.fr} » ne peut plus se tenir : remplacez cette carte.",
                             en=f'{place} "{name.en}" can no longer be held: replace this card.'))  # fmt: skip
    return said


class Why(Record):
    """What one activity brings to a plan: the people whom the plan without it would lose."""

    activity: str
    people: float  # middle value, over the territory
    informs: bool  # people who would not know, instead of people who would not come
    audience: str | None  # the public that loses most, as a share of it


def reasons(plan: Plan, catalog: Catalog, situation: Situation | None = None) -> tuple[Why, ...]:
    """Why each activity is there, what brings most first; who comes before who knows."""
    at = situation or Situation(plan.brief, catalog)
    whole = evaluate(plan, catalog, at, draws=QUICK)
    found = [_why(each.id, whole, evaluate(take_away(plan, each.id), catalog, at, draws=QUICK)) for each in plan.activities]
    return tuple(sorted(found, key=lambda why: (why.informs, -why.people)))


def _why(activity: str, whole: Evaluation, rest: Evaluation) -> Why:
    def lost(count: str, name: str) -> float:
        return float(getattr(whole.of(name), count) - getattr(rest.of(name), count))

    informs = lost("comes", ALL) < 1
    count = "informed" if informs else "comes"
    falls = {row.audience: lost(count, row.audience) / row.people for row in whole.coverage if row.audience != ALL and row.people}
    most = max(falls, key=lambda name: falls[name], default=None)
    return Why(activity=activity, people=max(lost(count, ALL), 0.0), informs=informs, audience=most if most and falls[most] > 0 else None)
