"""What the short papers share: a plan ready to be told, cells to fill in by hand, and what is read of its activities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper.elements import Block, Bullets, Heading, Note, Paper, Paragraph, Section, Span, Table, Words, join
from catalog.words import Lang
from planner import wording as w
from planner.coverage import DRAWS, INTERVAL, SEED, spread
from planner.documents.draft import Draft
from planner.duties import contributes
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation

EMPTY: Words = (Span(text=""),)  # a cell left for the pen
Part = tuple[str, Text | None, Iterable[Block]]
BY_DEFAULT = Text(fr="{said} (par défaut)", en="{said} (default)")
MORE_ROWS = Text(fr="Et {n} de plus dans le dispositif.", en="And {n} more in the plan.")
TO_WRITE = Text(fr="à écrire : {what} ({who})", en="to write: {what} ({who})")
AGENT_DAY = Text(fr="{n} jour-agent", en="{n} agent-day")
AGENT_DAYS = Text(fr="{n} jours-agent", en="{n} agent-days")
DAY = Text(fr="{n} jour", en="{n} day")
DAYS = Text(fr="{n} jours", en="{n} days")

# Columns of several papers, under the same words in each.
CHANNEL = Text(fr="Canal", en="Channel")
PUBLIC = Text(fr="Public", en="Public")
WHEN = Text(fr="Quand", en="When")
WOULD_COME = Text(fr="Participeraient", en="Would take part")
THEME = Text(fr="Thème", en="Theme")
CAME = Text(fr="Venus", en="Came")
EXPECTED_IN = Text(fr="Contributions attendues", en="Contributions expected")
RECEIVED_IN = Text(fr="Reçues", en="Received")
FOLLOW_UP = Text(fr="Suite, qui, quand", en="Follow-up, who, when")
HEAD_COUNT = Text(fr="Personnes", en="People")
ANSWERS = Text(fr="Qui répond", en="Who answers")

# Who can settle what is still to be written.
ELECTED = Text(fr="élu référent", en="elected member in charge")
PROJECT = Text(fr="chef de projet", en="project officer")
LEGAL = Text(fr="service juridique", en="legal department")
FINANCE = Text(fr="direction générale", en="chief executive’s office")
PROTECTION = Text(fr="délégué à la protection des données", en="data protection officer")


def drafted(plan: Plan, catalog: Catalog, lang: Lang, today: date, situation: Situation | None = None) -> Draft:
    """A plan with its numbers, computed once for a whole paper; the findings of the checks are added where they are told.

    Args:
        today: the day written on the paper.
        situation: the plan's brief laid on the catalogue, when it is already at hand.
    """
    at = situation or Situation(plan.brief, catalog)
    states = {segment.name: segment.exposure for segment in at.segments if segment.chosen}
    return Draft(lang, plan, evaluate(plan, catalog, at), (), catalog, today, states, at)


def laid(draft: Draft, title: Text, parts: Iterable[Part], contents: bool = False) -> Paper:
    """A paper whose subtitle says the subject and the place."""
    place = draft.said(draft.brief.territory.name) if draft.brief.territory else None
    return Paper(
        lang=draft.lang,
        title=title(draft.lang),
        subtitle=" – ".join(filter(None, (draft.said(draft.brief.subject), place))),
        body=tuple(Section(id=id, title=name(draft.lang) if name else None, blocks=tuple(blocks)) for id, name, blocks in parts),
        today=draft.today,
        contents=contents,
    )


def table(
    draft: Draft, caption: Text, header: Sequence[Text], rows: Iterable[tuple[Words, ...]], widths: Sequence[float], **values: str
) -> Table:
    return Table(caption=draft.flat(caption, **values), header=draft.header(header), rows=tuple(rows), widths=tuple(widths))


def heading(draft: Draft, text: Text, **values: str | None) -> Heading:
    return Heading(words=draft.phrase(text, **values))


def blank(cells: int, *first: Words) -> tuple[Words, ...]:
    """A row that begins with some cells, the others left for the pen."""
    return (*first, *(EMPTY,) * (cells - len(first)))


def activity_words(draft: Draft, activity: Activity) -> Words:
    """The activity under its strand, with how many times it is held."""
    method = draft.kind_of(activity)
    name: Words = (Span(text=draft.name(activity)),)
    if activity.units and activity.units > 1 and method.max_units > 1:
        name = draft.phrase(w.TIMES, name=draft.name(activity), n=draft.count(activity.units))
    strand = draft.strand(activity)
    return draft.labelled(w.STRANDS[strand], name, strand)


def asking(draft: Draft) -> tuple[Activity, ...]:
    """The activities in which people contribute, by first week."""
    return tuple(a for a in draft.ordered if contributes(draft.kind_of(a), a.phase))


def informing(draft: Draft) -> tuple[Activity, ...]:
    """The activities that tell something to the public before the decision, by first week."""
    return tuple(a for a in draft.ordered if a.phase in ("inform", "mobilise"))


def people_of(draft: Draft, activity: Activity) -> Words:
    """People that one activity alone is expected to gather, as a range; a default yield says so."""
    line = draft.lines.get(activity.id)
    if line is None or not line.people:
        return draft.unknown
    figure = draft.at.effort(draft.kind_of(activity)).people
    said = draft.spread(line.people, figure)
    return draft.phrase(BY_DEFAULT, said=said) if figure and figure.kind == "default" else said


def range_of(draft: Draft, activity: Activity, value: float) -> Span:
    """A number of contributions as a range: people and contributions of each person vary, one without the other."""
    effort = draft.at.effort(draft.kind_of(activity))
    wide = [f for f in (effort.people, effort.contributions) if f and f.value and f.low is not None and f.high is not None]
    if not wide:
        return Span(text="".join(span.text for span in draft.people(value)), value=value)
    random, factors = np.random.default_rng(SEED), np.ones(DRAWS)
    for figure in wide:
        factors = factors * spread(random, figure.low, figure.value, figure.high) / figure.value
    low, high = (value * float(factor) for factor in np.percentile(factors, INTERVAL))
    return draft.range(min(low, value), max(high, value), value)


def agent_days(draft: Draft, value: float) -> Words:
    """Agent-days in words: in French one is singular below two; a little is not nothing."""
    number = draft.count(value, 1)
    if 0 < value < 0.05:
        number = Span(text=draft.flat(w.LESS_THAN, n=draft.count(0.1, 1)), value=value)
    return draft.phrase(AGENT_DAY if _one(draft, round(value, 1)) else AGENT_DAYS, n=number)


def days_long(draft: Draft, value: int) -> Words:
    return draft.phrase(DAY if _one(draft, value) else DAYS, n=draft.count(value))


def _one(draft: Draft, value: float) -> bool:
    """Whether a number takes the singular: under two in French, one alone in English."""
    return value < 2 if draft.lang == "fr" else value == 1


def to_write(draft: Draft, what: Text, who: Text) -> Words:
    """A hole that names its answer and who holds it."""
    return (Span(text=draft.flat(TO_WRITE, what=what(draft.lang), who=who(draft.lang)), mark="hole"),)


def holes(blocks: Iterable[Block]) -> int:
    """How many holes some blocks show."""
    return sum(span.mark == "hole" for block in blocks for span in _spans(block))


def _spans(block: Block) -> list[Span]:
    match block:
        case Bullets():
            return [span for item in block.items for span in item]
        case Table():
            return [span for row in block.rows for cell in row for span in cell]
        case Paragraph() | Note():
            return list(block.words)
        case _:
            return []


def day_in_text(draft: Draft, value: object) -> str | None:
    return draft.day(value) if isinstance(value, date) else None


def names(draft: Draft, activities: Iterable[Activity]) -> Words:
    """Activities named once each, in their order."""
    return join([(Span(text=name),) for name in dict.fromkeys(draft.name(a) for a in activities)], ", ")
