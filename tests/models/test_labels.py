"""The rules of tiers, quadrants and stages on literal rows: on the threshold, beside it, nobody, one, all equal."""

from datetime import date
from decimal import Decimal

import pytest

from crm_core import checking
from crm_core.errors import UserError
from crm_core.settings import Settings
from tests.forecast.shop import shop as shop_with_enough_repeaters
from tests.shop import Shop, worked_example


@pytest.fixture
def shop():
    return Shop()


def test_the_worked_example_of_the_definitions():
    shop = worked_example()
    shop.order(None, "2024-04-30", 0)
    shop.build()
    columns = ("revenue", "tier", "purchase_days", "usual_gap_days", "recency_days", "round(overdue, 2)", "stage")
    assert shop.newest(*columns) == {
        "ann": (Decimal(520), "A", 4, 30.0, 21, 0.70, "steady"),
        "bob": (Decimal(400), "A", 1, 30.0, 85, 2.83, "wavering"),
        "cy": (Decimal(50), "B", 2, 40.0, 41, 1.02, "reserved"),
        "dee": (Decimal(30), "C", 1, 30.0, 29, 0.97, "acquainted"),
    }
    assert shop.newest("quadrant") == {
        "ann": "loyal",
        "bob": "unmeasured_occasional",
        "cy": "spurious",
        "dee": "unmeasured_occasional",
    }
    assert (
        checking.violations(shop.connection, [n for n in checking.rules() if n != "kept_rows_have_their_import"]) == []
    )


def test_the_customer_who_crosses_the_line_is_inside_it_and_ties_stay_together(shop):
    for name, amount in (("a", 60), ("b", 20), ("c", 20), ("d", 20), ("e", 5)):
        shop.order(name, "2024-01-31", amount)
    shop.build(history=False)
    # total 125: before the three 20s stand 60 < 100, before e stand 120 >= 118.75
    assert shop.newest("tier") == {"a": "A", "b": "A", "c": "A", "d": "A", "e": "C"}


def test_one_customer_is_a_and_all_equal_are_a(shop):
    shop.order("only", "2024-01-31", 1)
    shop.build(history=False)
    assert shop.newest("tier") == {"only": "A"}
    for name in "xyz":
        shop.order(name, "2024-01-31", 1)
    shop.build(history=False)
    assert set(shop.newest("tier").values()) == {"A"}


def test_a_value_of_nothing_or_less_is_c_by_every_method(shop):
    shop.order("good", "2024-01-31", 10)
    shop.order("bad", "2024-01-30", 10)
    shop.order("bad", "2024-01-31", -30)
    for method in ("share", "rank", "amount"):
        shop.build(
            Settings(tier_method=method, tier_rank_a=0.5, tier_rank_b=1.0, tier_amount_a=10, tier_amount_b=5),
            history=False,
        )
        assert shop.newest("tier") == {"bad": "C", "good": "A"}


def test_nobody_bought_is_a_valid_state(shop):
    shop.order("free", "2024-01-31", 0)
    shop.build(history=False)
    assert shop.newest("tier", "stage") == {"free": (None, "prospect")}


def test_without_any_order_there_are_no_snapshots_and_no_error(shop):
    shop.customer("c1", name="Ann")
    connection = shop.build(history=False)
    assert connection.execute("select count(*) from snapshots").fetchone() == (0,)
    assert connection.execute("select count(*) from customers").fetchone() == (1,)


@pytest.mark.parametrize(
    ("rule", "amounts", "expected"),
    [
        ("margin", [(100, 90), (50, 0)], {"c0": "B", "c1": "A"}),
        ("revenue", [(100, 90), (50, 0)], {"c0": "A", "c1": "A"}),
    ],
)
def test_value_is_revenue_or_margin(shop, rule, amounts, expected):
    for number, (amount, cost) in enumerate(amounts):
        shop.order(f"c{number}", "2024-01-31", amount, cost=cost)
    shop.build(Settings(tier_value=rule), history=False)
    assert shop.newest("tier") == expected


@pytest.mark.parametrize(
    ("score", "kind", "low", "high", "quadrant"),
    [(7, "nps", 0, 10, "latent"), (6, "nps", 0, 10, "no_loyalty"), (4, "csat", 1, 5, "latent")],
)
def test_attitude_is_high_from_seventy(shop, score, kind, low, high, quadrant):
    shop.order("c", "2024-01-31", 10)
    shop.answer("c", "2024-01-15", score, kind=kind, scale_min=low, scale_max=high)
    shop.build(history=False)
    assert shop.newest("quadrant", "attitude_source") == {"c": (quadrant, "measured")}


def test_of_several_answers_on_one_day_the_last_row_counts_and_old_ones_do_not(shop):
    shop.order("c", "2024-01-31", 10)
    shop.order("old", "2024-01-31", 10)
    shop.answer("c", "2024-01-15", 9, line=2)
    shop.answer("c", "2024-01-15", 2, line=3)
    shop.answer("old", "2022-01-31", 9)
    shop.build(history=False)
    assert shop.newest("attitude") == {"c": 20.0, "old": None}


