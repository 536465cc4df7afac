"""Two people changed one plan: both changes in one plan, and the list of what they changed in two ways.

Three plans come in: `base`, which both started from, `mine` and `theirs`. What only one side changed is kept; what both
changed alike is kept; the rest is a clash, which a person settles. Nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import ValidationError

from catalog.facts import Text
from catalog.words import Lang
from catalog.yamlfile import Bilingual
from planner.merge_words import in_words, label_of
from planner.plan import Plan

Plain = Any  # what JSON can hold
Side = Literal["mine", "theirs"]
Where = tuple[str, ...]
Items = dict[str, Plain]  # the elements of a list, by the name that tells them apart


class _Nothing:
    """Not a value: what is not there, or what nobody knows any more."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT: Final = _Nothing("absent")  # it is known not to be there
LOST: Final = _Nothing("lost")  # the base is not known any more: whatever differs was changed by somebody


@dataclass(frozen=True)
class Clash:
    """One thing that both changed, in two ways.

    `where` leads to it: field names and, in a list, what names the element (an activity's id, a public's name).
    """

    where: Where
    base: Plain  # None: not written, or not there
    mine: Plain
    theirs: Plain
    method: str | None = None  # of the activity that it is about
    whole: bool = False  # an element as a whole: one side took it away, or both added it

    @property
    def label(self) -> Text:
        """What it is about, for a person."""
        return label_of(self.where, self.method)

    def named(self, methods: Mapping[str, Text]) -> Text:
        """The same, an activity being called by the name of its method rather than by its id."""
        return label_of(self.where, self.method, methods)

    def said(self, value: Plain, lang: Lang) -> str:
        """One side's value, for a person."""
        return in_words(self.where, value, self.whole, lang)


@dataclass(frozen=True)
class Merged:
    """One plan out of two: where they clash, theirs."""

    plan: Plan
    clashes: tuple[Clash, ...]
    sides: tuple[Plan | None, Plan, Plan] = field(repr=False)  # base, mine, theirs


def merge(base: Plan | None, mine: Plan, theirs: Plan) -> Merged:
    """Both changes in one valid plan.

    Args:
        base: the plan that both changed; None when it is not known any more, and whatever differs is then a clash.
    Returns:
        the plan (theirs where both changed the same thing in two ways), and the clashes.
    """
    return _merge(base, mine, theirs, {})


def resolve(merged: Merged, choices: Mapping[Where, Side]) -> Plan:
    """The plan once a person has chosen; a clash without a choice stays theirs.

    Raises:
        Bilingual: the choices do not hold together (they exceed the number of publics or activities of a plan).
    """
    known = {clash.where for clash in merged.clashes}
    if set(choices) - known:
        raise KeyError("a choice names no clash of this merge")
    base, mine, theirs = merged.sides
    if () in known:  # the two could not be joined at all
        return mine if choices.get(()) == "mine" else theirs
    found = _merge(base, mine, theirs, choices)
    if any(clash.where == () for clash in found.clashes):
        raise Bilingual(fr="Ces choix ne tiennent pas ensemble dans un même dispositif. Gardez la même version pour plus de lignes.",
                        en="These choices do not hold together in one plan. Keep the same version for more of the lines.")  # fmt: skip
    return found.plan


def _merge(base: Plan | None, mine: Plan, theirs: Plan, choices: Mapping[Where, Side]) -> Merged:
    sides = (base, mine, theirs)
    if mine == theirs or theirs == base:
        return Merged(mine, (), sides)
    if mine == base:
        return Merged(theirs, (), sides)
    merging = _Merge(choices)
    plains = (LOST if base is None else _plain(base), _plain(mine), _plain(theirs))
    whole = merging.plan(*plains)
    try:
        plan = Plan.model_validate(whole)
    except ValidationError:  # two plans that fit, together too long for one
        return Merged(theirs, (_noted((), *plains, whole=True),), sides)
    if not merging.clashes:
        plan = plan.model_copy(update={"certificate": _certificate(base, mine, theirs, plan)})
    return Merged(plan, tuple(merging.clashes), sides)


def _plain(plan: Plan) -> dict[str, Plain]:
    return plan.model_dump(mode="json", by_alias=True, exclude={"certificate"})


def _certificate(base: Plan | None, mine: Plan, theirs: Plan, plan: Plan) -> Any:
    """What was proved of a plan holds for that plan only: kept when the merged plan is that of one side."""
    bare = plan.model_copy(update={"certificate": None})
    same = [side for side in (mine, theirs) if side.model_copy(update={"certificate": None}) == bare]
    held = [side.certificate for side in same if side.certificate]
    if len(held) == 2 and held[0] != held[1]:  # each proved it anew: the one that is not from before, if one is
        held = [one for one in held if base is not None and one != base.certificate]
    return held[0] if len(held) == 1 or (len(held) == 2 and held[0] == held[1]) else None


