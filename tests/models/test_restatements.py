"""What another build labels otherwise has one cause: data corrected, a rule edited, or the lines shifted."""

from crm_core import setting_history
from crm_core.database import transaction
from crm_core.settings import Settings
from tests.shop import ALL_MONTHS, Shop

ROWS = """
select c.customer_id, cast(r.field as text), r.label_before, r.label_after, r.cause
from restated_rows as r inner join customers as c on r.customer_key = c.customer_key
"""


def four() -> Shop:
    """520, 280, 150 and 50: A, A, B and C."""
    shop = Shop()
    for name, amount in (("ann", 520), ("bob", 280), ("cy", 150), ("dee", 50)):
        shop.order(name, "2024-01-31", amount)
    shop.build(months=ALL_MONTHS)
    return shop


def restated(shop: Shop) -> set[tuple[str, ...]]:
    return set(shop.connection.execute(ROWS).fetchall())


def test_the_first_build_restates_nothing():
    assert restated(four()) == set()


def test_the_same_build_again_restates_nothing():
    shop = four()
    shop.build(months=ALL_MONTHS)
    assert restated(shop) == set()


def test_own_data_and_those_of_others_are_told_apart():
    shop = four()
    shop.order("cy", "2024-01-30", 1000, import_id=2)
    shop.build(months=ALL_MONTHS)
    assert restated(shop) == {
        ("cy", "tier", "B", "A", "data_corrected"),
        ("cy", "quadrant", "unmeasured_occasional", "loyal", "data_corrected"),
        ("cy", "stage", "acquainted", "reserved", "data_corrected"),
        ("bob", "tier", "A", "B", "cut_off_shifted"),
    }


def test_a_customer_who_is_new_at_an_old_date_has_corrected_data():
    shop = four()
    shop.order("eve", "2024-01-05", 10, import_id=2)
    shop.build(months=ALL_MONTHS)
    assert ("eve", "stage", None, "acquainted", "data_corrected") in restated(shop)


def test_an_edited_rule_moves_those_whose_data_are_the_same():
    shop = four()
    shop.build(Settings(tier_share_a=0.5), months=ALL_MONTHS)
    assert restated(shop) == {("bob", "tier", "A", "B", "rule_edited")}
    found = setting_history.restatement(shop.connection, 2)
    assert (str(found.newest), found.dates, found.groups["customers"].tolist()) == ("2024-01-31", 1, [1])


def three(**facts) -> Shop:
    """By margin 60, 30 and 10: A, B and B."""
    shop = Shop()
    for name, cost in (("ann", 40), ("bob", 70), ("cy", 90)):
        shop.order(name, "2024-01-31", 100, cost=cost)
    shop.build(Settings(tier_value="margin", tier_share_a=0.6, **facts), months=ALL_MONTHS)
    return shop


def recost(shop: Shop) -> None:
    shop.connection.execute("update order_rows set cost = 99 where order_id = 'o1'")


def test_a_corrected_cost_is_the_customers_own_where_margin_makes_the_tiers():
    shop = three()
    recost(shop)
    shop.build(Settings(tier_value="margin", tier_share_a=0.6), months=ALL_MONTHS)
    assert restated(shop) == {
        ("ann", "tier", "A", "C", "data_corrected"),
        ("bob", "tier", "B", "A", "cut_off_shifted"),
    }


def test_what_tiers_are_made_of_is_a_rule_where_costs_are_the_same():
    shop = three()
    shop.build(Settings(tier_value="revenue", tier_share_a=0.6), months=ALL_MONTHS)
    assert {cause for *_, cause in restated(shop)} == {"rule_edited"}


def test_another_window_is_a_rule_also_where_it_holds_other_margins_and_items():
    shop = three(window_months=12)
    shop.order("cy", "2023-10-31", 300, cost=10)
    shop.line("o4", product="tea")
    shop.build(Settings(tier_value="margin", tier_share_a=0.6), months=ALL_MONTHS)
    shop.build(Settings(tier_value="margin", tier_share_a=0.6, window_months=3), months=ALL_MONTHS)
    found = restated(shop)
    assert found
    assert {cause for *_, cause in found} == {"rule_edited"}


def test_order_lines_that_come_later_are_the_customers_own():
    """Each buys one kind of thing a day, at the median: broad enough, by the only sign there is."""
    shop = Shop()
    orders = {name: shop.order(name, "2024-01-31", 100) for name in ("ann", "bob", "cy", "dee")}
    shop.build(months=ALL_MONTHS)
    for name in ("ann", "bob", "cy"):
        shop.line(orders[name], product="tea")
    shop.build(months=ALL_MONTHS)
    assert restated(shop) == {
        (name, "quadrant", "unmeasured_occasional", "latent", "data_corrected") for name in ("ann", "bob", "cy")
    }


def test_a_later_month_is_no_restatement():
    shop = four()
    shop.order("ann", "2024-02-29", 5000, import_id=2)
    shop.build(months=ALL_MONTHS)
    assert restated(shop) == set()


def test_changes_are_kept_and_can_be_returned_to():
    shop = four()
    for number, share in enumerate((0.5, 0.6)):
        with transaction(shop.connection):
            setting_history.save_and_build(
                shop.connection, Settings(tier_share_a=share), f"2024-03-0{number + 1} 10:00", "mia"
            )
    assert setting_history.changes(shop.connection)["value_before"].tolist() == [0.5, 0.8]
    assert setting_history.settings_before(shop.connection, 3) == Settings(tier_share_a=0.5)
    assert setting_history.settings_before(shop.connection, 2) == Settings()
