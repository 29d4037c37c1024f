"""The forecast of a shop against plain Python, one customer at a time, and what is written where."""

from datetime import date

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from crm_core.database import transaction
from crm_core.forecast import bgnbd, gamma_gamma, scoring
from crm_core.forecast.histories import Histories
from crm_core.settings import Settings, changed
from tests.forecast import shop as shops
from tests.forecast.shop import CUSTOMERS, NEWEST, SETTINGS, YEAR_BEFORE, purchases_of, refunds_of


@pytest.fixture(scope="module")
def connection():
    return shops.forecast(shops.shop().build(SETTINGS))


def known(number, as_of):
    """Purchases and refunds of a customer up to a date: x, t_x, T in weeks, spend after the first day."""
    bought = [(day, amount) for day, amount in purchases_of(number) if day <= as_of]
    if not bought:
        return None
    first, last = bought[0][0], bought[-1][0]
    given_back = sum(amount for day, amount in refunds_of(number) if day <= as_of)
    spend = sum(amount for _day, amount in bought[1:]) - given_back
    return len(bought) - 1, (last - first).days / 7, (as_of - first).days / 7, spend


def histories(as_of):
    rows = [row for number in range(CUSTOMERS) if (row := known(number, as_of))]
    return np.array(rows, dtype=float).T


def parameters(connection, as_of):
    row = connection.execute(
        "select r, alpha, a, b, p, q, gamma from forecast_fit where as_of = $as_of", {"as_of": as_of}
    ).fetchone()
    return tuple(row)


def purchases_by(r, alpha, a, b, x, T, weeks):
    """Expected purchases of who is alive: the mean over the probability of leaving, by quadrature."""
    u, power = weeks / (alpha + T), r + x
    value, _error = quad(
        lambda p: (1 - (1 + p * u) ** -power) / p * beta.pdf(p, a, b + x), 0, 1,
        points=[beta.mean(a, b + x)], limit=500, epsrel=1e-9,
    )  # fmt: skip
    return value


def expected(connection, as_of, number):
    """(probability, purchases, revenue, value, alive) of one customer, by the formulas, without arrays."""
    r, alpha, a, b, p, q, gamma = parameters(connection, as_of)
    x, t_x, T, spend = known(number, as_of)
    alive = 1 / (1 + a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x)) if x else 1.0
    ends = [date(as_of.year, 9, 30), date(as_of.year, 12, 31), date(as_of.year + 1, 3, 31), date(as_of.year + 1, 6, 30)]
    weeks = [0.0] + [(end - as_of).days / 7 for end in ends]
    by_then = [alive * purchases_by(r, alpha, a, b, x, T, t) if t else 0.0 for t in weeks]
    discounted = sum((by_then[k + 1] - by_then[k]) / 1.1 ** ((2 * k + 1) / 8) for k in range(4))
    a_day = p * (gamma + max(spend, 0)) / (p * x + q - 1)
    chance = alive * (1 - ((alpha + T) / (alpha + T + weeks[-1])) ** (r + x))
    return chance, by_then[-1], by_then[-1] * a_day, discounted * a_day, alive if x else None


@pytest.mark.parametrize("as_of", [NEWEST, YEAR_BEFORE])
def test_the_fit_is_that_of_the_histories(connection, as_of):
    x, t_x, T, spend = histories(as_of)
    purchases, money = bgnbd.fit(Histories.of(x, t_x, T)), gamma_gamma.fit(x, spend / np.maximum(x, 1))
    assert parameters(connection, as_of) == pytest.approx(
        (purchases.r, purchases.alpha, purchases.a, purchases.b, money.p, money.q, money.gamma), rel=1e-3
    )
    row = connection.execute(
        "select log_likelihood, customers, repeat_customers from forecast_fit where as_of = $as_of", {"as_of": as_of}
    ).fetchone()
    assert row == pytest.approx((purchases.log_likelihood, len(x), int((x > 0).sum())))


@pytest.mark.parametrize("as_of", [NEWEST, YEAR_BEFORE])
def test_every_customer_is_scored_by_the_formulas(connection, as_of):
    rows = connection.execute(
        "select c.customer_id, f.* exclude (as_of, customer_key) from forecast_rows as f"
        " inner join customers as c on f.customer_key = c.customer_key where f.as_of = $as_of order by 1",
        {"as_of": as_of},
    ).fetchall()
    numbers = [number for number in range(CUSTOMERS) if known(number, as_of)]
    assert [row[0] for row in rows] == [f"c{number:02}" for number in numbers]
    for number, row in zip(numbers, rows, strict=True):
        *numbers_of_it, alive = expected(connection, as_of, number)
        assert row[1:-1] == pytest.approx(tuple(numbers_of_it), rel=1e-6)
        assert row[-1] is None if alive is None else row[-1] == pytest.approx(alive)


def test_who_gave_back_more_than_it_spent_is_expected_to_spend_little_but_something(connection):
    x, _t_x, _T, spend = known(7, NEWEST)
    assert (x, spend < 0) == (1, True)
    row = connection.execute(
        "select f.expected_revenue / f.expected_purchases from forecast_rows as f inner join customers as c"
        " on f.customer_key = c.customer_key where c.customer_id = 'c07' and f.as_of = $as_of",
        {"as_of": NEWEST},
    ).fetchone()
    *_, p, q, gamma = parameters(connection, NEWEST)
    assert row[0] == pytest.approx(p * gamma / (p + q - 1))


