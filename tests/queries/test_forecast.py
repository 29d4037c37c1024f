"""The questions of the Forecast page: sums, groups and lists of the forecasts that are kept."""

from datetime import date

import pytest

from crm_core.queries import forecast, forecast_outcome
from crm_core.queries.scope import Scope
from tests.forecast import shop as shops
from tests.forecast.shop import CUSTOMERS, NEWEST, SETTINGS, YEAR_BEFORE

SCOPE = Scope(NEWEST)
NORTH = Scope(NEWEST, regions=("North",))


@pytest.fixture(scope="module")
def connection():
    """90 customers; c00 to c09 live in the North, c01 has a name; eve never bought."""
    shop = shops.shop()
    for number in range(10):
        shop.customer(f"c{number:02}", region="North", name="Ann" if number == 1 else None)
    shop.customer("eve")
    return shops.forecast(shop.build(SETTINGS))


def by_hand(connection, column, as_of=NEWEST, where="true"):
    """A value per customer_id from the kept rows."""
    return dict(
        connection.execute(
            f"select c.customer_id, f.{column} from forecast_rows as f inner join customers as c"
            f" on f.customer_key = c.customer_key where f.as_of = $as_of and {where}",
            {"as_of": as_of},
        ).fetchall()
    )


def test_the_fit_of_a_date(connection):
    fit = forecast.fit(connection, NEWEST)
    assert fit.is_enough
    assert (fit.customers, fit.repeat_customers) == (CUSTOMERS, CUSTOMERS)
    assert forecast.fit(connection, date(2024, 2, 29)) is None


def test_a_fit_in_words():
    fit = forecast.Fit(2.0, 8.0, 1.0, 4.0, 3.0, 4.0, 50.0, 100, 60)
    said = forecast.in_words(fit)
    assert said.days_a_year == pytest.approx(365.25 / 7 / 4)
    assert (said.leaving_share, said.spend_a_day) == (0.2, 50.0)


def test_a_fit_without_numbers_is_not_enough():
    assert not forecast.Fit(*[None] * 7, 30, 25).is_enough


def test_what_lies_ahead_is_the_sum_of_all_customers(connection):
    ahead = forecast.ahead(connection, SCOPE)
    assert ahead.customers == CUSTOMERS
    assert ahead.expected_buyers == pytest.approx(sum(by_hand(connection, "purchase_probability").values()))
    assert ahead.expected_revenue == pytest.approx(sum(by_hand(connection, "expected_revenue").values()))
    assert ahead.expected_value == pytest.approx(sum(by_hand(connection, "expected_value").values()))
    assert ahead.purchases_each == pytest.approx(sum(by_hand(connection, "expected_purchases").values()) / CUSTOMERS)
    window = connection.execute(
        "select sum(revenue) from snapshot_rows where as_of = $as_of and total_purchase_days > 0", {"as_of": NEWEST}
    ).fetchone()
    assert ahead.window_revenue == float(window[0])


def test_a_part_of_the_shop(connection):
    ahead = forecast.ahead(connection, NORTH)
    north = [f"c{number:02}" for number in range(10)]
    revenue = by_hand(connection, "expected_revenue")
    assert ahead.customers == 10
    assert ahead.expected_revenue == pytest.approx(sum(revenue[name] for name in north))
    assert sorted(forecast.customers(connection, NORTH, 50)["customer_id"]) == north
    assert sum(len(part) for part in forecast.chunks(connection, NORTH)) == 10


def test_a_part_without_anybody(connection):
    nobody = Scope(NEWEST, regions=("South",))
    assert forecast.ahead(connection, nobody).customers == 0
    assert forecast_outcome.outcome(connection, nobody) is None
    assert forecast.customers(connection, nobody, 5).empty
    assert [len(part) for part in forecast.chunks(connection, nobody)] in ([], [0])


@pytest.mark.parametrize("question", [forecast.tiers, forecast.chances])
def test_groups_add_up_to_the_whole(connection, question):
    found = question(connection, SCOPE)
    assert found["customers"].sum() == CUSTOMERS
    assert found["expected_revenue"].sum() == pytest.approx(forecast.ahead(connection, SCOPE).expected_revenue)


