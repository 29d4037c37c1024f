"""What each setting is called and what it does (definitions, sections 3 to 6), and how its values are written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from crm_core import words
from crm_core.locale import _

Unit = Literal[
    "share", "months", "days", "purchase days", "times", "points", "orders", "money", "choice", "switch", "zone"
]
Translate = Callable[[str], str]


@dataclass(frozen=True)
class SettingWords:
    """English msgids of one setting. needs: the setting and its value without which this one has no effect."""

    title: str
    meaning: str
    unit: Unit
    needs: tuple[str, str | bool] | None = None


TIME = {
    "time_zone": SettingWords(
        _("Business time zone"),
        _("Times that say how far they are from UTC are moved to its clock, in files loaded from now on."),
        "zone",
    ),
    "history_months": SettingWords(
        _("Length of history"), _("How many months back labels are computed, the newest first."), "months"
    ),
    "window_months": SettingWords(
        _("Window"), _("Revenue, tiers and repetition look at the months that end on the as-of date."), "months"
    ),
    "warming_up_days": SettingWords(
        _("Data needed behind a month"),
        _("Months with fewer days of data behind them are hatched, and left out of headlines and trends."),
        "days",
    ),
}
TIERS = {
    "tier_value": SettingWords(
        _("Value of a customer"), _("What is added up in the window to rank customers."), "choice"
    ),
    "tier_method": SettingWords(
        _("Method"),
        _("How the lines between A, B and C are drawn: by share of value, by rank, or by amount."),
        "choice",
    ),
    "tier_share_a": SettingWords(
        _("A: first share of value"),
        _("The best customers who together bring this share of value are A."),
        "share",
        ("tier_method", "share"),
    ),
    "tier_share_b": SettingWords(
        _("A and B: first share of value"),
        _("Up to this share of value customers are B; those who bring the rest are C."),
        "share",
        ("tier_method", "share"),
    ),
    "tier_rank_a": SettingWords(
        _("A: best customers"),
        _("This share of the customers, the best by value, are A."),
        "share",
        ("tier_method", "rank"),
    ),
    "tier_rank_b": SettingWords(
        _("A and B: best customers"),
        _("This share of the customers, the best by value, are A or B."),
        "share",
        ("tier_method", "rank"),
    ),
    "tier_amount_a": SettingWords(
        _("A: from this amount"),
        _("Customers who bring at least this in the window are A."),
        "money",
        ("tier_method", "amount"),
    ),
    "tier_amount_b": SettingWords(
        _("B: from this amount"),
        _("Customers who bring at least this, and are not A, are B."),
        "money",
        ("tier_method", "amount"),
    ),
    "tier_memory": SettingWords(
        _("A tier is kept for"),
        _("The best tier of so many months in a row counts, so that nobody falls for a single weak month; 1 is off."),
        "months",
    ),
    "rising_from": SettingWords(
        _("Rising star: times the earlier pace"),
        _("A customer in B or C whose revenue a day has grown by this factor, compared with all customers."),
        "times",
    ),
    "falling_to": SettingWords(
        _("Falling: times the earlier pace"),
        _("A customer in A or B whose revenue a day has shrunk to this factor, compared with all customers."),
        "times",
    ),
    "pace_purchase_days": SettingWords(
        _("Pace: required purchase days"),
        _("Fewer earlier purchase days than this say too little about how fast a customer usually buys."),
        "purchase days",
    ),
}
LOYALTY = {
    "repeat_method": SettingWords(
        _("What counts as buying often"),
        _("The middle of the shop's own customers, or a fixed number of days."),
        "choice",
    ),
    "repeat_at_most": SettingWords(
        _("Often: purchase days that always suffice"),
        _("However often the middle customer buys, so many purchase days in the window count as often."),
        "purchase days",
        ("repeat_method", "median"),
    ),
    "repeat_fixed": SettingWords(
        _("Often: required purchase days"),
        _("So many purchase days in the window count as buying often."),
        "purchase days",
        ("repeat_method", "fixed"),
    ),
    "survey_months": SettingWords(
        _("Answers count for"), _("An older survey answer no longer tells what a customer thinks."), "months"
    ),
    "attitude_high": SettingWords(
        _("Likes us: measured from"),
        _("A survey answer of this much on a scale from 0 to 100 means the customer likes us."),
        "points",
    ),
    "estimate_attitude": SettingWords(
        _("Estimate without an answer"),
        _("Judge customers without an answer by rhythm kept and breadth of what was bought."),
        "switch",
    ),
    "estimate_high": SettingWords(
        _("Likes us: estimated from"),
        _("An estimate of this much on a scale from 0 to 100 means the customer likes us."),
        "points",
        ("estimate_attitude", True),
    ),
    "diamond_share": SettingWords(
        _("One brand: share of spend"),
        _("A customer keeps to one brand if it takes at least this share of the spend in the window."),
        "share",
    ),
    "impulsive_share": SettingWords(
        _("Impulsive: discounted orders"), _("Impulsive if at least this share of the orders had a discount …"), "share"
    ),
    "impulsive_orders": SettingWords(
        _("Impulsive: number of discounted orders"), _("… and at least so many of them."), "orders"
    ),
    "behavioural_purchases": SettingWords(
        _("Behavioural: purchases"), _("Behavioural with at least so many purchases …"), "orders"
    ),
    "behavioural_variation": SettingWords(
        _("Behavioural: variation of the gaps"),
        _("… and gaps between them that vary by no more than this, relative to their mean."),
        "times",
    ),
    "emotional_from": SettingWords(
        _("Emotional: measured from"),
        _("A survey answer of this much on a scale from 0 to 100 shows attachment."),
        "points",
    ),
}
LIFECYCLE = {
    "wavering_overdue": SettingWords(
        _("Wavering: times the usual gap"),
        _("Wavering when the time without a purchase exceeds so many usual gaps …"),
        "times",
    ),
    "wavering_days": SettingWords(
        _("Wavering: time without a purchase"), _("… and also exceeds so many days."), "days"
    ),
    "lost_overdue": SettingWords(
        _("Lost: times the usual gap"), _("Lost when the time without a purchase exceeds so many usual gaps …"), "times"
    ),
    "lost_days": SettingWords(_("Lost: time without a purchase"), _("… and also exceeds so many days."), "days"),
    "solid_purchase_days": SettingWords(
        _("Solid: purchase days"), _("Solid with at least so many purchase days in all …"), "purchase days"
    ),
    "solid_tenure_days": SettingWords(
        _("Solid: time since the first purchase"), _("… and at least so many days since the first of them."), "days"
    ),
}
FORECAST = {
    "forecast_months": SettingWords(
        _("Forecast: how far ahead"), _("Expected purchases and value look so far ahead."), "months"
    ),
    "discount_rate": SettingWords(
        _("Discount rate"), _("Money expected later counts less, by this much a year."), "share"
    ),
    "margin_rate": SettingWords(
        _("Margin rate"), _("The part of expected revenue that counts as expected value."), "share"
    ),
}
TRUST = {
    "outcome_months": SettingWords(
        _("Look afterwards for"),
        _("The rules are judged by what customers did in so many months afterwards."),
        "months",
    ),
    "returned_at_most": SettingWords(
        _("Lost: may return at most"),
        _("A cut-off for lost is suggested beyond which at most this share came back."),
        "share",
    ),
    "returned_worth_saying": SettingWords(
        _("Lost: say it if more return"),
        _("If more than this share of the lost came back, the label says so wherever it stands."),
        "share",
    ),
}
SETTINGS: dict[str, SettingWords] = TIME | TIERS | LOYALTY | LIFECYCLE | FORECAST | TRUST
CHOICES: dict[str, str] = {
    "revenue": _("Revenue"),
    "margin": _("Margin"),
    "expected": _("Expected value"),
    "share": _("Share of value"),
    "rank": _("Rank"),
    "amount": _("Amount"),
    "median": _("The middle customer"),
    "fixed": _("A fixed number"),
}
UNITS: dict[Unit, str] = {"months": _("months"), "days": _("days"), "points": _("of 100")}  # where the name lacks it
WITH_UNIT: dict[Unit, tuple[str, str]] = {  # one, many
    "months": (_("{n} month"), _("{n} months")),
    "days": (_("{n} day"), _("{n} days")),
    "purchase days": (_("{n} purchase day"), _("{n} purchase days")),
    "times": (_("{n} times"), _("{n} times")),
    "orders": (_("{n} order"), _("{n} orders")),
    "points": (_("{n} of 100"), _("{n} of 100")),
}
AS_WRITTEN = _("as written in the file")
ON_OFF = (_("off"), _("on"))


def written(name: str, value: object, language: str, currency: str, translate: Translate) -> str:
    """A value of the setting as a reader writes it: 80%, 12 months, on, Revenue; £1,000."""
    unit = SETTINGS[name].unit
    if unit == "switch":
        return translate(ON_OFF[bool(value)])
    if unit == "zone":
        return str(value) or translate(AS_WRITTEN)
    if unit == "choice":
        return translate(CHOICES.get(str(value), str(value)))
    assert isinstance(value, int | float)
    if unit == "money":
        return words.short_money(value, currency, language)
    if unit == "share":
        return words.share(value, language, places=1 if round(value * 1000) % 10 else 0)
    return translate(WITH_UNIT[unit][value != 1]).format(n=f"{value:,g}")


def bare(name: str, value: float, language: str) -> str:
    """A number of the setting without its unit, for its limits; a share keeps its sign."""
    return (
        words.share(value, language, places=1 if value < 0.01 else 0)
        if SETTINGS[name].unit == "share"
        else f"{value:,g}"
    )
