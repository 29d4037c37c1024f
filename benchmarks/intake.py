"""How files come in: import, detection, a million rejected rows, a workbook; python -m benchmarks intake [ORDERS]."""

import argparse
import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import xlsxwriter

from benchmarks import child, floors, shop

MOST_IN_A_WORKBOOK = 1_000_000
# Every tenth amount cannot be read; the rest of each line is as it was.
REJECTED = "case when cast(substr(order_id, 2) as bigint) % {every} = 0 then 'unknown' else amount end as amount"
CHINESE = "case status when 'completed' then '已完成' else '已取消' end as status"


def main(arguments: list[str]) -> None:
    """Measure, print one table, and keep it in the folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks intake", description=__doc__)
    parser.add_argument("orders", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/results"), help="for the files it makes")
    args = parser.parse_args(arguments)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        _measure(args.orders, args.folder)
    print(said.getvalue())
    (args.folder / f"intake_{args.orders}.txt").write_text(said.getvalue(), "utf-8")


def _measure(orders: int, folder: Path) -> None:
    plain, small = folder / f"orders_{orders}.csv", folder / "orders_1000.csv"
    shop.write_orders(plain, orders)
    shop.write_orders(small, 1000)
    chinese = _made(folder / f"chinese_{orders}.csv", lambda path: _write_chinese(plain, path))
    tenth = _made(folder / f"tenth_rejected_{orders}.csv", lambda path: _copy(plain, path, REJECTED.format(every=10)))
    every = _made(folder / f"all_rejected_{orders // 10}.csv", lambda path: _copy_some(plain, path, orders // 10))
    clean = folder / f"orders_{orders // 10}.csv"
    shop.write_orders(clean, orders // 10)
    reading, _grouping = floors.measure(plain, folder / "floor.duckdb")
    print(f"{orders:,} orders: typed read_csv {reading:.2f} s")
    none, gb18030, some = (_import(path, folder) for path in (plain, chinese, tenth))
    few, all_of_them = _import(clean, folder), _import(every, folder)
    _row("import, to read_csv", none["load"] / reading, 2.5, "×")
    _row("import of GB18030, to read_csv", gb18030["load"] / reading, 3.5, "×")
    _row("detection, 1,000 orders", _import(small, folder)["detection"], 0.5, "s")
    _row("detection, all orders", none["detection"], 0.5, "s")
    _row("detection, all orders in GB18030", gb18030["detection"], 0.5, "s")
    _row(f"{some['rejected']:,.0f} rejected, to none", some["load"] / none["load"], 2, "×")
    _row("    memory more than none", some["memory"] - none["memory"], 1, "GB")
    _row(f"all {all_of_them['rejected']:,.0f} rejected, to none", all_of_them["load"] / few["load"], 2, "×")
    _row("    memory more than none", all_of_them["memory"] - few["memory"], 1, "GB")
    _workbook(folder, min(orders, MOST_IN_A_WORKBOOK))


def _workbook(folder: Path, rows: int) -> None:
    shop.write_orders(folder / f"orders_{rows}.csv", rows)
    book = _made(folder / f"orders_{rows}.xlsx", lambda path: _write_workbook(folder / f"orders_{rows}.csv", path))
    unpacked = _child("unpack", book, folder)
    print(f"  {f'workbook of {rows:,} rows':<36} {unpacked['seconds']:7.2f} s   {unpacked['memory']:.2f} GB")


def _made(path: Path, make: Callable[[Path], None]) -> Path:
    """The path, made if it is not there; half of a file never counts."""
    if not path.exists():
        part = path.with_name(f"part_{path.name}")
        make(part)
        part.rename(path)
    return path


def _copy(plain: Path, path: Path, replaced: str, rows: str = "") -> None:
    with duckdb.connect() as connection:
        orders = f"(from read_csv($path, all_varchar = true) {rows})"
        connection.sql(f"select * replace ({replaced}) from {orders}", params={"path": str(plain)}).write_csv(str(path))


def _copy_some(plain: Path, path: Path, rows: int) -> None:
    _copy(plain, path, REJECTED.format(every=1), f"limit {rows}")


def _write_chinese(plain: Path, path: Path) -> None:
    _copy(plain, path, CHINESE)
    utf_8 = path.rename(path.with_suffix(".utf8"))
    with utf_8.open(encoding="utf-8") as source, path.open("w", encoding="gb18030") as out:
        while block := source.read(1 << 20):
            out.write(block)
    utf_8.unlink()


def _write_workbook(plain: Path, path: Path) -> None:
    with (
        plain.open(encoding="utf-8") as source,
        xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": True}) as book,
    ):
        sheet = book.add_worksheet("Orders")
        for place, line in enumerate(source):
            sheet.write_row(place, 0, line.rstrip("\n").split(","))


def _import(csv: Path, folder: Path) -> dict[str, float]:
    return _child("load", csv, folder)


def _child(work: str, file: Path, folder: Path) -> dict[str, float]:
    return child.run("ours", work, file, folder / "intake.duckdb")


def _row(what: str, value: float, goal: float, unit: str) -> None:
    print(f"  {what:<36} {value:7.2f} {unit:<2} (goal {goal:g} {unit}) {'ok' if value <= goal else 'OVER'}")
