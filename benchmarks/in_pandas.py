"""The labels of one snapshot as somebody would make them who reads the file into pandas: tiers, quadrants and stages.

The rules are those of the default settings for a file of orders alone, without refunds, order lines or survey answers.
Only the columns that are needed are read, by pyarrow on all cores; customers are integer codes and money is cents, so
no sum is off; everything is grouped by integers and nothing is applied row by row.
"""

import resource
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Orders:
    """Counted orders with an amount above 0: the customer's code, the day since 1970, cents.

    customers: everybody in the file; last_day: the last day with a counted order of any amount.
    """

    frame: pd.DataFrame
    customers: int
    first_day: int
    last_day: int


def read(csv: Path) -> Orders:
    """The orders of a file, only what the labels need of them."""
    text = pa.dictionary(pa.int32(), pa.string())
    types = {"customer_id": text, "ordered_at": pa.timestamp("s"), "amount": pa.float64(), "status": text}
    options = pa.csv.ConvertOptions(include_columns=list(types), column_types=types)
    raw = pa.csv.read_csv(csv, convert_options=options).to_pandas(self_destruct=True)
    counted = raw[raw["status"] != "cancelled"]
    days = counted["ordered_at"].to_numpy().astype("datetime64[D]").astype(np.int64)
    cents = (counted["amount"] * 100).round().astype(np.int64)
    frame = pd.DataFrame({"customer": counted["customer_id"].cat.codes.to_numpy(), "day": days, "cents": cents})
    customers = len(raw["customer_id"].cat.categories)
    return Orders(frame[frame["cents"] > 0], customers, int(days.min()), int(days.max()))


def labels(orders: Orders) -> pd.DataFrame:
    """tier, quadrant and stage of each customer at the day of the last order, by the customer's code; NaN for none."""
    as_of = orders.last_day
    bought = _purchase_days(orders.frame)
    histories = _histories(bought, as_of)
    recent = bought[bought["day"] >= _days(_window_start(_date(as_of)))]
    window = recent.groupby("customer").agg(cents=("cents", "sum"), days=("day", "size"))
    everybody = pd.RangeIndex(orders.customers)
    found = pd.DataFrame(index=everybody)
    found["tier"] = _tiers(window["cents"]).reindex(everybody)
    found["quadrant"] = _quadrants(window["days"], histories).reindex(everybody)
    found["stage"] = _stages(histories, _lost_before(bought, orders)).reindex(everybody, fill_value="prospect")
    return found


