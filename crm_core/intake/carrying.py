"""What a customers file has no column for stays as the customers file before it said."""

import json
from collections.abc import Iterable

import duckdb

from crm_core.intake.queries import run


def carry_over(
    connection: duckdb.DuckDBPyConnection, import_id: int, meanings: Iterable[str], columns: Iterable[str]
) -> None:  # fmt: skip
    """Fill the customers of an import, whose file has these meanings and columns, from the file before it."""
    run(connection, "carried_customers", import_id=import_id, told=sorted(meanings), columns=list(columns))


def carry_over_again(connection: duckdb.DuckDBPyConnection, undone_id: int) -> None:
    """The same for every customers file that came after a customers file whose rows have just been taken back."""
    later = connection.execute(
        "select l.import_id, l.mapping, l.options from imports as l "
        "inner join imports as u on l.import_id > u.import_id and l.table_name = u.table_name "
        "where u.import_id = $undone_id and u.table_name = 'customers' and l.undone_at is null order by l.import_id",
        {"undone_id": undone_id},
    ).fetchall()
    for import_id, mapping, options in later:
        if columns := json.loads(options).get("columns"):
            carry_over(connection, import_id, json.loads(mapping).values(), columns)
