"""How a file writes its dates and numbers: the first rows decide, else the whole column, else the user."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import duckdb

from crm_core.intake.layouts import format_named
from crm_core.intake.naming import WIDE
from crm_core.intake.plan import DateStyle, Plan
from crm_core.intake.queries import field_name, one, run, source
from crm_core.intake.readable import readable
from crm_core.intake.reader import LineEndsError, reading
from crm_core.intake.vocabulary import DATE_ORDERS, currency_pattern, date_formats

# What the values say (None: nothing), and whether some can be read in two ways.
Verdict = tuple[str | None, bool]
Judge = Callable[[duckdb.DuckDBPyConnection], Verdict]


def styled(plan: Plan) -> Plan:
    """The plan with its date and number styles, as far as the file or the user has decided them."""
    columns = set(plan.shape.columns)
    plan_known = replace(plan, mapping={c: meaning for c, meaning in plan.mapping.items() if c in columns})
    with duckdb.connect(":memory:", config={"threads": 2, "autoload_known_extensions": False}) as connection:
        run(connection, "reading")
        dates = {
            column: _date_style(connection, plan_known, column) for column in plan_known.columns_of_type("date", "time")
        }
        return replace(plan, dates=dates, decimal=_decimal(connection, plan_known))


def _date_style(connection: duckdb.DuckDBPyConnection, plan: Plan, column: str) -> DateStyle:
    order = plan.answers.get("date_order") or _decided(connection, plan, (column,), _date_order, "ymd")
    order = order or format_named(plan.format).date_order or None
    return DateStyle(order, _used_first(plan.shape.values(column), date_formats(order)) if order else ())


def _decimal(connection: duckdb.DuckDBPyConnection, plan: Plan) -> str | None:
    columns = plan.columns_of_type("money", "number")
    if answer := plan.answers.get("decimal"):
        return answer
    decided = _decided(connection, plan, columns, _decimal_mark, ".") if columns else "."
    return decided or ("." if WIDE.search("".join(plan.shape.columns)) else None)


def _decided(
    connection: duckdb.DuckDBPyConnection, plan: Plan, columns: tuple[str, ...], judge: Judge, default: str
) -> str | None:
    """What the first rows say, or, if they say nothing, all rows; None if these can be read in two ways."""
    _judge_first_rows(connection, plan, columns)
    decided, is_open = judge(connection)
    if decided is None:
        try:
            decided, is_open = _judged(connection, plan, columns, judge)
        except LineEndsError:
            decided, is_open = _judged(connection, plan, columns, judge, anew=True)
    return decided or (None if is_open else default)


def _judged(
    connection: duckdb.DuckDBPyConnection, plan: Plan, columns: tuple[str, ...], judge: Judge, anew: bool = False
) -> Verdict:
    with readable(plan.shape, anew) as (path, real_path, compression), reading(plan.shape.file_name, real_path, anew):
        _judge_all_rows(connection, plan, columns, source(plan.shape, path, compression))
        return judge(connection)


def _judge_first_rows(connection: duckdb.DuckDBPyConnection, plan: Plan, columns: tuple[str, ...]) -> None:
    values = [value for column in columns for value in plan.shape.values(column)]
    query = "create or replace table first_rows as select unnest($values::varchar[]) as value"
    connection.execute(query, {"values": values})
    connection.execute("create or replace view judged as select value from first_rows")


def _judge_all_rows(connection: duckdb.DuckDBPyConnection, plan: Plan, columns: tuple[str, ...], rows: str) -> None:
    fields = ", ".join(field_name(plan.shape.position(column)) for column in columns)
    value = f"nullif(trim(unnest([{fields}])), '')"
    connection.execute(f"create or replace view judged as select {value} as value from {rows}")


def _date_order(connection: duckdb.DuckDBPyConnection) -> Verdict:
    """The order in which most dates can be read; day and month are told apart by dates that fit only one way."""
    fits = one(connection, "date_evidence", **{order: list(date_formats(order)) for order in DATE_ORDERS})
    most = max(fits[order] for order in DATE_ORDERS)
    if most == 0 or fits["ymd"] == most:
        return ("ymd" if most else None), False
    if bool(fits["only_dmy"]) != bool(fits["only_mdy"]):
        return ("dmy" if fits["only_dmy"] else "mdy"), False
    return None, True


def _decimal_mark(connection: duckdb.DuckDBPyConnection) -> Verdict:
    """The mark that most numbers with a sure decimal part have."""
    found = one(connection, "decimal_evidence", currency_pattern=currency_pattern())
    if found["points"] == found["commas"]:
        return None, bool(found["points"] or found["either"])
    return ("." if found["points"] > found["commas"] else ","), False


def _used_first(values: list[str], formats: tuple[str, ...]) -> tuple[str, ...]:
    """The formats, those that read some of the first rows in front: that is quicker for the millions behind them."""
    alike = {re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", value)): value.replace(" at ", " ") for value in values}
    return tuple(sorted(formats, key=lambda form: not any(_fits(value, form) for value in alike.values())))


def _fits(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True
