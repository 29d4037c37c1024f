"""Lists as HTML tables: numbers at the right, badges in their colours, bars and small lines drawn."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from crm_core.takeaway.blocks import Column, Table
from crm_core.takeaway.markdown import text
from crm_core.words import NOTHING, month_name

_PRINTF = re.compile(r"%(,?)(?:\.(\d+))?([dfi])")
_DAY = re.compile(r"YYYY|MMMM|MMM|MM|M|DD|D|HH|mm")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
WIDTH, HEIGHT = 90, 22
SENTENCE = 44  # letters: a longer text is one
COLUMNS_WITH_ROOM = 4  # so many columns leave room for sentences beside them


def table(shown: Table, language: str, at_most: int, more: str) -> str:
    """The table with at most so many rows; more: what to say of the rest, with {n}.

    In a wide table a column of sentences would make every row tall and every other column narrow: each sentence goes
    under its row instead.
    """
    rows = shown.rows[:at_most]
    told = [place for place in range(len(shown.columns)) if _is_told(shown, place)]
    beside = [place for place in range(len(shown.columns)) if place not in told]
    head = "".join(
        f'<th class="is-{shown.columns[i].form}" scope="col">{text(shown.columns[i].title)}</th>' for i in beside
    )
    body = "".join(_row(row, shown.columns, beside, told, language) for row in rows)
    left = len(shown.rows) - len(rows)
    foot = f'<p class="more">{text(more.format(n=f"{left:,}"))}</p>' if left else ""
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{foot}'


def _is_told(shown: Table, place: int) -> bool:
    """Whether a column holds sentences that go under their rows."""
    if shown.columns[place].form != "text" or len(shown.columns) <= COLUMNS_WITH_ROOM:
        return False
    return any(_width(str(row[place] or "")) > SENTENCE for row in shown.rows)


def _width(written: str) -> int:
    """How much room a text takes, in Latin letters: a Chinese sign takes that of two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in written)


def _row(row: Sequence[Any], columns: Sequence[Column], beside: list[int], told: list[int], language: str) -> str:
    cells = "".join(f'<td class="is-{columns[i].form}">{_cell(row[i], columns[i], language)}</td>' for i in beside)
    below = "<br>".join(text(row[i]) for i in told if row[i] is not None)
    if not below:
        return f"<tr>{cells}</tr>"
    return f'<tr class="has-told">{cells}</tr><tr class="told"><td colspan="{len(beside)}"><div>{below}</div></td></tr>'


def _cell(value: Any, column: Column, language: str) -> str:
    if value is None:
        return f'<span class="none">{NOTHING}</span>'
    match column.form:
        case "number":
            return text(number(value, column.pattern))
        case "day":
            return text(day(value, column.pattern, language))
        case "badge":
            return "".join(_badge(str(one), column) for one in (value if isinstance(value, list) else [value]))
        case "bar":
            share = min(max(float(value), 0.0), 100.0)
            return f'<span class="bar"><i style="width:{share:.1f}%"></i></span>{text(number(value, column.pattern))}'
        case "trend":
            return _line([float(one) for one in value if one is not None])
    return text(value)


def _badge(name: str, column: Column) -> str:
    colour = column.colours.get(name, "")
    style = f' style="--c:{colour}"' if _COLOUR.fullmatch(colour) else ""
    return f'<span class="badge"{style}>{text(name)}</span>'


def number(value: Any, pattern: str) -> str:
    """A number by a pattern of printf: "%,.0f", "%.1f%%"; without one as short as it can be."""
    if not isinstance(value, int | float):
        return str(value)
    found = _PRINTF.search(pattern)
    if found is None:
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    comma, places, kind = found.groups()
    written = format(value, f"{comma}.{0 if kind in 'di' else int(places or 6)}f")
    return (pattern[: found.start()] + written + pattern[found.end() :]).replace("%%", "%")


def day(value: Any, pattern: str, language: str) -> str:
    """A day by a pattern: "D MMM YYYY"; without one as 2025-11-30, with the time if there is one."""
    if not isinstance(value, date):
        return str(value)
    if not pattern:
        clock = isinstance(value, datetime) and (value.hour or value.minute)
        return f"{value:%Y-%m-%d %H:%M}" if clock else f"{value:%Y-%m-%d}"
    parts = {
        "YYYY": f"{value:%Y}", "MMMM": month_name(value, language), "MMM": month_name(value, language),
        "MM": f"{value:%m}", "M": str(value.month), "DD": f"{value:%d}", "D": str(value.day), "HH": f"{value:%H}",
        "mm": f"{value:%M}",
    }  # fmt: skip
    return _DAY.sub(lambda found: parts[found[0]], pattern)


def _line(values: Sequence[float]) -> str:
    if len(values) < 2:
        return ""
    low, span = min(values), (max(values) - min(values)) or 1.0
    step = WIDTH / (len(values) - 1)
    points = " ".join(
        f"{i * step:.1f},{HEIGHT - 2 - (v - low) / span * (HEIGHT - 4):.1f}" for i, v in enumerate(values)
    )
    return f'<svg class="line" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true"><polyline points="{points}"/></svg>'
