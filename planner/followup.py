"""Following a launched plan: who came against who was expected, channel by channel, and whether a gap is more than chance.

A count is of attendances, since the entry before of the same activity, or since it began. It is held against the same
seeded draws as the plan's own ranges, with the noise of counting people added. Channels are never added up: a public is
told by the union of the model, or not at all.

Source: docs/followup.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, exp, floor, log, sqrt
from typing import Literal

import numpy as np
import yaml

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import PHASE_NAMES, Phase
from catalog.words import Lang, number, people_range
from catalog.yamlfile import Bilingual
from catalog.yields import Model as YieldModel
from catalog.yields import OwnCount, within
from planner.audiences import ALL
from planner.composition import per_catalog
from planner.coverage import DRAWS, INTERVAL, SEED, TENTH, Floats, factor_of, mobilised, pert, rates_of
from planner.evaluate import weeks_of
from planner.plan import Observation, Plan
from planner.reach import Situation, pooled
from planner.work import Work

Verdict = Literal["within", "fewer", "more", "early", "unknown"]
TAIL = INTERVAL[0] / 100  # chance that a count falls under its range, the forecast being right


class Known(Record):
    """What is known of those who came to one channel, for one public."""

    audience: str
    came: int
    low: int | None  # of those asked, expected of this public: four chances in five; None: of how many is not known
    high: int | None
    needed: int  # answers under which finding nobody of them, or nobody else, could be chance
    verdict: Verdict


class Channel(Record):
    """One activity: what was counted so far against what was forecast for the same weeks."""

    activity: str
    method: str
    phase: Phase
    first: int  # week
    last: int
    started: bool
    until: int | None  # last week that the counts hold; None: nothing was entered
    share: float  # of the activity that those weeks hold, 0 to 1
    came: int | None  # attendances
    contributions: int | None
    low: int  # attendances expected in those weeks: four chances in five, counting noise included
    typical: float
    high: int
    whole_low: int  # the same over the whole activity
    whole: float
    whole_high: int
    verdict: Verdict
    asked: int | None
    unknown: int | None  # of those who came, of whom nothing is known
    known: tuple[Known, ...] = ()


class Public(Record):
    """Distinct people of one public, by the union of the model, in the weeks that were counted."""

    audience: str  # a name, or `all`
    people: float
    low: float  # forecast for those weeks and channels
    value: float
    high: float
    seen_low: float | None  # what the counts make of it; None: nothing was counted
    seen: float | None
    seen_high: float | None
    verdict: Verdict


class Followed(Record):
    """A plan followed up to a week."""

    week: int
    channels: tuple[Channel, ...]
    publics: tuple[Public, ...]
    judged: int  # channels whose gap can be told
    by_chance: float  # of them, how many fall outside their range when every forecast is right
    strangers: tuple[str, ...] = ()  # ids that entries name and that are not in the plan any more
    strange_publics: tuple[str, ...] = ()  # names of publics that entries count and that are not in the brief (any more)


# -- entering -----------------------------------------------------------------------------------------


def record(plan: Plan, entry: Observation) -> Plan:
    """The plan with one more entry, in place of that of the same activity and week.

    Raises:
        Bilingual: an activity or a public that the plan does not have, a count above the population.
    """
    ids = {activity.id for activity in plan.activities}
    if entry.activity not in ids:
        raise Bilingual(fr=f"le suivi nomme l’action « {entry.activity[:60]} », qui n’est pas dans le dispositif.",
                        en=f'the follow-up names the activity "{entry.activity[:60]}", which is not in the plan.')  # fmt: skip
    strangers = sorted(set(entry.known) - {audience.name for audience in plan.brief.audiences})
    if strangers:
        raise Bilingual(fr=f"le suivi nomme le public « {strangers[0][:60]} », absent du cadrage.",
                        en=f'the follow-up names the public "{strangers[0][:60]}", which is not in the brief.')  # fmt: skip
    others = [each for each in plan.observed if (each.activity, each.week) != (entry.activity, entry.week)]
    found = sorted([*others, entry], key=lambda each: (each.week, each.activity))
    return Plan.model_validate({**plan.model_dump(by_alias=True), "observed": [each.model_dump() for each in found]})


def erased(plan: Plan, activity: str, week: int) -> Plan:
    """The plan without an entry."""
    return plan.model_copy(update={"observed": tuple(e for e in plan.observed if (e.activity, e.week) != (activity, week))})


def last_week(plan: Plan) -> int:
    """The last week that somebody entered; 0 when nothing was."""
    return max((each.week for each in plan.observed), default=0)


# -- comparing ----------------------------------------------------------------------------------------


def followup(plan: Plan, catalog: Catalog, through_week: int | None = None, situation: Situation | None = None) -> Followed:
    """What was counted up to a week against the forecast.

    Args:
        through_week: entries of later weeks are left out; by default the last week entered.
        situation: the plan's brief laid on the catalogue, when it is at hand.
    """
    at = situation or Situation(plan.brief, catalog)
    week = last_week(plan) if through_week is None else through_week
    works = [Work.of(activity, at) for activity in plan.activities]
    spans, effect = weeks_of(plan, works, at), mobilised(works, at)
    counts = counted(plan, week)
    channels = tuple(_channel(work, spans[work.activity.id], counts.get(work.activity.id), week, at, effect) for work in works)
    judged = sum(1 for each in channels if each.verdict in ("within", "fewer", "more"))
    ids, publics = {work.activity.id for work in works}, {audience.name for audience in plan.brief.audiences}
    return Followed(
        week=week, channels=channels, publics=_publics(works, channels, at, effect), judged=judged, by_chance=2 * TAIL * judged,
        strangers=tuple(dict.fromkeys(each.activity for each in plan.observed if each.activity not in ids)),
        strange_publics=tuple(dict.fromkeys(name for each in plan.observed for name in each.known if name not in publics)),
    )  # fmt: skip


class Count(Record):
    """All the entries of one activity."""

    until: int
    came: int
    contributions: int | None
    asked: int | None
    known: Mapping[str, int]


def counted(plan: Plan, week: int) -> dict[str, Count]:
    """The entries up to a week, by activity: entries of one activity follow each other, so they add up."""
    found: dict[str, Count] = {}
    for name in dict.fromkeys(each.activity for each in plan.observed):
        entries = [each for each in plan.observed if each.activity == name and each.week <= week]
        if entries:
            told = [each.contributions for each in entries if each.contributions is not None]
            asked = [each.asked for each in entries if each.asked is not None]
            profiled = [each for each in entries if each.known]
            known: dict[str, int] = {}
            for each in profiled:
                for audience, people in each.known.items():
                    known[audience] = known.get(audience, 0) + people
            complete = all(each.asked is not None for each in profiled)
            found[name] = Count(
                until=max(each.week for each in entries), came=sum(each.came for each in entries),
                contributions=sum(told) if told else None, asked=sum(asked) if asked and complete else None, known=known,
            )  # fmt: skip
    return found


def part_gone(span: tuple[int, int], until: int) -> float:
    """Share of an activity that lies in the weeks up to one: its sessions are spread evenly over its weeks."""
    first, last = span
    return min(max((until - first + 1) / (last - first + 1), 0.0), 1.0)


def attendances(work: Work, at: Situation, effect: Floats, column: int = -1, factor: Floats | float = 1.0) -> Floats:
    """How many of a segment (or of the territory) come to all the units of an activity, who comes back counting again."""
    rates = rates_of(work, at, effect)
    lifted = rates.effect[column] if isinstance(rates.effect, np.ndarray) else rates.effect
    people = at.people if column in (-1, len(at.segments)) else at.segments[column].people
    return np.asarray(-np.expm1(-rates.unit[column] * lifted * np.asarray(factor)) * people * work.units)


@per_catalog(8)
def session_spread(catalog: Catalog) -> float:
    """Standard deviation of the logarithm between two counts of one form in one place (catalog.yields.within)."""
    forms = {method.id: method.form for method in catalog.methods.values()}
    try:
        return within([count for count in catalog.counts if count.method in forms], forms, YieldModel.of(catalog.model)).value
    except ValueError:  # a folder without counts
        return 0.0


def sessions(work: Work, share: float) -> float:
    """How many counts the weeks gone stand for: the units held, at least one."""
    return max(work.units * share, 1.0)


def _range(work: Work, share: float, at: Situation, effect: Floats) -> tuple[int, float, int]:
    """Attendances expected in a part of an activity: low end, typical value, high end."""
    typical = float(attendances(work, at, effect)) * share
    if not share or not typical:
        return 0, typical, 0
    random = np.random.default_rng([SEED, *work.activity.id.encode()])
    mean = attendances(work, at, effect, factor=factor_of(work)) * share
    mean = mean * np.exp(random.standard_normal(DRAWS) * session_spread(at.catalog) / sqrt(sessions(work, share)))
    low, high = np.percentile(random.poisson(np.minimum(mean, 1e9)), INTERVAL)
    return floor(min(float(low), typical)), typical, ceil(max(float(high), typical))


def _channel(work: Work, span: tuple[int, int], count: Count | None, week: int, at: Situation, effect: Floats) -> Channel:
    until = min(count.until, week) if count else None
    # An entry made before the planned start says that it has begun: at least one week of it is held against it.
    share = part_gone(span, max(until, span[0])) if until is not None else 0.0
    low, typical, high = _range(work, share, at, effect)
    whole_low, whole, whole_high = _range(work, 1.0, at, effect)
    asked = count.asked if count else None
    return Channel(
        activity=work.activity.id, method=work.method.id, phase=work.activity.phase, first=span[0], last=span[1],
        started=span[0] <= week or until is not None, until=until, share=share,
        came=count.came if count else None, contributions=count.contributions if count else None,
        low=low, typical=typical, high=high, whole_low=whole_low, whole=whole, whole_high=whole_high,
        verdict=_verdict(count.came if count else None, low, typical, high),
        asked=asked, unknown=count.came - asked if count and asked is not None else None,
        known=_known(work, count, at, effect) if count else (),
    )  # fmt: skip


def _verdict(came: float | None, low: float, typical: float, high: float) -> Verdict:
    if came is None or not typical:
        return "unknown"
    if came > high:
        return "more"
    if came < low:
        return "fewer"
    return "early" if low < 1 else "within"  # when nobody at all would still be within the range, a shortfall cannot be seen


# -- who came -----------------------------------------------------------------------------------------


def expected_share(work: Work, column: int, at: Situation, effect: Floats) -> float:
    """Share of those who come to an activity who are of one public."""
    everybody = float(attendances(work, at, effect))
    return min(float(attendances(work, at, effect, column)) / everybody, 1.0) if everybody else 0.0


def needed(share: float) -> int:
    """Answers from which finding nobody of a public, or nobody else, is less than one chance in ten."""
    least = min(share, 1.0 - share)
    return ceil(log(TAIL) / log(1.0 - least)) if least > 0 else 0


def affinity_spread(at: Situation) -> float:
    """How far the part of a public may be from the forecast, as a standard deviation of its logarithm: the wider of the two ratings."""
    figures = [at.catalog.model[f"affinity_{name}"].figure for name in ("well", "poorly")]
    return max(log((f.high or f.value) / (f.low or f.value)) / 2 / TENTH for f in figures)


def _known(work: Work, count: Count, at: Situation, effect: Floats) -> tuple[Known, ...]:
    found = []
    for column, segment in enumerate(at.segments):
        if not segment.chosen or segment.name not in count.known:
            continue
        share, came = expected_share(work, column, at, effect), count.known[segment.name]
        least = needed(share)
        low = high = None
        verdict: Verdict = "unknown"
        if count.asked and share:
            random = np.random.default_rng([SEED, *work.activity.id.encode(), column])
            drawn = np.minimum(share * np.exp(random.standard_normal(DRAWS) * affinity_spread(at)), 1.0)
            ends = np.percentile(random.binomial(count.asked, drawn), INTERVAL)
            low, high = floor(float(ends[0])), ceil(float(ends[1]))
            verdict = "early" if count.asked < least else "fewer" if came < low else "more" if came > high else "within"
        found.append(Known(audience=segment.name, came=came, low=low, high=high, needed=least, verdict=verdict))
    return tuple(found)


def public_factor(work: Work, count: Count | None, column: int, at: Situation, effect: Floats) -> float:
    """How many times more of a public came to an activity than its part of those who came: pooled towards 1.

    The logarithm of known over expected counts for as much as counting noise leaves it against what ratings are worth.
    """
    if count is None or not count.asked or at.segments[column].name not in count.known:
        return 1.0
    share = expected_share(work, column, at, effect)
    if not 0 < share < 1:
        return 1.0
    seen, wanted = count.known[at.segments[column].name] + 0.5, count.asked * share + 0.5
    own, noise = affinity_spread(at) ** 2, (1 - share) / wanted
    return exp(log(seen / wanted) * own / (own + noise)) if own else 1.0


def _publics(works: Sequence[Work], channels: Sequence[Channel], at: Situation, effect: Floats) -> tuple[Public, ...]:
    """Distinct people who contributed through the channels counted, by public: forecast, and what the counts make of it."""
    pairs = [(work, channel) for work, channel in zip(works, channels, strict=True) if work.contributes and channel.share]
    gone = [replace(work, units=work.units * channel.share) for work, channel in pairs]  # type: ignore[arg-type]  # part of a unit
    overlap = at.catalog.model["overlap"].figure
    shared = pert(np.random.default_rng(SEED), overlap.low or 0.0, at.default("overlap"), overlap.high or 0.9, DRAWS)
    sizes = np.array([segment.people for segment in at.segments] + [at.people])
    usual = [np.ones(len(sizes)) for _ in gone]
    seen = [_times(work, channel, at, effect) for work, channel in pairs]
    forecast = _union(gone, [factor_of(work)[:, None] for work in gone], shared, at, effect) * sizes
    middle = _union(gone, usual, np.array([at.default("overlap")]), at, effect)[0] * sizes
    counts = _union(gone, seen, shared, at, effect) * sizes
    value = _union(gone, seen, np.array([at.default("overlap")]), at, effect)[0] * sizes
    names = [segment.name for segment in at.segments] + [ALL]
    columns = [i for i, segment in enumerate(at.segments) if segment.chosen] + [len(at.segments)]
    found = []
    for i in columns:
        low, high = np.percentile(forecast[:, i], INTERVAL)
        ends = np.percentile(counts[:, i], INTERVAL)
        found.append(Public(
            audience=names[i], people=float(sizes[i]), low=min(float(low), float(middle[i])), value=float(middle[i]),
            high=max(float(high), float(middle[i])),
            seen_low=min(float(ends[0]), float(value[i])) if gone else None, seen=float(value[i]) if gone else None,
            seen_high=max(float(ends[1]), float(value[i])) if gone else None,
            verdict=_verdict(round(float(value[i])) if gone else None, floor(low), float(middle[i]), ceil(high)),
        ))  # fmt: skip
    return tuple(found)


def _times(work: Work, channel: Channel, at: Situation, effect: Floats) -> Floats:
    """How many times the forecast came, by segment then over the territory."""
    ratio = (channel.came or 0) / channel.typical if channel.typical else 0.0
    count = Count(
        until=0, came=channel.came or 0, contributions=None, asked=channel.asked, known={k.audience: k.came for k in channel.known}
    )
    return ratio * np.array([*(public_factor(work, count, i, at, effect) for i in range(len(at.segments))), 1.0])


def _union(works: Sequence[Work], times: Sequence[Floats], shared: Floats, at: Situation, effect: Floats) -> Floats:
    """Share of each segment, then of the territory, met at least once: (draws, columns)."""
    total = np.zeros((len(shared), len(at.segments) + 1))
    for kin in dict.fromkeys(work.kin for work in works):
        drawn, pool, lift = np.zeros_like(total), np.broadcast_to(at.pools[kin], total.shape), 1.0
        for work, factor in zip(works, times, strict=True):
            if work.kin == kin:
                rates = rates_of(work, at, effect)
                unit = rates.unit[None, :] * factor
                drawn, pool, lift = drawn + rates.units * unit, np.maximum(pool, unit), rates.effect  # type: ignore[assignment]
        total += pooled(drawn, pool, shared[:, None]) * lift
    return np.asarray(-np.expm1(-total))


# -- kept for the next time ---------------------------------------------------------------------------


def own_counts(plan: Plan, followed: Followed, catalog: Catalog, year: int, situation: Situation | None = None) -> tuple[OwnCount, ...]:
    """What was counted, as yields that an organisation can keep: methods whose forecast is known, part of a unit held or more."""
    at = situation or Situation(plan.brief, catalog)
    works = {activity.id: Work.of(activity, at) for activity in plan.activities}
    place = plan.brief.territory.name if plan.brief.territory else None
    found = []
    for each in followed.channels:
        people = works[each.activity].effort["people"].value
        if each.came is None or not each.typical or not people:
            continue
        units = works[each.activity].units * each.share
        found.append(OwnCount(
            method=each.method, plan=plan.brief.subject[:300], place=place, year=year, units=round(units, 3), gathered=each.came,
            times=float(f"{each.typical / units / people:.6g}"),
        ))  # fmt: skip
    return tuple(found)


def own_yields(plan: Plan, followed: Followed, catalog: Catalog, year: int) -> str:
    """The counts as the text of `own_yields.yaml`, for the folder named by MAILLAGE_DATA; empty when nothing was counted."""
    counts = own_counts(plan, followed, catalog, year)
    if not counts:
        return ""
    head = (
        "# Rendements comptés par votre organisation, à placer dans le dossier nommé par MAILLAGE_DATA sous le nom own_yields.yaml.\n"
        "# Un second dispositif : ajoutez ses lignes à la suite, sous « counts ». Des nombres seulement, jamais de nom.\n"
        "# Yields counted by your organisation: put this file in the folder named by MAILLAGE_DATA as own_yields.yaml.\n"
    )
    rows = [each.model_dump(mode="json", exclude_none=True) for each in counts]
    return head + yaml.safe_dump({"counts": rows}, allow_unicode=True, sort_keys=False, width=120)


# -- in words -----------------------------------------------------------------------------------------


def times_less(ratio: float, lang: Lang) -> str:
    """A ratio to what was expected: « 2,1 fois moins », “2.1 times as many”."""
    if ratio <= 0:
        return "personne" if lang == "fr" else "nobody"
    far = ratio if ratio >= 1 else 1 / ratio
    said = number(far, lang, 1 if far < 10 else 0)
    if lang == "fr":
        return f"{said} fois {'plus' if ratio >= 1 else 'moins'}"
    return f"{said} times {'more' if ratio >= 1 else 'fewer'}"


def counted_range(low: float, high: float, lang: Lang) -> str:
    """A range of attendances, small ones to the unit."""
    if high < 50:
        return f"{number(low, lang)} à {number(high, lang)}" if lang == "fr" else f"{number(low, lang)} to {number(high, lang)}"
    return people_range(low, high, lang)


def said(channel: Channel, catalog: Catalog) -> Text:
    """What the counts of one channel say, in one or two sentences."""
    return Text(fr=_said(channel, catalog, "fr"), en=_said(channel, catalog, "en"))


def _said(channel: Channel, catalog: Catalog, lang: Lang) -> str:
    # The phase too: one method may serve two.
    fr, name = lang == "fr", f"{catalog.methods[channel.method].name(lang)} ({PHASE_NAMES[channel.phase](lang)})"
    between = " : " if fr else ": "
    if channel.came is None:
        if not channel.started:
            return name + between + (f"commence en semaine {channel.first}." if fr else f"starts in week {channel.first}.")
        return name + between + ("rien n’est encore saisi." if fr else "nothing is entered yet.")
    came, span = number(channel.came, lang), counted_range(channel.low, channel.high, lang)
    if fr:
        head = f"{came} venue{'s' * (channel.came > 1)} jusqu’à la semaine {channel.until}, pour {span} attendues"
    else:
        head = f"{came} came up to week {channel.until}, for {span} expected"
    far = times_less(channel.came / channel.typical, lang) if channel.typical else ""
    tails: dict[Verdict, tuple[str, str]] = {
        "within": (". C’est dans la fourchette.", ". This is within the range."),
        "early": (". Il est trop tôt : même sans personne, ce pourrait être le hasard.",
                  ". It is too early: even nobody could be chance."),
        "fewer": (f", soit {far} que prévu. L’écart dépasse le hasard.", f", that is {far} than expected. The gap is more than chance."),
        "more": (f", soit {far} que prévu. L’écart dépasse le hasard.", f", that is {far} than expected. The gap is more than chance."),
        "unknown": (". Rien ne permet de dire combien étaient attendues.", ". Nothing says how many were expected."),
    }  # fmt: skip
    if channel.came == 0 and channel.verdict == "fewer":
        tails["fewer"] = (". L’écart dépasse le hasard.", ". The gap is more than chance.")
    return name + between + head + tails[channel.verdict][0 if fr else 1]


def said_known(channel: Channel, known: Known, catalog: Catalog) -> Text:
    """What is known of one public among those who came."""
    said = {}
    for lang, fr in (("fr", True), ("en", False)):
        asked = "" if channel.asked is None else number(channel.asked, lang)  # type: ignore[arg-type]
        came = number(known.came, lang)  # type: ignore[arg-type]
        if channel.asked is None:
            said[lang] = (
                f"{known.audience} : {came}. On ne sait pas sur combien de réponses : rien à comparer."
                if fr
                else f"{known.audience}: {came}. Out of how many answers is not known: nothing to compare."
            )
            continue
        head = f"{known.audience} : {came} sur {asked} réponses" if fr else f"{known.audience}: {came} out of {asked} answers"
        span = "" if known.low is None or known.high is None else counted_range(known.low, known.high, lang)  # type: ignore[arg-type]
        tails: dict[Verdict, tuple[str, str]] = {
            "within": (f", pour {span} attendues.", f", for {span} expected."),
            "fewer": (f", pour {span} attendues : moins que prévu, au-delà du hasard.", f", for {span} expected: fewer, more than chance."),
            "more": (f", pour {span} attendues : plus que prévu, au-delà du hasard.", f", for {span} expected: more, beyond chance."),
            "early": (f". Il en faut {known.needed} pour que l’absence d’un public ne soit plus un hasard.",
                      f". {known.needed} are needed before the absence of a public stops being chance."),
            "unknown": (". Rien à comparer.", ". Nothing to compare."),
        }  # fmt: skip
        said[lang] = head + tails[known.verdict][0 if fr else 1]
    return Text(fr=said["fr"], en=said["en"])


def said_public(public: Public) -> Text:
    """What the counts make of one public, by the union of the model."""
    found = {}
    for lang in ("fr", "en"):
        fr = lang == "fr"
        name = ("Tout le territoire" if fr else "The whole territory") if public.audience == ALL else public.audience
        span = people_range(public.low, public.high, lang)
        if public.seen is None or public.seen_low is None or public.seen_high is None:
            found[lang] = f"{name} : rien n’est encore compté." if fr else f"{name}: nothing is counted yet."
            continue
        seen = people_range(public.seen_low, public.seen_high, lang)
        if fr:
            text = f"{name} : {seen} personnes distinctes d’après les relevés, pour {span} attendues à ce stade"
            tail = {"fewer": ", moins que prévu", "more": ", plus que prévu"}.get(public.verdict, "")
        else:
            text = f"{name}: {seen} distinct people by the counts, for {span} expected by now"
            tail = {"fewer": ", fewer than expected", "more": ", more than expected"}.get(public.verdict, "")
        found[lang] = f"{text}{tail}."
    return Text(fr=found["fr"], en=found["en"])


def said_chance(followed: Followed) -> Text | None:
    """How many gaps chance alone makes; None when nothing is judged."""
    if not followed.judged:
        return None
    n, few = followed.judged, number(followed.by_chance, "fr", 1)
    few_en = number(followed.by_chance, "en", 1)
    many_fr, many_en = (f"{n} canaux comparés", f"{n} channels compared") if n > 1 else ("un canal comparé", "one channel compared")
    return Text(
        fr=f"Sur {many_fr}, le hasard seul en met en moyenne {few} hors de la fourchette : vérifiez un écart isolé avant d’agir.",
        en=f"Of {many_en}, chance alone puts {few_en} outside their range on average: check a single gap before acting.",
    )
