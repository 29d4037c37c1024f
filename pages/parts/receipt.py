"""What became of a file: its rows and amounts, which add up, and the rows that could not be used with the reasons."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import input_words, intake
from crm_core.intake import Receipt, Reject
from crm_core.locale import _
from crm_core.words import NOTHING
from pages.parts import words
from pages.parts.inert import inert
from pages.parts.said import said
from pages.parts.words import t, tn

REJECTS_SHOWN = 200
FINGERPRINT_SHOWN = 8
WIDTH_OF_WHAT = 150  # pixels: leaves room for the amounts on a telephone
CLASSES = (
    ("accepted", _("Accepted")),
    ("merged", _("Merged: the same again")),
    ("refunds", _("Refunds")),
    ("not_counted", _("Not counted")),
    ("rejected", _("Rejected")),
)


def csv_bytes(content: str) -> bytes:
    """CSV text as a file that spreadsheets read as UTF-8."""
    return ("\ufeff" + content).encode()


def receipt_card(
    receipt: Receipt, rejects: Sequence[Reject], rejects_csv: Callable[[], bytes], place: str,
    foot: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """A card with the receipt of one file; rejects: the first of them; place: where on the page; foot: what follows."""
    with st.container(border=True, gap="small", height="stretch"):
        table, layout = t(input_words.TABLES[receipt.table_name]), intake.formats().get(receipt.format)
        name = f"{table} · {layout.label}" if layout and not layout.generic else table
        st.markdown(f"##### {inert(receipt.file_name)}")
        st.caption(inert(f"{name} · {_facts(receipt)}"))
        settings: dict[str, Any] = {"column_config": _config(receipt), "key": f"receipt_{place}_{receipt.import_id}"}
        st.dataframe(_classes(receipt), hide_index=True, row_height=34, **settings)
        st.caption(_sum(receipt))
        if rejects:
            _rejects(receipt, rejects, rejects_csv, f"{place}_{receipt.import_id}")
        foot()


def _facts(receipt: Receipt) -> str:
    """What the file brought, beside its rows."""
    unnamed, changed, aside = receipt.unidentified_rows, receipt.values_changed, receipt.lines_set_aside
    found = [
        (receipt.orders, tn("{n} order or refund", "{n} orders and refunds", receipt.orders)),
        (receipt.customers, tn("{n} customer", "{n} customers", receipt.customers)),
        (unnamed, tn("{n} row names no customer", "{n} rows name no customer", unnamed)),
        (aside, tn("{n} heading, total or note set aside", "{n} headings, totals and notes set aside", aside)),
        (changed, tn("{n} earlier entry changed", "{n} earlier entries changed", changed)),
    ]
    shown = [text for number, text in found if number]
    return " · ".join([*shown, t("fingerprint {text}", text=receipt.fingerprint[:FINGERPRINT_SHOWN])])


def _classes(receipt: Receipt) -> pd.DataFrame:
    rows = [(t(title), getattr(receipt, name), _amount(receipt, name)) for name, title in CLASSES]
    rows.append((t("In the file"), receipt.rows_in_file, _amount(receipt, "in_file")))
    frame = pd.DataFrame(rows, columns=["what", "rows", "amount"])
    return frame if receipt.amount_in_file is not None else frame.drop(columns="amount")


def _amount(receipt: Receipt, name: str) -> float | None:
    amount = getattr(receipt, f"amount_{name}")
    return None if amount is None else float(amount)


def _config(receipt: Receipt) -> dict[str, Any]:
    amount = t("Amount ({currency})", currency=receipt.currency) if receipt.currency else t("Amount")
    return {
        "what": st.column_config.TextColumn(t("What became of the rows"), width=WIDTH_OF_WHAT),
        "rows": st.column_config.NumberColumn(t("Rows"), format="%,d"),
        "amount": st.column_config.NumberColumn(amount, format="%,.2f"),
    }


def _sum(receipt: Receipt) -> str:
    """That it adds up, to the cent."""
    if not receipt.reconciles:
        return ":red[:material/error:] " + t("The rows or amounts do not add up. Please report this.")
    if receipt.amount_in_file is None:
        return ":green[:material/check:] " + t("The rows add up.")
    return ":green[:material/check:] " + t("The rows add up, and the amounts do to the cent.")


def _rejects(receipt: Receipt, rejects: Sequence[Reject], rejects_csv: Callable[[], bytes], key: str) -> None:
    """The rejected rows, with the way to mend them."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        text = tn("{n} row could not be used", "{n} rows could not be used", receipt.rejected)
        if receipt.rejected > len(rejects):
            text = t("{text}; the first {n} are shown", text=text, n=words.count(len(rejects)))
        st.markdown(f"**{inert(text)}**", width="content")
        st.download_button(
            t("Download as CSV"), rejects_csv, file_name=f"rejected-{receipt.import_id}.csv", mime="text/csv",
            icon=":material/download:", on_click="ignore", key=f"rejects_csv_{key}",
        )  # fmt: skip
    rows = [(each.line, each.column, each.value, said(each.reason)) for each in rejects]
    st.dataframe(
        pd.DataFrame(rows, columns=["line", "column", "value", "reason"]),
        hide_index=True,
        row_height=34,
        column_config={
            "line": st.column_config.NumberColumn(t("Line"), format="%d", width="small"),
            "column": st.column_config.TextColumn(t("Column")),
            "value": st.column_config.TextColumn(t("Value in the file")),
            "reason": st.column_config.TextColumn(t("Reason"), width="large"),
        },
        placeholder=NOTHING,
        key=f"rejects_{key}",
    )
