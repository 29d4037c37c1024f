"""Small pieces of sentences that several screens put together."""

from functools import reduce

from crm_core.settings import Settings
from pages.parts import words
from pages.parts.sentences import together
from pages.parts.words import t


def unit() -> str:
    """The unit of money, " in EUR", where it is known."""
    return t(" in {currency}", currency=words.currency()) if words.currency() else ""


def joined(*sentences: str) -> str:
    """Sentences one after the other; empty ones fall out."""
    return reduce(together, sentences, "")


def value_name(settings: Settings) -> str:
    """What customers are ranked by."""
    return {"revenue": t("revenue"), "margin": t("margin"), "expected": t("expected value")}[settings.tier_value]
