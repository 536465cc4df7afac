"""What a printed card says, as a practitioner would say it: what it is, whom it brings and whom it does not, what it takes.

Every number comes from the catalogue (a method's published figures, else the rule of its form) through
`planner.reach.Situation`, so that a card and a computed plan never disagree. What is not known is listed as not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from catalog.cards import KIND_NAMES
from catalog.facts import Figure, FigureKind, Record, Text
from catalog.load import Catalog
from catalog.methods import PHASE_NAMES, STRANDS, AudienceTag, Effort, Form, Method, Phase, Strand
from catalog.paper.series import STRAND_NAMES
from catalog.words import Lang, euros, french_spaces, number, people_range, percent_range
from planner.audiences import where_is
from planner.brief import Audience, Brief
from planner.presence import concerned, hindered
from planner.reach import ANYBODY, Situation
from planner.wording import ACCESS_DIGITAL
from planner.workshop.codes import LANE, card_name, lane_of, numbered, token

Shape = Literal["disc", "square", "triangle"]
SHAPES: Mapping[Strand, Shape] = {"in_person": "disc", "digital": "square", "remote": "triangle"}  # told apart without colour
TAG_NAMES: Mapping[AudienceTag, Text] = {
    "young": Text(fr="les jeunes", en="young people"),
    "elderly": Text(fr="les personnes âgées", en="elderly people"),
    "precarious": Text(fr="les personnes en situation précaire", en="people in precarious situations"),
    "far_from_digital": Text(fr="les personnes éloignées du numérique", en="people far from digital"),
    "staggered_hours": Text(fr="les personnes aux horaires décalés", en="people who work staggered hours"),
    "non_french_speakers": Text(fr="les personnes qui parlent peu le français", en="people who speak little French"),
    "disabled": Text(fr="les personnes handicapées", en="disabled people"),
    "rural": Text(fr="les habitants de la campagne", en="rural residents"),
    "families": Text(fr="les familles", en="families"),
}
# The bridge that each form calls for first.
CARRIED: Mapping[Form, str] = {
    "meeting": "record_all", "workshop": "work_to_comment", "panel": "record_all", "walk": "walk_to_map", "stand": "written_for_them",
    "outreach": "written_for_them", "visit_door": "invited_on_the_spot", "interview": "record_all", "exhibition": "invited_on_the_spot",
    "event": "invited_on_the_spot", "office_hours": "written_for_them", "standing_body": "record_all", "paper_form": "same_form",
    "mailing": "same_form", "phone": "phone_to_record", "ballot": "votes_together", "online_campaign": "online_on_the_table",
    "online_live": "voice_for_the_screen", "online_presence": "online_on_the_table", "report": "reply_on_every_channel",
    "relay": "invited_on_the_spot", "broadcast": "reply_on_every_channel",
}  # fmt: skip
PHASE_WORDS: Mapping[Phase, Text] = {
    "inform": Text(fr="Dire ce qui est prévu, ce qui est ouvert ou non.", en="Say what is planned, what is open and what is not."),
    "mobilise": Text(fr="Faire savoir, et faire venir ceux que l’on attend.", en="Let people know, and bring those who are expected."),
    "diagnose": Text(fr="Comprendre ce que vivent les gens, avant les solutions.", en="Understand what people live, before solutions."),
    "ideate": Text(fr="Recueillir des idées, sans les trier encore.", en="Gather ideas, without sorting them yet."),
    "co_produce": Text(fr="Faire ensemble un plan, un texte ou une carte.", en="Make a plan, a text or a map together."),
    "deliberate": Text(fr="Peser les raisons, entendre les désaccords.", en="Weigh reasons, hear disagreements."),
    "prioritise": Text(fr="Classer ou voter, selon une règle connue.", en="Rank or vote, by a known rule."),
    "report_back": Text(fr="Dire ce que les avis sont devenus, et pourquoi.", en="Say what became of the input, and why."),
    "evaluate": Text(fr="Regarder qui est venu, et ce que cela a changé.", en="Look at who came, and what it changed."),
}  # fmt: skip
BASIS: Mapping[FigureKind, Text] = {
    "measured": Text(fr="mesuré", en="measured"),
    "computed": Text(fr="calculé sur des cas publiés", en="computed from published cases"),
    "default": Text(fr="valeur d’usage, à remplacer par la vôtre", en="practitioners’ default, to be replaced with yours"),
    "entered": Text(fr="saisi par vous", en="entered by you"),
}
SHOWN_SOURCES = 2
WORDS: Mapping[str, Text] = {
    "days": Text(fr="{n} jour{s}-agent par unité", en="{n} agent-day{s} a unit"),
    "once": Text(fr=", et {n} une seule fois", en=", and {n} once"),
    "euros": Text(fr="{n} par unité", en="{n} a unit"),
    "people": Text(fr="{n} personnes par unité", en="{n} people a unit"),
    "lead": Text(fr="{n} semaine{s} de préparation", en="{n} week{s} of preparation"),
    "seats": Text(fr="{n} places au plus", en="{n} seats at most"),
    "bought": Text(fr="{n} jour{s} d’animation acheté{s} par unité", en="{n} bought day{s} of facilitation a unit"),
    "from": Text(fr="à partir de {n} habitants", en="from {n} inhabitants"),
    "stopped": Text(fr="{label} ({share} des habitants)", en="{label} ({share} of residents)"),
    "unknown": Text(fr="{label} : non connu", en="{label}: not known"),
    "nothing": Text(fr="rien", en="nothing"),
    "not_known": Text(fr="non connu", en="not known"),
    "paid_parts": Text(fr="seul le travail des agents compte", en="agents’ work only"),
    "head": Text(fr="{n} personnes", en="{n} people"),
    "share": Text(fr="{share} des habitants de 12 ans et plus", en="{share} of residents aged 12 and over"),
    "reaches": Text(fr="de {a} vers {b}", en="from {a} to {b}"),
}


class Card(Record):
    """A card in one language, ready to print; a field that a kind does not have is empty."""

    token: str
    kind: str
    kind_word: str
    id: str
    name: str
    what: str = ""
    unit: str = ""  # what one unit is
    strand: Strand | None = None
    strand_word: str = ""
    shape: Shape | None = None
    brings: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()  # the publics it draws less
    asks: tuple[str, ...] = ()  # what it asks of people, with the share of residents that this stops
    unknown: tuple[str, ...] = ()
    people: str = ""
    days: str = ""
    euros: str = ""
    basis: str = ""  # measured, computed, default: what the numbers rest on
    needs: tuple[str, ...] = ()
    bridge: str = ""  # a bridge it allows, with its token
    ask: str = ""  # what the table has to settle
    source: str = ""
    # The same numbers, to score by hand: EUR including VAT and agent-days, a unit and once; people of one unit.
    cost: float | None = None
    cost_once: float | None = None
    staff_days: float | None = None
    staff_days_once: float | None = None
    gathers: float | None = None


def card(catalog: Catalog, kind: str, id: str, lang: Lang, at: Situation | None = None) -> Card:
    """A card of the deck, or a numbered one (kinds S, N and L, the id being the number).

    Args:
        at: the scenario's brief laid on the catalogue, for numbers of its place; else those of the reference town.
    Raises:
        KeyError: no card of that kind and id.
    """
    if kind in "SNL":
        return _number(kind, int(id), lang)
    made = {"M": _method, "X": _option, "T": _tool, "P": _public, "E": _phase, "B": _bridge, "C": _turn, "V": _turn}[kind]
    coded = catalog.deck.of(kind)[id]
    base = Card(token=token(kind, coded.code), kind=kind, kind_word=KIND_NAMES[kind](lang), id=id, name=card_name(catalog, kind, id)(lang))
    situation = at or Situation(Brief(subject="-"), catalog)
    return base.model_copy(update=made(base, situation, lang))


def audience_card(brief: Brief, place: int, lang: Lang) -> Card:
    """The card of a public of the scenario, numbered from 1 in the order of its brief."""
    public: Audience = brief.audiences[place - 1]
    return Card(
        token=numbered("P", place), kind="P", kind_word=KIND_NAMES["P"](lang), id=f"{place:02d}", name=public.name,
        people=_say("head", lang, n=number(public.people, lang)), what=public.where or "",
        brings=tuple(TAG_NAMES[tag](lang) for tag in public.tags),
    )  # fmt: skip


def short(text: str, most: int) -> str:
    """A text cut at a word, an ellipsis said, when it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:·") + "…"


