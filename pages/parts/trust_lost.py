"""Do the lost come back: the answer of the Trust page, the curve of cut-offs, and the one that would fit."""

import streamlit as st

from crm_core.charts import lost_returns as charts
from crm_core.charts import theme
from crm_core.queries import lost_returns
from crm_core.queries.lost_returns import Lost
from pages.parts import cards, store, ways, words
from pages.parts.sentences import together
from pages.parts.words import t, tn

SETTINGS_PAGE = "pages/settings.py"


def answer(lost: Lost | None) -> str:
    """The page's first sentence."""
    if lost is None and not store.ask(lost_returns.is_tried):
        return t("The labels of the past are being computed. Come back in a minute.")
    if lost is None:
        return t(
            "Whether the lost come back cannot be told yet: customers buy so seldom here that it takes longer than the "
            "data reach. What became of the other labels stands below."
        )
    if not lost.is_enough:
        return tn(
            "Only {n} customer was called lost on {day}: too few to say whether the label holds.",
            "Only {n} customers were called lost on {day}: too few to say whether the label holds.",
            lost.customers, day=words.day(lost.as_of),
        )  # fmt: skip
    return together(came_back(lost), judgement(lost))


def came_back(lost: Lost) -> str:
    """How many of a hundred came back."""
    return t(
        "Of 100 customers called lost on {day}, **{k}** came back by {end}.",
        day=words.day(lost.as_of), end=words.day(lost.horizon_end), k=words.count(round(100 * lost.share)),
    )  # fmt: skip


def judgement(lost: Lost) -> str:
    """What that says about the label."""
    if lost.holds:
        return t("**The label holds.**")
    if lost.suggested is not None:
        return t(
            "The label is too early for this shop: a cut-off of **{q} usual gaps** would fit.", q=f"{lost.suggested:g}"
        )
    return t("The label says little in this shop, and none of the cut-offs that were tried would fit.")


def cut_offs(lost: Lost | None) -> None:
    """The curve, and below it what it suggests."""
    figure, subtitle = None, ""
    if lost is not None:
        figure = charts.cut_offs(store.ask(lost_returns.cut_offs), lost.at_most, lost.suggested, words.look())
        subtitle = t(
            "Of the customers who on {day} had been silent for longer than that (and than {days} days): the share that "
            "bought again by {end}, with its 95% interval.",
            day=words.day(lost.as_of), end=words.day(lost.horizon_end), days=words.count(store.settings().lost_days),
        )  # fmt: skip
    with st.container(border=True, height="stretch", gap="xsmall"):
        cards.titles(t('From when on is a customer "lost"?'), subtitle)
        if figure is None or lost is None:
            cards.nothing(t("It takes two of the shop's usual gaps after the date looked at. Older exports help."))
            return
        title = t('From when on is a customer "lost"?')
        config = theme.config(words.look(), title)
        st.plotly_chart(figure, theme=None, config=config, key="trust_cut_offs", alt=title)
        suggestion(lost)


def suggestion(lost: Lost) -> None:
    """The cut-off that would fit, offered as a change of the settings; nothing changes by itself."""
    now = store.settings().lost_overdue
    share = words.share(lost.at_most)
    if lost.suggested is None:
        st.markdown(
            ":orange[:material/info:] "
            + t("There is no cut-off among 2, 3, 4, 6, 8 and 10 beyond which at most {share} came back.", share=share)
        )
        return
    q = f"{lost.suggested:g}"
    if lost.suggested == now:
        st.markdown(
            ":green[:material/check:] "
            + t("{q} is the smallest cut-off beyond which at most {share} came back: keep it.", q=q, share=share)
        )
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if lost.holds:
            text = t(
                "Already beyond {q} usual gaps at most {share} came back: the same label could be given sooner.",
                q=q, share=share,
            )  # fmt: skip
        else:
            text = t("Beyond {q} usual gaps at most {share} came back: that cut-off would fit.", q=q, share=share)
        st.markdown(f":blue[:material/lightbulb:] {text}", width="content")
        ways.link(
            SETTINGS_PAGE, label=t("Try it in Settings"), icon=":material/tune:",
            parameters={"try": f"lost_overdue:{q}"},
        )  # fmt: skip
