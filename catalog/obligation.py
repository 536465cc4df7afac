"""The questions that tell an organiser whether a text obliges them to consult, and the frames each answer leads to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.facts import Confidence, Record, Text


class Leads(Record):
    """A frame that a yes leads to: required (`must`) or to be looked at (`may`); `unless` names the frames that take its place.

    `articles` are those of the question that concern this frame; empty, all of them do.
    """

    frame: str
    strength: Literal["must", "may"] = "must"
    unless: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


class ObligationQuestion(Record):
    """One yes-or-no question of `data/obligation.yaml`, in the words of an organiser; always "not legal advice"."""

    id: str
    question: Text
    help: Text
    articles: tuple[str, ...] = Field(min_length=1)
    frames: tuple[Leads, ...] = Field(min_length=1)
    source: str
    confidence: Confidence = "read"


class Hint(Record):
    """What calls a frame to mind in a brief: words (as whole words), or a number of inhabitants of a commune."""

    id: str  # of the frame
    words: tuple[str, ...] = ()
    people_from: int | None = Field(default=None, ge=1)
