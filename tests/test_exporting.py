"""Files for a spreadsheet: the right values, and nothing that acts."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pandas as pd
import pytest

from crm_core import workbook
from crm_core.exporting import Column, csv_bytes, safe
from crm_core.workbook import xlsx_bytes
from tests.sheet import COLUMNS

SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FRAME = pd.DataFrame(
    {
        "name": ['Ann, "the" 1st\nline', None],
        "tier": ["A", None],
        "orders": pd.array([3, None], dtype="Int64"),
        "revenue": [Decimal("1234.5000"), None],
        "overdue": [0.1 + 0.2, None],
        "part": [0.25, None],
        "last": pd.to_datetime(["2024-04-09", None]),
        "at": pd.to_datetime(["2024-04-09 10:30", None]),
    }
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
HARMLESS = ["", "a=1", " =1", "1-2", "'=1", "陈"]


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    """The cells of the one sheet by address: (type, text); the numbers' style; all text of the package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    cells = {}
    for cell in ElementTree.fromstring(texts["xl/worksheets/sheet1.xml"]).iterfind(".//s:c", SHEET):
        text = "".join(node.text or "" for node in cell.iter() if node.tag.endswith(("}t", "}v")))
        cells[cell.get("r")] = (cell.get("t", "n"), text)
    return cells, texts


def test_csv_has_a_mark_heads_and_plain_values():
    content = csv_bytes([FRAME], COLUMNS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [
        ["客户", "Tier", "Orders", "Revenue (EUR)", "Overdue", "Share", "Last purchase", "Time"],
        [
            'Ann, "the" 1st\nline',
            "A · Key",
            "3",
            "1234.50",
            "0.30000000000000004",
            "0.25",
            "2024-04-09",
            "2024-04-09 10:30",
        ],
        ["", "none", "", "", "", "", "", ""],
    ]


def test_csv_of_several_chunks_has_one_head():
    chunk = pd.DataFrame({"name": ["a", "b"]})
    assert read_csv(csv_bytes([chunk, chunk], [Column("name", "Name")])) == [["Name"], ["a"], ["b"], ["a"], ["b"]]


def test_csv_of_nothing_has_a_head():
    assert read_csv(csv_bytes([], [Column("name", "Name")])) == [["Name"]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_like_a_formula_is_quoted_in_csv(text):
    assert safe(text) == "'" + text
    content = csv_bytes([pd.DataFrame({"name": [text]})], [Column("name", text)])
    assert read_csv(content) == [["'" + text], ["'" + text]]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert safe(text) == text


def test_a_code_without_words_is_as_dangerous_as_text():
    content = csv_bytes([pd.DataFrame({"tier": ["=1"]})], [Column("tier", "Tier", words={"A": "Key"})])
    assert read_csv(content)[1] == ["'=1"]


def test_negative_numbers_stay_numbers():
    content = csv_bytes([pd.DataFrame({"money": [-5.0]})], [Column("money", "Net", "money")])
    assert read_csv(content)[1] == ["-5.00"]


def test_xlsx_holds_numbers_and_dates_as_such():
    cells, texts = read_xlsx(xlsx_bytes([FRAME], COLUMNS, "Customers"))
    assert [cells[f"{letter}1"][1] for letter in "ABCDEFGH"] == [column.title for column in COLUMNS]
    assert cells["A2"] == ("inlineStr", 'Ann, "the" 1st\nline')
    assert cells["B2"][1] == "A · Key"
    assert cells["B3"][1] == "none"
    assert [(cells[place][0], float(cells[place][1])) for place in ("C2", "D2", "F2")] == [
        ("n", 3),
        ("n", 1234.5),
        ("n", 0.25),
    ]
    assert cells["G2"] == ("n", str((date(2024, 4, 9) - date(1899, 12, 30)).days))
    assert float(cells["H2"][1]) == pytest.approx(
        (datetime(2024, 4, 9, 10, 30) - datetime(1899, 12, 30)).total_seconds() / 86400
    )
    assert set(cells) == {f"{letter}{row}" for letter in "ABCDEFGH" for row in (1, 2)} | {"B3"}
    styles = texts["xl/styles.xml"]
    assert all(pattern in styles for pattern in ("yyyy-mm-dd", "0.0%", "#,##0.00"))
    assert 'ySplit="1"' in texts["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    "text", [*DANGEROUS, "https://example.com/x", "mailto:a@b.c", "internal:Sheet1!A1", "007", "1e5", "{=1}"]
)
def test_xlsx_never_takes_text_for_anything_else(text):
    cells, texts = read_xlsx(xlsx_bytes([pd.DataFrame({"name": [text]})], [Column("name", text)], "x"))
    for address in ("A1", "A2"):
        kind, written = cells[address]
        assert kind in ("inlineStr", "s")
        assert re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), written).strip() == text.strip()
    assert "<f>" not in texts["xl/worksheets/sheet1.xml"]
    assert not any("hyperlink" in content for content in texts.values())


@pytest.mark.parametrize(("text", "marked"), [("=1+1", True), ("1+1", False)])
def test_xlsx_marks_text_like_formulas_as_a_spreadsheet_does(text, marked):
    _, texts = read_xlsx(xlsx_bytes([pd.DataFrame({"name": [text]})], [Column("name", "n")], "x"))
    place = re.search(r'<c r="A2" s="(\d+)"', texts["xl/worksheets/sheet1.xml"])
    formats = re.findall(r"<xf .*?>", texts["xl/styles.xml"].split("<cellXfs")[1])
    assert ('quotePrefix="1"' in formats[int(place[1])]) is marked


@pytest.mark.parametrize("text", ["a\x00b", "\x0b", "\ufffe", "\uffff", "x" * 40_000, "<b>&amp;</b>", "]]>"])
def test_xlsx_is_readable_whatever_a_text_holds(text):
    cells, _ = read_xlsx(
        xlsx_bytes([pd.DataFrame({"name": pd.Series([text], dtype=object)})], [Column("name", "n")], "x")
    )
    assert len(cells["A2"][1]) <= 32_767  # what a cell can hold


def test_xlsx_ends_at_its_limit(monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_AT_MOST", 3)
    chunk = pd.DataFrame({"name": ["a", "b"]})
    cells, _ = read_xlsx(xlsx_bytes([chunk, chunk], [Column("name", "Name")], "x"))
    assert set(cells) == {"A1", "A2", "A3", "A4"}


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("客户", "客户"), ("a/b:c", "a b c"), ("x" * 40, "x" * 31), ("''", "1"), ("", "1")],
)
def test_sheet_names_are_ones_a_spreadsheet_takes(name, sheet):
    _, texts = read_xlsx(xlsx_bytes([], [Column("name", "n")], name))
    assert f'<sheet name="{sheet}"' in texts["xl/workbook.xml"]
