"""Was the forecast of a year ago right? The same picture as on the Forecast page, for the whole shop."""

import streamlit as st

from crm_core.charts import forecast as charts
from crm_core.queries import forecast_outcome
from crm_core.queries import scope as scopes
from crm_core.queries.forecast_outcome import Outcome
from crm_core.queries.scope import Scope
from pages.parts import cards, store, ways, words
from pages.parts.words import t

FORECAST_PAGE = "pages/forecast.py"


def forecast() -> None:
    """Expected against actual purchases by group of like predictions, and the error beside that of doing nothing."""
    newest = Scope(store.ask(scopes.snapshots)[0].as_of)
    outcome = store.ask(forecast_outcome.outcome, newest)
    figure, subtitle = None, ""
    if outcome is not None:
        figure = charts.calibration(store.ask(forecast_outcome.calibration, newest), outcome.warming_up, words.look())
        subtitle = t(
            "Purchase days a customer, from {start} to {end}: expected beforehand, and what came.",
            start=words.day(outcome.as_of), end=words.day(outcome.until_day),
        )  # fmt: skip
    left, right = st.columns([3, 2])
    with left:
        cards.chart(
            t("Was the forecast of a year ago right?"), figure, key="trust_calibration", subtitle=subtitle,
            empty=t("There is no forecast of a year ago yet: it takes two years of orders, or older exports."),
        )  # fmt: skip
    with right, st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"##### {t('Is it better than repeating last year?')}")
        against_naive(outcome)
        ways.link(FORECAST_PAGE, label=t("Forecast"), icon=":material/trending_up:")


def against_naive(outcome: Outcome | None) -> None:
    """The mean absolute error a customer, beside that of the naive forecast."""
    if outcome is None:
        st.markdown(t("Nothing to compare with yet: the forecast of a year ago is missing."))
        return
    if outcome.warming_up:
        st.markdown(t("The history of a year ago was too short for a fair comparison."))
    st.markdown(
        t(
            "Purchase days: off by **{own}** a customer on average; repeating the year before would be off by {naive}.",
            own=words.decimal(outcome.purchases_error, 2), naive=words.decimal(outcome.naive_purchases_error, 2),
        )
    )  # fmt: skip
    st.markdown(
        t(
            "Revenue: off by **{own}** a customer on average; repeating the year before would be off by {naive}.",
            own=words.escape(words.money_exact(outcome.revenue_error)),
            naive=words.escape(words.money_exact(outcome.naive_revenue_error)),
        )
    )  # fmt: skip
    st.markdown(
        t(
            "Together: {said} expected, {came} came.",
            said=words.escape(words.money(outcome.expected_revenue)), came=words.escape(words.money(outcome.revenue)),
        )
    )  # fmt: skip
