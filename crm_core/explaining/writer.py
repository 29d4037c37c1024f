"""The reader's words and numbers. Fast, because a file can hold hundreds of thousands of explanations."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from crm_core import labels, words
from crm_core.explaining.facts import CENT, UNITS
from crm_core.locale import translator

PLACES_AT_MOST = 6


class Writer:
    """Texts, numbers, days and labels as a reader of this language writes them; money with the shop's sign."""

    def __init__(self, language: str, currency: str) -> None:
        self._translate = translator(language)
        self._day: Callable[[date], str] = lru_cache(maxsize=10_000)(lambda value: words.day(value, language))
        self._month: Callable[[date], str] = lru_cache(maxsize=1_000)(lambda value: words.month(value, language))
        sample = words.exact_money(Decimal("1234.5"), currency, language)
        self._before, self._after = sample.split("1,234.50")

    def t(self, text: str, /, **values: object) -> str:
        """The text in the reader's language, with its places filled."""
        return self._translate(text).format(**values)

    def tn(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Like t, for a counted thing; {n} is the count."""
        return self._translate(one if n == 1 else many).format(n=f"{n:,}", **values)

    def then(self, first: str, second: str) -> str:
        """Two sentences one after the other, as the language sets them."""
        return self.t("{first} {second}", first=first, second=second)

    def money(self, units: int, up: bool = False) -> str:
        """To the cent, down or up to it; without cents where there are none: £312.40, £2,115."""
        cents = -(-units // CENT) if up else units // CENT
        whole, rest = divmod(abs(cents), UNITS // CENT)
        number = f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
        return f"{'-' if cents < 0 else ''}{self._before}{number}{self._after}"

    def number(self, value: float, *lines: float, places: int = 0) -> str:
        """With as few places as leave it on the same side of the lines: 30.02 beside a line of 30 is not 30."""
        while places < PLACES_AT_MOST and any(_side(round(value, places), x) != _side(value, x) for x in lines):
            places += 1
        return f"{value:,.{places}f}"

    def share(self, value: float, *lines: float) -> str:
        """A share from 0 to 1 as a percentage, told apart from the lines."""
        return f"{self.number(100 * value, *(100 * line for line in lines))}%"

    def days(self, value: float, *lines: float) -> str:
        """A time in days, told apart from the lines."""
        text = self.number(value, *lines)
        return self.t("{n} day" if text == "1" else "{n} days", n=text)

    def day(self, value: date | None) -> str:
        """A date: 9 Dec 2011, 2011年12月9日."""
        return words.NOTHING if value is None else self._day(value)

    def month(self, value: date) -> str:
        """A month: Dec 2011, 2011年12月."""
        return self._month(value)

    def label(self, field: str, code: str | None) -> str:
        """A tier by its letter, other labels by their name."""
        found = labels.find(field, code)
        return self._translate(found.short if field == "tier" else found.name)


def plain(value: float) -> str:
    """A threshold as it was set: 80, 1.5."""
    return f"{value:,.10g}"


def percent(share: float) -> str:
    """A share that is a threshold, as it was set: 80%, 0.5%."""
    return f"{plain(round(100 * share, 6))}%"


def _side(value: float, line: float) -> int:
    return (value > line) - (value < line)
