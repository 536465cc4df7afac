"""What the Dockerfile says, read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.browser.server import ROOT

Instruction = tuple[str, str]


def instructions() -> list[Instruction]:
    """The instructions of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.M)).splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines if line.strip()]


def last_stage() -> list[Instruction]:
    """Those of the image that is run."""
    whole = instructions()
    start = max(at for at, (name, _rest) in enumerate(whole) if name == "FROM")
    return whole[start:]


def copied(some: Iterable[Instruction]) -> set[str]:
    """The files and folders of ours that they copy."""
    return {one for name, rest in some if name == "COPY" and "--from" not in rest for one in rest.split()[:-1]}


def environment() -> dict[str, str]:
    """The variables of the image that is run."""
    words = " ".join(rest for name, rest in last_stage() if name == "ENV").split()
    return dict(word.split("=", 1) for word in words)
