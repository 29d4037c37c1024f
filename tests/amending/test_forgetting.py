"""Forget a customer: no text of the person is left in any table, its revenue is, and no later file brings it back."""

from datetime import datetime

import pytest

from crm_core import amending, checking, intake
from crm_core.database import transaction
from crm_core.errors import UserError

AT = datetime(2026, 1, 1)
ORDERS = "order_id,customer_id,email,phone,name,ordered_at,amount\n"
FIRST = (
    ORDERS
    + "1,zoe77,zoe@x.org,+49 151 987654,Zoë Quill,2024-01-10,100\n"
    + "2,,ZOE@x.org,,Zoë Quill,2024-02-10,50\n"
    + "1,zoe77,zoe@x.org,,Zoë Quill,2024-02-12,-30\n"
    + "3,bob,bob@x.org,,Bob,2024-02-12,80\n"
    + "4,zoe77,,,,2024-02-13,oops\n"
    + "5,,,0049-151 98 76 54,,2024-02-13,oops\n"
    + '6,,,,"Quill, Zoë",2024-02-13,oops\n'
    + "7,bob,,,Bob,2024-02-13,oops\n"
    + "8,zoe77,zoe@x.org\n"
)
CUSTOMERS = (
    "customer_id,name,email,referred_by,pet\n"
    + "zoe77,Zoë Quill,zoe@x.org,,Rex the dog\nbob,Bob,bob@x.org,zoe77,Tom\ncy,Cy,shared@x.org,,\n"
)
CHANGED = CUSTOMERS.replace("Zoë Quill,zoe@x.org", "Zoë Quill,shared@x.org")
SURVEYS = "customer_id,answered_on,score,kind,comment\nzoe77,2024-03-01,2,nps,I like Rex\nbob,2024-03-01,9,nps,good\n"
ALL = (FIRST, CUSTOMERS, CHANGED, SURVEYS)
TEXTS = ("zoe", "quill", "zoë", "987654", "rex")


def forget(books, customer_id, **known_by):
    key = amending.customer_called(books.connection, customer_id, **known_by)
    with transaction(books.connection):
        found = amending.forget(books.connection, key, AT, "salt")
    books.build()
    return found


def dump(books):
    """Every column of every table and view as text, lower case."""
    books.filled()
    tables = books.rows("select schema_name, table_name from duckdb_tables() union select schema_name, view_name "
                        "from duckdb_views() where not internal")  # fmt: skip
    parts = [str(books.rows(f'select columns(*)::text from {schema}."{name}"')) for schema, name in tables]
    assert len(parts) > 20
    return "\n".join(parts).lower()


def net_revenue(books):
    return books.rows("select sum(net_revenue) from orders")[0][0]


def test_nothing_of_the_person_is_left_and_the_revenue_is(books):
    books.load(*ALL)
    assert all(text in dump(books) for text in TEXTS)
    before = net_revenue(books)
    assert forget(books, "zoe77") == amending.Forgotten(2, 120)
    text = dump(books)
    assert [each for each in TEXTS if each in text] == []
    assert "bob" in text
    assert net_revenue(books) == before
    assert books.rows("select sum(unidentified_revenue) from days") == [(120,)]
    assert books.rows("select * from forgotten_customers") == [(AT, 2, 120)]
    assert checking.violations(books.filled()) == []


def test_only_the_rejected_rows_that_name_the_person_lose_their_text(books):
    books.load(*ALL)
    forget(books, "zoe77")
    rejects = books.rows("select line, value, record, reason from rejects order by line")
    assert [row[0] for row in rejects if row[2] is None] == [6, 7, 8, 10]
    assert [row[1:3] for row in rejects if row[2] is not None] == [("oops", "7,bob,,,Bob,2024-02-13,oops")]
    assert {row[3] for row in rejects} == {"unreadable_number", "too_few_fields"}


