"""Cards of the workshop: which things have one, and the two characters by which each is known, for good.

One file, `data/cards.yaml`. A code is never given to another card, even once its own is withdrawn (`retired`): a box of
cards printed years ago still reads. The words of methods, tools and publics stand in their own files; those of
bridges, constraints and events stand here. The check character is computed (planner/workshop/codes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self, get_args

from pydantic import Field, model_validator

from catalog.facts import Record, Text
from catalog.methods import Strand

Kind = Literal["M", "X", "T", "P", "E", "B", "C", "V"]  # the kinds that a file lists; S, N and L are numbers
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_NAMES: Mapping[str, Text] = {
    "M": Text(fr="modalité", en="format"),
    "X": Text(fr="option", en="option"),
    "T": Text(fr="outil", en="tool"),
    "P": Text(fr="public", en="public"),
    "E": Text(fr="étape", en="step"),
    "B": Text(fr="passerelle", en="bridge"),
    "C": Text(fr="contrainte", en="constraint"),
    "V": Text(fr="événement", en="event"),
    "S": Text(fr="semaine", en="week"),
    "N": Text(fr="nombre", en="number"),
    "L": Text(fr="place", en="place"),
}
ALPHABET = "0123456789ABCDEFGHJKMNPRSTVWXYZ"  # 31 signs, a prime number: no I, L, O, Q or U
CODE = rf"^[{ALPHABET}]{{2}}$"


class CodedName(Record):
    """A card whose words stand elsewhere in the catalogue, under the same id."""

    id: str
    code: str = Field(pattern=CODE)


class BridgeCard(Record):
    """A way of carrying what comes in through one channel to where it is used: who carries what, where."""

    id: str
    code: str = Field(pattern=CODE)
    name: Text
    how: Text  # the words that a plan keeps
    who: Text  # who does it
    from_: tuple[Strand, ...] = Field(min_length=1, alias="leaves")
    to: tuple[Strand, ...] = Field(min_length=1, alias="reaches")
    source: tuple[str, ...] = Field(min_length=1)


class TurnCard(Record):
    """Something that happens to a table, or that binds it: told in a sentence, then a question."""

    id: str
    code: str = Field(pattern=CODE)
    name: Text
    what: Text
    ask: Text  # what the table has to settle
    principles: tuple[str, ...] = ()


def _with_ids(cards: dict[str, Any]) -> dict[str, Any]:
    return {id: {"id": id, **card} if isinstance(card, dict) else {"id": id, "code": card} for id, card in cards.items()}


class Deck(Record):
    """Every card, by kind then id."""

    M: dict[str, CodedName]
    X: dict[str, CodedName]
    T: dict[str, CodedName]
    P: dict[str, CodedName]
    E: dict[str, CodedName]
    B: dict[str, BridgeCard]
    C: dict[str, TurnCard]
    V: dict[str, TurnCard]
    retired: dict[Kind, tuple[str, ...]] = {}  # codes of cards that are printed no more

    @model_validator(mode="before")
    @classmethod
    def _give_ids(cls, data: Any) -> Any:
        """The key of a card is its id; a card of one code may be written `id: code`."""
        if not isinstance(data, dict):
            return data
        return {key: _with_ids(value) if key in KINDS and isinstance(value, dict) else value for key, value in data.items()}

    @model_validator(mode="after")
    def _codes_differ(self) -> Self:
        for kind in KINDS:
            seen = dict.fromkeys(self.retired.get(kind, ()), "retired")
            for id, each in self.of(kind).items():
                if each.code in seen:
                    raise ValueError(f"{kind}.{id}: the code {each.code} is already that of {seen[each.code]}. Choose a free one.")
                seen[each.code] = id
        if "00" in {each.code for each in self.B.values()}:
            raise ValueError("B: the code 00 stands for a bridge without a card. Choose another.")
        if taken := next((each for each in self.P.values() if each.code[0].isdigit()), None):
            raise ValueError(f"P.{taken.id}: codes that start with a digit are for the publics of a scenario. Start with a letter.")
        return self

    @classmethod
    def empty(cls) -> Deck:
        """No card at all, as for a data folder without the file."""
        return cls(**{kind: {} for kind in KINDS})

    def of(self, kind: str) -> Mapping[str, CodedName | BridgeCard | TurnCard]:
        """The cards of a kind; none for a kind that is only numbered."""
        return getattr(self, kind) if kind in KINDS else {}

    def by_code(self, kind: str) -> dict[str, str]:
        """Code -> id, for one kind."""
        return {each.code: id for id, each in self.of(kind).items()}

    def named(self) -> Iterator[tuple[Kind, str]]:
        """Every card as kind and id."""
        for kind in KINDS:
            yield from ((kind, id) for id in self.of(kind))
