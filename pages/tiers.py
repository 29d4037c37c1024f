"""Who are my best customers, and who stands beside the lines?"""

import pandas as pd
import streamlit as st

from crm_core.charts import tiers as charts
from crm_core.queries import tiers
from crm_core.queries.history import History, history
from crm_core.queries.scope import Scope
from crm_core.queries.tiers import Lines
from crm_core.settings import Settings
from crm_core.settings_words import CHOICES
from pages.parts import cards, store, tables, ways, why, words
from pages.parts.filters import header, snapshot_of
from pages.parts.history import say_if_short
from pages.parts.label_months import by_month
from pages.parts.phrases import value_name
from pages.parts.sentences import together
from pages.parts.tables import Column
from pages.parts.value_classes import classes
from pages.parts.words import t, tn

SETTINGS_PAGE = "pages/settings.py"
TIERS = ("A", "B", "C")
CONCENTRATED_UP_TO = 1 / 3  # definitions, section 4: a larger share of A means that revenue is not concentrated


def page() -> None:
    """One run of the page."""
    scope = header(t("Tiers"))
    behind = store.ask(history, scope.as_of)
    found = store.ask(tiers.tiers, scope, behind.compared_with)
    if found["customers"].sum() == 0:
        say_if_short(behind)
        cards.nothing(t("No customer of this selection bought in the window. Choose fewer filters, or another month."))
        return
    lines, settings = store.ask(tiers.lines, scope.as_of), store.settings()
    cards.answer(answer(found, value_name(settings)))
    say_if_short(behind)
    say_if_spread(lines, settings)
    left, right = st.columns([3, 2])
    with left:
        pareto(scope, lines, value_name(settings))
    with right:
        rules(scope, lines, settings)
    tier_table(found, behind)
    boundaries(scope, lines, settings)
    classes(scope)
    by_month(scope, "tier", TIERS, t("Tiers by month"))


def answer(found: pd.DataFrame, value: str) -> str:
    """The page's first sentence."""
    best = found.iloc[0]
    if best["customers"] == 0:
        return t("No customer of this selection is in A; the best are in {tier}.", tier=best_tier(found))
    n = int(best["customers"])
    now = {
        "share": words.share(best["customer_share"]),
        "part": words.share(best["value_share"]),
        "value": value,
    }
    if pd.isna(best["customer_share_before"]):
        return tn(
            "**{n}** customer (**{share}**) brings **{part}** of {value}.",
            "**{n}** customers (**{share}**) bring **{part}** of {value}.",
            n,
            **now,
        )
    return tn(
        "**{n}** customer (**{share}**) brings **{part}** of {value}; "
        "a year before, {n_before} ({share_before}) brought {part_before}.",
        "**{n}** customers (**{share}**) bring **{part}** of {value}; "
        "a year before, {n_before} ({share_before}) brought {part_before}.",
        n, **now, n_before=words.count(best["customers_before"]),
        share_before=words.share(best["customer_share_before"]), part_before=words.share(best["value_share_before"]),
    )  # fmt: skip


def best_tier(found: pd.DataFrame) -> str:
    """The best tier that somebody has."""
    return words.short("tier", found.loc[found["customers"] > 0, "tier"].iloc[0])


def say_if_spread(lines: Lines, settings: Settings) -> None:
    """Where too many customers are key, tiers by share of revenue say little: offer the other method."""
    if lines.key_share is None or lines.key_share <= CONCENTRATED_UP_TO:
        return
    text = t(
        "Revenue is not concentrated here: {share} of the customers are in A, so A does not single out the best.",
        share=words.share(lines.key_share),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":blue[:material/info:] {text}", width="content")
        if settings.tier_method != "rank":
            ways.link(SETTINGS_PAGE, label=t("Draw tiers by rank instead"), icon=":material/tune:")


def pareto(scope: Scope, lines: Lines, value: str) -> None:
    """The picture; a click on a section leads to its customers."""
    clicked = cards.chart(
        t("How much the best customers bring"),
        charts.pareto(store.ask(tiers.curve, scope), lines, value, words.look()),
        key="tiers_pareto",
        subtitle=t(
            "Share of {value} by share of customers, the best first. Click a colour to see its customers.",
            value=value,
        ),
        empty=t("No customer of this selection brought anything in the window, after refunds."),
        on_click=True,
    )
    if clicked:
        tables.open_customers(tier=clicked[0][0])


def rules(scope: Scope, lines: Lines, settings: Settings) -> None:
    """The method and the thresholds in words, and what is in no tier."""
    snapshot = snapshot_of(scope)
    with st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"##### {t('How the tiers are drawn')}")
        st.markdown(
            t(
                "By {value} from {start} to {end} ({n} months), net of refunds.",
                value=value_name(settings), start=words.day(snapshot.window_start), end=words.day(snapshot.as_of),
                n=words.count(settings.window_months),
            )
        )  # fmt: skip
        for tier, lowest in (("A", lines.lowest_a), ("B", lines.lowest_b), ("C", None)):
            now = "" if lowest is None else t("Now: from {money}.", money=words.money_exact(lowest))
            st.markdown(f"**{tier}** · {words.escape(together(words.meaning('tier', tier, settings), now))}")
        ways.link(SETTINGS_PAGE, label=t("Change the rules in Settings"), icon=":material/tune:")
        left_out(scope)


