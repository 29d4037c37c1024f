"""A manager's first visit in a real browser: look at the demo, upload a file, see the change."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ORDERS = "order_id,customer_id,name,ordered_at,amount\n" + "".join(
    f"{number},K{number % 7},Customer {number % 7},2024-{number % 12 + 1:02d}-{number % 27 + 1:02d},{10 + number}.50\n"
    for number in range(1, 60)
)


def test_from_the_demo_to_the_own_shop(visit, tmp_path):
    page, elsewhere = visit()
    expect(page.get_by_text("invented demo shop")).to_be_visible()
    expect(page.get_by_text("customers bought for")).to_contain_text("1,372")

    path = tmp_path / "my orders.csv"
    path.write_text(ORDERS, "utf-8")
    page.get_by_role("link", name="Data", exact=True).click()
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("The rows add up, and the amounts do to the cent.")).to_be_visible()
    page.get_by_text("The demo shop goes and your shop takes its place").click()
    page.get_by_role("button", name="Load 1 file").click()
    expect(page.get_by_text("from one file; 59 rows accounted for")).to_be_visible()

    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.get_by_text("customers bought for")).to_contain_text("7")
    expect(page.get_by_text("invented demo shop")).to_have_count(0)
    assert elsewhere == []
