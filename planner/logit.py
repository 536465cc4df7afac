"""Log-odds on weighted cells: bring margins back, and how far these let the cells move.

Everywhere `weights` are the shares of the whole that live in each cell, `odds` the log-odds of each cell, and `held`
says which columns (categories of a criterion) have a margin. A margin is the weight of the people concerned in one
column. Method: docs/divide.md.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog.yamlfile import bad
from planner.cells import Cells, Floats

Real = TypeVar("Real", bound=np.floating[Any])
Held = NDArray[np.bool_]  # by column


def shares(odds: NDArray[Real]) -> NDArray[Real]:
    """Log-odds to shares, in the precision they come in."""
    half = np.asarray(0.5, dtype=odds.dtype)
    share: NDArray[Real] = half + half * np.tanh(odds * half)
    return share


def log_odds(share: Floats | float) -> Floats:
    """Shares to log-odds."""
    return np.asarray(np.log(share) - np.log1p(-np.asarray(share)))


def moved(share: Floats | float, odds: Floats) -> Floats:
    """A share moved by so many log-odds."""
    return shares(log_odds(np.clip(share, 1e-9, 1 - 1e-9)) + odds)


def solve(cells: Cells, weights: Floats, held: Held, counts: Floats, start: Floats | float) -> tuple[Floats, Floats]:
    """Newton: the log-odds `start`, plus one coefficient a held column, such that each holds `counts` people.

    The columns may be redundant (the categories of every criterion add up to everyone): the shortest step
    is taken. Counts are shares of the whole, one a column, met to 1e-12.

    Returns:
        log-odds (one a cell) and coefficients (one a column, 0 where it is not held).
    Raises:
        BadInput: margins that contradict each other (another organisation's file).
    """
    coefficients = np.zeros(len(held))

    def left(coefficients: Floats) -> Floats:
        return np.where(held, counts - cells.sums(weights * shares(start + cells.spread(coefficients))), 0.0)

    missing = left(coefficients)
    for _ in range(100):
        if np.abs(missing).max() < 1e-12:
            break
        step = response(cells, weights, held, start + cells.spread(coefficients)) @ missing
        for _ in range(40):
            after = left(coefficients + step)
            if np.linalg.norm(after) < np.linalg.norm(missing):
                break
            step = step / 2
        else:
            break
        coefficients, missing = coefficients + step, after
    if np.abs(missing).max() < 1e-9:
        return start + cells.spread(coefficients), coefficients
    raise bad("figures", None, "les marges publiées ne peuvent pas être reproduites ensemble. Vérifiez les valeurs du fichier.",
              "the published margins cannot be reproduced together. Check the values of the file.")  # fmt: skip


def steepness(weights: Floats, odds: Floats) -> Floats:
    """People that one more unit of log-odds gains, by cell."""
    share = shares(odds)
    return np.asarray(weights * share * (1 - share))


def information(cells: Cells, weights: Floats, odds: Floats) -> Floats:
    """Change of each margin for a change of each coefficient: columns x columns."""
    return cells.gram(steepness(weights, odds))


def response(cells: Cells, weights: Floats, held: Held, odds: Floats) -> Floats:
    """Change of each coefficient for a change of each held margin: columns x columns."""
    return inverse(information(cells, weights, odds), held)


def inverse(matrix: Floats, held: Held) -> Floats:
    """The shortest way back on the held columns, nothing on the others."""
    found = np.zeros_like(matrix)
    at = np.ix_(held, held)
    found[at] = np.linalg.pinv(matrix[at], rcond=1e-11, hermitian=True)
    return found


def sampling(matrix: Floats, n: float) -> Floats:
    """Square root of the covariance of the margins, were `n` people drawn: columns x causes (from `information`)."""
    values, vectors = np.linalg.eigh(matrix / n)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))


def level(weights: Floats, odds: Floats, size: float) -> float:
    """The same move of every cell that moves the log-odds of the whole by `size`.

    The cells have to move more than the whole, which is a mixture of very different ones.
    """
    whole = float(weights @ shares(odds))
    return size * whole * (1 - whole) / float(steepness(weights, odds).sum())


def levelled(weights: Floats, odds: Floats, total: float) -> Floats:
    """The same log-odds, all moved as one so that the whole holds `total`."""
    for _ in range(100):
        share = shares(odds)
        missing = total - float(weights @ share)
        if abs(missing) < 1e-13:
            break
        odds = odds + np.clip(missing / max(float(weights @ (share * (1 - share))), 1e-12), -2.0, 2.0)
    return odds
