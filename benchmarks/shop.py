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


def write_orders(path: Path, orders: int) -> None:
    """Write `orders` orders to `path`; an existing file is kept."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        relation = connection.sql(ORDERS, params={"orders": orders, "customers": orders // 10})
        relation.write_csv(str(path.with_suffix(".part")))
    path.with_suffix(".part").rename(path)
