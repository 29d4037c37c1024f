"""Characters without width around a key make no second customer and no second order."""

import pytest

HEADER = "order_id,customer_id,ordered_at,amount\n"
KEYS = "select order_id, i.value from order_rows left join identities as i using (identity_key) order by order_id"
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00a0", "\u3000"]


@pytest.mark.parametrize("mark", INVISIBLE)
def test_a_key_with_invisible_characters_is_the_same_key(load, rows, mark):
    receipt = load(HEADER + f"o1,c1,2024-03-01,5\no2,c1{mark},2024-03-02,6\no2{mark},{mark}c1,2024-03-02,6\n")[0]
    assert (receipt.accepted, receipt.merged) == (2, 1)
    assert rows(KEYS) == [("o1", "c1"), ("o2", "c1")]
    assert rows("select count(*) from identities") == [(1,)]


@pytest.mark.parametrize("mark", INVISIBLE)
def test_also_far_below_the_first_rows(load, rows, mark):
    many = "".join(f"o{n},c1,2024-03-01,5\n" for n in range(100000, 130000))
    receipt = load(HEADER + many + f"o2,c1{mark},2024-03-02,6\n" + many.replace("o1", "p1"))[0]
    assert receipt.rejected == 0
    assert rows("select count(*) from identities") == [(1,)]


@pytest.mark.parametrize("inside", ["c\u200b1", "\u200b\u200cc1\u200d\u2060 ", "c\u20601\ufeff"])
def test_nor_do_they_inside_a_key_or_several_around_it(load, rows, inside):
    load(HEADER + f"o1,c1,2024-03-01,5\no2,{inside},2024-03-02,6\n")
    assert rows(KEYS) == [("o1", "c1"), ("o2", "c1")]


def test_letters_that_are_joined_in_a_name_stay_so(load, rows):
    load(HEADER + "o1,\U0001f468\u200d\U0001f469,2024-03-01,5\n")
    assert rows(KEYS) == [("o1", "\U0001f468\u200d\U0001f469")]


def test_a_key_of_nothing_else_is_none(load):
    receipt = load(HEADER + "o1,c1,2024-03-01,5\n\u200b,c2,2024-03-02,6\n")[0]
    assert (receipt.accepted, receipt.rejected) == (1, 1)
