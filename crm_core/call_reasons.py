"""Why a customer deserves a call, in one sentence with its numbers."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from crm_core import words
from crm_core.explaining.writer import Writer
from crm_core.locale import _
from crm_core.queries.this_week import Reason

NAMES: dict[Reason, str] = {
    "wavering": _("Key customers wavering"),
    "falling": _("Falling customers"),
    "rising": _("Rising stars"),
    "first_time": _("Second purchase due"),
    "lost": _("Worth winning back"),
}
NOTHING_BELOW = 0.005  # a pace that would be written as 0 %
Row = Mapping[Hashable, Any]


class Teller:
    """Writes the sentences for one reader. window_months: what "revenue" is counted over."""

    def __init__(self, language: str, currency: str, window_months: int) -> None:
        self._writer = Writer(language, currency)
        self._language, self._currency, self._months = language, currency, window_months

    def sentences(self, calls: pd.DataFrame) -> list[str]:
        """One for each row of queries.this_week.calls."""
        return [self.sentence(row) for row in calls.to_dict("records")]

    def sentence(self, row: Row) -> str:
        """Why this customer."""
        match row["reason"]:
            case "wavering":
                return self._wavering(row)
            case "falling" | "rising":
                return self._paced(row)
            case "first_time":
                return self._first_time(row)
            case "lost":
                return self._lost(row)
        raise ValueError(f"reason is {row['reason']!r}")

    def _wavering(self, row: Row) -> str:
        w = self._writer
        return w.then(
            w.t(
                "Key customer, wavering since {since}; becomes lost on {lost_on} if nothing is bought.",
                since=w.day(row["since"]), lost_on=w.day(row["lost_on"]),
            ),
            self._brought(row),
        )  # fmt: skip

    def _paced(self, row: Row) -> str:
        w = self._writer
        if row["pace"] < NOTHING_BELOW:
            said = w.t("Has bought next to nothing since {since}, unlike before.", since=w.day(row["since"]))
        elif row["reason"] == "falling":
            said = w.t(
                "Buys at {share} of its earlier pace since {since}.",
                share=words.share(row["pace"], self._language, 0), since=w.day(row["since"]),
            )  # fmt: skip
        else:
            said = w.t(
                "Buys at {times} times its earlier pace since {since}.",
                times=words.decimal(row["pace"], self._language), since=w.day(row["since"]),
            )  # fmt: skip
        return w.then(said, self._brought(row))

    def _first_time(self, row: Row) -> str:
        w = self._writer
        return w.t(
            "Bought once, on {day}, for {money}. Others buy again after {gap} days; now it is {days}.",
            day=w.day(row["last_purchase"]), money=self._money(row["revenue"]),
            gap=words.count(row["usual_gap_days"], self._language),
            days=words.count(row["recency_days"], self._language),
        )  # fmt: skip

    def _lost(self, row: Row) -> str:
        w = self._writer
        return w.t(
            "Lost since {since}. Brought {money} in the 12 months up to the last purchase.",
            since=w.day(row["since"]), money=self._money(row["revenue"]),
        )  # fmt: skip

    def _brought(self, row: Row) -> str:
        return self._writer.tn(
            "Brought {money} in the last month.", "Brought {money} in the last {n} months.",
            self._months, money=self._money(row["revenue"]),
        )  # fmt: skip

    def _money(self, value: float) -> str:
        return words.short_money(value, self._currency, self._language)
