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
