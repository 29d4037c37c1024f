"""The workbook read back by another program: values, sums, colours, and the sheet that says what they mean."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from crm_core import workbook
from crm_core.exporting import Column
from crm_core.takeaway.meanings import Meaning
from crm_core.workbook import Definitions, money_pattern, tinted, xlsx_bytes

COLUMNS = [
    Column("name", "Customer"),
    Column("tier", "Tier", words={"A": "A · Key", None: "No tier"}),
    Column("revenue", "Revenue (EUR)", "money"),
    Column("orders", "Orders", "count"),
    Column("last", "Last purchase", "day"),
]
FRAME = pd.DataFrame(
    {
        "name": ["Ann", "=1+1"],
        "tier": ["A", None],
        "revenue": [Decimal("100.10"), Decimal("-20.05")],
        "orders": [3, 1],
        "last": pd.to_datetime(["2026-03-05", None]),
    }
)
TOLD = Definitions(
    "Definitions",
    (("As of", "5 Mar 2026"), ("Left out", "=2 customers")),
    (Meaning("Columns", "Orders", "Purchases."), Meaning("Tier", "A · Key", "Best."), Meaning("Tier", "B", "Next.")),
    ("Rows", "Sum of {column}"),
    "EUR",
    "en",
)


def read(content):
    """Each sheet by its name, as rows of values."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def test_the_list_and_its_definitions():
    sheets = read(xlsx_bytes([FRAME], COLUMNS, "Customers", TOLD))
    assert sheets["Customers"] == [
        ["Customer", "Tier", "Revenue (EUR)", "Orders", "Last purchase"],
        ["Ann", "A · Key", 100.1, 3.0, date(2026, 3, 5)],
        ["=1+1", "No tier", -20.05, 1.0, ""],
    ]
    assert sheets["Definitions"] == [
        ["As of", "5 Mar 2026"],
        ["Left out", "=2 customers"],
        ["Rows", 2.0],
        ["Sum of Revenue (EUR)", 80.05],
        ["", ""],
        ["Columns", ""],
        ["Orders", "Purchases."],
        ["", ""],
        ["Tier", ""],
        ["A · Key", "Best."],
        ["B", "Next."],
    ]


def test_several_frames_are_one_list():
    sheets = read(xlsx_bytes([FRAME, FRAME], COLUMNS, "Customers", TOLD))
    assert len(sheets["Customers"]) == 5
    assert sheets["Definitions"][2:4] == [["Rows", 4.0], ["Sum of Revenue (EUR)", 160.1]]


def test_without_definitions_there_is_one_sheet():
    assert list(read(xlsx_bytes([FRAME], COLUMNS, "Customers"))) == ["Customers"]


def test_an_empty_list_counts_none():
    sheets = read(xlsx_bytes([], COLUMNS, "Customers", TOLD))
    assert sheets["Customers"] == [[column.title for column in COLUMNS]]
    assert ["Rows", 0.0] in sheets["Definitions"]
    assert not any("Sum" in row[0] for row in sheets["Definitions"])


def test_nothing_in_the_definitions_is_a_formula():
    content = xlsx_bytes([FRAME], COLUMNS, "Customers", TOLD)
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml") + part(content, "xl/worksheets/sheet2.xml")


def test_money_carries_the_shops_sign():
    styles = part(xlsx_bytes([FRAME], COLUMNS, "Customers", TOLD), "xl/styles.xml")
    assert "&quot;€&quot;#,##0.00;-&quot;€&quot;#,##0.00" in styles
    assert "€" not in part(xlsx_bytes([FRAME], COLUMNS, "Customers"), "xl/styles.xml")


@pytest.mark.parametrize(
    ("currency", "language", "sign"), [("GBP", "en", "£"), ("TWD", "zh_TW", "$"), ("XYZ", "en", "XYZ")]
)
def test_the_pattern_of_a_currency(currency, language, sign):
    assert money_pattern(currency, language) == f'"{sign}"#,##0.00;-"{sign}"#,##0.00'


def test_labels_have_a_light_tint_of_their_colour():
    content = xlsx_bytes([FRAME], COLUMNS, "Customers")
    fills = re.findall(r'<fgColor rgb="FF(\w+)"/>', part(content, "xl/styles.xml"))
    assert fills == [tinted("#2F4BC0")[1:], tinted("#B8C0CE")[1:]]  # A, and who has none


def test_a_tint_is_mostly_white():
    assert tinted("#000000") == "#D1D1D1"  # 0.82 of 255 is 209
    assert tinted("#FFFFFF") == "#FFFFFF"


def test_the_head_stays_in_sight_and_filters():
    sheet = part(xlsx_bytes([FRAME], COLUMNS, "Customers"), "xl/worksheets/sheet1.xml")
    assert '<pane xSplit="1" ySplit="1"' in sheet
    assert '<autoFilter ref="A1:E3"/>' in sheet


def test_sentences_have_room():
    frame = pd.DataFrame({"name": ["Ann"], "why": ["because " * 10], "short": ["x"]})
    columns = [Column("name", "Customer"), Column("why", "Why"), Column("short", "Short")]
    sheet = part(xlsx_bytes([frame], columns, "x"), "xl/worksheets/sheet1.xml")
    assert [round(float(width)) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)] == [31, 61, 19]


def test_two_sheets_never_have_one_name():
    assert list(read(xlsx_bytes([FRAME], COLUMNS, "definitions", TOLD))) == ["definitions", "Definitions 2"]


def test_no_more_rows_than_a_workbook_holds(monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_AT_MOST", 1)
    sheets = read(xlsx_bytes([FRAME, FRAME], COLUMNS, "Customers", TOLD))
    assert len(sheets["Customers"]) == 2
    assert sheets["Definitions"][2:4] == [["Rows", 1.0], ["Sum of Revenue (EUR)", 100.1]]
