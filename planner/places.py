"""Places of France: what INSEE publishes about each, in one Parquet file, found by typing a few letters.

A place is known by groups of facts (people, sex, age, diploma, income, urban unit). Each group of a place comes from one
year, the one that says most about it; nothing is estimated, and what nobody publishes is missing and said so.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pandas import DataFrame, Series
from rapidfuzz import fuzz, process

from catalog.facts import Text
from catalog.finding import fold
from catalog.yamlfile import ECHO, BadInput, Problem, bad
from planner import census
from planner.census import Extract
from planner.regions import REGION_OF, REGIONS

DEFAULT = Path(__file__).resolve().parents[1] / "var" / "places.parquet"
SCHEMA = "1"
KINDS = ("commune", "epci", "department", "region")
GROUPS = ("age", "sex", "diploma", "income", "urban_unit")  # what can be missing
YEARS = {"people": "people_year", "sex": "sex_year", "age": "age_year", "age_also": "age_also_year",
         "diploma": "dip_year", "income": "income_year"}  # fmt: skip
CENSUS = ("population", "pop1b", "diplomas", "filosofi")
OF_ONE_YEAR = (*CENSUS, "membership")
ENOUGH = 0.99  # share of a territory's people whose communes must be known before it is computed from them
WHOLE = 0.9  # share of the communes a file must hold to be complete
SAME = 0.1  # a file's EPCI of a size further than this from today's is another perimeter under the same number
NEAR = 2  # years between the main ages of a place and those that complete them
TYPED = 100  # characters of a search that are read
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
SHORT = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
LONG = {short: long for long, short in SHORT.items()}
SAINTS = re.compile(r"\b(?:saint|st)")
COMMON = frozenset((*SHORT, *LONG, "les", "sur", "communes", "communaute"))

Progress = Callable[[int, int, str], None]  # files read, files in all, the one at hand
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """One commune, intercommunality, department or region, and what is known of it."""

    code: str
    name: str
    kind: str  # commune, epci, department or region
    department: str
    region: str
    epci: str
    people: float | None  # municipal population, all ages
    facts: Mapping[str, float]  # shares (0 to 1) and incomes in EUR a year, under the names of the store's columns
    years: Mapping[str, int]  # group -> year of the census or of Filosofi
    missing: tuple[str, ...]  # groups with nothing known
    urban_unit: str = ""

    @property
    def label(self) -> str:
        """The name, with what tells it from its homonyms."""
        return f"{self.name} ({self.department})" if self.department else self.name


@dataclass(frozen=True)
class Used:
    """One group of facts of one file: its year, how many places it tells of, and why it was set aside, if it was."""

    file: str
    sha256: str  # first 16 characters
    family: str
    group: str
    year: int  # 0: not said
    places: int
    aside: Text | None = None


@dataclass(frozen=True)
class Built:
    """What a build made of a folder."""

    path: Path
    counts: Mapping[str, int]  # kind -> places
    used: tuple[Used, ...]
    ignored: tuple[tuple[str, Text], ...]  # not a file of ours
    refused: tuple[Problem, ...]  # one of ours, unusable
    warnings: tuple[Problem, ...]
    known: Mapping[str, Mapping[str, float]]  # kind -> group -> share of the people it is known for
    years: Mapping[str, Mapping[int, int]]  # group -> year -> communes


class Store:
    """The places, in memory."""

    def __init__(self, frame: DataFrame, built: Mapping[str, Any]) -> None:
        self.frame = frame
        self.built = built
        # One long text of all names, biggest place first: finding letters in it is what a computer does fastest.
        self._codes: list[str] = frame["code"].to_list()
        self._kinds: list[str] = frame["kind"].to_list()
        self._departments: list[str] = frame["department"].to_list()
        keys = [_both_ways(key) for key in frame["key"].to_list()]
        self._text = "\n".join(keys)
        self._starts = [0, *accumulate(len(key) + 1 for key in keys)]
        self._squeezed = "\n".join(frame["key"].to_list()).replace(" ", "")
        self._squeezed_starts = [0, *accumulate(len(key) + 1 for key in self._squeezed.split("\n"))]
        self._by_code = {code: i for i, code in enumerate(self._codes)}
        self._names = [column for column in map(str, frame) if is_fact(column)]
        self._values = frame[self._names].to_numpy(np.float32)
        self._words = {name: frame[name].to_list() for name in ("name", "region", "epci", "urban_unit")}
        self._people = frame["people"].to_numpy(float)
        self._years = {group: frame[name].to_numpy(float, na_value=np.nan) for group, name in YEARS.items() if name in frame}

    @classmethod
    def load(cls, path: Path) -> Store:
        """Read the file.

        Raises:
            BadInput: it is damaged, or was made by another version.
        """
        try:
            table = pq.read_table(path)
            notes = json.loads((table.schema.metadata or {})[b"maillage"])
            known = notes["schema"] == SCHEMA
        except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
            known = False
        if not known:
            raise bad(path.name, None, "ce fichier de lieux ne se lit pas ou date d’une autre version. Refaites-le : places build DOSSIER.",
                      "this file of places cannot be read, or another version made it. Make it again: places build FOLDER.")  # fmt: skip
        return cls(table.to_pandas(), notes)

    # -- reading ---------------------------------------------------------------------------------

    def place(self, code_or_name: str) -> Place:
        """A place by its code (59350, 200093201, 59, R32) or by its whole name, accents or not.

        Raises:
            BadInput: none, the nearest names being offered; or several, with their codes.
        """
        asked = code_or_name.strip()[:TYPED]
        at = self._by_code.get(asked.upper())
        if at is not None:
            return self._at(at)
        words, department = self._parts(asked)
        whole = f"| {words} |"
        found = [i for i in self._holding(whole) if department in ("", self._departments[i])] if words else []
        if not found:
            raise self.unknown(asked)
        if len(found) > 1:
            heads = {self._people[i] for i in found}
            if len(heads) > 1 or len({self._kinds[i] for i in found}) < len(found):
                raise self._several(asked, found)
            found.sort(key=lambda i: KINDS.index(self._kinds[i]))  # Paris, commune and department: the same people
        return self._at(found[0])

    def search(self, text: str, limit: int = 10, kinds: Iterable[str] | None = None) -> list[Place]:
        """Places whose name holds these words, typed in part, in any order, with or without accents.

        The whole name comes first, then names that start so, then words that do, then what is inside a word; bigger
        places first. A code, or a department after the name ("Saint-Denis 93"), is understood.
        """
        wanted = frozenset(KINDS if kinds is None else kinds)
        found = (i for i in self._matching(text.strip()[:TYPED]) if self._kinds[i] in wanted)
        return [self._at(i) for i in islice(found, max(0, limit))]

    def members(self, code: str) -> DataFrame:
        """The communes of an EPCI, a department or a region, biggest first.

        Raises:
            BadInput: unknown code.
        """
        if code.upper() not in self._by_code:
            raise self.unknown(code)
        code = code.upper()
        own = {"epci": "epci", "department": "department", "region": "region", "commune": "code"}[self._kinds[self._by_code[code]]]
        frame = self.frame
        return frame[(frame["kind"] == "commune") & (frame[own] == code)].sort_values("people", ascending=False)

    # -- search ----------------------------------------------------------------------------------

    def _matching(self, asked: str) -> Iterator[int]:
        """Rows that answer, best first; a place already given by a stricter pass is not given again."""
        words, department = self._parts(asked)
        given: set[int] = set()
        for rows in self._passes(asked, words):
            for i in rows:
                if i not in given and department in ("", self._departments[i]):
                    given.add(i)
                    yield i
        if not given and len(squeezed := words.replace(" ", "")) > 2:  # lhay for L'Haÿ
            at = self._squeezed.find(squeezed)
            while at >= 0:
                row = bisect_right(self._squeezed_starts, at) - 1
                if department in ("", self._departments[row]):
                    yield row
                at = self._squeezed.find(squeezed, self._squeezed_starts[row + 1])

    def _passes(self, asked: str, words: str) -> Iterator[Iterable[int]]:
        """Rows that meet a test, from the strictest to the loosest."""
        if re.fullmatch(r"\d[\dabAB]?\d*|[rR]\d\d", asked):
            code = asked.upper()
            yield [self._by_code[code]] if code in self._by_code else []
            yield (i for i, own in enumerate(self._codes) if own.startswith(code))
        elif words:
            yield self._holding(f"| {words} |")
            yield self._holding(f"| {words}")
            yield self._holding(*(f" {token}" for token in words.split()))
            yield self._holding(*words.split())

    def _holding(self, *pieces: str) -> Iterator[int]:
        """Rows whose name holds all these pieces, biggest place first."""
        # The rarest piece leads: one commune in nine is a saint.
        first, *others = sorted(pieces, key=lambda piece: (piece.strip() not in COMMON, len(piece)), reverse=True)
        at = self._text.find(first)
        while at >= 0:
            row = bisect_right(self._starts, at) - 1
            end = self._starts[row + 1]
            if all(self._text.find(other, self._starts[row], end) >= 0 for other in others):
                yield row
            at = self._text.find(first, end)

    def _parts(self, asked: str) -> tuple[str, str]:
        """What was typed, as a key, and the department written after it."""
        match = re.fullmatch(r"(.*[^\d\s(,].*?)[\s,(]+(\d\d|2[abAB]|97\d)\)?", asked)
        if match and (department := match[2].upper()) in REGION_OF:
            return search_key(match[1]), department
        return search_key(asked), ""

    # -- answers ---------------------------------------------------------------------------------

    def _at(self, i: int) -> Place:
        # Seven digits are all that float32 holds: what follows is noise, and would show.
        facts = {name: float(f"{value:.7g}") for name, value in zip(self._names, self._values[i], strict=True) if not np.isnan(value)}
        unit, people = self._words["urban_unit"][i], float(self._people[i])
        known = {"age": "age_", "sex": "women", "diploma": "dip_", "income": "income_"}
        missing = [group for group, start in known.items() if not any(name.startswith(start) for name in facts)]
        return Place(
            code=self._codes[i],
            name=self._words["name"][i],
            kind=self._kinds[i],
            department=self._departments[i],
            region=self._words["region"][i],
            epci=self._words["epci"][i],
            people=None if np.isnan(people) else people,
            facts=MappingProxyType(facts),
            years=MappingProxyType({group: int(years[i]) for group, years in self._years.items() if not np.isnan(years[i])}),
            missing=tuple(missing if unit else [*missing, "urban_unit"]),
            urban_unit=unit,
        )

    def unknown(self, asked: str) -> BadInput:
        """What to say of a place that does not exist.

        It offers the names that start so; else those that differ by a few letters, the biggest places first.
        """
        words, _ = self._parts(asked[:TYPED])
        near = list(islice(self._holding(f"| {words}"), 3)) if len(words) > 2 else []
        if not near and words:
            close = process.extract(words, self.frame["key"].to_list(), scorer=fuzz.ratio, limit=30, score_cutoff=60)
            close.sort(key=lambda each: (-round(each[1] / 5), each[2]))
            near = [i for _, _, i in close][:3]
        offered = ", ".join(f"{self._at(i).label} [{self._codes[i]}]" for i in near)
        shown = asked[:ECHO]
        return bad("lieu", None,
                   f"« {shown} » n’est pas un lieu connu. " + (f"Voulez-vous dire {offered} ?" if near else "Écrivez un nom ou un code."),
                   f'"{shown}" is not a known place. ' + (f"Do you mean {offered}?" if near else "Write a name or a code."))  # fmt: skip

    def _several(self, asked: str, found: Sequence[int]) -> BadInput:
        listed = ", ".join(f"{self._at(i).label} [{self._codes[i]}]" for i in found[:6]) + ("…" if len(found) > 6 else "")
        shown = asked[:ECHO]
        return bad("lieu", None, f"plusieurs lieux s’appellent « {shown} » : {listed}. Écrivez le code de celui que vous voulez.",
                   f'several places are called "{shown}": {listed}. Write the code of the one you mean.')  # fmt: skip


def search_key(name: str) -> str:
    """A name as it is compared: lower case, no accents, words apart."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(name.translate(LIGATURES))))


