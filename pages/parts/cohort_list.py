"""The customers of one cohort."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pandas as pd

from crm_core import exporting, labels
from crm_core.charts.cohorts import period_name
from crm_core.queries import cohort_members
from crm_core.queries.cohorts import Grain
from crm_core.queries.scope import Scope
from pages.parts import list_files, store, tables, words
from pages.parts.customer_columns import coded, title
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t

AT_MOST = 100


def members(scope: Scope, grain: Grain, cohort: date) -> None:
    """The list with its files; a click opens the profile."""
    found = store.ask(cohort_members.members, scope, grain, cohort, AT_MOST)
    name = period_name(cohort, grain, words.language())
    about = t(
        "Revenue{unit}, net, of all time up to {day}. Tick a row to open the profile.",
        unit=unit(),
        day=words.day(scope.as_of),
    )
    if len(found) == AT_MOST:
        about = joined(t("The {n} with the most revenue.", n=words.count(AT_MOST)), about)
    row = tables.table(
        with_words(found),
        columns(),
        key=f"cohorts_members_{grain}_{cohort}",
        title=t("Customers of {cohort}", cohort=name),
        subtitle=about,
        empty=t("Nobody of this selection belongs to this cohort."),
        on_click=True,
    )  # fmt: skip
    if len(found):
        list_files.downloads(f"cohort-{grain}-{cohort}", t("Cohorts"), files(), reader(scope, grain, cohort), scope)
    tables.chosen_customer(found, row)


def columns() -> dict[str, Column]:
    """How the list is shown."""
    return {
        "customer": Column(t("Customer"), pinned=True),
        "first_purchase": Column(t("First purchase"), "day"),
        "last_purchase": Column(t("Last purchase"), "day"),
        "total_purchase_days": Column(t("Purchase days, ever"), "count"),
        "total_revenue": Column(t("Revenue"), "money"),
        "tier": Column(t("Tier"), "badge", "tier"),
        "stage": Column(t("Stage"), "badge", "stage"),
        "source": Column(t("Found us by")),
        "region": Column(t("Region")),
        "owner": Column(t("Account manager")),
    }


def with_words(found: pd.DataFrame) -> pd.DataFrame:
    """The rows with the words for how customers found the shop."""
    told = [words.label("source", value) if isinstance(value, str) else None for value in found["source"]]
    return found.assign(source=pd.Series(told, index=found.index, dtype=object))


def files() -> list[exporting.Column]:
    """The list's columns as a file has them."""
    shown = list_files.columns(columns(), coded)
    known: dict[str | None, str] = {code: t(label.name) for code, label in labels.LABELS["source"].items() if code}
    written = [exporting.Column(c.name, c.title, c.kind, known) if c.name == "source" else c for c in shown]
    return [written[0], exporting.Column("customer_id", title("customer_id")), *written[1:]]


def reader(scope: Scope, grain: Grain, cohort: date) -> list_files.Frames:
    """What reads all rows of the list for a file."""

    def read(connection: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
        yield cohort_members.members(connection, scope, grain, cohort, at_most=None)

    return read
