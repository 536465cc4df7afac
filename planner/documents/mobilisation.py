"""The mobilisation table: for each public, where it already is, who carries the message, what is said, by when, by whom, at what cost.

A relay serves several publics, so its cost stands once, by channel. Mobilising brings people to the other activities; it
is no participation by itself. Source: practice.md, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.facts import Text
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Span, Words, join, lower
from planner.brief import Audience
from planner.documents.draft import Draft
from planner.documents.sheet import (
    CHANNEL,
    EMPTY,
    PUBLIC,
    WHEN,
    Part,
    activity_words,
    laid,
    people_of,
    table,
)
from planner.mobilisation import Meant, Told, meant, message, told
from planner.plan import Activity

SHOWN_RELAYS = 5

TITLE = Text(fr="Tableau de mobilisation", en="Mobilisation table")
TITLE_INFORMATION = Text(fr="Tableau de diffusion", en="Distribution table")
SAY = Text(fr="Ce que l’on dit", en="What is said")
BY_PUBLIC = Text(fr="Public par public", en="Public by public")
BY_CHANNEL = Text(fr="Canal par canal", en="Channel by channel")

SAME = Text(
    fr="La même phrase partout, sans slogan, avec un numéro de téléphone et un lieu à côté de l’adresse internet.",
    en="The same sentence everywhere, no slogan, with a telephone number and a place beside the web address.",
)
QUESTION = Text(fr="La question posée", en="The question asked")
CONTACT = Text(fr="Téléphone et lieu", en="Telephone and place")
CONTACT_HOLE = Text(fr="numéro, adresse, horaires", en="number, address, hours")
PAGE = Text(fr="Page officielle", en="Official page")

NO_PUBLIC = Text(fr="Publics à prévenir : {hole}.", en="Publics to be told: {hole}.")
PUBLICS_CAPTION = Text(
    fr="« Avant le » est compté à rebours de l’action faite pour eux, sinon de la première qui leur est ouverte",
    en="“Before” is counted back from the activity made for them, else from the first one open to them",
)
PUBLICS_CAPTION_INFORMATION = Text(fr="Les publics se recoupent : ne pas additionner", en="Publics overlap: do not add up")
PUBLICS_HEADER: tuple[Text, ...] = (
    PUBLIC,
    Text(fr="Où ils sont déjà, relais", en="Where they already are, relay"),
    Text(fr="À quoi on les invite", en="What they are invited to"),
    Text(fr="À prévenir dès le", en="To be told from"),
    Text(fr="Par quels canaux", en="Through which channels"),
    Text(fr="Qui s’en charge", en="Who sees to it"),
)
PUBLICS_HEADER_INFORMATION: tuple[Text, ...] = (*PUBLICS_HEADER[:2], *PUBLICS_HEADER[4:])
NAMED = Text(fr="{name}, {people} personnes", en="{name}, {people} people")
WHERE_HOLE = Text(fr="lieu et relais à écrire avec eux", en="place and relay to be written with them")
INVITED = Text(fr="{name}, le {day}", en="{name}, on {day}")
INVITED_WEEK = Text(fr="{name} (date à fixer)", en="{name} (date to be set)")
NOTHING_HOLE = Text(fr="aucune action ouverte à ce public", en="no activity open to this public")
DAY_HOLE = Text(fr="date à fixer", en="date to be set")
PAST = Text(fr="{day} (date passée)", en="{day} (date gone by)")
RELAY_HOLE = Text(fr="aucun canal ne les atteint : ajouter un relais", en="no channel reaches them: add a relay")
LATE = Text(fr="{name} (trop tard : {day})", en="{name} (too late: {day})")
ON_SITE = Text(fr="sur place : {names}", en="on site: {names}")
WEAK = Text(
    fr="Peu prévenus avec ces canaux, selon le modèle : {names}. Ajoutez un relais ou une action qui va vers eux.",
    en="Weakly told with these channels, in the model: {names}. Add a relay or an activity that goes to them.",
)
WHO_HOLE = Text(fr="nom", en="name")

CHANNELS_CAPTION = Text(
    fr="Un canal sert plusieurs publics : son coût n’est compté qu’une fois",
    en="A channel serves several publics: its cost is counted once",
)
CHANNELS_HEADER = (
    CHANNEL,
    Text(fr="Pour quels publics", en="For which publics"),
    WHEN,
    Text(fr="Personnes touchées", en="People reached"),
    Text(fr="Coût TTC", en="Cost incl. VAT"),
    Text(fr="Jours-agent", en="Agent-days"),
    Text(fr="Fait", en="Done"),
)
PAID = Text(fr="{cost} (déjà payé)", en="{cost} (already paid for)")
EVERYBODY = Text(fr="tous", en="all")
NO_CHANNEL = Text(fr="Aucun canal n’est inscrit : {hole}.", en="No channel is entered: {hole}.")
NO_CHANNEL_HOLE = Text(fr="ajouter une action pour informer ou mobiliser", en="add an activity that informs or mobilises")
NOT_TAKING_PART = Text(
    fr="Être prévenu n’est pas participer : ces nombres ne s’ajoutent pas à ceux des contributions, ni entre eux.",
    en="Being told is not taking part: these numbers do not add to those of contributions, nor to one another.",
)


def mobilisation(draft: Draft) -> Paper:
    """The mobilisation table of a plan; when nothing is open, it tells how the information is spread."""
    reached = told(draft.plan, draft.catalog, draft.at)
    parts: list[Part] = [
        ("say", SAY, tuple(_say(draft))),
        ("publics", BY_PUBLIC, tuple(_publics(draft, reached))),
        ("channels", BY_CHANNEL, tuple(_channels(draft, reached))),
    ]
    return laid(draft, TITLE_INFORMATION if draft.information else TITLE, parts)


def _say(draft: Draft) -> Iterable[Block]:
    yield Note(words=message(draft.plan, draft))
    items = [draft.plain(SAME)]
    if not draft.information:
        items.append(draft.labelled(QUESTION, draft.filled(draft.commitment("question"))))
    items.append(draft.labelled(CONTACT, (draft.hole(CONTACT_HOLE),)))
    items.append(draft.labelled(PAGE, draft.filled(draft.commitment("official_place"))))
    yield Bullets(items=tuple(items))


def _publics(draft: Draft, reached: Mapping[str, Told]) -> Iterable[Block]:
    audiences = draft.brief.audiences
    if not audiences:
        yield Paragraph(words=draft.phrase(NO_PUBLIC, hole=None))
        return
    header = PUBLICS_HEADER_INFORMATION if draft.information else PUBLICS_HEADER
    widths = (0.22, 0.28, 0.38, 0.12) if draft.information else (0.15, 0.18, 0.18, 0.12, 0.27, 0.1)
    rows = (_public(draft, audience, reached.get(audience.name)) for audience in audiences)
    yield table(draft, PUBLICS_CAPTION_INFORMATION if draft.information else PUBLICS_CAPTION, header, rows, widths)
    weak = [audience.name for audience in audiences if (known := reached.get(audience.name)) and known.level == "weak"]
    if weak and draft.plan.activities and not draft.information:
        yield Paragraph(words=draft.phrase(WEAK, names=draft.listed(weak)))


def _public(draft: Draft, audience: Audience, known: Told | None) -> tuple[Words, ...]:
    name = draft.phrase(NAMED, name=draft.said(audience.name), people=draft.count(audience.people))
    where = draft.filled(draft.said(audience.where) or draft.hole(WHERE_HOLE))
    who: Words = (draft.hole(WHO_HOLE),)
    if draft.information:
        return name, where, _relays(draft, known, None), who
    invited = meant(draft.plan, draft.catalog, draft.evaluation, audience, draft.at)
    return name, where, _invited(draft, invited), _before(draft, invited), _relays(draft, known, invited), who


def _invited(draft: Draft, invited: Meant | None) -> Words:
    if invited is None:
        return (draft.hole(NOTHING_HOLE),)
    name = lower(draft.name(invited.activity))
    day = draft.day(invited.on)
    return draft.phrase(INVITED, name=name, day=day) if day else draft.phrase(INVITED_WEEK, name=name)


def _before(draft: Draft, invited: Meant | None) -> Words:
    if invited is None or invited.tell_by is None:
        return (draft.hole(DAY_HOLE),)
    day = draft.day(invited.tell_by) or ""
    return (Span(text=draft.flat(PAST, day=day), mark="hole"),) if invited.tell_by < draft.today else draft.filled(day)


def _relays(draft: Draft, known: Told | None, invited: Meant | None) -> Words:
    """The channels that reach a public before it is asked, those that start too late marked; then those that meet it on site."""
    by = [next(a for a in draft.plan.activities if a.id == id) for id in (known.by if known else ())]
    said: dict[str, Words] = {}
    for activity in (a for a in by if a.phase in ("inform", "mobilise")):
        name, line = lower(draft.name(activity)), draft.lines.get(activity.id)
        starts = line.starts_on if line else None
        late = starts is not None and invited is not None and invited.tell_by is not None and starts > invited.tell_by
        marked = Span(text=draft.flat(LATE, name=name, day=draft.day(starts)), mark="hole")
        if name not in said or not late:
            said[name] = (marked,) if late else draft.filled(name)
    words = list(said.values())[:SHOWN_RELAYS] or [(draft.hole(RELAY_HOLE),)]
    met = dict.fromkeys(lower(draft.name(a)) for a in by if a.phase not in ("inform", "mobilise"))
    if met:
        words.append(draft.phrase(ON_SITE, names=", ".join(list(met)[:SHOWN_RELAYS])))
    return join(words, draft.semicolon)


def _channels(draft: Draft, reached: Mapping[str, Told]) -> Iterable[Block]:
    by = {id for known in reached.values() for id in known.by}
    telling = [a for a in draft.ordered if a.phase in ("inform", "mobilise") or a.id in by]
    if not telling:
        yield Paragraph(words=draft.phrase(NO_CHANNEL, hole=draft.hole(NO_CHANNEL_HOLE)))
        return
    rows = (_channel(draft, activity, reached) for activity in telling)
    yield table(draft, CHANNELS_CAPTION, CHANNELS_HEADER, rows, (0.24, 0.2, 0.15, 0.14, 0.1, 0.09, 0.08))
    yield Paragraph(words=draft.plain(NOT_TAKING_PART))


def _channel(draft: Draft, activity: Activity, reached: Mapping[str, Told]) -> tuple[Words, ...]:
    line = draft.lines[activity.id]
    names = [audience.name for audience in draft.brief.audiences if activity.id in reached[audience.name].by]
    everybody = len(names) == len(draft.brief.audiences)
    cost: Words = (draft.money(line.cost),)
    return (
        activity_words(draft, activity),
        draft.plain(EVERYBODY) if everybody else draft.filled(draft.listed(names)),
        draft.when(activity),
        people_of(draft, activity),
        draft.phrase(PAID, cost=cost) if line.paid_already else cost,
        (draft.count(line.staff_days, 1),),
        EMPTY,
    )
