"""What is said of each finding of the Data quality page: in the answer, and what it means for the labels."""

from collections.abc import Callable

from crm_core.queries.quality import Finding
from pages.parts import words
from pages.parts.words import t, tn


def phrase(finding: Finding) -> str:
    """The finding as part of a sentence, beginning in lower case: "25% of orders name no customer"."""
    return _PHRASES[finding.name](finding)


def title(finding: Finding) -> str:
    """The finding as the head of a card."""
    said = phrase(finding)
    return said[:1].upper() + said[1:]


def _unnamed(finding: Finding) -> str:
    return t("{share} of orders name no customer", share=words.share(finding.share))


def _rejected(finding: Finding) -> str:
    return tn("{n} row of the files was rejected", "{n} rows of the files were rejected", finding.count)


def _gaps(finding: Finding) -> str:
    first, last = words.day(finding.facts["first_day"]), words.day(finding.facts["last_day"])
    if finding.facts["gaps"] == 1:
        return t("no order from {first} to {last}", first=first, last=last)
    several = words.count(finding.facts["gaps"])
    return t("{n} stretches without an order, the longest from {first} to {last}", n=several, first=first, last=last)


def _thin(finding: Finding) -> str:
    if finding.count == 1:
        month, orders, usual = (finding.facts[name] for name in ("month", "purchases", "usual"))
        return tn(
            "only {n} order in {month}, where the months beside it have {usual} or more",
            "only {n} orders in {month}, where the months beside it have {usual} or more",
            orders, month=words.month(month), usual=words.count(usual),
        )  # fmt: skip
    return t("{n} months with far fewer orders than the months beside them", n=words.count(finding.count))


def _lonely(finding: Finding) -> str:
    return tn(
        "{n} order lies more than a year apart from all others",
        "{n} orders lie more than a year apart from all others",
        finding.count,
    )


def _busy(finding: Finding) -> str:
    most, usual, day = (finding.facts[name] for name in ("most", "usual", "day"))
    if finding.facts["busy_days"] == 1:
        return t(
            "{n} orders on {day}, against {usual} on a usual day",
            n=words.count(most), day=words.day(day), usual=words.count(round(usual)),
        )  # fmt: skip
    return t(
        "{n} days with more than ten times the usual {usual} orders",
        n=words.count(finding.facts["busy_days"]), usual=words.count(round(usual)),
    )  # fmt: skip


def _large(finding: Finding) -> str:
    return tn("{n} order is far larger than usual", "{n} orders are far larger than usual", finding.count)


def _small(finding: Finding) -> str:
    return tn("{n} order is far smaller than usual", "{n} orders are far smaller than usual", finding.count)


def _no_currency(finding: Finding) -> str:
    return tn("{n} order names no currency", "{n} orders name no currency", finding.count)


def _refunds_too_large(finding: Finding) -> str:
    return tn("{n} order was refunded more than was paid", "{n} orders were refunded more than was paid", finding.count)


def _refunds_unknown(finding: Finding) -> str:
    return tn("{n} refund names an order that no file has", "{n} refunds name an order that no file has", finding.count)


def _joined(finding: Finding) -> str:
    return tn("{n} customer has an unlikely joining date", "{n} customers have an unlikely joining date", finding.count)


def _masked(finding: Finding) -> str:
    return tn(
        "{n} customer has masked or made-up details", "{n} customers have masked or made-up details", finding.count
    )


def _repeated(finding: Finding) -> str:
    return tn("{n} order may be in twice", "{n} orders may be in twice", finding.count)


def _moment(finding: Finding) -> str:
    return t("{n} orders fall on the same few seconds", n=words.count(finding.count))


def _lines(finding: Finding) -> str:
    return tn(
        "{n} order differs from the sum of its lines", "{n} orders differ from the sum of their lines", finding.count
    )


def _numbers(finding: Finding) -> str:
    return tn("{n} order number is missing", "{n} order numbers are missing", finding.count)


def _zero(finding: Finding) -> str:
    return tn("{n} order has an amount of zero", "{n} orders have an amount of zero", finding.count)


def _changed(finding: Finding) -> str:
    return tn(
        "{n} known order, customer or answer was given other values by a later file",
        "{n} known orders, customers or answers were given other values by a later file",
        finding.count,
    )


def _never(finding: Finding) -> str:
    return tn("{n} customer never ordered", "{n} customers never ordered", finding.count)


def _strangers(finding: Finding) -> str:
    return tn(
        "{n} survey answer comes from a customer who never bought",
        "{n} survey answers come from customers who never bought",
        finding.count,
    )


_PHRASES: dict[str, Callable[[Finding], str]] = {
    "unnamed_orders": _unnamed,
    "rejected_rows": _rejected,
    "gaps_in_time": _gaps,
    "thin_months": _thin,
    "orders_on_lonely_days": _lonely,
    "busy_days": _busy,
    "far_large_orders": _large,
    "far_small_orders": _small,
    "orders_without_currency": _no_currency,
    "refunds_too_large": _refunds_too_large,
    "refunds_of_unknown_orders": _refunds_unknown,
    "odd_joining_dates": _joined,
    "masked_customers": _masked,
    "repeated_orders": _repeated,
    "orders_at_one_moment": _moment,
    "lines_that_differ": _lines,
    "numbered_orders": _numbers,
    "zero_orders": _zero,
    "changed_values": _changed,
    "customers_who_never_ordered": _never,
    "answers_of_strangers": _strangers,
}
