"""What the fitted models say in plain words, and what is missing where there is no forecast."""

import pandas as pd
import streamlit as st

from crm_core.forecast.histories import FEWEST_REPEATERS
from crm_core.queries import forecast
from crm_core.queries import scope as scopes
from crm_core.queries.forecast import Fit
from crm_core.queries.scope import Scope
from pages.parts import cards, store, tables, ways, words
from pages.parts.guard import DATA_PAGE
from pages.parts.tables import Column
from pages.parts.words import t, tn

HARDLY_ANY = 0.005  # of all customers, after each purchase


def nothing_to_forecast(scope: Scope, fit: Fit | None) -> None:
    """Why there is nothing to show, and what would fill it."""
    newest = store.ask(scopes.snapshots)[0].as_of
    if fit is None and scope.as_of != newest:
        cards.nothing(
            t("There is a forecast for the newest month only, and for a year before it to check the method by. "
              "Choose the newest month above.")
        )  # fmt: skip
    elif fit is None or (fit.is_enough and not store.ask(forecast.is_summed_up, scope.as_of)):
        cards.nothing(t("The forecast is being computed. Come back in a minute."))
    elif fit.is_enough:
        cards.nothing(t("No customer of this selection has bought yet. Choose fewer filters."))
    else:
        cards.answer(
            tn(
                "Too little data for a forecast: {n} customer came back for a second purchase, and it takes {needed}.",
                "Too little data for a forecast: {n} customers came back for a second purchase, and it takes {needed}.",
                fit.repeat_customers,
                needed=words.count(FEWEST_REPEATERS),
            )
        )
        cards.nothing(t("What fills this page: older exports, or time until more customers have bought twice."))
        ways.link(DATA_PAGE, label=t("Upload older exports"), icon=":material/upload_file:")


def fitted_model(scope: Scope, fit: Fit) -> None:
    """The parameters, for those who want to know, each with what it says about this shop."""
    with st.expander(t("How this is calculated"), icon=":material/functions:"):
        st.markdown(
            t("Two models from the literature are fitted to all purchase histories of the shop, whatever the filters "
              "keep: **BG/NBD** (Fader, Hardie and Lee, 2005) says how often each customer will buy and whether it has "
              "left; **Gamma-Gamma** (Fader and Hardie, 2013) says what a purchase day of it will bring.")
        )  # fmt: skip
        st.markdown("\n".join(f"- {words.escape(line)}" for line in in_words(fit)))
        tables.table(
            parameters(fit),
            {
                "name": Column(t("Parameter"), pinned=True),
                "value": Column(t("Value")),
                "meaning": Column(t("What it says"), width="large"),
            },
            key="forecast_parameters",
        )


def in_words(fit: Fit) -> list[str]:
    """What the parameters say about this shop."""
    said = forecast.in_words(fit)
    hardly_any_leave = t(
        "In these histories hardly anybody is seen to leave: take the chances of those long silent with care."
    )
    return [
        t("Fitted to {n} customers; {again} of them came back.", n=words.count(fit.customers),
          again=words.count(fit.repeat_customers)),
        t("A customer who stays buys on {days} days a year on average.", days=words.decimal(said.days_a_year)),
        t("After a purchase, {share} leave for good on average.", share=words.share(said.leaving_share)),
        *([hardly_any_leave] if said.leaving_share < HARDLY_ANY else []),
        t("A purchase day brings {money} on average.", money=words.money_exact(said.spend_a_day)),
        t("A forecast knows purchases only: no seasons, no campaigns, no new customers."),
    ]  # fmt: skip


def parameters(fit: Fit) -> pd.DataFrame:
    """name, value, meaning: all in words."""
    meanings = {
        "r": t("How much purchase rates differ between customers: the smaller, the more."),
        "alpha": t("With r, the usual rate: r / alpha purchase days a week."),
        "a": t("With b, how many leave after a purchase: a / (a + b) on average."),
        "b": t("The larger a + b, the more alike customers are in leaving."),
        "p": t("How much the purchase days of one customer differ in money: the larger, the less."),
        "q": t("How much customers differ in spend: the smaller, the more."),
        "gamma": t("With p and q, the mean spend of a purchase day: p · gamma / (q − 1)."),
    }
    return pd.DataFrame(
        [(name, written(getattr(fit, name)), meaning) for name, meaning in meanings.items()],
        columns=["name", "value", "meaning"],
    )


def written(value: float) -> str:
    """A parameter with four digits that matter."""
    return f"{value:.4g}"
