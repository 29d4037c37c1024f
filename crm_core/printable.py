"""Text that came from a file or a person, so that a terminal shows it and obeys none of it."""

import re
from typing import Protocol

from crm_core.directions import HIDDEN_MARKS

# Colours, moves, titles, links and bells begin with these; and what breaks a line, or turns it round.
_OBEYED = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029]|{HIDDEN_MARKS.pattern}")


class Writes(Protocol):
    """Whatever takes text."""

    def write(self, text: str, /) -> object: ...


def printable(text: str, kept: str = "") -> str:
    r"""The text on one line, with what a terminal would obey written out: \x1b, \n. kept: signs that stay."""
    return _OBEYED.sub(lambda found: found[0] if found[0] in kept else _written_out(found[0]), text)


def _written_out(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


class Terminal:
    """Standard output of tables where it is a terminal: as they are, but for what that would obey."""

    def __init__(self, out: Writes) -> None:
        self.out = out

    def write(self, text: str, /) -> object:
        """Write lines; their ends and tabs stay."""
        return self.out.write(printable(text, "\n\t"))
