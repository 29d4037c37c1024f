"""The audit trail: what is written, in which transaction, that it stays, and that nobody's name gets in."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from crm_core import amending, audit, backups, building, setting_history
from crm_core.audit import COUNTED, KINDS, Actor, note, note_alone
from crm_core.database import open_database, transaction
from crm_core.queries.audit import Entry, entries, kinds, written
from crm_core.settings import Settings
from tests.secret_shop import PARTS, SECRET, narrowed, secret_shop
from tests.shop import ALL_MONTHS, Shop

NOW = datetime(2025, 4, 1, 9, 0)
AMY, READER = Actor("owner", "amy@x.org"), Actor("reader", "5ha3e")
ORDERS = "order_id,customer_id,ordered_at,amount\n1,ann zqx,2024-01-10,100.00\n2,bob,2024-02-09,oops\n"


@pytest.fixture
def kept():
    return Shop().connection


def told(connection, *columns):
    return [tuple(getattr(one, name) for name in columns) for one in entries(connection)]


# ---- what is written
def test_an_entry_says_who_did_what_when_on_what(kept):
    note(kept, "import_loaded", AMY, NOW, "3", table="orders", rows=300, rejected=2)
    facts = {"rejected": 2, "rows": 300, "table": "orders"}
    assert entries(kept) == [Entry(NOW, NOW, 1, "import_loaded", "owner", "amy@x.org", "3", facts)]


def test_the_newest_stands_first_and_one_kind_can_be_asked_for(kept):
    note(kept, "signed_in", AMY, NOW)
    note(kept, "import_undone", AMY, NOW + timedelta(hours=1), "3")
    assert told(kept, "kind") == [("import_undone",), ("signed_in",)]
    assert [one.kind for one in entries(kept, "signed_in")] == ["signed_in"]
    assert [one.kind for one in entries(kept, at_most=1)] == ["import_undone"]
    assert entries(kept, "restored") == []
    assert kinds(kept) == {"import_undone": 1, "signed_in": 1}


@pytest.mark.parametrize("kind", COUNTED)
def test_what_can_be_repeated_is_counted_by_day_person_thing_and_facts(kept, kind):
    for minutes in (0, 5, 9):
        note(kept, kind, READER, NOW + timedelta(minutes=minutes), "5ha3e", rows=1)
    note(kept, kind, READER, NOW.replace(hour=23, minute=59, second=59), "5ha3e", rows=2)
    note(kept, kind, READER, NOW, "0ther", rows=1)
    note(kept, kind, AMY, NOW, "5ha3e", rows=1)
    note(kept, kind, READER, datetime(2025, 4, 2), "5ha3e", rows=1)
    rows = told(kept, "times", "happened_at", "last_at")
    assert sorted(rows)[-1] == (3, NOW, NOW + timedelta(minutes=9))
    assert sorted(times for times, *_ in rows) == [1, 1, 1, 1, 3]


def test_what_changes_the_shop_has_a_row_each_time(kept):
    singles = [kind for kind in KINDS if kind not in COUNTED]
    for kind in singles:
        note(kept, kind, AMY, NOW)
        note(kept, kind, AMY, NOW)
    assert len(entries(kept)) == 2 * len(singles) == 28


def test_a_stranger_cannot_make_the_trail_grow(kept):
    for second in range(500):
        note_alone(kept, "share_refused", Actor("nobody"), NOW + timedelta(seconds=second))
    assert told(kept, "times") == [(500,)]


# ---- nothing of a customer gets in
@pytest.mark.parametrize("text", ["Ann Smith", "ann@x.org", "orders of Ann.csv", "李", "x" * 61, "a\nb", "=1+1"])
def test_a_text_is_no_subject_and_no_fact(kept, text):
    for given in ({"subject": text}, {"page": text}, {"settings": ("window_months", text)}):
        with pytest.raises(ValueError, match="takes codes"):
            note(kept, "exported", AMY, NOW, **given)
    assert entries(kept) == []


# ---- it stands and falls with what it tells of
def test_what_is_rolled_back_was_not_done(kept):
    def import_that_fails():
        with transaction(kept):
            note(kept, "import_loaded", AMY, NOW, "1")
            raise RuntimeError("no space")

    with pytest.raises(RuntimeError, match="no space"):
        import_that_fails()
    assert entries(kept) == []


def test_an_entry_of_its_own_does_not_wait_for_work_under_way(kept):
    own, beside = kept.cursor(), kept.cursor()
    with transaction(own):
        note(own, "import_loaded", AMY, NOW, "1")
        note_alone(beside, "wrong_password", Actor("nobody"), NOW)
        note_alone(beside, "wrong_password", Actor("nobody"), NOW)
        assert kinds(beside) == {"wrong_password": 2}
    assert kinds(kept) == {"import_loaded": 1, "wrong_password": 2}


# ---- settings
def test_which_settings_a_build_changed_and_that_they_were_put_back():
    shop = Shop()
    shop.customer("ann")
    shop.order("ann", "2025-01-05", 10)
    connection = shop.build(months=ALL_MONTHS)
    for months in (12, 24, 24, 12):
        build_id = setting_history.save_and_build(connection, Settings(window_months=months), NOW, "amy")
        audit.note_settings(connection, AMY, NOW + timedelta(minutes=build_id), build_id)
    assert told(connection, "kind", "subject", "facts") == [
        ("settings_put_back", "5", {"like_build": 2, "settings": ["window_months"]}),
        ("settings_saved", "3", {"settings": ["window_months"]}),
    ]


# ---- it is kept
def shop_at(path):
    shop = Shop(str(path))
    shop.customer("ann")
    shop.order("ann", "2025-01-05", 10)
    return shop.build(history=False)


def test_it_comes_back_with_a_backup(tmp_path):
    old = shop_at(tmp_path / "old.duckdb")
    note(old, "share_made", AMY, NOW, "5ha3e")
    backups.back_up(old, tmp_path / "backup")
    new = open_database(tmp_path / "new.duckdb")
    backups.restore(new, tmp_path / "backup", note=lambda own: note(own, "restored", AMY, NOW + timedelta(days=1)))
    assert told(new, "kind") == [("restored",), ("share_made",)]


def test_a_restore_takes_nothing_out_of_it(tmp_path):
    shop = shop_at(tmp_path / "shop.duckdb")
    note(shop, "share_made", AMY, NOW, "5ha3e")
    note(shop, "share_opened", READER, NOW, "5ha3e")
    backups.back_up(shop, tmp_path / "backup")
    note(shop, "share_opened", READER, NOW + timedelta(hours=1), "5ha3e")
    note(shop, "customer_forgotten", AMY, NOW + timedelta(hours=2), orders=3)
    before = told(shop, "kind", "times", "last_at")
    backups.restore(shop, tmp_path / "backup")
    assert told(shop, "kind", "times", "last_at") == before
    assert [kind for kind, *_ in before] == ["customer_forgotten", "share_opened", "share_made"]


def test_an_old_database_gets_it(tmp_path):
    old = shop_at(tmp_path / "old.duckdb")
    old.execute("drop table audit_trail")
    old.close()
    with open_database(tmp_path / "old.duckdb") as again:
        assert entries(again) == []


def test_forgetting_a_customer_finds_nothing_of_it_in_the_trail():
    shop = Shop()
    shop.customer("ann zqx", name="Ann Zqx", email="zqx@x.org")
    shop.order("ann zqx", "2025-01-05", 10)
    connection = shop.build()
    with transaction(connection):
        kept = amending.forget(connection, 1, NOW, "salt")
        note(connection, "customer_forgotten", AMY, NOW, orders=kept.orders)
        building.build_newest(connection, Settings())
    assert told(connection, "facts") == [({"orders": 1},)]
    assert "zqx" not in str(connection.execute("from audit_trail").fetchall()).lower()


# ---- who may read it
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("is_masked", [True, False])
def test_no_reader_of_a_link_sees_it(part, is_masked):
    shop = secret_shop()
    note(shop, "signed_in", Actor("owner", SECRET), NOW)
    assert entries(narrowed(shop, is_masked=is_masked, **PARTS[part])) == []
    assert len(entries(shop)) == 1


# ---- the command line
@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "ann zqx.csv"
    path.write_text(ORDERS, "utf-8")
    return path


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_every_command_that_changes_or_takes_along_is_in_it(command_line, orders, tmp_path):
    for arguments in (
        ("import", orders, "--time-zone", "Asia/Shanghai"), ("settings", "window_months=24"),
        ("settings", "window_months=12"), ("export", "orders", "--out", tmp_path / "orders.csv"),
        ("backup", tmp_path / "b.backup"), ("forget", "ann zqx"), ("undo", "1"), ("restore", tmp_path / "b.backup"),
    ):  # fmt: skip
        assert command_line(*arguments)[0] == 0, arguments
    code, out, _ = command_line("audit")
    found = rows(out)
    assert code == 0
    assert [(row["kind"], row["subject"], row["facts"]) for row in reversed(found)] == [
        ("import_loaded", "1", "rejected=1 rows=2 table=orders"),
        ("settings_saved", "1", "settings=time_zone"),
        ("settings_saved", "2", "settings=window_months"),
        ("settings_put_back", "3", "like_build=1 settings=window_months"),
        ("exported", "orders", "rows=1"),
        ("backup_made", "", ""),
        ("customer_forgotten", "", "orders=1"),
        ("import_undone", "1", "rows=2"),
        ("restored", "", ""),
    ]
    assert {(row["role"], row["who"]) for row in found} == {("command", "command line")}
    assert "zqx" not in out
    assert [row["kind"] for row in rows(command_line("audit", "--kind", "exported")[1])] == ["exported"]


def test_a_refused_command_is_not_in_it(command_line, orders, tmp_path):
    command_line("import", orders)
    for arguments in (("undo", "7"), ("export", "orders", "--out", tmp_path / "orders.doc"), ("settings", "x=1")):
        assert command_line(*arguments)[0] == 1
    assert [row["kind"] for row in rows(command_line("audit")[1])] == ["import_loaded"]


def test_no_spreadsheet_takes_an_account_for_a_formula(command_line, tmp_path):
    with open_database(tmp_path / "shop.duckdb") as connection:
        note(connection, "signed_in", Actor("viewer", "=cmd()@x.org"), NOW)
    assert rows(command_line("audit")[1])[0]["who"] == "'=cmd()@x.org"


def test_facts_on_one_line():
    assert written({"a": True, "b": ["x", "y"], "c": 3, "d": "z"}) == "a=yes b=x,y c=3 d=z"
