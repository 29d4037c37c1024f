"""Which of a file's columns a meaning names: by a spelling of its own, else by a longer name that ends in one."""

import re
import unicodedata
from collections.abc import Iterable

from crm_core.intake.columns import BEFORE_TAX, before_tax
from crm_core.intake.layouts import IN_BRACKETS
from crm_core.intake.vocabulary import plain, words

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+|#")
# Letters of Chinese, Japanese and Korean, where names are written without spaces and numbers without decimal commas.
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LONGEST = 200  # letters: what is longer is no name of a column, and would be looked at from every one of its words
SHORTEST_WIDE = 3  # letters: 手机号 is enough at the end of 下单人手机号, 金额 is not


def longer_names(columns: Iterable[str], meaning: str, spelt: tuple[str, ...]) -> list[str]:
    """The columns whose names are longer than a spelling but end in it ('Order - Total Amount', 下单人手机号), or go on
    with words that change nothing ('Total incl. VAT'). None whose further words speak of something else.
    """
    known = words("naming")
    foreign = {*known["foreign"]["any"], *known["foreign"].get(_kind(meaning), ())}
    short = [column for column in columns if len(column) <= LONGEST]
    longer = [column for column in short if _is_longer(column, meaning, set(spelt), foreign)]
    bare = [column for column in columns if before_tax(column) and plain(BEFORE_TAX.sub("", column)) in spelt]
    return [*longer, *(bare if _kind(meaning) == "money" else [])]


def _kind(meaning: str) -> str:
    kinds: dict[str, list[str]] = words("naming")["kinds"]
    return next((kind for kind, found in kinds.items() if meaning in found), meaning)


def _is_longer(column: str, meaning: str, spelt: set[str], foreign: set[str]) -> bool:
    if WIDE.search(column):
        return _ends_in(plain(IN_BRACKETS.sub("", column)), spelt, foreign)
    tokens = [token.casefold() for token in WORD.findall(unicodedata.normalize("NFKC", column))]
    if foreign & set(tokens) or before_tax(column):
        return False
    alone = set(words("naming")["alone"].get(meaning, ()))
    for place in range(1, len(tokens)):
        end, start = tokens[place:], tokens[:place]
        if plain("".join(end)) in spelt and (len(end) > 1 or end[0] in alone):
            return True
        if plain("".join(start)) in spelt and set(end) <= set(words("naming")["neutral"]):
            return True
    return False


def _ends_in(name: str, spelt: set[str], foreign: set[str]) -> bool:
    endings = [name[place:] for place in range(1, len(name) - SHORTEST_WIDE + 1) if name[place:] in spelt]
    return bool(endings) and not any(word in name.removesuffix(endings[0]) for word in foreign if WIDE.search(word))
