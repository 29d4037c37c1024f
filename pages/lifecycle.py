"""Where are they in the relationship? Stages now and by month, how overdue customers are, who wavers."""

import pandas as pd
import streamlit as st

from crm_core.charts import label_months as month_charts
from crm_core.charts import lifecycle as charts
from crm_core.charts.label_months import Measure
from crm_core.charts.lifecycle import ORDER
from crm_core.locale import _
from crm_core.queries import lifecycle
from crm_core.queries.history import history
from crm_core.queries.scope import Scope
from pages.parts import cards, filters, store, tables, why, words
from pages.parts.filters import header, snapshot_of
from pages.parts.history import say_if_short
from pages.parts.meanings import meanings
from pages.parts.nameless import say_nameless
from pages.parts.phrases import joined, unit
from pages.parts.switch import titled_switch
from pages.parts.tables import Column
from pages.parts.words import t, tn

MEASURES: dict[Measure, str] = {"customers": _("Customers"), "revenue": _("Revenue")}
STEPS = {
    "prospect": _("Prospect"),
    "first_time": _("First-time customer (1 purchase day)"),
    "repeat": _("Repeat customer (2–3)"),
    "long_term": _("Long-term customer (4 or more)"),
    "advocate": _("Advocate"),
    "refund_only": _("Refund only"),
}
BY_HALF = 1.5


def page() -> None:
    """One run of the page."""
    scope = header(t("Lifecycle"))
    found = store.ask(lifecycle.stages_now, scope)
    behind = store.ask(history, scope.as_of)
    if found["customers"].sum() == 0:
        say_if_short(behind)
        cards.nothing(t("No customer matches these filters. Choose fewer of them, or another month."))
        return
    cards.answer(answer(found, scope))
    say_if_short(behind)
    cards.legend("stage", [stage for stage in ORDER if stage in set(found["stage"])], store.settings())
    left, right = st.columns([2, 3])
    with left:
        stages_now(found)
    with right:
        stages_by_month(scope)
    strip(scope)
    wavering(scope, found)
    say_nameless(scope)
    left, right = st.columns(2)
    with left:
        rules(scope)
    with right:
        ladder(scope)


def answer(found: pd.DataFrame, scope: Scope) -> str:
    """The page's first sentence: who is wavering, and what hangs on it."""
    row = found[found["stage"] == "wavering"]
    if row.empty or row["customers"].iloc[0] == 0:
        return t("Nobody is wavering: no customer is late beyond the line, unless already lost.")
    now = row.iloc[0]
    return joined(late(now), brought(now, scope), compared(now))


def late(now: pd.Series) -> str:
    """The clause that says how many waver."""
    factor = store.settings().wavering_overdue
    if factor == BY_HALF:
        return tn(
            "**{n}** customer passed the usual gap by half (wavering);",
            "**{n}** customers passed their usual gap by half (wavering);",
            now["customers"],
        )
    return tn(
        "**{n}** customer is past {factor} times the usual gap (wavering);",
        "**{n}** customers are past {factor} times their usual gap (wavering);",
        now["customers"],
        factor=f"{factor:g}",
    )


def brought(now: pd.Series, scope: Scope) -> str:
    """The clause that says what they brought."""
    values = {
        "money": words.money(now["revenue"]),
        "months": words.count(store.settings().window_months),
        "share": words.share(now["revenue_share"]),
    }
    if snapshot_of(scope).is_newest:
        return t("they brought **{money}** in the last {months} months, {share} of customers' revenue.", **values)
    day = words.day(scope.as_of)
    return t(
        "they brought **{money}** in the {months} months to {day}, {share} of customers' revenue.", day=day, **values
    )


def compared(now: pd.Series) -> str:
    """The sentence that compares with the year before; nothing where there is nothing to compare with."""
    if pd.isna(now["customers_before"]):
        return ""
    return t(
        "A year before: {n} with {money}.",
        n=words.count(now["customers_before"]), money=words.money(now["revenue_before"]),
    )  # fmt: skip


def stages_now(found: pd.DataFrame) -> None:
    """The stages as bars; a click leads to the customers."""
    about = t("Pale: share of customers. Full: share of revenue in the window. Click a bar to see the customers.")
    if found["customers_before"].notna().any():
        about = joined(about, t("Mark: the same a year before."))
    figure = charts.stages_now(found, words.look())
    clicked = cards.chart(t("Stages now"), figure, key="stages_now", subtitle=about, on_click=True)
    if clicked:
        tables.open_customers(stage=clicked[0])


