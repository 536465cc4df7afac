"""python -m catalog: look at what is known, and check that it is well written."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from catalog.console import DONE, NO, Parser, content, language, print_json, say, unknown
from catalog.facts import Fact, Figure
from catalog.load import Catalog, load
from catalog.tools import Tool
from catalog.words import Lang, number
from catalog.yamlfile import BadInput, bad


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m catalog", description="La carte de la civictech : outils, usages, méthodes, cadres, principes.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        language(made)
        return made

    validate = command("validate", _validate, "Vérifie les fichiers de données et nomme chaque défaut avec sa ligne.")
    validate.add_argument("folder", nargs="?", metavar="DIR")
    listing = command("list", _list, "Liste les outils, au besoin ceux d’un usage.")
    listing.add_argument("--use", metavar="ID")
    listing.add_argument("--json", action="store_true")
    stats = command("stats", _stats, "Compte ce qui est connu.")
    stats.add_argument("--json", action="store_true")
    show = command("show", _show, "Montre une fiche : outil, usage, méthode, cadre ou principe.")
    show.add_argument("id")
    show.add_argument("--json", action="store_true")
    graph = command("graph", _graph, "Écrit le graphe des outils et des usages.")
    graph.add_argument("-o", "--output", required=True, metavar="FILE.{gexf,graphml,json,html,svg}")
    imported = command("import", _import, "Lit un publiccode.yml (0.2 à 0.7) et écrit la fiche prête, avec ce qui lui manque.")
    imported.add_argument("file", metavar="FILE")
    exported = command("export", _export, "Écrit un outil en publiccode.yml, ou tous en CSV ou en JSON.")
    exported.add_argument("id", nargs="?")
    exported.add_argument("-o", "--output", required=True, metavar="FILE.{yml,yaml,csv,json}")
    command("schema", _schema, "Écrit le schéma JSON d’une fiche d’outil, pour l’aide à la saisie.")
    compared = command("compare", _compare, "Compare des outils : qui vient en tête, avec quelle stabilité, quel fait trancherait.")
    compared.add_argument("ids", nargs="+", metavar="ID")
    compared.add_argument("--weights", metavar="FILE", help="YAML : weights (0 à 10 par critère), must, needs")
    compared.add_argument("--tender", metavar="FILE.xlsx", help="écrit aussi la grille d’exigences du marché, sans marque ni classement")
    written = compared.add_mutually_exclusive_group()
    written.add_argument("--json", action="store_true")
    written.add_argument("-o", "--output", metavar="FILE.{xlsx,docx}")
    yields = command("yields", _yields, "Montre ce que rassemble une unité de chaque forme : comptes publiés, règle de métier, calcul.")
    yields.add_argument("--json", action="store_true")
    return parser


def _validate(options: argparse.Namespace) -> int:
    folder = Path(options.folder) if options.folder else None
    if folder and not folder.is_dir():
        raise bad(options.folder[-100:], None, "dossier introuvable.", "no such folder.")
    try:
        catalog = load(folder)
    except BadInput as error:
        say(error.say(options.lang))
        return NO
    counts = _counts(catalog)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return DONE


def _counts(catalog: Catalog) -> dict[str, int]:
    kinds = ("tools", "uses", "families", "methods", "frames", "principles", "claims", "indicators", "sources", "departments")
    return {kind: len(getattr(catalog, kind)) for kind in kinds}


def _list(options: argparse.Namespace) -> int:
    catalog = load()
    if options.use and options.use not in catalog.uses:
        raise unknown(options.use, catalog.uses)
    tools = [tool for tool in catalog.tools.values() if not options.use or options.use in tool.uses]
    if options.json:
        print_json({"tools": [_row(catalog, tool) for tool in tools]})
    else:
        for tool in tools:
            print(f"{tool.id:32} {tool.name:32} {catalog.liveness(tool).value:13} {', '.join(tool.uses)}")
    return DONE


def _row(catalog: Catalog, tool: Tool) -> dict[str, Any]:
    alive = catalog.liveness(tool)
    return {
        "id": tool.id, "name": tool.name, "uses": list(tool.uses), "status": alive.value, "status_as_of": alive.year,
        "status_reason": alive.reason.model_dump(),
        "confidence": tool.confidence, "kind": tool.kind, "licence": tool.licence.value, "origin": tool.origin, "website": tool.website,
    }  # fmt: skip


def _stats(options: argparse.Namespace) -> int:
    catalog = load()
    stats: dict[str, Any] = _counts(catalog)
    stats["tools_by_confidence"] = dict(Counter(tool.confidence for tool in catalog.tools.values()))
    stats["tools_by_status"] = dict(Counter(catalog.liveness(tool).value for tool in catalog.tools.values()))
    stats["tools_by_family"] = dict(Counter(f for t in catalog.tools.values() for f in {catalog.uses[u].family for u in t.uses}))
    stats["uses_without_tool"] = [use for use in catalog.uses if not any(use in tool.uses for tool in catalog.tools.values())]
    key_facts = [[getattr(tool, name) for name in ("status", "licence", "hosting")] for tool in catalog.tools.values()]
    stats["tools_with_status_licence_hosting_sourced"] = sum(all(fact.sources for fact in facts) for facts in key_facts)
    stats["methods_by_kind"] = dict(Counter(method.kind for method in catalog.methods.values()))
    stats["facts_by_confidence"] = dict(Counter(c for tool in catalog.tools.values() for c in _confidences(tool)))
    stats["data"] = catalog.version
    if options.json:
        print_json(stats)
    else:
        for name, value in stats.items():
            print(f"{name}: {value}")
    return DONE


def _confidences(tool: Tool) -> list[str]:
    facts = [getattr(tool, name) for name in type(tool).model_fields]
    return [fact.confidence for fact in facts if isinstance(fact, Fact) and fact.value is not None]


def _show(options: argparse.Namespace) -> int:
    catalog = load()
    shelves = (catalog.tools, catalog.uses, catalog.methods, catalog.frames, catalog.principles, catalog.indicators, catalog.sources)
    for shelf in shelves:
        if options.id in shelf:
            record = shelf[options.id]
            if options.json:
                print_json(record.model_dump(mode="json"))
            else:
                _print_record(record.model_dump(mode="json", exclude_none=True), options.lang)
            return DONE
    raise unknown(options.id, [id for shelf in shelves for id in shelf])


def _print_record(value: dict[str, Any], lang: Lang, indent: str = "") -> None:
    for name, item in value.items():
        if item in ([], {}, ""):
            continue
        if isinstance(item, dict) and set(item) == {"fr", "en"}:
            print(f"{indent}{name}: {item[lang]}")
        elif isinstance(item, dict):
            print(f"{indent}{name}:")
            _print_record(item, lang, indent + "  ")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            print(f"{indent}{name}:")
            for one in item:
                print(f"{indent}  -")
                _print_record(one, lang, indent + "    ")
        else:
            print(f"{indent}{name}: {', '.join(map(str, item)) if isinstance(item, list) else item}")


def _graph(options: argparse.Namespace) -> int:
    from catalog.graph import build, whole  # networkx and pyvis are slow to import
    from catalog.mapfile import FORMATS, write

    path = Path(options.output)
    if path.suffix.lstrip(".") not in FORMATS:
        formats = ", ".join(FORMATS)
        raise bad(path.name, None, f"format inconnu. Formats possibles : {formats}.", f"unknown format. Possible formats: {formats}.")
    write(build(load()) if path.suffix in (".html", ".svg") else whole(load()), path, options.lang)
    print(path, file=sys.stderr)
    return DONE


def _compare(options: argparse.Namespace) -> int:
    from catalog import sourcing, verdict  # numpy and the office formats are slow to import
    from catalog.compare import Wishes, compare, parse_wishes

    catalog = load()
    for id in options.ids:
        if id not in catalog.tools:
            raise unknown(id, catalog.tools)
    wishes = parse_wishes(*content(options.weights), catalog) if options.weights else Wishes()
    comparison = compare(catalog, options.ids, wishes)
    for name, suffixes in ((options.output, (".xlsx", ".docx")), (options.tender, (".xlsx",))):
        if name and Path(name).suffix.lower() not in suffixes:
            formats = ", ".join(suffixes)
            raise bad(name[-60:], None, f"format inconnu. Formats possibles : {formats}.", f"unknown format. Possible formats: {formats}.")
    if options.output:
        write = sourcing.write_workbook if options.output.lower().endswith(".xlsx") else sourcing.write_note
        write(catalog, comparison, Path(options.output), options.lang, date.today())
        print(options.output, file=sys.stderr)
    if options.tender:
        sourcing.write_grid(catalog, wishes, Path(options.tender), options.lang)
        print(options.tender, file=sys.stderr)
    if options.json:
        print_json(sourcing.as_json(catalog, comparison))
    elif not options.output:
        print(verdict.verdict(catalog, comparison, options.lang))
        for row in sourcing.rank_rows(catalog, comparison, options.lang):
            print("  " + "  ".join(f"{cell:{width}}" for cell, width in zip(row, (28, 8, 8, 14, 1), strict=True)))
        for line in (*verdict.flips(catalog, comparison, options.lang), *verdict.settling(catalog, comparison, options.lang)):
            print(f"- {line}")
    return DONE if comparison.ranking.ranks else NO


def _yields(options: argparse.Namespace) -> int:
    from catalog import yields

    catalog = load()
    forms = {method.id: method.form for method in catalog.methods.values()}
    model = yields.Model.of(catalog.model)
    found = yields.fits(catalog.counts, forms, catalog.practice, model)
    if options.json:
        estimates = {"scale_exponent": yields.growth(catalog.counts, forms, model)}
        if catalog.practice_contested:
            estimates["attention_contested"] = yields.contested(catalog.counts, forms, catalog.practice_contested)
        print_json({
            "forms": [yields.as_json(fit, catalog.rules[form].effort) for form, fit in found.items()],
            "model": [{"name": name, **asdict(each), "stands": _span(catalog.model[name].figure)} for name, each in estimates.items()],
            "left_out": dict(Counter(count.why for count in catalog.counts if count.why)),
        })  # fmt: skip
        return DONE
    fr = options.lang == "fr"
    titles = ("forme", "comptes", "lieux", "règle", "calcul", "inscrit") if fr else ("form", "counts", "places", "rule", "fit", "stands")
    rows = [titles] + [
        (form, str(fit.counts), str(fit.places), *(_ranged(each, options.lang) for each in (fit.rule.people, fit.people, stands)))
        for form, fit in found.items()
        if (stands := catalog.rules[form].effort.people)
    ]
    for row in rows:
        print(f"{row[0]:16} {row[1]:>7} {row[2]:>6}  " + "  ".join(f"{cell:22}" for cell in row[3:]).rstrip())
    for why, count in Counter(count.why for count in catalog.counts if count.why).most_common():
        print(f"Laissés de côté ({count}) : {yields.WHY[why].fr}" if fr else f"Left out ({count}): {yields.WHY[why].en}")
    return DONE


def _span(figure: Figure) -> dict[str, float | None]:
    return {"value": figure.value, "low": figure.low, "high": figure.high}


def _ranged(span: Any, lang: Lang) -> str:
    """A value with its two ends: 45 (10 à 200)."""
    low, value, high = (number(each, lang, 0 if each >= 10 else 1) for each in (span.low, span.value, span.high))
    return f"{value} ({low} {'à' if lang == 'fr' else 'to'} {high})"


def _import(options: argparse.Namespace) -> int:
    from catalog.exchange import read_publiccode

    entry = read_publiccode(*content(options.file), load())
    print(f"# data/tools/{entry.id}.yaml")
    print(entry.text)
    print("# data/sources.yaml")
    print("\n".join(f"# {line}" for line in entry.source.splitlines()))
    say("À compléter :" if options.lang == "fr" else "To complete:")
    for each in entry.missing:
        say(f"- {each(options.lang)}")
    return DONE


def _export(options: argparse.Namespace) -> int:
    from catalog import exchange

    catalog, path = load(), Path(options.output)
    suffix = path.suffix.lower()
    if suffix in (".yml", ".yaml") and options.id:
        if options.id not in catalog.tools:
            raise unknown(options.id, catalog.tools)
        tool = catalog.tools[options.id]
        text = exchange.publiccode(tool, catalog)
        absent = ", ".join(exchange.missing_for_publiccode(tool, catalog))
        say(f"À compléter pour la norme : {absent}." if options.lang == "fr" else f"To complete for the standard: {absent}.")
    elif suffix == ".csv" and not options.id:
        text = exchange.as_csv(catalog, options.lang)
    elif suffix == ".json" and not options.id:
        text = exchange.as_json(catalog)
    else:
        raise bad(path.name[-60:], None, "écrivez export ID -o publiccode.yml, ou export -o FICHIER.csv ou .json.",
                  "write export ID -o publiccode.yml, or export -o FILE.csv or .json.")  # fmt: skip
    path.write_text(text, encoding="utf-8")
    print(options.output, file=sys.stderr)
    return DONE


def _schema(options: argparse.Namespace) -> int:
    from catalog.exchange import tool_schema

    print_json(tool_schema(load()))
    return DONE
