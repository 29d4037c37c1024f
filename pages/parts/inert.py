"""Text that came from a file, inside Markdown: neither interpreted nor turned into a link."""

from pages.parts.words import escape


def inert(text: object) -> str:
    """The text so that it is shown as it is, and leads nowhere."""
    return escape(text)
