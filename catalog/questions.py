"""Questions the landscape answers: each answer is a sentence with its list, drawn from the graph and the cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import networkx as nx

from catalog.facts import Text
from catalog.finding import fold, open_source
from catalog.load import Catalog
from catalog.tools import OfflineKind, Tool

Question: TypeAlias = Literal["since_2019", "uses", "methods", "bridges", "pivots", "together", "classes"]
FRENCH_SPEAKING = ("FR", "BE", "CH", "LU")
MAP_YEAR = 2019  # of the map of Décider ensemble
THIN = 5  # a use with fewer free living tools than this is thinly served
PIVOTS = 10
NAMED = 3  # cases a sentence names; the list has them all
SEED = 2019
BRIDGES: tuple[tuple[Text, tuple[OfflineKind, ...]], ...] = (
    (Text(fr="papier", en="paper"), ("paper",)),
    (Text(fr="téléphone ou SMS", en="phone or text message"), ("voice", "sms")),
    (Text(fr="salle ou borne", en="room or kiosk"), ("room", "kiosk")),
)
WORDS: Mapping[Question, Text] = {
    "since_2019": Text(
        fr="La civictech depuis 2019 : que sont devenus les outils ?", en="Civic tech since 2019: what became of the tools?"
    ),
    "uses": Text(fr="Quels usages manquent d’outils libres ?", en="Which uses lack free tools?"),
    "methods": Text(fr="Quels formats ne trouvent aucun outil ?", en="Which formats find no tool?"),
    "bridges": Text(
        fr="Où manque le lien avec le papier, le téléphone, la salle ?", en="Where is the link with paper, phone or the room missing?"
    ),
    "pivots": Text(fr="Quels outils relient des usages éloignés ?", en="Which tools join distant uses?"),
    "together": Text(fr="Quels usages les mêmes outils rendent-ils ensemble ?", en="Which uses do the same tools serve together?"),
    "classes": Text(fr="Où retrouver les classes des autres cartes ?", en="Where are the classes of the other maps?"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of an answer: a node of the graph, or none, and what is said of it."""

    node: str | None
    cells: tuple[Text, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A sentence, and the list it rests on."""

    sentence: Text
    header: tuple[Text, ...]
    rows: tuple[Row, ...]


def answer(catalog: Catalog, question: Question) -> Answer:
    """The answer to one of the questions."""
    return _ANSWERS[question](catalog)


def _living(catalog: Catalog) -> list[Tool]:
    return [tool for tool in catalog.tools.values() if catalog.liveness(tool).value == "active"]


def _named(tools: Iterable[Tool]) -> Text:
    names = ", ".join(sorted((tool.name for tool in tools), key=fold)) or "–"
    return Text(fr=names, en=names)


def _count(value: int) -> Text:
    return Text(fr=str(value), en=str(value))


# -- gaps ---------------------------------------------------------------------------------------------------


def _uses(catalog: Catalog) -> Answer:
    living = _living(catalog)
    served = {use: [tool for tool in living if use in tool.uses] for use in catalog.uses}
    free = {use: [tool for tool in tools if open_source(tool)] for use, tools in served.items()}
    order = sorted(catalog.uses, key=lambda use: (len(free[use]), len(served[use]), use))
    none, thin = [use for use in order if not free[use]], [use for use in order if 0 < len(free[use]) < THIN]

    def names(uses: list[str]) -> tuple[str, str]:
        return ", ".join(catalog.uses[use].name.fr.lower() for use in uses), ", ".join(catalog.uses[use].name.en.lower() for use in uses)

    if none:
        fr, en = f"Aucun outil libre en service ne rend : {names(none)[0]}.", f"No living free tool serves: {names(none)[1]}."
    else:
        fr, en = "Chaque usage a au moins un outil libre en service.", "Every use has at least one living free tool."
    if thin:
        fr += f" Les moins bien servis : {names(thin)[0]}."
        en += f" The most thinly served: {names(thin)[1]}."
    rows = tuple(
        Row(f"use:{use}", (catalog.uses[use].name, _count(len(free[use])), _count(len(served[use])), _named(free[use][:8])))
        for use in order
    )
    header = (
        Text(fr="Usage", en="Use"),
        Text(fr="Libres en service", en="Free and living"),
        Text(fr="En service", en="Living"),
        Text(fr="Lesquels", en="Which"),
    )
    return Answer(Text(fr=fr, en=en), header, rows)


def _methods(catalog: Catalog) -> Answer:
    living = _living(catalog)
    served = {use for tool in living for use in tool.uses}
    free = {use for tool in living if open_source(tool) for use in tool.uses}
    methods = [method for method in catalog.methods.values() if method.kind == "method" and method.uses]
    without = [method for method in methods if not served & set(method.uses)]
    closed = [method for method in methods if served & set(method.uses) and not free & set(method.uses)]
    partly = [(method, [use for use in method.uses if use not in free]) for method in methods]
    alone = [method for method in catalog.methods.values() if method.kind == "method" and not method.uses]
    if without or closed:
        fr = f"{len(without)} formats ne trouvent aucun outil en service, {len(closed)} n’en trouvent aucun de libre."
        en = f"{len(without)} formats find no living tool, {len(closed)} find no free one."
    else:
        fr = f"Les {len(methods)} formats qui demandent un outil en trouvent au moins un de libre et en service."
        en = f"The {len(methods)} formats that call for a tool find at least one that is free and living."
    rows = [Row(None, (method.name, Text(fr="aucun outil en service", en="no living tool"))) for method in without]
    rows += [Row(None, (method.name, Text(fr="aucun outil libre", en="no free tool"))) for method in closed]
    for method, uses in partly:
        if uses and method not in without and method not in closed:
            fr_names, en_names = (
                ", ".join(words) for words in zip(*((catalog.uses[u].name.fr, catalog.uses[u].name.en) for u in uses), strict=True)
            )
            rows.append(Row(None, (method.name, Text(fr=f"sans outil libre pour : {fr_names}", en=f"no free tool for: {en_names}"))))
    rows += [Row(None, (method.name, Text(fr="se tient sans outil numérique", en="runs without a digital tool"))) for method in alone]
    return Answer(Text(fr=fr, en=en), (Text(fr="Format", en="Format"), Text(fr="Ce qui manque", en="What is missing")), tuple(rows))


def _bridges(catalog: Catalog) -> Answer:
    living = _living(catalog)
    families = sorted(catalog.families.values(), key=lambda family: family.order)
    rows, holes = [], []
    for family in families:
        members = [tool for tool in living if catalog.uses[tool.uses[0]].family == family.id]
        cells = [family.name]
        for name, kinds in BRIDGES:
            linked = [tool for tool in members if any(bridge.kind in kinds for bridge in tool.offline)]
            cells.append(_named(linked) if linked else Text(fr="aucun connu", en="none known"))
            if not linked:
                holes.append(Text(fr=f"{name.fr} dans « {family.name.fr} »", en=f'{name.en} in "{family.name.en}"'))
        rows.append(Row(f"family:{family.id}", tuple(cells)))
    fr = "Un lien connu avec le papier, le téléphone et la salle existe dans chaque famille."
    en = "A known link with paper, phone and the room exists in every family."
    if holes:
        more = len(holes) - NAMED
        rest = (f" ; et {more} autres cas" if more > 0 else "", f"; and {more} more" if more > 0 else "")
        fr = f"Aucun outil en service connu pour : {' ; '.join(hole.fr for hole in holes[:NAMED])}{rest[0]}."
        en = f"No living tool is known for: {'; '.join(hole.en for hole in holes[:NAMED])}{rest[1]}."
    header = (
        Text(fr="Famille (usage principal)", en="Family (main use)"),
        *(Text(fr=name.fr.capitalize(), en=name.en.capitalize()) for name, _ in BRIDGES),
    )
    return Answer(Text(fr=fr, en=en), header, tuple(rows))


# -- shape of the graph ---------------------------------------------------------------------------------------


def _pivots(catalog: Catalog) -> Answer:
    """Betweenness of the tools in the graph of tools and uses (Freeman, 1977): share of the shortest ways that pass by one."""
    living = _living(catalog)
    graph = nx.Graph((f"tool:{tool.id}", f"use:{use}") for tool in living for use in tool.uses)
    between = nx.betweenness_centrality(graph)
    first = sorted(living, key=lambda tool: (-between[f"tool:{tool.id}"], tool.id))[:PIVOTS]
    names = ", ".join(tool.name for tool in first[:3])
    rows = []
    for tool in first:
        families = {catalog.uses[use].family for use in tool.uses}
        uses = Text(
            fr=", ".join(catalog.uses[use].name.fr for use in tool.uses), en=", ".join(catalog.uses[use].name.en for use in tool.uses)
        )
        rows.append(Row(f"tool:{tool.id}", (Text(fr=tool.name, en=tool.name), _count(len(tool.uses)), _count(len(families)), uses)))
    header = (
        Text(fr="Outil", en="Tool"),
        Text(fr="Usages", en="Uses"),
        Text(fr="Familles", en="Families"),
        Text(fr="Lesquels", en="Which"),
    )
    return Answer(
        Text(
            fr=f"{names} sont les outils en service par lesquels passent le plus de chemins d’un usage à un autre.",
            en=f"{names} are the living tools through which most ways from one use to another pass.",
        ),
        header, tuple(rows),
    )  # fmt: skip


def _together(catalog: Catalog) -> Answer:
    """Communities of uses by the living tools that serve them together (Louvain method, Blondel and others, 2008; fixed seed)."""
    pairs = Counter(pair for tool in _living(catalog) for pair in combinations(sorted(tool.uses), 2))
    graph = nx.Graph()
    graph.add_nodes_from(sorted(catalog.uses))
    graph.add_weighted_edges_from((one, two, count) for (one, two), count in sorted(pairs.items()))
    groups = [sorted(group) for group in nx.community.louvain_communities(graph, seed=SEED)]
    groups.sort(key=lambda group: (-len(group), group))
    (one, two), most = pairs.most_common(1)[0] if pairs else (("", ""), 0)
    rows = []
    for group in groups:
        inside = [(pair, count) for pair, count in pairs.items() if set(pair) <= set(group)]
        best = max(inside, key=lambda each: (each[1], each[0]), default=None)
        fr, en = ", ".join(catalog.uses[use].name.fr for use in group), ", ".join(catalog.uses[use].name.en for use in group)
        tie = Text(fr="–", en="–")
        if best:
            (a, b), count = best
            tie = Text(
                fr=f"{catalog.uses[a].name.fr} et {catalog.uses[b].name.fr.lower()} : {count} outils",
                en=f"{catalog.uses[a].name.en} and {catalog.uses[b].name.en.lower()}: {count} tools",
            )
        rows.append(Row(None, (Text(fr=fr, en=en), tie)))
    fr, en = f"Les usages se rangent en {len(groups)} groupes.", f"The uses fall into {len(groups)} groups."
    if most:
        names = [(catalog.uses[use].name.fr.lower(), catalog.uses[use].name.en.lower()) for use in (one, two)]
        fr += f" Le couple le plus fréquent : {names[0][0]} et {names[1][0]}, dans {most} outils en service."
        en += f" The most frequent pair: {names[0][1]} and {names[1][1]}, in {most} living tools."
    header = (Text(fr="Usages rendus ensemble", en="Uses served together"), Text(fr="Lien le plus fort", en="Strongest tie"))
    return Answer(Text(fr=fr, en=en), header, tuple(rows))


def _classes(catalog: Catalog) -> Answer:
    """The classes of the other published maps, and the uses of ours that stand for each."""
    found: dict[tuple[str, str], list[str]] = {}
    for use in catalog.uses.values():
        for key, classes in use.maps_to.items():
            for name in classes.split("; "):
                found.setdefault((key, name.strip()), []).append(use.id)
    maps = list(dict.fromkeys(key for key, _ in found))
    rows = []
    for key in sorted(maps, key=lambda key: (catalog.sources[key].year or 0, key)):
        source = catalog.sources[key]
        for (_, name), uses in sorted((pair, uses) for pair, uses in found.items() if pair[0] == key):
            names = [catalog.uses[use].name for use in uses]
            ours = Text(fr=", ".join(each.fr for each in names), en=", ".join(each.en for each in names))
            title = f"{source.publisher or source.title} {source.year or ''}".strip()
            rows.append(Row(f"use:{uses[0]}" if len(uses) == 1 else None, (Text(fr=name, en=name), Text(fr=title, en=title), ours), (key,)))
    own = [use.name for use in catalog.uses.values() if not use.maps_to]
    fr = f"{len(found)} classes de {len(maps)} classements publiés trouvent leur place dans nos {len(catalog.uses)} usages."
    en = f"{len(found)} classes of {len(maps)} published maps find their place in our {len(catalog.uses)} uses."
    if own:
        fr += f" N’ont de classe dans aucun : {', '.join(each.fr.lower() for each in own)}."
        en += f" With no class in any of them: {', '.join(each.en.lower() for each in own)}."
    header = (Text(fr="Leur classe", en="Their class"), Text(fr="Classement", en="Map"), Text(fr="Nos usages", en="Our uses"))
    return Answer(Text(fr=fr, en=en), header, tuple(rows))


# -- since 2019 -----------------------------------------------------------------------------------------------

FATES: Mapping[str, Text] = {
    "closed": Text(fr="arrêts", en="closures"),
    "merged": Text(fr="fusions", en="mergers"),
    "acquired": Text(fr="rachats", en="buyouts"),
    "renamed": Text(fr="changements de nom", en="changes of name"),
    "relicensed": Text(fr="changements de licence", en="changes of licence"),
    "rewritten": Text(fr="réécritures", en="rewrites"),
}
STATES: Mapping[str, Text] = {
    "active": Text(fr="en service", en="in service"),
    "discontinued": Text(fr="arrêté", en="discontinued"),
    "unknown": Text(fr="sans nouvelle récente", en="no recent news"),
}


def known_in_2019(catalog: Catalog) -> list[Tool]:
    """French-speaking tools that began by 2019, or that a list of 2017 to 2020 names, and any tool that such a list names."""
    return [
        tool
        for tool in catalog.tools.values()
        if tool.named_in or (tool.origin in FRENCH_SPEAKING and tool.since is not None and tool.since <= MAP_YEAR)
    ]


def _since_2019(catalog: Catalog) -> Answer:
    tools = known_in_2019(catalog)
    states = Counter(catalog.liveness(tool).value for tool in tools)
    events = [event for tool in tools for event in tool.history if event.year is None or event.year >= MAP_YEAR]
    kinds = Counter(event.kind for event in events)
    changed = [(FATES[kind], count) for kind, count in kinds.most_common()]
    changed_fr, changed_en = (", ".join(words) for words in ([f"{w.fr} ({n})" for w, n in changed], [f"{w.en} ({n})" for w, n in changed]))
    fr = (f"Sur {len(tools)} outils connus autour de 2019, {states['active']} sont en service, {states['discontinued']} sont arrêtés, "
          f"{states['unknown']} sont sans signe de vie récent que nous ayons lu.")  # fmt: skip
    en = (f"Of {len(tools)} tools known around 2019, {states['active']} are in service, {states['discontinued']} are discontinued, "
          f"{states['unknown']} show no recent sign of life that we could read.")  # fmt: skip
    if events:
        fr, en = f"{fr} Changements lus depuis : {changed_fr}.", f"{en} Changes read since: {changed_en}."

    def order(tool: Tool) -> tuple[bool, int, int, str]:
        years = [event.year or 0 for event in tool.history]
        return not years, -max(years, default=0), -len(tool.named_in), fold(tool.name)

    rows = []
    for tool in sorted(tools, key=order):
        alive = catalog.liveness(tool)
        told = [
            Text(fr=f"{event.year or 'année non lue'} : {event.what.fr}", en=f"{event.year or 'year not read'}: {event.what.en}")
            for event in tool.history
        ]
        what = Text(fr=" ".join(each.fr for each in told) or "–", en=" ".join(each.en for each in told) or "–")
        state = Text(fr=f"{STATES[alive.value].fr}. {alive.reason.fr}", en=f"{STATES[alive.value].en}. {alive.reason.en}")
        sources = tuple(dict.fromkeys([source for event in tool.history for source in event.sources] + [*tool.named_in]))
        since = _count(tool.since) if tool.since else Text(fr="non connu", en="not known")
        rows.append(Row(f"tool:{tool.id}", (Text(fr=tool.name, en=tool.name), since, state, what, _count(len(tool.named_in))), sources))
    header = (
        Text(fr="Outil", en="Tool"), Text(fr="Débuts", en="Began"), Text(fr="Aujourd’hui", en="Today"),
        Text(fr="Ce qui a changé", en="What changed"),
        Text(fr="Listes de 2017 à 2020 qui le nomment", en="Lists of 2017 to 2020 that name it"),
    )  # fmt: skip
    return Answer(Text(fr=fr, en=en), header, tuple(rows))


_ANSWERS: Mapping[Question, Callable[[Catalog], Answer]] = {
    "uses": _uses, "methods": _methods, "bridges": _bridges, "pivots": _pivots, "together": _together, "since_2019": _since_2019,
    "classes": _classes,
}  # fmt: skip
