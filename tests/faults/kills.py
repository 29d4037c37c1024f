"""Kill -9 at random moments, on a real file, for as long as one likes: python -m tests.faults.kills --times 200 FILE

Each trial copies a database, begins an operation in a process of its own and kills it: at a random moment, or just
after its log (the .wal beside the database) has changed, which is where a transaction is committed. Then the database
must open, its kept tables must be exactly those before or exactly those after, every rule must hold, and when the
operation is resumed everything built must be what an undisturbed run builds. The seed makes the same moments again;
where in the work they fall is up to the machine. Exit 1 if anything was found.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb

from crm_core import building, links
from crm_core.database import transaction
from tests.faults import processes, states
from tests.faults.operations import SALT, fix_clock_and_chance
from tests.faults.states import Digest

SECONDS_AFTER_THE_LOG = 0.03
FROM_NOTHING = ("import",)
BY_THE_SERVER = "server"


@dataclass(frozen=True)
class Case:
    """An operation on a database: what it is given, how long it takes undisturbed, and what is there before and after.

    start: the database to begin with; None: there is none yet. after: the kept tables; whole: everything, built too;
    number: the one that the newest import before has.
    """

    name: str
    given: tuple[str, ...]
    start: Path | None
    seconds: float
    before: Digest
    after: Digest
    whole: Digest
    number: int


@dataclass(frozen=True)
class Trial:
    """What one kill came to. landed: before, after; or ended where the process was faster than the kill.

    skipped: the next import would have a number that leaves one out. A sequence is outside of transactions in DuckDB:
    a log that was cut off in the middle of a commit is left out, but for what it says of the sequence.
    """

    case: str
    landed: str
    in_the_work: bool
    had_log: bool
    skipped: bool
    wrong: tuple[str, ...] = ()


def prepare(file: Path, folder: Path, only: list[str]) -> list[Case]:
    """The databases to begin with, and what undisturbed runs make of them."""
    loaded, outdated, emptied = folder / "loaded.duckdb", folder / "outdated.duckdb", folder / "emptied.duckdb"
    processes.run("import", loaded, str(file))
    with states.opened(loaded) as own:
        links.prepare(own, SALT)
        first, other = own.execute("select customer_id from customers order by customer_key limit 2").fetchall()
        backup = folder / "backup"
        building.fill_history(own)
        states.backups.back_up(own, backup)
    shutil.copy(loaded, outdated)
    with states.opened(outdated) as own, transaction(own):
        own.execute("update meta set value = 'other rules' where key = 'built_by'")
    shutil.copy(loaded, emptied)
    if not only or "restore" in only:
        processes.run("undo", emptied, "1")
    given: dict[str, tuple[Path | None, tuple[str, ...]]] = {
        "import": (None, (str(file),)),
        "build": (loaded, ()),
        "undo": (loaded, ("1",)),
        "settings": (loaded, ()),
        "forget": (loaded, first),
        "merge": (loaded, (first[0], other[0])),
        "restore": (emptied, (str(backup),)),
        "outdated": (outdated, ()),
        BY_THE_SERVER: (outdated, ()),
    }
    return [_case(name, *given[name], folder) for name in given if not only or name in only]


def _case(name: str, start: Path | None, given: tuple[str, ...], folder: Path) -> Case:
    """Run the operation once without disturbing it."""
    path = folder / "undisturbed.duckdb"
    if start:
        shutil.copy(start, path)
    with states.opened(path) as own:
        before, number = states.kept(own), _last_number(own)
    if not start:
        path.unlink()
    began = time.monotonic()
    if name == BY_THE_SERVER:
        processes.serve_until_ready(path)
    else:
        processes.run(name, path, *given)
    seconds = time.monotonic() - began
    with states.opened(path) as own:
        states.resume(own)
        after, whole, wrong = states.kept(own), states.everything(own), states.broken_rules(own)
    assert before != after, f"{name} changes nothing: a kill could not be told from none"
    assert not wrong, f"{name} breaks rules even undisturbed: {wrong}"
    return Case(name, given, start, seconds, before, after, whole, number)


def tried(case: Case, random: Random, folder: Path) -> Trial:
    """Begin the operation, kill it, and look at what is there."""
    path = folder / "trial.duckdb"
    for left in folder.glob("trial*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    if case.start:
        shutil.copy(case.start, path)
    untouched = processes.stamp(path)
    at_the_log, seconds = random.random() < 0.5, random.random()
    process = (
        processes.begin_server(path) if case.name == BY_THE_SERVER else processes.begin(case.name, path, *case.given)
    )
    if at_the_log:
        processes.wait_for_log(process, path, 2 * case.seconds + 10)
        time.sleep(seconds * SECONDS_AFTER_THE_LOG)
    else:
        time.sleep(seconds * case.seconds)
    killed = processes.kill(process)
    touched, had_log = processes.stamp(path) != untouched, path.with_name(f"{path.name}.wal").exists()
    skipped = _put_number_back(case, path)
    landed, wrong = _looked_at(case, path)
    return Trial(case.name, landed if killed else "ended", killed and touched, had_log, skipped, wrong)


def _last_number(own: duckdb.DuckDBPyConnection) -> int:
    """The number that the sequence of imports has given last."""
    (last,) = own.execute("select coalesce(last_value, 0) from duckdb_sequences()").fetchone()
    return int(last)


def _put_number_back(case: Case, path: Path) -> bool:
    """Let an import that is begun again have the number that it would have had; returns whether it had another."""
    if not path.exists():
        return False
    with states.opened(path) as own:
        skipped = states.kept(own) == case.before and _last_number(own) != case.number
        if skipped:
            own.execute(f"create or replace sequence import_ids start {case.number + 1}")
    return skipped


def _looked_at(case: Case, path: Path) -> tuple[str, tuple[str, ...]]:
    """Whether the kept tables are those before or those after, and everything that is not as it should be."""
    wrong: list[str] = []
    try:
        with states.opened(path) as own:
            found = states.kept(own)
            landed = "before" if found == case.before else "after" if found == case.after else "half"
            if landed == "half":
                wrong.append(f"kept tables differ from both: {states.differing(found, case.before)}, "
                             f"{states.differing(found, case.after)}")  # fmt: skip
            wrong += states.broken_rules(own) if building.current_build(own) else []
        if landed == "before" and case.name not in ("outdated", BY_THE_SERVER):
            processes.run(case.name, path, *case.given)
        with states.opened(path) as own:
            states.resume(own)
            if different := states.differing(states.everything(own), case.whole):
                wrong.append(f"after resuming these are not as undisturbed: {different}")
    except Exception as error:
        return "lost", (*wrong, f"{type(error).__name__}: {error}")
    return landed, tuple(wrong)


def main(arguments: list[str] | None = None) -> int:
    """Run the trials; prints one line each, then the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=str(__doc__).splitlines()[0])
    parser.add_argument("file", type=Path, metavar="FILE", help="any file that `import` takes without a question")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], metavar="OPERATION")
    args = parser.parse_args(arguments)
    fix_clock_and_chance()
    trials: list[Trial] = []
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        cases = prepare(args.file.resolve(), Path(folder), args.only)
        say("undisturbed: " + ", ".join(f"{case.name} {case.seconds:.1f} s" for case in cases))
        for number in range(args.times):
            trial = tried(cases[number % len(cases)], Random(args.seed * 1_000_003 + number), Path(folder))
            trials.append(trial)
            say(f"{number + 1} {trial}")
    say(counted(trials))
    return 1 if any(trial.wrong for trial in trials) else 0


def say(line: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def counted(trials: list[Trial]) -> str:
    """A table of what the kills came to, by operation, in Markdown."""
    heads = ["operation", "kills", "before", "after", "ended first", "while it wrote", "log there", "number skipped"]
    heads.append("wrong")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name in [*dict.fromkeys(trial.case for trial in trials), "all"]:
        own = [trial for trial in trials if name in (trial.case, "all")]
        ends = Counter(trial.landed for trial in own)
        marks = ([each.in_the_work for each in own], [each.had_log for each in own], [each.skipped for each in own],
                 [bool(each.wrong) for each in own])  # fmt: skip
        numbers = [len(own), ends["before"], ends["after"], ends["ended"], *map(sum, marks)]
        lines.append(f"| {name} | " + " | ".join(map(str, numbers)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
