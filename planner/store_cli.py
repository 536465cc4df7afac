"""The `store` command: back up, restore, bring the tables up to date, erase what is over, count what is held."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.console import DONE, Parser, print_json
from catalog.words import Lang, day, number
from catalog.yamlfile import bad

if TYPE_CHECKING:  # SQLAlchemy takes a moment to load, which the other commands need not wait for
    from sqlalchemy.engine import Engine


def arguments(parser: argparse.ArgumentParser) -> None:
    """Flags of the command, and its own commands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)

    def action(name: str, words: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
        # As after `store` itself, whose value stands when it is not repeated here.
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        made.add_argument("--lang", choices=("fr", "en"), default=argparse.SUPPRESS)
        return made

    saving = action("backup", "Écrit tous les dispositifs et leurs versions dans un fichier, sans arrêter les serveurs.")
    saving.add_argument("-o", "--output", required=True, metavar="FILE", help="par exemple maillage-2027-03-14.jsonl.gz")
    restoring = action("restore", "Remplit une base vide avec une sauvegarde, de SQLite ou de PostgreSQL.")
    restoring.add_argument("file", metavar="FILE")
    action("migrate", "Met les tables à jour ; un serveur le fait aussi en démarrant.")
    action("purge", "Efface les dispositifs dont la date de conservation est passée ; un serveur le fait aussi, chaque heure.")
    action("info", "Dit ce que la base contient : nombres, taille, dates ; jamais le contenu.")


def run(options: argparse.Namespace) -> int:
    """Do what was asked of the database named by MAILLAGE_DATABASE_URL; returns the exit status."""
    return {"backup": _backup, "restore": _restore, "migrate": _migrate, "purge": _purge, "info": _info}[options.action](options)


def _engine() -> Engine:
    from planner.store.engine import connect, database_url

    return connect(database_url())


def _tell(options: argparse.Namespace, value: dict[str, object], fr: str, en: str) -> int:
    if options.json:
        print_json(value)
    else:
        print(fr if options.lang == "fr" else en)
    return DONE


def _counted(counts: dict[str, int], lang: Lang) -> str:
    plans, versions, rooms = (number(counts.get(table, 0), lang) for table in ("plans", "versions", "rooms"))
    if lang == "fr":
        return f"dispositifs : {plans} ; versions : {versions} ; salles d’atelier : {rooms}"
    return f"plans: {plans}; versions: {versions}; workshop rooms: {rooms}"


def _backup(options: argparse.Namespace) -> int:
    from planner.store.backup import backup
    from planner.store.migrate import upgrade

    path = Path(options.output)
    if not path.resolve().parent.is_dir():
        raise bad(options.output[-60:], None, "le dossier n’existe pas. Créez-le d’abord.", "no such folder. Create it first.")
    engine = _engine()
    upgrade(engine)
    counts = backup(engine, path)
    print(path, file=sys.stderr)
    return _tell(options, {"file": str(path), **counts}, f"Sauvegardé : {_counted(counts, 'fr')}", f"Backed up: {_counted(counts, 'en')}")


def _restore(options: argparse.Namespace) -> int:
    from planner.store.backup import restore

    counts = restore(_engine(), Path(options.file))
    return _tell(options, {**counts}, f"Restauré : {_counted(counts, 'fr')}", f"Restored: {_counted(counts, 'en')}")


def _migrate(options: argparse.Namespace) -> int:
    from planner.store.migrate import HEAD, upgrade

    before = upgrade(_engine())
    value: dict[str, object] = {"before": before, "now": HEAD}
    if before == HEAD:
        return _tell(options, value, f"Les tables sont à jour ({HEAD}).", f"The tables are up to date ({HEAD}).")
    was = before or "–"
    return _tell(options, value, f"Tables mises à jour : {was} → {HEAD}.", f"Tables brought up to date: {was} → {HEAD}.")


def _purge(options: argparse.Namespace) -> int:
    from planner.store import Store
    from planner.store.engine import database_url

    erased = Store(database_url(), tidy=False).purge()
    return _tell(options, {"erased": erased}, f"Dispositifs effacés : {number(erased, 'fr')}", f"Plans erased: {number(erased, 'en')}")


def _info(options: argparse.Namespace) -> int:
    from planner.store.info import info
    from planner.store.migrate import upgrade

    engine = _engine()
    upgrade(engine)
    found = info(engine)
    lang: Lang = options.lang
    if options.json:
        print_json(found.plain())
        return DONE
    fr = lang == "fr"
    rows = [
        ("base" if fr else "database", f"{found.database}, tables {found.revision}"),
        ("dispositifs" if fr else "plans", number(found.plans, lang)),
        ("versions", f"{number(found.versions, lang)} ({number(found.named, lang)} {'nommées' if fr else 'named'})"),
        ("taille" if fr else "size", f"{number(found.size / 1e6, lang, 1)} {'Mo' if fr else 'MB'}"),
        ("dernier changement" if fr else "last change", day(found.saved, lang) if found.saved else "–"),
        ("prochain effacement" if fr else "next erasure", day(found.ends, lang) if found.ends else "–"),
    ]
    width = max(len(name) for name, _ in rows)
    print("\n".join(f"{name:{width}}  {value}" for name, value in rows))
    return DONE
