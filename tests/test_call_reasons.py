"""The reason for a call in one sentence, in the reader's language."""

from datetime import date

import pytest

from crm_core.call_reasons import Teller

ROW = {
    "since": date(2024, 11, 3), "lost_on": date(2024, 12, 12), "revenue": 18240.4, "pace": 0.414,
    "last_purchase": date(2024, 10, 1), "usual_gap_days": 40.6, "recency_days": 35,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "wavering"}, "Key customer, wavering since 3 Nov 2024; becomes lost on 12 Dec 2024 if nothing is "
         "bought. Brought £18.2K in the last 12 months."),
        ({"reason": "falling"}, "Buys at 41% of its earlier pace since 3 Nov 2024. "
         "Brought £18.2K in the last 12 months."),
        ({"reason": "falling", "pace": 0.004}, "Has bought next to nothing since 3 Nov 2024, unlike before. "
         "Brought £18.2K in the last 12 months."),
        ({"reason": "rising", "pace": 2.04}, "Buys at 2.0 times its earlier pace since 3 Nov 2024. "
         "Brought £18.2K in the last 12 months."),
        ({"reason": "first_time", "revenue": 80}, "Bought once, on 1 Oct 2024, for £80. "
         "Others buy again after 41 days; now it is 35."),
        ({"reason": "lost"}, "Lost since 3 Nov 2024. Brought £18.2K in the 12 months up to the last purchase."),
    ],
)  # fmt: skip
def test_each_reason(changes, said):
    assert Teller("en", "GBP", 12).sentence(ROW | changes) == said


def test_a_window_of_one_month_and_another_language():
    assert Teller("en", "GBP", 1).sentence(ROW | {"reason": "falling"}).endswith("Brought £18.2K in the last month.")
    assert "關鍵客戶" in Teller("zh_TW", "GBP", 12).sentence(ROW | {"reason": "wavering"})


def test_a_reason_that_does_not_exist():
    with pytest.raises(ValueError, match="reason is 'bored'"):
        Teller("en", "GBP", 12).sentence(ROW | {"reason": "bored"})
