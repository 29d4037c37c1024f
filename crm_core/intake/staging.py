"""From the file into a temporary table: one row per row of the file, typed, with the reason where it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import duckdb

from crm_core.intake.expressions import SQL_TYPES, fields
from crm_core.intake.filling import filled
from crm_core.intake.meanings import WHO, has_line_amount, meanings
from crm_core.intake.plan import Plan
from crm_core.intake.queries import Value, field_name, literal, run, source
from crm_core.intake.readable import Readable
from crm_core.intake.row_checks import SET_ASIDE, first_fault, has_verdict, raw_places, reason, verdict
from crm_core.schema import CUSTOMERS

IDS = ("order_id", "customer_id", "refund_of", "referred_by")
MADE = (
    "order_candidates", "rows_read", "read_rows", "data_rows", "staged_rows", "people", "statuses", "rules",
    "merged_rows", "written_currencies", "rates_in_force", "told_orders", "broken_lines", "reader_errors",
    "line_numbers", "late_rejects",
    "forgotten_people",
)  # fmt: skip
# What only serves to make other fields, and is not kept itself.
CONVERTED = ("amount", "discount", "refunded", "cost", "line_amount", "added_once")
MAKINGS = ("line_amount", "unit_price", "first_name", "last_name", "time_of_day", "tip", "left_after_refunds")


@contextmanager
def staged(
    connection: duckdb.DuckDBPyConnection, plan: Plan, where: Readable, imported_at: datetime, import_id: int
) -> Iterator[None]:
    """While open, the connection has read_rows (what the file holds), rows_read (the same with every meaning there is)
    and broken_lines.

    The rows lie in a database of their own, in memory, written by another cursor: within the caller's transaction they
    would be uncommitted, and DuckDB reads uncommitted rows on one core, without statistics or row numbers from 0.
    """
    database = f"intake_{import_id}"
    unstage(connection)
    side = connection.cursor()
    side.execute(f"attach ':memory:' as {database}")
    try:
        run(side, "reading")
        _read(side, database, plan, where, imported_at)
        _make_views(connection, database, plan)
        yield
        unstage(connection)
    finally:
        side.execute(f"detach {database}")
        side.close()


def _read(side: duckdb.DuckDBPyConnection, database: str, plan: Plan, where: Readable, imported_at: datetime) -> None:
    """Read the file into the database's read_rows and broken_lines."""
    path, _real_path, compression = where
    expressions = fields(plan, _float_ids(side, plan, source(plan.shape, path, compression)))
    inner = [f"{expression} as {meaning}" for meaning, expression in expressions.items()]
    inner += [field_name(place) for place in raw_places(plan)]
    inner += ["is_heading"] if plan.fill_down else []
    inner += [f"{verdict(plan)} as verdict"] if has_verdict(plan) else []
    rows = filled(plan, source(plan.shape, path, compression, keep_rejects=True))
    kept = [*_kept(plan, list(expressions)), *(["verdict"] if has_verdict(plan) else [])]
    side.execute(
        f"create table {database}.read_rows as select {', '.join(kept)}, {reason(plan)} as reason "
        f"from (select *, {first_fault(plan, imported_at)} as found from (select {', '.join(inner)} from {rows}))"
    )
    side.execute(
        f"create table {database}.broken_lines as "
        "select line, byte_position, error_type, csv_line from intake_reject_errors"
    )
    side.execute("drop table intake_reject_errors; drop table intake_reject_scans")


def _kept(plan: Plan, found: list[str]) -> list[str]:
    """The columns of read_rows: the meanings as read, and those that are made of several."""
    kept = [name for name in found if name not in (*MAKINGS, "amount", "refunded", "name")]
    made = {
        "line_amount": _line_amount(plan) if has_line_amount(plan.mapped) else None,
        "amount": "amount - coalesce(tip, 0)" if "tip" in found and "amount" in found else _if_in("amount", found),
        "refunded": _refunded(found),
        "name": _name(found),
    }
    return [*kept, *(f"{expression} as {name}" for name, expression in made.items() if expression)]


def _if_in(name: str, found: list[str]) -> str | None:
    return name if name in found else None


def _line_amount(plan: Plan) -> str:
    """A line's amount is made of quantity and price where it is not given."""
    product = "try_cast(quantity * unit_price as decimal(18, 4))"
    ways = [("line_amount" in plan.mapped, "line_amount"), ({"quantity", "unit_price"} <= plan.mapped, product)]
    return f"coalesce({', '.join(way for there, way in ways if there)})"


def _refunded(found: list[str]) -> str | None:
    """What was paid back, or what follows from what was left; nothing left, or 0, says of no refund."""
    left = "case when left_after_refunds <> 0 then amount - left_after_refunds end"
    ways = [("refunded" in found, "refunded"), ({"left_after_refunds", "amount"} <= set(found), left)]
    there = [way for is_there, way in ways if is_there]
    return f"coalesce({', '.join(there)})" if there else None


def _name(found: list[str]) -> str | None:
    """The name, or first and last name; Chinese names are written together, the family name in front."""
    parts = [part for part in ("first_name", "last_name") if part in found]
    if not parts:
        return _if_in("name", found)
    together = f"nullif(concat_ws(' ', {', '.join(parts)}), '')"
    if len(parts) == 2:
        is_han = r"regexp_matches(concat(first_name, last_name), '^\p{Han}+$')"
        together = f"case when {is_han} then concat(last_name, first_name) else {together} end"
    return f"coalesce(name, {together})" if "name" in found else together


