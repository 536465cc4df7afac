"""What the model was fitted on: are the published margins given back, and which were left out, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from catalog.facts import Text
from catalog.figures import CRITERIA, Indicator
from catalog.load import Catalog
from planner import fits, logit
from planner.cells import Floats
from planner.fits import POOLING, Wave
from planner.national import national

OUTSIDE_CELLS = Text(fr="critère ou catégorie que les croisements n’ont pas", en="criterion or category that the cells do not have")
OTHER_YEAR = Text(fr="autre année, ou autre enquête", en="another year, or another survey")


@dataclass(frozen=True)
class Reproduced:
    """How far the pooled fit of one indicator is from its targets, in points."""

    indicator: str
    targets: int
    largest: float
    mean: float
    moved: int  # of these, margins measured in one wave and brought to the level of two by one shift of log-odds


@dataclass(frozen=True)
class LeftOut:
    """Published margins that are not fitted."""

    indicator: str
    year: int
    criterion: str
    margins: int
    reason: Text


def reproduced(catalog: Catalog) -> tuple[Reproduced, ...]:
    """Every indicator with a pooled profile: its targets and how far the fit is from them (share of people, in points)."""
    found = []
    for indicator in catalog.indicators.values():
        waves = [wave for year in POOLING if (wave := fits.wave_of(catalog, indicator, year)) and wave.trusted]
        if waves:
            gaps, moved = _gaps(catalog, indicator, waves)
            found.append(Reproduced(indicator.id, len(gaps), float(gaps.max()), float(gaps.mean()), moved))
    return tuple(found)


def _gaps(catalog: Catalog, indicator: Indicator, waves: list[Wave]) -> tuple[Floats, int]:
    """Gap to each target in points, the total included, and how many of them were moved to the level of both waves."""
    fit, cells = fits.pooled_fit(catalog, waves), national(catalog).cells
    concerned, total = fit.weights * logit.shares(fit.odds), float(np.mean([wave.total for wave in waves]))
    gaps, moved = [abs(float(concerned.sum()) - total)], 0
    for criterion in CRITERIA:
        trusted = [wave for wave in waves if criterion in wave.trusted]
        names = [name for name in catalog.criteria[criterion].names if any(_rate(indicator, wave, criterion, name) for wave in trusted)]
        if not names:
            continue
        masks = {name: cells.has(criterion, name) for name in names}
        asked = {}
        for name in names:
            told = [(wave, rate) for wave in trusted if (rate := _rate(indicator, wave, criterion, name)) is not None]
            asked[name] = float(np.average([rate for _, rate in told], weights=[wave.weights @ masks[name] for wave, _ in told]))
        if len(trusted) < len(waves):
            parts = [name for name in names if name in cells.categories[criterion]]
            people = np.array([fit.weights @ masks[name] for name in parts])
            odds = logit.log_odds(np.clip([asked[name] for name in parts], 5e-4, 1 - 5e-4))
            rates = logit.shares(logit.levelled(people / people.sum(), odds, total))
            asked = dict(zip(parts, map(float, rates), strict=True))
            moved += len(asked)
        gaps += [abs(float(concerned @ masks[name] / (fit.weights @ masks[name])) - rate) for name, rate in asked.items()]
    return np.array(gaps) * 100, moved


def _rate(indicator: Indicator, wave: Wave, criterion: str, category: str) -> float | None:
    rows = (row.value for row in indicator.values if (row.year, row.criterion, row.category) == (wave.year, criterion, category))
    return next(rows, None)


def left_out(catalog: Catalog) -> tuple[LeftOut, ...]:
    """Published margins that no pooled fit reproduces, each with its reason."""
    found: Counter[tuple[str, int, str, Text]] = Counter()
    for indicator in catalog.indicators.values():
        waves = {year: fits.wave_of(catalog, indicator, year) for year in POOLING}
        for row in indicator.values:
            if row.criterion is None:
                continue
            wave = waves.get(row.year)
            if wave is not None and row.criterion in wave.trusted and row.category in catalog.criteria[row.criterion].names:
                continue
            here = row.criterion in CRITERIA and row.category in catalog.criteria[row.criterion].names
            reason = row.note or (OTHER_YEAR if here or wave is None else OUTSIDE_CELLS)
            found[indicator.id, row.year, row.criterion, reason] += 1
    return tuple(LeftOut(name, year, criterion, count, reason) for (name, year, criterion, reason), count in found.items())
