"""A download goes on where it was cut, keeps nothing that does not open, and says plainly that the host refuses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from catalog.console import NO, Parser, language
from catalog.facts import Text
from planner import fetch as module
from planner import places_cli
from planner.fetch import FILES, Download, fetch


def archive(size: int = 300_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:  # stored: the zip is as long as what it holds
        file.writestr("base.CSV", b"CODGEO;P20_POP\n" * (size // 15))
    return out.getvalue()


CONTENT = archive()


class Host(BaseHTTPRequestHandler):
    """A site that cuts /cut once, refuses /refused, knows no /absent, and answers a page for /page."""

    asked: list[tuple[str, str]] = []
    cuts = 0
    resumes = True

    def do_GET(self) -> None:
        start = self.headers.get("Range", "")
        Host.asked.append((self.path, start))
        if self.path.startswith("/refused"):
            self.send_error(403)
        elif self.path.startswith("/absent"):
            self.send_error(404)
        elif self.path.startswith("/page"):
            self.answer(b"<html>maintenance</html>", 0)
        else:
            self.answer(CONTENT, int(start[6:-1]) if start and Host.resumes else 0, cut=self.path.startswith("/cut") and Host.cuts > 0)

    def answer(self, content: bytes, start: int, cut: bool = False) -> None:
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if cut:
            Host.cuts -= 1
            self.wfile.write(content[start : start + 100_000])
            self.wfile.flush()
            self.connection.close()
        else:
            self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    Host.asked, Host.cuts, Host.resumes = [], 0, True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def wanted(*addresses: str, name: str = "base_2020.zip") -> Download:
    return Download(name, addresses, 2020, Text(fr="population", en="population"), "https://www.insee.fr/fr/statistiques/1", 0.3)


def test_a_file_comes_whole_and_is_not_asked_for_again(host: str, tmp_path: Path) -> None:
    seen: list[int] = []
    (first,) = fetch(tmp_path / "new", [wanted(f"{host}/base")], lambda _name, have, _total: seen.append(have))
    assert (first.status, first.size) == ("done", len(CONTENT))
    assert (tmp_path / "new" / "base_2020.zip").read_bytes() == CONTENT and seen[-1] == len(CONTENT)
    (again,) = fetch(tmp_path / "new", [wanted(f"{host}/base")])
    assert again.status == "present" and len(Host.asked) == 1


@pytest.mark.parametrize("resumes", [True, False], ids=["the host resumes", "the host starts again"])
def test_a_download_that_was_cut_ends_whole(host: str, tmp_path: Path, resumes: bool) -> None:
    Host.cuts, Host.resumes = 1, resumes
    (cut,) = fetch(tmp_path, [wanted(f"{host}/cut")])
    part = tmp_path / "base_2020.zip.part"
    assert cut.status == "unreachable" and 0 < part.stat().st_size < len(CONTENT)
    assert not (tmp_path / "base_2020.zip").exists()
    at = part.stat().st_size
    (done,) = fetch(tmp_path, [wanted(f"{host}/cut")])
    assert Host.asked[-1] == ("/cut", f"bytes={at}-")
    assert done.status == "done" and (tmp_path / "base_2020.zip").read_bytes() == CONTENT and not part.exists()


def test_a_part_longer_than_the_file_is_begun_again(host: str, tmp_path: Path) -> None:
    (tmp_path / "base_2020.zip.part").write_bytes(b"x" * (len(CONTENT) + 1))
    (done,) = fetch(tmp_path, [wanted(f"{host}/base")])
    assert done.status == "done" and (tmp_path / "base_2020.zip").read_bytes() == CONTENT


def test_a_part_of_another_file_does_not_pass_for_the_file(host: str, tmp_path: Path) -> None:
    (tmp_path / "base_2020.zip.part").write_bytes(b"x" * 1000)
    (damaged,) = fetch(tmp_path, [wanted(f"{host}/base")])
    assert damaged.status == "damaged" and list(tmp_path.iterdir()) == []
    (done,) = fetch(tmp_path, [wanted(f"{host}/base")])
    assert done.status == "done"


def test_what_the_host_answers_is_told_apart(host: str, tmp_path: Path) -> None:
    found = fetch(
        tmp_path,
        [
            wanted(f"{host}/refused", name="a.zip"),
            wanted(f"{host}/absent", name="b.zip"),
            wanted(f"{host}/absent", f"{host}/base", name="c.zip"),
            wanted(f"{host}/page", name="d.zip"),
        ],
    )
    assert [each.status for each in found] == ["refused", "absent", "done", "damaged"]
    assert found[0].detail == "HTTP 403"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.zip"]


def test_a_host_that_does_not_answer_is_not_asked_for_every_file(tmp_path: Path) -> None:
    closed = "http://127.0.0.1:9/"  # nobody listens on the discard port
    found = fetch(tmp_path, [wanted(closed + name, name=name) for name in ("a.zip", "b.zip")])
    assert [each.status for each in found] == ["unreachable", "unreachable"]


def run(files: tuple[Download, ...], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    parser = Parser()
    parser.add_argument("--json", action="store_true")
    language(parser)
    places_cli.arguments(parser)
    monkeypatch.setattr(module, "FILES", files)
    return places_cli.run(parser.parse_args(arguments))


def test_the_command_lists_the_pages_to_download_by_hand(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = (wanted(f"{host}/refused", name="a.zip"), wanted(f"{host}/base", name="b.zip"))
    assert run(files, monkeypatch, "fetch", str(tmp_path)) == NO
    out, err = capsys.readouterr()
    assert "a.zip" in out and "l’hôte refuse (HTTP 403)" in out and "téléchargé" in out
    assert "L’hôte refuse ce téléchargement." in err and "a.zip  https://www.insee.fr/fr/statistiques/1" in err
    assert "b.zip  https" not in err
    assert run(files[1:], monkeypatch, "fetch", str(tmp_path), "--lang", "en") == 0
    assert "already here" in capsys.readouterr().out


def test_the_command_says_that_there_is_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run((wanted("http://127.0.0.1:9/a"),), monkeypatch, "fetch", str(tmp_path), "--json") == NO
    out, err = capsys.readouterr()
    assert '"status": "unreachable"' in out
    assert "pas de réseau" in err and "Traceback" not in err


def test_every_address_is_insees_and_names_a_zip() -> None:
    assert len({each.name for each in FILES}) == len(FILES)
    for each in FILES:
        assert each.name.endswith(".zip") and all(address.startswith("https://www.insee.fr/") for address in (*each.addresses, each.page))
