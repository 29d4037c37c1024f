"""What a process that was killed leaves beside a database: copies half written, and what did not fit into memory."""

import shutil
from contextlib import suppress
from pathlib import Path

from crm_core.intake.inbox import inbox_of
from crm_core.intake.readable import COPY_PREFIX

# Of a command that unpacks files, of a copy before a migration, of a rescue: each begins with one of these names.
UNPACKED = ".crm-unpacked-"
_swept: set[Path] = set()


def sweep(path: Path) -> None:
    """Take away what lies beside the database at `path` from a process that has ended, once in this process.

    Only for who holds the database open: nobody else can be at work on it then.
    """
    path = path.resolve()
    if path in _swept:
        return
    _swept.add(path)
    for found in _leftovers(path):
        with suppress(OSError):
            shutil.rmtree(found) if found.is_dir() else found.unlink()


def _leftovers(path: Path) -> list[Path]:
    beside = path.parent
    return [
        path.with_name(f"{path.name}.tmp"),  # where DuckDB puts what does not fit into memory
        beside / f".crm-copy-{path.stem}",
        *beside.glob(f".crm-rescue-{path.stem}.*"),
        *beside.glob(f"{UNPACKED}{path.stem}-*"),
        *inbox_of(path).glob(f"{COPY_PREFIX}*"),
    ]
