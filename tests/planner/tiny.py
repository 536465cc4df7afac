"""Small briefs on small libraries, every plan of which can be tried, and an independent ruling on a plan at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from math import ceil, prod
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, Method, Phase
from planner.brief import Assumptions, Audience, Brief, Commitments, Context, Limits, Territory
from planner.duties import contributes, notice_weeks, requirements, serves, window_weeks
from planner.evaluate import evaluate
from planner.plan import Plan
from planner.reach import Situation
from tests import referee

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Flags = NDArray[np.bool_]

# -- the referee, on a plan at hand ---------------------------------------------------------------------


@cache
def facts() -> referee.Facts:
    """The data files as the referee reads them."""
    return referee.read_facts()


def exposure(at: Situation) -> dict[str, Any]:
    """What `exposure BRIEF --json --barred` prints, without the command line."""

    def entry(people: float, states: Any, stopped: Any, barred: Any, name: str = "") -> dict[str, Any]:
        shares = {state: {"value": getattr(states, state).value} for state in referee.STATES}
        return {"name": name, "people": people, "states": shares, "stopped": stopped.model_dump(), "barred": dict(barred)}

    rows = [entry(s.people, s.exposure, s.stopped, s.barred, s.name) for s in at.segments]
    whole = entry(at.people, at.whole, at.whole_stopped, at.whole_barred)
    return {"audiences": rows[:-1], "elsewhere": rows[-1], "all": whole}


def ruling(plan: Plan, at: Situation) -> referee.Ruling:
    """The referee's own count of a plan; the library of `at` may have changed the phases or the most units of a method."""
    known = facts()
    changed = {
        name: {**known.methods[name], "phases": list(method.phases), "max_units": method.max_units}
        for name, method in at.catalog.methods.items()
    }
    tree = plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    return referee.Referee(tree, exposure(at), referee.replace(known, methods=changed)).rule()


def claimed(plan: Plan, at: Situation) -> dict[str, Any]:
    """What the engine says of a plan, as `plan --json` does."""
    found = evaluate(plan, at.catalog, at).model_dump(mode="json")
    found["coverage"] = {row["audience"]: row for row in found["coverage"]}
    found["certificate"] = plan.certificate and plan.certificate.model_dump()
    return found


# -- small instances -----------------------------------------------------------------------------------

TELLING = ("local_press", "letterbox_drop", "social_media", "poster_qr", "cinema_debate", "market_stand", "community_relay")
REPORTING = ("participant_letter", "public_reply", "report_back_meeting", "local_press")
ASKING = (
    "market_stand", "existing_event", "street_meeting", "school_workshop", "workshop", "world_cafe", "open_space", "mapping_table",
    "online_survey", "online_map", "video_statements", "eregister", "paper_forms", "reply_card", "letters", "phone_line",
    "mediator_tablet", "door_to_door", "exploratory_walk", "forum_theatre", "postal_questionnaire", "public_hearing", "community_council",
)  # fmt: skip
PUBLICS = (
    {"people": 2_400, "profile": {"age": ("70+",)}},
    {"people": 1_900, "profile": {"age": ("12-17", "18-24")}},
    {"people": 5_000, "profile": {"age": ("25-39", "40-59")}},
    {"people": 500, "tags": ("precarious", "far_from_digital")},
    {"people": 900, "tags": ("families",)},
)
SUPPORT: tuple[Phase, ...] = ("inform", "mobilise", "report_back")
ALIKE = (  # formats of one form, which differ in little
    ("market_stand", "existing_event", "mobile_debate", "porteur_de_parole", "station_stand", "caravan"),
    ("workshop", "world_cafe", "mapping_table", "open_space", "future_search"),
    ("paper_forms", "grievance_book", "paper_register", "letters"),
    ("online_survey", "online_map", "opinion_mapping", "online_panel"),
)
MOST = 12_000  # plans of an instance


@dataclass(frozen=True)
class Tiny:
    """A brief laid on a library so small that every plan can be tried."""

    at: Situation
    plans: Plans


def tiny(catalog: Catalog, seed: int, alike: bool = False, most: int = MOST) -> Tiny:
    """A random instance of at most `most` plans: 4 to 7 methods, 1 to 3 publics, limits from tight to loose.

    Args:
        alike: most formats are of one form and cost and draw the same, but for chance.
    """
    random = Random(seed)
    while True:
        at = _situation(catalog, random, alike)
        plans = Plans.of(at, most)
        if plans is not None:
            return Tiny(at, plans)


