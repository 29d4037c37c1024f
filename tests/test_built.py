"""A build that is copied leaves the database as the build itself would; whatever differs is built."""

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
    assert len(made) == 1


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
        built.build_or_copy(one.connection, "again", lambda one=one: one.build())
        found.append(content(one.connection))
    assert found[0] == found[1]
    assert len(made) == 2


def test_what_was_made_long_ago_is_given_up(made, monkeypatch):
    monkeypatch.setattr(built, "REMEMBERED", 2)
    for amount in (1, 2, 3):
        shop(amount=amount).build(history=False)
    assert len(made) == 2
    assert all(path.exists() for path, _ in made.values())
