"""How are we doing, and what changed? Six numbers, tiers by stages, alerts, revenue by month, whom to call."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from crm_core.charts import overview as charts
from crm_core.charts import revenue_months as month_charts
from crm_core.charts import theme
from crm_core.charts.overview import Measure
from crm_core.locale import _
from crm_core.queries import overview, revenue_months
from crm_core.queries.overview import Figures, Summary
from crm_core.queries.scope import Scope
from pages.parts import cards, store, tables, ways, words
from pages.parts.alerts import what_changed
from pages.parts.call_card import call_card
from pages.parts.cards import Kpi
from pages.parts.filters import header, snapshot_of
from pages.parts.headline import answer, too_short
from pages.parts.phrases import value_name
from pages.parts.tables import Column
from pages.parts.words import t

# What to say where the year before is missing, by Summary.missing.
MISSING = {
    "too_short": _("no comparison: history too short"),
    "year_too_short": _("no whole year before to compare"),
    "pending": _("comparison follows: history is being built"),
    "not_kept": _("no comparison: too long ago"),
}
MEASURES: dict[Measure, str] = {"customers": _("Customers"), "revenue": _("Revenue")}
TIERS = ("A", "B", "C", "none")
Written = Callable[[float | None], str]
# How each number is written on its card, and in full on hover.
WRITTEN: dict[str, tuple[Written, Written]] = {
    "revenue": (words.money, words.money_exact),
    "customers": (words.count, words.count),
    "orders": (words.count, words.count),
    "average_order": (words.money, words.money_exact),
    "repeat_share": (words.share, partial(words.share, places=2)),
    "top_fifth_share": (words.share, partial(words.share, places=2)),
}


def page() -> None:
    """One run of the page."""
    scope = header(t("Overview"))
    cells = store.ask(overview.cells, scope)
    if cells.empty:
        cards.nothing(t("No customer matches these filters. Choose fewer of them, or another month."))
        return
    found = store.ask(overview.summary, scope)
    cards.answer(answer(found, scope))
    if found.missing == "too_short":
        too_short(found)
    cards.kpis(numbers(found))
    st.caption(what_counts(found.now, scope))
    left, right = st.columns([3, 2])
    with left:
        heat_table(cells)
    with right:
        what_changed(scope, found)
    left, right = st.columns(2)
    with left:
        month = revenue(scope)
    with right:
        if snapshot_of(scope).is_newest:
            call_card(scope)
        else:
            wavering(scope, found.now)
    if month is not None:
        buyers(scope, month)
    further()


def numbers(found: Summary) -> list[Kpi]:
    """The six cards."""
    return [
        card(found, "revenue", t("Revenue"), t("Net of refunds, in the window.")),
        card(found, "customers", t("Active customers"), t("Customers with a purchase in the window.")),
        card(found, "orders", t("Orders"), t("Purchases in the window.")),
        card(found, "average_order", t("Average order"), t("Revenue divided by orders.")),
        card(
            found,
            "repeat_share",
            t("Repeat share"),
            t("Of the active customers, those who bought on two days or more in the window."),
        ),
        card(
            found,
            "top_fifth_share",
            t("Top 20 % share"),
            t("The part of {value} that the best fifth of active customers bring.", value=value_name(store.settings())),
        ),
    ]


def card(found: Summary, name: str, label: str, about: str) -> Kpi:
    """One number with its year, its trend and, on hover, its meaning and its digits."""
    now, before = getattr(found.now, name), getattr(found.before, name, None)
    short, exact = WRITTEN[name]
    trend = found.trend[name].dropna().tolist()
    return Kpi(
        label=label,
        value=short(now),
        change=words.points(now, before) if name.endswith("_share") else words.change(now, before),
        compared=t(MISSING[found.missing]) if found.missing else t("on the year before"),
        trend=trend if len(trend) > 2 else (),
        good="neither" if name == "top_fifth_share" else "up",
        help=f"{about}\n\n{exactly(exact, now, before)}".strip(),
    )


def exactly(form: Written, now: float | None, before: float | None) -> str:
    """The numbers in full, for the hover."""
    if now is None:
        return ""
    if before is None:
        return words.escape(t("Exactly {now}.", now=form(now)))
    return words.escape(t("Exactly {now}; a year before {before}.", now=form(now), before=form(before)))


def what_counts(now: Figures, scope: Scope) -> str:
    """Whether revenue that names no customer is in the numbers."""
    money = words.money_exact(now.unidentified_revenue)
    if scope.is_filtered:
        text = t("Customers of this selection only; orders that name no customer ({money}) are left out.", money=money)
    else:
        text = t(
            "Revenue, orders and average order include {money} from orders that name no customer ({share}).",
            money=money, share=words.share(now.unidentified_share),
        )  # fmt: skip
    return words.escape(text)


def heat_table(cells: pd.DataFrame) -> None:
    """Tiers by stages; a click on a cell or a sum leads to those customers."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"##### {t('Where they stand: tiers by stages')}", width="content")
            measure = st.segmented_control(
                t("Show"), MEASURES, required=True, default="customers", key="overview_measure",
                format_func=lambda code: t(MEASURES[code]), label_visibility="collapsed",
            )  # fmt: skip
        st.caption(
            t("Revenue in the window, net of refunds. Click a cell to see its customers.")
            if measure == "revenue"
            else t("Number of customers. Click a cell to see them.")
        )
        look, title = words.look(), t("Where they stand: tiers by stages")
        event = st.plotly_chart(
            charts.heat_table(cells, measure, store.settings(), look), theme=None, config=theme.config(look, title),
            key="overview_heat", on_select="rerun", selection_mode="points", alt=title,
        )  # fmt: skip
    for tier, stage in cards.clicked(event):
        ways.go("pages/customers.py", address(tier, stage))


