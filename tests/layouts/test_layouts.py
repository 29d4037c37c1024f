"""Each layout of a shop system with a file of its own: recognised without help, and what comes of it; also when the
system exports the columns in another order, some more, some fewer, or one under another name."""

import csv
import io
import random
import tomllib
from pathlib import Path

import pytest

from crm_core.intake import formats, inspect, problems, recognise
from crm_core.intake.vocabulary import plain
from tests.layouts.outcome import outcome

FOLDER = Path(__file__).parent
LAYOUTS = sorted(path.parent.name for path in FOLDER.glob("*/expected.toml") if path.parent.name != "unknown")
HEADED = "quickbooks_sales"  # its customers stand in headings under a column without a name
OTHER_NAMES = {
    "status": "State of order", "product": "Product title", "name": "Full name", "phone": "Telephone",
    "email": "E-mail address", "joined_on": "Customer since", "postcode": "Zip code", "ordered_at": "Date ordered",
    "customer_id": "Customer number", "account": "User name", "quantity": "Qty",
    "currency": "Currency code",
}  # fmt: skip


def _file(layout):
    return next(path for path in (FOLDER / layout).iterdir() if path.suffix != ".toml")


def _expected(layout):
    return tomllib.loads((FOLDER / layout / "expected.toml").read_text("utf-8"))


def _check(layout, path):
    plan = recognise(inspect(path))
    expected = _expected(layout)
    assert (plan.format, problems(plan)) == (expected.pop("layout"), [])
    found = outcome(plan)
    assert {key: found[key] for key in expected} == expected


def _table(layout):
    """The plan, and the records of the file from its header on."""
    plan = recognise(inspect(_file(layout)))
    text = _file(layout).read_bytes().decode(plan.shape.encoding)
    records = list(csv.reader(io.StringIO(text), delimiter=plan.shape.delimiter))[plan.shape.records_before - 1 :]
    return plan, records


def _write(tmp_path, plan, records):
    path = tmp_path / plan.shape.file_name
    with path.open("w", encoding=plan.shape.encoding, newline="") as file:
        csv.writer(file, delimiter=plan.shape.delimiter).writerows(records)
    return path


def _picked(records, places):
    """The columns at these places; lines that are no rows stay as they are."""
    width = len(records[0])
    return [[record[place] for place in places] if len(record) == width else record for record in records]


def _needless(plan, header):
    """The places of columns that neither mean anything nor tell the layout."""
    layout = formats()[plan.format]
    named = {plain(name) for name in (*layout.recognised_by, *layout.needs, *layout.added_once, *layout.fill_down)}
    named |= {plain(rule.column) for rule in layout.rules} | {plain(each.column) for each in layout.added_where}
    for parts in (layout.columns, layout.add, layout.subtract, layout.of_refunds):
        named |= {plain(name) for found in parts.values() for name in found}
    named |= {plain(name) for each in layout.added_where for name in each.columns}
    named |= {plain(column) for column in plan.mapping} | {""}
    return [place for place, name in enumerate(header) if plain(name) not in named]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout):
    _check(layout, _file(layout))


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != HEADED])
def test_columns_in_another_order(layout, tmp_path):
    plan, records = _table(layout)
    places = random.Random(7).sample(range(len(records[0])), len(records[0]))
    _check(layout, _write(tmp_path, plan, _picked(records, places)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_more_and_fewer(layout, tmp_path):
    plan, records = _table(layout)
    needless = _needless(plan, records[0])[:2]
    kept = _picked(records, [place for place in range(len(records[0])) if place not in needless])
    width = len(kept[0])
    more = [[*kept[0], "Zone of sun", "Moon"]]
    more += [[*record, "7", "x"] if len(record) == width and any(record) else record for record in kept[1:]]
    if layout == HEADED:
        more = kept
    _check(layout, _write(tmp_path, plan, more))


def _only_column(plan, header):
    """A column that the layout can do without recognising it, and for which the file has no other."""
    layout, names = formats()[plan.format], {plain(name) for name in header}
    for meaning in OTHER_NAMES:
        column = plan.column_of(meaning)
        others = sum(plain(name) in names for name in layout.columns.get(meaning, ()))
        if column in header and others < 2 and plain(column) not in {plain(name) for name in layout.needs}:
            return column
    raise AssertionError(f"{plan.format} has no column to rename")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_under_another_name(layout, tmp_path):
    plan, records = _table(layout)
    renamed = _only_column(plan, records[0])
    records[0] = [OTHER_NAMES[plan.mapping[renamed]] if name == renamed else name for name in records[0]]
    _check(layout, _write(tmp_path, plan, records))


def test_every_layout_has_a_file():
    assert {each.name for each in formats().values() if not each.generic} == set(LAYOUTS)
