"""What changed more than usual: a sentence each, with a way to those customers."""

import streamlit as st

from crm_core.locale import _
from crm_core.queries.changes import Change
from pages.parts import filters, ways, words
from pages.parts.words import t

SUBJECTS: dict[tuple[str, str], str] = {
    ("tier", "customers"): _("Customers in tier {label}"),
    ("tier", "revenue"): _("Revenue of tier {label}"),
    ("quadrant", "customers"): _("Customers in quadrant {label}"),
    ("quadrant", "revenue"): _("Revenue of quadrant {label}"),
    ("stage", "customers"): _("Customers in stage {label}"),
    ("stage", "revenue"): _("Revenue of stage {label}"),
    ("key_stage", "customers"): _("Key customers (A) in stage {label}"),
    ("region", "revenue"): _("Revenue of region {label}"),
    ("kind", "revenue"): _("Revenue of customers of kind {label}"),
    ("owner", "revenue"): _("Revenue of account manager {label}"),
    ("shop", "customers"): _("Customers with a purchase in the window"),
    ("shop", "revenue"): _("Revenue of all these customers"),
    ("shop", "repeat_share"): _("Share of customers who bought on two days or more"),
    ("shop", "measured_share"): _("Share of customers who answered a survey"),
    ("shop", "top_fifth_share"): _("Top 20 % share"),
}
# Which way is good: 1 more, -1 less; what is not here is neither.
GOOD = {
    ("tier", "A"): 1,
    ("quadrant", "loyal"): 1,
    ("quadrant", "spurious"): -1,
    ("quadrant", "no_loyalty"): -1,
    ("stage", "steady"): 1,
    ("stage", "solid"): 1,
    ("stage", "won_back"): 1,
    ("stage", "wavering"): -1,
    ("stage", "lost"): -1,
    ("key_stage", "wavering"): -1,
    ("key_stage", "lost"): -1,
}
LABELS = ("tier", "quadrant", "stage")
PLACES = ("region", "kind", "owner")
BUYERS = ["A", "B", "C"]


def change_line(change: Change, position: int) -> None:
    """One line of a card; position tells its button from the others."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.markdown(f"{_arrow(change)} {sentence(change)}", width="stretch")
        _way_to_them(change, position)


def sentence(change: Change) -> str:
    """What it was, what it is, and how that compares with a usual month; Markdown, names escaped."""
    text = (
        t("{subject} rose from {before} to **{now}** ({difference}).")
        if change.difference > 0
        else t("{subject} fell from {before} to **{now}** ({difference}).")
    )
    return text.format(
        subject=_subject(change), before=_written(change, change.before), now=_written(change, change.now),
        difference=_difference(change),
    ) + _usual(change)  # fmt: skip


def _subject(change: Change) -> str:
    if change.field == "shop":
        return t(SUBJECTS[change.field, change.measure])
    if change.field in ("region", "owner"):
        name = filters.value_name(change.field, change.code)
    else:
        name = words.label("stage" if change.field == "key_stage" else change.field, change.code)
    return t(SUBJECTS[change.field, change.measure], label=f"**{words.escape(name)}**")


def _written(change: Change, value: float) -> str:
    if change.measure == "customers":
        return words.count(value)
    return words.escape(words.money(value) if change.measure == "revenue" else words.share(value, 1))


def _difference(change: Change) -> str:
    if change.measure == "customers":
        return words.escape(("+" if change.difference > 0 else "-") + words.count(abs(change.difference)))
    if change.measure == "revenue":
        return words.escape(words.change(change.now, change.before) or words.money(change.difference))
    return words.escape(words.points(change.now, change.before))


def _usual(change: Change) -> str:
    """How much it changes in a usual month, small."""
    if change.usual is None:
        return ""
    usual = words.points(change.usual, 0).lstrip("+") if "share" in change.measure else _written(change, change.usual)
    return f" :gray[:small[{t('usual in a month: {usual}', usual=usual)}]]"


def _arrow(change: Change) -> str:
    up = change.difference > 0
    whole = change.field in PLACES or (change.field == "shop" and change.measure != "top_fifth_share")
    good = (1 if whole else GOOD.get((change.field, change.code or ""), 0)) * (1 if up else -1)
    colour = {1: "green", 0: "gray", -1: "red"}[good]
    return f":{colour}[:material/{'trending_up' if up else 'trending_down'}:]"


def _way_to_them(change: Change, position: int) -> None:
    if not st.button(t("See them"), type="tertiary", key=f"change_{position}", help=t("See these customers")):
        return
    if change.field in PLACES:
        filters.choose(change.field, (change.code,))
    ways.go("pages/customers.py", address(change))


def address(change: Change) -> dict[str, list[str]]:
    """The labels by which the Customers page shows whom a change is about."""
    if change.field in LABELS and change.code is not None:
        return {change.field: [change.code]}
    if change.field == "key_stage" and change.code is not None:
        return {"tier": ["A"], "stage": [change.code]}
    if change.measure == "measured_share":
        return {"tier": BUYERS, "attitude": ["measured"]}
    return {"tier": BUYERS}
