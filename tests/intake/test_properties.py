"""What holds for every table, however it is written. CRM_EXAMPLES=1000 tries more of them."""

import os
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core import amending, building
from crm_core.database import open_database, transaction
from crm_core.errors import UserError
from crm_core.intake import inspect, load_files, receipts, recognise, replaced
from crm_core.settings import Settings
from tests.intake.tables import orders, styles

LOADED_AT = datetime(2026, 1, 1)
CLASSES = ("accepted", "merged", "refunds", "not_counted", "rejected")
EXAMPLES = int(os.environ.get("CRM_EXAMPLES", "15"))
TRY = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
KEPT = """
    select o.order_id, i.value, o.ordered_at, o.amount, o.is_counted
    from order_rows as o left join identities as i using (identity_key)
    where o.superseded_by is null order by all
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@st.composite
def written_tables(draw, least=1):
    country, table = draw(orders(least=least))
    style = draw(styles(country))
    return table, style, style.written(country, table)


def _load(connection, path, **answers):
    with transaction(connection):
        return load_files(connection, [replaced(recognise(inspect(path)), **answers)], LOADED_AT)[0]


@TRY
@given(written_tables())
def test_any_table_reads_back_the_same_in_any_style(folder, written):
    table, style, content = written
    path = folder / "table.csv"
    path.write_bytes(content)
    connection = open_database(":memory:")
    # What a tiny table cannot tell, or may tell wrongly, the manager would say: how dates and numbers are written.
    receipt = _load(connection, path, date_order=style.date_order, decimal=style.mark)
    assert receipt.rejected == 0
    assert receipt.reconciles
    expected = [
        (each.order_id, each.customer_id, style.kept(each.ordered_at), each.amount, each.status not in
         ("Cancelled", "已取消"))
        for each in table
    ]  # fmt: skip
    assert connection.execute(KEPT).fetchall() == sorted(expected)


@TRY
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("1", "2", "3", "", "Total", "4 5")),
            st.sampled_from(("ann", "", "0", "b*b", "cy")),
            st.sampled_from(("2024-01-02", "2024-02-30", "soon", "", "2024-03-01 10:00", "1889-01-01", "2999-01-01")),
            st.sampled_from(("10.00", "-3.50", "x", "", "1e3", "(4.00)", "0", "999999999999999.99")),
            st.sampled_from(("paid", "cancelled", "refunded", "", "draft")),
            st.sampled_from(("", "", "", "1", "9")),
            st.sampled_from(("", "", "", ",", ",,,,,")),
        ),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_every_row_and_every_cent_is_accounted_for(folder, rows):
    path = folder / "rows.csv"
    lines = [",".join(row[:-1]) + row[-1] for row in rows]
    path.write_text("order_id,customer_id,ordered_at,amount,status,original order\n" + "\n".join(lines) + "\n", "utf-8")
    connection = open_database(":memory:")
    try:
        receipt = _load(connection, path)
    except UserError:
        assert receipts(connection) == []
        assert connection.execute("select count(*) from order_rows").fetchone() == (0,)
        return
    assert receipt.rows_in_file == sum(getattr(receipt, name) for name in CLASSES)
    assert receipt.amount_in_file == sum((getattr(receipt, f"amount_{name}") for name in CLASSES), Decimal(0))
    assert receipt.rows_in_file + receipt.lines_set_aside == len(lines)
    assert receipt.rejected == connection.execute("select count(*) from rejects").fetchone()[0]


@settings(TRY, max_examples=max(3, EXAMPLES // 4))
@given(st.data())
def test_undo_leaves_what_was_there_before(folder, data):
    connection = open_database(":memory:")
    before = None
    for number in range(2):
        _table, style, content = data.draw(written_tables())
        path = folder / f"undo_{number}.csv"
        path.write_bytes(content)
        before = _everything(connection)
        try:
            receipt = _load(connection, path, date_order=style.date_order, decimal=style.mark, currency="EUR")
        except UserError:
            return
    with transaction(connection):
        amending.undo(connection, receipt.import_id, LOADED_AT)
        building.build_newest(connection, Settings())
    assert _everything(connection) == before


def _everything(connection):
    with transaction(connection):
        building.build_newest(connection, Settings())
    tables = ("order_rows", "customer_rows", "customers", "snapshots", "days")
    return [connection.execute(f"from {name} order by all").fetchall() for name in tables]


@TRY
@given(st.data())
def test_broken_bytes_give_an_error_or_a_receipt(folder, data):
    _table, style, content = data.draw(written_tables(least=3))
    broken = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(broken) - 1))
        how = data.draw(st.sampled_from(("change", "cut", "insert", "double", "nul", "quote")))
        byte = data.draw(st.integers(0, 255))
        if how == "cut":
            broken = broken[: max(place, 1)]
        elif how == "double":
            broken[place:place] = broken[:place]
        else:
            new = {"nul": b"\0", "quote": b'"'}.get(how, bytes([byte]))
            broken[place : place + (how == "change")] = new
    path = folder / "broken.csv"
    path.write_bytes(bytes(broken))
    connection = open_database(":memory:")
    try:
        receipt = _load(connection, path, date_order=style.date_order, decimal=style.mark)
    except UserError:
        assert receipts(connection) == []
        return
    assert receipt.reconciles
    assert receipt.rejected == connection.execute("select count(*) from rejects").fetchone()[0]
