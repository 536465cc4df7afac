"""What the printed kit of a scenario holds, in one language, as plain words: the layout (planner/writers/kit.py) adds none.

Everything comes from the catalogue and the scenario through the same functions as the screen: a printed card, a typed code and
a computed plan never disagree. Texts are shortened here to what a card can hold, so that nothing runs over an edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, get_args

from catalog.cards import KIND_NAMES
from catalog.facts import Record, Text
from catalog.load import Catalog
from catalog.methods import PHASE_NAMES, STRANDS, Strand
from catalog.paper.series import STRAND_NAMES
from catalog.scenarios import CaseFigure, Lesson
from catalog.words import Lang, day, euros, french_spaces, number, people_range, rounded_people
from planner.audiences import ALL
from planner.brief import Limits
from planner.calendar import monday
from planner.plan import Activity, Plan
from planner.reach import Situation
from planner.wording import ASSETS
from planner.workshop.cards import BASIS, SHAPES, Card, Shape, audience_card, card, short
from planner.workshop.codes import LANE, LAST_NUMBER, LAST_WEEK, NO_CARD, numbered, token
from planner.workshop.kit_words import PARTS, RULES, WORDS
from planner.workshop.scenario import Scenario, brief_after
from planner.workshop.scoring import AGAIN, FAMILIES, Row, Sheet, by_hand, last_situation, same_order, sheet
from planner.workshop.script import Script, clock, script
from planner.workshop.solution import Solution

Part = Literal["sheet", "rounds", "cards", "codes", "canvas", "answers", "score", "script", "debrief", "solution"]
TO_TABLES: tuple[Part, ...] = ("sheet", "rounds", "cards", "codes", "canvas", "answers", "score")  # one each; the rest is yours
MOST_TABLES = 30
NAME, LINE, SOURCE = 80, 190, 130  # characters that a card holds of a name, a line, its source
TITLE = 54  # of the title, at the foot of pages
SAID = 900  # of a text told on a sealed card


class Line(Record):
    """A label and what it says."""

    label: str
    words: str


class KitCard(Record):
    """One card to cut out."""

    token: str
    kind: str
    name: str
    shape: Shape | None = None
    strand: str = ""
    what: str = ""
    lines: tuple[Line, ...] = ()
    facts: tuple[Line, ...] = ()  # side by side: people, days, euros
    default: str = ""  # « par défaut », when a number rests on a default
    source: str = ""


class Sealed(Record):
    """What is told in a round, folded until then."""

    title: str
    reveal: str
    cards: tuple[KitCard, ...]
    changes: tuple[str, ...]
    publics: tuple[KitCard, ...]


class Copies(Record):
    """A part of the kit, and how many times to print it."""

    part: Part
    words: str
    copies: int
    how: str


class Week(Record):
    """A column of the canvas."""

    token: str
    number: str
    month: str  # when a month starts in it


class Lane(Record):
    """A third of the canvas."""

    name: str
    shape: Shape
    places: tuple[str, ...]  # tokens


class Block(Record):
    """A title and paragraphs or items."""

    title: str
    text: str = ""
    items: tuple[str, ...] = ()


class Grid(Record):
    """A table with one header row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


class Worked(Record):
    """The worked plan after one round."""

    title: str
    words: tuple[str, ...]
    coverage: Grid | None = None
    activities: Grid | None = None
    bridges: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class Kit(Record):
    """The whole kit, in the order of its pages."""

    lang: Lang
    today: date
    title: str
    name: str  # its title, short enough for a line
    subtitle: str
    tables: int
    duration: int
    words: Mapping[str, str]  # what the layout writes beside the rest
    parts: Mapping[str, str]  # part -> its title
    notes: tuple[str, ...]  # on the cover
    copies: tuple[Copies, ...]
    sheet: tuple[Block, ...]
    rounds: tuple[Sealed, ...]
    cards: tuple[KitCard, ...]
    numbers: tuple[Line, ...]  # N codes: number, token
    steps: tuple[KitCard, ...]
    weeks: tuple[Week, ...]
    lanes: tuple[Lane, ...]
    sample: tuple[Line, ...]  # an answer as an example: code, what it says
    bridge_sample: tuple[Line, ...]
    rules: tuple[Block, ...]
    scores: Grid
    ladders: Grid
    count: Grid  # to fill in
    script: Grid
    left_out: tuple[str, ...]
    debrief: tuple[Block, ...]
    solution: tuple[Worked, ...]
    solution_notes: tuple[str, ...]

    @property
    def every_card(self) -> tuple[KitCard, ...]:
        """Cards to cut out, those of the sealed rounds included."""
        return (*self.cards, *(each for turn in self.rounds for each in (*turn.cards, *turn.publics)))


