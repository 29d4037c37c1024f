"""How complete the data are: column by column, of each input table."""

import duckdb
import pandas as pd

from crm_core.queries.quality_rules import select

TABLES = {
    "customers": "customer_columns",
    "orders": "order_columns",
    "order_lines": "line_columns",
    "surveys": "survey_columns",
}
# Files of which tables can tell a column of a table, and columns that other columns make.
TOLD_BY = {
    "customers": ("customers",),
    "orders": ("orders", "order_lines"),
    "order_lines": ("order_lines",),
    "surveys": ("surveys",),
}
ALSO_TOLD_BY_ORDERS = ("name", "email", "phone", "region", "owner", "account", "postcode")
MADE_OF = {
    "name": ("name", "first_name", "last_name"),
    "customer_id": ("customer_id", "email", "phone", "account", "name"),
    "line_amount": ("line_amount", "unit_price"),
    "refunded": ("refunded", "left_after_refunds"),
}

# One row per input table and meaning that a file in force has a column for.
MAPPED = """
select distinct
    table_name,
    unnest(json_extract_string(mapping, '$.*')) as meaning
from imports
where undone_at is null
"""


def completeness(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """table_name, column_name, row_count, filled, share (0–1), is_absent: no file has the column, so share is NaN.

    Tables without rows are not in it. Columns in the order of the input tables' description.
    """
    mapped = {(str(table), str(meaning)) for table, meaning in connection.execute(MAPPED).fetchall()}
    records = []
    for table, rule in TABLES.items():
        for row_count, column, filled in connection.execute(select(rule)).fetchall():
            if row_count:
                absent = not filled and not _is_told(table, column, mapped)
                share = None if absent else filled / row_count
                records.append((table, column, row_count, filled, share, absent))
    names = ["table_name", "column_name", "row_count", "filled", "share", "is_absent"]
    return pd.DataFrame(records, columns=names).astype({"share": float})


def _is_told(table: str, column: str, mapped: set[tuple[str, str]]) -> bool:
    """Whether a file in force has a column for it, filled or not."""
    tables = TOLD_BY[table]
    if table == "customers" and column in ALSO_TOLD_BY_ORDERS:
        tables = (*tables, *TOLD_BY["orders"])
    return any((each, meaning) in mapped for each in tables for meaning in MADE_OF.get(column, (column,)))