# -- one kind after the other -----------------------------------------------------------------------------

Fields = dict[str, object]


def _method(base: Card, at: Situation, lang: Lang) -> Fields:
    catalog = at.catalog
    method = catalog.methods[base.id]
    effort = at.effort(method)
    paid = at.asset(method) is not None
    day = at.default("day_rate") if at.buys_days(method) else 0.0
    cost = (0.0 if paid else _value(effort.purchases)) + day * _value(effort.external_days)
    once = 0.0 if paid else _value(effort.setup_purchases)
    days, days_once = _value(effort.staff_days), _value(effort.setup_days)
    typical = effort.people
    assert typical is not None
    low, high = (at.draw(method, end) if at.people else end for end in (typical.low or 0.0, typical.high or typical.value))
    gathers = at.draw(method, typical.value) if at.people else typical.value
    stands, blank = _barriers(method, at, lang)
    poorly = tuple(TAG_NAMES[tag](lang) for tag in method.affinity.poorly)
    online = (ACCESS_DIGITAL[method.digital](lang),) if method.digital != "none" else ()
    bridge = catalog.deck.B[CARRIED[method.form]]
    used = [effort.purchases, effort.external_days, effort.staff_days, effort.people]
    return {
        "what": method.definition(lang), "unit": method.unit(lang), "strand": method.strand, "strand_word": _strands(method, lang),
        "shape": SHAPES[method.strand], "brings": tuple(TAG_NAMES[tag](lang) for tag in (*method.affinity.only, *method.affinity.well)),
        "misses": poorly, "asks": (*online, *stands), "unknown": blank,
        "people": _say("people", lang, n=people_range(low, high, lang)) if high else _say("nothing", lang),
        "days": _amount("days", days, days_once, lang), "euros": _money(cost, once, lang), "basis": _basis(used, lang),
        "needs": tuple(_needs(method, effort, at, lang)), "bridge": f"{token('B', bridge.code)} {bridge.name(lang)}",
        "source": _sources(catalog, method.sources, lang), "cost": cost, "cost_once": once, "staff_days": days,
        "staff_days_once": days_once, "gathers": gathers,
    }  # fmt: skip


