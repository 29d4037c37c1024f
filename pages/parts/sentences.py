"""Sentences one after the other, as the reader's language sets them: with a space between them, or without."""

from pages.parts.words import t


def together(first: str, second: str) -> str:
    """Both sentences as one text; either may be empty."""
    return t("{first} {second}", first=first, second=second) if first and second else first or second