def _both_ways(key: str) -> str:
    """`| saint denis | st denis |`: whoever types writes one or the other."""
    if not SAINTS.search(key):
        return f"| {key} |"
    short = " ".join(SHORT.get(word, word) for word in key.split())
    full = " ".join(LONG.get(word, word) for word in key.split())
    return "".join(f"| {each} " for each in dict.fromkeys((key, full, short))) + "|"


def is_fact(column: str) -> bool:
    """Whether a column of the store is a fact (a share or an income), not a name, a year or a code."""
    return column == "women" or (column.startswith(("age_", "dip_", "income_")) and not column.endswith("_year"))


def default_path() -> Path:
    """Where the store is kept: MAILLAGE_PLACES, or var/places.parquet."""
    return Path(os.environ.get("MAILLAGE_PLACES") or DEFAULT)


def opened(path: Path | None = None) -> Store | None:
    """The store, read once as long as its file does not change; None where there is none.

    Raises:
        BadInput: the file is damaged.
    """
    path = path or default_path()
    try:
        state = path.stat()
    except OSError:
        return None
    return _opened(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _opened(path: Path, _changed: int, _size: int) -> Store:
    return Store.load(path)


# -- building ------------------------------------------------------------------------------------------


def build(folder: Path, output: Path | None = None, progress: Progress | None = None) -> Built:
    """Read every file of a folder (and of the folders inside) and write the store.

    Args:
        progress: called before each file.
    Raises:
        BadInput: no such folder, or nothing in it from which a place can be made; every fault found is told.
    """
    if not folder.is_dir():
        raise bad(str(folder)[-ECHO:], None, "ce dossier n’existe pas. Écrivez le chemin de celui qui contient les fichiers de l’INSEE.",
                  "no such folder. Write the path of the one that holds INSEE's files.")  # fmt: skip
    output = output or default_path()
    extracts, hashes, ignored, refused = _read(folder, progress)
    if not any(each.communes for each in extracts):
        lacking = Text(fr="aucun fichier de communes de l’INSEE ici. Lancez « places fetch DOSSIER » ou voyez sa liste d’adresses.",
                       en='no file of communes by INSEE here. Run "places fetch FOLDER", or see its list of addresses.')  # fmt: skip
        raise BadInput((*refused, Problem(folder.name or ".", None, lacking)))
    frame = _communes(extracts)
    kept, used, warnings = _chosen(extracts, hashes, frame.index)
    frame = _with_people(_with_territories(frame, kept), kept)
    for group in ("sex", "age", "diploma", "income"):
        frame = frame.join(_group(group, [each for each in kept if each.group == group], frame))
    frame = _with_urban_units(frame, kept)
    frame = _finished(frame)
    built = Built(
        path=output,
        counts={kind: int((frame["kind"] == kind).sum()) for kind in KINDS},
        used=tuple(used),
        ignored=tuple(ignored),
        refused=tuple(refused),
        warnings=tuple(warnings),
        known=_known(frame),
        years=_years(frame),
    )
    _write(frame, built)
    return built


def _read(folder: Path, progress: Progress | None) -> tuple[list[Extract], dict[str, str], list[tuple[str, Text]], list[Problem]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".") and path.suffix != ".part")
    extracts: list[Extract] = []
    hashes: dict[str, str] = {}
    ignored: list[tuple[str, Text]] = []
    refused: list[Problem] = []
    for done, path in enumerate(paths):
        if progress:
            progress(done, len(paths), path.name)
        try:
            content = path.read_bytes()
            reading = census.read(path, content)
        except BadInput as error:
            refused += error.problems
            continue
        except OSError as error:
            refused.append(Problem(path.name, None, Text(fr=f"illisible ({error.strerror}).", en=f"unreadable ({error.strerror}).")))
            continue
        digest = hashlib.sha256(content).hexdigest()[:16]
        hashes |= {each.file: digest for each in reading.extracts}
        extracts += reading.extracts
        ignored += reading.ignored
    if progress:
        progress(len(paths), len(paths), "")
    return extracts, hashes, ignored, refused


