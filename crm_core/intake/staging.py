"""From the file into a temporary table: one row per row of the file, typed, with the reason where it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import duckdb

from crm_core.intake.layouts import format_named
from crm_core.intake.meanings import has_line_amount, meanings
from crm_core.intake.plan import DateStyle, Plan
from crm_core.intake.queries import Value, field_name, literal, literals, run, source
from crm_core.intake.readable import Readable
from crm_core.intake.vocabulary import currency_pattern
from crm_core.schema import CUSTOMERS, INPUT_TABLES, ORDER_LINES, SURVEYS

SQL_TYPES = {
    "text": "varchar", "money": "decimal(18, 4)", "number": "decimal(18, 4)", "date": "date", "time": "timestamp",
}  # fmt: skip
UNREADABLE = {"money": "number", "number": "number", "date": "date", "time": "date"}
PLAUSIBLE = ("ordered_at", "refunded_at", "answered_on")
IDS = ("order_id", "customer_id", "refund_of", "referred_by")
WHO = ("customer_id", "email", "phone")
MADE = (
    "order_candidates", "rows_read", "read_rows", "staged_rows", "people", "statuses", "rules", "merged_rows",
    "written_currencies", "broken_lines", "reader_errors", "line_numbers", "late_rejects",
)  # fmt: skip
NUMBER_MACROS = {".": "number_with_point", ",": "number_with_comma"}


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
        fields = _read(side, database, plan, where, imported_at)
        _make_views(connection, database, plan, fields)
        yield
        unstage(connection)
    finally:
        side.execute(f"detach {database}")
        side.close()


def _read(
    side: duckdb.DuckDBPyConnection, database: str, plan: Plan, where: Readable, imported_at: datetime
) -> set[str]:
    """Read the file into the database's read_rows and broken_lines. Returns the meanings that the rows have."""
    path, _real_path, compression = where
    fields = _fields(side, plan, source(plan.shape, path, compression))
    inner = ", ".join(f"{expression} as {meaning}" for meaning, expression in fields.items())
    raw = ", ".join(field_name(plan.shape.position(column)) for column in plan.mapping)
    side.execute(
        f"create table {database}.read_rows as select {', '.join(_kept(plan, list(fields)))}, "
        f"{_reason(plan, imported_at)} as reason "
        f"from (select {inner}, {raw} from {source(plan.shape, path, compression, keep_rejects=True)})"
    )
    side.execute(f"create table {database}.broken_lines as from intake_reject_errors")
    return set(fields)


def _fields(side: duckdb.DuckDBPyConnection, plan: Plan, rows: str) -> dict[str, str]:
    """meaning → how it is read."""
    floats = {meaning for meaning in IDS if _ids_are_floats(side, plan, meaning, rows)}
    fields = {m: _expression(plan, column, m, m in floats) for column, m in plan.mapping.items()}
    if currency := _currency_beside(plan):
        fields["currency"] = currency
    if plan.table == SURVEYS.name:
        fields |= _scale(plan)
    return fields | _tags(plan)


def _expression(plan: Plan, column: str, meaning: str, is_float: bool) -> str:
    """How the column is read: by the type of its meaning and the style of the file."""
    field, kind = field_name(plan.shape.position(column)), meanings(plan.table)[meaning].type
    if kind in ("money", "number"):
        return f"{NUMBER_MACROS[plan.decimal or '.']}({field}, {literal(currency_pattern())})"
    if kind in ("date", "time"):
        return f"cast({_moment(plan.dates[column], field)} as {SQL_TYPES[kind]})"
    text = f"{_text_macro(plan, column)}({field})"
    if meaning == "currency":
        return f"upper(half_width({text}))"
    if meaning == "email" or (meaning == "kind" and plan.table == SURVEYS.name):
        return f"lower({text})"
    return rf"regexp_replace({text}, '\.0$', '')" if is_float else text


def _text_macro(plan: Plan, column: str) -> str:
    place = plan.shape.position(column)
    padded = any(row[place].strip(" ") != row[place].strip() for row in plan.shape.rows)
    return "unpadded_text_of" if padded else "text_of"


def _moment(style: DateStyle, field: str) -> str:
    macro = "time_iso_first" if style.order == "ymd" else "time_as_written"
    return f"{macro}({field}, {literals(style.formats)})"


def _currency_beside(plan: Plan) -> str | None:
    """The currency written beside the amounts, where the file has no column for it."""
    amount = plan.column_of("amount") or plan.column_of("line_amount") or plan.column_of("unit_price")
    if "currency" in plan.mapped or amount is None:
        return None
    field = field_name(plan.shape.position(amount))
    return (
        f"case when try_cast({field} as decimal(18, 4)) is null "
        f"then currency_sign({field}, {literal(currency_pattern())}) end"
    )


def _scale(plan: Plan) -> dict[str, str]:
    """The ends of a survey's scale: as the row says, else the usual ones of its kind."""
    kind_column = plan.column_of("kind")
    kind = _expression(plan, kind_column, "kind", False) if kind_column else "'nps'"
    found = {"kind": f"coalesce({kind}, 'nps')"}
    for end in ("scale_min", "scale_max"):
        column = plan.column_of(end)
        given = _expression(plan, column, end, False) if column else "null"
        found[end] = f"cast(coalesce({given}, default_{end}({kind})) as decimal(18, 4))"
    return found


def _tags(plan: Plan) -> dict[str, str]:
    """The columns of a customers file that mean nothing to us, as one JSON object."""
    if plan.table != CUSTOMERS.name:
        return {}
    others = [column for column in plan.shape.columns if column not in plan.mapping]
    pairs = ", ".join(f"{literal(column)}, text_of({field_name(plan.shape.position(column))})" for column in others)
    return {"tags": f"json_object({pairs})"} if others else {}


