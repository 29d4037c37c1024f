"""A restore brings back data, not who may look: withdrawn links stay withdrawn, browsers signed out stay signed out."""

from datetime import datetime, timedelta

import duckdb
import pytest

from crm_core import audit, backups, rescue, shares, sign_ins
from crm_core.audit import Actor
from crm_core.database import open_database
from crm_core.shares import Wish
from tests.shop import Shop

NOW = datetime(2025, 4, 1, 9, 0)
LATER, LATEST = NOW + timedelta(days=1), NOW + timedelta(days=2)


@pytest.fixture
def shop(tmp_path):
    made = Shop(str(tmp_path / "shop.duckdb"))
    made.customer("ann")
    made.order("ann", "2025-01-05", 10)
    connection = made.build(history=False)
    yield connection
    connection.close()


def backed_up(connection, path):
    backups.back_up(connection, path)
    return path


def links(connection):
    """Since when each link is closed, by whom it is for."""
    return {one.note: one.revoked_at for one in shares.all_of_them(connection)}


def make(connection, note, at=NOW):
    return shares.found(connection, shares.make(connection, Wish(note), "eve", at)).share_id


def test_what_was_withdrawn_since_the_backup_stays_withdrawn(shop, tmp_path):
    make(shop, "kept")
    withdrawn = make(shop, "withdrawn")
    backup = backed_up(shop, tmp_path / "backup")
    shares.revoke(shop, withdrawn, LATER)
    backups.restore(shop, backup)
    assert links(shop) == {"kept": None, "withdrawn": LATER}


def test_what_a_restore_had_opened_again_is_closed_by_what_the_backup_knows(shop, tmp_path):
    """As it was in a backup made after it was withdrawn."""
    withdrawn = make(shop, "withdrawn")
    shares.revoke(shop, withdrawn, LATER)
    backup = backed_up(shop, tmp_path / "backup")
    shop.execute("update shares set revoked_at = null")
    backups.restore(shop, backup)
    assert links(shop) == {"withdrawn": LATER}


@pytest.mark.parametrize("is_there", [True, False])
def test_what_the_audit_trail_says_was_withdrawn_is_closed(shop, tmp_path, is_there):
    withdrawn = make(shop, "withdrawn")
    make(shop, "kept")
    backup = backed_up(shop, tmp_path / "backup")
    audit.note(shop, "share_withdrawn", Actor("owner", "eve"), LATEST, withdrawn)
    audit.note(shop, "share_withdrawn", Actor("owner", "eve"), LATER, withdrawn)
    if not is_there:
        shop.execute("delete from shares where share_id = $share_id", {"share_id": withdrawn})
    backups.restore(shop, backup)
    assert links(shop) == {"kept": None, "withdrawn": LATER}


def test_a_link_made_since_the_backup_stays_as_it_is(shop, tmp_path):
    backup = backed_up(shop, tmp_path / "backup")
    make(shop, "open")
    shares.revoke(shop, make(shop, "withdrawn"), LATER)
    backups.restore(shop, backup)
    assert links(shop) == {"open": None, "withdrawn": LATER}


def test_openings_and_password_are_those_of_now(shop, tmp_path):
    share_id = make(shop, "link")
    backup = backed_up(shop, tmp_path / "backup")
    shares.opened(shop, share_id, LATER)
    shop.execute("update shares set password_hash = 'another', expires_at = $at", {"at": LATEST})
    backups.restore(shop, backup)
    (one,) = shares.all_of_them(shop)
    assert (one.times_opened, one.last_opened_at, one.password_hash, one.expires_at) == (1, LATER, "another", LATEST)


def test_an_empty_database_gets_the_links_of_the_backup(shop, tmp_path):
    make(shop, "open")
    shares.revoke(shop, make(shop, "withdrawn"), LATER)
    backup = backed_up(shop, tmp_path / "backup")
    with open_database(tmp_path / "new.duckdb") as new:
        backups.restore(new, backup)
        assert links(new) == {"open": None, "withdrawn": LATER}


def test_who_signed_out_stays_signed_out_and_who_signed_in_stays_in(shop, tmp_path):
    sign_ins.remember(shop, "out", "secret words", NOW)
    backup = backed_up(shop, tmp_path / "backup")
    sign_ins.forget(shop, "out")
    sign_ins.remember(shop, "in", "secret words", NOW)
    backups.restore(shop, backup)
    assert not sign_ins.holds(shop, "out", "secret words", NOW)
    assert sign_ins.holds(shop, "in", "secret words", NOW)


def spoil(path, table):
    """Overwrite the blocks of a table."""
    with duckdb.connect(str(path), read_only=True) as own:
        (size,) = own.execute("select block_size from pragma_database_size()").fetchone()
        found = own.execute(f"select distinct block_id from pragma_storage_info('{table}') where block_id >= 0")
        blocks = [row[0] for row in found.fetchall()]
    with path.open("r+b") as file:
        for block in blocks:
            file.seek(3 * 4096 + block * size + 1000)
            file.write(b"\xaa" * 100)


def test_a_rescue_out_of_a_backup_closes_what_the_damaged_file_still_says_is_closed(shop, tmp_path):
    path = tmp_path / "shop.duckdb"
    shop.execute(
        "insert into order_rows by name select 'p' || i as order_id, 1 as identity_key, "
        "timestamp '2024-01-01' + to_hours(i) as ordered_at, 10 as amount, md5(i::text) as channel, "
        "true as is_counted, false as is_refund, 1 as import_id from range(3000) as r(i)"
    )
    withdrawn = make(shop, "withdrawn")
    backup = backed_up(shop, tmp_path / "backup")
    shares.revoke(shop, withdrawn, LATER)
    make(shop, "made since")
    shop.close()
    spoil(path, "order_rows")
    assert rescue.rescue(path, backup, audit.COMMAND, NOW).came_from == "backup"
    with open_database(path) as own:
        assert links(own) == {"withdrawn": LATER, "made since": None}
        assert own.execute("select count(*) from order_rows").fetchone() == (3001,)


def test_a_rescue_out_of_a_file_that_says_nothing_any_more_takes_the_links_of_the_backup(shop, tmp_path):
    path = tmp_path / "shop.duckdb"
    make(shop, "open")
    backup = backed_up(shop, tmp_path / "backup")
    shop.close()
    with path.open("r+b") as file:
        file.write(b"\xaa" * 64)
    assert rescue.rescue(path, backup, audit.COMMAND, NOW).came_from == "backup"
    with open_database(path) as own:
        assert links(own) == {"open": None}
