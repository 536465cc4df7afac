"""Scenarios of the workshop: an invented case, what is revealed in rounds, what is to be learnt. One file in data/scenarios/.

A scenario holds a brief, which belongs to the planner: the record is written once here, for any kind of brief and public.
The catalogue reads it with the brief left as plain values and keeps the document, so that the planner validates the brief
in its turn with the line of each fault (planner/workshop/scenario.py); everything else is checked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, Self, TypeAlias, TypeVar

from pydantic import BaseModel, Field, model_validator

from catalog.facts import Record, Text, Unit
from catalog.yamlfile import Bilingual, Document, Path_

B = TypeVar("B")  # the brief
A = TypeVar("A")  # a public of it
Attention = Literal["little_known", "followed", "contested"]
CASE = "case"  # the source of a figure that the exercise invents
LONGEST = 2000  # characters of a text
FEWEST, MOST = 24, 36  # formats on offer: fewer leave no choice, more do not fit on a table


class NewLimits(Record):
    """The limits from a round on, in place of those before: money (EUR including VAT), agent-days, dates."""

    budget: float | None = Field(default=None, ge=0, le=1e9)
    staff_days: float | None = Field(default=None, ge=0, le=1e6)
    start: date | None = None
    end: date | None = None

    def changes(self) -> dict[str, Any]:
        """Only what the round changes."""
        return self.model_dump(exclude_none=True)


class Round(Record, Generic[A]):
    """Something told to the tables at a given moment, and what it changes from then on."""

    id: str = Field(min_length=1, max_length=60)
    minutes: int = Field(ge=5, le=120)  # of work after it is told
    reveal: Text
    constraints: tuple[str, ...] = Field(default=(), max_length=4)  # cards of data/cards.yaml
    events: tuple[str, ...] = Field(default=(), max_length=4)
    limits: NewLimits = NewLimits()
    forbid: tuple[str, ...] = Field(default=(), max_length=30)  # methods that can no longer be held
    attention: Attention | None = None
    publics: tuple[A, ...] = Field(default=(), max_length=6)  # added to those of the brief


class Offered(Record):
    """The cards put on the tables; bridges, steps, weeks, numbers and places are always there."""

    methods: tuple[str, ...] = Field(min_length=FEWEST, max_length=MOST)
    tools: tuple[str, ...] = Field(default=(), max_length=24)
    options: tuple[str, ...] = Field(default=(), max_length=12)


class Lesson(Record):
    """Something to be learnt, or a mistake to be expected, and the principles it is about."""

    text: Text
    principles: tuple[str, ...] = Field(min_length=1, max_length=8)


class CaseFigure(Record):
    """A number of the case: read in a source (its key), or the exercise's own (`case`)."""

    what: Text
    value: float
    unit: Unit
    source: str


class Exercise(Record, Generic[B, A]):
    """A case to work on around a table."""

    id: str = Field(min_length=1, max_length=80)
    title: Text
    summary: Text
    size: Literal["small", "medium", "large"]
    subject: Text
    place: Text
    exercise: Literal[True]  # said everywhere: nothing of it happened
    answer: Literal["plan", "information"]  # information: nothing is open, and to consult would mislead
    brief: B
    words: tuple[Text, ...] = Field(default=(), max_length=300)  # the sentences of the brief and their English
    rounds: tuple[Round[A], ...] = Field(min_length=1, max_length=8)
    cards: Offered
    aims: tuple[Lesson, ...] = Field(min_length=1, max_length=12)
    debrief: tuple[Text, ...] = Field(min_length=1, max_length=20)
    traps: tuple[Lesson, ...] = Field(default=(), max_length=20)
    figures: tuple[CaseFigure, ...] = Field(default=(), max_length=60)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        ids = [each.id for each in self.rounds]
        if twice := next((id for id in ids if ids.count(id) > 1), None):
            raise Bilingual(
                fr=f"deux temps portent l’id « {twice} ». Donnez-leur des ids différents.",
                en=f'two rounds have the id "{twice}". Give them different ids.',
            )
        forbidden = {method for each in self.rounds for method in each.forbid}
        left = len(set(self.cards.methods) - forbidden)
        if left < FEWEST // 2:
            raise Bilingual(
                fr=f"après tous les temps il ne reste que {left} modalités. Gardez-en au moins {FEWEST // 2}.",
                en=f"after all rounds only {left} formats are left. Keep at least {FEWEST // 2}.",
            )
        if long := next((text for text in _texts(self) if max(len(text.fr), len(text.en)) > LONGEST), None):
            raise Bilingual(
                fr=f"un texte dépasse {LONGEST} caractères (« {long.fr[:40]}… »). Raccourcissez-le.",
                en=f'a text is longer than {LONGEST} characters ("{long.en[:40]}…"). Shorten it.',
            )
        return self

    @property
    def minutes(self) -> int:
        """Minutes of work at the tables, all rounds together."""
        return sum(each.minutes for each in self.rounds)


RawExercise: TypeAlias = Exercise[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as the catalogue reads it: everything checked but its brief and its publics, and where each thing stands."""

    exercise: RawExercise
    document: Document


def named_ids(exercise: Exercise[Any, Any]) -> Iterator[tuple[Path_, str, str]]:
    """Every id that a scenario names: where, the id, and the collection that should know it.

    The collections are `method`, `option`, `tool`, `constraint`, `event`, `principle` and `source`.
    """

    def each(kind: str, named: tuple[str, ...], *path: str | int) -> Iterator[tuple[Path_, str, str]]:
        yield from (((*path, i), name, kind) for i, name in enumerate(named))

    yield from each("method", exercise.cards.methods, "cards", "methods")
    yield from each("tool", exercise.cards.tools, "cards", "tools")
    yield from each("option", exercise.cards.options, "cards", "options")
    for i, turn in enumerate(exercise.rounds):
        yield from each("constraint", turn.constraints, "rounds", i, "constraints")
        yield from each("event", turn.events, "rounds", i, "events")
        yield from each("method", turn.forbid, "rounds", i, "forbid")
    for group in ("aims", "traps"):
        for i, lesson in enumerate(getattr(exercise, group)):
            yield from each("principle", lesson.principles, group, i, "principles")
    for i, figure in enumerate(exercise.figures):
        if figure.source != CASE:
            yield ("figures", i, "source"), figure.source, "source"


def _texts(record: BaseModel) -> Iterator[Text]:
    """Every bilingual text of a record."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Text):
                yield item
            elif isinstance(item, BaseModel):
                yield from _texts(item)


Shelves: TypeAlias = Mapping[str, Mapping[str, Any]]  # collection -> id -> anything
