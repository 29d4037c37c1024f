"""What the build has summed up for pages says the same as all rows do, and nothing to who sees a part of the shop."""

from datetime import date

import pandas as pd
import pytest

from crm_core import links, summing_up
from crm_core.narrowing import Narrowing, narrow
from crm_core.queries import alerts, movement, this_week, value_classes
from crm_core.queries.exposure import previous
from crm_core.queries.kept_sums import are_kept
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked
from tests.models.test_against_oracle import random_shop

ASKED = (
    Asked(),
    Asked(return_share=0.25),
    Asked(reasons=("wavering", "rising", "first_time", "lost")),
    Asked(reasons=("falling",), left_out=(1, 2, 3)),
)


def answers(connection, scope: Scope, since: date) -> list[object]:
    """All that is asked of the sums, each answer in an order of its own."""
    found = [this_week.calls(connection, scope, asked) for asked in ASKED]
    found += [movement.by_month(connection, scope, field) for field in ("tier", "quadrant", "stage")]
    found.append(value_classes.sums(connection, scope))
    news = alerts.key_customers(connection, alerts.look(connection, scope, since))
    return [*found, sorted(map(str, news))]


@pytest.mark.parametrize("seed", range(3))
def test_sums_say_what_all_rows_say(seed):
    connection = random_shop(seed)[0].build()
    newest = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()[0]
    since = previous(connection, newest)
    assert are_kept(connection, newest, since)
    kept = answers(connection, Scope(newest), since)
    connection.execute("delete from kept_sums")
    for one, other in zip(kept, answers(connection, Scope(newest), since), strict=True):
        pd.testing.assert_frame_equal(one, other) if isinstance(one, pd.DataFrame) else None
        assert isinstance(one, pd.DataFrame) or one == other
    assert not all(len(one) == 0 for one in kept)


def test_only_the_newest_month_since_the_one_before_is_kept():
    connection = random_shop(1)[0].build()
    newest = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()[0]
    since = previous(connection, newest)
    assert are_kept(connection)
    assert are_kept(connection, newest)
    assert not are_kept(connection, since)
    assert not are_kept(connection, newest, previous(connection, since))


def test_nothing_is_kept_before_the_history_is_there():
    connection = random_shop(1)[0].build(history=False)
    assert not are_kept(connection)


def test_who_sees_a_part_of_the_days_finds_nothing_kept():
    connection = random_shop(1)[0].build()
    newest = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()[0]
    whole, part = connection.cursor(), connection.cursor()
    narrow(whole, Narrowing("secret", is_masked=True))
    narrow(part, Narrowing("secret", is_masked=True, until=newest))
    assert are_kept(whole, newest)
    assert not are_kept(part, newest)
    assert [part.execute(f"select count(*) from {name}").fetchone()[0] for name in summing_up.TABLES] == [0] * 6


def test_kept_links_lead_where_those_do_that_are_made_on_the_spot():
    connection = random_shop(1)[0].build(history=False)
    newest = connection.execute("select as_of from snapshot_dates where is_newest").fetchone()[0]
    links.prepare(connection, "secret")
    summing_up.sum_up(connection, newest)
    link = links.link_of(3, "secret")
    assert links.key_of(connection, link, "secret") == 3
    assert links.key_of(connection, links.link_of(4, "another"), "secret") is None
    assert links.key_of(connection, link, "another") is None
    connection.execute("update link_rows set identity_key = 5 where identity_key = 3")
    assert links.key_of(connection, link, "secret") == 5
    connection.execute("delete from link_rows")
    assert links.key_of(connection, link, "secret") == 3
