"""An independent judge of plans: what docs/model.md says, counted from a plan file and the data files alone.

It imports nothing of the engine and reads no catalogue: a mistake made once there cannot be made again here.
Where the page leaves a choice, the words below say how the page was read.
Exposure shares come in as the command line prints them (`exposure BRIEF --json --barred`); other tests check those.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parent.parent / "data"
CONTRIBUTION = ("diagnose", "ideate", "co_produce", "deliberate", "prioritise")
LEVELS = ("inform", "consult", "involve", "collaborate", "empower")
STATES = ("offline", "needs_help", "autonomous")
OPEN_TO_ALL = {"online_campaign", "online_presence", "ballot", "broadcast", "report"}
OF_THEIR_OWN_ACCORD = OPEN_TO_ALL | {"meeting", "workshop", "online_live", "office_hours", "paper_form", "event", "exhibition"}
# Formats that draw on the same willing people.
KIN = {
    "rooms": {"meeting", "workshop", "event", "exhibition", "office_hours"},
    "seats": {"panel", "standing_body"},
    "online": {"online_campaign", "online_presence", "online_live"},
    "street": {"stand", "outreach", "walk"},
    "one to one": {"visit_door", "interview", "phone"},
    "forms": {"paper_form"},
    "mail": {"mailing"},
    "media": {"broadcast", "report"},
    "ballot": {"ballot"},
    "relay": {"relay"},
}
# Forms where somebody is spoken to.
SPOKEN = {"relay", "visit_door", "interview", "stand", "outreach", "meeting", "event", "walk", "phone", "workshop"}
HELD_ONCE = ("online_campaign", "online_presence", "ballot")  # per phase and strand
P_MAX = 0.9
ONE_IN_TEN = 1.2815515655446004  # deviations from the middle of a normal law that one draw in ten exceeds
# "What pays for it": methods or forms that each kind of thing already in hand serves.
PAYS_FOR = {
    "platform": {"online_campaign"},
    "website": {"public_reply", "consultation_file"},
    "social_media": {"social_media"},
    "bulletin": {"local_press"},
    "rooms": {"meeting", "workshop"},
    "relays": {"relay"},
    "mediator": {"mediator_tablet"},
    "mailing_list": {"participant_letter"},
}
COUNTS = ("people", "can", "comes", "informed", "deliberates")
DRAWS, SEED = 20_000, 7  # draws of our own: the ends of an interval agree within sampling error only
ENDS = ("comes_low", "comes_high")
ALL = "all"

Floats = NDArray[np.float64]
Shares = tuple[float, float, float]  # offline, needs help, autonomous
Tree = dict[str, Any]


# -- what is read -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """The data files that a plan is judged by, as plain trees."""

    methods: Mapping[str, Tree]
    rules: Mapping[str, Tree]  # form -> effort field -> figure
    model: Mapping[str, Tree]  # name -> figure
    frames: Mapping[str, Tree]
    aged_12: Mapping[str, float]  # department -> share aged 12 and over; "" is metropolitan France


def open_tree(path: Path) -> Any:
    """A YAML file as plain values."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_facts(data: Path = DATA) -> Facts:
    """Everything a ruling needs of the data folder."""
    methods = {path.stem: open_tree(path) for path in (data / "methods").glob("*.yaml") if path.stem != "defaults"}
    rules = {form: rule["effort"] for form, rule in open_tree(data / "methods" / "defaults.yaml").items()}
    model = {name: entry["figure"] for name, entry in open_tree(data / "model.yaml").items()}
    frames = {path.stem: open_tree(path) for path in (data / "frames").glob("*.yaml")}
    return Facts(methods, rules, model, frames, _aged_12(data / "population" / "departments.csv"))


