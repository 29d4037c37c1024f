"""What hangs on a few? The largest customers' share of revenue, and how much of it may go."""

import pandas as pd
import streamlit as st

from crm_core.charts import concentration as charts
from crm_core.charts.concentration import PARTS
from crm_core.locale import _
from crm_core.queries import concentration, exposure
from crm_core.queries.concentration import Concentration
from crm_core.queries.exposure import Exposure
from crm_core.queries.history import history
from crm_core.queries.scope import Scope
from pages.parts import cards, store, tables, words
from pages.parts.chips import chips
from pages.parts.concentration_numbers import numbers
from pages.parts.exposed import exposed
from pages.parts.filters import header, snapshot_of
from pages.parts.history import say_if_short
from pages.parts.nameless import say_nameless
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t, tn

AT_RISK = ("wavering", "lost_since")


def page() -> None:
    """One run of the page."""
    scope = header(t("Concentration"))
    behind = store.ask(history, scope.as_of)
    found = store.ask(concentration.concentration, scope, scope.as_of)
    if found.ten_share is None:
        say_if_short(behind)
        cards.nothing(t("No customer of this selection brought anything in the window, after refunds."))
        return
    before = None
    if behind.compared_with is not None:
        before = store.ask(concentration.concentration, scope, behind.compared_with)
    largest = store.ask(concentration.largest, scope, found.ten_from, found.revenue)
    hanging = store.ask(exposure.exposure, scope)
    cards.answer(joined(answer(found, before, largest), at_risk(hanging)))
    say_if_short(behind)
    numbers(found, before)
    left, right = st.columns([3, 2])
    with left:
        lorenz(found, before)
    with right:
        parts(found)
    exposure_bars(hanging)
    exposed(scope, hanging, found.revenue)
    the_largest(largest)
    if not scope.is_filtered:
        by_month(scope)
    base(scope, found)


def answer(found: Concentration, before: Concentration | None, largest: pd.DataFrame) -> str:
    """The page's first sentence: what the ten largest bring, and how many of them may go."""
    if found.customers <= found.ten:
        return tn(
            "All revenue comes from **{n}** customer.",
            "All revenue comes from **{n}** customers; the largest brings **{share}**.",
            found.customers,
            share=words.share(largest["share"].iloc[0]),
        )
    wavering, lost = (int((largest["stage"] == stage).sum()) for stage in ("wavering", "lost"))
    if before is not None and before.ten_share is not None and before.customers > before.ten:
        said = t(
            "Your ten largest customers bring **{share}** of revenue (a year before {before});",
            share=words.share(found.ten_share),
            before=words.share(before.ten_share),
        )
    else:
        said = t("Your ten largest customers bring **{share}** of revenue;", share=words.share(found.ten_share))
    if wavering and lost:
        n_lost = words.count(lost)
        return joined(
            said,
            tn(
                "**{n}** of them is wavering, **{lost}** lost.",
                "**{n}** of them are wavering, **{lost}** lost.",
                wavering,
                lost=n_lost,
            ),
        )
    if lost:
        return joined(said, tn("**{n}** of them is lost.", "**{n}** of them are lost.", lost))
    if wavering:
        return joined(said, tn("**{n}** of them is wavering.", "**{n}** of them are wavering.", wavering))
    return joined(said, t("none of them is wavering or lost."))


def at_risk(hanging: Exposure) -> str:
    """How much of key customers' revenue may go; nothing where there is none."""
    n = hanging.customers(*AT_RISK)
    if not n:
        return ""
    return tn(
        "**{n}** key customer (A) is at risk, with **{money}** of revenue.",
        "**{n}** key customers (A) are at risk, with **{money}** of revenue ({share} of key customers' revenue).",
        n,
        money=words.money(hanging.revenue(*AT_RISK)),
        share=words.share(hanging.share(*AT_RISK)),
    )


def lorenz(found: Concentration, before: Concentration | None) -> None:
    """The picture."""
    cards.chart(
        t("How unequal customers are"),
        charts.lorenz(found.curve, before.curve if before is not None else None, words.look()),
        key="concentration_lorenz",
        subtitle=joined(
            t(
                "Lorenz curve: share of revenue brought by the smallest customers. "
                "The deeper it hangs, the fewer bring most."
            ),
            t("Thin: a year before.") if before is not None else "",
        ),
        empty=t("No customer of this selection brought anything in the window, after refunds."),
    )  # fmt: skip


def parts(found: Concentration) -> None:
    """How much the best part of the customers brings, and how few bring a part of the revenue."""
    columns = {
        "part": Column(t("Of customers")),
        "customers": Column(t("Customers"), "count"),
        "revenue_share": Column(t("Share of revenue"), "bar"),
    }
    part_table("tops", t("What the largest bring"), found.tops, _("The largest {share}"), columns)
    columns = {
        "part": Column(t("Of revenue")),
        "customers": Column(t("Customers"), "count"),
        "customer_share": Column(t("Share of customers"), "bar"),
    }
    part_table("firsts", t("How few bring it"), found.firsts, _("The first {share}"), columns)


