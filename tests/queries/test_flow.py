"""The leaky bucket as the Flow page asks for it: it closes, and the lists hold exactly who was counted."""

from datetime import date
from itertools import pairwise

import pytest

from crm_core.queries import flow
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from tests.models.oracle import as_of_dates
from tests.models.oracle_moves import flow as plain_flow
from tests.models.test_against_oracle import random_shop
from tests.shop import ALL_MONTHS, Shop

PARTS = ("lost", "returned", "new")


def leaky_shop(path: str = ":memory:") -> Shop:
    """Each of the first five buys every 30 days for years; two are later silent, one of them returns, one is new.

    The rhythm is 30 days, so the usual gap is 30, and who is silent for more than 90 days is lost.
    """
    shop = Shop(path)
    days = [f"{year}-{month:02d}-10" for year in (2022, 2023) for month in range(1, 13)]
    for name in ("ann", "bob", "cy", "gone", "back"):
        for day in days if name in ("ann", "bob", "cy") else days[:18]:
            shop.order(name, day, 100)
    shop.order("back", "2023-12-05", 70)
    shop.order("new", "2023-12-20", 30)
    shop.customer("gone", region="North")
    return shop


def test_one_month_counted_by_hand():
    """Of the five, gone and back are lost from mid September; in December back returns and new comes."""
    months = flow.by_month(leaky_shop().build(months=ALL_MONTHS), Scope(date(2023, 12, 20))).set_index("month")
    numbers = ["opening", "new", "first_seen", "returned", "lost", "reclassified", "closing"]
    assert months.loc["2023-09-01", numbers].tolist() == [5, 0, 0, 0, 2, 0, 3]
    assert months.loc["2023-12-01", numbers].tolist() == [3, 1, 0, 1, 0, 0, 5]
    assert months.loc["2023-09-01", "retention"] == 0.6
    assert months.loc["2023-09-01", "replacement"] == 0
    assert months.loc["2023-12-01", ["new_revenue", "returned_revenue"]].tolist() == [30, 670]
    assert months["replacement"].isna().loc["2023-12-01"]
    assert months["is_running"].tolist() == [False] * 22 + [True]
    assert months["warming_up"].tolist() == [True] * 12 + [False] * 11


def test_the_lists_of_one_month():
    connection, scope = leaky_shop().build(), Scope(date(2023, 12, 20))
    august, september, november = date(2023, 8, 31), date(2023, 9, 30), date(2023, 11, 30)
    lost = flow.customers(connection, scope, august, september, "lost")
    assert lost[["customer", "stage_before", "revenue_before"]].values.tolist() == [
        ["gone", "wavering", 1000.0],
        ["back", "wavering", 1000.0],
    ]
    returned = flow.customers(connection, scope, november, date(2023, 12, 20), "returned")
    assert returned[["customer", "revenue"]].values.tolist() == [["back", 670.0]]
    new = flow.customers(connection, scope, november, date(2023, 12, 20), "new")
    assert new["customer"].tolist() == ["new"]
    north = Scope(date(2023, 12, 20), regions=("North",))
    assert flow.customers(connection, north, august, september, "lost")["customer"].tolist() == ["gone"]
    assert flow.by_month(connection, north)["opening"].max() == 1


@pytest.mark.parametrize(("seed", "settings"), [(1, Settings()), (3, Settings(lost_days=40, lost_overdue=2))])
def test_every_month_of_a_random_shop_closes_and_its_lists_are_complete(seed, settings):
    shop, facts = random_shop(seed)
    connection = shop.build(settings, months=ALL_MONTHS)
    dates = as_of_dates(facts)
    months = flow.by_month(connection, Scope(dates[-1]))
    by_date = {row["as_of"].date(): row for row in months.to_dict("records")}
    for previous, as_of in pairwise(dates[8:]):
        row = by_date[as_of]
        expected = plain_flow(facts, previous, as_of, settings)
        assert {name: row[name] for name in expected} == expected
        assert row["opening"] + row["new"] + row["returned"] - row["lost"] + row["reclassified"] == row["closing"]
        revenue = {name: row[f"{name}_revenue"] for name in ("opening", "new", "returned", "lost", "reclassified")}
        came = revenue["opening"] + revenue["new"] + revenue["returned"] + revenue["reclassified"]
        assert came - revenue["lost"] + row["stayed_change"] == pytest.approx(row["closing_revenue"])
        for part in PARTS:
            assert len(flow.customers(connection, Scope(as_of), previous, as_of, part)) == row[part], (as_of, part)


def test_a_file_holds_everybody_and_the_page_the_first():
    connection, scope = leaky_shop().build(), Scope(date(2023, 12, 20))
    month = (date(2023, 8, 31), date(2023, 9, 30))
    assert len(flow.customers(connection, scope, *month, "lost", at_most=1)) == 1
    assert [len(frame) for frame in flow.all_customers(connection, scope, *month, "lost")] == [2]


def test_one_month_alone_has_no_flow():
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    assert flow.by_month(shop.build(), Scope(date(2024, 1, 10))).empty