# -- the shape of a plan ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Leaf:
    """Kept or replaced as a whole."""


@dataclass(frozen=True)
class _Set:
    """A list whose elements are words: each is there or not."""


@dataclass(frozen=True)
class _Map:
    """Values by free names."""

    of: Any = _Leaf()


@dataclass(frozen=True)
class _Listed:
    """A list of records, each known by a name."""

    name: Callable[[dict[str, Plain]], str]
    of: Any


@dataclass(frozen=True)
class _Fields:
    """A record; a field not named here is a leaf."""

    of: Mapping[str, Any]


@dataclass(frozen=True)
class _Place(_Fields):
    """The territory: what is known of a place is never that of two places."""


@dataclass(frozen=True)
class _Limits(_Fields):
    """The limits: a start and an end that go together."""


IDENTITY = ("code", "place", "commune_size", "margins", "measured")  # which place a territory is
COMMITMENTS = _Fields(
    {
        name: _Set()
        for name in ("announced_methods", "paper_places", "languages", "slots", "services_informed", "reply_strands", "indicators")
    }
)
AUDIENCE = _Fields({"profile": _Map(), "tags": _Set()})
ACTIVITY = _Fields({"tools": _Set(), "audiences": _Set(), "options": _Set()})
BRIEF = _Fields({
    "mandate": _Fields({"open": _Set(), "closed": _Listed(lambda one: one["what"], _Fields({})), "study": _Set()}),
    "context": _Fields({"obligation": _Map()}),
    "territory": _Place({}),
    "phases": _Set(),
    "audiences": _Listed(lambda one: one["name"], AUDIENCE),
    "already_have": _Listed(lambda one: " · ".join(filter(None, (one["what"], one["name"]))), _Fields({"methods": _Set()})),
    "limits": _Limits({}),
    "commitments": COMMITMENTS,
    "assumptions": _Fields({"targets": _Map(), "weights": _Map(), "methods": _Map(_Map())}),
    "sources": _Set(),
})  # fmt: skip
ACTIVITIES = _Listed(lambda one: one["id"], ACTIVITY)
BRIDGES = _Listed(lambda one: f"{one['from']} → {one['to']}", _Fields({}))
OBSERVED = _Listed(lambda one: f"{one['activity']} · {one['week']}", _Leaf())  # an entry is one thing: its counts go together
TURNS = _Listed(lambda one: str(one["week"]), _Leaf())
SET_ASIDE = _Listed(lambda one: one["principle"], _Fields({}))


def _by_name(items: Iterable[dict[str, Plain]], name: Callable[[dict[str, Plain]], str]) -> Items:
    """The elements by name; of two of one name, the second is numbered."""
    found: Items = {}
    for item in items:
        key = wanted = name(item)
        count = 1
        while key in found:
            count += 1
            key = f"{wanted} ({count})"
        found[key] = item
    return found


def _noted(where: Where, base: Plain, mine: Plain, theirs: Plain, method: str | None = None, whole: bool = False) -> Clash:
    base, mine, theirs = (None if isinstance(value, _Nothing) else value for value in (base, mine, theirs))
    return Clash(where, base, mine, theirs, method, whole)


# -- merging ------------------------------------------------------------------------------------------


