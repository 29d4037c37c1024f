"""Prints our times beside floors and peers measured in the same run: python -m benchmarks [ORDERS ...] [--write FILE].

What is measured by itself: `intake` (how files come in) and `load` (many readers during an import), each with its
own --help. F is one `group by customer_id, cast(ordered_at as date)` with sum and count over all orders. Machines are
noisy and differ: the ratios of one run mean something, the seconds do not.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

from benchmarks import intake, load, machine, measuring, report


def main() -> None:
    """Measure every size that was asked for; 100,000, a million and ten million orders by default."""
    if sys.argv[1:2] == ["intake"]:
        intake.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["load"]:
        load.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("orders", nargs="*", type=int, default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/results"), help="for the files it makes")
    parser.add_argument("--only", nargs="+", choices=measuring.NAMES, help="only these, on shops made before")
    parser.add_argument("--write", type=Path, help="write them as Markdown, too, with what `load` said last")
    args = parser.parse_args()
    results = measuring.measure(sorted(args.orders), args.folder, args.only or measuring.NAMES)
    about = machine.described(date.today())
    print(report.plain(results, about))
    if args.write:
        loads = [path.read_text("utf-8") for path in sorted(args.folder.glob("load_*.txt"))]
        report.write(args.write, results, about, loads)


if __name__ == "__main__":
    main()
