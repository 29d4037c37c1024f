"""Browsers that stay signed in: by their token, under the password in force, for thirty days."""

from datetime import datetime, timedelta

import pytest

from crm_core import passwords, sign_ins
from crm_core.errors import UserError
from tests.shop import Shop

NOW = datetime(2024, 5, 1, 12)
DAY = timedelta(days=1)


@pytest.fixture
def kept():
    return Shop().connection


def test_a_token_holds_for_thirty_days_under_its_password(kept):
    sign_ins.remember(kept, "token", "password", NOW)
    assert sign_ins.holds(kept, "token", "password", NOW + 30 * DAY - timedelta(seconds=1))
    assert not sign_ins.holds(kept, "token", "password", NOW + 30 * DAY)
    assert not sign_ins.holds(kept, "token", "another", NOW)
    assert not sign_ins.holds(kept, "other", "password", NOW)
    assert not sign_ins.holds(kept, "", "password", NOW)


def test_neither_token_nor_password_is_kept(kept):
    sign_ins.remember(kept, "token", "password", NOW)
    row = str(kept.execute("select * from sign_ins").fetchall())
    assert "token" not in row
    assert "password" not in row


def test_the_hash_that_is_kept_does_not_sign_in(kept):
    sign_ins.remember(kept, "token", "password", NOW)
    token_hash, mark = kept.execute("select token_hash, password_mark from sign_ins").fetchone()
    assert not sign_ins.holds(kept, token_hash, "password", NOW)
    assert not sign_ins.holds(kept, "token", mark, NOW)


def test_signing_out_is_for_one_browser(kept):
    sign_ins.remember(kept, "one", "password", NOW)
    sign_ins.remember(kept, "two", "password", NOW)
    sign_ins.forget(kept, "one")
    assert not sign_ins.holds(kept, "one", "password", NOW)
    assert sign_ins.holds(kept, "two", "password", NOW)


def test_those_whose_time_is_over_are_not_kept(kept):
    sign_ins.remember(kept, "one", "password", NOW)
    sign_ins.remember(kept, "two", "password", NOW + 30 * DAY)
    assert kept.execute("select count(*) from sign_ins").fetchone() == (1,)


def test_the_secrets_file_holds_the_password_or_its_hash():
    written = passwords.hashed("open sesame")
    assert sign_ins.as_hash(written) == written
    assert passwords.matches("open sesame", sign_ins.as_hash("open sesame"))
    with pytest.raises(UserError, match="from 8"):
        sign_ins.as_hash("short")
