"""The monitoring table: from each contribution to its answer, channel by channel, what is expected beside what came, and when to worry.

Counts of different channels are never added up; agent-days are. Source: practice.md, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from catalog.facts import Text
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Span, Words, join, lower
from planner import wording as w
from planner.brief import Audience
from planner.documents.draft import Draft
from planner.documents.sheet import (
    ANSWERS,
    BY_DEFAULT,
    CAME,
    CHANNEL,
    EMPTY,
    EXPECTED_IN,
    FOLLOW_UP,
    PUBLIC,
    RECEIVED_IN,
    THEME,
    WHEN,
    WOULD_COME,
    Part,
    activity_words,
    agent_days,
    asking,
    blank,
    day_in_text,
    informing,
    laid,
    people_of,
    range_of,
    table,
)
from planner.mobilisation import Told, told
from planner.plan import Activity

MOST_ROWS = 30  # rows of the weekly table: two pages at most
MOST_ACTIVITIES = 40

TITLE = Text(fr="Tableau de suivi des contributions", en="Monitoring table of contributions")
TITLE_INFORMATION = Text(fr="Tableau de suivi des questions", en="Monitoring table of questions")
INTRO = Text(
    fr="Une ligne par contribution, de son arrivée à sa suite. Chaque canal garde son compte : on ne les additionne pas, "
    "car une même personne peut passer par plusieurs.",
    en="One row per contribution, from its arrival to its follow-up. Each channel keeps its own count: they are not added up, "
    "because the same person may use several.",
)
INTRO_INFORMATION = Text(
    fr="Rien n’est soumis au débat : ce tableau suit les questions du public et les réponses données, pas des avis.",
    en="Nothing is open to debate: this table follows the public’s questions and the answers given, not opinions.",
)
NO_ACTIVITY = Text(fr="Aucune action n’est inscrite : {hole}.", en="No activity is entered: {hole}.")
NO_ACTIVITY_HOLE = Text(
    fr="inscrire les actions, ou remplir ce tableau à la main, un canal par ligne",
    en="enter the activities, or fill in by hand, one channel a row",
)
EXPECTED = Text(fr="Ce qui est attendu, qui le saisit", en="What is expected, who enters it")
SPREAD = Text(fr="Ce qui est diffusé, qui reçoit les questions", en="What is spread, who receives the questions")
REGISTER = Text(fr="Le registre", en="The register")
WEEKLY = Text(fr="Semaine par semaine", en="Week by week")
ALERT = Text(fr="Quand s’inquiéter, et que faire", en="When to worry, and what to do")

EXPECTED_CAPTION = Text(
    fr="Fourchette : quatre chances sur cinq, personnes et contributions par personne variant toutes deux",
    en="Range: four chances in five, people and contributions per person both varying",
)
EXPECTED_HEADER = (
    CHANNEL,
    WHEN,
    EXPECTED_IN,
    Text(fr="Lecture", en="Reading"),
    Text(fr="Qui saisit", en="Who enters them"),
    Text(fr="Saisie au plus tard", en="Entered by"),
)
INFORMING_HEADER = (
    CHANNEL,
    WHEN,
    Text(fr="Personnes informées", en="People informed"),
    Text(fr="Qui reçoit les questions", en="Who receives questions"),
)
INFORMING_CAPTION = Text(fr="Par canal : ce que l’on pense atteindre", en="By channel: what is expected to be reached")
READING = Text(fr="{minutes} min chacune, {days}", en="{minutes} min each, {days}")
NO_WRITING = Text(fr="aucune à lire : notes de séance", en="none to read: notes of the session")
READING_TOTAL = Text(
    fr="Lire et répondre demande {days} en tout, dans le dispositif : au moins un cinquième du temps des agents.",
    en="Reading and answering takes {days} in all, within the plan: at least a fifth of staff time.",
)
READING_DEFAULT = Text(
    fr="Contributions par personne et minutes de lecture sont, par défaut, des règles de métier : mesurez-les sur les vingt premières.",
    en="Contributions per person and reading minutes are, by default, rules of thumb: measure them on the first twenty.",
)
WHO_HOLE = Text(fr="service ou nom", en="department or name")
ENTERED_HOLE = Text(fr="délai de saisie à fixer", en="time for data entry to be set")
CONTINUOUS = Text(fr="au fil de l’eau", en="as they come")

REGISTER_CAPTION = Text(
    fr="À poursuivre dans un tableur, une ligne par contribution, un numéro par canal",
    en="To continue in a spreadsheet, one row per contribution, one number per channel",
)
REGISTER_CAPTION_INFORMATION = Text(
    fr="À poursuivre dans un tableur, une ligne par question, un numéro par canal",
    en="To continue in a spreadsheet, one row per question, one number per channel",
)
REGISTER_HEADER = (
    Text(fr="N°", en="No."),
    CHANNEL,
    Text(fr="Contribution", en="Contribution"),
    THEME,
    Text(fr="Réponse", en="Answer"),
    Text(fr="Raison", en="Reason"),
    FOLLOW_UP,
)
REGISTER_HEADER_INFORMATION = (
    Text(fr="N°", en="No."),
    CHANNEL,
    Text(fr="Question", en="Question"),
    THEME,
    Text(fr="Réponse", en="Answer"),
    ANSWERS,
    Text(fr="Répondu le", en="Answered on"),
)
REGISTER_THEMES = Text(fr="Thèmes de départ, ceux qui sont ouverts : {themes}.", en="Themes to start from, those that are open: {themes}.")
REGISTER_STATUS = Text(
    fr="Réponse : retenu, adapté, non retenu, déjà fait, ou hors du sujet ; la raison est toujours écrite.",
    en="Answer: kept, adapted, not kept, already done, or out of scope; the reason is always written.",
)
REGISTER_REPLY = Text(
    fr="Réponse publiée le {day} ; responsable des suites : {who}.", en="Reply published on {day}; in charge of the follow-up: {who}."
)
REGISTER_NO_NAME = Text(fr="Ni nom ni coordonnées dans ce registre.", en="No name or contact details in this register.")

WEEKLY_CAPTION = Text(
    fr="Canal par canal ; ce qui est attendu est réparti également sur les semaines de l’action",
    en="Channel by channel; what is expected is spread evenly over the weeks of the activity",
)
WEEKLY_HEADER = (
    Text(fr="Semaines", en="Weeks"),
    CHANNEL,
    EXPECTED_IN,
    RECEIVED_IN,
    Text(fr="Écart, et ce que l’on fait", en="Gap, and what is done"),
)

ALERT_CAPTION = Text(
    fr="Par public, au point d’étape ; le seuil est une valeur par défaut, à remplacer par la vôtre",
    en="By public, at mid-term; the threshold is a default value, to be replaced by your own",
)
ALERT_HEADER = (
    PUBLIC,
    WOULD_COME,
    Text(fr="Alerte si moins de (par défaut)", en="Alert below (default)"),
    CAME,
    Text(fr="Ce que l’on fait alors", en="What is done then"),
)
ALERT_RULE = Text(
    fr="Au point d’étape ({day}), un public sous son seuil déclenche une action dans la semaine ; qui décide : {who}.",
    en="At mid-term ({day}), a public below its threshold triggers an action within the week; who decides: {who}.",
)
ALERT_DAY = Text(fr="date à mi-parcours", en="date at mid-point")
ALERT_WHO = Text(fr="nom", en="name")
ALERT_RESERVE = Text(fr="Réserve prévue pour cela : {amount} TTC.", en="Reserve kept for this: {amount} including VAT.")
ALERT_BASIS = Text(
    fr="Seuil par défaut : la moitié du bas de la fourchette, comme si la moitié des actions étaient passées. C’est une règle de métier, "
    "pas une mesure ; le bas de la fourchette vient des rendements de chaque action (quatre chances sur cinq).",
    en="Default threshold: half of the low end of the range, as if half of the activities were over. It is a rule of thumb, not a "
    "measurement; the low end comes from the yield of each activity (four chances in five).",
)
ALERT_COUNT = Text(
    fr="Savoir qui est venu suppose une question de profil, facultative, la même sur chaque canal.",
    en="Knowing who came takes a profile question, optional, the same on every channel.",
)
ALERT_GO = Text(fr="y aller : {where}", en="go there: {where}")
ALERT_GO_HOLE = Text(fr="lieu et relais à écrire", en="place and relay to be written")
ALERT_RELAYS = Text(fr="relancer : {names}", en="prompt again: {names}")
ALERT_ZERO = Text(fr="1 personne", en="1 person")


def monitoring(draft: Draft) -> Paper:
    """The monitoring table of a plan; when nothing is open, it follows questions and answers."""
    about = draft.information
    parts: list[Part] = [
        ("intro", None, (Paragraph(words=draft.plain(INTRO_INFORMATION if about else INTRO)),)),
        ("expected", SPREAD if about else EXPECTED, tuple(_informed(draft) if about else _expected(draft))),
        ("register", REGISTER, tuple(_register(draft))),
    ]
    if not about and asking(draft):
        parts.append(("weekly", WEEKLY, tuple(_weekly(draft))))
    if not about and draft.brief.audiences:
        parts.append(("alert", ALERT, tuple(_alert(draft))))
    return laid(draft, TITLE_INFORMATION if about else TITLE, parts)


# -- what is expected -----------------------------------------------------------------------------------


def _expected(draft: Draft) -> Iterable[Block]:
    active = asking(draft)[:MOST_ACTIVITIES]
    if not active:
        yield Paragraph(words=draft.phrase(NO_ACTIVITY, hole=draft.hole(NO_ACTIVITY_HOLE)))
        rows: Iterable[tuple[Words, ...]] = (blank(len(EXPECTED_HEADER), draft.plain(w.STRANDS[s], s)) for s in w.STRANDS)
    else:
        rows = (_expected_row(draft, activity) for activity in active)
    yield table(draft, EXPECTED_CAPTION, EXPECTED_HEADER, rows, (0.21, 0.15, 0.14, 0.23, 0.12, 0.15))
    if active:
        total = draft.phrase(READING_TOTAL, days=agent_days(draft, draft.evaluation.analysis_days))
        ruled = any(_ruled(draft, activity) for activity in active)
        yield Paragraph(words=join((total, draft.plain(READING_DEFAULT)) if ruled else (total,), " "))


def _expected_row(draft: Draft, activity: Activity) -> tuple[Words, ...]:
    line = draft.lines.get(activity.id)
    number = line.contributions if line else 0.0
    effort = draft.at.effort(draft.kind_of(activity))
    reading: Words = draft.plain(NO_WRITING)
    if line and number and effort.reading_minutes:
        reading = draft.phrase(READING, minutes=draft.count(effort.reading_minutes.value, 1), days=agent_days(draft, line.reading_days))
        reading = draft.phrase(BY_DEFAULT, said=reading) if _minutes_default(draft, activity) else reading
    return (
        activity_words(draft, activity),
        draft.when(activity),
        (range_of(draft, activity, number),) if number else draft.plain(NO_WRITING),
        reading,
        (draft.hole(WHO_HOLE),),
        _entered(draft, activity),
    )


def _minutes_default(draft: Draft, activity: Activity) -> bool:
    minutes = draft.at.effort(draft.kind_of(activity)).reading_minutes
    return minutes is not None and minutes.kind == "default"


def _ruled(draft: Draft, activity: Activity) -> bool:
    """Whether what an activity brings to read rests on rules of thumb."""
    each = draft.at.effort(draft.kind_of(activity)).contributions
    return _minutes_default(draft, activity) or (each is not None and each.kind == "default")


def _entered(draft: Draft, activity: Activity) -> Words:
    """The last day to enter what it brings: the time promised for minutes, counted from its end; online, nothing is entered."""
    if draft.strand(activity) == "digital":
        return draft.plain(CONTINUOUS)
    line, delay = draft.lines.get(activity.id), draft.plan.said("minutes_delay_days")
    if line and line.ends_on and isinstance(delay, int):
        return draft.filled(draft.day(line.ends_on + timedelta(days=delay)))
    return (draft.hole(ENTERED_HOLE),)


def _informed(draft: Draft) -> Iterable[Block]:
    active = informing(draft)[:MOST_ACTIVITIES]
    if not active:
        yield Paragraph(words=draft.phrase(NO_ACTIVITY, hole=draft.hole(NO_ACTIVITY_HOLE)))
        return
    rows = ((activity_words(draft, a), draft.when(a), people_of(draft, a), draft.filled(draft.commitment("reply_owner"))) for a in active)
    yield table(draft, INFORMING_CAPTION, INFORMING_HEADER, rows, (0.34, 0.22, 0.22, 0.22))


# -- the register ---------------------------------------------------------------------------------------


def _register(draft: Draft) -> Iterable[Block]:
    active = informing(draft) if draft.information else asking(draft)
    header = REGISTER_HEADER_INFORMATION if draft.information else REGISTER_HEADER
    firsts = (
        ((Span(text=f"{number}-001"),), (Span(text=draft.name(activity), mark=draft.strand(activity)),))
        for number, activity in enumerate(active[:MOST_ACTIVITIES], start=1)
    )
    rows = [blank(len(header), *first) for first in firsts] or [blank(len(header))] * 3
    caption = REGISTER_CAPTION_INFORMATION if draft.information else REGISTER_CAPTION
    yield table(draft, caption, header, rows, (0.08, 0.17, 0.19, 0.11, 0.13, 0.14, 0.18))
    said = [draft.plain(REGISTER_NO_NAME)]
    if not draft.information:
        themes = draft.phrase(REGISTER_THEMES, themes=draft.listed(draft.brief.mandate.open))
        day = draft.day(draft.commitment_day("reply_on"))
        reply = draft.phrase(REGISTER_REPLY, day=day, who=draft.commitment("followup_owner"))
        said = [draft.plain(REGISTER_STATUS), themes, reply, *said]
    yield Bullets(items=tuple(said))


# -- week by week ---------------------------------------------------------------------------------------


def _weekly(draft: Draft) -> Iterable[Block]:
    rows = [_weekly_row(draft, *span) for span in _spans(draft)]
    yield table(draft, WEEKLY_CAPTION, WEEKLY_HEADER, rows, (0.24, 0.27, 0.16, 0.09, 0.24))


def _spans(draft: Draft) -> list[tuple[Activity, int, int, int]]:
    """An activity, some of its weeks, and how many weeks it lasts: as many weeks together as the table needs to stay short."""
    step = 1
    while True:
        found = [
            (activity, first, min(first + step - 1, last), last - start + 1)
            for activity in asking(draft)[:MOST_ROWS]
            if (line := draft.lines.get(activity.id)) and (start := line.start_week) is not None and (last := line.end_week) is not None
            for first in range(start, last + 1, step)
        ]
        if len(found) <= MOST_ROWS:
            return sorted(found, key=lambda span: span[1])
        step += 1


def _weekly_row(draft: Draft, activity: Activity, first: int, last: int, lasts: int) -> tuple[Words, ...]:
    line = draft.lines[activity.id]
    expected = line.contributions * (last - first + 1) / lasts
    said = (range_of(draft, activity, expected),) if expected else draft.plain(NO_WRITING)
    start = draft.brief.limits.start
    if start and line.starts_on:
        monday = line.starts_on + timedelta(weeks=first - (line.start_week or first))
        sunday = min(monday + timedelta(weeks=last - first, days=6), line.ends_on or date.max)
        when = draft.phrase(w.DAYS_SPAN, first=draft.first_day(monday, sunday), last=draft.day(sunday))
    elif first == last:
        when = draft.phrase(w.WEEK, week=str(first))
    else:
        when = draft.phrase(w.WEEKS, first=str(first), last=str(last))
    return when, (Span(text=draft.name(activity), mark=draft.strand(activity)),), said, EMPTY, EMPTY


# -- the alert ------------------------------------------------------------------------------------------


def _alert(draft: Draft) -> Iterable[Block]:
    day = day_in_text(draft, draft.plan.said("midterm_on")) or draft.hole(ALERT_DAY)
    who = draft.commitment("followup_owner") or draft.hole(ALERT_WHO)
    rule = draft.phrase(ALERT_RULE, day=day, who=who)
    share = draft.plan.said("reserve_share")
    if isinstance(share, float) and share and draft.brief.limits.budget:
        rule = join((rule, draft.phrase(ALERT_RESERVE, amount=draft.money(share * draft.brief.limits.budget))), " ")
    yield Paragraph(words=rule)
    reached = told(draft.plan, draft.catalog, draft.at)
    rows = (_alert_row(draft, audience, reached.get(audience.name)) for audience in draft.brief.audiences)
    yield table(draft, ALERT_CAPTION, ALERT_HEADER, rows, (0.19, 0.15, 0.14, 0.09, 0.43))
    yield Note(words=join((draft.plain(ALERT_BASIS), draft.plain(ALERT_COUNT)), " "))


def _alert_row(draft: Draft, audience: Audience, known: Told | None) -> tuple[Words, ...]:
    row = draft.coverage.get(audience.name)
    expected, threshold = draft.unknown, draft.unknown
    if row and asking(draft):
        expected = (draft.range(row.comes_low, row.comes_high, row.comes),)
        half = row.comes_low / 2
        threshold = (draft.range(half, half, half),) if half >= 1 else (Span(text=ALERT_ZERO(draft.lang), value=half),)
    return draft.filled(draft.said(audience.name)), expected, threshold, EMPTY, join(_then(draft, audience, known), draft.semicolon)


def _then(draft: Draft, audience: Audience, known: Told | None) -> Iterator[Words]:
    yield draft.phrase(ALERT_GO, where=draft.said(audience.where) or draft.hole(ALERT_GO_HOLE))
    if known and known.by:
        names = dict.fromkeys(lower(draft.name(id)) for id in known.by)
        yield draft.phrase(ALERT_RELAYS, names=", ".join(list(names)[:3]))
