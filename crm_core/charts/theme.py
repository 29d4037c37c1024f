"""How charts look: one colour for one label everywhere, quiet axes, months in the reader's language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_core import words
from crm_core.charts.plotly_words import LOCALES

FONT = (
    "Inter, 'PingFang SC', 'PingFang TC', 'Microsoft YaHei', 'Microsoft JhengHei', "
    "'Noto Sans CJK SC', 'Noto Sans CJK TC', sans-serif"
)
# Light, dark. Chosen so that neighbours in a chart stay apart for red-green and blue-yellow colour blindness.
_COLOURS: dict[str, dict[str | None, tuple[str, str]]] = {
    "tier": {
        "A": ("#2F4BC0", "#7C93F2"),
        "B": ("#18A999", "#3CC8B4"),
        "C": ("#F0B429", "#FFD166"),
        None: ("#B8C0CE", "#566079"),
    },
    "quadrant": {
        "loyal": ("#00855F", "#1FA97D"),
        "latent": ("#5BB5E8", "#7CC8F4"),
        "spurious": ("#F3B32B", "#FFC24D"),
        "no_loyalty": ("#B4512F", "#E37B52"),
        "unmeasured_repeat": ("#8791A5", "#8E99B3"),
        "unmeasured_occasional": ("#C5CBD6", "#4F5A75"),
        None: ("#DDE1E8", "#3A4359"),
    },
    "stage": {
        "prospect": ("#D9DCE2", "#434C62"),
        "refund_only": ("#B3A6B8", "#86778F"),
        "acquainted": ("#A9D3F5", "#B9DCF9"),
        "reserved": ("#6BA8E5", "#86B8F0"),
        "steady": ("#3D74CF", "#5C8CEB"),
        "solid": ("#233E93", "#3D5CC9"),
        "won_back": ("#0A8F7F", "#37CDB7"),
        "wavering": ("#F3B32B", "#FFC24D"),
        "lost": ("#B03A2E", "#E8695A"),
        None: ("#DDE1E8", "#3A4359"),
    },
    "attitude": {
        "measured": ("#2F4BC0", "#7C93F2"),
        "estimated": ("#9FB0EA", "#3C4C8E"),
        None: ("#C5CBD6", "#4F5A75"),
    },
    "diamond": {
        "loyalist": ("#00855F", "#1FA97D"),
        "variety": ("#5BB5E8", "#7CC8F4"),
        "habitual": ("#F3B32B", "#FFC24D"),
        "switcher": ("#B4512F", "#E37B52"),
        None: ("#C5CBD6", "#4F5A75"),
    },
    "loyalty_type": {
        "impulsive": ("#F3B32B", "#FFC24D"),
        "behavioural": ("#3D74CF", "#5C8CEB"),
        "emotional": ("#B4512F", "#E37B52"),
        "cognitive": ("#00855F", "#1FA97D"),
        None: ("#C5CBD6", "#4F5A75"),
    },
}
FIELDS = tuple(_COLOURS)
_INK = {  # light, dark
    "text": ("#141A2A", "#E8ECF6"),
    "muted": ("#5B6578", "#98A2B8"),
    "grid": ("#E9ECF2", "#232A40"),
    "line": ("#C3CAD6", "#3A4460"),
    "card": ("#FFFFFF", "#0E1220"),
    "accent": ("#3553C8", "#7C93F2"),
    "soft": ("#C9D3F3", "#2B3968"),
    "good": ("#0A7F5B", "#3ACFA0"),
    "bad": ("#CF3A2B", "#FF8A7A"),
}


@dataclass(frozen=True)
class Look:
    """What a figure has to know of its reader."""

    language: str = "en"
    dark: bool = False
    currency: str = ""
    lost_returned: float | None = None  # 0–1, where so many of the lost come back that the label has to say it


def colour(field: str, code: object, look: Look) -> str:
    """The colour of a label: field is tier, quadrant, stage or attitude; a missing code has its own grey."""
    table = _COLOURS[field]
    return table.get(code if isinstance(code, str) else None, table[None])[look.dark]


def ink(name: str, look: Look) -> str:
    """A colour that means no label: text, muted, grid, line, card, accent, soft, good, bad or band."""
    return _INK[name][look.dark]


def fade(hexadecimal: str, opacity: float) -> str:
    """The colour with an opacity, as Plotly writes it."""
    red, green, blue = (int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def scale(look: Look) -> list[list[Any]]:
    """A colour scale for heat tables, from nothing to much; readable on both backgrounds."""
    steps = ("#F4F6FC", "#C9D3F3", "#8FA3E6", "#4C66CF", "#22368F")
    dark_steps = ("#171C2E", "#25315C", "#3A4E9A", "#6380DD", "#B7C8F9")
    chosen = dark_steps if look.dark else steps
    return [[i / (len(chosen) - 1), step] for i, step in enumerate(chosen)]


def axis(look: Look, has_grid: bool) -> dict[str, Any]:
    """A quiet axis as Plotly's layout has it."""
    tick = {"size": 12, "color": ink("muted", look)}
    return {
        "gridcolor": ink("grid", look), "zeroline": False, "linecolor": ink("line", look), "showline": False,
        "tickfont": tick, "title": {"font": tick, "standoff": 8}, "automargin": True, "fixedrange": True,
        "showgrid": has_grid,
    }  # fmt: skip


