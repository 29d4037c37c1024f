"""Parquet: the right types, codes instead of words, in pieces."""

import io
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crm_core.exporting import Column
from crm_core.parquet import parquet_chunks
from tests.sheet import COLUMNS

FRAME = pd.DataFrame(
    {
        "name": ["=1+1", None],
        "tier": ["A", None],
        "orders": [3, 4],
        "revenue": [Decimal("1234.5000"), None],
        "overdue": [0.1 + 0.2, None],
        "part": [0.25, None],
        "last": pd.to_datetime(["2024-04-09", None]),
        "at": pd.to_datetime(["2024-04-09 10:30", None]),
    }
)


def read(pieces):
    return pq.read_table(io.BytesIO(b"".join(pieces)))


def test_the_rows_keep_their_types_and_codes():
    found = read(parquet_chunks([FRAME], COLUMNS))
    assert found.to_pylist() == [
        {
            "name": "=1+1", "tier": "A", "orders": 3, "revenue": Decimal("1234.50"), "overdue": 0.1 + 0.2, "part": 0.25,
            "last": date(2024, 4, 9), "at": datetime(2024, 4, 9, 10, 30),
        },
        {
            "name": None, "tier": None, "orders": 4, "revenue": None, "overdue": None, "part": None, "last": None,
            "at": None,
        },
    ]  # fmt: skip
    types = [str(field.type) for field in found.schema]
    assert types == [
        "string",
        "string",
        "int64",
        "decimal128(18, 2)",
        "double",
        "double",
        "date32[day]",
        "timestamp[us]",
    ]


def test_money_that_is_no_decimal_is_kept_to_the_cent():
    frame = pd.DataFrame({"revenue": [0.1 + 0.2, 1e9]})
    found = read(parquet_chunks([frame], [Column("revenue", "Revenue", "money")]))
    assert found["revenue"].to_pylist() == [Decimal("0.30"), Decimal("1000000000.00")]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ([1, 2], [3, None], pa.int64()),  # the second frame's column holds floats, because one is missing
        ([1, None], [3, 4], pa.float64()),
        ([1.5, 2], [3, 4], pa.float64()),
    ],
)
def test_a_count_fits_whatever_comes_first(first, second, kind):
    frames = [pd.DataFrame({"n": values}) for values in (first, second)]
    found = read(parquet_chunks(frames, [Column("n", "n", "count")]))
    assert found["n"].to_pylist() == [*first, *second]
    assert found.schema.field("n").type == kind


def test_a_file_of_nothing_has_its_columns():
    found = read(parquet_chunks([], COLUMNS))
    assert (found.num_rows, found.column_names) == (0, [column.name for column in COLUMNS])


def test_each_frame_is_given_away_before_the_next_is_read():
    read_so_far = []

    def frames():
        for number in range(3):
            read_so_far.append(number)
            yield pd.DataFrame({"name": [f"{number}-{row}" for row in range(2_000)]})

    pieces = parquet_chunks(frames(), [Column("name", "Name")])
    sizes = []
    for piece in pieces:
        sizes.append((list(read_so_far), len(piece) > 1_000))
    assert sizes == [([0], True), ([0, 1], True), ([0, 1, 2], True), ([0, 1, 2], False)]


def test_names_that_are_numbers_stay_text():
    found = read(parquet_chunks([pd.DataFrame({"name": [7, "007"]})], [Column("name", "Name")]))
    assert found["name"].to_pylist() == ["7", "007"]
