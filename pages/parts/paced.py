"""Rising stars and falling customers: the lists, or why they are not shown."""

from functools import partial

import streamlit as st

from crm_core import exporting
from crm_core.queries import pace_groups
from crm_core.queries.pace_groups import Difference, Group, Which
from crm_core.queries.scope import Scope
from pages.parts import cards, list_files, store, tables, words
from pages.parts.customer_columns import coded, title
from pages.parts.phrases import joined, unit
from pages.parts.tables import Column
from pages.parts.words import t, tn

AT_MOST = 200


def paced(scope: Scope) -> None:
    """Both groups beside each other."""
    left, right = st.columns(2)
    with left:
        _group(scope, "rising")
    with right:
        _group(scope, "falling")


def _group(scope: Scope, which: Which) -> None:
    found = store.ask(pace_groups.differs, which)
    name = t("Rising stars") if which == "rising" else t("Falling customers")
    if found.is_hidden and store.is_complete():
        with st.container(border=True, height="stretch", gap="xsmall"):
            cards.titles(name, verdict(found))
            cards.nothing(t("Not shown: in this shop this sign says nothing about what comes next."))
        return
    rows = store.ask(pace_groups.customers, scope, which, AT_MOST)
    n = int(rows["found"].iloc[0]) if len(rows) else 0
    row = tables.table(
        rows,
        columns(),
        key=f"movement_{which}",
        title=f"{name} ({words.count(n)})",
        subtitle=joined(
            meaning(which),
            verdict(found),
            t("The {n} with the most revenue.", n=words.count(AT_MOST)) if n > AT_MOST else "",
        ),
        empty=t("Nobody at this date."),
        on_click=True,
        below=partial(_files, scope, which, name),
    )
    tables.chosen_customer(rows, row)


def meaning(which: Which) -> str:
    """Who is in the group, by the settings."""
    settings = store.settings()
    if which == "rising":
        return t(
            "B and C who in the last 91 days bought at {pace} times their earlier pace or more; the season taken out. "
            "Revenue{unit} of the window.",
            pace=words.decimal(settings.rising_from), unit=unit(),
        )  # fmt: skip
    return t(
        "A and B (now or a month before) who in the last 91 days bought at {pace} times their earlier pace or less; "
        "the season taken out. Revenue{unit} of the window.",
        pace=words.decimal(settings.falling_to), unit=unit(),
    )  # fmt: skip


def verdict(found: Difference) -> str:
    """Whether the group did later what its name says: that takes all months."""
    if not store.is_complete():
        return t("Whether the sign holds is tested once the months before the newest are computed.")
    months = store.settings().outcome_months
    if found.verdict == "unknown" or found.as_of is None:
        return tn(
            "Not tested yet: it takes {n} month of data after a month with enough history.",
            "Not tested yet: it takes {n} months of data after a month with enough history.",
            months,
        )
    if found.verdict == "too_few":
        return t(
            "Too few to say whether the sign holds: {n} of {date} and {m} others to compare with.",
            date=words.day(found.as_of), n=words.count(found.group.customers), m=words.count(found.others.customers),
        )  # fmt: skip
    values = {"date": words.day(found.as_of), "share": _share(found.group), "others": _share(found.others)}
    if found.verdict == "differs":
        return tn(
            "Tested: of those of {date}, {share} brought more in the month after, of the others {others}.",
            "Tested: of those of {date}, {share} brought more in the {n} months after, of the others {others}.",
            months, **values,
        )  # fmt: skip
    return tn(
        "Tested, and it does not hold: of those of {date}, {share} brought more in the month after, of the "
        "others {others}.",
        "Tested, and it does not hold: of those of {date}, {share} brought more in the {n} months after, of the "
        "others {others}.",
        months, **values,
    )  # fmt: skip


def _share(group: Group) -> str:
    low, high = group.interval
    return t("{share} ({low} to {high})", share=words.share(group.share), low=words.share(low), high=words.share(high))


def columns() -> dict[str, Column]:
    """How the lists are shown."""
    return {
        "customer": Column(t("Customer"), pinned=True),
        "tier": Column(t("Tier"), "badge", "tier"),
        "pace": Column(t("Pace (×)"), "decimal", help=t("Against the customer's own earlier pace, and that of all.")),
        "revenue": Column(t("Revenue"), "money"),
        "stage": Column(t("Stage"), "badge", "stage"),
        "last_purchase": Column(t("Last purchase"), "day"),
        "owner": Column(t("Account manager")),
    }


def _files(scope: Scope, which: Which, name: str) -> None:
    shown = list_files.columns(columns(), coded)
    wanted = [shown[0], exporting.Column("customer_id", title("customer_id")), *shown[1:]]
    list_files.downloads(f"{which}-{scope.as_of}", name, wanted, _reader(scope, which), scope)


def _reader(scope: Scope, which: Which) -> list_files.Frames:
    return lambda connection: pace_groups.all_customers(connection, scope, which)
