"""Uses and tools: what a technology is asked to do, and the platforms, services and libraries that do it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Confidence, Fact, Record, Text

StatusValue = Literal["active", "discontinued", "unknown"]
Access = Literal["met", "partly_met", "not_met", "unknown"]
OfflineKind = Literal["paper", "sms", "voice", "kiosk", "room", "radio", "other"]
Hosting = Literal["vendor", "self", "partner"]
PriceModel = Literal["free", "freemium", "licence", "quote", "public_contract"]


class Family(Record):
    """One of the seven families of uses, in the order of a process."""

    id: str
    name: Text
    order: int
    first_class: bool = False  # co-production: the founding page holds it the most useful
    why: Text | None = None


class Use(Record):
    """What a tool is asked to do in a process."""

    id: str
    family: str
    name: Text
    definition: Text
    iap2_levels: tuple[str, ...] = ()
    time: Literal["live", "asynchronous", "both"]
    place: Literal["in_person", "online", "hybrid"]
    direction: Literal["one_way_out", "one_way_in", "two_way", "many_to_many"]
    maps_to: dict[str, str] = {}  # the name of the nearest class in other published maps
    sources: tuple[str, ...] = ()


class OfflineBridge(Record):
    """A way by which a tool carries paper, voice, SMS or a room into the digital record."""

    kind: OfflineKind
    how: Text
    sources: tuple[str, ...] = ()
    read_on: date | None = None
    confidence: Confidence = "read"


class Deployment(Record):
    """Where a tool was used, with the count that was published."""

    who: str  # a name, the same in both languages; what it describes goes to `what`
    what: Text | None = None
    year: int | None = None
    count: Text | None = None  # as published, with what is counted: "24 000 participants"
    sources: tuple[str, ...] = ()


class Event(Record):
    """What became of a tool, on evidence: it closed, merged, changed name, owner or licence, or was written again."""

    year: int | None = None
    kind: Literal["closed", "merged", "renamed", "acquired", "relicensed", "rewritten"]
    what: Text
    sources: tuple[str, ...] = Field(min_length=1)
    read_on: date | None = None


class Tool(Record):
    """A platform, app, service or library, with dated and sourced facts."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: Literal["platform", "app", "service", "public_service", "library"]
    what: Text  # what it does, in one line
    maintainer: str | None = None
    parent: str | None = None  # the tool it comes from, or the firm it belongs to: a tool id, or a name
    built_on: str | None = None  # the software it runs on: a tool id, or a name
    successor: str | None = None  # a tool id, or a name
    origin: str | None = None  # ISO 3166 country code
    since: int | None = None
    website: str | None = None
    status: Fact[StatusValue]
    licence: Fact[str] = Fact()  # SPDX id, or "proprietary"
    source_code: Fact[str] = Fact()  # address of the public repository
    publiccode: str | None = None  # address of its publiccode.yml
    hosting: Fact[tuple[Hosting, ...]] = Fact()
    hosted_in: Fact[str] = Fact()
    price: Fact[PriceModel] = Fact()  # the note carries the published amount and its year
    accessibility: Fact[Access] = Fact()
    identity: Fact[tuple[str, ...]] = Fact()  # how a participant is identified, in words of data/labels.yaml
    personal_data: Fact[str] = Fact()  # one word of data/labels.yaml; the note says the rest
    uses: tuple[str, ...] = Field(min_length=1)  # main use first
    features: tuple[str, ...] = ()  # words of data/labels.yaml
    languages: tuple[str, ...] = ()
    offline: tuple[OfflineBridge, ...] = ()
    integrations: tuple[str, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    history: tuple[Event, ...] = ()  # oldest first
    named_in: tuple[str, ...] = ()  # published maps and lists that name it: keys of data/sources.yaml
    unconfirmed: tuple[str, ...] = ()  # fields above that rest on general knowledge: to be confirmed
    sources: tuple[str, ...] = ()
    confidence: Confidence

    @model_validator(mode="after")
    def _status_is_evidenced(self) -> Self:
        if self.status.value is None:
            raise ValueError('status.value is expected: write "unknown" when nothing shows whether it lives.')
        if self.status.value == "discontinued" and not (self.status.sources or self.sources):
            raise ValueError("a tool is discontinued on evidence only: name a source, or write unknown.")
        return self

    @model_validator(mode="after")
    def _unconfirmed_names_its_own_fields(self) -> Self:
        for name in self.unconfirmed:
            if not getattr(self, name, None) or isinstance(getattr(self, name), Fact):
                raise ValueError(f"unconfirmed: {name[:40]} is not a plain field of this tool. A fact says confidence: memory instead.")
        return self