def stages_by_month(scope: Scope) -> None:
    """The stages as stacked months; a click leads to the customers of that month."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        measure = titled_switch(t("Stages by month"), MEASURES, "stage_months_measure")
        frame = store.ask(lifecycle.stages_by_month, scope)
        about = month_words(measure)
        if frame["warming_up"].any():
            about = joined(about, t("Hatched: history too short."))
        st.caption(about)
        names = {stage: words.short("stage", stage) for stage in ORDER}
        figure = month_charts.by_month(frame, "stage", names, measure, words.look(), charts.height(len(ORDER)))
        if figure is None:
            cards.nothing(t("No month is ready yet."))
            return
        clicked = cards.draw(figure, f"stage_months_{measure}", t("Stages by month"), True)
    for stage, month, *_rest in clicked[:1]:
        filters._kept()["as_of"] = (month,)
        tables.open_customers(stage=stage)


def month_words(measure: Measure) -> str:
    """What the stacked months count."""
    if measure == "customers":
        return t("Customers in each stage at the month's end. Click a bar to see them.")
    months = words.count(store.settings().window_months)
    return t("What the customers of each stage brought in the {n} months up to the month's end. Click a bar.", n=months)


def strip(scope: Scope) -> None:
    """How overdue customers are, up to twice the line of the lost; a click leads to the customers of that stage."""
    settings = store.settings()
    with st.container(border=True, gap="xsmall"):
        measure = titled_switch(t("How far past their usual gap"), MEASURES, "overdue_measure")
        frame, beyond = store.ask(lifecycle.overdue, scope), store.ask(lifecycle.beyond, scope)
        what = t("Customers") if measure == "customers" else t("Revenue in the window")
        about = t("{what} by days since the last purchase, divided by the usual gap of each customer.", what=what)
        st.caption(joined(about, beyond_words(beyond)))
        figure = charts.overdue(frame, measure, settings, words.look())
        if figure is None:
            cards.nothing(t("Nobody has bought yet, so nobody can be overdue."))
            return
        clicked = cards.draw(figure, f"overdue_{measure}", t("How far past their usual gap"), True)
    if clicked:
        tables.open_customers(stage=clicked[0])


def beyond_words(beyond: lifecycle.Beyond) -> str:
    """Who is not drawn."""
    if not beyond.customers:
        return ""
    return tn(
        "Not drawn: {n} customer ({money}) past {factor} times the gap.",
        "Not drawn: {n} customers ({money}) past {factor} times their gap.",
        beyond.customers,
        money=words.escape(words.money(beyond.revenue)),
        factor=f"{beyond.overdue:g}",
    )


def wavering(scope: Scope, found: pd.DataFrame) -> None:
    """The wavering customers with the most revenue, and when each will be lost; a click opens the profile."""
    frame = store.ask(lifecycle.wavering, scope)
    about = t("Revenue{unit}, in the window. Tick a row to open the profile.", unit=unit())
    every = int(found.loc[found["stage"] == "wavering", "customers"].sum())
    if every > len(frame):
        n = words.count(len(frame))
        about = joined(t("The {n} with the most revenue, of {all}.", n=n, all=words.count(every)), about)
    row = tables.table(
        why.with_why(frame, scope.as_of, "next_step"),
        {
            "customer": Column(t("Customer"), pinned=True),
            "tier": Column(t("Tier"), "badge", "tier"),
            "owner": Column(t("Account manager")),
            "revenue": Column(t("Revenue"), "money"),
            "last_purchase": Column(t("Last purchase"), "day"),
            "usual_gap_days": Column(
                t("Usual gap (days)"), "decimal", help=t("Between two purchase days of this customer.")
            ),
            "recency_days": Column(t("Days silent"), "count", help=t("Days since the last purchase.")),
            "days_until_lost": Column(t("Days until lost"), "count"),
            "lost_on": Column(
                t("Lost on"),
                "day",
                help=t("The first day on which the stage becomes lost, if nothing is bought before."),
            ),
            "next_step": why.column("next_step"),
        },
        key="wavering",
        title=t("Wavering, by value"),
        subtitle=about,
        empty=t("Nobody is wavering."),
        on_click=True,
    )
    tables.chosen_customer(frame, row)


def rules(scope: Scope) -> None:
    """What each stage means now, and what the shop's rhythm makes of it."""
    rhythm = store.ask(lifecycle.rhythm, scope.as_of)
    meanings(
        "stage",
        ORDER,
        t("What the stages mean"),
        t("This shop's customers usually come back every {n}.", n=words.days(rhythm.rhythm_days)),
        t(
            "A customer who bought once is wavering from day {wavering} and lost from day {lost} after that purchase. "
            "Whoever bought more often is judged more and more by the own rhythm. The lines are on the Settings page.",
            wavering=words.count(rhythm.wavering_from_day), lost=words.count(rhythm.lost_from_day),
        ),
    )  # fmt: skip


def ladder(scope: Scope) -> None:
    """The relationship ladder."""
    frame = store.ask(lifecycle.ladder, scope)
    frame["rule"] = [t(STEPS[step]) for step in frame["step"]]
    tables.table(
        frame,
        {
            "rule": Column(t("Step"), pinned=True),
            "customers": Column(t("Customers"), "count"),
            "customer_share": Column(t("Share"), "share"),
            "revenue": Column(t("Revenue"), "money"),
        },
        key="ladder",
        title=t("The relationship ladder"),
        subtitle=t(
            "How far the relationship has come, late now or not. Advocate: long-term, and gave 90 of 100 or more in a "
            "survey or sent us another customer. Revenue{unit}, in the window.",
            unit=unit(),
        ),
        empty=t("No customer matches these filters. Choose fewer of them, or another month."),
    )


page()
