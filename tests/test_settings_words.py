"""Every setting has a name, a meaning and a place on the page, and is written in its own unit."""

from dataclasses import fields

import pytest

from crm_core.setting_groups import GROUPS
from crm_core.settings import CHOICES, LIMITS, Settings
from crm_core.settings_words import CHOICES as CHOICE_NAMES
from crm_core.settings_words import SETTINGS, bare, written

NAMES = [field.name for field in fields(Settings)]


def test_every_setting_has_words_and_stands_on_the_page_once():
    placed = [
        name
        for steering, columns in GROUPS.values()
        for names in (steering, *columns)
        for name in names
    ]  # fmt: skip
    assert sorted(placed) == sorted(SETTINGS) == sorted(NAMES)


def test_every_choice_has_a_name_and_every_number_limits():
    assert {choice for choices in CHOICES.values() for choice in choices} <= set(CHOICE_NAMES)
    for name, words in SETTINGS.items():
        assert (name in LIMITS) == (words.unit not in ("choice", "switch", "zone")), name
        assert words.needs is None or words.needs[0] in SETTINGS


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("tier_share_a", 0.8, "80%"),
        ("tier_share_a", 0.825, "82.5%"),
        ("tier_amount_a", 1000.0, "£1,000"),
        ("window_months", 1, "1 month"),
        ("lost_overdue", 1.5, "1.5 times"),
        ("solid_tenure_days", 1095, "1,095 days"),
        ("attitude_high", 70.0, "70 of 100"),
        ("estimate_attitude", False, "off"),
        ("tier_method", "rank", "Rank"),
        ("time_zone", "Asia/Taipei", "Asia/Taipei"),
        ("time_zone", "", "as written in the file"),
    ],
)
def test_a_value_is_written_in_its_unit(name, value, shown):
    assert written(name, value, "en", "GBP", str) == shown


def test_a_limit_is_written_without_its_unit():
    assert [bare("tier_rank_a", 0.001, "en"), bare("lost_days", 1095, "en")] == ["0.1%", "1,095"]
