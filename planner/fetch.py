"""Downloading INSEE's files, on request only: the application itself asks nothing of the network.

A download that was cut goes on where it stopped (`.part`); a file is kept under its name only once it is whole and opens.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import requests

from catalog.facts import Text

Status = Literal["done", "present", "refused", "absent", "unreachable", "damaged"]
Progress = Callable[[str, int, int | None], None]  # file, bytes at hand, bytes in all when the host says

TIMEOUT = (10, 60)  # seconds to connect, and without a byte
CHUNK = 1 << 14  # bytes; of a chunk that is cut nothing is kept
AGENT = "Maillage (consultation planning; places fetch)"
INSEE = "https://www.insee.fr/fr/statistiques/fichier/"


@dataclass(frozen=True)
class Download:
    """One file to bring: several addresses where INSEE has used more than one."""

    name: str
    addresses: tuple[str, ...]
    year: int
    holds: Text
    page: str  # where a person finds it
    megabytes: float | None = None  # None: not known


@dataclass(frozen=True)
class Fetched:
    """What became of one download."""

    download: Download
    status: Status
    size: int = 0  # bytes on disk
    detail: str = ""  # what the host answered


# Addresses as public code writes them; they could not be opened when this list was made, hence the pages beside them.
FILES: tuple[Download, ...] = (
    Download(
        "base-cc-evol-struct-pop-2022_csv.zip",
        (f"{INSEE}8581696/base-cc-evol-struct-pop-2022_csv.zip",),
        2022,
        Text(fr="population par sexe et âge, toutes les communes", en="population by sex and age, all communes"),
        "https://www.insee.fr/fr/statistiques/8581696",
        46.7,
    ),
    Download(
        "base-cc-diplomes-formation-2022_csv.zip",
        (f"{INSEE}8581488/base-cc-diplomes-formation-2022_csv.zip", f"{INSEE}8581488/base-cc-diplomes-formation-2022.zip"),
        2022,
        Text(fr="diplômes, toutes les communes", en="diplomas, all communes"),
        "https://www.insee.fr/fr/statistiques/8581488",
    ),
    Download(
        "TD_POP1B_2021_csv.zip",
        (f"{INSEE}8202264/TD_POP1B_2021_csv.zip",),
        2021,
        Text(fr="population par année d’âge", en="population by single year of age"),
        "https://www.insee.fr/fr/statistiques/8202264?sommaire=8202287",
    ),
    Download(
        "base-cc-filosofi-2021-geo2025_csv.zip",
        (f"{INSEE}7756729/base-cc-filosofi-2021-geo2025_csv.zip", f"{INSEE}7756729/base-cc-filosofi-2021-geo2024_csv.zip"),
        2021,
        Text(fr="niveaux de vie et pauvreté", en="standards of living and poverty"),
        "https://www.insee.fr/fr/statistiques/7756729",
    ),
    Download(
        "table-appartenance-geo-communes-2025.zip",
        (f"{INSEE}7671844/table-appartenance-geo-communes-2025.zip",),
        2025,
        Text(fr="communes, intercommunalités et unités urbaines", en="communes, intercommunalities and urban units"),
        "https://www.insee.fr/fr/information/7671844",
    ),
    Download(
        "epci_au_01-01-2025.zip",
        (f"{INSEE}2510634/epci_au_01-01-2025.zip",),
        2025,
        Text(fr="intercommunalités et leurs communes", en="intercommunalities and their communes"),
        "https://www.insee.fr/fr/information/2510634",
    ),
)


def fetch(folder: Path, files: Sequence[Download] = FILES, progress: Progress | None = None) -> tuple[Fetched, ...]:
    """Bring the files that the folder does not have yet.

    Args:
        folder: made if it does not exist.
        progress: called at each piece received.
    Returns:
        tuple[Fetched]: one per file, in order. No exception for the network: `status` says what happened. Once the host
        cannot be reached at all, the files that follow are not tried.
    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Fetched] = []
    silent = ""
    with requests.Session() as session:
        session.headers["User-Agent"] = AGENT
        for each in files:
            target = folder / each.name
            if target.is_file() and whole(target):
                found.append(Fetched(each, "present", target.stat().st_size))
            elif silent:
                found.append(Fetched(each, "unreachable", detail=silent))
            else:
                got = _bring(session, each, target, progress)
                silent = got.detail if got.status == "unreachable" and not got.size else ""
                found.append(got)
    return tuple(found)


def whole(path: Path, name: str = "") -> bool:
    """Whether a file is what its name says: a zip or a workbook opens and every part of it checks, another is not empty.

    Args:
        name: the name it will have, when it does not bear it yet.
    """
    if not (name or path.name).lower().endswith((".zip", ".xlsx")):
        return path.stat().st_size > 0
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return False


def _bring(session: requests.Session, each: Download, target: Path, progress: Progress | None) -> Fetched:
    answer = Fetched(each, "absent")
    for address in each.addresses:
        answer = _one(session, each, address, target, progress)
        if answer.status != "absent":
            break
    return answer


def _one(session: requests.Session, each: Download, address: str, target: Path, progress: Progress | None, again: bool = True) -> Fetched:
    part = target.with_name(target.name + ".part")
    have = part.stat().st_size if part.is_file() else 0
    # Compression in transit would make the sizes, and a resumed file, mean nothing.
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    try:
        with session.get(address, headers=headers, stream=True, timeout=TIMEOUT) as response:
            if response.status_code == 416 and again:  # what is at hand is longer than the file: it has changed
                part.unlink()
                return _one(session, each, address, target, progress, again=False)
            if response.status_code in (404, 410):
                return Fetched(each, "absent", detail=f"HTTP {response.status_code}")
            if response.status_code not in (200, 206):
                return Fetched(each, "refused", have, f"HTTP {response.status_code}")
            if response.status_code == 200:
                have = 0  # the host does not resume
            total = _total(response, have)
            with part.open("ab" if have else "wb") as stream:
                for piece in response.iter_content(CHUNK):
                    stream.write(piece)
                    have += len(piece)
                    if progress:
                        progress(each.name, have, total)
    except requests.RequestException as error:
        size = part.stat().st_size if part.is_file() else 0
        return Fetched(each, "unreachable", size, _reason(error))
    if total is not None and have < total:
        return Fetched(each, "unreachable", have, f"{have} / {total}")
    if not whole(part, target.name):
        part.unlink()  # kept, it would be resumed for ever
        return Fetched(each, "damaged", have, response.headers.get("Content-Type", "")[:60])
    part.replace(target)
    return Fetched(each, "done", have)


def _total(response: requests.Response, have: int) -> int | None:
    """Bytes of the whole file, when the host says."""
    length = response.headers.get("Content-Length", "")
    return have + int(length) if length.isdecimal() else None


def _reason(error: requests.RequestException) -> str:
    """What went wrong in two words: the whole message of the library holds addresses and objects."""
    if isinstance(error, requests.Timeout):
        return "timeout"
    if isinstance(error, requests.exceptions.SSLError):
        return "TLS"
    if isinstance(error, requests.exceptions.ProxyError):
        return "proxy"
    return "connection"
