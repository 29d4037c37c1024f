"""Passwords: their hashes, and how slowly they can be guessed; the clock is given."""

from datetime import datetime, timedelta

import pytest

from crm_core.errors import UserError
from crm_core.passwords import Throttle, hashed, matches

START = datetime(2024, 5, 1, 12)
MINUTE = timedelta(minutes=1)


def test_a_password_matches_its_hash_alone():
    kept = hashed("a good one")
    assert kept.startswith("$argon2id$")
    assert "a good one" not in kept
    assert matches("a good one", kept)
    assert not matches("a good one ", kept)
    assert not matches("", kept)
    assert hashed("a good one") != kept


@pytest.mark.parametrize("password", ["", "1234567", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(UserError, match="from 8 to 200"):
        hashed(password)


def test_what_is_no_hash_matches_nothing():
    assert not matches("12345678", "12345678")
    assert not matches("12345678", "")
    assert not matches("12345678", "$argon2id$broken")
    assert not matches("x" * 201, hashed("x" * 200))


def test_after_so_many_tries_a_key_waits_until_the_first_is_old():
    throttle = Throttle(2, 10 * MINUTE)
    assert throttle.wait("ann", START) is None
    assert throttle.wait("ann", START + 3 * MINUTE) is None
    assert throttle.wait("ann", START + 4 * MINUTE) == 6 * MINUTE
    assert throttle.wait("bob", START + 4 * MINUTE) is None
    assert throttle.wait("ann", START + 9 * MINUTE) == 1 * MINUTE
    # The first try is ten minutes old: one more, then the second one's ten minutes count.
    assert throttle.wait("ann", START + 10 * MINUTE) is None
    assert throttle.wait("ann", START + 10 * MINUTE) == 3 * MINUTE


def test_who_succeeds_begins_anew():
    throttle = Throttle(2, 10 * MINUTE)
    throttle.wait("ann", START)
    throttle.wait("ann", START)
    throttle.succeeded("ann")
    assert [throttle.wait("ann", START) for _ in range(3)] == [None, None, 10 * MINUTE]


def test_a_good_try_is_taken_back_and_the_wrong_ones_stay():
    throttle = Throttle(2, 10 * MINUTE)
    throttle.wait("all", START)
    throttle.wait("all", START + MINUTE)
    throttle.take_back("all", START + MINUTE)
    throttle.take_back("all", START + 2 * MINUTE)
    assert throttle.wait("all", START + 3 * MINUTE) is None
    assert throttle.wait("all", START + 3 * MINUTE) == 7 * MINUTE


def test_keys_of_the_past_are_not_kept():
    throttle = Throttle(2, 10 * MINUTE)
    for number in range(100):
        throttle.wait(str(number), START)
    throttle.wait("now", START + 10 * MINUTE)
    assert set(throttle._seen) == {"now"}
