"""Every word a user reads has a translation in both catalogues, with the same places in it."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from crm_core import words

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "crm_core/locale"
MARKS = {"t": 1, "tn": 2, "_": 1}  # how many first arguments are msgids


def sources() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "crm_core").rglob("*.py"))]


def marked(path: Path) -> Iterator[str]:
    """The msgids of one file: the literal first arguments of t, tn and _."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for argument in node.args[: MARKS.get(name, 0)]:
                yield from literals(argument)


def literals(node: ast.expr) -> Iterator[str]:
    """The texts an argument can be: a literal, or the two sides of `a if x else b`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def catalogue(language: str) -> dict[str, str]:
    messages: dict[str, str] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            messages |= {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id}
    return messages


def places(text: str) -> list[str]:
    return sorted(set(re.findall(r"{(\w*)[^}]*}", text)))


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_every_marked_text_is_translated(language):
    messages = catalogue(language)
    texts = [(path.relative_to(ROOT), text) for path in sources() for text in marked(path)]
    missing = [f"{path}: {text}" for path, text in texts if not messages.get(text)]
    assert missing == []


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_translations_have_the_places_of_their_english(language):
    wrong = {one: other for one, other in catalogue(language).items() if other and places(one) != places(other)}
    assert wrong == {}


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_one_text_has_one_translation(language):
    seen: dict[str, tuple[str, str]] = {}
    double = []
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                text, said = str(message.id), str(message.string)
                if text and seen.setdefault(text, (said, path.name))[0] != said:
                    double.append((text, *seen[text], said, path.name))
    assert double == []


def test_traditional_chinese_has_no_mainland_words():
    mainland = ("数据", "文件", "設置", "導入", "默認", "鼠標", "信息", "視頻", "數據")
    wrong = {one: other for one, other in catalogue("zh_TW").items() if any(word in other for word in mainland)}
    assert wrong == {}


def test_the_scan_finds_texts():
    found = {text for path in sources() for text in marked(path)}
    assert {"Customer portfolio", "{n} days", "Loyal", "Language"} <= found


@pytest.mark.parametrize(
    ("value", "english", "simplified", "traditional"),
    [
        (2_314_567, "£2.31M", "£231万", "£231萬"),
        (184_000, "£184K", "£18.4万", "£18.4萬"),
        (999_999, "£1M", "£100万", "£100萬"),
        (9_999.4, "£9,999", "£9,999", "£9,999"),
        (92.306, "£92.31", "£92.31", "£92.31"),
        (795, "£795", "£795", "£795"),
        (0, "£0", "£0", "£0"),
        (-23_145, "-£23.1K", "-£2.31万", "-£2.31萬"),
    ],
)
def test_short_money(value, english, simplified, traditional):
    said = [words.short_money(value, "GBP", language) for language in ("en", "zh_CN", "zh_TW")]
    assert said == [english, simplified, traditional]


@pytest.mark.parametrize(("language", "short"), [("en", "2.31M"), ("zh_CN", "231万"), ("zh_TW", "231萬")])
def test_money_without_a_currency_has_no_sign(language, short):
    assert words.short_money(2_314_567, "", language) == short
    assert words.short_money(-2_314_567, "", language) == f"-{short}"
    assert words.exact_money(12.5, "", language) == "12.50"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.share(0.168, "en"), "17%"),
        (words.share(0.0421, "en"), "4.2%"),
        (words.share(0, "en"), "0%"),
        (words.share(1, "en"), "100%"),
        (words.change(0.04, "en"), "+4.0%"),
        (words.change(-0.0004, "en"), "0.0%"),
        (words.day(date(2011, 12, 9), "en"), "9 Dec 2011"),
        (words.day(date(2011, 12, 9), "zh_TW"), "2011年12月9日"),
        (words.month(date(2011, 12, 9), "zh_CN"), "2011年12月"),
        (words.count(1284, "zh_CN"), "1,284"),
        (words.decimal(3.14, "en"), "3.1"),
    ],
)
def test_numbers_and_dates(said, expected):
    assert said == expected
