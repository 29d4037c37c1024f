"""The words a user reads: English msgids, translated by the .po files of each language folder."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "zh_CN": "简体中文", "zh_TW": "繁體中文"}
FOLDER = Path(__file__).parent


def _(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


@cache
def _messages(language: str) -> dict[str, str]:
    messages: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            messages |= {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string}
    return messages


def translator(language: str) -> Callable[[str], str]:
    """A function from English text to the same text in `language`; English where a translation is missing."""
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}, not one of {', '.join(LANGUAGES)}")
    messages = _messages(language)
    return lambda text: messages.get(text, text)


def closest_language(tags: str) -> str:
    """The language that fits a browser's locale best: 'zh-TW', 'zh-Hant-HK' → zh_TW; other 'zh…' → zh_CN; else en."""
    tag = tags.split(",")[0].strip().lower().replace("_", "-")
    if not tag.startswith("zh"):
        return "en"
    return "zh_TW" if any(part in tag.split("-") for part in ("tw", "hk", "mo", "hant")) else "zh_CN"