def layout(look: Look, height: int, legend: bool) -> dict[str, Any]:
    """The house look as Plotly's layout; height in pixels."""
    return {
        "height": height,
        "paper_bgcolor": ink("card", look),  # the page's own colour, so that a saved picture can be read anywhere
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "font": {"family": FONT, "size": 12, "color": ink("text", look)},
        "hoverlabel": _hover_label(look),
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": ink("muted", look), "activecolor": ink("accent", look)},
        "legend": _legend(look),
        "separators": ".,",
        "dragmode": False,
        "bargap": 0.28,
        "uniformtext": {"minsize": 10, "mode": "hide"},
        "xaxis": axis(look, has_grid=False),
        "yaxis": axis(look, has_grid=True),
        "showlegend": legend,
    }


def _hover_label(look: Look) -> dict[str, Any]:
    return {
        "bgcolor": ink("card", look),
        "bordercolor": ink("line", look),
        "font": {"family": FONT, "size": 12, "color": ink("text", look)},
        "align": "left",
        "namelength": -1,
    }


def _legend(look: Look) -> dict[str, Any]:
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom",
        "font": {"size": 12, "color": ink("muted", look)}, "title": {"text": ""},
        "itemclick": False, "itemdoubleclick": False, "traceorder": "normal",
    }  # fmt: skip


def month_axis(months: Sequence[date], look: Look, at_most: int = 7) -> dict[str, Any]:
    """Axis arguments that name at most about `at_most` of these months, the year under its first one."""
    step = next((s for s in (1, 2, 3, 4, 6, 12) if len(months) / s <= at_most), 12)
    shown = [m for m in months if (m.month - 1) % step == 0] or list(months[:1])
    texts, year = [], None
    for month, after in zip(shown, [*shown[1:], None], strict=True):
        # A year that begins at the next tick is named there: two years side by side would run into each other.
        ends = year is None and after is not None and after.year != month.year
        texts.append(_month_tick(month, look.language, with_year=month.year != year and not ends))
        year = month.year
    return {
        "tickmode": "array", "tickvals": [m.isoformat() for m in shown], "ticktext": texts, "type": "date",
        "tickangle": 0,
    }  # fmt: skip


def _month_tick(month: date, language: str, with_year: bool) -> str:
    name = words.month_name(month, language)
    year = f"{month.year}年" if language.startswith("zh") else str(month.year)
    return f"{name}<br>{year}" if with_year else name


def hatch(warming_up: Sequence[bool], look: Look) -> dict[str, Any]:
    """A marker pattern for bars: months without enough history behind them are hatched."""
    return {
        "shape": ["/" if warming else "" for warming in warming_up],
        "fillmode": "overlay", "fgcolor": ink("card", look), "size": 6, "solidity": 0.35,
    }  # fmt: skip


def file_name(title: str) -> str:
    """A title as the name of a file, without what some system forbids: "Who: A/B?" is "Who A B"."""
    return re.sub(r'[\s<>:"/\\|?*.]+', " ", title).strip()[:80] or "chart"


def config(look: Look, title: str = "") -> dict[str, Any]:
    """What st.plotly_chart takes as config: no tool but "save as picture", named after the title."""
    locale = look.language.replace("_", "-") if look.language != "en" else "en-US"
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name(title)},
        "locale": locale,
        "locales": LOCALES,
    }
