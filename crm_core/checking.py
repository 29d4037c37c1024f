"""The rules that must hold of the built database: one .sql file each, which must return no row."""

from dataclasses import dataclass

import duckdb

from crm_core.database import SQL

# These read only small tables, so that every build can afford them.
WITH_EVERY_BUILD = ("sum_test", "receipts_reconcile", "newest_is_built", "build_knows_data_and_settings")


@dataclass(frozen=True)
class Violation:
    """A rule that does not hold: its name, how many rows say so, and the first of them."""

    rule: str
    rows: int
    example: str


def rules() -> list[str]:
    """The names of all checks."""
    return sorted(path.stem for path in (SQL / "checks").glob("*.sql"))


def violations(connection: duckdb.DuckDBPyConnection, names: list[str] | None = None) -> list[Violation]:
    """The rules that do not hold, all of them or only those named; nothing to check before the first build."""
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'cut_offs'").fetchone():
        return []
    found = []
    for name in names if names is not None else rules():
        rows = connection.execute((SQL / "checks" / f"{name}.sql").read_text("utf-8")).fetchall()
        if rows:
            found.append(Violation(name, len(rows), str(rows[0])))
    return found
