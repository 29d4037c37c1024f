"""What a run of the benchmarks says, in the terminal and in the documentation."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import table
from benchmarks.rows import Missing, Results

ABOUT = """\
# Speed

All of this is measured by one command, `python -m benchmarks --write docs/speed.md`, on a made-up shop: a tenth as
many customers as orders, three years, no two runs differ. Each part runs in a process of its own. Ratios are to what
was measured in the same run beside it: typed `read_csv` is DuckDB reading the file into a table with known types; F
is one `group by customer_id, cast(ordered_at as date)` with sum and count over that table. The full build is the
newest snapshot and the whole history after it. Pandas reads the file with pyarrow and labels one month, with integer
codes and without any row by row work (`benchmarks/in_pandas.py`); ours, beside it, labels every month. The file comes
in by the inbox of the Data page, as files above 500 MB must, in a real Chromium that looks at a real server; 20 users
are sessions of WebSockets with 5 s between an answer and the next question. Why some goals are missed:
[speed-profile.md](speed-profile.md)."""


LOADS = """\
## Readers during an import

`python -m benchmarks load`: half of the readers sit at the server's machine, half come by a share link; each thinks 5
s on average between an answer and the next question, leaves after ten pages or so and comes again. Meanwhile an
editor checks and loads a file through the inbox. Every run of a page is compared with what the same view shows before
the import and after it: none may hold something of both. Only while months before the newest are worked on, a page over
all of them may show what is new beside what is not done yet; it says so with a bar."""


def plain(results: Results, about: list[str]) -> str:
    """The tables for a terminal."""
    return "\n\n".join(["\n".join(about), *(_as_text(each) for each in _pieces(results))])


def write(path: Path, results: Results, about: list[str], loads: Sequence[str] = ()) -> None:
    """The tables as a page of the documentation; loads: what runs of many readers during an import have said."""
    parts = [ABOUT, "\n".join(f"- {line}" for line in about)]
    parts += [each if isinstance(each, str) else table.markdown(each) for each in _pieces(results)]
    parts += [LOADS, *(f"```text\n{said.strip()}\n```" for said in loads)] if loads else []
    path.write_text("\n\n".join(parts) + "\n", "utf-8")


def _as_text(piece: str | table.Lines) -> str:
    return piece if isinstance(piece, str) else table.plain(piece)


def _pieces(results: Results) -> Iterator[str | table.Lines]:
    """The main table, then for each size what was checked and what failed, then the profiles of the largest."""
    yield table.main_table(results)
    sizes = [size for size in results if size]
    for size in sizes:
        if said := table.checks(results, size):
            yield f"{size:,} orders. " + " ".join(said)
    for make in (table.profile, table.pages):
        try:
            yield make(results, sizes[-1])
        except Missing as missing:
            if str(missing):
                yield f"No profile of {sizes[-1]:,} orders: {missing} failed."
