"""The card of a tool, a use or a family: what is known, since when, from where, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from typing import Any

import streamlit as st
from babel import Locale

from catalog.facts import Fact, Source
from catalog.load import Catalog
from catalog.resemblance import similar
from catalog.tools import Family, Tool, Use
from catalog.words import Lang, Translate, french_spaces, translator

Choose = Callable[[str | None], None]  # takes a node of the graph, such as "tool:decidim"

OLD_AFTER = 3  # years after which a fact wears a mark
USED_FIRST = 3  # places of use shown before folding
ANCHOR = "fiche"

# Messages of the interface, by the words of the records.
KINDS = {
    "platform": "platform",
    "app": "mobile app",
    "service": "service",
    "public_service": "public service",
    "library": "software building block",
}
STATUSES = {"active": "In service", "discontinued": "Discontinued", "unknown": "Status not known"}
HOSTING = {"vendor": "by its vendor", "self": "by yourselves", "partner": "by a service provider"}
PRICES = {
    "free": "free of charge",
    "freemium": "free, with paid options",
    "licence": "by subscription",
    "quote": "on quotation",
    "public_contract": "by public contract",
}
ACCESS = {"met": "standard met", "partly_met": "standard partly met", "not_met": "standard not met", "unknown": "not known"}
OFFLINE = {
    "paper": "Paper",
    "sms": "Text message",
    "voice": "Phone",
    "kiosk": "Kiosk",
    "room": "Meeting in a room",
    "radio": "Radio",
    "other": "Other",
}


def show(catalog: Catalog, node: str, lang: Lang, choose: Choose) -> None:
    """Draw the card of a node, with a button to close it."""
    kind, _, id = node.partition(":")
    if kind == "tool":
        _Card(catalog, lang, choose).tool(catalog.tools[id])
    elif kind == "use":
        _Card(catalog, lang, choose).use(catalog.uses[id])
    else:
        _Card(catalog, lang, choose).family(catalog.families[id])


def status_words(fact: Fact[Any], _: Translate) -> str:
    """The status with the year it was seen, or the word that nobody confirmed it: "In service, seen in 2024"."""
    status = _(STATUSES[str(fact.value)])
    if fact.value == "unknown":
        return status
    if fact.confidence == "memory":
        return f"{status} ({_('to be confirmed')})"
    return _("{status}, seen in {year}").format(status=status, year=fact.as_of) if fact.as_of else status


@cache
def country(code: str | None, lang: Lang) -> str | None:
    """The name of a country from its code (ISO 3166, or EU)."""
    return str(Locale.parse(lang).territories.get(code, code)) if code else None


class _Card:
    def __init__(self, catalog: Catalog, lang: Lang, choose: Choose) -> None:
        self.catalog, self.lang, self.choose = catalog, lang, choose
        self._ = translator(lang)
        self.numbers: dict[str, int] = {}  # source: its number on this card

    # -- the three cards -----------------------------------------------------------------------

    def tool(self, tool: Tool) -> None:
        _ = self._
        kind, maintainer = escape(_(KINDS[tool.kind])), self._plain(tool, "maintainer", tool.maintainer)
        where = self._plain(tool, "origin", country(tool.origin, self.lang))
        since = self._plain(tool, "since", _("since {year}").format(year=tool.since) if tool.since else None)
        self._head(tool.name, ", ".join(part for part in (kind[:1].upper() + kind[1:], maintainer, where, since) if part))
        self._html(f"<p>{self._text(tool.what(self.lang))}</p>")
        price = _(PRICES[tool.price.value]) if tool.price.value else None
        access = tool.accessibility.value
        rows = [
            (_("Status"), self._fact(tool.status, _(STATUSES[str(tool.status.value)]))),
            (_("Uses"), self._uses(tool)),
            (_("Licence"), self._fact(tool.licence, self._licence(tool))),
            (_("Hosting"), self._fact(tool.hosting, ", ".join(_(HOSTING[way]) for way in tool.hosting.value or ()))),
            (_("Price"), self._fact(tool.price, price)),
            (_("Accessibility"), self._fact(tool.accessibility, _(ACCESS[access]) if access and access != "unknown" else None)),
            (_("How people identify themselves"), self._fact(tool.identity, self._labels("identity", tool.identity.value or ()))),
        ]
        if tool.hosted_in.value:
            rows.insert(4, (_("Data kept in"), self._fact(tool.hosted_in, country(tool.hosted_in.value, self.lang))))
        if tool.personal_data.value or tool.personal_data.note:
            told = self._labels("personal_data", [tool.personal_data.value] if tool.personal_data.value else [])
            rows.append((_("Personal data"), self._fact(tool.personal_data, told)))
        if kin := self._kin(tool):
            rows.append((_("Where it comes from"), kin))
        self._html(self._rows(rows))
        self._offline(tool)
        self._used(tool)
        self._similar(tool)
        self._features(tool)
        self._sources(tool)

    def use(self, use: Use) -> None:
        _ = self._
        tools = sorted((tool for tool in self.catalog.tools.values() if use.id in tool.uses), key=lambda tool: tool.name.casefold())
        self._head(
            use.name(self.lang), self._text(_("Use of the family {name}").format(name=self.catalog.families[use.family].name(self.lang)))
        )
        self._html(f"<p>{self._text(use.definition(self.lang))}</p>")
        self._open([f"tool:{tool.id}" for tool in tools if tool.uses[0] == use.id], _("Tools made for it first"), use.id)
        self._open([f"tool:{tool.id}" for tool in tools if tool.uses[0] != use.id], _("Tools that also do it"), use.id)
        for source in use.sources:
            self._number(source)
        self._bibliography()

    def family(self, family: Family) -> None:
        _ = self._
        uses = [use for use in self.catalog.uses.values() if use.family == family.id]
        self._head(family.name(self.lang), self._text(_("Family of uses")))
        if family.why:
            self._html(f"<p>{self._text(family.why(self.lang))}</p>")
        self._open([f"use:{use.id}" for use in uses], _("Its uses"), family.id)

    # -- parts ---------------------------------------------------------------------------------

    def _head(self, title: str, line: str) -> None:
        """Name and line below it (already safe), with the way to close the card."""
        with st.container(horizontal=True, vertical_alignment="top", wrap=False):
            st.html(f'<div class="card"><h2 id="{ANCHOR}" class="card-title">{escape(title)}</h2><p>{line}</p></div>')
            st.button(self._("Close"), key="close-card", on_click=self.choose, args=(None,))

    def _uses(self, tool: Tool) -> str:
        first, *others = (escape(self.catalog.uses[use].name(self.lang)) for use in tool.uses)
        return ", ".join([f"<strong>{first}</strong>", *others]) + self._doubt(tool, "uses")

    def _licence(self, tool: Tool) -> str | None:
        return self._("proprietary (closed code)") if tool.licence.value == "proprietary" else tool.licence.value

    def _labels(self, group: str, names: Iterable[str]) -> str:
        return ", ".join(self.catalog.labels[group][name](self.lang) for name in names)

    def _kin(self, tool: Tool) -> str:
        """What it runs on, comes from, or was replaced by."""
        _ = self._
        told = (
            ("built_on", _("runs on {name}"), tool.built_on),
            ("parent", _("comes from {name}, or belongs to it"), tool.parent),
            ("successor", _("replaced by {name}"), tool.successor),
        )
        return "<br>".join(
            self._text(words.format(name=self.catalog.tools[named].name if named in self.catalog.tools else named))
            + self._doubt(tool, field)
            for field, words, named in told
            if named
        )

    def _plain(self, tool: Tool, field: str, words: str | None) -> str:
        """A plain field in safe words, marked when it rests on general knowledge."""
        return self._text(words) + self._doubt(tool, field) if words else ""

    def _doubt(self, tool: Tool, field: str) -> str:
        return self._mark() if field in tool.unconfirmed else ""

    def _mark(self) -> str:
        return f" <mark>{self._text(self._('to be confirmed'))}</mark>"

    def _offline(self, tool: Tool) -> None:
        title = self._title(self._("Links to paper, phone and rooms"))
        if not tool.offline:
            self._html(f"{title}<p>{self._text(self._('None known.'))}</p>")
            return
        rows = [
            (self._(OFFLINE[bridge.kind]), self._text(bridge.how(self.lang)) + self._evidence(bridge.sources, None, bridge.confidence))
            for bridge in tool.offline
        ]
        self._html(title + self._rows(rows))

    def _used(self, tool: Tool) -> None:
        title = self._title(self._("Where it was used"))
        if not tool.deployments:
            self._html(f"{title}<p>{self._text(self._('Not known.'))}</p>")
            return
        items = []
        for each in sorted(tool.deployments, key=lambda each: -(each.year or 0)):
            who = ", ".join(str(part) for part in (each.who, each.year) if part)
            what = f"<br>{self._text(each.what(self.lang))}" if each.what else ""
            count = f"<br>{self._text(each.count(self.lang))}" if each.count else ""
            items.append(f"<li><strong>{escape(who)}</strong>{what}{count}{self._evidence(each.sources, None, 'read')}</li>")
        self._html(f"{title}<ul>{''.join(items[:USED_FIRST])}</ul>")
        if rest := items[USED_FIRST:]:
            with st.expander(self._("See the {n} others").format(n=len(rest))):
                self._html(f"<ul>{''.join(rest)}</ul>")

    def _similar(self, tool: Tool) -> None:
        self._html(self._title(self._("Similar tools")))
        for other, why in similar(self.catalog, tool, limit=4):
            with st.container(gap=None):
                st.button(other.name, key=f"see-{other.id}", on_click=self.choose, args=(f"tool:{other.id}",), type="tertiary")
                self._html(f"<p><small>{self._text(why(self.lang))}</small></p>")

    def _features(self, tool: Tool) -> None:
        if tool.features:
            with st.expander(self._("Features ({n})").format(n=len(tool.features))):
                self._html(f"<p>{self._text(self._labels('features', tool.features))}{self._doubt(tool, 'features')}</p>")

    def _sources(self, tool: Tool) -> None:
        for source in tool.sources:
            self._number(source)
        links = []
        if tool.website:
            links.append(_link(tool.website, self._("Website")) + self._doubt(tool, "website"))
        if tool.source_code.value:
            doubt = self._mark() if tool.source_code.confidence == "memory" else ""
            links.append(_link(tool.source_code.value, self._("Source code")) + doubt)
        self._html(" · ".join(links))
        self._bibliography()

    def _bibliography(self) -> None:
        if not self.numbers:
            return
        with st.expander(self._("Sources of this card ({n})").format(n=len(self.numbers))):
            items = (f"<li>{self._source(self.catalog.sources[source])}</li>" for source in self.numbers)
            self._html(f"<ol>{''.join(items)}</ol>")

    def _source(self, source: Source) -> str:
        title = _link(source.url, source.title) if source.url else escape(source.title)
        parts = [title, escape(source.publisher or ""), str(source.year or "")]
        return ", ".join(part for part in parts if part) + (self._mark() if source.confidence == "memory" else "")

    def _open(self, nodes: Sequence[str], title: str, about: str) -> None:
        """Names that open their own card."""
        if not nodes:
            return
        key = f"open-{about}-{title}"

        def chosen() -> None:
            self.choose(st.session_state[key])

        self._html(self._title(title))
        st.pills(title, nodes, key=key, format_func=self._name, on_change=chosen, label_visibility="collapsed", wrap=True)

    def _name(self, node: str) -> str:
        kind, _, id = node.partition(":")
        return self.catalog.tools[id].name if kind == "tool" else self.catalog.uses[id].name(self.lang)

    # -- a fact and its evidence -----------------------------------------------------------------

    def _fact(self, fact: Fact[Any], words: str | None) -> str:
        note = f"<br>{self._text(fact.note(self.lang))}" if fact.note else ""
        if not words:
            return f"<em>{self._text(self._('not known'))}</em>{note}"
        return self._text(words) + note + self._evidence(fact.sources, fact.as_of, fact.confidence)

    def _evidence(self, sources: Iterable[str], year: int | None, confidence: str) -> str:
        """Where a fact was read and how old it is, small, after it."""
        _ = self._
        parts = []
        if numbers := [self._number(source) for source in sources]:
            parts.append(_("source {numbers}").format(numbers=", ".join(map(str, numbers))))
        elif confidence == "read":
            parts.append(_("read in the sources of this card"))
        if year:
            old = date.today().year - year > OLD_AFTER
            parts.append(f"{_('old fact:')} {year}" if old else str(year))
        return f"<small>{self._text(', '.join(parts))}{self._mark() if confidence == 'memory' else ''}</small>"

    def _number(self, source: str) -> int:
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    # -- drawing -------------------------------------------------------------------------------

    def _title(self, words: str) -> str:
        return f"<h3>{self._text(words)}</h3>"

    def _rows(self, rows: Iterable[tuple[str, str]]) -> str:
        return "<dl>" + "".join(f"<dt>{self._text(term)}</dt><dd>{value}</dd>" for term, value in rows) + "</dl>"

    def _html(self, content: str) -> None:
        st.html(f'<div class="card">{content}</div>')

    def _text(self, words: str) -> str:
        """Words made safe for the page; French ones get their spaces."""
        return escape(french_spaces(words) if self.lang == "fr" else words)


def _link(url: str, words: str) -> str:
    """A link out, to web addresses only."""
    if not url.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'