def _option(base: Card, at: Situation, lang: Lang) -> Fields:
    option = at.catalog.methods[base.id]
    effort = at.own_effort(option)  # an option takes only what is said of it
    cost = _value(effort.purchases) + at.default("day_rate") * _value(effort.external_days)
    known = [each for each in (effort.purchases, effort.external_days) if each is not None]
    return {
        "what": option.definition(lang), "unit": option.unit(lang), "brings": tuple(TAG_NAMES[tag](lang) for tag in option.affinity.well),
        "euros": _money(cost, 0.0, lang) if known else _say("not_known", lang), "cost": cost if known else None,
        "basis": _basis(known, lang), "source": _sources(at.catalog, option.sources, lang),
    }  # fmt: skip


def _tool(base: Card, at: Situation, lang: Lang) -> Fields:
    catalog = at.catalog
    tool = catalog.tools[base.id]
    labels = catalog.labels
    carried = ", ".join(labels["offline"][each.kind](lang) for each in tool.offline)
    price = labels["price"][tool.price.value](lang) if tool.price.value else _say("not_known", lang)
    unknown = tuple(_say("unknown", lang, label=name(lang)) for field, name in FACT_NAMES.items() if getattr(tool, field).value is None)
    return {
        "what": tool.what(lang), "strand": "digital", "strand_word": STRAND_NAMES["digital"](lang), "shape": SHAPES["digital"],
        "brings": tuple(catalog.uses[use].name(lang) for use in tool.uses[:3]), "euros": price, "bridge": carried, "unknown": unknown,
        "source": _sources(catalog, tool.sources or tool.status.sources, lang),
    }  # fmt: skip


FACT_NAMES: Mapping[str, Text] = {
    "licence": Text(fr="licence", en="licence"),
    "hosting": Text(fr="hébergement", en="hosting"),
    "accessibility": Text(fr="accessibilité", en="accessibility"),
}


def _public(base: Card, at: Situation, lang: Lang) -> Fields:
    public = at.catalog.profiles[base.id]
    share, source = public.share, ""
    people = _say("not_known", lang)
    if share is not None and share.low is not None and share.high is not None:
        people = _say("share", lang, share=percent_range(share.low, share.high, lang))
        source = _sources(at.catalog, (share.source,) if share.source else (), lang)
    return {
        "what": public.rests_on(lang), "people": people, "unknown": (public.unknown(lang),), "source": source,
        "basis": _basis([share], lang),
    }  # fmt: skip


def _phase(base: Card, at: Situation, lang: Lang) -> Fields:
    phase: Phase = next(each for each in PHASE_NAMES if each == base.id)
    return {"what": PHASE_WORDS[phase](lang)}


