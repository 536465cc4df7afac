"""What containers are made from: nothing runs as root, nothing is written where it should not be, no secret has a default.

No image is built here (that needs Docker and a registry); these are the rules that can be read in the files. What the image
holds is started in test_image.py.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser.server import ROOT

from .dockerfile import copied, instructions, last_stage
from .topology import HELD, NO_NGINX, TEMPLATE, filled, nginx

COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]


def test_images_are_named_by_name_and_version_only() -> None:
    images = [rest.split()[0] for name, rest in instructions() if name == "FROM"] + [service["image"] for service in SERVICES.values()]
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d[\w.-]*", image), image  # no registry's address, no "latest"


def test_the_image_does_not_run_as_root_and_says_whether_it_is_well() -> None:
    stage = last_stage()
    names = [name for name, _rest in stage]
    assert ("USER", "maillage") in stage
    assert "root" not in [rest for name, rest in stage if name == "USER"]
    assert names.index("USER") > max(at for at, name in enumerate(names) if name in ("RUN", "COPY"))  # nothing of ours is theirs to change
    assert "_stcore/health" in next(rest for name, rest in stage if name == "HEALTHCHECK")
    assert all(rest.startswith("[") for name, rest in stage if name == "CMD")  # signals reach the server, not a shell


def test_what_is_copied_is_there_is_let_in_and_is_no_tool_of_ours() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    every = copied(instructions())
    for one in every:
        assert (ROOT / one).exists(), one
        assert any(one == allowed or one.startswith(f"{allowed}/") for allowed in let_in), one
    assert not every & {".", "tests", "docs", ".streamlit", ".git", "requirements-dev.txt"}
    assert ".streamlit/secrets.toml" in ignored


def test_every_part_of_the_program_is_in_the_image() -> None:
    assert copied(last_stage()) >= {
        "app.py",
        "catalog",
        "planner",
        "views",
        "data",
        "locale",
        "static",
        "examples",
        ".streamlit/config.toml",
    }


def test_versions_are_pinned() -> None:
    lines = [
        line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if line and not line.lstrip().startswith("#")
    ]
    assert lines and all("==" in line or line == "./views/graph_component" for line in lines)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and not service.get("privileged")
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert any(mount.startswith("/tmp") for mount in service["tmpfs"])
    assert {"mem_limit", "pids_limit"} <= service.keys()
    assert "build" in service or not str(service["user"]).startswith(("0", "root"))
    assert "build" in service or "healthcheck" in service  # the app's is in its image


def test_only_nginx_is_reached_and_only_from_this_machine_unless_said_otherwise() -> None:
    open_ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert open_ports == {"proxy": ["${MAILLAGE_BIND:-127.0.0.1}:${MAILLAGE_PORT:-8080}:8080"]}
    assert yaml.safe_load(COMPOSE)["networks"]["inside"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]


def test_both_app_servers_are_the_same_but_for_their_address() -> None:
    one, two = ({key: value for key, value in SERVICES[name].items() if key != "networks"} for name in ("one", "two"))
    assert one == two
    for name in ("one", "two"):
        address = SERVICES[name]["networks"]["inside"]["ipv4_address"]
        assert SERVICES["proxy"]["environment"][f"MAILLAGE_{name.upper()}"] == f"{address}:8501"


def test_no_secret_has_a_value_or_a_default() -> None:
    for secret in ("POSTGRES_PASSWORD", "MAILLAGE_COOKIE_SECRET"):
        places = re.findall(rf"\$\{{{secret}(.*?)}}", COMPOSE)
        assert places and all(place.startswith(":?") for place in places), secret
    example = dict(
        line.split("=", 1) for line in (ROOT / "deploy" / "env.example").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"
    )
    assert example["POSTGRES_PASSWORD"] == example["MAILLAGE_COOKIE_SECRET"] == ""
    assert ".env" in (ROOT / "deploy" / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_compose_fills_every_place_of_the_configuration_and_no_variable_of_nginx_s() -> None:
    proxy = SERVICES["proxy"]
    places = set(HELD.findall(TEMPLATE.read_text(encoding="utf-8")))
    assert places == proxy["environment"].keys()
    assert set(re.findall(r"\$\$(MAILLAGE_\w+)", re.search(r"envsubst '(.*?)'", proxy["command"][2])[1])) == places  # type: ignore[index]


def test_nginx_reads_the_configuration(tmp_path: Path) -> None:
    path = nginx()
    if path is None:
        pytest.skip(NO_NGINX)
    text = filled({
        "MAILLAGE_LISTEN": "8080", "MAILLAGE_ONE": "10.203.7.11:8501", "MAILLAGE_TWO": "10.203.7.12:8501", "MAILLAGE_RUN": str(tmp_path)
    })  # fmt: skip
    (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
    out = subprocess.run([path, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, timeout=30)
    assert out.returncode == 0, out.stderr
    assert "warn" not in out.stderr
