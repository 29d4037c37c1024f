"""What one customer ordered, gave back and bought most."""

from datetime import date

import duckdb
import pandas as pd

from crm_core.labelling import model

# The models "orders" and "events" over the few rows of one customer: the same definitions, but ten million orders need
# not be walked through. Besides its own rows these are refunds that name its orders, and orders that its refunds name.
OWN = f"""
with own_identities as (
    select cast($customer_key as integer) as identity_key
    union
    select identity_key from merged_identities where customer_key = $customer_key
),

own_rows as (
    select * from order_rows
    where superseded_by is null and identity_key in (select identity_key from own_identities)
),

naming_rows as (
    select * from order_rows
    where
        superseded_by is null and is_refund and identity_key is null
        and coalesce(refund_of, order_id) in (select order_id from own_rows)
),

named_rows as (
    select * from order_rows
    where
        superseded_by is null and not is_refund
        and order_id in (select coalesce(refund_of, order_id) from own_rows where is_refund)
        and order_id not in (select order_id from own_rows)
),

order_rows as materialized (
    from own_rows
    union all
    from naming_rows
    union all
    from named_rows
),

order_refunds as (
    select * from order_refunds where order_id in (select order_id from order_rows)
),

orders as materialized (
    select * from ({model("orders")}) where customer_key = $customer_key
),

events as (
    {model("events")}
)
"""

EVENTS = f"""{OWN}
select
    day,
    net_revenue < 0 as is_refund,
    count(*) as orders,
    cast(sum(net_revenue) as double) as amount
from events
where customer_key = $customer_key and kind <> 'not_counted' and net_revenue <> 0 and day <= $as_of
group by day, is_refund
order by day desc
limit $at_most
"""

ORDERS = f"""{OWN}
select
    order_id,
    ordered_at,
    case when kind = 'zero' and amount > 0 then 'refunded' else kind end as kind,
    status,
    channel,
    cast(amount as double) as amount,
    cast(nullif(refunded, 0) as double) as refunded,
    cast(net_revenue as double) as net_revenue,
    count(*) over () as order_rows
from orders
where customer_key = $customer_key and (cast(ordered_at as date) <= $as_of or ordered_at is null)
order by ordered_at desc nulls last, order_id desc
limit $at_most
"""

BOUGHT = f"""{OWN}
select
    l.category,
    l.product,
    count(distinct l.order_id) as orders,
    cast(sum(l.quantity) as double) as quantity,
    cast(sum(l.line_amount) as double) as amount,
    max(cast(o.ordered_at as date)) as last_bought
from line_rows as l
inner join orders as o on l.order_id = o.order_id
where
    l.superseded_by is null
    and o.customer_key = $customer_key
    and o.kind = 'purchase'
    and cast(o.ordered_at as date) <= $as_of
group by l.category, l.product
order by amount desc nulls last, orders desc, l.category, l.product
limit $at_most
"""

HAS_LINES = "select count(*) > 0 from (select 1 from line_rows where superseded_by is null limit 1)"


def events(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date, at_most: int = 1500) -> pd.DataFrame:
    """One row per day with purchases, and per day with refunds: day, is_refund, orders, amount (refunds < 0)."""
    return _rows(connection, EVENTS, customer_key, as_of, at_most)


def orders(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date, at_most: int = 500) -> pd.DataFrame:
    """Orders and refunds, newest first; `order_rows` says how many there are in all.

    kind: purchase, refund, refunded (given back in full), zero (without an amount) or not_counted.
    """
    return _rows(connection, ORDERS, customer_key, as_of, at_most)


def bought(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date, at_most: int = 12) -> pd.DataFrame:
    """What the customer spent most on: category, product, orders, quantity, amount, last_bought."""
    return _rows(connection, BOUGHT, customer_key, as_of, at_most)


def has_lines(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the shop has told what its orders consist of."""
    row = connection.execute(HAS_LINES).fetchone()
    return bool(row and row[0])


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, customer_key: int, as_of: date, at_most: int
) -> pd.DataFrame:
    return connection.execute(sql, {"customer_key": customer_key, "as_of": as_of, "at_most": at_most}).df()
