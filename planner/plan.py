"""The plan: activities in three strands, the bridges between them, and the proof of how good it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, Self

import yaml
from pydantic import ConfigDict, Field, model_validator

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, Method, Phase, Strand
from catalog.yamlfile import BadInput, Bilingual, Document, Problem, parse, unknown_name, validate
from planner.brief import LONG, Brief, Commitments, check_names

MOST = 300  # activities in a plan
MOST_OBSERVED = 3000  # entries of the follow-up


class Activity(Record):
    """One method in a plan. Only the method and the phase are required; what is absent is unknown."""

    id: str = ""  # given by the plan when it is not written: method-phase
    method: str
    phase: Phase
    units: int | None = Field(default=None, ge=1, le=10_000)
    week: int | None = Field(default=None, ge=0, le=520)  # from the start of the brief, the first being 1; 0 is before it
    strand: Strand | None = None
    tools: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()  # names of the brief's audiences it is meant for
    options: tuple[str, ...] = ()  # methods of kind option


class Bridge(Record):
    """How what comes in through one activity is used in another; ends are activity ids."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    how: str = Field(default="", max_length=LONG)


class Observation(Record):
    """How many people came to an activity since the entry before, or since it began; counts only, never a name."""

    activity: str = Field(max_length=200)  # its id
    week: int = Field(ge=1, le=520)  # from the start of the brief: the last week that the count holds
    came: int = Field(ge=0)  # attendances: who comes back counts again
    contributions: int | None = Field(default=None, ge=0)
    asked: int | None = Field(default=None, ge=0)  # of those who came, of how many it is known which publics they are of
    known: dict[str, int] = Field(default={}, max_length=30)  # audience -> how many of those asked; publics overlap
    note: str | None = Field(default=None, max_length=LONG)

    @model_validator(mode="after")
    def _counts_agree(self) -> Self:
        where = f"{self.activity[:60]}, {self.week}"
        for name, count in self.known.items():
            if count < 0:
                raise Bilingual(fr=f"suivi ({where}) : « {name[:60]} » compte {count} personnes. Écrivez 0 ou plus.",
                                en=f'follow-up ({where}): "{name[:60]}" counts {count} people. Write 0 or more.')  # fmt: skip
            if count > self.came:
                raise Bilingual(
                    fr=f"suivi ({where}) : {count} personnes de « {name[:60]} », mais {self.came} venues en tout. Corrigez l’un des deux.",
                    en=f'follow-up ({where}): {count} people of "{name[:60]}", but {self.came} came in all. Correct one of the two.',
                )
        if self.asked is not None and not max(self.known.values(), default=0) <= self.asked <= self.came:
            least = max(self.known.values(), default=0)
            raise Bilingual(
                fr=f"suivi ({where}) : {self.asked} personnes ont dit qui elles sont ; écrivez un nombre de {least} à {self.came}.",
                en=f"follow-up ({where}): {self.asked} people said who they are; write a number from {least} to {self.came}.",
            )
        return self


class Turn(Record):
    """A change of course after launch: the first week that it changed, and why, in words."""

    week: int = Field(ge=1, le=520)
    reasons: tuple[Text, ...] = Field(min_length=1, max_length=MOST)


class SetAside(Record):
    """A principle that the organiser sets aside, with the written reason."""

    principle: str
    reason: str = Field(min_length=1, max_length=LONG)


class Certificate(Record):
    """How good the plan is: no plan of the scope exceeds `bound`, and `gap` is what separates `exact` from it.

    All values are shares of the phase targets reached by the public least well reached (0 to 1).
    """

    objective: str
    claimed: float
    exact: float
    bound: float
    gap: float  # (bound - exact) / bound
    seconds: float
    proven: bool
    scope: str  # "all methods" or "shortlist"
    engine: str | None = None
    data: str | None = None  # version of the data it was computed on


