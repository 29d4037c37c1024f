"""The key customers at risk or with a measured weak attitude, by name."""

from collections.abc import Iterator

import duckdb
import pandas as pd

from crm_core import exporting
from crm_core.queries import exposure
from crm_core.queries.exposure import Exposure
from crm_core.queries.scope import Scope
from pages.parts import list_files, store, tables, words
from pages.parts.customer_columns import coded, title
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t

AT_MOST = 100


def exposed(scope: Scope, hanging: Exposure, base: float) -> None:
    """The list with its files; a click opens the profile. base: the revenue that shares are of."""
    found = store.ask(exposure.names, scope, base, AT_MOST)
    texts = why_texts()
    row = tables.table(
        with_reasons(found, texts),
        columns(),
        key="concentration_exposed",
        title=t("Large, and wavering, just lost or not fond of us"),
        subtitle=about(hanging, len(found)),
        empty=t("No key customer is at risk, and none was measured with a weak attitude."),
        on_click=True,
    )
    if len(found):
        list_files.downloads(
            f"exposed-{scope.as_of.isoformat()}", t("Concentration"), files(), reader(scope, base, texts), scope
        )
    tables.chosen_customer(found, row)


def about(hanging: Exposure, shown: int) -> str:
    """Whom the list holds."""
    every = hanging.customers("exposed")
    text = t("Key customers (A). Revenue{unit}, in the window. Tick a row to open the profile.", unit=unit())
    if every > shown:
        n = words.count(shown)
        return joined(t("The {n} with the most revenue, of {all}.", n=n, all=words.count(every)), text)
    return text


def columns() -> dict[str, Column]:
    """How the list is shown."""
    return {
        "customer": Column(t("Customer"), pinned=True),
        "why": Column(t("Why here"), width="medium"),
        "revenue": Column(t("Revenue"), "money"),
        "share": Column(t("Share of revenue"), "share", help=t("Of the revenue of all customers who bought.")),
        "stage": Column(t("Stage"), "badge", "stage"),
        "wavering_since": Column(
            t("Wavering since"), "day", help=t("The first day past the line, at the customer's present usual gap.")
        ),
        "lost_on": Column(
            t("Lost on"), "day", help=t("The first day on which the stage becomes lost, if nothing is bought before.")
        ),
        "quadrant": Column(t("Loyalty"), "badge", "quadrant"),
        "attitude_source": Column(t("Attitude known by"), "badge", "attitude"),
        "last_purchase": Column(t("Last purchase"), "day"),
        "owner": Column(t("Account manager")),
    }


def files() -> list[exporting.Column]:
    """The list's columns as a file has them, with how to reach the customer."""
    shown = list_files.columns(columns(), coded)
    more = [exporting.Column(name, title(name)) for name in ("customer_id", "email", "phone")]
    return [shown[0], more[0], *shown[1:], *more[1:]]


def why_texts() -> dict[tuple[bool, bool, bool], str]:
    """Why somebody is in the list, by: is lost, is at risk, is weak."""
    risk = {False: t("wavering"), True: t("lost since the month before")}
    weak = t("weak attitude, measured")
    return {
        (is_lost, is_at_risk, is_weak): " · ".join(
            ([risk[is_lost]] if is_at_risk else []) + ([weak] if is_weak else [])
        )
        for is_lost in (False, True)
        for is_at_risk in (False, True)
        for is_weak in (False, True)
    }


def with_reasons(frame: pd.DataFrame, texts: dict[tuple[bool, bool, bool], str]) -> pd.DataFrame:
    """The frame of queries.exposure.names with the column why."""
    flags = zip(frame["stage"] == "lost", frame["is_at_risk"], frame["is_weak"], strict=True)
    return frame.assign(why=[texts[bool(lost), bool(risk), bool(weak)] for lost, risk, weak in flags])


def reader(scope: Scope, base: float, texts: dict[tuple[bool, bool, bool], str]) -> list_files.Frames:
    """What reads all rows of the list for a file."""

    def read(connection: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
        for frame in exposure.chunks(connection, scope, base):
            yield with_reasons(frame, texts)

    return read
