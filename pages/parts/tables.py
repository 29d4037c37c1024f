"""Lists of customers and other rows: a DataFrame with translated heads, badges, and one way to write each number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from crm_core.charts import theme
from crm_core.charts.colours import badge
from crm_core.labels import LABELS
from crm_core.words import NOTHING
from pages.parts import store, ways, words
from pages.parts.cards import nothing, titles
from pages.parts.words import t

Form = Literal["text", "badge", "money", "count", "decimal", "share", "bar", "day", "month", "trend", "written"]
NUMBERS = {"money": "%,.0f", "count": "%,d", "decimal": "%,.1f", "share": "%.1f%%"}


@dataclass(frozen=True)
class Column:
    """How one column is shown. field: for a badge, whose labels (tier, quadrant, stage, kind, source, attitude)."""

    title: str
    form: Form = "text"
    field: str = ""
    help: str | None = None
    pinned: bool = False
    width: Literal["small", "medium", "large"] | None = None


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    key: str,
    title: str = "",
    subtitle: str = "",
    empty: str = "",
    on_click: bool = False,
    height: int | Literal["auto"] = "auto",
    below: Callable[[], None] | None = None,
) -> int | None:
    """A card with the frame's `columns` in their order; with on_click, the position of the row chosen, else None.

    below: draws what belongs to the list, inside its card: its files, a link to all of it.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        titles(title, subtitle)
        if frame.empty:
            nothing(empty)
            return None
        shown = pd.DataFrame({name: _values(frame[name], column) for name, column in columns.items()})
        settings: dict[str, Any] = {
            "hide_index": True,
            "column_config": {name: _config(column) for name, column in columns.items()},
            "height": height,
            "row_height": 34,
            "placeholder": NOTHING,
            "key": key,
        }
        row = _draw(shown, settings, on_click)
        if below:
            below()
        return row


def _draw(shown: pd.DataFrame, settings: dict[str, Any], on_click: bool) -> int | None:
    if not on_click:
        st.dataframe(shown, **settings)
        return None
    rows = st.dataframe(shown, **settings, on_select="rerun", selection_mode="single-row")["selection"]["rows"]
    return int(rows[0]) if rows else None


def _values(series: pd.Series, column: Column) -> pd.Series | list[list[str]]:
    if column.form == "badge":
        short = cache(partial(words.short, column.field))
        return [[short(code)] for code in series]
    if column.form in ("money", "decimal", "share", "bar"):
        return series.astype(float) * (100 if column.form in ("share", "bar") else 1)
    return series


def _config(column: Column) -> Any:
    """Streamlit's column type for a form. Number patterns are the same in the three languages."""
    kinds = st.column_config
    told = column.help or (_rules(column.field) if column.form == "badge" else None)
    same: dict[str, Any] = {"label": column.title, "help": told, "pinned": column.pinned, "width": column.width}
    match column.form:
        case "badge":
            return kinds.MultiselectColumn(**same, options=_names(column.field), color=_colours(column.field))
        case "money" | "count" | "decimal" | "share":
            return kinds.NumberColumn(**same, format=NUMBERS[column.form])
        case "bar":
            return kinds.ProgressColumn(**same, format="%.1f%%", min_value=0, max_value=100, color="primary")
        case "day":
            return kinds.DateColumn(**same, format="YYYY年M月D日" if _chinese() else "D MMM YYYY")
        case "month":
            return kinds.DateColumn(**same, format="YYYY年M月" if _chinese() else "MMM YYYY")
        case "trend":
            return kinds.AreaChartColumn(**same, color="primary")
        case "written":  # a number in words already, with its unit: it ends where the others end
            return kinds.TextColumn(**same, alignment="right")
    return kinds.TextColumn(**same)


def _rules(field: str) -> str | None:
    """What each label of a field means under the settings in force, to be read at the head of its column."""
    settings = store.settings()
    told = {words.label(field, code): words.meaning(field, code, settings) for code in LABELS[field]}
    return "\n\n".join(f"**{words.escape(name)}**: {words.escape(text)}" for name, text in told.items() if text) or None


def _chinese() -> bool:
    return words.language().startswith("zh")


def _names(field: str) -> list[str]:
    return [words.short(field, code) for code in LABELS[field]]


def _colours(field: str) -> list[str] | str:
    if field not in theme.FIELDS:
        return "gray"
    return [badge(theme.colour(field, code, words.look())) for code in LABELS[field]]


def chosen_customer(frame: pd.DataFrame, row: int | None) -> None:
    """Open the profile of the customer in this row of a list; the frame has the column customer_key."""
    if row is not None:
        ways.go("pages/customers.py", ways.to_customer(int(frame["customer_key"].iloc[row])))


def open_customers(**labels: str | None) -> None:
    """Go to the Customers page with these labels chosen: open_customers(tier="A", stage="lost"); None is "no tier"."""
    parameters = {field: "none" if code is None else code for field, code in labels.items()}
    ways.go("pages/customers.py", parameters)


def link_to_customers(**labels: str | None) -> None:
    """A link to the customers with these labels, for below a chart."""
    parameters = {field: "none" if code is None else code for field, code in labels.items()}
    ways.link("pages/customers.py", label=t("See these customers"), icon=":material/groups:", parameters=parameters)
