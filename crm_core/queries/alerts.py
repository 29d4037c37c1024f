"""Alerts: what changed since an earlier snapshot that deserves a look, each with its rule and the customers behind it.

What happens by chance is no alert: shares are compared by Newcombe's interval, counts by their Poisson error, sums of
revenue by the spread of the customers' own changes, each at Z_ALARM standard errors (crm_core.statistics).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import duckdb
import pandas as pd

from crm_core.database import SQL
from crm_core.queries.alert_groups import Sums, drying
from crm_core.queries.kept_sums import are_kept
from crm_core.queries.scope import Scope, condition
from crm_core.statistics import ENOUGH, Z_ALARM, difference, standard_errors

Code = Literal[
    "key_lost", "key_lost_soon", "key_wavering", "left_a", "concentration", "source", "new_customers", "region", "kind",
    "owner", "refunds", "nameless", "won_back", "new_key",
]  # fmt: skip
OF_KEY_CUSTOMERS: tuple[Code, ...] = ("key_lost", "key_lost_soon", "key_wavering", "left_a", "won_back", "new_key")
GOOD: tuple[Code, ...] = ("won_back", "new_key")

AT_MOST = 7
SOON_DAYS = 14  # long enough to call, short enough to be urgent
CONCENTRATION_POINTS = 0.02  # of a million a year, 20,000 more that hang on ten customers
NAMELESS_POINTS = 0.01  # the labels know one part in a hundred less of what the shop sells
REFUND_POINTS = 0.01  # one more customer in a hundred sends something back
FEWER_FIRST = 0.8  # first purchases below this part of the year before: a fifth fewer is more than a warm summer
FEWER_OF_SOURCE = 0.7  # below this part of what was to be expected a source runs dry, it does not only shrink


def _sql(name: str) -> str:
    return (SQL / "alerts" / f"{name}.sql").read_text("utf-8")


KEY_CUSTOMERS = _sql("key_customers")
BY_ALERT = """
select
    alert,
    cause,
    cast(sum(customers) as bigint) as customers,
    cast(sum(money) as double) as money
from {sums}
where $scope_keys is null or list_contains($scope_keys, scope_key)
group by alert, cause
"""
ALERT_SUMS = f"""
select
    scope_key,
    alert,
    cause,
    count(*) as customers,
    sum(money) as money
from ({KEY_CUSTOMERS})
group by scope_key, alert, cause
"""
# Key customers who waver at both snapshots, and what the window's revenue is.
SCENE = """
select
    as_of = $as_of as is_now,
    coalesce(sum(customers) filter (where tier = 'A' and stage = 'wavering'), 0) as wavering,
    coalesce(sum(customers) filter (where tier is not null), 0) as customers,
    cast(coalesce(sum(revenue), 0) as double) as revenue
from snapshot_groups
where as_of in ($as_of, $since) and {where}
group by as_of
"""
NAMELESS = """
select
    as_of = $as_of as is_now,
    cast(net_revenue as double) as revenue,
    cast(unidentified_revenue as double) as nameless
from window_totals
where as_of in ($as_of, $since)
"""
FIRST_PURCHASES, LARGEST, REFUNDS = _sql("first_purchases"), _sql("largest"), _sql("refunds")
ANY_REFUND = "select 1 from customer_periods where has_refund limit 1"
SCOPE_KEYS = "select scope_key from scopes where {where}"
REVENUES = "select region, kind, owner, as_of = $as_of, cast(sum(revenue) as double) from snapshot_groups"
REVENUES += " where as_of in ($as_of, $since) and {where} group by all"


@dataclass(frozen=True)
class Alert:
    """One thing that changed. money: what is at stake in a year, in the shop's currency, by which alerts are ordered.

    now, before: customers, or shares (0-1) for concentration, refunds and nameless, or revenue for region, kind and
    owner, or first purchases (before: to be expected) for source and new_customers. group: the source, region, kind or
    owner. customers: how many stand behind it, None where that is not counted. causes: of left_a, customers by cause.
    others: of region, kind and owner, the relative change of all others.
    """

    code: Code
    now: float
    before: float | None
    money: float
    customers: int | None = None
    group: str | None = None
    causes: dict[str, int] = field(default_factory=dict)
    others: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether it is good news."""
        return self.code in GOOD


