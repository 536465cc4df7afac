"""Methods: the ways of meeting or hearing people, and what one unit of each takes and brings.

What a source published stands in the method's own file. What nobody published comes from
`data/methods/defaults.yaml`, one written rule per form (a meeting, a stand, a survey…): never typed
method by method to look complete, and marked as a default wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Figure, Record, Text

Strand = Literal["in_person", "digital", "remote"]
STRANDS: tuple[Strand, ...] = ("in_person", "digital", "remote")
Phase = Literal["inform", "mobilise", "diagnose", "ideate", "co_produce", "deliberate", "prioritise", "report_back", "evaluate"]
PHASES: tuple[Phase, ...] = (
    "inform", "mobilise", "diagnose", "ideate", "co_produce", "deliberate", "prioritise", "report_back", "evaluate",
)  # fmt: skip
PHASE_NAMES: Mapping[Phase, Text] = {
    "inform": Text(fr="informer", en="inform"),
    "mobilise": Text(fr="mobiliser", en="mobilise"),
    "diagnose": Text(fr="établir le diagnostic", en="take stock"),
    "ideate": Text(fr="faire émerger", en="gather ideas"),
    "co_produce": Text(fr="construire ensemble", en="build together"),
    "deliberate": Text(fr="débattre", en="debate"),
    "prioritise": Text(fr="hiérarchiser", en="rank"),
    "report_back": Text(fr="restituer et rendre compte", en="report back"),
    "evaluate": Text(fr="évaluer", en="evaluate"),
}
CONTRIBUTION_PHASES: tuple[Phase, ...] = ("diagnose", "ideate", "co_produce", "deliberate", "prioritise")
Level = Literal["inform", "consult", "involve", "collaborate", "empower"]  # IAP2
LEVELS: tuple[Level, ...] = ("inform", "consult", "involve", "collaborate", "empower")
MethodKind = Literal["method", "option", "procedure"]
DigitalRequirement = Literal["none", "assisted", "basic", "autonomous"]
Rating = Literal["low", "medium", "high"]
AudienceTag = Literal[
    "young", "elderly", "precarious", "far_from_digital", "staggered_hours",
    "non_french_speakers", "disabled", "rural", "families",
]  # fmt: skip
Form = Literal[
    "meeting", "workshop", "panel", "walk", "stand", "outreach", "visit_door", "interview", "exhibition",
    "event", "office_hours", "standing_body", "paper_form", "mailing", "phone", "broadcast", "ballot",
    "online_campaign", "online_live", "online_presence", "report", "relay",
]  # fmt: skip
# Forms open to everybody at once: no room limits them, so what they draw grows with the place.
OPEN_FORMS: frozenset[Form] = frozenset({"online_campaign", "online_presence", "ballot", "broadcast", "report"})
# Forms to which people come of their own accord: a little-known subject empties them, a contested one fills them.
SELF_SELECTED: frozenset[Form] = OPEN_FORMS | {"meeting", "workshop", "online_live", "office_hours", "paper_form", "event", "exhibition"}


class Observation(Record):
    """A yield as somebody published it: what was counted, where, how much."""

    metric: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    what: Text | None = None
    source: str
    confidence: Literal["read", "memory"] = "read"


class Effort(Record):
    """What one unit of a method takes and brings; a missing figure is filled by the rule of its form.

    `people` is how many distinct people one unit typically gathers where the place is large enough;
    `share` caps it as a share of the audience concerned (a town is not a country).
    """

    people: Figure | None = None  # participants per unit
    share: Figure | None = None  # of the population concerned, at most, over the whole activity
    capacity: Figure | None = None  # seats per unit
    staff_days: Figure | None = None  # in-house agent-days per unit
    setup_days: Figure | None = None  # in-house agent-days once per activity
    external_days: Figure | None = None  # days bought per unit, priced at the brief's rate
    purchases: Figure | None = None  # EUR incl. VAT per unit
    setup_purchases: Figure | None = None  # EUR incl. VAT once per activity
    weeks: Figure | None = None  # length of one activity
    lead_weeks: Figure | None = None  # preparation before it starts
    contributions: Figure | None = None  # contributions per participant, to be read
    reading_minutes: Figure | None = None  # per contribution


EFFORT_FIELDS: tuple[str, ...] = tuple(Effort.model_fields)
COUNTED = ("people", "share")  # which a rule may have computed from published counts (catalog/yields.py)


class Presence(Record):
    """What a room asks of people; null is not known, and shown as not known."""

    evening: bool | None = None
    step_free: bool | None = None
    childcare: bool | None = None
    reading: Rating | None = None  # how much written French it asks for


class Affinity(Record):
    """Whom a method brings more, and less, easily; a practitioner's rating unless `source` says otherwise."""

    well: tuple[AudienceTag, ...] = ()
    poorly: tuple[AudienceTag, ...] = ()
    only: tuple[AudienceTag, ...] = ()  # held for these publics: a school workshop does not bring shopkeepers
    source: str | None = None


class Method(Record):
    """A way of meeting or hearing people: one file in data/methods/, its name being its id."""

    id: str
    name: Text
    kind: MethodKind
    form: Form
    joins: tuple[Strand, ...] = Field(min_length=1)  # two strands for a hybrid method, the main one first
    definition: Text
    unit: Text  # what one unit is: a meeting, a stand, a campaign
    max_units: int = Field(default=1, ge=1)
    suits_from: int | None = Field(default=None, ge=1)  # people of a territory under which nobody would hold it
    phases: tuple[Phase, ...] = Field(min_length=1)
    levels: tuple[Level, ...] = ()
    digital: DigitalRequirement
    device: Literal["any", "computer"] = "any"
    identity: Literal["none", "email", "strong"] = "none"
    counts_as: Literal["informs", "contributes", "deliberates"]
    always_open: bool = False  # day and night over its length
    touring: bool = False  # goes where people already are
    effort: Effort = Effort()
    observed: tuple[Observation, ...] = ()
    affinity: Affinity = Affinity()
    presence: Presence = Presence()
    conviviality: Rating
    traceability: Rating
    depth: Rating  # of deliberation
    anonymity: Rating
    risks: tuple[Text, ...] = ()
    uses: tuple[str, ...] = ()  # of tools that serve it
    sources: tuple[str, ...] = ()
    note: Text | None = None
    confidence: Literal["read", "memory"] = "read"

    @property
    def strand(self) -> Strand:
        """The strand it is drawn in; a hybrid is drawn in its first, as a bridge to the second."""
        return self.joins[0]

    @property
    def hybrid(self) -> bool:
        return len(self.joins) > 1

    @model_validator(mode="after")
    def _a_digital_method_asks_for_something_digital(self) -> Self:
        if self.joins == ("digital",) and self.digital == "none":
            raise ValueError("a method held online only asks at least for help: write digital: assisted, basic or autonomous.")
        return self


class DefaultRule(Record):
    """What one unit takes and brings where nobody published it, for every method of a form."""

    form: Form
    rule: Text  # the rule in words
    reason: Text
    effort: Effort
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_complete_and_says_default(self) -> Self:
        for name in EFFORT_FIELDS:
            figure = getattr(self.effort, name)
            if figure is None:
                raise ValueError(f"effort.{name} is expected: a default rule leaves nothing open.")
            kinds = ("default", "computed") if name in COUNTED else ("default",)
            if figure.kind not in kinds or figure.low is None or figure.high is None:
                raise ValueError(f"effort.{name}: a rule gives value, low and high, with kind: {' or '.join(kinds)}.")
        return self
