"""Errors in the user's language, with the settings, columns, tables and days in them called as the pages call them."""

from datetime import date, datetime
from typing import Any

from crm_core import input_words
from crm_core.errors import UserError
from crm_core.settings_words import CHOICES, SETTINGS, written
from pages.parts import words
from pages.parts.words import t


def said(error: UserError) -> str:
    """The sentence; not yet escaped for Markdown."""
    values = {key: _shown(key, value, error.values) for key, value in error.values.items()}
    return UserError(error.template, **values).say(t)


def _shown(key: str, value: Any, values: dict[str, Any]) -> Any:
    """A value as the pages write it; anything that is no setting, column, table or day stays as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return words.day(value)
    if key in ("name", "lower", "higher") and value in SETTINGS:
        return t(SETTINGS[value].title)
    setting = {"low": values.get("lower"), "high": values.get("higher")}.get(key) or values.get("name")
    if key in ("value", "low", "high") and setting in SETTINGS:
        return written(setting, value, words.language(), words.currency(), t)
    if key == "choices" and setting in SETTINGS:
        return t(", ").join(t(CHOICES.get(choice, choice)) for choice in value.split(", "))
    if key == "table":
        return t(input_words.TABLES.get(value, value))
    if key in ("meaning", "meanings"):
        return t(", ").join(t(input_words.title(each)) for each in value.split(", "))
    return value
