"""Which currency a file's amounts are in: one for the whole shop; amounts in several are never added."""

import re

import duckdb

from crm_core.errors import Question, UserError
from crm_core.intake.plan import Plan
from crm_core.intake.staging import reject_late
from crm_core.intake.vocabulary import currency_signs
from crm_core.locale import _


def shop_currency(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The currency of everything kept so far; None while nothing is kept or nothing says its currency."""
    row = connection.execute(
        "select value from meta where key = 'currency' and exists (from order_rows where superseded_by is null)"
    ).fetchone()
    return str(row[0]) if row else None


def settle_currency(connection: duckdb.DuckDBPyConnection, plan: Plan) -> str | None:
    """Decide the file's currency, reject the rows in others, and make written_currencies (written → code).

    Raises a Question if the file has several and none is chosen, UserError if it is not the shop's.
    """
    shop = shop_currency(connection)
    query = "select distinct currency from rows_read where reason is null and currency is not null"
    written = {text: _code(text, plan.currency or shop) for (text,) in connection.execute(query).fetchall()}
    codes = sorted({code for code in written.values() if code})
    if not plan.currency and len(codes) > 1:
        raise Question(
            _(
                "{file_name} has amounts in several currencies ({currencies}), which cannot be added. Choose the one "
                "to keep; rows in the others will be rejected."
            ),
            "--currency", tuple(codes), file_name=plan.shape.file_name, currencies=", ".join(codes),
        )  # fmt: skip
    currency = plan.currency or next(iter(codes), None) or shop
    _must_be_the_shops(plan, currency, shop)
    _keep_written(connection, written)
    _reject_others(connection, written, currency)
    if currency:
        connection.execute("insert or replace into meta values ('currency', $currency)", {"currency": currency})
    return currency


def _must_be_the_shops(plan: Plan, currency: str | None, shop: str | None) -> None:
    if shop and currency and currency != shop:
        raise UserError(
            _(
                "{file_name} is in {currency}, but everything loaded so far is in {shop}. Load a file in {shop}, or "
                "convert this one first."
            ),
            file_name=plan.shape.file_name, currency=currency, shop=shop,
        )  # fmt: skip


def _code(written: str, preferred: str | None) -> str | None:
    """The ISO code that a sign, word or code stands for; of several the preferred one."""
    meant = currency_signs().get(written, ())
    if meant:
        return preferred if preferred in meant else meant[0]
    return written if re.fullmatch("[A-Z]{3}", written) else None


def _keep_written(connection: duckdb.DuckDBPyConnection, written: dict[str, str | None]) -> None:
    connection.execute("create temp table written_currencies (written varchar, code varchar)")
    pairs = [pair for pair in written.items() if pair[1]]
    if pairs:
        connection.executemany("insert into written_currencies values (?, ?)", pairs)


def _reject_others(connection: duckdb.DuckDBPyConnection, written: dict[str, str | None], currency: str | None) -> None:
    others = {
        "unreadable_currency": [text for text, code in written.items() if code is None],
        "other_currency": [text for text, code in written.items() if code not in (None, currency)],
    }
    for reason, texts in others.items():
        if texts:
            reject_late(connection, "reject_currencies", reason=f"{reason} currency", written=texts)
