"""How complete the columns of each input table are, and what a missing one would unlock."""

import pandas as pd
import streamlit as st

from crm_core import input_words
from crm_core.locale import _
from pages.parts import cards, words
from pages.parts.words import escape, t

# Below this share the card says what more of the column would bring.
LOW = 0.5
TITLES = {
    ("orders", "customer_id"): _("Customer"),
    ("customers", "account"): _("Account or nickname"),
    ("customers", "postcode"): _("Postcode"),
}
UNLOCKS = {
    ("customers", "name"): _("lists with names in them"),
    ("customers", "email"): _("finding customers who are in twice"),
    ("customers", "phone"): _("finding customers who are in twice"),
    ("customers", "postcode"): _("finding customers who are in twice"),
    ("customers", "region"): _("the filter by region"),
    ("customers", "kind"): _("the filter by kind"),
    ("customers", "source"): _("knowing how customers found you"),
    ("customers", "owner"): _("the filter by account manager"),
    ("customers", "joined_on"): _("telling new customers from old ones"),
    ("customers", "referred_by"): _("advocates by referral"),
    ("orders", "customer_id"): _("every label"),
    ("orders", "discount"): _("impulsive loyalty"),
    ("orders", "cost"): _("tiers by margin"),
    ("orders", "channel"): _("knowing where orders come in"),
    ("orders", "status"): _("leaving cancelled orders out"),
    ("orders", "currency"): _("amounts with their sign"),
    ("orders", "refunded"): _("revenue after refunds"),
    ("order_lines", "product"): _("breadth of what was bought"),
    ("order_lines", "category"): _("breadth of what was bought"),
    ("order_lines", "brand"): _("the diamond model"),
    ("surveys", "comment"): _("the reason behind a score"),
    ("surveys", "expected_score"): _("comparing experience with expectation"),
}
# Empty is an answer here: no discount, no refund, nobody who referred, nothing to say.
OFTEN_EMPTY = ("discount", "refunded", "referred_by", "comment", "credit_limit")


def completeness_cards(frame: pd.DataFrame) -> None:
    """A card with bars for each input table that has rows; two beside each other where they fit."""
    with st.grid(2, min_column_width=330):
        for table, rows in frame.groupby("table_name", sort=False):
            _card(str(table), rows)


def _card(table: str, rows: pd.DataFrame) -> None:
    told = rows[~rows["is_absent"]]
    shown = pd.DataFrame(
        {
            "column": [_title(table, column) for column in told["column_name"]],
            "share": told["share"].to_numpy() * 100,
            "empty": (told["row_count"] - told["filled"]).to_numpy(),
        }
    )
    kinds = st.column_config
    columns = {
        "column": kinds.TextColumn(t("Column"), pinned=True),
        "share": kinds.ProgressColumn(t("Filled"), format="%.1f%%", min_value=0, max_value=100, color="primary"),
        "empty": kinds.NumberColumn(t("Empty"), format="%,d"),
    }
    with st.container(border=True, height="stretch", gap="xsmall"):
        count = words.count(rows["row_count"].iloc[0])
        about = t("{n} orders and refunds", n=count) if table == "orders" else t("{n} rows in force", n=count)
        cards.titles(t(input_words.TABLES[table]), about)
        if len(shown):
            st.dataframe(
                shown, hide_index=True, column_config=columns, row_height=34, height="content",
                key=f"complete_{table}",
            )  # fmt: skip
        _wanted(table, rows)


def _wanted(table: str, rows: pd.DataFrame) -> None:
    """Columns in no file, or seldom filled, by what they are good for."""
    wanted: dict[tuple[str, bool], list[str]] = {}
    for column, share, absent in zip(rows["column_name"], rows["share"], rows["is_absent"], strict=True):
        good_for = UNLOCKS.get((table, column))
        if good_for and (absent or (share < LOW and column not in OFTEN_EMPTY)):
            wanted.setdefault((good_for, absent), []).append(_title(table, column))
    lines = []
    for (good_for, absent), columns in wanted.items():
        names = f"**{escape(t(', ').join(columns))}**"
        said = t(
            "{columns}: in no file; for {what}" if absent else "{columns}: seldom filled; for {what}",
            columns=names, what=t(good_for),
        )  # fmt: skip
        lines.append(f"- {said}")
    if lines:
        st.caption("\n".join(lines))


def _title(table: str, column: str) -> str:
    return t(TITLES.get((table, column)) or input_words.title(column))
