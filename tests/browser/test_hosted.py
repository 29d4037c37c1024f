"""The dashboard as asgi.py serves it: framed at the first link, nothing blocked by its own rules, files by ticket."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
COUNT_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event => window.violations.push(
        `${event.violatedDirective} ${event.blockedURI}`
    ));
"""


@pytest.fixture
def tab(chromium):
    """A tab that has seen nothing yet, which counts what its page was kept from and what it asked for elsewhere."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    context.add_init_script(COUNT_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(90_000)
    yield page
    context.close()


def settle(page):
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def test_every_page_keeps_its_own_rules(tab, dashboard):
    elsewhere = []
    ours = (dashboard, dashboard.replace("http", "ws", 1), "data:", "blob:")
    tab.on("request", lambda request: None if request.url.startswith(ours) else elsewhere.append(request.url))
    kept_from = {}
    for name in PAGES:
        tab.goto(f"{dashboard}/{name}")
        settle(tab)
        # The frame is there also at a link that is the first of all: its language switch is.
        expect(tab.get_by_role("combobox", name="Language")).to_be_visible()
        expect(tab.locator("html")).to_have_attribute("lang", "en")
        tab.wait_for_timeout(700)  # charts and tables draw themselves a moment after the run
        found = tab.evaluate("window.violations")
        if found:
            kept_from[name] = found
    assert (kept_from, elsewhere) == ({}, [])


def test_a_picture_and_a_streamed_file_can_be_had(tab, dashboard):
    tab.goto(dashboard)
    settle(tab)
    chart = tab.locator(".js-plotly-plot").first
    chart.scroll_into_view_if_needed()
    tab.wait_for_timeout(1_500)  # it is drawn twice: once without and once with its size
    chart.hover()
    with tab.expect_download(timeout=20_000) as picture:
        chart.locator(".modebar-btn").first.click()
    assert picture.value.failure() is None

    tab.goto(f"{dashboard}/customers")
    settle(tab)
    tab.get_by_role("button", name="Download").last.click()
    answers = []
    tab.context.on("response", lambda answer: answers.append(answer.status) if "/download/" in answer.url else None)
    link = tab.get_by_role("link", name="CSV")
    first = link.get_attribute("href")
    link.click()
    expect(link).not_to_have_attribute("href", first)  # a click makes the next ticket
    content = tab.context.request.get(dashboard + link.get_attribute("href")).body()
    lines = content.decode("utf-8-sig").splitlines()
    assert (answers, lines[0].split(",")[0], len(lines) > 1_000) == ([200], "Customer", True)
    assert tab.evaluate("window.violations") == []
