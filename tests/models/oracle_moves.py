"""Moves and the leaky bucket by plain Python, one customer at a time: the definitions' sections 7 and 8 without SQL."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from crm_core.settings import Settings
from tests.models.oracle import Facts, as_of_dates, is_lost, pace, rhythm, snapshot, window_start

BETTER_TIERS = ["A", "B", "C", None]
BETTER_QUADRANTS = {"loyal": 0, "latent": 1, "spurious": 1, "no_loyalty": 2}


@dataclass
class Lines:
    """The lines between labels at a date; None where there is none."""

    lowest_a: Decimal | None
    lowest_b: Decimal | None
    repeat: float
    breadth: float | None
    rhythm: float


def breadth(facts: Facts, start: date, as_of: date) -> float | None:
    items = {item for day, item in facts.items if start <= day <= as_of}
    days = {day for day, _ in facts.purchases if start <= day <= as_of}
    return len(items) / len(days) if items and days else None


def lines(shop: dict[str, Facts], as_of: date, s: Settings) -> Lines:
    found, start = snapshot(shop, as_of, s), window_start(as_of, s.window_months)
    a = [row["revenue"] for row in found.values() if row["tier"] == "A"]
    b = [row["revenue"] for row in found.values() if row["tier"] in ("A", "B")]
    bought = [row["purchase_days"] for row in found.values() if row["purchase_days"]]
    repeat = max(2, min(median(bought), s.repeat_at_most)) if bought else 12
    breadths = [x for name in found if (x := breadth(shop[name], start, as_of)) is not None]
    if s.tier_method == "amount":
        a, b = [Decimal(str(s.tier_amount_a))], [Decimal(str(s.tier_amount_b))]
    return Lines(
        min(a, default=None),
        min(b, default=None),
        repeat if s.repeat_method == "median" else s.repeat_fixed,
        median(breadths) if breadths else None,
        rhythm(shop, as_of),
    )


def labels_at(
    shop: dict[str, Facts], name: str, as_of: date, s: Settings, then: Lines, now: Lines
) -> dict[str, str | None]:
    """What the facts of `as_of` give under the lines of an earlier date; a line missing there is that of today."""
    f, row = shop[name], snapshot(shop, as_of, s)[name]
    value, start = row["revenue"], window_start(as_of, s.window_months)
    lowest_a = then.lowest_a if then.lowest_a is not None else now.lowest_a
    lowest_b = then.lowest_b if then.lowest_b is not None else now.lowest_b
    tier = None
    if row["purchase_days"]:
        tier = "C" if value <= 0 else "A" if value >= lowest_a else "B" if value >= lowest_b else "C"
    known = pace(f, as_of, then.rhythm)
    if row["attitude_source"] == "measured":
        high = row["attitude"] >= s.attitude_high
    else:
        days = {day for day, _ in f.purchases if day <= as_of}
        signs = [known[2] <= 1] if known and len(days) >= 2 else []
        own, line = breadth(f, start, as_of), then.breadth if then.breadth is not None else now.breadth
        signs += [own >= line] if own is not None else []
        high = 100 * sum(signs) / len(signs) >= s.estimate_high if signs and s.estimate_attitude else None
    quadrant = None
    if tier:
        quadrant = {
            (True, True): "loyal",
            (True, False): "latent",
            (False, True): "spurious",
            (False, False): "no_loyalty",
            (None, True): "unmeasured_repeat",
            (None, False): "unmeasured_occasional",
        }[high, row["purchase_days"] >= then.repeat]
    stage = row["stage"]
    if known:
        stage = stage_at(shop, f, as_of, s, known, then.rhythm)
    return {"tier": tier, "quadrant": quadrant, "stage": stage}


def stage_at(shop: dict[str, Facts], f: Facts, as_of: date, s: Settings, known, gap: float) -> str:
    first_day = min(day for g in shop.values() for day, _ in g.purchases + g.refunds)
    before = [d for d in as_of_dates(shop) if d < as_of][-3:]
    before = [d for d in before if (d - first_day).days + 1 >= s.warming_up_days]
    days = sorted({day for day, _ in f.purchases if day <= as_of})
    if is_lost(f, as_of, gap, s):
        return "lost"
    if known[2] > s.wavering_overdue and known[0] > s.wavering_days:
        return "wavering"
    if any(is_lost(f, d, rhythm(shop, d), s) for d in before):
        return "won_back"
    if len(days) <= 3:
        return "acquainted" if len(days) == 1 else "reserved"
    return "solid" if len(days) >= s.solid_purchase_days and (as_of - days[0]).days >= s.solid_tenure_days else "steady"


def direction(field: str, before: str | None, after: str | None) -> str:
    if field == "stage":
        return "worse" if after in ("wavering", "lost") else "better"
    if field == "tier":
        return "better" if BETTER_TIERS.index(after) < BETTER_TIERS.index(before) else "worse"
    if before not in BETTER_QUADRANTS or after not in BETTER_QUADRANTS:
        return "neither"
    change = BETTER_QUADRANTS[after] - BETTER_QUADRANTS[before]
    return "better" if change < 0 else "worse" if change > 0 else "neither"


def moves(
    shop: dict[str, Facts], previous: date, as_of: date, s: Settings
) -> dict[tuple[str, str], tuple[object, ...]]:
    """(customer, field) → before, after, direction, cause."""
    old, new = snapshot(shop, previous, s), snapshot(shop, as_of, s)
    then, now = lines(shop, previous, s), lines(shop, as_of, s)
    found = {}
    for name, row in new.items():
        f = shop[name]
        before = old.get(name, {"tier": None, "quadrant": None, "stage": "prospect"})
        at_old_lines = labels_at(shop, name, as_of, s, then, now)
        bought = any(previous < day <= as_of for day, _ in f.purchases)
        answered = any(previous < day <= as_of for day, _ in f.answers)
        refunded = any(previous < day <= as_of for day, amount in f.refunds if amount > 0)
        for field in ("tier", "quadrant", "stage"):
            if row[field] == before[field]:
                continue
            way = direction(field, before[field], row[field])
            acts = {"better": bought, "worse": refunded, "neither": bought or refunded}[way] or answered
            acts = acts or (row[field] == "refund_only" and refunded)
            shifted = at_old_lines[field] == before[field]
            cause = "cut_off_shifted" if shifted else "customer_acted" if acts else "time_passed"
            found[name, field] = before[field], row[field], way, cause
    return found


def flow(shop: dict[str, Facts], previous: date, as_of: date, s: Settings) -> dict[str, int]:
    """The leaky bucket in customers, counted one customer at a time."""
    counts = dict.fromkeys(("opening", "new", "returned", "lost", "reclassified", "closing"), 0)
    g1, g2 = rhythm(shop, previous), rhythm(shop, as_of)
    for f in shop.values():
        days = sorted({day for day, _ in f.purchases if day <= as_of})
        if not days:
            continue
        bought_before, bought_since = days[0] <= previous, days[-1] > previous
        was_lost, lost = bought_before and is_lost(f, previous, g1, s), is_lost(f, as_of, g2, s)
        counts["opening"] += bought_before and not was_lost
        counts["closing"] += not lost
        counts["new"] += not bought_before
        counts["returned"] += was_lost and bought_since
        if not bought_before or (was_lost and bought_since):
            counts["lost"] += lost
        elif not was_lost and lost:
            by_time = is_lost(f, as_of, g1, s)
            counts["lost"] += by_time
            counts["reclassified"] -= not by_time
        elif was_lost and not lost:
            counts["reclassified"] += 1
    return counts


def pace_ratios(shop: dict[str, Facts], as_of: date, s: Settings) -> dict[str, float]:
    """How fast each customer buys against its own earlier pace, divided by the same of all (section 4)."""
    recent, earlier = as_of - timedelta(days=91), as_of - timedelta(days=364)
    own: dict[str, tuple[float, float]] = {}
    for name, f in shop.items():
        days = {day for day, _ in f.purchases if day <= as_of}
        counted = [(day, amount) for day, amount in f.purchases] + [(day, -amount) for day, amount in f.refunds]
        before = sum((a for day, a in counted if earlier < day <= recent), Decimal(0))
        since = sum((a for day, a in counted if recent < day <= as_of), Decimal(0))
        if not days or len({d for d in days if earlier < d <= recent}) < s.pace_purchase_days or before <= 0:
            continue
        length = (recent - max(earlier, min(days) - timedelta(days=1))).days
        if length >= 91:
            own[name] = float(since) / 91, float(before) / length
    now, then = sum(o[0] for o in own.values()), sum(o[1] for o in own.values())
    return {name: o[0] / o[1] / (now / then) for name, o in own.items()} if now else {}
