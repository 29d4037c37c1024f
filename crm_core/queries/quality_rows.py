"""The rows behind a finding of the Data quality page, for its list and for a file."""

from collections.abc import Iterator

import duckdb
import pandas as pd

from crm_core.queries.quality_rules import BY_NAME, found, parameters

SHOWN_AT_MOST = 300
ROWS_A_CHUNK = 10_000

# The rows chosen come first: the customers and files of these few only are looked up.
ORDERS = """
chosen as (
    select * from {name}
    order by {order}, ordered_at, order_id
    limit $limit
)

select
    r.order_id,
    r.ordered_at,
    cast(r.amount as double) as amount,
    {extra}
    c.customer_id,
    c.name,
    r.channel,
    r.status,
    r.currency,
    i.file_name
from chosen as r
left join merged_identities as m on r.identity_key = m.identity_key
left join customers as c on coalesce(m.customer_key, r.identity_key) = c.customer_key
left join imports as i on r.import_id = i.import_id
order by {order}, r.ordered_at, r.order_id
"""
CUSTOMERS = """
chosen as (
    select * from {name}
    order by customer_key
    limit $limit
)

select
    c.customer_id,
    c.name,
    c.email,
    c.phone,
    c.joined_on,
    f.first_purchase
from chosen as r
inner join customers as c on r.customer_key = c.customer_key
left join first_purchases as f on r.customer_key = f.customer_key
order by r.customer_key
"""
# What a rule's rows have beside the columns of every order.
EXTRA = {
    "refunds_too_large": "cast(r.refunded as double) as refunded,",
    "refunds_of_unknown_orders": "r.refund_of,",
    "repeated_orders": "r.same_as,",
    "lines_that_differ": "cast(r.lines_amount as double) as lines_amount,",
}
ORDERED = {"far_small_orders": "amount", "zero_orders": "channel", "repeated_orders": "ordered_at desc"}
LARGEST_FIRST = "abs(amount) desc"
OTHERS = {
    "answers_of_strangers": """
        select
            c.customer_id,
            c.name,
            r.answered_on,
            cast(r.score as double) as score,
            i.file_name
        from answers_of_strangers as r
        inner join customers as c on r.customer_key = c.customer_key
        left join imports as i on r.import_id = i.import_id
        order by r.answered_on desc, r.customer_key
        limit $limit
    """,
    "gaps_in_time": """
        select
            first_day,
            last_day,
            days
        from gaps_in_time
        order by days desc, first_day
        limit $limit
    """,
    "thin_months": """
        select
            month,
            purchases,
            usual
        from thin_months
        order by month
        limit $limit
    """,
    "busy_days": """
        select
            day,
            purchases,
            cast(usual as bigint) as usual,
            cast(net_revenue as double) as net_revenue
        from busy_days
        order by day
        limit $limit
    """,
    "rejected_rows": """
        select
            imported_at,
            file_name,
            reason,
            column_name,
            example,
            rejected
        from rejected_rows
        order by rejected desc, import_id, reason, column_name
        limit $limit
    """,
    "changed_values": """
        select
            imported_at,
            file_name,
            table_name,
            values_changed
        from changed_values
        order by import_id desc
        limit $limit
    """,
    "numbered_orders": """
        select
            first_number,
            last_number,
            missing
        from missing_numbers
        order by missing desc, first_number
        limit $limit
    """,
}
# One row per month from the first to the last with purchases that name no customer; share of the month's purchases.
UNNAMED_BY_MONTH = """
select
    cast(date_trunc('month', day) as date) as month,
    cast(sum(unidentified_purchases) as bigint) as orders,
    cast(sum(unidentified_purchases) / nullif(sum(purchases), 0) as double) as share,
    cast(sum(unidentified_revenue) as double) as amount
from days
group by all
having sum(unidentified_purchases) > 0
order by month
"""
# One row per file and channel with purchases that name no customer.
UNNAMED_BY_SOURCE = """
select
    i.file_name,
    r.channel,
    count(*) as orders,
    cast(sum(r.amount) as double) as amount
from unnamed_orders as r
left join imports as i on r.import_id = i.import_id
group by r.import_id, i.file_name, r.channel
order by orders desc, i.file_name, r.channel
limit 100
"""


def rows(connection: duckdb.DuckDBPyConnection, name: str, limit: int = SHOWN_AT_MOST) -> pd.DataFrame:
    """The rows that the rule found, what touches most first; their columns depend on its grain."""
    return next(chunks(connection, name, limit, limit))


def chunks(
    connection: duckdb.DuckDBPyConnection, name: str, limit: int, at_once: int = ROWS_A_CHUNK
) -> Iterator[pd.DataFrame]:
    """The same rows, some at a time; the first frame is there even if it is empty."""
    query = _query(name)
    cursor = connection.execute(query, {"limit": limit} | parameters(query))
    columns = [column[0] for column in cursor.description]
    while True:
        frame = pd.DataFrame(cursor.fetchmany(at_once), columns=columns)
        yield frame
        if len(frame) < at_once:
            return


def unnamed_by_month(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """month, orders, share (0–1 of the month's purchases), amount (net) that name no customer."""
    return connection.execute(UNNAMED_BY_MONTH).df()


def unnamed_by_source(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """file_name, channel, orders, amount that name no customer; the most first, at most 100."""
    return connection.execute(f"{found('unnamed_orders')} {UNNAMED_BY_SOURCE}").df()


def _query(name: str) -> str:
    grain = BY_NAME[name].grain
    if grain == "order":
        order, extra = ORDERED.get(name, LARGEST_FIRST), EXTRA.get(name, "")
        return f"{found(name)},\n{ORDERS.format(name=name, order=order, extra=extra)}"
    if grain == "customer":
        return f"{found(name, 'first_purchases')},\n{CUSTOMERS.format(name=name)}"
    needed = "missing_numbers" if name == "numbered_orders" else name
    return f"{found(needed)} {OTHERS[name]}"