class _Merge:
    """One merge: the clashes met so far, and the choices made on them."""

    def __init__(self, choices: Mapping[Where, Side]) -> None:
        self.choices = choices
        self.clashes: list[Clash] = []

    def clash(self, where: Where, base: Plain, mine: Plain, theirs: Plain, method: str | None = None, whole: bool = False) -> Plain:
        """Note a clash; returns the value chosen, theirs by default."""
        self.clashes.append(_noted(where, base, mine, theirs, method, whole))
        return mine if self.choices.get(where) == "mine" else theirs

    # A plan, part by part: a public or an activity that is taken away takes what names it along.

    def plan(self, base: Plain, mine: Plain, theirs: Plain) -> dict[str, Plain]:
        def of(plan: Plain, *path: str) -> Plain:
            for step in path:
                plan = plan if plan is LOST else plan[step]
            return plan

        def three(*path: str) -> tuple[Plain, Plain, Plain]:
            return of(base, *path), of(mine, *path), of(theirs, *path)

        brief = {}
        for name in mine["brief"]:
            if name != "audiences":
                brief[name] = self.value(("brief", name), BRIEF.of.get(name, _Leaf()), *three("brief", name))

        publics = _Three(*(_items(each, BRIEF.of["audiences"]) for each in three("brief", "audiences")))
        acts = _Three(*(_items(each, ACTIVITIES) for each in three("activities")))
        bridges = _Three(*(_items(each, BRIDGES) for each in three("bridges")))

        found, torn = self.listed(("brief", "audiences"), AUDIENCE, publics, new=acts.new(_meant))
        brief["audiences"] = list(found.values())
        acts = _put_back_publics(acts, torn)
        found, torn = self.listed(("activities",), ACTIVITY, acts, new=bridges.new(_ends), method=lambda one: one["method"])
        names = {one["name"] for one in brief["audiences"]}
        activities = [{**one, "audiences": [name for name in one["audiences"] if name in names]} for one in found.values()]
        crossing, _ = self.listed(("bridges",), BRIDGES.of, _put_back_bridges(bridges, torn), alive=set(found))
        return {
            "schema": 1,
            "brief": brief,
            "activities": activities,
            "bridges": list(crossing.values()),
            "commitments": self.value(("commitments",), COMMITMENTS, *three("commitments")),
            "set_aside": self.value(("set_aside",), SET_ASIDE, *three("set_aside")),
            "observed": self.value(("observed",), OBSERVED, *three("observed")),
            "turns": self.value(("turns",), TURNS, *three("turns")),
        }

    def value(self, where: Where, shape: Any, base: Plain, mine: Plain, theirs: Plain, method: str | None = None) -> Plain:
        """One value of any shape."""
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        if mine is None or theirs is None or (base is None and not isinstance(shape, _Listed)):
            return self.clash(where, base, mine, theirs, method)
        match shape:
            case _Set():
                return self.words(where, base, mine, theirs, method)
            case _Map():
                return self.listed(where, shape.of, _Three(base, mine, theirs))[0]
            case _Listed():
                found, _ = self.listed(where, shape.of, _Three(*(_items(each, shape) for each in (base, mine, theirs))))
                return list(found.values())
            case _Place() if _another_place(base, mine, theirs):
                return self.clash(where, base, mine, theirs)
            case _Limits():
                return self.limits(where, base, mine, theirs)
            case _Fields():
                return self.fields(where, shape, base, mine, theirs, method)
        return self.clash(where, base, mine, theirs, method)

    def fields(self, where: Where, shape: _Fields, base: Plain, mine: Plain, theirs: Plain, method: str | None = None) -> dict[str, Plain]:
        return {
            name: self.value((*where, name), shape.of.get(name, _Leaf()), _inside(base, name), mine[name], theirs[name], method)
            for name in mine
        }

    def limits(self, where: Where, base: Plain, mine: Plain, theirs: Plain) -> dict[str, Plain]:
        """Field by field, except the two dates when one side's start does not go before the other side's end."""
        dates = ("start", "end")
        first, last = [_one_sided(_inside(base, name), mine[name], theirs[name]) for name in dates]
        parts = {name for name in mine if name not in dates}
        found = {name: self.value((*where, name), _Leaf(), _inside(base, name), mine[name], theirs[name]) for name in parts}
        if first is LOST or last is LOST or (first and last and first >= last):
            pair = [side if side is LOST else {name: side[name] for name in dates} for side in (base, mine, theirs)]
            chosen = self.clash((*where, "dates"), pair[0], pair[1], pair[2])
        else:
            chosen = {"start": first, "end": last}
        return {**found, **chosen}

    def words(self, where: Where, base: Plain, mine: list[str], theirs: list[str], method: str | None) -> Plain:
        if base is LOST:
            return self.clash(where, base, mine, theirs, method)
        kept = [word for word in _order(base, mine, theirs) if (word in mine and word in theirs if word in base else True)]
        if mine and theirs and not kept:  # nothing would be left, which neither side said
            return self.clash(where, base, mine, theirs, method)
        return kept

    def listed(
        self, where: Where, shape: Any, three: _Three, new: tuple[set[str], set[str]] = (set(), set()),
        method: Callable[[dict[str, Plain]], str] | None = None, alive: set[str] | None = None,
    ) -> tuple[Items, dict[str, Side]]:  # fmt: skip
        """Elements by name.

        Args:
            new: the names that one side (mine, theirs) refers to anew elsewhere in the plan: to take such an element away is a clash.
            alive: activities that remain; a bridge that lost an end goes with it.
        Returns:
            the elements, and those that one side took away while the other changed them, with the side that took them away.
        """
        base, mine, theirs = three.base, three.mine, three.theirs
        found: Items = {}
        torn: dict[str, Side] = {}
        for name in _order([] if base is LOST else list(base), list(mine), list(theirs)):
            b, m, t = LOST if base is LOST else base.get(name, ABSENT), mine.get(name, ABSENT), theirs.get(name, ABSENT)
            if m is ABSENT and t is ABSENT:
                continue
            one = m if t is ABSENT else t
            if alive is not None and not {one["from"], one["to"]} <= alive:
                continue
            kind = method(one) if method else None
            wanted = b is not ABSENT and ((t is ABSENT and name in new[0]) or (m is ABSENT and name in new[1]))
            if m == t:
                value = m
            elif m == b and not wanted:
                value = t
            elif t == b and not wanted:
                value = m
            elif m is ABSENT or t is ABSENT:
                torn[name] = "mine" if m is ABSENT else "theirs"
                value = self.clash((*where, name), b, m, t, kind, whole=True)
            elif b is ABSENT and not isinstance(shape, _Map):
                value = self.clash((*where, name), b, m, t, kind, whole=True)
            else:
                value = self.value((*where, name), shape, {} if b is ABSENT else b, m, t, kind)
            if value is not ABSENT:
                found[name] = value
        return found, torn


