"""One currency for the whole shop."""

import pytest

from crm_core.errors import UserError

HEADER = "order_id,customer_id,ordered_at,amount,currency\n"


def test_words_signs_and_codes_of_one_currency(load, rows):
    load(HEADER + "1,ann,2024-01-02,1,RMB\n2,ann,2024-01-02,￥1,人民币\n3,ann,2024-01-02,1,cny\n4,ann,2024-01-02,1,\n")
    assert rows("select distinct currency from order_rows") == [("CNY",)]
    assert rows("select value from meta where key = 'currency'") == [("CNY",)]


def test_a_file_in_another_currency_is_refused(load):
    load(HEADER + "1,ann,2024-01-02,1,EUR\n2,ann,2024-01-02,1,EUR\n")
    with pytest.raises(UserError, match="is in USD, but everything loaded so far is in EUR"):
        load(HEADER + "3,ann,2024-01-02,1,USD\n4,ann,2024-01-02,1,USD\n")


def test_amounts_without_a_currency_are_in_the_shops(load, rows):
    load(HEADER + "1,ann,2024-01-02,1,JPY\n2,ann,2024-01-02,1,JPY\n")
    receipt = load("order_id,customer_id,ordered_at,amount\n3,ann,2024-01-02,¥1\n4,ann,2024-01-02,2\n")[0]
    assert receipt.currency == "JPY"
    assert rows("select distinct currency from order_rows") == [("JPY",)]


def test_unknown_currency_words_are_rejected(load):
    receipt = load(HEADER + "1,ann,2024-01-02,1,EUR\n2,ann,2024-01-02,1,doubloons\n")[0]
    assert (receipt.accepted, receipt.rejected, receipt.currency) == (1, 1, "EUR")


def test_the_currency_of_the_totals_is_that_of_the_report(load):
    report = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-02,10.00\nTotal,,,$10.00\n"
    assert load(report)[0].currency == "USD"
    with pytest.raises(UserError, match="is in EUR, but everything loaded so far is in USD"):
        load(report.replace("$", "€").replace("ann", "bob"))


def test_the_currency_may_stand_in_the_header(load):
    assert load("order_id,customer_id,ordered_at,amount (USD)\n1,ann,2024-01-02,10.00\n")[0].currency == "USD"
    with pytest.raises(UserError, match="is in GBP"):
        load("order_id,customer_id,ordered_at,amount [£]\n2,ann,2024-01-02,10.00\n")
