"""How many people one unit gathers: the practitioners' rules, corrected by what published consultations counted.

The counts and the rules from which the fit sets out stand in `data/yields.yaml`; its result stands in
`data/methods/defaults.yaml` and `data/model.yaml`, and a test keeps both sides equal. Nothing here reads a file.

Source: docs/yields.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, floor, log, log10, sqrt
from statistics import fmean, median, quantiles
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from catalog.facts import Figure, FigureKind, Parameter, Record, Text, Unit
from catalog.methods import OPEN_FORMS, SELF_SELECTED, Effort, Form

CONCERNED = 0.86  # share of the inhabitants aged 12 and over, whom the plan counts
RULE_PLACES = 4  # a practitioner's rule weighs as much as this many places
ENOUGH = 5  # places from which a rule is called computed
ONE_IN_TEN = 1.2816  # standard deviations beyond which one value in ten lies, on each side

Why = Literal[
    "captive", "size_set", "sign_ups", "informed", "cumulative", "national", "all_electors", "mixed", "whole_span", "not_people",
    "units_unknown", "no_population", "other_kind", "doubtful", "vendor",
]  # fmt: skip
WHY: Mapping[Why, Text] = {
    "captive": Text(fr="public captif (école)", en="a captive audience (school)"),
    "size_set": Text(
        fr="taille fixée par l’organisateur (tirage, quotas, échantillon)", en="size set by the organiser (lot, quotas, sample)"
    ),
    "sign_ups": Text(fr="inscrits, et non participants", en="sign-ups, not people who took part"),
    "informed": Text(fr="abonnés à une information", en="subscribers to information"),
    "cumulative": Text(fr="total de plusieurs années", en="a total over several years"),
    "national": Text(fr="consultation nationale ou plus large", en="a national or wider consultation"),
    "all_electors": Text(fr="vote auquel tous les électeurs sont appelés", en="a vote to which all electors are called"),
    "mixed": Text(fr="plusieurs formats mêlés", en="several formats together"),
    "whole_span": Text(fr="visiteurs d’une exposition ou d’une semaine entière", en="visitors of a whole exhibition or week"),
    "not_people": Text(fr="connexions ou tracts, et non des personnes", en="connections or leaflets, not people"),
    "units_unknown": Text(fr="nombre de lieux ou de journées inconnu", en="number of places or days not known"),
    "no_population": Text(fr="population concernée inconnue", en="population concerned not known"),
    "other_kind": Text(fr="ce qui est compté n’est pas l’unité du format", en="what is counted is not the unit of the method"),
    "doubtful": Text(fr="compte douteux", en="a doubtful count"),
    "vendor": Text(fr="cas choisi par un éditeur pour se montrer", en="a case that a vendor chose to show itself"),
}


# -- records of data/yields.yaml ------------------------------------------------------------------------------------------


class Span(Record):
    """A typical value with one chance in ten on each side."""

    value: float = Field(gt=0)
    low: float = Field(ge=0)
    high: float = Field(gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"low <= value <= high is expected, got {self.low:g}, {self.value:g}, {self.high:g}.")
        return self


class Practice(Record):
    """What practitioners said of a form before anything was counted: people of one unit, and its ceiling."""

    form: Form
    people: Span
    share: Span


class Count(Record):
    """One published count: how many people came to how many units, where, and whether it is used in the fit."""

    method: str
    both: bool = False  # paper and online together: one of the two is about half
    units: float = Field(gt=0)
    gathered: float = Field(gt=0)
    counts: Literal["people", "attendances"] = "people"
    place: str
    country: str | None = Field(default=None, min_length=2, max_length=2)
    people: int | None = Field(default=None, gt=0)  # inhabitants of every age
    people_confirmed: bool = False  # false: from memory
    scale: Literal["town", "intercommunality", "department", "region", "national", "project"]
    year: int | None = Field(default=None, ge=1970, le=2100)
    attention: Literal["little_known", "followed", "contested"] | None = None
    source: str  # key of data/sources.yaml
    used: bool = True
    why: Why | None = None  # it is not used
    note: Text | None = None

    @model_validator(mode="after")
    def _says_why_it_is_left_out(self) -> Self:
        if self.used == (self.why is not None):
            raise ValueError("a count that is left out says why, and no other does. Write used: false with why:, or neither.")
        if self.people_confirmed and self.people is None:
            raise ValueError("people_confirmed speaks of a population: add people:, or remove it.")
        return self


class OwnCount(Record):
    """What an organisation counted in a plan of its own: one row of `own_yields.yaml` in the folder named by MAILLAGE_DATA."""

    method: str
    plan: str = Field(min_length=1, max_length=300)  # its title
    place: str | None = Field(default=None, max_length=300)
    year: int = Field(ge=1970, le=2100)
    units: float = Field(gt=0)  # held
    gathered: float = Field(ge=0)  # attendances
    times: float = Field(gt=0)  # people that one unit was forecast to bring there, over those in the town of the rules

    @property
    def people(self) -> float:
        """Logarithm of the people of one unit in the town of the rules; nobody counts for a half."""
        return log(max(self.gathered, 0.5) / self.units / self.times)


class Statement(Text):
    """A general figure worked out by others, which the fit can be held against."""

    source: str


# -- the fit --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """The figures of data/model.yaml by which counts of different places are made comparable."""

    exponent: float  # of the population, for open forms
    reference: float  # people concerned in the town of the rules
    effects: Mapping[str, float]  # attention -> factor

    @classmethod
    def of(cls, parameters: Mapping[str, Parameter]) -> Model:
        def value(name: str) -> float:
            return parameters[name].figure.value

        effects = {name: value(f"attention_{name}") for name in ("little_known", "contested")}
        return cls(value("scale_exponent"), value("reference_people"), effects)


@dataclass(frozen=True)
class Fit:
    """One form: what was counted, the rule it sets out from, and what comes out, unrounded."""

    form: Form
    counts: int
    places: int
    rule: Practice
    typical: float
    low: float
    high: float
    shares: tuple[float, ...]  # of the people concerned, drawn by one unit: one a place, smallest first

    @property
    def kind(self) -> FigureKind:
        return "computed" if self.places >= ENOUGH else "default"

    @property
    def people(self) -> Figure:
        """The figure of data/methods/defaults.yaml."""
        rule = self.rule.people
        if not self.places:
            return _figure(rule.value, rule.low, rule.high, "people")
        where = (f"{self.places} lieu{'x' * (self.places > 1)}", f"{self.places} place{'s' * (self.places > 1)}")
        what = (f"{self.counts} compte{'s' * (self.counts > 1)}", f"{self.counts} count{'s' * (self.counts > 1)}")
        note = Text(
            fr=f"{what[0]} de {where[0]}, avec l’ancienne règle ({rule.value:g}) pour {RULE_PLACES} lieux de plus",
            en=f"{what[1]} from {where[1]}, with the earlier rule ({rule.value:g}) as {RULE_PLACES} places more",
        )
        return _figure(two_digits(self.typical), two_digits(self.low), two_digits(self.high), "people", self.kind, note)

    @property
    def share(self) -> Figure:
        """The ceiling of data/methods/defaults.yaml: the rule's, unless more than one place in ten was seen above it."""
        rule = self.rule.share
        if len(self.shares) < ENOUGH or (ninth := quantiles(self.shares, n=10, method="inclusive")[-1]) <= rule.value:
            return _figure(rule.value, rule.low, rule.high, "share")
        note = Text(
            fr=f"neuf lieux sur dix restent en dessous, sur {len(self.shares)} ; la médiane et le plus fort aux deux bouts",
            en=f"nine places in ten stay below, out of {len(self.shares)}; the median and the largest at both ends",
        )
        ends = two_digits(median(self.shares)), two_digits(min(self.shares[-1], 1.0))
        return _figure(two_digits(ninth), *ends, "share", "computed", note)


