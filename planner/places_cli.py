"""The `places` command: build the store of communes, fetch INSEE's files, find a place, show what is known of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.console import DONE, NO, Parser, print_json, say
from catalog.words import Lang, euros, french_spaces, number, percent
from catalog.yamlfile import bad

if TYPE_CHECKING:  # tables and network take two seconds to load, which the other commands need not wait for
    from planner.fetch import Download, Fetched
    from planner.places import Built, Place, Store, Used

FOLDER = Path("insee")
MANY = 50  # places that one search may ask for

KIND_WORDS: Mapping[str, Mapping[Lang, str]] = {
    "commune": {"fr": "communes", "en": "communes"},
    "epci": {"fr": "intercommunalités", "en": "intercommunalities"},
    "department": {"fr": "départements", "en": "departments"},
    "region": {"fr": "régions", "en": "regions"},
}
KIND_WORD: Mapping[str, Mapping[Lang, str]] = {
    "commune": {"fr": "commune", "en": "commune"},
    "epci": {"fr": "intercommunalité", "en": "intercommunality"},
    "department": {"fr": "département", "en": "department"},
    "region": {"fr": "région", "en": "region"},
}
FACT_WORDS: Mapping[str, Mapping[Lang, str]] = {
    "women": {"fr": "femmes", "en": "women"},
    "dip_none": {"fr": "aucun diplôme ou CEP", "en": "no diploma, or primary"},
    "dip_bepc": {"fr": "brevet", "en": "lower secondary"},
    "dip_capbep": {"fr": "CAP ou BEP", "en": "vocational"},
    "dip_bac": {"fr": "bac", "en": "upper secondary"},
    "dip_sup": {"fr": "enseignement supérieur", "en": "higher education"},
    "dip_sup5": {"fr": "bac + 5 ou plus", "en": "master’s or more"},
    "income_median": {"fr": "niveau de vie médian", "en": "median standard of living"},
    "income_poverty": {"fr": "taux de pauvreté", "en": "poverty rate"},
    "income_d1": {"fr": "premier décile", "en": "first decile"},
    "income_d9": {"fr": "neuvième décile", "en": "ninth decile"},
}
GROUP_WORDS: Mapping[str, Mapping[Lang, str]] = {
    "people": {"fr": "population", "en": "population"},
    "age": {"fr": "âge", "en": "age"},
    "age_also": {"fr": "âge (complément)", "en": "age (completed)"},
    "sex": {"fr": "sexe", "en": "sex"},
    "diploma": {"fr": "diplôme", "en": "diploma"},
    "income": {"fr": "revenu", "en": "income"},
    "urban_unit": {"fr": "unité urbaine", "en": "urban unit"},
    "membership": {"fr": "intercommunalités", "en": "intercommunalities"},
}
STATUS_WORDS: Mapping[str, Mapping[Lang, str]] = {
    "done": {"fr": "téléchargé", "en": "downloaded"},
    "present": {"fr": "déjà là", "en": "already here"},
    "refused": {"fr": "l’hôte refuse", "en": "the host refuses"},
    "absent": {"fr": "adresse introuvable", "en": "no such address"},
    "unreachable": {"fr": "pas de réponse", "en": "no answer"},
    "damaged": {"fr": "reçu, mais ne s’ouvre pas", "en": "received, yet does not open"},
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Flags of the command, and its own commands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)

    def action(name: str, words: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
        # As after `places` itself, whose value stands when it is not repeated here.
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        made.add_argument("--lang", choices=("fr", "en"), default=argparse.SUPPRESS)
        return made

    building = action("build", "Lit les fichiers de l’INSEE d’un dossier et en fait la base des communes.")
    building.add_argument("folder", metavar="FOLDER")
    building.add_argument("-o", "--output", metavar="FILE", help="par défaut : var/places.parquet, ou MAILLAGE_PLACES")
    fetching = action("fetch", "Télécharge les fichiers de l’INSEE, là où le réseau le permet.")
    fetching.add_argument("folder", nargs="?", default=str(FOLDER), metavar="FOLDER")
    finding = action("find", "Trouve un lieu par quelques lettres, avec ou sans accents.")
    finding.add_argument("text", nargs="+", metavar="TEXT")
    finding.add_argument("--kind", action="append", default=[], choices=tuple(KIND_WORDS))
    finding.add_argument("--limit", type=int, default=10, metavar="N", choices=range(1, MANY + 1))
    showing = action("show", "Dit ce qui est connu d’un lieu, de quelle année, et ce qui manque.")
    showing.add_argument("code", metavar="CODE", help="59350, 200093201, 59, R32, ou un nom entier")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; returns the exit status."""
    return {"build": _build, "fetch": _fetch, "find": _find, "show": _show}[options.action](options)


