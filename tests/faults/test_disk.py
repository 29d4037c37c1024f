"""No room, no right to write, too little memory: a sentence, all as it was, and on it goes when there is room."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from crm_core import backup_files, backups, building, database, intake
from crm_core.database import open_database, transaction
from crm_core.database_faults import DamagedError, FullError, told
from crm_core.errors import UserError
from tests.shop import Shop

NOW = datetime(2025, 4, 1, 9, 0)
ROOM = "no room left on the disk"


def mounted(folder: Path, *options: str) -> bool:
    """Whether the folder could be mounted so; only root may, and not everywhere."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False)
    return done.returncode == 0


@contextmanager
def small_disk(folder: Path, size: str):
    """A disk of this size, mounted on the folder; the test is skipped where nothing can be mounted."""
    if sys.platform != "linux" or not mounted(folder, "-o", f"size={size}"):
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def disk(tmp_path):
    """A disk of 6 MB."""
    with small_disk(tmp_path / "disk", "6m") as folder:
        yield folder


def fill(disk, leave=0):
    """Take all room but so many bytes."""
    with (disk / "other").open("wb") as file:
        facts = os.statvfs(disk)
        file.write(bytes(max(0, facts.f_bavail * facts.f_frsize - leave)))


def orders(folder, name, count):
    rows = [f"{name}{i},c{i % 50},2025-0{1 + i % 3}-11,10,{i:0>200}" for i in range(count)]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["order_id,customer_id,ordered_at,amount,channel", *rows]))
    return path


def load(connection, path):
    with transaction(connection):
        intake.load_files(connection, [intake.recognise(intake.inspect(path))], NOW)
        building.build_newest(connection, building.settings_module.load(connection))


@pytest.mark.parametrize("leave", [0, 60_000, 400_000])
def test_an_import_on_a_full_disk_is_taken_back(disk, tmp_path, leave):
    connection = open_database(disk / "shop.duckdb")
    load(connection, orders(tmp_path, "a", 20))
    before = backups.digest(connection)
    fill(disk, leave)
    with pytest.raises(UserError, match=ROOM):
        load(connection, orders(tmp_path, "b", 9000))
    assert backups.digest(connection) == before
    (disk / "other").unlink()
    load(connection, orders(tmp_path, "c", 20))
    assert connection.execute("select count(*) from imports").fetchone() == (2,)
    connection.close()
    with open_database(disk / "shop.duckdb") as again:
        assert again.execute("select count(*) from order_rows").fetchone() == (40,)


def test_a_backup_without_room_leaves_the_older_ones(disk, tmp_path):
    shop = Shop(str(tmp_path / "shop.duckdb"))
    shop.order("ann", "2025-01-05", 10)
    connection = shop.build(history=False)
    first = backup_files.make(connection, disk, "shop", NOW, 1)
    fill(disk)
    with pytest.raises(UserError, match=ROOM):
        backup_files.make(connection, disk, "shop", NOW, 1)
    assert sorted(path.name for path in disk.iterdir()) == ["other", first.path.name]
    (disk / "other").unlink()
    assert backup_files.make(connection, disk, "shop", NOW, 1).number == 2
    connection.close()


def test_on_a_read_only_disk_nothing_is_opened_and_it_is_said(disk, command_line, monkeypatch):
    open_database(disk / "shop.duckdb").close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for name in ("shop.duckdb", "new.duckdb", "folder/new.duckdb"):
        code, _out, err = command_line("check", "--db", disk / name)
        assert (code, "cannot be written" in err) == (1, True), err


def test_too_little_memory_is_a_sentence_and_nothing_is_kept(tmp_path, monkeypatch):
    connection = open_database(tmp_path / "shop.duckdb")
    load(connection, orders(tmp_path, "a", 20))
    before = backups.digest(connection)
    connection.execute("set memory_limit = '4MB'")
    with pytest.raises(UserError, match="memory was not enough"):
        load(connection, orders(tmp_path, "b", 30_000))
    connection.execute("set memory_limit = '1GB'")
    assert backups.digest(connection) == before
    load(connection, orders(tmp_path, "c", 20))
    connection.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (duckdb.FatalException("FATAL Error: … No space left on device"), FullError),
        (duckdb.IOException("Corrupt database file: computed checksum 1 … in block at location 4096"), DamagedError),
        (OSError(28, "No space left on device"), FullError),
        (MemoryError(), UserError),
        (OSError(2, "No such file"), type(None)),
        (duckdb.BinderException("Referenced column"), type(None)),
    ],
)
def test_what_is_told_of_a_fault(error, expected):
    assert type(told(error)) is expected


def test_a_block_is_no_lock(tmp_path, monkeypatch):
    """DuckDB's words for damage hold the letters of "lock": they were taken for a file in use."""

    def connect(*_args, **_options):
        raise duckdb.IOException("Corrupt database file: computed checksum … in block at location 4096")

    monkeypatch.setattr(database.duckdb, "connect", connect)
    with pytest.raises(DamagedError):
        open_database(tmp_path / "shop.duckdb")
