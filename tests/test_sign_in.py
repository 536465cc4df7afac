"""Sign-in: nothing of it when it is off; when it is required, nothing but the door until the organisation knows who comes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from catalog.words import LANGUAGES, Lang, translator
from views import sign_in

ROOT = Path(__file__).resolve().parent.parent
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "a secret of more than fourteen bytes",
    "client_id": "maillage",
    "client_secret": "of the provider",
    "server_metadata_url": "http://localhost:1/.well-known/openid-configuration",
}
ANNE = {"is_logged_in": True, "email": "anne@ville.example", "email_verified": True}


def site() -> None:
    import streamlit as st

    from views import sign_in

    sign_in.gate()
    st.write("behind the door")


def visit(auth: bool = True, **ask: str) -> AppTest:
    test = AppTest.from_function(site)
    test.secrets["other"] = "x"
    if auth:
        test.secrets["auth"] = AUTH
    test.query_params.update(ask)
    test.run()
    assert [error.message for error in test.exception] == []
    return test


def inside(test: AppTest) -> bool:
    return "behind the door" in [one.value for one in test.markdown]


@pytest.fixture
def required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_SIGN_IN", "required")
    monkeypatch.delenv("MAILLAGE_SIGN_IN_DOMAINS", raising=False)


@pytest.mark.parametrize("value", [None, "", "no", "off"])
def test_off_everybody_enters_and_nothing_is_shown(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILLAGE_SIGN_IN", raising=False)
    if value is not None:
        monkeypatch.setenv("MAILLAGE_SIGN_IN", value)
    test = visit()
    assert inside(test)
    assert len(test.main) == 1 and not test.button and not test.title


def test_off_neither_the_exchange_nor_the_network_is_loaded() -> None:
    code = (
        "import os, sys; os.environ.pop('MAILLAGE_SIGN_IN', None)\n"
        "from views import sign_in; sign_in.gate()\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('authlib', 'httpx', 'joserfc')])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert out.stdout.strip() == "[]", out.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_required_shows_one_button_and_no_page_and_says_what_becomes_of_a_name(required: None, lang: Lang) -> None:
    test = visit(lang=lang)
    assert not inside(test)
    assert [button.label for button in test.button] == [translator(lang)("Sign in")]
    kept = "Your name and address are used to open the door only: they are not kept here and do not appear in any plan."
    assert [one.value for one in test.caption] == [translator(lang)(kept)]
    assert len(test.title) == 1


def test_who_comes_by_the_link_of_a_plan_is_told_to_open_it_again(required: None) -> None:
    assert not any("link of a plan" in one.value for one in visit(lang="en").caption)
    assert any("link of a plan" in one.value for one in visit(lang="en", plan="some-token").caption)


def test_required_but_not_set_up_stays_closed(required: None) -> None:
    test = visit(auth=False)
    assert not inside(test)
    assert len(test.error) == 1 and not test.button


def test_who_has_signed_in_enters_and_can_leave(required: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "user", ANNE)
    test = visit(lang="en")
    assert inside(test)
    assert [button.label for button in test.sidebar.button] == ["Sign out"]


def test_who_is_of_another_domain_stays_outside(required: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_SIGN_IN_DOMAINS", "ville.example, @metropole.example")
    monkeypatch.setattr(st, "user", ANNE)
    assert inside(visit())
    monkeypatch.setattr(st, "user", {**ANNE, "email": "anne@elsewhere.example"})
    test = visit(lang="en")
    assert not inside(test)
    assert len(test.error) == 1 and [button.label for button in test.button] == ["Sign out"]


def test_what_the_provider_said_ends_when_it_said_it_would(required: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "user", {**ANNE, "exp": time.time() + 60})
    assert inside(visit())
    monkeypatch.setattr(st, "user", {**ANNE, "exp": time.time() - 60})
    left: list[bool] = []
    monkeypatch.setattr(st, "logout", lambda: left.append(True))
    assert not inside(visit())
    assert left == [True]


@pytest.mark.parametrize(
    ("email", "verified", "enters"),
    [
        ("anne@ville.example", True, True),
        ("Anne@Ville.EXAMPLE", None, True),
        ("anne@ville.example", False, False),  # the provider does not vouch for it
        ("anne@sub.ville.example", True, False),
        ("anne@notville.example", True, False),
        ("anne@ville.example@elsewhere.example", True, False),
        ("@ville.example", True, False),
        ("ville.example", True, False),
        ("", True, False),
        (None, True, False),
    ],
)
def test_a_domain_is_compared_whole(email: str | None, verified: bool | None, enters: bool) -> None:
    assert sign_in.allowed({"email": email, "email_verified": verified}, frozenset({"ville.example"})) is enters
