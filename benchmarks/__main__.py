"""Prints our times as ratios to floors measured beside them: python -m benchmarks [ORDERS ...] (1,000,000 by default).

How files come in is measured by itself: python -m benchmarks intake [ORDERS].

F is one `group by customer_id, cast(ordered_at as date)` with sum and count over all orders. Machines are noisy and
differ: the ratios of one run mean something, the seconds do not.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks import floors, intake, shop
from benchmarks.ours import PAGES


def main() -> None:
    """Measure every size that was asked for."""
    if sys.argv[1:2] == ["intake"]:
        intake.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("orders", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/results"), help="for the files it makes")
    args = parser.parse_args()
    for orders in args.orders:
        _measure(orders, args.folder)


def _measure(orders: int, folder: Path) -> None:
    csv, database = folder / f"orders_{orders}.csv", folder / f"shop_{orders}.duckdb"
    shop.write_orders(csv, orders)
    reading, grouping = floors.measure(csv, folder / "floor.duckdb")
    built = _ours("load_and_build", csv, database)
    shown = _ours("pages", database)
    print(f"\n{orders:,} orders: typed read_csv {reading:.2f} s, F {grouping:.2f} s")
    _row("(a) load, to read_csv", built["load"] / reading, 3, "×")
    _row("(b) newest snapshot, to F", built["newest"] / grouping, 3, "×")
    _row("(c) all snapshots, to F", built["all"] / grouping, 12, "×")
    _row("    backtest, of all snapshots", built["backtest"] / built["all"], 0.1, "×")
    _row("    one forecast with scores, to F", built["forecast"] / grouping, 4, "×")
    _row("    slowest trial of a setting, to the newest snapshot", built["trial"] / built["newest"], 1, "×")
    for page in PAGES:
        _row(f"(d) page {page}", shown[page], 0.3, "s")
    _row("(e) peak memory, importing", built["memory"], 4, "GB")
    _row("    peak memory, serving", shown["memory"], 4, "GB")


def _ours(work: str, *paths: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.ours", work, *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _row(what: str, value: float, goal: float, unit: str) -> None:
    print(f"  {what:<32} {value:7.2f} {unit:<2} (goal {goal:g} {unit}) {'ok' if value <= goal else 'OVER'}")


if __name__ == "__main__":
    main()
