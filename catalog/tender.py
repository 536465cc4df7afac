"""The requirements grid of a tender: functional needs, without brand or ranking."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.choosing import Level, Need
from catalog.compare import USUAL_WEIGHT, Wishes
from catalog.facts import Text
from catalog.load import Catalog

WISHED_FROM = 7  # weight from which a criterion is more than an option
LEVELS: dict[Level, Text] = {
    "mandatory": Text(fr="obligatoire", en="mandatory"),
    "wished": Text(fr="souhaité", en="wished"),
    "option": Text(fr="option", en="option"),
}
RANK: tuple[Level, ...] = ("mandatory", "wished", "option")


@dataclass(frozen=True)
class Line:
    """A need with its number and level."""

    number: str  # theme.rank
    theme: Text
    need: Need
    level: Level
    words: Text  # the need, with the uses asked for in it


def grid(catalog: Catalog, wishes: Wishes) -> tuple[Line, ...]:
    """The needs in the order of their themes; a criterion of weight 0 that nothing else asks for is left out."""
    lines = []
    for place, theme in enumerate(catalog.themes.values(), start=1):
        kept = [(need, level) for need in catalog.needs.values() if need.theme == theme.id and (level := _level(need, wishes))]
        lines += [
            Line(f"{place}.{rank}", theme, need, level, _worded(catalog, need, wishes)) for rank, (need, level) in enumerate(kept, start=1)
        ]
    return tuple(lines)


def _level(need: Need, wishes: Wishes) -> Level | None:
    asked: list[Level] = [need.always] if need.always else []
    if need.criterion == "needs":
        asked += ["mandatory"] if wishes.needs else []
    elif need.criterion:
        weight = wishes.weights.get(need.criterion, USUAL_WEIGHT)
        if need.criterion in wishes.must:
            asked.append("mandatory")
        elif weight:
            asked.append("wished" if weight >= WISHED_FROM else "option")
    return min(asked, key=RANK.index) if asked else None


def _worded(catalog: Catalog, need: Need, wishes: Wishes) -> Text:
    names = [catalog.uses[use].name for use in wishes.needs]
    fr, en = (", ".join(words.lower() for words in each) for each in ([n.fr for n in names], [n.en for n in names]))
    return Text(fr=need.need.fr.replace("{uses}", fr), en=need.need.en.replace("{uses}", en))