def _communes(extracts: Sequence[Extract]) -> DataFrame:
    """Today's communes: those of the newest list, and of head counts of the same day (islands without EPCI are on no list).

    An older file also holds communes that have merged since: they are not brought back.
    """
    lists = [each for each in extracts if each.group == "membership" and each.communes]
    lists.sort(key=lambda each: (each.family == "membership", each.year), reverse=True)
    largest = max((each.communes for each in lists), default=0)
    lists = [each for each in lists if each.communes >= WHOLE * largest]
    heads = sorted((each for each in extracts if each.group == "people" and each.communes), key=lambda each: each.year, reverse=True)
    codes: set[str] = set()
    if lists:
        codes |= set(lists[0].frame.index)
        heads = [each for each in heads if each.year + NEAR >= lists[0].year]
    elif not heads:
        heads = [max(extracts, key=lambda each: (each.communes, each.year))]
    if heads:
        newest = heads[0].year
        for each in heads:
            if each.year == newest:
                codes |= set(each.frame.index[each.frame["kind"] == "commune"])
    index = pd.Index(sorted(codes), name="code")
    frame = DataFrame({"kind": "commune"}, index=index)
    for column in ("name", "epci", "epci_name"):
        frame[column] = ""
        told = [each.frame[column] for each in (*(e for e in lists if e.year == lists[0].year), *lists) if column in each.frame]
        if column == "name":
            told += [each.frame[column] for each in extracts if "name" in each.frame and each.group != "membership"]
        for words in told if column == "name" else told[:2]:
            told_here = words[~words.index.duplicated()].reindex(index).fillna("")
            frame[column] = frame[column].where(frame[column] != "", told_here)
    frame["name"] = frame["name"].where(frame["name"] != "", index.to_series())
    frame["department"] = index.str[:2].where(~index.str.startswith(("97", "98")), index.str[:3])
    frame["region"] = frame["department"].map(REGION_OF).fillna("")
    return frame


