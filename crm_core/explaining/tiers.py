"""Why a customer has its tier, and what it takes to the next better one (definitions, section 4)."""

import calendar
from datetime import date
from decimal import Decimal
from math import ceil

from crm_core.explaining.facts import CENT, Facts, Lines, Place
from crm_core.explaining.writer import Writer, percent
from crm_core.settings import Settings


def why(facts: Facts, place: Place, lines: Lines, settings: Settings, w: Writer) -> str:
    """The rule that fired, with its inputs and lines."""
    if facts.tier is None:
        return _no_tier(facts, settings, w)
    brought, own = _brought(facts.value, lines.value_kind, settings, w), tier_by_value(facts.value, lines)
    if facts.tier < own and facts.held_on is not None:
        return w.t(
            "{tier} is kept from {month}, the best tier of {n} month ends; by its value, {brought}, it would be {own}.",
            tier=w.label("tier", facts.tier), month=w.month(facts.held_on), n=settings.tier_memory, brought=brought,
            own=w.label("tier", own),
        )  # fmt: skip
    if facts.value <= 0:
        tier = w.label("tier", facts.tier)
        return w.t(
            "{tier} because {brought} is not more than zero, which is C by every method.", tier=tier, brought=brought
        )
    rule = {"share": _by_share, "rank": _by_rank, "amount": _by_amount}[settings.tier_method]
    said, lowest = rule(facts, place, lines, settings, w, brought), _lowest(facts.tier, lines)
    above = 0 if lowest is None else facts.value - lowest
    if lowest is None or (above == 0 and settings.tier_method == "share"):
        return said
    return w.then(said, w.t("{money} above the line.", money=w.money(above)) if above else w.t("Exactly on the line."))


def way(facts: Facts, lines: Lines, w: Writer) -> str | None:
    """What it takes to the next better tier at today's lines, in time for the next snapshot; None at the top."""
    if facts.tier is None:
        return w.t("A tier with any purchase.")
    step = next_tier(facts, lines)
    if step is None:
        return None
    tier, needed = w.label("tier", step[0]), w.money(step[1], up=True)
    if lines.value_kind == "expected":
        return w.t("{tier} with an expected value {money} higher.", tier=tier, money=needed)
    day = w.day(lines.next_date)
    if lines.value_kind == "margin":
        said = w.t("{tier} with {money} more of margin by {day}.", tier=tier, money=needed, day=day)
    else:
        said = w.t("{tier} with {money} more by {day}.", tier=tier, money=needed, day=day)
    if facts.leaving_value <= 0:
        return said
    leaving = w.t("{money} of it makes up for what leaves the window.", money=w.money(facts.leaving_value, up=True))
    return w.then(said, leaving)


def tier_by_value(value: int, lines: Lines) -> str:
    """The tier of a buyer of the window by its value alone."""
    if value > 0 and lines.lowest_a is not None and value >= lines.lowest_a:
        return "A"
    return "B" if value > 0 and lines.lowest_b is not None and value >= lines.lowest_b else "C"


def next_tier(facts: Facts, lines: Lines) -> tuple[str, int] | None:
    """The next better tier and the money that leads to it, by the next snapshot; B is no step where its line is A's."""
    if facts.tier == "A":
        return None
    a, b = _reachable(lines.lowest_a), _reachable(lines.lowest_b)
    tier, line = ("B", b) if facts.tier == "C" and b < a else ("A", a)
    return tier, line - facts.value + (0 if lines.value_kind == "expected" else max(0, facts.leaving_value))


def _reachable(line: int | None) -> int:
    """A line, or the smallest value above zero where any such value passes it."""
    return max(line or 0, CENT)


def left_window_on(last_purchase: date, months: int) -> date:
    """The first day whose window no longer holds the purchase."""
    year, month = divmod(last_purchase.year * 12 + last_purchase.month - 1 + months, 12)
    return date(year, month + 1, min(last_purchase.day, calendar.monthrange(year, month + 1)[1]))


