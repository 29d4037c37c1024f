"""The label "lost" says how many come back, where that is so many that it must; no other label does."""

import pytest

from crm_core import labels
from crm_core.locale import translator


@pytest.mark.parametrize(
    ("field", "code", "share", "said"),
    [
        ("stage", "lost", 0.48, "Lost (48 of 100 return)"),
        ("stage", "lost", 0.475, "Lost (48 of 100 return)"),
        ("stage", "lost", None, "Lost"),
        ("stage", "wavering", 0.48, "Wavering"),
        ("tier", "lost", 0.48, "lost"),
        ("stage", None, 0.48, "No stage"),
    ],
)
def test_lost_carries_the_share_that_returns(field, code, share, said):
    assert labels.named(field, code, translator("en"), share) == said


def test_in_chinese():
    t = translator("zh_TW")
    assert labels.named("stage", "lost", t, 0.48) == "流失客戶（每 100 位有 48 位會回來）"


def test_short_names_are_shorter():
    assert labels.named("tier", "A", translator("en"), short=True) == "A"
    assert labels.named("tier", "A", translator("en")) == "A · Key"
