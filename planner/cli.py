"""python -m planner: from a brief to exposure, plan, check and document."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from catalog.console import DONE, NO, Parser, content, language, print_json, say, unknown
from catalog.facts import Record
from catalog.load import Catalog, load
from catalog.words import Lang, euros, number, people_range, percent
from catalog.yamlfile import bad
from planner import backtest, exposure_cli, places_cli
from planner.brief import Brief, parse_brief
from planner.plan import Plan, parse_plan

SCHEMAS: dict[str, type[Record]] = {"brief": Brief, "plan": Plan}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m planner", description="Du cadrage au dispositif : exposition, proposition, contrôle, document.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        made.add_argument("--json", action="store_true")
        language(made)
        return made

    exposure_cli.arguments(command("exposure", exposure_cli.run, "Qui un canal laisse de côté, par public ou par territoire."))

    places_cli.arguments(command("places", places_cli.run, "Les communes et les intercommunalités, d’après les fichiers de l’Insee."))

    plan = command("plan", _plan, "Propose le dispositif que les moyens permettent, avec la marge du calcul.")
    plan.add_argument("brief", metavar="BRIEF")
    plan.add_argument("-o", "--output", metavar="PLAN")
    plan.add_argument("--time", type=_positive, default=20.0, metavar="S", help="secondes de calcul (horloge)")
    plan.add_argument("--budget", type=_positive, metavar="EUR")
    plan.add_argument("--floor", action="append", default=[], metavar="AUDIENCE=SHARE")
    plan.add_argument("--forbid", action="append", default=[], metavar="ID")
    plan.add_argument("--require", action="append", default=[], metavar="ID")
    plan.add_argument("--pareto", type=_count, default=0, metavar="N")
    plan.add_argument("--alternatives", type=_count, default=0, metavar="K")
    plan.add_argument("--progress", action="store_true", help="une ligne JSON par étape sur stderr")

    check = command("check", _check, "Contrôle un dispositif, le nôtre ou un autre.")
    check.add_argument("plan", metavar="PLAN")
    check.add_argument("--select", action="append", default=[], metavar="FAMILY")
    check.add_argument("--ignore", action="append", default=[], metavar="ID")
    check.add_argument("--fix", metavar="ID", help="applique le remède d’un principe")
    check.add_argument("-o", "--output", metavar="PLAN")

    why = command("explain", _explain, "Pourquoi chaque action est là, et ce qu’un autre choix changerait.")
    why.add_argument("plan", metavar="PLAN")
    why.add_argument("activity", nargs="?", metavar="ACTIVITY")

    command("principles", _principles, "Liste les principes.")

    backtest.arguments(command("backtest", backtest.run, "Rejoue des consultations publiées : prévu contre observé, par canal."))

    document = command("document", _document, "Écrit la note au conseil (docx, md) ou le dispositif lui-même (json, yaml).")
    document.add_argument("plan", metavar="PLAN")
    document.add_argument("-o", "--output", required=True, metavar="FILE")

    schema = command("schema", _schema, "Donne le JSON Schema d’un cadrage ou d’un dispositif.")
    schema.add_argument("name", choices=sorted(SCHEMAS))
    return parser


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"« {text[:40]} » : nombre positif attendu / a positive number is expected")
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 20:
        raise argparse.ArgumentTypeError(f"« {text[:40]} » : nombre entier de 0 à 20 attendu / a whole number from 0 to 20 is expected")
    return int(text)


# -- plan ---------------------------------------------------------------------------------------------


def _plan(options: argparse.Namespace) -> int:
    from planner.optimise import Impossible, propose  # HiGHS and numpy take a moment to load
    from planner.reach import Situation
    from planner.tradeoffs import alternatives, conflicts, pareto

    catalog = load()
    brief = parse_brief(*content(options.brief), catalog)
    wishes = _wishes(options, brief, catalog)
    at = Situation(brief, catalog)
    if not at.people:
        raise bad(options.brief[-60:], None,
                  "ni habitants (territory.people) ni public (audiences) : écrivez combien de personnes sont concernées.",
                  "neither inhabitants (territory.people) nor an audience: write how many people are concerned.")  # fmt: skip
    extra = (1 if options.pareto else 0) + (1 if options.alternatives else 0)
    seconds = options.time / (1 + extra)
    try:
        plan = propose(at, wishes, seconds, _progress if options.progress else None)
    except Impossible:
        found = conflicts(at, wishes)
        if options.json:
            print_json({"status": "impossible", "conflicts": [conflict.model_dump() for conflict in found]})
        say(_no_plan(found, options.lang))
        return NO
    points = pareto(at, wishes, options.pareto, seconds) if options.pareto else ()
    others = alternatives(at, wishes, plan, options.alternatives, seconds) if options.alternatives else ()
    if options.output:
        Path(options.output).write_text(dump(plan), encoding="utf-8")
    if options.json:
        print_json(result(plan, at.catalog, points, others))
    else:
        print(summary(plan, catalog, options.lang))
    return DONE


def _wishes(options: argparse.Namespace, brief: Brief, catalog: Catalog) -> Any:
    from planner.program import Wishes

    for name in (*options.forbid, *options.require):
        if name not in catalog.methods:
            raise unknown(name, catalog.methods)
    floors = {}
    names = [audience.name for audience in brief.audiences]
    for text in options.floor:
        name, _, share = text.rpartition("=")
        try:
            value = float(share)
        except ValueError:
            value = -1.0
        if not 0 <= value < 1:
            raise bad("--floor", None, f"« {text[:60]} » : écrivez PUBLIC=0.05 pour 5 %.", f'"{text[:60]}": write AUDIENCE=0.05 for 5 %.')
        if name not in names:
            raise unknown(name, names)
        floors[name] = value
    return Wishes(budget=options.budget, floors=floors, forbid=tuple(options.forbid), require=tuple(options.require))


def _progress(stage: str, plan: Plan | None, value: float | None) -> None:
    import json

    line = {"stage": stage, "value": value, "activities": [a.model_dump(mode="json") for a in plan.activities] if plan else None}
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def result(plan: Plan, catalog: Catalog, points: Sequence[Any] = (), others: Sequence[Plan] = ()) -> dict[str, Any]:
    """The JSON of `plan --json` (contracts.md)."""
    from planner.evaluate import evaluate

    numbers = evaluate(plan, catalog)
    return {
        "status": "ok",
        "certificate": plan.certificate.model_dump() if plan.certificate else None,
        "activities": [activity.model_dump(mode="json") for activity in plan.activities],
        "bridges": [bridge.model_dump(mode="json", by_alias=True) for bridge in plan.bridges],
        "coverage": {row.audience: row.model_dump(exclude={"audience"}) for row in numbers.coverage},
        "cost": numbers.cost,
        "staff_days": numbers.staff_days,
        "weeks": numbers.weeks,
        "defaults_share": {"cost": numbers.defaults_cost, "coverage": numbers.defaults_coverage},
        "lines": [line.model_dump(mode="json") for line in numbers.lines],
        "pareto": [point.model_dump(mode="json", by_alias=True, exclude={"plan"}) for point in points],
        "alternatives": [
            {"activities": [a.model_dump(mode="json") for a in other.activities], "cost": evaluate(other, catalog).cost} for other in others
        ],
    }


def dump(plan: Plan) -> str:
    """A plan as YAML that opens again here."""
    value = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump({"schema": 1, **value}, allow_unicode=True, sort_keys=False, width=120)


def summary(plan: Plan, catalog: Catalog, lang: Lang) -> str:
    """A plan in a few lines for a terminal."""
    from planner.evaluate import evaluate

    numbers = evaluate(plan, catalog)
    fr = lang == "fr"
    lines = [("Proposition de départ" if fr else "Starting proposal") + f" — {plan.brief.subject}", ""]
    for activity, line in zip(plan.activities, numbers.lines, strict=True):
        name = catalog.methods[activity.method].name(lang)
        weeks = f"{line.start_week}–{line.end_week}"
        lines.append(f"  {weeks:>6}  {line.units:>2} × {name:45} {activity.phase:12} {euros(line.cost, lang):>10}")
    lines.append("")
    for row in numbers.coverage:
        name = ("ensemble du territoire" if fr else "the whole territory") if row.audience == "all" else row.audience
        verb = "participeraient" if fr else "would take part"
        lines.append(f"  {name}: {people_range(row.comes_low, row.comes_high, lang)} {verb} ({number(row.people, lang)})")
    days = "jours-agent" if fr else "agent-days"
    lines += [
        "",
        f"  {euros(numbers.cost, lang)} TTC, {number(numbers.staff_days, lang, 1)} {days}, {numbers.weeks} "
        + ("semaines" if fr else "weeks"),
    ]
    if plan.certificate:
        margin = "marge du calcul" if fr else "margin of the calculation"
        lines.append(f"  {margin}: {percent(plan.certificate.gap, lang, 1)} ({plan.certificate.scope})")
    return "\n".join(lines)


def _no_plan(found: Sequence[Any], lang: Lang) -> str:
    fr = lang == "fr"
    lines = ["Aucun dispositif ne tient dans ces limites." if fr else "No plan fits these limits."]
    for conflict in found:
        if conflict.relax_to is not None and conflict.verified:
            lines.append(f"  {conflict.limit}: {conflict.now:g} → {conflict.relax_to:g} " + ("suffirait" if fr else "would be enough"))
    if len(lines) == 1:
        lines.append("  Aucune limite ne suffit à elle seule : desserrez-en deux." if fr else "  No single limit is enough: relax two.")
    return "\n".join(lines)


# -- check, principles, document, schema --------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from planner.checks import blocks, check, fix

    catalog = load()
    plan = parse_plan(*content(options.plan), catalog)
    families = {principle.family for principle in catalog.principles.values()}
    for family in options.select:
        if family not in families:
            raise unknown(family, families)
    for name in (*options.ignore, *([options.fix] if options.fix else [])):
        if name not in catalog.principles:
            raise unknown(name, catalog.principles)
    if options.fix:
        return _fix(options, plan, catalog, fix)
    findings = check(plan, catalog, select=options.select, ignore=options.ignore)
    if options.json:
        print_json({"findings": [_finding(finding, options.lang) for finding in findings]})
    else:
        _print_findings(findings, options.lang)
    return NO if any(f.verdict == "broken" and f.severity == "error" for f in findings) or blocks(findings) else DONE


def _fix(options: argparse.Namespace, plan: Plan, catalog: Catalog, fix: Any) -> int:
    mended = fix(plan, catalog, options.fix)
    if mended is None:
        raise bad(options.fix, None, "ce principe n’a pas de remède automatique : voyez « remedy ».",
                  'this principle has no automatic remedy: see "remedy".')  # fmt: skip
    text = dump(mended)
    if options.output:
        Path(options.output).write_text(text, encoding="utf-8")
    else:
        print(text)
    return DONE


def _finding(finding: Any, lang: Lang) -> dict[str, Any]:
    value: dict[str, Any] = finding.model_dump(mode="json")
    return {key: item[lang] if isinstance(item, dict) and set(item) == {"fr", "en"} else item for key, item in value.items()}


def _print_findings(findings: Sequence[Any], lang: Lang) -> None:
    from planner.checks import ranked

    fr = lang == "fr"
    titles = {
        "legal": "Obligation légale" if fr else "Legal duty",
        "sincerity": "Condition de sincérité" if fr else "Condition of sincerity",
        "practice": "Bonne pratique" if fr else "Good practice",
    }
    broken = [finding for finding in ranked(findings) if finding.verdict == "broken"]
    for finding in broken:
        print(f"{titles[finding.kind]} · {finding.rule} ({finding.subject})\n  {finding.statement(lang)}\n  → {finding.remedy(lang)}")
    counts = {verdict: sum(1 for f in findings if f.verdict == verdict) for verdict in ("met", "broken", "unknown", "not_applicable")}
    words = ("respectés", "non respectés", "à préciser", "sans objet") if fr else ("met", "broken", "unknown", "not applicable")
    print(", ".join(f"{count} {word}" for count, word in zip(counts.values(), words, strict=True)))


def _explain(options: argparse.Namespace) -> int:
    from planner.explain import explain
    from planner.explain_words import document, sentences

    catalog = load()
    found = explain(parse_plan(*content(options.plan), catalog), catalog, options.activity)
    if options.json:
        print_json(document(found))
    else:
        print("\n\n".join("\n".join([each.id, *(f"  {sentence}" for sentence in sentences(each, options.lang))]) for each in found))
    return DONE


def _principles(options: argparse.Namespace) -> int:
    catalog = load()
    keys = ("id", "family", "kind", "severity", "statement", "remedy", "source", "inputs")
    rows = []
    for principle in catalog.principles.values():
        value = principle.model_dump(mode="json")
        rows.append({key: value[key][options.lang] if key in ("statement", "remedy") else value[key] for key in keys})
    if options.json:
        print_json({"principles": rows})
    else:
        for row in rows:
            print(f"{row['id']:28} {row['kind']:10} {row['severity']:8} {row['statement']}")
    return DONE


def _document(options: argparse.Namespace) -> int:
    from planner.writers import write

    catalog = load()
    plan = parse_plan(*content(options.plan), catalog)
    path = Path(options.output)
    if not path.resolve().parent.is_dir():
        raise bad(options.output[-100:], None, "le dossier n’existe pas. Créez-le d’abord.", "no such folder. Create it first.")
    write(plan, catalog, path, options.lang, date.today())
    print(path, file=sys.stderr)
    return DONE


def _schema(options: argparse.Namespace) -> int:
    print_json(SCHEMAS[options.name].model_json_schema(by_alias=True))
    return DONE
