"""What a page shows, as plain values: the words, numbers, pictures and lists that a file is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Tone = Literal["title", "section", "card_title", "body", "caption", "info", "warning", "error", "success"]
Form = Literal["text", "number", "day", "badge", "bar", "trend"]
# stack: below each other; row: beside each other, each as wide as it is; columns: beside each other, by weight;
# grid: as many beside each other as fit; card: a stack in a frame.
Arrangement = Literal["stack", "row", "columns", "grid", "card"]


@dataclass(frozen=True)
class Words:
    """A text in the few signs of Markdown that pages use: **bold**, :green[coloured], backslashes before the rest."""

    text: str
    tone: Tone = "body"


@dataclass(frozen=True)
class Drawn:
    """HTML of our own: an answer, chips, a sparkline. Whoever writes it into a file cleans it all the same."""

    html: str

    @property
    def is_answer(self) -> bool:
        """Whether it is a page's first sentence."""
        return '<p class="answer"' in self.html


@dataclass(frozen=True)
class Number:
    """One number with its change; mood: which colour the change has."""

    label: str
    value: str
    change: str = ""
    direction: Literal["up", "down", "none"] = "none"
    mood: Literal["good", "bad", "neither"] = "neither"


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as JSON (data, layout), its config as JSON, and what it shows in words."""

    spec: str
    config: str
    alt: str


@dataclass(frozen=True)
class Column:
    """How a column of a table is written. pattern: of numbers as printf has it, of days with YYYY, MMM, M, D."""

    title: str
    form: Form = "text"
    pattern: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """Rows of values, None where one is missing; a badge is a list of texts, a trend a list of numbers."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Box:
    """Blocks arranged; weights: of columns, the width of each."""

    arrangement: Arrangement
    blocks: tuple["Block", ...]
    weights: tuple[float, ...] = ()


Block = Words | Drawn | Number | Chart | Table | Box


@dataclass(frozen=True)
class Page:
    """One page as it was shown: its name (as in pages/<name>.py), its title, its blocks."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class About:
    """What a file says of itself, written already: whose numbers, of which day, and when it was made."""

    title: str
    facts: tuple[str, ...]
    language: str
    made_on: date


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """All blocks in reading order, boxes before what they hold."""
    for block in blocks:
        yield block
        if isinstance(block, Box):
            yield from every(block.blocks)
