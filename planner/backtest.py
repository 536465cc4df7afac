"""Replay published consultations: what the model would have told of each channel, against what was counted.

Leave-one-out: a figure whose source is the consultation itself is dropped, and the rule of the form stands in for it.
Only people and attendances are predicted. Nothing is tuned on the cases: a few consultations say how far off the
model can be, not how to set it.

Read a file with `read_cases`, replay it with `replay`, sum it up with `summarise`; `run` is the command.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb, inf, isfinite
from statistics import median
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from catalog.console import DONE, content, print_json
from catalog.facts import Figure, Record, Text
from catalog.load import Catalog, load
from catalog.methods import OPEN_FORMS, Effort, Method
from catalog.words import Lang, french_spaces, number, people_range
from catalog.yamlfile import BadInput, Document, Path_, Problem, bad, parse
from planner.brief import Attention, Brief, Context, Territory
from planner.coverage import INTERVAL, SEED, pert, spread
from planner.reach import P_MAX, Situation

Array = NDArray[np.float64]
TOO_WIDE = 10.0  # high / low: beyond, an interval says nothing that helps to plan
PREDICTED = ("people", "attendances")
DRAWN = ("people", "capacity", "share")  # figures of a method that decide how many come
MOST_CHANNELS = 1000
MOST_PEOPLE = 100_000_000  # what a brief may hold; larger places are scaled from there
ECHO = 40  # characters of the file that a table repeats

# Where a channel without `observed` says how many came: its key, what it counts ("" depends on the units), per unit or not.
RAW: tuple[tuple[str, str, bool], ...] = (
    ("participants_per_event", "attendances", True), ("participants_total", "attendances", False), ("attendances", "attendances", False),
    ("voters", "people", False), ("respondents", "people", False), ("interviews", "people", False), ("participants", "", False),
    ("visitors", "visits", False), ("visits", "visits", False), ("contributions", "contributions", False),
    ("ideas", "contributions", False), ("cards", "contributions", False), ("questionnaires", "contributions", False),
)  # fmt: skip
UNIT_KEYS = ("units", "events", "sessions", "meetings", "workshops", "stands")
# Things that a unit of some methods holds by the hundred (1,000 households): told one by one, they are divided.
THINGS = frozenset({
    "household", "home", "dwelling", "address", "letterbox", "mailbox", "letter", "leaflet", "card", "questionnaire", "invitation",
    "interview", "call", "door", "person", "people",
})  # fmt: skip
SITTINGS = frozenset({"session", "sitting", "weekend", "week_end", "day"})  # of a panel, whose unit is the whole of them

_NUMBER = re.compile(r"(\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*(millions?\b|%)?", re.IGNORECASE)
_BETWEEN = re.compile(r"^\s*(?:to|à|a|-|–|—)\s*$")
_AND = re.compile(r"^\s*(?:and|et)\s*$")


# -- reading a file of cases --------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """A number of people as published, perhaps a range."""

    value: float
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> Count:
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return Count(self.value * factor, low, high)


@dataclass(frozen=True)
class Channel:
    """One channel of a consultation: how much of what was run, and what was counted there."""

    method: str
    units: float | None
    of: str  # what a unit is in the file, in small letters and singular
    observed: Count | None
    counts: str | None


@dataclass(frozen=True)
class Case:
    """A consultation: its place, its channels, and the addresses and keys of what tells it."""

    name: str
    subject: str
    place: str
    population: float | None
    attention: Attention | None
    channels: tuple[Channel, ...]
    addresses: frozenset[str]
    keys: frozenset[str]  # of sources given without an address


def read_cases(raw: bytes | str, name: str) -> tuple[Case, ...]:
    """Read a file of cases: keys that are not used are let through, numbers may be written as a range or in a sentence.

    Raises:
        BadInput: not a file of cases, or a number that cannot be a count; each fault with its line.
    """
    document = parse(raw, name)
    return _Reader(document).cases()


class _Reader:
    """Turns a document into cases, keeping every fault for one message."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def wrong(self, path: Path_, fr: str, en: str) -> None:
        where = ".".join(map(str, path)) or "(fichier)"
        self.problems.append(
            Problem(self.document.name, self.document.line(path), Text(fr=french_spaces(f"{where} : {fr}"), en=f"{where}: {en}"))
        )

    def cases(self) -> tuple[Case, ...]:
        value = self.document.value
        found = value.get("cases") if isinstance(value, dict) else None
        if isinstance(found, dict):  # by name rather than in a list
            listed = [(("cases", key), {"id": key, **each} if isinstance(each, dict) else each) for key, each in found.items()]
        elif isinstance(found, list):
            listed = [(("cases", i), each) for i, each in enumerate(found)]
        else:
            listed = []
        if not listed:
            line = self.document.line(("cases",) if isinstance(value, dict) else ())
            raise bad(
                self.document.name,
                line,
                french_spaces("une liste de consultations est attendue sous « cases: »."),
                'a list of cases is expected under "cases:".',
            )
        sources = value.get("sources")
        cases = tuple(
            case
            for i, (path, each) in enumerate(listed)
            if (case := self.case(each, path, i, sources if isinstance(sources, dict) else {})) is not None
        )
        if sum(len(case.channels) for case in cases) > MOST_CHANNELS:
            self.wrong(
                ("cases",), f"plus de {MOST_CHANNELS} canaux. Partagez le fichier.", f"more than {MOST_CHANNELS} channels. Split the file."
            )
        if self.problems:
            raise BadInput(self.problems)
        return cases

    def case(self, value: Any, path: Path_, order: int, sources: Mapping[str, Any]) -> Case | None:
        if not isinstance(value, dict):
            self.wrong(path, "une suite de « clé: valeur » est attendue.", 'a set of "key: value" is expected.')
            return None
        listed = value.get("channels")
        if listed is not None and not isinstance(listed, list):
            self.wrong((*path, "channels"), "une liste de canaux est attendue.", "a list of channels is expected.")
            return None
        channels = [self.channel(each, (*path, "channels", i)) for i, each in enumerate(listed or [])]
        place = _words(value.get("place"))
        cited = [value.get("source"), value.get("sources"), value.get("population"), value.get("reported_bias"), listed]
        addresses, keys = _cited(cited, sources)
        return Case(
            name=_words(value.get("id")) or place or f"{order + 1}",
            subject=_words(value.get("subject")) or "?",
            place=place,
            population=self.population(value.get("population"), (*path, "population")),
            attention=_attention(value),
            channels=tuple(channel for channel in channels if channel is not None),
            addresses=addresses,
            keys=keys,
        )

    def population(self, value: Any, path: Path_) -> float | None:
        count = self.count(value, path)
        if count is not None and count.value < 1:
            self.wrong(path, "au moins un habitant est attendu ; retirez la clé si le nombre n’est pas connu.",
                       "at least one inhabitant is expected; remove the key when the number is not known.")  # fmt: skip
            return None
        return count.value if count else None

    def channel(self, value: Any, path: Path_) -> Channel | None:
        if not isinstance(value, dict):
            self.wrong(path, "une suite de « clé: valeur » est attendue.", 'a set of "key: value" is expected.')
            return None
        method = _words(value.get("method"))
        if not method:
            self.wrong((*path, "method"), "nom de méthode attendu.", "the name of a method is expected.")
            return None
        units, of = self.units(value, path)
        observed, counts = self.observed(value, units, path)
        return Channel(method, units, of, observed, counts)

    def units(self, value: Mapping[str, Any], path: Path_) -> tuple[float | None, str]:
        for key in UNIT_KEYS:
            given = value.get(key)
            count = self.count(given, (*path, key), "count")
            if count is not None:
                return count.value, _singular(given.get("of")) if isinstance(given, dict) else ""
        return None, ""

    def observed(self, value: Mapping[str, Any], units: float | None, path: Path_) -> tuple[Count | None, str | None]:
        given = value.get("observed")
        if given is not None:
            said = given.get("counts") if isinstance(given, dict) else value.get("counts")
            counts = {"person": "people", "attendance": "attendances"}.get(_words(said).lower(), _words(said).lower())
            return self.count(given, (*path, "observed")), counts or None
        for key, counts, each in RAW:
            count = self.count(value.get(key), (*path, key))
            if count is not None and (units is not None or not each):
                kind = counts or ("people" if (units or 1) <= 1 else "attendances")
                return (count.times(units) if each and units is not None else count), kind
        return None, None

    def count(self, value: Any, path: Path_, key: str = "value") -> Count | None:
        """A count however it is written; None when there is none to read."""
        if isinstance(value, dict):
            whole = self.count(value.get(key), (*path, key))
            low, high = (self.count(value.get(end), (*path, end)) for end in ("low", "high"))
            ends = sorted(each.value for each in (low, high) if each is not None)
            if whole is None:
                return Count(sum(ends) / 2, *ends) if len(ends) == 2 else None
            return Count(whole.value, *ends) if len(ends) == 2 else whole
        found = _numbers(value)
        if any(not isfinite(each) or each < 0 or each > 1e12 for each in found):
            shown = _words(value)[:ECHO]
            self.wrong(path, f"« {shown} » n’est pas un nombre de 0 à mille milliards.", f'"{shown}" is not a number from 0 to 1e12.')
            return None
        if not found:
            return None
        return Count(found[0]) if len(found) == 1 else Count(sum(found) / 2, *sorted(found))


