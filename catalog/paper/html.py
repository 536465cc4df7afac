"""Being written."""

from pathlib import Path

from catalog.paper.elements import Paper


def write(paper: Paper, path: Path) -> None:
    raise NotImplementedError
