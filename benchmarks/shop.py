"""A made-up shop of any size as a CSV file: a tenth as many customers as orders, 36 months, no two runs differ."""

from pathlib import Path

import duckdb

# Customers come all through the 36 months (the hash of their number decides when) and buy evenly from then on;
# the uneven draw gives some many more orders than others. A hash instead of chance: a file is the same each time.
ORDERS = """
    with draws as (
        select
            i,
            cast(floor(pow((hash(i) % 1000003) / 1000003.0, 1.5) * $customers) as bigint) as customer
        from range($orders) as r(i)
    ),

    starts as (
        select
            *,
            (hash(customer) % 1000) / 1000.0 * 1095 as start_day
        from draws
    )

    select
        'O' || i as order_id,
        'C' || customer as customer_id,
        timestamp '2023-01-01' + to_seconds(
            cast((start_day + (1095 - start_day) * (hash(i + 7) % 100000) / 100000.0) * 86400 as bigint)
        ) as ordered_at,
        cast(5 + (hash(i * 3) % 20000) / 100.0 as decimal(18, 2)) as amount,
        case when hash(i * 5) % 50 = 0 then 'cancelled' else 'completed' end as status,
        'EUR' as currency
    from starts
"""


# The month after, by the same customers and, one order in ten, by new ones.
NEXT_MONTH = """
    select
        'O' || i as order_id,
        'C' || cast(
            case
                when hash(i * 7) % 10 = 0 then $customers + floor((i - $orders) / 10)
                else floor(pow((hash(i) % 1000003) / 1000003.0, 1.5) * $customers)
            end as bigint
        ) as customer_id,
        timestamp '2026-01-01' + to_seconds(cast(hash(i + 7) % (31 * 86400) as bigint)) as ordered_at,
        cast(5 + (hash(i * 3) % 20000) / 100.0 as decimal(18, 2)) as amount,
        case when hash(i * 5) % 50 = 0 then 'cancelled' else 'completed' end as status,
        'EUR' as currency
    from range($orders, $orders + $new_orders) as r(i)
"""


def write_orders(path: Path, orders: int) -> None:
    """Write `orders` orders to `path`; an existing file is kept."""
    _write(path, ORDERS, orders=orders, customers=orders // 10)


def write_next_month(path: Path, orders: int, new_orders: int) -> None:
    """Write the orders of the month after those of a shop with `orders` orders; an existing file is kept."""
    _write(path, NEXT_MONTH, orders=orders, customers=orders // 10, new_orders=new_orders)


def _write(path: Path, query: str, **numbers: int) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.sql(query, params=numbers).write_csv(str(path.with_suffix(".part")))
    path.with_suffix(".part").rename(path)
