"""Patterns: the known ways of weaving what happens in person with what happens online.

A pattern names the roles that activities hold and the links by which one feeds another. Nothing here looks at a plan.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Confidence, Record, Text
from catalog.methods import Phase, Strand


class Role(Record):
    """One part to be held in a pattern: an activity holds it when its channel, its step and its method suit."""

    role: str  # short name, once in a pattern
    name: Text
    strands: tuple[Strand, ...] = Field(min_length=1)  # any of them
    phases: tuple[Phase, ...] = Field(min_length=1)  # in order of preference
    methods: tuple[str, ...] = Field(min_length=1)  # ids of data/methods/, in order of preference
    same_phase_as: str | None = None  # an earlier role: the same question, at the same step


class PatternLink(Record):
    """How what one role gathers is used in another."""

    from_: str = Field(alias="from")
    to: str
    how: Text
    timing: Literal["after", "with"] = "after"  # once the first has ended, or while it runs


class Pattern(Record):
    """A known way of combining channels. One role without a link: the activity joins two channels by itself."""

    id: str
    name: Text
    idea: Text  # one sentence
    when: Text
    steps: tuple[Role, ...] = Field(min_length=1, max_length=4)
    links: tuple[PatternLink, ...] = ()
    source: tuple[str, ...] = Field(min_length=1)  # keys of data/sources.yaml
    confidence: Confidence = "read"
    note: Text | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        names = [step.role for step in self.steps]
        if len(set(names)) < len(names):
            raise ValueError("two steps have the same role: give them different names.")
        if len(self.steps) > 1 and not self.links:
            raise ValueError("several roles without a link do not make a weave: add links.")
        for link in self.links:
            for end in (link.from_, link.to):
                if end not in names:
                    raise ValueError(f'a link names the role "{end[:40]}", which no step has. Write one of: {", ".join(names)}.')
        for place, step in enumerate(self.steps):
            if step.same_phase_as is not None and step.same_phase_as not in names[:place]:
                raise ValueError(f'same_phase_as: "{step.same_phase_as[:40]}" is not an earlier role.')
        return self

    def step(self, role: str) -> Role:
        """The step of a role."""
        return next(step for step in self.steps if step.role == role)
