"""A piece of work in a process of its own, so that its memory peak is its own and its failure stops nothing else."""

import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SECONDS_AT_MOST = 1800
Outcome = dict[str, Any]


class Failed(Exception):
    """The piece of work did not come to its end; the text says why."""


def run(module: str, work: str, *paths: Path) -> Outcome:
    """What the function `work` of benchmarks/`module` gives for these paths. Failed with the last line it said."""
    command = [sys.executable, "-m", "benchmarks.child", module, work, *map(str, paths)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_AT_MOST, check=False)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"not done after {SECONDS_AT_MOST} s") from error
    if done.returncode < 0:
        raise Failed(f"ended by signal {-done.returncode}, as for want of memory")
    if done.returncode:
        raise Failed((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    outcome: Outcome = json.loads(done.stdout.splitlines()[-1])
    return outcome


def say(text: str) -> None:
    """Progress, on standard error, at once."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    module, work, *paths = sys.argv[1:]
    found = getattr(importlib.import_module(f"benchmarks.{module}"), work)
    print(json.dumps(found(*map(Path, paths))))
