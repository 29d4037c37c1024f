"""Do customers come back because they like us?"""

import pandas as pd
import streamlit as st

from crm_core.charts import loyalty as charts
from crm_core.locale import _
from crm_core.queries import attitudes, loyalty
from crm_core.queries.attitudes import Agreement
from crm_core.queries.history import history
from crm_core.queries.loyalty import Rules, Summary
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from pages.parts import cards, estimate_agreement, estimate_verdict, store, tables, ways, why, words
from pages.parts.filters import header
from pages.parts.guard import DATA_PAGE
from pages.parts.history import say_if_short
from pages.parts.label_months import by_month
from pages.parts.loyalty_types import loyalty_types
from pages.parts.meanings import meanings
from pages.parts.sentences import together
from pages.parts.tables import Column
from pages.parts.words import t, tn

SETTINGS_PAGE = "pages/settings.py"
QUADRANTS = ("loyal", "latent", "spurious", "no_loyalty", "unmeasured_repeat", "unmeasured_occasional")
CHOSEN = "loyalty_quadrant"  # session state: the quadrant whose customers are listed
WHAT_TO_DO = {
    "loyal": _("Thank them, and ask them to recommend us."),
    "latent": _("Find out what keeps them from buying, and remove it."),
    "spurious": _("Find out what they dislike before a rival does."),
    "no_loyalty": _("Do not chase them; spend the effort elsewhere."),
    "unmeasured_repeat": _("Ask them what they think of us: they buy, so the answer matters."),
    "unmeasured_occasional": _("Ask them at their next purchase."),
}


def page() -> None:
    """One run of the page."""
    scope = header(t("Loyalty"))
    behind = store.ask(history, scope.as_of)
    found = store.ask(loyalty.summary, scope, behind.compared_with)
    if found.customers == 0:
        say_if_short(behind)
        cards.nothing(t("No customer of this selection bought in the window. Choose fewer filters, or another month."))
        return
    rules = store.ask(loyalty.rules, scope.as_of)
    coverage = store.ask(attitudes.coverage, scope)
    cards.answer(answer(found, rules))
    if rules.has_surveys:
        st.caption(known(coverage))
    say_if_short(behind)
    say_what_is_missing(rules)
    estimate_verdict.say_if_it_fails()
    frame = store.ask(loyalty.fields, scope, behind.compared_with)
    chosen, settings = choice(frame), store.settings()
    left, right = st.columns([3, 2])
    with left:
        fields(frame, rules, chosen, settings)
    with right:
        meanings("quadrant", QUADRANTS, t("What each means, and what to do"), advice=WHAT_TO_DO)
    members(scope, frame, chosen)
    left, right = st.columns([3, 2])
    with left:
        points(scope, coverage, rules)
    with right:
        sources(coverage)
        agreement(store.ask(attitudes.agreement, scope))
    by_month(scope, "quadrant", QUADRANTS, t("Quadrants by month"))
    loyalty_types(scope)


def answer(found: Summary, rules: Rules) -> str:
    """The page's first sentence."""
    if found.liking_share is None and found.unknown:
        return tn(
            "What the **{n}** customer who comes back often thinks of us is not known.",
            "What the **{n}** customers who come back often think of us is not known.",
            found.unknown,
        )
    if found.liking_share is None:
        return t(
            "Nobody of this selection comes back often: on {n} days or more in the window.",
            n=words.count(rules.often_from),
        )
    share = words.share(found.liking_share)
    if found.liking_share_before is None:
        return tn(
            "**{share}** of those who come back often like us; **{n}** comes back without liking us.",
            "**{share}** of those who come back often like us; **{n}** come back without liking us.",
            found.spurious, share=share,
        )  # fmt: skip
    return tn(
        "**{share}** of those who come back often like us (a year before: {before}); "
        "**{n}** comes back without liking us.",
        "**{share}** of those who come back often like us (a year before: {before}); "
        "**{n}** come back without liking us.",
        found.spurious, share=share, before=words.share(found.liking_share_before),
    )  # fmt: skip


def known(coverage: pd.DataFrame) -> str:
    """How much of what the page says was measured."""
    share = {str(row["source"]): words.share(row["customer_share"]) for row in coverage.to_dict("records")}
    if coverage["customers"].iloc[-1] == 0:
        return t(
            "Attitude is measured by a survey answer for {measured} of the customers who bought in the window, and "
            "estimated from how they buy for {estimated}.",
            measured=share["measured"], estimated=share["estimated"],
        )  # fmt: skip
    return t(
        "Attitude is measured by a survey answer for {measured} of the customers who bought in the window, estimated "
        "from how they buy for {estimated}, and unknown for {unknown}, who are left out of the sentence above.",
        **share,
    )


def say_what_is_missing(rules: Rules) -> None:
    """Without surveys, or with estimates switched off: what would fill the page."""
    if rules.has_surveys and rules.estimate_attitude:
        return
    if rules.has_surveys:
        text = t("Estimates are switched off: customers without a survey answer are unknown.")
    elif rules.estimate_attitude:
        text = t("No survey answers are loaded: every attitude here is an estimate from how customers buy.")
    else:
        text = t("No survey answers are loaded and estimates are switched off: nobody's attitude is known.")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":blue[:material/info:] {text}", width="stretch")
        if not rules.has_surveys:
            ways.link(DATA_PAGE, label=t("Get the survey template"), icon=":material/upload_file:")
        if not rules.estimate_attitude:
            ways.link(SETTINGS_PAGE, label=t("Switch estimates on"), icon=":material/tune:")