class Plan(Record):
    """A whole strategy; the file stands alone and may be written by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal[1] = Field(default=1, alias="schema")
    brief: Brief
    activities: tuple[Activity, ...] = Field(default=(), max_length=MOST)
    bridges: tuple[Bridge, ...] = Field(default=(), max_length=300)
    commitments: Commitments = Commitments()
    set_aside: tuple[SetAside, ...] = Field(default=(), max_length=200)
    certificate: Certificate | None = None
    # What was counted since the launch. An entry outlives its activity: what happened is not undone by a change of plan.
    observed: tuple[Observation, ...] = Field(default=(), max_length=MOST_OBSERVED)
    turns: tuple[Turn, ...] = Field(default=(), max_length=100)  # changes of course since the launch, in order

    @model_validator(mode="before")
    @classmethod
    def _name_activities(cls, data: object) -> object:
        """Give an id to the activities that have none, so that bridges and findings can name them."""
        if not isinstance(data, dict) or not isinstance(data.get("activities"), (list, tuple)):
            return data
        given = (a.get("id") if isinstance(a, dict) else getattr(a, "id", None) for a in data["activities"])
        taken = {name for name in given if isinstance(name, str)}
        named: list[object] = []
        if len(data["activities"]) > MOST:
            return data  # refused for its length, before anything is named
        for activity in data["activities"]:
            if isinstance(activity, Activity) and not activity.id:
                activity = activity.model_dump()
            if isinstance(activity, dict) and activity.get("id") in (None, ""):
                wanted = f"{activity.get('method')}-{activity.get('phase')}"
                name = next(n for n in (wanted, *(f"{wanted}-{i}" for i in range(2, MOST + 2))) if n not in taken)
                taken.add(name)
                activity = {**activity, "id": name}
            named.append(activity)
        return {**data, "activities": named}

    @model_validator(mode="after")
    def _ids_agree(self) -> Self:
        ids = [activity.id for activity in self.activities]
        twice = next((i for i in ids if ids.count(i) > 1), None)
        if twice:
            raise Bilingual(fr=f"deux actions portent l’id « {twice[:60]} ». Donnez-leur des ids différents.",
                            en=f'two activities have the id "{twice[:60]}". Give them different ids.')  # fmt: skip
        for bridge in self.bridges:
            for end in (bridge.from_, bridge.to):
                if end not in ids:
                    raise Bilingual(fr=f"une passerelle nomme l’action « {end[:60]} », qui n’est pas dans le dispositif.",
                                    en=f'a bridge names the activity "{end[:60]}", which is not in the plan.')  # fmt: skip
        names = {audience.name for audience in self.brief.audiences}
        for activity in self.activities:
            if strangers := set(activity.audiences) - names:
                stranger = min(strangers)
                raise Bilingual(fr=f"l’action {activity.id} vise le public « {stranger[:60]} », absent du cadrage.",
                                en=f'activity {activity.id} is meant for "{stranger[:60]}", which is not in the brief.')  # fmt: skip
        return self

    @model_validator(mode="after")
    def _observed_is_possible(self) -> Self:
        seen: set[tuple[str, int]] = set()
        people, publics = population_of(self.brief), {audience.name: audience.people for audience in self.brief.audiences}
        for each in self.observed:
            where = f"{each.activity[:60]}, {each.week}"
            if (each.activity, each.week) in seen:
                raise Bilingual(
                    fr=f"suivi ({where}) : deux relevés de la même action pour la même semaine. Gardez-en un.",
                    en=f"follow-up ({where}): two entries of the same activity for the same week. Keep one.",
                )
            seen.add((each.activity, each.week))
            over = [("", each.came, people), *((name, count, publics.get(name)) for name, count in each.known.items())]
            for name, count, most in over:
                if most is not None and count > most:
                    whom = (f"« {name[:60]} » : ", f'"{name[:60]}": ') if name else ("", "")
                    raise Bilingual(
                        fr=f"suivi ({where}) : {whom[0]}{count} venues, plus que les {most} personnes concernées. Vérifiez le nombre.",
                        en=f"follow-up ({where}): {whom[1]}{count} came, more than the {most} people concerned. Check the number.",
                    )
        return self

    def in_phases(self, phases: Iterable[Phase] = CONTRIBUTION_PHASES) -> tuple[Activity, ...]:
        """The activities of some phases (by default those in which people contribute)."""
        wanted = set(phases)
        return tuple(activity for activity in self.activities if activity.phase in wanted)

    def said(self, name: str) -> object:
        """A commitment: what the plan says, else what its brief says, else None."""
        value = getattr(self.commitments, name)
        return getattr(self.brief.commitments, name) if value is None else value


def population_of(brief: Brief) -> int | None:
    """The most people that can come in a week: the inhabitants, else all the publics one after the other; None: not known."""
    if brief.territory and brief.territory.people:
        return brief.territory.people
    return None if brief.territory else sum(audience.people for audience in brief.audiences) or None


def strand_of(activity: Activity, method: Method) -> Strand:
    """Where an activity is drawn and counted: its own strand if written, else its method's."""
    return activity.strand or method.strand


def dump(plan: Plan) -> str:
    """A plan as YAML that opens again here."""
    value = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump({"schema": 1, **value}, allow_unicode=True, sort_keys=False, width=120)


def parse_plan(content: bytes | str, name: str, catalog: Catalog) -> Plan:
    """Read a plan and check the names it uses.

    Raises:
        BadInput: every fault with its line.
    """
    return plan_in(parse(content, name), catalog)


def plan_in(document: Document, catalog: Catalog) -> Plan:
    """The plan that a document already read holds, the names it uses checked.

    Raises:
        BadInput: every fault with its line.
    """
    plan = validate(Plan, document)
    check_names(plan.brief, catalog, document, under=("brief",))
    problems: list[Problem] = []

    def known(names: Collection[str], wanted: Iterable[str], *path: str | int) -> None:
        problems.extend(unknown_name(document, path, one, names) for one in wanted if one not in names)

    options = {m.id for m in catalog.methods.values() if m.kind == "option"}
    for i, activity in enumerate(plan.activities):
        known(catalog.methods, [activity.method], "activities", i, "method")
        known(catalog.tools, activity.tools, "activities", i, "tools")
        known(options, activity.options, "activities", i, "options")
    known(catalog.principles, (aside.principle for aside in plan.set_aside), "set_aside")
    if problems:
        raise BadInput(problems)
    return plan
