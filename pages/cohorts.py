"""Do newer customers stay as well as older ones? Cohorts by first purchase: who came back, and what they brought."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from crm_core.charts import cohort_curves
from crm_core.charts import cohorts as charts
from crm_core.charts.cohorts import Measure, period_name
from crm_core.directions import in_its_place
from crm_core.locale import _
from crm_core.queries import cohort_members, cohorts
from crm_core.queries.cohort_comparison import comparison
from crm_core.queries.cohorts import Field, Grain
from crm_core.queries.history import history
from crm_core.queries.scope import Scope
from pages.parts import cards, store, words
from pages.parts.cohort_list import members
from pages.parts.cohort_words import answer
from pages.parts.filters import header, snapshot_of, value_name
from pages.parts.history import say_if_short
from pages.parts.phrases import joined, unit
from pages.parts.wide import wide
from pages.parts.words import t, tn

GRAINS: dict[Grain, str] = {"month": _("Months"), "quarter": _("Quarters"), "year": _("Years")}
MEASURES: dict[Measure, str] = {
    "retention": _("Bought again"),
    "revenue_per_customer": _("Revenue per customer"),
}
FIELDS: dict[Field, str] = {"region": _("Region"), "source": _("Found us by"), "kind": _("Kind of customer")}
VALUES_AT_MOST = 8
MONTHS_AT_MOST = 24  # of data; with more, quarters are shown first
_CLICKED = "cohorts_clicked"  # session state: the cell whose click has been followed


def page() -> None:
    """One run of the page."""
    scope = header(t("Cohorts"))
    by_month = store.ask(cohorts.cells, scope, "month")
    behind = store.ask(history, scope.as_of)
    if by_month.empty:
        cards.nothing(t("Nobody of this selection has bought yet. Choose fewer filters, or another month."))
        return
    cards.answer(answer(store.ask(comparison, scope), by_month))
    if behind.warming_up:
        say_if_short(behind)
    grain, measure = controls(by_month)
    cells = by_month if grain == "month" else store.ask(cohorts.cells, scope, grain)
    if cells.empty:
        cards.nothing(t("No period of this length has ended by this date. Choose a shorter one, or another month."))
        return
    clicked = heat_table(scope, cells, grain, measure)
    chosen = chosen_cohort(cells, grain, clicked)
    left, right = st.columns(2)
    with left:
        curves(scope, cells, chosen, grain, measure)
    with right:
        by_value(scope, chosen, grain, measure)
    members(scope, grain, chosen)
    accounts(scope)


def controls(by_month: pd.DataFrame) -> tuple[Grain, Measure]:
    """How long a period is, and what the cells say."""
    default: Grain = "month" if by_month["k"].max() < MONTHS_AT_MOST else "quarter"
    with st.container(horizontal=True, gap="medium"):
        grain: Grain = st.segmented_control(
            t("Cohorts by"), list(GRAINS), default=default, required=True, key="cohorts_grain",
            format_func=lambda code: t(GRAINS[code]),
        )  # fmt: skip
        measure: Measure = st.segmented_control(
            t("Show"), list(MEASURES), default="retention", required=True, key="cohorts_measure",
            format_func=lambda code: t(MEASURES[code]),
        )  # fmt: skip
    return grain, measure


def heat_table(scope: Scope, cells: pd.DataFrame, grain: Grain, measure: Measure) -> list[Any]:
    """The picture; returns the cell clicked."""
    if measure == "retention":
        title = t("Who bought again")
        about = t("Share of each cohort that bought in the period, in %.")
    else:
        title = t("What a customer has brought so far")
        about = t(
            "Net revenue per customer of the cohort, from the first purchase to the end of the period{unit}.",
            unit=unit(),
        )
    figure = charts.heat_table(cells, measure, grain, words.look())
    with st.container(border=True, gap="xsmall"):
        cards.titles(title, joined(about, marks(scope, cells, grain), t("Click a row for its customers.")))
        with wide("cohorts_wide", charts.fits_from(cells)):
            return cards.draw(figure, f"cohorts_heat_{grain}_{measure}", title, True)  # fmt: skip


def marks(scope: Scope, cells: pd.DataFrame, grain: Grain) -> str:
    """What n, the empty cells and the marks in the table mean, as far as they are in it."""
    texts = [t("n: customers of the cohort. Empty: not yet known.")]
    if cells["is_running"].any():
        texts.append(t("\\* not over yet ({day} is the last day of the data).", day=words.day(scope.as_of)))
    elif grain != "month" and not snapshot_of(scope).is_newest:
        texts.append(t("Periods not over on {day} are left out.", day=words.day(scope.as_of)))
    if cells["is_first_seen"].any():
        texts.append(
            t("° first seen, not new: the data begin less than a year before, so they may have bought before that.")
        )
    return joined(*texts)


def chosen_cohort(cells: pd.DataFrame, grain: Grain, clicked: list[Any]) -> date:
    """The cohort that curves and list are about: the one clicked last, else chosen in the list, else the newest."""
    values, key = sorted(set(cells["cohort"]), reverse=True), f"cohorts_chosen_{grain}"
    known = {cohort.isoformat(): cohort for cohort in values}
    if clicked and clicked[0] != st.session_state.get(_CLICKED) and clicked[0][0] in known:
        st.session_state[key] = known[clicked[0][0]]
    st.session_state[_CLICKED] = clicked[0] if clicked else None
    if st.session_state.get(key) not in values:
        st.session_state[key] = cohorts.newest(cells, grain) or values[0]
    chosen: date = st.selectbox(
        t("Cohort"), values, key=key, width=260, format_func=lambda each: period_name(each, grain, words.language())
    )
    return chosen


def curves(scope: Scope, cells: pd.DataFrame, chosen: date, grain: Grain, measure: Measure) -> None:
    """Each cohort a line."""
    mean = store.ask(cohorts.average, scope, grain, chosen)
    cards.chart(
        t("{cohort} beside the others", cohort=period_name(chosen, grain, words.language())),
        cohort_curves.curves(cells, mean, chosen, measure, grain, words.look()),
        key=f"cohorts_curves_{grain}_{measure}",
        subtitle=joined(
            measured(measure),
            t("Thick: the chosen cohort; thin: each of the others."),
            t("Dashed: the mean of those before it, of new customers where there are enough.") if len(mean) else "",
        ),
        empty=t("Curves need a cohort with two periods behind it. They come with time, or with older exports."),
    )  # fmt: skip


def measured(measure: Measure) -> str:
    """What the height of a curve is."""
    if measure == "retention":
        return t("Share that bought in the period.")
    return t("Net revenue per customer so far{unit}.", unit=unit())


def by_value(scope: Scope, chosen: date, grain: Grain, measure: Measure) -> None:
    """One curve for each region, source or kind."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"##### {t('Compared by')}", width="content")
            field: Field = st.segmented_control(
                t("Compared by"), list(FIELDS), default="region", required=True, key="cohorts_field",
                format_func=lambda code: t(FIELDS[code]), label_visibility="collapsed",
            )  # fmt: skip
        only = st.toggle(t("Only {cohort}", cohort=period_name(chosen, grain, words.language())), key="cohorts_only")
        frame = store.ask(cohorts.by_value, scope, grain, field, chosen if only else None)
        every = list(dict.fromkeys(value if isinstance(value, str) else None for value in frame["value"]))
        names = {value: in_its_place(label_of(field, value)) for value in every[:VALUES_AT_MOST]}
        st.caption(about_values(len(every), bool(only)))
        figure = cohort_curves.by_value(frame, names, measure, grain, words.look())
        if figure is None:
            cards.nothing(
                t("Curves need a cohort with two periods behind it. They come with time, or with older exports.")
            )
            return
        cards.draw(figure, f"cohorts_values_{field}_{measure}", t("Compared by"), False)


