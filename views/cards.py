"""The card of a tool, a use or a family: what is known, since when, from where, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from catalog.ageing import is_old, year_of
from catalog.facts import Fact, Source
from catalog.load import Catalog
from catalog.resemblance import similar
from catalog.tools import Family, OfflineBridge, Tool, Use
from catalog.words import Lang, country_name, day, french_spaces, translator
from views import state

Choose = Callable[[str | None], None]  # takes a node of the graph, such as "tool:decidim"

USED_FIRST = 3  # places of use shown before folding
ANCHOR = "fiche"


def show(catalog: Catalog, node: str, lang: Lang, choose: Choose) -> None:
    """Draw the card of a node, with a button to close it."""
    kind, _, id = node.partition(":")
    if kind == "tool":
        _Card(catalog, lang, choose).tool(catalog.tools[id])
    elif kind == "use":
        _Card(catalog, lang, choose).use(catalog.uses[id])
    else:
        _Card(catalog, lang, choose).family(catalog.families[id])


def status_words(catalog: Catalog, tool: Tool, lang: Lang) -> str:
    """Whether a tool lives, with the year of the evidence: "In service, seen in 2024"."""
    _ = translator(lang)
    alive = catalog.liveness(tool)
    status = catalog.labels["status"][alive.value](lang)
    return _("{status}, seen in {year}").format(status=status, year=alive.year) if alive.year and alive.value == "active" else status


class _Card:
    def __init__(self, catalog: Catalog, lang: Lang, choose: Choose) -> None:
        self.catalog, self.lang, self.choose = catalog, lang, choose
        self._ = translator(lang)
        self.numbers: dict[str, int] = {}  # source: its number on this card

    # -- the three cards -----------------------------------------------------------------------

    def tool(self, tool: Tool) -> None:
        _ = self._
        kind, maintainer = self._labels("kind", [tool.kind]), self._plain(tool, "maintainer", tool.maintainer)
        where = self._plain(tool, "origin", country_name(tool.origin, self.lang) if tool.origin else None)
        since = self._plain(tool, "since", _("since {year}").format(year=tool.since) if tool.since else None)
        self._head(tool.name, ", ".join(part for part in (kind[:1].upper() + kind[1:], maintainer, where, since) if part))
        self._html(f"<p>{self._text(tool.what(self.lang))}</p>")
        price = self._labels("price", [tool.price.value] if tool.price.value else [])
        access = tool.accessibility.value
        rows = [
            (_("Status"), self._status(tool)),
            (_("Uses"), self._uses(tool)),
            (_("Licence"), self._fact("licence", tool.licence, self._licence(tool))),
            (_("Hosting"), self._fact("hosting", tool.hosting, self._labels("hosting", tool.hosting.value or ()))),
            (_("Price"), self._fact("price", tool.price, price)),
            (
                _("Accessibility"),
                self._fact(
                    "accessibility", tool.accessibility, self._labels("accessibility", [access]) if access and access != "unknown" else None
                ),
            ),
            (
                _("How people identify themselves"),
                self._fact("identity", tool.identity, self._labels("identity", tool.identity.value or ())),
            ),
        ]
        if tool.hosted_in.value or tool.hosted_in.sources:
            rows.insert(
                4,
                (
                    _("Data kept in"),
                    self._fact(
                        "hosted_in", tool.hosted_in, country_name(tool.hosted_in.value, self.lang) if tool.hosted_in.value else None
                    ),
                ),
            )
        if tool.personal_data.value or tool.personal_data.note or tool.personal_data.sources:
            told = self._labels("personal_data", [tool.personal_data.value] if tool.personal_data.value else [])
            rows.append((_("Personal data"), self._fact("personal_data", tool.personal_data, told)))
        if kin := self._kin(tool):
            rows.append((_("Where it comes from"), kin))
        self._html(self._rows(rows))
        self._to_compare(tool)
        self._offline(tool)
        self._used(tool)
        self._history(tool)
        self._similar(tool)
        self._features(tool)
        self._sources(tool)

    def _to_compare(self, tool: Tool) -> None:
        if tool.id in state.joined("compare", "tools"):
            st.page_link("views/compare.py", label=self._("In the comparison: see it"), icon=":material/compare_arrows:")
        else:
            words = self._("Add to the comparison")
            st.button(words, key="to-compare", on_click=state.join, args=("compare", "tools", tool.id), icon=":material/add:")

    def use(self, use: Use) -> None:
        _ = self._
        tools = sorted((tool for tool in self.catalog.tools.values() if use.id in tool.uses), key=lambda tool: tool.name.casefold())
        self._head(
            use.name(self.lang), self._text(_("Use of the family {name}").format(name=self.catalog.families[use.family].name(self.lang)))
        )
        self._html(f"<p>{self._text(use.definition(self.lang))}</p>")
        self._open([f"tool:{tool.id}" for tool in tools if tool.uses[0] == use.id], _("Tools made for it first"), use.id)
        self._open([f"tool:{tool.id}" for tool in tools if tool.uses[0] != use.id], _("Tools that also do it"), use.id)
        if use.maps_to:
            self._html(self._title(_("In the other published maps")) + self._rows(self._classes(use)))
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

    def _classes(self, use: Use) -> list[tuple[str, str]]:
        """The nearest class of each map, with its source."""
        sources = self.catalog.sources
        titles = [(" ".join(str(part) for part in (sources[key].publisher, sources[key].year) if part), key) for key in use.maps_to]
        return [(title, self._text(use.maps_to[key]) + self._numbers([key])) for title, key in titles]

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
            (self._labels("offline", [bridge.kind]), self._text(bridge.how(self.lang)) + self._evidence("offline", bridge))
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
            items.append(f"<li><strong>{escape(who)}</strong>{what}{count}{self._numbers(each.sources)}</li>")
        self._html(f"{title}<ul>{''.join(items[:USED_FIRST])}</ul>")
        if rest := items[USED_FIRST:]:
            with st.expander(self._("See the {n} others").format(n=len(rest))):
                self._html(f"<ul>{''.join(rest)}</ul>")

    def _history(self, tool: Tool) -> None:
        """What became of it: changes of name, owner, licence or code, oldest first."""
        if tool.history:
            items = (
                f"<li><strong>{escape(str(event.year or self._('year not read')))}</strong> : {self._text(event.what(self.lang))}"
                f"{self._numbers(event.sources)}</li>"
                for event in tool.history
            )
            self._html(f"{self._title(self._('What changed'))}<ul>{''.join(items)}</ul>")

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
        for source in (*tool.source_code.sources, *tool.sources):
            self._number(source)
        links = []
        if tool.website:
            links.append(_link(tool.website, self._("Website")) + self._doubt(tool, "website"))
        if tool.source_code.value:
            doubt = self._mark() if tool.source_code.confidence == "memory" else ""
            links.append(_link(tool.source_code.value, self._("Source code")) + doubt)
        if tool.publiccode:
            links.append(_link(tool.publiccode, "publiccode.yml"))
        self._html(" · ".join(links))
        self._bibliography()

    def _bibliography(self) -> None:
        if not self.numbers:
            return
        with st.expander(self._("Sources of this card ({n})").format(n=len(self.numbers))):
            items = (f"<li>{self._source(self.catalog.sources[source])}</li>" for source in self.numbers)
            self._html(f"<ol>{''.join(items)}</ol>")

    def _source(self, key: Source) -> str:
        return source(key) + (self._mark() if key.confidence == "memory" else "")

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

    def _status(self, tool: Tool) -> str:
        """Whether it lives, by rule, with the reason; what was seen and where follow."""
        alive = self.catalog.liveness(tool)
        word = f"<strong>{self._labels('status', [alive.value])}</strong>. {self._text(alive.reason(self.lang))}"
        note = f"<br>{self._text(tool.status.note(self.lang))}" if tool.status.note else ""
        return word + note + self._evidence("status", tool.status)

    def _fact(self, field: str, fact: Fact[Any], words: str | None) -> str:
        note = f"<br>{self._text(fact.note(self.lang))}" if fact.note else ""
        if not words:
            evidence = self._evidence(field, fact) if fact.sources else ""  # what was read may leave the value open
            return f"<em>{self._text(self._('not known'))}</em>{note}{evidence}"
        return self._text(words) + note + self._evidence(field, fact)

    def _evidence(self, field: str, fact: Fact[Any] | OfflineBridge) -> str:
        """Where a fact was read, how old it is and when one of us read it, small, after it."""
        _ = self._
        parts = []
        if numbers := [self._number(source) for source in fact.sources]:
            parts.append(_("source {numbers}").format(numbers=", ".join(map(str, numbers))))
        elif fact.confidence == "read":
            parts.append(_("read in the sources of this card"))
        year = year_of(fact) if isinstance(fact, Fact) else None
        if year:
            old = is_old(field, year, self.catalog.ages, date.today())
            parts.append(f"{_('old fact:')} {year}" if old else str(year))
        if fact.read_on:
            parts.append(_("opened on {day}").format(day=day(fact.read_on, self.lang)))
        elif fact.confidence == "read":
            parts.append(_("carried over, page not reopened"))
        return f"<small>{self._text(', '.join(parts))}{self._mark() if fact.confidence == 'memory' else ''}</small>"

    def _numbers(self, sources: Iterable[str]) -> str:
        """The sources of what is not a dated fact."""
        numbers = ", ".join(str(self._number(source)) for source in sources)
        words = self._("source {numbers}").format(numbers=numbers) if numbers else self._("read in the sources of this card")
        return f"<small>{self._text(words)}</small>"

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


def source(of: Source) -> str:
    """An entry of the bibliography in safe words."""
    title = _link(of.url, of.title) if of.url else escape(of.title)
    return ", ".join(part for part in (title, escape(of.publisher or ""), str(of.year or "")) if part)


def _link(url: str, words: str) -> str:
    """A link out, to web addresses only."""
    if not url.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'