def _kept(plan: Plan, fields: list[str]) -> list[str]:
    """The columns of read_rows; a line's amount is made of quantity and price where it is not given."""
    kept = [field for field in fields if field not in ("line_amount", "unit_price")]
    return [*kept, f"{_line_amount(plan)} as line_amount"] if has_line_amount(plan.mapped) else kept


def _line_amount(plan: Plan) -> str:
    product = "try_cast(quantity * unit_price as decimal(18, 4))"
    ways = [("line_amount" in plan.mapped, "line_amount"), ({"quantity", "unit_price"} <= plan.mapped, product)]
    return f"coalesce({', '.join(way for there, way in ways if there)})"


def _reason(plan: Plan, imported_at: datetime) -> str:
    """A case expression: code and meaning of what is wrong with the row first; null where nothing is."""
    checks = [*_missing_checks(plan), *_readable_checks(plan), *_plausible_checks(plan, imported_at)]
    if plan.table == SURVEYS.name:
        checks.append(("score < scale_min or score > scale_max", literal("out_of_scale score")))
    found = ", ".join(f"case when {condition} then {reason} end" for condition, reason in checks)
    return f"coalesce({found}, null)" if checks else "cast(null as varchar)"


def _missing_checks(plan: Plan) -> list[tuple[str, str]]:
    """The texts that no row can do without; numbers and dates are looked at as they are read."""
    checks = []
    for column in INPUT_TABLES[plan.table].columns:
        if column.required and column.type == "text" and plan.table != CUSTOMERS.name:
            checks.append((f"{column.name} is null", literal(f"missing_value {column.name}")))
    return checks


def _readable_checks(plan: Plan) -> list[tuple[str, str]]:
    """Numbers and dates: unreadable where there is something, missing where there is nothing but should be."""
    needed = _needed(plan)
    checks = []
    for column, meaning in plan.mapping.items():
        if kind := UNREADABLE.get(meanings(plan.table)[meaning].type):
            blank = f"is_blank({field_name(plan.shape.position(column))})"
            missing = literal(f"missing_value {meaning}") if meaning in needed else "null"
            unreadable = literal(f"unreadable_{kind} {meaning}")
            checks.append((f"{meaning} is null", f"case when {blank} then {missing} else {unreadable} end"))
    return checks


def _needed(plan: Plan) -> set[str]:
    """The numbers and dates that no row can do without."""
    needed = {column.name for column in INPUT_TABLES[plan.table].columns if column.required}
    if plan.table == ORDER_LINES.name and plan.makes_orders:
        needed |= {"ordered_at"} | ({"line_amount"} if "line_amount" in plan.mapped else {"quantity", "unit_price"})
    return needed


def _plausible_checks(plan: Plan, imported_at: datetime) -> list[tuple[str, str]]:
    latest = literal((imported_at + timedelta(days=1)).isoformat(sep=" "))
    checks = []
    for meaning in PLAUSIBLE:
        if meaning in plan.mapped:
            checks.append((f"{meaning} > cast({latest} as timestamp)", literal(f"date_in_future {meaning}")))
            checks.append((f"{meaning} < cast('1990-01-01' as timestamp)", literal(f"date_before_1990 {meaning}")))
    return checks


def _ids_are_floats(connection: duckdb.DuckDBPyConnection, plan: Plan, meaning: str, rows: str) -> bool:
    """Whether every id of the column was written as a number with '.0' behind it, as spreadsheets and pandas do."""
    column = plan.column_of(meaning)
    values = plan.shape.values(column) if column else []
    if not column or not values or not all(value.endswith(".0") for value in values):
        return False
    field = f"text_of({field_name(plan.shape.position(column))})"
    row = connection.execute(rf"select bool_and(regexp_matches({field}, '^\d+\.0$')) from {rows}").fetchone()
    return bool(row and row[0])


def _make_views(connection: duckdb.DuckDBPyConnection, database: str, plan: Plan, fields: set[str]) -> None:
    """read_rows with its row numbers; rows_read: also null for every meaning that the file lacks, and who it is."""
    everything = dict.fromkeys((*WHO, "name"), "text")
    everything |= {name: column.type for name, column in meanings(plan.table).items()}
    unmapped = {name: kind for name, kind in everything.items() if name not in fields | {"line_amount", "unit_price"}}
    if "line_amount" in everything and not has_line_amount(plan.mapped):
        unmapped["line_amount"] = "money"
    if plan.table == CUSTOMERS.name and "tags" not in fields:
        unmapped["tags"] = "text"
    nulls = "".join(f", cast(null as {SQL_TYPES[kind]}) as {name}" for name, kind in unmapped.items())
    connection.execute(f"create temp view staged_rows as select rowid as row_no, * from {database}.read_rows")
    connection.execute("create temp view read_rows as from staged_rows")
    connection.execute(f"create temp view rows_read as select *{nulls}, {_who(plan)} as who from read_rows")
    connection.execute(f"create temp view reader_errors as from {database}.broken_lines")
    run(connection, "broken_lines", lines_per_record=plan.shape.header_line - plan.shape.records_before)


def _who(plan: Plan) -> str:
    """All that the row says about who its customer is, as one text to join by."""
    names = ("name",) if format_named(plan.format).names_are_unique else ()
    parts = [meaning for meaning in (*WHO, *names) if meaning in plan.mapped]
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


def unstage(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what reading a file has made."""
    made = _made(connection)
    for name in (name for name in MADE if name in made):
        connection.execute(f"drop {'view' if made[name] == 'VIEW' else 'table'} temp.{name}")


def _made(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    query = "select table_name, table_type from information_schema.tables where table_catalog = 'temp'"
    return dict(connection.execute(query).fetchall())
