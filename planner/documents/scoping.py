"""The scoping note, one page from the first minute: what is known of the process, and what is still to be written, by whom, by when.

Every unknown is a hole that names its answer and who holds it. Source: practice.md, sections 1 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.facts import Text
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Span, Words, join, lower
from planner import wording as w
from planner.brief import Asset, Audience
from planner.documents.draft import Draft
from planner.documents.sheet import (
    ELECTED,
    FINANCE,
    HEAD_COUNT,
    LEGAL,
    PROJECT,
    PUBLIC,
    Part,
    agent_days,
    holes,
    laid,
    table,
    to_write,
)

SHOWN_PUBLICS, SHOWN_ASSETS = 6, 4

TITLE = Text(fr="Note de cadrage", en="Scoping note")
TITLE_INFORMATION = Text(fr="Note de cadrage d’une information", en="Scoping note of an information campaign")
BY_COUNCIL = Text(fr="avant le conseil du {day}", en="before the council of {day}")
BY_DECISION = Text(fr="avant la décision du {day}", en="before the decision of {day}")
BY_OPENING = Text(fr="avant l’ouverture du {day}", en="before the opening on {day}")
BY_NOTHING = Text(fr="avant toute annonce publique", en="before any public announcement")
LEFT = Text(
    fr="{n} points restent à écrire, {when} : ils sont marqués ci-dessous, avec qui peut y répondre.",
    en="{n} points are still to be written, {when}: they are marked below, with who can answer.",
)
LEFT_ONE = Text(
    fr="Un point reste à écrire, {when} : il est marqué ci-dessous, avec qui peut y répondre.",
    en="One point is still to be written, {when}: it is marked below, with who can answer.",
)

DECISION = Text(fr="La décision", en="The decision")
DEBATE = Text(fr="Ce que le public peut changer", en="What the public can change")
CONTEXT = Text(fr="Contexte et territoire", en="Context and territory")
PUBLICS = Text(fr="Publics", en="Publics")
MEANS = Text(fr="Ce que nous avons, moyens et dates", en="What we have, means and dates")
COMMITMENTS = Text(fr="Engagements", en="Commitments")
SIGNED = Text(fr="Validation", en="Sign-off")

WHAT = Text(fr="Ce qui sera décidé", en="What will be decided")
WHO = Text(fr="Qui décide, et quand", en="Who decides, and when")
LAUNCH = Text(fr="Conseil qui lance la démarche", en="Council that launches the process")
PROMISES = Text(fr="Promesses déjà faites", en="Promises already made")
LEVEL = Text(fr="Niveau annoncé", en="Level announced")
SUBJECT = Text(fr="Attention du public", en="Public attention")
HISTORY = Text(fr="Ce qui s’est passé avant", en="What happened before")
PLACE = Text(fr="Territoire", en="Territory")
FRAME = Text(fr="Cadre juridique", en="Legal frame")
ELECTION = Text(fr="Élection", en="Election")
OWNED = Text(fr="Déjà là, sans achat", en="Already in hand, nothing to buy")
MONEY = Text(fr="Dépense possible", en="Money available")
DAYS = Text(fr="Temps d’agents", en="Staff time")
DATES = Text(fr="Dates", en="Dates")
DRAWN = Text(fr="Dispositif esquissé", en="Plan sketched so far")
QUESTION = Text(fr="La question posée", en="The question asked")
REPLY = Text(fr="La réponse", en="The reply")
FOLLOW = Text(fr="Les suites", en="The follow-up")
DATA = Text(fr="Données personnelles", en="Personal data")

ABOUT_DECISION = Text(fr="la décision à prendre, en une phrase", en="the decision to take, in one sentence")
ABOUT_DECIDER = Text(fr="qui décide", en="who decides")
ABOUT_DAY = Text(fr="la date", en="the date")
ABOUT_COUNCIL = Text(fr="la date du conseil qui approuve la démarche", en="the date of the council that approves the process")
ABOUT_PROMISES = Text(fr="ce qui a été promis, ou « rien »", en="what was promised, or “nothing”")
ABOUT_OPEN = Text(fr="deux à quatre choses que le public peut encore changer", en="two to four things the public can still change")
ABOUT_CLOSED = Text(fr="ce qui est acquis, et la raison de chaque point", en="what is settled, and the reason for each point")
ABOUT_WHY = Text(fr="la raison", en="the reason")
ABOUT_STUDY = Text(fr="ce qui n’est pas tranché, ou « rien »", en="what is not settled, or “nothing”")
ABOUT_LEVEL = Text(
    fr="information, consultation, concertation, co-construction ou décision partagée",
    en="information, consultation, involvement, collaboration or shared decision",
)
ABOUT_ATTENTION = Text(fr="sujet peu connu, suivi ou conflictuel", en="subject little known, followed or contested")
ABOUT_HISTORY = Text(fr="trois dates : débats, oppositions, démarches passées", en="three dates: debates, oppositions, past processes")
ABOUT_PLACE = Text(fr="commune ou quartier, et nombre d’habitants", en="town or neighbourhood, and number of inhabitants")
ABOUT_PEOPLE = Text(fr="nombre d’habitants", en="number of inhabitants")
ABOUT_FRAME = Text(fr="procédure obligatoire ou démarche volontaire", en="mandatory procedure or voluntary process")
ABOUT_PUBLICS = Text(fr="qui est concerné, et combien de personnes", en="who is concerned, and how many people")
ABOUT_WHERE = Text(fr="lieu et relais", en="place and relay")
ABOUT_OWNED = Text(fr="plateforme, bulletin, relais, salles, médiateur", en="platform, bulletin, relays, rooms, mediator")
ABOUT_MONEY = Text(fr="montant TTC", en="amount including VAT")
ABOUT_DAYS = Text(fr="jours-agent, par service", en="agent-days, by department")
ABOUT_SERVICES = Text(fr="répartition par service", en="split by department")
ABOUT_START = Text(fr="premier jour où tout peut être public", en="first day on which everything can be public")
ABOUT_END = Text(fr="dernier jour, restitution comprise", en="last day, report back included")
ABOUT_QUESTION = Text(fr="une question, la même partout", en="one question, the same everywhere")
ABOUT_REPLY = Text(fr="date de publication", en="date of publication")
ABOUT_OWNER = Text(fr="nom et fonction", en="name and position")
ABOUT_NOTICE = Text(fr="mention d’information prévue ou non", en="information notice planned or not")
ABOUT_ANONYMITY = Text(fr="nom, pseudonyme ou anonymat", en="name, pseudonym or anonymity")

DECIDES = Text(fr="{decider}, le {day}", en="{decider}, on {day}")
PEOPLE = Text(fr="{place}, {people} habitants", en="{place}, {people} inhabitants")
FRAME_SAID = Text(fr="{name} (à vérifier, sans valeur d’avis juridique)", en="{name} (to be checked, not legal advice)")
FROM_TO = Text(fr="du {first} au {last}", en="from {first} to {last}")
DAYS_SAID = Text(fr="{days} ; {services}", en="{days}; {services}")
MONEY_SAID = Text(fr="{amount} TTC", en="{amount} including VAT")
DRAWN_SAID = Text(
    fr="{cost} TTC, {days} ; {share} de cette dépense repose sur des valeurs par défaut",
    en="{cost} including VAT, {days}; {share} of this expense rests on default values",
)
EXPECTED = Text(fr="contribueraient : {people} personnes distinctes", en="would contribute: {people} distinct people")
FROM_DAY = Text(fr="{name} (à partir du {day})", en="{name} (from {day})")
HOURS = Text(fr="{name} ({hours} h par semaine)", en="{name} ({hours} h a week)")
REPLY_SAID = Text(fr="publiée le {day} ; responsable : {who}", en="published on {day}; in charge: {who}")
DATA_SAID: dict[bool | None, Text] = {
    True: Text(fr="mention d’information prévue ; {anonymity}", en="information notice planned; {anonymity}"),
    False: Text(
        fr="aucune mention d’information prévue, à corriger ; {anonymity}", en="no information notice planned, to be corrected; {anonymity}"
    ),
    None: Text(fr="{notice} ; {anonymity}", en="{notice}; {anonymity}"),
}
NOTHING = Text(fr="rien", en="nothing")
NO_ELECTION = Text(fr="{day} : réserve à vérifier avec le service juridique", en="{day}: restraint to be checked with the legal department")
PUBLICS_CAPTION = Text(fr="Les publics se recoupent : ne pas additionner", en="Publics overlap: do not add up")
PUBLICS_HEADER = (
    PUBLIC,
    HEAD_COUNT,
    Text(fr="Où ils sont déjà", en="Where they already are"),
)
PUBLICS_MORE = Text(fr="Autres publics nommés : {n}.", en="Other publics named: {n}.")
SIGNED_CAPTION = Text(fr="Qui a relu et validé", en="Who proofread and approved")
SIGNED_HEADER = (
    Text(fr="Rôle", en="Role"),
    Text(fr="Nom", en="Name"),
    Text(fr="Date et signature", en="Date and signature"),
)
SIGNERS = (ELECTED, FINANCE, PROJECT)


def scoping(draft: Draft) -> Paper:
    """The scoping note of a plan, which may hold a subject and nothing else."""
    parts: list[Part] = [
        ("decision", DECISION, tuple(_decision(draft))),
        ("debate", DEBATE, tuple(_debate(draft))),
        ("context", CONTEXT, tuple(_context(draft))),
        ("publics", PUBLICS, tuple(_publics(draft))),
        ("means", MEANS, tuple(_means(draft))),
        ("commitments", COMMITMENTS, tuple(_commitments(draft))),
        ("signed", SIGNED, tuple(_signed(draft))),
    ]
    left = sum(holes(blocks) for id, _, blocks in parts if id != "signed")
    said = LEFT_ONE if left == 1 else LEFT  # never none: no brief holds how the days are split by department
    note = Note(words=draft.phrase(said, n=draft.count(left), when=_deadline(draft)))
    return laid(draft, TITLE_INFORMATION if draft.information else TITLE, [("left", None, (note,)), *parts])


def _deadline(draft: Draft) -> str:
    """By when the page must be complete: the first date to come that needs it."""
    dates = (
        (BY_COUNCIL, draft.brief.mandate.council_on),
        (BY_OPENING, draft.brief.limits.start),
        (BY_DECISION, draft.brief.mandate.decided_on),
    )
    for said, day in dates:
        if day and day >= draft.today:
            return draft.flat(said, day=draft.day(day))
    return BY_NOTHING(draft.lang)


def _decision(draft: Draft) -> Iterable[Block]:
    mandate = draft.brief.mandate
    decider = draft.said(mandate.decider) or to_write(draft, ABOUT_DECIDER, ELECTED)
    day = draft.day(mandate.decided_on) or to_write(draft, ABOUT_DAY, PROJECT)
    council = draft.day(mandate.council_on) or to_write(draft, ABOUT_COUNCIL, PROJECT)
    items = [
        draft.labelled(WHAT, draft.filled(draft.said(mandate.decision) or to_write(draft, ABOUT_DECISION, ELECTED))),
        draft.labelled(WHO, draft.phrase(DECIDES, decider=decider, day=day)),
        draft.labelled(LAUNCH, draft.filled(council)),
        draft.labelled(PROMISES, draft.filled(draft.said(mandate.promises) or to_write(draft, ABOUT_PROMISES, ELECTED))),
    ]
    yield Bullets(items=tuple(items))


def _debate(draft: Draft) -> Iterable[Block]:
    mandate = draft.brief.mandate
    if draft.nothing_open:
        yield Note(words=draft.plain(w.DEBATE_INFORMATION))
    elif draft.information:
        yield Note(words=draft.plain(w.DEBATE_LEVEL_INFORM))
    closed = [
        draft.phrase(w.DEBATE_WHY, what=draft.said(item.what), why=draft.said(item.why) or to_write(draft, ABOUT_WHY, ELECTED))
        for item in mandate.closed
    ]
    opened = NOTHING(draft.lang) if draft.nothing_open else draft.listed(mandate.open) or to_write(draft, ABOUT_OPEN, ELECTED)
    rows = (
        (w.DEBATE_OPEN, draft.filled(opened)),
        (w.DEBATE_CLOSED, join(closed, draft.semicolon) if closed else to_write(draft, ABOUT_CLOSED, ELECTED)),
        (w.DEBATE_STUDY, draft.filled(draft.listed(mandate.study) or to_write(draft, ABOUT_STUDY, PROJECT))),
        (LEVEL, _level(draft)),
    )
    cells = (((Span(text=label(draft.lang), mark="strong"),), words) for label, words in rows)
    yield table(draft, w.DEBATE_CAPTION, w.DEBATE_HEADER, cells, (0.24, 0.76))


def _level(draft: Draft) -> Words:
    level = draft.brief.level
    if draft.nothing_open and level not in (None, "inform"):
        return draft.phrase(w.LEVEL_NOT_KEPT, level=w.LEVELS["inform"](draft.lang), wanted=w.LEVELS[level](draft.lang))
    return draft.plain(w.LEVELS[level]) if level else to_write(draft, ABOUT_LEVEL, ELECTED)


def _context(draft: Draft) -> Iterable[Block]:
    context, territory = draft.brief.context, draft.brief.territory
    attention = draft.plain(w.ATTENTION[context.attention]) if context.attention else to_write(draft, ABOUT_ATTENTION, PROJECT)
    frame = draft.catalog.frames[draft.brief.frame] if draft.brief.frame else None
    if territory:
        name, people = draft.said(territory.name), draft.count(territory.people) if territory.people else None
        said_already = people and _packed(people.text) in _packed(name or "")  # « Ville de 18 000 habitants » says it
        place = draft.phrase(PEOPLE, place=name, people=people or to_write(draft, ABOUT_PEOPLE, PROJECT))
        place = draft.filled(name) if said_already else place
    else:
        place = to_write(draft, ABOUT_PLACE, PROJECT)
    items = [
        draft.labelled(SUBJECT, attention),
        draft.labelled(HISTORY, draft.filled(draft.said(context.history) or to_write(draft, ABOUT_HISTORY, PROJECT))),
        draft.labelled(PLACE, place),
        draft.labelled(FRAME, draft.phrase(FRAME_SAID, name=frame.name(draft.lang)) if frame else to_write(draft, ABOUT_FRAME, LEGAL)),
    ]
    if context.election_on:
        items.append(draft.labelled(ELECTION, draft.phrase(NO_ELECTION, day=draft.day(context.election_on))))
    yield Bullets(items=tuple(items))


def _packed(text: str) -> str:
    """A text without its spaces, to find a number however it was typed."""
    return "".join(text.split())


def _publics(draft: Draft) -> Iterable[Block]:
    audiences = draft.brief.audiences
    if not audiences:
        yield Paragraph(words=to_write(draft, ABOUT_PUBLICS, PROJECT))
        return
    rows = (_public(draft, audience) for audience in audiences[:SHOWN_PUBLICS])
    yield table(draft, PUBLICS_CAPTION, PUBLICS_HEADER, rows, (0.34, 0.14, 0.52))
    if len(audiences) > SHOWN_PUBLICS:
        yield Paragraph(words=draft.phrase(PUBLICS_MORE, n=draft.count(len(audiences) - SHOWN_PUBLICS)))


def _public(draft: Draft, audience: Audience) -> tuple[Words, ...]:
    where = draft.said(audience.where) or to_write(draft, ABOUT_WHERE, PROJECT)
    return draft.filled(draft.said(audience.name)), (draft.count(audience.people),), draft.filled(where)


def _means(draft: Draft) -> Iterable[Block]:
    limits = draft.brief.limits
    owned = [_asset(draft, asset) for asset in draft.brief.already_have[:SHOWN_ASSETS]]
    first = draft.day(limits.start) or to_write(draft, ABOUT_START, PROJECT)
    last = draft.day(limits.end) or to_write(draft, ABOUT_END, PROJECT)
    services = to_write(draft, ABOUT_SERVICES, FINANCE)
    money = to_write(draft, ABOUT_MONEY, FINANCE)
    days = to_write(draft, ABOUT_DAYS, FINANCE)
    if limits.budget is not None:
        money = draft.phrase(MONEY_SAID, amount=draft.money(limits.budget))
    if limits.staff_days is not None:
        days = draft.phrase(DAYS_SAID, days=agent_days(draft, limits.staff_days), services=services)
    items = [
        draft.labelled(OWNED, join(owned, draft.semicolon) if owned else to_write(draft, ABOUT_OWNED, PROJECT)),
        draft.labelled(MONEY, money),
        draft.labelled(DAYS, days),
        draft.labelled(DATES, draft.phrase(FROM_TO, first=first, last=last)),
    ]
    if draft.plan.activities:
        items.append(draft.labelled(DRAWN, join(_drawn(draft), draft.semicolon)))
    yield Bullets(items=tuple(items))


def _drawn(draft: Draft) -> Iterator[Words]:
    """The plan in three numbers: people first, as a range."""
    numbers = draft.evaluation
    if draft.everybody and draft.contributing and not draft.information:
        yield draft.phrase(EXPECTED, people=draft.benchmark)
    yield draft.phrase(DRAWN_SAID, cost=draft.cost, days=agent_days(draft, numbers.staff_days), share=draft.share(numbers.defaults_cost))


def _asset(draft: Draft, asset: Asset) -> Words:
    name = draft.said(asset.name) or lower(draft.asset(asset))  # a name of its own keeps its capital
    if asset.available_on:
        return draft.phrase(FROM_DAY, name=name, day=draft.day(asset.available_on))
    return draft.phrase(HOURS, name=name, hours=draft.count(asset.hours_per_week, 1)) if asset.hours_per_week else draft.filled(name)


def _commitments(draft: Draft) -> Iterable[Block]:
    day = draft.day(draft.commitment_day("reply_on")) or to_write(draft, ABOUT_REPLY, ELECTED)
    reply = draft.phrase(REPLY_SAID, day=day, who=draft.commitment("reply_owner") or to_write(draft, ABOUT_OWNER, ELECTED))
    notice = draft.commitment_kept("personal_data_notice")
    data = draft.phrase(
        DATA_SAID[notice],
        notice=to_write(draft, ABOUT_NOTICE, LEGAL),
        anonymity=draft.commitment("anonymity") or to_write(draft, ABOUT_ANONYMITY, PROJECT),
    )
    items = [
        draft.labelled(QUESTION, draft.filled(draft.commitment("question") or to_write(draft, ABOUT_QUESTION, PROJECT))),
        draft.labelled(REPLY, reply),
        draft.labelled(FOLLOW, draft.filled(draft.commitment("followup_owner") or to_write(draft, ABOUT_OWNER, ELECTED))),
        draft.labelled(DATA, data),
    ]
    yield Bullets(items=tuple(items[1:] if draft.information else items))


def _signed(draft: Draft) -> Iterable[Block]:
    rows = (((Span(text=role(draft.lang)[:1].upper() + role(draft.lang)[1:]),), (Span(text=""),), (Span(text=""),)) for role in SIGNERS)
    yield table(draft, SIGNED_CAPTION, SIGNED_HEADER, rows, (0.3, 0.35, 0.35))