def _situation(catalog: Catalog, random: Random, alike: bool) -> Situation:
    phases = random.choice([("diagnose",), ("diagnose",), ("ideate",), ("diagnose", "ideate"), ("diagnose", "prioritise")])
    telling = random.sample(TELLING, random.choice([1, 2, 2]))
    asking = random.sample(ASKING, random.randint(2, 4))
    if alike:
        asking = [random.choice(ASKING), random.choice(ASKING), *random.sample(random.choice(ALIKE), 3)]
    chosen = dict.fromkeys([*telling, random.choice(REPORTING), *asking])
    methods, efforts = {}, {}
    for name in list(chosen)[:7]:
        method = catalog.methods[name]
        kept = tuple(phase for phase in method.phases if phase in (*SUPPORT, *phases))
        if not kept:
            continue
        methods[name] = method.model_copy(update={"phases": kept, "max_units": min(method.max_units, random.choice([1, 2, 2, 3]))})
        rule = {field: figure["value"] for field, figure in facts().rules[method.form].items()}
        if alike:
            efforts[name] = {"people": rule["people"], "purchases": rule["purchases"] * random.choice([1, 1, 1.2])}
            continue
        efforts[name] = {
            "people": rule["people"] * random.choice([0.5, 1, 2, 4]),
            "staff_days": round(rule["staff_days"] * random.uniform(0.4, 1.8), 1),
            "purchases": round(rule["purchases"] * random.uniform(0.3, 2)),
            "lead_weeks": random.randint(0, 4),
            "weeks": random.randint(1, 4),
            "reading_minutes": rule["reading_minutes"] * random.choice([0.5, 1, 3]),
        }
    options = {name: method for name, method in catalog.methods.items() if method.kind == "option"}
    weeks = random.choice([None, None, 16, 20, 26])
    start = date(2027, 1, 4)
    audiences = [
        Audience(name=f"P{i}", priority=random.random() < 0.8, floor=random.choice([None, None, None, 0.01]), **public)
        for i, public in enumerate(random.sample(PUBLICS, random.randint(1, 3)))
    ]
    brief = Brief(
        subject="Une place",
        territory=Territory(name="Ville", code="60", people=random.choice([6_000, 18_000, 60_000])),
        phases=("inform", "mobilise", *phases, "report_back"),
        level=random.choice([None, None, "consult", "involve"]),
        context=Context(attention=random.choice([None, "little_known", "contested"])),
        audiences=tuple(audiences),
        limits=Limits(
            budget=random.choice([None, 6_000, 10_000, 15_000, 30_000]),
            staff_days=random.choice([None, 20, 35, 60]),
            start=start if weeks else None,
            end=start + timedelta(weeks=weeks) if weeks else None,
        ),
        assumptions=Assumptions(
            overlap=random.choice([None, 0.0, 0.5]),
            methods=efforts,
            targets={phase: random.choice([0.02, 0.05, 0.1]) for phase in phases},
        ),
        commitments=Commitments(analysis_days=random.choice([None, None, 4, 10])),
    )
    return Situation(brief, replace(catalog, methods={**methods, **options}))


# -- every plan of them --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plans:
    """Every plan of a small instance, counted from docs/model.md: one row per plan, one column per method in a phase."""

    at: Situation
    pairs: tuple[tuple[Method, Phase], ...]
    units: Ints  # 0: not in the plan
    hired: Flags  # run by a contractor
    cost: Floats
    staff_days: Floats
    reading_days: Floats  # of which to read what people write
    weeks: Ints
    targets: Floats  # plans × segments: share of the targets met
    heard: Floats  # plans × segments: share that comes
    allowed: Flags  # holds the duties, and nothing that may not stand together

    @classmethod
    def of(cls, at: Situation, most: int = MOST) -> Plans | None:
        """All the plans; None when there are more than `most`."""
        pairs = tuple((m, f) for m in at.catalog.methods.values() if m.kind == "method" for f in m.phases if _may(m, f, at))
        choices = [_choices(method, phase, at) for method, phase in pairs]
        if not pairs or prod(map(len, choices)) > most:
            return None
        states = np.array(list(product(*choices)), dtype=int)  # negative: run by a contractor
        return _counted(at, pairs, np.abs(states), states < 0)

    def fits(self, budget: float | None = None, staff_days: float | None = None) -> Flags:
        """The plans within the limits of the brief, or within these."""
        limits = self.at.brief.limits
        budget = limits.budget if budget is None else budget
        staff_days = limits.staff_days if staff_days is None else staff_days
        fits = self.allowed.copy()
        if budget is not None:
            fits &= self.cost <= budget + 1e-6
        if staff_days is not None:
            fits &= self.staff_days <= staff_days + 1e-6
        if (promised := self.at.brief.commitments.analysis_days) is not None:
            fits &= self.reading_days <= promised + 1e-6
        if limits.weeks is not None:
            fits &= self.weeks <= limits.weeks
        for column, segment in enumerate(self.at.segments):
            fits &= self.heard[:, column] >= (segment.floor or 0.0) - 1e-9
        return fits

    @property
    def least(self) -> Floats:
        """The first goal of each plan."""
        named = [i for i, a in enumerate(self.at.brief.audiences) if a.priority]
        return np.asarray(self.targets[:, named or slice(None)].min(axis=1))

    def best(self, **limits: float) -> float | None:
        """The best first goal of all the plans that fit; None when none does."""
        fits = self.fits(**limits)
        return float(self.least[fits].max()) if fits.any() else None

    def plan(self, row: int) -> Plan:
        """One of them, as a plan."""
        made = [
            {"method": m.id, "phase": f, "units": int(u), "options": (OUTSOURCING,) if hired else ()}
            for (m, f), u, hired in zip(self.pairs, self.units[row], self.hired[row], strict=True)
            if u
        ]
        return Plan.model_validate({"brief": self.at.brief, "activities": made})


