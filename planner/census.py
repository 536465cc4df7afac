"""INSEE's files as published, read into tidy tables of one place a row.

A file is recognised by its columns, never by its name alone: names change from one vintage to the next, and people
rename what they download. The year comes from the columns when they carry it (P20_POP, MED16, « … 2018 ») and from the
name otherwise; where the two disagree the file is refused, for one of them is wrong. Head counts become shares here,
once, so that a place reads the same whichever file told it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray
from pandas import DataFrame, Series
from python_calamine import CalamineError, CalamineWorkbook

from catalog.facts import Text
from catalog.finding import fold
from catalog.yamlfile import ECHO, BadInput, bad

VINTAGES = range(2016, 2023)  # of the census and of Filosofi; the columns of later ones have not been seen
DEPARTMENTS_FROM = 20  # a table with more two-character codes than there are regions is one of departments
# Urban units, living zones… have codes that look like those of communes and are not.
OTHER_CUTS = re.compile(
    r"(?:^|[_\-\[ ])(?:BV|ZE|UU|ARR|AAV|CANTON|CANTOV|IRIS|QP|UU2020|ZE2020|BV2022|AAV2020|BV2012)(?=[_\-.\] ]|$)", re.IGNORECASE
)
MAX_BYTES = 2_000_000_000  # of one file once unzipped: the largest of INSEE's holds 640 MB
SECRET = frozenset({"", "s", "nd", "n/d", "ns", "nan", "na", "n/a", "c", "so", "-", "///", "..."})
ARRONDISSEMENTS = {  # commune -> its municipal arrondissements
    "75056": tuple(f"751{n:02}" for n in range(1, 21)),
    "69123": tuple(f"6938{n}" for n in range(1, 10)),
    "13055": tuple(f"132{n:02}" for n in range(1, 17)),
}
PARENT = {part: whole for whole, parts in ARRONDISSEMENTS.items() for part in parts}
URBAN_UNITS = {  # INSEE's size classes of urban units (TUU) -> the survey's; 0 is a commune outside any urban unit
    "0": "rural_commune_under_2000",
    **dict.fromkeys("123", "urban_unit_2000_20000"),
    **dict.fromkeys("45", "urban_unit_20000_100000"),
    **dict.fromkeys("67", "urban_unit_over_100000"),
    "8": "paris_agglomeration",
}
# What single years of age are gathered into: five-year bands, and the survey's own.
BANDS = (
    *((first, first + 4) for first in range(0, 95, 5)), (95, None),
    (0, 11), (12, 17), (12, 14), (18, 24), (25, 39), (40, 59), (60, 69), (65, None), (70, None), (75, None),
)  # fmt: skip
DIPLOMAS = {  # what follows NSCOL15P_ in the columns of the base -> our column
    "DIPLMIN": "dip_none",
    "BEPC": "dip_bepc",
    "CAPBEP": "dip_capbep",
    "BAC": "dip_bac",
    "SUP": "dip_sup",
    "SUP2": "dip_sup2",
    "SUP34": "dip_sup34",
    "SUP5": "dip_sup5",
}

Kind = str  # commune, epci, department, region
Notes = list[tuple[str, Text]]


@dataclass(frozen=True)
class Extract:
    """What one file says of one group of facts, for one year.

    `frame` is indexed by code (communes of five characters, EPCI of nine digits, departments 59 / 2A / 971, regions
    R32), with a column `kind`. Shares are fractions of all people, diplomas of those aged 15+ out of school; `people`
    is a head count and `weight` the base of the shares, both in people; incomes are in EUR a year.
    """

    file: str
    family: str
    group: str  # membership, people, sex, age, diploma or income
    year: int  # 0: the file does not say
    frame: DataFrame

    @property
    def communes(self) -> int:
        """How many communes it tells of."""
        return int((self.frame["kind"] == "commune").sum())


@dataclass(frozen=True)
class Reading:
    """Everything one file gave, and what in it was left aside, with the reason."""

    extracts: tuple[Extract, ...]
    ignored: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Sheet:
    """One table of a file: its name for a message, its column names, and a way to load some columns as words."""

    file: str
    names: tuple[str, ...]
    line: int  # of the header, from 1
    load: Callable[[Sequence[int]], DataFrame]
    titles: str = ""  # what stands above the header

    def has(self, *names: str) -> bool:
        """Whether every one of these columns is there, whatever their case."""
        upper = {name.upper() for name in self.names}
        return all(name in upper for name in names)

    def first(self, *names: str) -> str:
        """The first of these columns that is there, or nothing."""
        return next((name for name in names if self.has(name)), "")

    def words(self, **wanted: str) -> DataFrame:
        """Some columns as words, under names of ours; an empty wish is left out."""
        places = {name.upper(): at for at, name in reversed(list(enumerate(self.names)))}
        kept = {ours: places[theirs.upper()] for ours, theirs in wanted.items() if theirs}
        frame = self.load(list(kept.values()))
        return DataFrame({ours: frame.iloc[:, at] for at, ours in enumerate(kept)})

    def bad(self, fr: str, en: str, line: int | None = None) -> BadInput:
        """A fault of this table."""
        return bad(self.file, line, fr, en)


def read(path: Path, content: bytes | None = None) -> Reading:
    """Read one file, whatever it is.

    Args:
        content: its bytes, when they are already at hand.
    Returns:
        Reading: nothing but reasons when no table of the file is one we know.
    Raises:
        BadInput: a file we know that is cut, damaged, of a year we do not know, or whose name and columns disagree.
    """
    raw = path.read_bytes() if content is None else content
    extracts: list[Extract] = []
    ignored: Notes = []
    for sheet in _sheets(path.name, raw, ignored):
        found = _recognised(sheet)
        if found:
            extracts += found
        else:
            shown = ", ".join(sheet.names[:4])[:ECHO]
            ignored.append((sheet.file, Text(fr=f"colonnes non reconnues ({shown}…)", en=f"unknown columns ({shown}…)")))
    if extracts:  # the rest of a workbook or of an archive is its documentation
        ignored = []
    return Reading(tuple(_with_epci_names(extracts)), tuple(ignored))


# -- tables of a file ----------------------------------------------------------------------------------


def _sheets(name: str, raw: bytes, ignored: Notes) -> Iterator[Sheet]:
    ending = name.lower().rsplit(".", 1)[-1]
    if ending in ("csv", "txt", "tsv"):
        yield from _csv(name, raw, ignored)
    elif ending in ("xlsx", "xls", "xlsm", "ods"):
        yield from _workbook(name, raw, ignored)
    elif ending == "json":
        yield from _json(name, raw, ignored)
    elif ending == "zip":
        for member, content in _members(name, raw):
            if not member.lower().startswith(("meta", "varmod", "documentation", "__macosx")):
                yield from _sheets(f"{name} › {member}", content, ignored)
    else:
        ignored.append((name, Text(fr=f"format .{ending[:12]} non lu", en=f"the format .{ending[:12]} is not read")))


def _members(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in archive.infolist():
                if member.is_dir() or member.filename.lower().endswith(".zip"):
                    continue
                if member.file_size > MAX_BYTES:
                    raise bad(name, None, f"« {member.filename[-ECHO:]} » dépasse 2 Go. Ne gardez que le fichier des communes.",
                              f'"{member.filename[-ECHO:]}" is over 2 GB. Keep only the file of the communes.')  # fmt: skip
                yield member.filename.rsplit("/", 1)[-1], archive.read(member)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError):
        raise bad(name, None, "ce zip ne s’ouvre pas : il est coupé ou abîmé. Téléchargez-le de nouveau.",
                  "this zip does not open: it is cut or damaged. Download it again.") from None  # fmt: skip


def _csv(name: str, raw: bytes, ignored: Notes) -> Iterator[Sheet]:
    if not raw.strip():
        raise bad(name, None, "fichier vide. Téléchargez-le de nouveau.", "empty file. Download it again.")
    encoding = "utf-8"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        encoding = "cp1252" if not re.search(rb"[\x81\x8d\x8f\x90\x9d]", raw) else "latin-1"
    top = raw[:200_000].decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace").splitlines()[:20]
    at = next((at for at, line in enumerate(top) if _code_column(_split(line)[1])), None)
    if at is None:
        ignored.append((name, Text(fr="aucune colonne de codes de communes", en="no column of commune codes")))
        return
    separator, names = _split(top[at])
    head = at + 1

    def load(columns: Sequence[int]) -> DataFrame:
        return _arrow(name, raw, encoding, separator, head, len(names), columns).to_pandas()

    yield Sheet(name, names, head, load, " ".join(top[:at]))


def _split(line: str) -> tuple[str, tuple[str, ...]]:
    """The separator of a line of headings, and the headings."""
    separator = max(";,\t", key=line.count)
    names = tuple(part.strip().strip('"').strip() for part in line.split(separator))
    return separator, names if len(names) > 1 else ()


def _arrow(name: str, raw: bytes, encoding: str, separator: str, skip: int, width: int, columns: Sequence[int]) -> pa.Table:
    """Some columns of a CSV as words; a line with too few or too many is a fault that names it."""
    faults: list[tuple[int, int]] = []

    def seen(row: pacsv.InvalidRow) -> Literal["skip", "error"]:
        faults.append((row.number or 0, row.actual_columns))
        return "skip"

    labels = [f"c{at}" for at in range(width)]
    wanted = [labels[at] for at in dict.fromkeys(columns)]
    try:
        table = pacsv.read_csv(
            io.BytesIO(raw),
            read_options=pacsv.ReadOptions(use_threads=False, skip_rows=skip, column_names=labels, encoding=encoding, block_size=1 << 24),
            parse_options=pacsv.ParseOptions(delimiter=separator, invalid_row_handler=seen),
            convert_options=pacsv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        raise bad(name, None, "ce tableau CSV ne se lit pas : il est coupé ou abîmé. Téléchargez-le de nouveau.",
                  "this CSV table cannot be read: it is cut or damaged. Download it again.") from None  # fmt: skip
    if faults:
        last = raw.rstrip().count(b"\n") + 1
        line, actual = faults[-1]
        if len(faults) == 1 and actual < width and line == last:
            raise bad(name, last, f"fichier coupé : la dernière ligne a {actual} colonnes sur {width}. Téléchargez-le de nouveau.",
                      f"the file is cut: the last line has {actual} columns of {width}. Download it again.")  # fmt: skip
        line, actual = faults[0]
        raise bad(name, line or None, f"{actual} colonnes au lieu de {width} (et {len(faults)} ligne(s) ainsi). Téléchargez-le de nouveau.",
                  f"{actual} columns instead of {width} ({len(faults)} such line(s)). Download it again.")  # fmt: skip
    return table.select([labels[at] for at in columns])


def _workbook(name: str, raw: bytes, ignored: Notes) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        tables = [(title, book.get_sheet_by_name(title).to_python()) for title in book.sheet_names]
    except (CalamineError, OSError, ValueError):
        raise bad(name, None, "ce classeur ne s’ouvre pas : il est coupé ou abîmé. Téléchargez-le de nouveau.",
                  "this workbook does not open: it is cut or damaged. Download it again.") from None  # fmt: skip
    found = False
    for title, rows in tables:
        # INSEE writes two headers, one in words and one in names: the second is the one that lasts.
        heads = [
            at for at, row in enumerate(rows[:20]) if sum(cell != "" for cell in row) > 1 and _code_column([str(cell) for cell in row])
        ]
        if not heads:
            continue
        found = True
        at = next((each for each in heads if any(str(cell).upper() == "CODGEO" for cell in rows[each])), heads[0])
        above = " ".join(str(cell) for row in rows[:at] for cell in row if cell != "")

        def load(columns: Sequence[int], rows: list[list[Any]] = rows, at: int = at) -> DataFrame:
            return DataFrame([[_cell(row[column]) for column in columns] for row in rows[at + 1 :]], columns=range(len(columns)), dtype=str)

        yield Sheet(f"{name} [{title}]", tuple(str(cell).strip() for cell in rows[at]), at + 1, load, above)
    if not found:
        ignored.append((name, Text(fr="aucune colonne de codes de communes", en="no column of commune codes")))


def _cell(value: Any) -> str:
    """A cell as words: a spreadsheet holds codes and counts as floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _json(name: str, raw: bytes, ignored: Notes) -> Iterator[Sheet]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise bad(name, None, "ce JSON ne se lit pas : il est coupé ou abîmé. Téléchargez-le de nouveau.",
                  "this JSON cannot be read: it is cut or damaged. Download it again.") from None  # fmt: skip
    first = next(iter(value.values()), None) if isinstance(value, dict) else None
    if not isinstance(first, dict):
        ignored.append((name, Text(fr="ce n’est pas une liste de communes", en="not a list of communes")))
        return
    names = tuple(map(str, first))
    rows = [(str(code), *(str(row.get(key, "")) for key in names)) for code, row in value.items() if isinstance(row, dict)]

    def load(columns: Sequence[int]) -> DataFrame:
        return DataFrame([[row[column] for column in columns] for row in rows], columns=range(len(columns)), dtype=str)

    yield Sheet(name, ("CODGEO", *names), 1, load)


