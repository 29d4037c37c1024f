"""What a database needs before its first visitor: the demo shop its rows, the own shop the months still pending."""

from datetime import datetime
from pathlib import Path

import duckdb

from crm_core import building, intake
from crm_core import settings as settings_module
from crm_core.database import transaction
from crm_core.settings import Settings

DEMO_FOLDER = Path(__file__).parent.parent / "data" / "demo"
DEMO_FILES = ("customers.csv", "orders.csv", "order_lines.csv", "surveys.csv")
# The invented shop's own present: a day after its last order, so that it does not depend on the clock.
DEMO_LOADED_AT = datetime(2026, 11, 15, 9, 0)


def bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> None:
    """Build anew what another version of the program built: its rules, or its tables, were others."""
    if building.is_outdated(connection):
        with transaction(connection):
            building.build_newest(connection, settings_module.load(connection), anew=True)


def prepare_demo(connection: duckdb.DuckDBPyConnection, folder: Path = DEMO_FOLDER) -> None:
    """Fill an empty database with the demo shop and build all its months; a filled one is left as it is."""
    if building.current_build(connection) == 0:
        plans = [intake.recognise(intake.inspect(folder / name)) for name in DEMO_FILES]
        with transaction(connection):
            intake.load_files(connection, plans, DEMO_LOADED_AT, is_demo=True)
            connection.execute("insert or replace into meta values ('demo', 'yes')")
            building.build_newest(connection, Settings())
    bring_up_to_date(connection)
    building.fill_history(connection)
