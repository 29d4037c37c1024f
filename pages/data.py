"""Is it all in? The files loaded so far, the months and gaps they cover, and the way in for more."""

import streamlit as st

from crm_core.charts import data as charts
from crm_core.queries import imports
from pages.parts import cards, jobs, loading, shops, store, upload, ways, words
from pages.parts.backup_card import backup_card, say_not_kept
from pages.parts.imports_so_far import imports_so_far, receipt_of
from pages.parts.inbox_card import inbox_card
from pages.parts.labelling import show_labelling
from pages.parts.plan_card import plan_card
from pages.parts.rescue_card import say_rescued
from pages.parts.setting_changes import show_restatement
from pages.parts.template_card import template_card
from pages.parts.words import escape, t, tn


def page() -> None:
    """One run of the Data page."""
    loading.settle()
    _head()
    say_not_kept()
    say_rescued()
    if store.ask(imports.is_built):
        _answer()
    else:
        cards.answer(t("Nothing has been loaded yet."))
    _just_loaded()
    show_labelling()
    if not jobs.is_taken(loading.SLOT):
        inbox_card()
    left, right = st.columns([3, 2])
    with left:
        _picture()
    with right:
        _inlet()
    _under_way()
    imports_so_far()
    show_restatement()
    template_card()
    backup_card()


def _head() -> None:
    """The title, and the way to the other shop."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        cards.header(t("Data"), t("This is an invented demo shop.") if store.shop() == "demo" else "")
        if store.shop() == "own":
            name, other = t("Show the demo shop again"), "demo"
        elif shops.has_own_data():
            name, other = t("Back to my shop"), "own"
        else:
            return
        st.button(name, icon=":material/storefront:", key="other_shop", on_click=store.show_shop, args=(other,))


def _answer() -> None:
    summary, revenue = store.ask(imports.summary), store.ask(imports.revenue)
    if not summary.files and revenue.last_day is None:
        cards.answer(t("Nothing has been loaded yet."))
        return
    files = tn("one file", "**{n} files**", summary.files)
    if revenue.last_day is None:
        cards.answer(t("{files} loaded, but no order that counts yet.", files=files))
        return
    unnamed = summary.unidentified_share
    cards.answer(
        t(
            "Data through **{date}** from {files}; **{rows}** rows accounted for; {unnamed}",
            date=words.day(revenue.last_day),
            files=files,
            rows=words.count(summary.rows),
            unnamed=t("**{share}** of order rows name no customer.", share=words.share(unnamed))
            if unnamed
            else t("every order row names its customer."),
        )
    )


def _picture() -> None:
    if not store.ask(imports.is_built):
        cards.chart(t("Orders by month"), None, key="orders_by_month", empty=t("Load orders to see them by month."))
        return
    gaps = store.ask(imports.gaps)
    texts = charts.Texts(
        named=t("with a customer"),
        unnamed=t("naming no customer"),
        orders=t("Orders"),
        revenue=t("Revenue"),
        gap=t("No order from {first} to {last} ({days} days)"),
        gaps=t("days without an order"),
    )
    cards.chart(
        t("Orders by month"),
        charts.orders_by_month(store.ask(imports.months), gaps, texts, words.look()),
        key="orders_by_month",
        subtitle=escape(_what_is_missing()),
        empty=t("Load orders to see them by month."),
    )


def _what_is_missing() -> str:
    """The longest gap, and the revenue that no customer's figures hold, in words."""
    gaps, revenue = store.ask(imports.gaps), store.ask(imports.revenue)
    parts = [t("No unusual gap between orders.")]
    if not gaps.empty:
        gap = gaps.iloc[0]
        parts = [
            t(
                "Longest gap: {days} days from {first} to {last}. Is a file missing?",
                days=words.count(gap.days), first=words.day(gap.first_day), last=words.day(gap.last_day),
            )
        ]  # fmt: skip
    if revenue.unidentified_share:
        parts.append(
            t(
                "{part} of {all} revenue ({share}) names no customer.",
                part=words.money(revenue.unidentified_revenue), all=words.money(revenue.net_revenue),
                share=words.share(revenue.unidentified_share),
            )
        )  # fmt: skip
    return " ".join(parts)


def _inlet() -> None:
    """Where files come in; while some are read, how far that is."""
    with st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"##### {t('Upload')}")
        st.caption(t("Customers and orders are enough to begin with; order lines and survey answers sharpen loyalty."))
        if jobs.is_taken(loading.SLOT):
            jobs.show_progress(loading.SLOT)
            return
        upload.uploader()
        st.markdown(
            "\n".join(
                f"{number}. {text}"
                for number, text in enumerate(
                    (
                        t("Drop the exports of your shop here, as they are."),
                        t("Look at what was understood, and change what is not right."),
                        t("Check what would become of each row; then load."),
                    ),
                    start=1,
                )
            )
        )
        _ask_for_older_exports()


def _ask_for_older_exports() -> None:
    newest = store.ask(imports.newest) if store.ask(imports.is_built) else None
    if newest is None or newest.has_year_before:
        return
    st.info(
        tn(
            "The data reach back only {n} day. With older exports, changes on the year before can be shown.",
            "The data reach back only {n} days. With older exports, changes on the year before can be shown.",
            newest.days_of_history,
        ),
        icon=":material/history:",
    )


def _under_way() -> None:
    """The files that came in, what was understood of them, and the buttons that check and load them."""
    if jobs.is_taken(loading.SLOT):
        return
    for each in upload.uploads():
        plan_card(each)
    loading.actions()


def _just_loaded() -> None:
    """The receipts of the load that has just ended, and where to go from there."""
    loaded = st.session_state.get("loaded", ())
    if not loaded:
        return
    with st.container(border=True, gap="small", key="just_loaded"):
        st.markdown(f"##### :green[:material/check_circle:] {t('Loaded')}")
        _newest_numbers()
        with st.container(horizontal=True, vertical_alignment="center"):
            ways.link("pages/overview.py", label=t("See the Overview"), icon=":material/space_dashboard:")
            st.button(t("Close"), icon=":material/close:", type="tertiary", key="close_loaded", on_click=_close_loaded)
        with st.grid(2, min_column_width=330):
            for import_id in loaded:
                receipt_of(import_id, "loaded")


def _close_loaded() -> None:
    st.session_state.pop("loaded", None)


def _newest_numbers() -> None:
    newest = store.ask(imports.newest)
    if newest is None:
        st.caption(t("No order counts yet, so there are no numbers to show."))
        return
    window = t("in the window to {date}", date=words.day(newest.as_of))
    cards.kpis(
        [
            cards.Kpi(t("Customers"), words.count(newest.active), compared=window, good="neither"),
            cards.Kpi(t("Orders"), words.count(newest.purchases), compared=window, good="neither"),
            cards.Kpi(t("Revenue"), words.money(newest.net_revenue), compared=window, good="neither"),
            cards.Kpi(
                t("No customer named"), words.money(newest.unidentified_revenue),
                compared=t("{share} of revenue", share=words.share(newest.unidentified_share)), good="neither",
            ),
        ]
    )  # fmt: skip


page()
