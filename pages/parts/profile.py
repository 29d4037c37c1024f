"""One customer: what it is worth, its labels and why, its orders and labels over time, what it said."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm_core.charts import profile as charts
from crm_core.labels import LABELS
from crm_core.locale import _
from crm_core.queries import profile as queries
from crm_core.queries import purchases
from crm_core.queries.history import history
from crm_core.queries.identities import other_identities, owner_of
from crm_core.queries.profile import Person, Standing
from crm_core.queries.scope import Scope
from pages.parts import amending as changes
from pages.parts import cards, store, tables, ways, words
from pages.parts.cards import Kpi
from pages.parts.forget_customer import forget_button, just_forgotten
from pages.parts.history import say_if_short
from pages.parts.inert import inert
from pages.parts.order_table import order_table
from pages.parts.phrases import joined, unit
from pages.parts.profile_facts import facts
from pages.parts.profile_labels import label_card
from pages.parts.switch import switch
from pages.parts.tables import Column
from pages.parts.visitors import visitor
from pages.parts.words import t

LISTS = {"orders": _("Orders"), "bought": _("Bought most"), "answers": _("Survey answers")}


def profile(chosen: str, scope: Scope) -> None:
    """The profile of the customer whose key stands in the address, or a sentence that there is none."""
    st.button(
        t("Back to the list"), icon=":material/arrow_back:", type="tertiary", on_click=_back, key="customers_back"
    )
    if changes.under_way() or just_forgotten(chosen):
        return
    key = ways.customer_key(chosen)
    person = store.ask(queries.person, store.ask(owner_of, key)) if key is not None else None
    if person is None:
        st.info(t("There is no such customer. The link may be old, or made for another database."))
        return
    behind = store.ask(history, scope.as_of)
    now = store.ask(queries.standing, person.customer_key, scope.as_of)
    before = store.ask(queries.standing, person.customer_key, behind.compared_with) if behind.compared_with else None
    heading(person, now)
    if now is None:
        st.info(t("On {day} this customer had not been seen yet. Choose a later month.", day=words.day(scope.as_of)))
        facts(person)
        forget_button(person)
        return
    cards.answer(answer(now, before, scope))
    say_if_short(behind)
    cards.kpis(numbers(now, before, comparable=behind.compared_with is not None))
    left, right = st.columns([3, 2])
    with left:
        label_card(person.customer_key, now)
    with right:
        facts(person)
    over_time(person.customer_key, scope)
    lists(person.customer_key, scope)
    forget_button(person)


def _back() -> None:
    del st.query_params[ways.CUSTOMER]


def heading(person: Person, now: Standing | None) -> None:
    """Who this is, with the labels as colours."""
    with st.container(gap=None):
        st.header(inert(person.name or person.customer_id), anchor=False)
        known = t("number {id}", id=inert(person.customer_id)) if person.known_by == "customer_id" else ""
        kind = inert(words.label("kind", person.kind)) if person.kind else ""
        since = t("first purchase {day}", day=words.day(now.first_purchase)) if now and now.first_purchase else ""
        st.caption(" · ".join(part for part in (known, kind, inert(person.region or ""), since) if part))
        if visitor().may("names") and (others := store.ask(other_identities, person.customer_key)):
            st.caption(inert(t("Also: {names}", names=t(", ").join(value for _kind, value in others))))


def answer(now: Standing, before: Standing | None, scope: Scope) -> str:
    """The page's first sentence. It has no name in it: names come from files."""
    if now.last_purchase is None:
        return t("Has not bought yet: **{stage}**.", stage=words.label("stage", now.stage))
    days = words.days(now.recency_days)
    if now.tier is None:
        return t(
            "**{stage}**: bought last **{days}** before {day}, nothing in the window.",
            stage=words.label("stage", now.stage), days=days, day=words.day(scope.as_of),
        )  # fmt: skip
    values = {
        "tier": words.label("tier", now.tier),
        "stage": words.label("stage", now.stage),
        "money": words.money(now.revenue),
        "months": words.count(store.settings().window_months),
        "days": days,
        "gap": words.days(now.usual_gap_days),
    }
    change = words.change(now.revenue, before.revenue) if before else ""
    if change:
        return t(
            "**{tier}**, **{stage}**: brought **{money}** in {months} months, {change} on the year before; "
            "silent for {days}, the usual gap is {gap}.",
            change=change, **values,
        )  # fmt: skip
    return t(
        "**{tier}**, **{stage}**: brought **{money}** in {months} months; silent for {days}, the usual gap is {gap}.",
        **values,
    )


