"""Random small shops: every label of every customer in every month equals the plain Python calculation."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm_core.settings import Settings
from tests.models.oracle import Facts, as_of_dates, snapshot
from tests.shop import ALL_MONTHS, Shop

FIRST = date(2022, 3, 5)


def random_shop(seed: int) -> tuple[Shop, dict[str, Facts]]:
    """About 25 customers over three years: rhythms, refunds, answers, items, ties, zero orders, cancelled ones."""
    chance = random.Random(seed)
    shop, facts = Shop(), {}
    for number in range(25):
        name, day = f"c{number}", FIRST + timedelta(days=chance.randrange(0, 700))
        f = facts.setdefault(name, Facts())
        gap, amounts = chance.choice((5, 20, 45, 120)), chance.choice(((10, 20, 30), (100, 250), (5, 5)))
        for _ in range(chance.randrange(0, 25)):
            if day > date(2025, 2, 17):
                break
            _order(shop, f, chance, name, day, Decimal(chance.choice(amounts)))
            day += timedelta(days=chance.choice((0, 1, gap, gap, gap * 2, gap * 8)))
        if chance.random() < 0.5:
            joined = FIRST + timedelta(days=chance.randrange(0, 900))
            shop.customer(name, joined_on=joined)
            f.heard_on.append(joined)
        for _ in range(chance.choice((0, 0, 1, 3))):
            answered, score = FIRST + timedelta(days=chance.randrange(0, 1000)), chance.randrange(0, 11)
            shop.answer(name, str(answered), score, line=len(f.answers))
            f.answers.append((answered, score * 10.0))
            f.heard_on.append(answered)
    return shop, {name: f for name, f in facts.items() if f.heard_on}


def _order(shop: Shop, f: Facts, chance: random.Random, name: str, day: date, amount: Decimal) -> None:
    what = chance.random()
    f.heard_on.append(day)
    if what < 0.05:
        shop.order(name, f"{day} 10:00", amount, is_counted=False, status="cancelled")
    elif what < 0.10:
        shop.order(name, f"{day} 10:00", -amount)
        f.refunds.append((day, amount))
    elif what < 0.15:
        later = day + timedelta(days=9)
        shop.order(name, f"{day} 10:00", amount, refunded=amount, refunded_at=later)
        f.refunds += [(later, amount), (day, -amount)]
        f.heard_on.append(later)
    else:
        order_id = shop.order(name, f"{day} {chance.randrange(10, 24)}:30", amount)
        f.purchases.append((day, amount))
        if chance.random() < 0.7:
            item = chance.choice("abcdef")
            shop.line(order_id, category=item, line_amount=amount)
            f.items.append((day, item))


# Seeds with their settings; other tests take some of them, so that they are built once.
SHOPS = [
    (1, Settings()),
    (2, Settings()),
    (3, Settings(tier_method="rank", tier_rank_a=0.2, tier_rank_b=0.5, repeat_method="fixed", repeat_fixed=3)),
    (4, Settings(tier_method="amount", tier_amount_a=300, tier_amount_b=40, estimate_attitude=False)),
    (5, Settings(window_months=6, survey_months=12, lost_days=60, lost_overdue=2, solid_tenure_days=200)),
    (6, Settings(warming_up_days=30, tier_share_a=0.5, tier_share_b=0.7, repeat_at_most=4)),
]


@pytest.mark.parametrize(("seed", "settings"), SHOPS)
def test_every_label_of_every_month_equals_the_plain_calculation(seed, settings):
    shop, facts = random_shop(seed)
    connection = shop.build(settings, months=ALL_MONTHS)
    for as_of in as_of_dates(facts):
        expected = snapshot(facts, as_of, settings)
        columns = list(next(iter(expected.values())))
        rows = connection.execute(
            f"select customer_id, {', '.join(columns)} from snapshots where as_of = $as_of", {"as_of": as_of}
        ).fetchall()
        assert {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows} == expected, as_of
