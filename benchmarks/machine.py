"""What was measured on: a table of times means nothing without it."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("streamlit", "duckdb", "pandas", "pyarrow", "plotly")


def described(today: date) -> list[str]:
    """The machine, the versions and the date, one line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}",
        f"Python {platform.python_version()}, {packages}",
        f"{today.isoformat()}",
    ]


def _processor(table: Path = Path("/proc/cpuinfo")) -> str:
    """The name that the processor gives itself."""
    if table.exists():
        for line in table.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
