"""Sign-in in a real browser: by the accounts of an identity provider, and by the owner's password."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from crm_core import passwords
from pages.parts import visitors
from tests.browser.conftest import Runs, _free_port, _wait_for, wait_for_cookie
from tests.browser.servers import build, here, served

pytestmark = pytest.mark.browser

PASSWORD = "open sesame"
# Of the provider's accounts by what they may: the words that the page must show.
ACCOUNTS = {
    "boss@shop.example": "· Owner", "amy@team.example": "· Editor", "vic@other.example": "· Viewer",
    "eve@evil.example": "but have no role here", "doubtful@team.example": "but have no role here",
}  # fmt: skip


# ---- sign-in
@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A dashboard with an identity provider, roles and an owner's password: (address, secrets file)."""
    folder, port, identity = tmp_path_factory.mktemp("guarded"), _free_port(), _free_port()
    build(folder)
    secrets = folder / "secrets.toml"
    secrets.write_text(secrets_file(port, identity, PASSWORD), "utf-8")
    with provided(folder, identity), served(folder, "asgi.py", port, "--secrets.files", str(secrets)):
        yield here(port), secrets


@contextmanager
def provided(folder: Path, port: int):
    """An identity provider with these accounts; not in this process, where every warning is an error."""
    claims = [{"sub": name, "email": name, "email_verified": name != "doubtful@team.example"} for name in ACCOUNTS]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for one in claims:
        command += ["--user-claims", json.dumps(one)]
    with (folder / "provider.txt").open("w") as log:
        provider = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration?", provider)
            yield
        finally:
            provider.terminate()
            provider.wait(90)


def secrets_file(port: int, identity: int, password: str) -> str:
    return f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{"x" * 40}"
client_id = "dashboard"
client_secret = "secret"
server_metadata_url = "http://127.0.0.1:{identity}/.well-known/openid-configuration"

[access]
owners = ["boss@shop.example"]
editors = ["@team.example"]
viewers = ["vic@other.example"]
owner_password = "{passwords.hashed(password)}"
"""


@pytest.fixture
def window(chromium):
    """Open an address in a browser of its own: window(address) → (page, its runs)."""
    contexts = []

    def open_window(address):
        contexts.append(chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 1000}))
        page = contexts[-1].new_page()
        page.set_default_timeout(90_000)
        runs = Runs(page)
        page.goto(address)
        return page, runs

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_has_the_role_that_the_secrets_file_gives(guarded, window, account):
    page, _ = window(guarded[0] + "/customers")
    page.get_by_role("button", name="Sign in with your account").click()
    page.get_by_role("button", name=account).click()
    expect(page.get_by_text(ACCOUNTS[account])).to_be_visible()
    if ACCOUNTS[account].startswith("·"):
        page.goto(guarded[0] + "/customers")
        expect(page.get_by_role("heading", name="Customers", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Settings")).to_have_count(int(ACCOUNTS[account] != "· Viewer"))
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()  # the provider's own question
    expect(page.get_by_role("button", name="Sign in with your account")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Sign in with your account")).to_be_visible()


def test_the_owners_password_stays_until_sign_out_and_is_throttled(guarded, window):
    page, runs = window(guarded[0])
    enter(page, runs, "wrong guess")
    expect(page.get_by_text("This is not the password.")).to_be_visible()
    enter(page, runs, PASSWORD)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    wait_for_cookie(page, visitors.COOKIE)
    page.reload()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    for _ in range(5):
        enter(page, runs, "wrong guess")
        expect(page.get_by_text("This is not the password.")).to_be_visible()
    enter(page, runs, PASSWORD)
    expect(page.get_by_text("Too many wrong passwords.")).to_be_visible()


def enter(page, runs, password):
    """Send a password and wait for the answer: a guess sent into the run of the one before would not count."""
    page.get_by_label("Password", exact=True).fill(password)
    with runs.one_more():
        page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
