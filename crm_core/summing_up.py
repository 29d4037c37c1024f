"""What pages ask of the newest snapshot and takes long to tell, summed up once, after all months are there."""

from datetime import date

import duckdb

from crm_core import links
from crm_core.queries import alerts, call_rows, move_sums, value_classes
from crm_core.queries.alerts import Looked
from crm_core.queries.exposure import previous
from crm_core.queries.scope import Scope

TABLES = ("kept_sums", "call_rows", "alert_sums", "move_sums", "class_sums", "link_rows")


def sum_up(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Fill the tables of sums anew; `as_of` is the newest snapshot. Pages look into them once kept_sums has its row."""
    for table in TABLES:
        connection.execute(f"delete from {table}")
    connection.execute(f"insert into call_rows by name {call_rows.ROWS}", call_rows.LIMITS | {"as_of": as_of})
    connection.execute(f"insert into move_sums by name {move_sums.SUMS}")
    connection.execute(f"insert into class_sums by name {value_classes.CLASS_SUMS}", {"as_of": as_of})
    if secret := links.secret(connection):
        parameters = {"secret": secret, "characters": links.CHARACTERS}
        connection.execute(f"insert into link_rows by name {links.LINKS}", parameters)
    before = previous(connection, as_of)
    if before is not None:
        asked = Looked(Scope(as_of), before, None).fill(alerts.ALERT_SUMS)
        connection.execute(f"insert into alert_sums by name {alerts.ALERT_SUMS}", asked)
    connection.execute("insert into kept_sums values ($as_of, $since)", {"as_of": as_of, "since": before})
