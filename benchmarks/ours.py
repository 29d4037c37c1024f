"""Our own times; each function runs in a process of its own, so that its memory peak is its own too (child.py)."""

import resource
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.floors import seconds
from benchmarks.watched import Watched

BACKTEST = ("look_afterwards", "try_cut_offs")


def load_and_build(csv: Path, path: Path) -> dict[str, Any]:
    """Seconds for the load, the newest snapshot, the history, the backtest in it, one forecast with its scores, and the
    slowest trial of a setting; peak memory in GB; seconds by work of the history and by table of each of the two.
    """
    from crm_core import building, database, intake, links
    from crm_core.settings import Settings
    from crm_core.trying import try_settings

    _remove(path)
    connection = database.open_database(path)
    links.prepare(connection, "the secret of a benchmark")  # as whoever opens it does: the build keeps the links
    first, rest = Watched(connection), Watched(connection)
    plan = intake.recognise(intake.inspect(csv))
    with database.transaction(connection):
        loading = seconds(lambda: intake.load_files(connection, [plan], datetime(2026, 1, 1)))
        newest = seconds(lambda: building.build_newest(first, Settings()))  # type: ignore[arg-type]
    spent = _time_each_work(building.WORK)
    history = seconds(lambda: building.fill_history(rest))  # type: ignore[arg-type]
    memory = _peak()
    tried = (Settings(tier_share_a=0.7), Settings(lost_overdue=6.0), Settings(window_months=6))
    trials = [seconds(partial(try_settings, connection.cursor(), new)) for new in tried]
    connection.close()
    return {
        "load": loading, "newest": newest, "all": newest + history, "memory": memory,
        "backtest": sum(sum(spent.get(name, [])) for name in BACKTEST), "forecast": max(spent.get("forecast", [0.0])),
        "trial": max(trials), "works": {name: sum(times) for name, times in spent.items()},
        "newest_tables": dict(first.spent), "history_tables": dict(rest.spent),
    }  # fmt: skip


def append(month: Path, path: Path) -> dict[str, Any]:
    """Seconds for the load of one more month, the newest snapshot and the rest of the history, in a copy of the shop at
    `path`; peak memory in GB; seconds by work of the history.
    """
    from crm_core import building, database, intake
    from crm_core.settings import Settings

    copy = path.with_name(f"grown_{path.name}")
    shutil.copyfile(path, copy)
    connection = database.open_database(copy)
    plan = intake.recognise(intake.inspect(month))
    with database.transaction(connection):
        loading = seconds(lambda: intake.load_files(connection, [plan], datetime(2026, 2, 1)))
        newest = seconds(lambda: building.build_newest(connection, Settings()))
    spent = _time_each_work(building.WORK)
    history = seconds(lambda: building.fill_history(connection))
    connection.close()
    copy.unlink()
    works = {name: sum(times) for name, times in spent.items()}
    return {"load": loading, "newest": newest, "history": history, "memory": _peak(), "works": works}


def _time_each_work(works: dict[str, Callable[..., None]]) -> dict[str, list[float]]:
    """Seconds of each piece of work from now on, by its name."""
    spent: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[..., None]) -> Callable[..., None]:
        return lambda *args: spent.setdefault(name, []).append(seconds(lambda: work(*args)))

    for name, work in list(works.items()):
        works[name] = timed(name, work)
    return spent


def load(csv: Path, path: Path) -> dict[str, float]:
    """Seconds to find out what the file is (the second time: formats are read once) and to load it; rejected rows;
    peak memory in GB.
    """
    from crm_core import database, intake

    _remove(path)
    connection = database.open_database(path)
    plans = [intake.recognise(intake.inspect(csv))]
    detection = seconds(lambda: intake.recognise(intake.inspect(csv)))
    receipts: list[intake.Receipt] = []
    with database.transaction(connection):
        loading = seconds(lambda: receipts.extend(intake.load_files(connection, plans, datetime(2026, 1, 1))))
    connection.close()
    path.unlink()
    return {"detection": detection, "load": loading, "rejected": receipts[0].rejected, "memory": _peak()}


def unpack(file: Path, path: Path) -> dict[str, float]:
    """Seconds to unpack a workbook; peak memory in GB of the process that reads it."""
    from crm_core import intake

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        taken = seconds(lambda: intake.unpacked(file, file.name, Path(folder)))
    return {"seconds": taken, "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 / 1024}


def _remove(path: Path) -> None:
    """The database, and what a process that was cut off has not yet written into it."""
    for each in (path, path.with_name(f"{path.name}.wal")):
        each.unlink(missing_ok=True)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