def test_tiers_are_those_of_the_snapshot(connection):
    found = forecast.tiers(connection, SCOPE)
    expected = connection.execute(
        "select cast(tier as text), count(*), cast(sum(revenue) as double) from snapshot_rows where as_of = $as_of and"
        " total_purchase_days > 0 group by snapshot_rows.tier order by snapshot_rows.tier nulls last",
        {"as_of": NEWEST},
    ).fetchall()
    rows = found[["tier", "customers", "window_revenue"]].astype(object).where(found.notna(), None)
    assert list(rows.itertuples(index=False, name=None)) == expected
    assert expected[-1][0] is None


def test_chances_are_in_tenths(connection):
    found = forecast.chances(connection, SCOPE)
    tenths = [min(int(10 * chance), 9) for chance in by_hand(connection, "purchase_probability").values()]
    assert dict(found.groupby("chance_tenth")["customers"].sum()) == {t: tenths.count(t) for t in set(tenths)}


def test_the_outcome_of_a_year_ago_can_be_asked_at_both_dates(connection):
    outcome = forecast_outcome.outcome(connection, SCOPE)
    assert outcome == forecast_outcome.outcome(connection, Scope(YEAR_BEFORE))
    assert (outcome.as_of, outcome.until_day, outcome.warming_up) == (YEAR_BEFORE, NEWEST, False)
    assert outcome.customers == CUSTOMERS
    assert outcome.expected_revenue == pytest.approx(sum(by_hand(connection, "expected_revenue", YEAR_BEFORE).values()))
    assert forecast_outcome.outcome(connection, Scope(date(2024, 2, 29))) is None


def test_calibration_gives_means_a_customer(connection):
    found = forecast_outcome.calibration(connection, SCOPE)
    outcome = forecast_outcome.outcome(connection, SCOPE)
    assert found["prediction_group"].tolist() == list(range(1, 11))
    assert found["expected_purchases"].is_monotonic_increasing
    assert (found["customers"] * found["purchases"]).sum() == pytest.approx(outcome.purchases)
    assert (found["customers"] * found["revenue"]).sum() == pytest.approx(outcome.revenue)
    assert not found["is_enough"].any()


def test_a_group_of_thirty_is_enough(connection):
    connection.execute("begin")
    connection.execute("update forecast_outcomes set customers = 30 where prediction_group = 4")
    connection.execute("update forecast_outcomes set customers = 29 where prediction_group = 5")
    found = forecast_outcome.calibration(connection, SCOPE)
    connection.execute("rollback")
    assert found.loc[found["is_enough"], "prediction_group"].tolist() == [4]


def test_customers_come_by_falling_value(connection):
    found = forecast.customers(connection, SCOPE, 5)
    values = by_hand(connection, "expected_value")
    best = sorted(values, key=lambda name: -values[name])[:5]
    assert found["customer_id"].tolist() == best
    assert found["expected_value"].tolist() == [values[name] for name in best]
    everybody = forecast.customers(connection, SCOPE, 1000)
    assert len(everybody) == CUSTOMERS
    assert everybody.loc[everybody["customer_id"] == "c01", "name"].tolist() == ["Ann"]


def test_alive_is_unknown_of_who_bought_once(connection):
    found = forecast.customers(connection, Scope(YEAR_BEFORE), 1000)
    assert found["alive"].isna().sum() == CUSTOMERS - forecast.fit(connection, YEAR_BEFORE).repeat_customers > 0


def test_the_forecast_of_one_customer(connection):
    key = connection.execute("select customer_key from customers where customer_id = 'c03'").fetchone()[0]
    found = forecast.of_customer(connection, NEWEST, key)
    assert found.expected_value == by_hand(connection, "expected_value")["c03"]
    assert 0 < found.alive <= 1
    eve = connection.execute("select customer_key from customers where customer_id = 'eve'").fetchone()[0]
    assert forecast.of_customer(connection, NEWEST, eve) is None
    assert forecast.of_customer(connection, date(2024, 2, 29), key) is None


def test_whether_the_sums_are_made(connection):
    assert forecast.is_summed_up(connection, NEWEST)
    assert not forecast.is_summed_up(connection, date(2024, 2, 29))