def test_only_what_happened_by_the_date_is_known(shop):
    shop.order("c", "2024-01-10", 10)
    shop.order("c", "2024-03-10", 90)
    shop.answer("c", "2024-03-01", 10)
    shop.build()
    assert shop.at("2024-02-29", "revenue") == {"c": Decimal(10)}
    assert shop.at("2024-02-29", "attitude") == {"c": None}


def test_the_newest_window_ends_on_the_last_day_and_loses_no_month(shop):
    shop.order("early", "2023-11-14", 10)
    shop.order("inside", "2023-11-15", 10)
    shop.order("late", "2024-11-14", 10)
    shop.build()
    assert shop.newest("purchase_days") == {"early": 0, "inside": 1, "late": 1}
    assert shop.at("2024-10-31", "purchase_days") == {"early": 1, "inside": 1}


def test_a_newest_date_at_the_end_of_february_of_a_leap_year(shop):
    shop.order("a", "2023-02-28", 10)
    shop.order("b", "2023-03-01", 10)
    shop.order("c", "2024-02-29", 10)
    shop.build(history=False)
    assert shop.newest("purchase_days") == {"a": 0, "b": 1, "c": 1}


def test_a_snapshot_exists_a_year_before_a_newest_in_mid_month(shop):
    shop.order("a", "2022-06-01", 10)
    shop.order("a", "2024-11-14", 10)
    connection = shop.build()
    dates = connection.execute("select as_of from snapshot_dates where is_comparison").fetchall()
    assert dates == [(date(2023, 11, 14),)]
    assert (date(2023, 11, 14),) not in connection.execute("select as_of from calendar").fetchall()
    assert connection.execute("select sum(customers) from snapshot_groups where as_of = '2023-11-14'").fetchone() == (
        1,
    )


def test_a_year_of_data_ends_the_warming_up(shop):
    shop.order("a", "2023-01-01", 10)
    shop.order("a", "2024-01-31", 10)
    connection = shop.build()
    rows = connection.execute(
        "select as_of, warming_up from calendar where as_of >= '2023-11-30' order by 1"
    ).fetchall()
    assert rows == [(date(2023, 11, 30), True), (date(2023, 12, 31), False), (date(2024, 1, 31), False)]


def test_history_keeps_the_newest_months(shop):
    shop.order("a", "2020-01-01", 10)
    shop.order("a", "2024-01-31", 10)
    connection = shop.build(Settings(history_months=13))
    assert connection.execute("select count(*), min(as_of) from calendar").fetchone() == (13, date(2023, 1, 31))


def test_a_setting_out_of_range_names_it_and_the_range():
    with pytest.raises(UserError, match=r"tier_share_a is 1\.5; it must lie between 0\.01 and 0\.99"):
        Settings(tier_share_a=1.5)
    with pytest.raises(UserError, match=r"tier_share_a \(0.97\) must be less than tier_share_b \(0.95\)"):
        Settings(tier_share_a=0.97)
    with pytest.raises(UserError, match="tier_method is best; it must be one of share, rank, amount"):
        Settings(tier_method="best")


def test_tiers_by_expected_value_rank_by_the_forecast_of_their_own_date():
    connection = shop_with_enough_repeaters().build(Settings(tier_value="expected", history_months=13))
    dates = connection.execute("select count(*), count(distinct as_of) from forecast_fit").fetchone()
    assert dates == (len(connection.execute("select as_of from snapshot_dates").fetchall()),) * 2
    wrong = connection.execute(
        "select count(*) from snapshot_rows as r inner join forecast_rows as f on r.as_of = f.as_of and"
        " r.customer_key = f.customer_key"
        " where r.tier is not null and r.value <> cast(f.expected_value as decimal(18, 4))"
    ).fetchone()
    ranked = connection.execute(
        "select count(*) from snapshot_rows inner join forecast_rows using (as_of, customer_key)"
    )
    assert wrong == (0,)
    assert ranked.fetchone()[0] > 100


def test_where_nothing_can_be_expected_yet_tiers_by_expected_value_rank_by_revenue(shop):
    for name, amount in (("ann", 90), ("bob", 10)):
        shop.order(name, "2024-01-10", amount)
    connection = shop.build(Settings(tier_value="expected"), history=False)
    assert connection.execute("select customer_id, value, tier from snapshots order by 1").fetchall() == [
        ("ann", 90, "A"),
        ("bob", 10, "B"),
    ]


def test_a_month_without_a_tier_ends_its_memory(shop):
    for day, ann, bob in (("2024-01-10", 1000, 10), ("2024-02-10", None, 10), ("2024-03-31", 1, 1000)):
        if ann:
            shop.order("ann", day, ann)
        shop.order("bob", day, bob)
    connection = shop.build(Settings(window_months=1, tier_memory=3), history=False)
    found = connection.execute("select customer_id, cast(tier as text) from snapshots where as_of = '2024-03-31'")
    assert sorted(found.fetchall()) == [("ann", "C"), ("bob", "A")]
