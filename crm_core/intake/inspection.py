"""Looking at a file before it is read: is it a CSV, and how is it written?"""

import codecs
import hashlib
import zlib
from pathlib import Path

from crm_core.errors import UserError
from crm_core.intake.dialect import dialect_of
from crm_core.intake.encodings import SAMPLE_BYTES, encoding_of, open_bytes
from crm_core.intake.shape import FileShape
from crm_core.locale import _

GZIP_MARK = b"\x1f\x8b"
MOST_UNPACKED_TO_PACKED = 200
CONTROL_BYTES = bytes({*range(32)} - {*b"\t\n\r\x0b\x0c\x1a\x1b"})
EXCEL = _("{file_name} is an Excel or another packed file, not a CSV. Open it and save it as CSV (UTF-8).")
OTHER = _("{file_name} is not a CSV file but {found}. Export the table as CSV and choose that file.")
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


def inspect(path: Path | str, file_name: str | None = None) -> FileShape:
    """Look at the file; `file_name` is what the user calls it. Raises UserError if it is no CSV with rows."""
    path = Path(path)
    name = file_name or path.name
    _must_be_a_file(path, name)
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP_MARK
    sample, complete = _sample(path, compressed, name)
    _must_be_text(sample, name)
    fingerprint, stray = _fingerprint(path, sample, compressed)
    encoding = encoding_of(stray or sample)
    text = _decoded(sample, encoding, complete)
    found = dialect_of(text, complete, name)
    return FileShape(
        path, name, path.stat().st_size, fingerprint, encoding, compressed,
        found.delimiter, found.header_line, found.records_before, found.columns, found.rows,
    )  # fmt: skip


def _must_be_a_file(path: Path, name: str) -> None:
    if not path.is_file():
        raise UserError(_("There is no file {file_name}. Check its name and folder."), file_name=name)
    if path.stat().st_size == 0:
        raise UserError(_("{file_name} is empty. Export it again."), file_name=name)


def _sample(path: Path, compressed: bool, name: str) -> tuple[bytes, bool]:
    """The first bytes, unpacked, and whether they are all there is."""
    try:
        with open_bytes(path, compressed) as file:
            sample = file.read(SAMPLE_BYTES)
            complete = not file.read(1)
    except (OSError, EOFError) as error:
        raise UserError(
            _("{file_name} is damaged: it cannot be unpacked. Copy or export it again."), file_name=name
        ) from error
    if compressed:
        _must_not_be_a_bomb(path, name)
    return sample, complete


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


def _fingerprint(path: Path, sample: bytes, compressed: bool) -> tuple[str, bytes]:
    """The SHA-256 of the file, and, where the sample is plain ASCII, the first block that is not UTF-8 (else empty)."""
    digest, stray = hashlib.sha256(), b""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    watching = not compressed and sample.isascii() and b"\0" not in sample
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            if watching and not (block.isascii() and not decoder.getstate()[0]):
                watching, stray = _still_utf_8(decoder, block)
    return digest.hexdigest(), stray


def _still_utf_8(decoder: codecs.IncrementalDecoder, block: bytes) -> tuple[bool, bytes]:
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        return False, block[max(0, error.start - 4096) : error.start + SAMPLE_BYTES]
    return True, b""


def _decoded(sample: bytes, encoding: str, complete: bool) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample, final=complete)