def kit(
    case: Scenario, catalog: Catalog, lang: Lang, worked: Solution, *, today: date, tables: int = 6, duration: int = 120
) -> Kit:  # fmt: skip
    """The kit of a scenario.

    Args:
        worked: of the same scenario and language (planner.workshop.solution).
        today: the day written in the file.
        tables: 1 to 30.
        duration: one of planner.workshop.script.DURATIONS, in minutes.
    Raises:
        ValueError: another number of tables, another duration, or a solution of something else.
    """
    if not 1 <= tables <= MOST_TABLES:
        raise ValueError(f"between 1 and {MOST_TABLES} tables are expected, got {tables}.")
    if worked.lang != lang or len(worked.steps) != len(case.rounds):
        raise ValueError("the worked solution is not of this scenario in this language.")
    maker = _Maker(case, catalog, lang)

    def spaced(text: Text) -> str:
        return french_spaces(text.fr) if lang == "fr" else text.en

    played = script(case, catalog, duration, lang)
    say = maker.say
    scored = maker.scored
    return Kit(
        lang=lang, today=today, title=case.title(lang), name=short(case.title(lang), TITLE), tables=tables, duration=duration,
        subtitle=say("subtitle", n=tables, m=duration),
        words={key: spaced(text) for key, text in WORDS.items()}, parts={key: spaced(text) for key, text in PARTS.items()},
        notes=tuple(say(f"note_{i}") for i in range(1, 5)), copies=tuple(maker.copies(tables)), sheet=tuple(maker.scenario_sheet()),
        rounds=tuple(maker.sealed(i, played) for i in range(len(case.rounds))), cards=tuple(maker.cards()),
        numbers=tuple(Line(label=str(n), words=numbered("N", n)) for n in range(LAST_NUMBER + 1)),
        steps=tuple(maker.made("E", id) for id in catalog.deck.E), weeks=tuple(maker.weeks()), lanes=tuple(maker.lanes()),
        sample=tuple(maker.sample()), bridge_sample=tuple(maker.bridge_sample()), rules=tuple(maker.rules()), scores=maker.scores(scored),
        ladders=maker.ladders(scored), count=maker.count(scored), script=maker.script(played), left_out=played.left_out,
        debrief=tuple(maker.debrief()),
        solution=tuple(maker.worked(worked)), solution_notes=tuple(maker.solution_notes(worked)),
    )  # fmt: skip


