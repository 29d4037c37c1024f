"""The rows of a file that cannot be used: each with its line, column, value and reason, and the record as it stands."""

from dataclasses import dataclass, replace

import duckdb

from crm_core.errors import UserError
from crm_core.intake.forgotten import scrub_rejects
from crm_core.intake.lines import number_lines
from crm_core.intake.plan import Plan
from crm_core.intake.queries import field_name, literal, source
from crm_core.intake.readable import Readable
from crm_core.intake.reasons import READER_ERRORS, sentence
from crm_core.locale import _


@dataclass(frozen=True)
class Reject:
    """One rejected row. `reason` is a sentence (say it with UserError.say)."""

    line: int
    column: str | None
    value: str | None
    code: str
    record: str | None

    @property
    def reason(self) -> UserError:
        """Why, as a sentence."""
        return sentence(self.code, self.column, self.value)


def count_broken_lines(connection: duckdb.DuckDBPyConnection, plan: Plan) -> int:
    """How many lines the reader could not cut. UserError if a quote swallows lines."""
    row = connection.execute(
        "select line from broken_lines where error in ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM') "
        "and contains(record, chr(10)) order by line limit 1"
    ).fetchone()
    if row:
        raise UserError(
            _("A quote that opens on line {line} of {file_name} does not close. Mend that line, or export again."),
            line=row[0], file_name=plan.shape.file_name,
        )  # fmt: skip
    found = connection.execute("select count(*) from broken_lines").fetchone()
    return int(found[0]) if found else 0


def keep_rejects(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int, where: Readable) -> None:
    """Write the rejected rows of the file into rejects; reads the file once more if there are any."""
    path, real_path, compression = where
    number_lines(connection, plan.shape, real_path)
    # On several cores the reader can lose rows near lines that it could not cut (see complete.py).
    shape = replace(plan.shape, in_parallel=not _keep_broken(connection, import_id))
    fields = [field_name(place) for place in range(len(plan.shape.columns))]
    # One call: a chain of thousands of || would be deeper than DuckDB takes.
    record = f"concat_ws({literal(plan.shape.delimiter)}, {', '.join(f'csv_field({field})' for field in fields)})"
    connection.execute(
        "insert into rejects select $import_id, n.line, "
        f"case split_part(r.reason, ' ', 2) {_by_meaning(plan, literal)} end, "
        f"case split_part(r.reason, ' ', 2) {_by_meaning(plan, lambda c: field_name(plan.shape.position(c)))} end, "
        f"split_part(r.reason, ' ', 1), {record} "
        f"from (select row_number() over () - 1 as row_no, * from {source(shape, path, compression)}) as f "
        "inner join (select row_no, reason from read_rows where reason is not null) as r using (row_no) "
        "inner join line_numbers as n using (row_no) order by n.line",
        {"import_id": import_id},
    )
    scrub_rejects(connection, import_id)


def _by_meaning(plan: Plan, value: object) -> str:
    assert callable(value)
    columns = dict(plan.mapping)
    amount = plan.column_of("amount") or plan.column_of("line_amount") or plan.column_of("unit_price")
    whens = [(meaning, column) for column, meaning in columns.items()]
    if amount and "currency" not in plan.mapped:
        whens.append(("currency", amount))
    return " ".join(f"when {literal(meaning)} then {value(column)}" for meaning, column in whens)


def _keep_broken(connection: duckdb.DuckDBPyConnection, import_id: int) -> int:
    """Write the broken lines into rejects; returns how many there are."""
    reasons = " ".join(f"when {literal(error)} then {literal(code)}" for error, code in READER_ERRORS.items())
    connection.execute(
        "insert into rejects select $import_id, line, null, null, "
        f"case error {reasons} else 'broken_quotes' end, record from broken_lines order by line",
        {"import_id": import_id},
    )
    found = connection.execute("select count(*) from broken_lines").fetchone()
    return int(found[0]) if found else 0


def rejects(connection: duckdb.DuckDBPyConnection, import_id: int, limit: int | None = None) -> list[Reject]:
    """The rejected rows of an import, in the file's order; at most `limit` of them."""
    rows = connection.execute(
        "select line, column_name, value, reason, record from rejects where import_id = $import_id "
        "order by line limit $limit",
        {"import_id": import_id, "limit": limit if limit is not None else 2**60},
    ).fetchall()
    return [Reject(*row) for row in rows]
