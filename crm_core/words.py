"""Numbers, money and dates as the reader's language writes them. `language` is a key of LANGUAGES."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import floor, log10

from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

Number = int | float | Decimal
_GROUP = {"en": 3, "zh_CN": 4, "zh_TW": 4}
_DATE = {"en": "d MMM y", "zh_CN": "y年M月d日", "zh_TW": "y年M月d日"}
_MONTH = {"en": "MMM y", "zh_CN": "y年M月", "zh_TW": "y年M月"}
NOTHING = "–"
PLAIN_BELOW = 10_000
DATES_REMEMBERED = 4096  # a page names each month of the past


def _three_digits(value: Number, group: int) -> tuple[float, int]:
    """The value rounded to three digits, and how many of them stand behind the point of its short form."""
    number = float(value)
    if number == 0:
        return 0.0, 0
    if abs(number) < PLAIN_BELOW:
        return (round(number, 2), 2) if abs(number) < 100 and number != round(number) else (float(round(number)), 0)
    rounded = round(number, 2 - floor(log10(abs(number))))
    digits = floor(log10(abs(rounded))) + 1
    return rounded, max(0, 3 - ((digits - 1) % group + 1))


def short_money(value: Number, currency: str, language: str) -> str:
    """Three digits that matter: £2.31M, £231万; below ten thousand in full."""
    number, places = _three_digits(value, _GROUP[language])
    if abs(number) < PLAIN_BELOW:
        pattern = "#,##0.00" if places else "#,##0"
        return _signed(number, pattern, currency, language)
    if not currency:
        return format_compact_decimal(number, locale=language, fraction_digits=places)
    return format_compact_currency(number, currency, locale=language, fraction_digits=places)


def exact_money(value: Number, currency: str, language: str) -> str:
    """To the cent: £2,314,567.00."""
    return _signed(value, "#,##0.00", currency, language)


def _signed(value: Number, pattern: str, currency: str, language: str) -> str:
    if not currency:
        return format_decimal(value, format=pattern, locale=language)
    return format_currency(value, currency, format=f"¤{pattern}", locale=language, currency_digits=False)


def count(value: Number, language: str) -> str:
    """A whole number: 1,284."""
    return format_decimal(value, format="#,##0", locale=language)


def decimal(value: Number, language: str, places: int = 1) -> str:
    """A number with a fixed number of places: 3.4."""
    return format_decimal(value, format="#,##0." + "0" * places if places else "#,##0", locale=language)


def share(value: Number, language: str, places: int | None = None) -> str:
    """A share from 0 to 1 as a percentage: 17%, 4.2%; one place where it is under 10 %, unless `places` says."""
    if places is None:
        places = 1 if 0 < abs(float(value)) < 0.0995 or 0.9905 < value < 1 else 0
    return format_percent(value, format="#,##0." + "0" * places + "%" if places else "#,##0%", locale=language)


def change(value: Number, language: str) -> str:
    """A relative change with its sign: +4.0%; no sign where it rounds to nothing."""
    if abs(float(value)) < 0.0005:
        return format_percent(0, format="0.0%", locale=language)
    return format_percent(value, format="+#,##0.0%;-#,##0.0%", locale=language)


@lru_cache(DATES_REMEMBERED)
def day(value: date, language: str) -> str:
    """A date: 9 Dec 2011, 2011年12月9日."""
    return format_date(value, format=_DATE[language], locale=language)


@lru_cache(DATES_REMEMBERED)
def month(value: date, language: str) -> str:
    """A month: Dec 2011, 2011年12月."""
    return format_date(value, format=_MONTH[language], locale=language)


@lru_cache(DATES_REMEMBERED)
def month_name(value: date, language: str) -> str:
    """A month without its year, for an axis: Dec, 12月."""
    return format_date(value, format="MMM" if language == "en" else "M月", locale=language)
