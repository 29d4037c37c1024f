"""Arithmetic of colours: contrast as WCAG 2 has it, and ink that can be read on any cell of a heat table."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

READABLE = 4.5  # contrast that text needs at least (WCAG 2, AA)
DARK, LIGHT, BLACK = "#141A2A", "#FFFFFF", "#000000"


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0-255, of "#RRGGBB"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear(channel: float) -> float:
    """The light of an sRGB channel: 0-255 to 0-1."""
    part = channel / 255
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


@lru_cache(4096)
def luminance(colour: str) -> float:
    """How bright a colour is, from 0 (black) to 1 (white)."""
    red, green, blue = (linear(channel) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(4096)
def ink_on(ground: str) -> str:
    """White where it can be read, else the house's dark, and black on the colours in the middle: one always can."""
    return next((ink for ink in (LIGHT, DARK) if contrast(ink, ground) >= READABLE), BLACK)


def laid_over(colour: str, opacity: float, ground: str) -> str:
    """What is seen of a colour of this opacity (0-1) on a ground."""
    pairs = zip(channels(colour), channels(ground), strict=True)
    return _hexadecimal([opacity * over + (1 - opacity) * under for over, under in pairs])


def between(scale: Sequence[Sequence[Any]], place: float) -> str:
    """The colour at a place (0-1, beyond it the ends) of a Plotly colour scale, mixed as Plotly mixes."""
    place = min(max(place, 0.0), 1.0)
    for (start, low), (end, high) in pairwise(scale):
        if place <= end:
            return laid_over(high, (place - start) / (end - start), low)
    return str(scale[-1][1])


def _hexadecimal(parts: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part):02X}" for part in parts)


@lru_cache(4096)
def badge(colour: str) -> str:
    """The colour of a label as the ground of its badge, lighter or darker as far as the badge's text needs it.

    Streamlit writes badges black on what is brighter than one half and white on the rest, readable or not.
    """
    darker = (laid_over(BLACK, step / 50, colour) for step in range(50))
    lighter = (laid_over(LIGHT, step / 50, colour) for step in range(50))
    dark = next((step, found) for step, found in enumerate(darker) if contrast(LIGHT, found) >= READABLE)
    light = next((step, found) for step, found in enumerate(lighter) if luminance(found) > 0.5)
    return min(dark, light)[1]
