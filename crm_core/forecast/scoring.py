"""The forecast of a shop: both models fitted to everybody's history at a date, and every customer scored by them."""

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from crm_core.forecast import bgnbd, expectation, gamma_gamma
from crm_core.forecast.histories import Histories, Numbers, TooLittleData
from crm_core.forecast.horizon import DAYS_A_WEEK, Piece, pieces
from crm_core.labelling import make, model
from crm_core.settings import Settings

HISTORY_STEPS = (("table", "purchase_histories"), ("view", "history_groups"), ("table", "repeat_spend"))


def fit_and_score(connection: duckdb.DuckDBPyConnection, as_of: date, settings: Settings) -> None:
    """Write the one row of forecast_fit and the rows of forecast_rows of any date in snapshot_dates, in place of what
    is there. With too little data the fit has no parameters, and no customer a row.

    Reads customer_periods and events, not the labels; the caller holds the transaction.
    """
    _prepare(connection, as_of)
    groups = connection.execute("from history_groups").fetchnumpy()
    days = {name: np.asarray(groups[name], dtype=np.float64) for name in groups}
    histories = Histories.of(
        days["x"], days["days_to_last"] / DAYS_A_WEEK, days["days_observed"] / DAYS_A_WEEK, days["customers"]
    )
    purchases = bgnbd.fit(histories)
    spend = _fit_spend(connection) if isinstance(purchases, bgnbd.Fit) else None
    _write_fit(connection, as_of, histories, purchases, spend)
    if isinstance(purchases, bgnbd.Fit) and isinstance(spend, gamma_gamma.Fit):
        ahead = pieces(as_of, settings.forecast_months, settings.discount_rate)
        columns = score(purchases, histories, ahead, settings.margin_rate)
        _write_rows(connection, {name: groups[name] for name in ("x", "days_to_last", "days_observed")} | columns)


def sum_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what pages ask out of all forecasts that are there; their dates must be labelled by now."""
    for name in ("forecast_groups", "forecast_outcomes"):
        connection.execute(f"delete from {name}")
        connection.execute(f"insert into {name} by name {model(name)}")


def score(fit: bgnbd.Fit, histories: Histories, ahead: list[Piece], margin_rate: float) -> dict[str, Numbers]:
    """One value per group: purchase_probability, alive, expected_purchases, and valued_purchases: each quarter's
    purchase days times what money from then is worth now, times the margin rate."""
    alive = expectation.probability_alive(fit, histories)
    before = valued = np.zeros_like(alive)
    for piece in ahead:
        by_then = expectation.expected_purchases(fit, histories, piece.weeks)
        valued = valued + (by_then - before) * piece.worth
        before = by_then
    return {
        "purchase_probability": expectation.purchase_probability(fit, histories, ahead[-1].weeks),
        "expected_purchases": before,
        "valued_purchases": valued * margin_rate,
        "alive": alive,
    }


def _prepare(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    for table in ("forecast_fit", "forecast_rows"):
        connection.execute(f"delete from {table} where as_of = $as_of", {"as_of": as_of})
    connection.execute(
        "create or replace temp table forecasting as select as_of, last_period from snapshot_periods"
        " where as_of = $as_of",
        {"as_of": as_of},
    )
    make(connection, HISTORY_STEPS)


def _fit_spend(connection: duckdb.DuckDBPyConnection) -> gamma_gamma.Fit | TooLittleData:
    spend = connection.execute("select x, mean_spend from repeat_spend order by customer_key").fetchnumpy()
    return gamma_gamma.fit(np.asarray(spend["x"], dtype=np.float64), np.asarray(spend["mean_spend"]))


def _write_fit(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    histories: Histories,
    purchases: bgnbd.Fit | TooLittleData,
    spend: gamma_gamma.Fit | TooLittleData | None,
) -> None:
    row: dict[str, Any] = dict.fromkeys(("r", "alpha", "a", "b", "p", "q", "gamma", "log_likelihood"))
    row |= {"as_of": as_of, "customers": histories.customers, "repeat_customers": histories.repeat_customers}
    if isinstance(purchases, bgnbd.Fit):
        row |= {name: getattr(purchases, name) for name in ("r", "alpha", "a", "b", "log_likelihood")}
    if isinstance(spend, gamma_gamma.Fit):
        row |= {name: getattr(spend, name) for name in ("p", "q", "gamma")}
    connection.execute(
        f"insert into forecast_fit ({', '.join(row)}) values ({', '.join(f'${name}' for name in row)})", row
    )


def _write_rows(connection: duckdb.DuckDBPyConnection, columns: dict[str, Any]) -> None:
    connection.register("scored_groups", pd.DataFrame(columns))
    try:
        connection.execute(f"insert into forecast_rows by name {model('forecast_rows')}")
    finally:
        connection.unregister("scored_groups")
