"""The choices made for a file are taken over for the next one with the same columns."""

from datetime import datetime

import pytest

from crm_core.database import transaction
from crm_core.intake import load_files, problems, recognise, replaced
from crm_core.intake.memory import recalled

JOY = "joy;fun;when;much\n{n};ann;0{n}/02/2025;1.{n}00\n"


@pytest.fixture
def plan(shape):
    def _plan(n, text=JOY):
        return recognise(shape(text.format(n=n), f"joy_{n}.csv"))

    return _plan


def _loaded(connection, plan):
    with transaction(connection):
        return load_files(connection, [plan], datetime(2026, 1, 1))[0]


def test_mapping_and_answers_are_remembered(connection, plan, rows):
    mapping = {"joy": "order_id", "fun": "customer_id", "when": "ordered_at", "much": "amount"}
    first = replaced(plan(1), table="orders", mapping=mapping, date_order="dmy", decimal=".", currency="EUR")
    _loaded(connection, first)
    second = recalled(connection, plan(2))
    assert (second.table, second.mapping, second.remembered) == ("orders", mapping, "joy_1.csv")
    assert (problems(second), second.currency) == ([], "EUR")
    _loaded(connection, second)
    assert rows("select strftime(ordered_at, '%Y-%m-%d'), cast(amount as double) from order_rows order by 1") == [
        ("2025-02-01", 1.1), ("2025-02-02", 1.2),
    ]  # fmt: skip


def test_the_order_of_the_columns_does_not_matter_but_their_names_do(connection, plan):
    mapping = {"joy": "order_id", "fun": "customer_id", "when": "ordered_at", "much": "amount"}
    _loaded(connection, replaced(plan(1), table="orders", mapping=mapping, date_order="dmy", decimal="."))
    turned = recalled(connection, plan(2, "much;joy;when;fun\n1,5;1;01/02/2025;ann\n"))
    assert (turned.remembered, turned.mapping) == ("joy_1.csv", mapping)
    other = plan(2, "joy;fun;when;lots\n1;ann;01/02/2025;1,5\n")
    assert recalled(connection, other) == other


def test_what_the_file_says_itself_is_not_called_remembered(connection, plan):
    text = "order_id,customer_id,date,amount\n{n},ann,2025-01-0{n},5\n"
    _loaded(connection, plan(1, text))
    assert recalled(connection, plan(2, text)).remembered == ""


def test_rejected_rows_are_read_as_their_file_was(connection, plan):
    mapping = {"joy": "order_id", "fun": "customer_id", "when": "ordered_at", "much": "amount"}
    _loaded(connection, replaced(plan(1), table="orders", mapping=mapping, date_order="mdy", decimal=","))
    header = "joy,fun,when,much,rejected: line,rejected: column,rejected: reason\n"
    mended = recalled(connection, plan(2, header + '7,ann,01/02/2025,"1,5",2,when,x\n'))
    assert (mended.remembered, mended.mapping) == ("joy_1.csv", mapping)
    assert (mended.dates["when"].order, mended.decimal) == ("mdy", ",")