@dataclass(frozen=True)
class Looked:
    """What is asked about: a scope's snapshot against that of `since`. scope_keys None: all customers."""

    scope: Scope
    since: date
    scope_keys: list[int] | None

    def fill(self, sql: str, **more: Any) -> dict[str, Any]:
        """The parameters that the question names."""
        values = {"as_of": self.scope.as_of, "since": self.since, "scope_keys": self.scope_keys, "soon_days": SOON_DAYS}
        return {name: value for name, value in (values | more).items() if f"${name}" in sql}


def alerts(connection: duckdb.DuckDBPyConnection, scope: Scope, since: date) -> tuple[Alert, ...]:
    """What changed between the snapshot of `since` and the scope's: what needs somebody first, then good news, each by
    the money at stake; at most seven."""
    looked = look(connection, scope, since)
    found = [alert for ask in QUESTIONS for alert in ask(connection, looked)]
    found.sort(key=lambda alert: (alert.is_good, -alert.money))
    return tuple(found[:AT_MOST])


def look(connection: duckdb.DuckDBPyConnection, scope: Scope, since: date) -> Looked:
    """The scope with the keys of its parts."""
    if not scope.is_filtered:
        return Looked(scope, since, None)
    where, parameters = condition(scope)
    rows = connection.execute(SCOPE_KEYS.format(where=where), parameters).fetchall()
    return Looked(scope, since, [row[0] for row in rows])


def key_customers(connection: duckdb.DuckDBPyConnection, looked: Looked) -> list[Alert]:
    """Lost, soon lost, wavering, fallen out of A; come back, new in A. Each customer is in one of them."""
    kept = are_kept(connection, looked.scope.as_of, looked.since)
    sql = BY_ALERT.format(sums="alert_sums" if kept else f"({ALERT_SUMS})")
    rows = connection.execute(sql, looked.fill(sql)).df()
    wavering = scene(connection, looked)["wavering"]
    found = []
    for code in OF_KEY_CUSTOMERS:
        of_code = rows[rows["alert"] == code]
        if of_code.empty:
            continue
        customers = int(of_code["customers"].sum())
        causes = dict(zip(of_code["cause"], of_code["customers"].astype(int), strict=True)) if code == "left_a" else {}
        is_state = code == "key_wavering"
        found.append(
            Alert(
                code,
                wavering[True] if is_state else customers,
                wavering[False] if is_state else None,
                float(of_code["money"].sum()),
                customers,
                causes={str(cause): n for cause, n in causes.items() if isinstance(cause, str)},
            )
        )
    return found


def scene(connection: duckdb.DuckDBPyConnection, looked: Looked) -> dict[str, dict[bool, float]]:
    """wavering (key customers), customers (of the window) and revenue, each now (True) and then (False)."""
    where, parameters = condition(looked.scope)
    rows = connection.execute(SCENE.format(where=where), parameters | looked.fill(SCENE)).fetchall()
    by_date = {bool(row[0]): row[1:] for row in rows}
    names = ("wavering", "customers", "revenue")
    return {
        name: {is_now: float(by_date.get(is_now, (0, 0, 0))[place]) for is_now in (True, False)}
        for place, name in enumerate(names)
    }


def concentration(connection: duckdb.DuckDBPyConnection, looked: Looked) -> list[Alert]:
    """More of the revenue hangs on the ten largest; of fewer than 30 customers ten are always many."""
    rows = {bool(row[0]): row[1:] for row in connection.execute(LARGEST, looked.fill(LARGEST)).fetchall()}
    if len(rows) < 2 or any(customers < ENOUGH or revenue <= 0 for customers, revenue, _ten in rows.values()):
        return []
    shares = {is_now: ten / revenue for is_now, (_customers, revenue, ten) in rows.items()}
    more = shares[True] - shares[False]
    if more < CONCENTRATION_POINTS:
        return []
    return [Alert("concentration", shares[True], shares[False], more * rows[True][1], 10)]


def sources(connection: duckdb.DuckDBPyConnection, looked: Looked) -> list[Alert]:
    """A source brings fewer first customers of late, or all of them together do; only what was not so then already."""
    rows = connection.execute(FIRST_PURCHASES, looked.fill(FIRST_PURCHASES)).df()
    now, then = (_dry(rows[rows["is_now"] == is_now]) for is_now in (True, False))
    before = {(alert.code, alert.group) for alert in then}
    return [alert for alert in now if (alert.code, alert.group) not in before]