class _Maker:
    def __init__(self, case: Scenario, catalog: Catalog, lang: Lang) -> None:
        self.case, self.catalog, self.lang = case, catalog, lang
        self.brief = brief_after(case, 0, lang)
        self.at = Situation(self.brief, catalog)
        self.last = brief_after(case, len(case.rounds), lang)
        names = [(each.name, numbered("P", i)) for i, each in enumerate(self.last.audiences, start=1)]
        self.scored: Sheet = sheet(case, last_situation(case, self.at, lang), lang, names)

    def say(self, word: str, **values: object) -> str:
        text = WORDS[word](self.lang).format(**values)
        return french_spaces(text) if self.lang == "fr" else text

    def n(self, value: float, digits: int = 1) -> str:
        return number(value, self.lang, digits)

    # -- cards ------------------------------------------------------------------------------------------

    def cards(self) -> Iterator[KitCard]:
        """Publics of the first brief, then formats by strand, options, tools, bridges."""
        yield from (self.public(i) for i in range(1, len(self.brief.audiences) + 1))
        methods = self.catalog.methods
        order = sorted(self.case.cards.methods, key=lambda id: STRANDS.index(methods[id].strand))
        yield from (self.made("M", id) for id in order)
        yield from (self.made("X", id) for id in self.case.cards.options)
        yield from (self.made("T", id) for id in self.case.cards.tools)
        yield from (self.made("B", id) for id in self.catalog.deck.B)

    def made(self, kind: str, id: str) -> KitCard:
        return self._kit_card(card(self.catalog, kind, id, self.lang, self.at))

    def public(self, i: int) -> KitCard:
        """A public with its head count, and what one of its tokens stands for."""
        head = self.scored.publics[i - 1]
        made = self._kit_card(audience_card(self.last, i, self.lang))
        tokens = self.say("tokens", n=self.n(round(head.people / head.value), 0), v=self.n(head.value, 0))
        return made.model_copy(update={"facts": (*made.facts, Line(label=self.say("tokens_label"), words=tokens))})

    def _kit_card(self, made: Card) -> KitCard:
        default = BASIS["default"](self.lang) in made.basis and bool(made.cost is not None or made.people or made.euros)
        return KitCard(
            token=made.token, kind=made.kind_word, name=short(made.name, NAME), shape=made.shape, strand=made.strand_word,
            what=short(made.what, LINE), lines=tuple(self._lines(made)), facts=tuple(self._facts(made)),
            default=self.say("default") if default and made.kind in "MX" else "", source=short(made.source, SOURCE),
        )  # fmt: skip

    def _lines(self, made: Card) -> Iterator[Line]:
        """What a card says, field by field, those that are empty left out."""
        kind = made.kind
        labels = {"brings": "uses" if kind == "T" else "tags" if kind == "P" else "helps" if kind == "X" else "brings"}
        needs = {"B": "who", "C": "principles", "V": "principles"}.get(kind, "needs")
        carried = {"T": "offline", "B": "direction"}.get(kind, "bridge")
        fields = (
            (labels["brings"], made.brings[:5]), ("misses", made.misses[:4]), ("asks", made.asks[:3]), ("needs_" + needs, made.needs[:3]),
            ("carried_" + carried, (made.bridge,) if made.bridge else ()), ("settle", (made.ask,) if made.ask else ()),
            ("unknown", tuple(each.rsplit(" : ", 1)[0].rsplit(": ", 1)[0] if kind != "P" else each for each in made.unknown[:3])),
        )  # fmt: skip
        for label, found in fields:
            if found:
                yield Line(label=self.say(label), words=short(self.joined(found), LINE))

    def _facts(self, made: Card) -> Iterator[Line]:
        if made.kind == "M" and not made.gathers:
            made = made.model_copy(update={"people": ""})
        labels = {"T": ("people", "days", "price")}.get(made.kind, ("people", "days", "euros"))
        for label, words in zip(labels, (made.people, made.days, made.euros), strict=True):
            if words:
                yield Line(label=self.say(label), words=short(words, 70))

    def joined(self, texts: Iterable[str]) -> str:
        return french_spaces(" ; ".join(texts)) if self.lang == "fr" else "; ".join(texts)

    # -- what is told -----------------------------------------------------------------------------------

    def scenario_sheet(self) -> Iterator[Block]:
        """The case as a table reads it."""
        brief, mandate, say = self.brief, self.brief.mandate, self.say
        yield Block(title=say("the_case"), text=short(self.case.summary(self.lang), SAID), items=(self.case.place(self.lang),))
        decided = [short(mandate.decision or "", 300)] if mandate.decision else []
        if mandate.decider:
            decided.append(say("decider", who=mandate.decider))
        if mandate.decided_on:
            decided.append(say("decided_on", day=day(mandate.decided_on, self.lang)))
        yield Block(title=say("the_decision"), items=tuple(decided))
        yield Block(
            title=say("open"),
            items=tuple(short(each, 200) for each in (mandate.open or ())[:8]),
            text="" if mandate.open else say("no_open"),
        )
        if mandate.closed:
            yield Block(title=say("closed"), items=tuple(short(f"{x.what}{self._because(x.why)}", 260) for x in mandate.closed[:6]))
        if mandate.promises:
            yield Block(title=say("promises"), text=short(mandate.promises, 400))
        people = [
            f"{numbered('P', i)}  {short(each.name, NAME)} : {number(each.people, self.lang)}"
            + (f" ({short(each.where, 90)})" if each.where else "")
            for i, each in enumerate(brief.audiences, start=1)
        ]
        yield Block(title=say("the_publics"), items=tuple(french_spaces(x) if self.lang == "fr" else x.replace(" :", ":") for x in people))
        yield Block(title=say("the_means"), items=tuple(self.limits(brief.limits)))
        have = tuple(short(each.name or ASSETS[each.what](self.lang), 120) for each in brief.already_have[:8])
        if have:
            yield Block(title=say("have"), items=have)
        yield Block(title=say("your_task"), items=tuple(say(f"task_{i}") for i in range(1, 5)))

    def _because(self, why: str | None) -> str:
        return f" ({why})" if why else ""

    def limits(self, limits: Limits) -> Iterator[str]:
        """Money, days and dates, each in a sentence."""
        if limits.budget is not None:
            yield self.say("budget", n=euros(limits.budget, self.lang))
        if limits.staff_days is not None:
            yield self.say("staff", n=self.n(limits.staff_days))
        if limits.start and limits.end:
            yield self.say(
                "dates", a=day(limits.start, self.lang), b=day(limits.end, self.lang), n=(limits.end - limits.start).days // 7 + 1
            )

    def sealed(self, i: int, played: Script) -> Sealed:
        """What one round tells a table."""
        turn = self.case.rounds[i]
        beat = next((each for each in played.beats if each.id == f"round-{i + 1}"), None)
        when = self.say("at", t=clock(beat.start), m=beat.end - beat.start) if beat else self.say("not_played")
        first = sum((len(each.publics) for each in self.case.rounds[:i]), len(self.brief.audiences)) + 1
        return Sealed(
            title=f"{self.say('round', n=i + 1)} · {when}", reveal=short(turn.reveal(self.lang), SAID),
            cards=(*(self.made("C", id) for id in turn.constraints), *(self.made("V", id) for id in turn.events)),
            changes=tuple(self.changes(i)), publics=tuple(self.public(first + j) for j in range(len(turn.publics))),
        )  # fmt: skip

    def changes(self, i: int) -> Iterator[str]:
        """What a round changes for the table, in sentences."""
        turn, changed = self.case.rounds[i], self.case.rounds[i].limits
        yield from self.limits(Limits(budget=changed.budget, staff_days=changed.staff_days))
        if changed.start or changed.end:
            now = brief_after(self.case, i + 1).limits
            if now.start and now.end:
                yield self.say("new_dates", a=day(now.start, self.lang), b=day(now.end, self.lang))
        if turn.forbid:
            coded = [id for id in turn.forbid if id in self.catalog.deck.M]
            named = (f"{token('M', self.catalog.deck.M[id].code)} {self.catalog.methods[id].name(self.lang)}" for id in coded)
            yield self.say("withdraw", names=", ".join(named))
        if turn.attention:
            yield self.say(f"attention_{turn.attention}")

    def debrief(self) -> Iterator[Block]:
        """Questions, aims with the principles they rest on, traps."""

        def lesson(each: Lesson) -> str:
            found = [self.catalog.principles[p].statement(self.lang) for p in each.principles]
            return f"{each.text(self.lang)} — {' '.join(found)}"

        yield Block(title=self.say("questions"), items=tuple(each(self.lang) for each in self.case.debrief))
        yield Block(title=self.say("aims"), items=tuple(lesson(each) for each in self.case.aims))
        yield Block(title=self.say("traps"), items=tuple(lesson(each) for each in self.case.traps))
        sources = [self._figure(each) for each in self.case.figures[:12]]
        yield Block(title=self.say("figures"), items=tuple(sources))

    def _figure(self, each: CaseFigure) -> str:
        what, value, source = each.what(self.lang), each.value, each.source
        read = self.catalog.sources[source].title if source in self.catalog.sources else self.say("own_figure")
        return f"{what} : {self.n(value)} ({read})" if self.lang == "fr" else f"{what}: {self.n(value)} ({read})"

    # -- canvas and codes -------------------------------------------------------------------------------

    def weeks(self) -> Iterator[Week]:
        """The weeks of the brief as written, which later rounds may shorten; a month is named in its first week."""
        limits = self.brief.limits
        count = min((limits.end - limits.start).days // 7 + 1, LAST_WEEK) if limits.start and limits.end else 26
        before = ""
        for i in range(1, count + 1):
            month = day(monday(limits.start, i), self.lang, "MMM") if limits.start else ""
            yield Week(token=numbered("S", i), number=str(i), month=month if month != before else "")
            before = month

    def lanes(self) -> Iterator[Lane]:
        for i, strand in enumerate(STRANDS):
            places = tuple(numbered("L", n) for n in range(i * LANE + 1, (i + 1) * LANE + 1))
            yield Lane(name=self.strand(strand), shape=SHAPES[strand], places=places)

    def strand(self, strand: Strand) -> str:
        return STRAND_NAMES[strand](self.lang)

    def sample(self) -> Iterator[Line]:
        """The first format in person, twice, from the third week, for the first public."""
        methods = self.catalog.methods
        id = next((each for each in self.case.cards.methods if methods[each].strand == "in_person"), self.case.cards.methods[0])
        phase = methods[id].phases[0]
        coded = [("L", "01"), ("M", self.catalog.deck.M[id].code), ("E", self.catalog.deck.E[phase].code), ("S", "03"), ("N", "02")]
        said = [
            self.say("place", n=1),
            methods[id].name(self.lang),
            PHASE_NAMES[phase](self.lang),
            self.say("week", n=3),
            self.say("times", n=2),
        ]
        if self.brief.audiences:
            coded, said = [*coded, ("P", "01")], [*said, self.brief.audiences[0].name]
        yield from (Line(label=token(kind, code), words=short(words, 60)) for (kind, code), words in zip(coded, said, strict=True))

    def bridge_sample(self) -> Iterator[Line]:
        id, bridge = next(iter(self.catalog.deck.B.items()))
        yield Line(label=numbered("L", 1), words=self.say("place", n=1))
        yield Line(label=token("B", bridge.code), words=self.catalog.deck.B[id].name(self.lang))
        yield Line(label=numbered("L", 9), words=self.say("place", n=9))
        yield Line(label=token("B", NO_CARD), words=self.say("no_card"))

    # -- scoring ----------------------------------------------------------------------------------------

    def rules(self) -> Iterator[Block]:
        example = next((row for row in self.scored.rows if not row.informs and row.tokens[-1] >= 2), self.scored.rows[0])
        one = example.tokens[-1]
        sample = self.say("rule_example", name=example.name, one=self.n(one), two=self.n(round(one * (1 + AGAIN), 1)))
        outside = next((row for row in self.scored.options if row.id == "external_facilitation"), None)
        for id, text in RULES.items():
            words = text.words(self.lang)
            if id == "families":
                words = f"{words} {sample}"
            if id == "days" and outside:
                part, rate = round(self.scored.outsourced * 10), euros(self.scored.day_rate, self.lang)
                words = f"{words} {self.say('rule_outside', code=outside.token, part=part, rate=rate)}"
            yield Block(title=text.title(self.lang), text=french_spaces(words) if self.lang == "fr" else words)

    def scores(self, of: Sheet) -> Grid:
        """Tokens of one unit of each format."""
        heads = [f"{each.token} {short(each.name, 34)}".strip() + f" ({self.n(each.value, 0)})" for each in of.publics]
        rows = [self._score(row) for row in sorted(of.rows, key=lambda row: list(FAMILIES).index(row.family))]
        rows += [
            (row.token, short(row.name, 40), "–", self._money(row) if row.cost else "–", "–", *("" for _ in heads)) for row in of.options
        ]
        return Grid(
            caption=self.say("scores_caption"),
            header=(self.say("code"), self.say("name"), self.say("family"), "€", self.say("days_head"), *heads),
            rows=tuple(rows), widths=(0.065, 0.2, 0.1, 0.1, 0.1, *(min(0.44 / len(heads), 0.11) for _ in heads)),
        )  # fmt: skip

    def _score(self, row: Row) -> tuple[str, ...]:
        family = FAMILIES[row.family](self.lang)
        marks = ("*" if row.announced else "") + ("»" if row.talks else "")
        name = short(row.name, 44) + (self.say("informs_mark") if row.informs else "")
        return (row.token, name, f"{family} {marks}".strip(), self._money(row), self._days(row), *(self.half(each) for each in row.tokens))

    def half(self, value: float) -> str:
        """Tokens: whole, or with a half; a dot where there is none."""
        whole = int(value)
        return ("½" if value == 0.5 else self.n(whole, 0) + ("½" if value - whole else "")) if value else "·"

    def _money(self, row: Row) -> str:
        return self._twice(row.cost, row.cost_once, lambda value: number(value, self.lang))

    def _days(self, row: Row) -> str:
        return self._twice(row.days, row.days_once, lambda value: number(value, self.lang, 2))

    def _twice(self, unit: float, once: float, written: Callable[[float], str]) -> str:
        """What comes once, then each unit: "300 + 60"."""
        return f"{written(once)} + {written(unit)}" if once else written(unit)

    def ladders(self, of: Sheet) -> Grid:
        """By public: how well announced to, and what a sum of tokens counts for."""
        rungs = len(of.publics[0].ladder)
        rows = [
            (f"{each.token} {short(each.name, 44)}".strip(), self.half(each.ordinary), self.half(each.strong),
             *(f"{self.half(total)}→{self.half(kept)}" for total, kept in each.ladder))
            for each in of.publics
        ]  # fmt: skip
        return Grid(
            caption=self.say("ladders_caption"),
            header=(self.say("public"), self.say("ordinary"), self.say("strong"), *(self.say("rung", n=i + 1) for i in range(rungs))),
            rows=tuple(rows), widths=(0.24, 0.1, 0.1, *(0.56 / rungs for _ in range(rungs))),
        )  # fmt: skip

    def count(self, of: Sheet) -> Grid:
        """Where a table writes its score: one row a public, then money and days."""
        rows = [(f"{each.token} {short(each.name, 44)}".strip(), "", "", "", f"× {self.n(each.value, 0)}", "") for each in of.publics]
        rows += [(self.say(word), "", "", "", "", "") for word in ("grid_money", "grid_days")]
        heads = ("public", "count_told", "count_sum", "count_kept", "count_value", "count_people")
        return Grid(
            caption=self.say("count_caption"), header=tuple(self.say(word) for word in heads), rows=tuple(rows),
            widths=(0.34, 0.14, 0.13, 0.14, 0.11, 0.14),
        )  # fmt: skip

    # -- the trainer's pages ----------------------------------------------------------------------------

    def script(self, played: Script) -> Grid:
        rows = [
            (f"{clock(each.start)} – {clock(each.end)}", each.title, each.say, "\n".join(each.do), "\n".join(each.watch))
            for each in played.beats
        ]
        return Grid(
            caption=self.say("script_caption", m=played.minutes),
            header=(self.say("time"), self.say("moment"), self.say("say_it"), self.say("do_it"), self.say("watch_it")),
            rows=tuple(rows), widths=(0.1, 0.11, 0.31, 0.22, 0.26),
        )  # fmt: skip

    def copies(self, tables: int) -> Iterator[Copies]:
        for part in get_args(Part):
            count = tables if part in TO_TABLES else 1
            yield Copies(part=part, words=PARTS[part](self.lang), copies=count, how=self.say(f"how_{part}"))

    def solution_notes(self, worked: Solution) -> Iterator[str]:
        yield self.say("only_trainer")
        yield self.say("information_answer" if worked.answer == "information" else "one_among")
        if worked.answer == "information":
            for each in self.brief.mandate.closed[:4]:
                yield short(f"{each.what}{self._because(each.why)}", 260)
            yield self.say("information_why")

    def worked(self, solved: Solution) -> Iterator[Worked]:
        final = solved.steps[-1]
        for i, step in enumerate(solved.steps):
            title = self.say("after_round", n=i + 1)
            if step.plan is None:
                yield Worked(title=title, words=(self.say("impossible"),))
            elif step.same:
                yield Worked(title=title, words=(self.say("same"),))
            else:
                yield self._worked_step(
                    title, step.plan, solved, i, whole=step is final or all(each.same for each in solved.steps[i + 1 :])
                )

    def _worked_step(self, title: str, plan: Plan, solved: Solution, i: int, whole: bool) -> Worked:
        step = solved.steps[i]
        words = [self.say("worked_means", cost=euros(step.cost, self.lang), days=self.n(step.staff_days), weeks=step.weeks or 0)]
        if step.informed:
            words.append(self.say("worked_informed", n=number(rounded_people(step.informed), self.lang)))
        if step.cut:
            words.append(self.say("worked_cut", n=LANE, names=", ".join(self.catalog.methods[id].name(self.lang) for id in step.cut)))
        covered = self._coverage(plan, solved, i) if solved.answer == "plan" else None
        why = {each.activity: each.words for each in solved.reasons}
        activities = self._activities(plan.activities, why) if whole else None
        bridges = tuple(f"{each.from_} → {each.to} : {each.how}" for each in plan.bridges) if whole else ()
        return Worked(
            title=title, words=tuple(words), coverage=covered, activities=activities,
            bridges=tuple(french_spaces(each) if self.lang == "fr" else each.replace(" : ", ": ") for each in bridges),
            codes=tuple(line for line in step.codes.splitlines() if line and not line.startswith("#")),
        )  # fmt: skip

    def _activities(self, activities: tuple[Activity, ...], why: Mapping[str, str]) -> Grid:
        rows = [
            (each.id, self.catalog.methods[each.method].name(self.lang), PHASE_NAMES[each.phase](self.lang), str(each.week or ""),
             str(each.units or 1), why.get(each.id, ""))
            for each in activities
        ]  # fmt: skip
        return Grid(
            caption=self.say("activities_caption"),
            header=tuple(self.say(word) for word in ("place_head", "name", "step", "week_head", "times_head", "why")),
            rows=tuple(rows), widths=(0.07, 0.26, 0.16, 0.08, 0.07, 0.36),
        )  # fmt: skip

    def _named(self, name: str) -> str:
        """A public with its code, its name on one line."""
        codes = {each.name: numbered("P", i) for i, each in enumerate(self.last.audiences, start=1)}
        return f"{codes.get(name, '')} {short(name, 44)}".strip()

    def _coverage(self, plan: Plan, solved: Solution, i: int) -> Grid:
        """People by public: the engine's range, its middle, and what a table would find with tokens."""
        hand = dict(zip(same_order(self.scored), by_hand(plan, self.scored).people, strict=True))
        rows = [
            (self._named(name) if name != ALL else self.say("everybody"), number(people, self.lang), people_range(low, high, self.lang),
             number(rounded_people(middle), self.lang), number(rounded_people(hand.get(name, 0.0)), self.lang))
            for name, people, low, middle, high in solved.steps[i].coverage
        ]  # fmt: skip
        return Grid(
            caption=self.say("coverage_caption"),
            header=(self.say("public"), self.say("head_count"), self.say("would_come"), self.say("middle"), self.say("by_hand")),
            rows=tuple(rows), widths=(0.36, 0.14, 0.22, 0.14, 0.14),
        )  # fmt: skip


def kinds(of: Kit) -> dict[str, int]:
    """How many cards of each kind, by letter."""
    letters = [each.token[0] for each in of.every_card]
    return {letter: letters.count(letter) for letter in KIND_NAMES if letter in letters}
