"""The monthly report: of each page its first sentence, its first picture and the head of its list of customers."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from crm_core.locale import _, translator
from crm_core.takeaway.blocks import Block, Box, Chart, Column, Drawn, Number, Page, Table, Words, every
from crm_core.takeaway.meanings import Meaning

# In the order of the report. The last ones know the newest day only: they stand in the report of the newest month.
PAGES = ("overview", "movement", "tiers", "loyalty", "lifecycle", "flow", "concentration", "cohorts")
OF_NOW = ("forecast", "this_week")
WITH_NUMBERS = ("overview",)
ROWS_AT_MOST = 10
COLUMNS_OF_A_LIST = 5
SAID = ("warning", "error", "info")


def condensed(pages: Iterable[Page], dated: bool = False) -> list[Page]:
    """The pages as the report has them; dated: with their own dates, where they are not the report's."""
    return [Page(page.name, page.title, tuple(_chosen(page, dated))) for page in pages]


def _chosen(page: Page, dated: bool) -> Iterable[Block]:
    blocks = list(every(page.blocks))
    yield Words(page.title, "title")
    if dated:
        yield from [block for block in blocks if isinstance(block, Words) and block.tone == "caption"][:1]
    yield from (block for block in blocks if isinstance(block, Drawn) and block.is_answer)
    yield from (block for block in blocks if isinstance(block, Words) and block.tone in SAID)
    if page.name in WITH_NUMBERS:
        yield from (box for box in _boxes(blocks, "grid") if _holds(box, Number))
    cards = list(_boxes(blocks, "card"))
    yield from [card for card in cards if _holds(card, Chart)][:1]
    lists = [card for card in cards if _holds(card, Table) and not _holds(card, Chart)]
    yield from ([card for card in lists if _is_wide(card)] or lists)[:1]


def _boxes(blocks: Sequence[Block], arrangement: str) -> Iterable[Box]:
    return (block for block in blocks if isinstance(block, Box) and block.arrangement == arrangement)


def _holds(box: Box, kind: type) -> bool:
    return any(isinstance(block, kind) for block in every(box.blocks))


def _is_wide(card: Box) -> bool:
    """Whether it lists customers, with a name and facts, rather than a few sums."""
    return any(isinstance(block, Table) and len(block.columns) >= COLUMNS_OF_A_LIST for block in every(card.blocks))


def glossary(meanings: Sequence[Meaning], language: str) -> Page:
    """The page that says what the words mean."""
    t = translator(language)
    title = t(_("What the words mean"))
    columns = (Column(t(_("Word"))), Column(t(_("Meaning"))))
    cards = [
        Box("card", (Words(group, "card_title"), Table(columns, tuple((one.word, one.text) for one in found))))
        for group, found in groupby(meanings, lambda meaning: meaning.group)
    ]
    return Page("meanings", title, (Words(title, "title"), *cards))
