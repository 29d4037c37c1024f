"""A path that DuckDB can read: UTF-8, without characters that it would take for a pattern."""

import codecs
import glob
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_core.intake.encodings import blocks
from crm_core.intake.shape import FileShape

# The path for read_csv (escaped), the same as a Path, the compression.
Readable = tuple[str, Path, str]
READ_AS_THEY_ARE = ("utf-8", "utf-8-sig", "ascii")


@contextmanager
def readable(shape: FileShape) -> Iterator[Readable]:
    """The file to read. Other encodings are written anew as UTF-8, streaming."""
    if shape.encoding in READ_AS_THEY_ARE:
        path = shape.path.resolve()
        yield glob.escape(str(path)), path, "gzip" if shape.compressed else "none"
        return
    with tempfile.TemporaryDirectory(prefix="crm-intake-") as folder:
        path = Path(folder) / "transcoded.csv"
        _transcode(shape, path)
        yield glob.escape(str(path)), path, "none"


def _transcode(shape: FileShape, path: Path) -> None:
    decoder = codecs.getincrementaldecoder(shape.encoding)("replace")
    with path.open("wb") as out:
        for block in blocks(shape.path, shape.compressed):
            out.write(decoder.decode(block).encode("utf-8", "replace"))
        out.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
