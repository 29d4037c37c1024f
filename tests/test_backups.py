"""A backup holds all that is kept; a restore puts it back whole, or changes nothing."""

import io
from datetime import datetime

import duckdb
import pytest

from crm_core import backups, building, calls, checking, intake, passwords, segments
from crm_core.database import open_database, transaction
from crm_core.errors import UserError
from crm_core.segments import Conditions
from crm_core.settings import Settings
from tests.shop import ALL_MONTHS, Shop

NOW = datetime(2025, 4, 1, 9, 0)


def a_shop(path):
    """ann bought three times, bob once; a segment is saved and a call is ticked."""
    shop = Shop(str(path))
    for customer, day in (("ann", "2025-01-05"), ("ann", "2025-02-05"), ("ann", "2025-03-05"), ("bob", "2024-02-01")):
        shop.customer(customer) if day in ("2025-01-05", "2024-02-01") else None
        shop.order(customer, day, 10)
    connection = shop.build(months=ALL_MONTHS)
    segments.save(connection, "s1", "Good ones", Conditions(), NOW, "eve")
    calls.mark_done(connection, 1, "wavering", NOW, "eve", "called")
    return connection


def labels(connection):
    return connection.execute("select * from snapshots order by as_of, customer_id").fetchall()


def test_a_restored_database_is_the_one_that_was_backed_up(tmp_path):
    old = a_shop(tmp_path / "old.duckdb")
    building.fill_history(old)
    backups.back_up(old, tmp_path / "backup.duckdb")
    new = open_database(tmp_path / "new.duckdb")
    backups.restore(new, tmp_path / "backup.duckdb")
    building.fill_history(new)
    assert labels(new) == labels(old)
    assert labels(new) != []
    assert [each.name for each in segments.saved(new)] == ["Good ones"]
    assert new.execute("select note from calls").fetchall() == [("called",)]
    assert checking.violations(new) == checking.violations(old)


def test_a_restore_takes_the_place_of_what_was_there(tmp_path):
    old = a_shop(tmp_path / "old.duckdb")
    backups.back_up(old, tmp_path / "backup.duckdb")
    before = building.current_build(old)
    segments.delete(old, "s1")
    old.execute("delete from order_rows")
    assert backups.restore(old, tmp_path / "backup.duckdb") == before + 1
    assert [each.name for each in segments.saved(old)] == ["Good ones"]
    assert old.execute("select count(*) from order_rows").fetchone() == (4,)


def test_import_numbers_go_on_after_those_of_the_backup(tmp_path):
    old = open_database(tmp_path / "old.duckdb")
    (tmp_path / "orders.csv").write_text("order_id,customer_id,ordered_at,amount\n1,ann,2025-01-05,10\n")
    with transaction(old):
        intake.load_files(old, [intake.recognise(intake.inspect(tmp_path / "orders.csv"))], NOW)
        building.build_newest(old, Settings())
    highest = old.execute("select max(import_id) from imports").fetchone()[0]
    backups.back_up(old, tmp_path / "backup.duckdb")
    new = open_database(tmp_path / "new.duckdb")
    backups.restore(new, tmp_path / "backup.duckdb")
    assert new.execute("select nextval('import_ids')").fetchone() == (highest + 1,)


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"DUCK" * 1000])
def test_a_file_that_is_no_backup_changes_nothing(tmp_path, content):
    old = a_shop(tmp_path / "old.duckdb")
    wrong = tmp_path / "wrong.duckdb"
    wrong.write_bytes(content)
    kept = labels(old)
    with pytest.raises(UserError, match="no backup"):
        backups.restore(old, wrong)
    assert labels(old) == kept


def test_a_backup_cut_off_in_the_middle_changes_nothing(tmp_path):
    old = a_shop(tmp_path / "old.duckdb")
    backups.back_up(old, tmp_path / "backup.duckdb")
    whole = (tmp_path / "backup.duckdb").read_bytes()
    (tmp_path / "half.duckdb").write_bytes(whole[: len(whole) // 2])
    kept = labels(old)
    with pytest.raises(UserError):
        backups.restore(old, tmp_path / "half.duckdb")
    assert labels(old) == kept


def test_a_backup_never_overwrites(tmp_path):
    old = a_shop(tmp_path / "old.duckdb")
    (tmp_path / "there").write_text("mine")
    with pytest.raises(UserError, match="is there already"):
        backups.back_up(old, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"


def test_another_database_is_no_backup(tmp_path):
    old = a_shop(tmp_path / "old.duckdb")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("create table imports (x integer)")
    kept = labels(old)
    with pytest.raises(UserError, match="no backup"):
        backups.restore(old, tmp_path / "other.duckdb")
    assert labels(old) == kept


def test_a_backup_of_a_newer_version_is_refused(tmp_path):
    old = a_shop(tmp_path / "old.duckdb")
    backups.back_up(old, tmp_path / "backup.duckdb")
    with duckdb.connect(str(tmp_path / "backup.duckdb")) as newer:
        newer.execute("update meta set value = '99' where key = 'schema_version'")
    with pytest.raises(UserError, match="newer version"):
        backups.restore(old, tmp_path / "backup.duckdb")


def test_backup_and_restore_by_command(command_line, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("order_id,customer_id,ordered_at,amount\n1,ann,2025-01-05,10\n2,ann,2025-02-05,20\n")
    assert command_line("import", orders)[0] == 0
    before = command_line("export", "snapshots")[1]
    assert command_line("backup", tmp_path / "b")[0] == 0
    assert command_line("undo", 1)[0] == 0
    assert command_line("export", "snapshots")[1] != before
    assert command_line("restore", tmp_path / "b")[0] == 0
    assert command_line("export", "snapshots")[1] == before
    assert command_line("check")[0] == 0
    assert command_line("restore", tmp_path / "none")[0] == 1
    assert command_line("backup", tmp_path / "b")[0] == 1


def test_a_password_becomes_a_hash(command_line, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    code, out, _err = command_line("password")
    assert code == 0
    assert passwords.matches("correct horse", out.strip())
    assert not passwords.matches("wrong horse", out.strip())