@pytest.mark.parametrize("again", ALL)
def test_a_later_file_does_not_bring_the_person_back(books, again):
    books.load(*ALL)
    forget(books, "zoe77")
    before = net_revenue(books)
    books.load(again + "\n")
    text = dump(books)
    assert [each for each in TEXTS if each in text] == []
    assert net_revenue(books) == before
    assert checking.violations(books.filled()) == []


def test_rows_of_the_forgotten_are_rejected_with_that_reason_and_without_their_text(books):
    books.load(*ALL)
    forget(books, "zoe77")
    (again,) = books.load(CUSTOMERS + "\n")
    (reject,) = intake.rejects(books.connection, again)
    assert (reject.line, reject.code, reject.value, reject.record) == (2, "forgotten", None, None)
    assert str(reject.reason) == "The customer was forgotten on request; what the row says is not kept."
    receipt = intake.receipts(books.connection)[0]
    assert (receipt.accepted, receipt.rejected, receipt.reconciles) == (2, 1, True)


def test_an_address_that_another_customer_has_too_is_not_forgotten(books):
    books.load(*ALL)
    forget(books, "zoe77")
    books.load(ORDERS + "9,,shared@x.org,,,2024-04-01,5\n")
    query = "select c.customer_id from orders inner join customers as c using (customer_key) where order_id = '9'"
    assert books.rows(query) == [("cy",)]


def test_an_undo_of_imports_with_forgotten_rows_still_works(books):
    first, customers, changed, surveys = books.load(*ALL)
    forget(books, "zoe77")
    (again,) = books.load(FIRST + "\n")
    for import_id in (first, changed, surveys, customers, again):
        books.undo(import_id)
        assert [each for each in TEXTS if each in dump(books)] == []
        assert checking.violations(books.filled()) == []
    assert books.rows("select count(*) from order_rows") == [(0,)]
    books.load(FIRST)
    assert books.rows("select value from identities") == [("bob",)]


def test_the_number_of_the_forgotten_is_not_given_to_others(books):
    books.load("order_id,customer_id,ordered_at,amount\n1,ann,2024-01-01,1\n2,bob,2024-01-01,1\n")
    forget(books, "bob")
    books.load("order_id,customer_id,ordered_at,amount\n3,cy,2024-01-01,1\n")
    assert books.rows("select identity_key, value from identities order by 1") == [(1, "ann"), (3, "cy")]


def test_the_first_salt_stays_and_each_database_can_have_its_own(books):
    books.load(FIRST, CUSTOMERS)
    forget(books, "zoe77")
    with transaction(books.connection):
        amending.forget(books.connection, amending.customer_called(books.connection, "bob"), AT, "other salt")
    assert books.rows("select value from meta where key = 'forgetting_salt'") == [("salt",)]
    assert books.rows("select count(*) from order_rows where identity_key is not null") == [(0,)]


def test_a_decision_about_the_person_goes_too(books):
    books.load(*ALL)
    books.connection.execute(
        "insert into merge_decisions values ('customer_id', 'bob', 'customer_id', 'zoe77', false, 'email', ?),"
        " ('customer_id', 'bob', 'customer_id', 'cy', false, 'email', ?)", [AT, AT],
    )  # fmt: skip
    forget(books, "zoe77")
    assert books.rows("select value_b from merge_decisions") == [("cy",)]


def test_who_is_meant_must_be_clear(books):
    books.load(ORDERS + "1,x@x.org,,,,2024-01-01,1\n2,,x@x.org,,,2024-01-01,2\n")
    with pytest.raises(UserError, match=r"There is no customer nobody\."):
        forget(books, "nobody")
    with pytest.raises(UserError, match=r"Several customers are called x@x\.org.*: customer_id, email\."):
        forget(books, "x@x.org")
    assert forget(books, "x@x.org", known_by="email").net_revenue == 2
    with pytest.raises(UserError, match=r"There is no such customer\."):
        amending.forget(books.connection, 99, AT, "salt")
