"""What was measured as tables: for the terminal and as Markdown, from the same cells."""

from collections.abc import Sequence

from benchmarks.figures import percentile
from benchmarks.rows import ROWS, Missing, Results, Row, part

Lines = list[list[str]]
SLOWEST = 12  # tables of a build that are named
MET = {True: "yes", False: "NO", None: ""}


def main_table(results: Results) -> Lines:
    """One row a question, a column for each size, the goal, and whether it is met wherever it holds."""
    sizes = [size for size in results if size]
    head = ["", *(f"{size:,} orders" for size in sizes), "goal", "met"]
    return [head, *([row.what, *(_cell(row, results, size) for size in sizes), *_goal(row, results)] for row in ROWS)]


def _cell(row: Row, results: Results, orders: int) -> str:
    try:
        return row.cell(results, orders).text
    except Missing as missing:
        return f"failed: {missing}" if str(missing) else "–"


def _goal(row: Row, results: Results) -> tuple[str, str]:
    """The goal in words, and whether every size for which it holds meets it; one whose measurement failed does not."""
    if row.goal is None:
        return "", ""
    goal = f"≤ {row.goal:.0%}" if row.what.startswith("next month") else f"≤ {row.goal:g}{row.unit}"
    verdicts = []
    for size in (size for size in results if size and row.limit(size) is not None):
        try:
            verdicts.append(row.is_met(results, size))
        except Missing as missing:
            verdicts += [False] if str(missing) else []
    for most, other in row.goals:
        goal += f"; ≤ {other:g}{row.unit} at {most:,} orders"
    return goal, MET[all(verdicts) if verdicts else None]


def profile(results: Results, orders: int) -> Lines:
    """Where the time of the full build goes: seconds, part of it, and times F, for each piece of work, then the tables
    that took longest.
    """
    built, grouping = part(results, orders, "build"), part(results, orders, "floor")["group"]
    every, tables = built["all"], _summed(built["newest_tables"], built["history_tables"])
    pieces = {"newest snapshot": built["newest"], **{f"history: {n}": s for n, s in built["works"].items()}}
    pieces["history: the rest (choosing work, commits)"] = every - sum(pieces.values())
    slowest = sorted(tables.items(), key=lambda item: -item[1])[:SLOWEST]
    named = [*_by_time(pieces), *((f"of it, table or statement {name}", taken) for name, taken in slowest)]
    head = [f"full build of {orders:,} orders", "seconds", "part", "× F"]
    return [head, *([name, f"{s:.2f}", f"{s / every:.0%}", f"{s / grouping:.2f}"] for name, s in named)]


def pages(results: Results, orders: int) -> Lines:
    """Each page's median and slowest filter in milliseconds."""
    times = part(results, orders, "pages")["times"]
    head = [f"page, {orders:,} orders", "filters", "p50 ms", "p95 ms", "worst ms"]
    return [
        head,
        *([page, str(len(each)), *(_ms(each, share) for share in (0.5, 0.95, 1))] for page, each in times.items()),
    ]


def checks(results: Results, orders: int) -> list[str]:
    """Whether pandas and our build give the same labels, and what the parts that failed said."""
    lines = [f"{name}: {found['error']}" for name, found in results[orders].items() if "error" in found]
    try:
        same = part(results, orders, "pandas")["counts"] == part(results, orders, "labels")
        verdict = "the same" if same else "NOT the same"
        lines.append(f"How many customers have which label is {verdict} in pandas and here.")
    except Missing as missing:
        if str(missing):
            lines.append(f"The labels could not be compared with those of pandas: {missing} failed.")
    return lines


def plain(lines: Lines) -> str:
    """Aligned columns for a terminal."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(lines: Lines) -> str:
    """A table in Markdown, numbers to the right."""
    head, *rest = lines
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rest))


def _by_time(pieces: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(pieces.items(), key=lambda item: -item[1])


def _summed(*tables: dict[str, float]) -> dict[str, float]:
    names: Sequence[str] = sorted({name for table in tables for name in table})
    return {name: sum(table.get(name, 0.0) for table in tables) for name in names}


def _ms(times: list[float], share: float) -> str:
    return f"{percentile(times, share) * 1000:.0f}"
