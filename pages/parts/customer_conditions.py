"""More conditions on the list of customers: facts from–to, pace, the diamond and the types of loyalty."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from crm_core.queries import fact_ranges
from crm_core.queries import loyalty_types as types
from crm_core.queries.fact_ranges import FACTS, Limit, Range
from pages.parts import store, words
from pages.parts.customer_choice import FACT_NAMES, MORE_FIELDS, Choice
from pages.parts.words import t

FACT_PIXELS, INPUT_PIXELS = 304, 144
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
Labels = Callable[[Choice, str, str], None]


def conditions(kept: Choice, labels: Labels) -> None:
    """The popover; empty inputs are no limit. labels: draws the choice of one field."""
    chosen = len(kept.facts) + sum(bool(kept.labels[name]) for name in MORE_FIELDS)
    title = t("More conditions ({n})", n=chosen) if chosen else t("More conditions")
    with st.popover(title, icon=":material/tune:", type="primary" if chosen else "secondary"):
        st.caption(t("From and to, both included; empty is no limit. Revenue, orders and purchase days of the window."))
        with st.container(horizontal=True, gap="small"):
            for fact in FACTS:
                _range(kept, fact)
        st.caption(t("Expected value and chance are known for the newest day only."))
        for name, field in MORE_FIELDS.items():
            if name == "pace" or store.ask(types.state).is_ready:
                labels(kept, name, t(field))


def _range(kept: Choice, fact: str) -> None:
    now = fact_ranges.read(fact, kept.facts.get(fact, "")) or Range(fact)
    keys = (f"customers_{fact}_low", f"customers_{fact}_high")
    for key, limit in zip(keys, (now.low, now.high), strict=True):
        st.session_state[key] = _shown(fact, limit)

    def keep() -> None:
        limits = [_meant(fact, st.session_state[key]) for key in keys]
        wanted = Range(fact, *limits)
        if fact_ranges.is_crossed(wanted):
            wanted = Range(fact, wanted.high, wanted.low)
        kept.facts, kept.page = kept.facts | {fact: wanted.text}, 1

    with st.container(width=FACT_PIXELS, gap="xxsmall"):
        st.caption(_name(fact))
        with st.container(horizontal=True, gap="small"):
            _input(fact, keys[0], t("from"), keep)
            _input(fact, keys[1], t("to"), keep)


def _name(fact: str) -> str:
    name = t(FACT_NAMES[fact])
    kind = FACTS[fact].kind
    unit = words.currency() if kind == "money" else "%" if kind == "share" else ""
    return f"{name} ({words.escape(unit)})" if unit else name


def _input(fact: str, key: str, end: str, keep: Callable[[], None]) -> None:
    label = f"{t(FACT_NAMES[fact])}, {end}"
    if FACTS[fact].kind == "day":
        form = "YYYY-MM-DD"
        st.date_input(
            label, value=None, key=key, on_change=keep, min_value=FIRST_DAY, max_value=LAST_DAY, format=form,
            label_visibility="collapsed", width=INPUT_PIXELS,
        )  # fmt: skip
        return
    steps: dict[str, tuple[float, str]] = {"count": (1, "%d"), "decimal": (0.1, "%g")}
    step, form = steps.get(FACTS[fact].kind, (1.0, "%g"))
    st.number_input(
        label, value=None, key=key, on_change=keep, step=step, format=form, placeholder=end,
        label_visibility="collapsed", width=INPUT_PIXELS,
    )  # fmt: skip


def _shown(fact: str, limit: Limit) -> Limit:
    """A limit as its input holds it: counts as whole numbers, shares as per cent."""
    if limit is None or isinstance(limit, date):
        return limit
    kind = FACTS[fact].kind
    return round(limit) if kind == "count" else round(limit * 100, 6) if kind == "share" else float(limit)


def _meant(fact: str, value: Limit) -> Limit:
    if value is None or isinstance(value, date) or FACTS[fact].kind != "share":
        return value
    return round(value / 100, 8)
