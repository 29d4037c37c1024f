"""What will today's customers be worth, and can I believe it?"""

import pandas as pd
import streamlit as st

from crm_core.charts import forecast as charts
from crm_core.queries import forecast, forecast_outcome
from crm_core.queries.forecast import Ahead
from crm_core.queries.forecast_outcome import Outcome
from crm_core.queries.history import history
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from crm_core.statistics import ENOUGH
from crm_core.words import NOTHING
from pages.parts import cards, store, tables, words
from pages.parts.cards import Kpi
from pages.parts.filters import header
from pages.parts.forecast_list import customers
from pages.parts.forecast_model import fitted_model, nothing_to_forecast
from pages.parts.history import say_if_short
from pages.parts.sentences import together
from pages.parts.tables import Column
from pages.parts.words import t, tn

TIERS = ("A", "B", "C", None)
STAGES = ("acquainted", "reserved", "steady", "solid", "won_back", "wavering", "lost")


def page() -> None:
    """One run of the page."""
    scope = header(t("Forecast"))
    fit = store.ask(forecast.fit, scope.as_of)
    if fit is None or not fit.is_enough:
        nothing_to_forecast(scope, fit)
        return
    ahead, settings = store.ask(forecast.ahead, scope), store.settings()
    if ahead.customers == 0:
        nothing_to_forecast(scope, fit)
        return
    outcome = store.ask(forecast_outcome.outcome, scope)
    cards.answer(answer(scope, ahead, outcome, settings))
    behind = store.ask(history, scope.as_of)
    if behind.warming_up:
        say_if_short(behind)
    numbers(ahead, outcome, settings)
    left, right = st.columns(2)
    with left:
        by_tier(scope, settings)
    with right:
        calibration(scope, outcome, settings)
    left, right = st.columns(2)
    with left:
        chances(scope, settings)
    with right:
        against_naive(outcome)
    customers(scope, settings)
    fitted_model(scope, fit)


def answer(scope: Scope, ahead: Ahead, outcome: Outcome | None, settings: Settings) -> str:
    """The page's first sentence."""
    if outcome and outcome.as_of == scope.as_of:
        return t(
            "On {date}, **{said}** was expected from the customers of then in 12 months; it became **{became}**.",
            date=words.day(outcome.as_of), said=words.money(outcome.expected_revenue),
            became=words.money(outcome.revenue),
        )  # fmt: skip
    now = {"months": words.count(settings.forecast_months), "money": words.money(ahead.expected_revenue)}
    if outcome is None or outcome.warming_up:
        return t("Expected from today's customers in {months} months: **{money}**.", **now)
    return t(
        "Expected from today's customers in {months} months: **{money}** "
        "(a year ago this method said {said}; it became {became}).",
        **now, said=words.money(outcome.expected_revenue), became=words.money(outcome.revenue),
    )  # fmt: skip


def numbers(ahead: Ahead, outcome: Outcome | None, settings: Settings) -> None:
    """The sums of the selection, each with what it is compared with."""
    months = words.count(settings.forecast_months)
    same_length = settings.forecast_months == settings.window_months
    items = [
        Kpi(
            t("Expected revenue"), words.money(ahead.expected_revenue),
            words.change(ahead.expected_revenue, ahead.window_revenue) if same_length else "",
            t("the same customers brought {money} in the window", money=words.money(ahead.window_revenue)),
            help=t("From those who have bought by now, in the next {months} months. New customers come on top.",
                   months=months),
        ),
        Kpi(
            t("Will buy again"), words.count(ahead.expected_buyers), "",
            tn("of {n} customer", "of {n} customers", ahead.customers),
            help=t("How many buy at least once in {months} months: the sum of their chances.", months=months),
        ),
        Kpi(
            t("Purchase days"), words.count(ahead.expected_purchases), "",
            t("{n} a customer", n=words.decimal(ahead.purchases_each)),
            help=t("Expected days with at least one purchase, of all customers together."),
        ),
        Kpi(
            t("Expected value"), words.money(ahead.expected_value), "", t("worth that much today"),
            help=t("Expected revenue, discounted at {rate} a year from the middle of each quarter, times a margin rate "
                   "of {margin}. Both are in Settings.",
                   rate=words.share(settings.discount_rate), margin=words.share(settings.margin_rate)),
        ),
        error_of_last_year(outcome),
    ]  # fmt: skip
    cards.kpis(items, min_width=172)


def error_of_last_year(outcome: Outcome | None) -> Kpi:
    """How far last year's sum was off, as a number of its own."""
    title = t("Off a year ago by")
    help_text = t("Revenue expected a year ago, against what the same customers then brought.")
    if outcome is None or outcome.warming_up or outcome.revenue <= 0:
        return Kpi(title, NOTHING, "", t("the history is too short to check"), help=help_text)
    off = words.change(outcome.expected_revenue, outcome.revenue)
    compared = t("expected {said}, became {became}", said=words.money(outcome.expected_revenue),
                 became=words.money(outcome.revenue))  # fmt: skip
    return Kpi(title, off, "", compared, help=help_text)


