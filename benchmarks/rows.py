"""The rows of the table: for each what is measured, the goal, and how a cell is made of what the parts gave."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import exponent, percentile

Parts = dict[str, dict[str, Any]]  # what each part of one size gave; one that failed has only "error"
Results = dict[int, Parts]  # by the number of orders


class Missing(Exception):
    """What a cell needs is not there: the text is the part that failed, "" if it was not to be measured."""


@dataclass(frozen=True)
class Cell:
    """What is written, and what is held against the goal."""

    text: str
    value: float


@dataclass(frozen=True)
class Row:
    """goal: the most that is good, None where nothing was aimed at; goal_at: the sizes it holds for, () for all."""

    what: str
    cell: Callable[[Results, int], Cell]
    goal: float | None = None
    unit: str = "×"
    goal_at: tuple[int, ...] = ()
    goals: tuple[tuple[int, float], ...] = ()  # other goals, by size

    def limit(self, orders: int) -> float | None:
        """The goal at a size; None if there is none."""
        special = next((goal for size, goal in self.goals if orders == size), None)
        return special if special is not None else self.goal if not self.goal_at or orders in self.goal_at else None

    def is_met(self, results: Results, orders: int) -> bool | None:
        """Whether the goal is met at a size; None where there is none."""
        limit = self.limit(orders)
        return None if limit is None else self.cell(results, orders).value <= limit


def part(results: Results, orders: int, name: str) -> dict[str, Any]:
    """What a part gave. Missing if it failed (by its name) or was not run (by nothing)."""
    found = results.get(orders, {}).get(name)
    if found is None:
        raise Missing("")
    if "error" in found:
        raise Missing(name)
    return found


def duration(seconds: float) -> str:
    """Seconds in as many digits as mean something."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def ratio(ours: float, beside: float) -> Cell:
    """Our time against another, with both."""
    return Cell(f"{ours / beside:.2f}× ({duration(ours)} / {duration(beside)})", ours / beside)


def _first_chart(results: Results, orders: int) -> Cell:
    ours, floor = part(results, orders, "first_chart"), part(results, orders, "floor")
    return ratio(ours["loaded"] + ours["shown"], floor["read"] + floor["group"])


def _first_chart_with_all(results: Results, orders: int) -> Cell:
    ours, floor = part(results, orders, "first_chart"), part(results, orders, "floor")
    steps = sum(ours[name] for name in ("looked", "checked", "loaded", "shown"))
    return ratio(steps, floor["read"] + floor["group"])


def _to_floor(name: str, floor: str) -> Callable[[Results, int], Cell]:
    return lambda results, orders: ratio(part(results, orders, "build")[name], part(results, orders, "floor")[floor])


def _labels(results: Results, orders: int) -> Cell:
    built, theirs = part(results, orders, "build"), part(results, orders, "pandas")
    return ratio(_labelling(built), theirs["labels"])


def _labels_from_file(results: Results, orders: int) -> Cell:
    built, theirs = part(results, orders, "build"), part(results, orders, "pandas")
    return ratio(built["load"] + _labelling(built), theirs["read"] + theirs["labels"])


def _labelling(built: dict[str, Any]) -> float:
    """Seconds for the labels of every month: the newest with all that comes before it, and then each of the others."""
    if "label" not in built["works"]:
        raise Missing("label")
    return float(built["newest"] + built["works"]["label"])


def _next_month(results: Results, orders: int) -> Cell:
    grown, built = part(results, orders, "append"), part(results, orders, "build")
    cell = ratio(grown["load"] + grown["newest"] + grown["history"], built["all"])
    return Cell(f"{cell.value:.0%}{cell.text[cell.text.index(' ') :]}", cell.value)


def _pages(share: float) -> Callable[[Results, int], Cell]:
    def cell(results: Results, orders: int) -> Cell:
        times = part(results, orders, "pages")["times"]
        found = percentile([taken for each in times.values() for taken in each], share)
        return Cell(duration(found), found * 1000)

    return cell


def _users(results: Results, orders: int) -> Cell:
    found = part(results, orders, "users")
    return ratio(found["p95"], found["alone"])


