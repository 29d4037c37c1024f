"""Text that came from a file, inside Markdown: neither interpreted nor turned into a link."""

import re

from pages.parts.words import escape

WORD_JOINER = "\u2060"  # invisible; breaks up what Markdown would make a link of
LINK_LIKE = {"://": f":{WORD_JOINER}//", "www": f"w{WORD_JOINER}ww", "@": f"{WORD_JOINER}@"}


def inert(text: object) -> str:
    """The text so that it is shown as it is, and leads nowhere."""
    return escape(re.sub("://|www|@", lambda found: LINK_LIKE[found[0].lower()], str(text), flags=re.IGNORECASE))
