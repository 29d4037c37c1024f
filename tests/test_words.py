"""Every word a user reads has a translation in both catalogues, with the same places in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

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
    missing = [f"{path.relative_to(ROOT)}: {text}" for path in sources() for text in marked(path) if not messages.get(text)]
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
