"""Random small shops: moves with their cause, leaky buckets and paces equal the plain calculation."""

from datetime import date
from itertools import pairwise

import pytest

from crm_core import comparing, labelling
from crm_core.settings import Settings
from tests.models.oracle import as_of_dates
from tests.models.oracle_moves import flow, moves, pace_ratios
from tests.models.test_against_oracle import SHOPS, random_shop
from tests.shop import ALL_MONTHS

CASES = [SHOPS[0], SHOPS[4], SHOPS[2], SHOPS[3]]
MOVES = """
select c.customer_id, cast(m.field as text), cast(m.label_before as text), cast(m.label_after as text),
    cast(m.direction as text), cast(m.cause as text)
from ({moves}) as m inner join customers as c on m.customer_key = c.customer_key
"""


def found_moves(connection, source: str) -> dict[tuple[str, str], tuple[object, ...]]:
    rows = connection.execute(MOVES.format(moves=source)).fetchall()
    assert len({row[:2] for row in rows}) == len(rows), "one move a customer and field"
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


@pytest.mark.parametrize(("seed", "settings"), CASES)
def test_every_move_has_the_cause_of_the_plain_calculation(seed, settings):
    shop, facts = random_shop(seed)
    connection = shop.build(settings, months=ALL_MONTHS)
    dates = as_of_dates(facts)
    for previous, as_of in zip(dates[5::3], dates[6::3], strict=False):
        month = f"select * from move_rows where as_of = date '{as_of}'"
        assert found_moves(connection, month) == moves(facts, previous, as_of, settings), as_of


@pytest.mark.parametrize(("seed", "settings"), CASES[:2])
def test_any_two_snapshots_can_be_compared(seed, settings):
    shop, facts = random_shop(seed)
    connection = shop.build(settings, months=ALL_MONTHS)
    dates = as_of_dates(facts)
    for previous, as_of in ((dates[3], dates[-1]), (dates[10], dates[20])):
        comparing.compare(connection, previous, as_of)
        assert found_moves(connection, labelling.model("moves")) == moves(facts, previous, as_of, settings)


@pytest.mark.parametrize(("seed", "settings"), CASES)
def test_the_leaky_bucket_of_every_month_is_that_of_the_plain_calculation(seed, settings):
    shop, facts = random_shop(seed)
    connection = shop.build(settings, months=ALL_MONTHS)
    dates = as_of_dates(facts)
    for previous, as_of in pairwise(dates):
        row = connection.execute(
            "select sum(opening), sum(new), sum(returned), sum(lost), sum(reclassified), sum(closing) from flow_rows"
            " where as_of = $as_of",
            {"as_of": as_of},
        ).fetchone()
        assert tuple(int(n or 0) for n in row) == tuple(flow(facts, previous, as_of, settings).values()), as_of


@pytest.mark.parametrize(("seed", "settings"), SHOPS[:5:2])
def test_every_pace_is_that_of_the_plain_calculation(seed, settings):
    shop, facts = random_shop(seed)
    connection = shop.build(settings, months=ALL_MONTHS)
    judged = 0
    for as_of in as_of_dates(facts)[8:]:
        rows = connection.execute(
            "select customer_id, pace from snapshots where as_of = $as_of and pace is not null", {"as_of": as_of}
        ).fetchall()
        assert dict(rows) == pytest.approx(pace_ratios(facts, as_of, settings)), as_of
        judged += len(rows)
    assert judged > 20


def test_a_tier_is_kept_for_as_long_as_settings_say():
    shop, facts = random_shop(1)
    raw = (
        shop.build(months=ALL_MONTHS).execute("select as_of, customer_id, cast(tier as text) from snapshots").fetchall()
    )
    by_value = {(as_of, name): tier for as_of, name, tier in raw}
    connection = shop.build(Settings(tier_memory=3), months=ALL_MONTHS)
    dates = as_of_dates(facts)
    held = 0
    for as_of, name, tier in connection.execute(
        "select as_of, customer_id, cast(tier as text) from snapshots"
    ).fetchall():
        expected = remembered(by_value, dates, as_of, name, 3)
        assert tier == expected, (as_of, name)
        held += tier != by_value[as_of, name]
    assert held > 5


def remembered(by_value, dates: list[date], as_of: date, name: str, months: int) -> str | None:
    """The best tier of the last months in a row; a month without one ends the memory."""
    place, best = dates.index(as_of), None
    for day in reversed(dates[max(0, place - months + 1) : place + 1]):
        tier = by_value.get((day, name))
        if tier is None:
            return best
        best = min(best or tier, tier)
    return best
