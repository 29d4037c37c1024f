"""Two customers that may be the same one, side by side: in a list where several can be ticked, and in detail."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core.locale import _
from crm_core.words import NOTHING
from pages.parts import ways, words
from pages.parts.words import t

EVIDENCE = {"email": _("same e-mail"), "phone": _("same phone"), "name_and_postcode": _("same name and postcode")}

KINDS = {"customer_id": _("Customer number"), "email": _("E-mail"), "phone": _("Phone"), "account": _("Account name")}


def evidence(codes: str) -> str:
    """What speaks for a pair, in words."""
    return " · ".join(t(EVIDENCE[code]) for code in codes.split(",") if code in EVIDENCE)


def name_of(name: object, value: object) -> str:
    """How a customer is called in a list: the name with the number, or the number alone."""
    return t("{name} ({id})", name=name, id=value) if isinstance(name, str) and name else str(value)


def ticked(frame: pd.DataFrame, columns: dict[str, Any], key: str) -> list[int]:
    """The rows that are ticked, by position."""
    event: Any = st.dataframe(
        frame, hide_index=True, column_config=columns, row_height=34, placeholder=NOTHING, key=key,
        on_select="rerun", selection_mode="multi-row",
    )  # fmt: skip
    return [int(row) for row in event["selection"]["rows"] if row < len(frame)]


def pairs(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The proposals as a table: rows and column types."""
    shown = pd.DataFrame(
        {
            "one": [name_of(name, value) for name, value in zip(frame["name_a"], frame["value_a"], strict=True)],
            "other": [name_of(name, value) for name, value in zip(frame["name_b"], frame["value_b"], strict=True)],
            "evidence": [evidence(codes) for codes in frame["evidence"]],
            "revenue_a": frame["revenue_a"],
            "revenue_b": frame["revenue_b"],
            "orders_a": frame["orders_a"],
            "orders_b": frame["orders_b"],
            "shared": frame["shared_values"],
        }
    )
    kinds = st.column_config
    columns = {
        "one": kinds.TextColumn(t("Customer")),
        "other": kinds.TextColumn(t("Perhaps the same")),
        "evidence": kinds.TextColumn(t("What speaks for it")),
        "revenue_a": kinds.NumberColumn(t("Revenue, first"), format="%,.0f"),
        "revenue_b": kinds.NumberColumn(t("Revenue, second"), format="%,.0f"),
        "orders_a": kinds.NumberColumn(t("Orders, first"), format="%,d"),
        "orders_b": kinds.NumberColumn(t("Orders, second"), format="%,d"),
        "shared": kinds.TextColumn(t("Shared")),
    }
    return shown, columns


def side_by_side(pair: Any) -> None:
    """One pair in detail. All that comes from files is plain text, which nothing interprets."""
    with st.container(border=True, gap="xsmall"):
        st.caption(evidence(pair.evidence))
        st.text(pair.shared_values)
        for column, end in zip(st.columns(2), ("a", "b"), strict=True):
            with column, st.container(gap="xsmall"):
                _customer(pair, end)


def _customer(pair: Any, end: str) -> None:
    def of(name: str) -> Any:
        return getattr(pair, f"{name}_{end}")

    name = of("name") if isinstance(of("name"), str) else ""
    st.text(name or of("value"))
    st.text(f"{t(KINDS.get(of('kind'), of('kind')))}: {of('value')}")
    first, last = words.day(of("first")), words.day(of("last"))
    st.text(t("{money} · orders: {n}", money=words.money_exact(of("revenue")), n=words.count(of("orders"))))
    st.text(t("{first} to {last}", first=first, last=last) if of("orders") else t("no purchase"))
    ways.link(
        "pages/customers.py", label=t("Open the profile"), icon=":material/person:",
        parameters=ways.to_customer(int(of("key"))),
    )  # fmt: skip


def decided(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The decisions as a table: rows and column types."""
    same, two = t("Same customer"), t("Two customers")
    shown = pd.DataFrame(
        {
            "decision": [same if is_same else two for is_same in frame["is_same"]],
            "one": [name_of(name, value) for name, value in zip(frame["name_a"], frame["value_a"], strict=True)],
            "other": [name_of(name, value) for name, value in zip(frame["name_b"], frame["value_b"], strict=True)],
            "evidence": [evidence(codes) for codes in frame["evidence"]],
            "decided_at": frame["decided_at"],
        }
    )
    kinds = st.column_config
    day = "YYYY年M月D日" if words.language().startswith("zh") else "D MMM YYYY"
    columns = {
        "decision": kinds.TextColumn(t("Decision")),
        "one": kinds.TextColumn(t("Customer")),
        "other": kinds.TextColumn(t("The other")),
        "evidence": kinds.TextColumn(t("What spoke for it")),
        "decided_at": kinds.DateColumn(t("Decided on"), format=day),
    }
    return shown, columns
