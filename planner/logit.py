"""Log-odds on weighted cells: bring margins back, and how far these let the cells move.

Everywhere `weights` are the shares of the whole that live in each cell, `odds` the log-odds of each cell, and `design`
is cells x columns. A margin is the weight of the people concerned in one column. Method: docs/divide.md.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from catalog.yamlfile import bad
from planner.population import Floats

Real = TypeVar("Real", bound=np.floating[Any])


def shares(odds: NDArray[Real]) -> NDArray[Real]:
    """Log-odds to shares, in the precision they come in."""
    half = np.asarray(0.5, dtype=odds.dtype)
    share: NDArray[Real] = half + half * np.tanh(odds * half)
    return share


def log_odds(share: Floats | float) -> Floats:
    """Shares to log-odds."""
    return np.asarray(np.log(share) - np.log1p(-np.asarray(share)))


def moved(share: Floats, odds: Floats) -> Floats:
    """A share moved by so many log-odds."""
    return shares(log_odds(np.clip(share, 1e-9, 1 - 1e-9)) + odds)


def solve(weights: Floats, design: Floats, counts: Floats, start: Floats | float) -> Floats:
    """Newton: log-odds `start` + design @ b such that every column of the design holds `counts` people.

    The columns may be redundant (the categories of every criterion add up to everyone): the shortest step
    is taken. Counts are shares of the whole, met to 1e-12.

    Raises:
        BadInput: margins that contradict each other (another organisation's file).
    """
    odds = np.zeros(len(weights)) + start
    missing = counts - design.T @ (weights * shares(odds))
    for _ in range(100):
        if np.abs(missing).max() < 1e-12:
            return odds
        step = design @ (information(weights, design, odds, inverse=True) @ missing)
        for _ in range(40):
            left = counts - design.T @ (weights * shares(odds + step))
            if np.linalg.norm(left) < np.linalg.norm(missing):
                break
            step = step / 2
        odds, missing = odds + step, left
    if np.abs(missing).max() < 1e-9:
        return odds
    raise bad("figures", None, "les marges publiées ne peuvent pas être reproduites ensemble. Vérifiez les valeurs du fichier.",
              "the published margins cannot be reproduced together. Check the values of the file.")  # fmt: skip


def information(weights: Floats, design: Floats, odds: Floats, inverse: bool = False) -> Floats:
    """Change of each margin for a change of each coefficient (or the other way round): columns x columns."""
    share = shares(odds)
    matrix: Floats = design.T @ ((weights * share * (1 - share))[:, None] * design)
    return np.asarray(np.linalg.pinv(matrix, rcond=1e-11, hermitian=True)) if inverse else matrix


def response(weights: Floats, design: Floats, odds: Floats) -> Floats:
    """Change of the log-odds of each cell for a change of each margin: cells x columns."""
    return np.asarray(design @ information(weights, design, odds, inverse=True))


def sampling(weights: Floats, design: Floats, odds: Floats, n: float) -> Floats:
    """Square root of the covariance of the margins, were `n` people drawn: columns x causes."""
    values, vectors = np.linalg.eigh(information(weights, design, odds) / n)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))


def level(weights: Floats, odds: Floats, size: float) -> Floats:
    """One same move of every cell, which moves the log-odds of the whole by `size` (cells x 1).

    The cells have to move more than the whole, which is a mixture of very different ones.
    """
    share = shares(odds)
    whole = float(weights @ share)
    return np.full((len(weights), 1), size * whole * (1 - whole) / float(weights @ (share * (1 - share))))


def unmoved(weights: Floats, design: Floats, odds: Floats, moves: Floats) -> Floats:
    """What is left of `moves` once the margins of `design` have been held."""
    share = shares(odds)
    back = response(weights, design, odds)
    return np.asarray(moves - back @ (design.T @ ((weights * share * (1 - share))[:, None] * moves)))
