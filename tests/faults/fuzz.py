"""Fuzzed rows and files through the importer, for as long as one likes: python -m tests.faults.fuzz --help.

Everything follows from the seed: a finding says the seed that makes its file again. A process of its own reads the
files, so that what hangs, falls over or takes all memory is a finding too. Exit 1 if there was one.
"""

import argparse
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from crm_core import database
from tests.faults.fuzz_files import OWN_SEEDS, fuzzed_file, seeds
from tests.faults.fuzz_tables import KINDS, FuzzedTable, fuzzed_table
from tests.faults.fuzz_trial import Fuzzed, tried

ROWS_A_FILE, ROWS_WITH_BUILDS = 10_000, 2_000
SECONDS_A_FILE = 60  # of the processor; what takes longer hangs
SECONDS_WITH_BUILDS = 300  # dates of all centuries make a history of hundreds of months
SECONDS_OF_SILENCE = 1800  # of the clock: what waits for ever uses no processor
MOST_MEMORY_BYTES = 6 << 30
FILES_A_PROCESS = 500
BUILDS_EVERY = 25


@dataclass(frozen=True)
class Job:
    """One file to make and try: fuzzed rows in well-formed tables, or a spoiled file. seed makes it again."""

    seed: int
    rows: int = 0
    builds: bool = False


@dataclass
class Tally:
    """What came of all files."""

    files: int = 0
    rows: int = 0
    rejected: int = 0
    receipts: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[Job, str]] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)


def made(job: Job, files: list[Path]) -> tuple[str, bytes, FuzzedTable | None]:
    """The job's file: its name, its content, and for rows what they are."""
    random = Random(job.seed)
    if job.rows:
        table = fuzzed_table(random, KINDS[job.seed % len(KINDS)], job.rows)
        return f"{table.kind}.csv", table.text.encode(), table
    return *fuzzed_file(random, files), None


def attempt(shop: Fuzzed, job: Job, files: list[Path], folder: Path) -> dict[str, Any]:
    """Try one job's file; what came of it, or the finding with its traceback."""
    name, content, table = made(job, files)
    path = folder / "fuzzed"
    path.write_bytes(content)
    began = time.process_time()
    try:
        found: dict[str, Any] = asdict(tried(shop, path, name, Random(job.seed), table, job.builds))
    except Exception:
        found = {"finding": traceback.format_exc()}
    path.unlink()
    left = [each.name for each in folder.iterdir() if not each.name.startswith("upload-")]
    if left and "finding" not in found:
        found = {"finding": f"left behind: {left}"}
    for each in folder.iterdir():
        each.unlink()
    return found | {"seconds": time.process_time() - began}


def _work(pipe: Connection, folders: list[Path]) -> None:
    """Try the jobs that come through the pipe, one after the other."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    files = seeds(folders)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shop = Fuzzed.shop(folder)
        while job := pipe.recv():
            # Nobody handles this signal: it ends the process, also in the midst of what is not Python.
            signal.setitimer(signal.ITIMER_PROF, SECONDS_WITH_BUILDS if job.builds else SECONDS_A_FILE)
            found = attempt(shop, job, files, folder)
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send(found)
            if "finding" in found:
                shop = Fuzzed.shop(folder)


def run(jobs: Iterator[Job], folders: list[Path], tally: Tally) -> None:
    """All jobs, each process doing some of them."""
    context = get_context("spawn")
    process, pipe, done = None, None, 0
    for job in jobs:
        if process is None or pipe is None:
            pipe, other = context.Pipe()
            process = context.Process(target=_work, args=(other, folders), daemon=True)
            process.start()
            other.close()
            done = 0
        found = _answer(process, pipe, job)
        _count(tally, job, found)
        done += 1
        if found.get("ended") or done == FILES_A_PROCESS:
            process.kill()
            process.join()
            process = None
    if process is not None:
        process.kill()
        process.join()


def _answer(process: BaseProcess, pipe: Connection, job: Job) -> dict[str, Any]:
    pipe.send(job)
    if not pipe.poll(SECONDS_OF_SILENCE):
        return {"finding": f"no answer after {SECONDS_OF_SILENCE} s", "ended": True}
    try:
        answer: dict[str, Any] = pipe.recv()
    except EOFError:
        process.join()
        hung = process.exitcode == -signal.SIGPROF
        return {"finding": "it took too long" if hung else f"the process fell over: {process.exitcode}", "ended": True}
    return answer


def _count(tally: Tally, job: Job, found: dict[str, Any]) -> None:
    tally.files += 1
    tally.slowest = max(tally.slowest, (found.get("seconds", 0.0), job.seed))
    if "finding" in found:
        tally.findings.append((job, found["finding"]))
        sys.stdout.write(f"--- {job}\n{found['finding']}\n")
        sys.stdout.flush()
        return
    tally.ends[found["ends_as"]] += 1
    tally.rows += found["rows"]
    tally.rejected += found["rejected"]
    tally.receipts += found["receipts"]


def planned(rows: int, files: int, seed: int) -> Iterator[Job]:
    """Tables until there are so many rows, then so many spoiled files."""
    number = 0
    while rows > 0:
        builds = number % BUILDS_EVERY == 0
        these = min(rows, ROWS_WITH_BUILDS if builds else ROWS_A_FILE)
        yield Job(seed * 1_000_000 + number, these, builds)
        number, rows = number + 1, rows - these
    for place in range(files):
        yield Job(seed * 1_000_000 + 500_000 + place, 0, place % BUILDS_EVERY == 0)


def main() -> int:
    """Run as the options say; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="fuzzed rows in well-formed tables")
    parser.add_argument("--files", type=int, default=5_000, help="spoiled files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=Path, action="append", default=[], metavar="FOLDER", help="more files to spoil")
    parser.add_argument("--only", type=int, metavar="SEED", help="one file again: the seed that a finding says")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="with --only: write the file here")
    args = parser.parse_args()
    folders, tally = [*OWN_SEEDS, *args.seeds], Tally()
    jobs = planned(args.rows, args.files, args.seed)
    if args.only is not None:
        job = next(job for job in planned(args.rows, args.files, args.only // 1_000_000) if job.seed == args.only)
        jobs = iter([job])
        if args.keep:
            args.keep.write_bytes(made(job, seeds(folders))[1])
    began = time.monotonic()
    with suppress(KeyboardInterrupt):  # what came of the files so far is said all the same
        run(jobs, folders, tally)
    _report(tally, time.monotonic() - began)
    return 1 if tally.findings else 0


def _report(tally: Tally, seconds: float) -> None:
    sys.stdout.write("\n".join(f"{count:6} {ends}" for ends, count in tally.ends.most_common()) + "\n")
    sys.stdout.write(
        f"files={tally.files} receipts={tally.receipts} rows={tally.rows} rejected={tally.rejected} "
        f"findings={len(tally.findings)} seconds={seconds:.0f} slowest={tally.slowest[0]:.1f}s "
        f"(seed {tally.slowest[1]})\n"
    )


if __name__ == "__main__":
    database.CONFIG["threads"] = 1
    sys.exit(main())
