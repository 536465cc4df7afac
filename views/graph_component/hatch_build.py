"""Puts the browser's side of the component together when the wheel is built.

vis-network comes out of pyvis, which carries it with its licence, so that no code of others stands in our tree.
It goes ahead of our own scripts in one file; a checksum in its name makes browsers fetch a new one after an upgrade.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VIS = "lib/vis-9.1.2/vis-network.min.js"
SCRIPTS = ("painter.js", "index.js")


class Assets(BuildHookInterface[Any]):
    """Adds `assets/index-<checksum>.js` and `assets/style-<checksum>.css` to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        ours = Path(self.root) / "maillage_graph"
        scripts = [_vis_network(), *((ours / name).read_text(encoding="utf-8") for name in SCRIPTS)]
        self._add("index.js", "\n".join(scripts), build_data)
        self._add("style.css", (ours / "style.css").read_text(encoding="utf-8"), build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        self.folder.cleanup()

    def _add(self, name: str, content: str, build_data: dict[str, Any]) -> None:
        stem, ending = name.split(".")
        named = f"{stem}-{hashlib.sha256(content.encode()).hexdigest()[:10]}.{ending}"
        path = Path(self.folder.name) / named
        path.write_text(content, encoding="utf-8")
        build_data["force_include"][str(path)] = f"maillage_graph/assets/{named}"


def _vis_network() -> str:
    """The text of vis-network; found without importing pyvis, which would bring a notebook along."""
    found = importlib.util.find_spec("pyvis")
    if found is None or found.origin is None:
        raise FileNotFoundError("pyvis is needed to build this package: it carries vis-network.")
    return (Path(found.origin).parent / VIS).read_text(encoding="utf-8")