def _chosen(
    extracts: Sequence[Extract], hashes: Mapping[str, str], communes: pd.Index[Any]
) -> tuple[list[Extract], list[Used], list[Problem]]:
    """Of each family, the newest complete vintage; what it sets aside is said.

    Shares and tabulations are never complete of the same thing: there, each place keeps the year that says most.
    """
    told: dict[tuple[str, str, str], dict[int, set[str]]] = {}  # overseas communes may be in a file of their own
    for each in extracts:
        for kind, rows in each.frame.groupby("kind"):
            told.setdefault((each.family, each.group, str(kind)), {}).setdefault(each.year, set()).update(rows.index)
    counts = {key: {year: len(codes) for year, codes in years.items()} for key, years in told.items()}
    listed = any(each.family == "membership" for each in extracts)
    kept: list[Extract] = []
    used: list[Used] = []
    warnings: list[Problem] = []
    for each in extracts:
        aside: Text | None = None
        if each.family in OF_ONE_YEAR:
            for kind in map(str, each.frame["kind"].unique()):
                of_year = counts[each.family, each.group, kind]
                full = len(communes) if kind == "commune" else max(of_year.values())
                best = max((year for year, rows in of_year.items() if rows >= WHOLE * full), default=each.year)
                if each.year != best:
                    aside = _aside(each, best, of_year[each.year], full)
            together = counts.get((each.family, each.group, "commune"), {}).get(each.year, 0)
            if each.family in CENSUS and each.communes and together < WHOLE * len(communes):
                warnings.append(_partial(each, len(communes)))
        elif each.family == "legal" and (newer := [e for e in extracts if e.family == "legal" and e.year > each.year]):
            # The legal populations leave Mayotte out: an older list has it.
            own = each.frame.index.intersection(communes)
            for other in newer:
                own = own.difference(other.frame.index)
            if own.empty:
                aside = _aside(each, max(e.year for e in newer), len(each.frame), len(communes))
        elif each.family == "geography" and listed:
            aside = Text(fr="la liste des communes avec leur EPCI dit déjà cela", en="the list of communes with their EPCI already says it")
        if aside is None:
            kept.append(each)
        used.append(Used(each.file, hashes[each.file], each.family, each.group, each.year, len(each.frame), aside))
    return kept, used, list(dict.fromkeys(warnings))