CODES = ("CODGEO", "GEO", "CODE_INSEE", "INSEE", "CODE", "COM", "CODCOM")


def _code_column(names: Sequence[str]) -> str:
    upper = {name.strip().upper() for name in names}
    return next((name for name in CODES if name in upper), "")


# -- which table it is ---------------------------------------------------------------------------------


def _recognised(sheet: Sheet) -> list[Extract]:
    if OTHER_CUTS.search(sheet.file) or sheet.has("IRIS"):
        return []
    if found := [*_base(sheet), *_income(sheet)]:  # the complete file holds both
        return found
    for reader in (_single_ages, _income_long, _membership, _legal, _counts, _shares, _geography):
        if found := reader(sheet):
            return found
    return []


def _base(sheet: Sheet) -> list[Extract]:
    """base-cc-evol-struct-pop and base-cc-diplomes-formation: columns P20_POP…, P20_NSCOL15P…

    Each base also repeats two older censuses (P14_, P09_) for comparison: the newest prefix is the file's own.
    """
    prefixes = {match[1] for name in sheet.names if (match := re.fullmatch(r"P(\d\d)_(?:POP|NSCOL15P)", name.upper()))}
    code = _code_column(sheet.names)
    if not prefixes or not code:
        return []
    prefix = max(prefixes, key=lambda digits: int(digits) + (1900 if int(digits) > 60 else 2000))
    year = _vintage(sheet, _century(prefix), named=f"P{prefix}_")
    upper = [name.upper() for name in sheet.names]

    def columns(pattern: str) -> dict[str, str]:
        return {name: match[1] for name in upper if (match := re.fullmatch(rf"P{prefix}_{pattern}", name))}

    ages = {name: band for name, text in columns(r"POP(\d{4}|\d\dP)").items() if (band := _band(text)) and band[0] != 1}
    both = {f"{sex}{text}": name for sex in "HF" for name, text in columns(rf"{sex}(\d{{4}}|\d\dP)").items()}
    diplomas = {name: DIPLOMAS[text] for name, text in columns(r"NSCOL15P_([A-Z0-9]+)").items() if text in DIPLOMAS}
    total, women, base = f"P{prefix}_POP", f"P{prefix}_POPF", f"P{prefix}_NSCOL15P"
    wanted = {name: name for name in (total, women, base, *ages, *both.values(), *diplomas) if name in upper}
    frame = _counted(sheet, code, wanted)
    made: list[Extract] = []
    if total in wanted:
        people = frame[total]
        made.append(_extract(sheet, "population", "people", year, frame, {"people": people}))
        if women in wanted:
            made.append(_extract(sheet, "population", "sex", year, frame, {"women": _ratio(sheet, frame[women], people), "weight": people}))
        shares = {_age(band): _ratio(sheet, frame[name], people) for name, band in ages.items()}
        for text in {key[1:] for key in both}:  # 0019, 2064 and 65P are published by sex only
            if (band := _band(text)) and f"H{text}" in both and f"F{text}" in both:
                shares.setdefault(_age(band), _ratio(sheet, frame[both[f"H{text}"]] + frame[both[f"F{text}"]], people))
        if {"age_75_89", "age_90_up"} <= shares.keys():
            shares["age_75_up"] = shares["age_75_89"] + shares["age_90_up"]
        if shares:
            made.append(_extract(sheet, "population", "age", year, frame, {**shares, "weight": people}))
    if base in wanted and diplomas:
        made.append(_diplomas(sheet, year, frame, {ours: frame[name] for name, ours in diplomas.items()}, frame[base]))
    return made


