"""The outline of the outcome report: what was announced is filled in from the plan, what happened is left to write beside it.

Channels are never added up. Source: practice.md, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from catalog.facts import Text
from catalog.frames import Duty
from catalog.methods import STRANDS, Strand
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Span, Words, join, lower
from planner import wording as w
from planner.brief import Audience
from planner.documents.draft import Draft
from planner.documents.participation import participation
from planner.documents.sheet import (
    CAME,
    CHANNEL,
    EMPTY,
    EXPECTED_IN,
    FOLLOW_UP,
    HEAD_COUNT,
    PUBLIC,
    RECEIVED_IN,
    THEME,
    WOULD_COME,
    Part,
    activity_words,
    asking,
    blank,
    days_long,
    informing,
    laid,
    people_of,
    range_of,
    table,
)
from planner.mobilisation import Told, open_to, told
from planner.plan import Activity

MOST_ACTIVITIES, MOST_THEMES, SHOWN_WAYS = 40, 8, 3
LONG = 12  # activities from which a table of contents helps

TITLE = Text(fr="Trame de bilan", en="Outline of the outcome report")
TITLE_INFORMATION = Text(fr="Trame de bilan de l’information", en="Outline of the outcome report on information")
INTRO = Text(
    fr="Ce qui était annoncé est rempli ; ce qui s’est passé reste à écrire en face, canal par canal, avant le {day}.",
    en="What was announced is filled in; what happened is to be written beside it, channel by channel, before {day}.",
)
SUMMARY = Text(fr="En trois lignes", en="In three lines")
MANDATE = Text(fr="Ce qui devait être décidé, ce qui était ouvert", en="What was to be decided, what was open")
HELD = Text(fr="Comment la démarche s’est tenue", en="How the process was held")
CHANNELS = Text(fr="Qui a participé, canal par canal", en="Who took part, channel by channel")
PUBLICS = Text(fr="Qui est venu, qui a manqué", en="Who came, who was missing")
MANDATE_INFORMATION = Text(fr="Ce qui devait être décidé", en="What was to be decided")
CHANNELS_INFORMATION = Text(fr="Qui a été informé, canal par canal", en="Who was informed, channel by channel")
PUBLICS_TOLD = Text(fr="Qui a été informé, qui ne l’a pas été", en="Who was informed, who was not")
THEMES = Text(fr="Ce qui a été dit, et ce que c’est devenu", en="What was said, and what became of it")
QUESTIONS = Text(fr="Les questions posées, et les réponses", en="The questions asked, and the answers")
COSTS = Text(fr="Ce que cela a coûté", en="What it cost")
PROMISES = Text(fr="Les engagements", en="The commitments")
DUTIES = Text(fr="Ce que le cadre juridique demande", en="What the legal frame asks")
LESSONS = Text(fr="Ce que l’on ferait autrement, et les suites", en="What would be done differently, and what follows")

SUMMARY_ITEMS = (
    Text(fr="La décision prise, et ce que la participation y a changé", en="The decision taken, and what participation changed in it"),
    Text(fr="Ce qui n’a pas été retenu, et la raison principale", en="What was not kept, and the main reason"),
    Text(fr="Qui a manqué", en="Who was missing"),
)
SUMMARY_INFORMATION = (
    Text(fr="Ce que le public a compris, ce qui reste mal compris", en="What the public understood, what is still ill understood"),
    Text(fr="Les questions les plus posées", en="The questions most often asked"),
    Text(fr="Qui n’a pas été informé", en="Who was not informed"),
)
TO_WRITE = Text(fr="à écrire après la clôture", en="to write after the close")
PROMISED = Text(fr="Promesses faites avant", en="Promises made before")
FRAME = Text(fr="Cadre", en="Frame")
DECIDED = Text(fr="Décision à prendre", en="Decision to take")
DECIDER = Text(fr="Qui décide, et quand", en="Who decides, and when")
DECIDER_SAID = Text(fr="{decider}, le {day}", en="{decider}, on {day}")

HELD_CAPTION = Text(fr="Ce qui était annoncé, ce qui a été tenu", en="What was announced, what was held")
HELD_HEADER = (
    Text(fr="Action", en="Activity"),
    Text(fr="Annoncé", en="Announced"),
    Text(fr="Tenu", en="Held"),
    Text(fr="Écart et raison", en="Difference and reason"),
)
NO_ACTIVITY = Text(fr="Aucune action n’est inscrite dans le dispositif : {hole}.", en="No activity is entered in the plan: {hole}.")
NO_ACTIVITY_HOLE = Text(fr="à lister à la main", en="to be listed by hand")
CHANNELS_CAPTION = Text(
    fr="Attendu : quatre chances sur cinq ; une même personne peut passer par plusieurs canaux, on n’additionne pas",
    en="Expected: four chances in five; the same person may use several channels, nothing is added up",
)
CHANNELS_HEADER = (
    CHANNEL,
    Text(fr="Personnes attendues", en="People expected"),
    Text(fr="Venues", en="Came"),
    EXPECTED_IN,
    RECEIVED_IN,
)
INFORMED_HEADER = (
    CHANNEL,
    Text(fr="Personnes à informer", en="People to be informed"),
    Text(fr="Informées", en="Informed"),
    Text(fr="Questions reçues", en="Questions received"),
    Text(fr="Répondues", en="Answered"),
)
NO_WRITING = Text(fr="notes de séance", en="notes of the session")
ALL = Text(
    fr="Sur tout le territoire, {range} personnes distinctes étaient attendues ; venues : {hole}.",
    en="Over the whole territory, {range} distinct people were expected; came: {hole}.",
)
CAME_HOLE = Text(fr="nombre, ou « non mesuré »", en="number, or “not measured”")
PUBLICS_CAPTION = Text(fr="Les publics se recoupent : ne pas additionner", en="Publics overlap: do not add up")
PUBLICS_HEADER = (
    PUBLIC,
    HEAD_COUNT,
    WOULD_COME,
    CAME,
    Text(fr="Ce qui était prévu pour eux", en="What was planned for them"),
    Text(fr="Absents, et ce qui a été tenté", en="Missing, and what was tried"),
)
PUBLICS_INFORMATION = (
    *PUBLICS_HEADER[:2],
    Text(fr="Seraient informés", en="Would be informed"),
    Text(fr="Informés", en="Informed"),
    *PUBLICS_HEADER[4:],
)
NOTHING_FOR = Text(fr="rien de nommé, à expliquer", en="nothing named, to be explained")
PUBLICS_NONE = Text(fr="Publics : {hole}.", en="Publics: {hole}.")
THEMES_CAPTION = Text(fr="Une ligne par thème, les avis peu exprimés compris", en="One row per theme, little-voiced opinions included")
THEMES_HEADER = (
    THEME,
    Text(fr="Ce qui a été dit, par quel canal", en="What was said, through which channel"),
    Text(fr="Retenu, adapté ou non", en="Kept, adapted or not"),
    Text(fr="Pourquoi", en="Why"),
    FOLLOW_UP,
)
QUESTIONS_CAPTION = Text(fr="Une ligne par thème", en="One row per theme")
QUESTIONS_HEADER = (
    THEME,
    Text(fr="Question posée, par quel canal", en="Question asked, through which channel"),
    Text(fr="Réponse donnée", en="Answer given"),
    Text(fr="Par qui, le", en="By whom, on"),
)
OTHER = Text(fr="Autre thème, venu du public", en="Other theme, raised by the public")
COUNT_ONLY = Text(
    fr="On compte les avis, on n’en tire pas de pourcentage : ceux qui répondent ne sont pas un échantillon.",
    en="Opinions are counted, no percentage is drawn from them: those who answer are not a sample.",
)
COSTS_CAPTION = Text(fr="Prévu et dépensé, prévu et passé", en="Forecast and spent, forecast and worked")
COSTS_HEADER = (
    Text(fr="Poste", en="Item"),
    Text(fr="Prévu, TTC", en="Forecast, incl. VAT"),
    Text(fr="Dépensé", en="Spent"),
    Text(fr="Jours-agent prévus", en="Agent-days forecast"),
    Text(fr="Jours passés", en="Days worked"),
)
DEFAULTS = Text(
    fr="{share} de la dépense prévue reposait sur des valeurs par défaut : les montants réels les remplaceront la prochaine fois.",
    en="{share} of the forecast expense rested on default values: actual amounts will replace them next time.",
)
PROMISES_CAPTION = Text(fr="Ce qui était promis, et ce qu’il en est", en="What was promised, and where it stands")
PROMISES_HEADER = (
    Text(fr="Engagement", en="Commitment"),
    Text(fr="Annoncé", en="Announced"),
    Text(fr="Tenu, en partie, ou non", en="Kept, in part, or not"),
    Text(fr="Où le voir", en="Where it can be seen"),
)
YES = Text(fr="oui", en="yes")
NO = Text(fr="non", en="no")
WITHIN = Text(fr="sous {n}", en="within {n}")
COMMITMENTS: tuple[tuple[str, Text, bool], ...] = (  # name, words, whether it makes sense when only information is given
    ("reply_on", Text(fr="Réponse publiée", en="Reply published"), True),
    ("reply_owner", Text(fr="Responsable de la réponse", en="In charge of the reply"), True),
    ("followup_owner", Text(fr="Responsable des suites", en="In charge of the follow-up"), False),
    ("same_question", Text(fr="Même question sur chaque canal", en="Same question on each channel"), False),
    (
        "synthesis_all_channels",
        Text(fr="Papier et oral à égalité avec l’écrit en ligne", en="Paper and speech on a par with online"),
        False,
    ),
    ("refusals_explained", Text(fr="Refus expliqués", en="Refusals explained"), False),
    ("tracking_public", Text(fr="Suivi des contributions public", en="Public tracking of contributions"), False),
    ("minutes_delay_days", Text(fr="Comptes rendus en ligne", en="Minutes online"), True),
    ("personal_data_notice", Text(fr="Mention sur les données personnelles", en="Personal data notice"), True),
    ("open_data", Text(fr="Contributions en données ouvertes", en="Contributions as open data"), False),
    ("third_party", Text(fr="Regard extérieur", en="Outside eye"), False),
    ("budget_public", Text(fr="Coût rendu public", en="Cost made public"), True),
)
DUTIES_CAPTION = Text(fr="À attester un par un, dans ce bilan", en="To be attested one by one, in this report")
DUTIES_HEADER = (
    Text(fr="Ce qui est demandé", en="What is asked"),
    Text(fr="Article", en="Article"),
    Text(fr="Fait, le, où le lire", en="Done, on, where to read it"),
)
ABOUT_REPORT = ("report", "reply_days", "min_days", "max_days", "notice_days", "paper_place", "digital_register", "method")
TO_CHECK = Text(fr="{article}, à vérifier sur Légifrance", en="{article}, to be checked on Légifrance")
NO_ARTICLE = Text(fr="article à trouver", en="article to be found")
DUTIES_REST = Text(
    fr="Le cadre « {name} » compte aussi {n} autres rappels, à relire avant de signer. Ce document ne vaut pas conseil juridique.",
    en="The frame “{name}” holds {n} more reminders, to be read again before signing. This document is not legal advice.",
)
DUTIES_NONE = Text(
    fr="Cadre « {name} » : il ne fixe ni délai ni forme de bilan ; {n} rappels à relire. Ce document ne vaut pas conseil juridique.",
    en="Frame “{name}”: it sets no time or form for the report; {n} reminders to read again. This document is not legal advice.",
)
INDICATORS_CAPTION = Text(fr="Indicateurs annoncés", en="Indicators announced")
INDICATORS_CAPTION_PROPOSED = Text(fr="Indicateurs proposés, à valider", en="Indicators proposed, to be confirmed")
INDICATORS_HEADER = (
    Text(fr="Indicateur", en="Indicator"),
    Text(fr="Constaté", en="Observed"),
    Text(fr="Ce que l’on en conclut", en="What is concluded"),
)
LESSONS_ITEMS = (
    Text(fr="À refaire tel quel", en="To be done again as it was"),
    Text(fr="À ne pas refaire, et pourquoi", en="Not to be done again, and why"),
    Text(fr="À essayer la prochaine fois", en="To be tried next time"),
)
NEXT = Text(
    fr="Suites : {who}. Réponse publiée au plus tard le {reply}. Décision : {decided}.",
    en="Follow-up: {who}. Reply published by {reply}. Decision: {decided}.",
)


def outcome(draft: Draft) -> Paper:
    """The outline of the outcome report of a plan."""
    about = draft.information
    parts: list[Part] = [
        ("summary", SUMMARY, tuple(_summary(draft))),
        ("mandate", MANDATE_INFORMATION if about else MANDATE, tuple(_mandate(draft))),
        ("held", HELD, tuple(_held(draft))),
        ("channels", CHANNELS_INFORMATION if about else CHANNELS, tuple(participation(draft) if draft.plan.observed else _channels(draft))),
        ("publics", PUBLICS_TOLD if about else PUBLICS, tuple(_publics(draft))),
        ("themes", QUESTIONS if about else THEMES, tuple(_themes(draft))),
        ("costs", COSTS, tuple(_costs(draft))),
        ("promises", PROMISES, tuple(_promises(draft))),
    ]
    if draft.brief.frame:
        parts.append(("duties", DUTIES, tuple(_duties(draft))))
    parts.append(("lessons", LESSONS, tuple(_lessons(draft))))
    return laid(draft, TITLE_INFORMATION if about else TITLE, parts, contents=len(draft.plan.activities) >= LONG)


def _summary(draft: Draft) -> Iterable[Block]:
    yield Paragraph(words=draft.phrase(INTRO, day=draft.day(draft.brief.mandate.decided_on)))
    items = SUMMARY_INFORMATION if draft.information else SUMMARY_ITEMS
    yield Bullets(items=tuple(draft.labelled(item, (draft.hole(TO_WRITE),)) for item in items))


def _mandate(draft: Draft) -> Iterable[Block]:
    mandate = draft.brief.mandate
    if draft.nothing_open:
        yield Note(words=draft.plain(w.DEBATE_INFORMATION))
    closed = [draft.phrase(w.DEBATE_WHY, what=draft.said(item.what), why=draft.said(item.why)) for item in mandate.closed]
    opened = w.DEBATE_NOTHING(draft.lang) if draft.nothing_open else draft.listed(mandate.open)
    level = draft.plain(w.LEVELS[draft.brief.level]) if draft.brief.level else None
    if level and draft.nothing_open and draft.brief.level != "inform":
        level = draft.phrase(w.LEVEL_NOT_KEPT, level=w.LEVELS["inform"](draft.lang), wanted=level)
    frame = draft.catalog.frames[draft.brief.frame].name(draft.lang) if draft.brief.frame else None
    items = [
        draft.labelled(DECIDED, draft.filled(draft.said(mandate.decision))),
        draft.labelled(DECIDER, draft.phrase(DECIDER_SAID, decider=draft.said(mandate.decider), day=draft.day(mandate.decided_on))),
        draft.labelled(w.DEBATE_OPEN, draft.filled(opened)),
        draft.labelled(w.DEBATE_CLOSED, join(closed, draft.semicolon) if closed else (draft.hole(),)),
        draft.labelled(PROMISED, draft.filled(draft.said(mandate.promises))),
        draft.labelled(w.LEVEL, draft.filled(level)),
        draft.labelled(FRAME, draft.filled(frame)),
    ]
    yield Bullets(items=tuple(items))


def _held(draft: Draft) -> Iterable[Block]:
    if not draft.plan.activities:
        yield Paragraph(words=draft.phrase(NO_ACTIVITY, hole=draft.hole(NO_ACTIVITY_HOLE)))
    rows = [(activity_words(draft, a), draft.when(a), EMPTY, EMPTY) for a in draft.ordered[:MOST_ACTIVITIES]]
    yield table(draft, HELD_CAPTION, HELD_HEADER, rows or [blank(len(HELD_HEADER))] * 3, (0.34, 0.26, 0.14, 0.26))


def _channels(draft: Draft) -> Iterable[Block]:
    about = draft.information
    active = (informing(draft) if about else asking(draft))[:MOST_ACTIVITIES]
    header = INFORMED_HEADER if about else CHANNELS_HEADER
    rows = [_channel(draft, activity) for activity in active]
    blanks = [blank(len(header), draft.plain(w.STRANDS[strand], strand)) for strand in STRANDS]
    yield table(draft, CHANNELS_CAPTION, header, rows or blanks, (0.34, 0.2, 0.12, 0.2, 0.14))
    if not about:
        yield Paragraph(words=draft.phrase(ALL, range=draft.benchmark, hole=draft.hole(CAME_HOLE)))


def _channel(draft: Draft, activity: Activity) -> tuple[Words, ...]:
    line = draft.lines.get(activity.id)
    number = line.contributions if line else 0.0
    written: Words = EMPTY
    if not draft.information:
        written = (range_of(draft, activity, number),) if number else draft.plain(NO_WRITING)
    return activity_words(draft, activity), people_of(draft, activity), EMPTY, written, EMPTY


def _publics(draft: Draft) -> Iterable[Block]:
    audiences = draft.brief.audiences
    header = PUBLICS_INFORMATION if draft.information else PUBLICS_HEADER
    if not audiences:
        yield Paragraph(words=draft.phrase(PUBLICS_NONE, hole=None))
        return
    reached = told(draft.plan, draft.catalog, draft.at)
    rows = (_public(draft, audience, reached.get(audience.name)) for audience in audiences)
    yield table(draft, PUBLICS_CAPTION, header, rows, (0.16, 0.11, 0.15, 0.09, 0.3, 0.19))


def _public(draft: Draft, audience: Audience, known: Told | None) -> tuple[Words, ...]:
    row = draft.coverage.get(audience.name)
    expected = draft.unknown
    if row and draft.information:
        expected = draft.people(row.informed) if row.informed else draft.unknown
    elif row and asking(draft):
        expected = (draft.range(row.comes_low, row.comes_high, row.comes),)
    own = [a.id for a in asking(draft) if open_to(a, audience.name)] if not draft.information else []
    names = dict.fromkeys(lower(draft.name(id)) for id in (*own, *(known.by if known else ())))
    planned = draft.filled(", ".join(list(names)[:SHOWN_WAYS])) if names else (draft.hole(NOTHING_FOR),)
    return draft.filled(draft.said(audience.name)), (draft.count(audience.people),), expected, EMPTY, planned, EMPTY


def _themes(draft: Draft) -> Iterable[Block]:
    header = QUESTIONS_HEADER if draft.information else THEMES_HEADER
    widths = (0.24, 0.3, 0.26, 0.2) if draft.information else (0.3, 0.26, 0.14, 0.15, 0.15)
    themes = [draft.filled(said) for text in (draft.brief.mandate.open or ())[:MOST_THEMES] if (said := draft.said(text))]
    if draft.information:
        rows = [blank(len(header))] * 3
    else:
        rows = [blank(len(header), words) for words in (*(themes or [(draft.hole(),)]), draft.plain(OTHER))]
    yield table(draft, QUESTIONS_CAPTION if draft.information else THEMES_CAPTION, header, rows, widths)
    if not draft.information:
        yield Paragraph(words=draft.plain(COUNT_ONLY))


# -- money and days ---------------------------------------------------------------------------------------


def _costs(draft: Draft) -> Iterable[Block]:
    known = bool(draft.plan.activities)
    rows = [row for strand in STRANDS if (row := _strand(draft, strand))]
    if known:
        rows.append(
            (draft.plain(w.MEANS_READING), draft.plain(w.MEANS_NOTHING), EMPTY, (draft.count(draft.evaluation.analysis_days, 1),), EMPTY)
        )
    total = draft.filled(draft.cost or draft.unknown), draft.filled(draft.days or draft.unknown)
    rows.append((draft.plain(w.MEANS_TOTAL, "strong"), total[0], EMPTY, total[1], EMPTY))
    limits = draft.brief.limits
    ceilings = _limit(draft, limits.budget, draft.money), _limit(draft, limits.staff_days, lambda days: draft.count(days, 1))
    rows.append((draft.plain(w.MEANS_LIMITS), ceilings[0], EMPTY, ceilings[1], EMPTY))
    yield table(draft, COSTS_CAPTION, COSTS_HEADER, rows, (0.36, 0.18, 0.14, 0.18, 0.14))
    if known:
        yield Paragraph(words=draft.phrase(DEFAULTS, share=draft.share(draft.evaluation.defaults_cost)))


def _strand(draft: Draft, strand: Strand) -> tuple[Words, ...] | None:
    lines = [draft.lines[a.id] for a in draft.plan.activities if a.id in draft.lines and draft.strand(a) == strand]
    if not lines:
        return None
    cost, days = sum(line.cost for line in lines), sum(line.staff_days for line in lines)
    return draft.plain(w.STRANDS[strand], strand), (draft.money(cost),), EMPTY, (draft.count(days, 1),), EMPTY


def _limit(draft: Draft, value: float | None, write: Callable[[float], Span]) -> Words:
    return draft.unknown if value is None else (write(value),)


# -- commitments and duties ---------------------------------------------------------------------------------


def _promises(draft: Draft) -> Iterable[Block]:
    rows = [
        (draft.plain(label), _announced(draft, name), EMPTY, EMPTY)
        for name, label, informs in COMMITMENTS
        if informs or not draft.information
    ]
    yield table(draft, PROMISES_CAPTION, PROMISES_HEADER, rows, (0.32, 0.26, 0.2, 0.22))


def _announced(draft: Draft, name: str) -> Words:
    value = draft.plan.said(name)
    match value:
        case bool():
            return draft.plain(YES if value else NO)
        case int():
            return draft.phrase(WITHIN, n=days_long(draft, value))
        case date():
            return draft.filled(draft.day(value))
        case str():
            return draft.filled(draft.said(value))
        case _:
            return draft.unknown


def _duties(draft: Draft) -> Iterable[Block]:
    """What the frame sets for the report and the conduct of the process; the rest is counted, to be read again."""
    frame = draft.catalog.frames[draft.brief.frame or ""]
    kept = sorted((duty for duty in frame.duties if duty.kind in ABOUT_REPORT), key=lambda duty: ABOUT_REPORT.index(duty.kind))
    rest = draft.count(len(frame.duties) - len(kept))
    if kept:
        yield table(draft, DUTIES_CAPTION, DUTIES_HEADER, (_duty(draft, duty) for duty in kept), (0.46, 0.26, 0.28))
    yield Note(words=draft.phrase(DUTIES_REST if kept else DUTIES_NONE, name=frame.name(draft.lang), n=rest))


def _duty(draft: Draft, duty: Duty) -> tuple[Words, ...]:
    article: Words = (draft.hole(NO_ARTICLE),)
    if duty.article:
        unread = duty.confidence == "memory"
        article = (Span(text=draft.flat(TO_CHECK, article=duty.article), mark="hole"),) if unread else draft.filled(duty.article)
    return draft.filled(draft.said(duty.what(draft.lang))), article, EMPTY


def _lessons(draft: Draft) -> Iterable[Block]:
    given = draft.plan.said("indicators")
    chosen = [draft.filled(said) for text in given if (said := draft.said(text))] if isinstance(given, tuple) else []
    texts = w.INDICATORS_INFORMATION if draft.information else w.INDICATORS
    rows = [blank(3, words) for words in chosen or [draft.phrase(text, range=draft.benchmark) for text in texts]]
    caption = INDICATORS_CAPTION if chosen else INDICATORS_CAPTION_PROPOSED
    yield table(draft, caption, INDICATORS_HEADER, rows, (0.46, 0.22, 0.32))
    yield Bullets(items=tuple(draft.labelled(item, (draft.hole(TO_WRITE),)) for item in LESSONS_ITEMS))
    yield Paragraph(words=draft.phrase(NEXT, who=_who(draft), reply=_reply(draft), decided=draft.day(draft.brief.mandate.decided_on)))


def _who(draft: Draft) -> str | None:
    return draft.commitment("followup_owner") or draft.commitment("reply_owner")


def _reply(draft: Draft) -> str | None:
    return draft.day(draft.commitment_day("reply_on"))