@dataclass(frozen=True)
class Estimate:
    """One number drawn from the counts with its 80% interval, unrounded, and the places it rests on."""

    value: float
    low: float
    high: float
    places: int


def fits(counts: Iterable[Count], forms: Mapping[str, Form], rules: Mapping[str, Practice], model: Model) -> dict[str, Fit]:
    """Every form, fitted or left as it was.

    Args:
        counts: published counts, those that are not used included.
        forms: method -> form.
    """
    known = _by_form(counts, forms)
    return {form: fit(known.get(rule.form, []), rule, model) for form, rule in rules.items()}


def fit(counts: Sequence[Count], rule: Practice, model: Model) -> Fit:
    """A practitioner's rule corrected by the used counts of its form, one voice a place; the rule counts as four places.

    Args:
        counts: of that form only; a count of an open form knows its population.
    Returns:
        Fit: people of one unit in the town of the rules; low and high leave out one place in ten on each side.
    """
    used = [count for count in counts if count.used]
    voices = _voices(used, lambda count: _in_the_town(count, rule.form, model))
    n, own = len(voices), rule.people
    sized = [count for count in used if count.people]
    shares = _voices(sized, lambda count: log(_per_unit(count) / (CONCERNED * (count.people or 1))))
    mean = (sum(voices) + RULE_PLACES * log(own.value)) / (n + RULE_PLACES)
    spread = log(own.high / own.low) / 2 / ONE_IN_TEN
    around = ONE_IN_TEN * sqrt((sum((voice - mean) ** 2 for voice in voices) + RULE_PLACES * spread**2) / (n + RULE_PLACES))
    return Fit(rule.form, len(used), n, rule, exp(mean), exp(mean - around), exp(mean + around), tuple(sorted(map(exp, shares))))


