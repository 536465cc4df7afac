"""A small catalogue to test with: three families, four uses, and the tools that a test puts on the shelf."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from catalog.facts import Fact, Text
from catalog.graph import Graph
from catalog.load import Catalog
from catalog.tools import Family, Tool, Use


def text(fr: str, en: str | None = None) -> Text:
    return Text(fr=fr, en=en or fr)


def tool(id: str, *uses: str, **more: Any) -> Tool:
    facts = {
        "name": id.title(),
        "kind": "platform",
        "what": text(f"Fait {id}."),
        "status": Fact(value="active", as_of=date.today().year),
        "confidence": "read",
    }
    return Tool(**{"id": id, "uses": uses, **facts, **more})


def use(id: str, family: str, name: str) -> Use:
    return Use(
        id=id, family=family, name=text(name), definition=text(f"Définition de {id}."), time="both", place="online", direction="two_way"
    )


def catalogue(*tools: Tool) -> Catalog:
    """Three families, four uses and the tools given; nothing else is known."""
    empty: dict[str, Any] = {field.name: {} for field in fields(Catalog)}
    families = [Family(id=id, name=text(id.title()), order=rank) for rank, id in enumerate(("ask", "make", "tell"), start=1)]
    uses = [
        use("poll", "ask", "Enquête"),
        use("ideas", "ask", "Boîte à idées"),
        use("draft", "make", "Écriture"),
        use("report", "tell", "Suivi"),
    ]
    labels = {
        "features": {"api": text("accès programmé", "API"), "map": text("plan", "map")},
        "identity": {},
        "personal_data": {},
        "hosting": {"self": text("chez vous", "by yourselves"), "vendor": text("chez l’éditeur", "by its vendor")},
    }
    known = {
        "families": {family.id: family for family in families},
        "uses": {use.id: use for use in uses},
        "tools": {tool.id: tool for tool in tools},
        "labels": labels,
    }
    return Catalog(**{**empty, **known})


def of_kind(graph: Graph, kind: str) -> dict[str, dict[str, Any]]:
    return {node: values for node, values in graph.nodes(data=True) if values["kind"] == kind}
