"""The dashboard as asgi.py serves it: nothing blocked by its own rules, pictures, and files by ticket."""

import pytest
from playwright.sync_api import expect

from tests.browser.layout import COUNT_VIOLATIONS, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(chromium):
    """A tab that has seen nothing yet, which counts what its page was kept from."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    context.add_init_script(COUNT_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(90_000)
    yield page
    context.close()


def test_a_picture_and_a_streamed_file_can_be_had(tab, dashboard):
    tab.goto(dashboard)
    settle(tab)
    chart = tab.locator(".js-plotly-plot").first
    chart.scroll_into_view_if_needed()
    settle(tab)
    chart.hover()
    with tab.expect_download() as picture:
        chart.locator(".modebar-btn").first.click()
    assert picture.value.failure() is None
    assert tab.evaluate("window.violations") == []

    tab.goto(f"{dashboard}/customers")
    settle(tab)
    tab.get_by_role("button", name="Download").last.click()
    answers = []
    tab.context.on("response", lambda answer: answers.append(answer.status) if "/download/" in answer.url else None)
    link = tab.get_by_role("link", name="CSV")
    first = link.get_attribute("href")
    with tab.context.expect_event("response", lambda answer: "/download/" in answer.url):
        link.click()
    expect(link).not_to_have_attribute("href", first)  # a click makes the next ticket
    content = tab.context.request.get(dashboard + link.get_attribute("href")).body()
    lines = content.decode("utf-8-sig").splitlines()
    assert (answers, lines[0].split(",")[0], len(lines) > 1_000) == ([200], "Customer", True)
    assert tab.evaluate("window.violations") == []