def _single_ages(sheet: Sheet) -> list[Extract]:
    """POP1B: people by sex and single year of age, one row a count (BTT_, TD_) or one column a count (BTX_)."""
    wide = {name: (match[1], int(match[2])) for name in sheet.names if (match := re.fullmatch(r"SEXE([12])_AGED100(\d{3})", name.upper()))}
    if not wide and not sheet.has("CODGEO", "SEXE", "AGED100", "NB"):
        return []
    year = _vintage(sheet, 0)
    counts: Mapping[str, Any]
    if wide:
        raw = _counted(sheet, "CODGEO", {name: name for name in wide})
        kinds, codes = raw["kind"], raw.index
        table: NDArray[np.float64] = np.zeros((len(raw), 2, 101))
        for name, (sex, age) in wide.items():
            table[:, int(sex) - 1, min(age, 100)] += raw[name].fillna(0)
    else:
        long = sheet.words(code="CODGEO", sex="SEXE", age="AGED100", count="NB")
        places, found = pd.factorize(long["code"].str.strip())
        sexes, ages, heads = (_numbers(sheet, long[name], name) for name in ("sex", "age", "count"))
        if sexes.isna().any() or ages.isna().any():
            raise sheet.bad("un sexe ou un âge manque dans SEXE ou AGED100. Téléchargez-le de nouveau.",
                            "a sex or an age is absent from SEXE or AGED100. Download it again.")  # fmt: skip
        at = (places * 2 + (sexes.to_numpy() == 2)) * 101 + np.clip(ages.to_numpy(), 0, 100).astype(int)
        flat = np.bincount(at, heads.fillna(0).to_numpy(), minlength=len(found) * 202)
        cells = flat.reshape(len(found), -1).astype(float)
        frame = _wholes(DataFrame({"code": _codes(Series(found)), **{f"c{i}": cells[:, i] for i in range(202)}}))
        kinds, codes = frame["kind"], frame.index
        table = frame[[f"c{i}" for i in range(202)]].to_numpy().reshape(len(frame), 2, 101)
    ages_table = table.sum(axis=1)
    people = Series(ages_table.sum(axis=1), index=codes)
    known = DataFrame({"kind": kinds}, index=codes)
    counts = {
        f"age_{first}_{'up' if last is None else last}": Series(
            ages_table[:, first : None if last is None else last + 1].sum(axis=1), index=codes
        )
        for first, last in BANDS
    }
    women = Series(table[:, 1].sum(axis=1), index=codes)
    return [
        _extract(sheet, "pop1b", "people", year, known, {"people": people}),
        _extract(sheet, "pop1b", "sex", year, known, {"women": _ratio(sheet, women, people), "weight": people}),
        _extract(sheet, "pop1b", "age", year, known,
                 {**{name: _ratio(sheet, count, people) for name, count in counts.items()}, "weight": people}),
    ]  # fmt: skip


