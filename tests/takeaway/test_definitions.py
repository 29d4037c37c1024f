"""The sheet that says what a workbook's rows, columns and labels are."""

import io
from datetime import date

import pytest
import streamlit as st
from python_calamine import CalamineWorkbook

from crm_core.access import Visitor
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.fact_ranges import Range
from crm_core.queries.scope import Scope
from pages.parts import customer_files, headless
from pages.parts.headless import Reader


def sheets(names, scope, chosen, language="en"):
    """The workbook of the list of customers, as rows of each sheet."""
    made = []

    def work():
        st.session_state["currency"] = "EUR"
        made.append(customer_files.maker("xlsx", scope, chosen, names, Order("revenue", True))())

    headless.run(work, Reader(Visitor("owner"), language, {}, {"shop": "own"}))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made[0]))
    return [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]


@pytest.mark.usefixtures("shop")
def test_what_the_rows_are():
    scope = Scope(date(2026, 3, 10), regions=("North",))
    chosen = Filters("anna", tiers=("A", None), ranges=(Range("revenue", 100, None),))
    rows, told = sheets(("customer", "revenue", "tier"), scope, chosen)
    assert rows == [["Customer", "Revenue (EUR)", "Tier"], ["Annabelle", 500.0, "A · Key"]]
    assert told[:4] == [
        ["As of", "10 Mar 2026"],
        ["Window", "11 Mar 2025 – 10 Mar 2026"],
        ["Region", "North"],
        ["Left out", "1 customer with €20 in the window"],
    ]
    assert told[4][0] == "Only"
    assert told[4][1].startswith("“anna” · Tier: A · Key, No purchase in the window · Revenue")
    assert told[5] == ["Currency", "EUR"]
    assert told[7:9] == [["Rows", 1.0], ["Sum of Revenue (EUR)", 500.0]]


@pytest.mark.usefixtures("shop")
def test_only_labels_that_are_columns_are_explained():
    _rows, told = sheets(("customer", "stage"), Scope(date(2026, 3, 10)), Filters(), "zh_CN")
    words = [row[0] for row in told]
    assert "阶段" in words
    assert "层级" not in words
    assert ["统计截止", "2026年3月10日"] in told
    assert not any(word in ("地区", "筛选条件") for word in words)  # nothing is left out