def left_out(scope: Scope) -> None:
    """Who and what has no tier, so that the sums can be followed to net revenue."""
    found = store.ask(tiers.outside, scope)
    texts = [
        t(
            "Without a tier: customers who bought before but not in the window ({absent}) or not at all so far "
            "({never}); together {money}, from refunds.",
            absent=words.count(found.absent), never=words.count(found.never_bought),
            money=words.money_exact(found.untiered_revenue),
        )
    ]  # fmt: skip
    if scope.is_filtered:
        texts.append(
            t(
                "In the whole shop, {money} name no customer and are in no tier (orders: {n}).",
                money=words.money_exact(found.unidentified_revenue), n=words.count(found.unidentified_purchases),
            )
        )  # fmt: skip
    else:
        texts.append(
            t(
                "Naming no customer: {money} (orders: {n}). With the tiers' {tiered} this is all net revenue of the "
                "window, {net}.",
                money=words.money_exact(found.unidentified_revenue), n=words.count(found.unidentified_purchases),
                tiered=words.money_exact(found.tiered_revenue), net=words.money_exact(found.net_revenue),
            )
        )  # fmt: skip
    for text in texts:
        st.caption(words.escape(text))


def tier_table(found: pd.DataFrame, behind: History) -> None:
    """The numbers of each tier; a click on a row leads to its customers."""
    columns = {
        "tier": Column(t("Tier"), "badge", "tier", pinned=True),
        "customers": Column(t("Customers"), "count"),
        "customers_change": Column(
            t("Change on the year before"), "count", help=t("Change in the number of customers.")
        ),
        "customer_share": Column(t("Share of customers"), "bar"),
        "revenue": Column(t("Revenue"), "money"),
        "revenue_share": Column(t("Share of revenue"), "bar"),
        "average_order": Column(t("Average order"), "decimal", help=t("Revenue divided by orders.")),
        "orders_per_customer": Column(t("Orders per customer"), "decimal"),
    }
    if behind.compared_with is None:
        del columns["customers_change"]
    row = tables.table(
        found,
        columns,
        key="tiers_table",
        title=t("The tiers in numbers"),
        subtitle=t("Of customers with a tier; money{unit}, in the window. Click a row for its customers.", unit=unit()),
        on_click=True,
    )
    if row is not None:
        tables.open_customers(tier=str(found["tier"].iloc[row]))


def unit() -> str:
    """The unit of a money column, where it is known."""
    return t(" in {currency}", currency=words.currency()) if words.currency() else ""


def boundaries(scope: Scope, lines: Lines, settings: Settings) -> None:
    """The customers just above and just below each line."""
    found = store.ask(tiers.boundaries, scope)
    left, right = st.columns(2)
    for place, line, lowest in ((left, "A", lines.lowest_a), (right, "B", lines.lowest_b)):
        with place:
            beside(found[found["line"] == line], line, lowest, settings, scope)


def beside(found: pd.DataFrame, line: str, lowest: float | None, settings: Settings, scope: Scope) -> None:
    """One line: who is above it, who is below, how far, and why."""
    shown = why.with_why(found, scope.as_of, "tier_why").assign(
        distance=[distance(row["is_above"], row["distance"], line) for row in found.to_dict("records")]
    )
    row = tables.table(
        shown,
        {
            "name": Column(t("Customer"), pinned=True),
            "distance": Column(t("To the line")),
            "tier": Column(t("Tier"), "badge", "tier"),
            "value": Column(t(CHOICES[settings.tier_value]), "money"),
            "last_purchase": Column(t("Last purchase"), "day"),
            "tier_why": why.column("tier_why"),
        },
        key=f"tiers_beside_{line}",
        title=t("Beside the {line} line", line=line),
        subtitle=t("The line is at {money}; money{unit}.", money=words.escape(words.money_exact(lowest)), unit=unit()),
        empty=t("Nobody of this selection is near this line."),
        on_click=True,
        height=tall(len(found)),
    )
    tables.chosen_customer(found, row)


def distance(is_above: bool, money: float, line: str) -> str:
    """How far a customer is from a line, in words."""
    if is_above:
        return t("{money} above", money=words.decimal(money, 2)) if money else t("on the line")
    return t("{money} more for {tier}", money=words.decimal(money, 2), tier=line)


def tall(rows: int) -> int:
    """The height in pixels at which a table shows all its rows, with room for the bar that scrolls it sideways."""
    return 34 * rows + 50


page()
