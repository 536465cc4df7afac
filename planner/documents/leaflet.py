"""The half page for the public, "À quoi servira votre avis": what is decided, what can change, how to take part, what comes back.

Only what the organiser said is written; the rest is a hole to complete. Source: practice.md, section 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from catalog.facts import Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, STRANDS, Strand
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Section, Words, join, lower
from catalog.words import Lang
from planner import wording as w
from planner.brief import Brief
from planner.evaluate import Evaluation
from planner.phrases import Phrases
from planner.plan import Activity, Plan, strand_of

SHOWN = 6  # ways to take part by strand: the public reads half a page
TITLE = Text(fr="À quoi servira votre avis", en="What your opinion will be used for")
TITLE_INFORMATION = Text(fr="Pour vous informer du projet", en="To keep you informed of the project")
DECISION = Text(fr="La décision", en="The decision")
OPEN = Text(fr="Ce que vous pouvez changer", en="What you can change")
CLOSED = Text(fr="Ce qui ne changera pas, et pourquoi", en="What will not change, and why")
TAKE_PART = Text(fr="Comment participer", en="How to take part")
FOLLOW_UP = Text(fr="Ce que devient votre contribution", en="What happens to your contribution")
CONTACT = Text(fr="Une question ?", en="Any question?")
WHAT = Text(fr="Ce qui sera décidé", en="What will be decided")
WHO = Text(fr="Qui décide", en="Who decides")
WHEN = Text(fr="Quand", en="When")
PROMISE = Text(fr="Notre engagement", en="Our commitment")
STUDY = Text(fr="Encore à l’étude : {items}.", en="Still under study: {items}.")
NOTHING = Text(
    fr="Rien n’est ouvert à la discussion : nous ne demandons pas votre avis, nous vous informons.",
    en="Nothing is open to discussion: we are not asking for your opinion, we are informing you.",
)
INFORM_ONLY = Text(
    fr="Nous vous informons ; nous ne demandons pas votre avis.", en="We are informing you; we are not asking for your opinion."
)
WHY = Text(fr="{what} : {why}", en="{what}: {why}")
PERIOD = Text(fr="Du {first} au {last}.", en="From {first} to {last}.")
DATED = Text(fr="{name} (à partir du {day})", en="{name} (from {day})")
PLACES = Text(fr="Le dossier se lit sur papier ici", en="The file can be read on paper here")
PAGE = Text(fr="Page officielle", en="Official page")
REPLY_ON = Text(fr="Réponse publique", en="Public reply")
REPLY_BY = Text(fr="Qui répond", en="Who replies")
REPLY = Text(
    fr="La réponse dira ce qui est retenu, ce qui ne l’est pas, et pourquoi.", en="The reply will say what is kept, what is not, and why."
)
ALIKE = Text(
    fr="Une contribution sur papier ou à l’oral compte autant qu’en ligne.",
    en="A contribution on paper or in speech counts as much as one online.",
)
REACH = Text(fr="{who}, téléphone {phone}, adresse {address}", en="{who}, telephone {phone}, address {address}")
NAME, PHONE, ADDRESS = Text(fr="nom", en="name"), Text(fr="numéro", en="number"), Text(fr="lieu et horaires", en="place and hours")


@dataclass(frozen=True)
class _Sheet(Phrases):
    """What every sentence of the sheet needs."""

    brief: Brief
    plan: Plan | None
    catalog: Catalog
    starts: dict[str, date]  # first day of an activity, by id
    ends: dict[str, date]  # last day of an activity, by id, once the plan is dated

    def commitment(self, name: str) -> object:
        return self.plan.said(name) if self.plan else getattr(self.brief.commitments, name)

    @property
    def information(self) -> bool:
        return self.brief.mandate.open == () or self.brief.level == "inform"

    def kept(self, activity: Activity) -> bool:
        """Whether people take part in it; when only information is given, whether it tells them something."""
        takes_part = activity.phase in CONTRIBUTION_PHASES and self.catalog.methods[activity.method].counts_as != "informs"
        return activity.phase == "inform" if self.information else takes_part

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The days on which people can take part; those of the whole process until the plan is dated."""
        ways = [activity.id for activity in (self.plan.activities if self.plan else ()) if self.kept(activity)]
        if not ways or not all(way in self.starts and way in self.ends for way in ways):
            return self.brief.limits.start, self.brief.limits.end
        return min(self.starts[way] for way in ways), max(self.ends[way] for way in ways)


def leaflet(brief: Brief, plan: Plan | None, catalog: Catalog, lang: Lang, today: date, evaluation: Evaluation | None = None) -> Paper:
    """The sheet in one language, ready for the writers of `catalog.paper`.

    Args:
        plan: gives the ways to take part and their weeks; without it, each way is a hole.
        today: the day written on the sheet.
        evaluation: of the plan; gives its days: when taking part opens and closes, and those of activities that have no week.
    """
    sheet = _Sheet(lang, brief, plan, catalog, _starts(brief, plan, evaluation), _ends(evaluation))
    place = sheet.said(brief.territory.name) if brief.territory else None
    parts: list[tuple[str, Text, Iterable[Block]]] = [
        ("decision", DECISION, _decision(sheet)),
        ("open", OPEN, _open(sheet)),
        ("closed", CLOSED, _closed(sheet)),
        ("take_part", TAKE_PART, _take_part(sheet)),
        ("follow_up", FOLLOW_UP, _follow_up(sheet)),
        ("contact", CONTACT, _contact(sheet)),
    ]
    if sheet.information:
        parts = [part for part in parts if part[0] in ("decision", "closed", "contact")]
    title = TITLE_INFORMATION if sheet.information else TITLE
    return Paper(
        lang=lang,
        title=title(lang),
        subtitle=" – ".join(filter(None, (sheet.said(brief.subject), place))),
        body=tuple(Section(id=id, title=name(lang), blocks=tuple(blocks)) for id, name, blocks in parts),
        today=today,
    )


