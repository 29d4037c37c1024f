"""One operation on one database, in a process of its own that can be killed: python -m tests.faults.operations.

Clock and salt are fixed, so that what an operation leaves can be compared byte for byte with what another run leaves.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from crm_core import __main__ as command_line
from crm_core import amending, backups, building, database, settings
from crm_core.amending import Pair
from crm_core.database import open_database, transaction

NOW = datetime(2026, 1, 5, 9, 0)
SALT = "the same salt in every run"
Operation = Callable[[Path, list[str]], object]


def _by_command(*words: str) -> Operation:
    """An operation of the command line, `{0}` being what it is given."""

    def run(path: Path, given: list[str]) -> None:
        code = command_line.main([word.format(*given) for word in words] + ["--db", str(path)])
        if code:
            sys.exit(code)

    return run


def _merge(path: Path, given: list[str]) -> None:
    """Call two customers one, as the page Who is who does."""
    connection = open_database(path)
    with transaction(connection):
        amending.decide(connection, [Pair("customer_id", given[0], "customer_id", given[1], "email")], True, NOW)
        building.build_newest(connection, settings.load(connection))
    building.fill_history(connection)
    connection.close()


def _restore(path: Path, given: list[str]) -> None:
    """Put a backup in the place of everything."""
    connection = open_database(path)
    backups.restore(connection, Path(given[0]))
    building.fill_history(connection)
    connection.close()


OPERATIONS: dict[str, Operation] = {
    "import": _by_command("import", "{0}"),
    "build": _by_command("build"),
    "undo": _by_command("undo", "{0}"),
    "settings": _by_command("settings", "window_months=9", "tier_share_a=0.75"),
    "forget": _by_command("forget", "{0}"),
    "merge": _merge,
    "restore": _restore,
    "outdated": lambda path, _given: _upgrade(path),
}


def _upgrade(path: Path) -> None:
    """What another version of the program does at its first start."""
    connection: duckdb.DuckDBPyConnection = open_database(path)
    from tests.faults.states import resume

    resume(connection)
    connection.close()


def fix_clock_and_chance() -> None:
    """Every run reads the same clock and draws the same salt."""
    made = command_line._command

    def with_fixed_clock(*args: object) -> argparse.ArgumentParser:
        parser = made(*args)
        parser.set_defaults(clock=lambda: NOW)
        return parser

    command_line._command = with_fixed_clock
    command_line.secrets.token_hex = lambda _bytes: SALT
    database.CONFIG["threads"] = 1


def main() -> None:
    """Run one operation; the end of it is the end of the process."""
    fix_clock_and_chance()
    name, path, *given = sys.argv[1:]
    OPERATIONS[name](Path(path), given)


if __name__ == "__main__":
    main()
