"""One file tells two things of a customer under two of its identities: what its own row says holds, in any order."""

import pytest

HEADER = "order_id,customer_id,email,name,region,ordered_at,amount\n"
OWN = "1,ann,ann@x.org,Ann Lee,North,2024-01-02,10\n"
OTHER = "2,,ann@x.org,A. Lee,South,2024-01-03,10\n"


@pytest.mark.parametrize("rows", [OWN + OTHER, OTHER + OWN])
def test_ties_go_to_the_identity_the_customer_is_known_by(books, rows):
    books.load(HEADER + rows)
    assert books.rows("select customer_id, name, region from customers") == [("ann", "Ann Lee", "North")]


@pytest.mark.parametrize("step", [1, -1])
def test_ties_of_the_others_go_to_the_oldest(books, step):
    books.load(HEADER + "1,ann,ann@x.org,,,2024-01-02,10\n2,,b@x.org,,,2024-01-02,1\n3,,c@x.org,,,2024-01-02,1\n")
    pairs = "select 'customer_id', 'ann', 'email', unnest(['b@x.org', 'c@x.org']), true, '', timestamp '2026-01-01'"
    books.connection.execute(f"insert into merge_decisions {pairs}")
    told = ["4,,b@x.org,Bee,,2024-01-03,1\n", "5,,c@x.org,Cee,,2024-01-03,1\n"]
    books.load(HEADER + "".join(told[::step]))
    assert books.rows("select customer_id, name from customers") == [("ann", "Bee")]