def _aside(each: Extract, best: int, rows: int, full: int) -> Text:
    if each.year < best:
        return Text(fr=f"le millésime {best} est plus récent et complet", en=f"the vintage {best} is newer and complete")
    return Text(fr=f"{rows} lieux sur {full} : le millésime {best}, complet, est gardé",
                en=f"{rows} places of {full}: the vintage {best}, complete, is kept")  # fmt: skip


def _partial(each: Extract, expected: int) -> Problem:
    return Problem(
        each.file,
        None,
        Text(
            fr=f"{each.communes} communes sur {expected} : le fichier est partiel ou coupé. Pour toutes, téléchargez-le de nouveau.",
            en=f"{each.communes} communes of {expected}: the file is partial or cut. For all of them, download it again.",
        ),
    )


def _with_territories(frame: DataFrame, kept: Sequence[Extract]) -> DataFrame:
    """Add the EPCI, departments and regions that hold the communes; alone in its file, a territory is no place."""
    from catalog.load import load

    named = {code: department.name for code, department in load().departments.items()}
    inside = frame[frame["epci"] != ""]
    names = inside.groupby("epci")["epci_name"].max()
    # An EPCI over two departments is in the one where most of its communes are.
    main = inside.groupby("epci")["department"].agg(lambda each: each.mode().iloc[0])
    for each in kept:
        if "name" in each.frame and (each.frame["kind"] == "epci").any():
            names = names.where(names != "", each.frame["name"].reindex(names.index).fillna(""))
    epci = DataFrame({"kind": "epci", "name": names.where(names != "", names.index.to_series()), "department": main, "epci": names.index})
    departments = [code for code in named if (frame["department"] == code).any()]
    regions = [code for code in REGIONS if (frame["region"] == code).any()]
    made = [
        frame,
        epci,
        DataFrame({"kind": "department", "name": [named[c] for c in departments], "department": departments}, index=departments),
        DataFrame({"kind": "region", "name": [REGIONS[code][0] for code in regions]}, index=pd.Index(regions)),
    ]
    whole = pd.concat(made).fillna({"epci": "", "department": "", "region": ""}).drop(columns=["epci_name"])
    whole["region"] = whole["region"].where(whole["region"] != "", whole["department"].map(REGION_OF).fillna(""))
    whole.loc[whole["kind"] == "region", "region"] = whole.index[whole["kind"] == "region"]
    whole.index.name = "code"
    return whole