# -- build ---------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from planner.places import build, default_path

    output = Path(options.output) if options.output else default_path()
    if options.output and not output.resolve().parent.is_dir():
        raise bad(options.output[-60:], None, "le dossier n’existe pas. Créez-le d’abord.", "no such folder. Create it first.")
    with tqdm(total=0, file=sys.stderr, unit=" fichiers" if options.lang == "fr" else " files", leave=False, dynamic_ncols=True) as bar:

        def progress(done: int, whole: int, name: str) -> None:
            bar.total = whole
            bar.set_postfix_str(name[:40], refresh=False)
            bar.update(done - bar.n)
            bar.refresh()

        built = build(Path(options.folder), output, progress)
    if options.json:
        print_json(_built(built, options.lang))
    else:
        print(french_spaces(_summary(built, options.lang)) if options.lang == "fr" else _summary(built, options.lang))
    if told := [problem.say(options.lang) for problem in (*built.refused, *built.warnings)]:
        say("\n".join(told))
    return NO if built.refused else DONE  # the store is written, without the files that could not be used


def _built(built: Built, lang: Lang) -> dict[str, Any]:
    return {
        "path": str(built.path),
        "bytes": built.path.stat().st_size,
        "counts": dict(built.counts),
        "known": {kind: dict(groups) for kind, groups in built.known.items()},
        "years": {group: {str(year): rows for year, rows in years.items()} for group, years in built.years.items()},
        "files": [
            {"file": u.file, "sha256": u.sha256, "group": u.group, "year": u.year or None, "places": u.places,
             "set_aside": u.aside(lang) if u.aside else None}
            for u in built.used
        ],
        "ignored": [{"file": name, "reason": reason(lang)} for name, reason in built.ignored],
        "refused": [problem.say(lang) for problem in built.refused],
        "warnings": [problem.say(lang) for problem in built.warnings],
    }  # fmt: skip


def _summary(built: Built, lang: Lang) -> str:
    fr = lang == "fr"
    size = number(built.path.stat().st_size / 1e6, lang, 1)
    unit = "Mo" if fr else "MB"
    lines = [f"{built.path} ({size} {unit})", f"  {_counts(built, lang)}", ""]
    lines.append("Connu, en part des habitants :" if fr else "Known, as a share of the people:")
    for kind, groups in built.known.items():
        shares = ", ".join(f"{GROUP_WORDS[group][lang]} {percent(share, lang)}" for group, share in groups.items())
        lines.append(f"  {KIND_WORDS[kind][lang]} : {shares}")
    lines += ["", "Millésimes (communes) :" if fr else "Vintages (communes):"]
    for group, years in built.years.items():
        told = ", ".join(f"{year} ({number(rows, lang)})" for year, rows in years.items())
        lines.append(f"  {GROUP_WORDS[group][lang]} : {told or ('rien' if fr else 'nothing')}")
    files = number(len({u.file for u in built.used if u.aside is None}), lang)
    lines += ["", f"{files} fichiers lus." if fr else f"{files} files read."]
    aside = _aside(built.used, lang)
    if aside:
        lines += ["Mis de côté :" if fr else "Set aside:", *aside]
    if built.ignored:
        lines.append("Ignorés :" if fr else "Ignored:")
        lines += [f"  {name} : {reason(lang)}" for name, reason in built.ignored]
    return "\n".join(lines)


