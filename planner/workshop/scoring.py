"""Scoring a canvas by hand, with tokens: rules that fit half a page and come near the engine's numbers.

Each format brings tokens of people, by public, computed by the engine for one unit. A table adds them up under the rules of
the model made simple: formats of a family share people, announcing raises or lowers, each step already held tires, and a
public does not come twice. Money and agent-days are exact sums. How near the two scores are is measured in
docs/workshop.md and printed in the kit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import exp, log

import numpy as np

from catalog.facts import Record, Text
from catalog.methods import CONTRIBUTION_PHASES, PHASES, Method
from catalog.words import Lang
from planner.audiences import ALL
from planner.plan import Activity, Plan
from planner.reach import IN_PERSON_WORD, KIN, Situation
from planner.work import OUTSOURCING
from planner.workshop.cards import Card, card
from planner.workshop.scenario import Scenario, brief_after

FAMILIES: Mapping[str, Text] = {
    "rooms": Text(fr="salles", en="rooms"),
    "seats": Text(fr="sièges", en="seats"),
    "online": Text(fr="en ligne", en="online"),
    "street": Text(fr="rue", en="street"),
    "one_to_one": Text(fr="face à face", en="one to one"),
    "media": Text(fr="médias", en="media"),
    "forms": Text(fr="papier", en="paper"),
    "mail": Text(fr="courrier", en="mail"),
    "ballot": Text(fr="vote", en="ballot"),
    "relay": Text(fr="relais", en="relays"),
}
AGAIN = 2 / 3  # what counts of a family once its greatest card has counted
LOW, HIGH = 3 / 4, 4 / 3  # what an audience badly, or very well, announced to makes of the cards that are announced
TIRED = 4 / 5  # of a card where people come by themselves, for each contribution step held before
SAID = 4  # how many people somebody who was spoken to tells
VALUES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # people that a token may stand for
MOST_TOKENS = 20  # of one public on one card, or nearly
SHARES = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)  # sum ÷ public, where the ladder has a rung
READING = 0.25  # agent-days to read and answer, for each agent-day of the activities: a fifth of all


class Row(Record):
    """One format, a unit of it: money and agent-days, tokens of people by public (whole, or halves under ten)."""

    token: str
    id: str
    name: str
    family: str
    announced: bool  # people come by themselves: announcing and tiredness change it
    talks: bool  # whoever is met tells others, when it only announces
    informs: bool  # its people are told, never counted as taking part
    cost: float  # EUR of one unit
    cost_once: float
    days: float  # agent-days of one unit, halves of a day at the nearest tenth
    days_once: float
    tokens: tuple[float, ...]


class Public(Record):
    """A column of the sheet: a public, or everybody."""

    name: str
    token: str  # empty for everybody
    people: float
    value: int  # people that one token stands for
    ordinary: float  # tokens told above which it is ordinarily, then strongly announced to
    strong: float
    ladder: tuple[tuple[float, float], ...]  # sum of tokens -> tokens that count


class Sheet(Record):
    """What a table scores with."""

    publics: tuple[Public, ...]
    rows: tuple[Row, ...]
    options: tuple[Row, ...]
    day_rate: float
    outsourced: float  # share of the days of a card that a contractor takes


class Score(Record):
    """A plan scored by hand: people by public in the order of the sheet, EUR, agent-days."""

    people: tuple[float, ...]
    cost: float
    staff_days: float


def sheet(case: Scenario, situation: Situation, lang: Lang, publics: Sequence[tuple[str, str]]) -> Sheet:
    """The tokens of a scenario, every public of its rounds included.

    Args:
        situation: the last brief of the scenario laid on the catalogue.
        publics: name as printed, and token, in the order of the brief.
    """
    at, catalog = situation, situation.catalog
    methods = [catalog.methods[id] for id in case.cards.methods]
    chosen = [i for i, each in enumerate(at.segments) if each.chosen]
    columns = [*chosen, len(at.segments)]
    sizes = [at.segments[i].people for i in chosen] + [at.people]
    drawn = {each.id: at.probabilities(each)[columns] * np.array(sizes) for each in methods}
    greatest = [max((float(drawn[each.id][i]) for each in methods if each.form != "broadcast"), default=0.0) for i in range(len(columns))]
    worth = [next((value for value in VALUES if most <= MOST_TOKENS * value), VALUES[-1]) for most in greatest]
    every = Text(fr="tous les habitants", en="all residents")(lang)
    named = [*publics, (every, "")]
    heads = tuple(
        Public(
            name=name, token=token, people=size, value=value, ordinary=halves(size / value * at.thresholds[0]),
            strong=halves(size / value * at.thresholds[1]), ladder=_ladder(size / value),
        )
        for (name, token), size, value in zip(named, sizes, worth, strict=True)
    )  # fmt: skip
    rows = tuple(
        _row(card(catalog, "M", each.id, lang, at), each, at.lifted(each), tuple(drawn[each.id] / np.array(worth))) for each in methods
    )
    options = tuple(_option(card(catalog, "X", id, lang, at)) for id in case.cards.options)
    return Sheet(publics=heads, rows=rows, options=options, day_rate=at.default("day_rate"), outsourced=at.default("outsourced_share"))


def last_situation(case: Scenario, at: Situation, lang: Lang = "fr") -> Situation:
    """The brief once every round is told, laid on the same catalogue."""
    return Situation(brief_after(case, len(case.rounds), lang), at.catalog)


def halves(value: float) -> float:
    """Tokens as they can be laid: halves under ten, whole above; what is not nothing is at least a half from a quarter up."""
    return round(value * 2) / 2 if value < 10 else float(round(value))


def _ladder(people: float) -> tuple[tuple[float, float], ...]:
    """Sum -> what counts, both in tokens: somebody met twice is one person."""
    return tuple((halves(share * people), halves((1 - exp(-share)) * people)) for share in SHARES)


def _row(made: Card, method: Method, announced: bool, tokens: tuple[float, ...]) -> Row:
    return Row(
        token=made.token, id=made.id, name=made.name, family=KIN[method.form], announced=announced, talks=method.form in IN_PERSON_WORD,
        informs=method.counts_as == "informs", cost=made.cost or 0.0, cost_once=made.cost_once or 0.0, days=made.staff_days or 0.0,
        days_once=made.staff_days_once or 0.0, tokens=tuple(halves(float(each)) for each in tokens),
    )  # fmt: skip


def _option(made: Card) -> Row:
    return Row(
        token=made.token, id=made.id, name=made.name, family="", announced=False, talks=False, informs=True, cost=made.cost or 0.0,
        cost_once=0.0, days=0.0, days_once=0.0, tokens=(),
    )  # fmt: skip


# -- the rules, as a table applies them -------------------------------------------------------------------


def by_hand(plan: Plan, of: Sheet) -> Score:
    """What a table that makes no mistake would find; formats that are not on the sheet count for nothing."""
    rows = {row.id: row for row in of.rows}
    laid = [(each, rows[each.method]) for each in plan.activities if each.method in rows]
    field, bought = 0.0, 0.0
    for each, row in laid:
        days = row.days_once + _units(each) * row.days
        moved = of.outsourced * days if OUTSOURCING in each.options else 0.0
        field, bought = field + days - moved, bought + moved
    extra = {row.id: row.cost for row in of.options}
    cost = sum(row.cost_once + _units(each) * (row.cost + sum(extra.get(x, 0.0) for x in each.options)) for each, row in laid)
    counted = [(each, row) for each, row in laid if each.phase in CONTRIBUTION_PHASES and not row.informs]
    told = [(each, row) for each, row in laid if each.phase in ("inform", "mobilise")]
    asked = plan.brief.contribution_phases
    people = tuple(_people(i, public, counted, told, asked) for i, public in enumerate(of.publics))
    return Score(people=people, cost=cost + bought * of.day_rate, staff_days=field * (1 + READING))


Laid = tuple[Activity, Row]


def _people(i: int, public: Public, counted: Sequence[Laid], told: Sequence[Laid], asked: Sequence[str]) -> float:
    """People of one public met at least once."""

    def spoken(each: Activity, row: Row) -> float:
        return row.tokens[i] * (SAID if row.talks else 1)

    def met(each: Activity, row: Row) -> float:
        before = sum(1 for step in asked if PHASES.index(step) < PHASES.index(each.phase))
        return row.tokens[i] * (TIRED**before if row.announced else 1.0)

    announced = sum(_families(told, spoken).values())
    factor = LOW if announced < public.ordinary else 1.0 if announced < public.strong else HIGH
    lifted = {row.family for _, row in counted if row.announced}
    total = sum(tokens * (factor if family in lifted else 1.0) for family, tokens in _families(counted, met).items())
    return public.value * _climbed(total, public.ladder)


def _families(laid: Sequence[Laid], worth: Callable[[Activity, Row], float]) -> dict[str, float]:
    """Tokens by family: its greatest card counts once in full, all the rest in part."""
    found: dict[str, float] = {}
    for family in dict.fromkeys(row.family for _, row in laid):
        mine = [(each, row) for each, row in laid if row.family == family]
        greatest = max(worth(each, row) for each, row in mine)
        every = sum(_units(each) * worth(each, row) for each, row in mine)
        found[family] = greatest + AGAIN * (every - greatest)
    return found


def _climbed(total: float, ladder: Sequence[tuple[float, float]]) -> float:
    """Below the first rung everything counts; else the gap between two rungs is shared out."""
    rungs = ((0.0, 0.0), *ladder)
    if total <= ladder[0][0]:
        return total
    for (low, kept), (high, more) in pairwise(rungs):
        if total <= high:
            return kept + (more - kept) * (total - low) / (high - low) if high > low else more
    return rungs[-1][1]


def _units(activity: Activity) -> int:
    return activity.units or 1


def gap(hand: float, engine: float) -> float:
    """How far the hand is from the engine, as a factor: 0.1 is a tenth more, or a tenth less; 0 when both find nobody."""
    if hand <= 0 or engine <= 0:
        return 0.0 if hand <= 0 and engine <= 0 else float("inf")
    return exp(abs(log(hand / engine))) - 1


def same_order(of: Sheet) -> tuple[str, ...]:
    """Names of the publics of a sheet as the engine calls them, everybody last."""
    return (*(each.name for each in of.publics[:-1]), ALL)
