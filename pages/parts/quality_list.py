"""The findings of the Data quality page: what each means, and the way to its rows."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core.queries import quality_rows
from crm_core.queries.quality import Finding
from pages.parts import cards, quality_files, store, tables, ways, words
from pages.parts.guard import DATA_PAGE
from pages.parts.quality_meanings import MENDED_THERE, meaning, touched
from pages.parts.quality_words import title
from pages.parts.tables import Column
from pages.parts.words import escape, t, tn

PATTERNS = {"money": "%,.2f", "count": "%,d", "decimal": "%,.1f"}


def finding_card(finding: Finding) -> None:
    """One finding; its rows are fetched when somebody opens them."""
    icon = ":orange[:material/warning:]" if finding.deserves_a_look else ":gray[:material/info:]"
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"{icon} **{escape(title(finding))}**", width="content")
            st.caption(escape(touched(finding)), width="content")
        st.caption(escape(meaning(finding)))
        if finding.name in MENDED_THERE:
            ways.link(DATA_PAGE, label=t("Go to the Data page"), icon=":material/database:")
        rows = st.expander(t("Show the rows"), key=f"rows_{finding.name}", on_change="rerun", type="compact")
        if rows.open:
            with rows:
                _rows(finding)


def _rows(finding: Finding) -> None:
    if finding.name == "unnamed_orders":
        _unnamed_overview()
    frame = store.ask(quality_rows.rows, finding.name)
    if len(frame) == quality_rows.SHOWN_AT_MOST:
        st.caption(t("The first {n} rows; the files have all of them.", n=words.count(len(frame))))
    else:
        st.caption(tn("{n} row", "{n} rows", len(frame)))
    filled = quality_files.shown(frame.copy()).dropna(axis="columns", how="all")
    st.dataframe(
        filled, hide_index=True, row_height=34, placeholder="–", key=f"table_{finding.name}",
        column_config={name: _config(name, filled[name]) for name in filled.columns},
    )  # fmt: skip
    quality_files.downloads(finding.name)


def _config(name: str, values: pd.Series) -> Any:
    """Streamlit's column for a column of the rows; times are shown as days unless they have a time."""
    kinds, (head, kind) = st.column_config, quality_files.COLUMNS[name]
    if kind in ("day", "time"):
        chinese = words.language().startswith("zh")
        day = "YYYY年M月D日" if chinese else "D MMM YYYY"
        if kind == "time" and _has_times(values):
            return kinds.DatetimeColumn(t(head), format=f"{day} HH:mm")
        return kinds.DateColumn(t(head), format=day)
    if kind in PATTERNS:
        return kinds.NumberColumn(t(head), format=PATTERNS[kind])
    return kinds.TextColumn(t(head))


def _has_times(values: pd.Series) -> bool:
    times = pd.to_datetime(values).dropna()
    return bool((times != times.dt.normalize()).any())


def _unnamed_overview() -> None:
    """Orders without a customer by month, and by file and channel."""
    currency = words.currency()
    amount = t("Amount ({currency})", currency=currency) if currency else t("Amount")
    revenue = t("Revenue ({currency})", currency=currency) if currency else t("Revenue")
    orders = Column(t("Orders"), "count")
    with st.grid(2, min_column_width=300):
        tables.table(
            store.ask(quality_rows.unnamed_by_month),
            {
                "month": Column(t("Month"), "month"), "share": Column(t("Share"), "bar"), "orders": orders,
                "amount": Column(revenue, "money"),
            },
            key="unnamed_by_month", title=t("By month"), subtitle=t("Share of the month's orders"),
        )  # fmt: skip
        tables.table(
            store.ask(quality_rows.unnamed_by_source),
            {
                "file_name": Column(t("File")), "channel": Column(t("Channel")), "orders": orders,
                "amount": Column(amount, "money"),
            },
            key="unnamed_by_source", title=t("By file and channel"), subtitle=t("Amounts before refunds"),
        )  # fmt: skip


def notes(every: list[Finding]) -> None:
    """What is small, or seldom a mistake."""
    if every:
        cards.titles(t("Worth knowing"), t("Small, or seldom a mistake."))
    for finding in every:
        finding_card(finding)
