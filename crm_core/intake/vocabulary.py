"""The words that files use, from the TOML files in words/: spellings, statuses, placeholders, currencies, dates."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"


@cache
def words(name: str) -> dict[str, Any]:
    """The contents of words/<name>.toml."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text("utf-8"))


def plain(text: str) -> str:
    """A header or a word without case, width, spaces and punctuation: 'Customer ID' → 'customerid'."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(letter for letter in folded if letter.isalnum() or letter == "#")
    return kept if kept.strip("#") else folded.strip()


@cache
def spellings(table: str) -> dict[str, tuple[str, ...]]:
    """meaning → plain spellings of a table's columns, the best first. Customers are named alike in all
    tables, and lines carry fields of their order."""
    tables = words("spellings")
    who, own = tables["who"], tables[table]
    orders = tables["orders"] if table == "order_lines" else {}
    merged = {
        meaning: (*who.get(meaning, ()), *(own.get(meaning) or orders.get(meaning, ())), meaning)
        for meaning in {**who, **orders, **own}
    }
    return {meaning: tuple(dict.fromkeys(plain(word) for word in found)) for meaning, found in merged.items()}


@cache
def known_headers() -> frozenset[str]:
    """Every spelling of every meaning: what tells a header line, and a right encoding, from noise."""
    tables = {name: table for name, table in words("spellings").items() if name != "names_that_identify"}
    return frozenset(plain(word) for table in tables.values() for found in table.values() for word in found)


@cache
def names_that_identify() -> frozenset[str]:
    """Spellings of names that tell customers apart where nothing else does: companies, accounts and contacts."""
    return frozenset(plain(word) for word in words("spellings")["names_that_identify"]["name"])


@cache
def note_pattern() -> str:
    """A regular expression (RE2, lower case) that finds lines of a report that are no rows: totals and notes."""
    return "^(" + "|".join(words("totals")["starts"]) + ")"


@cache
def currency_signs() -> dict[str, tuple[str, ...]]:
    """Sign, word or ISO code beside an amount, upper case → the currencies it can mean; longest signs first."""
    data = words("currencies")
    signs = {sign.upper(): tuple(codes) for sign, codes in data["signs"].items()}
    signs |= {code: (code,) for code in data["codes"]["known"]}
    return dict(sorted(signs.items(), key=lambda item: -len(item[0])))


@cache
def currency_pattern() -> str:
    """A regular expression (RE2, upper case) that finds a currency's sign, word or code."""
    return "|".join(re.escape(sign) for sign in currency_signs())


@cache
def date_formats(order: str) -> tuple[str, ...]:
    """The strptime formats of dates whose parts come in this order (ymd, dmy, mdy), with and without a time of day."""
    data = words("dates")
    days = (day + time for day in data["dates"][order] for time in data["times"]["after"])
    return (*days, *data["moments"][order])


DATE_ORDERS = ("ymd", "dmy", "mdy")
