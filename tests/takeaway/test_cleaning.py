"""Our own HTML keeps its shape; nothing in it can act or load."""

import pytest

from crm_core.takeaway.cleaning import clean


@pytest.mark.parametrize(
    "html",
    [
        '<p class="answer" style="font-size:1.3rem"><strong>5</strong> customers</p>',
        '<div style="display:grid"><span title="a &amp; b">x</span></div>',
        '<img src="data:image/svg+xml;base64,AAAA" alt="" style="width:100%">',
    ],
)
def test_our_own_stays_as_it_is(html):
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>p{}</style>a", "a"),
        ('<p onclick="x">a</p>', "<p>a</p>"),
        ('<img src="x" onerror="alert(1)">', "<img>"),
        ('<img src="https://a.example/b.png">', "<img>"),
        ('<img src="data:text/html;base64,AAAA">', "<img>"),
        ('<a href="javascript:x">a</a>', "a"),
        ('<iframe srcdoc="<b>x</b>">in</iframe>after', "after"),
        ("<svg><script>x</script></svg>a", "a"),
        ('<p style="background:url(http://a.example)">a</p>', "<p>a</p>"),
        ('<p style="background:u\\72l(http://a.example)">a</p>', "<p>a</p>"),
        ("<p><b>open", "<p><b>open</b></p>"),
        ("</p>a</div>", "a"),
        ("&lt;script&gt;", "&lt;script&gt;"),
    ],
)
def test_what_acts_or_loads_is_gone(html, left):
    assert clean(html) == left
