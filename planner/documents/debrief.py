"""A table's debrief, to print: what it laid, whom it reaches and misses, what each round changed, the principles it broke, the questions.

It is an exercise and says so; nothing in it is advice on a real case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from catalog.facts import Text
from catalog.load import Catalog
from catalog.methods import STRANDS
from catalog.paper.elements import Block, Bullets, Note, Paper, Paragraph, Section, Span, Table, Words
from planner import wording as w
from planner.phrases import Phrases
from planner.plan import Plan, strand_of
from planner.workshop.room import Outcome, Room, on_brief, outcome
from planner.workshop.scenario import brief_after

SHOWN = 8  # principles told
TITLE = Text(fr="Débriefing de « {name} »", en="Debrief of “{name}”")
EXERCISE = Text(
    fr="Exercice : le cas est inventé. Les nombres de personnes sont des fourchettes, quatre chances sur cinq.",
    en="Exercise: the case is invented. Numbers of people are ranges, four chances in five.",
)
LAID = Text(fr="Ce que la table a posé", en="What the table laid")
REACHED = Text(fr="Qui participerait, qui reste à aller chercher autrement", en="Who would take part, who is left to seek in another way")
INFORMED = Text(fr="Qui serait informé, qui reste à informer autrement", en="Who would be informed, who is left to inform in another way")
CHANGED = Text(fr="Ce que chaque temps a changé", en="What each round changed")
BROKEN = Text(fr="Principes à revoir", en="Principles to look at again")
QUESTIONS = Text(fr="Questions pour en parler", en="Questions to talk it over")
AIMS = Text(fr="Ce que ce cas apprend", en="What this case teaches")
LAID_CAPTION = Text(fr="Les cartes, volet par volet", en="The cards, strand by strand")
REACHED_CAPTION = Text(
    fr="Les publics, du moins touché au plus touché ; jamais additionnés",
    en="Audiences, from the least to the best reached; never added up",
)
INFORMED_CAPTION = Text(
    fr="Les publics, du moins informé au mieux informé ; jamais additionnés",
    en="Audiences, from the least to the best informed; never added up",
)
CHANGED_CAPTION = Text(fr="Le dispositif à la fin de chaque temps", en="The plan at the end of each round")
BROKEN_CAPTION = Text(fr="Ce que le dispositif enfreint, et comment y remédier", en="What the plan breaks, and how to mend it")
LAID_HEADER = (
    Text(fr="Volet", en="Strand"), Text(fr="Carte", en="Card"), Text(fr="Semaine", en="Week"), Text(fr="Nombre", en="Number"),
)  # fmt: skip
REACHED_HEADER = (
    Text(fr="Public", en="Audience"), Text(fr="Personnes", en="People"), Text(fr="Participeraient", en="Would take part"),
    Text(fr="À aller chercher autrement", en="To seek in another way"),
)  # fmt: skip
INFORMED_HEADER = (
    REACHED_HEADER[0], REACHED_HEADER[1], Text(fr="Seraient informés", en="Would be informed"),
    Text(fr="À informer autrement", en="To inform in another way"),
)  # fmt: skip
CHANGED_HEADER = (
    Text(fr="Temps", en="Round"), Text(fr="Dépense", en="Cost"), Text(fr="Jours-agent", en="Agent-days"),
    Text(fr="Public le moins touché", en="Audience least reached"), Text(fr="Cartes ajoutées, retirées", en="Cards added, taken away"),
)  # fmt: skip
ASKED = Text(
    fr="Cartes qui demandent un avis alors que rien n’est plus à décider : {n}.",
    en="Cards that ask for an opinion when nothing is left to decide: {n}.",
)
BROKEN_HEADER = (Text(fr="Principe", en="Principle"), Text(fr="Nature", en="Kind"), Text(fr="Remède", en="Remedy"))
TURN = Text(fr="{n}. {reveal}", en="{n}. {reveal}")
TOTALS = Text(
    fr="{cost} et {days} jours-agent ; {bridges} passerelles, dont {crossing} d’un volet à l’autre.",
    en="{cost} and {days} agent-days; {bridges} bridges, of which {crossing} from one strand to another.",
)
LEAST = Text(fr="{name} : {people}", en="{name}: {people}")
LEAST_INFORMED = Text(fr="{name} : {people} seraient informés", en="{name}: {people} would be informed")
NOTHING = Text(fr="La table n’a posé aucune carte.", en="The table laid no card.")
NONE = Text(fr="Aucun principe connu n’est enfreint.", en="No known principle is broken.")
MORE = Text(fr="Et {n} autres principes, sur l’écran du formateur.", en="And {n} more principles, on the trainer’s screen.")
SINGLE = Text(fr="Il n’y a eu qu’un temps.", en="There was one round only.")
LINE = Text(fr="Notre réponse : " + "." * 60, en="Our answer: " + "." * 60)


def debrief(room: Room, name: str, plan: Plan, turns: Sequence[tuple[int, Plan]], catalog: Catalog, today: date) -> Paper:
    """The debrief of one table in the language of its room.

    Args:
        name: of the table.
        plan: as it is now, under the brief of the rounds told.
        turns: the plan at the end of each round that is over, by its number (from 1).
    """
    says = Phrases(room.lang)
    found = outcome(plan, room, catalog)
    parts: tuple[tuple[str, Text, Iterable[Block]], ...] = (
        ("laid", LAID, _laid(says, plan, found, catalog)),
        ("reached", INFORMED if found.informs else REACHED, _reached(says, found)),
        ("changed", CHANGED, _changed(says, room, plan, turns, catalog)),
        ("broken", BROKEN, _broken(says, found)),
        ("questions", QUESTIONS, _questions(says, room)),
        ("aims", AIMS, (Bullets(items=tuple(says.plain(each.text) for each in room.case.aims)),)),
    )
    return Paper(
        lang=room.lang,
        title=says.flat(TITLE, name=name),
        subtitle=room.case.title(room.lang),
        body=(
            Section(id="band", title=None, blocks=(Note(words=says.plain(EXERCISE)),)),
            *(Section(id=id, title=title(room.lang), blocks=tuple(blocks)) for id, title, blocks in parts),
        ),
        today=today,
    )


def _laid(says: Phrases, plan: Plan, found: Outcome, catalog: Catalog) -> Iterable[Block]:
    if not plan.activities:
        yield Paragraph(words=says.plain(NOTHING))
        return
    rows: list[tuple[Words, ...]] = []
    for strand in STRANDS:
        for a in plan.activities:
            if strand_of(a, catalog.methods[a.method]) == strand:
                cells = (w.STRANDS[strand](says.lang), catalog.methods[a.method].name(says.lang), str(a.week or "–"), str(a.units or 1))
                rows.append(tuple((Span(text=cell),) for cell in cells))
    yield Table(caption=LAID_CAPTION(says.lang), header=says.header(LAID_HEADER), rows=tuple(rows), widths=(0.24, 0.5, 0.13, 0.13))
    yield Paragraph(words=says.phrase(
        TOTALS, cost=says.money(found.cost), days=says.count(found.staff_days, 1), bridges=str(found.bridges), crossing=str(found.crossing),
    ))  # fmt: skip
    if found.over:
        yield Bullets(items=tuple(says.plain(each) for each in found.over))


def _reached(says: Phrases, found: Outcome) -> Iterable[Block]:
    rows = tuple(
        ((Span(text=row.name),), (says.count(row.people),), (says.range(row.low, row.high),), (says.range(row.far_low, row.far_high),))
        for row in sorted(found.counted, key=lambda row: (row.low + row.high) / row.people)
    )
    caption, header = (INFORMED_CAPTION, INFORMED_HEADER) if found.informs else (REACHED_CAPTION, REACHED_HEADER)
    yield Table(caption=caption(says.lang), header=says.header(header), rows=rows, widths=(0.4, 0.14, 0.2, 0.26))
    if found.informs and found.asks:
        yield Paragraph(words=says.phrase(ASKED, n=str(found.asks)))


def _changed(says: Phrases, room: Room, plan: Plan, turns: Sequence[tuple[int, Plan]], catalog: Catalog) -> Iterable[Block]:
    """A row a round: its limits, its plan, what came and went since the round before."""
    ended = {n: each for n, each in turns if 1 <= n <= len(room.case.rounds)}
    if room.stage == "open" and room.told:
        ended[room.told] = plan
    if len(ended) < 2:
        yield Paragraph(words=says.plain(SINGLE))
    rows: list[tuple[Words, ...]] = []
    before: Plan | None = None
    for n, each in sorted(ended.items()):
        then = room.model_copy(update={"told": n})
        at = on_brief(each, brief_after(room.case, n, room.lang))
        found = outcome(at, then, catalog)
        rows.append((
            says.phrase(TURN, n=str(n), reveal=room.case.rounds[n - 1].reveal(says.lang)),
            (says.money(found.cost),),
            (says.count(found.staff_days, 1),),
            _least(says, found),
            (Span(text=_moved(before, at, catalog, says)),),
        ))  # fmt: skip
        before = at
    if rows:
        yield Table(
            caption=CHANGED_CAPTION(says.lang), header=says.header(CHANGED_HEADER), rows=tuple(rows), widths=(0.34, 0.11, 0.11, 0.2, 0.24)
        )


def _least(says: Phrases, found: Outcome) -> Words:
    """The public that the plan serves least, by what it is judged by."""
    if found.least is None:
        return (Span(text="–"),)
    people = says.range(found.least.low, found.least.high)
    return says.phrase(LEAST_INFORMED if found.informs else LEAST, name=found.least.name, people=people)


def _moved(before: Plan | None, now: Plan, catalog: Catalog, says: Phrases) -> str:
    """Formats added (+) and taken away (−) since the round before."""
    was = {a.method for a in before.activities} if before else set()
    held = {a.method for a in now.activities}
    name = {method: catalog.methods[method].name(says.lang) for method in was | held}
    if before is None:
        return "–"
    return ", ".join([*(f"+ {name[m]}" for m in sorted(held - was)), *(f"− {name[m]}" for m in sorted(was - held))]) or "="


def _broken(says: Phrases, found: Outcome) -> Iterable[Block]:
    if not found.broken:
        yield Paragraph(words=says.plain(NONE))
        return
    rows = tuple((says.plain(each.statement), says.plain(w.KINDS[each.kind]), says.plain(each.remedy)) for each in found.broken[:SHOWN])
    yield Table(caption=BROKEN_CAPTION(says.lang), header=says.header(BROKEN_HEADER), rows=rows, widths=(0.42, 0.16, 0.42))
    if len(found.broken) > SHOWN:
        yield Paragraph(words=says.phrase(MORE, n=str(len(found.broken) - SHOWN)))


def _questions(says: Phrases, room: Room) -> Iterable[Block]:
    for i, each in enumerate(room.case.debrief, start=1):
        yield Paragraph(words=(Span(text=f"{i}. "), *says.plain(each, "strong")))
        yield Paragraph(words=says.plain(LINE))