def _dry(rows: pd.DataFrame) -> list[Alert]:
    if rows.empty:
        return []
    found = _dry_sources(rows) if rows["can_tell"].all() else []
    recent, year_before = int(rows["recent"].sum()), int(rows["year_before"].sum())
    is_fewer = recent < FEWER_FIRST * year_before and standard_errors(recent, year_before) < -Z_ALARM
    if rows["can_tell_year"].all() and is_fewer:
        missing = year_before - recent
        found.append(Alert("new_customers", recent, year_before, missing * _each(rows), recent))
    return found


def _dry_sources(rows: pd.DataFrame) -> list[Alert]:
    """Against all first purchases of the same days: a season, or a shop that grows, is no drying source."""
    recent, earlier = int(rows["recent"].sum()), int(rows["earlier"].sum())
    found = []
    for row in rows[rows["source"].notna()].to_dict("records"):
        of_recent, of_earlier = int(row["recent"]), int(row["earlier"])
        others, others_before = recent - of_recent, earlier - of_earlier
        if not others or not others_before or not of_earlier:
            continue
        expected = of_earlier * others / others_before
        rarer = difference(of_recent, recent, of_earlier, earlier, Z_ALARM)[1] < 0
        if rarer and of_recent < FEWER_OF_SOURCE * expected:
            money = (expected - of_recent) * float(row["revenue_each"])
            found.append(Alert("source", of_recent, expected, money, of_recent + of_earlier, str(row["source"])))
    return found


def _each(rows: pd.DataFrame) -> float:
    """What a newcomer of the 364 days brings, over all sources."""
    customers = rows["recent"] + rows["earlier"]
    return float((rows["revenue_each"] * customers).sum() / customers.sum()) if customers.sum() else 0.0


def groups(connection: duckdb.DuckDBPyConnection, looked: Looked) -> list[Alert]:
    """Revenue of a region, kind or account manager that falls against all others, by more than chance."""
    where, parameters = condition(looked.scope)
    rows = connection.execute(REVENUES.format(where=where), parameters | looked.fill(REVENUES)).fetchall()
    found = drying(
        [Sums((region, kind, owner), is_now, revenue) for region, kind, owner, is_now, revenue in rows],
        lambda sql: connection.execute(sql, looked.fill(sql)).df(),
    )
    return [
        Alert(dry.field, dry.now, dry.before, dry.missing, dry.customers, dry.value, others=dry.others) for dry in found
    ]


def refunds(connection: duckdb.DuckDBPyConnection, looked: Looked) -> list[Alert]:
    """More of those who bought sent something back than in the same days a year before."""
    if connection.execute(ANY_REFUND).fetchone() is None:
        return []
    row = connection.execute(REFUNDS, looked.fill(REFUNDS)).fetchone()
    active, refunding, active_before, refunding_before = row or (0, 0, 0, 0)
    if not active or not active_before:
        return []
    now, before = refunding / active, refunding_before / active_before
    if now - before < REFUND_POINTS or difference(refunding, active, refunding_before, active_before, Z_ALARM)[0] <= 0:
        return []
    at = scene(connection, looked)
    each = at["revenue"][True] / at["customers"][True] if at["customers"][True] else 0.0
    return [Alert("refunds", now, before, max((now - before) * active * each, 0.0), refunding)]


def nameless(connection: duckdb.DuckDBPyConnection, looked: Looked) -> list[Alert]:
    """A larger part of the shop's revenue names no customer; under filters there is none of it."""
    if looked.scope.is_filtered:
        return []
    rows = {bool(row[0]): row[1:] for row in connection.execute(NAMELESS, looked.fill(NAMELESS)).fetchall()}
    if len(rows) < 2 or any(revenue <= 0 for revenue, _nameless in rows.values()):
        return []
    shares = {is_now: part / revenue for is_now, (revenue, part) in rows.items()}
    more = shares[True] - shares[False]
    return [Alert("nameless", shares[True], shares[False], more * rows[True][0])] if more >= NAMELESS_POINTS else []


QUESTIONS: tuple[Callable[[duckdb.DuckDBPyConnection, Looked], list[Alert]], ...] = (
    key_customers, concentration, sources, groups, refunds, nameless,
)  # fmt: skip
