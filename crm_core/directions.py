"""Text that came from a file, so that it turns nothing round: neither itself nor what stands beside it on its line."""

import re

# What nobody sees, and what makes "exe.png" of "gnp.exe".
HIDDEN_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
ISOLATE, END = "\u2068", "\u2069"


def without_marks(text: str) -> str:
    """The text without its hidden direction marks."""
    return HIDDEN_MARKS.sub("", text)


def in_its_place(text: str) -> str:
    """The text without hidden direction marks; with Hebrew or Arabic in it, apart from what stands around it."""
    bare = without_marks(text)
    return f"{ISOLATE}{bare}{END}" if RIGHT_TO_LEFT.search(bare) else bare
