"""The `exposure` command: of a brief's audiences, of a place, or of a whole table of questions."""

from __future__ import annotations

import argparse
import csv
import difflib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.console import DONE, content, print_json, say, unknown
from catalog.facts import Text
from catalog.figures import OLD_NAMES
from catalog.finding import fold
from catalog.load import Catalog, load
from catalog.words import Lang, no_formula, number, people_range, percent_range
from catalog.yamlfile import BadInput, Problem, bad
from planner.audiences import kind_of, margins_at
from planner.cells import Where
from planner.composition import Kind, Margins, Nobody, per_catalog
from planner.divide import States, Stopped, criteria, estimate, states
from planner.fits import profiled
from planner.opening import open_file
from planner.population import UNCOVERED
from planner.reach import Situation
from planner.regions import REGIONS

STATES = ("offline", "needs_help", "autonomous")
FIXED = ("place", "indicator", "year")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Flags of the command."""
    parser.add_argument("brief", nargs="?", metavar="BRIEF", help="un cadrage, un dispositif ou un document fait par Maillage")
    parser.add_argument(
        "--place", default="", metavar="CODE", help="département, région, commune ou intercommunalité ; vide : France métropolitaine"
    )
    parser.add_argument("--where", action="append", default=[], metavar="K=V", help="un critère et une valeur, comme age=75+")
    parser.add_argument("--indicator", metavar="ID", help="ce que l’on mesure ; par défaut, ne jamais utiliser internet")
    parser.add_argument("--year", type=int, metavar="Y", help="l’année d’une enquête ; par défaut, aujourd’hui")
    parser.add_argument("--list", action="store_true", help="critères et valeurs possibles")
    parser.add_argument("--barred", action="store_true", help="avec --json : part que chaque format écarte par ses freins, au moins")
    parser.add_argument("--table", metavar="IN.csv")
    parser.add_argument("-o", "--output", metavar="OUT.csv")


def run(options: argparse.Namespace) -> int:
    """Answer one question, a table of them, or a whole brief."""
    catalog = load()
    if options.list:
        return _list(catalog, options)
    if options.table:
        return _table(catalog, options)
    if options.brief:
        return _brief(catalog, options)
    answer = _one(catalog, options.place, _where(catalog, options.where), options.indicator, options.year)
    if options.json:
        print_json(answer)
    elif options.indicator:
        print(percent_range(answer["low"], answer["high"], options.lang), answer["words"][options.lang])
    else:
        _print_states(answer["states"], options.lang)
    return DONE


@dataclass(frozen=True)
class At:
    """A place as the model reads it: the department or region it lies in, and its own margins."""

    place: str = ""
    margins: Margins = field(default_factory=dict)
    kind: Kind | None = None


@per_catalog(4096)
def _at(catalog: Catalog, place: str) -> At:
    """A department, a region, or a commune or intercommunality of the census files, by code or by name.

    Raises:
        BadInput: unknown place, with the nearest names; no census files while the place is neither a department nor a region.
    """
    place = _code(catalog, place)
    if not place or place in catalog.departments or place in REGIONS:
        return At(place)
    from planner import places, territories  # tables take a second to load, which the other questions need not wait for

    store = places.opened()
    if store is None:
        names = {fold(name): name for name in _places(catalog).values()}
        near = [names[found] for found in difflib.get_close_matches(fold(place), names, n=1)]
        fr = f"Écrivez « {near[0]} » ? " if near else ""
        en = f'Write "{near[0]}"? ' if near else ""
        raise bad(
            "--place",
            None,
            f"« {place[:40]} » n’est ni un département ni une région. {fr}Pour les communes et les intercommunalités, installez d’abord "
            "les fichiers de l’Insee : python -m planner places build DOSSIER.",
            f'"{place[:40]}" is neither a department nor a region. {en}For communes and intercommunalities, first install the files of '
            "Insee: python -m planner places build FOLDER.",
        )
    territory = territories.territory_of(catalog, store, store.place(place))
    return At(territory.code, margins_at(territory), kind_of(territory))


def _code(catalog: Catalog, place: str) -> str:
    """A department or a region named in full, or as REG-32, by its code; anything else as it is."""
    wanted = fold(place)
    named = {fold(name): code for code, (name, _) in REGIONS.items()} | {fold(d.name): code for code, d in catalog.departments.items()}
    if found := named.get(wanted):
        return found
    if region := re.fullmatch(r"r(?:eg)?-?(\d\d)", wanted):
        return f"R{region[1]}"
    return place.strip().upper() if place.strip().upper() in catalog.departments else place.strip()


def _one(catalog: Catalog, place: str, where: Where, indicator: str | None, year: int | None) -> dict[str, Any]:
    if indicator and indicator not in catalog.indicators:
        raise unknown(indicator, catalog.indicators, "--indicator")
    at = _at(catalog, place)
    found = estimate(catalog, place=at.place, margins=at.margins, kind=at.kind, where=where, indicator=indicator, year=year)
    answer = found.model_dump(mode="json")
    if indicator is None and year is None:
        answer["states"] = _shares(states(catalog, place=at.place, margins=at.margins, kind=at.kind, where=where))
    return answer


def _shares(found: States) -> dict[str, Any]:
    return {name: getattr(found, name).model_dump(mode="json") for name in STATES}


def _where(catalog: Catalog, given: list[str]) -> dict[str, tuple[str, ...]]:
    """--where age=70-74 --where age=75+ --where diploma=no_diploma, or age=70-74|75+."""
    possible = criteria(catalog)
    where: dict[str, tuple[str, ...]] = {}
    for text in given:
        name, _, categories = text.partition("=")
        criterion = OLD_NAMES.get(name, name)
        if criterion not in possible:
            raise unknown(name, possible, "--where")
        for category in categories.split("|"):
            if category not in possible[criterion]:
                raise unknown(category, possible[criterion], f"--where {criterion}")
            where[criterion] = (*where.get(criterion, ()), category)
    return where


def _list(catalog: Catalog, options: argparse.Namespace) -> int:
    possible = criteria(catalog)
    if options.json:
        print_json({
            "criteria": {name: list(categories) for name, categories in possible.items()},
            "indicators": list(profiled(catalog)),
            "places": _places(catalog),
        })  # fmt: skip
        return DONE
    for name, categories in possible.items():
        print(f"{name}: {', '.join(categories)}")
    print(f"indicator: {', '.join(profiled(catalog))}")
    print(f"place: {', '.join(f'{code} {name}' for code, name in _places(catalog).items())}")
    return DONE


def _places(catalog: Catalog) -> dict[str, str]:
    """Departments and regions that can be estimated, by code."""
    regions = {code: name for code, (name, _) in REGIONS.items()}
    departments = {code: department.name for code, department in catalog.departments.items()}
    return {code: name for code, name in {**departments, **regions}.items() if code not in UNCOVERED}


def _table(catalog: Catalog, options: argparse.Namespace) -> int:
    raw, name = content(options.table)
    possible = criteria(catalog)
    try:
        rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error):
        raise bad(name, None, "ce n’est pas un tableau CSV en UTF-8.", "this is not a CSV table in UTF-8.") from None
    if not rows:
        raise bad(
            name,
            1,
            "tableau vide : une ligne d’en-têtes puis une ligne par question.",
            "empty table: one header line, then one line per question.",
        )
    columns = [column for column in rows[0] if column]
    for column in columns:
        if OLD_NAMES.get(column, column) not in (*FIXED, *possible):
            raise unknown(column, (*FIXED, *possible), name)
    problems: list[Problem] = []
    empty: list[int] = []
    answers = []
    for line, row in enumerate(rows, start=2):
        try:
            where = _where(catalog, [f"{c}={row[c]}" for c in columns if c not in FIXED and row[c]])
            year = int(row["year"]) if row.get("year") else None
            found = _one(catalog, row.get("place") or "", where, row.get("indicator") or None, year)
            answers.append({**{c: row[c] for c in columns}, **{k: f"{found[k]:.6f}" for k in ("value", "low", "high")}})
        except Nobody:  # one empty crossing among many does not take the others away
            empty.append(line)
            answers.append({**{c: row[c] for c in columns}, "value": "", "low": "", "high": ""})
        except BadInput as error:
            problems += [Problem(name, line, problem.message) for problem in error.problems]
        except ValueError as error:
            problems.append(
                Problem(name, line, Text(fr=f"nombre attendu : {str(error)[:80]}", en=f"a number is expected: {str(error)[:80]}"))
            )
    if problems:
        raise BadInput(problems)
    if empty:
        lines = ", ".join(map(str, empty[:10])) + ("…" if len(empty) > 10 else "")
        fr = f"{name} : {len(empty)} ligne(s) où il n’y a personne à compter, laissées vides (lignes {lines})."
        say(fr if options.lang == "fr" else f"{name}: {len(empty)} row(s) with nobody to count, left empty (lines {lines}).")
    if options.json:
        numbers = ("value", "low", "high")
        print_json({"rows": [{**row, **{k: float(row[k]) if row[k] else None for k in numbers}} for row in answers]})
        return DONE
    with Path(options.output).open("w", encoding="utf-8", newline="") if options.output else sys.stdout as out:
        writer = csv.DictWriter(out, [*columns, "value", "low", "high"], lineterminator="\n")
        writer.writerow({name: no_formula(name) for name in writer.fieldnames})
        writer.writerows({name: no_formula(value) if isinstance(value, str) else value for name, value in row.items()} for row in answers)
    return DONE


def _brief(catalog: Catalog, options: argparse.Namespace) -> int:
    brief = open_file(*content(options.brief), catalog).brief
    at = Situation(brief, catalog)
    left = at.segments[-1]
    audiences = [_group(s.people, s.exposure, s.stopped, s.barred, options, name=s.name) for s in at.segments if s.chosen]
    everyone = _group(at.people, at.whole, at.whole_stopped, at.whole_barred, options)
    if options.json:
        elsewhere = _group(left.people, left.exposure, left.stopped, left.barred, options)
        print_json({"audiences": audiences, "all": everyone, "elsewhere": elsewhere})
        return DONE
    for audience in audiences:
        _print_group(audience, options.lang)
    _print_group({"name": "ensemble du territoire" if options.lang == "fr" else "the whole territory", **everyone}, options.lang)
    return DONE


def _group(
    people: float, exposure: States, stopped: Stopped, barred: Mapping[str, float], options: argparse.Namespace, **more: Any
) -> dict[str, Any]:
    found = {**more, "people": people, "states": _shares(exposure), "stopped": stopped.model_dump()}
    return {**found, "barred": {method: round(share, 9) for method, share in barred.items()}} if options.barred else found


WORDS: dict[str, dict[Lang, str]] = {
    "offline": {"fr": "n’utilisent jamais internet", "en": "never use the internet"},
    "needs_help": {"fr": "avec une aide", "en": "with help"},
    "autonomous": {"fr": "seules", "en": "on their own"},
}


def _print_group(group: Mapping[str, Any], lang: Lang) -> None:
    print(f"{group['name']} ({number(group['people'], lang)})")
    for name, words in WORDS.items():
        share = group["states"][name]
        low, high = share["low"] * group["people"], share["high"] * group["people"]
        print(f"  {people_range(low, high, lang):>22}  {words[lang]} ({percent_range(share['low'], share['high'], lang)})")


def _print_states(found: Mapping[str, Any], lang: Lang) -> None:
    for name, words in WORDS.items():
        print(f"  {percent_range(found[name]['low'], found[name]['high'], lang):>16}  {words[lang]}")
