"""HTML of our own, cleaned before it goes into a file: shapes and colours stay, nothing that acts or loads does."""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

TAGS = ("p", "div", "span", "strong", "b", "em", "i", "small", "br", "ul", "ol", "li", "img", "h4", "h5", "table",
        "thead", "tbody", "tr", "th", "td")  # fmt: skip
EMPTY = ("br", "img")
ATTRIBUTES = ("style", "title", "class", "alt", "role", "aria-label", "aria-hidden", "colspan")
SILENT = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math")
PICTURE = re.compile(r"data:image/(svg\+xml|png);base64,[A-Za-z0-9+/=]+")
LOADS = re.compile(r"url\s*\(|expression|@import|\\", re.IGNORECASE)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.opened: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in TAGS and not self.silent:
            self.out.append(f"<{tag}{''.join(_kept(tag, attrs))}>")
            if tag not in EMPTY:
                self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in self.opened and not self.silent:
            while self.opened[-1] != tag:
                self.out.append(f"</{self.opened.pop()}>")
            self.out.append(f"</{self.opened.pop()}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(escape(data, quote=True))


def _kept(tag: str, attributes: list[tuple[str, str | None]]) -> Iterable[str]:
    for name, value in attributes:
        fits = name in ATTRIBUTES and not (name == "style" and LOADS.search(value or ""))
        if fits or (tag == "img" and name == "src" and PICTURE.fullmatch(value or "")):
            yield f' {name}="{escape(value or "", quote=True)}"'


def clean(html: str) -> str:
    """The HTML with what is allowed, every tag closed."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.out) + "".join(f"</{tag}>" for tag in reversed(cleaner.opened))
