"""Two hundred tool files spoilt in as many ways: each fault is told with its file and its line."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.load import DATA, load
from catalog.yamlfile import BadInput

SCRIPT = "<script>alert(1)</script>"
Spoil = Callable[[str], str]


def after(key: str, line: str) -> Spoil:
    """Put a line after the line of a key."""
    return lambda text: re.sub(rf"^({key}:.*\n)", rf"\g<1>{line}\n", text, count=1, flags=re.M)


def instead(key: str, value: str) -> Spoil:
    """Give a key of the first level another value, on one line."""
    return lambda text: re.sub(rf"^{key}:.*\n(?:[ ].*\n)*", f"{key}: {value}\n", text, count=1, flags=re.M)


def in_words(key: str) -> Spoil:
    """Put a script in a text of the first level or of its two languages."""
    return lambda text: re.sub(rf"^({key}:\s*(?:\n\s+fr: |\{{fr: )?[\"']?)", rf"\g<1>{SCRIPT} ", text, count=1, flags=re.M)


SPOILT: dict[str, Spoil] = {
    "wrong type: since": instead("since", "bientôt"),
    "wrong type: uses": instead("uses", "3"),
    "wrong type: status": instead("status", "active"),
    "wrong type: kind": instead("kind", "[platform]"),
    "wrong word: kind": instead("kind", "plateforme"),
    "wrong word: status": instead("status", "{value: alive}"),
    "unknown key": after("name", "colour: blue"),
    "unknown use": instead("uses", "[idea-collecting]"),
    "no use": instead("uses", "[]"),
    "unknown source": instead("status", "{value: active, as_of: 2024, sources: [nowhere-1999]}"),
    "impossible date": instead("licence", "{value: MIT, sources: [iap2], read_on: 2026-02-31}"),
    "impossible year": instead("licence", "{value: MIT, as_of: hier}"),
    "read nowhere": instead("licence", "{value: MIT, read_on: 2026-11-22}"),
    "alias of another": after("name", "aliases: [Loomio]"),
    "key twice": after("name", "name: Encore"),
    "script: name": in_words("name"),
    "script: what": in_words("what"),
    "script: maintainer": instead("maintainer", f"{SCRIPT}"),
    "script: website": instead("website", f'"https://example.org/{SCRIPT}"'),
    "script: licence": instead("licence", f'{{value: "{SCRIPT}"}}'),
    "3 MB name": instead("name", "x" * 3_000_000),
    "alias of YAML": instead("uses", "&a [survey]"),
    "tag": instead("name", "!!python/object:os.system x"),
    "half a file": lambda text: text[: len(text) // 3] + "\n  - [",
    "unconfirmed field of nobody": after("name", "unconfirmed: [nothing]"),
}


def test_each_of_two_hundred_spoilt_tools_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    draw = random.Random(2019)
    files = sorted(path for path in (copy / "tools").glob("*.yaml") if path.stem != "loomio")
    draw.shuffle(files)
    waiting, spoilt = list(files), {}
    for count in range(200):
        kind = list(SPOILT)[count % len(SPOILT)]
        for path in waiting:  # the first file that this way of spoiling changes
            text = path.read_text(encoding="utf-8")
            if (changed := SPOILT[kind](text)) != text:
                break
        else:
            pytest.fail(f"no file left to spoil: {kind}")
        waiting.remove(path)
        path.write_text(changed, encoding="utf-8")
        spoilt[f"tools/{path.name}"] = kind
    with pytest.raises(BadInput) as refused:
        load(copy)
    told: dict[str, list[int | None]] = {}
    for problem in refused.value.problems:
        assert len(problem.message.fr) < 600 and len(problem.message.en) < 600, problem.file
        told.setdefault(problem.file, []).append(problem.line)
    assert {file: kind for file, kind in spoilt.items() if not all(told.get(file, [None]))} == {}
    assert len(spoilt) == 200 and set(told) == set(spoilt)
    for lang in ("fr", "en"):
        assert len(refused.value.say(lang)) <= 4000 and len(refused.value.say(lang).splitlines()) <= 40
