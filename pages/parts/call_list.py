"""The list of calls: its columns on screen and in a file, with the reason of each in words."""

from collections.abc import Iterator

import duckdb
import pandas as pd

from crm_core import exporting
from crm_core.call_reasons import NAMES, Teller
from crm_core.queries import this_week
from crm_core.queries.scope import Scope
from crm_core.queries.this_week import Asked
from pages.parts import list_files, store, words
from pages.parts.customer_columns import coded, title
from pages.parts.phrases import unit
from pages.parts.tables import Column
from pages.parts.words import t


def teller() -> Teller:
    """Writes for this visitor."""
    return Teller(words.language(), words.currency(), store.settings().window_months)


def with_why(found: pd.DataFrame, told: Teller) -> pd.DataFrame:
    """The frame of queries.this_week.calls with the column why."""
    return found.assign(why=told.sentences(found))


def columns() -> dict[str, Column]:
    """How the list is shown."""
    return {
        "customer": Column(t("Customer"), pinned=True),
        "money": Column(t("At stake{unit}", unit=unit()), "money", help=stakes()),
        "why": Column(t("Why call"), width="large"),
        "lost_on": Column(
            t("Becomes lost on"), "day", help=t("The first day on which the stage becomes lost, if nothing is bought.")
        ),
        "owner": Column(t("Account manager")),
        "phone": Column(t("Phone")),
        "email": Column(t("E-mail")),
    }


def stakes() -> str:
    """What money at stake means, by reason."""
    return "\n\n".join(
        (
            t("Money at stake in a year."),
            t("Wavering: revenue in the window."),
            t("Falling: the part of that revenue which its slower pace takes away."),
            t("Rising: what its faster pace adds, at most the same revenue again."),
            t("Second purchase: expected revenue, or its first purchase where there is no forecast."),
            t("Lost: revenue of its last year, times the share of the lost who come back, where that is known."),
        )
    )


def downloads(scope: Scope, asked: Asked) -> None:
    """All calls as files."""
    name = f"calls-{scope.as_of.isoformat()}"
    list_files.downloads(name, t("This week"), files(), reader(scope, asked, teller()), scope)


def files() -> list[exporting.Column]:
    """The list's columns as a file has them, with the reason in short and how to find the customer."""
    shown = list_files.columns(columns(), coded)
    number, region = (exporting.Column(name, title(name)) for name in ("customer_id", "region"))
    since = exporting.Column("since", t("Since when"), "day")
    reason = exporting.Column("reason", t("Reason"), "text", {code: t(name) for code, name in NAMES.items()})
    return [shown[0], number, shown[1], reason, since, *shown[2:], region]


def reader(scope: Scope, asked: Asked, told: Teller) -> list_files.Frames:
    """What reads all calls for a file."""

    def read(connection: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
        for frame in this_week.chunks(connection, scope, asked):
            yield with_why(frame, told)

    return read
