"""Text that came from a file, inside Markdown and inside a page's first sentence: neither interpreted nor a link."""

from crm_core.directions import in_its_place
from pages.parts.words import escape

# Stands for an asterisk that is no mark: a character that Unicode keeps for such use, and no text has.
ASTERISK = "\ufdd0"


def inert(text: object) -> str:
    """The text so that it is shown as it is, and leads nowhere."""
    return escape(text)


def in_answer(text: object) -> str:
    """The same for cards.answer, where only ** is a mark."""
    return in_its_place(str(text)).replace("*", ASTERISK)
