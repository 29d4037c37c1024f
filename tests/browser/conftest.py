"""A dashboard of its own for the browser tests, and a real Chromium to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from crm_core import starting
from crm_core.database import open_database
from tests.built import digest, open_or_build

ROOT = Path(__file__).parents[2]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync"]
expect.set_options(timeout=90_000)


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium; without one the tests are skipped, but in CI they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium to run the browser tests in")
        pytest.skip("there is no Chromium to run the browser tests in")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(360):
        try:
            with urllib.request.urlopen(address + "/_stcore/health", timeout=2):
                return
        except OSError:
            assert server.poll() is None, "the dashboard stopped while starting"
            time.sleep(0.5)
    raise AssertionError("the dashboard did not start")


@contextmanager
def running(folder):
    """A dashboard on an empty database in this folder; gives its address."""
    address = f"http://127.0.0.1:{(port := _free_port())}"
    command = [sys.executable, "-m", "streamlit", "run", "asgi.py", "--server.port", str(port)]
    environment = os.environ | {"CRM_DB": str(folder / "crm.duckdb"), "CRM_UPLOADS": str(folder / "uploads")}
    with (folder / "log.txt").open("w") as log:
        options = ["--server.address", "127.0.0.1"]
        server = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(90)


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory):
    """The demo shop's database, built once for all dashboards: they would each build the same."""
    path = tmp_path_factory.mktemp("demo") / "crm-demo.duckdb"

    def build():
        connection = open_database(path)
        starting.prepare_demo(connection)
        return connection

    open_or_build(path, digest(*sorted(starting.DEMO_FOLDER.glob("*.csv"))), build).close()
    return path


@pytest.fixture
def dashboard(tmp_path, demo_shop):
    """The address of a dashboard without data of its own, of this test alone."""
    shutil.copy(demo_shop, tmp_path)
    with running(tmp_path) as address:
        yield address


@pytest.fixture
def visit(chromium, dashboard):
    """Open the dashboard as a visitor: visit(locale, width, theme) → (page, addresses asked for elsewhere)."""
    contexts = []

    def open_page(locale="en-US", width=1440, theme="light"):
        context = chromium.new_context(
            locale=locale, viewport={"width": width, "height": 1000}, color_scheme=theme, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(90_000)
        elsewhere = []
        page.on("request", lambda request: None if is_ours(request.url, dashboard) else elsewhere.append(request.url))
        page.goto(dashboard)
        return page, elsewhere

    yield open_page
    for context in contexts:
        context.close()


def wait_for_cookie(page, name, value=None):
    """Wait until the browser keeps this cookie; scripts of a page set theirs a moment after the page is there."""
    for _ in range(300):
        kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        if kept.get(name) == value if value is not None else name in kept:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the browser keeps {sorted(kept)}, not {name}")


class Runs:
    """Counts the runs of a page's script that have ended; to be made before the page is opened."""

    def __init__(self, page):
        self.page, self.ended = page, 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, payload):
        message = ForwardMsg()
        message.ParseFromString(payload)
        is_over = message.WhichOneof("type") == "script_finished"
        self.ended += is_over and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    @contextmanager
    def one_more(self):
        """What is done inside makes the script run; leave when that run has ended."""
        before = self.ended
        yield
        for _ in range(900):
            if self.ended > before:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("the script did not run")


def is_ours(url: str, dashboard: str) -> bool:
    return url.startswith((dashboard, dashboard.replace("http", "ws", 1), "data:", "blob:", "about:"))