def growth(counts: Iterable[Count], forms: Mapping[str, Form], model: Model) -> Estimate:
    """Exponent of the population by which open forms grow: one slope for all, a level for each form, one voice a place.

    Raises:
        ValueError: too few places to draw a slope.
    """
    points: list[tuple[float, float]] = []  # around the mean of the form: population, people of one unit, both as logarithms
    groups = 0
    for form, known in _by_form(counts, forms).items():
        sized = [count for count in known if count.used and count.people] if form in OPEN_FORMS else []
        sizes = _voices(sized, lambda count: log(count.people or 1))
        drawn = _voices(sized, lambda count, form=form: log(_per_unit(count)) - _attention(count, form, model))  # type: ignore[misc]
        if len(sizes) > 1:
            groups += 1
            points += [(x - fmean(sizes), y - fmean(drawn)) for x, y in zip(sizes, drawn, strict=True)]
    free = len(points) - groups - 1
    width = sum(x * x for x, _ in points)
    if free < 1 or not width:
        raise ValueError("Too few places to see how participation grows. Add counts of open forms in places of several sizes.")
    slope = sum(x * y for x, y in points) / width
    error = sqrt(sum((y - slope * x) ** 2 for x, y in points) / free / width)
    return Estimate(slope, slope - ONE_IN_TEN * error, slope + ONE_IN_TEN * error, len(points))


def contested(counts: Iterable[Count], forms: Mapping[str, Form], rule: Span) -> Estimate:
    """Factor of a contested subject: what meetings show, pulled halfway back to the rule since a full room looks contested.

    Raises:
        ValueError: fewer than two meetings of either kind.
    """
    meetings = [count for count in _by_form(counts, forms).get("meeting", []) if count.used]
    hot, plain = (
        _voices([count for count in meetings if count.attention == kind], lambda count: log(_per_unit(count)))
        for kind in ("contested", None)
    )
    if min(len(hot), len(plain)) < 2:
        raise ValueError("Too few meetings to compare. Two contested and two others are the least.")
    squares = sum((voice - fmean(group)) ** 2 for group in (hot, plain) for voice in group)
    seen = squares / (len(hot) + len(plain) - 2) * (1 / len(hot) + 1 / len(plain))
    own = (log(rule.high / rule.low) / 2 / ONE_IN_TEN) ** 2
    middle = (fmean(hot) - fmean(plain) + log(rule.value)) / 2
    around = ONE_IN_TEN * sqrt((seen + own) / 4)
    return Estimate(exp(middle), exp(middle - around), exp(middle + around), len(hot) + len(plain))


