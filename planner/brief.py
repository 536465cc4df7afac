"""The brief: what an organiser says before any plan. Only the subject is required; what is absent is unknown."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self, TypeVar

from pydantic import ConfigDict, Field, field_validator, model_validator

from catalog.facts import Record
from catalog.figures import CRITERIA, OLD_NAMES
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, PHASES, AudienceTag, Level, Phase, Strand
from catalog.yamlfile import BadInput, Bilingual, Document, Problem, parse, unknown_name, validate
from planner.regions import REGIONS

Attention = Literal["little_known", "followed", "contested"]
AssetKind = Literal["platform", "website", "social_media", "bulletin", "relays", "rooms", "mediator", "mailing_list", "other"]
SHORT, LONG = 300, 4000  # characters
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)  # a calendar of ten years counted from any of them stays within dates
T = TypeVar("T")


class Closed(Record):
    """Something that is not up for debate, and why."""

    what: str = Field(max_length=SHORT)
    why: str | None = Field(default=None, max_length=LONG)


class Mandate(Record):
    """Which decision, by whom, when; what is open to influence. `open: []` says that nothing is."""

    decision: str | None = Field(default=None, max_length=LONG)
    decider: str | None = Field(default=None, max_length=SHORT)
    decided_on: date | None = None
    council_on: date | None = None  # the council that approves the way of consulting
    open: tuple[str, ...] | None = Field(default=None, max_length=50)
    closed: tuple[Closed, ...] = Field(default=(), max_length=50)
    study: tuple[str, ...] = Field(default=(), max_length=50)
    promises: str | None = Field(default=None, max_length=LONG)  # made before


class Context(Record):
    """What is known of the subject before starting."""

    attention: Attention | None = None
    history: str | None = Field(default=None, max_length=LONG)
    non_french_speakers: bool | None = None
    minors: bool | None = None
    works_cost: float | None = Field(default=None, ge=0)  # EUR
    election_on: date | None = Field(default=None, ge=FIRST_DAY, le=LAST_DAY)
    obligation: dict[str, bool] = Field(default={}, max_length=50)  # question of data/obligation.yaml -> yes or no; absent: not known


def _criteria(value: dict[str, T]) -> dict[str, T]:
    """The same, under the names of the criteria; an unknown one is refused."""
    found = {OLD_NAMES.get(criterion, criterion): each for criterion, each in value.items()}
    for criterion in found:
        if criterion not in CRITERIA:
            names = ", ".join(CRITERIA)
            raise Bilingual(
                fr=f"critère inconnu « {criterion[:40]} ». Critères possibles : {names}.",
                en=f'unknown criterion "{criterion[:40]}". Possible criteria: {names}.',
            )
    return found


class Territory(Record):
    """Where. What is known of the place itself is written in the brief, which can so be read without the census files."""

    name: str = Field(max_length=SHORT)
    code: str = Field(default="", max_length=10)  # department (59) or region (R32) it lies in; empty: metropolitan France
    place: str | None = Field(default=None, max_length=10)  # Insee code of the commune, SIREN of the intercommunality
    people: int | None = Field(default=None, ge=1, le=100_000_000)  # inhabitants of all ages
    commune_size: str | None = None  # a category of the criterion commune_size
    margins: dict[str, dict[str, float]] = {}  # criterion -> category -> share of the residents aged 12 and over
    measured: str | None = Field(default=None, max_length=SHORT)  # where the margins come from, in words

    @field_validator("margins")
    @classmethod
    def _known_margins(cls, value: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        return _criteria(value)


class Audience(Record):
    """A public to reach: a head count and a profile. Publics may overlap."""

    name: str = Field(min_length=1, max_length=SHORT)
    people: int = Field(ge=1, le=100_000_000)
    profile: dict[str, tuple[str, ...]] = {}  # criterion -> categories, as listed by `exposure --list`
    tags: tuple[AudienceTag, ...] = ()
    floor: float | None = Field(default=None, ge=0, lt=1)  # minimum share of it that takes part
    priority: bool = True
    where: str | None = Field(default=None, max_length=LONG)  # where they already are, by which relay

    @field_validator("profile")
    @classmethod
    def _known_criteria(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return _criteria(value)


class Asset(Record):
    """Something the organiser already has: what it makes possible costs nothing more to buy."""

    what: AssetKind
    name: str | None = Field(default=None, max_length=SHORT)
    methods: tuple[str, ...] = ()  # the methods it pays for; empty: those that the kind of asset usually serves
    tool: str | None = None
    available_on: date | None = None
    hours_per_week: float | None = Field(default=None, ge=0, le=168)
    note: str | None = Field(default=None, max_length=LONG)


class Limits(Record):
    """Money (EUR including VAT), agent-days, dates."""

    budget: float | None = Field(default=None, ge=0, le=1e9)
    staff_days: float | None = Field(default=None, ge=0, le=1e6)
    start: date | None = Field(default=None, ge=FIRST_DAY, le=LAST_DAY)  # first day anything can be public
    end: date | None = Field(default=None, ge=FIRST_DAY, le=LAST_DAY)  # last day of the consultation, report back included

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start and self.end and self.end <= self.start:
            raise Bilingual(
                fr=f"la fin ({self.end}) vient avant le début ({self.start}). Corrigez l’une des deux dates.",
                en=f"the end ({self.end}) comes before the start ({self.start}). Correct one of the two dates.",
            )
        return self

    @property
    def weeks(self) -> int | None:
        """Whole weeks between start and end; None when one of them is not known."""
        return (self.end - self.start).days // 7 if self.start and self.end else None


class Commitments(Record):
    """What the organiser undertakes. None is "not said", never "no"; the checks name what is missing."""

    # purpose
    question: str | None = Field(default=None, max_length=LONG)  # the core question, the same on every channel
    question_tested: bool | None = None
    question_testers: int | None = Field(default=None, ge=0, le=10_000)  # people from outside the service who tried the question
    known_reused: bool | None = None  # what residents already said was read again and is not asked anew
    same_question: bool | None = None
    alternatives_shown: bool | None = None
    council_bound: bool | None = None  # the council has voted to follow the result
    elected_role: str | None = Field(default=None, max_length=LONG)
    announced_methods: tuple[str, ...] | None = Field(default=None, max_length=50)  # methods that the deliberation announces; (): none
    # information
    documents_on: date | None = None  # the day the file is public
    paper_places: tuple[str, ...] | None = None  # where the file can be read on paper
    balanced_information: bool | None = None
    plain_version: bool | None = None
    media_allowed: bool | None = None  # photographs, sound, drawings, with image rights settled
    # access
    accessible_rooms: bool | None = None
    childcare: bool | None = None
    languages: tuple[str, ...] | None = None
    allowance: bool | None = None
    mobile_form_minutes: int | None = Field(default=None, ge=0, le=600)
    invitations_with_phone: bool | None = None  # a telephone number and a place beside the address or QR code
    identity_asked: Literal["none", "email", "strong"] | None = None
    relays_briefed: bool | None = None
    slots: tuple[Literal["weekday", "evening", "weekend", "lunch"], ...] | None = None
    # resources
    analysis_days: float | None = Field(default=None, ge=0, le=1e5)  # agent-days to read and answer
    facilitators: str | None = Field(default=None, max_length=LONG)  # who, for which channel, including online
    moderation_charter: bool | None = None
    moderation_delay_days: int | None = Field(default=None, ge=0, le=365)
    publication_director: str | None = Field(default=None, max_length=SHORT)
    services_informed: tuple[str, ...] | None = Field(default=None, max_length=50)  # departments and contractors in the loop
    registrations_per_ten: int | None = Field(default=None, ge=0, le=1000)  # registrations taken for ten seats
    letters_sent: int | None = Field(default=None, ge=0, le=10_000_000)  # letters of invitation to the draw
    field_safety: bool | None = None  # pairs, training, somebody to call
    # trust
    anonymity: str | None = Field(default=None, max_length=LONG)
    personal_data_notice: bool | None = None
    profile_optional: bool | None = None
    vote_rules: bool | None = None
    vote_audit: bool | None = None
    vote_reconciled: bool | None = None  # paper and online, no double vote
    manipulation_watch: bool | None = None
    third_party: str | None = Field(default=None, max_length=SHORT)
    channels_neutral: bool | None = None  # each channel read over so that it favours no opinion
    official_place: str | None = Field(default=None, max_length=SHORT)  # address of the official page
    accessibility_statement: bool | None = None  # the platform's RGAA statement
    budget_public: bool | None = None
    # traceability
    minutes_online: bool | None = None
    minutes_delay_days: int | None = Field(default=None, ge=0, le=365)
    tracking_public: bool | None = None
    synthesis_all_channels: bool | None = None  # paper and oral weigh as much as online
    synthesis_method_public: bool | None = None
    counts_not_percentages: bool | None = None  # an open questionnaire is no sample: numbers of answers only
    open_data: bool | None = None
    archive_owner: str | None = Field(default=None, max_length=SHORT)
    # reply
    reply_on: date | None = None
    reply_owner: str | None = Field(default=None, max_length=SHORT)
    reply_strands: tuple[Strand, ...] | None = None
    refusals_explained: bool | None = None
    followup_owner: str | None = Field(default=None, max_length=SHORT)
    # evaluation
    indicators: tuple[str, ...] | None = None
    profile_compared: bool | None = None  # who came against who is concerned
    first_time_asked: bool | None = None  # whether participants are asked if it is their first time
    midterm_on: date | None = None
    reserve_share: float | None = Field(default=None, ge=0, le=1)  # of the budget, to redirect at mid-term
    channel_shift_watched: bool | None = None
    minors_rules: bool | None = None


class Assumptions(Record):
    """Numbers of ours that the organiser replaces by their own."""

    day_rate: float | None = Field(default=None, ge=0, le=10_000)  # EUR incl. VAT per external day
    overlap: float | None = Field(default=None, ge=0, lt=1)  # share of each further channel that is people already met
    analysis_share: float | None = Field(default=None, ge=0.2, le=0.9)  # of the agent-days, at least a fifth
    targets: dict[Phase, float] = {}  # share of each public that a phase should hear
    weights: dict[Phase, float] = {}
    methods: dict[str, dict[str, float]] = {}  # method -> effort field -> value

    @field_validator("methods")
    @classmethod
    def _known_efforts(cls, value: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        for method, efforts in value.items():
            for name, number in efforts.items():
                if name not in EFFORT_FIELDS or not 0 <= number <= 1e9:
                    names = ", ".join(EFFORT_FIELDS)
                    raise Bilingual(
                        fr=f"{method[:40]}.{name[:40]} : grandeur inconnue ou nombre hors limites. Grandeurs possibles : {names}.",
                        en=f"{method[:40]}.{name[:40]}: unknown quantity or number out of range. Possible quantities: {names}.",
                    )
        return value

    @field_validator("targets")
    @classmethod
    def _targets_are_shares(cls, value: dict[Phase, float]) -> dict[Phase, float]:
        if any(not 0 < share < 1 for share in value.values()):
            raise Bilingual(
                fr="une cible est une part entre 0 et 1 (5 % s’écrit 0.05).", en="a target is a share between 0 and 1 (write 5 % as 0.05)."
            )
        return value


class Brief(Record):
    """What an organiser says before any plan; a file of schema 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal[1] = Field(default=1, alias="schema")
    subject: str = Field(min_length=1, max_length=SHORT)
    mandate: Mandate = Mandate()
    context: Context = Context()
    territory: Territory | None = None
    frame: str | None = None
    level: Level | None = None
    phases: tuple[Phase, ...] = ()
    audiences: tuple[Audience, ...] = Field(default=(), max_length=30)
    already_have: tuple[Asset, ...] = Field(default=(), max_length=50)
    limits: Limits = Limits()
    commitments: Commitments = Commitments()
    assumptions: Assumptions = Assumptions()
    sources: tuple[str, ...] = ()  # where a published case was read

    @model_validator(mode="after")
    def _audience_names_differ(self) -> Self:
        names = [audience.name for audience in self.audiences]
        if "all" in names:
            raise Bilingual(
                fr="« all » désigne tout le territoire. Donnez un autre nom à ce public.",
                en='"all" stands for the whole territory. Give this audience another name.',
            )
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise Bilingual(
                fr=f"deux publics portent le nom « {twice[:60]} ». Donnez-leur des noms différents.",
                en=f'two audiences are called "{twice[:60]}". Give them different names.',
            )
        return self

    @property
    def contribution_phases(self) -> tuple[Phase, ...]:
        """The phases in which people contribute: those asked for, else diagnose and ideate."""
        chosen = tuple(phase for phase in PHASES if phase in self.phases and phase in CONTRIBUTION_PHASES)
        return chosen or ("diagnose", "ideate")


