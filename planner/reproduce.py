"""Making a document again: every number of the plan it carries, computed with the engine and the data of here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Literal

from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import PHASE_NAMES, Phase
from catalog.words import Lang, euros, french_spaces, number, percent
from planner import VERSION
from planner.audiences import ALL
from planner.evaluate import Evaluation, evaluate
from planner.optimise import Impossible, goal_of, propose
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.record import Difference, Made, compared, numbers_of

WORDS: Mapping[str, Text] = {
    "cost": Text(fr="coût TTC (€)", en="cost incl. VAT (€)"),
    "staff_days": Text(fr="jours-agent", en="agent-days"),
    "analysis_days": Text(fr="jours-agent de lecture et de réponse", en="agent-days to read and answer"),
    "staff_value": Text(fr="valeur des jours-agent (€)", en="value of the agent-days (€)"),
    "weeks": Text(fr="durée (semaines)", en="length (weeks)"),
    "defaults_cost": Text(fr="part du coût qui repose sur des valeurs par défaut", en="share of the cost that rests on default values"),
    "defaults_coverage": Text(fr="part de la participation qui repose sur des valeurs par défaut",
                              en="share of the participation that rests on default values"),
    "units": Text(fr="unités", en="units"),
    "start_week": Text(fr="première semaine", en="first week"),
    "end_week": Text(fr="dernière semaine", en="last week"),
    "purchases": Text(fr="achats TTC (€)", en="purchases incl. VAT (€)"),
    "external_days": Text(fr="jours de prestataire", en="external days"),
    "people": Text(fr="personnes", en="people"),
    "contributions": Text(fr="contributions attendues", en="contributions expected"),
    "reading_days": Text(fr="jours-agent de lecture", en="agent-days of reading"),
    "can": Text(fr="peuvent participer", en="can take part"),
    "comes": Text(fr="participeraient", en="would take part"),
    "comes_low": Text(fr="participeraient, bas de la fourchette", en="would take part, low end of the range"),
    "comes_high": Text(fr="participeraient, haut de la fourchette", en="would take part, high end of the range"),
    "informed": Text(fr="informés", en="informed"),
    "deliberates": Text(fr="travaillent ensemble", en="work together"),
    "exact": Text(fr="cibles atteintes pour le public le moins bien touché", en="targets met for the public least well reached"),
}  # fmt: skip
EVERYONE = Text(fr="ensemble du territoire", en="the whole territory")
WHOLE = Text(fr="dispositif", en="plan")
COUNTED = (
    Text(fr="{count} nombre du document, recalculé.", en="{count} number of the document, computed again."),
    Text(fr="{count} nombres du document, recalculés.", en="{count} numbers of the document, computed again."),
)
SAME = Text(fr="Aucune différence.", en="No difference.")
DIFFERENT = (Text(fr="{count} différence :", en="{count} difference:"), Text(fr="{count} différences :", en="{count} differences:"))
NOT_AGAIN = Text(
    fr="La borne et la marge du calcul viennent du solveur : elles ne sont pas recalculées ici (--resolve refait une proposition).",
    en="The bound and the margin of the calculation come from the solver: they are not computed again here (--resolve proposes anew).",
)
BRIEF_ONLY = Text(
    fr="La nouvelle proposition part du cadrage seul : les formats gardés, imposés ou refusés à l’époque ne sont pas dans le fichier.",
    en="The new proposal starts from the brief alone: the formats kept, required or refused at the time are not in the file.",
)


class Stated(Record):
    """What a document says of itself; None when it is a plan by itself, which does not say it."""

    engine: str | None
    data: str | None
    today: date | None = None
    paper: str | None = None
    lang: Lang | None = None


class Here(Record):
    """What computes now."""

    engine: str
    data: str


class Change(Record):
    """An activity that a new proposal adds (`was` 0), removes (`now` 0) or holds otherwise; units."""

    method: str
    phase: Phase
    was: int
    now: int
    options_was: tuple[str, ...] = ()
    options_now: tuple[str, ...] = ()


class Resolved(Record):
    """A new proposal from the same brief, beside the plan of the document."""

    status: Literal["ok", "impossible"]
    added: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    exact_was: float  # share of the phase targets met for the public least well reached
    exact_now: float | None = None
    bound: float | None = None  # no plan of the scope exceeds it
    cost_was: float  # EUR incl. VAT
    cost_now: float | None = None


class Reproduced(Record):
    """A document beside what is computed now."""

    status: Literal["same", "different"]  # of the numbers
    document: Stated
    now: Here
    compared: int  # how many numbers
    differences: tuple[Difference, ...]
    resolved: Resolved | None = None


def reproduce(plan: Plan, record: Made | None, catalog: Catalog, resolve: float | None = None) -> Reproduced:
    """Compute again every number that a document states.

    Args:
        record: what made the document; None for a plan by itself, of which only the certificate states a number.
        resolve: seconds for a new proposal from the same brief; None for none.
    """
    at = Situation(plan.brief, catalog)
    evaluation = evaluate(plan, catalog, at)
    exact = goal_of(plan, at)
    now = numbers_of(plan, evaluation, exact)
    if record is not None:
        was: Mapping[str, float] = record.numbers
        stated = Stated(engine=record.engine, data=record.data, today=record.today, paper=record.paper, lang=record.lang)
    else:
        certificate = plan.certificate
        was = {"certificate/exact": certificate.exact} if certificate else {}
        now = {name: value for name, value in now.items() if name in was}
        stated = Stated(engine=certificate.engine if certificate else None, data=certificate.data if certificate else None)
    found = compared(was, now)
    return Reproduced(
        status="different" if found else "same", document=stated, now=Here(engine=VERSION, data=catalog.version),
        compared=len(was), differences=found, resolved=None if resolve is None else _resolved(plan, at, evaluation, exact, resolve),
    )  # fmt: skip


def _resolved(plan: Plan, at: Situation, evaluation: Evaluation, exact: float, seconds: float) -> Resolved:
    try:
        other = propose(at, seconds=seconds)
    except Impossible:
        return Resolved(status="impossible", exact_was=exact, cost_was=evaluation.cost)
    before, after = _held(plan.activities), _held(other.activities)
    changes = [_change(place, before.get(place), after.get(place)) for place in dict.fromkeys((*before, *after))]
    assert other.certificate is not None
    return Resolved(
        status="ok",
        added=tuple(change for change in changes if not change.was),
        removed=tuple(change for change in changes if not change.now),
        changed=tuple(c for c in changes if c.was and c.now and (c.was, c.options_was) != (c.now, c.options_now)),
        exact_was=exact, exact_now=other.certificate.exact, bound=other.certificate.bound,
        cost_was=evaluation.cost, cost_now=evaluate(other, at.catalog, at).cost,
    )  # fmt: skip


Place = tuple[str, Phase]
Holding = tuple[int, tuple[str, ...]]


def _held(activities: Iterable[Activity]) -> dict[Place, Holding]:
    """Units and options by method and phase; the units of two activities of one kind add up."""
    found: dict[Place, Holding] = {}
    for activity in activities:
        units, options = found.get((activity.method, activity.phase), (0, ()))
        all_options = tuple(sorted({*options, *activity.options}))
        found[activity.method, activity.phase] = (units + (activity.units or 1), all_options)
    return found


def _change(place: Place, was: Holding | None, now: Holding | None) -> Change:
    (before, options_was), (after, options_now) = was or (0, ()), now or (0, ())
    return Change(method=place[0], phase=place[1], was=before, now=after, options_was=options_was, options_now=options_now)


# -- in words -------------------------------------------------------------------------------------------


def named(name: str, plan: Plan, catalog: Catalog) -> Text:
    """What a number is, in plain words; a name that is not known is given as it is."""
    what, _, last = name.rpartition("/")
    kind, _, about = what.partition("/")
    word = WORDS.get(last, Text(fr=last[:60] or "?", en=last[:60] or "?"))
    if kind == "coverage":
        whose = EVERYONE if about == ALL else Text(fr=about[:80] or "?", en=about[:80] or "?")
    elif kind == "activities":
        activity = next((each for each in plan.activities if each.id == about), None)
        method = catalog.methods.get(activity.method) if activity else None
        whose = Text(fr=about[:80] or "?", en=about[:80] or "?")
        if activity and method:
            step = PHASE_NAMES[activity.phase]
            whose = Text(fr=f"{method.name.fr} ({step.fr})", en=f"{method.name.en} ({step.en})")
    else:
        whose = WHOLE
    return Text(fr=f"{whose.fr} : {word.fr}", en=f"{whose.en}: {word.en}")


def told(found: Reproduced, plan: Plan, catalog: Catalog, lang: Lang, most: int = 25) -> str:
    """The comparison for a person, in at most about forty lines."""
    fr = lang == "fr"
    lines = [*_versions(found, lang), ""]
    count = len(found.differences)
    lines.append(COUNTED[found.compared > 1](lang).format(count=found.compared))
    if not count:
        lines.append(SAME(lang))
    else:
        lines.append(DIFFERENT[count > 1](lang).format(count=count))
        for each in found.differences[:most]:
            lines.append(f"  {named(each.name, plan, catalog)(lang)} : {_number(each.was, lang)} → {_number(each.now, lang)}")
        if count > most:
            lines.append(
                f"  … et {count - most} autres (--json les donne toutes)." if fr else f"  … and {count - most} more (--json gives all)."
            )
    if plan.certificate:
        lines.append(NOT_AGAIN(lang))
    if found.resolved:
        lines += ["", *_proposal(found.resolved, catalog, lang)]
    return "\n".join(french_spaces(line) if fr else line.replace(" : ", ": ") for line in lines)


def _versions(found: Reproduced, lang: Lang) -> list[str]:
    unknown = "inconnue" if lang == "fr" else "unknown"
    made = (found.document.engine or unknown, found.document.data or unknown)
    here = (found.now.engine, found.now.data)
    if lang == "fr":
        return [f"Document : Maillage {made[0]}, données {made[1]}", f"Ici : Maillage {here[0]}, données {here[1]}"]
    return [f"Document: Maillage {made[0]}, data {made[1]}", f"Here: Maillage {here[0]}, data {here[1]}"]


def _number(value: float | None, lang: Lang) -> str:
    if value is None:
        return "rien" if lang == "fr" else "none"
    return number(value, lang, 0 if float(value).is_integer() else 4)


def _proposal(resolved: Resolved, catalog: Catalog, lang: Lang) -> list[str]:
    fr = lang == "fr"
    if resolved.status == "impossible":
        return [
            "Aucun dispositif ne tient aujourd’hui dans les limites du cadrage." if fr else "No plan fits the limits of the brief today."
        ]
    assert resolved.exact_now is not None and resolved.cost_now is not None
    lines = ["Nouvelle proposition, à partir du même cadrage :" if fr else "New proposal, from the same brief:"]
    groups: tuple[tuple[str, str, tuple[Change, ...], Callable[[Change], str]], ...] = (
        ("en plus", "added", resolved.added, lambda c: f"{c.now} ×"),
        ("en moins", "removed", resolved.removed, lambda c: f"{c.was} ×"),
        ("autrement", "otherwise", resolved.changed, lambda c: f"{c.was} → {c.now} ×" if c.was != c.now else "options,"),
    )
    for french, english, changes, units in groups:
        for change in changes[:8]:
            method = catalog.methods[change.method].name(lang)
            lines.append(f"  {french if fr else english} : {units(change)} {method} ({PHASE_NAMES[change.phase](lang)})")
        if len(changes) > 8:
            lines.append(f"  {french if fr else english} : … {len(changes) - 8}")
    if not (resolved.added or resolved.removed or resolved.changed):
        lines.append("  les mêmes actions" if fr else "  the same activities")
    lines.append(f"  {WORDS['exact'](lang)} : {percent(resolved.exact_was, lang, 1)} → {percent(resolved.exact_now, lang, 1)}")
    lines.append(f"  {WORDS['cost'](lang)} : {euros(resolved.cost_was, lang)} → {euros(resolved.cost_now, lang)}")
    return [*lines, BRIEF_ONLY(lang)]
