"""The few signs of Markdown that pages use, and that everything else stays text."""

import pytest

from crm_core.takeaway.markdown import inline, text, without_invitations


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a **b** c", "a <strong>b</strong> c"),
        ("**open", "<strong>open</strong>"),
        (":green[up] and :red[down]", '<span class="ink-green">up</span> and <span class="ink-red">down</span>'),
        (":gray[**both**]", '<span class="ink-gray"><strong>both</strong></span>'),
        (":gray[open", '<span class="ink-gray">open</span>'),
        ("a ] alone", "a ] alone"),
        (r"\*\*not bold\*\* \<b\>", "**not bold** &lt;b&gt;"),
        (":material/inbox: empty", "empty"),
        (":green[:material/check_circle:] holds", '<span class="ink-green">✓</span> holds'),
        ("one  \ntwo", "one<br>two"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onload="x', "&quot; onload=&quot;x"),
        ("[a](javascript:x)", "[a](javascript:x)"),
        ("![a](http://b.example/c.png)", "![a](http://b.example/c.png)"),
    ],
)
def test_a_line(source, html):
    assert inline(source) == html


def test_a_hidden_mark_cannot_turn_a_line_round():
    assert text("abc\u202edcba\u2066x\u2069") == "abcdcbax"


@pytest.mark.parametrize(
    ("caption", "left"),
    [
        ("Number of customers. Click a cell to see them.", "Number of customers."),
        ("Click a field for its customers.", ""),
        ("Revenue. Tick a row to open the profile. Net.", "Revenue. Net."),
        ("Left out: who did not Click here.", "Left out: who did not Click here."),
        ("客户数。点击格子查看其中的客户。", "客户数。"),
        ("銷售額（單位：EUR）。點選一列開啟客戶檔案。", "銷售額（單位：EUR）。"),
        ("销售额高的在前。可勾选一对或多对。", "销售额高的在前。"),
    ],
)
def test_what_cannot_be_clicked_is_not_invited_to(caption, left):
    assert without_invitations(caption) == left
