"""A table's canvas typed as codes, and back: what was laid with cards becomes a plan, without a camera.

A token is the letter of a kind, two characters, and a check character, of an alphabet of 31 signs (a prime number) read
as the numbers 0 to 30; L, which is only ever the first letter, has the value of 1. With a, b, c, d the values of the
four characters, a token is right when 4a + 3b + 2c + d is a multiple of 31.

Why no single error passes: a character of weight w read as another changes the sum by w × (y − x), with 1 ≤ w ≤ 4 and
0 < |y − x| ≤ 30. 31 is prime and divides neither, so the sum is a multiple of 31 no more. A character that is not of
the alphabet, or a first one that is not a kind, is refused before any sum.

Why no swap passes: two characters x ≠ y of weights v ≠ w change places and the sum changes by (v − w) × (y − x), where
|v − w| ≤ 3: not a multiple of 31 either. This holds for any two characters, neighbours or not, the letter of the kind
included. Reading is forgiving only where a sign is not of the alphabet (O and Q are 0, I and L are 1, U is V; first, 1
and I are L and U is V), and each of these has one value whatever its place, so the proof holds for what is read.

A canvas is lines: an activity `L07 M.. E03 S05 N02 [P..]* [T..]* [X..]*`, its place first or not, or a bridge
`L07 B.. L12`, from the first place to the second; what follows # is not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from catalog.cards import ALPHABET, KIND_NAMES
from catalog.facts import Text
from catalog.load import Catalog
from catalog.methods import CONTRIBUTION_PHASES, PHASE_NAMES, STRANDS, Method, Phase, Strand
from catalog.paper.series import STRAND_NAMES
from catalog.words import Lang
from catalog.yamlfile import Problem
from planner.brief import Brief, Commitments
from planner.plan import Activity, Bridge, Plan, strand_of

SIGNS = 31
WEIGHTS = (4, 3, 2, 1)
VALUES: Mapping[str, int] = {**{sign: value for value, sign in enumerate(ALPHABET)}, "L": 1}
KIND_LETTERS = tuple(KIND_NAMES)
LETTERS = str.maketrans("OQILU", "0011V")  # after the first character
FIRST = str.maketrans("1IU", "LLV")
SEPARATORS = str.maketrans(dict.fromkeys("-–—‑._·,;:/|", ""))
LAST_WEEK, LAST_NUMBER, LANE = 52, 99, 8  # weeks 0 to 52; N00 is "not said"; places in a lane
PLACES = LANE * len(STRANDS)
NO_CARD = "00"  # a bridge drawn by hand, its words left aside
MOST_TEXT, MOST_LINES = 20_000, 200
SHOWN = 3  # likely cards offered for a wrong token


def check_sign(kind: str, code: str) -> str:
    """The fourth character of a token."""
    values = (VALUES[sign] for sign in kind + code)
    return ALPHABET[-sum(weight * value for weight, value in zip(WEIGHTS, values, strict=False)) % SIGNS]


@lru_cache(maxsize=4096)
def token(kind: str, code: str) -> str:
    """The four characters printed on a card.

    Args:
        kind: one letter of `KIND_LETTERS`.
        code: two signs of the alphabet.
    """
    return kind + code + check_sign(kind, code)


def numbered(kind: str, number: int) -> str:
    """The token of a week, a number, a place, or a public of the scenario (from 1)."""
    return token(kind, f"{number:02d}")


def read_token(text: str) -> tuple[str, str] | None:
    """Kind and code of a token as somebody typed it; None when it is not one."""
    signs = tidy(text)
    if len(signs) != len(WEIGHTS) or signs[0] not in KIND_LETTERS or any(sign not in ALPHABET for sign in signs[1:]):
        return None
    kind, code = signs[0], signs[1:3]
    return (kind, code) if check_sign(kind, code) == signs[3] else None


def tidy(text: str) -> str:
    """Capitals without separators, look-alikes read as what they stand for."""
    signs = "".join(text.split()).translate(SEPARATORS).upper()
    return signs[:1].translate(FIRST) + signs[1:].translate(LETTERS)


def split(line: str) -> list[str]:
    """The tokens of a line, well or badly written: a missing or added space is mended, a right token never swallowed."""
    found: list[str] = []
    waiting = ""

    def cut(text: str) -> list[str]:
        return [text[i : i + 4] for i in range(0, len(text), 4)]

    for piece in (each.translate(SEPARATORS) for each in line.split()):
        if not piece:
            continue
        if len(piece) % 4 == 0 and all(read_token(part) for part in cut(piece)):
            found += [waiting] if waiting else []
            found, waiting = found + cut(piece), ""
            continue
        waiting += piece
        if len(waiting) % 4 == 0:
            found, waiting = found + cut(waiting), ""
    return [*found, waiting] if waiting else found


# -- what a token stands for ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Codes:
    """Every token that stands for something in a scenario: the cards, the numbers, the publics of the brief."""

    brief: Brief
    catalog: Catalog
    first: Collection[str] = field(default=())  # ids of the cards on the table, offered before the others

    @cached_property
    def known(self) -> dict[str, Text]:
        """Token -> its name in words."""
        found = {token(kind, self.catalog.deck.of(kind)[id].code): self._name(kind, id) for kind, id in self.catalog.deck.named()}
        for i, audience in enumerate(self.brief.audiences, start=1):
            found[numbered("P", i)] = Text(fr=audience.name, en=audience.name)
        for kind, first, last in (("S", 0, LAST_WEEK), ("N", 0, LAST_NUMBER), ("L", 1, PLACES)):
            for number in range(first, last + 1):
                name = KIND_NAMES[kind]
                found[numbered(kind, number)] = Text(fr=f"{name.fr} {number}", en=f"{name.en} {number}")
        found[token("B", NO_CARD)] = Text(fr="passerelle sans carte", en="bridge without a card")
        return found

    @cached_property
    def _favoured(self) -> frozenset[str]:
        """Tokens of the cards on the table, and of the publics of the scenario."""
        on_table = {token(kind, self.catalog.deck.of(kind)[id].code) for kind, id in self.catalog.deck.named() if id in self.first}
        return frozenset(on_table | {numbered("P", i) for i in range(1, len(self.brief.audiences) + 1)})

    def likely(self, wrong: str) -> tuple[str, ...]:
        """Up to three known tokens one slip away from what was typed, those on the table first."""
        typed = tidy(wrong)
        near = [each for each in self.known if slip(typed, each)]
        return tuple(sorted(near, key=lambda each: (each not in self._favoured, each[0] != typed[:1], each))[:SHOWN])

    def _name(self, kind: str, id: str) -> Text:
        return card_name(self.catalog, kind, id)


def card_name(catalog: Catalog, kind: str, id: str) -> Text:
    """What a card is called."""
    if kind in ("M", "X"):
        return catalog.methods[id].name
    if kind == "T":
        return Text(fr=catalog.tools[id].name, en=catalog.tools[id].name)
    if kind == "P":
        return catalog.profiles[id].label
    if kind == "E":
        return PHASE_NAMES[id]  # type: ignore[index]  # the deck holds phases only
    card = catalog.deck.of(kind)[id]
    name: Text = getattr(card, "name")  # noqa: B009  # bridges, constraints and events carry their own
    return name


def slip(typed: str, right: str) -> bool:
    """Whether one slip of the hand makes `typed` of `right`: a character changed, left out or added, or two that change places."""
    if len(typed) == len(right):
        apart = [i for i, (a, b) in enumerate(zip(typed, right, strict=True)) if a != b]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and typed[apart[0]] + typed[apart[1]] == right[apart[1]] + right[apart[0]]
        return len(apart) == 1 or swapped
    longer, shorter = (typed, right) if len(typed) > len(right) else (right, typed)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


# -- from codes to a plan ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Canvas:
    """What a table laid: the plan of the lines that read well, and what is wrong in the others, by line."""

    plan: Plan
    problems: tuple[Problem, ...] = ()


def read_canvas(text: str, brief: Brief, catalog: Catalog, lang: Lang = "fr", first: Collection[str] = (), name: str = "canevas") -> Canvas:
    """Rebuild the plan of a table; a line with a fault is left out, whole, and said.

    A step left out is the usual one (`usual_phase`); a number left out is 1; a week left out is free.

    Args:
        lang: language of the words that the bridges keep.
        first: ids of the cards on the table, offered first in place of a wrong token.
        name: of the canvas, in the messages.
    """
    reader = _Reader(Codes(brief, catalog, first), lang, name)
    if len(text) > MOST_TEXT or text.count("\n") >= MOST_LINES:
        reader.wrong(0, f"plus de {MOST_LINES} lignes ou de {MOST_TEXT} caractères. Ne tapez que le canevas d’une table.",
                     f"more than {MOST_LINES} lines or {MOST_TEXT} characters. Type the canvas of one table only.")  # fmt: skip
        return Canvas(Plan(brief=brief), tuple(reader.problems))
    for number, line in enumerate(text.splitlines(), start=1):
        if tokens := split(line.partition("#")[0]):
            reader.line(number, tokens)
    return reader.canvas()


Cards = dict[str, list[str]]  # kind -> codes, in the order typed


class _Reader:
    """Reads line after line; bridges wait for the end, since they may be typed before what they join."""

    def __init__(self, codes: Codes, lang: Lang, name: str) -> None:
        self.codes = codes
        self.deck = codes.catalog.deck
        self.lang = lang
        self.name = name
        self.problems: list[Problem] = []
        self.activities: dict[int, Activity] = {}  # by place
        self.bridges: list[tuple[int, int, str, int]] = []  # line, from, code, to
        self.left_out: dict[int, int] = {}  # place -> line that was not kept
        self.by_code = {kind: self.deck.by_code(kind) for kind in "MXTPEB"}

    def wrong(self, line: int, fr: str, en: str) -> None:
        self.problems.append(Problem(self.name, line or None, Text(fr=fr, en=en)))

    def line(self, number: int, tokens: Sequence[str]) -> None:
        before = len(self.problems)
        cards: Cards = {}
        for typed in tokens:
            read = read_token(typed)
            if read is None or token(*read) not in self.codes.known:
                self._unknown(number, typed, read is not None)
            else:
                cards.setdefault(read[0], []).append(read[1])
        if len(self.problems) == before:
            if "B" in cards or len(cards.get("L", ())) > 1:
                self._bridge(number, cards)
            else:
                self._activity(number, cards)
        if len(self.problems) > before:
            for place in cards.get("L", ())[:1]:
                self.left_out.setdefault(int(place), number)

    def _unknown(self, number: int, typed: str, sound: bool) -> None:
        shown = typed[:12]
        why_fr = "ne correspond à aucune carte" if sound else "n’est pas un code"
        why_en = "is not the code of any card" if sound else "is not a code"
        likely = [(each, self.codes.known[each]) for each in self.codes.likely(typed)]
        fr = ", ".join(f"{each} ({text.fr})" for each, text in likely)
        en = ", ".join(f"{each} ({text.en})" for each, text in likely)
        hint = (f" Peut-être {fr} ?", f" Perhaps {en}?") if likely else (" Relisez la carte.", " Read the card again.")
        self.wrong(number, f"« {shown} » {why_fr}.{hint[0]}", f'"{shown}" {why_en}.{hint[1]}')

    def _bridge(self, number: int, cards: Cards) -> None:
        places, bridges = cards.get("L", []), cards.get("B", [])
        if len(places) != 2 or len(bridges) != 1 or set(cards) - {"L", "B"}:
            blank = token("B", NO_CARD)
            self.wrong(
                number,
                f"une passerelle s’écrit avec deux places et une carte B, et rien d’autre ({blank} si elle n’a pas de carte).",
                f"a bridge is written with two places and one B card, and nothing else ({blank} when it has no card).",
            )
        elif places[0] == places[1]:
            self.wrong(number, f"la passerelle part de la place {places[0]} et y revient. Changez l’une des deux.",
                       f"the bridge leaves place {places[0]} and comes back to it. Change one of the two.")  # fmt: skip
        else:
            self.bridges.append((number, int(places[0]), bridges[0], int(places[1])))

    def _activity(self, number: int, cards: Cards) -> None:
        before = len(self.problems)
        for kind in ("L", "M"):
            if kind not in cards:
                name = KIND_NAMES[kind]
                self.wrong(number, f"il manque la {name.fr} (carte {kind}).", f"the {name.en} is missing (card {kind}).")
        for kind, codes in cards.items():
            name = KIND_NAMES[kind]
            if kind in "CV":
                self.wrong(number, f"une carte {kind} ({name.fr}) ne se pose pas sur le canevas.",
                           f"a {kind} card ({name.en}) is not laid on the canvas.")  # fmt: skip
            elif kind in "LMESN" and len(codes) > 1:
                self.wrong(number, f"deux cartes {kind} ({name.fr}) sur une ligne. Gardez-en une.",
                           f"two {kind} cards ({name.en}) on one line. Keep one.")  # fmt: skip
            elif len(set(codes)) < len(codes):
                self.wrong(number, f"la même carte {kind} ({name.fr}) deux fois. Gardez-en une.",
                           f"the same {kind} card ({name.en}) twice. Keep one.")  # fmt: skip
        audiences = tuple(self._audiences(number, cards.get("P", ())))
        if len(self.problems) > before:
            return
        place = int(cards["L"][0])
        if place in self.activities:
            self.wrong(number, f"la place {place} est déjà prise. Donnez une autre place à cette action.",
                       f"place {place} is already taken. Give this activity another place.")  # fmt: skip
            return
        method = self.codes.catalog.methods[self.by_code["M"][cards["M"][0]]]
        lane = lane_of(place)
        count = int(cards["N"][0]) if "N" in cards else 1
        self.activities[place] = Activity(
            id=place_id(place),
            method=method.id,
            phase=self._phase(cards, method),
            units=count or None,
            week=int(cards["S"][0]) if "S" in cards else None,
            strand=lane if lane != method.strand else None,
            tools=tuple(self.by_code["T"][code] for code in cards.get("T", ())),
            audiences=audiences,
            options=tuple(self.by_code["X"][code] for code in cards.get("X", ())),
        )

    def _phase(self, cards: Cards, method: Method) -> Phase:
        if "E" in cards:
            phase: Phase = self.by_code["E"][cards["E"][0]]  # type: ignore[assignment]  # the deck holds phases only
            return phase
        return usual_phase(method, self.codes.brief)

    def _audiences(self, number: int, codes: Iterable[str]) -> Iterator[str]:
        """Names of the publics of the brief; a ready public is the one of the brief that bears its name or its profile."""
        publics = self.codes.brief.audiences
        for code in codes:
            if code[0].isdigit():
                yield publics[int(code) - 1].name
                continue
            ready = self.codes.catalog.profiles[self.by_code["P"][code]]
            same = [each.name for each in publics if each.name in (ready.label.fr, ready.label.en)]
            same = same or [each.name for each in publics if ready.profile and each.profile == ready.profile]
            if len(same) == 1:
                yield same[0]
            else:
                self.wrong(number, f"« {ready.label.fr} » n’est pas un public de ce cas. Prenez une carte P numérotée.",
                           f'"{ready.label.en}" is not a public of this case. Take a numbered P card.')  # fmt: skip

    def canvas(self) -> Canvas:
        kept = []
        for number, start, code, end in self.bridges:
            missing = [place for place in (start, end) if place not in self.activities]
            for place in missing:
                line = self.left_out.get(place)
                fr = f"la place {place} n’a pas d’action" + (f" (voir la ligne {line})." if line else ". Écrivez sa ligne.")
                en = f"place {place} has no activity" + (f" (see line {line})." if line else ". Write its line.")
                self.wrong(number, fr, en)
            if not missing:
                words = "" if code == NO_CARD else getattr(self.deck.B[self.by_code["B"][code]].how, self.lang)
                kept.append(Bridge(from_=place_id(start), to=place_id(end), how=words))
        plan = Plan(brief=self.codes.brief, activities=tuple(self.activities.values()), bridges=tuple(kept))
        return Canvas(plan, tuple(sorted(self.problems, key=lambda each: each.line or 0)))


def usual_phase(method: Method, brief: Brief) -> Phase:
    """The step of a format that nobody said: one where people contribute, if they can in it and the brief asks for it."""
    asked = [phase for phase in method.phases if phase in brief.phases] or list(method.phases)
    heard = [phase for phase in asked if phase in CONTRIBUTION_PHASES and method.counts_as != "informs"]
    return (heard or asked)[0]


def lane_of(place: int) -> Strand:
    """The strand of a place: 1 to 8 in person, 9 to 16 online, 17 to 24 on paper or by telephone."""
    return STRANDS[(place - 1) // LANE]


def place_id(place: int) -> str:
    """The id of the activity of a place."""
    return f"L{place:02d}"


# -- from a plan to codes ---------------------------------------------------------------------------------


def write_canvas(plan: Plan, catalog: Catalog, lang: Lang = "fr") -> str:
    """A plan as the lines of a canvas, in its own order; what does not fit follows as comments (see `cannot`)."""
    writer = _Writer(plan, catalog)
    return "\n".join([*writer.lines, *(f"# {' '.join(text(lang).split())}" for text in writer.cannot)]) + "\n"


def cannot(plan: Plan, catalog: Catalog) -> tuple[Text, ...]:
    """What of a plan no canvas can hold: nothing is left out of the codes without being said here.

    A canvas holds eight activities a lane, weeks 0 to 52, 1 to 99 units, and cards of the deck laid once on a line; a plan
    within that comes back the same, but for the names of its activities, which become those of their places.
    """
    return tuple(_Writer(plan, catalog).cannot)


def on_canvas(plan: Plan, catalog: Catalog) -> Plan:
    """The same plan as a canvas says it: activities named after their places, a strand only where it is not the format's.

    Raises:
        ValueError: the plan does not fit on a canvas.
    """
    writer = _Writer(plan, catalog)
    if writer.cannot:
        raise ValueError(writer.cannot[0].en)
    activities = tuple(
        each.model_copy(update={
            "id": place_id(writer.places[each.id]),
            "strand": each.strand if each.strand != catalog.methods[each.method].strand else None,
        })
        for each in plan.activities
    )  # fmt: skip
    bridges = tuple(
        each.model_copy(update={"from_": place_id(writer.places[each.from_]), "to": place_id(writer.places[each.to])})
        for each in plan.bridges
    )
    return plan.model_copy(update={"activities": activities, "bridges": bridges})


class _Writer:
    def __init__(self, plan: Plan, catalog: Catalog) -> None:
        self.plan = plan
        self.catalog = catalog
        self.deck = catalog.deck
        self.cannot: list[Text] = []
        self.places: dict[str, int] = {}  # activity -> place
        self.numbers = {each.name: i for i, each in enumerate(plan.brief.audiences, start=1)}
        self.bridges = {text: id for id, card in self.deck.B.items() for text in (card.how.fr, card.how.en)}
        self.lines = [line for each in plan.activities if (line := self._activity(each))]
        self.lines += [line for each in plan.bridges if (line := self._bridge(each))]
        self._rest()

    def _left(self, fr: str, en: str) -> None:
        self.cannot.append(Text(fr=fr, en=en))

    def _named(self, id: str) -> Text:
        """An activity as people call it: by its format."""
        method = next((self.catalog.methods[each.method] for each in self.plan.activities if each.id == id), None)
        return Text(fr=f"« {method.name.fr} »", en=f'"{method.name.en}"') if method else Text(fr=f"« {id} »", en=f'"{id}"')

    def _activity(self, activity: Activity) -> str | None:
        method = self.catalog.methods[activity.method]
        named = self._named(activity.id)
        if activity.method not in self.deck.M:
            self._left(f"« {method.name.fr} » n’a pas de carte.", f'"{method.name.en}" has no card.')
            return None
        strand = strand_of(activity, method)
        lane = STRANDS.index(strand) * LANE
        free = next((place for place in range(lane + 1, lane + LANE + 1) if place not in self.places.values()), None)
        if free is None:
            self._left(f"{named.fr} : les {LANE} places du volet « {STRAND_NAMES[strand].fr} » sont prises, elle n’est pas posée.",
                       f'{named.en}: the {LANE} places of the "{STRAND_NAMES[strand].en}" lane are taken, it is not laid.')  # fmt: skip
            return None
        self.places[activity.id] = free
        tokens = [numbered("L", free), self._card("M", activity.method), self._card("E", activity.phase)]
        if activity.week is not None and activity.week > LAST_WEEK:
            self._left(f"{named.fr} : la semaine {activity.week} dépasse {LAST_WEEK}, la dernière du canevas ; elle n’est pas dite.",
                       f"{named.en}: week {activity.week} is beyond {LAST_WEEK}, the last of the canvas; it is not said.")  # fmt: skip
        elif activity.week is not None:
            tokens.append(numbered("S", activity.week))
        units = activity.units or 0
        if units > LAST_NUMBER:
            self._left(f"{named.fr} : {units} dépasse {LAST_NUMBER}, le nombre n’est pas dit.",
                       f"{named.en}: {units} is beyond {LAST_NUMBER}, the number is not said.")  # fmt: skip
            units = 0
        tokens.append(numbered("N", units))
        tokens += [numbered("P", self.numbers[name]) for name in self._once(activity.id, activity.audiences)]
        for kind, ids in (("T", activity.tools), ("X", activity.options)):
            tokens += [self._card(kind, id) for id in self._once(activity.id, ids) if self._has_card(activity.id, kind, id)]
        return " ".join(tokens)

    def _card(self, kind: str, id: str) -> str:
        return token(kind, self.deck.of(kind)[id].code)

    def _once(self, activity: str, named: Sequence[str]) -> Iterable[str]:
        """The names without repeats, which a line does not hold."""
        if len(set(named)) < len(named):
            twice = self._named(activity)
            self._left(f"{twice.fr} : la même carte est posée deux fois.", f"{twice.en}: the same card is laid twice.")
        return dict.fromkeys(named)

    def _has_card(self, activity: str, kind: str, id: str) -> bool:
        if id in self.deck.of(kind):
            return True
        on, name = self._named(activity), self.catalog.tools[id].name if kind == "T" and id in self.catalog.tools else id
        self._left(f"{on.fr} : « {name} » n’a pas de carte.", f'{on.en}: "{name}" has no card.')
        return False

    def _bridge(self, bridge: Bridge) -> str | None:
        start, end = self.places.get(bridge.from_), self.places.get(bridge.to)
        a, b = self._named(bridge.from_), self._named(bridge.to)
        if start is None or end is None or start == end:
            self._left(f"la passerelle de {a.fr} à {b.fr} n’a pas ses deux places.",
                       f"the bridge from {a.en} to {b.en} does not have its two places.")  # fmt: skip
            return None
        card = self.bridges.get(bridge.how)
        if card is None and bridge.how:
            self._left(f"la passerelle de {a.fr} à {b.fr} est gardée, pas ses mots : « {bridge.how[:200]} ».",
                       f'the bridge from {a.en} to {b.en} is kept, not its words: "{bridge.how[:200]}".')  # fmt: skip
        code = self.deck.B[card].code if card else NO_CARD
        return " ".join((numbered("L", start), token("B", code), numbered("L", end)))

    def _rest(self) -> None:
        if self.plan.commitments != Commitments():
            self._left("les engagements du dispositif.", "the commitments of the plan.")
        if self.plan.set_aside:
            self._left("les principes écartés, et pourquoi.", "the principles set aside, and why.")
        if self.plan.certificate:
            self._left("la marge du calcul.", "the margin of the calculation.")