# Forms whose field work a contractor may run; the page leaves them to the proposal.
HIRED = {"meeting", "workshop", "walk", "stand", "outreach", "visit_door", "interview", "event", "online_live", "phone"}
OUTSOURCING = "external_facilitation"


def _may(method: Method, phase: Phase, at: Situation) -> bool:
    """Whether a format may be proposed in a phase of this place; what reaches nobody is set aside."""
    if phase not in (*SUPPORT, *at.brief.contribution_phases) or not serves(method, phase):
        return False
    reaches = not contributes(method, phase) or bool(at.rates(method, phase)[:-1].any())
    return at.people >= (method.suits_from or 0) and reaches


def _choices(method: Method, phase: Phase, at: Situation) -> range | tuple[int, ...]:
    units = at.most_units(method, contributes(method, phase))
    return tuple(range(-units if method.form in HIRED else 0, units + 1))


def _sum(
    at: Situation, inside: Sequence[int], plans: tuple[tuple[Method, Phase], ...], units: Ints, rates: Floats, effect: Floats | None = None
) -> Floats:
    """Λ by plan and segment of some pairs: kin by kin, in full up to the pool of the library, in part beyond.

    Args:
        rates: λ of one unit, pairs x segments.
        effect: of mobilising, plans x segments; None for what is told while mobilising.
    """
    overlap, total = at.default("overlap"), np.zeros((len(units), rates.shape[1]))
    for forms in referee.KIN.values():
        kin = [i for i in inside if plans[i][0].form in forms]
        if kin:
            library = [method for method in at.catalog.methods.values() if method.kind == "method" and method.form in forms]
            pool = np.max([at.rates(method) if effect is not None else at.told(method) for method in library], axis=0)
            drawn = units[:, kin] @ rates[kin]
            lifted = effect if effect is not None and plans[kin[0]][0].form in referee.OF_THEIR_OWN_ACCORD else 1.0
            total += lifted * np.minimum(drawn, (1 - overlap) * drawn + overlap * pool)
    return np.asarray(total)


def _counted(at: Situation, pairs: tuple[tuple[Method, Phase], ...], units: Ints, hired: Flags) -> Plans:
    used = units > 0
    every = range(len(pairs))
    gathers = [contributes(method, phase) for method, phase in pairs]
    rates = np.array([at.rates(method, phase) for method, phase in pairs])
    told = np.array([at.told(method) for method, _ in pairs])
    telling = [i for i in every if pairs[i][1] in ("inform", "mobilise")]
    share = 1 - np.exp(-_sum(at, telling, pairs, units, told))
    weak, strong = share < at.default("mobilised_ordinary") - 1e-9, share >= at.default("mobilised_strong") - 1e-9
    effect = np.where(weak, at.default("effect_weak"), np.where(strong, at.default("effect_strong"), 1.0))
    lifted = [gathers[i] and pairs[i][0].form in referee.OF_THEIR_OWN_ACCORD for i in every]

    def met(inside: Sequence[int]) -> Floats:
        return np.asarray(1 - np.exp(-_sum(at, inside, pairs, units, rates, effect)))

    # money and days
    effort = [at.effort(method) for method, _ in pairs]

    def of(name: str) -> Floats:
        return np.array([getattr(each, name).value for each in effort])

    days = used * of("setup_days") + units * of("staff_days")
    moved = at.default("outsourced_share") * days * hired
    each = units * (of("purchases") + at.default("day_rate") * of("external_days")) + used * of("setup_purchases")
    attendances = units * at.people * (1 - np.exp(-rates[:, -1])) * np.where(lifted, effect[:, -1:], 1.0) * gathers
    reading = (attendances * of("contributions") * of("reading_minutes")).sum(axis=1) / 60 / at.default("hours_per_day")
    field = (days - moved).sum(axis=1)
    kept = at.default("analysis_share")
    # goals
    targets = np.zeros((len(units), len(at.segments)))
    for goal in at.goals:
        inside = [i for i in every if goal.counts(*pairs[i])]
        targets += goal.weight * np.minimum(met(inside)[:, :-1] / goal.target, 1)
    heard = np.minimum(met([i for i in every if gathers[i]])[:, :-1], _can(at, pairs, used, gathers))
    return Plans(
        at, pairs, units, hired,
        cost=each.sum(axis=1) + moved.sum(axis=1) * at.default("day_rate"),
        staff_days=field + np.maximum(reading, field * kept / (1 - kept)),
        reading_days=reading,
        weeks=_weeks(at, pairs, units, of("weeks")),
        targets=targets, heard=heard, allowed=_allowed(at, pairs, used, gathers),
    )  # fmt: skip