def _purchase_days(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and day: customer, day, cents; found by one integer for both."""
    low = int(frame["day"].min())
    width = int(frame["day"].max()) - low + 1
    key = frame["customer"].to_numpy().astype(np.int64) * width + (frame["day"].to_numpy() - low)
    daily = frame["cents"].groupby(key).sum()
    keys = daily.index.to_numpy()
    return pd.DataFrame({"customer": keys // width, "day": keys % width + low, "cents": daily.to_numpy()})


def _histories(bought: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Per customer with a purchase by then: days, first, last, recency, overdue, lost."""
    past = bought[bought["day"] <= as_of].groupby("customer")
    known: pd.DataFrame = past.agg(days=("day", "size"), first=("day", "min"), last=("day", "max"))
    span = known["last"] - known["first"]
    repeats = known["days"] >= 2
    gaps = np.sort((span[repeats] / (known["days"][repeats] - 1)).to_numpy())
    rhythm = max(float(gaps[(len(gaps) - 1) // 2]), 1.0) if len(gaps) else 90.0
    known["recency"] = as_of - known["last"]
    known["tenure"] = as_of - known["first"]
    known["overdue"] = known["recency"] / ((2 * rhythm + span) / (known["days"] + 1))
    known["lost"] = (known["overdue"] > 3) & (known["recency"] > 90)
    return known


def _tiers(cents: "pd.Series[int]") -> "pd.Series[str]":
    """A, B or C by the value of all who are worth strictly more, against 80 % and 95 % of the total."""
    values = cents.clip(lower=0).sort_values(ascending=False)
    sums = values.groupby(values, sort=False).sum()
    before = values.map(sums.cumsum() - sums).to_numpy()
    total = int(values.sum())
    cases: list[Any] = [values.to_numpy() == 0, before * 100 < total * 80, before * 100 < total * 95]
    return pd.Series(np.select(cases, ["C", "A", "B"], "C"), values.index)


def _quadrants(days: "pd.Series[int]", histories: pd.DataFrame) -> "pd.Series[str]":
    """Repeat by the median, attitude by the one sign that a file of orders gives: the rhythm kept or not."""
    known = histories.loc[days.index]
    line = max(2.0, min(float(days.median()), 12.0))
    repeat, unknown, kept = days >= line, known["days"] < 2, known["overdue"] <= 1
    names = ["unmeasured_repeat", "unmeasured_occasional", "loyal", "latent", "spurious"]
    cases: list[Any] = [unknown & repeat, unknown, kept & repeat, kept, repeat]
    return pd.Series(np.select(cases, names, "no_loyalty"), days.index)


def _stages(known: pd.DataFrame, lost_before: "pd.Index[int]") -> "pd.Series[str]":
    """The first of the stages that holds."""
    cases: list[Any] = [
        known["lost"],
        (known["overdue"] > 1.5) & (known["recency"] > 30),
        known.index.isin(lost_before),
        known["days"] == 1,
        known["days"] <= 3,
        (known["days"] >= 6) & (known["tenure"] >= 365),
    ]
    names = ["lost", "wavering", "won_back", "acquainted", "reserved", "solid"]
    return pd.Series(np.select(cases, names, "steady"), known.index)


def _lost_before(bought: pd.DataFrame, orders: Orders) -> "pd.Index[int]":
    """Who was lost at one of the three ends of a month before, where 365 days of data lay behind it."""
    month = _date(orders.last_day).astype("datetime64[M]")
    ends = [_days((month - back).astype("datetime64[D]") - DAY) for back in range(3)]
    lost = [_histories(bought, end) for end in ends if end - orders.first_day + 1 >= 365]
    found: pd.Index[int] = pd.Index([], dtype="int64")
    for known in lost:
        found = found.union(known.index[known["lost"]])
    return found


def _window_start(as_of: np.datetime64) -> np.datetime64:
    """The first day of the 12 months that end on this day: of a month where they end with one."""
    following = as_of + DAY
    if following.astype("datetime64[M]") != as_of.astype("datetime64[M]"):
        start: np.datetime64 = as_of.astype("datetime64[M]") - 11
    else:
        start = (pd.Timestamp(as_of) - pd.DateOffset(years=1) + pd.Timedelta(days=1)).to_datetime64()
    return start


def _date(day: int) -> np.datetime64:
    return np.datetime64(day, "D")


def _days(day: np.datetime64) -> int:
    return int(day.astype("datetime64[D]").astype(np.int64))


def measure(csv: Path) -> dict[str, Any]:
    """Seconds to read and to label, how many have which label, and the peak memory in GB."""
    start = perf_counter()
    orders = read(csv)
    was_read = perf_counter()
    found = labels(orders)
    labelled = perf_counter()
    counts = {name: found[name].value_counts(dropna=True).to_dict() for name in found}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    return {"read": was_read - start, "labels": labelled - was_read, "memory": memory, "counts": counts}


def of_database(path: Path) -> dict[str, dict[str, int]]:
    """How many have which label at the newest snapshot of a database of ours, to hold against the counts of pandas."""
    from crm_core import database

    with database.open_database(path) as connection:
        return {
            name: dict(
                connection.execute(
                    f"select cast({name} as text), count(*) from snapshot_rows where {name} is not null"
                    " and as_of = (select as_of from snapshot_dates where is_newest) group by 1"
                ).fetchall()
            )
            for name in ("tier", "quadrant", "stage")
        }
