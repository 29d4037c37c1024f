"""Files of systems for which there is no layout: names and shapes alone must tell what they are."""

import csv
import io
import random
import tomllib
from pathlib import Path

import pytest

from crm_core.intake import inspect, problems, recognise
from tests.layouts.outcome import outcome

FOLDER = Path(__file__).parent / "unknown"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))


HEADED = ("ebay.csv", "kingdee.csv", "yonyou.csv")  # notes and totals stand in their first columns


def _check(name, path):
    plan = recognise(inspect(path))
    assert problems(plan) == []
    expected = {"rejected": 0, "set_aside": 0} | EXPECTED[name]
    found = outcome(plan)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_unknown_layout(name):
    _check(name, FOLDER / name)


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - set(HEADED)))
def test_unknown_layout_in_another_order(name, tmp_path):
    shape = inspect(FOLDER / name)
    records = list(csv.reader(io.StringIO((FOLDER / name).read_text("utf-8")), delimiter=shape.delimiter))
    places = random.Random(3).sample(range(len(records[0])), len(records[0]))
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=shape.delimiter).writerows([record[place] for place in places] for record in records)
    _check(name, tmp_path / name)


def test_every_file_is_expected():
    assert {path.name for path in FOLDER.iterdir()} == {*EXPECTED, "expected.toml"}
