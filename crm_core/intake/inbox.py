"""The watched folder beside the database: the files that wait in it, and where they go when they are loaded."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crm_core.errors import Question, UserError
from crm_core.intake.inspection import inspect
from crm_core.intake.plan import Plan, problems
from crm_core.intake.receipts import Receipt
from crm_core.intake.room import room_for
from crm_core.intake.shape import FileShape
from crm_core.intake.unpacking import unpacked

FOLDER, LOADED = "inbox", "loaded"
QUIET_SECONDS = 5
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", "~")


@dataclass(frozen=True)
class Waiting:
    """The files in the inbox, by name: those to be loaded, and those that somebody still writes."""

    ready: tuple[Path, ...]
    unfinished: tuple[Path, ...]


@dataclass(frozen=True)
class Arrival:
    """One file as it came, and how each table in it will be read. passed_over: why others in it will not."""

    source: Path
    plans: tuple[Plan, ...]
    passed_over: tuple[UserError, ...] = ()


def inbox_of(database: Path) -> Path:
    """The inbox that belongs to a database; the folder may not be there."""
    return database.resolve().parent / FOLDER


def waiting(inbox: Path, now: float) -> Waiting:
    """What lies in the inbox at `now` (seconds since 1970). Hidden and temporary names are passed over; a name that is
    no text is made one."""
    found = sorted(path for each in _listed(inbox) if _is_meant(each) and (path := _with_a_name(each)))
    unfinished = tuple(path for path in found if 0 <= now - _changed(path) < QUIET_SECONDS)
    return Waiting(tuple(path for path in found if path not in unfinished), unfinished)


def _listed(inbox: Path) -> Iterable[Path]:
    return inbox.iterdir() if inbox.is_dir() else ()


def _is_meant(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~")) and not path.name.lower().endswith(UNFINISHED)


def _with_a_name(path: Path) -> Path | None:
    """The file, renamed if its name is no UTF-8, which nobody could be told; None where that cannot be done."""
    name = os.fsencode(path.name).decode("utf-8", "replace")
    if name == path.name:
        return path
    with suppress(OSError):
        return None if path.with_name(name).exists() else path.rename(path.with_name(name))
    return None


def _changed(path: Path) -> float:
    """When the file last changed, by our own clock: a copy can bring its original's time of change with it."""
    facts = path.stat()
    return facts.st_mtime if os.name == "nt" else facts.st_ctime


def put_among_loaded(path: Path) -> Path:
    """Move a file of the inbox to its folder of loaded ones; an earlier one of that name stays as it is."""
    folder = path.parent / LOADED
    with room_for(path.name):
        folder.mkdir(exist_ok=True)
        names = (f"{path.stem}{f'-{number}' if number else ''}{path.suffix}" for number in range(1_000_000))
        free = next(name for name in names if not (folder / name).exists())
        return path.rename(folder / free)


def arrival(source: Path, folder: Path, plan_of: Callable[[FileShape], Plan]) -> Arrival:
    """The file's tables, unpacked into `folder` if need be, with their plans.

    A sheet or member that is no table of ours is passed over if another is. Raises the first problem otherwise, and
    any Question.
    """
    plans: list[Plan] = []
    faults: list[UserError] = []
    for part in unpacked(source, source.name, folder):
        try:
            plan = plan_of(inspect(part.path, part.file_name))
            for problem in problems(plan):
                raise problem
            plans.append(plan)
        except Question:
            raise
        except UserError as error:
            faults.append(error)
    if not plans:
        raise faults[0]
    return Arrival(source, tuple(plans), tuple(faults))


def load_what_fits(
    arrivals: Sequence[Arrival], load: Callable[[list[Plan]], list[Receipt]]
) -> tuple[list[Receipt], list[Arrival], list[UserError]]:
    """Load all together; a file that cannot be loaded is left out as a whole, and the others are tried again.

    Returns the receipts, the files that were loaded, and why the others were not. `load` is all or nothing.
    """
    left, faults = list(arrivals), list[UserError]()
    while left:
        try:
            return load([plan for each in left for plan in each.plans]), left, faults
        except UserError as error:
            name = error.values.get("file_name")
            at_fault = [each for each in left if any(plan.shape.file_name == name for plan in each.plans)]
            if not at_fault:
                raise
            left.remove(at_fault[0])
            faults.append(error)
    return [], [], faults
