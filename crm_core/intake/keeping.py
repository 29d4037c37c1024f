"""What each kind of file leaves in the kept tables, and how its rows are counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from crm_core.intake.carrying import carry_over
from crm_core.intake.currency import keep_rates, settle_currency
from crm_core.intake.forgotten import forget_referrers
from crm_core.intake.habits import layout_of
from crm_core.intake.identity import customers_found, identify, reject_nobody
from crm_core.intake.plan import Plan
from crm_core.intake.queries import any_order, one, run
from crm_core.intake.vocabulary import plain, words

Tally = dict[str, tuple[int, Decimal | None]]
TELLING = {"name", "first_name", "last_name", "email", "phone", "account", "postcode", "region", "owner"}
NEW_ORDERS = "select count(*) from order_rows where import_id = $import_id and superseded_by is null"


@dataclass(frozen=True)
class Kept:
    """What became of the rows that were not rejected. tally: class → rows, amount."""

    tally: Tally
    values_changed: int = 0
    unidentified_rows: int = 0
    orders: int = 0
    customers: int = 0
    currency: str | None = None


def keep(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> Kept:
    """Write rows_read into the kept tables; older rows that it replaces are marked, never deleted."""
    connection.execute("create temp table merged_rows (row_no bigint)")
    kind = "orders" if plan.makes_orders else plan.table
    return KEEPERS[kind](connection, plan, import_id)


def _keep_orders(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> Kept:
    currency = settle_currency(connection, plan)
    identify(connection, plan)
    _make_candidates(connection, plan, currency)
    merge = one(connection, "order_keys")
    if merge["orders"] != merge["ids"]:
        run(connection, "merged_orders")
    if merge["refunds"]:
        run(connection, "merged_refunds")
    run(connection, "told_orders", sums_lines=plan.table == "order_lines" and "amount" not in plan.mapped)
    first = _is_empty(connection, "order_rows")
    with any_order(connection):
        run(connection, "new_orders", import_id=import_id)
    changed = 0 if first else _supersede(connection, "orders", import_id)
    if plan.table == "order_lines":
        changed += _keep_lines_of(connection, import_id)
    _keep_told(connection, plan, import_id)
    return Kept(
        _tally(connection, "order_tally"), changed, _unidentified(connection, plan, import_id),
        _number(connection, NEW_ORDERS, import_id=import_id),
        customers_found(connection), currency,
    )  # fmt: skip


def _unidentified(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> int:
    """Rows of orders that identify nobody; of a file of lines, their lines."""
    if plan.table == "orders":
        query = "select count(*) from order_rows where import_id = $import_id and identity_key is null"
        return _number(connection, query, import_id=import_id)
    return _number(connection, "select coalesce(sum(lines), 0) from order_candidates where who is null")


def _make_candidates(connection: duckdb.DuckDBPyConnection, plan: Plan, currency: str | None) -> None:
    layout, status = layout_of(plan), words("statuses")
    run(
        connection, "statuses", counted=_plain(layout.counted), only_counted=layout.only_counted,
        not_counted=_plain((*status["not_counted"], *layout.not_counted)), refunded=_plain(status["refunded"]),
    )  # fmt: skip
    tells = "refunded" in plan.mapped or "left_after_refunds" in plan.mapped
    amount = "amount" if plan.table == "orders" else "coalesce(amount, line_amount)"
    connection.execute(
        "create temp table rules as select $prefix::varchar as refund_prefix, $currency::varchar as currency, "
        "$negative_is_refund::boolean as negative_is_refund, $has_order_amount as has_order_amount, "
        f"$silent and not exists (from rows_read where {amount} < 0) as status_tells_refunds",
        {
            "prefix": layout.refund_order_id_prefix, "currency": currency, "silent": not tells,
            "negative_is_refund": layout.negative_is_refund, "has_order_amount": "amount" in plan.mapped,
        },
    )  # fmt: skip
    if plan.table == "orders":
        run(connection, "order_candidates")
    else:
        run(connection, "order_candidates_of_lines", summed=_summed(plan))


def _plain(texts: Iterable[str]) -> list[str]:
    return [plain(text) for text in texts]


def _summed(plan: Plan) -> list[str]:
    """The fields of an order that its lines give bit by bit: all, where the lines' amounts make the order's."""
    once = "amount" in plan.mapped
    return list(layout_of(plan).summed) if once else ["discount", "refunded", "cost"]


def _keep_lines_of(connection: duckdb.DuckDBPyConnection, import_id: int) -> int:
    """The lines themselves. Returns how many orders got other lines than they had."""
    first = _is_empty(connection, "line_rows")
    run(connection, "new_lines", import_id=import_id)
    return 0 if first else _supersede(connection, "lines", import_id)


def _keep_told(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> None:
    """What a file of orders tells of its customers beside their id."""
    if plan.mapped & TELLING:
        run(connection, "customers_of_orders", import_id=import_id)
        run(connection, "supersede_customers", import_id=import_id)


def _keep_lines(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> Kept:
    changed = _keep_lines_of(connection, import_id)
    orders = _number(
        connection, "select count(distinct order_id) from line_rows where import_id = $import_id", import_id=import_id
    )
    return Kept(_tally(connection, "line_tally"), changed, orders=orders)


def _keep_customers(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> Kept:
    identify(connection, plan)
    reject_nobody(connection, plan)
    run(connection, "merged_customers")
    run(connection, "new_customers", import_id=import_id, addresses=words("placeholders")["addresses"])
    carry_over(connection, import_id, plan.mapped, plan.shape.columns)
    forget_referrers(connection, import_id)
    changed = _supersede(connection, "customers", import_id)
    return Kept(_tally(connection, "row_tally"), changed, customers=customers_found(connection))


def _keep_surveys(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> Kept:
    identify(connection, plan)
    reject_nobody(connection, plan)
    run(connection, "merged_surveys")
    run(connection, "new_surveys", import_id=import_id, first_line=plan.shape.header_line + 1)
    run(connection, "supersede_surveys", import_id=import_id)
    return Kept(_tally(connection, "row_tally"), customers=customers_found(connection))


def _keep_rates(connection: duckdb.DuckDBPyConnection, plan: Plan, import_id: int) -> Kept:
    changed = keep_rates(connection, import_id)
    return Kept(_tally(connection, "row_tally"), changed)


KEEPERS: dict[str, Callable[[duckdb.DuckDBPyConnection, Plan, int], Kept]] = {
    "orders": _keep_orders,
    "order_lines": _keep_lines,
    "customers": _keep_customers,
    "surveys": _keep_surveys,
    "rates": _keep_rates,
}


def _supersede(connection: duckdb.DuckDBPyConnection, name: str, import_id: int) -> int:
    """Mark the older rows that this import replaces. Returns how many of them had other values."""
    changed = one(connection, f"replaced_{name}", import_id=import_id)["values_changed"]
    run(connection, f"supersede_{name}", import_id=import_id)
    return int(changed)


def _tally(connection: duckdb.DuckDBPyConnection, name: str) -> Tally:
    return {row[0]: (row[1], row[2]) for row in run(connection, name).fetchall()}


def _number(connection: duckdb.DuckDBPyConnection, query: str, **values: int) -> int:
    row = connection.execute(query, values or None).fetchone()
    return int(row[0]) if row else 0


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"select 1 from {table} limit 1").fetchone() is None
