"""What a file's rows become: orders, refunds, orders that do not count; orders made of lines."""

from decimal import Decimal

HEADER = "order_id,customer_id,ordered_at,amount,status\n"
KEPT = """
    select order_id, cast(amount as integer), is_counted, is_refund, refund_of, cast(refunded as integer)
    from order_rows where superseded_by is null order by order_id, amount
"""


def test_classes_of_rows_and_their_amounts(load):
    receipt = load(
        HEADER
        + "1,ann,2024-01-02,10.10,paid\n2,ann,2024-01-03,20.20,Cancelled\n3,bob,2024-01-03,-1.10,paid\n"
        + "4,bob,2024-01-04,0.00,complete\n1,ann,2024-01-02,10.30,Paid\n5,cy,soon,5.05,paid\n6,,2024-01-05,6.06,draft\n"
    )[0]
    assert receipt.reconciles
    assert [receipt.rows_in_file, receipt.accepted, receipt.merged, receipt.refunds, receipt.not_counted,
            receipt.rejected] == [7, 2, 1, 1, 2, 1]  # fmt: skip
    assert receipt.amount_in_file == Decimal("50.61")
    assert receipt.amount_accepted == Decimal("10.30")
    assert receipt.amount_merged == Decimal("10.10")
    assert receipt.amount_refunds == Decimal("-1.10")
    assert receipt.amount_not_counted == Decimal("26.26")
    assert receipt.amount_rejected == Decimal("5.05")
    assert (receipt.orders, receipt.customers, receipt.unidentified_rows) == (5, 2, 1)


def test_status_words(load, rows):
    words = "paid,Pending payment,PENDING,pending shipment,Voided,已取消,待發貨,交易关闭,failed,"
    lines = "".join(f"{number},ann,2024-01-02,1,{word}\n" for number, word in enumerate(words.split(",")))
    load(HEADER + lines)
    query = "select status from order_rows where is_counted order by order_id"
    assert rows(query) == [("paid",), ("pending shipment",), ("待發貨",), (None,)]


def test_a_refund_that_names_no_order_is_kept_as_it_is_written(load, rows):
    load(HEADER + "1,ann,2024-01-05,-4,paid\n2,ann,2024-01-05,-2,paid\n")
    assert rows(KEPT) == [("1", -4, True, True, None, None), ("2", -2, True, True, None, None)]
    load(HEADER + "1,ann,2024-01-02,10,paid\n7,ann,2024-01-05,-1,paid\n")
    assert rows(KEPT) == [
        ("1", -4, True, True, None, None),
        ("1", 10, True, False, None, None),
        ("2", -2, True, True, None, None),
        ("7", -1, True, True, None, None),
    ]


def test_a_named_order_is_kept(load, rows):
    load("order_id,customer_id,ordered_at,amount,original order\n1,ann,2024-01-02,10,\n2,ann,2024-01-05,-4,1\n")
    assert rows(KEPT) == [("1", 10, True, False, None, None), ("2", -4, True, True, "1", None)]


def test_status_refunded_is_believed_only_where_nothing_else_tells_of_refunds(load, rows):
    load(HEADER + "1,ann,2024-01-02,10,refunded\n2,ann,2024-01-02,20,paid\n")
    load(HEADER + "3,ann,2024-01-02,10,refunded\n3,ann,2024-01-05,-4,refunded\n")
    assert rows(KEPT) == [
        ("1", 10, True, False, None, 10),
        ("2", 20, True, False, None, None),
        ("3", -4, True, True, None, None),
        ("3", 10, True, False, None, None),
    ]


ONLINE_RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def test_online_retail_makes_orders_of_lines(load, rows):
    receipt = load(
        ONLINE_RETAIL
        + "536365,85123A,HEART,6,2010-12-01 08:27:00,2.55,17850,United Kingdom\n"
        + "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,,United Kingdom\n"
        + "C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,France\n"
        + "536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom\n"
        + "A563187,B,Bad debt,1,2011-08-12 14:52:00,-11062.06,,United Kingdom\n"
    )[0]
    assert receipt.reconciles
    assert (receipt.accepted, receipt.refunds, receipt.unidentified_rows, receipt.orders) == (3, 2, 2, 4)
    query = """
        select order_id, value, cast(ordered_at as varchar), cast(cast(amount as decimal(18, 2)) as varchar), is_refund
        from order_rows left join identities using (identity_key) order by order_id
    """
    assert rows(query) == [
        ("536365", "17850", "2010-12-01 08:26:00", "30.60", False),
        ("536414", None, "2010-12-01 11:52:00", "0.00", False),
        ("A563187", None, "2011-08-12 14:52:00", "-11062.06", True),
        ("C536379", "14527", "2010-12-01 09:41:00", "-27.50", True),
    ]
    assert rows("select count(*) from line_rows") == [(5,)]
    assert rows("select value, region from customer_rows join identities using (identity_key) order by 1") == [
        ("14527", "France"), ("17850", "United Kingdom"),
    ]  # fmt: skip


def test_lines_add_to_what_a_file_of_orders_says_of_the_order(load, rows):
    load(HEADER + "1,ann,2024-01-02,12.50,paid\n")
    lines = "order_id,customer_id,ordered_at,product,quantity,line_amount\n"
    receipt = load(lines + "1,ann,2024-01-02,tea,1,10\n2,ann,2024-01-03,mug,1,4\n")[0]
    assert receipt.reconciles
    query = "select order_id, cast(amount as double) from order_rows where superseded_by is null order by all"
    assert rows(query) == [("1", 12.5), ("2", 4.0)]
    assert rows("select count(*) from line_rows") == [(2,)]
