"""Whole lines from all over a big file: what the first rows leave open, later ones often decide."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from crm_core.intake.encodings import SAMPLE_BYTES

PLACES, PIECE_BYTES, ROWS_OF_A_PIECE = 8, 16 * 1024, 25


def excerpts(path: Path, head: bytes) -> tuple[bytes, ...]:
    """Pieces of the file behind its head, the last from its end, each of whole lines; none of a small file."""
    size = path.stat().st_size
    if size < SAMPLE_BYTES + 2 * PLACES * PIECE_BYTES:
        return ()
    newline = newline_of(head)
    with path.open("rb", buffering=0) as file:
        pieces = [_piece(file, place, newline) for place in _places(size)]
    return tuple(piece for piece in pieces if piece)


def newline_of(head: bytes) -> bytes:
    """How a line ends in this file, as bytes: two in UTF-16."""
    if head.startswith(codecs.BOM_UTF16_LE) or b"\n\0" in head:
        return b"\n\0"
    return b"\0\n" if head.startswith(codecs.BOM_UTF16_BE) or b"\0\n" in head else b"\n"


def _places(size: int) -> Iterator[int]:
    """Where the pieces begin, at even places because of UTF-16."""
    step = (size - PIECE_BYTES - SAMPLE_BYTES) // PLACES
    return ((SAMPLE_BYTES + number * step) & ~1 for number in range(1, PLACES + 1))


def _piece(file: IO[bytes], place: int, newline: bytes) -> bytes:
    file.seek(place)
    piece = file.read(PIECE_BYTES)
    start, end = _newline_at(piece, newline, first=True), _newline_at(piece, newline, first=False)
    return piece[start + len(newline) : end + len(newline)] if 0 <= start < end else b""


def _newline_at(piece: bytes, newline: bytes, first: bool) -> int:
    """The place of the first or last newline; in UTF-16 only at even places."""
    at = piece.find(newline) if first else piece.rfind(newline)
    while at % len(newline) and at > 0:
        at = piece.find(newline, at + 1) if first else piece.rfind(newline, 0, at + len(newline) - 1)
    return at


def rows_of(
    pieces: Iterable[bytes], encoding: str, head: bytes, delimiter: str, width: int
) -> tuple[tuple[str, ...], ...]:
    """The rows in the pieces that have the right width and stand on a line of their own."""
    plain = encoding.removesuffix("-sig")
    if plain == "utf-16":  # a piece has no byte order mark
        plain = "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    rows: list[tuple[str, ...]] = []
    for piece in pieces:
        lines = [line.rstrip("\r") for line in piece.decode(plain, "replace").split("\n")]
        whole = [line for line in lines if line.count('"') % 2 == 0 and "\r" not in line]
        found = (tuple(fields) for fields in csv.reader(whole[:ROWS_OF_A_PIECE], delimiter=delimiter))
        rows += [row for row in found if len(row) == width and any(field.strip() for field in row)]
    return tuple(rows)
