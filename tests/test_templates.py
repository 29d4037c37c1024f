"""Every template can be filled in: its columns are explained, and what can be loaded is recognised as it stands."""

import csv
import io
from datetime import datetime

import pytest

from crm_core import input_words, intake
from crm_core.database import open_database, transaction
from crm_core.schema import INPUT_TABLES
from crm_core.templates import TEMPLATES, template_csv

LOADABLE = [name for name, template in TEMPLATES.items() if template.has_page]


def test_there_is_a_template_for_every_table_of_the_definitions():
    assert list(TEMPLATES) == list(input_words.TABLES) == list(input_words.GRAINS)
    assert len(TEMPLATES) == 10
    assert list(INPUT_TABLES) == LOADABLE


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_column_has_a_name_a_meaning_and_an_example_row(name):
    rows = list(csv.reader(io.StringIO(template_csv(name).decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [len(TEMPLATES[name].columns)] * 2
    for column in TEMPLATES[name].columns:
        assert input_words.title(column.name) != column.name
        assert input_words.about(name, column.name)
        assert column.example or not column.required


def test_a_template_starts_with_the_mark_that_spreadsheets_look_for():
    assert template_csv("customers").startswith(b"\xef\xbb\xbfcustomer_id,")


@pytest.mark.parametrize("name", LOADABLE)
def test_a_template_is_recognised_as_what_it_is(name, tmp_path):
    path = tmp_path / "anything.csv"
    path.write_bytes(template_csv(name))
    plan = intake.recognise(intake.inspect(path))
    assert plan.table == name
    assert plan.mapping == {column.name: column.name for column in TEMPLATES[name].columns}
    assert intake.problems(plan) == []


@pytest.mark.parametrize("name", LOADABLE)
def test_needed_columns_are_those_that_the_schema_needs(name):
    needed = {column.name for column in TEMPLATES[name].columns if column.required}
    assert needed == {column.name for column in INPUT_TABLES[name].columns if column.required}


@pytest.mark.parametrize("name", LOADABLE)
def test_every_meaning_of_a_column_has_a_name(name):
    for meaning in intake.meanings(name):
        assert input_words.title(meaning) != meaning


def test_the_examples_can_be_loaded_together(tmp_path):
    plans = []
    for name in LOADABLE:
        (tmp_path / f"{name}.csv").write_bytes(template_csv(name))
        plans.append(intake.recognise(intake.inspect(tmp_path / f"{name}.csv")))
    connection = open_database(":memory:")
    with transaction(connection):
        receipts = intake.load_files(connection, plans, datetime(2026, 1, 1))
    assert [(receipt.accepted, receipt.rejected) for receipt in receipts] == [(1, 0)] * 5