def _aside(used: Iterable[Used], lang: Lang) -> list[str]:
    """What was set aside, one line a reason: a folder of ten years has many."""
    reasons: dict[tuple[str, str], list[Used]] = {}
    for each in used:
        if each.aside:
            reasons.setdefault((GROUP_WORDS[each.group][lang], each.aside(lang)), []).append(each)
    lines = []
    for (group, reason), alike in reasons.items():
        years = ", ".join(str(year) for year in sorted({each.year for each in alike}))
        files = ", ".join(dict.fromkeys(each.file for each in alike))
        lines.append(f"  {group} {years} : {reason} ({files[:200]})")
    return lines


def _counts(built: Built, lang: Lang) -> str:
    return ", ".join(f"{number(count, lang)} {KIND_WORDS[kind][lang]}" for kind, count in built.counts.items())


# -- fetch ---------------------------------------------------------------------------------------------


def _fetch(options: argparse.Namespace, files: tuple[Download, ...] | None = None) -> int:
    from tqdm import tqdm

    from planner.fetch import FILES, fetch

    folder = Path(options.folder)
    bars: dict[str, Any] = {}

    def progress(name: str, have: int, total: int | None) -> None:
        if name not in bars:
            bars[name] = tqdm(
                total=total, file=sys.stderr, desc=name[:40], unit="o" if options.lang == "fr" else "B", unit_scale=True, leave=False
            )
        bars[name].update(have - bars[name].n)

    try:
        found = fetch(folder, FILES if files is None else files, progress)
    finally:
        for bar in bars.values():
            bar.close()
    failed = [each for each in found if each.status not in ("done", "present")]
    if options.json:
        print_json({"folder": str(folder), "files": [_fetched(each) for each in found]})
    else:
        for each in found:
            print(french_spaces(_line(each, options.lang)) if options.lang == "fr" else _line(each, options.lang))
    if failed:
        say(_by_hand(failed, folder, options.lang))
    return NO if failed else DONE


def _fetched(each: Fetched) -> dict[str, Any]:
    return {
        "file": each.download.name,
        "year": each.download.year,
        "status": each.status,
        "bytes": each.size,
        "detail": each.detail,
        "address": each.download.addresses[0],
        "page": each.download.page,
    }


def _line(each: Fetched, lang: Lang) -> str:
    expected = each.download.megabytes
    size = each.size / 1e6 if each.size else expected
    shown = f", {number(size, lang, 1)} {'Mo' if lang == 'fr' else 'MB'}" if size else ""
    detail = f" ({each.detail})" if each.detail else ""
    return f"{each.download.name} ({each.download.holds(lang)}, {each.download.year}{shown}) : {STATUS_WORDS[each.status][lang]}{detail}"


def _by_hand(failed: list[Fetched], folder: Path, lang: Lang) -> str:
    """Why, in plain words, and what a person can do with a browser."""
    fr = lang == "fr"
    statuses = {each.status for each in failed}
    if statuses == {"unreachable"}:
        why = ("Le site de l’INSEE ne répond pas d’ici : pas de réseau, ou un réseau qui ne le laisse pas passer." if fr
               else "INSEE's site does not answer from here: no network, or one that does not let it through.")  # fmt: skip
    elif "refused" in statuses:
        why = "L’hôte refuse ce téléchargement." if fr else "The host refuses this download."
    else:
        why = "Certains fichiers n’ont pas pu être téléchargés." if fr else "Some files could not be downloaded."
    resume = any(each.size for each in failed if each.status == "unreachable")
    again = (
        (" Relancez la commande : elle reprendra où elle s’est arrêtée." if fr else " Run the command again: it goes on where it stopped.")
        if resume
        else ""
    )
    lead = (f"Téléchargez-les à la main dans {folder}, puis lancez « places build {folder} » :" if fr
            else f'Download them by hand into {folder}, then run "places build {folder}":')  # fmt: skip
    return "\n".join([why + again, lead, *(f"  {each.download.name}  {each.download.page}" for each in failed)])


