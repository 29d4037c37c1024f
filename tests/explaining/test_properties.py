"""Whatever the facts: every label has one text in every language, whole and without a place left open."""

import re

import numpy as np
import pytest

from crm_core.explaining.facts import UNITS, Place, places
from crm_core.explaining.texts import NAMES, explain, explain_one, place_of
from crm_core.explaining.writer import Writer
from crm_core.locale import LANGUAGES
from crm_core.queries import explaining
from crm_core.settings import Settings
from tests.models.test_against_oracle import random_shop

BEST = {"tier": ("A",), "quadrant": ("loyal",), "stage": ("solid",)}
ENDS = {"en": r"\.", "zh_CN": "。", "zh_TW": "。"}


@pytest.mark.parametrize(
    ("seed", "settings"),
    [
        (11, Settings(history_months=16)),
        (12, Settings(history_months=16, tier_method="rank", estimate_attitude=False, window_months=1)),
        (
            13,
            Settings(
                history_months=16,
                tier_method="amount",
                tier_amount_a=300,
                tier_amount_b=40,
                estimate_high=80,
                attitude_high=75,
            ),
        ),
        (14, Settings(history_months=16, tier_value="margin", tier_memory=4, wavering_days=200, solid_tenure_days=100)),
    ],
)
def test_every_label_is_explained_in_every_language(seed, settings):
    connection = random_shop(seed)[0].build(settings)
    dates = [row[0] for row in connection.execute("select as_of from cut_offs order by as_of").fetchall()]
    for as_of in dates[3::9] + dates[-1:]:
        lines = explaining.lines(connection, as_of)
        keys = [
            row[0]
            for row in connection.execute("select customer_key from snapshot_rows where as_of = ?", [as_of]).fetchall()
        ]
        rows = explaining.facts(connection, lines, keys)
        assert [facts.customer_key for facts in rows] == keys
        asked = {"as_of": as_of, "next_date": lines.next_date, "customer_keys": keys}
        assert len(connection.execute(explaining.FACTS, asked).fetchall()) == len(keys)
        values = explaining.values(connection, as_of)
        for language in LANGUAGES:
            writer = Writer(language, "GBP")
            for facts, place in zip(rows, place_of(rows, settings, values), strict=True):
                found = explain_one(facts, place, lines, settings, writer)
                for field in BEST:
                    reason = getattr(found, field)
                    assert (reason.way is None) == (getattr(facts, field) in BEST[field])
                    for text in reason:
                        assert text is None or is_whole(text, language), (text, facts)
            columns = explain(rows, NAMES, lines, settings, values, writer)
            assert {name: len(texts) for name, texts in columns.items()} == dict.fromkeys(NAMES, len(rows))
            assert all(is_whole(text, language) for texts in columns.values() for text in texts)


def is_whole(text, language):
    """Ends like a sentence, starts like one, leaves nothing open and, in Chinese, speaks no English."""
    english = re.search(r"[a-z]{2,}", text.replace("GBP", "")) if language != "en" else None
    return (
        bool(re.search(ENDS[language] + "$", text)) and not re.search(r"[{}]|None|nan|  |–\.|::", text) and not english
    )


def test_the_place_among_all_values_is_that_of_the_plain_calculation():
    values = [5, 5, 7, 1, 100, 7, 7, 30]
    asked = [7, 100, 1, 5, 6, 0, -3]
    expected = [
        Place(sum(v for v in values if v > one), sum(v for v in values if v >= one), sum(1 for v in values if v > one))
        for one in asked
    ]
    assert places(np.array(sorted(values)), asked) == expected
    assert places(np.array([], dtype=np.int64), [5]) == [Place(0, 0, 0)]


def test_the_share_of_a_snapshot_agrees_with_its_cut_offs():
    connection = random_shop(15)[0].build(history=False)
    as_of = connection.execute("select max(as_of) from cut_offs").fetchone()[0]
    lines, values = explaining.lines(connection, as_of), explaining.values(connection, as_of)
    assert int(values.sum()) == lines.positive_value
    assert places(values, [lines.lowest_a])[0].before < 0.8 * lines.positive_value
    below = values[values < lines.lowest_a].max()
    assert places(values, [int(below)])[0].before >= 0.8 * lines.positive_value


@pytest.mark.parametrize(
    ("units", "up", "said"),
    [
        (312_4000, False, "£312.40"),
        (2115 * UNITS, False, "£2,115"),
        (1, True, "£0.01"),
        (1, False, "£0"),
        (-30 * UNITS, False, "-£30"),
        (-1_234_5678, False, "-£1,234.57"),
        (1_234_5600, True, "£1,234.56"),
        (1_234_5601, True, "£1,234.57"),
    ],
)
def test_money_to_the_cent(units, up, said):
    assert Writer("en", "GBP").money(units, up) == said


def test_money_without_a_currency_and_with_chinese_ones():
    assert Writer("en", "").money(12_5000) == "12.50"
    assert Writer("zh_CN", "CNY").money(12 * UNITS) == "¥12"


def test_numbers_are_told_apart_from_their_lines():
    w = Writer("en", "")
    assert w.number(30.02, 30) == "30.02"
    assert w.number(30.0, 30) == "30"
    assert w.number(1.46, 1.5, places=1) == "1.46"
    assert w.share(0.79996, 0.8) == "79.996%"
    assert w.share(0.61, 0.8) == "61%"
