"""Words and numbers in the reader's language: what crm_core.words and crm_core.labels say, for this visitor."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal

import streamlit as st
from typing_extensions import TypeIs

from crm_core import labels, words
from crm_core.charts.theme import Look
from crm_core.directions import in_its_place
from crm_core.locale import LANGUAGES, closest_language, translator
from crm_core.settings import Settings

COOKIE = "crm_language"
Maybe = int | float | Decimal | None
SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])")
# Inside what is looked for once more in the text that Markdown has made, without its backslashes: addresses, :icons:,
# arrows and dashes. There a sign that nobody sees breaks it up.
CALLED_AFTERWARDS = re.compile(
    r"(?<=:)(?=//|[\w+/-]+:)|(?<=w)(?=ww)|(?=@)|(?<=(?<!\S)[-<>~])(?=-?[->=](?!\S))", re.IGNORECASE
)
WORD_JOINER = "\u2060"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking() -> Iterator[None]:
    """The visitor's language is looked up once for all that is said inside: a page says some hundred things."""
    token = _spoken.set(language())
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The visitor's language: chosen in this session, else at an earlier visit, else the browser's."""
    return _spoken.get() or _look_up_language()


def _look_up_language() -> str:
    known: str | None = st.session_state.get("language")
    if known is None:
        remembered = st.context.cookies.get(COOKIE)
        known = remembered if remembered in LANGUAGES else closest_language(st.context.locale or "")
        st.session_state["language"] = known
    return known


def currency() -> str:
    """The shop's currency code; the frame sets it at each run. "" where it is not known."""
    return str(st.session_state.get("currency", ""))


def look() -> Look:
    """What a chart has to know of this visitor."""
    return Look(language(), st.context.theme.type == "dark", currency(), lost_returned())


def t(text: str, /, **values: object) -> str:
    """The text in the visitor's language, with {name} places filled. Numbers must come formatted."""
    translated = translator(language())(text)
    return translated.format(**values) if values else translated


def tn(one: str, many: str, n: int, /, **values: object) -> str:
    """Like t, for a counted thing: tn("{n} customer", "{n} customers", 3); {n} is filled with the written count."""
    return t(one if n == 1 else many, n=count(n), **values)


def escape(text: object) -> str:
    """Text that came from a file, so that Markdown shows it as it is, on one line, calls nothing and leads nowhere."""
    line = " ".join(str(text).splitlines())
    return SIGNS.sub(r"\\\1", CALLED_AFTERWARDS.sub(WORD_JOINER, in_its_place(line)))


def label(field: str, code: object) -> str:
    """The full name of a label; field is tier, quadrant, stage, kind, source or attitude."""
    return labels.named(field, code, t, lost_returned())


def short(field: str, code: object) -> str:
    """The name of a label where space is short."""
    return labels.named(field, code, t, lost_returned(), short=True)


def lost_returned() -> float | None:
    """The share of the lost who come back, where it is so large that their label says it; set by the frame."""
    share: float | None = st.session_state.get("lost_returned")
    return share


def meaning(field: str, code: object, settings: Settings) -> str:
    """One sentence on what a label means under these settings; "" where there is nothing to say."""
    return labels.meaning(field, code, settings, language(), currency(), t)


def money(value: Maybe) -> str:
    """Three digits that matter: £2.31M, £231万; below ten thousand in full."""
    return words.NOTHING if missing(value) else words.short_money(value, currency(), language())


def money_exact(value: Maybe) -> str:
    """To the cent: £2,314,567.00."""
    return words.NOTHING if missing(value) else words.exact_money(value, currency(), language())


def count(value: Maybe) -> str:
    """A whole number: 1,284."""
    return words.NOTHING if missing(value) else words.count(value, language())


def decimal(value: Maybe, places: int = 1) -> str:
    """A number with a fixed number of places: 3.4."""
    return words.NOTHING if missing(value) else words.decimal(value, language(), places)


def share(value: Maybe, places: int | None = None) -> str:
    """A share from 0 to 1: 17%, 4.2%."""
    return words.NOTHING if missing(value) else words.share(value, language(), places)


def change(now: Maybe, before: Maybe) -> str:
    """The relative change from before to now: +4.0%; "" where there is nothing to compare with."""
    if missing(now) or missing(before) or before <= 0:
        return ""
    return words.change(float(now) / float(before) - 1, language())


def points(now: Maybe, before: Maybe) -> str:
    """The change of a share in percentage points: +1.2 pp; "" where there is nothing to compare with."""
    if missing(now) or missing(before):
        return ""
    moved = round((float(now) - float(before)) * 100, 1)
    return t("{points} pp", points=f"{moved:+.1f}" if moved else "0.0")


def day(value: date | None) -> str:
    """A date: 9 Dec 2011, 2011年12月9日."""
    return words.NOTHING if missing(value) else words.day(value, language())


def month(value: date | None) -> str:
    """A month: Dec 2011, 2011年12月."""
    return words.NOTHING if missing(value) else words.month(value, language())


def days(value: Maybe) -> str:
    """A time in days: 12 days."""
    return words.NOTHING if missing(value) else tn("{n} day", "{n} days", round(value))


def missing(value: Maybe | date) -> TypeIs[None]:
    """Whether there is no value: None, and pandas' NaN and NaT."""
    return value is None or value != value
