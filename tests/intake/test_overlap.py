"""A later import wins over an earlier one, row by row; nothing is deleted."""

import pytest

from crm_core.errors import UserError
from crm_core.intake import receipts

HEADER = "order_id,customer_id,ordered_at,amount\n"
IN_FORCE = """
    select order_id, cast(amount as integer), import_id from order_rows
    where superseded_by is null order by order_id, amount
"""


def test_same_file_twice_is_refused(load, connection, rows):
    load(HEADER + "1,ann,2024-01-02,10\n2,bob,2024-01-03,20\n")
    with pytest.raises(UserError, match=r"has been loaded before, as file_0\.csv on 2026-01-01"):
        load(HEADER + "1,ann,2024-01-02,10\n2,bob,2024-01-03,20\n")
    assert rows(IN_FORCE) == [("1", 10, 1), ("2", 20, 1)]


def test_later_orders_replace_earlier_ones(load, rows):
    load(HEADER + "1,ann,2024-01-02,10\n2,bob,2024-01-03,20\n")
    receipt = load(HEADER + "2,bob,2024-01-03,25\n1,ann,2024-01-02,10\n3,cy,2024-01-04,30\n")[0]
    assert (receipt.accepted, receipt.values_changed) == (3, 1)
    assert rows(IN_FORCE) == [("1", 10, 2), ("2", 25, 2), ("3", 30, 2)]
    assert rows("select order_id, superseded_by from order_rows where import_id = 1 order by 1") == [("1", 2), ("2", 2)]


def test_only_the_same_refund_is_replaced(load, rows):
    load(HEADER + "1,ann,2024-01-02,10\n1,ann,2024-01-05,-4\n1,ann,2024-01-06,-3\n")
    receipt = load(HEADER + "1,ann,2024-01-05,-4\n9,bob,2024-01-05,9\n")[0]
    assert receipt.values_changed == 0
    assert rows(IN_FORCE) == [("1", -4, 2), ("1", -3, 1), ("1", 10, 1), ("9", 9, 2)]


def test_lines_of_an_order_are_replaced_as_a_whole(load, rows):
    header = "order_id,product,quantity,line_amount\n"
    load(header + "1,tea,2,3.00\n1,mug,1,4.00\n2,tea,1,1.50\n")
    receipt = load(header + "1,tea,2,3.00\n3,pot,1,9.00\n")[0]
    assert (receipt.accepted, receipt.values_changed) == (2, 1)
    query = "select order_id, product, import_id from line_rows where superseded_by is null order by all"
    assert rows(query) == [("1", "tea", 2), ("2", "tea", 1), ("3", "pot", 2)]


def test_customers_replace_customers_but_not_what_orders_told(load, rows):
    load("order_id,customer_id,name,ordered_at,amount\n1,ann,A. Lee,2024-01-02,10\n2,ann,Ann Lee,2024-01-03,10\n")
    load("customer_id,name,region\nann,Ann,North\nbob,Bob,South\n")
    receipt = load("customer_id,name,region\nann,Anna,North\nbob,Bob,South\n")[0]
    assert receipt.values_changed == 1
    query = "select name, from_orders, import_id from customer_rows where superseded_by is null order by all"
    assert rows(query) == [("Ann Lee", True, 1), ("Anna", False, 3), ("Bob", False, 3)]


def test_the_same_survey_answer_is_kept_once(load, rows):
    header = "customer_id,answered_on,score,kind,comment\n"
    load(header + "ann,2024-01-02,9,nps,fine\nbob,2024-01-02,3,csat,\n")
    load(header + "bob,2024-01-02,3,csat,\nbob,2024-01-02,4,csat,better\n")
    query = "select score, scale_max, import_id from survey_rows where superseded_by is null order by all"
    assert rows(query) == [(3, 5, 2), (4, 5, 2), (9, 10, 1)]


def test_a_failed_load_leaves_nothing_and_the_next_one_works(load, connection, rows):
    good, bad = HEADER + "1,ann,2024-01-02,10\n2,bob,2024-01-03,20\n", HEADER.replace("amount", "amount,currency")
    with pytest.raises(UserError, match="several currencies"):
        load(good, bad + "3,ann,2024-01-02,10,EUR\n4,bob,2024-01-02,10,USD\n")
    assert receipts(connection) == []
    assert rows("select count(*) from order_rows union all select count(*) from identities") == [(0,), (0,)]
    load(good.replace("10", "11"))
    import_id = receipts(connection)[0].import_id
    assert rows(IN_FORCE) == [("1", 11, import_id), ("2", 20, import_id)]
