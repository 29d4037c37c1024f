"""Random small shops: who deserves a call, why and for how much equals plain Python, one customer at a time."""

from datetime import date, timedelta
from decimal import Decimal
from math import ceil

import pytest

from crm_core.queries import this_week, value_classes
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked
from crm_core.settings import Settings
from tests.models.oracle import Facts, as_of_dates, months_back, pace, rhythm, snapshot
from tests.models.oracle_moves import pace_ratios
from tests.models.test_against_oracle import random_shop
from tests.shop import ALL_MONTHS

SHOPS = [
    (21, Settings()),
    (22, Settings(wavering_overdue=1, lost_overdue=6, rising_from=1.1, falling_to=0.9, tier_share_a=0.9)),
    (23, Settings(lost_overdue=2, lost_days=20, wavering_days=10, tier_share_a=0.95, tier_share_b=0.99)),
    (36, Settings(wavering_overdue=2.5)),
    (24, Settings(window_months=3, rising_from=1.2, falling_to=0.8, tier_share_a=0.6)),
]


def first_day_past(gap: float, times: float, days: int) -> int:
    """The first number of silent days that is more than both."""
    day = 0
    while not (day / gap > times and day > days):
        day += 1
    return day


def reasons(f: Facts, as_of: date, row, before, last_tier, ratio, g: float, s: Settings) -> dict[str, tuple]:
    """Every reason that holds for a customer: money, since."""
    days = sorted({day for day, _ in f.purchases if day <= as_of})
    if not days:
        return {}
    _, gap, overdue = pace(f, as_of, g)
    revenue, found = float(row["revenue"]), {}
    past = {line: first_day_past(gap, getattr(s, f"{line}_overdue"), getattr(s, f"{line}_days"))
            for line in ("wavering", "lost")}  # fmt: skip
    on = {line: days[-1] + timedelta(days=count) for line, count in past.items()}
    if row["stage"] == "lost":
        if on["lost"] > months_back(as_of, 6) and last_tier in ("A", "B"):
            start = months_back(days[-1].replace(day=1), 11)
            total = sum((a for day, a in f.purchases if start <= day <= as_of), Decimal(0))
            total -= sum((a for day, a in f.refunds if start <= day <= as_of), Decimal(0))
            found["lost"] = (float(total) * 0.5, on["lost"])
        return found
    if row["stage"] == "wavering" and row["tier"] == "A":
        found["wavering"] = (revenue, on["wavering"])
    if ratio is not None and ratio <= s.falling_to and {row["tier"], before} & {"A", "B"}:
        found["falling"] = (revenue * (1 - max(ratio, 0)), as_of - timedelta(days=90))
    if ratio is not None and ratio >= s.rising_from and row["tier"] in ("B", "C"):
        found["rising"] = (revenue * min(ratio - 1, 1), as_of - timedelta(days=90))
    if row["stage"] == "acquainted" and overdue >= 0.75:
        total = sum((a for day, a in f.purchases if day <= as_of), Decimal(0))
        total -= sum((a for day, a in f.refunds if day <= as_of), Decimal(0))
        found["first_time"] = (float(total), days[-1] + timedelta(days=ceil(0.75 * gap)))
    return found


def value_class(row, last_tier, ratio, s: Settings) -> str:
    if row["stage"] == "prospect" or (row["stage"] == "lost" and last_tier in ("A", "B")):
        return "opportunity"
    if row["tier"] == "A":
        return "key"
    if row["tier"] == "B" or (row["tier"] == "C" and ratio is not None and ratio >= s.rising_from):
        return "developing"
    return "maintained"


@pytest.fixture(scope="module", params=SHOPS, ids=lambda param: param[0])
def shop(request):
    seed, settings = request.param
    made, facts = random_shop(seed)
    connection = made.build(settings, months=ALL_MONTHS)
    dates = as_of_dates(facts)
    labels = [snapshot(facts, day, settings) for day in dates]
    last = {}
    for by_name in labels:
        last |= {name: row["tier"] for name, row in by_name.items() if row["tier"] is not None}
    return connection, facts, settings, dates[-1], labels, last


def test_the_calls(shop):
    connection, facts, s, as_of, labels, last = shop
    ratios, g = pace_ratios(facts, as_of, s), rhythm(facts, as_of)
    expected = {}
    for name, row in labels[-1].items():
        before = labels[-2].get(name, {}).get("tier")
        holds = reasons(facts[name], as_of, row, before, last.get(name), ratios.get(name), g, s)
        holds = {reason: (money, since) for reason, (money, since) in holds.items() if money > 0}
        if holds:
            reason = max(holds, key=lambda reason: (holds[reason][0], reason == "wavering"))
            expected[name] = (reason, pytest.approx(holds[reason][0]), holds[reason][1])
    found = this_week.calls(connection, Scope(as_of), Asked(return_share=0.5))
    rows = found[["customer_id", "reason", "money", "since"]].itertuples(index=False, name=None)
    assert {name: (reason, money, since.date()) for name, reason, money, since in rows} == expected
    assert found["money"].is_monotonic_decreasing
    sums = this_week.calls_and_sums(connection, Scope(as_of), Asked(return_share=0.5), 3).sums
    assert sums["money"].sum() == pytest.approx(found["money"].sum())
    assert sums["calls"].sum() == len(found)


def test_the_value_classes(shop):
    connection, facts, s, as_of, labels, last = shop
    ratios = pace_ratios(facts, as_of, s)
    expected = {name: value_class(row, last.get(name), ratios.get(name), s) for name, row in labels[-1].items()}
    found = {
        name: code
        for code in value_classes.CLASSES
        for name in value_classes.customers(connection, Scope(as_of), code, None)["customer_id"]
    }
    assert found == expected


def test_every_reason_and_class_occurs_in_one_of_the_shops():
    seen = set()
    for seed, settings in SHOPS:
        made, facts = random_shop(seed)
        connection, scope = made.build(settings, months=ALL_MONTHS), Scope(as_of_dates(facts)[-1])
        seen |= set(this_week.calls(connection, scope, Asked())["reason"])
        sums = value_classes.sums(connection, scope)
        seen |= set(sums.loc[sums["customers"] > 0, "value_class"])
    assert seen == {*this_week.REASONS, *value_classes.CLASSES}