def _with_people(frame: DataFrame, kept: Sequence[Extract]) -> DataFrame:
    """The newest head count of each commune, added up in the territories."""
    people = Series(np.nan, index=frame.index)
    years = Series(np.nan, index=frame.index)
    for each in sorted((each for each in kept if each.group == "people"), key=lambda each: each.year):
        found = each.frame.loc[each.frame["kind"] == "commune", "people"].reindex(frame.index)
        people, years = people.where(found.isna(), found), years.where(found.isna(), each.year)
    communes = frame["kind"] == "commune"
    for column in ("epci", "department", "region"):
        inside = DataFrame({"of": frame.loc[communes, column], "people": people[communes], "year": years[communes]})
        inside = inside[inside["of"] != ""]
        enough = inside.groupby("of")["people"].agg(lambda each: each.notna().mean()) >= ENOUGH
        heads = inside.groupby("of")["people"].sum()[enough]
        of_year = inside.groupby(["of", "year"])["people"].sum().reset_index().sort_values("people").groupby("of")["year"].last()
        kind = frame["kind"] == column
        people[kind] = heads.reindex(frame.index[kind])
        years[kind] = of_year.reindex(frame.index[kind]).where(people[kind].notna())
    return frame.assign(people=people, people_year=years)


def _group(group: str, extracts: Sequence[Extract], frame: DataFrame) -> DataFrame:
    """One group of facts for every place: the year that says most about it, the newest of those that say as much."""
    columns = list(dict.fromkeys(str(c) for each in extracts for c in each.frame if c not in ("kind", "weight", "name")))
    year_column = YEARS[group]
    best = DataFrame(np.nan, index=frame.index, columns=columns)
    detail = np.zeros(len(frame))
    chosen = np.full(len(frame), np.nan)
    by_year: dict[int, DataFrame] = {}
    for year in sorted({each.year for each in extracts}):
        table = _year_of_group([each for each in extracts if each.year == year], frame, columns, average=group != "income")
        by_year[year] = table
        # A band that starts at 61 or 76 is known, yet of less use than those the survey has: it counts for half.
        worth = np.array([0.5 if re.search(r"_\d*[16]_up$", column) else 1.0 for column in columns])
        says = (table.notna().to_numpy() * worth).sum(axis=1) - (0.001 if year == 0 else 0)
        better = (says >= detail) & (says > 0)
        best.loc[better] = table.loc[better]
        detail, chosen = np.where(better, says, detail), np.where(better, year, chosen)
    best[year_column] = np.where(chosen == 0, np.nan, chosen)
    if {"dip_sup", "dip_sup5"} <= set(best):  # one is part of the other: side by side they would count twice
        best["dip_sup5"] = best["dip_sup5"].where(best["dip_sup"].isna())
    return _completed(best, by_year, chosen) if group == "age" else best