def address(tier: str, stage: str) -> dict[str, list[str]]:
    """The labels of a cell as the Customers page reads them; a link without any would leave its older choice."""
    if stage == "all":
        return {"tier": [*TIERS] if tier == "all" else [tier]}
    return {"stage": [stage]} | ({} if tier == "all" else {"tier": [tier]})


def revenue(scope: Scope) -> date | None:
    """Revenue by month; the month that was clicked."""
    clicked = cards.chart(
        t("Revenue by month"),
        month_charts.revenue_by_month(store.ask(revenue_months.by_month, scope), words.look()),
        key="overview_revenue",
        subtitle=t("Net of refunds, by calendar month; the newest may not be over. Click a month for its customers."),
        empty=t("No revenue in these months."),
        on_click=True,
    )
    return date.fromisoformat(clicked[0][0]) if clicked else None


def wavering(scope: Scope, now: Figures) -> None:
    """In a month of the past: the key customers to look after first then."""
    found = store.ask(overview.wavering_key_customers, scope)
    row = tables.table(
        found,
        {
            "customer": Column(t("Customer"), pinned=True),
            "revenue": Column(t("Revenue"), "money"),
            "days_overdue": Column(t("Days overdue"), "count", help=t("Days beyond this customer's usual gap.")),
            "owner": Column(t("Account manager")),
            "last_purchase": Column(t("Last purchase"), "day"),
        },
        key="overview_wavering",
        title=t("What to do: call these key customers"),
        subtitle=t(
            "{shown} of {all} wavering A customers, the largest first; revenue in the window{unit}.",
            shown=words.count(len(found)), all=words.count(now.wavering_a), unit=in_currency(),
        ),
        empty=t("No key customer (A) is wavering: nobody to call today."),
        on_click=True,
    )  # fmt: skip
    tables.chosen_customer(found, row)
    if now.wavering_a:
        tables.link_to_customers(tier="A", stage="wavering")


def buyers(scope: Scope, month: date) -> None:
    """Who brought most in the month that was clicked."""
    found = store.ask(revenue_months.buyers, scope, month)
    row = tables.table(
        found,
        {
            "customer": Column(t("Customer"), pinned=True),
            "revenue": Column(t("Revenue"), "money"),
            "orders": Column(t("Orders"), "count"),
            "tier": Column(t("Tier"), "badge", "tier"),
            "stage": Column(t("Stage"), "badge", "stage"),
        },
        key="overview_buyers",
        title=t("Who brought most in {month}", month=words.month(month)),
        subtitle=t(
            "{shown} of {all} customers who bought; revenue and orders of that month{unit}; labels as of {date}.",
            shown=words.count(len(found)), all=words.count(found["buyers"].max() if len(found) else 0),
            unit=in_currency(), date=words.day(scope.as_of),
        ),
        empty=t("No customer of this selection bought in this month."),
        on_click=True,
    )  # fmt: skip
    tables.chosen_customer(found, row)


def in_currency() -> str:
    """The unit of a money column, where it is known."""
    return t(" in {currency}", currency=words.currency()) if words.currency() else ""


def further() -> None:
    """Where to look next."""
    with st.container(horizontal=True, gap="medium"):
        ways.link("pages/tiers.py", label=t("Who are my best customers?"), icon=":material/leaderboard:")
        ways.link("pages/loyalty.py", label=t("Do they come back because they like us?"), icon=":material/favorite:")
        ways.link("pages/lifecycle.py", label=t("Where are they in the relationship?"), icon=":material/timeline:")


page()
