"""The parts of the measurement, each in a process of its own; one that fails says why and the others go on."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from benchmarks import child, shop
from benchmarks.child import Failed, Outcome, say
from benchmarks.rows import Results

MONTH = 0.03  # of a shop's orders come in the next month's file


class Files:
    """Where the files of a shop of one size are."""

    def __init__(self, folder: Path, orders: int) -> None:
        self.orders, self.folder = orders, folder
        self.csv, self.month = folder / f"orders_{orders}.csv", folder / f"month_{orders}.csv"
        self.shop = folder / f"shop_{orders}.duckdb"

    def make(self) -> None:
        """Write the files of orders that are not there yet."""
        shop.write_orders(self.csv, self.orders)
        shop.write_next_month(self.month, self.orders, int(self.orders * MONTH))


PARTS: dict[str, Callable[[Files], Outcome]] = {
    "floor": lambda files: child.run("floors", "of_file", files.csv, files.folder / "floor.duckdb"),
    "pandas": lambda files: child.run("in_pandas", "measure", files.csv),
    "build": lambda files: child.run("ours", "load_and_build", files.csv, files.shop),
    "labels": lambda files: child.run("in_pandas", "of_database", files.shop),
    "append": lambda files: child.run("ours", "append", files.month, files.shop),
    "pages": lambda files: {"times": child.run("pages", "measure", files.shop)},
    "users": lambda files: child.run("users", "measure", files.shop),
    "paint": lambda files: child.run("browser", "paint", files.shop),
    "first_chart": lambda files: child.run("browser", "first_chart", files.csv),
}
NAMES = tuple(PARTS)
FROM = {"pages": 1_000_000}  # orders: every page under every filter takes minutes, and no goal is for less


def measure(sizes: Sequence[int], folder: Path, names: Sequence[str]) -> Results:
    """Run these parts for every size; what they gave is kept in the folder after each, should the run be cut off."""
    folder.mkdir(parents=True, exist_ok=True)
    results: Results = {size: {} for size in (0, *sizes)}
    if "paint" in names:
        results[0]["hello"] = _outcome("Streamlit's hello page", lambda: child.run("browser", "paint_hello", folder))
    for size in sizes:
        files = Files(folder, size)
        say(f"{size:,} orders: files")
        files.make()
        for name in (name for name in names if size >= FROM.get(name, 0)):
            results[size][name] = _outcome(f"{size:,} orders: {name}", partial(PARTS[name], files))
            (folder / "speed.json").write_text(json.dumps(results, indent=1), "utf-8")
    return results


def _outcome(what: str, work: Callable[[], Outcome]) -> Outcome:
    say(what)
    start = perf_counter()
    try:
        return work()
    except Failed as error:
        say(f"{what} failed: {error}")
        return {"error": str(error)}
    finally:
        say(f"{what}: {perf_counter() - start:.0f} s")
