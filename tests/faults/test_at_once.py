"""Several at once: a reader during a load, two loads, a backup during a load, a visitor who leaves."""

import threading
from datetime import datetime

import pytest

from crm_core import backups, building, intake
from crm_core.database import open_database, transaction
from crm_core.settings import Settings
from tests.shop import Shop

NOW = datetime(2025, 4, 1, 9, 0)
SECONDS = 60


@pytest.fixture
def shop(tmp_path):
    """ann bought once, for 10."""
    made = Shop(str(tmp_path / "shop.duckdb"))
    made.order("ann", "2025-01-05", 10)
    connection = made.build(history=False)
    yield connection
    connection.close()


def file(tmp_path, name, amount):
    """Ten orders of this amount."""
    path = tmp_path / f"{name}.csv"
    rows = [f"{name}{i},{name},2025-01-{10 + i},{amount}" for i in range(10)]
    path.write_text("\n".join(["order_id,customer_id,ordered_at,amount", *rows]))
    return path


def load(root, path):
    with root.cursor() as own, transaction(own):
        intake.load_files(own, [intake.recognise(intake.inspect(path))], NOW)
        building.build_newest(own, Settings())


def totals(own):
    """What a page asks with several questions: kept orders, the build, revenue of its newest snapshot."""
    kept = own.execute("select sum(amount) from order_rows").fetchone()[0]
    built = own.execute("select sum(net_revenue) from orders").fetchone()[0]
    return int(kept), int(built)


def test_a_reader_sees_one_state_or_the_other_never_both(shop, tmp_path):
    seen, ended = set(), threading.Event()

    def read():
        with shop.cursor() as own:
            while not ended.is_set():
                own.execute("begin")
                seen.add(totals(own))
                own.execute("commit")

    reader = threading.Thread(target=read)
    reader.start()
    load(shop, file(tmp_path, "bob", 7))
    ended.set()
    reader.join(SECONDS)
    with shop.cursor() as own:
        seen.add(totals(own))
    assert seen <= {(10, 10), (80, 80)}
    assert (80, 80) in seen


def test_two_loads_at_once_are_both_there(shop, tmp_path):
    threads = [
        threading.Thread(target=load, args=(shop, file(tmp_path, name, amount)))
        for name, amount in (("bob", 7), ("cy", 3))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert totals(shop) == (110, 110)
    ids = shop.execute("select import_id, accepted from imports order by import_id").fetchall()
    assert [accepted for _id, accepted in ids] == [10, 10]
    assert ids[0][0] < ids[1][0]


def test_a_backup_during_a_load_is_of_one_moment_and_two_at_once_are_two(shop, tmp_path):
    """The load has written but not committed when the backups are made; it is not held up by them."""
    with shop.cursor() as own, transaction(own):
        intake.load_files(own, [intake.recognise(intake.inspect(file(tmp_path, "bob", 7)))], NOW)
        building.build_newest(own, Settings())
        threads = [
            threading.Thread(target=backups.back_up, args=(shop.cursor(), tmp_path / name)) for name in ("a", "b")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS)
        assert not any(thread.is_alive() for thread in threads)
    for name in ("a", "b"):
        with open_database(tmp_path / name) as copy:
            assert copy.execute("select sum(amount) from order_rows").fetchone()[0] == 10
    assert totals(shop) == (80, 80)


def test_a_clock_that_was_put_back_changes_no_order(shop, tmp_path):
    """Imports are numbered; the later of two wins, whatever the clock said."""
    for amount, now in ((7, NOW), (3, datetime(2025, 2, 1))):
        path = file(tmp_path, "bob", amount)
        with transaction(shop):
            intake.load_files(shop, [intake.recognise(intake.inspect(path))], now)
            building.build_newest(shop, Settings())
    assert totals(shop)[1] == 40
    assert shop.execute("select month(imported_at) from imports order by import_id").fetchall() == [(4,), (2,)]
