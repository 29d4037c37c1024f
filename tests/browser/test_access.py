"""Real servers, and what messages made by hand, traces of a proxy, passwords and accounts get out of them."""

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from crm_core import passwords, shares
from crm_core.database import open_database
from crm_core.shares import Wish
from tests.browser.conftest import ROOT, _free_port, _wait_for
from tests.pages.one_page import finish
from tests.shop import Shop

pytestmark = pytest.mark.browser

SECRET = "Bobsecret"
DEMO = "Nobody has set up yet who may come in from elsewhere"
PASSWORD = "open sesame"
# Of the provider's accounts by what they may: the words that the page must show.
ACCOUNTS = {
    "boss@shop.example": "· Owner", "amy@team.example": "· Editor", "vic@other.example": "· Viewer",
    "eve@evil.example": "but have no role here", "doubtful@team.example": "but have no role here",
}  # fmt: skip


def build(folder: Path) -> dict[str, str]:
    """An own shop with a secret name, a small demo shop, and tokens: masked, expired, behind a password."""
    for name, customer, demo in (("shop", SECRET, "no"), ("shop-demo", "Demo Dee", "yes")):
        shop = Shop(str(folder / f"{name}.duckdb"))
        shop.customer("bob", name=customer, email=f"{customer}@x.org")
        for month in range(1, 7):
            shop.order("bob", f"2024-0{month}-15", 100)
        finish(shop.build())
        with open_database(folder / f"{name}.duckdb") as again:
            again.execute("update meta set value = $demo where key = 'demo'", {"demo": demo})
    with open_database(folder / "shop.duckdb") as own:
        return {
            "masked": shares.make(own, Wish(), "", datetime.now()),
            "tiers": shares.make(own, Wish(page="tiers"), "", datetime.now()),
            "expired": shares.make(own, Wish(days=1), "", datetime(2020, 1, 1)),
        }


@contextmanager
def served(folder: Path, main: str, port: int, *options: str):
    command = [sys.executable, "-m", "streamlit", "run", main, "--server.port", str(port)]
    environment = os.environ | {"CRM_DB": str(folder / "shop.duckdb"), "CRM_UPLOADS": str(folder / "uploads")}
    with (folder / "log.txt").open("w") as log:
        arguments = [*command, "--server.address", "127.0.0.1", *options]
        server = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}", server)
            yield port
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module", params=["asgi.py", "app.py"])
def server(request, tmp_path_factory):
    """A dashboard that nobody has configured: (main file, port, tokens)."""
    folder = tmp_path_factory.mktemp("open")
    tokens = build(folder)
    with served(folder, request.param, _free_port()) as port:
        yield request.param, port, tokens


# ---- messages made by hand
@contextmanager
def speaking(port, host=None, origin=None, **headers):
    """A WebSocket to the server, under any name, from any page, with any headers."""
    named = host or f"127.0.0.1:{port}"
    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        connect(
            f"ws://{named}/_stcore/stream", sock=line, origin=origin, additional_headers=headers, proxy=None,
            subprotocols=["streamlit"], max_size=None, compression=None,
        ) as opened,
    ):  # fmt: skip
        yield opened


