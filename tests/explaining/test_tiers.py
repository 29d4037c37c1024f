"""Why a tier, and what it takes to the next: each rule written out by hand."""

from datetime import date

import pytest

from crm_core.settings import Settings
from tests.explaining.explained import one, reasons, said
from tests.shop import Shop, worked_example


def test_the_worked_example_by_share():
    said = {name: found.tier for name, found in reasons(worked_example()).items()}
    assert said["ann"] == (
        "A because £520 in the last 12 months puts this customer in the first 52% of revenue (A ends at 80%). "
        "£120 above the line.",
        None,
    )
    assert said["bob"].why == (
        "A because £400 in the last 12 months reaches from 52% to 92% of revenue, across the end of A at 80%: "
        "whoever crosses it is still inside."
    )
    assert said["cy"] == (
        "B because £50 in the last 12 months reaches from 92% to 97% of revenue, across the end of B at 95%: "
        "whoever crosses it is still inside.",
        "A with £350 more by 30 Apr 2024.",
    )
    assert said["dee"] == (
        "C because £30 in the last 12 months puts this customer in the first 100% of revenue "
        "(A ends at 80%, B at 95%).",
        "B with £20 more by 30 Apr 2024.",
    )


def test_by_share_in_chinese():
    found = reasons(worked_example(), None, "zh_CN")
    assert (
        found["ann"].tier.why == "A 类：近 12 个月销售额 £520，位于累计销售额的前 52%（A 类到 80%）。高于分界线 £120。"
    )
    assert found["cy"].tier.way == "2024年4月30日（含）前再消费 £350 即为 A 类。"
    assert found["bob"].stage.way == "27 天内（至2024年5月6日）购买一次即回到矜持期。"
    traditional = reasons(worked_example(), None, "zh_TW")
    assert traditional["dee"].tier.why == (
        "C 類：近 12 個月銷售額 £30，位於累計銷售額的前 100%（A 類到 80%，B 類到 95%）。"
    )


def test_a_share_beside_a_line_is_told_apart_from_it():
    shop = Shop()
    for name, amount in (("ann", 79_999), ("bob", 15_000), ("cy", 5_001)):
        shop.order(name, "2024-04-01", amount)
    found = reasons(shop)
    assert "from 79.999% to 94.999% of revenue" in found["bob"].tier.why
    assert "in the first 79.999% of revenue (A ends at 80%)" not in found["bob"].tier.why


def test_by_rank():
    shop = worked_example()
    settings = Settings(tier_method="rank", tier_rank_a=0.25, tier_rank_b=0.5)
    said = {name: found.tier for name, found in reasons(shop, settings).items()}
    assert said["ann"].why == (
        "A because £520 in the last 12 months is place 1 of 4 (A ends at place 1). Exactly on the line."
    )
    assert said["bob"] == (
        "B because £400 in the last 12 months is place 2 of 4 (A ends at place 1, B at 2). Exactly on the line.",
        "A with £120 more by 30 Apr 2024.",
    )
    assert said["cy"] == (
        "C because £50 in the last 12 months is place 3 of 4 (A ends at place 1, B at 2).",
        "B with £350 more by 30 Apr 2024.",
    )


def test_by_amount():
    shop = worked_example()
    settings = Settings(tier_method="amount", tier_amount_a=500, tier_amount_b=50.5)
    said = {name: found.tier for name, found in reasons(shop, settings).items()}
    assert said["ann"].why == (
        "A because £520 in the last 12 months is at least £500, where A begins. £20 above the line."
    )
    assert said["bob"] == (
        "B because £400 in the last 12 months is at least £50.50, where B begins, and less than £500, where A begins. "
        "£349.50 above the line.",
        "A with £100 more by 30 Apr 2024.",
    )
    assert said["cy"] == (
        "C because £50 in the last 12 months is less than £50.50, where B begins.",
        "B with £0.50 more by 30 Apr 2024.",
    )


def test_where_b_begins_at_the_line_of_a_the_next_tier_is_a():
    shop = Shop()
    shop.order("ann", "2024-04-01", 970)
    shop.order("bob", "2024-04-01", 30)
    assert one(shop, "bob").tier.way == "A with £940 more by 30 Apr 2024."


