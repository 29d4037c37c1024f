"""Every import so far, and the receipt of the one that is chosen."""

from functools import partial

from crm_core import input_words, intake
from crm_core.intake import Receipt
from crm_core.locale import translator
from crm_core.queries import imports
from pages.parts import amending as changes
from pages.parts import store, tables, trail, words
from pages.parts.changed_values import changed_values
from pages.parts.receipt import REJECTS_SHOWN, csv_bytes, receipt_card
from pages.parts.store import Opener
from pages.parts.tables import Column
from pages.parts.trail import Noter
from pages.parts.undo_import import just_undone, undo_button
from pages.parts.visitors import visitor
from pages.parts.words import t


def imports_so_far() -> None:
    """The list; a click on a file shows its receipt below. While one is undone, how far that is; then what changed."""
    if changes.under_way():
        return
    just_undone()
    frame = store.ask(imports.imports)
    frame = frame.assign(table_name=[t(input_words.TABLES.get(name, name)) for name in frame["table_name"]])
    currency = words.currency()
    amount = t("Net amount ({currency})", currency=currency) if currency else t("Net amount")
    columns = {
        "imported_at": Column(t("Loaded on"), "day"),
        "file_name": Column(t("File"), pinned=True),
        "table_name": Column(t("What it holds")),
        "first_day": Column(t("From"), "day", help=t("The first order that this file still stands for.")),
        "last_day": Column(t("To"), "day", help=t("The last order that this file still stands for.")),
        "rows_in_file": Column(t("Rows"), "count"),
        "net_amount": Column(amount, "money", help=t("What the file adds to revenue: accepted orders less refunds.")),
        "accepted": Column(t("Accepted"), "count"),
        "merged": Column(t("Merged"), "count", help=t("The same customer, order or answer again.")),
        "refunds": Column(t("Refunds"), "count"),
        "not_counted": Column(t("Not counted"), "count", help=t("Cancelled, failed, voided, pending and drafts.")),
        "rejected": Column(t("Rejected"), "count"),
    }
    if frame["undone_at"].notna().any():
        undone = Column(t("Undone on"), "day", help=t("Its rows are gone, as if it had never come."))
        columns = {"imported_at": columns.pop("imported_at"), "undone_at": undone} | columns
    row = tables.table(
        frame, columns, key="imports", title=t("Files loaded so far"), on_click=True,
        subtitle=t("The newest first. Choose a file to see its receipt."),
        empty=t("No file has been loaded yet."),
    )  # fmt: skip
    if row is not None:
        receipt_of(int(frame["import_id"].iloc[row]), "list")


def receipt_of(import_id: int, place: str) -> None:
    """The receipt of one import, as kept."""
    with store.cursor() as connection:
        receipt = next((each for each in intake.receipts(connection) if each.import_id == import_id), None)
        if receipt is None:
            return
        rejects = intake.rejects(connection, import_id, REJECTS_SHOWN)
    csv = partial(_csv, store.opener(), trail.noter(store.shop(), visitor()), import_id, words.language())
    receipt_card(receipt, rejects, csv, place, partial(_foot, receipt, place))


def _foot(receipt: Receipt, place: str) -> None:
    """What the import changed, and the way to take it back."""
    if receipt.undone_at is None:
        changed_values(receipt.import_id, receipt.values_changed, place)
    undo_button(receipt, place)


def _csv(opener: Opener, note: Noter, import_id: int, language: str) -> bytes:
    """The rejected rows as CSV; made when somebody asks for it."""
    connection = opener()
    try:
        content = intake.rejects_csv(connection, import_id, translator(language))
    finally:
        connection.close()
    note("exported", "rejects", import_id=import_id)
    return csv_bytes(content)