def _aged_12(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = {row["code"]: {k: float(v) for k, v in row.items() if k not in ("code", "name")} for row in rows}
    mainland = [ages for code, ages in counts.items() if not code.startswith("97")]
    counts[""] = {band: sum(ages[band] for ages in mainland) for band in mainland[0]}
    # Three fifths of the 10–14 are 12, 13 or 14.
    return {code: 1 - (a["0-4"] + a["5-9"] + 0.4 * a["10-14"]) / sum(a.values()) for code, a in counts.items()}


def states_of(entry: Mapping[str, Any]) -> Shares:
    """The three states of one entry of `exposure BRIEF --json --barred`."""
    offline, needs_help, autonomous = (float(entry["states"][name]["value"]) for name in STATES)
    return offline, needs_help, autonomous


def stopped_of(entry: Mapping[str, Any]) -> tuple[float, float]:
    """Of the autonomous of one entry, whom a computer and a strong identity stop."""
    return float(entry["stopped"]["computer"]), float(entry["stopped"]["strong_identity"])


def segment_of(entry: Mapping[str, Any], name: str, tags: frozenset[str] = frozenset(), chosen: bool = True) -> Segment:
    """A public as one entry of `exposure BRIEF --json --barred` tells it."""
    return Segment(name, float(entry["people"]), tags, states_of(entry), stopped_of(entry), entry["barred"], chosen)


# -- what is ruled ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One activity, counted."""

    id: str
    name: str  # of its method
    method: Tree
    phase: str
    units: int
    contributes: bool
    chance: Mapping[str, float]  # segment, or `all` -> chance that a member comes to one unit
    cost: float
    field_days: float
    effect: Mapping[str, float] = field(default_factory=dict)  # segment, or `all` -> what mobilising does to its pull
    people: float = 0.0  # expected, over the whole territory
    reading_days: float = 0.0
    start: int = 0
    end: int = 0

    @property
    def kin(self) -> str:
        """The formats whose willing people it shares."""
        return next(name for name, forms in KIN.items() if self.method["form"] in forms)

    def pull(self, segment: str) -> float:
        """λ of one unit: −ln(1 − p), at an ordinary mobilisation."""
        return -math.log1p(-self.chance[segment])

    def told(self, segment: str, spread: float) -> float:
        """λ′ of one unit that informs or mobilises; those spoken to tell `spread` people."""
        k = spread if self.method["form"] in SPOKEN else 1.0
        return -math.log1p(-min(P_MAX, k * self.chance[segment]))


@dataclass(frozen=True)
class Ruling:
    """Every number of a plan, as the page has it."""

    cost: float
    staff_days: float
    weeks: int
    window: tuple[int, int] | None  # first and last week of the contributions
    coverage: Mapping[str, Mapping[str, float]]  # audience or `all` -> counts
    goal: float  # share of its targets reached by the public least well reached
    lines: tuple[Line, ...]
    breaches: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Segment:
    """A public: head count, tags, three states, and whether it was chosen (else the residents in none)."""

    name: str
    people: float
    tags: frozenset[str]
    shares: Shares
    stopped: tuple[float, float]  # of the autonomous: no computer, no strong identity
    barred: Mapping[str, float]  # method -> share that its known barriers keep away, at least
    chosen: bool = True


class Referee:
    """Counts one plan. `plan` is the tree of its file, `exposure` the JSON that `exposure BRIEF --json --barred` gave."""

    def __init__(self, plan: Tree, exposure: Mapping[str, Any], facts: Facts) -> None:
        self.facts = facts
        self.activities = [{**a, "id": a.get("id") or f"{a['method']}-{a['phase']}"} for a in plan.get("activities") or []]
        self.brief: Tree = plan["brief"]
        self.assumed: Tree = self.brief.get("assumptions") or {}
        self.exposure = exposure
        self.audiences: list[Tree] = self.brief.get("audiences") or []
        self.limits: Tree = self.brief.get("limits") or {}
        self.people = self._people_concerned()
        self.segments = self._segments()

    # people

    def _people_concerned(self) -> float:
        """Residents aged 12 and over; where the size of the territory is not known, those in at least one audience."""
        territory = self.brief.get("territory") or {}
        if territory.get("people"):
            return float(territory["people"]) * self.facts.aged_12[str(territory.get("code") or "")]
        return float(self.exposure[ALL]["people"])

    def _segments(self) -> list[Segment]:
        found = {entry["name"]: entry for entry in self.exposure["audiences"]}
        chosen = [segment_of({**found[a["name"]], "people": a["people"]}, a["name"], _tags(a)) for a in self.audiences]
        return [*chosen, segment_of(self.exposure["elsewhere"], "", chosen=False)]

    # one unit

    def number(self, name: str) -> float:
        """A number of the model: the brief's own, else that of data/model.yaml."""
        own = self.assumed.get(name)
        return float(own) if own is not None else float(self.facts.model[name]["value"])

    def effort(self, method_id: str, name: str, own_only: bool = False) -> float:
        """The value of `figure`, or nothing for what an option does not say itself."""
        return float(self.figure(method_id, name, own_only)["value"])

    def figure(self, method_id: str, name: str, own_only: bool = False) -> Tree:
        """The brief's own figure, else the published one, else (unless `own_only`) the rule of the form."""
        entered = (self.assumed.get("methods") or {}).get(method_id, {})
        if name in entered:
            return {"value": entered[name]}
        method = self.facts.methods[method_id]
        published: Tree | None = (method.get("effort") or {}).get(name)
        rule: Tree = self.facts.rules[method["form"]][name]
        if published is not None:
            value = float(published["value"])
            times = value / float(rule["value"]) if float(rule["value"]) else 1.0
            ends = {"low": min(float(rule["low"]) * times, value), "high": max(float(rule["high"]) * times, value)}
            return {**published, **{end: ends[end] if published.get(end) is None else published[end] for end in ends}}
        return {"value": 0.0} if own_only else rule

    def drawn(self, method_id: str, phase: str) -> float:
        """People that one unit draws."""
        form = self.facts.methods[method_id]["form"]
        people = self.effort(method_id, "people")
        if form in OPEN_TO_ALL:
            people *= (self.people / self.number("reference_people")) ** self.number("scale_exponent")
        attention = (self.brief.get("context") or {}).get("attention")
        if form in OF_THEIR_OWN_ACCORD and attention in ("little_known", "contested"):
            people *= self.number(f"attention_{attention}")
        if form not in OPEN_TO_ALL:
            people = min(people, self.effort(method_id, "capacity"))
        people = min(people, self.effort(method_id, "share") * self.people)
        if form in OF_THEIR_OWN_ACCORD and phase in CONTRIBUTION:
            steps = sum(CONTRIBUTION.index(other) < CONTRIBUTION.index(phase) for other in self.phases())
            people *= (1 - self.number("attrition")) ** steps
        return people

    def usability(self, method: Tree, segment: Segment) -> Shares:
        """For somebody offline, needing help, autonomous: how far the method is within reach."""
        computer, identity = segment.stopped
        able = min(1 - computer * (method.get("device") == "computer"), 1 - identity * (method.get("identity") == "strong"))
        helped = {
            "none": (1.0, 1.0, 1.0),
            "assisted": (self.number("assisted_offline"), self.number("assisted_help"), 1.0),
            "basic": (0.0, able * self.number("basic_help"), able),
            "autonomous": (0.0, 0.0, able),
        }
        return helped[method["digital"]]

    def affinity(self, method: Tree, tags: frozenset[str]) -> float:
        """How much more, or less, easily a method brings a public."""
        rated = method.get("affinity") or {}
        if rated.get("only") and not tags & set(rated["only"]):
            return self.number("affinity_outside")
        factors = [self.number("affinity_well")] * len(tags & set(rated.get("well") or []))
        factors += [self.number("affinity_poorly")] * len(tags & set(rated.get("poorly") or []))
        return math.prod(factors) ** (1 / len(factors)) if factors else 1.0

    def access(self, method_id: str, segment: Segment) -> float:
        """Share of a segment that can take part."""
        within = _dot(segment.shares, self.usability(self.facts.methods[method_id], segment))
        return within * (1 - segment.barred.get(method_id, 0.0))

    def chances(self, method_id: str, phase: str) -> dict[str, float]:
        """Chance that a member of each segment, and of the territory, comes to one unit."""
        method = self.facts.methods[method_id]
        share = self.drawn(method_id, phase) / self.people if self.people else 0.0
        ease = {s.name: self.affinity(method, s.tags) * self.access(method_id, s) for s in self.segments}
        weight = sum(s.people for s in self.segments)
        mean = sum(ease[s.name] * s.people for s in self.segments) / weight if weight else 0.0
        return {name: min(P_MAX, share * value / mean) if mean else 0.0 for name, value in ease.items()} | {ALL: min(P_MAX, share)}

    # one activity

    def line(self, activity: Tree) -> Line:
        """Money, days and chances of one activity; absent units are read as one."""
        name, units = activity["method"], int(activity.get("units") or 1)
        method = self.facts.methods[name]
        options = activity.get("options") or []
        rate = self.number("day_rate")
        paying = [asset for asset in self.brief.get("already_have") or [] if _pays(asset, name, method["form"])]
        cost = self._price(name, units, rate)
        if paying:  # a room of one's own spares the hire, not the facilitator's days
            cost = units * self.effort(name, "external_days") * rate if paying[0]["what"] == "rooms" else 0.0
        cost += sum(self._price(option, units, rate, own_only=True) for option in options)
        days = self.effort(name, "setup_days") + units * self.effort(name, "staff_days")
        days += sum(self.effort(o, "setup_days", True) + units * self.effort(o, "staff_days", True) for o in options)
        if "external_facilitation" in options:
            moved = self.number("outsourced_share") * days
            days, cost = days - moved, cost + moved * rate
        contributes = activity["phase"] in CONTRIBUTION and method["counts_as"] != "informs"
        chances = self.chances(name, activity["phase"])
        return Line(activity["id"], name, method, activity["phase"], units, contributes, chances, cost, days)

    def _price(self, method: str, units: int, rate: float, own_only: bool = False) -> float:
        each = self.effort(method, "purchases", own_only) + self.effort(method, "external_days", own_only) * rate
        return self.effort(method, "setup_purchases", own_only) + units * each

    # how they add up

    def union(self, lines: Iterable[Line], segment: str) -> float:
        """Share of a segment that at least one of these activities brings."""
        return -math.expm1(-self.together(lines, segment, "pull"))

    def together(self, lines: Iterable[Line], segment: str, what: str) -> float:
        """Λ: kin by kin, what is drawn in full up to the pool and in part beyond, as mobilising lifts or lowers it."""
        total, overlap, spread = 0.0, self.number("overlap"), self.number("word_of_mouth")
        for kin, group in _by_kin(lines).items():
            drawn = sum(line.units * (line.pull(segment) if what == "pull" else line.told(segment, spread)) for line in group)
            pool = self.pools[what, kin, segment]
            effect = group[0].effect.get(segment, 1.0) if what == "pull" else 1.0
            total += effect * min(drawn, (1 - overlap) * drawn + overlap * pool)
        return total

    @cached_property
    def pools(self) -> dict[tuple[str, str, str], float]:
        """Of all the methods of a kin, the largest λ, or λ′, of one unit: by segment, and over the territory."""
        found: dict[tuple[str, str, str], float] = {}
        for id, method in self.facts.methods.items():
            if method["kind"] != "method":
                continue
            line = Line(id, id, method, "", 1, False, self.chances(id, ""), 0.0, 0.0)
            for segment in line.chance:
                for what, rate in (("pull", line.pull(segment)), ("told", line.told(segment, self.number("word_of_mouth")))):
                    key = (what, line.kin, segment)
                    found[key] = max(found.get(key, 0.0), rate)
        return found

    def effects(self, lines: Iterable[Line]) -> dict[str, float]:
        """What mobilising does to the pull of self-selected forms, by segment and over the territory."""
        telling = [line for line in lines if line.phase in ("inform", "mobilise")]
        found = {}
        for name in [*(segment.name for segment in self.segments), ALL]:
            share = -math.expm1(-self.together(telling, name, "told"))
            if share < self.number("mobilised_ordinary"):
                found[name] = self.number("effect_weak")
            else:
                found[name] = self.number("effect_strong") if share >= self.number("mobilised_strong") else 1.0
        return found

    def _lifted(self, line: Line, effects: Mapping[str, float]) -> Line:
        """The same activity once it is known how well each public was mobilised."""
        own = line.phase in CONTRIBUTION and line.method["form"] in OF_THEIR_OWN_ACCORD
        lifted = replace(line, effect=effects if own else {})
        people = self.people * self.union([lifted], ALL)
        attendances = line.units * self.people * line.chance[ALL] * lifted.effect.get(ALL, 1.0) if line.contributes else 0.0
        minutes = attendances * self.effort(line.name, "contributions") * self.effort(line.name, "reading_minutes")
        return replace(lifted, people=people, reading_days=minutes / 60 / self.number("hours_per_day"))

    # the whole

    def rule(self) -> Ruling:
        """Count the plan, then list what it breaks."""
        lines = [self.line(activity) for activity in self.activities]
        effects = self.effects(lines)
        lines, window = self._dated([self._lifted(line, effects) for line in lines])
        days = sum(line.field_days for line in lines)
        share = self.number("analysis_share")
        analysis = max(sum(line.reading_days for line in lines), days * share / (1 - share))
        ruling = Ruling(
            cost=sum(line.cost for line in lines),
            staff_days=days + analysis,
            weeks=max((line.end for line in lines), default=0),
            window=window,
            coverage=self._coverage(lines),
            goal=self._goal(lines),
            lines=tuple(lines),
        )
        return replace(ruling, breaches=tuple(self._breaches(ruling)))

    def _coverage(self, lines: list[Line]) -> dict[str, dict[str, float]]:
        whole = segment_of({**self.exposure[ALL], "people": self.people}, ALL)
        contributing = [line for line in lines if line.contributes]
        factors, overlaps = self._draws(contributing)
        counted = {}
        for segment in (s for s in [*self.segments, whole] if s.chosen):
            counts = self._counts(segment, lines)
            total = np.zeros(DRAWS)
            for kin, group in _by_kin(contributing).items():
                units = [factors[line.name] * line.pull(segment.name) for line in group]
                drawn = np.sum([line.units * unit for line, unit in zip(group, units, strict=True)], axis=0)
                pool = np.max([np.full(DRAWS, self.pools["pull", kin, segment.name]), *units], axis=0)
                effect = group[0].effect.get(segment.name, 1.0)
                total += effect * np.minimum(drawn, (1 - overlaps) * drawn + overlaps * pool)
            low, high = np.percentile(-np.expm1(-total), (10, 90)) * segment.people
            counts["comes_low"] = min(float(low), counts["comes"], counts["can"])
            counts["comes_high"] = min(max(float(high), counts["comes"]), counts["can"])
            counted[segment.name] = counts
        return counted

    def _draws(self, lines: list[Line]) -> tuple[dict[str, Floats], Floats]:
        """For each method what multiplies its yield, and how much formats overlap, draw by draw.

        A figure without a low or a high end is taken to go no further than its value on that side.
        """
        overlap, typical = self.facts.model["overlap"], self.number("overlap")
        low, high = min(float(overlap["low"]), typical), max(float(overlap["high"]), typical)
        a, b = (1 + 4 * (typical - low) / (high - low), 1 + 4 * (high - typical) / (high - low)) if high > low else (1.0, 1.0)
        overlaps = low + (high - low) * np.random.default_rng(SEED).beta(a, b, DRAWS)
        return {name: self._factor(name) for name in {line.name for line in lines}}, np.asarray(overlaps)

    def _factor(self, method_id: str) -> Floats:
        """How far from its typical yield a method is, draw by draw; the same in every plan."""
        figure = self.figure(method_id, "people")
        typical = float(figure["value"])
        if not typical:
            return np.zeros(DRAWS)
        low, high = (typical if figure.get(end) is None else float(figure[end]) for end in ("low", "high"))
        low, high = min(low or typical / 100, typical), max(high, typical)
        deviation = np.random.default_rng([SEED, *method_id.encode()]).standard_normal(DRAWS) / ONE_IN_TEN
        return np.asarray(np.where(deviation < 0, (typical / low) ** deviation, (high / typical) ** deviation))

    def _counts(self, segment: Segment, lines: list[Line]) -> dict[str, float]:
        contributing = [line for line in lines if line.contributes]
        open_to = [[u * (1 - segment.barred.get(line.name, 0.0)) for u in self.usability(line.method, segment)] for line in contributing]
        best = [max(states) for states in zip(*open_to, strict=True)] or [0.0] * 3
        can = segment.people * _dot(segment.shares, best)
        comes = min(can, segment.people * self.union(contributing, segment.name))
        working = [line for line in contributing if line.method["counts_as"] == "deliberates"]
        return {
            "people": segment.people,
            "can": can,
            "comes": comes,
            "informed": segment.people * self.union((line for line in lines if not line.contributes), segment.name),
            "deliberates": min(comes, segment.people * self.union(working, segment.name)),
        }

    def phases(self) -> list[str]:
        """The contribution phases of the brief, else diagnose and ideate."""
        return [phase for phase in CONTRIBUTION if phase in (self.brief.get("phases") or [])] or ["diagnose", "ideate"]

    def _goal(self, lines: list[Line]) -> float:
        named = [a["name"] for a in self.audiences if a.get("priority", True)]
        judged = [s for s in self.segments if (s.name in named if named else s.people > 0)]
        weights = self.assumed.get("weights") or {}
        targets = self.assumed.get("targets") or {}

        def reached(segment: Segment) -> float:
            met: dict[str, float] = {}
            for phase in self.phases():
                there = (line for line in lines if line.contributes and line.phase == phase)
                target = float(targets.get(phase) or self.facts.model[f"target_{phase}"]["value"])
                met[phase] = min(1.0, self.union(there, segment.name) / target)
            working = (line for line in lines if line.contributes and line.method["counts_as"] == "deliberates")
            met["working"] = min(1.0, self.union(working, segment.name) / self.facts.model["target_working"]["value"])
            weight = {name: float(weights.get(name, 1.0)) for name in met}
            return sum(weight[name] * value for name, value in met.items()) / sum(weight.values())

        return min((reached(segment) for segment in judged), default=0.0)

    # weeks

    def _waits(self, line: Line) -> int:
        """Whole weeks until what pays for an activity is there."""
        start = (self.brief.get("limits") or {}).get("start")
        paying = [asset for asset in self.brief.get("already_have") or [] if _pays(asset, line.name, line.method["form"])]
        there = paying[0].get("available_on") if paying else None
        if not start or not there:
            return 0
        return math.ceil((date.fromisoformat(str(there)) - date.fromisoformat(str(start))).days / 7)

    def _dated(self, lines: list[Line]) -> tuple[list[Line], tuple[int, int] | None]:
        weeks = {a["id"]: a["week"] for a in self.activities if a.get("week") is not None}
        dated: dict[str, Line] = {}

        def place(line: Line, not_before: int) -> None:
            lead = max(math.ceil(self.effort(line.name, "lead_weeks")), self._waits(line))
            first = max(not_before, lead + 1)
            start = weeks.get(line.id, first)
            dated[line.id] = replace(line, start=start, end=start + self._length(line) - 1)

        before = [line for line in lines if line.phase in ("inform", "mobilise")]
        for line in before:
            place(line, 1)
        opening = max((dated[line.id].start + self._notice() for line in before), default=1)
        contributions: list[Line] = []
        for phase in CONTRIBUTION:
            there = [line for line in lines if line.phase == phase]
            for line in there:
                place(line, opening)
            contributions += [dated[line.id] for line in there]
            opening = max([opening, *(dated[line.id].end + 1 for line in there)])
        window, closed = None, opening - 1
        if contributions:
            first, last = min(line.start for line in contributions), max(line.end for line in contributions)
            opened = next(line.phase for line in sorted(contributions, key=lambda line: CONTRIBUTION.index(line.phase)))
            all_open = max(line.start for line in contributions if line.phase == opened)
            closed = max(last, all_open + self._window()[0] - 1)
            if closed > last and (register := [line for line in contributions if line.method.get("always_open")]):
                last = closed
                dated |= {line.id: replace(line, end=max(line.end, all_open + self._window()[0] - 1)) for line in register}
            window = first, last
        for line in (line for line in lines if line.phase == "report_back"):
            place(line, closed + math.ceil(self.number("reply_weeks")) + 1)
        after = max((line.end + 1 for line in dated.values()), default=1)
        for line in (line for line in lines if line.phase == "evaluate"):
            place(line, after)
        return [dated[line.id] for line in lines], window

    def _length(self, line: Line) -> int:
        weeks = math.ceil(self.effort(line.name, "weeks"))
        sessions = 0 if line.method.get("always_open") else math.ceil(line.units / self.number("sessions_a_week"))
        return max(1, weeks, sessions)

    def _asked(self, kind: str) -> list[int]:
        """The days that the frame writes for one kind of duty."""
        duties = self.facts.frames.get(self.brief.get("frame") or "", {}).get("duties") or []
        return [duty["days"] for duty in duties if duty["kind"] == kind and duty.get("days")]

    def _notice(self) -> int:
        """Weeks between the announcement and the opening: the model's, or more where the frame asks for more."""
        return max(math.ceil(self.number("notice_weeks")), *(math.ceil(days / 7) for days in self._asked("notice_days")), 0)

    def _window(self) -> tuple[int, int | None]:
        """Least and greatest length of the contributions by the frame: minima rounded up, maxima down."""
        least = max((math.ceil(days / 7) for days in self._asked("min_days")), default=0)
        return least, min((days // 7 for days in self._asked("max_days")), default=None)

    # what it breaks

    def _breaches(self, ruling: Ruling) -> Iterable[str]:
        yield from self._over_the_limits(ruling)
        yield from self._duties_missed(ruling.lines)
        yield from self._ill_assorted(ruling.lines)
        for activity, line in zip(self.activities, ruling.lines, strict=True):
            yield from self._misuse(activity, line)
        for audience in self.audiences:
            counts = ruling.coverage[audience["name"]]
            if counts["comes"] < (audience.get("floor") or 0.0) * counts["people"] * (1 - 1e-6):
                yield f"floor of {audience['name']}: {counts['comes']:.1f} of {counts['people']:.0f} come"

    def _over_the_limits(self, ruling: Ruling) -> Iterable[str]:
        start, end = (_day(self.limits.get(name)) for name in ("start", "end"))
        room = (end - start).days // 7 if start and end else None
        limits = {"budget": self.limits.get("budget"), "staff_days": self.limits.get("staff_days"), "weeks": room}
        for (name, limit), used in zip(limits.items(), (ruling.cost, ruling.staff_days, ruling.weeks), strict=True):
            if limit is not None and used > limit * (1 + 1e-6) + 1e-6:
                yield f"{name}: {used:.2f} for {limit:.2f}"
        promised = (self.brief.get("commitments") or {}).get("analysis_days")
        if promised is not None and (reading := sum(line.reading_days for line in ruling.lines)) > promised * (1 + 1e-6):
            yield f"analysis_days: {reading:.2f} to read for {promised:.2f}"
        _, most = self._window()
        if ruling.window and most is not None and ruling.window[1] - ruling.window[0] + 1 > most:
            yield f"max_days: contributions last from week {ruling.window[0]} to {ruling.window[1]}, {most} weeks allowed"

    def _duties_missed(self, lines: Iterable[Line]) -> Iterable[str]:
        """Each countable duty, written again by hand."""
        lines = list(lines)
        given = [line for line in lines if line.contributes]
        back = [line for line in lines if line.phase == "report_back"]
        held = {
            "inform before asking": any(line.phase == "inform" for line in lines),
            "mobilise before opening": any(line.phase == "mobilise" for line in lines),
            "publish an answer": any(line.method["form"] == "report" for line in back),
            "report back off-line too": any(line.method["digital"] == "none" for line in back),
            "one convivial meeting in person": any(
                line.method["joins"][0] == "in_person" and line.method["conviviality"] in ("medium", "high") for line in given
            ),
            "one channel always open": any(line.method.get("always_open") for line in given),
            "a digital support that keeps the record": any("digital" in line.method["joins"] for line in given),
        }
        priority = [segment for segment, a in zip(self.segments, self.audiences, strict=False) if a.get("priority", True)]
        if priority:
            held["an activity that goes where people are"] = any(
                line.method.get("touring") and not (line.method.get("affinity") or {}).get("only") for line in given
            )
        if any("young" in segment.tags for segment in priority):
            held["an activity made for young people, off-line"] = any(
                line.method["form"] in ("outreach", "standing_body") and "young" in ((line.method.get("affinity") or {}).get("well") or [])
                for line in given
            )
        for phase in self.phases():
            held[f"no digital, open to all, in {phase}"] = any(
                line.phase == phase and line.method["digital"] == "none" and not (line.method.get("affinity") or {}).get("only")
                for line in given
            )
        level = self.brief.get("level")
        if level in ("involve", "collaborate", "empower"):
            held["one session where people work together"] = any(line.method["counts_as"] == "deliberates" for line in given)
        if level:
            held[f"a method at the level {level}"] = any(level in (line.method.get("levels") or []) for line in given)
        for duty in self.facts.frames.get(self.brief.get("frame") or "", {}).get("duties") or []:
            if duty["kind"] == "method" and duty.get("method"):
                wanted = self.facts.methods[duty["method"]]
                held[f"the frame asks for {duty['method']}"] = any(line.method is wanted for line in lines)
            if duty["kind"] == "digital_register":
                readable = {"regulatory-register", "structured-debate", "idea-collection"}
                held["an online register"] = any(line.method.get("always_open") and readable & set(line.method["uses"]) for line in given)
            if duty["kind"] == "paper_place":
                held["something to read or fill in on paper"] = any(
                    line.method["digital"] == "none"
                    and "remote" in line.method["joins"]
                    and line.method["form"] in ("report", "paper_form")
                    for line in lines
                    if line.phase != "report_back"
                )
        return (f"duty: {words}" for words, yes in held.items() if not yes)

    def _ill_assorted(self, lines: Iterable[Line]) -> Iterable[str]:
        """Rules on what stands side by side; "digital" is read as held online only."""
        lines = list(lines)
        for phase in self.phases():
            there = [line for line in lines if line.contributes and line.phase == phase]
            digital = sum(line.method["joins"] == ["digital"] for line in there)
            if digital > sum(line.method["digital"] == "none" for line in there):
                yield f"more digital than without digital in {phase}"
            held = Counter((line.method["form"], line.method["joins"][0]) for line in there if line.method["form"] in HELD_ONCE)
            yield from (f"{count} × {form} in {phase}" for (form, _), count in held.items() if count > 1)
        told = {phase: {line.name for line in lines if line.phase == phase} for phase in ("inform", "mobilise")}
        yield from (f"{name} both informs and mobilises" for name in sorted(told["inform"] & told["mobilise"]))

    def _misuse(self, activity: Tree, line: Line) -> Iterable[str]:
        method = line.method
        if method["kind"] != "method":
            yield f"{line.id}: {method['kind']} chosen as an activity"
        if line.phase not in method["phases"]:
            yield f"{line.id}: not a method for {line.phase}"
        if line.phase in CONTRIBUTION and line.phase not in self.phases():
            yield f"{line.id}: the brief has no phase {line.phase}"
        if line.units > (method.get("max_units") or 1):
            yield f"{line.id}: {line.units} units, at most {method.get('max_units') or 1}"
        if line.contributes and line.units > 1:
            brought = self.people * self.union([replace(line, effect={})], ALL)
            if brought > self.effort(line.name, "share") * self.people * (1 + 1e-6):
                yield f"{line.id}: {line.units} units bring {brought:.1f} people, more than their share"
        if self.people < (method.get("suits_from") or 0):
            yield f"{line.id}: meant for {method['suits_from']} people or more"
        for name in activity.get("options") or []:
            option = self.facts.methods[name]
            if option["kind"] != "option" or line.phase not in option["phases"]:
                yield f"{line.id}: {name} is no option there"


def _tags(audience: Tree) -> frozenset[str]:
    """An audience's own tags, and those that its profile says."""
    profile = audience.get("profile") or {}
    ages, sizes = set(profile.get("age") or []), list(profile.get("commune_size") or [])
    tags = set(audience.get("tags") or [])
    tags |= {"elderly"} if ages and all(int(age[:2]) >= 60 for age in ages) else set()
    tags |= {"young"} if ages and ages <= {"12-17", "18-24"} else set()
    tags |= {"rural"} if sizes == ["rural_commune_under_2000"] else set()
    return frozenset(tags)


def _pays(asset: Tree, method: str, form: str) -> bool:
    served = set(asset.get("methods") or []) or PAYS_FOR.get(asset["what"], set())
    return method in served or form in served


def _dot(shares: Iterable[float], weights: Iterable[float]) -> float:
    return sum(a * b for a, b in zip(shares, weights, strict=True))


def _by_kin(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.kin, []).append(line)
    return found


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None


# -- what the engine claims ---------------------------------------------------------------------------


def judge(plan: Path, exposure: Mapping[str, Any], facts: Facts) -> Ruling:
    """The ruling on a plan file."""
    return Referee(open_tree(plan), exposure, facts).rule()


def differences(ruling: Ruling, claimed: Mapping[str, Any], tolerance: float = 0.005, sampling: float = 0.08) -> list[str]:
    """Where the JSON of `plan --json` differs from the ruling by more than a share `tolerance` of it.

    The ends of the intervals come from other draws: they may differ by `sampling`.
    """
    pairs: list[tuple[str, float, float]] = [
        ("cost", ruling.cost, claimed["cost"]),
        ("staff_days", ruling.staff_days, claimed["staff_days"]),
        ("weeks", ruling.weeks, claimed["weeks"] or 0),
    ]
    for name, counts in ruling.coverage.items():
        pairs += [(f"{name}: {count}", counts[count], claimed["coverage"][name][count]) for count in COUNTS]
    for line, told in zip(ruling.lines, claimed["lines"], strict=True):
        pairs += [
            (f"{line.id}: cost", line.cost, told["cost"]),
            (f"{line.id}: staff_days", line.field_days, told["staff_days"]),
            (f"{line.id}: people", line.people, told["people"]),
            (f"{line.id}: reading_days", line.reading_days, told["reading_days"]),
            (f"{line.id}: start_week", line.start, told["start_week"]),
            (f"{line.id}: end_week", line.end, told["end_week"]),
        ]
    if claimed.get("certificate"):
        pairs.append(("certificate: exact", ruling.goal, claimed["certificate"]["exact"]))
    ends = [(f"{name}: {end}", counts[end], claimed["coverage"][name][end]) for name, counts in ruling.coverage.items() for end in ENDS]
    return [
        f"{name}: {told:.6g} claimed, {mine:.6g} found"
        for name, mine, told, within in [*((*pair, tolerance) for pair in pairs), *((*pair, sampling) for pair in ends)]
        if abs(mine - told) > within * max(abs(mine), abs(told)) + 1e-9
    ]


def load_json(path: Path) -> Any:
    """A JSON document from a file."""
    return json.loads(path.read_text(encoding="utf-8"))
