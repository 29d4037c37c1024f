"""Which of several columns is meant: what was paid, when it was ordered, which number is the order's, who bought."""

import pytest

from crm_core.intake import problems, recognise
from tests.layouts.outcome import outcome

START = "Order ID,Customer ID,Order Date,"


@pytest.mark.parametrize(
    ("columns", "values", "meant"),
    [
        ("Subtotal,Tax,Shipping,Total", "10,1,2,13", "Total"),
        ("Total,Subtotal,Paid,Due", "13,10,5,8", "Total"),
        ("Amount,Fee,Net", "10,1,9", "Amount"),
        ("Gross,Fee,Net", "10,1,9", "Gross"),
        ("Net,Fee,Gross", "9,1,10", "Gross"),
        ("Amount Refunded,Refund Fee,Amount", "1,0,10", "Amount"),
        ("Total Tax,Total Shipping,Total Discount,Order Total", "1,2,3,10", "Order Total"),
        ("Balance,Amount Due,Invoice Total", "0,0,10", "Invoice Total"),
        ("Amount,Tax,Total", "10,1,11", "Total"),
        ("Order Total (excl. tax),Order Total (incl. tax)", "10,11", "Order Total (incl. tax)"),
        ("Total excl. VAT,Total incl. VAT", "10,11", "Total incl. VAT"),
        ("Price,Customer Total Spent,Order - Grand Total", "10,900,11", "Order - Grand Total"),
        ("Amount (USD)", "10", "Amount (USD)"),
        ("TOTAL_AMOUNT", "10", "TOTAL_AMOUNT"),
        ("totalAmount", "10", "totalAmount"),
        ("商品总价,运费,优惠金额,实付金额（元）", "10,2,1,11", "实付金额（元）"),
        ("運費,手續費,訂單金額", "2,1,11", "訂單金額"),
    ],
)  # fmt: skip
def test_the_amount_is_what_was_paid(shape, columns, values, meant):
    plan = recognise(shape(f"{START}{columns}\n1,7,2024-03-14,{values}\n2,8,2024-03-15,{values}\n"))
    assert (plan.table, plan.column_of("amount"), problems(plan)) == ("orders", meant, [])


@pytest.mark.parametrize(
    ("columns", "values", "amount"),
    [
        ("Net sales,Tax", "10,1", "11"),
        ("Subtotal,Shipping,Sales tax,Discount", "10,2,1,3", "13"),
        ("Total excl. tax,Tax", "10,1", "11"),
        ("Total Collected,Tip", "12,2", "10"),
        ("销售金额（不含税）,税额", "10,1.3", "11.3"),
    ],
)  # fmt: skip
def test_amounts_that_are_made_of_several_columns(shape, columns, values, amount):
    found = outcome(recognise(shape(f"{START}{columns}\n1,7,2024-03-14,{values}\n")))
    assert found["orders"] == [f"1 | 2024-03-14 | {amount} | | customer_id=7"]


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("Subtotal,Tax,Tip,Total", "10,1,2,11"),
        ("Tip,Order Total,Payments Total", "2,11,13"),
    ],
)
def test_a_tip_that_the_total_leaves_out_is_not_taken_off(shape, columns, values):
    found = outcome(recognise(shape(f"{START}{columns}\n1,7,2024-03-14,{values}\n")))
    assert found["orders"] == ["1 | 2024-03-14 | 11 | | customer_id=7"]


@pytest.mark.parametrize(
    ("columns", "meant"),
    [
        ("Updated at,Shipped at,Paid at,Created at", "Created at"),
        ("Due Date,Invoice Date", "Invoice Date"),
        ("Date Paid,Date Issued", "Date Issued"),
        ("Expected Delivery Date,Ship Date,Purchase Date", "Purchase Date"),
        ("Last Updated,Date - Order Date", "Date - Order Date"),
        ("发货时间,付款时间,下单时间", "下单时间"),
        ("完成時間,付款時間,訂單日期", "訂單日期"),
    ],
)
def test_the_date_is_the_orders(shape, columns, meant):
    dates = ["2024-03-14"] * (columns.count(",") + 1)
    plan = recognise(shape(f"Order ID,Customer ID,Total,{columns}\n1,7,5,{','.join(dates)}\n"))
    assert (plan.column_of("ordered_at"), problems(plan)) == (meant, [])


def test_the_number_of_a_line_is_not_the_orders(shape):
    lines = "".join(f"L{n},{order},2024-03-14,ann,tea,1,5\n" for n, order in enumerate((71, 71, 72)))
    header = "{},{},Date,Buyer email,Product,Quantity,Line Total\n".format
    for line_id, order_id in (("Line ID", "Order Number"), ("Transaction ID", "Order ID"), ("ID", "Invoice")):
        plan = recognise(shape(header(line_id, order_id) + lines, f"{line_id}.csv"))
        assert (plan.table, plan.column_of("order_id")) == ("order_lines", order_id)


@pytest.mark.parametrize("first", ["Row,", "#,", "No.,", "序号,"])
def test_a_column_of_row_numbers_is_no_id(shape, first):
    plan = recognise(shape(first + START + "Total\n1,501,7,2024-03-14,5\n2,502,8,2024-03-15,6\n"))
    assert plan.column_of("order_id") == "Order ID"


