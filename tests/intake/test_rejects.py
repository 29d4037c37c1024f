"""Rejected rows can be found again: line, column, value, reason, record; harmless in a spreadsheet."""

import csv
import io

from crm_core.intake import rejects, rejects_csv

HEADER = "order_id,customer_id,ordered_at,amount\n"


def test_each_reject_says_where_and_why(load, connection):
    receipt = load(HEADER + '1,ann,2024-01-02,10\n2,"Bob, jr",never,5\n3,cy,2024-01-03,1,2\n,dee,2024-01-04,6\n')[0]
    found = [(each.line, each.column, each.value, str(each.reason), each.record) for each in rejects(connection, 1)]
    assert found == [
        (3, "ordered_at", "never", "“never” in ordered_at cannot be read as a date.", '2,"Bob, jr",never,5'),
        (4, None, None, "The line has more fields than the header; a delimiter in a value needs quotes around it.",
         "3,cy,2024-01-03,1,2"),
        (5, "order_id", None, "order_id is empty; without it the row cannot be used.", ",dee,2024-01-04,6"),
    ]  # fmt: skip
    assert receipt.rejected == 3


def test_rejects_csv_holds_no_formulas(load, connection):
    load(
        "=order_id,order_id,customer_id,ordered_at,amount\n=1+1,1,ann,=now(),10\n-2,2,bob,2024-01-02,@5\nx,3,c,2024-01-02,1\n"
    )
    rows = list(csv.reader(io.StringIO(rejects_csv(connection, 1))))
    assert rows == [
        ["'=order_id", "order_id", "customer_id", "ordered_at", "amount",
         "rejected: line", "rejected: column", "rejected: reason"],
        ["'=1+1", "1", "ann", "'=now()", "10", "2", "ordered_at", "“=now()” in ordered_at cannot be read as a date."],
        ["-2", "2", "bob", "2024-01-02", "'@5", "3", "amount", "“@5” in amount cannot be read as a number."],
    ]  # fmt: skip


def test_many_rejects_keep_their_lines(load, connection):
    rows = [f"{n},ann,{'2024-01-02' if n % 3 else 'x'},1{',1' if n % 5 == 0 else ''}\n" for n in range(3000)]
    load(HEADER + "".join(rows))
    expected = [n + 2 for n in range(3000) if n % 3 == 0 or n % 5 == 0]
    assert [each.line for each in rejects(connection, 1)] == expected
    assert [each.record + "\n" for each in rejects(connection, 1, limit=3)] == [rows[0], rows[3], rows[5]]
