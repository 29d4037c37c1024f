"""Which encoding a file is written in, from its first bytes."""

import codecs
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes

from crm_core.intake.vocabulary import known_headers, plain

SAMPLE_BYTES = 256 * 1024
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
READ_AS_THEY_ARE = ("utf-8", "utf-8-sig", "ascii")
CANDIDATES = ("gb18030", "big5", "shift_jis", "cp1252")
# Per encoding: a letter outside ASCII as bytes, and the common ones among them (level 1 of the standard, punctuation,
# kana; in cp1252 an accented letter beside a plain one, or a sign that stands alone).
LETTERS = {
    "gb18030": re.compile(rb"[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\xfe])|\x80", re.DOTALL),
    "big5": re.compile(rb"[\x81-\xfe][\x40-\xfe]", re.DOTALL),
    "shift_jis": re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\xfc]|[\xa1-\xdf]", re.DOTALL),
    "cp1252": re.compile(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?"),
}
COMMON = {
    "gb18030": re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
    "shift_jis": re.compile(rb"[\x81-\x83\x88-\x97][\x40-\xfc]"),
    "cp1252": re.compile(
        rb"[A-Za-z][\xc0-\xd6\xd8-\xf6\xf8-\xff]{1,2}[A-Za-z]?|[\xc0-\xd6\xd8-\xf6\xf8-\xff]{1,2}[A-Za-z]"
        rb"|[A-Za-z]?[\x80\x91-\x97\xa0\xa3\xa7\xb0][A-Za-z]?"
    ),
}


def open_bytes(path: Path, compressed: bool) -> IO[bytes]:
    """The file's bytes, unpacked if it is gzip."""
    return gzip.open(path, "rb") if compressed else path.open("rb")  # type: ignore[return-value]


def blocks(path: Path, compressed: bool, size: int = 1 << 20) -> Iterator[bytes]:
    """The file's bytes, a block at a time."""
    with open_bytes(path, compressed) as file:
        while block := file.read(size):
            yield block


def encoding_of(sample: bytes) -> str:
    """The encoding of the sample: by byte order mark, as UTF-8, by zero bytes, else the likeliest of the candidates."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\0" not in sample and _mostly_utf_8(sample):
        return "utf-8"
    return _utf_16_without_mark(sample) or _likeliest(sample)


def with_byte_order(encoding: str, sample: bytes) -> str:
    """The encoding that somebody named; UTF-16 with the order of its bytes where no mark at the beginning says it."""
    if encoding != "utf-16" or sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return encoding
    return _utf_16_without_mark(sample) or "utf-16-le"


def decodes(sample: bytes, encoding: str) -> bool:
    """Whether the sample can be read so; a character cut in half at its end does no harm."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _mostly_utf_8(sample: bytes) -> bool:
    """Whether it is UTF-8 but for a stray byte or two, whose lines will be rejected. Other encodings are not."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample, final=False)
    strays = text.count("\ufffd")
    return strays == 0 or strays * 2 <= sum(not letter.isascii() for letter in text)


def _utf_16_without_mark(sample: bytes) -> str | None:
    if sample.count(b"\0") * 5 < len(sample):
        return None
    return "utf-16-le" if sample[1::2].count(b"\0") > sample[::2].count(b"\0") else "utf-16-be"


def _likeliest(sample: bytes) -> str:
    """The candidate in which most header names are ones we know; among equals that of the commonest letters; among
    those charset-normalizer's choice, else cp1252."""
    readable = [encoding for encoding in CANDIDATES if decodes(sample, encoding)]
    if not readable:
        return "cp1252"
    known = {encoding: _known_names(sample, encoding) for encoding in readable}
    best = [encoding for encoding in readable if known[encoding] == max(known.values())]
    common = {encoding: round(_common_share(sample, encoding), 1) for encoding in best}
    best = [encoding for encoding in best if common[encoding] == max(common.values())]
    if len(best) == 1:
        return best[0]
    guess = from_bytes(sample[:65536], cp_isolation=list(best)).best()
    return guess.encoding if guess is not None and guess.encoding in best else best[-1]


def _common_share(sample: bytes, encoding: str) -> float:
    """The share (0-1) of the letters outside ASCII that are common in texts of this encoding.

    With few letters a statistic of whole texts fails: “Müller” in cp1252 reads as a rare character in GB18030. But
    every East Asian character set puts the common characters in a range of their own.
    """
    found = LETTERS[encoding].findall(sample)
    return sum(bool(COMMON[encoding].fullmatch(letter)) for letter in found) / len(found) if found else 0.0


def _known_names(sample: bytes, encoding: str) -> int:
    start = "\n".join(sample.decode(encoding, "replace").splitlines()[:5])
    names = {plain(name.strip('"= ')) for name in re.split("[,;\t|\n]", start) if not name.isascii()}
    return len(names & known_headers())
