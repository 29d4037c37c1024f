"""How dates and numbers are read, and what decides between two ways of reading them."""

import re

import duckdb
import pytest

from crm_core.errors import Question
from crm_core.intake import problems, recognise, replaced
from crm_core.intake.queries import run
from crm_core.intake.vocabulary import DATE_ORDERS, currency_pattern, date_formats

HEADER = "order_id;customer_id;ordered_at;amount\n"


@pytest.fixture(scope="module")
def reading():
    connection = duckdb.connect()
    run(connection, "reading")
    return lambda call, **values: connection.execute(f"select {call}", values).fetchone()[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", "1234.5"), ("1,234.50", "1234.5"), ("€1,250.00", "1250"), ("￥1,234", "1234"),
        ("1234.50 EUR", "1234.5"),
        ("(5.00)", "-5"), ("5.00-", "-5"), ("-$1,240.00", "-1240"), ("$-15.00", "-15"), ("US$ 12", "12"), ("+3", "3"),
        ("１２．５", "12.5"), ("1 234.5", "1234.5"), ("0元", "0"), ("1,00,000.5", "100000.5"), (" 7 ", "7"),
        ("abc", None), ("1,23", None), ("5 apples", None), ("", None), ("1.2.3", None), ("-", None), ("--5", None),
        ("(5", None), ("12 345,00", None), ("€", None),
    ],
)  # fmt: skip
def test_numbers_with_a_point(reading, text, number):
    found = reading("number_with_point($text, $pattern)", text=text, pattern=currency_pattern())
    assert (found is None) if number is None else (float(found) == float(number))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.250,00", "1250"), ("€1.250,00", "1250"), ("1 234,50 €", "1234.5"), ("1.234", "1234"), ("12,5", "12.5"),
        ("(1.000,5)", "-1000.5"), ("-3,00", "-3"), ("12.5", None), ("x", None),
    ],
)  # fmt: skip
def test_numbers_with_a_comma(reading, text, number):
    found = reading("number_with_comma($text, $pattern)", text=text, pattern=currency_pattern())
    assert (found is None) if number is None else (float(found) == float(number))


@pytest.mark.parametrize(
    ("order", "text", "moment"),
    [
        ("ymd", "2024-01-02", "2024-01-02 00:00:00"), ("ymd", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05"),
        ("ymd", "2024/3/1 10:05", "2024-03-01 10:05:00"), ("ymd", "20240301", "2024-03-01 00:00:00"),
        ("ymd", "2024年3月1日", "2024-03-01 00:00:00"), ("ymd", "2024-02-30", None), ("ymd", "01/02/2024", None),
        ("dmy", "01/02/24", "2024-02-01 00:00:00"), ("dmy", "1.2.2024 5:06", "2024-02-01 05:06:00"),
        ("dmy", "5 Mar 2024", "2024-03-05 00:00:00"), ("dmy", "2024-01-02", "2024-01-02 00:00:00"),
        ("mdy", "01/13/24 5:06 PM", "2024-01-13 17:06:00"), ("mdy", "Mar 5, 2024", "2024-03-05 00:00:00"),
        ("mdy", "13/01/2024", None), ("dmy", "abc", None), ("mdy", "Mar 5, 2024 at 5:06 PM", "2024-03-05 17:06:00"),
        ("dmy", "5 March 2024 at 5:06 PM", "2024-03-05 17:06:00"), ("ymd", "45352", "2024-03-01 00:00:00"),
        ("ymd", "1709294700", "2024-03-01 12:05:00"), ("ymd", "2024-03-01 下午 3:04", "2024-03-01 15:04:00"),
        ("dmy", "01/02/2024 ", "2024-02-01 00:00:00"), ("dmy", "\u3000", None), ("ymd", " ", None),
    ],
)  # fmt: skip
def test_dates(reading, order, text, moment):
    macro = "time_iso_first" if order == "ymd" else "time_as_written"
    found = reading(f"{macro}($text, $formats)", text=text, formats=list(date_formats(order)))
    assert (str(found) if found else None) == moment


def _file(dates, amounts):
    return HEADER + "".join(f"{n};ann;{d};{a}\n" for n, (d, a) in enumerate(zip(dates, amounts, strict=True)))


def test_a_late_row_decides_for_the_whole_column(shape):
    dates = ["01/02/2024"] * 300 + ["25/02/2024"]
    plan = recognise(shape(_file(dates, ["1,234"] * 300 + ["2,5"])))
    assert (plan.dates["ordered_at"].order, plan.decimal, problems(plan)) == ("dmy", ",", [])


def test_dates_of_both_kinds_leave_it_open(shape):
    plan = recognise(shape(_file(["25/02/2024", "02/25/2024"], ["1", "2"])))
    assert [problem.option for problem in problems(plan)] == ["--date-order"]


def test_answers_settle_the_questions(shape):
    plan = recognise(shape(_file(["01/02/2024", "03/04/2024"], ["1,234", "5,678"])))
    assert [(problem.option, problem.choices) for problem in problems(plan)] == [
        ("--date-order", ("dmy", "mdy")), ("--decimal", (",", ".")),
    ]  # fmt: skip
    assert all(isinstance(problem, Question) for problem in problems(plan))
    answered = replaced(plan, date_order="mdy", decimal=".")
    assert (problems(answered), answered.dates["ordered_at"].order, answered.decimal) == ([], "mdy", ".")


def test_whole_numbers_ask_nothing(shape):
    assert recognise(shape(_file(["2024-01-02"], ["5"]))).decimal == "."


def test_no_format_has_a_word_behind_a_blank():
    """DuckDB would look behind a text that ends with the blank (see `parsed` in sql/reading.sql)."""
    literals = [part for order in DATE_ORDERS for form in date_formats(order) for part in re.split("%.", form)]
    assert {", ", "年", "T"} < set(literals)
    assert [part for part in literals if re.search(r"\s\S", part)] == []
