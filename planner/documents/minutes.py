"""Outlines of minutes, one for each kind of session in the plan: what each form of meeting needs kept, and no more.

People are counted, never named; agreements and disagreements are both kept. Source: practice.md, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from catalog.facts import Text
from catalog.methods import Form, Method
from catalog.paper.elements import Block, Bullets, Heading, Paper, Paragraph, Words, lower
from planner.documents.draft import Draft
from planner.documents.sheet import (
    ANSWERS,
    CAME,
    EMPTY,
    WHEN,
    Part,
    activity_words,
    asking,
    blank,
    days_long,
    laid,
    people_of,
    table,
)
from planner.plan import Activity

SHOWN_OPEN, SHOWN_SESSIONS = 5, 8

TITLE = Text(fr="Trame de compte rendu", en="Outline of minutes")
TITLE_INFORMATION = Text(fr="Trame de compte rendu d’information", en="Outline of minutes of information sessions")


@dataclass(frozen=True)
class Kind:
    """A kind of session: its name, the forms of method it covers, and what its minutes keep beside the common part."""

    name: Text
    forms: frozenset[Form]
    keeps: tuple[Text, ...]
    talks: bool = True  # whether people talk with one another: agreements and disagreements can be heard


KINDS: Mapping[str, Kind] = {
    "meeting": Kind(
        Text(fr="Réunion publique", en="Public meeting"),
        frozenset({"meeting"}),
        (
            Text(
                fr="Présentation faite par qui, combien de minutes ; temps laissé à la salle.",
                en="Presentation by whom, how many minutes; time left to the room.",
            ),
            Text(
                fr="Prises de parole : nombre, dont femmes, jeunes, première venue ; qui n’a pas parlé.",
                en="Speakers: how many, of whom women, young people, first-timers; who did not speak.",
            ),
            Text(
                fr="Réponses données en séance, et ce que les élus ont dit qu’ils feraient.",
                en="Answers given on the spot, and what elected members said they would do.",
            ),
        ),
    ),
    "workshop": Kind(
        Text(fr="Atelier ou groupe de travail", en="Workshop or working group"),
        frozenset({"workshop", "standing_body", "panel"}),
        (
            Text(
                fr="Nombre de tables, consigne donnée, matériel ; une photo de chaque table, sans visage.",
                en="Number of tables, instruction given, material; one picture of each table, without faces.",
            ),
            Text(
                fr="Par table : propositions, variantes écartées et pourquoi ; où la table n’a pas tranché.",
                en="By table: proposals, variants set aside and why; where the table did not settle.",
            ),
            Text(fr="Informations demandées qui manquaient.", en="Information asked for that was missing."),
        ),
    ),
    "walk": Kind(
        Text(fr="Marche ou visite", en="Walk or visit"),
        frozenset({"walk"}),
        (
            Text(
                fr="Parcours et arrêts sur un plan, heure, météo, gêne pour marcher ou rouler.",
                en="Route and stops on a map, time, weather, obstacles to walking or wheeling.",
            ),
            Text(
                fr="À chaque arrêt : ce que l’on voit, entend, ressent ; usages observés ; propositions.",
                en="At each stop: what is seen, heard, felt; uses observed; proposals.",
            ),
        ),
    ),
    "stand": Kind(
        Text(fr="Stand, rue, porte-à-porte", en="Stand, street, door to door"),
        frozenset({"stand", "outreach", "visit_door", "event", "exhibition", "relay"}),
        (
            Text(
                fr="Heures de présence, lieu exact, passage estimé ; conversations de plus de deux minutes, refus.",
                en="Hours on site, exact place, passers-by estimated; conversations over two minutes, refusals.",
            ),
            Text(
                fr="Une fiche par avis, avec les mots de la personne, relue avec elle.",
                en="One slip per opinion, in the person’s own words, read back to them.",
            ),
            Text(
                fr="Qui s’est arrêté, qui est passé sans s’arrêter (âge estimé, rien d’autre).",
                en="Who stopped, who passed by (estimated age, nothing else).",
            ),
        ),
        talks=False,
    ),
    "one": Kind(
        Text(fr="Permanence, entretien, téléphone", en="Office hours, interview, telephone"),
        frozenset({"office_hours", "interview", "phone"}),
        (
            Text(
                fr="Nombre d’échanges, durée moyenne, motifs ; aides données pour écrire ou se connecter.",
                en="Number of conversations, average length, reasons; help given to write or go online.",
            ),
            Text(
                fr="Chaque avis reformulé et accepté par la personne avant d’être saisi.",
                en="Each opinion rephrased and agreed with the person before it is entered.",
            ),
        ),
        talks=False,
    ),
    "paper": Kind(
        Text(fr="Clôture des écrits sur papier", en="Close of written contributions"),
        frozenset({"paper_form", "mailing", "broadcast", "report"}),
        (
            Text(
                fr="Lieux et jours de relevé, nombre d’écrits par lieu, écrits illisibles, blancs, hors délai.",
                en="Places and days of collection, number by place, unreadable, blank or late ones.",
            ),
            Text(
                fr="Saisis mot pour mot par qui, relus par qui ; originaux gardés où.",
                en="Entered word for word by whom, proofread by whom; originals kept where.",
            ),
        ),
        talks=False,
    ),
    "online": Kind(
        Text(fr="Clôture d’un recueil en ligne", en="Close of an online collection"),
        frozenset({"online_campaign", "online_presence"}),
        (
            Text(
                fr="Ouvert et clos le, à quelle heure ; visites, comptes, contributions, réactions : quatre nombres à part.",
                en="Opened and closed on, at what time; visits, accounts, contributions, reactions: four separate numbers.",
            ),
            Text(
                fr="Retraits et motifs (journal), doublons, envois en série.",
                en="Withdrawals and reasons (log), duplicates, mass mailings.",
            ),
            Text(
                fr="Avis peu exprimés, à lire avec les autres ; export daté, gardé où.",
                en="Little-voiced opinions, to be read with the others; dated export, kept where.",
            ),
        ),
        talks=False,
    ),
    "live": Kind(
        Text(fr="Rencontre à distance", en="Remote meeting"),
        frozenset({"online_live"}),
        (
            Text(
                fr="Connectés au plus fort et à la fin, coupures, aide donnée, écrits du fil de discussion gardés.",
                en="Connected at the peak and at the end, cuts, help given, chat kept.",
            ),
            Text(fr="Enregistrement annoncé ou non, gardé combien de temps.", en="Recording announced or not, kept how long."),
        ),
    ),
    "ballot": Kind(
        Text(fr="Dépouillement", en="Count of votes"),
        frozenset({"ballot"}),
        (
            Text(
                fr="Inscrits, votants par canal, blancs, nuls ; papier et en ligne rapprochés avant d’être totalisés.",
                en="Entitled, voters by channel, blank, void; paper and online reconciled before any total.",
            ),
            Text(
                fr="Règles et dates publiées ; qui a compté, qui a contrôlé ; résultat par choix, réserves.",
                en="Rules and dates published; who counted, who audited; result by choice, reservations.",
            ),
        ),
        talks=False,
    ),
}

RULES = Text(fr="À chaque séance", en="At every session")
RULES_ITEMS = (
    Text(
        fr="Des nombres, pas de noms : ni liste, ni coordonnées dans le compte rendu.",
        en="Numbers, not names: no list, no contact details in the minutes.",
    ),
    Text(
        fr="Accords et désaccords sont gardés, même quand une seule personne les porte.",
        en="Agreements and disagreements are kept, even when a single person holds them.",
    ),
    Text(
        fr="Une phrase citée l’est avec l’accord de qui l’a dite, sans son nom.",
        en="A sentence is quoted with the consent of whoever said it, without the name.",
    ),
    Text(
        fr="Photos, sons, dessins : accord écrit, celui des parents pour un mineur.",
        en="Photographs, sound, drawings: written consent, that of the parents for a minor.",
    ),
)
RULES_INFORMATION = Text(
    fr="Rien n’est soumis au débat : on note les questions et les réponses, on ne demande pas d’avis.",
    en="Nothing is open to debate: questions and answers are noted, no opinion is asked for.",
)
RULES_ONLINE: Mapping[bool | None, Text] = {
    True: Text(fr="Compte rendu mis en ligne sous {n}, à : {where}.", en="Minutes put online within {n}, at: {where}."),
    None: Text(
        fr="Compte rendu mis en ligne sous {n}, à : {where} (mise en ligne à confirmer).",
        en="Minutes put online within {n}, at: {where} (going online to be confirmed).",
    ),
    False: Text(
        fr="La mise en ligne des comptes rendus n’est pas prévue, à corriger ; délai : {n}, lieu : {where}.",
        en="Putting minutes online is not planned, to be corrected; time: {n}, place: {where}.",
    ),
}
DELAY_HOLE = Text(fr="nombre de jours", en="number of days")
PLACE_HOLE = Text(fr="adresse de la page", en="address of the page")
GENERAL = Text(
    fr="Aucune séance n’est encore inscrite : voici la trame d’une réunion publique. {hole}.",
    en="No session is entered yet: here is the outline for a public meeting. {hole}.",
)
GENERAL_HOLE = Text(fr="Inscrire les séances pour avoir une trame par format", en="Enter the sessions to get one outline per format")

SESSIONS = Text(fr="Séances prévues", en="Sessions planned")
SESSIONS_HEADER = (
    Text(fr="Séance", en="Session"),
    WHEN,
    Text(fr="Lieu ou outil", en="Place or tool"),
    Text(fr="Attendus", en="Expected"),
    CAME,
    Text(fr="Rédigé par, le", en="Written by, on"),
)
SAID = Text(fr="Ce qui a été dit, objet par objet", en="What was said, matter by matter")
SAID_TALKS = (
    Text(fr="Objet ouvert", en="Open matter"),
    Text(fr="Accords", en="Agreements"),
    Text(fr="Désaccords", en="Disagreements"),
    Text(fr="Phrases citées, avec accord", en="Quotes, with consent"),
)
SAID_ALONE = (
    Text(fr="Objet ouvert", en="Open matter"),
    Text(fr="Pour, et raisons", en="For, and reasons"),
    Text(fr="Contre, et raisons", en="Against, and reasons"),
    Text(fr="Phrases citées, avec accord", en="Quotes, with consent"),
)
OUT = Text(fr="Hors du débat : {closed}", en="Not open: {closed}")
OUT_OTHER = Text(fr="Autre sujet", en="Other matter")
ASKED = Text(fr="Questions restées sans réponse", en="Questions left unanswered")
ASKED_HEADER = (
    Text(fr="Question", en="Question"),
    ANSWERS,
    Text(fr="Avant le", en="By"),
    Text(fr="Où la réponse est publiée", en="Where the answer is published"),
)
KEEP = Text(fr="À noter aussi", en="Also to be noted")
GOES = Text(fr="Ce qui part vers un autre canal", en="What goes on to another channel")
GOES_TO = Text(fr="{from_} : vers « {to} », {how}", en="{from_}: to “{to}”, {how}")
GOES_HOW = Text(fr="comment, par qui", en="how, by whom")
GOES_NONE = Text(fr="{from_} : {hole}", en="{from_}: {hole}")
GOES_HOLE = Text(fr="aucune passerelle nommée, dire où vont les contributions", en="no bridge named, say where contributions go")
VALID = Text(
    fr="Relecture par deux participants volontaires, puis validation : {who}.",
    en="Proofread by two volunteer participants, then approved by: {who}.",
)
VALID_HOLE = Text(fr="nom et date", en="name and date")


def minutes(draft: Draft) -> Paper:
    """The outlines of minutes of a plan, one a kind of session; without any session, that of a public meeting."""
    parts: list[Part] = [("rules", RULES, tuple(_rules(draft)))]
    held = dict(_held(draft))
    for id, kind in KINDS.items():
        if id in held or (not held and id == "meeting"):
            parts.append((id, kind.name, tuple(_outline(draft, kind, held.get(id, ())))))
    return laid(draft, TITLE_INFORMATION if draft.information else TITLE, parts, contents=len(held) > 3)


def _held(draft: Draft) -> Iterator[tuple[str, tuple[Activity, ...]]]:
    """The sessions of the plan by kind: those in which people contribute, and the meetings that inform or report back."""
    active = () if draft.information else asking(draft)
    told = [a for a in draft.ordered if a not in active and a.phase != "evaluate" and draft.kind_of(a).form in _MET]
    for id in KINDS:
        if found := tuple(a for a in draft.ordered if (a in active or a in told) and _kind_of(draft.kind_of(a)) == id):
            yield id, found


def _kind_of(method: Method) -> str:
    """The kind of session of a method: where people work together at their own place, it is a workshop all the same."""
    if method.counts_as == "deliberates" and method.form in ("outreach", "relay"):
        return "workshop"
    return next(id for id, kind in KINDS.items() if method.form in kind.forms)


_MET: frozenset[Form] = frozenset(
    ("meeting", "workshop", "walk", "stand", "outreach", "visit_door", "event", "exhibition", "office_hours", "online_live")
)


def _rules(draft: Draft) -> Iterable[Block]:
    items = [draft.plain(said) for said in RULES_ITEMS]
    if draft.information:
        items = [draft.plain(RULES_INFORMATION), *items[:1], items[3]]
    delay = draft.plan.said("minutes_delay_days")
    number = days_long(draft, delay) if isinstance(delay, int) else draft.hole(DELAY_HOLE)
    where = draft.commitment("official_place") or draft.hole(PLACE_HOLE)
    items.append(draft.phrase(RULES_ONLINE[draft.commitment_kept("minutes_online")], n=number, where=where))
    items.append(draft.phrase(VALID, who=draft.hole(VALID_HOLE)))
    yield Bullets(items=tuple(items))
    if not dict(_held(draft)):
        yield Paragraph(words=draft.phrase(GENERAL, hole=draft.hole(GENERAL_HOLE)))


def _outline(draft: Draft, kind: Kind, held: tuple[Activity, ...]) -> Iterable[Block]:
    rows = [_session(draft, activity) for activity in held[:SHOWN_SESSIONS]] or [blank(len(SESSIONS_HEADER))]
    yield table(draft, SESSIONS, SESSIONS_HEADER, rows, (0.25, 0.17, 0.19, 0.15, 0.08, 0.16))
    if not draft.information:
        header = SAID_TALKS if kind.talks else SAID_ALONE
        yield table(draft, SAID, header, (blank(len(header), words) for words in _matters(draft)), (0.28, 0.24, 0.24, 0.24))
    yield table(draft, ASKED, ASKED_HEADER, (_asked(draft, held), blank(len(ASKED_HEADER))), (0.4, 0.24, 0.16, 0.2))
    yield Heading(words=draft.plain(KEEP))
    yield Bullets(items=tuple(draft.plain(said) for said in kind.keeps))
    if not draft.information and (goes := tuple(_goes(draft, held))):
        yield Heading(words=draft.plain(GOES))
        yield Bullets(items=goes)


def _session(draft: Draft, activity: Activity) -> tuple[Words, ...]:
    expected = people_of(draft, activity)
    return activity_words(draft, activity), draft.when(activity), draft.where(activity), expected, EMPTY, EMPTY


def _matters(draft: Draft) -> Iterator[Words]:
    """One row for each open matter, then what was raised though it is not open."""
    matters = [said for text in (draft.brief.mandate.open or ())[:SHOWN_OPEN] if (said := draft.said(text))]
    yield from ([draft.filled(said) for said in matters] or [(draft.hole(),)])
    closed = draft.listed(item.what for item in draft.brief.mandate.closed[:3])
    yield draft.phrase(OUT, closed=closed) if closed else draft.plain(OUT_OTHER)


def _asked(draft: Draft, held: tuple[Activity, ...]) -> tuple[Words, ...]:
    """An empty question, with who answers and by when, where that is known."""
    who, delay = draft.commitment("reply_owner"), draft.plan.said("minutes_delay_days")
    ends = [line.ends_on for activity in held if (line := draft.lines.get(activity.id)) and line.ends_on]
    by = draft.day(max(ends) + timedelta(days=delay)) if ends and isinstance(delay, int) else None
    return EMPTY, draft.filled(who), draft.filled(by), draft.filled(draft.commitment("official_place"))


def _goes(draft: Draft, held: tuple[Activity, ...]) -> Iterator[Words]:
    """Where what was said goes next: the bridges of the plan, each named; none is a hole."""
    seen: set[str] = set()
    for activity in held[:SHOWN_SESSIONS]:
        name = lower(draft.name(activity))
        outgoing = [bridge for bridge in draft.plan.bridges if bridge.from_ == activity.id]
        if not outgoing and not draft.kind_of(activity).hybrid and name not in seen and activity.phase not in ("report_back", "inform"):
            yield draft.phrase(GOES_NONE, from_=name, hole=draft.hole(GOES_HOLE))
        for bridge in outgoing:
            how = draft.said(bridge.how) or draft.hole(GOES_HOW)
            yield draft.phrase(GOES_TO, from_=name, to=lower(draft.name(bridge.to)), how=how)
        seen.add(name)