INCOMES = {"MED": "income_median", "TP60": "income_poverty", "D1": "income_d1", "D9": "income_d9"}
MEASURES = {"MED_SL": "income_median", "PR_MD60": "income_poverty", "D1_SL": "income_d1", "D9_SL": "income_d9"}


def _income(sheet: Sheet) -> list[Extract]:
    """Filosofi, one column a measure: MED18, TP6018 (per cent), D118, D918 (EUR a year per consumption unit)."""
    found = {name: match for name in sheet.names if (match := re.fullmatch(r"(MED|TP60|D1|D9)(\d\d)", name.upper()))}
    if not found or not sheet.has("CODGEO") or not any(match[1] == "MED" for match in found.values()):
        return []
    digits = max(match[2] for match in found.values())
    year = _vintage(sheet, _century(digits), named=f"MED{digits}")
    own = {name: match[1] for name, match in found.items() if match[2] == digits}
    frame = _worded(sheet, "CODGEO", {INCOMES[measure]: name for name, measure in own.items()})
    return _incomes(sheet, year, frame)


def _income_long(sheet: Sheet) -> list[Extract]:
    """Filosofi since the vintage 2021: one row a measure (DS_FILOSOFI_CC)."""
    if not sheet.has("GEO", "FILOSOFI_MEASURE", "OBS_VALUE", "TIME_PERIOD"):
        return []
    long = sheet.words(code="GEO", level=sheet.first("GEO_OBJECT"), measure="FILOSOFI_MEASURE", value="OBS_VALUE", period="TIME_PERIOD")
    long = long[long["measure"].isin(MEASURES)]
    if long.empty:
        return []
    newest = max(long["period"].str[:4])
    year = _vintage(sheet, int(newest) if newest.isdecimal() else 0, named=f"TIME_PERIOD {newest[:10]}")
    long = long[long["period"].str.startswith(newest)]
    levels = {"COM": "commune", "EPCI": "epci", "DEP": "department", "REG": "region"}
    if "level" in long:
        long = long[long["level"].isin(levels)]
    kinds = long["level"].map(levels) if "level" in long else _kinds(sheet, _codes(long["code"]))
    long = long.assign(code=_placed(_codes(long["code"]), kinds), kind=kinds, value=_numbers(sheet, long["value"], "OBS_VALUE"))
    long = long[long["kind"] != ""]
    table = long.pivot_table(index="code", columns="measure", values="value", aggfunc="first").rename(columns=MEASURES)
    table.insert(0, "kind", long.groupby("code")["kind"].first())
    return _incomes(sheet, year, table[~table.index.isin(list(PARENT))])


