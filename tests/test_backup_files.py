"""Backups by schedule: when one is due, that only a whole one counts, and which go."""

from datetime import datetime, timedelta

import pytest

from crm_core import backup_files, backups
from crm_core.backup_files import Backup, Schedule
from crm_core.errors import UserError
from hosting import backing_up
from tests.shop import Shop

NOW = datetime(2025, 4, 1, 9, 0)


@pytest.fixture
def shop(tmp_path):
    made = Shop(str(tmp_path / "shop.duckdb"))
    made.order("ann", "2025-01-05", 10)
    yield made.build(history=False)
    made.connection.close()


def made_at(when):
    return Backup(None, 1, when, 0)


@pytest.mark.parametrize(
    ("every", "age", "due"),
    [
        ("daily", timedelta(hours=23, minutes=59), False),
        ("daily", timedelta(days=1), True),
        ("weekly", timedelta(days=6, hours=23), False),
        ("weekly", timedelta(days=7), True),
        ("off", timedelta(days=400), False),
        ("daily", timedelta(minutes=-1), True),  # made by a clock that was ahead
    ],
)
def test_when_one_is_due(every, age, due):
    assert backup_files.is_due(Schedule(every), made_at(NOW - age), NOW) is due


def test_without_any_one_is_due_unless_none_are_wanted():
    assert backup_files.is_due(Schedule("weekly"), None, NOW)
    assert not backup_files.is_due(Schedule("off"), None, NOW)


def test_the_oldest_go_and_other_files_stay(shop, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "shop-notes.txt").write_text("mine")
    (folder / "other-0001-2025-01-01-0900.backup").write_text("of another database")
    for day in range(4):
        backup_files.make(shop, folder, "shop", NOW + timedelta(days=day), keep=2)
    assert sorted(path.name for path in folder.iterdir()) == [
        "other-0001-2025-01-01-0900.backup", "shop-0003-2025-04-03-0900.backup", "shop-0004-2025-04-04-0900.backup",
        "shop-notes.txt",
    ]  # fmt: skip
    newest = backup_files.listed(folder, "shop")[0]
    assert (newest.number, newest.made_at) == (4, NOW + timedelta(days=3))
    assert newest.size > 0


def test_the_newest_is_the_last_one_made_even_if_the_clock_was_put_back(shop, tmp_path):
    backup_files.make(shop, tmp_path / "b", "shop", NOW, keep=2)
    made = backup_files.make(shop, tmp_path / "b", "shop", NOW - timedelta(days=3), keep=1)
    assert backup_files.listed(tmp_path / "b", "shop") == [made]


def test_one_that_cannot_be_read_again_does_not_count_and_no_older_one_goes(shop, tmp_path, monkeypatch):
    first = backup_files.make(shop, tmp_path / "b", "shop", NOW, keep=1)
    held = backups.digest(shop)
    monkeypatch.setattr(backups, "digest", lambda own, place="main": held if place != "main" else {})
    with pytest.raises(UserError, match="is not what it was made of"):
        backup_files.make(shop, tmp_path / "b", "shop", NOW, keep=1)
    assert [path.name for path in (tmp_path / "b").iterdir()] == [first.path.name]


def test_what_a_killed_one_left_goes_with_the_next(shop, tmp_path):
    (tmp_path / ".crm-backup-shop").write_text("half")
    (tmp_path / ".crm-backup-shop.wal").write_text("half")
    backup_files.make(shop, tmp_path, "shop", NOW, keep=1)
    assert list(tmp_path.glob(".crm-*")) == []


def test_the_host_says_the_schedule_before_the_owner(shop):
    assert backup_files.schedule(shop, {}) == Schedule("daily", 7)
    backup_files.save(shop, Schedule("weekly", 3))
    assert backup_files.schedule(shop, {}) == Schedule("weekly", 3)
    assert backup_files.schedule(shop, {"CRM_BACKUP_EVERY": "off", "CRM_BACKUP_KEEP": "5"}) == Schedule("off", 5)
    for wrong in ({"CRM_BACKUP_EVERY": "hourly"}, {"CRM_BACKUP_KEEP": "0"}, {"CRM_BACKUP_KEEP": "many"}):
        with pytest.raises(UserError):
            backup_files.schedule(shop, wrong)


def test_by_command_into_the_folder_and_back(command_line, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("order_id,customer_id,ordered_at,amount\n1,ann,2025-01-05,10\n")
    assert command_line("import", orders)[0] == 0
    assert command_line("backup")[0] == 0
    (found,) = backup_files.listed(tmp_path / "backups", "shop")
    assert command_line("undo", 1)[0] == 0
    assert command_line("restore", found.path)[0] == 0
    assert "ann" in command_line("export", "orders")[1]


def test_the_looking_goes_on_after_a_failure(monkeypatch):
    looked = []

    class Ended:
        def wait(self, seconds):
            looked.append(seconds)
            return len(looked) > 3

    def fail(_now):
        raise OSError

    backing_up.keep_looking(fail, Ended(), first=1, between=2).join(30)
    assert looked == [1, 2, 2, 2]
