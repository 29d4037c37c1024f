"""Colours can be told apart by colour-blind readers, and every text can be read on its ground."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from crm_core.charts import heat, theme
from crm_core.charts.colours import (
    READABLE,
    badge,
    between,
    channels,
    contrast,
    ink_on,
    laid_over,
    linear,
    luminance,
)  # fmt: skip
from crm_core.charts.movement import INKS, STRONGEST
from crm_core.charts.theme import Look

CONFIG = tomllib.loads((Path(__file__).parents[1] / ".streamlit/config.toml").read_text("utf-8"))
LOOKS = {"light": Look(), "dark": Look(dark=True)}
# What a colour becomes for who lacks the long or the middle cones, in linear light: Machado, Oliveira and Fernandes,
# "A physiologically-based model for simulation of color vision deficiency", 2009, severity 1.0.
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
}  # fmt: skip
APART = 14  # distance in CIE L*a*b* that two labels keep at least; 2.3 can just be noticed
ALL = [(field, mode) for field in theme.FIELDS for mode in LOOKS]


def lab(colour, sight):
    """CIE L*a*b* of a colour as somebody with this sight has it."""
    light = [linear(channel) for channel in channels(colour)]
    red, green, blue = (min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0), 1) for row in sight)
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, sight):
    return sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.005)  # the known grey that just fails
    assert luminance("#FFFFFF") == pytest.approx(1)


def test_red_and_green_come_near_for_the_colour_blind():
    assert distance("#FF0000", "#00A000", SIGHTS["usual"]) > 130
    assert distance("#C04000", "#6A7800", SIGHTS["deuteranopia"]) < 20


def test_a_scale_is_mixed_between_its_steps():
    scale = [[0, "#000000"], [0.5, "#64C800"], [1, "#FFFFFF"]]
    assert between(scale, 0.25) == "#326400"
    assert between(scale, 0.5) == "#64C800"
    assert between(scale, -1) == "#000000"
    assert between(scale, 7) == "#FFFFFF"
    assert laid_over("#000000", 0.5, "#FFFFFF") == "#808080"


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("field", "mode"), ALL)
def test_labels_of_a_field_stay_apart(field, mode, sight):
    codes = [code for code in theme._COLOURS[field] if code is not None]
    shown = {code: theme.colour(field, code, LOOKS[mode]) for code in codes}
    near = {
        (one, other): round(distance(shown[one], shown[other], SIGHTS[sight]), 1)
        for one, other in combinations(codes, 2)
        if distance(shown[one], shown[other], SIGHTS[sight]) < APART
    }
    assert near == {}


@pytest.mark.parametrize(("field", "mode"), ALL)
def test_the_text_of_a_badge_can_be_read_and_badges_stay_apart(field, mode):
    codes = [code for code in theme._COLOURS[field] if code is not None]
    grounds = {code: badge(theme.colour(field, code, LOOKS[mode])) for code in codes}
    for code, ground in grounds.items():
        text = "#000000" if luminance(ground) > 0.5 else "#FFFFFF"  # as Streamlit's table has it
        assert contrast(text, ground) >= READABLE, code
    assert min(distance(*pair, SIGHTS["usual"]) for pair in combinations(grounds.values(), 2)) > 11


@pytest.mark.parametrize("mode", LOOKS)
def test_numbers_can_be_read_on_every_cell_of_a_heat_table(mode):
    for place in range(101):
        cell = between(theme.scale(LOOKS[mode]), place / 100)
        assert contrast(ink_on(cell), cell) >= READABLE, place


@pytest.mark.parametrize("mode", LOOKS)
def test_texts_of_charts_can_be_read(mode):
    look = LOOKS[mode]
    for ground in (theme.ink("card", look), CONFIG["theme"][mode]["secondaryBackgroundColor"]):
        for name in ("text", "muted"):
            assert contrast(theme.ink(name, look), ground) >= READABLE, (name, ground)
    for name in ("accent", "good", "bad"):
        assert contrast(theme.ink(name, look), theme.ink("card", look)) >= READABLE, name


@pytest.mark.parametrize("mode", LOOKS)
def test_numbers_of_the_moves_can_be_read_on_the_strongest_cell(mode):
    look = LOOKS[mode]
    for name in INKS.values():
        cell = laid_over(theme.ink(name, look), STRONGEST[look.dark], theme.ink("card", look))
        assert contrast(theme.ink("text", look), cell) >= READABLE, name


@pytest.mark.parametrize("mode", LOOKS)
def test_the_theme_itself_can_be_read(mode):
    themed = CONFIG["theme"][mode]
    sidebar = themed["sidebar"]["backgroundColor"]
    for ground in (themed["backgroundColor"], themed["secondaryBackgroundColor"], sidebar):
        for name in ("textColor", "linkColor"):
            assert contrast(themed[name], ground) >= READABLE, (name, ground)
    assert contrast(themed["dataframeHeaderTextColor"], themed["dataframeHeaderBackgroundColor"]) >= READABLE
    assert themed["backgroundColor"] == theme.ink("card", LOOKS[mode])
    for name in ("greenColor", "redColor", "blueColor", "grayColor"):
        assert contrast(themed[name], themed["backgroundColor"]) >= READABLE, name


@pytest.mark.parametrize("mode", LOOKS)
def test_each_number_of_a_heat_table_is_written_once_in_an_ink_to_read(mode):
    look = LOOKS[mode]
    z, texts = [[0, 1, 2], [3, 4, None]], [["", "1", "2"], ["3", "4", "5"]]
    ground, written = heat.cells(z, texts, 4, look)
    assert [list(line) for line in ground.z] == z
    seen = {}
    for trace in written:
        for row, line in enumerate(trace.text):
            for place, text in enumerate(line):
                if text:
                    assert text not in seen
                    seen[text] = contrast(trace.textfont.color, between(theme.scale(look), z[row][place] / 4))
    assert sorted(seen) == ["1", "2", "3", "4"]  # an empty cell has no number
    assert min(seen.values()) >= READABLE


def test_a_picture_is_named_after_its_title_in_what_every_system_takes():
    assert theme.file_name('Who: "A/B"?') == "Who A B"
    assert theme.file_name("各月層級") == "各月層級"
    assert theme.file_name("…/..") == "…"
    assert theme.file_name("?") == "chart"
