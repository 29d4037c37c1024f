"""A path that DuckDB can read: unpacked, UTF-8, without characters that it would take for a pattern."""

import codecs
import glob
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_core.intake.encodings import READ_AS_THEY_ARE
from crm_core.intake.fingerprints import unpacked_blocks
from crm_core.intake.line_ends import whole
from crm_core.intake.room import room_for
from crm_core.intake.shape import FileShape

# The path for read_csv (escaped), the same as a Path, the compression.
Readable = tuple[str, Path, str]
BLOCK_BYTES = 1 << 16  # what is decoded at once stays in the processor's cache
COPY_PREFIX = ".crm-intake-"


@contextmanager
def readable(shape: FileShape, anew: bool = False) -> Iterator[Readable]:
    """The file to read. Packed files, other encodings and mixed line ends are written anew, a block at a time.

    anew: so is any other, because its line ends are mixed further down.
    The copy lies beside the file, where there was room for that; else where the system keeps temporary files.
    """
    is_as_wanted = _is_utf_8(shape) and not shape.compressed and not anew
    if is_as_wanted and not _mixes_line_ends(shape.path):
        path = shape.path.resolve()
        yield glob.escape(str(path)), path, "none"
        return
    beside = shape.path.resolve().parent
    with tempfile.TemporaryDirectory(prefix=COPY_PREFIX, dir=beside if os.access(beside, os.W_OK) else None) as folder:
        path = Path(folder).resolve() / "readable.csv"
        with room_for(shape.file_name), path.open("wb") as out:
            out.writelines(_with_one_line_end(_as_utf_8(shape)))
        yield glob.escape(str(path)), path, "none"


def _mixes_line_ends(path: Path) -> bool:
    """Whether the beginning ends lines with CR LF and, outside of quotes, with LF alone: the CSV parser stops there."""
    with path.open("rb") as file:
        beginning = re.sub(rb'"[^"]*("|$)', b"", file.read(BLOCK_BYTES))
    return 0 < beginning.count(b"\r\n") < beginning.count(b"\n")


def _with_one_line_end(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """CR LF as LF."""
    for block in whole(blocks):
        yield block.replace(b"\r\n", b"\n")


def _is_utf_8(shape: FileShape) -> bool:
    """DuckDB 1.5 falls over some bytes that are none, and takes every database of the process along."""
    return shape.encoding in READ_AS_THEY_ARE and not shape.has_broken_text


def _as_utf_8(shape: FileShape) -> Iterator[bytes]:
    if _is_utf_8(shape):
        yield from unpacked_blocks(shape)
        return
    decoder = codecs.getincrementaldecoder("utf-8" if shape.encoding == "ascii" else shape.encoding)("replace")
    for block in unpacked_blocks(shape, BLOCK_BYTES):
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
