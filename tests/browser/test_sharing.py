"""From nothing to a shared link on a shop system's own exports, in each language; and what its reader sees, and not."""

import pytest
from playwright.sync_api import expect

from crm_core.locale import translator
from tests.browser.conftest import ROOT
from tests.browser.layout import settle

pytestmark = pytest.mark.browser

EXPORTS = [ROOT / f"tests/layouts/{name}/{name}.csv" for name in ("shopify_orders", "shopify_customers")]
STEPS_AT_MOST = 12
NOT_FOR_READERS = ("data", "settings", "sharing", "quality", "who_is_who")
# Who stands in these files; a reader must not be told.
PEOPLE = ("Zoe Quill", "zoe@quill.example", "Ann Quill")


class Hand:
    """Clicks like a manager, by the words on the screen, and counts."""

    def __init__(self, page, language):
        self.page, self.t, self.steps = page, translator(language), 0

    def link(self, text):
        self._click(self.page.get_by_role("link", name=self.t(text), exact=True))

    def button(self, text, **values):
        self._click(self.page.get_by_role("button", name=self.t(text).format(**values), exact=True))

    def text(self, text):
        self._click(self.page.get_by_text(self.t(text)))

    def choose_files(self, paths):
        self.page.set_input_files("input[type=file]", [str(path) for path in paths])
        self.steps += 1

    def _click(self, locator):
        locator.first.click()
        self.steps += 1


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("zh-CN", "zh_CN"), ("zh-TW", "zh_TW")])
def test_from_nothing_to_a_shared_link(visit, locale, language):
    page, elsewhere = visit(locale)
    hand = Hand(page, language)
    hand.link("Data")
    hand.choose_files(EXPORTS)
    hand.button("Check")
    hand.text("The demo shop goes and your shop takes its place. You can look at the demo again at any time.")
    hand.button("Load {n} files", n=2)
    expect(page.get_by_text(hand.t("See the Overview"))).to_be_visible()
    hand.link("Sharing")
    hand.button("Make the link")
    address = page.locator("[data-testid=stCode] code").inner_text()
    assert hand.steps <= STEPS_AT_MOST

    reader, also_elsewhere = visit("zh-TW" if locale == "en-US" else "en-US", width=390)
    words = translator("zh_TW" if locale == "en-US" else "en")
    reader.goto(address)
    expect(reader.get_by_role("heading", name=words("Overview"), exact=True)).to_be_visible()
    for name in NOT_FOR_READERS if language == "en" else NOT_FOR_READERS[:1]:
        reader.goto(address.replace("/?", f"/{name}?"))
        expect(reader.get_by_role("heading", name=words("Overview"), exact=True)).to_be_visible()
    reader.goto(address.replace("/?", "/customers?"))
    expect(reader.get_by_test_id("stDataFrame")).to_be_visible()
    settle(reader)
    seen = reader.content()
    assert not any(person in seen for person in PEOPLE)
    assert reader.locator("input[type=file]").count() == 0

    hand.button("Withdraw")
    expect(page.get_by_text(hand.t("withdrawn"))).to_be_visible()
    reader.reload()
    expect(reader.get_by_text(words("This link does not lead anywhere"))).to_be_visible()
    assert elsewhere == also_elsewhere == []
