"""The files that the hostile shop can be taken along in: nothing in them acts, and nothing of them leads out."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from crm_core import intake, workbook
from crm_core.exporting import Column, csv_bytes
from crm_core.parquet import parquet_chunks
from hosting.downloads import disposition
from tests.faults.hostile import CONTROLS, LONG, TEXTS
from tests.faults.hostile_shop import FILE_NAME

EVERY = (*TEXTS, LONG)
STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def frame():
    return pd.DataFrame({"name": list(EVERY), "n": range(len(EVERY))})


COLUMNS = [Column("name", "=1+1"), Column("n", "<b>", "count")]


def test_csv(frame):
    text = csv_bytes([frame], COLUMNS).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(EVERY) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(STARTS)]
    assert [row[0] for row in rows[1:]] == [f"'{text}" if text.startswith(STARTS) else text for text in EVERY]


def test_xlsx(frame):
    content = workbook.xlsx_bytes([frame], COLUMNS, "=[x]:*?/\\'" + EVERY[0])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}
    tags = {element.tag.rpartition("}")[2] for part in parts.values() for element in part.iter()}
    assert not tags & {"f", "hyperlink", "externalReference", "oleObject"}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == len(EVERY) + 1
    assert [row[0] for row in rows[1:] if row[0].startswith("=")] == [text for text in EVERY if text.startswith("=")]


def test_parquet(frame, tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"".join(parquet_chunks([frame], COLUMNS)))
    assert pd.read_parquet(path)["name"].tolist() == list(EVERY)


@pytest.mark.parametrize("name", [*EVERY, FILE_NAME, *CONTROLS])
def test_the_name_of_a_download(name):
    header = disposition(name)
    header.encode("ascii")
    assert not set(header) & {"\r", "\n", "\0", "/", "\\"}
    assert header.count('"') == 2


def test_rejected_rows():
    assert not [text for text in EVERY if intake.mending.harmless(text).startswith(("=", "+", "@", "\t", "\r"))]
