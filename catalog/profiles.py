"""Who organisers think of, what keeps people from a room or from paper, and the help with digital that exists.

Three files: `data/profiles.yaml` (ready publics), `data/barriers.yaml`, `data/support.yaml`. A figure nobody could
confirm says `confidence: memory`; a practitioner's rule says `kind: default`; what is not known is null, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Figure, Record, Text
from catalog.figures import Criterion
from catalog.methods import AudienceTag, Form, Rating, Strand

Nearest = Literal["exact", "near", "none"]
NEAREST: Mapping[Nearest, Text] = {
    "exact": Text(fr="c’est le public lui-même", en="this is the public itself"),
    "near": Text(fr="profil voisin, qui en tient lieu", en="a neighbouring profile that stands in for it"),
    "none": Text(fr="aucun profil connu : moyenne du territoire", en="no known profile: the territory’s average"),
}
Where = dict[str, tuple[str, ...]]  # criterion -> categories
PresenceField = Literal["evening", "step_free", "childcare", "reading"]
Answer = Literal["always_open", "touring"]  # fields of a method


class ReadyPublic(Record):
    """A public as organisers name it, ready to be added to a brief: the profile by which the model counts it, and how well.

    `share` is its part of the residents aged 12 and over, from which a head count is proposed when its profile is not
    the public itself; without it the organiser counts by hand.
    """

    id: str
    label: Text
    profile: Where = {}
    nearest: Nearest
    rests_on: Text
    share: Figure | None = None
    tags: tuple[AudienceTag, ...] = ()
    unknown: Text  # what nobody published about it

    @model_validator(mode="after")
    def _has_a_profile_or_says_none(self) -> Self:
        if (self.nearest == "none") == bool(self.profile):
            raise ValueError(
                f"nearest: {self.nearest} does not go with this profile. Write none without a profile, exact or near with one."
            )
        if self.share is not None:
            _is_a_range(self.share)
        return self

    def people(self, residents: float, inside: float) -> tuple[float, float] | None:
        """Head count to propose, low and high, unrounded; None where it has to be counted by hand.

        Args:
            residents: people of the place aged 12 and over.
            inside: share of them with the profile, 0 to 1; used when the profile is the public itself.
        """
        if self.nearest == "exact":
            return residents * inside, residents * inside
        if self.share is None:
            return None
        low, high = ends(self.share)
        return residents * low, residents * high

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every number it carries."""
        return (self.share,) if self.share else ()


class Trigger(Record):
    """A circumstance in which a method raises a barrier.

    `when` names fields of the method's `presence` and the values that raise it: a field left null makes it unknown
    whether the barrier is there, unless it is among `certain`, which then have to be known for the barrier to count.
    """

    strands: tuple[Strand, ...] = Field(min_length=1)  # the main strand of the method
    forms: tuple[Form, ...] = ()  # empty: all
    methods: tuple[str, ...] = ()  # empty: all
    when: dict[PresenceField, tuple[bool | Rating, ...]] = {}
    certain: tuple[PresenceField, ...] = ()
    why: Text
    unknown: Text | None = None  # said when a field is not known

    @model_validator(mode="after")
    def _says_what_is_unknown(self) -> Self:
        if set(self.when) - set(self.certain) and self.unknown is None:
            raise ValueError("unknown is expected: the sentence shown when nobody filled the field that `when` names.")
        return self


class Barrier(Record):
    """Something that keeps people from a room, from paper or from the telephone, and the share of people it stops.

    The share of one public is read in this order: its tags (`by_tag`), the categories of one criterion (`by`), the
    whole population (`share`). A category left out takes `share`; a category or tag set to null is not known.
    """

    id: str
    label: Text
    who: Text  # the people concerned, as the source counts them
    base: Text  # the population that `share` is a part of
    share: Figure | None
    by: dict[str, dict[str, Figure | None]] = {}  # criterion -> category -> share of that category
    by_tag: dict[AudienceTag, Figure | None] = {}
    raised: tuple[Trigger, ...] = Field(min_length=1)
    answered_by: tuple[Answer, ...] = ()
    answered_by_methods: tuple[str, ...] = ()  # options that lift it
    note: Text | None = None

    @model_validator(mode="after")
    def _shares_are_ranges(self) -> Self:
        for figure in self.figures:
            _is_a_range(figure)
        return self

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every share it carries."""
        parts = [self.share, *(figure for named in self.by.values() for figure in named.values()), *self.by_tag.values()]
        return tuple(figure for figure in parts if figure is not None)


class Support(Record):
    """A fact or a rule about the help with digital that exists in France; `counted` says what its figures count."""

    id: str
    label: Text
    counted: Text
    values: tuple[Figure, ...] = ()  # oldest first; none: not known
    note: Text | None = None

    @property
    def latest(self) -> Figure | None:
        """The most recent figure; None when it is not known."""
        return self.values[-1] if self.values else None

    def of(self, year: int) -> Figure:
        """The figure of a year.

        Raises:
            ValueError: no figure for that year.
        """
        for figure in self.values:
            if figure.year == year:
                return figure
        raise ValueError(f"{self.id} has no figure for {year}: add it to data/support.yaml.")

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure it carries."""
        return self.values


def categories_of(criterion: Criterion) -> set[str]:
    """Names of the categories of a criterion, and of its groups of categories."""
    return {*criterion.categories, *getattr(criterion, "groups", {})}


def ends(figure: Figure) -> tuple[float, float]:
    """Low and high of a figure; its value where an end is not given."""
    return (figure.value if figure.low is None else figure.low), (figure.value if figure.high is None else figure.high)


def _is_a_range(figure: Figure) -> None:
    if figure.unit != "share" or figure.low is None or figure.high is None:
        raise ValueError("a share of people is given with its range: write value, low and high, with unit: share.")
    if figure.low < 0 or figure.high > 1:
        raise ValueError(f"a share lies between 0 and 1, got {figure.low:g} to {figure.high:g}. Write 16 % as 0.16.")
