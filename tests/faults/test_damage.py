"""A damaged, foreign, newer or older database: said plainly, never deleted, and the way back is there."""

import os
import shutil
import subprocess
import sys
from datetime import datetime
from random import Random

import duckdb
import pytest

from crm_core import audit, backup_files, backups, database, rescue
from crm_core.database import open_database
from crm_core.database_faults import DamagedError
from crm_core.errors import UserError
from crm_core.queries.audit import entries
from tests.faults import states
from tests.shop import Shop

NOW = datetime(2025, 4, 1, 9, 0)
HEAD = 3 * 4096  # bytes, before the first block


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A shop of two customers and 3,000 orders, so that its rows fill more than one block."""
    path = tmp_path_factory.mktemp("made") / "shop.duckdb"
    shop = Shop(str(path))
    for each in ("ann", "bob"):
        shop.customer(each)
    shop.connection.execute(
        "insert into order_rows by name select 'o' || i as order_id, 1 + i % 2 as identity_key, "
        "timestamp '2024-01-01' + to_hours(i % 2000) as ordered_at, 10 as amount, md5(i::text) as channel, "
        "true as is_counted, false as is_refund, 1 as import_id from range(3000) as r(i)"
    )
    shop.build(history=False).close()
    return path


@pytest.fixture
def path(tmp_path, made):
    """A copy of it for one test."""
    return shutil.copy(made, tmp_path / "shop.duckdb")


def overwrite(path, at, count):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(Random(1).randbytes(count))


def overwrite_table(path, table, at_most=1000):
    """Spoil the blocks that hold a table's rows, wherever they lie."""
    with duckdb.connect(str(path), read_only=True) as own:
        (size,) = own.execute("select block_size from pragma_database_size()").fetchone()
        found = own.execute(f"select distinct block_id from pragma_storage_info('{table}') where block_id >= 0")
        blocks = [row[0] for row in found.fetchall()]
    assert blocks
    for block in blocks[:at_most]:
        overwrite(path, HEAD + block * size + 1000, 100)