@dataclass(frozen=True)
class _Three:
    """The elements of one list on the three sides; the base may be lost."""

    base: Any
    mine: Items
    theirs: Items

    def new(self, users: Callable[[Items], dict[str, set[str]]]) -> tuple[set[str], set[str]]:
        """What mine and theirs refer to, by `users`, that the base did not."""
        before: dict[str, set[str]] = {} if self.base is LOST else users(self.base)
        mine, theirs = ({name for name, by in users(side).items() if by - before.get(name, set())} for side in (self.mine, self.theirs))
        return mine, theirs


def _items(value: Plain, shape: _Listed) -> Plain:
    return LOST if value is LOST else _by_name(value, shape.name)


def _inside(record: Plain, name: str) -> Plain:
    return LOST if record is LOST else record[name]


def _one_sided(base: Plain, mine: Plain, theirs: Plain) -> Plain:
    """What both say, or what the only side that changed says; LOST when each changed it in its own way."""
    if mine == theirs or theirs == base:
        return mine
    return theirs if mine == base else LOST


def _another_place(base: Plain, mine: Plain, theirs: Plain) -> bool:
    """Whether one side changed the place itself."""
    return base is LOST or any(side[name] != base[name] for side in (mine, theirs) for name in IDENTITY)


def _order(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Every name of the three, each once: in the order of the side that changed it, what the other added after the name it followed."""
    base, mine, theirs = ([*dict.fromkeys(names)] for names in (base, mine, theirs))
    known = set(base)

    def moved(side: Sequence[str]) -> bool:
        there = set(side)
        return [name for name in side if name in known] != [name for name in base if name in there]

    first, second = sorted((mine, theirs))  # neither side is favoured
    if moved(second) and not moved(first):
        first, second = second, first
    found = list(first)
    for names in (second, base):
        before: str | None = None
        for name in names:
            if name not in found:
                found.insert(found.index(before) + 1 if before is not None else 0, name)
            before = name
    return found


# -- what names what ----------------------------------------------------------------------------------


def _meant(activities: Items) -> dict[str, set[str]]:
    """Public -> ids of the activities meant for it."""
    found: dict[str, set[str]] = {}
    for name, one in activities.items():
        for public in one["audiences"]:
            found.setdefault(public, set()).add(name)
    return found


def _ends(bridges: Items) -> dict[str, set[str]]:
    """Activity -> the bridges that touch it, with what they say: to write one anew is to want both its ends."""
    found: dict[str, set[str]] = {}
    for name, one in bridges.items():
        for end in (one["from"], one["to"]):
            found.setdefault(end, set()).add(f"{name}\n{one['how']}")
    return found


def _put_back_publics(acts: _Three, torn: Mapping[str, Side]) -> _Three:
    """A public that both sides dispute: that one side took it out of its activities is part of the dispute, not a change of them."""
    sides: dict[Side, Items] = {"mine": dict(acts.mine), "theirs": dict(acts.theirs)}
    for public, side in torn.items():
        other = acts.theirs if side == "mine" else acts.mine
        for name, one in sides[side].items():
            if name in other and public in other[name]["audiences"] and public not in one["audiences"]:
                kept = {*one["audiences"], public}
                order = _order([], one["audiences"], other[name]["audiences"])
                sides[side][name] = {**one, "audiences": [each for each in order if each in kept]}
    return _Three(acts.base, sides["mine"], sides["theirs"])


def _put_back_bridges(bridges: _Three, torn: Mapping[str, Side]) -> _Three:
    """The same for an activity that both sides dispute, and the bridges that touch it."""
    sides: dict[Side, Items] = {"mine": dict(bridges.mine), "theirs": dict(bridges.theirs)}
    for activity, side in torn.items():
        for name, one in (bridges.theirs if side == "mine" else bridges.mine).items():
            if activity in (one["from"], one["to"]):
                sides[side].setdefault(name, one)
    return _Three(bridges.base, sides["mine"], sides["theirs"])
