"""The participation part of the outcome report: who was expected, who came, channel by channel, and what was changed on the way.

Channels are never added up: a public is told by the union of the model.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalog.facts import Text
from catalog.paper.elements import Block, Bullets, Note, Paragraph, Span, Words
from planner import wording as w
from planner.audiences import ALL
from planner.documents.draft import Draft
from planner.documents.sheet import activity_words, heading, table
from planner.followup import (
    Channel,
    Followed,
    Public,
    Verdict,
    counted_range,
    followup,
    last_week,
    said_chance,
    said_known,
    times_less,
)  # fmt: skip

CAPTION = Text(
    fr="Venues par canal, jusqu’à la semaine {week} ; attendues : quatre chances sur cinq ; on n’additionne pas les canaux",
    en="Attendances by channel, up to week {week}; expected: four chances in five; channels are not added up",
)
HEADER = (
    Text(fr="Canal", en="Channel"),
    Text(fr="Attendues", en="Expected"),
    Text(fr="Venues", en="Came"),
    Text(fr="Contributions reçues", en="Contributions received"),
    Text(fr="Écart", en="Gap"),
)
PUBLICS_CAPTION = Text(
    fr="Personnes distinctes par public, d’après les relevés ; les publics se recoupent : ne pas additionner",
    en="Distinct people by public, from the counts; publics overlap: do not add up",
)
PUBLICS_HEADER = (
    Text(fr="Public", en="Public"),
    Text(fr="Attendues à ce stade", en="Expected by then"),
    Text(fr="Venues, d’après les relevés", en="Came, from the counts"),
    Text(fr="Écart", en="Gap"),
)
NOT_COUNTED = Text(fr="non compté", en="not counted")
NOTHING = Text(fr="non saisi", en="not entered")
FAR = Text(fr="{far} que prévu, plus que le hasard", en="{far} than expected, more than chance")
GAPS: dict[Verdict, Text] = {
    "within": Text(fr="dans la fourchette", en="within the range"),
    "early": Text(fr="trop peu attendues pour le dire", en="too few expected to say"),
    "unknown": Text(fr="rien à comparer", en="nothing to compare"),
    "fewer": Text(fr="moins que prévu, plus que le hasard", en="fewer than expected, more than chance"),
    "more": Text(fr="plus que prévu, plus que le hasard", en="more than expected, more than chance"),
}
KNOWN = Text(fr="Ce que l’on sait de qui est venu", en="What is known of who came")
UNKNOWN_OF = Text(fr="{n} venues dont on ne sait rien", en="{n} came of whom nothing is known")
CHANGED = Text(fr="Ce qui a été changé en cours de route, et pourquoi", en="What was changed on the way, and why")
NOT_CHANGED = Text(fr="Le dispositif n’a pas été changé en cours de route.", en="The plan was not changed on the way.")
SINCE = Text(fr="À partir de la semaine {week}", en="From week {week} on")
HOW = Text(
    fr="Une venue est une présence : qui revient compte de nouveau. Les personnes distinctes sont estimées, non comptées.",
    en="An attendance is a presence: who comes back counts again. Distinct people are estimated, not counted.",
)


def participation(draft: Draft) -> Iterable[Block]:
    """The blocks of the part, from the entries of a plan."""
    found = followup(draft.plan, draft.catalog, last_week(draft.plan), draft.at)
    lines = {channel.activity: channel for channel in found.channels}
    rows = [_channel(draft, lines[activity.id]) for activity in draft.ordered]
    yield table(draft, CAPTION, HEADER, rows, (0.34, 0.18, 0.1, 0.14, 0.24), week=str(found.week))
    yield Note(words=draft.plain(HOW))
    if chance := said_chance(found):
        yield Paragraph(words=draft.plain(chance))
    yield table(draft, PUBLICS_CAPTION, PUBLICS_HEADER, [_public(draft, public) for public in found.publics], (0.3, 0.2, 0.24, 0.26))
    if known := list(_known(draft, found)):
        yield heading(draft, KNOWN)
        yield Bullets(items=tuple(known))
    yield heading(draft, CHANGED)
    if not draft.plan.turns:
        yield Paragraph(words=draft.plain(NOT_CHANGED))
    for turn in draft.plan.turns:
        yield Paragraph(words=draft.phrase(SINCE, week=str(turn.week)))
        yield Bullets(items=tuple((Span(text=draft.said(reason(draft.lang)) or ""),) for reason in turn.reasons))


def _channel(draft: Draft, channel: Channel) -> tuple[Words, ...]:
    activity = next(each for each in draft.plan.activities if each.id == channel.activity)
    name = activity_words(draft, activity)
    if channel.came is None:
        expected = (Span(text=counted_range(channel.whole_low, channel.whole_high, draft.lang), value=channel.whole),)
        return name, expected, draft.plain(NOTHING), draft.plain(NOTHING), draft.plain(GAPS["unknown"])
    gap = draft.plain(GAPS[channel.verdict])
    if channel.verdict in ("fewer", "more") and channel.came and channel.typical:
        gap = draft.phrase(FAR, far=times_less(channel.came / channel.typical, draft.lang))
    received: Words = draft.plain(NOT_COUNTED) if channel.contributions is None else (draft.count(channel.contributions),)
    expected = (Span(text=counted_range(channel.low, channel.high, draft.lang), value=channel.typical),)
    return name, expected, (draft.count(channel.came),), received, gap


def _public(draft: Draft, public: Public) -> tuple[Words, ...]:
    name = draft.plain(w.COVERAGE_ALL) if public.audience == ALL else draft.filled(draft.said(public.audience))
    expected: Words = (draft.range(public.low, public.high, public.value),)
    if public.seen is None or public.seen_low is None or public.seen_high is None:
        return name, expected, draft.plain(NOTHING), draft.plain(GAPS["unknown"])
    return name, expected, (draft.range(public.seen_low, public.seen_high, public.seen),), draft.plain(GAPS[public.verdict])


def _known(draft: Draft, found: Followed) -> Iterable[Words]:
    for channel in found.channels:
        title = Text(fr=draft.name(channel.activity), en=draft.name(channel.activity))
        for known in channel.known:
            yield draft.labelled(title, draft.plain(said_known(channel, known, draft.catalog)))
        if channel.known and channel.unknown:
            yield draft.labelled(title, draft.phrase(UNKNOWN_OF, n=draft.count(channel.unknown)))