def _bytes(results: Results, orders: int) -> Cell:
    ours, hello = part(results, orders, "paint")["bytes"], part(results, 0, "hello")["bytes"]
    return Cell(f"{ours / hello:.2f}× ({ours / 1e6:.2f} MB / {hello / 1e6:.2f} MB)", ours / hello)


def _paint(name: str) -> Callable[[Results, int], Cell]:
    return lambda results, orders: ratio(part(results, orders, "paint")[name], part(results, 0, "hello")[name])


def _chart(results: Results, orders: int) -> Cell:
    found = part(results, orders, "paint")["chart"]
    return Cell(duration(found), found)


def _memory(name: str, figure: str) -> Callable[[Results, int], Cell]:
    def cell(results: Results, orders: int) -> Cell:
        found = part(results, orders, name)[figure]
        return Cell(f"{found:.2f} GB", found)

    return cell


def _growth(name: str, *figures: str) -> Callable[[Results, int], Cell]:
    def taken(results: Results, orders: int) -> float:
        found = part(results, orders, name)
        if name == "pages":
            return percentile([each for page in found["times"].values() for each in page], 0.5)
        return float(sum(found[figure] for figure in figures))

    def cell(results: Results, orders: int) -> Cell:
        smaller = [size for size in results if 0 < size < orders]
        if not smaller:
            raise Missing("")
        sizes = (max(smaller), orders)
        found = exponent(sizes, (taken(results, sizes[0]), taken(results, sizes[1])))
        return Cell(f"{found:.2f}", found)

    return cell


LARGE = (10_000_000, 50_000_000)
ROWS = (
    Row("CSV to first chart in the browser: load, newest snapshot, page; to typed read_csv + F", _first_chart, 3,
        goal_at=LARGE),
    Row("… with the look at the file and the check of its rows before", _first_chart_with_all),
    Row("load of the CSV, to typed read_csv", _to_floor("load", "read")),
    Row("newest snapshot, to F", _to_floor("newest", "group")),
    Row("full build: every month, labels, moves, flow, cohorts, backtest, forecast; to F",
        _to_floor("all", "group"), 15, goal_at=LARGE),
    Row("labels of every month, to the same labels of one month in pandas", _labels, 3, goal_at=LARGE),
    Row("… both from the CSV file on", _labels_from_file, 3, goal_at=LARGE),
    Row("next month's file (3 % more orders), loaded and built, to the full build", _next_month, 0.15, "",
        goal_at=LARGE),
    Row("any page, any filter, on the server: p50", _pages(0.5)),
    Row("any page, any filter, on the server: p95", _pages(0.95), 300, " ms", LARGE, ((1_000_000, 150.0),)),
    Row("any page, any filter, on the server: worst", _pages(1)),
    Row("a page as 20 users wait for it, p95; to the p50 of one user", _users, 6),
    Row("Overview in a cold browser: bytes sent, to Streamlit's hello page", _bytes, 1.5),
    Row("Overview in a cold browser: first paint, to the hello page", _paint("paint"), 1.5),
    Row("Overview in a cold browser: its sentence, to the hello page's title", _paint("words")),
    Row("Overview in a cold browser: its first chart", _chart),
    Row("memory of the server after one user opened every page", _memory("users", "opened"), 1.5, " GB"),
    Row("memory of the server after 20 users, at most", _memory("users", "most")),
    Row("memory of an import with its full build, at most", _memory("build", "memory"), 4, " GB"),
    Row("memory of the server that imports, at most", _memory("first_chart", "memory")),
    Row("growth of the load: exponent to the size before", _growth("build", "load"), 1.05, "", LARGE),
    Row("growth of the newest snapshot", _growth("build", "newest"), 1.05, "", LARGE),
    Row("growth of the full build", _growth("build", "all"), 1.05, "", LARGE),
    Row("growth of the next month's file", _growth("append", "load", "newest", "history"), 1.05, "", LARGE),
    Row("growth of the pages' p50", _growth("pages"), 1.05, "", LARGE),
)  # fmt: skip
