"""A shop in which every text is a secret, and what a reader's cursor sees of it."""

import json
from collections.abc import Iterator
from datetime import date, datetime

import duckdb

from crm_core import links
from crm_core.narrowing import Narrowing, narrow
from crm_core.queries.customer_filters import Filters
from crm_core.segments import Conditions, written
from tests.shop import ALL_MONTHS, Shop

SECRET = "zqx"  # in every text that a file or a person brings and that names somebody
UNTIL, LAST = date(2024, 6, 30), date(2025, 1, 20)
NORTH = Conditions(regions=("North",))
PARTS = {
    "whole": {}, "segment": {"only": NORTH}, "pinned": {"until": UNTIL}, "both": {"only": NORTH, "until": UNTIL},
}  # fmt: skip


def months(first: date, last: date) -> Iterator[str]:
    """The tenth of each month."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12}-{number % 12 + 1:02d}-10"


def fill(shop: Shop, last: date) -> None:
    """ann (North) buys monthly for 11.01, bob (South) for 7919.13 in each quarter, cy once for 104.71, up to a day."""
    for name, region in (("ann", "North"), ("bob", "South"), ("cy", None)):
        shop.customer(
            f"{name}{SECRET}id", name=f"{name} {SECRET}name", email=f"{SECRET}{name}@x.org",
            phone=f"+49 {SECRET} {name}", region=region, owner=f"{SECRET} owner {name}", source="fair",
            tags=json.dumps({SECRET: SECRET}),
            referred_by=f"bob{SECRET}id", account=f"{SECRET} account", postcode=f"{SECRET} 1",
            joined_on=date(2023, 1, 1) if name == "ann" else None,
        )  # fmt: skip
    for day in months(date(2023, 1, 1), last):
        if date.fromisoformat(day) > last:
            continue
        order = shop.order(f"ann{SECRET}id", day, 11.01, channel="web", order_id=f"ann {day}")
        shop.line(order, product="tea", category="drinks", brand="Acme", quantity=1, line_amount=11.01)
        if day[5:7] in ("01", "04", "07", "10"):
            shop.order(f"bob{SECRET}id", day, 7919.13, order_id=f"bob {day}")
            shop.order(None, f"{day[:7]}-12", 31.07, email=f"{SECRET}bob@x.org", order_id=f"bob mail {day}")
    shop.order(f"cy{SECRET}id", "2024-03-05", 104.71, order_id="cy 1")
    # Given back in part after the pinned day, and of the month's last day: the data end on both.
    shop.order(f"ann{SECRET}id", "2024-06-30", 20.03, order_id="ann last")
    if last > UNTIL:
        shop.order(None, "2024-08-01", -5.03, refund_of="ann last", order_id="ann back")
        shop.order(f"ann{SECRET}id", str(LAST), 13.37, order_id="ann newest")
    shop.answer(f"ann{SECRET}id", "2024-05-01", 9, comment=f"{SECRET} comment")
    shop.answer(f"bob{SECRET}id", "2024-05-02", 2, comment=f"{SECRET} comment")
    if last > UNTIL:
        shop.answer(f"ann{SECRET}id", "2024-11-01", 3, comment=f"{SECRET} comment")


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """What people have written, each text a secret."""
    day = datetime(2025, 1, 21)
    links.prepare(connection, "secret of the links")
    texts = {
        "imports": f"(1, '{day}', '{SECRET}.csv', '{SECRET}', 'orders', 'csv', '{json.dumps(SECRET)}',"
        f" '{json.dumps(SECRET)}', false, 'EUR', 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, null)",
        "rejects": f"(1, 1, 'amount', '{SECRET}', 'no_number', '{SECRET}')",
        "merge_decisions": f"('email', '{SECRET}', 'email', '{SECRET}', true, '{SECRET}', '{day}')",
        "setting_changes": f"('{day}', '{SECRET}', 1, 'window_months', '{SECRET}', '12')",
        "calls": f"('customer_id', 'ann{SECRET}id', 'lost', '{day}', '{SECRET}', '{SECRET}'),"
        f" ('customer_id', 'bob{SECRET}id', 'lost', '{day}', '{SECRET}', '{SECRET}')",
        "shares": f"('i', '{SECRET}', '{SECRET}', null, null, null, true, '{SECRET}', '{day}', '{SECRET}', '{day}',"
        " null, null, 0)",
        "sign_ins": f"('{SECRET}', '{SECRET}', '{day}')",
        "visits": f"('{SECRET}', '{day}', 1, '{LAST}', null, null, null)",
        "forgotten_customers": f"('{day}', 3, 7919.13)",
        "forgotten_identities": f"('{SECRET}')",
        "rate_rows": f"('{LAST}', 'USD', 1.1, 1, null)",
    }
    for table, values in texts.items():
        connection.execute(f"insert into {table} values {values}")
    filters = written(Conditions(Filters(words=SECRET)))
    connection.execute("insert into segments values ('i', ?, ?, ?, ?)", [f"{SECRET} segment", filters, day, SECRET])


def secret_shop() -> duckdb.DuckDBPyConnection:
    """Built, with what people have written."""
    made = Shop()
    fill(made, LAST)
    connection = made.build(months=ALL_MONTHS)
    write(connection)
    return connection


def narrowed(connection: duckdb.DuckDBPyConnection, **how) -> duckdb.DuckDBPyConnection:
    cursor = connection.cursor()
    narrow(cursor, Narrowing(links.secret(connection), **{"is_masked": False} | how))
    return cursor


def relations(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and view that its plain name reaches, but those that the narrowing itself is made with."""
    found = cursor.execute("select distinct table_name from information_schema.tables order by 1").fetchall()
    made = ("narrowed", "customers_shared", "identities_shared")
    return [name for (name,) in found if name not in made]


def cells(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, object]]:
    """Every value of every table and view: (table, column, value)."""
    for table in relations(cursor):
        rows = cursor.execute(f'from "{table}"')
        names = [column[0] for column in rows.description]
        for row in rows.fetchall():
            yield from ((table, name, value) for name, value in zip(names, row, strict=True))


def leaks(cursor: duckdb.DuckDBPyConnection, is_leak) -> set[str]:
    return {f"{table}.{name}" for table, name, value in cells(cursor) if is_leak(value)}


def keys(connection):
    return dict(connection.execute("select left(customer_id, 3), customer_key from customers").fetchall())
