"""python -m planner: from a brief to exposure, plan, check and document."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalog.console import DONE, NO, Parser, language, print_json, say, unknown
from catalog.facts import Record, Text
from catalog.load import Catalog, load
from catalog.methods import PHASES
from catalog.words import Lang, euros, french_spaces, number, people_range, percent
from catalog.yamlfile import bad
from planner import backtest, exposure_cli, followup_cli, places_cli, store_cli, workshop_cli
from planner.brief import Brief
from planner.opening import MOST, open_file, record_in
from planner.plan import Plan, dump

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
    plan.add_argument("--keep", action="append", default=[], metavar="METHOD:PHASE[:UNITS]", help="une action que l’on garde telle quelle")
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
    why.add_argument("--worth", action="store_true", help="ce qu’un peu plus d’argent, de temps ou de calendrier apporterait")
    why.add_argument("--time", type=_positive, default=12.0, metavar="S", help="secondes de calcul pour --worth (horloge)")

    followup_cli.arguments(
        command("follow", followup_cli.run, "Après le lancement : qui est venu, au regard de ce qui était attendu, par canal.")
    )
    followup_cli.adapt_arguments(
        command("adapt", followup_cli.adapt, "Après le lancement : repropose les semaines qui restent, sans toucher au passé.")
    )

    command("principles", _principles, "Liste les principes.")

    backtest.arguments(command("backtest", backtest.run, "Rejoue des consultations publiées : prévu contre observé, par canal."))

    document = command(
        "document", _document, "Écrit un document (docx, pdf, html, md), les tableaux (xlsx), les dates (ics) ou le dispositif."
    )
    document.add_argument("plan", metavar="PLAN", help="un dispositif, un cadrage ou un document fait par Maillage")
    document.add_argument("-o", "--output", required=True, metavar="FILE", help="docx, pdf, html, md, xlsx, ics, json ou yaml")
    document.add_argument("--paper", metavar="ID", help="lequel : note (par défaut), leaflet… ; pour docx, pdf, html et md")
    document.add_argument("--template", metavar="FILE.docx", help="un modèle Word de l’organisation, à remplir ; pour docx")

    again = command("reproduce", _reproduce, "Recalcule chaque nombre d’un document et donne les différences.")
    again.add_argument("file", metavar="FILE", help="un document fait par Maillage, ou un dispositif avec sa marge de calcul")
    again.add_argument("--resolve", action="store_true", help="refait aussi une proposition à partir du même cadrage")
    again.add_argument("--time", type=_positive, default=20.0, metavar="S", help="secondes de calcul pour --resolve (horloge)")

    store_cli.arguments(command("store", store_cli.run, "Les dispositifs gardés : sauvegarde, restauration, tables, effacement, nombres."))

    workshop_cli.arguments(command("workshop", workshop_cli.run, "Imprime le kit d’un atelier : cartes, plateau, déroulé, corrigé."))

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
    from planner.remarks import remarks
    from planner.tradeoffs import ahead, alternatives, conflicts, pareto

    catalog = load()
    brief = _opened(options.brief, catalog).brief
    wishes = _wishes(options, brief, catalog)
    at = Situation(brief, catalog)
    if not at.people:
        raise bad(options.brief[-60:], None,
                  "ni habitants (territory.people) ni public (audiences) : écrivez combien de personnes sont concernées.",
                  "neither inhabitants (territory.people) nor an audience: write how many people are concerned.")  # fmt: skip
    said = remarks(at, date.today())
    for remark in said:
        say(remark(options.lang))
    extra = (1 if options.pareto else 0) + (1 if options.alternatives else 0)
    seconds = options.time / (1 + extra)
    try:
        plan = propose(at, wishes, seconds, _progress if options.progress else None)
    except Impossible:
        found = conflicts(at, wishes)
        if options.json:
            told = {"remarks": [remark(options.lang) for remark in said]}
            print_json({"status": "impossible", "conflicts": [conflict.model_dump() for conflict in found], **told})
        say(_no_plan(found, options.lang))
        return NO
    points = pareto(at, wishes, options.pareto, seconds, plan) if options.pareto else ()
    others = alternatives(at, wishes, plan, options.alternatives, seconds) if options.alternatives else ()
    if options.output:
        Path(options.output).write_text(dump(plan), encoding="utf-8")
    if options.json:
        told = {"remarks": [remark(options.lang) for remark in said]}
        print_json({**result(plan, at.catalog, points, others, ahead(plan, others, at)), **told})
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
    kept = tuple(_kept(text, catalog) for text in options.keep)
    return Wishes(budget=options.budget, floors=floors, forbid=tuple(options.forbid), require=tuple(options.require), keep=kept)


def _kept(text: str, catalog: Catalog) -> Any:
    """One activity to keep, METHOD:PHASE or METHOD:PHASE:UNITS."""
    from planner.program import Kept

    method, _, rest = text.partition(":")
    phase, _, units = rest.partition(":")
    if method not in catalog.methods:
        raise unknown(method, catalog.methods)
    if phase not in PHASES:
        raise unknown(phase, PHASES)
    if units and not (units.isdecimal() and 1 <= int(units) <= 10_000):
        raise bad("--keep", None, f"« {text[:60]} » : écrivez MÉTHODE:ÉTAPE:UNITÉS, de 1 à 10 000.",
                  f'"{text[:60]}": write METHOD:PHASE:UNITS, from 1 to 10,000.')  # fmt: skip
    return Kept(method=method, phase=phase, units=int(units) if units else None)


def _progress(stage: str, plan: Plan | None, value: float | None) -> None:
    import json

    line = {"stage": stage, "value": value, "activities": [a.model_dump(mode="json") for a in plan.activities] if plan else None}
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def result(
    plan: Plan, catalog: Catalog, points: Sequence[Any] = (), others: Sequence[Plan] = (), ahead: Sequence[float] = ()
) -> dict[str, Any]:
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
        "pareto": [{**point.model_dump(mode="json", exclude={"plan"}), **_content(point.plan)} for point in points],
        "alternatives": [{**_alternative(other, catalog), "ahead": share} for other, share in zip(others, ahead, strict=True)],
    }


def _content(plan: Plan | None) -> dict[str, Any]:
    """The activities and bridges of a plan beside the one asked for; null when no plan fits."""
    if plan is None:
        return {"activities": None, "bridges": None}
    return {
        "activities": [activity.model_dump(mode="json") for activity in plan.activities],
        "bridges": [bridge.model_dump(mode="json", by_alias=True) for bridge in plan.bridges],
    }


def _alternative(plan: Plan, catalog: Catalog) -> dict[str, Any]:
    from planner.audiences import ALL
    from planner.evaluate import evaluate
    from planner.optimise import goal_of
    from planner.reach import Situation

    at = Situation(plan.brief, catalog)
    numbers = evaluate(plan, catalog, at)
    everyone = numbers.of(ALL)
    return {
        **_content(plan), "cost": numbers.cost, "staff_days": numbers.staff_days, "weeks": numbers.weeks, "least": goal_of(plan, at),
        "comes": everyone.comes, "comes_low": everyone.comes_low, "comes_high": everyone.comes_high,
    }  # fmt: skip


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


LIMITS: dict[str, Text] = {
    "budget": Text(fr="budget (€)", en="budget (€)"),
    "staff_days": Text(fr="jours-agent", en="agent-days"),
    "analysis_days": Text(fr="jours-agent promis pour lire et répondre", en="agent-days promised to read and answer"),
    "weeks": Text(fr="semaines", en="weeks"),
    "floor": Text(fr="minimum du public", en="floor of the audience"),
    "require": Text(fr="format imposé", en="required method"),
    "keep": Text(fr="action gardée", en="activity kept"),
    "forbid": Text(fr="formats refusés", en="refused methods"),
}


def _no_plan(found: Sequence[Any], lang: Lang) -> str:
    """What must give, one line a demand; then what is enough only together."""
    fr = lang == "fr"
    lines = ["Aucun dispositif ne tient dans ces limites." if fr else "No plan fits these limits."]
    for each in found:
        kind, _, name = each.limit.partition(":")
        words = LIMITS[kind](lang) + (f" « {name[:60]} »" if name and fr else f' "{name[:60]}"' if name else "")
        if each.verified and kind in ("require", "keep", "forbid"):
            lines.append(f"  {words} : y renoncer suffirait" if fr else f"  {words}: doing without is enough")
        elif each.verified or each.together:
            change = f"  {words} : {number(each.now, lang, 3)} → {number(each.relax_to, lang, 3)}"
            alone = " suffirait" if fr else " would be enough"
            joint = " avec les autres limites dites ici" if fr else " with the other limits named here"
            lines.append(change + (alone if each.verified else joint))
    if len(lines) == 1:
        lines.append(
            "  Même en desserrant le budget, les jours-agent et le calendrier : regardez les minimums par public et les formats imposés."
            if fr else "  Not even with more money, agent-days and weeks: look at the floors and at the required methods."
        )  # fmt: skip
    return "\n".join(french_spaces(line) if fr else line for line in lines[:30])


# -- check, principles, document, schema --------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from planner.checks import blocks, check, fix

    catalog = load()
    plan = _opened(options.plan, catalog)
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
        why = f"\n  {finding.detail(lang)}" if finding.detail else ""
        print(f"{titles[finding.kind]} · {finding.rule} ({finding.subject})\n  {finding.statement(lang)}{why}\n  → {finding.remedy(lang)}")
    counts = {verdict: sum(1 for f in findings if f.verdict == verdict) for verdict in ("met", "broken", "unknown", "not_applicable")}
    words = ("respectés", "non respectés", "à préciser", "sans objet") if fr else ("met", "broken", "unknown", "not applicable")
    print(", ".join(f"{count} {word}" for count, word in zip(counts.values(), words, strict=True)))


def _explain(options: argparse.Namespace) -> int:
    from planner.explain import explain
    from planner.explain_words import document, said_worth, sentences

    catalog = load()
    plan = _opened(options.plan, catalog)
    found = explain(plan, catalog, options.activity)
    marginals = None
    if options.worth:
        from planner.worth import worth

        marginals = worth(plan, catalog, options.time)
    if options.json:
        print_json(document(found, marginals))
        return DONE
    parts = ["\n".join([each.id, *(f"  {sentence}" for sentence in sentences(each, options.lang))]) for each in found]
    if not found:
        parts = ["Le dispositif n’a aucune action à expliquer." if options.lang == "fr" else "The plan has no activity to explain."]
    if marginals:
        title = "Un peu plus de moyens" if options.lang == "fr" else "A little more means"
        parts.append("\n".join([title, *(f"  {said_worth(each, options.lang)}" for each in marginals)]))
    elif marginals is not None:
        parts.append("Aucune limite n’est écrite dans le cadrage." if options.lang == "fr" else "The brief sets no limit.")
    print("\n\n".join(parts))
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
    from planner.documents.shelf import PAPERS
    from planner.writers import LAYOUTS, fill, write

    catalog = load()
    path = Path(options.output)
    suffix = path.suffix.lower()
    if options.paper and options.paper not in PAPERS:
        near = difflib.get_close_matches(options.paper, PAPERS, n=3, cutoff=0.5)
        shown, ids = options.paper[:60], ", ".join(near or PAPERS)
        fr, en = ("Voulez-vous dire", "Do you mean") if near else ("Documents possibles :", "Possible documents:")
        end_fr, end_en = (" ?", "?") if near else (".", ".")
        raise bad("--paper", None, f"« {shown} » est inconnu. {fr} {ids}{end_fr}", f'"{shown}" is unknown. {en} {ids}{end_en}')
    if options.paper and suffix not in LAYOUTS:
        shown, known = suffix[:20] or "?", ", ".join(LAYOUTS)
        raise bad("--paper", None, f"un fichier « {shown} » n’a qu’une forme. Retirez --paper, ou écrivez : {known}.",
                  f'a "{shown}" file has one form only. Remove --paper, or write: {known}.')  # fmt: skip
    if options.template and suffix != ".docx":
        raise bad("--template", None, "un modèle Word donne un fichier .docx. Écrivez -o NOM.docx.",
                  "a Word template gives a .docx file. Write -o NAME.docx.")  # fmt: skip
    template = _bytes(options.template)[0] if options.template else None
    plan = _opened(options.plan, catalog)
    if not path.resolve().parent.is_dir():
        raise bad(options.output[-100:], None, "le dossier n’existe pas. Créez-le d’abord.", "no such folder. Create it first.")
    name = options.paper or "note"
    if template is None:
        write(plan, catalog, path, options.lang, date.today(), name)
    else:
        fill(plan, catalog, template, path, options.lang, date.today(), name)
    print(path, file=sys.stderr)
    return DONE


def _reproduce(options: argparse.Namespace) -> int:
    from planner.reproduce import named, reproduce, told

    catalog = load()
    given, name = _bytes(options.file)
    plan = open_file(given, name, catalog)
    record = record_in(given, name)
    if record is None and plan.certificate is None:
        raise bad(name[-60:], None,
                  "aucun nombre à recalculer : ce dispositif n’a pas de marge de calcul. Donnez un document fait par Maillage.",
                  "no number to compute again: this plan has no certificate. Give a document made by Maillage.")  # fmt: skip
    found = reproduce(plan, record, catalog, options.time if options.resolve else None)
    if options.json:
        value = found.model_dump(mode="json")
        for each in value["differences"]:
            each["label"] = named(each["name"], plan, catalog)(options.lang)
        print_json(value)
    else:
        print(told(found, plan, catalog, options.lang))
    return DONE if found.status == "same" else NO


def _opened(path: str, catalog: Catalog) -> Plan:
    """The plan of a file: a plan, a brief, or a document made here."""
    return open_file(*_bytes(path), catalog)


def _bytes(path: str) -> tuple[bytes, str]:
    """The bytes of a file, one more than the limit at most, and its name; - is standard input."""
    if path == "-":
        return sys.stdin.buffer.read(MOST + 1), "<stdin>"
    file = Path(path)
    if not file.is_file():
        raise bad(path[-100:], None, "fichier introuvable. Vérifiez le chemin.", "no such file. Check the path.")
    with file.open("rb") as stream:
        return stream.read(MOST + 1), file.name


def _schema(options: argparse.Namespace) -> int:
    print_json(SCHEMAS[options.name].model_json_schema(by_alias=True))
    return DONE
