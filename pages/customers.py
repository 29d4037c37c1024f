"""Who is this? Every customer, searched, filtered and sorted; a row opens the profile."""

import streamlit as st

from crm_core.queries import customers
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Everyone, Page, Totals
from crm_core.queries.scope import Scope
from pages.parts import cards, customer_columns, store, tables, ways, why, words
from pages.parts.customer_choice import Choice, choice, filters, write_address
from pages.parts.customer_controls import controls, what_is_chosen
from pages.parts.customer_files import downloads
from pages.parts.customer_segments import file_name, on_show, opened, remarks, segment_box
from pages.parts.filters import header, snapshot_of
from pages.parts.nameless import say_nameless
from pages.parts.profile import profile
from pages.parts.ways import CUSTOMER
from pages.parts.words import t, tn

ROWS_IN_SIGHT = 17


def page() -> None:
    """One run of the page."""
    linked = opened()
    scope = header(t("Customers"))
    kept = choice(linked)
    segment = on_show(kept, scope)
    write_address(kept)
    chosen = st.query_params.get(CUSTOMER)
    if chosen is not None:
        profile(chosen, scope)
        return
    columns = customer_columns.asked(with_name(kept.columns))
    found = store.ask(customers.page, scope, filters(kept), columns, kept.order, kept.page)
    every = store.ask(customers.everyone, scope)
    cards.answer(answer(found.totals, every, scope, kept))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        controls(kept)
        segment_box(kept, scope, segment)
        names = with_name(kept.columns)
        sheet = segment.name if segment else t("Customers")
        downloads(found.totals, scope, filters(kept), names, kept.order, sheet, file_name(segment, scope))
    what_is_chosen(kept)
    remarks(kept, segment)
    rows(found, kept, scope)
    foot(found, kept)
    say_nameless(scope)


def with_name(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The chosen columns; nobody can be told apart without the first."""
    return columns or ("customer",)


def answer(found: Totals, every: Everyone, scope: Scope, kept: Choice) -> str:
    """The page's first sentence."""
    window = months(scope)
    if filters(kept) == Filters():
        n, active, money = words.count(every.customers), words.count(every.active), words.money(every.revenue)
        change = words.change(every.revenue, every.revenue_before)
        if change:
            return t(
                "**{n}** customers are known; **{active}** of them bought for **{money}** {window}, "
                "{change} on the year before.",
                n=n, active=active, money=money, window=window, change=change,
            )  # fmt: skip
        return t(
            "**{n}** customers are known; **{active}** of them bought for **{money}** {window}.",
            n=n, active=active, money=money, window=window,
        )  # fmt: skip
    if not found.customers:
        return t("None of {all} customers matches.", all=words.count(every.customers))
    return tn(
        "**{n}** of {all} customers: brought **{money}** {window}, {share} of customers' revenue.",
        "**{n}** of {all} customers: they brought **{money}** {window}, {share} of customers' revenue.",
        found.customers,
        all=words.count(every.customers),
        money=words.money(found.revenue),
        window=window,
        share=words.share(every.share(found)),
    )


def months(scope: Scope) -> str:
    """The window in words."""
    n = words.count(store.settings().window_months)
    if snapshot_of(scope).is_newest:
        return t("in the last {months} months", months=n)
    return t("in the {months} months to {day}", months=n, day=words.day(scope.as_of))


def rows(found: Page, kept: Choice, scope: Scope) -> None:
    """The table; a row opens its profile."""
    names = with_name(kept.columns)
    told = why.with_why(found.rows, scope.as_of, *customer_columns.told(names))
    row = tables.table(
        customer_columns.written(told),
        customer_columns.shown(names),
        key=f"customers_rows_{kept.page}",
        empty=t("No customer matches. Try fewer words, or choose “Show all”."),
        on_click=True,
        height=640 if len(found.rows) > ROWS_IN_SIGHT else "auto",
    )
    if row is not None:
        st.query_params.update(ways.to_customer(int(found.rows["customer_key"].iloc[row])))
        st.rerun()


def foot(found: Page, kept: Choice) -> None:
    """Which rows these are, and the way to the other pages."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            t(
                "{first}–{last} of {all} · {money} · {orders} orders in the window. Tick a row to open the profile.",
                first=words.count(found.first), last=words.count(found.last), all=words.count(found.totals.customers),
                money=words.escape(words.money_exact(found.totals.revenue)), orders=words.count(found.totals.orders),
            ),
            width="content",
        )  # fmt: skip
        if found.pages > 1:
            pages_of(found, kept)


def pages_of(found: Page, kept: Choice) -> None:
    """The switch between pages of rows. A new one for each page, because a new search begins at the first again."""
    chosen = st.pagination(found.pages, default=found.number, key=f"customers_page_{found.number}_{found.pages}")
    if chosen != found.number:
        kept.page = chosen
        st.rerun()


page()