def _incomes(sheet: Sheet, year: int, frame: DataFrame) -> list[Extract]:
    values = {name: frame[name] / 100 if name == "income_poverty" else frame[name] for name in map(str, frame) if name in INCOMES.values()}
    if "income_poverty" in values:
        _fraction(sheet, values["income_poverty"])
    return [_extract(sheet, "filosofi", "income", year, frame, values)]


def _membership(sheet: Sheet) -> list[Extract]:
    """Communes and their EPCI: INSEE's list or membership table, the DGCL's list (which also holds legal populations)."""
    if sheet.has("INSEE", "SIREN", "RAISON_SOCIALE"):
        heads = next((name for name in sheet.names if re.fullmatch(r"pmun(_\d{4})?", name.lower())), "")
        wanted = {"code": "insee", "epci": "siren", "epci_name": "raison_sociale", "name": sheet.first("NOM_MEMBRE"), "people": heads}
        year = int(heads[-4:]) if re.search(r"\d{4}$", heads) else _year_of_list(sheet)
    elif sheet.has("CODGEO", "EPCI") and sheet.first("DEP", "REG", "LIBEPCI"):
        wanted = {
            "code": "CODGEO",
            "epci": "EPCI",
            "epci_name": sheet.first("LIBEPCI"),
            "name": sheet.first("LIBGEO"),
            "people": sheet.first("PMUN"),
        }
        wanted["tuu"] = next((name for name in sheet.names if re.fullmatch(r"TUU\d{4}", name.upper())), "")
        year = _year_of_list(sheet)
    elif sheet.has("NIVGEO", "CODGEO", "LIBGEO") and len(sheet.names) < 8:  # the sheet of names of the membership table
        words = sheet.words(level="NIVGEO", code="CODGEO", name="LIBGEO")
        words = words[words["level"] == "EPCI"].set_index("code")
        return [Extract(sheet.file, "names", "membership", 0, words.assign(kind="epci")[["kind", "name"]])] if len(words) else []
    else:
        return []
    words = sheet.words(**wanted)
    frame = DataFrame({"code": _codes(words["code"])})
    frame["epci"] = words["epci"].str.strip().where(words["epci"].str.fullmatch(r"\s*\d{9}\s*"), "")
    frame["epci_name"] = words["epci_name"].str.strip() if "epci_name" in words else ""
    frame["name"] = words["name"].str.strip() if "name" in words else ""
    if "tuu" in words:
        frame["urban_unit"] = words["tuu"].str.strip().map(URBAN_UNITS).fillna("")
    heads_known = _numbers(sheet, words["people"], wanted["people"]) if "people" in words else None
    if heads_known is not None:
        frame["people"] = heads_known
    frame = (
        frame[frame["code"].str.fullmatch(r"\d[\dAB]\d{3}") & ~frame["code"].isin(list(PARENT))].drop_duplicates("code").set_index("code")
    )
    frame.insert(0, "kind", "commune")
    listed = frame.drop(columns=["people"], errors="ignore")
    made = [Extract(sheet.file, "membership", "membership", year, listed)]
    if heads_known is not None:  # in force on 1 January of the year: the census of three years before
        made.append(Extract(sheet.file, "legal", "people", year - 3, frame[["kind", "people", "name"]]))
    return made


def _with_epci_names(extracts: list[Extract]) -> list[Extract]:
    """The membership table names its EPCI in another sheet: bring the names to the communes."""
    named = [each for each in extracts if each.family == "names"]
    if not named:
        return extracts
    names = pd.concat([each.frame["name"] for each in named])
    names = names[~names.index.duplicated()]
    for each in extracts:
        if each.family == "membership" and not each.frame["epci_name"].any():
            each.frame["epci_name"] = each.frame["epci"].map(names).fillna("")
    return [each for each in extracts if each.family != "names"]


def _legal(sheet: Sheet) -> list[Extract]:
    """Legal populations: PMUN by commune, where the full code is COM, or CODDEP and CODCOM, or DEP and COM."""
    if not sheet.has("PMUN"):
        return []
    year = _vintage(sheet, 0)
    frame = sheet.words(**{name: name if sheet.has(name) else "" for name in ("PMUN", "COM", "CODGEO", "CODCOM", "CODDEP", "DEP")})
    for name in ("CODGEO", "COM", "CODCOM"):  # one vintage has the name of the commune in COM
        if name in frame and frame[name].str.fullmatch(r"\d[\dAB]\d{3}").mean() > 0.99:
            codes = frame[name]
            break
    else:
        number = next(
            (frame[name] for name in ("CODCOM", "COM") if name in frame and frame[name].str.fullmatch(r"\d{1,3}").mean() > 0.99), None
        )
        department = next((frame[name] for name in ("CODDEP", "DEP") if name in frame), None)
        if number is None or department is None:
            return []
        codes = department.str[:2] + number.str.zfill(3)  # overseas: department 971, number 101 gives 97101
    table = _wholes(DataFrame({"code": _codes(codes), "people": _numbers(sheet, frame["PMUN"], "PMUN")}))
    return [Extract(sheet.file, "legal", "people", year, table)]


