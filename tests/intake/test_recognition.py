"""What a file is taken for, and how that is changed."""

import pytest

from crm_core.errors import UserError
from crm_core.intake import problems, recognise, replaced


@pytest.mark.parametrize(
    ("text", "table", "layout", "mapping"),
    [
        (
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
            "1,a,b,1,2024-01-02,2.5,7,UK\n",
            "order_lines",
            "online_retail_ii",
            {"Invoice": "order_id", "Description": "product", "Quantity": "quantity", "InvoiceDate": "ordered_at",
             "Price": "unit_price", "Customer ID": "customer_id", "Country": "region"},
        ),
        (
            "Order ID,Buyer Email,Order Date,Grand Total,Note\n1,a@x.org,2024-01-02,5,x\n",
            "orders",
            "orders",
            {"Order ID": "order_id", "Buyer Email": "email", "Order Date": "ordered_at", "Grand Total": "amount"},
        ),
        (
            "訂單編號,客戶編號,訂單日期,訂單金額,訂單狀態\n1,A1,2024/01/02,5,完成\n",
            "orders",
            "orders",
            {"訂單編號": "order_id", "客戶編號": "customer_id", "訂單日期": "ordered_at", "訂單金額": "amount",
             "訂單狀態": "status"},
        ),
        (
            "客户编号,姓名,手机号,客户经理,注册日期\nA1,陈,13811112222,林,2024-01-02\n",
            "customers",
            "customers",
            {"客户编号": "customer_id", "姓名": "name", "手机号": "phone", "客户经理": "owner",
             "注册日期": "joined_on"},
        ),
        (
            "客户编号,评分,调查日期,备注\nA1,9,2024-01-02,好\n",
            "surveys",
            "surveys",
            {"客户编号": "customer_id", "评分": "score", "调查日期": "answered_on", "备注": "comment"},
        ),
        (
            "order_id,product,quantity,line_amount\n1,tea,2,3\n",
            "order_lines",
            "order_lines",
            {"order_id": "order_id", "product": "product", "quantity": "quantity", "line_amount": "line_amount"},
        ),
        (
            "order_id,date,customer,product,quantity,amount\n1,2024-01-02,ann,tea,2,3\n1,2024-01-02,ann,mug,1,4\n",
            "order_lines",
            "order_lines",
            {"order_id": "order_id", "date": "ordered_at", "customer": "customer_id", "product": "product",
             "quantity": "quantity", "amount": "line_amount"},
        ),
        (
            "order_id,date,customer,product,quantity,amount\n1,2024-01-02,ann,tea,2,7\n1,2024-01-02,ann,mug,1,7\n",
            "order_lines",
            "order_lines",
            {"order_id": "order_id", "date": "ordered_at", "customer": "customer_id", "product": "product",
             "quantity": "quantity", "amount": "amount"},
        ),
    ],
)  # fmt: skip
def test_recognised(shape, text, table, layout, mapping):
    plan = recognise(shape(text))
    assert (plan.table, plan.format, plan.mapping) == (table, layout, mapping)
    assert problems(plan) == []


def test_optional_columns_are_taken_only_if_their_values_look_right(shape):
    header = "order_id,customer_id,date,amount,discount\n"
    plan = recognise(shape(header + "1,ann,2024-01-02,5,20%\n2,bob,2024-01-03,6,none\n"))
    assert "discount" not in plan.mapping


def test_a_meaning_given_to_a_column_is_taken_from_the_other(shape):
    plan = recognise(shape("order_id,customer_id,date,total,net\n1,ann,2024-01-02,6,5\n"))
    changed = replaced(plan, mapping={"net": "amount"})
    kept = {"order_id": "order_id", "customer_id": "customer_id", "date": "ordered_at"}
    assert changed.mapping == {**kept, "net": "amount"}
    assert problems(replaced(plan, mapping={"total": ""}))[0].values["meaning"] == "amount"


def test_problems_are_said_before_anything_is_read(shape):
    plan = recognise(shape("order_id,customer_id,date,total,net\n1,ann,2024-01-02,6,5\n"))
    wrong = replaced(plan, mapping={"net": "amount", "total": "amount", "gone": "status", "date": "joy"})
    assert [str(problem).split(".")[0] for problem in problems(wrong)] == [
        "file",  # file.csv has no column gone
        "joy is not something a column of orders can mean",
        "No column of file",
        "total, net of file",
    ]


def test_another_table_is_recognised_anew(shape):
    plan = recognise(shape("customer_id,date,score\nann,2024-01-02,5\n"))
    assert plan.table == "surveys"
    assert replaced(plan, table="customers").mapping == {"customer_id": "customer_id", "date": "joined_on"}


def test_unknown_format(shape):
    with pytest.raises(UserError, match="There is no format joy"):
        recognise(shape("order_id,date,amount\n1,2024-01-02,5\n"), "joy")


def test_columns_get_distinct_names(shape):
    assert shape("a,,a,\n1,2,3,4\n5,6,7,8\n").columns == ("a", "column 2", "a (2)", "column 4")


def test_a_blank_column_is_passed_over_for_one_with_values(shape):
    plan = recognise(
        shape("id,Invoice ID,Amount,Created,Description,Customer ID\nch_1,,5.00,2024-01-02,Invoice 7,ann\n")
    )
    assert plan.table == "orders"
    assert plan.column_of("order_id") == "id"