def _no_tier(facts: Facts, settings: Settings, w: Writer) -> str:
    if facts.last_purchase is None:
        return w.t("No tier because nothing was bought yet.")
    return w.tn(
        "No tier because the last purchase, on {day}, left the window of {n} month on {left}.",
        "No tier because the last purchase, on {day}, left the window of {n} months on {left}.",
        settings.window_months,
        day=w.day(facts.last_purchase),
        left=w.day(left_window_on(facts.last_purchase, settings.window_months)),
    )


def _brought(value: int, kind: str, settings: Settings, w: Writer) -> str:
    money = w.money(value)
    if kind == "expected":
        return w.t("an expected value of {money}", money=money)
    if kind == "margin":
        return w.tn(
            "{money} of margin in the last {n} month", "{money} of margin in the last {n} months",
            settings.window_months, money=money,
        )  # fmt: skip
    return w.tn("{money} in the last {n} month", "{money} in the last {n} months", settings.window_months, money=money)


def _lowest(tier: str, lines: Lines) -> int | None:
    return {"A": lines.lowest_a, "B": lines.lowest_b}.get(tier)


def _by_share(facts: Facts, place: Place, lines: Lines, settings: Settings, w: Writer, brought: str) -> str:
    a, b = settings.tier_share_a, settings.tier_share_b
    start, end = place.before / lines.positive_value, place.through / lines.positive_value
    line = {"A": a, "B": b}.get(facts.tier or "", 2.0)
    what = {"margin": w.t("margin"), "expected": w.t("expected value")}.get(lines.value_kind) or w.t("revenue")
    said = {"tier": w.label("tier", facts.tier), "brought": brought, "value": what}
    if end > line:
        return w.t(
            "{tier} because {brought} reaches from {start} to {end} of {value}, across the end of {tier} at {line}: "
            "whoever crosses it is still inside.",
            **said, start=w.share(start, a, b), end=w.share(end, a, b), line=percent(line),
        )  # fmt: skip
    shown = {"share": w.share(end, a, b), "a": percent(a), "b": percent(b)}
    if facts.tier == "A":
        return w.t(
            "{tier} because {brought} puts this customer in the first {share} of {value} (A ends at {a}).",
            **said, share=shown["share"], a=shown["a"],
        )  # fmt: skip
    return w.t(
        "{tier} because {brought} puts this customer in the first {share} of {value} (A ends at {a}, B at {b}).",
        **said, **shown,
    )  # fmt: skip


def _by_rank(facts: Facts, place: Place, lines: Lines, settings: Settings, w: Writer, brought: str) -> str:
    said = {
        "tier": w.label("tier", facts.tier),
        "brought": brought,
        "rank": f"{place.better + 1:,}",
        "customers": f"{lines.customers:,}",
        "a": f"{_last_rank(settings.tier_rank_a, lines):,}",
    }
    if facts.tier == "A":
        return w.t("{tier} because {brought} is place {rank} of {customers} (A ends at place {a}).", **said)
    return w.t(
        "{tier} because {brought} is place {rank} of {customers} (A ends at place {a}, B at {b}).",
        **said, b=f"{_last_rank(settings.tier_rank_b, lines):,}",
    )  # fmt: skip


def _last_rank(share: float, lines: Lines) -> int:
    return ceil(Decimal(str(share)) * lines.customers)


def _by_amount(facts: Facts, place: Place, lines: Lines, settings: Settings, w: Writer, brought: str) -> str:
    a, b = w.money(lines.lowest_a or 0), w.money(lines.lowest_b or 0)
    tier = w.label("tier", facts.tier)
    if facts.tier == "A":
        return w.t("{tier} because {brought} is at least {a}, where A begins.", tier=tier, brought=brought, a=a)
    if facts.tier == "B":
        return w.t(
            "{tier} because {brought} is at least {b}, where B begins, and less than {a}, where A begins.",
            tier=tier, brought=brought, a=a, b=b,
        )  # fmt: skip
    return w.t("{tier} because {brought} is less than {b}, where B begins.", tier=tier, brought=brought, b=b)
