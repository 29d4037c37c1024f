"""Pages as one HTML file that needs nothing else: charts, their library and the look are inside; it loads nothing."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from plotly.offline import get_plotlyjs

from crm_core import words
from crm_core.locale import _, translator
from crm_core.takeaway.blocks import About, Block, Box, Chart, Drawn, Number, Page, Table, Words, every
from crm_core.takeaway.cleaning import clean
from crm_core.takeaway.markdown import inline, text, without_invitations
from crm_core.takeaway.table_html import table

HERE = Path(__file__).parent
FONT = HERE.parents[1] / "static" / "inter.woff2"
ROWS_AT_MOST = 100
TAGS = {"title": "h2", "section": "h3", "card_title": "h4", "body": "p", "caption": "p"}
ARROWS = {"up": "↑ ", "down": "↓ ", "none": ""}


@dataclass(frozen=True)
class _Writer:
    """Writes the blocks of one file. rows: how many rows of a list are written."""

    language: str
    rows: int

    def blocks(self, blocks: Sequence[Block]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        match block:
            case Words():
                return _words(block)
            case Drawn():
                return f'<div class="drawn">{clean(block.html)}</div>'
            case Number():
                return _number(block)
            case Chart():
                return _chart(block)
            case Table():
                return table(block, self.language, self.rows, self.t(_("… and {n} more rows")))
            case Box():
                return self._box(block)

    def _box(self, box: Box) -> str:
        inside = self.blocks(box.blocks)
        if not inside:
            return ""
        style = f' style="--w:{" ".join(f"minmax(0,{weight:g}fr)" for weight in box.weights)}"' if box.weights else ""
        return f'<div class="{box.arrangement}"{style}>{inside}</div>'

    @property
    def t(self) -> Callable[[str], str]:
        return translator(self.language)


def _words(block: Words) -> str:
    written = inline(without_invitations(block.text) if block.tone == "caption" else block.text)
    if not written:
        return ""
    tag = TAGS.get(block.tone, "p")
    return f'<{tag} class="{block.tone}">{written}</{tag}>'


def _number(block: Number) -> str:
    change = inline(block.change)
    below = f'<div class="change {block.mood}">{ARROWS[block.direction]}{change}</div>' if change else ""
    return (
        f'<div class="number"><div class="label">{inline(block.label)}</div>'
        f'<div class="value">{inline(block.value)}</div>{below}</div>'
    )


def _chart(block: Chart) -> str:
    height = json.loads(block.spec).get("layout", {}).get("height") or 320
    data = _harmless(f'{{"figure":{block.spec},"config":{block.config}}}')
    return (
        f'<div class="chart" role="img" aria-label="{text(block.alt)}" style="min-height:{int(height)}px">'
        f'<script type="application/json">{data}</script></div>'
    )


def _harmless(data: str) -> str:
    """JSON that cannot end the element it stands in."""
    return data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def document(pages: Sequence[Page], about: About, rows: int = ROWS_AT_MOST, paper: bool = False) -> str:
    """The whole file. paper: made to be printed, one page below the other on A4; else for a screen."""
    writer = _Writer(about.language, rows)
    lang = about.language.replace("_", "-")
    body = "".join(_section(page, writer) for page in pages)
    charts = any(isinstance(block, Chart) for page in pages for block in every(page.blocks))
    scripts = _scripts() if charts else ""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(about.title)}</title>\n<style>{_font()}{_file('page.css')}</style>\n</head>\n"
        f'<body class="{"paper" if paper else "screen"}">\n{_head(about)}{_ways(pages, writer, paper)}'
        f"<main>{body}</main>\n{_foot(about, writer)}{scripts}</body>\n</html>\n"
    )


def _head(about: About) -> str:
    facts = "".join(f"<li>{text(fact)}</li>" for fact in about.facts)
    return f'<header><h1>{text(about.title)}</h1><ul class="facts">{facts}</ul></header>\n'


def _ways(pages: Sequence[Page], writer: _Writer, paper: bool) -> str:
    """The list of the pages; on paper with what each answers, so that the first sheet says it all."""
    if len(pages) < 2:
        return ""
    links = "".join(
        f'<li><a href="#{text(page.name)}">{inline(page.title)}</a>{_answers(page) if paper else ""}</li>'
        for page in pages
    )
    return f'<nav aria-label="{text(writer.t(_("Pages")))}"><ol>{links}</ol></nav>\n'


def _answers(page: Page) -> str:
    return "".join(clean(block.html) for block in every(page.blocks) if isinstance(block, Drawn) and block.is_answer)


def _section(page: Page, writer: _Writer) -> str:
    return f'<section id="{text(page.name)}">{writer.blocks(page.blocks)}</section>\n'


def _foot(about: About, writer: _Writer) -> str:
    said = writer.t(_("Made on {day}. This file stands alone and does not change with the data."))
    return f"<footer>{text(said.format(day=words.day(about.made_on, about.language)))}</footer>\n"


def _scripts() -> str:
    return f'<script type="text/plain" id="plotly">{_packed_plotly()}</script>\n<script>{_file("draw.js")}</script>\n'


@cache
def _packed_plotly() -> str:
    return b64encode(gzip.compress(get_plotlyjs().encode(), 9, mtime=0)).decode()


@cache
def _font() -> str:
    """The dashboard's own letters, for a computer that has none such."""
    code = b64encode(FONT.read_bytes()).decode()
    return f"@font-face{{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,{code})}}\n"


@cache
def _file(name: str) -> str:
    return (HERE / name).read_text("utf-8")


@cache
def _policy() -> str:
    """No network, no frames, no forms; the two scripts by what they hold, so that no other text ever runs."""
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" for code in (_file("draw.js"), get_plotlyjs())
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
