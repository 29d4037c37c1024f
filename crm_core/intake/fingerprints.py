"""The whole file, read once before it is loaded: its fingerprint, and whether it is written as its start promised."""

import codecs
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace

from crm_core.errors import UserError
from crm_core.intake.encodings import READ_AS_THEY_ARE, SAMPLE_BYTES, blocks, encoding_of
from crm_core.intake.inspection import TOO_LONG
from crm_core.intake.shape import FileShape
from crm_core.intake.unpacking import DAMAGED, MOST_UNPACKED_BYTES, MOST_UNPACKED_TO_PACKED, SMALL, TOO_BIG

BLOCK_BYTES = 1 << 20
BEFORE = 4096  # bytes in front of a stray one that help to tell its encoding


def fingerprinted(shape: FileShape) -> FileShape:
    """The shape with its SHA-256, and another encoding where a file that began as plain ASCII turns out to have one.

    Raises UserError if the file is a damaged gzip or unpacks to far too much.
    """
    watch = _Watch(shape)
    digest = hashlib.sha256()
    for block in blocks(shape.path, False, BLOCK_BYTES):
        digest.update(block)
        if not shape.compressed:
            watch.see(block)
    if shape.compressed:
        _see_unpacked(shape, watch)
    encoding = encoding_of(watch.stray) if watch.stray else shape.encoding
    is_broken = encoding in READ_AS_THEY_ARE and watch.is_broken()
    return replace(shape, fingerprint=digest.hexdigest(), encoding=encoding, has_broken_text=is_broken)


class _Watch:
    """Looks out for bytes that are no UTF-8, keeps the first of them if the file began as plain ASCII, and for lines so
    long that DuckDB's reader (most: 2 MB) would drop them without a word."""

    def __init__(self, shape: FileShape) -> None:
        self.stray = b""
        self._file_name = shape.file_name
        self._seen = 0
        self._may_be_another = shape.encoding == "utf-8" and not shape.encoding_given
        self._is_broken = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")

    def see(self, block: bytes) -> None:
        """Look at the next block of the file."""
        if len(block) == BLOCK_BYTES and b"\n" not in block and b"\r" not in block:
            raise UserError(TOO_LONG, file_name=self._file_name)
        self._seen += len(block)
        if self._is_broken or (block.isascii() and not self._decoder.getstate()[0]):
            return
        before = self._seen - len(block)
        if before < SAMPLE_BYTES and not block[: SAMPLE_BYTES - before].isascii():
            self._may_be_another = False
        try:
            self._decoder.decode(block)
        except UnicodeDecodeError as error:
            self._is_broken = True
            if self._may_be_another:
                self.stray = block[max(0, error.start - BEFORE) : error.start + SAMPLE_BYTES]

    def is_broken(self) -> bool:
        """Whether what was seen, to its end, is no UTF-8."""
        return self._is_broken or bool(self._decoder.getstate()[0])


def _see_unpacked(shape: FileShape, watch: _Watch) -> None:
    most = min(max(SMALL, MOST_UNPACKED_TO_PACKED * shape.size_bytes), MOST_UNPACKED_BYTES)
    size = 0
    for block in unpacked_blocks(shape):
        size += len(block)
        if size > most:
            raise UserError(TOO_BIG, file_name=shape.file_name)
        watch.see(block)


def unpacked_blocks(shape: FileShape, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The file's bytes, unpacked; UserError where a gzip ends too early or is broken."""
    try:
        yield from blocks(shape.path, shape.compressed, size)
    except (EOFError, zlib.error, OSError) as error:
        if not shape.compressed:
            raise
        raise UserError(DAMAGED, file_name=shape.file_name) from error
