"""Kill -9 in the middle: before or after, never between. `python -m tests.faults.kills` does it many times."""

import os
from random import Random

import pytest

from tests.faults import kills

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no kill -9")
DAYS = [f"2025-{month:02}-{day:02}" for month in range(1, 4) for day in (5, 15)]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Two customers who bought on six days each."""
    rows = [f"{name}{day},{name},{day},10" for name in ("ann", "bob") for day in DAYS]
    path = tmp_path_factory.mktemp("file") / "orders.csv"
    path.write_text("\n".join(["order_id,customer_id,ordered_at,amount", *rows]))
    return path


def test_a_killed_import_and_a_killed_undo_are_there_whole_or_not_at_all(file, tmp_path):
    cases = kills.prepare(file, tmp_path, ["import", "undo"])
    trials = [kills.tried(case, Random(seed), tmp_path) for seed, case in enumerate(cases)]
    assert [trial.wrong for trial in trials] == [(), ()]
    assert {trial.landed for trial in trials} <= {"before", "after", "ended"}
