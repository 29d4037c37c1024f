"""Two customers side by side: facts, labels with why, revenue by month, orders."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from crm_core.charts.compare import Sides
from crm_core.directions import without_marks
from crm_core.explaining.texts import Reasons
from crm_core.queries import compare, compare_months, forecast, profile, purchases
from crm_core.queries.compare import Kind, Pair
from crm_core.queries.history import history
from crm_core.queries.profile import Person, Standing
from crm_core.queries.scope import Scope
from pages.parts import cards, store, tables, ways, why, words
from pages.parts.compare_groups import show_months
from pages.parts.compare_numbers import differences, number_table
from pages.parts.compare_sides import Kept, choose_customer
from pages.parts.inert import in_answer, inert
from pages.parts.order_table import KINDS
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t

FACTS: dict[str, Kind] = {
    "revenue": "money",
    "revenue_before": "money",
    "order_count": "count",
    "average_order": "money",
    "purchase_days": "count",
    "total_purchase_days": "count",
    "recency_days": "days",
    "usual_gap_days": "decimal",
    "overdue": "decimal",
    "attitude": "decimal",
    "expected_value": "money",
    "purchase_probability": "share",
}
ORDERS_SHOWN = 50
NOT_SAID = ("revenue", "purchase_days", "expected_value")  # said already, or much the same as another


def compare_customers(now: Kept, scope: Scope) -> None:
    """Two searches, the answer, labels and why, the pictures, the numbers, the orders."""
    keys = []
    for place, side in zip(st.columns(2), ("a", "b"), strict=True):
        with place:
            keys.append(choose_customer(now, side, scope))  # type: ignore[arg-type]
    a, b = keys
    if a is None or b is None:
        cards.nothing(t("Search for two customers, and choose one on each side."))
        return
    if scope.is_filtered:
        st.caption(t("The filters above narrow the search only; what is shown of a customer is all of it."))
    people = [store.ask(profile.person, key) for key in (a, b)]
    standings = [store.ask(profile.standing, key, scope.as_of) for key in (a, b)]
    names = [_name(person) for person in people]
    for name, standing in zip(names, standings, strict=True):
        if standing is None:
            st.info(t("{name} had not been seen yet on {day}. Choose a later month.", name=inert(name),
                      day=words.day(scope.as_of)))  # fmt: skip
            return
    pairs = compare.pairs(_facts(a, scope), _facts(b, scope), FACTS)
    cards.answer(answer(names, pairs, same=a == b))
    for place, key, name, standing in zip(st.columns(2), (a, b), names, standings, strict=True):
        with place:
            _labels(key, name, standing, scope)
    sides: Sides = [
        (without_marks(name), store.ask(compare_months.by_month_of_one, scope.as_of, key))
        for name, key in zip(names, (a, b), strict=True)
    ]
    show_months(sides, "revenue")
    number_table(pairs, names[0], names[1], t("Money and orders of the window."), f"compare-{scope.as_of}")
    for place, side, key, name in zip(st.columns(2), ("a", "b"), (a, b), names, strict=True):
        with place:
            _orders(side, key, name, scope)


def answer(names: list[str], pairs: list[Pair], same: bool) -> str:
    """The page's first sentence: what both brought, and in what they differ most."""
    a, b = map(in_answer, names)
    if same:
        return t("Both sides are **{name}**: choose another one to compare with.", name=a)
    paid = next(pair for pair in pairs if pair.measure == "revenue")
    first = t(
        "**{name}** brought **{money}** in the window, **{other}** **{paid}**.",
        name=a, other=b, money=words.money(paid.a), paid=words.money(paid.b),
    )  # fmt: skip
    most = compare.largest(pairs, but=NOT_SAID)
    if not most:
        return joined(first, t("They buy alike."))
    return joined(first, differences(most))


def _name(person: Person | None) -> str:
    return (person.name or person.customer_id) if person else ""


def _facts(key: int, scope: Scope) -> dict[str, float | None]:
    """FACTS of a customer; None where one is not known."""
    year_before = store.ask(history, scope.as_of).compared_with
    now = store.ask(profile.standing, key, scope.as_of)
    before = store.ask(profile.standing, key, year_before) if year_before else None
    expected = store.ask(forecast.of_customer, scope.as_of, key)
    found = {
        "revenue_before": before.revenue if before else None,
        "average_order": now.revenue_per_order if now else None,
        "expected_value": expected.expected_value if expected else None,
        "purchase_probability": expected.purchase_probability if expected else None,
    }
    return {fact: _number(found[fact] if fact in found else getattr(now, fact)) for fact in FACTS}


def _number(value: Decimal | float | None) -> float | None:
    return None if value is None or value != value else float(value)


def _labels(key: int, name: str, standing: Standing | None, scope: Scope) -> None:
    """The three labels of a customer, each with why."""
    reasons: Reasons | None = why.reasons(key, scope.as_of)
    with st.container(border=True, height="stretch", gap="xsmall"):
        cards.titles(inert(name), "")
        if standing is None or reasons is None:
            return
        for field, code, reason in (
            ("tier", standing.tier, reasons.tier),
            ("quadrant", standing.quadrant, reasons.quadrant),
            ("stage", standing.stage, reasons.stage),
        ):
            cards.legend(field, [code], store.settings())
            st.caption(inert(reason.why))
        ways.link(
            "pages/customers.py", label=t("Open the profile"), icon=":material/person:",
            parameters=ways.to_customer(key),
        )  # fmt: skip


def _orders(side: str, key: int, name: str, scope: Scope) -> None:
    """The newest orders of one side."""
    frame = store.ask(purchases.orders, key, scope.as_of, ORDERS_SHOWN)
    shown: pd.DataFrame = frame.assign(kind=[t(KINDS[kind]) for kind in frame["kind"]])
    tables.table(
        shown,
        {
            "ordered_at": Column(t("Date"), "day", pinned=True),
            "kind": Column(t("Kind")),
            "net_revenue": Column(t("Net"), "money", help=t("What the row adds to revenue.")),
            "order_id": Column(t("Order number")),
        },
        key=f"compare_orders_{side}",
        title=t("Orders of {name}", name=inert(name)),
        subtitle=t("Newest first; amounts{unit}.", unit=unit()),
        empty=t("No orders up to {day}.", day=words.day(scope.as_of)),
        height=300 if len(shown) > 8 else "auto",
    )