def _numbers(value: Any) -> list[float]:
    """The number or the two ends of the range that a value writes; [] when it writes something else."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, (int, float)):
        return [float(value)]
    if not isinstance(value, str):
        return []
    text = value[:200]
    found = list(_NUMBER.finditer(text))
    if not found or any((each[2] or "") == "%" for each in found):
        return []
    numbers = [_float(each) for each in found]
    if len(found) == 1:
        minus = text[: found[0].start()].strip() in ("-", "−")
        return [-numbers[0] if minus else numbers[0]]
    if len(found) > 2:
        return []  # a sentence: which number counts is not known
    between, before = text[found[0].end() : found[1].start()], text[: found[0].start()].lower().split()
    if _BETWEEN.match(between) or (_AND.match(between) and {"between", "entre"} & set(before)):
        return numbers
    return []


def _float(found: re.Match[str]) -> float:
    digits = found[1]
    grouped = re.fullmatch(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+", digits)
    number_ = float(re.sub(r"\D", "", digits) if grouped else digits.replace(",", "."))
    return number_ * (1e6 if found[2] else 1.0)


def _words(value: Any) -> str:
    """A scalar in one printable line; nothing for a list or a mapping."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return "".join(each for each in " ".join(str(value).split()) if each.isprintable())[:200]


