"""What the Data quality page asks: what in the data deserves a look, and how much of it that touches."""

from dataclasses import dataclass, field
from typing import Any

import duckdb

from crm_core.queries.quality_rules import BY_NAME, RULES, found, parameters

# Below one in a thousand rows, and of revenue, a finding is a note.
WORTH_A_LOOK = 0.001
# Up to so many orders every rule takes a moment only.
ORDERS_AT_ONCE = 300_000

TOTALS = """
with order_counts as (
    select count(*) as orders
    from order_rows
    where superseded_by is null and is_counted and not is_refund
),

day_sums as (
    select
        cast(coalesce(sum(purchases), 0) as bigint) as purchases,
        cast(coalesce(sum(net_revenue), 0) as double) as net_revenue,
        coalesce(date_diff('day', min(day), max(day)) + 1, 0) as days,
        coalesce(date_diff('month', min(day), max(day)) + 1, 0) as months
    from days
)

select
    c.orders,
    d.purchases,
    d.net_revenue,
    d.days,
    d.months,
    (select count(*) from customers) as customers,
    (select count(*) from survey_rows where superseded_by is null) as answers,
    (select cast(coalesce(sum(rows_in_file), 0) as bigint) from imports where undone_at is null) as rows_in_files
from order_counts as c
cross join day_sums as d
"""

# One row: how many rows the rule found, and their amount.
OF_ORDERS = "select count(*) as found, cast(sum(abs(amount)) as double) as amount from {name}"
OF_OTHERS = "select count(*) as found, null as amount from {name}"
# What the sentences on a finding say beside its count and amount.
COUNTS = {
    "unnamed_orders": """
        select
            cast(coalesce(sum(unidentified_purchases), 0) as bigint) as found,
            cast(sum(unidentified_revenue) as double) as amount
        from days
    """,
    "rejected_rows": """
        select
            cast(coalesce(sum(rejected), 0) as bigint) as found,
            null as amount,
            count(distinct import_id) as files
        from rejected_rows
    """,
    "gaps_in_time": """
        select
            cast(coalesce(sum(days), 0) as bigint) as found,
            null as amount,
            count(*) as gaps,
            max(days) as longest,
            arg_max(first_day, (days, -epoch(first_day))) as first_day,
            arg_max(last_day, (days, -epoch(first_day))) as last_day
        from gaps_in_time
    """,
    "thin_months": """
        select
            count(*) as found,
            null as amount,
            arg_min(month, (purchases / usual, month)) as month,
            arg_min(purchases, (purchases / usual, month)) as purchases,
            arg_min(usual, (purchases / usual, month)) as usual
        from thin_months
    """,
    "busy_days": """
        select
            cast(coalesce(sum(purchases), 0) as bigint) as found,
            cast(sum(net_revenue) as double) as amount,
            count(*) as busy_days,
            arg_max(day, (purchases, day)) as day,
            max(purchases) as most,
            max(usual) as usual
        from busy_days
    """,
    "far_large_orders": """
        select
            count(o.order_id) as found,
            cast(sum(o.amount) as double) as amount,
            cast(any_value(l.far_above) as double) as beyond,
            cast(any_value(l.usual_low) as double) as usual_low,
            cast(any_value(l.usual_high) as double) as usual_high
        from far_large_orders as o
        cross join far_amount_limits as l
    """,
    "far_small_orders": """
        select
            count(o.order_id) as found,
            cast(sum(o.amount) as double) as amount,
            cast(any_value(l.far_below) as double) as beyond,
            cast(any_value(l.usual_low) as double) as usual_low,
            cast(any_value(l.usual_high) as double) as usual_high
        from far_small_orders as o
        cross join far_amount_limits as l
    """,
    "refunds_too_large": """
        select
            count(*) as found,
            cast(sum(refunded - amount) as double) as amount
        from refunds_too_large
    """,
    "lines_that_differ": """
        select
            count(*) as found,
            cast(sum(abs(amount - lines_amount)) as double) as amount,
            cast(sum(lines_amount) / nullif(sum(amount), 0) as double) as lines_share
        from lines_that_differ
    """,
    "numbered_orders": """
        select
            cast(coalesce(sum(missing), 0) as bigint) as found,
            null as amount,
            cast(any_value(first_number) as bigint) as first_number,
            cast(any_value(last_number) as bigint) as last_number
        from numbered_orders
    """,
    "changed_values": """
        select
            cast(coalesce(sum(values_changed), 0) as bigint) as found,
            null as amount,
            count(*) as files
        from changed_values
    """,
}


@dataclass(frozen=True)
class Totals:
    """What the findings are shares of; all counts of rows in force. Money in the shop's currency."""

    orders: int
    purchases: int
    net_revenue: float
    days: int
    months: int
    customers: int
    answers: int
    rows: int


@dataclass(frozen=True)
class Finding:
    """What one rule found: how many of how many, their amount (None where there is none) and its share of revenue.

    facts: what else its sentence says: days as dates, money as floats.
    """

    name: str
    count: int
    of: int
    amount: float | None = None
    revenue: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Of all such rows, how many (0–1); None without any."""
        return min(self.count / self.of, 1.0) if self.of else None

    @property
    def amount_share(self) -> float | None:
        """Its amount compared with net revenue (0–1); None without either."""
        return min(abs(self.amount) / self.revenue, 1.0) if self.amount is not None and self.revenue > 0 else None

    @property
    def touches(self) -> float:
        """The larger of the two shares."""
        return max(self.share or 0.0, self.amount_share or 0.0)

    @property
    def deserves_a_look(self) -> bool:
        """Whether it touches enough to matter, and is likely a mistake."""
        return not BY_NAME[self.name].is_note and self.touches >= WORTH_A_LOOK


def totals(connection: duckdb.DuckDBPyConnection) -> Totals:
    """All rows in force, by what they are."""
    row = connection.execute(TOTALS).fetchone()
    assert row is not None
    return Totals(*row)


def findings(connection: duckdb.DuckDBPyConnection, slow: bool) -> list[Finding]:
    """What the quick, or the slow, rules found; rules that found nothing are not in it."""
    every = totals(connection)
    each = [_finding(connection, rule.name, every) for rule in RULES if rule.is_slow == slow]
    return [finding for finding in each if finding.count]


def in_order(every: list[Finding]) -> list[Finding]:
    """What deserves a look first, then the notes; what touches most rows or revenue first."""
    return sorted(every, key=lambda each: (not each.deserves_a_look, -each.touches, each.name))


def _finding(connection: duckdb.DuckDBPyConnection, name: str, every: Totals) -> Finding:
    rule = BY_NAME[name]
    shape = OF_ORDERS if rule.grain == "order" else OF_OTHERS
    query = f"{found(name)} {COUNTS.get(name) or shape.format(name=name)}"
    cursor = connection.execute(query, parameters(query))
    names = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    assert row is not None
    facts = dict(zip(names, row, strict=True))
    count, amount = int(facts.pop("found")), facts.pop("amount")
    return Finding(name, count, getattr(every, rule.of), amount, every.net_revenue, facts)


def is_large(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the slow rules would keep a visitor waiting."""
    row = connection.execute("select count(*) from order_rows").fetchone()
    return row is not None and row[0] > ORDERS_AT_ONCE