# -- find, show ----------------------------------------------------------------------------------------


def _store() -> Store:
    from planner.places import default_path, opened

    store = opened()
    if store is None:
        raise bad(str(default_path())[-60:], None,
                  "pas encore de base des communes. Lancez « places fetch » puis « places build DOSSIER ».",
                  'no store of communes yet. Run "places fetch", then "places build FOLDER".')  # fmt: skip
    return store


def _find(options: argparse.Namespace) -> int:
    store, text = _store(), " ".join(options.text)
    found = store.search(text, options.limit, options.kind or None)
    if not found:
        raise store.unknown(text)
    if options.json:
        print_json({"places": [_short(place) for place in found]})
    else:
        for place in found:
            people = number(place.people, options.lang) if place.people is not None else "?"
            unit = "hab." if options.lang == "fr" else "people"
            print(f"{place.code:>9}  {place.label}, {KIND_WORD[place.kind][options.lang]}, {people} {unit}")
    return DONE


def _show(options: argparse.Namespace) -> int:
    place = _store().place(options.code)
    if options.json:
        print_json(_whole(place))
    else:
        text = _shown(place, options.lang)
        print(french_spaces(text) if options.lang == "fr" else text)
    return DONE


def _short(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "department": place.department or None,
        "region": place.region or None,
        "epci": place.epci or None,
        "people": place.people,
    }


def _whole(place: Place) -> dict[str, Any]:
    return {
        **_short(place),
        "urban_unit": place.urban_unit or None,
        "facts": dict(place.facts),
        "years": dict(place.years),
        "missing": list(place.missing),
    }


def _shown(place: Place, lang: Lang) -> str:
    fr = lang == "fr"
    people = number(place.people, lang) if place.people is not None else ("population non connue" if fr else "population not known")
    lines = [f"{place.label} [{place.code}], {people} {'habitants' if fr else 'people'} ({place.years.get('people', '?')})"]
    groups = {"sex": "women", "age": "age_", "diploma": "dip_", "income": "income_"}
    for group, start in groups.items():
        told = {name: value for name, value in place.facts.items() if name.startswith(start)}
        if told:
            shown = ", ".join(f"{_fact(name, lang)} {_value(name, value, lang)}" for name, value in told.items())
            lines.append(f"  {GROUP_WORDS[group][lang]} ({place.years.get(group, '?')}) : {shown}")
    if "age_also" in place.years:
        lines.append(f"  {GROUP_WORDS['age_also'][lang]} : {place.years['age_also']}")
    if place.urban_unit:
        lines.append(f"  {GROUP_WORDS['urban_unit'][lang]} : {place.urban_unit}")
    if place.missing:
        lines.append(("  manque : " if fr else "  missing: ") + ", ".join(GROUP_WORDS[group][lang] for group in place.missing))
    return "\n".join(lines)


def _fact(name: str, lang: Lang) -> str:
    """A column of the store in words."""
    if name in FACT_WORDS:
        return FACT_WORDS[name][lang]
    first, last = name.split("_")[1:]
    if last == "up":
        return f"{first} ans et plus" if lang == "fr" else f"{first} and over"
    return f"{first} à {last} ans" if lang == "fr" else f"{first} to {last}"


def _value(name: str, value: float, lang: Lang) -> str:
    return euros(value, lang) if name.startswith("income_") and name != "income_poverty" else percent(value, lang, 1)