def within(counts: Iterable[Count], forms: Mapping[str, Form], model: Model) -> Estimate:
    """How far counts of one form in one place are from each other: standard deviation of their logarithm, and the places it rests on.

    What is left when the place, its subject and the form are the same: one session is not the next.

    Raises:
        ValueError: no place counted one form twice.
    """
    squares, free, places = 0.0, 0, 0
    for form, known in _by_form(counts, forms).items():
        groups: dict[tuple[str, str | None], list[float]] = {}
        for count in known:
            if count.used:
                groups.setdefault((count.place, count.country), []).append(log(_per_unit(count)) - _attention(count, form, model))
        for values in groups.values():
            if len(values) > 1:
                squares += sum((value - fmean(values)) ** 2 for value in values)
                free += len(values) - 1
                places += 1
    if not free:
        raise ValueError("No place counted one form twice. Two counts of one form in one place are the least.")
    spread = sqrt(squares / free)
    around = ONE_IN_TEN * spread / sqrt(2 * free)  # of a standard deviation, for many counts
    return Estimate(spread, max(spread - around, 0.0), spread + around, places)


def own_source(count: OwnCount) -> str:
    """The key under which a plan of one's own is a source."""
    plain = unicodedata.normalize("NFKD", count.plan).encode("ascii", "ignore").decode().lower()
    return f"own-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'plan'}-{count.year}"


def own_figures(counts: Iterable[OwnCount]) -> dict[str, Figure]:
    """By method, the people of one unit as an organisation counted them: the geometric mean of its counts, one voice each.

    The figure has no range of its own: it takes that of the rule (catalog.load.Catalog.effort), since one count is not a certainty.
    """
    found: dict[str, list[OwnCount]] = {}
    for count in counts:
        found.setdefault(count.method, []).append(count)
    return {
        method: Figure(
            value=two_digits(exp(fmean(each.people for each in rows))), unit="people", year=max(each.year for each in rows),
            source=own_source(max(rows, key=lambda each: each.year)), kind="measured",
            note=Text(
                fr=f"compté par votre organisation : {len(rows)} relevé{'s' * (len(rows) > 1)}",
                en=f"counted by your organisation: {len(rows)} count{'s' * (len(rows) > 1)}",
            ),
        )
        for method, rows in found.items()
    }  # fmt: skip


def as_json(fit: Fit, stands: Effort) -> dict[str, Any]:
    """One form for `yields --json`: what was counted, the rule, the fit, and what stands in defaults.yaml."""

    def span(each: Figure | Span | None) -> dict[str, float | None] | None:
        return {"value": each.value, "low": each.low, "high": each.high} if each else None

    return {
        "form": fit.form, "counts": fit.counts, "places": fit.places, "kind": fit.kind,
        "people": {"rule": span(fit.rule.people), "fit": span(fit.people), "stands": span(stands.people)},
        "share": {"rule": span(fit.rule.share), "fit": span(fit.share), "stands": span(stands.share)},
    }  # fmt: skip


def two_digits(value: float) -> float:
    """Rounded to two significant digits: yields are not known better."""
    return round(value, 1 - floor(log10(value)))


def _figure(value: float, low: float, high: float, unit: Unit, kind: FigureKind = "default", note: Text | None = None) -> Figure:
    return Figure(value=value, low=low, high=high, unit=unit, kind=kind, year=2026, note=note)


def _by_form(counts: Iterable[Count], forms: Mapping[str, Form]) -> dict[Form, list[Count]]:
    found: dict[Form, list[Count]] = {}
    for count in counts:
        found.setdefault(forms[count.method], []).append(count)
    return found


def _voices(counts: Iterable[Count], of: Callable[[Count], float]) -> list[float]:
    """One number a place: the mean of its counts."""
    places: dict[tuple[str, str | None], list[float]] = {}
    for count in counts:
        places.setdefault((count.place, count.country), []).append(of(count))
    return [fmean(values) for values in places.values()]


def _per_unit(count: Count) -> float:
    return count.gathered / count.units / (2 if count.both else 1)


def _attention(count: Count, form: Form, model: Model) -> float:
    """What the attention to the subject adds, as a logarithm."""
    return log(model.effects.get(count.attention or "", 1.0)) if form in SELF_SELECTED else 0.0


def _in_the_town(count: Count, form: Form, model: Model) -> float:
    """Logarithm of the people that one unit would gather in the town of the rules, on an ordinary subject."""
    found = log(_per_unit(count)) - _attention(count, form, model)
    if form not in OPEN_FORMS:
        return found
    if count.people is None:
        raise ValueError(f"{count.place}: the population is needed to compare what a form open to all has drawn.")
    return found - model.exponent * log(CONCERNED * count.people / model.reference)