def _singular(value: Any) -> str:
    word = _words(value).lower().replace(" ", "_").replace("-", "_")
    if word.endswith("boxes"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _attention(case: Mapping[str, Any]) -> Attention | None:
    context = case.get("context")
    given = context.get("attention") if isinstance(context, dict) else case.get("attention")
    said = _words(given.get("value") if isinstance(given, dict) else given)
    named: Mapping[str, Attention] = {"little_known": "little_known", "followed": "followed", "contested": "contested"}
    return named.get(said)


def _cited(values: Iterable[Any], sources: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The addresses of what a case cites, and the keys for which the file gives no address."""
    addresses, keys = set(), set()
    stack: list[Any] = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack += value
        elif isinstance(value, dict):
            stack += [value.get(key) for key in ("source", "sources", "url", "observed") if value.get(key) is not None]
        elif "://" in (said := _words(value)):
            addresses.add(address(said))
        elif said:
            entry = sources.get(said)
            url = _words(entry.get("url")) if isinstance(entry, dict) else ""
            addresses.add(address(url)) if url else keys.add(said.replace("_", "-").lower())
    return frozenset(addresses), frozenset(keys)


def address(url: str) -> str:
    """An address in the form in which two of them are compared: http or https, www or not, last slash or not."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    query = "&".join(each for each in parts.query.split("&") if each and not each.startswith("utm_"))
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{'?' + query if query else ''}"


# -- replaying ----------------------------------------------------------------------------------------


class Row(Record):
    """One channel told beforehand, as far as it can be, against what was counted."""

    case: str
    method: str
    predicted: float | None
    low: float | None
    high: float | None
    observed: float | None
    counts: str | None
    factor: float | None = None  # the larger of the two over the smaller
    inside: bool | None = None  # the observed lies in the interval
    units: float | None = None
    basis: Literal["published", "rule"] | None = None  # where the people per unit come from
    dropped: tuple[str, ...] = ()  # sources left out, being the case itself
    rule_cites_case: bool = False  # the rule that stands in was written with this case among its sources
    assumed: tuple[str, ...] = ()
    why: Text | None = None  # why nothing is predicted

    @property
    def width(self) -> float | None:
        """High over low."""
        if self.low is None or self.high is None:
            return None
        return self.high / self.low if self.low else inf


class Summary(Record):
    """What all rows say together; counts of rows, never shares of a handful."""

    rows: int
    predicted_rows: int
    compared_rows: int  # predicted, and counted by somebody
    within_factor_2: int
    inside_80: int
    too_low: int  # predicted below what was counted
    median_width: float | None  # high / low; null when nothing is predicted, or when it has no bound
    forecast: bool  # the median width is at most 10
    too_narrow: bool  # so few inside would be bad luck less than once in twenty, were the intervals right


@dataclass(frozen=True)
class Replay:
    """A case laid on the catalogue, without what it published itself."""

    case: Case
    catalog: Catalog

    @cached_property
    def at(self) -> Situation:
        """The place and its subject, as the shortest brief that says them."""
        people = self.case.population or self.catalog.model["reference_people"].figure.value
        held = min(round(people), MOST_PEOPLE)
        brief = Brief(
            subject=self.case.subject,
            territory=Territory(name=self.case.place or self.case.name, people=held),
            context=Context(attention=self.case.attention),
        )
        found = Situation(brief, self.catalog)
        found.people = found.people * people / held  # residents aged 12 and over
        return found

    @cached_property
    def own(self) -> frozenset[str]:
        """The sources of the catalogue that tell this very case."""
        return frozenset(
            name
            for name, source in self.catalog.sources.items()
            if name.lower() in self.case.keys or (source.url and address(source.url) in self.case.addresses)
        )

    def row(self, channel: Channel) -> Row:
        """One channel told and compared."""
        observed = channel.observed.value if channel.observed else None
        row = Row(case=self.case.name, method=channel.method, predicted=None, low=None, high=None, observed=observed, counts=channel.counts)
        method = self.catalog.methods.get(channel.method)
        if channel.counts not in PREDICTED:
            return row.model_copy(update={"units": channel.units, "why": _not_counted(channel.counts)})
        if method is None:
            return row.model_copy(update={"units": channel.units, "why": _unknown(channel.method, self.catalog.methods)})
        units = units_of(channel, method)
        if units is None:
            return row.model_copy(update={"why": _no_units(channel, method)})
        without, dropped = self.without(method)
        effort = self.at.effort(without)
        assert effort.people
        basis: Literal["published", "rule"] = "rule" if without.effort.people is None else "published"
        told = dict(zip(("predicted", "low", "high"), self.tell(without, units, channel.counts), strict=True))
        assumed = [name for name, value in (("population", self.case.population), ("units", channel.units)) if value is None]
        rest = {
            "units": units, "basis": basis, "dropped": dropped, "assumed": tuple(assumed),
            "rule_cites_case": basis == "rule" and bool(self.own & set(self.catalog.rules[method.form].sources)),
            **_compared(told["predicted"], told["low"], told["high"], observed),
        }  # fmt: skip
        return row.model_copy(update={**told, **rest})

    def without(self, method: Method) -> tuple[Method, tuple[str, ...]]:
        """The method without the figures that this case published, and the sources so left out."""
        gone = {name: figure.source for name in DRAWN if (figure := getattr(method.effort, name)) and figure.source in self.own}
        effort = method.effort.model_copy(update=dict.fromkeys(gone))
        return method.model_copy(update={"effort": effort}), tuple(sorted({str(source) for source in gone.values()}))

    def tell(self, method: Method, units: float, counts: str | None) -> tuple[float, float, float]:
        """Expected count, low and high ends: four chances in five, each number drawn between its own ends."""
        at, effort, random = self.at, self.at.effort(method), np.random.default_rng(SEED)
        assert effort.people
        drawn = {name: _draws(random, getattr(effort, name)) for name in DRAWN}
        drawn["people"] = spread(random, effort.people.low, effort.people.value, effort.people.high)
        model = [f"attention_{at.brief.context.attention}"] + (["scale_exponent"] if method.form in OPEN_FORMS else [])
        drawn |= {name: _draws(random, self.catalog.model[name].figure) for name in model if name in self.catalog.model}
        numbers = [dict(zip(drawn, each, strict=True)) for each in np.column_stack([*drawn.values()]).tolist()]
        gathered = np.array([_Drawn(at, each).draw(method, each["people"]) for each in numbers])
        typical = np.array([at.draw(method, effort.people.value)])
        if counts == "people":
            overlap = _draws(random, self.catalog.model["overlap"].figure)
            told = self.distinct(typical, np.array([at.default("overlap")]), units)
            ends = np.percentile(self.distinct(gathered, overlap, units), INTERVAL)
        else:  # attendances add up: somebody who comes back counts again
            told, ends = typical * units, np.percentile(gathered * units, INTERVAL)
        middle = float(told[0])
        return middle, min(float(ends[0]), middle), max(float(ends[1]), middle)

    def distinct(self, drawn: Array, overlap: Array, units: float) -> Array:
        """Different people over all units, as a plan counts them (docs/model.md)."""
        repeated = np.full_like(overlap, units) if units <= 1 else 1.0 + (1.0 - overlap) * (units - 1.0)
        share = np.minimum(drawn / self.at.people, P_MAX)
        return np.asarray(-self.at.people * np.expm1(np.log1p(-share) * repeated))


class _Drawn(Situation):
    """A situation with the numbers of one draw, so that what a unit gathers is worked out in one place only."""

    def __init__(self, at: Situation, numbers: Mapping[str, float]) -> None:
        super().__init__(at.brief, at.catalog)
        self.people = at.people
        self.numbers = numbers

    def default(self, name: str) -> float:
        """The number drawn, else the usual one."""
        return self.numbers[name] if name in self.numbers else super().default(name)

    def effort(self, method: Method) -> Effort:
        """What was drawn of the method; nothing else of it is asked for."""
        people, capacity, share = (Figure(value=self.numbers[name], unit="per_unit", kind="entered") for name in DRAWN)
        return Effort(people=people, capacity=capacity, share=share)


def _draws(random: np.random.Generator, figure: Figure) -> Array:
    low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
    return pert(random, low, figure.value, high)


def units_of(channel: Channel, method: Method) -> float | None:
    """How many units of the method were run, one when the file does not say; None when it counts other things."""
    if channel.units is None:
        return 1.0
    holds = re.match(r"([\d,]+)\s", method.unit.en)
    if channel.of in THINGS:
        return channel.units / float(holds[1].replace(",", "")) if holds else None
    if method.form in ("panel", "standing_body") and channel.of in SITTINGS:
        return 1.0
    return channel.units


def _compared(predicted: float, low: float, high: float, observed: float | None) -> dict[str, Any]:
    if observed is None:
        return {}
    factor = max(predicted / observed, observed / predicted) if predicted and observed else None
    return {"factor": factor, "inside": low <= observed <= high}


def replay(cases: Sequence[Case], catalog: Catalog) -> tuple[Row, ...]:
    """Every channel of every case, in the order of the file."""
    return tuple(row for case in cases for at in [Replay(case, catalog)] for row in map(at.row, case.channels))


def summarise(rows: Sequence[Row]) -> Summary:
    """How far off, how often inside, how wide."""
    told = [row for row in rows if row.predicted is not None]
    compared = [row for row in told if row.observed is not None]
    width = median(row.width or 1.0 for row in told) if told else inf
    return Summary(
        rows=len(rows),
        predicted_rows=len(told),
        compared_rows=len(compared),
        within_factor_2=sum(1 for row in compared if row.factor is not None and row.factor <= 2),
        inside_80=sum(1 for row in compared if row.inside),
        too_low=sum(1 for row in compared if (row.predicted or 0.0) < (row.observed or 0.0)),
        median_width=width if isfinite(width) else None,
        forecast=width <= TOO_WIDE,
        too_narrow=chance_of(sum(1 for row in compared if row.inside), len(compared)) < 0.05,
    )


def chance_of(inside: int, rows: int) -> float:
    """Chance that at most `inside` of `rows` fall in intervals that truly hold four times in five, each on its own."""
    held = (INTERVAL[1] - INTERVAL[0]) / 100
    return sum(comb(rows, k) * held**k * (1 - held) ** (rows - k) for k in range(inside + 1))


def _not_counted(counts: str | None) -> Text:
    if not counts:
        return Text(fr="on ne sait pas ce qui est compté", en="what is counted is not said")
    shown = counts[:ECHO]
    french = {"contributions": "des contributions", "visits": "des visites"}.get(shown, f"« {shown} »")
    return Text(fr=f"compte {french}, non des personnes", en=f"counts {shown}, not people")


def _unknown(name: str, known: Iterable[str]) -> Text:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return Text(
        fr="méthode inconnue" + (f", peut-être {near[0]}" if near else ""), en="unknown method" + (f", perhaps {near[0]}" if near else "")
    )


def _no_units(channel: Channel, method: Method) -> Text:
    return Text(
        fr=f"unités en « {channel.of} », la méthode compte {method.unit.fr}",
        en=f'units in "{channel.of}", the method counts {method.unit.en}',
    )


# -- the command --------------------------------------------------------------------------------------


def run(options: argparse.Namespace) -> int:
    """`python -m planner backtest CASES.yaml [--json]`."""
    cases = read_cases(*content(options.cases))
    rows = replay(cases, load())
    if options.json:
        print_json(result(rows, options.lang))
    else:
        print(table(rows, options.lang))
    return DONE


def arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of the command."""
    parser.add_argument("cases", metavar="CASES", help="consultations publiées (YAML) ; - lit l’entrée standard")


def result(rows: Sequence[Row], lang: Lang) -> dict[str, Any]:
    """The JSON of `backtest --json`."""
    channels = [{**row.model_dump(mode="json"), "why": row.why(lang) if row.why else None} for row in rows]
    return {"channels": channels, "summary": summarise(rows).model_dump()}


def table(rows: Sequence[Row], lang: Lang) -> str:
    """The rows as a table, then one sentence; marks are explained under it."""
    fr = lang == "fr"
    head = ["consultation", "méthode", "prévu", "observé", "facteur", "dans 80 %"] if fr else [
        "consultation", "method", "predicted", "observed", "factor", "inside 80%"]  # fmt: skip
    cells = [head] + [_cells(row, lang) for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(5)]
    lines = ["  ".join([*(word.ljust(width) for word, width in zip(line, widths, strict=False)), line[5]]).rstrip() for line in cells]
    return "\n".join([*lines, "", *_marks(rows, lang), sentence(summarise(rows), lang)])


def _cells(row: Row, lang: Lang) -> list[str]:
    mark = ("*" if row.assumed else "") + ("†" if row.rule_cites_case else "")
    observed = number(row.observed, lang) if row.observed is not None else "?"
    if row.predicted is None or row.low is None or row.high is None:
        return [row.case[:ECHO], row.method[:ECHO], "—", observed, "", row.why(lang) if row.why else ""]
    factor = f"× {number(row.factor, lang, 1)}" if row.factor is not None else "?"
    words = ("oui", "non") if lang == "fr" else ("yes", "no")
    inside = "" if row.inside is None else words[0] if row.inside else words[1]
    return [row.case[:ECHO], row.method[:ECHO], people_range(row.low, row.high, lang) + mark, observed, factor, inside]


def _marks(rows: Sequence[Row], lang: Lang) -> list[str]:
    lines = []
    if any("population" in row.assumed for row in rows):
        lines.append(
            "* population inconnue : comptée comme la commune de référence du modèle."
            if lang == "fr" else "* population not known: counted as the reference town of the model."
        )  # fmt: skip
    if any("units" in row.assumed for row in rows):
        lines.append("* nombre d’unités inconnu : compté pour une." if lang == "fr" else "* number of units not known: counted as one.")
    if any(row.rule_cites_case for row in rows):
        lines.append(
            "† la règle de remplacement cite aussi ce cas parmi ses sources : la ligne n’est pas tout à fait une épreuve."
            if lang == "fr" else "† the rule that stands in also cites this case among its sources: the row is not quite a test."
        )  # fmt: skip
    return [french_spaces(line) if lang == "fr" else line for line in lines]


def sentence(summary: Summary, lang: Lang) -> str:
    """What the rows say together, and whether it may be called a forecast."""
    fr, s = lang == "fr", summary
    if not s.predicted_rows:
        return "Aucun canal de ce fichier ne peut être prévu." if fr else "No channel of this file can be predicted."
    width = ("sans borne" if fr else "without bound") if s.median_width is None else number(s.median_width, lang, 1)
    if fr:
        verdict = "" if s.forecast else f", plus de {TOO_WIDE:g} : ce n’est pas une prévision"
        verdict += " ; les intervalles sont trop étroits pour qu’on s’y fie" if s.too_narrow else ""
        said = (
            f"Canaux prévus : {s.predicted_rows} sur {s.rows} ; sur {s.compared_rows} comparés, {s.within_factor_2} à un facteur 2 près,"
            f" {s.inside_80} dans l’intervalle à 80 %, {s.too_low} prévus trop bas ; largeur médiane des intervalles"
            f" (haut/bas) : {width}{verdict} ; rien n’est réglé sur ces cas."
        )
        return french_spaces(said)
    verdict = "" if s.forecast else f", above {TOO_WIDE:g}: this is not a forecast"
    verdict += "; the intervals are too narrow to be relied on" if s.too_narrow else ""
    return (
        f"Channels predicted: {s.predicted_rows} of {s.rows}; of {s.compared_rows} compared, {s.within_factor_2} within a factor of 2,"
        f" {s.inside_80} inside the 80% interval, {s.too_low} predicted too low; median width of the intervals"
        f" (high/low): {width}{verdict}; nothing is tuned on these cases."
    )