def _starts(brief: Brief, plan: Plan | None, evaluation: Evaluation | None) -> dict[str, date]:
    found = {line.activity: line.starts_on for line in (evaluation.lines if evaluation else ()) if line.starts_on}
    for activity in plan.activities if plan else ():
        if activity.id not in found and activity.week and brief.limits.start:
            found[activity.id] = brief.limits.start + timedelta(weeks=activity.week - 1)
    return found


def _ends(evaluation: Evaluation | None) -> dict[str, date]:
    return {line.activity: line.ends_on for line in (evaluation.lines if evaluation else ()) if line.ends_on}


def _decision(sheet: _Sheet) -> Iterable[Block]:
    mandate = sheet.brief.mandate
    rows = ((WHAT, sheet.said(mandate.decision)), (WHO, sheet.said(mandate.decider)), (WHEN, sheet.day(mandate.decided_on)))
    items = [sheet.labelled(label, sheet.filled(value)) for label, value in rows]
    if not sheet.information and sheet.brief.level:
        items.append(sheet.labelled(PROMISE, sheet.plain(w.LEVEL_PROMISES[sheet.brief.level])))
    yield Bullets(items=tuple(items))
    if sheet.information:
        yield Note(words=sheet.plain(NOTHING if sheet.brief.mandate.open == () else INFORM_ONLY))


def _open(sheet: _Sheet) -> Iterable[Block]:
    mandate = sheet.brief.mandate
    given = [sheet.filled(said) for text in mandate.open or () if (said := sheet.said(text))]
    yield Bullets(items=tuple(given) or ((sheet.hole(),),))
    if items := sheet.listed(mandate.study):
        yield Paragraph(words=sheet.phrase(STUDY, items=items))


def _closed(sheet: _Sheet) -> Iterable[Block]:
    given = [sheet.phrase(WHY, what=sheet.said(item.what), why=sheet.said(item.why)) for item in sheet.brief.mandate.closed]
    yield Bullets(items=tuple(given) or ((sheet.hole(),),))


def _take_part(sheet: _Sheet) -> Iterable[Block]:
    first, last = sheet.period
    yield Paragraph(words=sheet.phrase(PERIOD, first=sheet.day(first), last=sheet.day(last)))
    ways = {strand: _ways(sheet, strand) for strand in STRANDS}
    known = {strand: words for strand, words in ways.items() if words} or dict.fromkeys(STRANDS, (sheet.hole(),))
    items = [sheet.labelled(w.STRANDS[strand], words, mark=strand) for strand, words in known.items()]
    places = sheet.commitment("paper_places")
    listed = sheet.listed(places) if isinstance(places, tuple) else None
    page = sheet.commitment("official_place")
    items.append(sheet.labelled(PLACES, sheet.filled(listed)))
    items.append(sheet.labelled(PAGE, sheet.filled(sheet.said(page) if isinstance(page, str) else None)))
    yield Bullets(items=tuple(items))


def _ways(sheet: _Sheet, strand: Strand) -> Words:
    """The formats of one strand, the earliest first, each named once with its first day when it is known."""
    held = [a for a in (sheet.plan.activities if sheet.plan else ()) if sheet.kept(a)]
    held = [a for a in held if strand_of(a, sheet.catalog.methods[a.method]) == strand]
    held.sort(key=lambda a: sheet.starts.get(a.id, date.max))
    first = {a.method: a for a in reversed(held)}
    named: list[Words] = []
    for method in dict.fromkeys(a.method for a in held):
        name = lower(sheet.catalog.methods[method].name(sheet.lang))
        day = sheet.day(sheet.starts.get(first[method].id))
        named.append(sheet.phrase(DATED, name=name, day=day) if day else sheet.filled(name))
    return join(named[:SHOWN], sheet.semicolon)


def _follow_up(sheet: _Sheet) -> Iterable[Block]:
    on, who = sheet.commitment("reply_on"), sheet.commitment("reply_owner")
    day = sheet.day(on) if isinstance(on, date) else None
    name = sheet.said(who) if isinstance(who, str) else None
    yield Bullets(items=(sheet.labelled(REPLY_ON, sheet.filled(day)), sheet.labelled(REPLY_BY, sheet.filled(name))))
    yield Paragraph(words=sheet.plain(REPLY))
    if sheet.commitment("synthesis_all_channels"):
        yield Paragraph(words=sheet.plain(ALIKE))


def _contact(sheet: _Sheet) -> Iterable[Block]:
    if sheet.information:
        who = sheet.commitment("reply_owner")
        yield Bullets(items=(sheet.labelled(REPLY_BY, sheet.filled(sheet.said(who) if isinstance(who, str) else None)),))
    yield Paragraph(words=sheet.phrase(REACH, who=sheet.hole(NAME), phone=sheet.hole(PHONE), address=sheet.hole(ADDRESS)))
