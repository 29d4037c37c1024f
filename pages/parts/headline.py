"""The Overview's first sentence, in clauses, and the warning that goes before it while the history is too short."""

import streamlit as st

from crm_core.queries.overview import Figures, Summary
from crm_core.queries.scope import Scope
from pages.parts import store, ways, words
from pages.parts.filters import snapshot_of
from pages.parts.words import t, tn


def answer(found: Summary, scope: Scope) -> str:
    """The page's first sentence, in clauses."""
    now, months = found.now, words.count(store.settings().window_months)
    customers, money = words.count(now.customers), words.money(found.bought_for)
    if found.missing == "too_short":
        return t(
            "**{customers}** customers bought for **{money}** since {date}; the history is too short to compare.",
            customers=customers, money=money, date=words.day(found.first_day),
        )  # fmt: skip
    if snapshot_of(scope).is_newest:
        bought = t(
            "**{customers}** customers bought for **{money}** in the last {months} months",
            customers=customers, money=money, months=months,
        )  # fmt: skip
    else:
        bought = t(
            "**{customers}** customers bought for **{money}** in the {months} months to {date}",
            customers=customers, money=money, months=months, date=words.day(scope.as_of),
        )  # fmt: skip
    return bought + compared(found) + ("" if scope.is_filtered else nameless(now)) + waver(now)


def compared(found: Summary) -> str:
    """The clause that compares with the year before; nothing where there is none."""
    if found.revenue_change is None:
        return ""
    part = words.share(abs(found.revenue_change), 1)
    if not any(digit in part for digit in "123456789"):
        return t(", as much as the year before")
    if found.revenue_change > 0:
        return t(", **{share}** more than the year before", share=part)
    return t(", **{share}** less than the year before", share=part)


def nameless(now: Figures) -> str:
    """The clause for revenue that names nobody, where it is enough to be missed."""
    if now.names_customers:
        return ""
    return t("; orders that name no customer add **{money}**", money=words.money(now.unidentified_revenue))


def waver(now: Figures) -> str:
    """The clause that ends the sentence."""
    if not now.wavering_a:
        return t("; no key customer (A) is wavering.")
    return tn("; **{n}** key customer (A) is wavering.", "; **{n}** key customers (A) are wavering.", now.wavering_a)


def too_short(found: Summary) -> None:
    """What a history under a year means, and what helps."""
    st.warning(
        tn(
            "Only {n} day of history lies behind these numbers, and labels need {needed}: read them with care. "
            "Older exports, uploaded on the Data page, help.",
            "Only {n} days of history lie behind these numbers, and labels need {needed}: read them with care. "
            "Older exports, uploaded on the Data page, help.",
            found.days_of_data,
            needed=words.count(store.settings().warming_up_days),
        ),
        icon=":material/hourglass_top:",
    )
    ways.link("pages/data.py", label=t("Upload older exports"), icon=":material/upload_file:")
