"""How the lines of a file end: CR LF, LF or CR, and where that changes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_core.intake.encodings import blocks

_SIGNS = re.compile(rb'"|\r\n|\n|\r')


@dataclass(frozen=True)
class LineEnds:
    """odd_line: the first that a lone CR ends among lines that end in LF, or the other way round.

    changed_line: the first that ends in CR LF after one that ends in LF, or the other way round.
    """

    odd_line: int | None
    changed_line: int | None


def line_ends(path: Path) -> LineEnds:
    """Look through the whole file, up to the first odd line; what stands in quotes ends no line."""
    line, is_quoted, changed_line = 1, False, None
    is_old = first = None
    for block in whole(blocks(path, compressed=False)):
        found = _SIGNS.findall(block)
        is_old = found.count(b"\r") > found.count(b"\n") + found.count(b"\r\n") if is_old is None else is_old
        for sign in found:
            if sign == b'"':
                is_quoted = not is_quoted
                continue
            if not is_quoted:
                if (sign == b"\r") != is_old:
                    return LineEnds(line, changed_line)
                first = first or sign
                changed_line = line if changed_line is None and sign != first else changed_line
            line += (sign == b"\r") == is_old
    return LineEnds(None, changed_line)


def whole(found: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut so that no CR LF is cut in two."""
    waiting = b""
    for block in found:
        joined = waiting + block
        waiting = b"\r" if joined.endswith(b"\r") else b""
        yield joined[: len(joined) - len(waiting)]
    yield waiting
