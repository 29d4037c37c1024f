"""What comes from a file stands in Markdown as it is: nothing is called, leads away or turns its line round."""

import pytest

from pages.parts.words import escape

JOIN = "\u2060"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**b** [a](c)", r"\*\*b\*\* \[a\]\(c\)"),
        ("https://a.b", rf"https\:{JOIN}//a\.b"),
        ("WWW.a.b", rf"W{JOIN}WW\.a\.b"),
        ("me@a.b", rf"me{JOIN}@a\.b"),
        (":material/skull: :smile:", rf"\:{JOIN}material/skull\: \:{JOIN}smile\:"),
        ("at 10:30", r"at 10\:30"),
        ("a -> b -- c <-> d", rf"a \-{JOIN}\> b \-{JOIN}\- c \<{JOIN}\-\> d"),
        ("\u202egnp.exe\u2069", r"gnp\.exe"),
        ("שלום 5", "\u2068שלום 5\u2069"),
        ("a\n\n# b\r\nc\u2028d", r"a  \# b c d"),
        (7, "7"),
    ],
)
def test_escaped(text, escaped):
    assert escape(text) == escaped
