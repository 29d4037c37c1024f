"""The labels by plain Python, one customer at a time: the definitions' sections 3 to 6 without any SQL."""

import calendar
import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from crm_core.settings import Settings


@dataclass
class Facts:
    """What a customer did: purchases and refunds by day, answers, items by day, when it was first heard of."""

    purchases: list[tuple[date, Decimal]] = field(default_factory=list)
    refunds: list[tuple[date, Decimal]] = field(default_factory=list)
    answers: list[tuple[date, float]] = field(default_factory=list)
    items: list[tuple[date, str]] = field(default_factory=list)
    heard_on: list[date] = field(default_factory=list)


def is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def months_back(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def window_start(as_of: date, months: int) -> date:
    if is_month_end(as_of):
        return months_back(as_of.replace(day=1), months - 1)
    return months_back(as_of, months) + timedelta(days=1)


def as_of_dates(shop: dict[str, Facts]) -> list[date]:
    days = [day for f in shop.values() for day, _ in f.purchases + f.refunds]
    first, last = min(days), max(days)
    dates, month = [], first.replace(day=1)
    while month <= last:
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        dates.append(min(end, last))
        month = end + timedelta(days=1)
    return dates


def rhythm(shop: dict[str, Facts], as_of: date) -> float:
    gaps = []
    for facts in shop.values():
        days = sorted({day for day, _ in facts.purchases if day <= as_of})
        if len(days) >= 2:
            gaps.append((days[-1] - days[0]).days / (len(days) - 1))
    return max(1.0, sorted(gaps)[(len(gaps) - 1) // 2]) if gaps else 90.0


def pace(facts: Facts, as_of: date, shop_rhythm: float) -> tuple[int, float, float] | None:
    days = sorted({day for day, _ in facts.purchases if day <= as_of})
    if not days:
        return None
    recency = (as_of - days[-1]).days
    gap = (2 * shop_rhythm + (days[-1] - days[0]).days) / (2 + (len(days) - 1))
    return recency, gap, recency / gap


def is_lost(facts: Facts, as_of: date, shop_rhythm: float, s: Settings) -> bool:
    now = pace(facts, as_of, shop_rhythm)
    return now is not None and now[2] > s.lost_overdue and now[0] > s.lost_days


def tiers(values: dict[str, Decimal], s: Settings) -> dict[str, str]:
    total = sum((v for v in values.values() if v > 0), Decimal(0))
    count = len(values)
    result = {}
    for name, value in values.items():
        before = sum((v for v in values.values() if v > value and v > 0), Decimal(0))
        rank = 1 + sum(1 for v in values.values() if v > value)
        is_a = {
            "share": before < Decimal(str(s.tier_share_a)) * total,
            "rank": rank <= math.ceil(Decimal(str(s.tier_rank_a)) * count),
            "amount": value >= Decimal(str(s.tier_amount_a)),
        }[s.tier_method]
        is_b = {
            "share": before < Decimal(str(s.tier_share_b)) * total,
            "rank": rank <= math.ceil(Decimal(str(s.tier_rank_b)) * count),
            "amount": value >= Decimal(str(s.tier_amount_b)),
        }[s.tier_method]
        result[name] = "C" if value <= 0 else "A" if is_a else "B" if is_b else "C"
    return result


def snapshot(shop: dict[str, Facts], as_of: date, s: Settings) -> dict[str, dict[str, object]]:
    """Labels and inputs of every customer heard of by `as_of`."""
    dates = as_of_dates(shop)
    first_day = min(day for f in shop.values() for day, _ in f.purchases + f.refunds)
    start, g = window_start(as_of, s.window_months), rhythm(shop, as_of)
    before = [d for d in dates if d < as_of][-3:]
    before = [d for d in before if (d - first_day).days + 1 >= s.warming_up_days]
    seen = {n: f for n, f in shop.items() if any(d <= as_of for d in f.heard_on)}
    revenue = {
        n: sum((a for d, a in f.purchases if start <= d <= as_of), Decimal(0))
        - sum((a for d, a in f.refunds if start <= d <= as_of), Decimal(0))
        for n, f in seen.items()
    }
    window_days = {n: len({d for d, _ in f.purchases if start <= d <= as_of}) for n, f in seen.items()}
    tiered = {n: revenue[n] for n in seen if window_days[n]}
    tier = tiers(tiered, s)
    m = median(window_days[n] for n in tiered) if tiered else 0
    repeat_line = max(2, min(m, s.repeat_at_most)) if s.repeat_method == "median" else s.repeat_fixed
    breadth = {
        n: len({i for d, i in seen[n].items if start <= d <= as_of}) / window_days[n]
        for n in tiered
        if any(start <= d <= as_of for d, _ in seen[n].items)
    }
    breadth_line = median(breadth.values()) if breadth else None
    result: dict[str, dict[str, object]] = defaultdict(dict)
    for n, f in seen.items():
        days = sorted({d for d, _ in f.purchases if d <= as_of})
        now = pace(f, as_of, g)
        answers = [a for a in f.answers if window_start(as_of, s.survey_months) <= a[0] <= as_of]
        signs = [now[2] <= 1] if now and len(days) >= 2 else []
        signs += [breadth[n] >= breadth_line] if n in breadth and breadth_line is not None else []
        source, attitude, high = None, None, None
        if answers:
            newest = max(day for day, _ in answers)
            source, attitude = "measured", [score for day, score in answers if day == newest][-1]
            high = attitude >= s.attitude_high
        elif signs and s.estimate_attitude:
            source, attitude = "estimated", 100 * sum(signs) / len(signs)
            high = attitude >= s.estimate_high
        quadrant = None
        if n in tiered:
            repeat = window_days[n] >= repeat_line
            quadrant = {
                (True, True): "loyal",
                (True, False): "latent",
                (False, True): "spurious",
                (False, False): "no_loyalty",
                (None, True): "unmeasured_repeat",
                (None, False): "unmeasured_occasional",
            }[high, repeat]
        if not days:
            stage = "refund_only" if any(d <= as_of and a > 0 for d, a in f.refunds) else "prospect"
        elif is_lost(f, as_of, g, s):
            stage = "lost"
        elif now and now[2] > s.wavering_overdue and now[0] > s.wavering_days:
            stage = "wavering"
        elif any(is_lost(f, d, rhythm(shop, d), s) for d in before):
            stage = "won_back"
        elif len(days) == 1:
            stage = "acquainted"
        elif len(days) <= 3:
            stage = "reserved"
        elif len(days) >= s.solid_purchase_days and (as_of - days[0]).days >= s.solid_tenure_days:
            stage = "solid"
        else:
            stage = "steady"
        result[n] = {
            "purchase_days": window_days[n],
            "revenue": revenue[n],
            "tier": tier.get(n),
            "attitude": attitude,
            "attitude_source": source,
            "quadrant": quadrant,
            "stage": stage,
            "usual_gap_days": now[1] if now else None,
            "overdue": now[2] if now else None,
        }
    return result
