"""The orders and refunds of one customer, to the cent."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core.locale import _
from crm_core.queries import purchases
from crm_core.queries.scope import Scope
from pages.parts import cards, store, words
from pages.parts.filters import snapshot_of
from pages.parts.phrases import joined, unit
from pages.parts.words import t

KINDS = {
    "purchase": _("Purchase"),
    "refund": _("Refund"),
    "refunded": _("Refunded in full"),
    "zero": _("Without amount"),
    "not_counted": _("Not counted"),
}


def order_table(customer_key: int, scope: Scope) -> None:
    """The orders up to the scope's date, newest first."""
    frame = store.ask(purchases.orders, customer_key, scope.as_of)
    with st.container(border=True, gap="xsmall"):
        cards.titles(t("Orders"), about(frame, scope))
        if frame.empty:
            cards.nothing(t("No orders up to {day}.", day=words.day(scope.as_of)))
            return
        frame["kind"] = [t(KINDS[kind]) for kind in frame["kind"]]
        st.dataframe(
            frame[list(columns())], hide_index=True, column_config=columns(), row_height=34, placeholder="–",
            key="profile_orders",
        )  # fmt: skip


def about(frame: pd.DataFrame, scope: Scope) -> str:
    """What the rows are, and which are not among them."""
    parts = [t("Newest first; amounts{unit}.", unit=unit())]
    if len(frame) and frame["order_rows"].iloc[0] > len(frame):
        every = words.count(frame["order_rows"].iloc[0])
        parts.insert(0, t("The newest {n} of {all}.", n=words.count(len(frame)), all=every))
    if not snapshot_of(scope).is_newest:
        parts.append(t("Up to {day}.", day=words.day(scope.as_of)))
    return joined(*parts)


def columns() -> dict[str, Any]:
    """Heads and number patterns; amounts have their cents, which the lists of customers leave out."""
    kinds = st.column_config
    day = "YYYY年M月D日" if words.language().startswith("zh") else "D MMM YYYY"
    return {
        "ordered_at": kinds.DateColumn(t("Date"), format=day),
        "order_id": kinds.TextColumn(t("Order number")),
        "kind": kinds.TextColumn(t("Kind")),
        "amount": kinds.NumberColumn(t("Amount"), format="%,.2f", help=t("What the customer paid, before refunds.")),
        "refunded": kinds.NumberColumn(
            t("Refunded"), format="%,.2f", help=t("As the order itself says; refund rows stand for themselves.")
        ),
        "net_revenue": kinds.NumberColumn(t("Net"), format="%,.2f", help=t("What the row adds to revenue.")),
        "channel": kinds.TextColumn(t("Channel")),
        "status": kinds.TextColumn(t("Status")),
    }
