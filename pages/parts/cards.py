"""What a page is laid out with: its title, its answer, numbers, charts, the legend of labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as html
from typing import Any, Literal

import streamlit as st

from crm_core.charts import theme
from crm_core.charts.figure import Drawn
from crm_core.settings import Settings
from pages.parts import words
from pages.parts.copy_link import copy_link
from pages.parts.inert import ASTERISK
from pages.parts.sparkline import sparkline
from pages.parts.words import t


@dataclass(frozen=True)
class Kpi:
    """One number with what it is compared with. All texts are written already, in the visitor's language.

    change: words.change(…) or words.points(…), "" for none; good: which way is good; trend: raw values, oldest first.
    """

    label: str
    value: str
    change: str = ""
    compared: str = ""
    trend: Sequence[float | None] = ()
    good: Literal["up", "down", "neither"] = "up"
    icon: str | None = None
    help: str | None = None


def header(title: str, about: str = "") -> None:
    """The title of a page that has no filters, and the button that copies its address."""
    with st.container(gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.title(title, anchor=False, width="content")
            copy_link()
        if about:
            st.caption(about)


def answer(sentence: str) -> None:
    """The page's first sentence, large; **so** marks its numbers. Text from files goes through in_answer."""
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html(sentence)).replace(ASTERISK, "*")
    st.html(
        '<p class="answer" style="font-size:1.32rem;line-height:1.5;font-weight:450;letter-spacing:-0.005em;'
        f'margin:0.1rem 0 0.3rem;max-width:76rem;text-wrap:pretty">{text}</p>'
    )


def kpis(items: Sequence[Kpi], min_width: int = 150) -> None:
    """A row of numbers; as many beside each other as fit."""
    with st.grid(len(items), min_column_width=min_width):
        for item in items:
            _kpi(item)


def _kpi(item: Kpi) -> None:
    moved = bool(re.search(r"[1-9]", item.change))
    colours: dict[str, Literal["normal", "inverse", "off"]] = {"up": "normal", "down": "inverse", "neither": "off"}
    with st.container(border=True, height="stretch", gap="xxsmall", vertical_alignment="distribute"):
        st.metric(
            item.label,
            item.value,
            delta=item.change or None,
            delta_color=colours[item.good] if moved else "off",
            delta_arrow="auto" if moved else "off",
            icon=item.icon,
            help=item.help,
        )
        if item.compared:
            st.caption(item.compared)
        if sum(not words.missing(value) for value in item.trend) > 1:
            st.html(sparkline(item.trend, words.look()))


def chart(
    title: str,
    figure: Drawn | None,
    *,
    key: str,
    subtitle: str = "",
    empty: str = "",
    on_click: bool = False,
    alt: str = "",
    labels: tuple[str, Sequence[str | None], Settings] | None = None,
) -> list[Any]:
    """A chart in a card; with on_click, the customdata of each point clicked (lists become tuples), else [].

    A figure of None shows `empty`: say what would fill it. The figure comes from crm_core.charts.
    alt: what is seen, for who cannot see it; title and subtitle if it is not given. labels: a legend, as legend() has.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        titles(title, subtitle)
        if figure is None:
            nothing(empty)
            return []
        if labels:
            legend(*labels)
        return draw(figure, key, alt or f"{title}. {subtitle}".strip(), on_click, title)


def draw(figure: Drawn, key: str, alt: str, on_click: bool, title: str = "") -> list[Any]:
    """A chart in a card that the page has begun itself; what it returns and takes is as in chart()."""
    config = theme.config(words.look(), title or alt)
    if not on_click:
        st.plotly_chart(figure, theme=None, config=config, key=key, alt=alt)
        return []
    event = st.plotly_chart(
        figure.clickable, theme=None, config=config, key=key, alt=alt, on_select="rerun", selection_mode="points"
    )
    return clicked(event)


def clicked(event: Any) -> list[Any]:
    """The customdata of the points in a plotly selection."""
    found = [point["customdata"] for point in event["selection"]["points"] if point.get("customdata") is not None]
    return [tuple(data) if isinstance(data, list) else data for data in found]


def nothing(text: str) -> None:
    """The empty state of a card: what would fill it."""
    with st.container(horizontal_alignment="center", vertical_alignment="center", height=220, border=False):
        st.markdown(":gray[:material/inbox:]", width="content")
        st.caption(text or t("Nothing to show here."), width="content", text_alignment="center")


def titles(title: str, subtitle: str) -> None:
    """The head of a card: what it shows, and in which units."""
    if title:
        st.markdown(f"##### {title}")
    if subtitle:
        st.caption(subtitle)


def legend(field: str, codes: Iterable[object], settings: Settings) -> None:
    """The labels with their colours; the meaning of each on hover."""
    look = words.look()
    chips = "".join(
        f'<span title="{html(words.meaning(field, code, settings), quote=True)}" '
        'style="display:inline-flex;align-items:center;gap:0.4rem;margin:0 1.1rem 0.2rem 0;cursor:help">'
        f'<span style="width:0.7rem;height:0.7rem;border-radius:3px;background:{theme.colour(field, code, look)}">'
        f"</span>{html(words.label(field, code))}</span>"
        for code in codes
    )
    st.html(f'<div style="font-size:0.93rem;line-height:1.7;color:{theme.ink("muted", look)}">{chips}</div>')
