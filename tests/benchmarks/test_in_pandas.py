"""What pandas makes of a file of orders is what we make of it; else the two times compare different things."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from benchmarks import in_pandas, shop
from crm_core import building, database, intake
from crm_core.settings import Settings

HEAD = "order_id,customer_id,ordered_at,amount,status,currency\n"


@pytest.fixture
def written(tmp_path):
    """Write orders as a file: (customer, day, amount), all completed."""

    def write(*orders: tuple[str, str, float]) -> Path:
        lines = [
            f"o{number},{who},{day} 10:00:00,{amount},completed,EUR\n"
            for number, (who, day, amount) in enumerate(orders)
        ]
        path = tmp_path / "orders.csv"
        path.write_text(HEAD + "".join(lines), "utf-8")
        return path

    return write


def test_labels_worked_out_by_hand(written):
    # Mean gaps: ann 90 / 3 = 30, cy 60 / 1 = 60, so the rhythm is 30. On 30 April ann is 21 days silent, of a usual
    # gap of (60 + 90) / 5 = 30; bob 85 of 30; cy 41 of (60 + 60) / 3 = 40; dee bought on that day. Revenue 520, 400,
    # 100, 30 of 1050: before ann 0, bob 520 (< 840), cy 920 (< 997.50), dee 1020. The median of 4, 1, 2, 1 days is
    # 1.5, so repeat is high from 2 days; ann kept her rhythm, cy did not, of bob and dee it is unknown.
    path = written(
        ("ann", "2024-01-10", 100), ("ann", "2024-02-09", 120), ("ann", "2024-03-10", 140), ("ann", "2024-04-09", 160),
        ("bob", "2024-02-05", 400), ("cy", "2024-01-20", 50), ("cy", "2024-03-20", 50), ("dee", "2024-04-30", 30),
    )  # fmt: skip
    found = in_pandas.labels(in_pandas.read(path))
    assert found.to_numpy().tolist() == [
        ["A", "loyal", "steady"],
        ["A", "unmeasured_occasional", "wavering"],
        ["B", "spurious", "reserved"],
        ["C", "unmeasured_occasional", "acquainted"],
    ]


def test_a_made_shop_gets_the_labels_that_we_give(tmp_path):
    csv, path = tmp_path / "orders.csv", tmp_path / "shop.duckdb"
    shop.write_orders(csv, 5000)
    with database.open_database(path) as connection:
        plan = intake.recognise(intake.inspect(csv))
        with database.transaction(connection):
            intake.load_files(connection, [plan], datetime(2026, 1, 1))
            building.build_newest(connection, Settings())
    ours, theirs = in_pandas.of_database(path), in_pandas.measure(csv)["counts"]
    assert ours == theirs
    assert len(ours["stage"]) >= 6  # won_back among them: the months before count


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        ("2024-04-30", "2023-05-01"),  # ends with a month: from the first of one
        ("2024-04-29", "2023-04-30"),
        ("2024-02-28", "2023-03-01"),  # not the end of February in a leap year
        ("2024-02-29", "2023-03-01"),
    ],
)
def test_the_window_is_twelve_months(as_of, start):
    assert in_pandas._window_start(np.datetime64(as_of)) == np.datetime64(start)
