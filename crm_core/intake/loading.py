"""Files into kept rows. The caller opens the transaction: a failed load leaves nothing behind."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import duckdb

from crm_core.errors import UserError
from crm_core.intake.complete import staged_whole
from crm_core.intake.fingerprints import fingerprinted
from crm_core.intake.keeping import Kept, keep
from crm_core.intake.meanings import has_line_amount
from crm_core.intake.notes import set_notes_aside
from crm_core.intake.plan import Plan, problems
from crm_core.intake.queries import in_order, one, run
from crm_core.intake.readable import Readable, readable
from crm_core.intake.reader import TOO_LARGE_TO_ADD, LineEndsError, reading
from crm_core.intake.receipts import CLASSES, Receipt, keep_receipt
from crm_core.intake.rejected import count_broken_lines, keep_rejects
from crm_core.intake.staging import set_aside
from crm_core.locale import _

Progress = Callable[[float, str], None]
LOADING_ORDER = ("rates", "customers", "orders", "order_lines", "surveys")
TOO_LARGE = Decimal(10) ** 14  # as much as a column of money holds
STEPS = (_("Reading the file"), _("Keeping its rows"), _("Writing the receipt"))


def load_files(
    connection: duckdb.DuckDBPyConnection,
    plans: Sequence[Plan],
    imported_at: datetime,
    progress: Progress | None = None,
    is_demo: bool = False,
) -> list[Receipt]:
    """Load the files as planned, inside the caller's transaction; one receipt a file, in the order of loading.

    Raises the first of a plan's problems, Question where only the rows themselves show one, UserError.
    """
    for plan in plans:
        for problem in problems(plan):
            raise problem
    ordered = sorted(plans, key=lambda plan: LOADING_ORDER.index(plan.table))
    steps = [(plan, step) for plan in ordered for step in STEPS]

    def report(plan: Plan, step: str) -> None:
        if progress:
            progress(steps.index((plan, step)) / len(steps), step)

    return [_load(connection, plan, imported_at, is_demo, partial(report, plan)) for plan in ordered]


def _load(
    connection: duckdb.DuckDBPyConnection, plan: Plan, imported_at: datetime, is_demo: bool,
    report: Callable[[str], None],
) -> Receipt:  # fmt: skip
    plan = replace(plan, shape=fingerprinted(plan.shape))
    _must_be_new(connection, plan)
    in_order(connection)
    run(connection, "reading")
    run(connection, "same_entries")
    report(STEPS[0])
    import_id = _next_import_id(connection)
    with _staged(connection, plan, imported_at, import_id) as where:
        notes = set_aside(connection) + set_notes_aside(connection, plan)
        broken = count_broken_lines(connection, plan)
        report(STEPS[1])
        kept = keep(connection, plan, import_id)
        report(STEPS[2])
        receipt = _receipt(connection, plan, kept, import_id, imported_at, is_demo, broken, notes)
        keep_receipt(connection, receipt)
        if receipt.rejected:
            keep_rejects(connection, plan, import_id, where)
    if plan.makes_orders:
        _must_add_up(connection, plan)
    return receipt


def _must_add_up(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Refuse a file with which the shop's amounts would be too large for any sum of them."""
    if one(connection, "largest_sum")["amount"] >= TOO_LARGE:
        raise UserError(TOO_LARGE_TO_ADD, file_name=plan.shape.file_name)


@contextmanager
def _staged(
    connection: duckdb.DuckDBPyConnection, plan: Plan, imported_at: datetime, import_id: int
) -> Iterator[Readable]:
    """The file staged: as it lies, and where the reader stumbles over its line ends, from a copy with one kind."""
    with ExitStack() as stack:
        try:
            where = _stage(stack, connection, plan, imported_at, import_id)
        except LineEndsError:
            number = _next_import_id(connection)  # a transaction takes the name that is made of it only once
            where = _stage(stack, connection, plan, imported_at, number, anew=True)
        yield where


def _stage(
    stack: ExitStack, connection: duckdb.DuckDBPyConnection, plan: Plan, imported_at: datetime, number: int,
    anew: bool = False,
) -> Readable:  # fmt: skip
    with ExitStack() as opened:
        where = opened.enter_context(readable(plan.shape, anew))
        opened.enter_context(reading(plan.shape.file_name, where[1], anew))
        opened.enter_context(staged_whole(connection, plan, where, imported_at, number))
        stack.enter_context(opened.pop_all())
    return where


def is_in_force(connection: duckdb.DuckDBPyConnection, plan: Plan) -> bool:
    """Whether this very file has been loaded and not been undone."""
    return _earlier(connection, fingerprinted(plan.shape).fingerprint) is not None


def _earlier(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> tuple[str, str] | None:
    return connection.execute(
        "select file_name, strftime(imported_at, '%Y-%m-%d') from imports "
        "where fingerprint = $fingerprint and undone_at is null",
        {"fingerprint": fingerprint},
    ).fetchone()


def _must_be_new(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    if row := _earlier(connection, plan.shape.fingerprint):
        raise UserError(
            _("{file_name} has been loaded before, as {earlier} on {day}. Nothing was changed."),
            file_name=plan.shape.file_name, earlier=row[0], day=row[1],
        )  # fmt: skip


def _next_import_id(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select nextval('import_ids')").fetchone()
    assert row is not None
    return int(row[0])


def _receipt(
    connection: duckdb.DuckDBPyConnection, plan: Plan, kept: Kept, import_id: int, imported_at: datetime,
    is_demo: bool, broken: int, notes: int,
) -> Receipt:  # fmt: skip
    rows, amount, rejected, amount_rejected = _read(connection, plan)
    tally = kept.tally | {"rejected": (rejected + broken, amount_rejected)}
    counts: dict[str, Any] = {name: tally.get(name, (0, None))[0] for name in CLASSES}
    nothing = None if amount is None else Decimal(0)
    counts |= {f"amount_{name}": tally.get(name, (0, None))[1] or nothing for name in CLASSES}
    return Receipt(
        import_id=import_id, imported_at=imported_at, file_name=plan.shape.file_name,
        fingerprint=plan.shape.fingerprint, table_name=plan.table, format=plan.format,
        mapping=plan.mapping, options=plan.options, is_demo=is_demo, currency=kept.currency,
        rows_in_file=rows + broken, values_changed=kept.values_changed,
        unidentified_rows=kept.unidentified_rows, orders=kept.orders, customers=kept.customers,
        amount_in_file=amount, lines_set_aside=notes, **counts,
    )  # fmt: skip


def _read(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[int, Decimal | None, int, Decimal | None]:
    """Rows and amount of the file, and of the rejected rows among them; amounts None where the file has none."""
    row = connection.execute("select count(*), count(reason) from read_rows").fetchone()
    assert row is not None
    if plan.table == "order_lines" and plan.makes_orders:
        found = one(connection, "line_amounts")
        return row[0], found["amount"], row[1], found["amount_rejected"]
    amount = "amount" if plan.table == "orders" else "line_amount" if has_line_amount(plan.mapped) else None
    if amount is None:
        return row[0], None, row[1], None
    money = "cast(coalesce(sum({0}) {1}, 0) as decimal(38, 4))".format
    sums = connection.execute(
        f"select {money(amount, '')}, {money(amount, 'filter (reason is not null)')} from read_rows"
    ).fetchone()
    assert sums is not None
    return row[0], sums[0], row[1], sums[1]
