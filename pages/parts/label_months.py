"""The card of labels by month: customers or revenue, switchable; a click leads to the customers of that month."""

from collections.abc import Sequence

import streamlit as st

from crm_core.charts import label_months as charts
from crm_core.charts import theme
from crm_core.charts.label_months import Measure
from crm_core.locale import _
from crm_core.queries import label_months
from crm_core.queries.label_months import Field
from crm_core.queries.scope import Scope
from pages.parts import cards, filters, store, tables, words
from pages.parts.sentences import together
from pages.parts.switch import titled_switch
from pages.parts.words import t

MEASURES: dict[Measure, str] = {"customers": _("Customers"), "revenue": _("Revenue")}


def by_month(scope: Scope, field: Field, codes: Sequence[str], title: str) -> None:
    """Draw the card for the labels `codes` of `field`, the first at the bottom of the stack."""
    key = f"{field}_months"
    with st.container(border=True, gap="xsmall"):
        measure = titled_switch(title, MEASURES, f"{key}_measure")
        frame = store.ask(label_months.by_month, scope, field)
        settings = store.settings()
        cards.legend(field, codes, settings)
        st.caption(about(measure, settings.window_months, bool(frame["warming_up"].any())))
        look = words.look()
        figure = charts.by_month(frame, field, {code: words.short(field, code) for code in codes}, measure, look)
        if figure is None:
            cards.nothing(t("No customer bought in any of these months."))
            return
        event = st.plotly_chart(
            figure.clickable, theme=None, config=theme.config(look, title), key=f"{key}_{measure}", alt=title,
            on_select="rerun", selection_mode="points",
        )  # fmt: skip
    for label, month, *_rest in cards.clicked(event)[:1]:
        filters._kept()["as_of"] = (month,)
        tables.open_customers(**{field: label})


def about(measure: Measure, window_months: int, any_warming_up: bool) -> str:
    """What the bars count, and what hatching means where there is some."""
    months = words.count(window_months)
    if measure == "revenue":
        text = t("Revenue of the {n} months up to each month's end. Click a bar for its customers.", n=months)
    else:
        text = t("Customers who bought in the {n} months up to each month's end. Click a bar to see them.", n=months)
    return together(text, t("Hatched: history too short.") if any_warming_up else "")
