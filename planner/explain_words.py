"""The reasons of a plan in plain sentences, French and English: every number in them is one of `planner/explain.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from catalog.facts import FigureKind, Text
from catalog.methods import CONTRIBUTION_PHASES, PHASE_NAMES, Phase
from catalog.words import LANGUAGES, Lang, euros, french_spaces, number, people_range, percent
from planner.audiences import ALL
from planner.explain import ONE, SAME, Change, Counts, Explanation, Goal, Level, Loss, Reason, Span, Swap
from planner.flip import Flip
from planner.wording import KINDS, LESS_THAN

if TYPE_CHECKING:
    from planner.worth import Limit, Marginal

LITTLE = 0.005  # relative change under which it is said to be less than 1 %
SEEN = 0.0005  # share of the targets under which a change is not said
SHOWN = 3  # publics or rules named in one sentence
KIND_WORDS: dict[FigureKind, Text] = {
    "measured": Text(fr="mesuré", en="measured"),
    "computed": Text(fr="calculé", en="computed"),
    "default": Text(fr="repère de métier", en="rule of thumb"),
    "entered": Text(fr="saisi par l’organisateur", en="entered by the organiser"),
}
LEVEL_WORDS: dict[Level, Text] = {
    "weak": Text(fr="faible", en="weak"),
    "ordinary": Text(fr="ordinaire", en="ordinary"),
    "strong": Text(fr="forte", en="strong"),
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


def document(found: Iterable[Explanation], worth: Sequence[Marginal] | None = None) -> dict[str, Any]:
    """The JSON of `explain --json` (contracts.md); `worth` only when it was asked for."""
    rows = []
    for each in found:
        said = {lang: sentences(each, lang) for lang in LANGUAGES}
        rows.append({**each.model_dump(mode="json"), "sentences": said})
    if worth is None:
        return {"activities": rows}
    steps = [{**each.model_dump(mode="json"), "sentence": {lang: said_worth(each, lang) for lang in LANGUAGES}} for each in worth]
    return {"activities": rows, "worth": steps}


def sentences(explanation: Explanation, lang: Lang) -> list[str]:
    """The explanation in plain sentences, ranges first."""
    found = [
        *_said_without(explanation, lang),
        *_said_rules(explanation, lang),
        *_said_instead(explanation, lang),
        *_said_flip(explanation, lang),
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
        yield from _said_mobilised([loss.all, *loss.publics], "Sans elle" if fr else "Without it", lang)
        if loss.goal and abs(loss.goal.then - loss.goal.now) >= SEEN:
            yield f"{_capital(_said_goal(loss.goal, lang))}."
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
    people = [] if loss.all.can > -ONE else [_people(-loss.all.can, -loss.all.can, lang)]
    less = "de moins" if lang == "fr" else "fewer"
    people = [f"{count} {less}" for count in people]
    people += [f"{c.audience}, {_people(-c.can, -c.can, lang)} {less}" for c in shut]
    said = _list(people, lang)
    yield f"Autre compte, les personnes qui peuvent participer : {said}." if lang == "fr" else (
        f"Another count, the people who can take part: {said}."
    )  # fmt: skip


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
    if swap.contractor:
        means += ", confié à un prestataire" if fr else ", run by a contractor"
    parts = [_said_goal(swap.goal, lang), f"{what} {_moved(swap.all, by, lang)}"]
    public = next((c for c in swap.publics if c.audience == swap.goal.least), None)
    if public and abs(public.counted(by)[1]) >= ONE:
        parts.append(f"{_least(swap.goal, lang)} {_moved(public, by, lang)}")
    yield f"{_head(swap, by, lang)} {name}, {means}. {'Alors' if fr else 'Then'} {_list(parts, lang)}."
    yield from _said_mobilised([swap.all, *swap.publics], "Avec ce remplacement" if fr else "With this replacement", lang)
    costs = []
    if swap.all.deliberates <= -ONE:
        count = _people(-swap.all.deliberates, -swap.all.deliberates, lang)
        costs.append(f"environ {count} de moins au travail en commun" if fr else f"about {count} fewer at work together")
    if by == "informed" and swap.all.comes <= -ONE:
        count = _people(-swap.all.comes_high, -swap.all.comes_low, lang)
        costs.append(f"{count} de moins à venir" if fr else f"{count} fewer to come")
    if swap.all.can <= -ONE:
        count = _people(-swap.all.can, -swap.all.can, lang)
        costs.append(f"environ {count} de plus sans moyen de participer" if fr else f"about {count} more without a way to take part")
    if swap.breaks:
        said = _rules(swap.breaks, lang)
        costs.append(f"un principe qui ne serait plus respecté, {said}" if fr else f"a principle that would no longer hold, {said}")
    if costs:
        yield ("Contrepartie : " if fr else "The price: ") + _list(costs, lang) + "."


def _head(swap: Swap, by: Counts, lang: Lang) -> str:
    """How the replacement compares with the activity."""
    fr = lang == "fr"
    unsure = swap.all.counted(by)[0] <= -ONE
    if swap.better:
        head = "Un autre choix ferait mieux" if fr else "Another choice would do better"
    elif swap.preferred:
        head = "Un autre choix servirait mieux le but du dispositif" if fr else "Another choice would serve the goal of the plan better"
    elif swap.equal:
        return "Ferait aussi bien :" if fr else "This would do as well:"
    else:
        why = _weaker(swap, by, lang)
        return f"À sa place, le meilleur autre format, {why}, serait" if fr else f"In its place, the best other method, {why}, would be"
    if unsure:
        head += ", d’après les rendements habituels" if fr else ", on typical yields"
    return head + (" :" if fr else ":")


def _weaker(swap: Swap, by: Counts, lang: Lang) -> str:
    """In what a replacement is worth less than the activity."""
    if swap.goal.then < swap.goal.now - SEEN:
        return "moins bon pour le but du dispositif" if lang == "fr" else "less good for the goal of the plan"
    if by == "comes" or swap.all.comes <= -ONE:
        return "qui ferait venir moins de monde" if lang == "fr" else "which would bring fewer people"
    return "qui informerait moins de monde" if lang == "fr" else "which would inform fewer people"


def _said_goal(goal: Goal, lang: Lang) -> str:
    """The first goal, from now to then."""
    now, then, who = percent(goal.now, lang, 1), percent(goal.then, lang, 1), _public(goal.least, lang)
    if abs(goal.then - goal.now) < SEEN:
        return f"le public le moins bien touché garderait {now} de ses cibles" if lang == "fr" else (
            f"the public least well reached would keep {now} of its targets"
        )  # fmt: skip
    return (
        f"le public le moins bien touché ({who}) atteindrait {then} de ses cibles, au lieu de {now}"
        if lang == "fr"
        else f"the public least well reached ({who}) would reach {then} of its targets, instead of {now}"
    )


def _public(name: str, lang: Lang) -> str:
    return name or ("le reste des habitants" if lang == "fr" else "the other residents")


def _least(goal: Goal, lang: Lang) -> str:
    return f"le public alors le moins bien touché, {goal.least}," if lang == "fr" else f"the public then least well reached, {goal.least},"


def _said_mobilised(changes: Sequence[Change], head: str, lang: Lang) -> Iterator[str]:
    """Whose mobilising changes level, and what that does to the people who come of their own accord."""
    fr = lang == "fr"
    moved = [c for c in changes if c.mobilised][: SHOWN + 1]
    if not moved:
        return
    said = []
    for change in moved:
        assert change.mobilised
        before, after = (LEVEL_WORDS[level](lang) for level in change.mobilised)
        who = ("l’ensemble du territoire" if fr else "the whole territory") if change.audience == ALL else change.audience
        low, middle, high = change.counted("comes")
        if high < ONE and low <= -ONE:
            effect = f"{_people(-high, -low, lang)} {'de moins viendraient' if fr else 'fewer would come'}"
        elif low > -ONE and high >= ONE:
            effect = f"{_people(low, high, lang)} {'de plus viendraient' if fr else 'more would come'}"
        elif abs(middle) < ONE:
            effect = "personne de plus ni de moins ne viendrait" if fr else "nobody more or fewer would come"
        else:
            effect = f"la participation {_moved(change, 'comes', lang)}" if fr else f"participation {_moved(change, 'comes', lang)}"
        if fr:
            said.append(f"{'d’' if before[0] in 'aeiou' else 'de '}{before} à {after} pour {who} ({effect})")
        else:
            said.append(f"from {before} to {after} for {who} ({effect})")
    yield f"{head}, la mobilisation passerait {_list(said, lang)}." if fr else f"{head}, mobilising would go {_list(said, lang)}."


def _said_flip(found: Explanation, lang: Lang) -> Iterator[str]:
    """From which figure on the replacement would do as well."""
    fr, swap, flip = lang == "fr", found.instead, found.flip
    if swap is None or not swap.holds:
        return
    mine, other = _quoted(found.name(lang), lang), _quoted(swap.name(lang), lang)
    if flip is None:
        yield (
            f"Ce choix est solide : aucun de ces nombres, même dix fois plus grand ou plus petit, ne ferait préférer {other}."
            if fr
            else f"This choice is firm: none of these figures, even ten times larger or smaller, would make {other} the better one."
        )
        return
    if not flip.verified:
        if abs(flip.relative) < SAME:
            yield (
                f"Ce choix ne tient qu’à un détail : au moindre écart de ces nombres, {other} ferait aussi bien."
                if fr
                else f"This choice hangs on a detail: with the slightest change of these figures, {other} would do as well."
            )
        return
    now, then = (_figure(value, flip, lang) for value in (flip.now, _outward(flip)))
    units = number(flip.units, lang)
    count = f"{units} unité{'s' if flip.units > 1 else ''}" if fr else f"{units} unit{'s' if flip.units > 1 else ''}"
    now += f", {_change(flip, lang)}"
    grows, whose = flip.relative > 0, mine if flip.of == found.method else other
    if flip.input == "budget":
        yield (
            f"Ce choix tient tant que le budget reste sous {then} (aujourd’hui {now}) : à ce niveau, {other} ({count}) "
            f"ferait mieux que {mine} tel quel."
            if fr
            else f"This choice holds as long as the budget stays under {then} (today {now}): from there on, {other} ({count}) "
            f"would do better than {mine} as it is."
        )
        return
    if flip.input == "people":
        less = ("moins" if grows else "plus") if fr else ("fewer" if grows else "more")
        what = f"que {whose} réunit {less} de {then}" if fr else f"{whose} gathers {less} than {then}"
    else:
        less = ("moins" if grows else "plus") if fr else ("less" if grows else "more")
        what = f"qu’une unité de {whose} coûte {less} de {then}" if fr else f"a unit of {whose} costs {less} than {then}"
    town = ""
    if flip.town is not None:
        size = number(flip.town, lang)
        town = f" dans une ville de {size} habitants" if fr else f" in a town of {size} inhabitants"
    yield (
        f"Ce choix tient tant {what}{town} (au lieu de {now}) : à ce niveau, {other} ({count}) ferait aussi bien."
        if fr
        else f"This choice holds as long as {what}{town} (instead of {now}): from there on, {other} ({count}) would do as well."
    )


def _figure(value: float, flip: Flip, lang: Lang) -> str:
    """A figure of a flip with its unit."""
    digits = max(0, 1 - floor(log10(value))) if value else 0
    if flip.unit == "EUR":
        return f"{number(value, lang, digits)}\u00a0€" + (" TTC" if lang == "fr" else " including VAT")
    return f"{number(value, lang, digits)} {'personnes par unité' if lang == 'fr' else 'people per unit'}"


def _outward(flip: Flip) -> float:
    """The threshold in whole units, or to three significant figures, rounded to the side where the choice has changed."""
    size = floor(log10(flip.then))
    step = 10.0 ** max(size - 2, 0 if size >= 1 else -1) if flip.unit == "people" else 10.0 ** (size - 2)
    return (ceil if flip.relative > 0 else floor)(flip.then / step) * step


def _change(flip: Flip, lang: Lang) -> str:
    """A relative change: + 40 %, − 30 %, or how many times."""
    if abs(flip.relative) < LITTLE:
        return LESS_THAN(lang).format(n=percent(0.01, lang))
    sign = "+" if flip.relative > 0 else "−"
    return f"{sign}\u00a0{percent(abs(flip.relative), lang)}"


def said_worth(found: Marginal, lang: Lang) -> str:
    """What one more step of a limit would bring, in one sentence or two."""
    fr = lang == "fr"
    more, left = _amount(found.limit, found.step, lang), _amount(found.limit, max(found.left, 0.0), lang)
    limit = _amount(found.limit, found.now, lang)
    rest = f"Le dispositif laisse {left} sur {limit}." if fr else f"The plan leaves {left} out of {limit}."
    if found.goal is None:
        text = (
            f"{more} de plus : aucun dispositif n’a été trouvé dans le temps donné."
            if fr
            else f"{more} more: no plan was found in the time given."
        )
        return _typed(f"{text} {rest}", lang)
    one = found.limit != "budget" and found.step < 2
    points = number(100 * found.goal, lang, 1)
    if found.goal < SEEN and found.people < ONE:
        verb = "n’apporterait" if one else "n’apporteraient"
        return _typed(f"{more} de plus {verb} rien de visible. {rest}" if fr else f"{more} more would bring nothing visible. {rest}", lang)
    people = _people(found.people, found.people, lang)
    if fr:
        bring, draw = ("apporterait", "ferait") if one else ("apporteraient", "feraient")
        name = "points" if 100 * found.goal >= 1.95 else "point"
        text = f"{more} de plus {bring} {points} {name} de pourcentage au public le moins bien touché et {draw} venir {people} de plus"
    else:
        name = "point" if points == "1" else "points"
        text = f"{more} more would bring {points} percentage {name} to the public least well reached, and {people} more would come"
    if found.order_of_magnitude:
        margin = number(100 * found.margin, lang, 1)
        text += (
            f" ; ce n’est qu’un ordre de grandeur, sous la marge du calcul ({margin} points)"
            if fr
            else f"; only an order of magnitude, below the margin of the calculation ({margin} points)"
        )
    return _typed(f"{text}. {rest}", lang)


def _typed(text: str, lang: Lang) -> str:
    return french_spaces(text) if lang == "fr" else text


def _amount(limit: Limit, value: float, lang: Lang) -> str:
    """An amount of a limit, in words."""
    if limit == "budget":
        return euros(value, lang)
    digits = 1 if limit == "staff_days" else 0
    fr = lang == "fr"
    one, many = ("jour-agent", "jours-agent") if fr else ("agent-day", "agent-days")
    if limit == "weeks":
        one, many = ("semaine", "semaines") if fr else ("week", "weeks")
    plural = value >= 2 if fr else round(value, digits) != 1
    return f"{number(value, lang, digits)} {many if plural else one}"


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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
