"""Files that commands write: whole or not at all; where none can be written, it is said before anything is done."""

import csv
import subprocess
import sys

import pytest

from tests.faults.test_disk import fill, small_disk

HEADER = "order_id,customer_id,ordered_at,amount\n"
ORDERS = HEADER + "1,007,2024-01-10,100.00\n2,007,2024-02-09,20.50\n"


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


@pytest.fixture
def disk(tmp_path):
    """A disk of 1 MB."""
    with small_disk(tmp_path / "disk", "1m") as folder:
        yield folder


def exports_noted(command_line):
    return list(csv.DictReader(command_line("audit", "--kind", "exported")[1].splitlines()))


@pytest.mark.parametrize(
    ("place", "why"), [("missing/rejects.csv", "No such file or directory"), ("folder", "Is a directory")]
)
def test_nothing_is_loaded_where_the_rejected_rows_cannot_be_written(command_line, orders, tmp_path, place, why):
    (tmp_path / "folder").mkdir()
    code, out, err = command_line("import", orders, "--rejects", tmp_path / place)
    assert (code, out, err) == (1, "", f"{tmp_path / place} cannot be written: {why}\n")
    assert command_line("imports")[1] == ""
    assert command_line("import", orders, "--rejects", tmp_path / "rejects.csv")[0] == 0
    assert (tmp_path / "rejects.csv").read_bytes() == b""


def test_a_read_only_place_for_the_rejected_rows_is_said_too(command_line, orders, disk):
    (disk / "old.csv").write_text("old", "utf-8")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for name in ("new.csv", "old.csv"):
        code, _out, err = command_line("import", orders, "--rejects", disk / name)
        assert (code, err) == (1, f"{disk / name} cannot be written: Read-only file system\n")
    assert command_line("imports")[1] == ""


def test_what_waits_in_the_inbox_stays_where_the_rejected_rows_cannot_be_written(command_line, tmp_path, monkeypatch):
    monkeypatch.setattr("crm_core.intake.inbox.QUIET_SECONDS", 0)
    waiting = tmp_path / "inbox" / "orders.csv"
    waiting.parent.mkdir()
    waiting.write_text(ORDERS, "utf-8")
    assert command_line("import", "--rejects", tmp_path / "missing" / "rejects.csv")[0] == 1
    assert waiting.exists()


def test_a_refused_import_leaves_the_rejected_rows_of_the_last_one(command_line, orders, tmp_path):
    rejects = tmp_path / "rejects.csv"
    orders.write_text(ORDERS + "3,bob,2024-02-11,many\n", "utf-8")
    assert command_line("import", orders, "--rejects", rejects)[0] == 0
    written = rejects.read_bytes()
    assert b"many" in written
    assert command_line("import", orders, "--rejects", rejects)[0] == 1  # loaded before
    assert rejects.read_bytes() == written


def test_rejected_rows_that_find_no_room_say_that_all_is_loaded(command_line, orders, disk):
    lines = "".join(f"x{i},bob,2024-02-11,many{i:0>200}\n" for i in range(2000))
    orders.write_text(ORDERS + lines, "utf-8")
    fill(disk, 40_000)
    code, out, err = command_line("import", orders, "--rejects", disk / "rejects.csv")
    assert (code, "accepted=2" in out) == (1, True)
    assert err.splitlines()[-1] == (
        f"Everything was loaded, but {disk / 'rejects.csv'} cannot be written: No space left on device"
    )
    assert [path.name for path in disk.iterdir()] == ["other"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize(
    ("place", "why"), [("missing/o.{}", "No such file or directory"), ("folder.{}", "Is a directory")]
)
def test_an_export_that_cannot_be_written_says_so_and_was_none(command_line, orders, tmp_path, ending, place, why):
    command_line("import", orders)
    out = tmp_path / place.format(ending)
    (tmp_path / f"folder.{ending}").mkdir()
    assert command_line("export", "orders", "--out", out) == (1, "", f"{out} cannot be written: {why}\n")
    assert exports_noted(command_line) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"folder.{ending}", "orders.csv", "shop.duckdb"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_an_export_without_room_leaves_the_one_before(command_line, tmp_path, disk, ending):
    rows = "".join(f"x{i}-{i * 2654435761 % 2**32},c{i * 7919 % 5000},2024-02-11,{i}\n" for i in range(20_000))
    (tmp_path / "many.csv").write_text(HEADER + rows, "utf-8")
    command_line("import", tmp_path / "many.csv")
    out = disk / f"orders.{ending}"
    out.write_text("the one before", "utf-8")
    fill(disk, 20_000)
    code, _out, err = command_line("export", "orders", "--out", out)
    assert (code, err) == (1, f"{out} cannot be written: No space left on device\n")
    assert out.read_text("utf-8") == "the one before"
    assert sorted(path.name for path in disk.iterdir()) == [out.name, "other"]
    assert exports_noted(command_line) == []


def test_a_read_only_place_for_an_export_is_named(command_line, orders, disk):
    command_line("import", orders)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for ending in ("csv", "parquet", "xlsx"):
        out = disk / f"orders.{ending}"
        code, _out, err = command_line("export", "orders", "--out", out)
        assert (code, err) == (1, f"{out} cannot be written: Read-only file system\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such links and rights there")
def test_an_export_over_another_keeps_its_rights_and_the_link_to_it(command_line, orders, tmp_path):
    command_line("import", orders)
    (tmp_path / "real.csv").write_text("old", "utf-8")
    (tmp_path / "real.csv").chmod(0o600)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert command_line("export", "orders", "--out", tmp_path / "link.csv")[0] == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").startswith("order_id,")
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o600
    assert [row["facts"] for row in exports_noted(command_line)] == ["rows=2"]


def test_a_read_only_place_for_a_backup_is_named(command_line, orders, disk):
    command_line("import", orders)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    code, _out, err = command_line("backup", disk / "b.backup")
    assert (code, err) == (1, f"{disk / 'b.backup'} cannot be written: Read-only file system\n")