def numbers(now: Standing, before: Standing | None, comparable: bool) -> list[Kpi]:
    """The numbers of the window beside those of the year before."""
    missing = t("a year before: not seen yet") if comparable else t("no comparison: history too short")

    def card(label: str, name: str, form: Callable[[float | None], str], changes: bool = True, about: str = "") -> Kpi:
        value, earlier = getattr(now, name), getattr(before, name, None)
        return Kpi(
            label,
            form(value),
            words.change(value, earlier) if changes else "",
            t("a year before: {n}", n=form(earlier)) if before else missing,
            help=about or None,
        )

    exact = t("Exactly {now}.", now=words.escape(words.money_exact(now.revenue)))
    return [
        card(t("Revenue"), "revenue", words.money, about=joined(t("Net of refunds, in the window."), exact)),
        card(t("Orders"), "order_count", words.count, about=t("Purchases in the window.")),
        card(t("Average order"), "revenue_per_order", words.money, about=t("Revenue divided by orders.")),
        card(t("Purchase days"), "purchase_days", words.count, about=t("Days with a purchase, in the window.")),
        card(t("Attitude"), "attitude", lambda x: words.decimal(x, 0), changes=False, about=t("From 0 to 100.")),
        card(t("Days silent"), "recency_days", words.count, changes=False, about=t("Days since the last purchase.")),
    ]


def over_time(customer_key: int, scope: Scope) -> None:
    """Purchases and refunds by day, and the labels of each month, on one time axis."""
    labels = store.ask(queries.labels_by_month, customer_key, scope.as_of)
    names = {"tier": t("Tier"), "quadrant": t("Loyalty"), "stage": t("Stage")}
    figure = charts.over_time(store.ask(purchases.events, customer_key, scope.as_of), labels, names, words.look())
    about = t("Purchases and refunds by day{unit}; below, the labels at each month's end.", unit=unit())
    if len(labels) and labels["warming_up"].any():
        about = joined(about, t("Hatched: history too short."))
    cards.chart(
        t("Orders and labels over time"), figure, key="profile_time", subtitle=about, empty=t("No month is ready yet.")
    )
    with st.container(gap=None):
        for field in names:
            carried = {code if isinstance(code, str) else None for code in labels[field]}
            cards.legend(field, [code for code in LABELS[field] if code in carried], store.settings())


def lists(customer_key: int, scope: Scope) -> None:
    """Orders, what was bought most, answers: one of them at a time, because only that one is asked for."""
    shown = switch(LISTS, "profile_list")
    {"orders": order_table, "bought": bought, "answers": answers}[shown](customer_key, scope)


def bought(customer_key: int, scope: Scope) -> None:
    """What the customer spent most on."""
    lines = store.ask(purchases.has_lines)
    frame = store.ask(purchases.bought, customer_key, scope.as_of) if lines else pd.DataFrame()
    tables.table(
        frame,
        {
            "product": Column(t("Product"), pinned=True),
            "category": Column(t("Category")),
            "amount": Column(t("Amount"), "money"),
            "quantity": Column(t("Quantity"), "count"),
            "orders": Column(t("Orders"), "count"),
            "last_bought": Column(t("Last bought"), "day"),
        },
        key="profile_bought",
        title=t("Bought most"),
        subtitle=t("Products by amount{unit}, since the first order.", unit=unit()),
        empty=t("None of this customer's orders says what it consists of.")
        if lines
        else t("No file says what orders consist of. Order lines, uploaded on the Data page, fill this."),
    )


def answers(customer_key: int, scope: Scope) -> None:
    """What the customer answered."""
    frame = store.ask(queries.answers, customer_key, scope.as_of)
    frame["scale"] = [
        t("{score} of {low}–{high}", score=f"{score:g}", low=f"{low:g}", high=f"{high:g}")
        for score, low, high in zip(frame["score"], frame["scale_min"], frame["scale_max"], strict=True)
    ]
    tables.table(
        frame,
        {
            "answered_on": Column(t("Date"), "day", pinned=True),
            "scale": Column(t("Answer")),
            "attitude": Column(
                t("0–100"), "decimal", help=t("The answer on a scale from 0 to 100, as the labels use it.")
            ),
            "kind": Column(t("Survey")),
            "comment": Column(t("Comment"), width="large"),
        },
        key="profile_answers",
        title=t("Survey answers"),
        subtitle=t("Newest first."),
        empty=t("This customer has not answered a survey. A file of surveys, uploaded on the Data page, fills this."),
    )
