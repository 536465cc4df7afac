"""What the short papers share: a plan ready to be told, cells to fill in by hand, and what is read of its activities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from catalog.facts import Text
from catalog.load import Catalog
from catalog.paper.elements import Block, Heading, Paper, Section, Span, Table, Words, join
from catalog.words import Lang
from planner import wording as w
from planner.coverage import INTERVAL, SEED, spread
from planner.documents.draft import Draft
from planner.duties import contributes
from planner.evaluate import evaluate
from planner.plan import Activity, Plan
from planner.reach import Situation

EMPTY: Words = (Span(text=""),)  # a cell left for the pen
Part = tuple[str, Text | None, Iterable[Block]]
BY_DEFAULT = Text(fr="{said} (par défaut)", en="{said} (default)")
MORE_ROWS = Text(fr="Et {n} de plus dans le dispositif.", en="And {n} more in the plan.")


def drafted(plan: Plan, catalog: Catalog, lang: Lang, today: date) -> Draft:
    """A plan with its numbers, without the findings of the checks, which the short papers do not tell."""
    at = Situation(plan.brief, catalog)
    states = {segment.name: segment.exposure for segment in at.segments if segment.chosen}
    return Draft(lang, plan, evaluate(plan, catalog, at), (), catalog, today, states)


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
    """A number of contributions as a range, as wide as the yield of the activity it comes from."""
    figure = draft.at.effort(draft.kind_of(activity)).people
    if figure is None or figure.low is None or figure.high is None or not figure.value:
        return Span(text="".join(span.text for span in draft.people(value)), value=value)
    draws = spread(np.random.default_rng(SEED), figure.low, figure.value, figure.high) / figure.value
    low, high = (value * float(factor) for factor in np.percentile(draws, INTERVAL))
    return draft.range(min(low, value), max(high, value), value)


def day_in_text(draft: Draft, value: object) -> str | None:
    return draft.day(value) if isinstance(value, date) else None


def names(draft: Draft, activities: Iterable[Activity]) -> Words:
    """Activities named once each, in their order."""
    return join([(Span(text=name),) for name in dict.fromkeys(draft.name(a) for a in activities)], ", ")
