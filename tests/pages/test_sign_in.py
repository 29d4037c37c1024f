"""A secrets file: who comes in by an account or by the password, and that no mistake in it opens the door."""

import pytest
import streamlit as st

from pages.parts import visitors
from tests.pages.visits import PASSWORD, again, come, enter, everything, names_in, title, two_shops


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield from two_shops(tmp_path, monkeypatch)


# ---- a secrets file
@pytest.mark.parametrize(
    "written",
    [{"auth": {}}, {"access": {}}, {"access": {"viewers": ["@x.org"]}}, {"access": {"owner_password": PASSWORD}}],
)
def test_with_access_configured_nobody_comes_in_unasked(folder, monkeypatch, written):
    monkeypatch.setattr(visitors, "_secrets", lambda: written)
    app = come("customers")
    assert names_in(app) == []
    assert "Sign in" in everything(app)
    assert not app.title


def test_a_secrets_file_that_is_not_understood_lets_nobody_in(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"viewer": ["@x.org"]}})
    app = come("customers")
    assert names_in(app) == []
    assert any("viewer" in error.value for error in app.error)


def test_a_secrets_file_that_cannot_be_read_lets_nobody_in(folder, monkeypatch, tmp_path):
    path = tmp_path / "secrets.toml"
    path.write_text("[access\n", "utf-8")
    monkeypatch.setattr(st.secrets, "load_if_toml_exists", lambda: False)
    monkeypatch.setattr(st, "get_option", lambda name: [str(path)] if name == "secrets.files" else None)
    app = come("customers")
    assert names_in(app) == []
    assert any("cannot be read" in error.value for error in app.error)


def test_the_owner_signs_in_with_the_password_and_out(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": PASSWORD}})
    app = come()
    enter(app, "wrong guess")
    assert app.error[0].value == "This is not the password."
    enter(app, PASSWORD)
    assert "Bobsecret" in everything(again(app, "customers"))
    next(button for button in app.sidebar.button if button.label == "Sign out").click().run()
    assert "Sign in" in everything(app)
    enter(app, PASSWORD)  # and in again: the browser is told to keep it, not to forget it
    assert visitors_token(app)


def test_another_password_signs_out(folder, monkeypatch):
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": PASSWORD}})
    app = enter(come(), PASSWORD)
    assert title(app)
    monkeypatch.setattr(visitors, "_secrets", lambda: {"access": {"owner_password": "another one"}})
    assert names_in(again(app, "customers")) == []


def visitors_token(app) -> str:
    return "" if "signed_out" in app.session_state else app.session_state["signed_in"]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "a@x.org"}, "editor"),
        ({"email": "a@x.org", "email_verified": True}, "editor"),
        ({"email": "a@x.org", "email_verified": "true"}, "editor"),
        ({"email": "a@x.org", "email_verified": False}, "nobody"),
        ({"email": "a@x.org", "email_verified": "false"}, "nobody"),
        ({"email": "a@x.org", "email_verified": None}, "nobody"),
        ({"email": "a@notx.org"}, "nobody"),
        ({"name": "a@x.org"}, "nobody"),
        ({"email": "a@x.org", "is_logged_in": False}, "nobody"),
    ],
)
def test_the_role_of_who_signs_in_with_an_account(folder, monkeypatch, claims, role):
    class User:
        def to_dict(self):
            return {"is_logged_in": True} | claims

    class Context:
        cookies: dict[str, str] = {}  # noqa: RUF012

    monkeypatch.setattr(visitors, "_secrets", lambda: {"auth": {}, "access": {"editors": ["@x.org"]}})
    monkeypatch.setattr(st, "user", User())
    monkeypatch.setattr(st, "context", Context())
    assert visitors._signed_in().role == role