def _year_of_group(extracts: Sequence[Extract], frame: DataFrame, columns: Sequence[str], average: bool) -> DataFrame:
    """What one year says of every place: communes as published, territories from their communes, else as published."""
    table = DataFrame(np.nan, index=frame.index, columns=list(columns))
    weight = Series(np.nan, index=frame.index)
    for each in extracts:
        told = each.frame.reindex(frame.index)
        told = told[told["kind"] == frame["kind"]].reindex(frame.index)
        own = [column for column in columns if column in told]
        if "weight" in told:
            weight = weight.fillna(told["weight"])
            moved = (frame["kind"] == "epci") & ((told["weight"] / frame["people"] - 1).abs() > SAME)
            told.loc[moved, own] = np.nan
        table[own] = table[own].where(table[own].notna(), told[own])
    if not average:  # a median is not the mean of medians
        return table
    communes = (frame["kind"] == "commune").to_numpy()
    people = frame["people"].to_numpy(float)[communes]
    heads = np.nan_to_num(people)
    values = table.to_numpy(float, copy=True)
    bases = weight.to_numpy(float)[communes]
    for column in ("epci", "department", "region"):
        rows = np.flatnonzero((frame["kind"] == column).to_numpy())
        if not len(rows):
            continue
        at = {code: position for position, code in enumerate(frame.index[rows])}
        owner = np.array([at.get(code, -1) for code in frame.loc[communes, column]])
        inside = owner >= 0
        total = frame["people"].to_numpy(float)[rows]
        for j in range(values.shape[1]):
            share = values[communes, j]
            known = inside & ~np.isnan(share)
            if not known.any():
                continue
            covered = np.bincount(owner[known], heads[known], minlength=len(rows))
            weights = bases if not np.isnan(bases[known]).any() else heads
            base = np.bincount(owner[known], weights[known], minlength=len(rows))
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.bincount(owner[known], (weights * np.nan_to_num(share))[known], minlength=len(rows)) / base
                enough = (covered >= ENOUGH * total) & (base > 0)
            values[rows, j] = np.where(enough, mean, values[rows, j])
    return DataFrame(values, index=frame.index, columns=list(columns))


def _completed(best: DataFrame, by_year: Mapping[int, DataFrame], chosen: Floats) -> DataFrame:
    """Add the oldest ages (65+, 75+) that another year within two gives, where the main one does not cut there.

    They weigh most in who is offline, and a share that moves by tenths in two years is better than none. Its year is
    kept apart, and a share that could not stand with the others (more people of 75 than of 65) is left out.
    """
    best = best.assign(age_also_year=np.nan)
    ups = [column for column in map(str, best) if re.fullmatch(r"age_\d*[05]_up", column)]
    for year in sorted((year for year in by_year if year), reverse=True):
        near = (np.abs(chosen - year) <= NEAR) & (chosen != year)
        for column in ups:
            first = int(column.split("_")[1])
            if first < 60:
                continue
            told = by_year[year][column]
            fits = near & best[column].isna() & told.notna() & (best["age_also_year"].isna() | (best["age_also_year"] == year))
            for other in ups:
                start = int(other.split("_")[1])
                if start < first:
                    fits &= ~(best[other] < told)
                elif start > first:
                    fits &= ~(best[other] > told)
            best[column] = best[column].where(~fits, told)
            best["age_also_year"] = best["age_also_year"].where(~fits, year)
    return best


