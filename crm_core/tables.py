"""What the command line exports: a table of the database as CSV, Parquet or XLSX."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from crm_core import workbook
from crm_core.console import standard_output, whole_file
from crm_core.errors import UserError
from crm_core.exporting import Column, Kind
from crm_core.locale import _

# How a column of a DuckDB type is formatted in a spreadsheet; all others are text.
KINDS: dict[str, Kind] = {
    "DATE": "day",
    "TIMESTAMP": "time",
    "INTEGER": "count",
    "BIGINT": "count",
    "DECIMAL": "money",
    "DOUBLE": "decimal",
}
ROWS_A_BATCH = 10_000


@dataclass(frozen=True)
class Export:
    """A select over the built tables; `dated` ones have an as_of column."""

    select: str
    order: str
    dated: bool = False


EXPORTS = {
    "snapshots": Export("select * from snapshots", "as_of, customer_id", dated=True),
    "customers": Export("select * exclude (customer_key, scope_key) from customers", "customer_id"),
    "orders": Export(
        """
        select
            o.order_id, c.customer_id, o.ordered_at, o.kind, o.amount, coalesce(o.refunded, 0) as refunded,
            o.net_revenue, o.discount, o.cost, o.currency, o.channel, o.status, o.import_id
        from orders as o left join customers as c on o.customer_key = c.customer_key
        """,
        "ordered_at, order_id, amount",
    ),
    "imports": Export("select * exclude (undone_at) from imports where undone_at is null", "import_id"),
    "rejects": Export("select * from rejects", "import_id, line"),
    "days": Export("select * from days", "day"),
    "calendar": Export("select * from calendar", "as_of", dated=True),
    "cut_offs": Export("select * from cut_offs", "as_of", dated=True),
    "moves": Export(
        """
        select
            m.as_of, m.previous, c.customer_id, m.field, m.label_before, m.label_after, m.direction, m.cause,
            m.revenue_before, m.revenue
        from move_rows as m inner join customers as c on m.customer_key = c.customer_key
        """,
        "as_of, customer_id, field",
        dated=True,
    ),
    "flow": Export(
        """
        select
            as_of, previous, sum(opening) as opening, sum(new) as new, sum(first_seen) as first_seen,
            sum(returned) as returned, sum(lost) as lost, sum(reclassified) as reclassified, sum(closing) as closing,
            sum(opening_revenue) as opening_revenue, sum(new_revenue) as new_revenue,
            sum(first_seen_revenue) as first_seen_revenue, sum(returned_revenue) as returned_revenue,
            sum(lost_revenue) as lost_revenue, sum(reclassified_revenue) as reclassified_revenue,
            sum(stayed_change) as stayed_change, sum(closing_revenue) as closing_revenue
        from flow_rows group by as_of, previous
        """,
        "as_of",
    ),
    "outcomes": Export("select * from outcome_rows", "as_of, tier, quadrant, stage, attitude_source, pace_class"),
    "forecast_fit": Export(
        "select as_of, r, alpha, a, b, p, q, gamma, log_likelihood, customers from forecast_fit", "as_of"
    ),
    "snapshot_groups": Export("select * from snapshot_groups", "as_of, tier, quadrant, stage", dated=True),
}


def export(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    as_of: date | None,
    out: Path | None,
    note: Callable[[int], None] = lambda _rows: None,
) -> None:
    """Write a table to `out` (.csv, .parquet or .xlsx), or as CSV to standard output. Numbers are not rounded.

    note(rows) is called before the first row goes to standard output: a reader may go away in the middle; of a file
    when it is written, just before it gets its name. Raises UserError for a date without snapshot, an unknown ending, a
    database without data, a file that cannot be written; then the file that was there stays.
    """
    relation = _selected(connection, table, as_of)
    ending = out.suffix.lower() if out else ".csv"
    if ending not in (".csv", ".parquet", ".xlsx"):
        raise UserError(_("{out} must end in .csv, .parquet or .xlsx."), out=out)
    rows = _count(relation)
    if ending == ".xlsx":
        _must_fit(rows)
    if out is None:
        note(rows)
        _write_rows(relation)
        return
    with whole_file(out) as part:
        if ending == ".parquet":
            relation.write_parquet(str(part), use_tmp_file=False)
        elif ending == ".csv":
            _harmless(relation).write_csv(str(part), use_tmp_file=False)
        else:
            part.write_bytes(_xlsx(relation, out.stem))
        note(rows)


def _selected(connection: duckdb.DuckDBPyConnection, table: str, as_of: date | None) -> duckdb.DuckDBPyRelation:
    wanted = EXPORTS[table]
    if not connection.execute("select 1 from duckdb_views() where view_name = 'calendar'").fetchone():
        raise UserError(_("There is nothing to export yet. Import files first."))
    if as_of is None:
        return _countable(connection.sql(f"{wanted.select} order by {wanted.order}"))
    if not wanted.dated:
        raise UserError(_("{table} has no as-of date."), table=table)
    if not connection.execute("select 1 from cut_offs where as_of = $as_of", {"as_of": as_of}).fetchone():
        raise UserError(_("There is no snapshot as of {as_of}."), as_of=as_of)
    dated = f"{wanted.select} where as_of = $as_of order by {wanted.order}"
    return _countable(connection.sql(dated, params={"as_of": as_of}))


def _countable(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Sums of counts, which DuckDB holds in 128 bits, as numbers that a workbook and a Parquet reader know."""
    wide = [name for name, kind in zip(relation.columns, relation.types, strict=True) if str(kind) == "HUGEINT"]
    casts = ", ".join(f'cast("{name}" as bigint) as "{name}"' for name in wide)
    return relation.project(f"* replace ({casts})") if wide else relation


def _harmless(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe."""
    columns = []
    for name, kind in zip(relation.columns, relation.types, strict=True):
        quoted = '"' + name.replace('"', '""') + '"'
        if str(kind) == "VARCHAR":
            columns.append(f"case when {quoted}[1] in ('=', '+', '-', '@', chr(9), chr(13)) then '''' || {quoted}"
                           f" else {quoted} end as {quoted}")  # fmt: skip
        else:
            columns.append(quoted)
    return relation.project(", ".join(columns))


def _write_rows(relation: duckdb.DuckDBPyRelation) -> None:
    harmless = _harmless(relation)
    writer = csv.writer(standard_output(), lineterminator="\n")
    writer.writerow(harmless.columns)
    while rows := harmless.fetchmany(ROWS_A_BATCH):
        writer.writerows([str(v).lower() if isinstance(v, bool) else v for v in row] for row in rows)


def _count(relation: duckdb.DuckDBPyRelation) -> int:
    row = relation.aggregate("count(*)").fetchone()
    return int(row[0]) if row else 0


def _must_fit(rows: int) -> None:
    if rows > workbook.ROWS_AT_MOST:
        raise UserError(
            _("{rows} rows are more than an .xlsx file should hold ({most}). Use .csv or .parquet."),
            rows=rows, most=workbook.ROWS_AT_MOST,
        )  # fmt: skip


def _xlsx(relation: duckdb.DuckDBPyRelation, title: str) -> bytes:
    kinds = zip(relation.columns, relation.types, strict=True)
    columns = [Column(name, name, KINDS.get(str(kind).split("(")[0], "text")) for name, kind in kinds]
    return workbook.xlsx_bytes([relation.df()], columns, title)
