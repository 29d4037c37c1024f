"""Looking at a file before it is read: is it a CSV, and how is it written? Reads a little of it, however big it is."""

import codecs
import csv
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

from crm_core.errors import UserError
from crm_core.intake.dialect import DELIMITERS, dialect_of
from crm_core.intake.encodings import SAMPLE_BYTES, decodes, encoding_of, open_bytes, with_byte_order
from crm_core.intake.excerpts import excerpts, rows_of
from crm_core.intake.shape import FileShape
from crm_core.locale import _

GZIP_MARK = b"\x1f\x8b"
MOST_UNPACKED_TO_PACKED = 200
MOST_COLUMNS = 4000
CONTROL_BYTES = bytes({*range(32)} - {*b"\t\n\r\x0b\x0c\x1a\x1b"})
EXCEL = _("{file_name} is an Excel or another packed file, not a CSV. Open it and save it as CSV (UTF-8).")
OTHER = _("{file_name} is not a CSV file but {found}. Export the table as CSV and choose that file.")
TOO_LONG = _("The lines of {file_name} are too long for a table. Export it again as CSV, one row per line.")
WEB_PAGE = _(
    "{file_name} is a web page that only looks like a table. Open it in Excel and save it as an Excel workbook or CSV "
    "(UTF-8)."
)
NOT_A_CSV: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", EXCEL, "ZIP"),
    (b"\xd0\xcf\x11\xe0", EXCEL, "XLS"),
    (b"%PDF", OTHER, "PDF"),
    (b"<", OTHER, "HTML / XML"),
    (b"{", OTHER, "JSON"),
    (b"[{", OTHER, "JSON"),
    (b"PAR1", OTHER, "Parquet"),
    (b"SQLite format", OTHER, "SQLite"),
    (b"\x89PNG", OTHER, "PNG"),
    (b"\xff\xd8\xff", OTHER, "JPEG"),
    (b"GIF8", OTHER, "GIF"),
    (b"7z\xbc\xaf", OTHER, "7z"),
    (b"Rar!", OTHER, "RAR"),
    (b"BZh", OTHER, "bzip2"),
)


@dataclass(frozen=True)
class Sample:
    """The file's first bytes, unpacked, and whether they are all; pieces: whole lines from further down."""

    head: bytes
    complete: bool
    pieces: tuple[bytes, ...]

    @property
    def telling(self) -> bytes:
        """The part that tells the encoding: the first that is not plain ASCII and no UTF-8, else the head."""
        if not self.head.isascii() or b"\0" in self.head:
            return self.head
        return next((piece for piece in self.pieces if not decodes(piece, "utf-8")), self.head)


def inspect(path: Path | str, file_name: str | None = None, encoding: str | None = None) -> FileShape:
    """Look at the file; `file_name` is what the user calls it, `encoding` overrides what its bytes suggest.

    Raises UserError if it is no CSV with rows.
    """
    path = Path(path)
    name = file_name or path.name
    _must_be_a_file(path, name)
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP_MARK
    sample = _sample(path, compressed, name)
    _must_be_text(sample.head, name)
    given = encoding is not None
    encoding = with_byte_order(encoding, sample.head) if encoding else encoding_of(sample.telling)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample.head, final=sample.complete)
    _must_be_narrow(text, sample.complete, name)
    found = dialect_of(text, sample.complete, name)
    _must_have_few(len(found.columns), name)
    more = rows_of(sample.pieces, encoding, sample.head, found.delimiter, len(found.columns))
    return FileShape(
        path, name, path.stat().st_size, "", encoding, compressed, found.delimiter, found.header_line,
        found.records_before, found.columns, (*found.rows, *more), _content_key(path, sample),
        encoding_given=given,
    )  # fmt: skip


def _must_be_a_file(path: Path, name: str) -> None:
    if not path.is_file():
        raise UserError(_("There is no file {file_name}. Check its name and folder."), file_name=name)
    if path.stat().st_size == 0:
        raise UserError(_("{file_name} is empty. Export it again."), file_name=name)


def _sample(path: Path, compressed: bool, name: str) -> Sample:
    try:
        with open_bytes(path, compressed) as file:
            head = file.read(SAMPLE_BYTES)
            complete = not file.read(1)
        if compressed:
            _must_not_be_a_bomb(path, name)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(
            _("{file_name} is damaged: it cannot be unpacked. Copy or export it again."), file_name=name
        ) from error
    return Sample(head, complete, () if compressed else excerpts(path, head))


def _must_not_be_a_bomb(path: Path, name: str) -> None:
    """Unpack the start with a bound: text shrinks some ten times, zeros a thousand times."""
    packed = min(path.stat().st_size, 1 << 16)
    most = max(packed * MOST_UNPACKED_TO_PACKED, 4 * SAMPLE_BYTES)
    with path.open("rb") as file:
        unpacked = zlib.decompressobj(wbits=31).decompress(file.read(packed), most + 1)
    if len(unpacked) > most:
        raise UserError(
            _("{file_name} unpacks to far more than a table would. Unpack it yourself and check it."), file_name=name
        )


def _must_be_text(sample: bytes, name: str) -> None:
    start = sample.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise UserError(_("{file_name} is empty. Export it again."), file_name=name)
    for mark, template, found in NOT_A_CSV:
        if start.startswith(mark):
            template = WEB_PAGE if found == "HTML / XML" and b"<table" in start.lower() else template
            raise UserError(template, file_name=name, found=found)
    wide = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_wide(sample)
    if not wide and len(sample) - len(sample.translate(None, CONTROL_BYTES)) > len(sample) // 100:
        raise UserError(
            _("{file_name} is not a CSV file but holds binary data. Export the table as CSV and choose that file."),
            file_name=name,
        )


def _looks_wide(sample: bytes) -> bool:
    """UTF-16 without a mark: nearly every second byte of Western text is zero, always on the same side."""
    sides = sorted((sample[::2].count(b"\0"), sample[1::2].count(b"\0")))
    return sides[1] * 10 > len(sample) * 4 and sides[0] * 50 < len(sample)


def _must_be_narrow(text: str, complete: bool, name: str) -> None:
    """Refuse lines that no table has, before anything tries to cut them."""
    ended = text.splitlines() if complete else text.splitlines()[:-1]
    lines = [line for line in ended if line.strip()][:2]
    if not complete and len(lines) < 2:
        raise UserError(TOO_LONG, file_name=name)
    if not lines:
        raise UserError(_("{file_name} is empty. Export it again."), file_name=name)
    _must_have_few(
        max(len(fields) for line in lines for mark in DELIMITERS for fields in csv.reader([line], delimiter=mark)), name
    )


def _must_have_few(columns: int, name: str) -> None:
    if columns > MOST_COLUMNS:
        raise UserError(
            _("{file_name} has {n} columns; {most} are the most. Export only the columns that are needed."),
            file_name=name, n=columns, most=MOST_COLUMNS,
        )  # fmt: skip


def _content_key(path: Path, sample: Sample) -> str:
    """What tells this content from another without reading it all: its size, head and pieces; for gzip its last bytes,
    which hold a sum over everything."""
    digest = hashlib.sha256(str(path.stat().st_size).encode())
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 1 << 16), 2)
        for part in (sample.head, *sample.pieces, file.read()):
            digest.update(part)
    return digest.hexdigest()