def parse_brief(content: bytes | str, name: str, catalog: Catalog) -> Brief:
    """Read a brief and check the names it uses.

    Raises:
        BadInput: every fault with its line.
    """
    document = parse(content, name)
    brief = validate(Brief, document)
    check_names(brief, catalog, document)
    return brief


def check_names(brief: Brief, catalog: Catalog, document: Document, under: tuple[str, ...] = ()) -> None:
    """Refuse a brief that names an unknown frame, method, tool, place or category."""
    problems: list[Problem] = []

    def known(name: str | None, names: object, *path: str | int) -> None:
        if name and name not in names:  # type: ignore[operator]
            problems.append(unknown_name(document, (*under, *path), name, names))  # type: ignore[arg-type]

    known(brief.frame, catalog.frames, "frame")
    for i, source in enumerate(brief.sources):
        known(source, catalog.sources, "sources", i)
    if brief.territory:
        known(brief.territory.code, {**catalog.departments, **REGIONS}, "territory", "code")
        known(brief.territory.commune_size, catalog.criteria["commune_size"].categories, "territory", "commune_size")
        for criterion, margin in brief.territory.margins.items():
            for category in margin:
                known(category, catalog.criteria[criterion].names, "territory", "margins", criterion)
    for i, audience in enumerate(brief.audiences):
        for criterion, categories in audience.profile.items():
            for category in categories:
                known(category, catalog.criteria[criterion].names, "audiences", i, "profile", criterion)
    for i, asset in enumerate(brief.already_have):
        known(asset.tool, catalog.tools, "already_have", i, "tool")
        for method in asset.methods:
            known(method, catalog.methods, "already_have", i, "methods")
    for method in brief.assumptions.methods:
        known(method, catalog.methods, "assumptions", "methods", method)
    if problems:
        raise BadInput(problems)
