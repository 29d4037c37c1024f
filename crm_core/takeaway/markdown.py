"""The few signs of Markdown that pages write in, as HTML: everything else is text, and stays text."""

import re
from html import escape

from crm_core.directions import without_marks

_ICONS = {
    "check_circle": "✓", "cancel": "✕", "help": "?", "warning": "!", "trending_up": "↗", "trending_down": "↘",
    "arrow_upward": "↑", "arrow_downward": "↓",
}  # fmt: skip
_COLOURS = ("red", "orange", "yellow", "green", "blue", "violet", "gray", "grey", "primary", "small")
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|:material/(?P<icon>[a-z0-9_]+):"
    r"|:(?P<colour>" + "|".join(_COLOURS) + r")(?:-background|-badge)?\["
    r"|(?P<close>\])"
    r"|(?P<bold>\*\*)"
    r"|(?P<break> {2,}\n|\n+)"
)
# What a page invites to, and a file cannot do: whole sentences of captions that begin so.
_INVITATION = re.compile(r"(?:(?<=^)|(?<=[.。] )|(?<=[。]))(?:Click|Tick|点击|點選|可?勾[选選])[^.。]*[.。]\s*")


def text(value: object) -> str:
    """Any text as HTML that is shown as it is."""
    return escape(without_marks(str(value)), quote=True)


def without_invitations(source: str) -> str:
    """A caption without its sentences that say what to click."""
    return _INVITATION.sub("", source).strip()


def inline(source: str) -> str:
    """A line of Markdown as HTML. Signs that are not closed are closed at its end."""
    out: list[str] = []
    opened: list[str] = []
    last = 0
    for found in _TOKEN.finditer(source):
        out.append(text(source[last : found.start()]))
        last = found.end()
        out.append(_token(found, opened))
    out.append(text(source[last:]))
    return "".join(out).strip() + "".join(reversed(opened))


def _token(found: re.Match[str], opened: list[str]) -> str:
    kind = found.lastgroup or ""
    if kind == "escaped":
        return text(found["escaped"])
    if kind == "icon":
        return _ICONS.get(found["icon"], "")
    if kind == "break":
        return "<br>"
    if kind == "colour":
        opened.append("</span>")
        return f'<span class="ink-{found["colour"]}">'
    if kind == "bold":
        return _toggled("<strong>", "</strong>", opened)
    return opened.pop() if opened and opened[-1] == "</span>" else "]"


def _toggled(start: str, end: str, opened: list[str]) -> str:
    if opened and opened[-1] == end:
        return opened.pop()
    if end in opened:
        return ""
    opened.append(end)
    return start
