"""Sentences in one language, filled with values: a value that is not known becomes a hole to complete."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from string import Formatter

from catalog import words
from catalog.facts import Text
from catalog.paper.elements import Mark, Span, Words, printable
from catalog.words import Lang, french_spaces
from planner import wording as w

Value = str | Span | Iterable[Span] | None


@dataclass(frozen=True)
class Phrases:
    """How sentences, numbers, days and holes are written in one language."""

    lang: Lang

    def phrase(self, template: Text, **values: Value) -> Words:
        """A sentence with its values; a value that is not known becomes a hole to complete."""
        spans: list[Span] = []
        for literal, name, _, _ in Formatter().parse(template(self.lang)):
            if literal:
                spans.append(Span(text=literal))
            if name is not None:
                spans += self.filled(values[name])
        return tuple(spans)

    def filled(self, value: Value) -> Words:
        if value is None:
            return (self.hole(),)
        if isinstance(value, str):
            return (Span(text=value),)
        return (value,) if isinstance(value, Span) else tuple(value)

    def flat(self, template: Text, **values: Value) -> str:
        return "".join(span.text for span in self.phrase(template, **values))

    def plain(self, text: Text, mark: Mark = "plain") -> Words:
        return (Span(text=text(self.lang), mark=mark),)

    def labelled(self, label: Text, words_: Words, mark: Mark = "strong") -> Words:
        return (Span(text=self.flat(w.COLON, label=label(self.lang)), mark=mark), *words_)

    def hole(self, what: Text = w.HOLE) -> Span:
        return Span(text=what(self.lang), mark="hole")

    @property
    def unknown(self) -> Words:
        return (self.hole(w.UNKNOWN),)

    def said(self, text: str | None) -> str | None:
        """What the organiser wrote, fit for the middle of a sentence; None when there is nothing."""
        clean = printable(text or "").strip().rstrip(".;").rstrip()
        return (french_spaces(clean) if self.lang == "fr" else clean) or None

    @property
    def semicolon(self) -> str:
        return "\u202f; " if self.lang == "fr" else "; "

    def listed(self, texts: Iterable[str] | None) -> str | None:
        kept = [said for text in texts or () if (said := self.said(text))]
        return self.semicolon.join(kept) or None

    def day(self, value: date | None, form: str = "long") -> str | None:
        if value is None:
            return None
        written = words.day(value, self.lang, form)  # writes « 1er » in the long form only
        return re.sub(r"(?<!\d)1 (?=\D)", "1er ", written) if self.lang == "fr" else written

    def money(self, amount: float) -> Span:
        return Span(text=words.euros(amount, self.lang), value=amount)

    def count(self, value: float, digits: int = 0) -> Span:
        return Span(text=words.number(value, self.lang, digits), value=value)

    def share(self, value: float) -> Span:
        if 0 < value < 0.0005:
            return Span(text=self.flat(w.LESS_THAN, n=words.percent(0.001, self.lang, 1)), value=value)
        return Span(text=words.percent(value, self.lang, 1 if value < 0.1 else 0), value=value)

    def people(self, value: float) -> Words:
        """A head count known by its middle value only: rounded, and said to be approximate."""
        if 0 < value < 0.5:
            return (self.heads(value),)
        return self.phrase(w.ABOUT, n=Span(text=words.people_range(value, value, self.lang), value=value))

    def heads(self, value: float) -> Span:
        """A middle value; a little is not nothing."""
        return Span(text=self.flat(w.LESS_THAN, n="1"), value=value) if 0 < value < 0.5 else self.count(value)

    def range(self, low: float, high: float, value: float | None = None) -> Span:
        written = words.people_range(low, high, self.lang)
        return Span(text=self.flat(w.LESS_THAN, n="1") if written == "0" and high > 0 else written, value=value)

    def header(self, texts: Iterable[Text]) -> tuple[str, ...]:
        return tuple(text(self.lang) for text in texts)
