"""The file as a whole: it stands alone, loads nothing, and nothing that came from a file of customers can act in it."""

import gzip
import json
import re
from base64 import b64decode, b64encode
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from crm_core.takeaway.blocks import About, Box, Chart, Column, Drawn, Number, Page, Table, Words
from crm_core.takeaway.html import document

HOSTILE = (
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "\u202egnp.exe",
    "<!--", "]]>", "{{7*7}}", "' onmouseover='alert(1)", '" autofocus onfocus="alert(1)', "&lt;script&gt;",
    "javascript:x",
)  # fmt: skip
ABOUT = About("Customer portfolio", ("Data through 5 Mar 2026",), "en", date(2026, 3, 6))


def chart(name="x"):
    spec = {"data": [{"type": "bar", "x": [name], "y": [1]}], "layout": {"height": 200}}
    return Chart(json.dumps(spec), "{}", f"Revenue of {name}")


class Tags(HTMLParser):
    """What a browser makes of the file: tags with their attributes, and the text of each script."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.scripts, self.words, self._script = [], [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        elif self.cdata_elem is None:
            self.words += data


def page(*blocks, name="tiers", title="Tiers"):
    return Page(name, title, blocks)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text_wherever_it_stands(name):
    blocks = (
        Words(name.replace("\\", "\\\\"), "title"), Words(name, "caption"), Words(name, "card_title"),
        Number(name, name, name), Table((Column(name),), ((name,), ([name],))), chart(name),
        Table((Column("Tier", "badge", colours={name: name}),), (([name],),)),
        Box("card", (Words(name),)),
    )  # fmt: skip
    html = document([page(*blocks, title=name), page(name="b")], About(name, (name,), "en", date(2026, 3, 6)))
    plain = document([page(*blocks[:0], chart(), title="a"), page(name="b")], ABOUT)
    found, usual = Tags(html), Tags(plain)
    assert {tag for tag, _ in found.tags} - {tag for tag, _ in usual.tags} <= {
        "h2", "h4", "p", "div", "table", "thead", "tbody", "tr", "th", "td", "span",
    }  # fmt: skip
    assert not any(key.startswith("on") or key == "autofocus" for _, attrs in found.tags for key in attrs)
    assert len(found.scripts) == len(usual.scripts) == 3
    figure = json.loads(found.scripts[0])["figure"]
    assert figure["data"][0]["x"] == [name]  # the chart shows the very name
    assert name.replace("\u202e", "") in found.words


def test_it_holds_the_chart_library_and_its_rules_allow_that_alone():
    html = document([page(chart())], ABOUT)
    tags = Tags(html)
    policy = next(a["content"] for tag, a in tags.tags if a.get("http-equiv") == "Content-Security-Policy")
    library = gzip.decompress(b64decode(tags.scripts[1]))
    assert b"plotly.js" in library[:200]
    hashes = {b64encode(sha256(code).digest()).decode() for code in (library, tags.scripts[2].encode())}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "connect-src" not in policy  # which default-src closes


def test_it_names_no_other_place_to_load_from():
    html = document([page(chart(), Drawn('<p class="answer">x</p>'))], ABOUT)
    for _tag, attributes in Tags(html).tags:
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert "@import" not in html
    assert not re.search(r"url\((?!data:font/woff2;base64,)", html.split("<script", 1)[0])


def test_the_library_is_left_out_where_there_is_no_chart():
    html = document([page(Words("x"))], ABOUT)
    assert "<script" not in html
    assert len(html) < 120_000  # most of it the letters


def test_it_says_what_it_is_in_its_language():
    about = About("客戶組合", ("資料截至 2026年3月5日",), "zh_TW", date(2026, 3, 6))
    html = document([page(Table((Column("a"),), ((1,), (2,)))), page(name="flow", title="漏桶")], about, rows=1)
    assert '<html lang="zh-TW">' in html
    assert "<h1>客戶組合</h1>" in html
    assert "製作於 2026年3月6日。" in html
    assert "……另有 1 列" in html
    assert '<a href="#flow">漏桶</a>' in html


def test_one_page_has_no_list_of_pages():
    assert "<nav" not in document([page(Words("x"))], ABOUT)


def test_on_paper_the_list_of_pages_tells_what_each_answers():
    pages = [page(Drawn('<p class="answer"><strong>5</strong> bring 80 %.</p>')), page(name="b")]
    shown = document(pages, ABOUT, paper=True)
    assert '<a href="#tiers">Tiers</a><p class="answer"><strong>5</strong> bring 80 %.</p></li>' in shown
    assert '<body class="paper">' in shown
    assert '<a href="#tiers">Tiers</a></li>' in document(pages, ABOUT)


def test_blocks_are_arranged_and_empty_ones_leave_nothing():
    columns = Box("columns", (Words("a"), Words("b")), (0.6, 0.4))
    html = document([page(columns, Box("card", (Words(":material/inbox:"),)), Box("row", ()))], ABOUT)
    assert '<div class="columns" style="--w:minmax(0,0.6fr) minmax(0,0.4fr)">' in html
    assert 'class="card"' not in html
    assert 'class="row"' not in html


def test_a_number_shows_which_way_and_whether_that_is_good():
    html = document([page(Number("Orders", "5", "-3", "down", "bad"), Number("B", "1"))], ABOUT)
    assert '<div class="change bad">↓ -3</div>' in html
    assert html.count('class="change') == 1
