"""Can I believe these labels? What became of the customers who carried them."""

import streamlit as st

from crm_core.queries import lost_returns, trust
from crm_core.queries.scope import Scope
from crm_core.queries.trust import PastDate
from pages.parts import cards, store, words
from pages.parts.filters import header
from pages.parts.trust_estimate import estimate
from pages.parts.trust_forecast import forecast
from pages.parts.trust_lost import answer, cut_offs
from pages.parts.trust_nothing import say_what_would_fill_it
from pages.parts.trust_outcomes import by_label, over_time
from pages.parts.trust_verdicts import verdicts
from pages.parts.words import t


def page() -> None:
    """One run of the page."""
    scope = header(t("Trust"))
    dates = store.ask(trust.dates)
    if not dates:
        say_what_would_fill_it(store.ask(trust.reach))
        return
    lost = store.ask(lost_returns.lost)
    cards.answer(answer(lost))
    if scope.is_filtered:
        st.caption(
            t("Everything below is about the whole shop, whatever the filters keep: rules are the same for all.")
        )
    left, right = st.columns([3, 2])
    with left:
        cut_offs(lost)
    with right:
        verdicts(dates[0], lost)
    past = choice(dates, scope)
    by_label(past)
    over_time(past)
    estimate(past)
    forecast()


def choice(dates: list[PastDate], scope: Scope) -> PastDate:
    """The past date looked at: at first the month chosen above if its outcome is known, else the newest."""
    by_month = {past.as_of.strftime("%Y-%m"): past for past in dates}
    looked_at = scope.as_of.strftime("%Y-%m")
    months = list(by_month)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(t("What became of each label"), anchor=False, width="content")
        chosen = st.selectbox(
            t("Labels of"),
            months,
            index=months.index(looked_at) if looked_at in by_month else 0,
            format_func=lambda month: t(
                "Labels of {start}, outcome until {end}",
                start=words.day(by_month[month].as_of), end=words.day(by_month[month].until_day),
            ),
            key=f"trust_month_{looked_at}",
            label_visibility="collapsed",
            width=420,
        )  # fmt: skip
    return by_month[chosen]


page()
