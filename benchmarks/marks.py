"""Whether a page shows one state of the shop: before a file was loaded, or after it, and never some of each.

A mark is one thing that a page shows: a text, a number, a chart, a list. What a page shows only before the load or only
after it tells which state a run has shown; a run with marks of both has mixed them. While the months before the newest
are labelled, pages show things of neither state; they must not be mixed with what was before.
"""

import re
from dataclasses import dataclass, field
from hashlib import blake2b

from streamlit.proto.Element_pb2 import Element

from benchmarks.sessions import Run

Key = tuple[str, str, str]  # for whom, the page, the month
CHOICES = ("selectbox", "button_group", "radio", "multiselect", "checkbox")
CHOSEN = ("set_value", "raw_value", "raw_values", "value")  # said only in some of the runs with this choice
PASSING = ("download_button", "progress", "file_uploader", "toast", "spinner", "empty", "skeleton")
TOTAL = re.compile(r"<strong>(.*?)</strong>")
NEWEST = " (newest)"
LETTERS = 160


def key(kind: str, run: Run) -> Key:
    """Which view of the shop a run shows."""
    box = run.months()
    return kind, run.page, box.raw_value.replace(NEWEST, "") if box is not None else ""


def marks(run: Run) -> frozenset[bytes]:
    """Everything that is shown, without what changes by itself."""
    return frozenset(_digest(element) for element in run.elements if element.WhichOneof("type") not in PASSING)


def head(run: Run) -> bytes:
    """The mark of the list of months, which a page asks for first; empty if it has none."""
    boxes = (element for element in run.elements if element.WhichOneof("type") == "selectbox")
    return next((_digest(element) for element in boxes if element.selectbox == run.months()), b"")


def _digest(element: Element) -> bytes:
    kind = element.WhichOneof("type")
    if kind in CHOICES:
        plain = Element()
        plain.CopyFrom(element)
        choice = getattr(plain, kind)
        for name in CHOSEN:
            if name in choice.DESCRIPTOR.fields_by_name:
                choice.ClearField(name)
        element = plain
    return blake2b(element.SerializeToString(deterministic=True), digest_size=8).digest()


def totals(run: Run) -> tuple[str, ...]:
    """The numbers that a page states first: those in bold in its sentence, and its cards."""
    sentences = [html.body for html in run.of_kind("html") if html.body.startswith('<p class="answer"')]
    bold = [found for sentence in sentences for found in TOTAL.findall(sentence)]
    return (*bold[:1], *(metric.body for metric in run.of_kind("metric")))


@dataclass
class State:
    """What every view shows in one state of the shop, as seen at least twice while nothing happened.

    also: what those see who were there in the state before; words: how each mark begins, to tell what was mixed.
    """

    marks: dict[Key, frozenset[bytes]] = field(default_factory=dict)
    also: dict[Key, frozenset[bytes]] = field(default_factory=dict)
    totals: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    words: dict[bytes, str] = field(default_factory=dict)

    def see(self, kind: str, run: Run) -> None:
        """Take in a run; what was not there the time before is no mark."""
        view, shown = key(kind, run), marks(run)
        self.marks[view] = self.marks.get(view, shown) & shown
        self.totals[view] = totals(run)
        self.words |= {_digest(element): " ".join(str(element).split())[:LETTERS] for element in run.elements}

    def see_besides(self, kind: str, run: Run) -> None:
        """Take in a run of somebody who was there in the state before."""
        view = key(kind, run)
        self.also[view] = self.also.get(view, frozenset()) | marks(run)


def told_apart(view: Key, shown: frozenset[bytes], before: State, after: State) -> tuple[list[str], list[str]]:
    """In words: what a run shows that is there only before, and only after."""
    old, new = (state.marks.get(view, frozenset()) for state in (before, after))
    gone, come = old - new - after.also.get(view, frozenset()), new - old
    return [before.words[mark] for mark in shown & gone], [after.words[mark] for mark in shown & come]


@dataclass(frozen=True)
class Verdict:
    """state: before, after, between (only things of neither) or mixed; is_other_total: its totals are of neither."""

    state: str
    is_other_total: bool


def judged(view: Key, shown: frozenset[bytes], said: tuple[str, ...], before: State, after: State) -> Verdict:
    """Which state a run has shown. A view that was not looked at before or after is "between"."""
    has_old, has_new = (bool(words) for words in told_apart(view, shown, before, after))
    names = {(True, False): "before", (False, True): "after", (True, True): "mixed", (False, False): "between"}
    known = [state.totals[view] for state in (before, after) if view in state.totals]
    return Verdict(names[has_old, has_new], bool(known) and said not in known)