FRENCH_COUNTS = {  # columns of tabulations made from the census -> diplomas
    "pop_dipl_aucun": "dip_none", "pop_dipl_bepc": "dip_bepc", "pop_dipl_capbep": "dip_capbep", "pop_dipl_bac": "dip_bac",
    "pop_dipl_sup2": "dip_sup2", "pop_dipl_sup34": "dip_sup34", "pop_dipl_sup": "dip_sup5",
}  # fmt: skip
LEVELS = {"COM": "commune", "COMMUNE": "commune", "EPCI": "epci", "DEP": "department", "DEPARTEMENT": "department",
          "REG": "region", "REGION": "region"}  # fmt: skip


def _counts(sheet: Sheet) -> list[Extract]:
    """Tabulations of head counts: pop_0_19, pop_65p… by commune, or by NIVEAU and CODE."""
    lower = [name.lower() for name in sheet.names]
    total = next((name for name in ("pop_tot", "pop") if name in lower), "")
    ages = {name: band for name in lower if (match := re.fullmatch(r"pop_(\d+)_(\d+)|pop_(\d+)p", name)) and (band := _parts(match))}
    if not total or not ages:
        return []
    year = _vintage(sheet, 0)
    women = next((name for name in ("pop_femmes", "pop_f") if name in lower), "")
    base = "pop_non_scol_15p" if "pop_non_scol_15p" in lower else ""
    diplomas = [name for name in lower if name in FRENCH_COUNTS] if base else []
    wanted = {name: name for name in (total, women, base, *ages, *diplomas) if name}
    frame = _counted(sheet, _code_column(sheet.names), wanted, level=sheet.first("NIVEAU"))
    people = frame[total]
    made = [
        _extract(sheet, "tabulation", "age", year, frame,
                 {**{_age(band): _ratio(sheet, frame[name], people) for name, band in ages.items()}, "weight": people}),
    ]  # fmt: skip
    if (frame["kind"] == "commune").any():  # a department summed by somebody else may count a commune twice
        made.append(_extract(sheet, "tabulation", "people", year, frame, {"people": people}))
    if women:
        made.append(_extract(sheet, "tabulation", "sex", year, frame, {"women": _ratio(sheet, frame[women], people), "weight": people}))
    if diplomas:
        made.append(_diplomas(sheet, year, frame, {FRENCH_COUNTS[name]: frame[name] for name in diplomas}, frame[base]))
    return made


def _shares(sheet: Sheet) -> list[Extract]:
    """Exports of statistiques-locales.insee.fr: one column a measure, named in words or in short, with its year."""
    code = _code_column(sheet.names)
    found = {name: told for name in sheet.names if (told := _told(name))}
    if not found or not code:
        return []
    level = sheet.first("SCALE", "NIVEAU")
    total = next((name for name in sheet.names if re.fullmatch(r"population municipale \d{4}", fold(name))), "")
    wanted = {name: name for name in found}
    by_head = [name for name, (_, _, _, unit) in found.items() if unit == "people"]
    if total:
        wanted[total] = total
    frame = (_counted if by_head else _worded)(sheet, code, wanted, level)
    made: list[Extract] = []
    for group, year in dict.fromkeys((group, year) for group, _, year, _ in found.values()):
        if year:
            _vintage(sheet, year, named=str(year), by_name=False)
        values: dict[str, Series[Any]] = {}
        for name, (its, column, its_year, unit) in found.items():
            if (its, its_year) != (group, year):
                continue
            if unit == "people":
                if not total:
                    continue
                values[column] = _ratio(sheet, frame[name], frame[total])
            elif unit == "%":
                values[column] = _fraction(sheet, frame[name] / 100)
            else:
                values[column] = frame[name]
        if values:
            kept = frame
            if "age_65_up" in values:
                # One export has its regions under the wrong headings: no department or region has two in five aged 65 and over.
                wrong = frame["kind"].isin(["department", "region"]) & (values["age_65_up"] > 0.4)
                wrong = frame["kind"].isin(frame.loc[wrong, "kind"].unique())
                kept = frame[~wrong]
                values = {name: value[~wrong] for name, value in values.items()}
            made.append(_extract(sheet, "shares", group, year, kept, values))
    return made


def _told(label: str) -> tuple[str, str, int, str] | None:
    """What a column of an export says: group, column of ours, year (0: not said) and unit."""
    words = re.sub(r"\s+", " ", fold(label).replace("_", " ")).strip()
    match = re.search(r"(?<!\d)(20\d\d)$", words)
    year = int(match[1]) if match else 0
    if re.search(r"bac ?\+ ?5|bac5p", words) and "part" in words:
        return "diploma", "dip_sup5", year, "%"
    if re.match(r"mediane du niveau de vie", words):
        return "income", "income_median", year, "EUR"
    unit = "%" if words.startswith("part ") else "people" if words.startswith("population des ") else ""
    if not unit or not re.search(r"\bans\b|\bpart (?:\d|lt)|agees", words) or re.search(r"chom|actif|emploi", words):
        return None
    words = re.sub(r"\b20\d\d$", "", words)
    if match := re.search(r"(\d+) a (\d+) ans|part (\d+) (\d+)\b", words):
        first, last = (int(part) for part in match.groups() if part)
        return "age", f"age_{first}_{last}", year, unit
    if match := re.search(r"(?:moins de|- de|\blt) ?(\d+)", words):
        return "age", f"age_0_{int(match[1]) - 1}", year, unit
    if match := re.search(r"(\d+) (?:ans )?(?:ou \+|ou plus|et plus|plus)|\b(\d+) ?p\b", words):
        return "age", f"age_{int(match[1] or match[2])}_up", year, unit
    return None


