"""What the measurements are compared with: the least that any program would have to do."""

import time
from collections.abc import Callable
from pathlib import Path

import duckdb

COLUMNS = {
    "order_id": "varchar",
    "customer_id": "varchar",
    "ordered_at": "timestamp",
    "amount": "decimal(18, 4)",
    "status": "varchar",
    "currency": "varchar",
}
GROUP_BY = """
    select count(*), sum(amount), sum(orders) from (
        select customer_id, cast(ordered_at as date) as day, sum(amount) as amount, count(*) as orders
        from orders group by customer_id, cast(ordered_at as date)
    )
"""


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(csv: Path, database: Path) -> tuple[float, float]:
    """Seconds for a typed read_csv into a table, and for F, one group by customer and day (the better of two)."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"memory_limit": "3GB"}) as connection:
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
        read = f"create table orders as from read_csv($path, header = true, columns = {{{columns}}})"
        reading = seconds(lambda: connection.execute(read, {"path": str(csv)}))
        grouping = min(seconds(lambda: connection.execute(GROUP_BY).fetchall()) for _ in range(2))
    database.unlink()
    return reading, grouping


def of_file(csv: Path, database: Path) -> dict[str, float]:
    """The same two times by name: read and group."""
    reading, grouping = measure(csv, database)
    return {"read": reading, "group": grouping}
