"""A customer's labels, each with its meaning, why it is carried, and the way to the next better one."""

from html import escape

import streamlit as st

from crm_core.charts import theme
from crm_core.explaining.texts import Reason
from crm_core.queries.profile import Standing
from crm_core.settings import Settings
from pages.parts import cards, store, why, words
from pages.parts.words import t


def label_card(customer_key: int, now: Standing) -> None:
    """The card of the three labels."""
    settings, found = store.settings(), why.reasons(customer_key, now.as_of)
    if found is None:
        return
    rows = (
        ("tier", t("Tier"), now.tier, found.tier, tier_lines(now)),
        ("quadrant", t("Loyalty"), now.quadrant, found.quadrant, ""),
        ("stage", t("Stage"), now.stage, found.stage, stage_lines(now, settings)),
    )
    with st.container(border=True, height="stretch", gap="xsmall"):
        about = t("The next steps hold at the lines of this day; the lines move when others buy more or less.")
        cards.titles(t("Labels now, and why"), about)
        st.html("".join(_row(*row, settings) for row in rows))


def _row(field: str, title: str, code: str | None, reason: Reason, lines: str, settings: Settings) -> str:
    look = words.look()
    muted = theme.ink("muted", look)
    way = reason.way or t("Already the best.")
    step = t("Next: {way}", way=way) if reason.way else way
    return (
        f'<div style="padding:0.5rem 0 0.6rem;border-top:1px solid {theme.ink("grid", look)};line-height:1.5">'
        f'<div style="font-size:0.88rem;color:{muted}">{escape(title)}</div>'
        f'<div style="display:flex;gap:0.55rem;align-items:baseline;flex-wrap:wrap"><span style="width:0.8rem;'
        f'height:0.8rem;border-radius:3px;background:{theme.colour(field, code, look)}"></span>'
        f"<strong>{escape(words.label(field, code))}</strong>"
        f'<span style="color:{muted}">{escape(words.meaning(field, code, settings))}</span></div>'
        f'<div style="font-size:0.95rem;margin-top:0.15rem"><div>{escape(reason.why)}</div>'
        f'<div style="color:{theme.ink("good" if reason.way else "muted", look)}">{escape(step)}</div>'
        f'<div style="font-size:0.88rem;color:{muted}">{escape(lines)}</div></div></div>'
    )


def tier_lines(now: Standing) -> str:
    """Where A and B begin."""
    if now.lowest_a is None or now.lowest_b is None:
        return ""
    return t("A starts at {a}, B at {b}.", a=words.money_exact(now.lowest_a), b=words.money_exact(now.lowest_b))


def stage_lines(now: Standing, settings: Settings) -> str:
    """From when on wavering and lost; of the lost it is said already why they are."""
    if now.last_purchase is None or now.stage == "lost":
        return ""
    return t(
        "Without another purchase: wavering from {wavering} (over {a} times and {b} days), "
        "lost from {lost} (over {c} times and {d} days).",
        wavering=words.day(now.wavering_on), lost=words.day(now.lost_on), a=f"{settings.wavering_overdue:g}",
        b=words.count(settings.wavering_days), c=f"{settings.lost_overdue:g}", d=words.count(settings.lost_days),
    )  # fmt: skip
