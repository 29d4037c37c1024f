"""What fuzzing has found in files that are spoiled: each as small as it goes, with what must come of it."""

import gzip

import pytest

from crm_core.errors import UserError
from crm_core.intake import inspect, problems, recognise, rejects_csv, replaced
from crm_core.intake.dialect import dialect_of, distinct_names
from crm_core.intake.inspection import MOST_COLUMNS

HEADER = "order_id,customer_id,ordered_at,amount\n"


def test_an_amount_beyond_a_trillion_is_no_number_and_harms_no_other(load, rows):
    receipt = load(
        "order_id,customer_id,ordered_at,amount,tip\n1,ann,2024-01-02,-99999999999999,433.77\n2,bob,2024-01-03,10,1\n"
    )[0]
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert rows("select order_id, cast(amount as integer) from order_rows") == [("2", 9)]


def test_amounts_that_together_are_too_large_are_refused(load, rows):
    with pytest.raises(UserError, match="are too large to be added up"):
        load(HEADER + "".join(f"{n},ann,2024-01-02,999999999999.99\n" for n in range(101)))
    assert rows("select count(*) from order_rows") == [(0,)]


def test_a_product_of_rate_and_amount_that_overflows_is_a_sentence(load):
    load("date,currency,rate\n2024-01-01,USD,9999999999\n2024-01-01,EUR,1\n")
    with pytest.raises(UserError, match="are too large to be added up"):
        load("order_id,customer_id,ordered_at,amount,currency\n1,a,2024-01-02,999999999999,USD\n2,a,2024-01-02,1,EUR\n")


@pytest.mark.parametrize(
    "content", ["\n\x85\n".encode(), "\u2028\n\u2028".encode(), "\x1c\r\n".encode("utf-16"), b" \0"]
)
def test_lines_without_anything_are_empty(shape, content):
    with pytest.raises(UserError, match="is empty"):
        shape(content)


@pytest.mark.parametrize("records", ["\n\n\n,", ",\n\n\n", "\n", "\ufeff"])
def test_records_without_fields_have_no_delimiter_to_tell(records):
    with pytest.raises(UserError):
        dialect_of(records, complete=True, file_name="a.csv")


def test_utf_16_without_a_mark_can_be_chosen(shape):
    plan = recognise(shape((HEADER + "1,ann,2024-01-02,10\n").encode("utf-16-be")))
    changed = replaced(replaced(plan, encoding="utf-8"), encoding="utf-16") if plan.shape.encoding != "utf-16" else plan
    assert (changed.shape.encoding, problems(changed)) == ("utf-16-be", [])


def test_a_name_of_ten_thousand_words_is_looked_at_quickly(shape):
    assert "amount" in recognise(shape(HEADER[:-1] + "," + "Wide" * 2560 + "\n1,ann,2024-01-02,10,x\n")).mapped


def test_thousands_of_columns_of_one_name_get_names_of_their_own():
    names = distinct_names(("x",) * MOST_COLUMNS)
    assert (names[0], names[1], names[-1]) == ("x", "x (2)", f"x ({MOST_COLUMNS})")
    assert distinct_names(("x", "x (2)", "x", "x")) == ("x", "x (2)", "x (3)", "x (4)")


def test_a_line_end_of_another_kind_far_down_is_a_sentence(tmp_path):
    path = tmp_path / "big.csv"
    line = "1,ann,2024-01-02,10\n"
    path.write_text(HEADER + (line * 50 + "2,b\rob,2024-01-02,10\n") * 1500, "utf-8", newline="")
    shape = inspect(path)
    assert not [field for row in shape.rows for field in row if "\r" in field]
    with pytest.raises(UserError, match=r"differs is on line 52\."):
        recognise(shape)


def test_a_gzip_whose_check_sum_is_wrong_behind_the_sample_is_damaged(tmp_path):
    path = tmp_path / "a.csv.gz"
    packed = bytearray(gzip.compress((HEADER + "1,ann,2024-01-02,10\n" * 15_000).encode(), mtime=0))
    packed[-8] ^= 1
    path.write_bytes(packed)
    with pytest.raises(UserError, match="is damaged"):
        inspect(path)


def test_a_rejected_line_end_stays_in_its_row(load, connection):
    load(HEADER + '1,ann,never,"a\rb"\n2,bob,2024-01-02,10\n')
    assert '"a\rb"' in rejects_csv(connection, 1)


def test_a_rejected_row_of_thousands_of_columns_is_kept(load, rows):
    names, values = (",".join(f"{letter}{n}" for n in range(1500)) for letter in "cv")
    receipt = load(f"{HEADER[:-1]},{names}\n1,ann,2024-01-02,ten,{values}\n2,bob,2024-01-02,10,{values}\n")[0]
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert rows("select record from rejects") == [(f"1,ann,2024-01-02,ten,{values}",)]


def test_a_header_of_too_many_columns_is_refused_wherever_it_stands(shape):
    with pytest.raises(UserError, match="columns; 4000 are the most"):
        shape(
            "My export\n2024\n"
            + HEADER[:-1]
            + ",x" * MOST_COLUMNS
            + "\n"
            + "1,ann,2024-01-02,10"
            + ",x" * MOST_COLUMNS
            + "\n"
        )
