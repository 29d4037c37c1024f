"""The customers by what is expected of them: a list that leads to the profiles, and all of it as a file."""

from functools import partial

from crm_core.queries import forecast
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from pages.parts import customer_columns, list_files, store, tables, words
from pages.parts.tables import Column
from pages.parts.words import t

CUSTOMERS_SHOWN = 200


def customers(scope: Scope, settings: Settings) -> None:
    """The first of the list; a click opens the profile."""
    found = store.ask(forecast.customers, scope, CUSTOMERS_SHOWN)
    shown = columns(settings)
    row = tables.table(
        found,
        shown,
        key="forecast_customers",
        title=t("Who will be worth most"),
        subtitle=t(
            "The first {n} by expected value{unit}. Click a row for the profile.",
            n=words.count(len(found)), unit=unit(),
        ),
        on_click=True,
        height=460,
    )  # fmt: skip
    in_file = {"name": shown["name"], "customer_id": Column(t("Customer number"))} | shown
    list_files.downloads(
        f"forecast-{scope.as_of.isoformat()}", t("Forecast"), list_files.columns(in_file, customer_columns.coded),
        partial(forecast.chunks, scope=scope), scope,
    )  # fmt: skip
    tables.chosen_customer(found, row)


def columns(settings: Settings) -> dict[str, Column]:
    """The columns of the list, by their names in queries.forecast.customers."""
    months = words.count(settings.forecast_months)
    return {
        "name": Column(t("Customer"), pinned=True),
        "tier": Column(t("Tier"), "badge", "tier"),
        "stage": Column(t("Stage"), "badge", "stage"),
        "purchase_probability": Column(
            t("Chance of a purchase"), "bar", help=t("At least one purchase in {months} months.", months=months)
        ),
        "expected_purchases": Column(
            t("Purchase days"), "decimal", help=t("Expected in {months} months.", months=months)
        ),
        "expected_revenue": Column(t("Expected revenue"), "money"),
        "expected_value": Column(
            t("Expected value"), "money", help=t("Expected revenue, discounted, times margin rate.")
        ),
        "revenue": Column(t("Revenue"), "money", help=t("Net of refunds, in the window.")),
        "alive": Column(
            t("Still a customer"), "share",
            help=t("The chance that this customer has not left for good. Not known of who bought on one day only."),
        ),
    }  # fmt: skip


def unit() -> str:
    """The unit of a money column, where it is known."""
    return t(" in {currency}", currency=words.currency()) if words.currency() else ""
