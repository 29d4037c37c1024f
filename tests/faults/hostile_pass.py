"""The hostile shop in a real browser: what its texts achieve on a page. All pages: python -m tests.faults.hostile_pass.

In English and Chinese, on a wide screen and on a phone, with filters, segments, share links, uploads and addresses.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from crm_core import links
from crm_core.database import open_database
from tests.browser.conftest import OPTIONS, running
from tests.browser.layout import settle
from tests.faults import hostile_shop
from tests.faults.hostile import CONTROLS, ELSEWHERE, LONG, TEXTS

ROOT = Path(__file__).parents[2]
LOOK = (Path(__file__).parent / "hostile_look.js").read_text("utf-8")
HOME = "overview"
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
PARAMETERS = (
    "as_of", "region", "kind", "owner", "customer", "segment", "share", "a", "b", "label", "from", "tier", "stage",
    "month", "what", "try", "revenue", "tour",
)  # fmt: skip
SECONDS = 90
TELLING = (1, 3, 7, 11, 30, 45, 71, 73)  # customers whose names are of different kinds


@dataclass(frozen=True)
class Visit:
    """One look at a page: its address, and what is done there before looking."""

    name: str
    address: str
    act: Callable[[Any], None] | None = None
    settle: Callable[[Any], None] = settle


@dataclass(frozen=True)
class Shop:
    """The hostile shop's file and what leads into it: tokens of share links, customers' keys in addresses.

    token: of a link to a segment; whole: of one to everything.
    """

    folder: Path
    token: str
    whole: str
    customers: tuple[str, ...]


def made(folder: Path) -> Shop:
    """A hostile shop in this folder, where a dashboard finds it."""
    token, whole = hostile_shop.fill(folder / "crm.duckdb", folder)
    with open_database(folder / "crm.duckdb") as connection:
        secret = links.secret(connection)
        rows = connection.execute("select customer_key from customers order by customer_key").fetchall()
    (folder / "hostile.zip").write_bytes(hostile_shop.archive())
    return Shop(folder, token, whole, tuple(links.link_of(key, secret) for (key,) in rows))


def telling(shop: Shop) -> list[Visit]:
    """The places where most hostile texts meet: what a short pass looks at."""
    return [
        Visit("profile", f"/customers?customer={shop.customers[7]}", lists),
        Visit("profile with icons", f"/customers?customer={shop.customers[11]}"),
        Visit("segment", "/customers?segment=0000000b", popovers),
        Visit("compare segments", "/compare?a=segment:00000007&b=segment:0000000b"),
        Visit("compare segments that turn round", "/compare?a=segment:00000010&b=segment:0000000d"),
        Visit("report", f"/s/{shop.whole}/report.html", settle=drawn),
        Visit("sharing", "/sharing"),
        Visit("receipts", "/data", expanders),
        Visit("upload", "/data", lambda page: upload(page, shop.folder / "hostile.zip")),
    ]


def everything(shop: Shop) -> Iterator[Visit]:
    """Every page, with what can be opened on it; profiles; the share link; hostile addresses."""
    for name in PAGES:
        yield Visit(name, f"/{'' if name == HOME else name}", openable)
    yield from telling(shop)
    for number in TELLING:
        yield Visit(f"profile {number}", f"/customers?customer={shop.customers[number]}", lists)
    for number in range(0, 18, 3):
        yield Visit(f"segment {number}", f"/customers?segment={number:08x}", openable)
    for name in ("compare", "customers"):
        sides = f"a=customer:{shop.customers[7]}&b=customer:{shop.customers[11]}"
        yield Visit(f"{name} two customers", f"/{name}?{sides}")
    for number, name in enumerate(PAGES):
        yield Visit(f"{name} by a hostile address", f"/{'' if name == HOME else name}?{parameters(number)}")
    yield Visit("dashboard taken along", "/customers", lambda page: take_along(page, shop.folder))
    for name in ("", "customers", "tiers"):
        yield Visit(f"shared {name}", f"/{name}?share={shop.token}", openable)


def parameters(number: int) -> str:
    """Every parameter with a hostile value, others for each number."""
    odd = (LONG[:500], "../..", "-1", "99999999999999999999", "9999-99")
    values = [*(text for text in TEXTS if text not in CONTROLS), *odd]
    pairs = ((name, values[(number * 7 + place * 5) % len(values)]) for place, name in enumerate(PARAMETERS))
    return "&".join(f"{name}={quote(value)}" for name, value in pairs if name != "share")


def lists(page: Any) -> None:
    """The lists of a profile, one after the other."""
    for button in page.locator("[data-testid=stMain] [data-testid=stButtonGroup] button").all()[:3]:
        button.click()
        settle(page)


def popovers(page: Any) -> None:
    """Open the first popovers of the page, and what is chosen from in them."""
    for button in page.locator("[data-testid=stMain] [data-testid=stPopover] button").all()[:4]:
        button.click()
        page.wait_for_timeout(400)
        boxes = page.locator("[data-testid=stPopoverBody] input[role=combobox]")
        if boxes.count():
            boxes.first.click()
            page.wait_for_timeout(300)
        must_be_inert(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


def expanders(page: Any) -> None:
    """Open what can be unfolded."""
    for summary in page.locator("[data-testid=stMain] [data-testid=stExpander] summary").all()[:8]:
        summary.click()
    settle(page)


def openable(page: Any) -> None:
    """Whatever can be opened on the page."""
    expanders(page)
    popovers(page)


def upload(page: Any, path: Path) -> None:
    """Choose a file, see what was understood of it, and have it checked."""
    page.set_input_files("input[type=file]", str(path))
    page.wait_for_selector("[class*=st-key-file_]")
    settle(page)
    named = {"name": hostile_shop.FILE_NAME, "mimeType": "text/csv", "buffer": b"x"}
    page.set_input_files("input[type=file]", files=[named])
    page.wait_for_timeout(1500)
    settle(page)


def take_along(page: Any, folder: Path) -> None:
    """Take the whole dashboard along, and open the file from the disk."""
    size = page.viewport_size
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.locator("[data-testid=stSidebar] [data-testid=stPopover] button").click()
    with page.expect_download() as taken:
        page.locator(".st-key-along_whole button").click()
    taken.value.save_as(folder / "taken.html")
    page.set_viewport_size(size)
    page.goto((folder / "taken.html").as_uri())
    drawn(page)


def drawn(page: Any) -> None:
    """Wait until every chart of a file is drawn."""
    page.wait_for_function("() => +document.body.dataset.drawn === document.querySelectorAll('.chart').length")


def must_be_inert(page: Any) -> None:
    """AssertionError with what a hostile text has achieved here."""
    found = page.evaluate(LOOK, ELSEWHERE)
    assert not found, "\n".join(dict.fromkeys(found))


class Browser:
    """A page of a browser that notes whatever a script says and whoever is asked."""

    def __init__(self, browser: Any, address: str, folder: Path, locale: str, width: int) -> None:
        self.address, self.files, self.said = address, folder.as_uri(), list[str]()
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 1000})
        self.page = context.new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.page.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self._is_ours(request.url) or self.said.append(f"asked: {request.url}"))

    def _is_ours(self, url: str) -> bool:
        ours = (self.address, self.address.replace("http", "ws", 1), self.files, "data:", "blob:", "about:")
        return url.startswith(ours)

    def look(self, visit: Visit) -> list[str]:
        """What is wrong at this visit; [] for nothing."""
        self.said.clear()
        try:
            self.page.goto(self.address + visit.address)
            visit.settle(self.page)
            if self.page.get_by_role("dialog").count():
                self.page.keyboard.press("Escape")
            must_be_inert(self.page)
            if visit.act:
                visit.act(self.page)
            must_be_inert(self.page)
        except AssertionError as found:
            return [*str(found).splitlines(), *self.said]
        except PlaywrightError as error:
            return [f"cannot be looked at: {error.message.splitlines()[0]}", *self.said]
        return list(self.said)


def main() -> int:
    """All visits in all ways; the number of those with a finding is the exit code's reason."""
    visits = findings = 0
    with tempfile.TemporaryDirectory() as name:
        shop = made(Path(name))
        with running(Path(name)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
            for locale, width in (("en-US", 390), ("zh-CN", 1440), ("zh-TW", 390)):
                seat = Browser(browser, address, shop.folder, locale, width)
                for visit in everything(shop):
                    found = seat.look(visit)
                    visits, findings = visits + 1, findings + bool(found)
                    for line in found:
                        sys.stdout.write(f"{locale} {width} {visit.name}: {line[:300]}\n")
                        sys.stdout.flush()
            browser.close()
    sys.stdout.write(f"{date.today()} visits={visits} findings={findings}\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
