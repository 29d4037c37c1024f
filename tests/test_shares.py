"""Share links: made, found by their token alone, opened, expired, withdrawn."""

from datetime import date, datetime, timedelta

import pytest

from crm_core import passwords, shares
from crm_core.errors import UserError
from crm_core.shares import Wish
from tests.shop import Shop

NOW = datetime(2024, 5, 1, 12)
DAY = timedelta(days=1)


@pytest.fixture
def kept():
    return Shop().connection


def everything(connection):
    return str(connection.execute("select * from shares").fetchall())


def test_a_link_is_found_by_its_token_alone(kept):
    token = shares.make(kept, Wish(), "amy@x.org", NOW)
    share = shares.found(kept, token)
    assert (share.created_by, share.is_masked, share.page, share.segment_id, share.pinned_to) == (
        "amy@x.org", True, None, None, None,
    )  # fmt: skip
    assert share.expires_at == NOW + 30 * DAY
    assert share.password_hash is None
    for wrong in ("", token[:-1], token + "x", token.swapcase(), share.share_id, "' or 1=1 --"):
        assert shares.found(kept, wrong) is None


def test_tokens_are_long_and_never_the_same_and_not_kept(kept):
    tokens = {shares.make(kept, Wish(), "", NOW) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}  # 24 random bytes
    assert not any(token in everything(kept) for token in tokens)


def test_a_hash_found_in_a_backup_opens_nothing(kept):
    shares.make(kept, Wish(), "", NOW)
    token_hash = kept.execute("select token_hash from shares").fetchone()[0]
    assert shares.found(kept, token_hash) is None


def test_a_password_is_kept_as_its_hash(kept):
    share = shares.found(kept, shares.make(kept, Wish(password="open sesame"), "", NOW))
    assert passwords.matches("open sesame", share.password_hash)
    assert "open sesame" not in everything(kept)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(days=0), "from 1 to 366 days"),
        (Wish(days=-1), "from 1 to 366 days"),
        (Wish(days=367), "from 1 to 366 days"),
        (Wish(note="x" * 201), "too long"),
        (Wish(password="short"), "from 8 to 200"),
    ],
)
def test_what_is_refused_is_not_kept(kept, wish, said):
    with pytest.raises(UserError, match=said):
        shares.make(kept, wish, "", NOW)
    assert shares.all_of_them(kept) == []


def test_a_link_is_open_until_its_last_moment(kept):
    share = shares.found(kept, shares.make(kept, Wish(days=1), "", NOW))
    assert share.is_open(NOW)
    assert share.is_open(NOW + DAY - timedelta(seconds=1))
    assert not share.is_open(NOW + DAY)


def test_a_link_withdrawn_is_closed_and_stays_so(kept):
    token, other = (shares.make(kept, Wish(), "", NOW) for _ in range(2))
    share_id = shares.found(kept, token).share_id
    shares.revoke(kept, share_id, NOW + DAY)
    shares.revoke(kept, share_id, NOW + 2 * DAY)
    assert shares.found(kept, token).revoked_at == NOW + DAY
    assert not shares.found(kept, token).is_open(NOW)
    assert shares.found(kept, other).is_open(NOW)


def test_a_link_stays_the_same_for_who_looks_while_others_open_it(kept):
    token = shares.make(kept, Wish(), "", NOW)
    seen = shares.found(kept, token)
    shares.opened(kept, seen.share_id, NOW + DAY)
    assert shares.found(kept, token) == seen
    shares.revoke(kept, seen.share_id, NOW + DAY)
    assert shares.found(kept, token) != seen


def test_the_list_says_when_each_was_opened(kept):
    first = shares.make(kept, Wish(note="  for \n Bea "), "amy", NOW)
    second = shares.make(kept, Wish(page="tiers", pinned_to=date(2024, 4, 30)), "amy", NOW + DAY)
    shares.opened(kept, shares.found(kept, first).share_id, NOW + 2 * DAY)
    shares.opened(kept, shares.found(kept, first).share_id, NOW + 3 * DAY)
    listed = shares.all_of_them(kept)
    assert [share.created_at for share in listed] == [NOW + DAY, NOW]
    assert [(share.times_opened, share.last_opened_at) for share in listed] == [(0, None), (2, NOW + 3 * DAY)]
    assert [share.note for share in listed] == ["", "for Bea"]
    assert [share.is_pinned for share in listed] == [True, False]
    assert listed[0] == shares.found(kept, second)