def test_margin_and_a_window_of_one_month():
    shop = Shop()
    shop.order("ann", "2024-04-01", 100, cost=40)
    shop.order("bob", "2024-04-01", 100, cost=90)
    settings = Settings(tier_value="margin", tier_method="amount", tier_amount_a=50, tier_amount_b=20, window_months=1)
    found = reasons(shop, settings)
    assert found["ann"].tier.why == (
        "A because £60 of margin in the last 1 month is at least £50, where A begins. £10 above the line."
    )
    assert found["bob"].tier.way == "B with £10 more of margin by 30 Apr 2024."


def test_what_leaves_the_window_by_the_next_month_end_must_be_made_up_for():
    shop = Shop()
    shop.order("ann", "2023-05-10", 70)
    shop.order("ann", "2024-02-01", 100)
    shop.order("bob", "2024-04-30", 10)
    settings = Settings(tier_method="amount", tier_amount_a=300, tier_amount_b=20)
    assert one(shop, "ann", settings).tier.way == (
        "A with £200 more by 31 May 2024. £70 of it makes up for what leaves the window."
    )


def test_of_margin_the_margin_leaves():
    shop = Shop()
    shop.order("ann", "2023-05-10", 70, cost=60)
    shop.order("ann", "2024-02-01", 100, cost=50)
    shop.order("bob", "2024-04-30", 10)
    settings = Settings(tier_value="margin", tier_method="amount", tier_amount_a=300, tier_amount_b=20)
    assert one(shop, "ann", settings).tier.way == (
        "A with £250 more of margin by 31 May 2024. £10 of it makes up for what leaves the window."
    )


def test_an_expected_value_once_there_is_a_forecast():
    shop, settings = Shop(), Settings(tier_value="expected", tier_method="amount", tier_amount_a=300, tier_amount_b=20)
    shop.order("ann", "2023-05-10", 70)
    shop.order("bob", "2024-04-30", 10)
    assert one(shop, "ann", settings).tier.why.startswith("B because £70 in the last 12 months is at least £20")
    shop.connection.execute("update forecast_fit set r = 1, p = 1")
    assert said(shop, settings)["ann"].tier == (
        "B because an expected value of £70 is at least £20, where B begins, and less than £300, where A begins. "
        "£50 above the line.",
        "A with an expected value £230 higher.",
    )


@pytest.mark.parametrize("method", ["share", "rank", "amount"])
def test_a_value_of_zero_or_less_is_c(method):
    shop = Shop()
    shop.order("ann", "2024-04-01", 50)
    shop.order("ann", "2024-04-02", -80)
    shop.order("bob", "2024-04-02", 1000)
    found = one(shop, "ann", Settings(tier_method=method))
    assert found.tier.why == "C because -£30 in the last 12 months is not more than zero, which is C by every method."
    assert found.tier.way == (
        "B with £230 more by 30 Apr 2024." if method == "amount" else "A with £1,030 more by 30 Apr 2024."
    )


def test_nobody_has_a_value():
    shop = Shop()
    shop.order("ann", "2024-04-01", 50)
    shop.order("ann", "2024-04-02", -80)
    assert one(shop, "ann").tier.way == "A with £30.01 more by 30 Apr 2024."


def test_no_tier_and_no_quadrant():
    shop = Shop()
    shop.order("ann", "2023-03-05", 50)
    shop.customer("eve", joined_on=date(2024, 4, 1))
    shop.order("bob", "2024-04-30", 10)
    found = reasons(shop)
    assert found["ann"].tier == (
        "No tier because the last purchase, on 5 Mar 2023, left the window of 12 months on 5 Mar 2024.",
        "A tier with any purchase.",
    )
    assert found["ann"].quadrant == (
        "No quadrant because nothing was bought in the last 12 months.",
        "A quadrant with any purchase.",
    )
    assert found["eve"].tier == ("No tier because nothing was bought yet.", "A tier with any purchase.")


def test_a_tier_that_is_kept():
    shop = Shop()
    shop.order("ann", "2023-02-20", 500)
    shop.order("ann", "2023-09-20", 150)
    shop.order("bob", "2024-03-31", 10)
    settings = Settings(tier_method="amount", tier_amount_a=300, tier_amount_b=100, tier_memory=4)
    assert one(shop, "ann", settings).tier == (
        "A is kept from Jan 2024, the best tier of 4 month ends; by its value, £150 in the last 12 months, "
        "it would be B.",
        None,
    )
