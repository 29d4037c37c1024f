"""Each guess about a file with one example: a value as written, and as it will be read."""

from datetime import datetime
from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.intake.plan import Plan
from crm_core.plan_examples import Reading, date_choices, decimal_choices, names_currency, readings


@pytest.fixture
def plan_of(tmp_path):
    def make(text: str) -> Plan:
        (tmp_path / "a.csv").write_text(text, "utf-8")
        return intake.recognise(intake.inspect(tmp_path / "a.csv"))

    return make


def test_dates_and_numbers_are_shown_as_they_will_be_read(plan_of):
    plan = plan_of("order_id;ordered_at;amount;customer_id\n1;13.02.2024 10:30;1.250,50;a\n2;14.02.2024;1,00;b\n")
    assert readings(plan) == {
        "ordered_at": Reading("13.02.2024 10:30", datetime(2024, 2, 13, 10, 30)),
        "amount": Reading("1.250,50", Decimal("1250.5")),
    }


def test_what_cannot_be_read_is_none_and_what_is_open_or_empty_is_left_out(plan_of):
    plan = plan_of("order_id,ordered_at,amount,cost,discount\n1,01/02/2024,x,5,\n2,03/04/2024,2.50,6,\n")
    assert readings(plan) == {"amount": Reading("x", None), "cost": Reading("5", Decimal(5))}


def test_the_choices_of_a_date_show_what_each_would_mean(plan_of):
    plan = plan_of("order_id,ordered_at,amount\n1,01/02/2024,3\n2,03/04/2024,2.50\n")
    assert date_choices(plan, ("dmy", "mdy", "ymd")) == {
        "dmy": Reading("01/02/2024", datetime(2024, 2, 1)),
        "mdy": Reading("01/02/2024", datetime(2024, 1, 2)),
        "ymd": Reading("01/02/2024", None),
    }


def test_the_choices_of_a_mark_show_a_number_that_has_one(plan_of):
    plan = plan_of('order_id,ordered_at,amount\n1,2024-01-01,3\n2,2024-01-02,"1,234"\n')
    assert decimal_choices(plan, (".", ",")) == {
        ".": Reading("1,234", Decimal(1234)),
        ",": Reading("1,234", Decimal("1.234")),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("order_id,ordered_at,amount\n1,2024-01-01,3\n", False),
        ("order_id,ordered_at,amount\n1,2024-01-01,€3\n", True),
        ("order_id,ordered_at,amount\n1,2024-01-01,3 usd\n", True),
        ("order_id,ordered_at,amount,currency\n1,2024-01-01,3,EUR\n", True),
    ],
)
def test_a_file_says_its_currency_in_a_column_or_beside_its_amounts(plan_of, text, says):
    assert names_currency(plan_of(text)) is says