def label_of(field: Field, value: str | None) -> str:
    """How a region, kind or source is called."""
    if field == "source":
        return words.label("source", value)
    return value_name(field, value)


def about_values(every: int, only: bool) -> str:
    """Whom the curves hold."""
    if only:
        text = t("Customers of this cohort; only periods that are over.")
    else:
        text = t(
            "All cohorts together, of new customers where there are enough; as far as half of them have been observed."
        )
    left = every - VALUES_AT_MOST
    if left <= 0:
        return text
    return joined(text, tn("{n} smaller value is not drawn.", "{n} smaller values are not drawn.", left))


def accounts(scope: Scope) -> None:
    """Where all net revenue is, so that the sums can be followed."""
    found = store.ask(cohort_members.accounts, scope)
    texts = [
        t(
            "The cohorts hold {money} of net revenue up to {day}.",
            money=words.money_exact(found.in_cohorts), day=words.day(scope.as_of),
        ),
        tn(
            "{n} customer without any purchase belongs to no cohort, with {money}.",
            "{n} customers without any purchase belong to no cohort, with {money}.",
            found.without_purchase, money=words.money_exact(found.without_revenue),
        ),
    ]  # fmt: skip
    if not scope.is_filtered:
        texts.append(
            t(
                "Orders that name no customer: {unidentified}. Together this is all net revenue, {net}.",
                unidentified=words.money_exact(found.unidentified_revenue), net=words.money_exact(found.net_revenue),
            )
        )  # fmt: skip
    st.caption(words.escape(joined(*texts)))


page()
