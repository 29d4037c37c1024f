"""A build that is copied leaves the database as the build itself would; whatever differs is built."""

import os
from tempfile import TemporaryDirectory

import pytest

from tests import built
from tests.shop import Shop

CONTENT = """
    select table_name from duckdb_tables() where not temporary
    union all
    select view_name from duckdb_views() where not internal and not temporary
"""


@pytest.fixture(autouse=True)
def made(monkeypatch):
    """What was made in this test, in a folder of its own."""
    made = {}
    monkeypatch.setattr(built, "_made", made)
    monkeypatch.setattr(built, "shelf", [])
    with TemporaryDirectory() as folder:
        monkeypatch.setattr(built, "_folder", lambda: folder)
        yield made


def shop(path=":memory:", amount=50):
    made = Shop(str(path))
    made.customer("ann", name="Ann")
    made.order("ann", "2024-01-10", 100)
    made.order("bob", "2024-02-10", amount)
    return made


def content(connection):
    """The rows of every table and view, and the constraints."""
    names = connection.execute(CONTENT).fetchall()
    rows = {name: sorted(map(repr, connection.execute(f'from "{name}"').fetchall())) for (name,) in names}
    kept = "select table_name, constraint_text from duckdb_constraints() where database_name = current_database()"
    return rows | {"constraints": connection.execute(f"{kept} order by all").fetchall()}


def test_a_copy_is_what_the_build_made(made, tmp_path):
    first = content(shop().build())
    again, on_disk = shop().build(), shop(tmp_path / "shop.duckdb").build()
    assert len(made) == 1
    assert first == content(again) == content(on_disk)
    assert len(first["snapshots"]) == 3  # ann in January and February, bob in February


def test_a_copy_is_a_database_of_its_own(made):
    one, other = shop(), shop()
    one.build()
    other.build().execute("delete from order_rows")
    one.order("bob", "2024-03-10", 5)
    one.build()
    assert one.newest("total_purchase_days") == {"ann": 1, "bob": 2}
    assert shop().build().execute("select count(*) from order_rows").fetchone() == (2,)
    assert len(made) == 2


def test_other_rows_and_other_ways_are_built(made):
    shop().build()
    shop(amount=51).build()
    shop().build(history=False)
    assert len(made) == 3


def test_what_was_built_before_can_be_replaced(made):
    """Two shops are built, get the same order, and are built again."""
    found = []
    for one in (shop(), shop()):
        one.build()
        one.order("bob", "2024-03-10", 5)
        one.build()
        found.append(content(one.connection))
    assert found[0] == found[1]
    assert len(made) == 2


def test_rows_that_came_since_the_last_build_are_told_apart(made):
    for amount in (5, 6):
        one = shop()
        one.build()
        one.order("bob", "2024-03-10", amount)
        one.build(history=False)
        assert one.newest("revenue")["bob"] == 50 + amount
    assert len(made) == 3


def test_what_was_made_long_ago_is_given_up(made, monkeypatch):
    monkeypatch.setattr(built, "REMEMBERED", 2)
    for amount in (1, 2, 3):
        shop(amount=amount).build(history=False)
    assert len(made) == 2
    assert all(path.exists() for path, _ in made.values())


@pytest.fixture
def later_run(made, monkeypatch, tmp_path):
    """Call it to forget what this process has made: only what stays beyond the run is left."""
    built.keep_on(tmp_path)

    def forget():
        while made:
            made.popitem()[1][0].unlink()

    return forget


def test_copies_outlive_the_run(later_run):
    first = content(shop().build())
    later_run()
    again = shop()
    assert content(again.build()) == first
    assert built.build_or_copy(shop().connection, "told", lambda: 7) == 7
    later_run()
    assert built.build_or_copy(shop().connection, "told", pytest.fail) == 7


def test_copies_of_other_code_are_not_taken(later_run, monkeypatch, tmp_path):
    assert built.build_or_copy(shop().connection, "how", lambda: 1) == 1
    later_run()
    monkeypatch.setattr(built, "shelf", [])
    monkeypatch.setattr(built, "CODE", "other")
    built.keep_on(tmp_path)
    assert built.build_or_copy(shop().connection, "how", lambda: 2) == 2


def test_nothing_stays_if_the_code_changes_during_the_run(later_run, monkeypatch):
    path = next(path for path in built.STAMPS if path.endswith("snapshot_rows.sql"))
    monkeypatch.setitem(built.STAMPS, path, (0, 0))
    built.build_or_copy(shop().connection, "how", lambda: 1)
    later_run()
    assert built.build_or_copy(shop().connection, "how", lambda: 2) == 2


def test_where_rules_are_replaced_nothing_is_copied(made, monkeypatch):
    monkeypatch.setattr("crm_core.access.is_local", lambda *_: True)
    shop().build(history=False)
    assert len(made) == 1
    monkeypatch.setattr("crm_core.building.violations", lambda *_: ["broken"])
    with pytest.raises(AssertionError, match="broken"):
        shop().build(history=False)
    assert len(made) == 1


def test_copies_of_old_code_go(tmp_path, monkeypatch):
    for number in range(6):
        (tmp_path / f"old{number}").mkdir()
        (tmp_path / f"old{number}/copy").touch()
        os.utime(tmp_path / f"old{number}", (1000 + number, 1000 + number))
    os.utime(tmp_path / "old0")  # another run is at it
    built.keep_on(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {built.CODE, "old0", "old5"}
