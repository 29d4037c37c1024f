"""The diamond model and the types of loyalty of the newest day, and the customers behind each label."""

import pandas as pd
import streamlit as st

from crm_core.charts import loyalty_types as charts
from crm_core.labels import DIAMOND, LOYALTY_TYPES
from crm_core.queries import loyalty_types as queries
from crm_core.queries.loyalty_types import Field, State
from crm_core.queries.scope import Scope
from pages.parts import cards, store, tables, ways, words
from pages.parts.filters import snapshot_of
from pages.parts.guard import DATA_PAGE
from pages.parts.meanings import meanings
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t

CHOSEN = "loyalty_type_chosen"  # session state: the field and the label whose customers are listed
CODES: dict[Field, list[str | None]] = {"diamond": list(DIAMOND), "loyalty_type": list(LOYALTY_TYPES)}


def loyalty_types(scope: Scope) -> None:
    """The section of the Loyalty page; of another month than the newest it says where to look."""
    if not snapshot_of(scope).is_newest:
        st.caption(
            t("The diamond model and the types of loyalty are worked out for the newest day: choose that month.")
        )
        return
    state = store.ask(queries.state)
    if not state.is_ready:
        st.caption(t("The diamond model and the types of loyalty are still being worked out."))
        return
    left, right = st.columns([2, 3])
    with left:
        _diamond(scope, state)
    with right:
        _types(scope, state)
    _members(scope)


def _diamond(scope: Scope, state: State) -> None:
    settings = store.settings()
    codes = [code for code in DIAMOND if code is not None]
    figure = charts.diamond(
        store.ask(queries.groups, scope, "diamond"),
        {code: words.short("diamond", code) for code in codes},
        {code: words.meaning("diamond", code, settings) for code in codes},
        words.share(settings.diamond_share),
        words.look(),
    )
    has_goods = state.has_brands or state.has_categories
    about = (
        t("Customers and their revenue in the window, by attitude and by what they spend most on: brands.")
        if state.has_brands
        else t("Customers and their revenue in the window, by attitude and by what they spend most on: categories.")
    )
    clicked = cards.chart(
        t("Diamond model"),
        figure,
        key="loyalty_diamond",
        subtitle=joined(about, t("Click a field for its customers.")) if figure else "",
        empty=t("Nobody of this selection has both a known attitude and a known brand or category.")
        if has_goods
        else t(
            "No file says of which brand or category the goods are. Order lines, uploaded on the Data page, fill this."
        ),
        on_click=True,
    )
    if not has_goods:
        ways.link(DATA_PAGE, label=t("Go to the Data page"), icon=":material/upload_file:")
    if clicked:
        st.session_state[CHOSEN] = ("diamond", clicked[0][0])


def _types(scope: Scope, state: State) -> None:
    frame = _in_order(store.ask(queries.groups, scope, "loyalty_type"), "loyalty_type")
    about = t("What keeps them coming; the first that fits counts. Revenue{unit}, in the window.", unit=unit())
    row = tables.table(
        frame,
        {
            "label": Column(t("Type of loyalty"), "badge", "loyalty_type", pinned=True),
            "customers": Column(t("Customers"), "count"),
            "customer_share": Column(t("Share of customers"), "bar"),
            "revenue": Column(t("Revenue"), "money"),
            "revenue_share": Column(t("Share of revenue"), "bar"),
        },
        key="loyalty_types",
        title=t("Types of loyalty"),
        subtitle=about if state.has_discounts else joined(about, t("No order says its discount: nobody is impulsive.")),
        empty=t("Nobody of this selection has a type."),
        on_click=True,
    )
    if row is not None:
        st.session_state[CHOSEN] = ("loyalty_type", _code(frame["label"].iloc[row]))
    meanings("loyalty_type", [code for code in LOYALTY_TYPES if code is not None], t("What they mean"))


def _members(scope: Scope) -> None:
    field, label = st.session_state.get(CHOSEN, (None, None))
    if field not in CODES:
        return
    frame = store.ask(queries.members, scope, field, label)
    frame["discounted"] = [
        t("{n} of {all}", n=words.count(n), all=words.count(known)) if known else None
        for n, known in zip(frame["discounted_orders"], frame["orders_with_known_discount"], strict=True)
    ]
    row = tables.table(
        frame,
        {
            "name": Column(t("Customer"), pinned=True),
            "revenue": Column(t("Revenue"), "money"),
            "diamond": Column(t("Diamond model"), "badge", "diamond"),
            "loyalty_type": Column(t("Type of loyalty"), "badge", "loyalty_type"),
            "top_brand": Column(t("Spends most on")),
            "top_brand_share": Column(t("Its share"), "share", help=t("Of what this customer spent in the window.")),
            "total_purchase_days": Column(t("Purchase days, ever"), "count"),
            "gap_variation": Column(
                t("Variation of gaps"),
                "decimal",
                help=t("Standard deviation of the days between purchases, divided by their mean: 0 is a clock."),
            ),
            "discounted": Column(t("Discounted orders"), help=t("Of those whose discount is known.")),
        },
        key=f"loyalty_type_members_{field}_{label}",
        title=words.label(field, label),
        subtitle=joined(
            words.meaning(field, label, store.settings()),
            t("The largest first; revenue in the window{unit}. Click one for its profile.", unit=unit()),
        ),
        empty=t("Nobody of this selection is here."),
        on_click=True,
    )
    tables.chosen_customer(frame, row)


def facts_of(customer_key: int) -> list[tuple[str, str | None]]:
    """What a profile says of one customer, at the newest day; nothing where it bought nothing lately."""
    found = store.ask(queries.of_customer, customer_key)
    if found is None:
        return []
    most = (
        t("{name} ({share})", name=found.top_brand, share=words.share(found.top_brand_share))
        if found.top_brand and found.top_brand_share is not None
        else None
    )
    return [
        (t("Type of loyalty"), words.label("loyalty_type", found.loyalty_type) if found.loyalty_type else None),
        (t("Diamond model"), words.label("diamond", found.diamond) if found.diamond else None),
        (t("Spends most on"), most),
    ]


def _in_order(frame: pd.DataFrame, field: Field) -> pd.DataFrame:
    rank = {code: place for place, code in enumerate(CODES[field])}
    return frame.assign(rank=[rank[_code(label)] for label in frame["label"]]).sort_values("rank", ignore_index=True)


def _code(label: object) -> str | None:
    return label if isinstance(label, str) else None
