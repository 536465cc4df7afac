"""The landscape drawn in the page: nodes to look at, walk through and choose, by pointer or keyboard.

vis-network holds the camera and tells what is under the pointer; our script paints. Positions come with the
nodes, so nothing moves by itself, and nothing is fetched from anywhere but the application's own server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import streamlit as st

Node = Mapping[str, Any]
Edge = tuple[str, str, str]  # from, to, kind: "family", "main", "use" or a link between tools

# What the drawing itself says; the page around it has its own words.
WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "title": "Carte des outils, des usages et des familles",
        "help": "Flèches droite et gauche : passer d’un élément au suivant. Flèches haut et bas : passer d’un usage au suivant. "
        "Entrée : ouvrir la fiche. Échap : fermer. Plus et moins : agrandir, réduire. Zéro : recentrer.",
        "family": "famille",
        "use": "usage",
        "tool": "outil",
        "link": "lien",
        "links": "liens",
        "of": "sur",
        "active": "en service",
        "discontinued": "arrêté",
        "unknown": "état non connu",
        "offline": "relié au papier, au téléphone ou à la salle",
        "legend": "Légende",
        "recentre": "Recentrer",
        "picture": "Image (PNG)",
        "file": "maillage-paysage.png",
        "closer": "Agrandir",
        "farther": "Réduire",
        "card": "Voir la fiche",
        "closed": "Fiche fermée",
        "empty": "Rien à montrer avec ces filtres.",
        "idle": "Cliquez sur un point, ou parcourez la carte avec les flèches du clavier.",
    },
    "en": {
        "title": "Map of tools, uses and families",
        "help": "Right and left arrows: go from one item to the next. Up and down arrows: go from one use to the next. "
        "Enter: open the card. Escape: close it. Plus and minus: zoom. Zero: recentre.",
        "family": "family",
        "use": "use",
        "tool": "tool",
        "link": "link",
        "links": "links",
        "of": "of",
        "active": "in service",
        "discontinued": "discontinued",
        "unknown": "status not known",
        "offline": "linked to paper, phone or a room",
        "legend": "Legend",
        "recentre": "Recentre",
        "picture": "Picture (PNG)",
        "file": "maillage-landscape.png",
        "closer": "Zoom in",
        "farther": "Zoom out",
        "card": "See the card",
        "closed": "Card closed",
        "empty": "Nothing to show with these filters.",
        "idle": "Click a dot, or walk through the map with the arrow keys.",
    },
}


@cache
def _component() -> Callable[..., Any]:
    """Declared at the first drawing: it takes a running Streamlit, which an import does not have."""
    declared: Callable[..., Any] = st.components.v2.component("maillage-graph.landscape", js="index-*.js", css="style-*.css")
    return declared


def landscape_graph(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    selected: str | None,
    lang: Literal["fr", "en"],
    height: int,
    key: str,
    on_select: Callable[[str | None], None] | None = None,
    card: str | None = None,
) -> str | None:
    """Draw the landscape and return the node chosen.

    Args:
        nodes: in the order in which the keyboard walks through them. Each has `id`, `kind` ("family", "use" or
            "tool"), `label`, `x`, `y`; families and uses `colour`; a family also `left`, `top`, `width`, `height` and
            `first_class` (a stronger ground), a use `radius` and `room` (the width of its name), a tool `use` (the id of the
            use it stands by), `status`, `offline`, and `named` when its name is to be shown at any zoom. Positions are
            spread to the shape of the frame.
        edges: pairs of ids with the kind of their link.
        selected: the node to show as chosen; the caller keeps it (in the address, say), the drawing follows.
        height: of the drawing in pixels, at most; lower on a small screen.
        key: fixed, so that the drawing stays when what is around it changes.
        on_select: called before the page runs again, with the node just chosen or None when the choice is dropped.
        card: the anchor in the page of what shows the chosen node; small screens get a button to go there.
    Returns:
        The node just chosen, `selected` if nothing was, None if the choice was dropped.
    """
    rank = {node["id"]: position for position, node in enumerate(nodes)}

    def chosen() -> None:
        if on_select is not None:
            on_select(st.session_state[key]["selected"] or None)

    result = _component()(
        key=key,
        data={
            "nodes": list(nodes),
            "edges": [(rank[start], rank[end], kind) for start, end, kind in edges],
            "selected": selected,
            "words": WORDS[lang],
            "height": height,
            "card": card,
        },
        on_selected_change=chosen,
    )
    picked = result.selected  # a trigger: "" drops the choice, None says that nothing happened
    return selected if picked is None else picked or None