def test_customers_without_an_id_are_known_by_their_address(shape):
    rows = "1,0,Ann Lee,ann@x.org\n2,,Bob Ray,bob@x.org\n3,17,Cy Day,cy@x.org\n"
    text = "Order ID,Customer ID,Customer,Email,Date,Total\n" + rows.replace("org\n", "org,2024-03-14,5\n")
    assert [order.rpartition("| ")[2] for order in outcome(recognise(shape(text)))["orders"]] == [
        "email=ann@x.org", "email=bob@x.org", "customer_id=17",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "values", "who"),
    [
        ("Customer", "Ann Lee", "account=Ann Lee"),
        ("Customer", "C-17", "customer_id=C-17"),
        ("Customer,Email", "Ann Lee,a@x.org", "email=a@x.org"),
        ("Company,Contact", "Oak Ltd,Ann Lee", "account=Ann Lee"),
        ("Company", "Oak Ltd", "account=Oak Ltd"),
        ("Ship to name,Recipient phone", "Ann Lee,5550001234", "nobody"),
        ("Recipient,Customer phone", "Ann Lee,555 000 1234", "phone=5550001234"),
        ("客户", "张三", "account=张三"),
        ("客户,手机号", "张三,138****0000", "account=张三"),
        ("收货人", "张三", "nobody"),
    ],
)
def test_who_bought(shape, columns, values, who):
    found = outcome(recognise(shape(f"Order ID,Date,Total,{columns}\n1,2024-03-14,5,{values}\n")))
    assert found["orders"] == [f"1 | 2024-03-14 | 5 | | {who}"]


@pytest.mark.parametrize(
    ("columns", "values", "mark"),
    [
        ("Order Status,Payment Status,Fulfillment Status", "Processing,Paid,Unfulfilled", ""),
        ("Order Status,Payment Status,Fulfillment Status", "Processing,Paid,Pending", ""),
        ("Order Status,Payment Status,Fulfillment Status", "Cancelled,Paid,Fulfilled", "not counted "),
        ("Order Status,Payment Status,Fulfillment Status", "Processing,Voided,Unfulfilled", "not counted "),
        ("Order Status,Payment Status,Fulfillment Status", "Processing,Paid,Cancelled", "not counted "),
        ("Order Status,Payment Status,Fulfillment Status", "Open,Pending,Unfulfilled", "not counted "),
        ("Order Status,Payment Status", "Complete,Refunded", "refunded 5 "),
        ("Status,Voided", "Closed,true", "not counted "),
        ("Status,Voided", "Closed,false", ""),
        ("Type,Status", "Sale,ok", ""),
        ("Type,Status", "Payout,ok", "not counted "),
        ("State,Customer Status", "Canceled Bay,Cancelled", ""),
        ("订单状态,售后状态", "已发货,退款成功", "refunded 5 "),
        ("订单状态,退款状态", "已发货,无退款", ""),
    ],
)
def test_statuses_in_conflict(shape, columns, values, mark):
    found = outcome(recognise(shape(f"{START}Total,{columns}\n1,7,2024-03-14,5,{values}\n")))
    assert found["orders"] == [f"1 | 2024-03-14 | 5 | {mark}| customer_id=7"]


def test_a_day_of_cancelling_says_that_the_order_does_not_count(shape):
    text = START + "Total,Cancelled at\n1,7,2024-03-14,5,\n2,7,2024-03-14,6,2024-03-15\n"
    assert ["not counted" in order for order in outcome(recognise(shape(text)))["orders"]] == [False, True]


@pytest.mark.parametrize("kind", ["Refund", "Credit Note", "退货单"])
def test_documents_that_are_refunds(shape, kind):
    text = START + f"Total,Document type\n1,7,2024-03-14,5,Invoice\n2,7,2024-03-15,5,{kind}\n"
    found = outcome(recognise(shape(text)))
    assert (found["orders"][1], found["net"]) == ("2 | 2024-03-15 | -5 | refund | customer_id=7", "0")


@pytest.mark.parametrize(
    "header",
    [
        "Bestellnummer;Bestelldatum;Kundennummer;Gesamtbetrag",
        "Numéro de commande;Date de commande;Code client;Montant TTC",
        "Número de pedido;Fecha;Código de cliente;Importe total",
        "注文番号;注文日;顧客ID;合計金額",
        "주문번호;주문일;고객번호;결제금액",
        "\ufeffORDER_ID;ORDER_DATE;CUSTOMER_ID;ORDER_TOTAL",
        "orderId;orderDate;customerId;orderTotal",
        '" Order ID ";"Order\nDate";"Customer  ID";"Order Total "',
    ],
)
def test_headers_in_other_languages_and_styles(shape, header):
    plan = recognise(shape(header + "\n1;2024-03-14;7;5.50\n2;2024-03-15;8;6.50\n"))
    assert (plan.table, list(plan.mapping.values()), problems(plan)) == (
        "orders", ["order_id", "ordered_at", "customer_id", "amount"], [],
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Month,Orders,Revenue\n2024-01,10,500\n2024-02,12,600\n",
        "Day,Orders,Gross sales,Returns,Net sales,Total sales\n2024-01-01,10,500,0,500,550\n",
        "Product title,Net quantity,Total sales\nTea,10,500\n",
        "Country,Orders,Sales\nUK,10,500\n",
        "月份,订单数,销售额\n2024-01,10,500\n",
    ],
)
def test_summaries_are_no_orders(shape, text):
    assert problems(recognise(shape(text)))