def _geography(sheet: Sheet) -> list[Extract]:
    """The list of communes of the Code officiel géographique: names, for lack of a membership list."""
    if not sheet.has("TYPECOM", "COM", "DEP", "LIBELLE"):
        return []
    words = sheet.words(type="TYPECOM", code="COM", name="LIBELLE")
    words = words[words["type"] == "COM"]
    frame = DataFrame({"code": _codes(words["code"]), "name": words["name"].str.strip()}).drop_duplicates("code").set_index("code")
    return [Extract(sheet.file, "geography", "membership", _year_of_list(sheet), frame.assign(kind="commune")[["kind", "name"]])]


# -- the year --------------------------------------------------------------------------------------------


def _century(digits: str) -> int:
    return int(digits) + (1900 if int(digits) > 60 else 2000)


def _years_named(sheet: Sheet) -> list[int]:
    """Years that the name of the file bears, the year of its geography (geo2023) left out."""
    name = re.sub(r"geo_?\d{4}", "", sheet.file.lower())
    return [int(match) for match in re.findall(r"(?<!\d)(20\d\d|19\d\d)(?!\d)", name)]


def _vintage(sheet: Sheet, told: int, named: str = "", by_name: bool = True) -> int:
    """The year of a census file, checked against its name and what we can read.

    Args:
        told: what its columns say; 0 when they say nothing, and the name must.
        named: how the columns say it, for a message.
    """
    years = _years_named(sheet) if by_name else []
    low, high = VINTAGES[0], VINTAGES[-1]
    if not told and not years:
        raise sheet.bad(
            f"aucun millésime, ni dans les colonnes ni dans le nom. Ajoutez-le au nom : TD_POP1B_{high}.csv par exemple.",
            f"no vintage, neither in the columns nor in the name. Add it to the name: TD_POP1B_{high}.csv for instance.",
        )
    if told and years and told not in years:
        raise sheet.bad(
            f"le nom dit {years[0]}, les colonnes ({named}) disent {told}. Vérifiez le fichier et renommez-le, ou téléchargez le bon.",
            f"the name says {years[0]}, the columns ({named}) say {told}. Check the file and rename it, or download the right one.",
        )
    year = told or years[0]
    if year not in VINTAGES:
        raise sheet.bad(
            f"millésime {year} ({named or 'd’après le nom'}) : seuls {low} à {high} sont lus. Téléchargez l’un de ceux-là.",
            f"vintage {year} ({named or 'by its name'}): only {low} to {high} are read. Download one of those.",
        )
    return year


def _year_of_list(sheet: Sheet) -> int:
    """The year of a list of communes: in its name, or in the titles above it."""
    for text in (sheet.file, sheet.titles):
        if years := re.findall(r"(?:0101|(?<!\d))(20\d\d)(?!\d)", text):
            return int(years[0])
        if match := re.search(r"communes-(\d\d)(?!\d)", text):
            return 2000 + int(match[1])
    return 0


# -- codes, counts, shares ---------------------------------------------------------------------------


def _band(text: str) -> tuple[int, int | None] | None:
    """0014 is 0 to 14, 90P is 90 and over."""
    if text.endswith("P"):
        return int(text[:2]), None
    first, last = int(text[:2]), int(text[2:])
    return (first, last) if first < last else None


def _parts(match: re.Match[str]) -> tuple[int, int | None]:
    return (int(match[1]), int(match[2])) if match[1] else (int(match[3]), None)


def _age(band: tuple[int, int | None]) -> str:
    return f"age_{band[0]}_{'up' if band[1] is None else band[1]}"


def _codes(words: Series[Any]) -> Series[Any]:
    """Codes as written by INSEE: a spreadsheet loses the first zero of 01004."""
    codes = words.astype(str).str.strip().str.upper()
    cut = codes.str.fullmatch(r"\d{4}")
    return codes.where(~cut, "0" + codes) if cut.any() and (codes.str.len() == 5).mean() > 0.5 else codes


def _kinds(sheet: Sheet, codes: Series[Any], levels: Series[Any] | None = None) -> Series[Any]:
    """What each code is; empty for what is none of ours (an inset, a total)."""
    if levels is not None:
        return levels.str.strip().map(lambda word: LEVELS.get(fold(word).upper(), "")).where(codes != "ZZZZZZZZZ", "")
    kinds = Series("", index=codes.index)
    kinds[codes.str.fullmatch(r"\d[\dAB]\d{3}")] = "commune"
    kinds[codes.str.fullmatch(r"\d{9}")] = "epci"
    short = codes.str.fullmatch(r"\d{1,3}|2[AB]")
    if short.any():
        kinds[short] = "department" if short.sum() > DEPARTMENTS_FROM else "region"
    return kinds


def _placed(codes: Series[Any], kinds: Series[Any]) -> Series[Any]:
    """Codes that no two kinds share: region 11 is R11, department 1 is 01."""
    short = codes.where(~codes.str.fullmatch(r"\d"), "0" + codes)
    return short.where(kinds != "region", "R" + short)