def _bridge(base: Card, at: Situation, lang: Lang) -> Fields:
    bridge = at.catalog.deck.B[base.id]
    a, b = (", ".join(STRAND_NAMES[strand](lang) for strand in ends) for ends in (bridge.from_, bridge.to))
    words = bridge.how(lang)
    return {
        "what": f"{words[:1].upper()}{words[1:]}.", "needs": (bridge.who(lang),), "bridge": _say("reaches", lang, a=a, b=b),
        "source": _sources(at.catalog, bridge.source, lang),
    }  # fmt: skip


def _turn(base: Card, at: Situation, lang: Lang) -> Fields:
    turn = (at.catalog.deck.C if base.kind == "C" else at.catalog.deck.V)[base.id]
    return {
        "what": turn.what(lang),
        "ask": turn.ask(lang),
        "needs": tuple(at.catalog.principles[p].statement(lang) for p in turn.principles),
    }


def _number(kind: str, value: int, lang: Lang) -> Card:
    words = KIND_NAMES[kind](lang)
    strand: Strand | None = None
    if kind == "L":
        if not 1 <= value <= LANE * len(STRANDS):
            raise KeyError(value)
        strand = lane_of(value)
    return Card(
        token=numbered(kind, value), kind=kind, kind_word=words, id=str(value), name=f"{words} {value}", strand=strand,
        strand_word=STRAND_NAMES[strand](lang) if strand else "", shape=SHAPES[strand] if strand else None,
    )  # fmt: skip


# -- parts of a card --------------------------------------------------------------------------------------


def _barriers(method: Method, at: Situation, lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the method asks of people besides the internet, with the share of residents it stops, and what is not known of it."""
    barriers = at.catalog.barriers
    place = where_is(at.catalog, at.brief.territory)
    found = hindered(barriers, concerned(barriers, ANYBODY, place), method, commitments=at.brief.commitments).barriers
    stands, blank = [], []
    for each in found:
        label = barriers[each.barrier].label(lang)
        if each.low is not None and each.high is not None:
            stands.append(_say("stopped", lang, label=label, share=percent_range(each.low, each.high, lang)))
        else:
            blank.append(_say("unknown", lang, label=label))
    return tuple(stands), tuple(blank)


def _needs(method: Method, effort: Effort, at: Situation, lang: Lang) -> Iterable[str]:
    yield _counted("lead", at.lead_weeks(method), lang)
    if effort.capacity and method.counts_as == "deliberates":
        yield _say("seats", lang, n=number(effort.capacity.value, lang))
    if effort.external_days and effort.external_days.value and at.buys_days(method):
        yield _counted("bought", effort.external_days.value, lang)
    if method.suits_from:
        yield _say("from", lang, n=number(method.suits_from, lang))


def _amount(word: str, unit: float, once: float, lang: Lang) -> str:
    return _counted(word, unit, lang) + (_say("once", lang, n=number(once, lang, 2)) if once else "")


def _counted(word: str, count: float, lang: Lang) -> str:
    """A number with its noun: the French plural starts at two, the English one is everything but one."""
    many = count >= 2 if lang == "fr" else count != 1
    return _say(word, lang, n=number(count, lang, 2), s="s" if many else "")


def _money(cost: float, once: float, lang: Lang) -> str:
    if not cost and not once:
        return _say("paid_parts", lang)
    return _say("euros", lang, n=euros(cost, lang)) + (_say("once", lang, n=euros(once, lang)) if once else "")


def _basis(figures: Iterable[Figure | None], lang: Lang) -> str:
    """What the numbers rest on, the weakest first."""
    kinds = {each.kind for each in figures if each is not None}
    order: tuple[FigureKind, ...] = ("default", "computed", "measured", "entered")
    return _joined((BASIS[kind](lang) for kind in order if kind in kinds), lang)


def _sources(catalog: Catalog, keys: Iterable[str], lang: Lang) -> str:
    """Up to two sources with their years, what was published before what practitioners say."""
    known = sorted((catalog.sources[key] for key in keys), key=lambda each: (each.id == "practice", -(each.year or 0)))
    said = [f"{each.title} ({each.year})" if each.year else each.title for each in known[:SHOWN_SOURCES]]
    return _joined(said, lang)


def _joined(texts: Iterable[str], lang: Lang) -> str:
    return french_spaces(" ; ".join(texts)) if lang == "fr" else "; ".join(texts)


def _strands(method: Method, lang: Lang) -> str:
    return " + ".join(STRAND_NAMES[strand](lang) for strand in method.joins)


def _value(figure: Figure | None) -> float:
    return figure.value if figure else 0.0


def _say(word: str, lang: Lang, **values: str) -> str:
    return WORDS[word](lang).format(**values)
