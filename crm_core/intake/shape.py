"""What a file looks like before anything is understood: encoding, delimiter, header, columns, first rows."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileShape:
    """One CSV file as found. `columns` are distinct names; `rows` are as long as the columns: the first rows as text,
    then some from all over a big file. encoding_given: by the user, so it is not decided again. has_broken_text: it is
    written in UTF-8, but not all of it is.

    `content_key` tells files apart at a glance; `fingerprint`, the SHA-256, is empty until the whole file was read.
    """

    path: Path
    file_name: str
    size_bytes: int
    fingerprint: str
    encoding: str
    compressed: bool
    delimiter: str
    header_line: int
    records_before: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    content_key: str = ""
    in_parallel: bool = True
    encoding_given: bool = False
    has_broken_text: bool = False

    def values(self, column: str) -> list[str]:
        """The column's values in the first rows, without blanks."""
        place = self.columns.index(column)
        return [value for row in self.rows if (value := row[place].strip())]

    def position(self, column: str) -> int:
        """The column's place in the file, from 0."""
        return self.columns.index(column)
