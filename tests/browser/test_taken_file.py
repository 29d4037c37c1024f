"""A file that was taken along, opened from the disk without a connection: it draws itself and asks nobody."""

import json
from datetime import date

import pytest

from crm_core.takeaway.blocks import About, Box, Chart, Column, Page, Table, Words
from crm_core.takeaway.html import document

pytestmark = pytest.mark.browser
BAD = "</script><img src=x onerror=\"document.title='hit'\">"


def chart(kind, **trace):
    spec = {"data": [{"type": kind, **trace}], "layout": {"height": 240, "title": {"text": BAD}}}
    return Box("card", (Words(BAD, "card_title"), Chart(json.dumps(spec), "{}", BAD)))


@pytest.fixture
def file(tmp_path):
    wide = Table(tuple(Column(f"Column {i}") for i in range(12)), tuple((BAD,) * 12 for _ in range(30)))
    link = {"source": [0], "target": [1], "value": [3]}
    bars = chart("bar", x=[BAD, "<!-- <script "], y=[1, 2])
    first = Box("columns", (bars, chart("sankey", node={"label": ["a", BAD]}, link=link)))
    pages = [
        Page("a", BAD, (Words(BAD, "title"), first)),
        Page("b", "B", (Box("card", (wide,)), chart("scatter", y=[1]))),
    ]
    path = tmp_path / "file.html"
    path.write_text(document(pages, About(BAD, (BAD,), "zh_CN", date(2026, 3, 6))), "utf-8")
    return path


@pytest.mark.parametrize("width", [1440, 390])
def test_it_draws_itself_offline(chromium, file, width):
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector('body[data-drawn="3"]', timeout=90_000)
    assert page.locator(".chart .main-svg").count() >= 3
    assert page.title() == BAD  # which the trap would have changed
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (said, [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]) == ([], [])
    context.close()


def test_it_prints(chromium, file):
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector('body[data-drawn="3"]', timeout=90_000)
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") >= 2  # a sheet a page at least
    context.close()
