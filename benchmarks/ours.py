"""Our own times, each in a process of its own so that memory peaks are its own too; prints JSON on standard output."""

import json
import os
import resource
import runpy
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from benchmarks.floors import seconds

FRAME = Path(__file__).parent.parent / "app.py"
PAGES = tuple(sorted(path.stem for path in (FRAME.parent / "pages").glob("*.py")))
BACKTEST = ("look_afterwards", "try_cut_offs")


def load_and_build(csv: Path, path: Path) -> dict[str, float]:
    """Seconds for the load, the newest snapshot, the history, the backtest in it, one forecast with its scores, and the
    slowest trial of a setting; peak memory in GB.
    """
    from crm_core import building, database, intake
    from crm_core.settings import Settings
    from crm_core.trying import try_settings

    path.unlink(missing_ok=True)
    connection = database.open_database(path)
    plan = intake.recognise(intake.inspect(csv))
    with database.transaction(connection):
        loading = seconds(lambda: intake.load_files(connection, [plan], datetime(2026, 1, 1)))
        newest = seconds(lambda: building.build_newest(connection, Settings()))
    spent = _time_each_work(building.WORK)
    history = seconds(lambda: building.fill_history(connection))
    memory = _peak()
    tried = (Settings(tier_share_a=0.7), Settings(lost_overdue=6.0), Settings(window_months=6))
    trials = [seconds(partial(try_settings, connection.cursor(), new)) for new in tried]
    connection.close()
    return {
        "load": loading, "newest": newest, "all": newest + history, "memory": memory,
        "backtest": sum(sum(spent.get(name, [])) for name in BACKTEST), "forecast": max(spent.get("forecast", [0.0])),
        "trial": max(trials),
    }  # fmt: skip


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

    path.unlink(missing_ok=True)
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


def pages(path: Path) -> dict[str, float]:
    """Seconds of each page's second server-side run with no cached answers; peak memory in GB."""
    os.environ["CRM_DB"] = str(path)
    import streamlit as st
    from streamlit.runtime.scriptrunner import script_runner
    from streamlit.testing.v1 import AppTest

    # AppTest sees the folder pages/ and would run a page without the frame (see pages/parts/__init__.py).
    script_runner._mpa_v1 = lambda path: runpy.run_path(path, run_name="__main__")  # type: ignore[assignment]
    times = {}
    for page in PAGES:
        app = AppTest.from_file(str(FRAME), default_timeout=120).run()
        app.switch_page(f"pages/{page}.py").run()
        st.cache_data.clear()
        start = time.perf_counter()
        app.run()
        times[page] = time.perf_counter() - start
        if app.error:
            sys.exit(f"page {page} failed: {app.error[0].value}")
    return times | {"memory": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


if __name__ == "__main__":
    work, *paths = sys.argv[1:]
    files = [Path(path) for path in paths]
    works: dict[str, Callable[..., dict[str, float]]] = {
        "load_and_build": load_and_build, "load": load, "unpack": unpack, "pages": pages,
    }  # fmt: skip
    print(json.dumps(works[work](*files)))
