"""Amounts in other currencies: converted by the rate of their day, never added as they are."""

import pytest

from crm_core.errors import Question, UserError

HEADER = "order_id,customer_id,ordered_at,amount,currency\n"
MIXED = HEADER + "1,ann,2025-01-02,10,EUR\n2,bob,2025-01-03,20,USD\n3,cy,2025-03-01,30,usd\n"
RATES = "date,currency,rate\n2025-01-01,USD,0.9\n2025-03-01,USD,0.80\n"
KEPT = """
    select order_id, cast(amount as double), currency, cast(written_amount as double), written_currency
    from order_rows where superseded_by is null order by order_id
"""


def test_each_amount_is_converted_at_the_rate_of_its_day(load, rows):
    receipts = load(MIXED, RATES)
    assert [receipt.table_name for receipt in receipts] == ["rates", "orders"]
    assert receipts[1].reconciles
    assert float(receipts[1].amount_in_file) == 10 + 18 + 24
    assert rows(KEPT) == [("1", 10, "EUR", None, None), ("2", 18, "EUR", 20, "USD"), ("3", 24, "EUR", 30, "USD")]


def test_a_currency_without_rate_is_asked_about(load):
    with pytest.raises(Question, match="several currencies"):
        load(MIXED + "4,dee,2025-03-01,5,GBP\n", RATES)


def test_a_day_before_the_first_rate_is_rejected(load, rows):
    receipt = load(MIXED + "4,dee,2024-12-31,5,USD\n", RATES)[1]
    assert (receipt.accepted, receipt.rejected, receipt.reconciles) == (3, 1, True)
    assert rows("select line, reason from rejects") == [(5, "no_rate")]


def test_later_files_are_converted_to_the_shops_currency(load, rows):
    load(HEADER + "1,ann,2025-01-02,10,EUR\n")
    with pytest.raises(UserError, match="load a table of exchange rates first"):
        load(HEADER + "2,bob,2025-01-03,20,USD\n")
    load(RATES)
    load(HEADER + "2,bob,2025-01-03,20,USD\n")
    assert [row[1:3] for row in rows(KEPT)] == [(10, "EUR"), (18, "EUR")]


def test_lines_are_converted_too(load, rows):
    lines = "order_id,customer_id,ordered_at,product,quantity,line_amount,currency\n"
    receipt = load(
        lines + "1,ann,2025-01-02,tea,1,10,USD\n1,ann,2025-01-02,mug,1,20,USD\n2,bob,2025-01-02,mug,1,5,EUR\n", RATES
    )[1]
    assert receipt.reconciles
    assert rows(KEPT) == [("1", 27, "EUR", 30, "USD"), ("2", 5, "EUR", None, None)]
    assert rows("select cast(sum(line_amount) as double) from line_rows") == [(32,)]


def test_a_rate_must_be_more_than_nothing_and_the_later_one_holds(load, rows):
    receipt = load(RATES + "2025-04-01,USD,0\n2025-03-01,$,0.7\n2025-03-01,joys,1\n")[0]
    assert (receipt.accepted, receipt.merged, receipt.rejected) == (2, 1, 2)
    assert rows("select line, reason from rejects order by line") == [
        (4, "rate_not_positive"),
        (6, "unreadable_currency"),
    ]
    load(RATES)
    assert rows("select cast(rate as double) from rate_rows where superseded_by is null order by day") == [
        (0.9,),
        (0.8,),
    ]
