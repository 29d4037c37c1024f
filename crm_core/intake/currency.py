"""Which currency a file's amounts are in: one for the whole shop; amounts in several currencies are never added.

Others are converted by a table of rates, or rejected.
"""

import re

import duckdb
from babel import Locale
from babel.numbers import is_currency

from crm_core.errors import Question, UserError
from crm_core.intake.layouts import format_named
from crm_core.intake.plan import Plan
from crm_core.intake.queries import one, run
from crm_core.intake.staging import converted, reject_late
from crm_core.intake.vocabulary import currency_signs
from crm_core.locale import _

EXAMPLES = ("EUR", "USD", "CNY")


def must_be_code(given: str) -> None:
    """UserError unless it is the ISO code of a currency, in capitals or not; the code of a name or a sign is told."""
    if is_currency(given.strip().upper()):
        return
    raise UserError(
        _("“{given}” is not the code of a currency. Give its three letters, such as {codes}."),
        given=given, codes=", ".join(_meant(given) or EXAMPLES),
    )  # fmt: skip


def _meant(given: str) -> tuple[str, ...]:
    """The codes that a sign or an English name can stand for: “€”, “euros”, “dollar”; none for any other text."""
    signs = currency_signs()
    if codes := signs.get(given.strip().upper()):
        return codes
    said = _words(given)
    named = {code: _words(name) for code, name in Locale("en").currencies.items() if code in signs}
    return tuple(code for code, words in named.items() if said and said <= words)


def _words(name: str) -> set[str]:
    """The words of a currency's name, of one or of many."""
    return {word.removesuffix("s") for word in name.casefold().split()}


def shop_currency(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The currency of everything kept so far; None while nothing is kept or nothing says its currency."""
    row = connection.execute(
        "select value from meta where key = 'currency' and exists (from order_rows where superseded_by is null)"
    ).fetchone()
    return str(row[0]) if row else None


def settle_currency(connection: duckdb.DuckDBPyConnection, plan: Plan) -> str | None:
    """Decide the file's currency and make written_currencies (written → code); convert or reject the rows in others.

    Raises a Question if the file has several and none is chosen, UserError if it is not the shop's.
    """
    shop = shop_currency(connection)
    written = written_codes(connection, plan.currency or shop)
    codes = sorted({code for code in written.values() if code})
    rated = _rated(connection)
    currency = plan.currency or _base(plan, codes, rated, shop) or _unsaid(connection, plan, shop) or shop
    _must_be_the_shops(plan, currency, shop)
    keep_written(connection, written)
    others = [code for code in codes if code != currency]
    if currency and rated & set(others):
        converted(connection, plan, currency, [code for code in others if code in rated])
        reject_late(connection, "reject_without_rate", reason="no_rate currency")
    _reject_others(connection, written, currency, rated)
    if currency:
        connection.execute("insert or replace into meta values ('currency', $currency)", {"currency": currency})
    return currency


def _base(plan: Plan, codes: list[str], rated: set[str], shop: str | None) -> str | None:
    """The currency that all others of the file can be converted to, or the only one."""
    if shop and codes and set(codes) <= rated | {shop}:
        return shop
    without_rate = [code for code in codes if code not in rated]
    if len(without_rate) > 1 or (len(codes) > 1 and not without_rate):
        raise Question(
            _(
                "{file_name} has amounts in several currencies ({currencies}), which cannot be added. Choose the one "
                "to keep; rows in the others will be rejected, unless you load a table of exchange rates first."
            ),
            "--currency", tuple(codes), file_name=plan.shape.file_name, currencies=", ".join(codes),
        )  # fmt: skip
    return next(iter(without_rate or codes), None)


def _unsaid(connection: duckdb.DuckDBPyConnection, plan: Plan, shop: str | None) -> str | None:
    """The currency of a file whose amounts do not say it: as in the report's totals, or what the system always uses."""
    return _of_totals(connection, plan, shop) or format_named(plan.format).currency or None


def _of_totals(connection: duckdb.DuckDBPyConnection, plan: Plan, shop: str | None) -> str | None:
    """The currency that only the report's totals are written in, if it is one."""
    if "currency" in plan.mapped:
        return None
    query = "select distinct currency from staged_rows where reason = 'set_aside' and currency is not null"
    codes = {_code(text, shop) for (text,) in connection.execute(query).fetchall()}
    return codes.pop() if len(codes) == 1 else None


def _rated(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The currencies for which rates were loaded; one that is always worth 1 is the shop's own."""
    query = "select currency from rate_rows where superseded_by is null group by currency having bool_or(rate <> 1)"
    return {code for (code,) in connection.execute(query).fetchall()}


def _must_be_the_shops(plan: Plan, currency: str | None, shop: str | None) -> None:
    if shop and currency and currency != shop:
        raise UserError(
            _(
                "{file_name} is in {currency}, but everything loaded so far is in {shop}. Load a file in {shop}, or "
                "load a table of exchange rates first."
            ),
            file_name=plan.shape.file_name, currency=currency, shop=shop,
        )  # fmt: skip


def written_codes(connection: duckdb.DuckDBPyConnection, preferred: str | None) -> dict[str, str | None]:
    """Each currency of the file as it is written → its ISO code, None if it is none."""
    query = "select distinct currency from rows_read where reason is null and currency is not null"
    return {text: _code(text, preferred) for (text,) in connection.execute(query).fetchall()}


def _code(written: str, preferred: str | None) -> str | None:
    """The ISO code that a sign, word or code stands for; of several the preferred one."""
    meant = currency_signs().get(written, ())
    if meant:
        return preferred if preferred in meant else meant[0]
    return written if re.fullmatch("[A-Z]{3}", written) else None


def keep_written(connection: duckdb.DuckDBPyConnection, written: dict[str, str | None]) -> None:
    """Make written_currencies (written → code) for the SQL of this file."""
    connection.execute("create temp table written_currencies (written varchar, code varchar)")
    pairs = [pair for pair in written.items() if pair[1]]
    if pairs:
        connection.executemany("insert into written_currencies values (?, ?)", pairs)


def _reject_others(
    connection: duckdb.DuckDBPyConnection, written: dict[str, str | None], currency: str | None, rated: set[str]
) -> None:
    reject_unreadable(connection, written)
    others = [text for text, code in written.items() if code not in (None, currency, *rated)]
    if others:
        reject_late(connection, "reject_currencies", reason="other_currency currency", written=others)


def reject_unreadable(connection: duckdb.DuckDBPyConnection, written: dict[str, str | None]) -> None:
    """Reject the rows whose currency is no currency that we know."""
    unreadable = [text for text, code in written.items() if code is None]
    if unreadable:
        reject_late(connection, "reject_currencies", reason="unreadable_currency currency", written=unreadable)


def keep_rates(connection: duckdb.DuckDBPyConnection, import_id: int) -> int:
    """Write a file of rates into rate_rows. Returns how many rates it changes."""
    written = written_codes(connection, None)
    keep_written(connection, written)
    reject_unreadable(connection, written)
    run(connection, "merged_rates")
    run(connection, "new_rates", import_id=import_id)
    changed = one(connection, "replaced_rates", import_id=import_id)["values_changed"]
    run(connection, "supersede_rates", import_id=import_id)
    return int(changed)
