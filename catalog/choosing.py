"""Records of choosing a tool: the criteria of a comparison with their fixed scales, and the needs of a tender."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Record, Text

Level = Literal["mandatory", "wished", "option"]
Compared = Literal[
    "uses", "status", "licence", "hosting", "hosted_in", "price", "accessibility", "identity", "offline", "languages",
    "features", "deployments"
]  # fmt: skip


class Scale(Record):
    """A criterion: the field of a tool it reads, and what each value is worth between the ends of a fixed scale."""

    id: str
    label: Text
    reading: Text  # how a value becomes a number, in words
    question: Text  # what to ask a vendor when nothing is known
    field: Compared
    ends: tuple[float, float] = (0, 1)  # worst and best; worths may be written on any scale, such as 0 to 20
    scores: dict[str, float | tuple[float, float]] = {}  # a pair when the value leaves its worth open
    otherwise: float | None = None  # worth of a value that `scores` does not name
    complete: bool = True  # false: a value that the card does not list may still be true
    full: int | None = Field(default=None, ge=1)  # how many make 1, for what is counted

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if self.field == "deployments" and self.full is None:
            raise ValueError("full is expected: how many uses make 1.")
        if self.field not in ("uses", "deployments") and not self.scores:
            raise ValueError("scores is expected: what each value is worth.")
        if self.ends[0] == self.ends[1]:
            raise ValueError("ends is expected to hold two different numbers: the worst, then the best.")
        given = [number for worth in (*self.scores.values(), self.otherwise) if worth is not None for number in _pair(worth)]
        if outside := [number for number in given if not 0 <= self.share(number) <= 1]:
            raise ValueError(f"a worth lies between {self.ends[0]:g} and {self.ends[1]:g}, got {outside[0]:g}.")
        return self

    def share(self, worth: float) -> float:
        """A worth from 0 (worst) to 1 (best)."""
        worst, best = self.ends
        return (worth - worst) / (best - worst)

    def worth(self, value: str) -> tuple[float, float] | None:
        """What a value is worth, from 0 to 1, lowest first; None when the scale does not name it."""
        given = self.scores.get(value, self.otherwise)
        if given is None:
            return None
        low, high = sorted(self.share(number) for number in _pair(given))
        return low, high


def _pair(worth: float | tuple[float, float]) -> tuple[float, float]:
    return worth if isinstance(worth, tuple) else (worth, worth)


class Theme(Text):
    """A heading of the requirements grid."""

    id: str


class Need(Record):
    """One line of the requirements grid of a tender; brands and vendors' words have no place in it."""

    id: str
    theme: str
    need: Text
    proof: Text
    scenario: Text
    clause: Text
    points: int = Field(ge=1, le=100)  # a default
    criterion: str | None = None  # of the comparison: its weight and conditions set the level
    always: Level | None = None  # what the law or prudence asks of everyone

    @model_validator(mode="after")
    def _has_a_level(self) -> Self:
        if self.criterion is None and self.always is None:
            raise ValueError("criterion or always is expected: without either, nothing sets the level of this need.")
        return self
