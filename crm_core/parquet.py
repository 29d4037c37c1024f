"""Rows as a Parquet file, for programs: names and codes that are the same in every language, numbers as numbers."""

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from crm_core.exporting import Column, Kind

MONEY = pa.decimal128(18, 2)
TYPES: dict[Kind, Any] = {
    "text": pa.string(),
    "count": pa.int64(),
    "decimal": pa.float64(),
    "money": MONEY,
    "share": pa.float64(),
    "day": pa.date32(),
    "time": pa.timestamp("us"),
}


def parquet_chunks(frames: Iterable[pd.DataFrame], columns: list[Column]) -> Iterator[bytes]:
    """The file in pieces, each row group as soon as its frame is there. No file is ever whole in memory.

    Columns have the frame's names, not the translated heads; codes stay codes. Text is text: nothing acts in Parquet.
    """
    sink = _Sink()
    writer = None
    for frame in frames:
        writer = writer or pq.ParquetWriter(sink, _schema(frame, columns), compression="zstd")
        writer.write_table(_table(frame, columns, writer.schema))
        yield sink.taken()
    with writer or pq.ParquetWriter(sink, _schema(None, columns)):
        pass  # leaving it writes the foot
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what is written and gives it away: a file of which only the newest piece is kept."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, piece: Any) -> int:
        content = bytes(piece)
        self._pieces.append(content)
        self._written += len(content)
        return len(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content


def _schema(frame: pd.DataFrame | None, columns: list[Column]) -> Any:
    """A count whose values have places behind the point, or are missing, is a number with places."""
    fields = []
    for column in columns:
        kind = TYPES["text"] if column.words else TYPES[column.kind]
        if column.kind == "count" and frame is not None and not pd.api.types.is_integer_dtype(frame[column.name]):
            kind = pa.float64()
        fields.append((column.name, kind))
    return pa.schema(fields)


def _table(frame: pd.DataFrame, columns: list[Column], schema: Any) -> Any:
    arrays = [
        pa.array([_value(value, kind) for value in _known(frame[column.name])], kind)
        for column, kind in zip(columns, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _known(series: pd.Series) -> list[Any]:
    return [None if missing else value for value, missing in zip(series.tolist(), series.isna().tolist(), strict=True)]


def _value(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if pa.types.is_string(kind):
        return str(value)
    if pa.types.is_decimal(kind):
        return Decimal(f"{value:.2f}")
    return float(value) if pa.types.is_float64(kind) else value
