"""Random small shops: what every label of the past did afterwards equals the count of one customer after the other."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

import pytest

from crm_core.settings import Settings
from tests.models.oracle import Facts, as_of_dates, is_month_end, months_back, pace, rhythm, snapshot
from tests.models.oracle_moves import pace_ratios
from tests.models.test_against_oracle import random_shop
from tests.shop import ALL_MONTHS, Shop

SHOPS = [
    (11, Settings()),
    (12, Settings(outcome_months=3, window_months=6, lost_days=60, lost_overdue=2)),
    (13, Settings(outcome_months=9, warming_up_days=200, estimate_attitude=False, rising_from=1.2, falling_to=0.8)),
    (14, Settings(tier_method="rank", tier_rank_a=0.2, tier_rank_b=0.5, lost_overdue=8, wavering_overdue=3)),
]


def month_end_after(as_of: date, months: int) -> date:
    return months_back(as_of.replace(day=1), -(months + 1)) - timedelta(days=1)


def old_enough(facts: dict[str, Facts], s: Settings) -> list[date]:
    """The month ends with enough history behind them."""
    first = min(day for f in facts.values() for day, _ in f.purchases + f.refunds)
    return [d for d in as_of_dates(facts) if is_month_end(d) and (d - first).days + 1 >= s.warming_up_days]


def pace_class(ratio: float | None, tier: str | None, tier_before: str | None, s: Settings) -> str | None:
    if ratio is None:
        return None
    if tier in ("B", "C") and ratio >= s.rising_from:
        return "rising"
    if ("A" in (tier, tier_before) or "B" in (tier, tier_before)) and ratio <= s.falling_to:
        return "falling"
    return "neither"


def outcomes(facts: dict[str, Facts], s: Settings) -> dict[tuple[object, ...], tuple[object, ...]]:
    """(as_of, tier, quadrant, stage, source, pace class) → customers, bought again, grew, revenue, window revenue."""
    found: dict[tuple[object, ...], list[object]] = defaultdict(lambda: [0, 0, 0, Decimal(0), Decimal(0)])
    every = as_of_dates(facts)
    for as_of in old_enough(facts, s):
        until = month_end_after(as_of, s.outcome_months)
        if until > every[-1]:
            continue
        ratios = pace_ratios(facts, as_of, s)
        before = [d for d in every if d < as_of]
        labels_before = snapshot(facts, before[-1], s) if before else {}
        for name, row in snapshot(facts, as_of, s).items():
            f = facts[name]
            if not any(day <= as_of for day, _ in f.purchases):
                continue
            revenue = sum((a for day, a in f.purchases if as_of < day <= until), Decimal(0))
            revenue -= sum((a for day, a in f.refunds if as_of < day <= until), Decimal(0))
            judged = pace_class(ratios.get(name), row["tier"], labels_before.get(name, {}).get("tier"), s)
            counts = found[as_of, row["tier"], row["quadrant"], row["stage"], row["attitude_source"], judged]
            counts[0] += 1
            counts[1] += any(as_of < day <= until for day, _ in f.purchases)
            counts[2] += revenue * s.window_months > row["revenue"] * s.outcome_months
            counts[3] += revenue
            counts[4] += row["revenue"]
    return {key: tuple(counts) for key, counts in found.items()}


def returns(facts: dict[str, Facts], s: Settings) -> dict[float, tuple[date, date, int, int]]:
    """Cut-off → as_of, horizon end, silent for longer, came back; looked at from the newest date that can tell."""
    data_through = as_of_dates(facts)[-1]
    for as_of in reversed(old_enough(facts, s)):
        g = rhythm(facts, as_of)
        end = max(month_end_after(as_of, s.outcome_months), as_of + timedelta(days=ceil(2 * g)))
        if end > data_through:
            continue
        tried = {2.0, 3.0, 4.0, 6.0, 8.0, 10.0, s.lost_overdue, s.lost_overdue / 2, s.lost_overdue * 2}
        found = {}
        for overdue_over in tried:
            silent = [
                f
                for f in facts.values()
                if (now := pace(f, as_of, g)) and now[2] > overdue_over and now[0] > s.lost_days
            ]
            back = [f for f in silent if any(as_of < day <= end for day, _ in f.purchases)]
            found[overdue_over] = as_of, end, len(silent), len(back)
        return found
    return {}


@pytest.fixture(scope="module", params=SHOPS, ids=lambda case: f"shop {case[0]}")
def built(request):
    """A random shop's connection, its facts and its settings."""
    seed, settings = request.param
    shop, facts = random_shop(seed)
    return shop.build(settings, months=ALL_MONTHS), facts, settings


def test_every_outcome_equals_the_plain_count(built):
    connection, facts, settings = built
    rows = connection.execute(
        "select as_of, tier, quadrant, stage, attitude_source, pace_class, customers, bought_again, grew, revenue,"
        " window_revenue from outcome_rows"
    )
    expected = outcomes(facts, settings)
    assert {row[:6]: row[6:] for row in rows.fetchall()} == expected
    assert len({key[0] for key in expected}) > 5
    assert any(counts[1] for counts in expected.values())


def test_every_cut_off_tried_equals_the_plain_count(built):
    connection, facts, settings = built
    rows = connection.execute("select overdue_over, as_of, horizon_end, customers, returned from return_rows")
    expected = returns(facts, settings)
    assert {row[0]: row[1:] for row in rows.fetchall()} == expected
    assert sum(found[2] for found in expected.values()) > 0


def test_a_slow_shop_is_given_two_of_its_rhythms_to_come_back():
    """ann and bob buy every 200 days: 400 days are more than 6 months: the date looked from lies further back."""
    shop = Shop()
    for day in ("2022-01-01", "2022-07-20", "2023-02-05", "2023-08-24", "2024-03-11"):
        shop.order("ann", day, 10)
        shop.order("bob", day, 10)
    shop.order("cy", "2022-01-01", 10)
    shop.order("cy", "2024-03-10", 10)
    rows = shop.build(months=ALL_MONTHS).execute(
        "select as_of, horizon_end, overdue_over, customers, returned from return_rows where overdue_over = 1.5"
    )
    # At the end of January 2023 G is 200 (ann and bob; cy bought once), 400 days later is 6 March 2024.
    # cy was silent for 395 days, 1.975 usual gaps; its second purchase came after the horizon.
    assert rows.fetchall() == [(date(2023, 1, 31), date(2024, 3, 6), 1.5, 1, 0)]


def test_a_history_too_short_has_no_outcome():
    shop = Shop()
    shop.order("ann", "2023-01-01", 10)
    shop.order("ann", "2024-06-29", 10)
    connection = shop.build()
    assert connection.execute("select count(*) from outcome_rows").fetchone() == (0,)
    assert connection.execute("select count(*) from return_rows").fetchone() == (0,)
