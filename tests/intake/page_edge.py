"""Texts that end where the memory ends, read as dates: run alone, because looking behind them ends the process.

    python -m tests.intake.page_edge BEHIND

BEHIND is put behind each text. Arrow hands DuckDB the very bytes; the page behind them can be read by nobody.
"""

import ctypes
import mmap
import sys

import duckdb
import pyarrow as pa

from crm_core.intake.vocabulary import DATE_ORDERS, date_formats

PAGE = mmap.PAGESIZE
READ_BY_NOBODY = 0  # PROT_NONE
SAMPLES = {
    "d": "31", "m": "12", "y": "24", "Y": "2024", "H": "23", "I": "11", "M": "59", "S": "58", "f": "123456",
    "p": "PM", "a": "Tue", "A": "Tuesday", "b": "Dec", "B": "December",
}  # fmt: skip
LONGER_THAN_INLINE = 13  # DuckDB copies shorter texts


def written(form: str) -> str:
    """A date in this format."""
    first, *others = form.split("%")
    return first + "".join(SAMPLES[part[0]] + part[1:] for part in others)


def at_the_edge(text: str) -> pa.RecordBatch:
    """A batch of one row: its text's last byte is the last of a page."""
    memory = mmap.mmap(-1, 2 * PAGE)
    page = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    if ctypes.CDLL(None).mprotect(ctypes.c_void_p(page + PAGE), PAGE, READ_BY_NOBODY):
        sys.exit("The page behind the text cannot be locked.")
    content = text.encode()
    start = PAGE - len(content)
    memory[start:PAGE] = content
    offsets = pa.py_buffer(b"".join(place.to_bytes(4, "little") for place in (0, len(content))))
    values = pa.foreign_buffer(page + start, len(content), memory)
    return pa.record_batch({"text": pa.Array.from_buffers(pa.string(), 1, [None, offsets, values])})


def main(behind: str) -> None:
    """Read every beginning of every date in every order."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for order in DATE_ORDERS:
            forms = list(date_formats(order))
            begun = {written(form)[:length] + behind for form in forms for length in range(6, 40)}
            texts = [text for text in sorted(begun) if len(text) >= LONGER_THAN_INLINE]
            connection.register("edge", pa.Table.from_batches([at_the_edge(text) for text in texts]))
            query = "select count(*), count(try_strptime(text, $forms)) from edge"
            counts = connection.execute(query, {"forms": forms}).fetchall()[0]
            sys.stdout.write(f"{order} {counts[0]} {counts[1]}\n")


if __name__ == "__main__":
    main(sys.argv[1])
