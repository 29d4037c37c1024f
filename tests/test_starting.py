"""The first start: the demo shop is there, complete and sound, and a second start leaves it as it is."""

from crm_core import building, checking, starting
from crm_core.database import open_database


def test_the_demo_shop_is_loaded_once_and_breaks_no_rule(tmp_path):
    connection = open_database(tmp_path / "demo.duckdb")
    starting.prepare_demo(connection)
    assert checking.violations(connection) == []
    assert building.pending(connection) == []
    assert connection.execute("select count(*), bool_and(is_demo), sum(rejected) from imports").fetchone() == (
        4,
        True,
        0,
    )
    build = building.current_build(connection)
    starting.prepare_demo(connection)
    assert building.current_build(connection) == build


def test_a_demo_shop_whose_history_was_cut_short_is_finished(tmp_path):
    connection = open_database(tmp_path / "demo.duckdb")
    starting.prepare_demo(connection)
    connection.execute("delete from cut_offs where as_of < '2024-06-01'")
    connection.execute("delete from snapshot_rows where as_of < '2024-06-01'")
    connection.execute("delete from group_rows where as_of < '2024-06-01'")
    starting.prepare_demo(connection)
    assert building.pending(connection) == []
    assert checking.violations(connection) == []
