"""What both command lines share: flags, messages without a traceback, exit statuses.

0 done; 1 the answer is no; 2 unusable input or flags. With --json, stdout holds one JSON document and
everything else goes to stderr.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from catalog.words import Lang
from catalog.yamlfile import MAX_BYTES, BadInput, bad

DONE, NO, UNUSABLE = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """Flags with short errors: what was found, and where to read what is possible."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message[:300]}\n  {self.prog} --help\n")
        raise SystemExit(UNUSABLE)


def language(parser: argparse.ArgumentParser) -> None:
    """Add --lang: French by default, or the language named by MAILLAGE_LANG."""
    default = os.environ.get("MAILLAGE_LANG", "fr")
    parser.add_argument("--lang", choices=("fr", "en"), default=default if default in ("fr", "en") else "fr")


def run(main: Callable[[Sequence[str]], int], arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line; whatever goes wrong, a person reads a message and no traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    lang: Lang = "en" if "en" in arguments else "fr"
    try:
        status = main(arguments)
    except BadInput as error:
        say(error.say(lang))
        status = UNUSABLE
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    except OSError as error:
        say(f"{error.filename or ''}: {error.strerror}. " + ("Vérifiez le chemin." if lang == "fr" else "Check the path."))
        status = UNUSABLE
    except KeyboardInterrupt:
        status = 130
    except Exception as error:
        if os.environ.get("MAILLAGE_DEBUG"):
            raise
        words = "erreur inattendue" if lang == "fr" else "unexpected error"
        say(f"{words} ({type(error).__name__}). MAILLAGE_DEBUG=1 " + ("la montre en entier." if lang == "fr" else "shows it whole."))
        status = UNUSABLE
    raise SystemExit(status)


def say(message: str) -> None:
    """A message to a person, on stderr: at most 40 lines and 4,000 characters."""
    sys.stderr.write("\n".join(message[:3990].splitlines()[:40]) + "\n")


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def content(path: str) -> tuple[bytes, str]:
    """The bytes of a file (at most a little more than the limit) and its short name; - is standard input."""
    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 2), "<stdin>"
    file = Path(path)
    if not file.is_file():
        raise bad(path[-100:], None, "fichier introuvable. Vérifiez le chemin.", "no such file. Check the path.")
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    return (data + b" " * (file.stat().st_size - len(data)) if file.stat().st_size < 50_000_000 else data), file.name


def unknown(name: str, known: Iterable[str], where: str = "") -> BadInput:
    """A name given on the command line that nothing bears, with the nearest ones that exist."""
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    fr = f"« {name[:60]} » est inconnu." + (f" Voulez-vous dire {', '.join(near)} ?" if near else "")
    en = f'"{name[:60]}" is unknown.' + (f" Do you mean {', '.join(near)}?" if near else "")
    return bad(where or name[:60], None, fr, en)