def part_table(name: str, title: str, rows: pd.DataFrame, part: str, columns: dict[str, Column]) -> None:
    """One row per part, at its full height; part: what a row is called, by its per_cent."""
    named = rows.assign(part=[t(part, share=words.share(per_cent / 100, 0)) for per_cent in rows["per_cent"]])
    tables.table(named, columns, key=f"concentration_{name}", title=title, height=34 * len(named) + 38)


def exposure_bars(hanging: Exposure) -> None:
    """Key customers' revenue, seen from two sides."""
    total, n = hanging.revenue("exposed"), hanging.customers("exposed")
    texts = [
        t(
            "Revenue of key customers (A) in the window, twice: by whether they still come, "
            "and by whether they like us."
        ),
        t("The two bars hold the same revenue, so their parts are not added."),
    ]
    if n:
        texts.append(
            tn(
                "At risk or measured as weak: {n} customer with {money}.",
                "At risk or measured as weak: {n} customers with {money}, each counted once.",
                n,
                money=words.escape(words.money(total)),
            )
        )
    if hanging.previous is None:
        texts.append(t("Who was lost only since the month before is not known: there is no snapshot of it yet."))
    figure = charts.exposure(hanging.parts, words.look())
    with st.container(border=True, gap="xsmall"):
        cards.titles(t("What hangs on key customers"), joined(*texts))
        if figure is None:
            cards.nothing(t("No customer of this selection is in tier A."))
            return
        chips((t(PARTS[part]), charts.part_colour(part, words.look())) for part in charts.shown_parts(hanging.parts))
        clicked = cards.draw(figure, "concentration_exposure", t("What hangs on key customers"), True)
    if clicked:
        tables.open_customers(tier="A", **LABELS_OF.get(clicked[0], {}))


# What a part of the bars is on the Customers page.
LABELS_OF: dict[str, dict[str, str | None]] = {
    "wavering": {"stage": "wavering"},
    "lost_since": {"stage": "lost"},
    "lost_before": {"stage": "lost"},
    "weak": {"attitude": "measured"},
    "strong": {"attitude": "measured"},
    "estimated": {"attitude": "estimated"},
    "unknown": {"attitude": None},
}


def the_largest(largest: pd.DataFrame) -> None:
    """The ten largest; a click opens the profile."""
    row = tables.table(
        largest,
        {
            "rank": Column("#", "count", width="small"),
            "customer": Column(t("Customer"), pinned=True),
            "revenue": Column(t("Revenue"), "money"),
            "share": Column(t("Share of revenue"), "bar"),
            "cumulative_share": Column(t("With those before"), "share", help=t("Together with all larger ones.")),
            "tier": Column(t("Tier"), "badge", "tier"),
            "stage": Column(t("Stage"), "badge", "stage"),
            "quadrant": Column(t("Loyalty"), "badge", "quadrant"),
            "last_purchase": Column(t("Last purchase"), "day"),
            "owner": Column(t("Account manager")),
        },
        key="concentration_largest",
        title=t("The ten largest"),
        subtitle=t("Revenue{unit}, in the window. Tick a row to open the profile.", unit=unit()),
        on_click=True,
        height=34 * len(largest) + 38,
    )
    tables.chosen_customer(largest, row)


def by_month(scope: Scope) -> None:
    """The largest fifth, month by month."""
    cards.chart(
        t("Share of the largest fifth by month"),
        charts.by_month(store.ask(concentration.by_month, scope.as_of), words.look()),
        key="concentration_months",
        subtitle=t(
            "What the 20% of customers with the most bring, of the window up to each month's end. "
            "Dotted: history too short."
        ),
        empty=t("One month alone makes no line: the others are still being computed, or are not there yet."),
    )  # fmt: skip


def base(scope: Scope, found: Concentration) -> None:
    """What all shares on the page are shares of."""
    snapshot = snapshot_of(scope)
    texts = [
        tn(
            "All shares are of {money}, the revenue of the {n} customer who bought from {start} to {end}, "
            "net of refunds; a customer's negative revenue counts as 0.",
            "All shares are of {money}, the revenue of the {n} customers who bought from {start} to {end}, "
            "net of refunds; a customer's negative revenue counts as 0.",
            found.customers,
            money=words.escape(words.money_exact(found.revenue)), start=words.day(snapshot.window_start),
            end=words.day(scope.as_of),
        )
    ]  # fmt: skip
    if store.settings().tier_value != "revenue":
        texts.append(t("Here customers are ranked by revenue, although the tiers are not."))
    st.caption(joined(*texts))
    say_nameless(scope)


page()
