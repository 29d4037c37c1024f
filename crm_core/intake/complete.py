"""Staging a file so that no row of it is lost: what the reader gives is held against the lines of the file."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime

import duckdb

from crm_core.intake.lines import lines_add_up, lines_read
from crm_core.intake.plan import Plan
from crm_core.intake.readable import Readable
from crm_core.intake.rejected import count_broken_lines
from crm_core.intake.staging import staged


@contextmanager
def staged_whole(
    connection: duckdb.DuckDBPyConnection, plan: Plan, where: Readable, imported_at: datetime, import_id: int
) -> Iterator[None]:
    """As `staged`. UserError if a quote swallows lines.

    On several cores DuckDB's reader can drop the rest of a file behind a line that it cannot cut. On one core it does
    not, but drops a last line whose quote does not close. So where lines were cut wrongly and rows and lines do not
    match, the way that gives more of them is taken.
    """
    with ExitStack() as stack:
        stack.enter_context(staged(connection, plan, where, imported_at, import_id))
        broken = count_broken_lines(connection, plan)
        if broken and not lines_add_up(connection, plan.shape, where[1]):
            found = lines_read(connection)
            _stage_again(stack, connection, plan, where, imported_at, in_parallel=False)
            if lines_read(connection) < found:
                _stage_again(stack, connection, plan, where, imported_at, in_parallel=True)
        yield


def _stage_again(
    stack: ExitStack, connection: duckdb.DuckDBPyConnection, plan: Plan, where: Readable, imported_at: datetime,
    in_parallel: bool,
) -> None:  # fmt: skip
    stack.close()
    # A transaction takes the name of a database, which is made of this number, only once.
    row = connection.execute("select nextval('import_ids')").fetchone()
    assert row is not None
    changed = replace(plan, shape=replace(plan.shape, in_parallel=in_parallel))
    stack.enter_context(staged(connection, changed, where, imported_at, int(row[0])))
