"""Every page, at two widths, in two themes and three languages: nothing cut off, pale or left in English.

And as the first link of all: the frame is around it, its own rules keep it from nothing, and it asks nobody else.
"""

from itertools import product
from pathlib import Path
from shutil import copy

import pytest
from playwright.sync_api import expect

from pages.parts import words
from tests.browser.conftest import is_ours, running, wait_for_cookie
from tests.browser.layout import COUNT_VIOLATIONS, faults, settle, told

pytestmark = pytest.mark.browser

HOME = "overview"
SHOP = Path(__file__).parents[2] / "pages"
PAGES = sorted(path.stem for path in SHOP.glob("*.py"))
LOCALES = {"en-US": "en", "zh-CN": "zh_CN", "zh-TW": "zh_TW"}
VARIANTS = list(product(LOCALES, ("light", "dark"), (1440, 390)))


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory, demo_shop):
    """One dashboard for all: these tests look and change nothing."""
    folder = tmp_path_factory.mktemp("layout")
    copy(demo_shop, folder)
    with running(folder) as address:
        yield address


def spread():
    """Pages dealt over the variants like cards: each page is seen once, each variant once or twice."""
    return {variant: PAGES[place :: len(VARIANTS)] for place, variant in enumerate(VARIANTS)}


def test_the_spread_shows_every_page_and_every_variant():
    dealt = spread()
    assert {page for pages in dealt.values() for page in pages} == set(PAGES)
    assert all(pages for pages in dealt.values())


def test_pages_are_laid_out_well(chromium, dashboard):
    found = {}
    for (locale, theme, width), pages in spread().items():
        context = chromium.new_context(
            locale=locale, viewport={"width": width, "height": 1000}, color_scheme=theme, reduced_motion="reduce"
        )
        context.add_cookies([{"name": "crm_tour", "value": "seen", "url": dashboard}])
        context.add_init_script(COUNT_VIOLATIONS)
        page = context.new_page()
        page.set_default_timeout(90_000)
        asked = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        for name in pages:
            page.goto(f"{dashboard}/{'' if name == HOME else name}")
            settle(page)
            wrong = [*faults(page, LOCALES[locale]), *unframed(page, locale)]
            wrong += [f"kept from: {what}" for what in page.evaluate("window.violations")]
            wrong += [f"asked elsewhere: {url}" for url in asked if not is_ours(url, dashboard)]
            asked.clear()
            if wrong:
                found[f"{name} {locale} {theme} {width}"] = wrong
        context.close()
    assert not found, told(found)


def unframed(page, locale):
    """What the page lacks of the frame: its language switch, and its language said to the browser."""
    switches = page.locator("[data-testid=stSidebar] [data-testid=stSelectbox]").count()
    said = page.locator("html").get_attribute("lang")
    lacks = [] if switches == 1 else [f"{switches} language switches"]
    return lacks if said == ("en" if locale == "en-US" else locale) else [*lacks, f"lang={said}"]


def test_the_tour_is_shown_once(visit):
    page, _ = visit()
    page.get_by_text("1 of 5").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("2 of 5").wait_for()
    page.get_by_role("button", name="Skip the tour").click()
    page.get_by_text("2 of 5").wait_for(state="detached")
    wait_for_cookie(page, "crm_tour")
    page.reload()
    settle(page)
    assert page.get_by_text("1 of 5").count() == 0
    page.get_by_role("button", name="Tour").click()
    page.get_by_text("1 of 5").wait_for()


def test_who_follows_a_link_is_not_led_around(visit, dashboard):
    page, _ = visit()
    page.get_by_text("1 of 5").wait_for()
    page.context.clear_cookies()
    page.goto(f"{dashboard}/tiers")
    settle(page)
    assert page.get_by_text("1 of 5").count() == 0


def test_a_chosen_language_is_remembered(visit):
    page, _ = visit("en-US")
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="繁體中文").click()
    expect(page.get_by_role("heading", name="總覽")).to_be_visible()
    wait_for_cookie(page, words.COOKIE, "zh_TW")
    page.reload()
    expect(page.get_by_role("heading", name="總覽")).to_be_visible()


def test_a_printed_page_has_no_sidebar_and_light_ground(visit):
    page, _ = visit(theme="dark")
    settle(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("[data-testid=stSidebar]").is_hidden()
    assert page.locator("[data-testid=stHeader]").is_hidden()
    assert page.locator("h1").is_visible()
    turned = page.locator("[data-testid=stApp]").evaluate("e => getComputedStyle(e).filter")
    assert turned == "invert(1) hue-rotate(180deg)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("[data-testid=stMain]").evaluate("e => getComputedStyle(e).overflowY") == "visible"


def test_a_chart_is_saved_under_its_title(visit):
    page, _ = visit()
    settle(page)
    chart = page.locator("[data-testid=stPlotlyChart]").last
    chart.hover()
    with page.expect_download() as waiting:
        chart.locator(".modebar-btn").click()
    assert waiting.value.suggested_filename == "Revenue by month.png"
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