def test_margin_and_discount_change_the_value_alone(connection):
    sums = "select sum(expected_revenue), sum(expected_value) from forecast_rows where as_of = $as_of"
    revenue, value = connection.execute(sums, {"as_of": NEWEST}).fetchone()
    assert value < revenue
    settings = changed(Settings(), margin_rate=0.4, discount_rate=0.0)
    connection.execute("begin")
    scoring.fit_and_score(connection, NEWEST, settings)
    found = connection.execute(sums, {"as_of": NEWEST}).fetchone()
    connection.execute("rollback")
    assert found == pytest.approx((revenue, 0.4 * revenue))


def test_a_shorter_forecast_expects_less(connection):
    sums = "select sum(expected_purchases), max(purchase_probability) from forecast_rows where as_of = $as_of"
    year = connection.execute(sums, {"as_of": NEWEST}).fetchone()
    connection.execute("begin")
    scoring.fit_and_score(connection, NEWEST, changed(Settings(), forecast_months=4))
    months = connection.execute(sums, {"as_of": NEWEST}).fetchone()
    connection.execute("rollback")
    assert 0 < months[0] < year[0]
    assert months[1] < year[1]


def test_any_snapshot_date_can_be_forecast(connection):
    connection.execute("begin")
    scoring.fit_and_score(connection, date(2023, 10, 31), Settings())
    found = connection.execute("select as_of from forecast_fit order by as_of").fetchall()
    connection.execute("rollback")
    assert [row[0] for row in found] == [YEAR_BEFORE, date(2023, 10, 31), NEWEST]


def test_forecasting_again_changes_nothing(connection):
    before = connection.execute("from forecast_rows order by as_of, customer_key").fetchall()
    with transaction(connection):
        scoring.fit_and_score(connection, YEAR_BEFORE, Settings())
        scoring.sum_up(connection)
    assert connection.execute("from forecast_rows order by as_of, customer_key").fetchall() == before


def test_the_outcome_is_what_each_customer_then_did(connection):
    found = connection.execute(
        "select sum(customers), sum(expected_purchases), sum(purchases), sum(naive_purchases), sum(purchases_error),"
        " sum(naive_purchases_error), sum(revenue), sum(naive_revenue), min(until_day) from forecast_outcomes"
    ).fetchone()
    totals = np.zeros(7)
    for number in range(CUSTOMERS):
        if known(number, YEAR_BEFORE):
            came = [(d, amount) for d, amount in purchases_of(number) if YEAR_BEFORE < d <= NEWEST]
            before = [(d, amount) for d, amount in purchases_of(number) if date(2022, 7, 1) <= d <= YEAR_BEFORE]
            ahead = expected(connection, YEAR_BEFORE, number)[1]
            totals += (
                1, ahead, len(came), len(before), abs(len(came) - ahead), abs(len(came) - len(before)),
                sum(amount for _day, amount in came),
            )  # fmt: skip
    assert found[:7] == pytest.approx(tuple(totals))
    naive = sum(
        amount
        for number in range(CUSTOMERS)
        for d, amount in purchases_of(number)
        if date(2022, 7, 1) <= d <= YEAR_BEFORE
    )
    assert found[7] == pytest.approx(naive - 500)
    assert found[8] == NEWEST


def test_groups_of_predictions_are_tenths_and_never_split_ties(connection):
    rows = connection.execute(
        "select prediction_group, sum(customers) from forecast_outcomes group by 1 order by 1"
    ).fetchall()
    predicted = sorted(
        row[0]
        for row in connection.execute(
            "select expected_purchases from forecast_rows where as_of = $as_of", {"as_of": YEAR_BEFORE}
        ).fetchall()
    )
    groups = [1 + 10 * predicted.index(value) // len(predicted) for value in predicted]
    assert rows == [(group, groups.count(group)) for group in sorted(set(groups))]


def test_equal_predictions_are_one_group_however_many(connection):
    connection.execute("begin")
    connection.execute("update forecast_rows set expected_purchases = 0.5 where expected_purchases < 1")
    equal = connection.execute(
        "select count(*) from forecast_rows where expected_purchases = 0.5 and as_of = $as_of", {"as_of": YEAR_BEFORE}
    ).fetchone()[0]
    scoring.sum_up(connection)
    rows = connection.execute(
        "select prediction_group, sum(customers) from forecast_outcomes group by 1 order by 1"
    ).fetchall()
    connection.execute("rollback")
    assert equal > 20
    assert rows[0] == (1, equal)


def test_sums_by_label_are_the_sums_of_their_customers(connection):
    sums = (
        "select sum({one}), sum(expected_purchases), sum(expected_revenue), sum(expected_value) from {table}"
        " where as_of = $as_of"
    )
    for as_of in (NEWEST, YEAR_BEFORE):
        found = connection.execute(sums.format(one="customers", table="forecast_groups"), {"as_of": as_of}).fetchone()
        rows = connection.execute(sums.format(one="1", table="forecast_rows"), {"as_of": as_of}).fetchone()
        assert found == pytest.approx(rows)


def test_too_little_data_leaves_a_fit_without_numbers():
    connection = shops.forecast(shops.shop(customers=30).build(SETTINGS))
    fits = connection.execute("from forecast_fit order by as_of").fetchall()
    assert [row[:9] for row in fits] == [(YEAR_BEFORE, *[None] * 8), (NEWEST, *[None] * 8)]
    assert [row[9:] for row in fits] == [(30, 25), (30, 30)]
    assert connection.execute("select count(*) from forecast_rows").fetchone() == (0,)
    assert connection.execute("select count(*) from forecast_groups").fetchone() == (0,)


def test_only_a_year_can_be_held_against_a_year(connection):
    connection.execute("begin")
    connection.execute("update settings set forecast_months = 6")
    scoring.sum_up(connection)
    found = connection.execute("select count(*) from forecast_outcomes").fetchone()
    connection.execute("rollback")
    assert found == (0,)
