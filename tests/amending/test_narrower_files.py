"""A later file with fewer columns says less, and takes nothing away; undone, it is as if it had never come."""

from itertools import permutations

import pytest

from crm_core import amending, checking

WIDE = "order_id,customer_id,email,name,region,owner,ordered_at,amount\n" + (
    "1,ann,ann@x.org,Ann Lee,North,Zoe,2024-01-10,100\n"
    "2,,ann@x.org,,,,2024-01-20,50\n"
    "3,bob,bob@x.org,Bob,South,Zoe,2024-01-25,70\n"
)  # fmt: skip
NARROW = "order_id,customer_id,name,ordered_at,amount\n4,ann,Anna Lee,2024-02-10,30\n"
OTHERS = "order_id,customer_id,email,owner,ordered_at,amount\n5,ann,ann@y.org,Max,2024-03-10,20\n"
ANN = "select name, email, region, owner from customers where customer_id = 'ann'"
OWNERS = "select order_id, customer_id from orders left join customers using (customer_key) order by order_id"


def test_an_order_file_with_fewer_columns_takes_nothing_from_its_customers(books):
    books.load(WIDE, "order_id,customer_id,email,ordered_at,amount\n4,ann,ann@x.org,2024-02-10,30\n")
    assert books.rows(ANN) == [("Ann Lee", "ann@x.org", "North", "Zoe")]


def test_orders_stay_with_the_customer_whose_address_a_later_file_lacks(books):
    books.load(WIDE, NARROW)
    assert books.rows(OWNERS) == [("1", "ann"), ("2", "ann"), ("3", "bob"), ("4", "ann")]
    assert books.rows(ANN) == [("Anna Lee", "ann@x.org", "North", "Zoe")]


def test_order_files_that_say_the_same_again_leave_one_row_in_force(books):
    months = [WIDE.replace("\n1,", f"\n1{month},") for month in range(4)]
    narrow = [NARROW.replace("\n4,", f"\n4{month},") for month in range(4)]
    books.load(*(text for pair in zip(months, narrow, strict=True) for text in pair))
    query = "select import_id, superseded_by is null from customer_rows join identities using (identity_key) "
    found = books.rows(query + "where value = 'ann' order by 1")
    assert [import_id for import_id, in_force in found if in_force] == [7, 8]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_files_of_other_columns_undone_in_any_order(books, left_by, order):
    texts = [WIDE, NARROW, OTHERS]
    ids = books.load(*texts)
    for place, undone in enumerate(order[:-1]):
        books.undo(ids[undone])
        assert books.exported(with_ids=False) == left_by(*(texts[other] for other in sorted(order[place + 1 :])))
    assert checking.violations(books.filled()) == []


CUSTOMERS = "customer_id,name,email,region,owner,joined on,card,club\n" + (
    "ann,Ann Lee,ann@x.org,North,Zoe,2023-12-01,gold,tea\nbob,Bob,bob@x.org,South,Zoe,2023-12-02,,\n"
)
FEWER = "customer_id,name,owner,card\nann,Anna Lee,,silver\n"
REGIONS = "customer_id,region,newsletter\nann,East,yes\nfay,West,no\n"
FACTS = "select name, email, region, owner, cast(joined_on as text), tags from customers where customer_id = 'ann'"


def test_a_customers_file_wipes_only_columns_that_it_has(books):
    _, second = books.load(CUSTOMERS, FEWER)
    found = books.rows(FACTS)
    assert found == [("Anna Lee", "ann@x.org", "North", None, "2023-12-01", '{"card":"silver","club":"tea"}')]
    changed = amending.changed_values(books.connection, second).values.tolist()
    assert [row[2:4] for row in changed] == [["name", "Ann Lee"], ["owner", "Zoe"], ["tags", changed[2][3]]]
    assert books.rows(f"select values_changed from imports where import_id = {second}") == [(1,)]


def test_a_customers_file_with_the_same_facts_in_fewer_columns_changes_none(books):
    _, second = books.load(CUSTOMERS, "customer_id,name\nann,Ann Lee\nbob,Bob\n")
    assert books.rows(f"select values_changed from imports where import_id = {second}") == [(0,)]


def test_a_name_is_not_replaced_by_an_account(books):
    books.load(CUSTOMERS, "customer_id,account,region\nann,annie,East\ncy,cyan,East\n")
    query = "select customer_id, name from customers order by 1"
    assert books.rows(query) == [("ann", "Ann Lee"), ("bob", "Bob"), ("cy", "cyan")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_customers_files_of_other_columns_undone_in_any_order(books, left_by, order):
    texts = [CUSTOMERS, FEWER, REGIONS]
    _, *ids = books.load(WIDE, *texts)
    for place, undone in enumerate(order[:-1]):
        books.undo(ids[undone])
        left = [texts[other] for other in sorted(order[place + 1 :])]
        assert books.exported(with_ids=False) == left_by(WIDE, *left)
    assert checking.violations(books.filled()) == []
