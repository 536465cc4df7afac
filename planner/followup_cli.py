"""python -m planner follow, adapt: a launched plan held against what was counted, and the remaining weeks proposed again."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from catalog.console import DONE, content, print_json, say
from catalog.facts import Text
from catalog.load import Catalog, load
from catalog.yamlfile import bad
from planner.opening import MOST, open_file
from planner.plan import Plan, dump


def arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `follow`."""
    parser.add_argument("plan", metavar="PLAN", help="un dispositif dont « observed » tient les relevés ; - lit l’entrée standard")
    parser.add_argument("--week", type=_week, metavar="N", help="la dernière semaine lue ; par défaut la dernière saisie")
    parser.add_argument("--yields", metavar="FILE", help="écrit aussi vos rendements, pour le dossier nommé par MAILLAGE_DATA")


def adapt_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `adapt`."""
    parser.add_argument("plan", metavar="PLAN", help="un dispositif dont « observed » tient les relevés ; - lit l’entrée standard")
    parser.add_argument("-o", "--output", metavar="PLAN", help="où écrire le dispositif adapté")
    parser.add_argument(
        "--week", type=_week, metavar="N", help="la première semaine qui peut changer ; par défaut celle d’après les relevés"
    )
    parser.add_argument("--time", type=_seconds, default=15.0, metavar="S", help="secondes de calcul (horloge)")
    parser.add_argument("--no-reserve", action="store_true", help="n’en garde rien pour un changement plus tard")
    parser.add_argument("--progress", action="store_true", help="une ligne JSON par étape sur stderr")


def _week(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 520:
        raise argparse.ArgumentTypeError(f"« {text[:40]} » : semaine de 1 à 520 attendue / a week from 1 to 520 is expected")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"« {text[:40]} » : nombre positif attendu / a positive number is expected")
    return value


def run(options: argparse.Namespace) -> int:
    """Follow a plan."""
    from planner.followup import followup, own_yields, said, said_chance, said_known, said_public

    catalog = load()
    plan = _plan(options.plan, catalog)
    found = followup(plan, catalog, options.week)
    _strangers(found.strangers, options)
    _unknown_publics(found.strange_publics, options)
    if options.yields:
        path = Path(options.yields)
        if not path.resolve().parent.is_dir():
            raise bad(options.yields[-100:], None, "le dossier n’existe pas. Créez-le d’abord.", "no such folder. Create it first.")
        text = own_yields(plan, found, catalog, plan.brief.limits.start.year if plan.brief.limits.start else date.today().year)
        if not text:
            raise bad(options.yields[-100:], None, "aucun relevé : rien à garder.", "no entry: nothing to keep.")
        path.write_text(text, encoding="utf-8")
    words = [said(channel, catalog) for channel in found.channels]
    if options.json:
        value = found.model_dump(mode="json")
        for row, channel, sentence in zip(value["channels"], found.channels, words, strict=True):
            row["sentence"] = sentence.model_dump()
            for each, known in zip(row["known"], channel.known, strict=True):
                each["sentence"] = said_known(channel, known, catalog).model_dump()
        for row, public in zip(value["publics"], found.publics, strict=True):
            row["sentence"] = said_public(public).model_dump()
        print_json(value)
        return DONE
    for channel, sentence in zip(found.channels, words, strict=True):
        print(sentence(options.lang))
        for known in channel.known:
            print(f"  {said_known(channel, known, catalog)(options.lang)}")
    print()
    for public in found.publics:
        print(said_public(public)(options.lang))
    if chance := said_chance(found):
        print(f"\n{chance(options.lang)}")
    return DONE


def adapt(options: argparse.Namespace) -> int:
    """Adapt a plan."""
    from planner.adapt import adapt as adapted
    from planner.adapt import said_reserve

    catalog = load()
    plan = _plan(options.plan, catalog)
    path = Path(options.output) if options.output else None
    if path and not path.resolve().parent.is_dir():
        raise bad(options.output[-100:], None, "le dossier n’existe pas. Créez-le d’abord.", "no such folder. Create it first.")
    found = adapted(plan, catalog, options.week, options.time, reserve=not options.no_reserve, tell=_progress if options.progress else None)
    if path:
        path.write_text(dump(found.plan), encoding="utf-8")
    if options.json:
        value = found.model_dump(mode="json", by_alias=True)
        value["plan"] = found.plan.model_dump(mode="json", by_alias=True)
        print_json(
            {
                "status": "ok",
                **value,
                "reserve_words": said_reserve(found.reserve, found.money_left, found.days_left, found.open_to).model_dump(),
            }
        )
        return DONE
    for reason in found.reasons:
        print(reason.words(options.lang))
    print(said_reserve(found.reserve, found.money_left, found.days_left, found.open_to)(options.lang))
    return DONE


def _strangers(names: tuple[str, ...], options: argparse.Namespace) -> None:
    if names:
        shown = ", ".join(name[:60] for name in names[:5])
        say(Text(fr=f"Relevés d’actions qui ne sont pas dans le dispositif, laissés de côté : {shown}.",
                 en=f"Entries of activities that are not in the plan, left aside: {shown}.")(options.lang))  # fmt: skip


def _unknown_publics(names: tuple[str, ...], options: argparse.Namespace) -> None:
    if names:
        shown = ", ".join(name[:60] for name in names[:5])
        say(Text(fr=f"Publics relevés qui ne sont pas dans le cadrage, laissés de côté : {shown}. Vérifiez leur nom.",
                 en=f"Publics counted that are not in the brief, left aside: {shown}. Check their names.")(options.lang))  # fmt: skip


def _plan(path: str, catalog: Catalog) -> Plan:
    if path == "-":
        return open_file(sys.stdin.buffer.read(MOST + 1), "<stdin>", catalog)
    return open_file(*content(path), catalog)


def _progress(stage: str, plan: Plan | None, value: float | None) -> None:
    activities: list[Any] | None = None
    if plan is not None:  # the past bears names of its own while it is computed: only what is to come is told
        activities = [a.model_dump(mode="json") for a in plan.activities if not a.method.startswith("past ")]
    sys.stderr.write(json.dumps({"stage": stage, "value": value, "activities": activities}, ensure_ascii=False) + "\n")
    sys.stderr.flush()
