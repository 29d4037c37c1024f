"""The card that says of each kind of label, in one line, whether it holds."""

import streamlit as st

from crm_core.locale import _
from crm_core.queries import pace_groups, trust
from crm_core.queries.lost_returns import Lost
from crm_core.queries.pace_groups import Difference, Which
from crm_core.queries.trust import Field, Kind, Pair, PastDate, Verdict
from pages.parts import store, words
from pages.parts.words import t, tn

ICONS: dict[Kind, str] = {
    "holds": ":green[:material/check_circle:]",
    "fails": ":red[:material/cancel:]",
    "unclear": ":gray[:material/help:]",
}
TITLES: dict[Field, str] = {
    "tier": _("Tiers"),
    "quadrant": _("Loyalty quadrants"),
    "stage": _("Lifecycle stages"),
}
PACES: dict[Which, str] = {"rising": _("Rising stars"), "falling": _("Falling customers")}
SHOWN_PAIRS = 2  # of those that lie too close, the card names as many


def verdicts(newest: PastDate, lost: Lost | None) -> None:
    """One line a kind of label, looked at from the newest date that can tell."""
    with st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"##### {t('Do the labels hold?')}")
        st.caption(
            t(
                "Labels of {start}, and what their customers did until {end}. A label holds if its customers bought "
                "again more often than those of the next, beyond chance.",
                start=words.day(newest.as_of), end=words.day(newest.until_day),
            )
        )  # fmt: skip
        line(*of_lost(lost))
        for field, title in TITLES.items():
            verdict = trust.order_holds(store.ask(trust.outcomes, field, newest.as_of), field)
            line(verdict.kind, t(title), said(verdict, field))
        found = store.ask(trust.outcomes, "quadrant", newest.as_of, "estimated")
        line(*of_estimate(trust.estimate_holds(found)))
        for which in PACES:
            line(*of_pace(store.ask(pace_groups.differs, which)))


def line(kind: Kind, title: str, text: str) -> None:
    """One kind of label."""
    st.markdown(f"{ICONS[kind]} **{words.escape(title)}** · {words.escape(text)}")


def of_lost(lost: Lost | None) -> tuple[Kind, str, str]:
    """The line of "lost"."""
    title = t("Lost")
    if lost is None or not lost.is_enough:
        return "unclear", title, t("Cannot be told: too few customers were lost, or too little time has passed.")
    text = t(
        "{share} of {n} came back; at most {most} should.",
        share=words.share(lost.share), n=words.count(lost.customers), most=words.share(lost.at_most),
    )  # fmt: skip
    return ("holds" if lost.holds else "fails"), title, text


def said(verdict: Verdict, field: Field) -> str:
    """Why an order of labels holds, does not hold or cannot be told."""
    if verdict.kind == "holds":
        return t("Holds: {pairs}.", pairs=listed(verdict.pairs, field))
    if verdict.kind == "fails":
        return t("Does not hold: {pairs}.", pairs=listed(verdict.of("reversed"), field))
    if not verdict.pairs:
        return t("Cannot be told: too few customers.")
    return t("Cannot be told: too close are {pairs}.", pairs=listed(verdict.of("close"), field))


def listed(pairs: tuple[Pair, ...], field: Field) -> str:
    """Some pairs of labels with their shares."""
    shown = t(", ").join(
        t(
            "{better} {better_share} against {worse} {worse_share}",
            better=words.short(field, pair.better), better_share=words.share(pair.better_share),
            worse=words.short(field, pair.worse), worse_share=words.share(pair.worse_share),
        )
        for pair in pairs[:SHOWN_PAIRS]
    )  # fmt: skip
    more = len(pairs) - SHOWN_PAIRS
    return tn("{pairs} and {n} more", "{pairs} and {n} more", more, pairs=shown) if more > 0 else shown


def of_estimate(verdict: Verdict) -> tuple[Kind, str, str]:
    """The line of the estimate of attitude."""
    title = t("Estimated attitude")
    if not store.settings().estimate_attitude:
        return "unclear", title, t("Estimates are switched off.")
    if verdict.kind == "unclear":
        return "unclear", title, t("Cannot be told: too few customers.")
    if verdict.kind == "holds":
        return "holds", title, t("Works: {pairs}.", pairs=listed(verdict.of("apart"), "quadrant"))
    pairs = verdict.of("reversed") or verdict.pairs
    return "fails", title, t("Does not work here: {pairs}.", pairs=listed(pairs, "quadrant"))


def of_pace(found: Difference) -> tuple[Kind, str, str]:
    """The line of the rising or the falling: did they bring more afterwards than the others, or less?"""
    title = t(PACES[found.which])
    if found.verdict in ("too_few", "unknown"):
        return "unclear", title, t("Cannot be told: too few customers.")
    text = t(
        "{share} of {n} brought more afterwards than at their pace before; of the others in their tiers, {others} did.",
        share=words.share(found.group.share), n=words.count(found.group.customers),
        others=words.share(found.others.share),
    )  # fmt: skip
    return ("holds" if found.verdict == "differs" else "fails"), title, text
