"""The `workshop` command: the printed kit of a scenario, as one PDF file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from catalog.console import DONE, content, print_json, say, unknown
from catalog.load import Catalog, load
from catalog.words import Lang, number
from catalog.yamlfile import bad
from planner.workshop.scenario import Scenario, parse_scenario, scenario

SECONDS = 4.0  # of calculation for the worked solution
DURATIONS = (90, 120, 210)  # as planner.workshop.script, which loads the planner
MOST_TABLES = 30
SAID: Mapping[str, Mapping[Lang, str]] = {
    "made": {
        "fr": "{file} : {pages} pages, {cards} cartes, pour {tables} tables et {minutes} minutes. La page 1 dit quoi imprimer.",
        "en": "{file}: {pages} pages, {cards} cards, for {tables} tables and {minutes} minutes. Page 1 says what to print.",
    },
    "impossible": {
        "fr": "Aucun dispositif calculé ne tient après le temps {rounds} ; le corrigé le dit.",
        "en": "No computed plan fits after round {rounds}; the worked solution says so.",
    },
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Flags of the command."""
    parser.add_argument("scenario", metavar="SCENARIO", help="un id de data/scenarios/ ou un fichier")
    parser.add_argument("-o", "--output", required=True, metavar="FILE.pdf")
    parser.add_argument("--tables", default="6", metavar="N", help=f"de 1 à {MOST_TABLES} (6 par défaut)")
    parser.add_argument("--duration", default="120", metavar="MIN", help="90, 120 (par défaut) ou 210 minutes")
    parser.add_argument("--time", default=SECONDS, type=float, metavar="S", help="secondes de calcul pour le corrigé (4 par défaut)")


def run(options: argparse.Namespace) -> int:
    """Write the kit; a summary on stdout."""
    from planner.workshop.kit import kinds, kit  # solver and fonts take a moment to load
    from planner.workshop.solution import solution
    from planner.writers.kit import CardOverflow, write

    tables, duration = _tables(options.tables), _duration(options.duration)
    if not 0 < options.time <= 600:
        raise bad("--time", None, "entre 0 et 600 secondes.", "between 0 and 600 seconds.")
    path = Path(options.output)
    if path.suffix.lower() != ".pdf":
        raise bad("--output", None, "un kit s’écrit en PDF : donnez un nom qui finit par .pdf.", "a kit is written as PDF: give a "
                                                                                                 "name that ends with .pdf.")  # fmt: skip
    catalog = load()
    case = opened(options.scenario, catalog)
    worked = solution(case, catalog, options.lang, options.time)
    made = kit(case, catalog, options.lang, worked, today=date.today(), tables=tables, duration=duration)
    try:
        pages = write(made, path)
    except CardOverflow as error:
        raise bad(options.scenario[-60:], None, f"un texte est trop long pour sa carte ({error}). Raccourcissez-le.",
                  f"a text is too long for its card ({error}). Shorten it.") from error  # fmt: skip
    cards = len(made.every_card)
    missing = [i for i, step in enumerate(worked.steps, start=1) if step.plan is None]
    if missing:
        say(SAID["impossible"][options.lang].format(rounds=", ".join(map(str, missing))))
    if options.json:
        print_json({
            "file": str(path), "scenario": case.id, "lang": options.lang, "tables": tables, "duration": duration, "pages": pages,
            "cards": cards, "kinds": kinds(made), "unsolved_rounds": missing,
        })  # fmt: skip
    else:
        told = {"file": path.name, "pages": pages, "cards": number(cards, options.lang), "tables": tables, "minutes": duration}
        print(SAID["made"][options.lang].format(**told))
    return DONE


def opened(name: str, catalog: Catalog) -> Scenario:
    """A scenario of ours by its id, else a file.

    Raises:
        BadInput: nothing of that name, with the nearest ids; or a faulty file, every fault with its line.
    """
    if name in catalog.scenarios:
        return scenario(catalog, name)
    if name == "-" or Path(name).is_file():
        return parse_scenario(*content(name), catalog)
    if name.lower().endswith((".yaml", ".yml")) or "/" in name:
        raise bad(name[-100:], None, "fichier introuvable. Vérifiez le chemin.", "no such file. Check the path.")
    raise unknown(name, catalog.scenarios)


def _tables(text: str) -> int:
    if text.isdecimal() and 1 <= int(text[:4]) <= MOST_TABLES and len(text) <= 4:
        return int(text)
    raise bad("--tables", None, f"« {text[:20]} » : de 1 à {MOST_TABLES} tables.", f'"{text[:20]}": from 1 to {MOST_TABLES} tables.')


def _duration(text: str) -> int:
    if text in map(str, DURATIONS):
        return int(text)
    raise bad("--duration", None, f"« {text[:20]} » : un déroulé existe pour 90, 120 ou 210 minutes. Choisissez la durée la plus proche.",
              f'"{text[:20]}": there is a script for 90, 120 or 210 minutes. Choose the nearest length.')  # fmt: skip