def by_tier(scope: Scope, settings: Settings) -> None:
    """Where the money is expected; a click leads to the customers of the tier."""
    names = {tier: words.short("tier", tier) for tier in TIERS}
    clicked = cards.chart(
        t("Expected revenue by tier"),
        charts.by_tier(store.ask(forecast.tiers, scope), names, settings.forecast_months, words.look()),
        key="forecast_tiers",
        subtitle=t("Pale: what these customers brought in the window. Full: what is expected of them. Click a bar."),
        on_click=True,
    )
    if clicked:
        tier = clicked[0][0]
        tables.open_customers(tier=None if tier == "none" else tier)


def calibration(scope: Scope, outcome: Outcome | None, settings: Settings) -> None:
    """What was expected a year ago, group by group, beside what came."""
    figure = None
    subtitle = ""
    if outcome:
        figure = charts.calibration(store.ask(forecast_outcome.calibration, scope), outcome.warming_up, words.look())
        subtitle = t(
            "Purchase days a customer, from {start} to {end}: expected beforehand, and what came.",
            start=words.day(outcome.as_of), end=words.day(outcome.until_day),
        )  # fmt: skip
        if outcome.warming_up:
            subtitle = together(subtitle, t("Hatched: the history of that time was too short to judge the method by."))
    cards.chart(
        t("Was the forecast of a year ago right?"), figure, key="forecast_calibration", subtitle=subtitle,
        empty=why_no_check(outcome, settings),
    )  # fmt: skip


def why_no_check(outcome: Outcome | None, settings: Settings) -> str:
    """Why the forecast of a year ago cannot be checked."""
    if settings.forecast_months != 12:
        return t(
            "The forecast looks {months} months ahead; only one over 12 can be held against the year that passed.",
            months=words.count(settings.forecast_months),
        )
    if outcome:
        return t(
            "Too few customers in this selection to say: fewer than {n} a group.",
            n=words.count(ENOUGH),
        )
    return t(
        "A year ago too few customers had come back to forecast from. Older exports, uploaded on the Data page, help."
    )


def chances(scope: Scope, settings: Settings) -> None:
    """How likely a purchase is, by stage."""
    names = {stage: words.short("stage", stage) for stage in STAGES}
    found = store.ask(forecast.chances, scope)
    cards.chart(
        t("How likely they are to buy again"),
        charts.chances(found, names, words.look()),
        key="forecast_chances",
        subtitle=t("Customers by their chance of a purchase in {months} months, coloured by stage.",
                   months=words.count(settings.forecast_months)),
        labels=("stage", [stage for stage in STAGES if stage in set(found["stage"])], settings),
    )  # fmt: skip


def against_naive(outcome: Outcome | None) -> None:
    """The method against assuming that a year repeats itself."""
    empty = t("Nothing to compare with yet: the forecast of a year ago is missing.")
    if outcome is None:
        frame = pd.DataFrame()
    else:
        frame = pd.DataFrame(
            [
                (t("This forecast"), outcome.expected_revenue, outcome.revenue_error, outcome.purchases_error),
                (t("The year before again"), outcome.naive_revenue, outcome.naive_revenue_error,
                 outcome.naive_purchases_error),
                (t("What came"), outcome.revenue, None, None),
            ],
            columns=["what", "revenue", "revenue_error", "purchases_error"],
        )  # fmt: skip
    tables.table(
        frame,
        {
            "what": Column(t("A year ago"), pinned=True),
            "revenue": Column(t("Revenue"), "money"),
            "purchases_error": Column(
                t("Error, days"), "decimal", help=t("How far a customer's purchase days were off, on average.")
            ),
            "revenue_error": Column(
                t("Error, money"), "money", help=t("How far a customer's revenue was off, on average.")
            ),
        },
        key="forecast_naive",
        title=t("Is it better than repeating last year?"),
        subtitle=verdict(outcome),
        empty=empty,
    )


def verdict(outcome: Outcome | None) -> str:
    """Which of the two was nearer, customer by customer, in one sentence."""
    if outcome is None:
        return ""
    if outcome.warming_up:
        return t("The history of a year ago was too short for a fair comparison.")
    wins = (
        outcome.purchases_error < outcome.naive_purchases_error,
        outcome.revenue_error < outcome.naive_revenue_error,
    )
    if all(wins):
        return t("Yes: customer by customer it was nearer, in purchase days and in revenue.")
    if not any(wins):
        return t("No: customer by customer, repeating the year before was nearer. Trust the order more than the sums.")
    if wins[0]:
        return t("In purchase days it was nearer, customer by customer; in revenue, repeating the year was as good.")
    return t("In revenue it was nearer, customer by customer; in purchase days, repeating the year was as good.")


page()
