"""A customer's labels, each with its meaning and why: the rule's inputs beside its lines."""

from html import escape

import streamlit as st

from crm_core.charts import theme
from crm_core.queries.profile import Standing
from crm_core.settings import Settings
from pages.parts import cards, store, words
from pages.parts.words import t


def label_card(now: Standing) -> None:
    """The card of the three labels."""
    settings = store.settings()
    rows = (
        ("tier", t("Tier"), now.tier, tier_why(now, settings)),
        ("quadrant", t("Loyalty"), now.quadrant, quadrant_why(now, settings)),
        ("stage", t("Stage"), now.stage, stage_why(now, settings)),
    )
    with st.container(border=True, height="stretch", gap="xsmall"):
        cards.titles(t("Labels now, and why"), "")
        st.html("".join(_row(field, title, code, why, settings) for field, title, code, why in rows))


def _row(field: str, title: str, code: str | None, why: list[str], settings: Settings) -> str:
    look = words.look()
    muted = theme.ink("muted", look)
    reasons = "".join(f"<div>{escape(reason)}</div>" for reason in why)
    return (
        f'<div style="padding:0.5rem 0 0.6rem;border-top:1px solid {theme.ink("grid", look)};line-height:1.5">'
        f'<div style="font-size:0.88rem;color:{muted}">{escape(title)}</div>'
        f'<div style="display:flex;gap:0.55rem;align-items:baseline;flex-wrap:wrap"><span style="width:0.8rem;'
        f'height:0.8rem;border-radius:3px;background:{theme.colour(field, code, look)}"></span>'
        f"<strong>{escape(words.label(field, code))}</strong>"
        f'<span style="color:{muted}">{escape(words.meaning(field, code, settings))}</span></div>'
        f'<div style="font-size:0.95rem;margin-top:0.15rem">{reasons}</div></div>'
    )


def tier_why(now: Standing, settings: Settings) -> list[str]:
    """What was brought, against the lines of A and B."""
    if now.tier is None:
        return [t("No purchase in the window, so no tier.")]
    if settings.tier_value == "margin":
        brought = t("Margin in the window: {money}.", money=words.money_exact(now.value))
    else:
        brought = t("Net revenue in the window: {money}.", money=words.money_exact(now.value))
    if now.value <= 0:
        return [brought, t("A value of zero or less is C by every method.")]
    lines = t("A starts at {a}, B at {b}.", a=words.money_exact(now.lowest_a), b=words.money_exact(now.lowest_b))
    return [brought, lines]


def quadrant_why(now: Standing, settings: Settings) -> list[str]:
    """How often against the repeat line, and attitude against its own."""
    if now.quadrant is None:
        return [t("Only customers who bought in the window have one.")]
    often = t(
        "Bought on {n} days in the window; often begins at {line}.",
        n=words.count(now.purchase_days), line=f"{now.repeat_line:g}",
    )  # fmt: skip
    if now.attitude is None:
        none = t(
            "Attitude unknown: no survey answer in {n} months, no other sign.", n=words.count(settings.survey_months)
        )
        return [often, none]
    score = f"{now.attitude:.3g}"
    if now.attitude_source == "measured":
        high = f"{settings.attitude_high:g}"
        return [
            often,
            t("Attitude {score} of 100, from the newest survey answer; high from {high}.", score=score, high=high),
        ]
    high = f"{settings.estimate_high:g}"
    return [
        often,
        t("Attitude {score} of 100, estimated from rhythm and breadth; high from {high}.", score=score, high=high),
    ]


def stage_why(now: Standing, settings: Settings) -> list[str]:
    """How long silent, against the usual gap and the lines of wavering and lost."""
    if now.last_purchase is None:
        return [t("No purchase in the data.")]
    days = words.count(now.total_purchase_days)
    bought = t("Bought on {n} days in all, first on {day}.", n=days, day=words.day(now.first_purchase))
    silent = t(
        "Silent for {days}; the usual gap is {gap} days, so {factor} times it.",
        days=words.days(now.recency_days), gap=words.decimal(now.usual_gap_days), factor=words.decimal(now.overdue, 2),
    )  # fmt: skip
    lines = t(
        "Without another purchase: wavering from {wavering} (over {a} times and {b} days), "
        "lost from {lost} (over {c} times and {d} days).",
        wavering=words.day(now.wavering_on), lost=words.day(now.lost_on), a=f"{settings.wavering_overdue:g}",
        b=words.count(settings.wavering_days), c=f"{settings.lost_overdue:g}", d=words.count(settings.lost_days),
    )  # fmt: skip
    return [bought, silent, lines]
