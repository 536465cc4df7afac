"""All the checks as one page of Markdown: plain words first, tables after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from catalog.figures import CRITERIA
from catalog.load import Catalog
from planner import divide
from planner.fits import DRIFT
from planner.places import Store
from planner.validation.blind import Told, wave_from_the_other, without_each_criterion
from planner.validation.outside import Group, Places, groups, places
from planner.validation.published import Table, tables
from planner.validation.reproduced import LeftOut, Reproduced, left_out, reproduced
from planner.validation.synthetic import DEPARTURES, ENOUGH, INDICATORS, LARGE, SEEDS, YEARS, Crossed, Score, drawn, scored

POOLED_WITHIN = 0.1  # points
DRIFTS = (0.0, 0.1, 0.15, 0.2)  # of one category in a year, log-odds: how many margins each would have covered
ALSO = ("no_online_procedures", "insufficient_mastery")  # other indicators of ours, beside the largest table of places
MANY_PLACES = 30
T = TypeVar("T")
Say = Callable[[str], None]

SHORT = {
    "age": "age", "diploma": "diploma", "household_income_month_eur": "income", "commune_size": "commune size", "sex": "sex",
    "occupational_class": "occupation", "household_size": "household",
}  # fmt: skip

NOT_COMPARED = (
    "Ages that cut 75 and over (75–79, 80 and over, 85 and over: Petits Frères des Pauvres 2018, Grand Est and "
    "Bourgogne-Franche-Comté 2019): the cells stop at 75.",
    "Former occupation of the retired (Insee 2021) and of people of 60 and over (Ined): occupation is the present one here.",
    "“Seniors without a diploma” in Nouvelle-Aquitaine (72%, Insee 2019), the one table of age by diploma that was found: the "
    "age it starts at is not given.",
    "Income bands of Kantar 2016 and income deciles of Insee 2019: they cut other bands.",
    "Households with internet (Eurostat isoc_ci_in_h): a share of households, not of people.",
    "Digital skills (Eurostat isoc_sk_dskl_i21): no indicator of ours is near.",
    "Overseas departments (2017): lent the behaviour of the mainland, with nothing measured of their own.",
    "Figures given as “near” or as a range, and areas that are no administrative unit.",
)


@dataclass(frozen=True, eq=False)
class Checks:
    """Everything that was measured."""

    reproduced: tuple[Reproduced, ...]
    left_out: tuple[LeftOut, ...]
    surveys: tuple[tuple[str, Crossed], ...]  # indicator, one drawn survey
    blind: tuple[Told, ...]
    waves: dict[float, tuple[Told, ...]]  # drift allowed for -> the margins of one wave told from the other
    groups: tuple[Group, ...]
    places: tuple[Places, ...]
    tables: tuple[Table, ...]
    store: bool

    def score(self, departure: float, indicator: str = "") -> Score:
        """The drawn surveys of one size of departure, of one indicator or of all."""
        return scored([each for name, each in self.surveys if each.departure == departure and indicator in ("", name)])

    @property
    def failures(self) -> tuple[str, ...]:
        """The claims that do not hold."""
        found = [
            f"{each.indicator}: a target is missed by {each.largest:.2f} point" for each in self.reproduced if each.largest > POOLED_WITHIN
        ]
        for departure in DEPARTURES:
            score = self.score(departure)
            if score.ours >= min(score.risks, score.one):
                found.append(f"departure {departure:g}: ours is {score.ours:.2f} points off, no better than its rivals")
        return tuple(found)


def measured(catalog: Catalog, store: Store | None, seeds: Sequence[int] = SEEDS, say: Say = lambda words: None) -> Checks:
    """Run every check; a few minutes.

    Args:
        store: places of the census; without one, intercommunalities are skipped.
        say: told what is being done.
    """
    say("margins")
    back, out = reproduced(catalog), left_out(catalog)
    surveys = []
    for departure in DEPARTURES:
        say(f"drawn surveys, departure {departure:g}")
        surveys += [
            (name, drawn(catalog, name, year, departure, seed)) for name in INDICATORS for year in YEARS for seed in seeds
        ]  # fmt: skip
    say("criteria left out")
    blind = without_each_criterion(catalog)
    say("waves")
    waves = {drift: wave_from_the_other(catalog, drift) for drift in sorted({*DRIFTS, DRIFT})}
    say("published tables")
    every = tables(catalog)
    near = places(catalog, every, store)
    large = [table for table in every if len(table.values) >= MANY_PLACES]
    near += tuple(each for each in places(catalog, large, store, ALSO) if each.indicator in ALSO)
    return Checks(back, out, tuple(surveys), blind, waves, groups(catalog, every), near, every, store is not None)


def page(catalog: Catalog, checks: Checks) -> str:
    """The page, in Markdown."""
    parts = [
        "# How far the model is from what can be checked",
        "Written by `python -m planner.validation -o docs/validation.md`: a figure that moves is written again. Tables used to check "
        "only are in `data/checks/`. Shares are of people, gaps in points (told minus published), intervals hold 80%.",
        _plain(checks),
        _reproduced(checks),
        _synthetic(checks),
        _blind(checks),
        _waves(checks),
        _groups(catalog, checks),
        _places(checks),
        "## Not compared, and why\n\n" + "\n".join(f"- {each}" for each in NOT_COMPARED),
    ]
    return "\n\n".join(parts) + "\n"


# -- plain words -----------------------------------------------------------------------------------


def _plain(checks: Checks) -> str:
    worst = max(checks.reproduced, key=lambda each: each.largest)
    scores = [checks.score(departure) for departure in DEPARTURES]
    low, high = min(s.cover_truth for s in scores), max(s.cover_truth for s in scores)
    as_assumed = checks.score(divide.INTERACTION)
    same, other = _same(checks.groups, True), _same(checks.groups, False)
    levelled = [each for each in other if each.levelled_gap is not None]
    told = checks.waves[DRIFT]
    lines = [
        f"**What it was fitted on comes back.** {sum(each.targets for each in checks.reproduced)} pooled targets of "
        f"{len(checks.reproduced)} indicators; the furthest is {worst.largest:.2f} point off (`{worst.indicator}`), for "
        f"{POOLED_WITHIN:g} promised.",
        f"**Against a truth that we know, it beats the simple ways.** With interactions as large as the model supposes "
        f"({divide.INTERACTION:g}), its two-way cells are {as_assumed.ours:.1f} points from the truth on average, against "
        f"{as_assumed.risks:.1f} "
        f"when relative risks are multiplied and {as_assumed.one:.1f} with the better of the two single margins. It wins at every size "
        f"tried.",
        f"**Its intervals hold while interactions are small.** Of the true cells, {low:.0%} to {high:.0%} are in their 80% interval "
        f"according to the size of the interactions, and {as_assumed.cover_truth:.0%} at the size it supposes: "
        + ("too narrow for a cell that crosses two criteria" if as_assumed.cover_truth < 0.77 else "about what is promised")
        + f"; {as_assumed.cover_large:.0%} where the share is of {LARGE:.0%} or more: it is the rarest that are told too surely.",
        f"**A criterion that it does not know is not guessed.** Left out of the fit, the margins of a criterion are told to within "
        f"{_mean(checks.blind):.1f} points on average ({_errors(checks.blind):.1f} standard errors), {_cover(checks.blind):.0%} in the "
        f"interval: age, "
        "income and diploma each say something that the others do not. An interval does not cover a criterion that matters and is left "
        "out.",
        f"**Two years are enough to move a profile.** One wave told from the other, at the other's total: {_mean(told):.1f} points off on "
        f"average, {_cover(told):.0%} in the interval with the drift of {DRIFT:g} a year that the model allows for"
        + (": too narrow. The table says which drift would do." if _cover(told) < 0.75 else "."),
        f"**Other surveys asking the same thing agree.** {len(same)} groups: {_gap(same):.1f} points off on average, {_inside(same)} of "
        f"{len(same)} in the interval. Bretagne alone is further from France in its own survey than its ages say.",
        f"**Where the question differs, ours is lower by nature.** {len(other)} groups (no use in three months, no basic skill): "
        f"{_gap(other):.1f} points off as it stands; {_gap(levelled, True):.1f} once at the published total, {_inside(levelled, True)} of "
        f"{len(levelled)} in the interval. The profile is then off by {_lean(other, 'age', '75+'):+.0f} points at 75 and over, "
        f"{_lean(other, 'diploma', 'no_diploma'):+.0f} without a diploma and {_lean(other, '', '', (55, 74)):+.0f} at 55 to 74: those "
        f"who never "
        "go online are older than those who go little.",
        _plain_places(checks),
        "**What this does not say.** No place publishes what its residents were asked, so nothing local is checked against a measure; the "
        "few tables that cross two criteria, or a region and one, ask another question. "
        "People in institutions, homeless people and Mayotte are nowhere here.",
    ]
    return "## In plain words\n\n" + "\n".join(f"- {line}" for line in lines)


def _plain_places(checks: Checks) -> str:
    best = next((each for each in checks.places if each.level == "intercommunality" and len(each.codes) >= MANY_PLACES), None)
    regions = [each for each in checks.places if each.level == "region"]
    words = ", ".join(f"{each.correlation:.2f}" for each in regions)
    if best is None:
        return f"**Places.** Regions: correlation with published rates {words}. Intercommunalities were skipped: no store of places."
    return (
        f"**Places rank as Insee ranks them.** {len(best.codes)} intercommunalities of Hauts-de-France against Insee's own estimates of "
        f"another "
        f"state: correlation {best.correlation:.2f}, slope {best.slope:.2f}, {best.residual:.2f} of log-odds left, when the model supposes "
        f"{float(best.stated.mean()):.2f}. But these too are a model's, smoother than the truth: the agreement of two models is a "
        f"floor, not "
        f"a proof. Regions, which are surveyed: correlation {words}."
    )


# -- tables ----------------------------------------------------------------------------------------


def _reproduced(checks: Checks) -> str:
    rows = [[f"`{r.indicator}`", r.targets, f"{r.largest:.3f}", f"{r.mean:.3f}", r.moved or ""] for r in checks.reproduced]
    of: dict[tuple[str, int, str], list[LeftOut]] = {}
    for each in checks.left_out:
        of.setdefault((each.indicator, each.year, each.reason.en), []).append(each)
    reasons = [
        [f"`{name}`", year, ", ".join(SHORT.get(e.criterion, e.criterion) for e in found), sum(e.margins for e in found), reason]
        for (name, year, reason), found in of.items()
    ]
    return (
        "## Margins given back\n\nTargets are the head-count means of the trusted margins of both waves, and the total. A margin "
        "measured in "
        "one wave where the total is of two is first moved to that total, by one shift of log-odds (last column).\n\n"
        + table(["indicator", "targets", "largest gap", "mean gap", "of them moved"], rows)
        + "\n\nLeft out, with the reason written in the data:\n\n"
        + table(["indicator", "year", "criteria", "margins", "reason"], reasons)
    )


def _synthetic(checks: Checks) -> str:
    def row(name: str, score: Score) -> list[object]:
        return [name, score.cells, *(f"{each:.2f}" for each in (score.ours, score.risks, score.one)),
                f"{score.cover_truth:.0%}", f"{score.cover_large:.0%}", f"{score.cover_survey:.0%}", f"{score.ratio:.2f}"]  # fmt: skip

    head = [
        " ",
        "cells",
        "ours",
        "relative risks",
        "one margin",
        "truth in 80%",
        "where 5% or more",
        "survey's cell in 80%",
        "gap / sampling",
    ]
    sizes = [row(f"{departure:g}", checks.score(departure)) for departure in DEPARTURES]
    by_name = [row(f"`{name}`", checks.score(divide.INTERACTION, name)) for name in dict.fromkeys(name for name, _ in checks.surveys)]
    return (
        f"## A truth that we know\n\nThe fit of a wave plus a random departure of every pair of categories of the seven criteria; a "
        f"survey of the "
        f"wave's effective size drawn from it; its margins rounded to a tenth of a point; every two-way cell of at least {ENOUGH} "
        f"effective "
        f"respondents. {len(INDICATORS)} indicators, waves {' and '.join(map(str, YEARS))}. Mean absolute error against the truth, in "
        "points, cells weighted by their respondents. *Relative risks*: the total times the relative risks of both categories, 1 at "
        "most. *One margin*: "
        "the rate of one of the two, chosen with hindsight as the better for each two criteria. *Gap / sampling*: mean gap between ours "
        "and the "
        "survey's cell, in units of what sampling alone would give (below 1, since the same respondents made the margins).\n\n"
        f"By standard deviation of the departures, in log-odds (the model supposes {divide.INTERACTION:g}, and "
        f"{max(divide.LESS_ADDITIVE.values()):g} for age with income and with commune size):\n\n"
        + table(head, sizes)
        + f"\n\nAt {divide.INTERACTION:g}, by indicator:\n\n"
        + table(head, by_name)
    )


def _blind(checks: Checks) -> str:
    keys = list(dict.fromkeys((each.indicator, each.year) for each in checks.blind))
    criteria = [name for name in CRITERIA if any(each.criterion == name for each in checks.blind)]
    rows: list[list[object]] = []
    for name, year in keys:
        row: list[object] = [f"`{name}`", year]
        for criterion in criteria:
            told = [each for each in checks.blind if (each.indicator, each.year, each.criterion) == (name, year, criterion)]
            row.append(f"{_mean(told):.1f} ({_errors(told):.1f})" if told else "")
        rows.append(row)
    of = {criterion: [each for each in checks.blind if each.criterion == criterion] for criterion in criteria}
    rows.append(["**all**", "", *(f"**{_mean(told):.1f} ({_errors(told):.1f})**" for told in of.values())])
    rows.append(["in the interval", "", *(f"{_cover(told):.0%}" for told in of.values())])
    return (
        "## One criterion left out\n\nEach wave is fitted again without one criterion, and the margins of that criterion are told from "
        "the six "
        "others: mean absolute gap in points, and in standard errors of the survey in brackets (0.8 is what sampling alone would give). "
        "Doubtful "
        "margins of 2022 are told too.\n\n" + table(["indicator", "wave", *(SHORT[name] for name in criteria)], rows)
    )


def _waves(checks: Checks) -> str:
    told = checks.waves[DRIFT]
    rows: list[list[object]] = []
    for name, year in dict.fromkeys((each.indicator, each.year) for each in told):
        mine = [each for each in told if (each.indicator, each.year) == (name, year)]
        rows.append(
            [f"`{name}`", f"{2020 + 2022 - year} → {year}", len(mine), f"{_mean(mine):.1f}", f"{_errors(mine):.1f}", f"{_cover(mine):.0%}"]
        )
    drifts = [[f"{drift:g}", f"{_cover(each):.0%}"] for drift, each in checks.waves.items()]
    return (
        "## One wave told from the other\n\nThe profile of a wave moved as one to the total of the other, against the trusted margins "
        "of that "
        f"other wave. Interval: sampling of both waves, interactions, and a drift of {DRIFT:g} of log-odds a year and category.\n\n"
        + table(["indicator", "told", "margins", "mean gap", "in standard errors", "in 80%"], rows)
        + f"\n\nAll {len(told)} margins, according to the drift a year that the interval allows for:\n\n"
        + table(["drift", "in 80%"], drifts)
    )


def _groups(catalog: Catalog, checks: Checks) -> str:
    sections = []
    for each in checks.tables:
        mine = [group for group in checks.groups if group.table == each.id]
        if not mine:
            continue
        rows: list[list[object]] = []
        for group in mine:
            level = (
                f"{group.levelled:.1%} ({group.levelled_low:.1%}–{group.levelled_high:.1%})"
                if group.levelled is not None and group.levelled_low is not None and group.levelled_high is not None
                else ""
            )
            rows.append([
                f"{_who(catalog, each, group)}", group.row.year, f"`{group.row.indicator}`", f"{group.row.value:.1%}",
                f"{group.told:.1%} ({group.low:.1%}–{group.high:.1%}){'' if group.inside else ' ✗'}",
                level + ("" if group.levelled_inside in (None, True) else " ✗"), f"{group.row.source}",
            ])  # fmt: skip
        levelled = [group for group in mine if group.levelled_gap is not None]
        words = f"{each.population.en}. {each.definition.en[0].upper()}{each.definition.en[1:]}. Mean gap {_gap(mine):.1f} points, "
        f"{_inside(mine)} of {len(mine)} inside"
        if levelled:
            words += f"; at the published total, {_gap(levelled, True):.1f} points, {_inside(levelled, True)} of {len(levelled)} inside"
        sections.append(
            f"### {each.label.en}\n\n{words[0].upper()}{words[1:]}.\n\n"
            + table(["group", "year", "our indicator", "published", "told (80%)", "at the published total (80%)", "source"], rows)
        )
    return (
        "## Other surveys and other years\n\nNone of these figures was used to fit. ✗: the published value is outside the interval, to "
        "which "
        "rounding and, where the number of people asked is known, sampling were added. *At the published total*: everybody's log-odds "
        "moved as one "
        "until the total published in the same table comes back; what is left is the profile.\n\n" + "\n\n".join(sections)
    )


def _places(checks: Checks) -> str:
    rows: list[list[object]] = []
    for each in checks.places:
        label = next(t for t in checks.tables if t.id == each.table)
        spreads = " / ".join(f"{float(np.std(values, ddof=1)):.2f}" for values in (each.ours, each.published))
        rows.append([
            label.label.en, each.level, len(each.codes), f"`{each.indicator}`",
            *(f"{value:.2f}" for value in (each.correlation, each.ranks, each.slope)), spreads,
            f"{each.residual:.2f}", f"{float(each.stated.mean()):.2f} ({divide.SMALL_AREA[each.level]:g})", f"{each.coverage:.0%}",
        ])  # fmt: skip
    known = next((each.known for each in checks.places if each.level == "intercommunality"), ())
    brought = (
        f"Intercommunalities bring their own {', '.join(SHORT[name] for name in known)}; the rest is lent by the department. "
        if known
        else ""
    )
    skipped = "" if checks.store else "Intercommunalities were skipped: no store of places was given (`MAILLAGE_PLACES` or `--places`). "
    return (
        "## Places\n\nPublished by place, but of another state (no use in the year or no basic skill; not every day), so levels do not "
        "compare: ranks "
        f"and spread do, in log-odds. {brought}{skipped}Regions and departments bring their ages. *Left*: standard deviation of "
        f"published minus ours, once "
        "both have the same mean. *Stated*: what the model supposes of a place, its own constant in brackets (`SMALL_AREA`), the rest "
        "standing for "
        "the criteria it is lent. *In 80%*: places whose difference is in the interval of what is stated.\n\n"
        + table(
            [
                "table",
                "level",
                "places",
                "our indicator",
                "correlation",
                "ranks",
                "slope",
                "spread, ours / published",
                "left",
                "stated",
                "in 80%",
            ],
            rows,
        )
        + "\n\nReading: the intercommunalities of Hauts-de-France and the departments are Insee's estimates, made from a survey and the "
        "census, which "
        "leave out what the census does not say: what is left there is the least that a place can differ by. The departments and the "
        "other intercommunalities are those that the press and the publications quoted, the highest and the lowest: what is left there is "
        "about the most. Regional figures carry the sampling of a survey."
    )


# -- small things ----------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])


def _who(catalog: Catalog, of: Table, group: Group) -> str:
    """A group in words."""
    row = group.row
    named = [catalog.criteria[criterion].names[name].en for criterion, names in row.where.items() for name in names]
    ages = row.ages or of.ages
    if "age" not in row.where and (row.ages != of.ages or not named):
        named.append(f"{ages[0]} and over" if ages[1] >= 105 else f"{ages[0]} to {ages[1]}")
    return ", ".join(named) + (f", {row.place}" if row.place else "")


def _same(found: Iterable[Group], same: bool) -> list[Group]:
    return [each for each in found if bool(each.row.same) is same]


def _gap(found: Sequence[Group], levelled: bool = False) -> float:
    return float(np.mean([abs((each.levelled_gap if levelled else each.gap) or 0.0) for each in found])) if found else 0.0


def _lean(found: Sequence[Group], criterion: str, category: str, ages: tuple[int, int] | None = None) -> float:
    """Mean signed gap at the published total, in points, of the rows about one category or span of ages."""
    rows = [each for each in found if each.row.where.get(criterion) == (category,) or (ages and each.row.ages == ages)]
    gaps = [each.levelled_gap for each in rows if each.levelled_gap is not None]
    return float(np.mean(gaps)) if gaps else 0.0


def _inside(found: Sequence[Group], levelled: bool = False) -> int:
    return sum(bool(each.levelled_inside if levelled else each.inside) for each in found)


def _mean(told: Sequence[Told]) -> float:
    return float(np.average([abs(each.gap) for each in told], weights=[each.n for each in told]))


def _errors(told: Sequence[Told]) -> float:
    return float(np.average([abs(each.gap) / 100 / each.error for each in told], weights=[each.n for each in told]))


def _cover(told: Sequence[Told]) -> float:
    return float(np.mean([each.inside for each in told]))