def _float_ids(connection: duckdb.DuckDBPyConnection, plan: Plan, rows: str) -> set[str]:
    """The ids that were written as numbers with '.0' behind them throughout, as spreadsheets and pandas do."""
    return {meaning for meaning in IDS if _is_float(connection, plan, meaning, rows)}


def _is_float(connection: duckdb.DuckDBPyConnection, plan: Plan, meaning: str, rows: str) -> bool:
    column = plan.column_of(meaning)
    values = plan.shape.values(column) if column else []
    if not column or not values or not all(value.endswith(".0") for value in values):
        return False
    field = f"text_of({field_name(plan.shape.position(column))})"
    row = connection.execute(rf"select bool_and(regexp_matches({field}, '^\d+\.0$')) from {rows}").fetchone()
    return bool(row and row[0])


def _make_views(connection: duckdb.DuckDBPyConnection, database: str, plan: Plan) -> None:
    """read_rows with its row numbers, rows_read, and the lines that could not be cut."""
    connection.execute(f"create temp view staged_rows as select rowid as row_no, * from {database}.read_rows")
    connection.execute(f"create temp view data_rows as from staged_rows {_without_set_aside(connection)}")
    connection.execute("create temp view read_rows as from data_rows")
    _make_rows_read(connection, plan)
    connection.execute(f"create temp view reader_errors as from {database}.broken_lines")
    run(connection, "broken_lines", lines_per_record=plan.shape.header_line - plan.shape.records_before)


def _make_rows_read(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """rows_read: read_rows, also with null for every meaning that the file lacks, and who it is."""
    everything = dict.fromkeys((*WHO, "name", "postcode", "written_currency"), "text")
    everything |= {name: column.type for name, column in meanings(plan.table).items()}
    everything |= {"tags": "text"} if plan.table == CUSTOMERS.name else {}
    everything |= {"verdict": "text", "added_once": "money", "written_amount": "money"} if plan.makes_orders else {}
    found = _columns(connection, "read_rows")
    nulls = "".join(
        f", cast(null as {SQL_TYPES[kind]}) as {name}" for name, kind in everything.items() if name not in found
    )
    connection.execute(f"create or replace temp view rows_read as select *{nulls}, {_who(plan)} as who from read_rows")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    return {row[0] for row in connection.execute(f"describe {table}").fetchall()}


def _without_set_aside(connection: duckdb.DuckDBPyConnection) -> str:
    return f"where reason is distinct from {literal(SET_ASIDE)}" if set_aside(connection) else ""


def set_aside(connection: duckdb.DuckDBPyConnection) -> int:
    """How many lines of the file were cut into fields but are headings, totals or notes."""
    row = connection.execute(f"select count(*) from staged_rows where reason = {literal(SET_ASIDE)}").fetchone()
    return int(row[0]) if row else 0


def _who(plan: Plan) -> str:
    """All that the row says about who its customer is, as one text to join by."""
    parts = [meaning for meaning in WHO if meaning in plan.mapped]
    if len(parts) < 2:
        return parts[0] if parts else "cast(null as varchar)"
    texts = ", ".join(f"coalesce({part}, '')" for part in parts)
    nothing = literal(chr(31) * (len(parts) - 1))
    return f"nullif(concat_ws(chr(31), {texts}), {nothing})"


def reject_late(connection: duckdb.DuckDBPyConnection, name: str, **values: Value) -> None:
    """Reject the rows that sql/<name>.sql gives (row_no, reason), found out after reading."""
    if "late_rejects" not in _made(connection):
        connection.execute("create temp table late_rejects (row_no bigint, reason varchar)")
    run(connection, name, **values)
    run(connection, "read_rows")


def converted(connection: duckdb.DuckDBPyConnection, plan: Plan, base: str, currencies: list[str]) -> None:
    """Turn the amounts of rows in these currencies into the base currency, each at the rate of its day."""
    run(connection, "rates_in_force", currencies=currencies)
    connection.execute(
        "insert into written_currencies select $base, $base "
        "where not exists (from written_currencies where written = $base)",
        {"base": base},
    )
    known = _columns(connection, "staged_rows")
    amounts = [name for name in CONVERTED if name in known]
    replaced = ", ".join(f"cast({name} * coalesce(r.rate, 1) as decimal(18, 4)) as {name}" for name in amounts)
    others = ", ".join(literal(code) for code in currencies)
    connection.execute(
        f"create or replace temp view data_rows as select s.* replace ({replaced}, "
        f"case when r.rate is null then s.currency else {literal(base)} end as currency), "
        f"case when r.rate is not null then s.{'amount' if 'amount' in known else 'line_amount'} end as "
        "written_amount, case when r.rate is not null then w.code end as written_currency, "
        f"coalesce(w.code in ({others}), false) and r.rate is null and s.ordered_at is not null as lacks_rate "
        "from staged_rows as s "
        "left join written_currencies as w on s.currency = w.written "
        "asof left join rates_in_force as r on w.code = r.currency and cast(s.ordered_at as date) >= r.day "
        f"{_without_set_aside(connection)}"
    )
    connection.execute("create or replace temp view read_rows as from data_rows")
    _make_rows_read(connection, plan)


def unstage(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what reading a file has made."""
    made = _made(connection)
    for name in (name for name in MADE if name in made):
        connection.execute(f"drop {'view' if made[name] == 'VIEW' else 'table'} temp.{name}")


def _made(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    query = "select table_name, table_type from information_schema.tables where table_catalog = 'temp'"
    return dict(connection.execute(query).fetchall())