DAMAGES = {
    "its header": lambda path: overwrite(path, 4096, 8192),
    "cut off in the middle": lambda path: os.truncate(path, path.stat().st_size // 2),
    "its rows": lambda path: overwrite_table(path, "order_rows"),
}


AT_ONCE = {
    "its first bytes": lambda path: overwrite(path, 0, 64),
    "cut off in its header": lambda path: os.truncate(path, 5000),
    "empty": lambda path: os.truncate(path, 0),
    "another file's content": lambda path: path.write_text("hello " * 1000),
}


@pytest.mark.parametrize("damage", AT_ONCE.values(), ids=AT_ONCE)
def test_a_damaged_file_is_never_taken_for_one_that_is_in_use(path, damage):
    damage(path)
    spoilt = path.read_bytes()
    with pytest.raises(DamagedError, match="damaged"):
        open_database(path)
    assert path.read_bytes() == spoilt


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_said_and_a_backup_takes_its_place(path, damage, command_line):
    with open_database(path) as own:
        backup_files.make(own, path.parent / "backups", "shop", NOW, 3)
        kept = backups.digest(own)
    damage(path)
    spoilt = path.read_bytes()
    code, out, err = command_line("export", "orders")
    assert (code, out) == (1, "")
    assert "damaged" in err
    assert path.read_bytes() == spoilt
    assert command_line("rescue")[0] == 0
    (aside,) = path.parent.glob("shop.damaged-*")
    assert aside.read_bytes() == spoilt
    assert command_line("export", "orders")[0] == 0
    with open_database(path) as own:
        again = backups.digest(own)
        told = [(one.role, one.facts) for one in entries(own, "rescued")]
    assert told == [("command", {"taken_from": "backup"})]
    assert states.differing(again, kept) == ["audit_trail", "builds"]  # the restore, and the build after it


def test_what_can_be_read_whole_is_not_replaced_by_an_older_backup(path, command_line):
    """The blocks of a built table are spoilt: everything kept is still there, and an order newer than the backup."""
    with open_database(path) as own:
        backup_files.make(own, path.parent / "backups", "shop", NOW, 3)
        own.execute("update order_rows set amount = 20 where order_id = 'o1'")
    with duckdb.connect(str(path)) as own:
        own.execute("create table spoilt as select md5(i::text) as text from range(5000) as r(i)")
    overwrite_table(path, "spoilt", at_most=1)
    code, _out, err = command_line("rescue")
    assert (code, "nothing is lost" in err) == (0, True), err
    with open_database(path) as own:
        assert own.execute("select amount from order_rows where order_id = 'o1'").fetchone() == (20,)
        assert [one.facts for one in entries(own, "rescued")] == [{"taken_from": "itself"}]


def test_a_good_file_is_not_rescued(path, command_line):
    code, _out, err = command_line("rescue")
    assert (code, "is not damaged" in err) == (1, True)
    assert list(path.parent.glob("shop.damaged-*")) == []


def test_a_rescue_that_fails_leaves_everything_as_it_was(path, tmp_path):
    overwrite(path, 0, 64)
    spoilt = path.read_bytes()
    (tmp_path / "wrong").write_text("no backup")
    with pytest.raises(UserError, match="no backup"):
        rescue.rescue(path, tmp_path / "wrong", audit.COMMAND, NOW)
    assert path.read_bytes() == spoilt
    assert sorted(each.name for each in tmp_path.iterdir()) == ["shop.duckdb", "wrong"]


def test_a_log_of_another_database_is_damage(path, tmp_path):
    """Put beside by hand, as when a backup of files is put back in part."""
    other = tmp_path / "other.duckdb"
    code = (
        f"import duckdb, os; c = duckdb.connect({str(other)!r}); c.execute('create table a as select 1 as x'); "
        "c.execute('checkpoint'); c.execute('insert into a values (2)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    (tmp_path / "other.duckdb.wal").replace(tmp_path / "shop.duckdb.wal")
    with pytest.raises(DamagedError):
        open_database(path)


def test_a_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("create table bills (x integer)")
    before = path.read_bytes()
    with pytest.raises(UserError, match="another program"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_database_of_a_newer_version_is_left_alone(path):
    with duckdb.connect(str(path)) as own:
        own.execute("update meta set value = '99' where key = 'schema_version'")
        own.execute("drop table visits")
    before = path.read_bytes()
    with pytest.raises(UserError, match="newer version"):
        open_database(path)
    assert path.read_bytes() == before


def test_an_older_database_is_copied_before_it_is_brought_up_to_date(path):
    with duckdb.connect(str(path)) as own:
        own.execute("update meta set value = '1' where key = 'schema_version'")
        own.execute("alter table customer_rows drop column postcode")
    before = path.read_bytes()
    with open_database(path) as own:
        assert own.execute("select value from meta where key = 'schema_version'").fetchone() == ("2",)
        assert own.execute("select count(postcode) from customer_rows").fetchone() == (0,)
        copy = own.execute("select value from meta where key = $key", {"key": database.COPY_BEFORE}).fetchone()
    assert copy == ("shop.duckdb.schema-1",)
    assert (path.parent / copy[0]).read_bytes() == before
    open_database(path).close()
    assert len(list(path.parent.glob("shop.duckdb.schema-*"))) == 1


def test_a_migration_that_breaks_changes_nothing(path, monkeypatch, tmp_path):
    with duckdb.connect(str(path)) as own:
        own.execute("update meta set value = '1' where key = 'schema_version'")
    real = database.SQL
    broken = tmp_path / "sql"
    (broken / "migrations").mkdir(parents=True)
    (broken / "kept.sql").write_text((real / "kept.sql").read_text("utf-8"))
    (broken / "migrations/2.sql").write_text("alter table imports add column extra text; select error('no');")
    monkeypatch.setattr(database, "SQL", broken)
    with pytest.raises(duckdb.Error, match="no"):
        open_database(path)
    with duckdb.connect(str(path), read_only=True) as own:
        assert own.execute("select value from meta where key = 'schema_version'").fetchone() == ("1",)
        assert "extra" not in [row[1] for row in own.execute("pragma table_info('imports')").fetchall()]
