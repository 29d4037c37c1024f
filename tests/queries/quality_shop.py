"""What the tests of the Data quality page share: a shop with imports, and what the rules find in it."""

import json
from datetime import date, datetime, timedelta

from crm_core.queries import quality, quality_rows

DAY = date(2024, 1, 1)


def imported(shop, import_id, table="orders", mapping=None, **counts):
    """A row of imports; the counts not given are 0."""
    values = {"import_id": import_id, "imported_at": datetime(2024, 6, import_id), "file_name": f"file {import_id}.csv"}
    values |= {"fingerprint": str(import_id), "table_name": table, "format": "generic", "is_demo": False}
    values |= {"mapping": json.dumps(mapping or {}), "options": "{}"}
    counts["accepted"] = counts.get("rows_in_file", 0) - counts.get("rejected", 0)
    names = ("rows_in_file", "accepted", "merged", "refunds", "not_counted", "rejected", "values_changed")
    zeros = dict.fromkeys((*names, "unidentified_rows", "orders", "customers"), 0)
    shop._insert("imports", values | zeros | counts)


def orders(shop, how_many, amount=10, start=DAY, **facts):
    """One order a day, each of another customer."""
    for number in range(how_many):
        shop.order(f"c{shop.orders_made}", str(start + timedelta(days=number)), amount, currency="GBP", **facts)


def found(shop, name):
    """The finding of this rule in the built shop, None if it found nothing."""
    connection = shop.build(history=False)
    every = quality.findings(connection, slow=False) + quality.findings(connection, slow=True)
    return next((each for each in every if each.name == name), None)


def ids(shop, name):
    return quality_rows.rows(shop.connection, name)["order_id"].tolist()


def all_names(shop):
    connection = shop.build(history=False)
    every = quality.findings(connection, slow=False) + quality.findings(connection, slow=True)
    return {each.name for each in every}
