"""The reasons of a plan in plain sentences, French and English: every number in them is one of `planner/explain.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalog.facts import FigureKind, Text
from catalog.methods import CONTRIBUTION_PHASES, PHASE_NAMES, Phase
from catalog.words import LANGUAGES, Lang, euros, french_spaces, number, people_range, percent
from planner.explain import ONE, Change, Counts, Explanation, Loss, Reason, Span
from planner.wording import KINDS, LESS_THAN

SHOWN = 3  # publics or rules named in one sentence
KIND_WORDS: dict[FigureKind, Text] = {
    "measured": Text(fr="mesuré", en="measured"),
    "computed": Text(fr="calculé", en="computed"),
    "default": Text(fr="repère de métier", en="rule of thumb"),
    "entered": Text(fr="saisi par l’organisateur", en="entered by the organiser"),
}
ALONE: dict[Counts, Text] = {
    "comes": Text(fr="Rien d’autre dans le dispositif ne les ferait venir.", en="Nothing else in the plan would bring them."),
    "informed": Text(fr="Rien d’autre dans le dispositif ne les informe.", en="Nothing else in the plan informs them."),
}
MISSING: dict[str, Text] = {
    "brief.territory.people": Text(fr="combien de personnes sont concernées", en="how many people are concerned"),
    "brief.limits.budget": Text(fr="le budget (un remplacement ne coûte donc pas plus)", en="the budget (so a replacement costs no more)"),
    "brief.limits.staff_days": Text(fr="les jours-agent disponibles", en="the agent-days available"),
}
ON_WHICH_IT_RESTS = ("people", "staff_days", "purchases", "external_days", "setup_purchases")  # said in a sentence


def document(found: Iterable[Explanation]) -> dict[str, Any]:
    """The JSON of `explain --json` (contracts.md)."""
    rows = []
    for each in found:
        said = {lang: sentences(each, lang) for lang in LANGUAGES}
        rows.append({**each.model_dump(mode="json"), "sentences": said})
    return {"activities": rows}


def sentences(explanation: Explanation, lang: Lang) -> list[str]:
    """The explanation in plain sentences, ranges first."""
    found = [
        *_said_without(explanation, lang),
        *_said_rules(explanation, lang),
        *_said_instead(explanation, lang),
        *_said_worth(explanation, lang),
        _said_figures(explanation, lang),
        *_said_unknown(explanation, lang),
    ]
    return [french_spaces(text) for text in found] if lang == "fr" else found


def _said_without(found: Explanation, lang: Lang) -> Iterator[str]:
    fr, loss, by = lang == "fr", found.without, found.counts
    name = _title(found.name, found.units, lang, found.phase)
    if loss.all is None:
        yield (
            f"{name} : combien de personnes viendraient n’est pas connu, faute d’effectif."
            if fr
            else f"{name}: how many people would come is not known, for want of a head count."
        )
    else:
        moved = _moved(loss.all, by, lang)
        alone = -loss.all.counted(by)[1] >= ONE
        what = _measure(by, lang)
        tail = f" {ALONE[by](lang)}" if alone else ""
        yield (f"Sans {name}, {what} {moved}." if fr else f"Without {name}, {what} {moved}.") + tail
        losers = [c for c in loss.publics if -c.counted(by)[1] >= ONE][:SHOWN]
        if losers:
            said = _list((f"{c.audience}, {_people(*_lost(c, by), lang)}{_of(c.people, lang)}" for c in losers), lang)
            yield f"Publics qui perdent le plus : {said}." if fr else f"Publics that lose most: {said}."
        yield from _said_can(loss, lang)
        if loss.all.deliberates <= -ONE:
            count = _people(-loss.all.deliberates, -loss.all.deliberates, lang)
            yield f"Le travail en commun perdrait environ {count}." if fr else f"Work together would lose about {count}."
    weeks = ""
    if loss.weeks > 0:
        weeks = f" ; semaines de moins au calendrier : {loss.weeks}" if fr else f"; weeks off the calendar: {loss.weeks}"
    money, days = euros(loss.money, lang), number(loss.staff_days, lang, 1)
    yield (
        f"Cela libérerait {money} TTC et {days} jours-agent{weeks}."
        if fr
        else f"That would free {money} including VAT and {days} agent-days{weeks}."
    )


def _said_can(loss: Loss, lang: Lang) -> Iterator[str]:
    """Those who could no longer take part: another number than those who would no longer come."""
    assert loss.all
    shut = sorted((c for c in loss.publics if c.can <= -ONE), key=lambda c: c.can)[:SHOWN]
    if loss.all.can > -ONE and not shut:
        return
    count = _people(-loss.all.can, -loss.all.can, lang)
    detail = _list((f"{c.audience}, {_people(-c.can, -c.can, lang)}" for c in shut), lang)
    if lang == "fr":
        yield f"Autre compte, les personnes qui peuvent participer : il baisserait d’environ {count}" + (f" ({detail})." if detail else ".")
    else:
        yield f"Another count, the people who can take part: it would fall by about {count}" + (f" ({detail})." if detail else ".")


def _said_rules(found: Explanation, lang: Lang) -> Iterator[str]:
    fr = lang == "fr"
    if found.rules:
        said = _rules(found.rules, lang)
        yield f"Sans elle, ne serait plus respecté : {said}." if fr else f"Without it, this would no longer hold: {said}."
    else:
        yield "Aucun principe vérifié ne dépend d’elle seule." if fr else "No principle checked depends on it alone."
    if found.faults:
        said = _rules(found.faults, lang)
        yield f"Sans elle, serait de nouveau respecté : {said}." if fr else f"Without it, this would hold again: {said}."


def _rules(found: Sequence[Reason], lang: Lang) -> str:
    said = []
    for reason in found[:SHOWN]:
        detail = f" [{reason.detail(lang).rstrip('. ')}]" if reason.kind == "legal" and reason.detail else ""
        said.append(f"{reason.statement(lang).rstrip('. ')}{detail} ({KINDS[reason.kind](lang)})")
    rest = len(found) - SHOWN
    if rest > 0:
        said.append(f"et {rest} de plus" if lang == "fr" else f"and {rest} more")
    return _list(said, lang)


def _said_instead(found: Explanation, lang: Lang) -> Iterator[str]:
    fr, swap = lang == "fr", found.instead
    by: Counts = "comes" if found.phase in CONTRIBUTION_PHASES else "informed"
    if swap is None:
        if found.without.all is None:
            return
        yield (
            f"Aucun autre format ne peut la remplacer : sur {found.tried} essayés, aucun ne tient à la fois dans les moyens, le calendrier "
            "et les obligations du dispositif."
            if fr
            else f"No other method can replace it: of {found.tried} tried, none fits the means, the calendar and the duties of the plan."
        )
        return
    name, what = _title(swap.name, swap.units, lang), _measure(by, lang)
    days = number(swap.staff_days, lang, 1)
    means = f"{euros(swap.cost, lang)} TTC, {days} jours-agent" if fr else f"{euros(swap.cost, lang)} including VAT, {days} agent-days"
    text = f"{what} {_moved(swap.all, by, lang)}"
    public = next((c for c in swap.publics if c.audience == swap.least), None)
    if public:
        who = f"le public alors le moins bien touché, {swap.least}," if fr else f"the public then least well reached, {swap.least},"
        text += f"{_semicolon(lang)}{who} {_moved(public, by, lang)}"
    head = "À sa place, le meilleur autre format serait" if fr else "In its place, the best other method would be"
    if swap.better:
        head = "Un autre choix ferait mieux" if fr else "Another choice would do better"
        if swap.all.counted(by)[0] <= -ONE:
            head += ", d’après les rendements habituels" if fr else ", on typical yields"
        head += " :" if fr else ":"
    yield f"{head} {name}, {means}. Alors {text}." if fr else f"{head} {name}, {means}. Then {text}."
    costs = []
    if swap.all.deliberates <= -ONE:
        count = _people(-swap.all.deliberates, -swap.all.deliberates, lang)
        costs.append(f"environ {count} de moins au travail en commun" if fr else f"about {count} fewer at work together")
    if swap.all.can <= -ONE:
        count = _people(-swap.all.can, -swap.all.can, lang)
        costs.append(f"environ {count} de plus sans moyen de participer" if fr else f"about {count} more without a way to take part")
    if swap.breaks:
        said = _rules(swap.breaks, lang)
        costs.append(f"un principe qui ne serait plus respecté, {said}" if fr else f"a principle that would no longer hold, {said}")
    if costs:
        yield ("Contrepartie : " if fr else "The price: ") + _list(costs, lang) + "."


def _said_worth(found: Explanation, lang: Lang) -> Iterator[str]:
    fr, worth = lang == "fr", found.worth
    if worth is None:
        return
    if worth.money and worth.staff_days:
        unit = {"comes": ("qui vient", "who comes"), "informed": ("informée", "informed")}[found.counts][0 if fr else 1]
        hundred = Span(**{end: None if value is None else 100 * value for end, value in worth.staff_days.model_dump().items()})
        days = _span(hundred, "", 1, lang)
        if worth.money.value:
            money = _span(worth.money, "€", 0 if worth.money.value >= 10 else 2, lang)
            yield (
                f"Chaque personne de plus {unit} coûte {money} TTC."
                if fr
                else f"Each additional person {unit} costs {money} including VAT."
            )
        yield f"Cent personnes de plus demandent {days} jours-agent." if fr else f"A hundred more people take {days} agent-days."
    kind = next((KIND_WORDS[figure.kind](lang) for figure in found.figures if figure.name == "people"), "")
    text = f"Le rendement est : {kind}" if fr else f"The yield is: {kind}"
    if worth.defaults_cost is None:
        yield f"{text}{_semicolon(lang)}" + ("elle ne coûte pas d’argent." if fr else "it costs no money.")
    else:
        share = percent(worth.defaults_cost, lang)
        yield f"{text}{_semicolon(lang)}" + (
            f"{share} du coût repose sur des repères de métier." if fr else f"{share} of the cost rests on rules of thumb."
        )


def _said_figures(found: Explanation, lang: Lang) -> str:
    fr, said, titles = lang == "fr", [], {}
    for figure in found.figures:
        if figure.name not in ON_WHICH_IT_RESTS or (not figure.value and figure.kind == "default"):
            continue
        value = euros(figure.value, lang) if figure.unit == "EUR" else number(figure.value, lang, 2)
        span = ""
        if figure.low is not None and figure.high is not None and figure.low < figure.high:
            span = f" ({number(figure.low, lang, 2)} {'à' if fr else 'to'} {number(figure.high, lang, 2)})"
        marks = [KIND_WORDS[figure.kind](lang), *([str(figure.year)] if figure.year else []), *([figure.source] if figure.source else [])]
        said.append(f"{figure.label(lang)} {value}{span}, {', '.join(marks)}")
        if figure.source and figure.title:
            titles[figure.source] = figure.title
    sources = _list((f"{key}, {title}" for key, title in titles.items()), lang)
    text = ("Chiffres : " if fr else "Figures: ") + _list(said, lang) + "."
    return text + ((" Sources : " if fr else " Sources: ") + sources + "." if sources else "")


def _said_unknown(found: Explanation, lang: Lang) -> Iterator[str]:
    fr = lang == "fr"
    if "activities.units" in found.unknown:
        yield "Nombre d’unités non précisé : une seule est comptée." if fr else "Number of units not specified: a single one is counted."
    keys = [key for key in found.unknown if key != "activities.units"]
    if keys:
        said = _list((MISSING[key](lang) for key in keys), lang)
        yield f"Non précisé : {said}." if fr else f"Not specified: {said}."


# -- words --------------------------------------------------------------------------------------------


def _title(name: Text, units: int, lang: Lang, phase: Phase | None = None) -> str:
    """An activity by its name, number and step."""
    step = "" if phase is None else f", {'étape' if lang == 'fr' else 'step'} {_quoted(PHASE_NAMES[phase](lang), lang)}"
    count = (
        f"{number(units, lang)} unité{'s' if units > 1 else ''}"
        if lang == "fr"
        else f"{number(units, lang)} unit{'s' if units > 1 else ''}"
    )
    return f"{_quoted(name(lang), lang)} ({count}{step})"


def _quoted(text: str, lang: Lang) -> str:
    return f"« {text} »" if lang == "fr" else f"“{text}”"


def _semicolon(lang: Lang) -> str:
    return " ; " if lang == "fr" else "; "


def _list(items: Iterable[str], lang: Lang) -> str:
    return _semicolon(lang).join(items)


def _measure(by: Counts, lang: Lang) -> str:
    words = {"comes": ("la participation", "participation"), "informed": ("l’information", "information")}[by]
    return words[0 if lang == "fr" else 1]


def _people(low: float, high: float, lang: Lang) -> str:
    """A head count in words: less than one is not nobody."""
    fr = lang == "fr"
    if high < ONE:
        return "moins d’une personne" if fr else "less than one person"
    said = people_range(max(low, 0.0), high, lang)
    if low < ONE:
        said = people_range(0.0, high, lang)
    one = said in ("0", "1")
    return f"{said} {'personne' if fr else 'person'}" if one else f"{said} {'personnes' if fr else 'people'}"


def _lost(change: Change, by: Counts) -> tuple[float, float]:
    """Low and high ends of a loss, as positive counts."""
    low, _, high = change.counted(by)
    return -high, -low


def _of(people: float, lang: Lang) -> str:
    return f" sur {number(people, lang)}" if lang == "fr" else f" out of {number(people, lang)}"


def _moved(change: Change, by: Counts, lang: Lang) -> str:
    """Loses, gains, or either: the range of a change."""
    fr, (low, _, high) = lang == "fr", change.counted(by)
    if low > -ONE and high < ONE:
        return "ne changerait pas d’une personne" if fr else "would not change by one person"
    if high < ONE:
        return f"{'perdrait' if fr else 'would lose'} {_people(-high, -low, lang)}"
    if low > -ONE:
        return f"{'gagnerait' if fr else 'would gain'} {_people(low, high, lang)}"
    fewer, more = _people(-low, -low, lang), _people(high, high, lang)
    return f"changerait, entre {fewer} de moins et {more} de plus" if fr else f"would change, between {fewer} fewer and {more} more"


def _span(span: Span, sign: str, digits: int, lang: Lang) -> str:
    """A range of amounts, with no high end when nobody may come."""
    unit = f"\u00a0{sign}" if sign else ""
    low = number(span.low, lang, digits)
    if span.high is None:
        return f"{'au moins' if lang == 'fr' else 'at least'} {low}{unit}"
    high = number(span.high, lang, digits)
    if span.high and high == "0":
        return LESS_THAN(lang).format(n=f"{number(10**-digits, lang, digits)}{unit}")
    return f"{low}{unit}" if low == high else f"{low} {'à' if lang == 'fr' else 'to'} {high}{unit}"