def _with_urban_units(frame: DataFrame, kept: Sequence[Extract]) -> DataFrame:
    """The class of a commune; of a territory, when all its communes are in the same."""
    unit = Series("", index=frame.index)
    for each in kept:
        if "urban_unit" in each.frame:
            unit = unit.where(unit != "", each.frame["urban_unit"].reindex(frame.index).fillna(""))
    communes = frame["kind"] == "commune"
    for column in ("epci", "department", "region"):
        inside = DataFrame({"of": frame.loc[communes, column], "unit": unit[communes]})
        same = inside.groupby("of")["unit"].agg(lambda each: each.iloc[0] if each.nunique() == 1 else "")
        kind = frame["kind"] == column
        unit[kind] = same.reindex(frame.index[kind]).fillna("")
    return frame.assign(urban_unit=unit)


def _finished(frame: DataFrame) -> DataFrame:
    """The columns of the store, biggest places first."""
    frame = frame.reset_index().rename(columns={"index": "code"})
    frame["key"] = [search_key(name) for name in frame["name"]]
    words = ["code", "name", "kind", "department", "region", "epci", "key", "urban_unit"]
    facts = sorted((str(c) for c in frame if is_fact(str(c)) and frame[c].notna().any()), key=_order)
    years = [column for column in YEARS.values() if column in frame]
    frame = frame.assign(rank=frame["kind"].map({kind: at for at, kind in enumerate(KINDS)}))
    frame = frame.sort_values(["people", "rank", "code"], ascending=[False, True, True], ignore_index=True)
    frame[["people", *facts]] = frame[["people", *facts]].astype(np.float32)
    frame[years] = frame[years].astype("Int16")
    return frame[[*words, "people", *facts, *years]]


def _order(column: str) -> tuple[int, int, int, str]:
    """Sex, then ages from the youngest, then the rest."""
    if column.startswith("age_"):
        first, last = column.split("_")[1:]
        return 1, int(first), 999 if last == "up" else int(last), column
    return (0 if column == "women" else 2 if column.startswith("dip_") else 3), 0, 0, column


def _known(frame: DataFrame) -> dict[str, dict[str, float]]:
    """Share of the people of each kind of place for whom each group is known."""
    starts = {"sex": "women", "age": "age_", "diploma": "dip_", "income": "income_"}
    known: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        rows = frame[frame["kind"] == kind]
        total = float(rows["people"].astype(float).sum())
        if not total:
            continue
        facts = [column for column in map(str, rows) if is_fact(column)]
        told = {group: rows[[c for c in facts if c.startswith(start)]].notna().any(axis=1) for group, start in starts.items()}
        told["urban_unit"] = rows["urban_unit"] != ""
        known[kind] = {group: float(rows.loc[each, "people"].astype(float).sum()) / total for group, each in told.items()}
    return known


def _years(frame: DataFrame) -> dict[str, dict[int, int]]:
    communes = frame[frame["kind"] == "commune"]
    return {
        group: {int(str(year)): int(rows) for year, rows in communes[column].value_counts().sort_index().items()}
        for group, column in YEARS.items()
        if column in communes
    }


def _write(frame: DataFrame, built: Built) -> None:
    """Write beside and rename: whoever reads at that moment has the old store or the new one, whole."""
    notes = {
        "schema": SCHEMA,
        "built": date.today().isoformat(),
        "files": [{"file": u.file, "sha256": u.sha256, "group": u.group, "year": u.year or None} for u in built.used if u.aside is None],
        "counts": dict(built.counts),
    }
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"maillage": json.dumps(notes, ensure_ascii=False).encode()})
    built.path.parent.mkdir(parents=True, exist_ok=True)
    beside = built.path.with_name(f".{built.path.name}.{os.getpid()}")
    try:
        pq.write_table(table, beside, compression="zstd")
        beside.replace(built.path)
    finally:
        beside.unlink(missing_ok=True)