def choice(frame: pd.DataFrame) -> str:
    """The quadrant looked at: at first those who come back without liking us, or the first that somebody is in."""
    if st.session_state.get(CHOSEN) not in QUADRANTS:
        filled = frame.loc[frame["customers"] > 0, "quadrant"].tolist()
        st.session_state[CHOSEN] = "spurious" if "spurious" in filled else filled[0]
    return str(st.session_state[CHOSEN])


def fields(frame: pd.DataFrame, rules: Rules, chosen: str, settings: Settings) -> None:
    """The picture; a click on a field lists its customers below."""
    figure = charts.fields(
        frame,
        {code: words.short("quadrant", code) for code in QUADRANTS},
        {code: words.meaning("quadrant", code, settings) for code in QUADRANTS},
        rules,
        chosen,
        words.look(),
    )
    clicked = cards.chart(
        t("Attitude and repeat purchase"),
        figure,
        key=f"loyalty_fields_{chosen}",
        subtitle=t("Customers and their share; revenue in the window and its share. Click a field for its customers."),
        on_click=True,
    )
    if clicked and clicked[0][0] != chosen:
        st.session_state[CHOSEN] = clicked[0][0]
        st.rerun()


def members(scope: Scope, frame: pd.DataFrame, chosen: str) -> None:
    """The customers of the quadrant looked at; a click opens a profile."""
    st.pills(
        t("Quadrant"), QUADRANTS, required=True, key=CHOSEN, label_visibility="collapsed",
        format_func=lambda code: words.short("quadrant", code),
    )  # fmt: skip
    listed = store.ask(loyalty.members, scope, chosen)
    every = int(frame.loc[frame["quadrant"] == chosen, "customers"].iloc[0])
    shown = t(
        "{shown} of {all} customers, the largest first; revenue in the window{unit}. Click one for its profile.",
        shown=words.count(len(listed)), all=words.count(every), unit=unit(),
    )  # fmt: skip
    row = tables.table(
        why.with_why(listed, scope.as_of, "quadrant_why"),
        {
            "name": Column(t("Customer"), pinned=True),
            "revenue": Column(t("Revenue"), "money"),
            "purchase_days": Column(t("Purchase days"), "count", help=t("Days with a purchase in the window.")),
            "attitude": Column(t("Attitude"), "count", help=t("0–100, from a survey answer or estimated.")),
            "source": Column(t("Known by"), "badge", "attitude"),
            "recency_days": Column(t("Days since last purchase"), "count"),
            "tier": Column(t("Tier"), "badge", "tier"),
            "stage": Column(t("Stage"), "badge", "stage"),
            "quadrant_why": why.column("quadrant_why"),
        },
        key=f"loyalty_members_{chosen}",
        title=words.label("quadrant", chosen),
        subtitle=together(t(WHAT_TO_DO[chosen]), shown),
        empty=t("Nobody of this selection is in this quadrant."),
        on_click=True,
    )
    tables.chosen_customer(listed, row)
    if every:
        tables.link_to_customers(quadrant=chosen)


def unit() -> str:
    """The unit of a money column, where it is known."""
    return t(" in {currency}", currency=words.currency()) if words.currency() else ""


def points(scope: Scope, coverage: pd.DataFrame, rules: Rules) -> None:
    """Customers as points; a click opens the profile."""
    frame = store.ask(attitudes.points, scope)
    every = int(coverage.loc[coverage["source"] != "unknown", "customers"].sum())
    if len(frame) == every:
        shown = t("All {all} customers whose attitude is known; larger means more revenue.", all=words.count(every))
    else:
        shown = t(
            "{shown} of {all} customers whose attitude is known: the largest and a fixed sample of the others; "
            "larger means more revenue.",
            shown=words.count(len(frame)), all=words.count(every),
        )  # fmt: skip
    clicked = cards.chart(
        t("Customers by purchase days and attitude"),
        charts.points(frame, {code: words.short("quadrant", code) for code in QUADRANTS}, rules, words.look()),
        key="loyalty_points",
        subtitle=together(shown, t("Points in one place are spread a little. Click one for its profile.")),
        empty=t("Nobody's attitude is known. Survey answers, uploaded on the Data page, fill this picture."),
        on_click=True,
    )
    if clicked:
        tables.chosen_customer(frame, int(clicked[0][0]))


def sources(coverage: pd.DataFrame) -> None:
    """How many attitudes are measured, estimated, unknown; a click leads to those customers."""
    names = {source: words.label("attitude", source) for source in coverage["source"]}
    clicked = cards.chart(
        t("How attitude is known"),
        charts.coverage(coverage, names, words.look()),
        key="loyalty_coverage",
        subtitle=t(
            "Share of customers who bought in the window, and of their revenue. Click a part for its customers."
        ),
        on_click=True,
    )
    if clicked:
        source = "none" if clicked[0][0] == "unknown" else clicked[0][0]
        ways.go("pages/customers.py", {"attitude": source, "tier": ["A", "B", "C"]})


def agreement(found: Agreement) -> None:
    """Whether the estimate says what the answers say, with the way to do without it."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"##### {t('Does the estimate agree with the answers?')}")
        estimate_agreement.agreement(found)
        if found.can_be_judged and not found.is_beyond_chance:
            ways.link(SETTINGS_PAGE, label=t("Switch estimates off"), icon=":material/tune:")


page()
