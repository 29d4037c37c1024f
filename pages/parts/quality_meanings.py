"""What each finding means for the numbers and labels, and what to do about it."""

from crm_core.locale import _
from crm_core.queries.quality import Finding
from pages.parts import words
from pages.parts.phrases import joined
from pages.parts.words import t, tn

MEANINGS = {
    "unnamed_orders": _("They are in the revenue, but in no customer's figures. Export them with number or e-mail."),
    "rejected_rows": _("What they say is missing everywhere. Download them on the Data page, mend them, load again."),
    "gaps_in_time": _("If a file is missing, customers look lost who are not. A closed shop is no mistake."),
    "thin_months": _("If a file is incomplete, customers look lost who are not. Export the month again."),
    "orders_on_lonely_days": _("A mistyped year makes a customer old or long lost. Mend the dates and load again."),
    "busy_days": _("Old orders booked on one day, or a campaign? Stages depend on the true days."),
    "far_large_orders": _("One wrong amount can make a customer tier A. If it is mistyped, mend it and load it again."),
    "far_small_orders": _("Tests and fees count as purchases, and make customers look more loyal than they are."),
    "orders_without_currency": _("Their amounts are added as they are. Say the currency when you load the file."),
    "refunds_too_large": _("They take more from a customer's revenue than was paid. Is a refund in twice?"),
    "refunds_of_unknown_orders": _("They lower revenue on their own day. Load the older orders that they belong to."),
    "odd_joining_dates": _(
        "After the first purchase, after the end of the data, or before 1950. It tells new customers from old."
    ),
    "masked_customers": _("They cannot be told apart or reached. Ask your platform for the full export."),
    "repeated_orders": _("Same customer, day and amount under another number. Counted twice, they lift a tier."),
    "orders_at_one_moment": _(
        "It looks like the moment of a transfer, not of a purchase. Stages depend on the true days."
    ),
    "lines_that_differ": _(
        "Tax and shipping may explain it. Revenue follows the orders; breadth and brand follow the lines."
    ),
    "numbered_orders": _("Orders seem to be left out of the export, perhaps cancelled ones, or a page of it."),
    "zero_orders": _("Gifts, samples or exchanges: kept, but no purchase and in no label."),
    "changed_values": _("A later file wins, as it should for a newer status. The receipts on the Data page count it."),
    "customers_who_never_ordered": _("They are prospects. If some did buy, their numbers differ between your files."),
    "answers_of_strangers": _("They are in no quadrant. Perhaps their numbers differ between your files."),
}
# Whose mending begins on the Data page.
MENDED_THERE = ("rejected_rows", "gaps_in_time", "thin_months", "changed_values")
_SHARES = {
    "rejected_rows": _("{share} of rows"),
    "gaps_in_time": _("{n} days, {share} of the time"),
    "thin_months": _("{share} of months"),
    "odd_joining_dates": _("{share} of customers"),
    "masked_customers": _("{share} of customers"),
    "changed_values": _("{share} of rows"),
    "customers_who_never_ordered": _("{share} of customers"),
    "answers_of_strangers": _("{share} of answers"),
    "numbered_orders": _("between {first} and {last}"),
}


def meaning(finding: Finding) -> str:
    """What it means, in a sentence or two; for amounts far out, also what is usual."""
    return joined(_what_is_usual(finding), t(MEANINGS[finding.name]))


def touched(finding: Finding) -> str:
    """How much it touches: a share of rows, and the amount with its share of revenue."""
    rows = _rows(finding)
    if not finding.amount:
        return rows
    amount = words.money(finding.amount)
    if finding.amount_share is None:
        return f"{rows} · {amount}"
    return t("{rows} · {amount} ({share} of revenue)", rows=rows, amount=amount, share=_share(finding.amount_share))


def _rows(finding: Finding) -> str:
    """The share of rows; the count where the title says the share, or where it is of another kind of rows."""
    if finding.name in ("unnamed_orders", "refunds_of_unknown_orders"):
        return tn("{n} row", "{n} rows", finding.count)
    facts = finding.facts
    return t(
        _SHARES.get(finding.name, _("{share} of orders")),
        n=words.count(finding.count), share=_share(finding.share),
        first=facts.get("first_number"), last=facts.get("last_number"),
    )  # fmt: skip


def _share(value: float | None) -> str:
    """A share, with as many places as a small one needs."""
    if value is None or value >= 0.001 or value == 0:
        return words.share(value)
    return f"<{words.share(0.001)}"


def _what_is_usual(finding: Finding) -> str:
    facts = finding.facts
    if facts.get("beyond") is None:
        return ""
    large = finding.name == "far_large_orders"
    return t(
        "Above {limit}; nine of ten orders lie between {low} and {high}."
        if large
        else "Below {limit}; nine of ten orders lie between {low} and {high}.",
        limit=words.money(facts["beyond"]), low=words.money(facts["usual_low"]), high=words.money(facts["usual_high"]),
    )  # fmt: skip
