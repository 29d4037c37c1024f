"""Files written in UTF-8 that are no UTF-8 somewhere: cut off inside a character, or with strange bytes."""

from datetime import datetime

import pytest

from crm_core.database import transaction
from crm_core.intake import load_files, recognise

HEADER = f"订单号,客户编号,下单时间,订单金额,收货人,{','.join(f'备注{n}' for n in range(15))}\n"
WHOLE = f"1,甲,2025-03-01,100,林女士,{',' * 14}\n"


@pytest.fixture
def load_bytes(connection, shape):
    def _load(content):
        with transaction(connection):
            return load_files(connection, [recognise(shape(content))], datetime(2026, 1, 1))[0]

    return _load


@pytest.fixture
def rejects(rows):
    return lambda: rows("select line, reason from rejects order by line")


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_file_that_ends_inside_a_row_keeps_the_rows_before(load_bytes, rejects, cut):
    content = (HEADER + WHOLE + "2,乙,2025-03-02,60,强先生,,,,,,,,,,,江苏").encode()
    receipt = load_bytes(content[:-cut])
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert [line for line, _ in rejects()] == [3]


# DuckDB's reader gives up every database of the process over such a last line.
CUT_OFF = (
    "订单号,订单类型,订单创建时间,买家付款时间,交易成功时间,订单状态,付款方式,商品金额合计,运费,店铺优惠合计,"
    "订单实付金额,买家,买家手机号,收货人/提货人,收货人手机号/提货人手机号,收货人省份,商品名称,订单退款状态,"
    "订单已退款金额,归属店铺\n"
    "E20250302001,普通订单,{day} 09:00:00,{day} 09:01:00,,等待商家发货,微信支付,60.00,0.00,0.00,60.00,"
    "阿强,13911110002,强先生,139****0002,江苏,茶,无,0,一店\n"
    "E20250302002,普通订单,{day} 10:00:00,{day} 10:01:00,,等待商家发货,微信支付,60.00,0.00,0.00,60.00,"
    "阿强,13911110002,强先生,139****0002,江苏"
)


@pytest.mark.parametrize("cut", [1, 2])
def test_an_export_cut_off_inside_a_character_is_read_to_there(load_bytes, rejects, cut):
    receipt = load_bytes(CUT_OFF.format(day="2025-03-02").encode()[:-cut])
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert rejects()[0][0] == 3


@pytest.mark.parametrize("cut", [1, 2])
def test_such_an_export_does_no_harm_where_all_rows_must_tell_how_dates_are_written(connection, shape, cut):
    plan = recognise(shape(CUT_OFF.format(day="03/02/2025").encode()[:-cut]))
    assert [style.order for style in plan.dates.values()] == [None]
    assert connection.execute("select 1").fetchone() == (1,)


def test_a_row_whose_customer_cannot_be_read_is_rejected(load_bytes, rejects):
    odd = WHOLE.replace("1,甲", "2,B\udcb1").encode("utf-8", "surrogateescape")
    receipt = load_bytes(HEADER.encode() + WHOLE.encode() + odd)
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert rejects() == [(3, "bad_encoding")]


def test_strange_bytes_in_a_column_that_nobody_reads_do_no_harm(load_bytes):
    odd = WHOLE.replace("1,甲", "2,乙").encode()[:-1] + b"\xb1\n"
    receipt = load_bytes(HEADER.encode() + WHOLE.encode() + odd)
    assert (receipt.accepted, receipt.rejected) == (2, 0)


def test_a_sign_for_a_lost_character_in_a_sound_file_is_a_sign_like_any_other(load_bytes):
    receipt = load_bytes((HEADER + WHOLE.replace("林女士", "林\N{REPLACEMENT CHARACTER}")).encode())
    assert (receipt.accepted, receipt.rejected) == (1, 0)