def _can(at: Situation, pairs: tuple[tuple[Method, Phase], ...], used: Flags, gathers: Sequence[bool]) -> Floats:
    """Share of each segment for which a contribution is within reach, the best of each state."""
    found = np.zeros((len(used), len(at.segments)))
    for column, segment in enumerate(at.segments):
        shares = (segment.exposure.offline.value, segment.exposure.needs_help.value, segment.exposure.autonomous.value)
        best = np.zeros((len(used), 3))
        for i, (method, _) in enumerate(pairs):
            open_to = np.array(at.usability(method, segment.stopped)) * (1 - segment.barred.get(method.id, 0.0))
            best = np.maximum(best, np.outer(used[:, i] & gathers[i], open_to))
        found[:, column] = best @ shares
    return found


def _weeks(at: Situation, pairs: tuple[tuple[Method, Phase], ...], units: Ints, weeks: Floats) -> Ints:
    """Weeks to the end of the report back, by plan."""
    sessions = at.default("sessions_a_week")
    end = np.zeros(len(units), dtype=int)
    opening = np.ones(len(units), dtype=int)
    latest_open = np.zeros(len(units), dtype=int)
    last, asked = np.zeros(len(units), dtype=int), np.zeros(len(units), dtype=bool)
    groups: list[tuple[Phase, ...]] = [("inform", "mobilise"), *((phase,) for phase in CONTRIBUTION_PHASES), ("report_back",)]
    least = window_weeks(at)[0]
    for group in groups:
        if group == ("report_back",):
            closed = np.where(asked, np.maximum(last, latest_open + least - 1), opening - 1)
            opening = np.maximum(opening, closed + ceil(at.default("reply_weeks")) + 1)
        starts, ends = np.zeros(len(units), dtype=int), np.zeros(len(units), dtype=int)
        for i, (method, phase) in enumerate(pairs):
            if phase in group:
                long = np.full(len(units), max(1, ceil(weeks[i])))
                if not method.always_open:
                    long = np.maximum(long, np.ceil(units[:, i] / sessions).astype(int))
                begins = np.maximum(opening, at.lead_weeks(method) + 1)
                starts = np.where(units[:, i] > 0, np.maximum(starts, begins), starts)
                ends = np.where(units[:, i] > 0, np.maximum(ends, begins + long - 1), ends)
        end = np.maximum(end, ends)
        if group[0] == "inform":
            opening = np.where(starts > 0, starts + notice_weeks(at), opening)
        elif group[0] in CONTRIBUTION_PHASES:
            latest_open = np.where((starts > 0) & ~asked, starts, latest_open)
            asked |= starts > 0
            last = np.maximum(last, ends)
            opening = np.maximum(opening, ends + 1)
    return end


def _allowed(at: Situation, pairs: tuple[tuple[Method, Phase], ...], used: Flags, gathers: Sequence[bool]) -> Flags:
    """Whether the duties are held, and nothing stands beside what it may not stand beside."""

    def count(wanted: Callable[[int], bool]) -> Ints:
        return np.asarray(used[:, [i for i in range(len(pairs)) if wanted(i)]].sum(axis=1))

    allowed = np.ones(len(used), dtype=bool)
    for duty in requirements(at):
        allowed &= count(lambda i, duty=duty: duty.wanted(*pairs[i])) >= duty.at_least  # type: ignore[misc]
    for phase in at.brief.contribution_phases:
        there = [i for i in range(len(pairs)) if pairs[i][1] == phase and gathers[i]]
        online = count(lambda i, there=there: i in there and pairs[i][0].joins == ("digital",))  # type: ignore[misc]
        allowed &= online <= count(lambda i, there=there: i in there and pairs[i][0].digital == "none")  # type: ignore[misc]
        for alone in {(pairs[i][0].form, pairs[i][0].strand) for i in there if pairs[i][0].form in referee.HELD_ONCE}:
            allowed &= count(lambda i, there=there, alone=alone: i in there and (pairs[i][0].form, pairs[i][0].strand) == alone) <= 1  # type: ignore[misc]
    for method in {method.id for method, _ in pairs}:
        allowed &= count(lambda i, method=method: pairs[i][0].id == method and pairs[i][1] in ("inform", "mobilise")) <= 1  # type: ignore[misc]
    return allowed
