"""What somebody with a real Chromium waits for: the first look at the Overview, and from a file to its first chart."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks import server
from benchmarks.server import Server

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync"]
MILLISECONDS_AT_MOST = 900_000
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] || 0"
CHART = ".st-key-overview_heat .main-svg"
QUIET = 5.5  # seconds until a file in the inbox counts as whole
TRIES = 3


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium of this machine. RuntimeError if there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


def paint(database: Path) -> dict[str, float]:
    """The Overview in a browser that has seen nothing before: bytes sent, and seconds to the first paint, to its first
    sentence and to its first chart; the best of three.
    """
    with server.dashboard(database) as own:
        return _best_look(own, "p.answer", CHART)


def paint_hello(folder: Path) -> dict[str, float]:
    """The same of Streamlit's hello page, whose first words are its title; it has no chart."""
    with server.hello(folder) as own:
        return _best_look(own, "h1", None)


def _best_look(own: Server, words: str, chart: str | None) -> dict[str, float]:
    with chromium() as browser:
        _look(browser, own.address, words, chart)  # the server's own first time is not a browser's
        looks = [_look(browser, own.address, words, chart) for _ in range(TRIES)]
    return {name: min(look[name] for look in looks) for name in looks[0]}


def _look(browser: Browser, address: str, words: str, chart: str | None) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(120_000)
    received = _count_bytes(page)
    start = time.perf_counter()
    page.goto(address)
    page.locator(words).first.wait_for()
    found = {"words": time.perf_counter() - start}
    if chart:
        page.locator(chart).first.wait_for()
        found["chart"] = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    found |= {"bytes": float(sum(received)), "paint": page.evaluate(FIRST_PAINT) / 1000}
    context.close()
    return found


def _count_bytes(page: Page) -> list[float]:
    """Grows by what comes over the line: files as they are sent, packed or not, and what the WebSocket brings."""
    received: list[float] = []
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    line.on("Network.webSocketFrameReceived", lambda event: received.append(_size(event["response"])))
    return received


def _size(frame: dict[str, str | float]) -> float:
    """The bytes of a frame: those that are no text are written in base64."""
    length = len(str(frame["payloadData"]))
    return length if frame["opcode"] == 1 else length * 3 / 4


def first_chart(csv: Path) -> dict[str, float]:
    """From a file of orders in the inbox of a new dashboard to the first chart of the Overview, in seconds by step:
    looked at, checked, loaded, shown; and the server's memory at most, in GB.

    The inbox, because the uploader takes 500 MB at most and the largest files are larger. One click asks for the load,
    which is over when the Data page says so; then comes the click that opens the Overview.
    """
    with tempfile.TemporaryDirectory(dir=csv.parent) as folder:
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        shutil.copyfile(csv, inbox / csv.name)
        time.sleep(QUIET)
        with server.dashboard(Path(folder, "crm.duckdb")) as own, chromium() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="en-US")
            page.set_default_timeout(MILLISECONDS_AT_MOST)
            expect.set_options(timeout=MILLISECONDS_AT_MOST)
            return _through_the_inbox(page, own.address) | {"memory": own.memory()[1]}


def _through_the_inbox(page: Page, address: str) -> dict[str, float]:
    page.goto(address)
    page.get_by_text("customers bought for").wait_for()
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("button", name="Look at them").wait_for()
    steps = _Steps()
    page.get_by_role("button", name="Look at them").click()
    page.get_by_role("button", name="Check").wait_for()
    steps.end("looked")
    page.get_by_role("button", name="Check").click()
    page.get_by_text("The demo shop goes and your shop takes its place").wait_for()
    steps.end("checked")
    page.get_by_text("The demo shop goes and your shop takes its place").click()
    load = page.get_by_role("button", name="Load 1 file")
    expect(load).to_be_enabled()
    steps.start()
    load.click()
    page.locator(".st-key-just_loaded").wait_for()
    steps.end("loaded")
    page.get_by_role("link", name="Overview", exact=True).click()
    page.locator(CHART).first.wait_for()
    steps.end("shown")
    return steps.seconds


class _Steps:
    """A clock that tells how long each step took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        """The next step begins now."""
        self._begun = time.perf_counter()

    def end(self, step: str) -> None:
        """This step ends and the next begins now."""
        self.seconds[step] = time.perf_counter() - self._begun
        self.start()