def rerun(opened, page: str = "", query: str = "", widgets: dict[str, bool] | None = None) -> str:
    """Ask for a run of a page by its hash, and return all that is sent, as text."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = calc_hash(page) if page else ""
    for name in widgets or {}:
        message.rerun_script.widget_states.widgets.add(id=name, trigger_value=True)
    opened.send(message.SerializeToString())
    return heard(opened)


def heard(opened) -> str:
    told = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(opened.recv(timeout=60))
        told.append(str(message))
        is_over = message.WhichOneof("type") == "script_finished"
        if is_over and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return "\n".join(told)


def here(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def test_at_this_machine_the_own_shop_is_shown_unasked(server):
    _, port, _ = server
    with speaking(port, origin=here(port)) as opened:
        assert SECRET in rerun(opened, "customers")
    with speaking(port, host=f"localhost:{port}", origin=f"http://localhost:{port}") as opened:
        assert SECRET in rerun(opened, "customers")


FROM_ELSEWHERE = {
    "another host": {"host": "evil.example", "origin": "http://evil.example"},
    "a name that leads here": {"host": "127.0.0.1.nip.io", "origin": "http://127.0.0.1.nip.io"},
    "no origin": {},
    "origin null": {"origin": "null"},
    "another page's origin": {"origin": "http://evil.example"},
    "x-forwarded-for": {"X-Forwarded-For": "192.0.2.7"},
    "x-forwarded-for, as if local": {"x-forwarded-for": "127.0.0.1"},
    "forwarded": {"Forwarded": "for=192.0.2.7"},
    "x-real-ip": {"X-Real-IP": "192.0.2.7"},
    "via": {"Via": "1.1 proxy"},
}


@pytest.mark.parametrize("how", FROM_ELSEWHERE)
def test_from_elsewhere_it_is_the_demo_shop_or_nothing(server, how):
    main, port, _ = server
    given = dict(FROM_ELSEWHERE[how])
    if "origin" not in given and how != "no origin":
        given["origin"] = here(port)
    if main == "asgi.py" and how in ("another page's origin", "origin null"):
        with pytest.raises(InvalidStatus, match="403"), speaking(port, **given):
            pytest.fail("let in")
        return
    with speaking(port, **given) as opened:
        told = "".join(rerun(opened, page) for page in ("", "customers", "data", "settings"))
    assert SECRET not in told
    assert DEMO in told
    assert "file_uploader" not in told


def test_a_reader_who_asks_for_another_page_gets_the_first(server):
    _, port, tokens = server
    told = []
    with speaking(port, origin=here(port)) as opened:
        for page in ("data", "settings", "sharing", "who_is_who", "quality", "nowhere", ""):
            told.append(rerun(opened, page, f"share={tokens['masked']}", {"$$ID-made-by-hand-share_make": True}))
        told.append(rerun(opened, "settings"))  # the token is gone from the address, the session stays the reader's
    for heard_of in told:
        assert SECRET not in heard_of
        assert "file_uploader" not in heard_of
        assert "Names are hidden." in heard_of
        assert 'url_pathname: "settings"' not in heard_of


def test_a_link_to_one_page_leads_to_no_other(server):
    _, port, tokens = server
    with speaking(port, origin=here(port)) as opened:
        for page in ("customers", "overview", "data"):
            told = rerun(opened, page, f"share={tokens['tiers']}&customer=1")
            assert 'body: "Tiers"' in told
            assert SECRET not in told


@pytest.mark.parametrize("token", ["expired", "never made"])
def test_a_link_that_is_over_shows_nothing(server, token):
    _, port, tokens = server
    with speaking(port, origin=here(port)) as opened:
        told = rerun(opened, "customers", f"share={tokens.get(token, 'x' * 32)}")
    assert "This link does not lead anywhere" in told
    assert SECRET not in told


def test_a_visitor_cannot_clear_the_caches_of_all(server):
    _, port, _ = server
    with speaking(port, host="evil.example", origin="http://evil.example") as opened:
        opened.send(BackMsg(clear_cache=True).SerializeToString())
        assert DEMO in rerun(opened)
    with speaking(port, origin=here(port)) as opened:
        assert SECRET in rerun(opened, "customers")


def status(port: int, method: str, path: str, body: bytes = b"") -> int:
    lines = (
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall("\r\n".join((*lines, "", "")).encode() + body)
        return int(line.recv(64).split()[1])


def test_a_reader_cannot_send_a_file(server):
    main, port, tokens = server
    if main == "app.py":
        pytest.skip("only asgi.py looks before a file is taken; without it the file is held in memory and never read")
    with speaking(port, origin=here(port)) as opened:
        told = rerun(opened, "data", f"share={tokens['masked']}")
        session = told.split('session_id: "', 1)[1].split('"')[0]
        assert status(port, "PUT", f"/_stcore/upload_file/{session}/made-by-hand", b"a,b") == 403
        assert status(port, "DELETE", f"/_stcore/upload_file/{session}/made-by-hand") == 403
    assert status(port, "PUT", "/_stcore/upload_file/nobody/x", b"a,b") == 403
    assert status(port, "GET", "/_stcore/metrics") == 404


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
            provider.wait(20)


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
    """Open an address in a browser of its own."""
    contexts = []

    def open_window(address):
        contexts.append(chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 1000}))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_has_the_role_that_the_secrets_file_gives(guarded, window, account):
    page = window(guarded[0] + "/customers")
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
    page = window(guarded[0])
    enter(page, "wrong guess")
    expect(page.get_by_text("This is not the password.")).to_be_visible()
    enter(page, PASSWORD)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    for _ in range(5):
        enter(page, "wrong guess")
        expect(page.get_by_text("This is not the password.")).to_be_visible()
    enter(page, PASSWORD)
    expect(page.get_by_text("Too many wrong passwords.")).to_be_visible()


def enter(page, password):
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