def _numbers(sheet: Sheet, words: Series[Any], column: str) -> Series[float]:
    """Numbers with a comma or a point; a secret is not known, anything else that is no number is a fault."""
    numbers = pd.to_numeric(words, errors="coerce").astype(float)
    rest = numbers.isna()
    if rest.any():
        text = words[rest].astype(str).str.replace(r"[\s\u00a0\u202f]", "", regex=True)
        numbers[rest] = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce").astype(float)
        low = text[numbers[rest].isna()].str.lower()
        odd = low[~low.isin(list(SECRET)) & ~low.str.startswith("n/a")]
        if len(odd):
            found, line = str(text[odd.index[0]])[:ECHO], int(odd.index[0]) + sheet.line + 1
            raise sheet.bad(
                f"« {found} » dans la colonne {column[:40]} : un nombre est attendu, ou s, nd ou rien s’il est secret.",
                f'"{found}" in the column {column[:40]}: a number is expected, or s, nd or nothing for a secret.',
                line,
            )
    return numbers


def _worded(sheet: Sheet, code: str, wanted: Mapping[str, str], level: str = "") -> DataFrame:
    """Columns of numbers by place; the municipal arrondissements, whose shares cannot be added, left out."""
    frame = _raw(sheet, code, wanted, level)
    return frame[~frame["code"].isin(list(PARENT))].drop_duplicates("code").set_index("code")


def _counted(sheet: Sheet, code: str, wanted: Mapping[str, str], level: str = "") -> DataFrame:
    """Columns of head counts by place, arrondissements added up into their commune where it is absent."""
    return _wholes(_raw(sheet, code, wanted, level))


def _raw(sheet: Sheet, code: str, wanted: Mapping[str, str], level: str) -> DataFrame:
    asked = {f"v{at}": name for at, name in enumerate(wanted.values())}
    named = next((name for name in ("LIBGEO", "LIBELLE", "COMMUNE", "NOM", "NOM_COMMUNE", "LIBELLÉ") if sheet.has(name)), "")
    words = sheet.words(code=code, level=level, name=named, **asked)
    if words.empty:
        raise sheet.bad("des en-têtes et aucune ligne : le fichier est coupé. Téléchargez-le de nouveau.",
                        "headings and no line: the file is cut. Download it again.")  # fmt: skip
    codes = _codes(words["code"])
    kinds = _kinds(sheet, codes, words.get("level"))
    numbers = {ours: _numbers(sheet, words[each], asked[each]) for ours, each in zip(wanted, asked, strict=True)}
    frame = DataFrame({"code": _placed(codes, kinds), "kind": kinds, **numbers})
    if "name" in words:
        frame["name"] = words["name"].str.strip()
    return frame[kinds != ""]


def _wholes(frame: DataFrame) -> DataFrame:
    """By code; the arrondissements of Paris, Lyon and Marseille would count twice beside their commune."""
    if "kind" not in frame:
        frame = frame.assign(kind=_kinds_of_communes(frame["code"]))
        frame = frame[frame["kind"] != ""]
    parts = frame["code"].isin(list(PARENT))
    made = []
    for whole, codes in ARRONDISSEMENTS.items():
        inside = frame[frame["code"].isin(codes)]
        if len(inside) == len(codes) and whole not in set(frame["code"]):
            sums = inside.select_dtypes("number").sum(min_count=len(codes))
            row: dict[str, Any] = {"code": whole, "kind": "commune", **{str(name): value for name, value in sums.items()}}
            made.append({**row, "name": MAIN[whole]} if "name" in frame else row)
    frame = frame[~parts]
    if made:
        frame = pd.concat([frame, DataFrame(made)], ignore_index=True)
    return frame.drop_duplicates("code").set_index("code")


MAIN = {"75056": "Paris", "69123": "Lyon", "13055": "Marseille"}


def _kinds_of_communes(codes: Series[Any]) -> Series[Any]:
    return codes.str.fullmatch(r"\d[\dAB]\d{3}").map({True: "commune", False: ""})


def _ratio(sheet: Sheet, part: Series[Any], whole: Series[Any]) -> Series[float]:
    """A share; not known where nobody lives."""
    return _fraction(sheet, part / whole.where(whole > 0))


def _fraction(sheet: Sheet, share: Series[Any]) -> Series[float]:
    if ((share < -1e-9) | (share > 1 + 1e-6)).any():
        code = share.index[((share < -1e-9) | (share > 1 + 1e-6)).to_numpy()][0]
        raise sheet.bad(
            f"{code} : une part de {share[code] * 100:.4g} %, hors de 0 à 100 %. Le fichier est abîmé ou ses colonnes décalées.",
            f"{code}: a share of {share[code] * 100:.4g}%, outside 0 to 100%. The file is damaged or its columns have moved.",
        )
    return share.clip(0, 1)


def _diplomas(sheet: Sheet, year: int, frame: DataFrame, counts: Mapping[str, Series[Any]], base: Series[Any]) -> Extract:
    """Shares of the people aged 15+ out of school; up to 2016 higher education is one column, three since."""
    shares = {name: _ratio(sheet, count, base) for name, count in counts.items()}
    higher = ("dip_sup2", "dip_sup34", "dip_sup5")
    if all(name in shares for name in higher):
        shares["dip_sup"] = (shares["dip_sup2"] + shares["dip_sup34"] + shares["dip_sup5"]).clip(0, 1)
    if "dip_sup" in shares:
        shares = {name: share for name, share in shares.items() if name not in higher}
    return _extract(sheet, "diplomas", "diploma", year, frame, {**shares, "weight": base})


def _extract(sheet: Sheet, family: str, group: str, year: int, frame: DataFrame, values: Mapping[str, Any]) -> Extract:
    kept = DataFrame({"kind": frame["kind"], **values})
    if "name" in frame and group == "people":
        kept["name"] = frame["name"]
    return Extract(sheet.file, family, group, year, kept)
