"""Who a row belongs to: its customer_id, else its e-mail address, else its phone number, else nobody."""

HEADER = "order_id,customer_id,email,phone,name,ordered_at,amount\n"
WHO = """
    select order_id, kind, value from order_rows left join identities using (identity_key)
    order by cast(order_id as integer)
"""


def _order(number, who):
    return f"{number},{who},2024-01-02,1\n"


def test_first_what_identifies(load, rows):
    whos = ["ann,ann@x.org,555123,Ann", ",Ann@X.org ,555123,Ann", ",,+5 (55) 123,Ann", ",,55512,Ann", ",no address,,"]
    load(HEADER + "".join(_order(number, who) for number, who in enumerate(whos)))
    assert rows(WHO) == [
        ("0", "customer_id", "ann"),
        ("1", "email", "ann@x.org"),
        ("2", "phone", "555123"),
        ("3", None, None),
        ("4", None, None),
    ]


def test_masked_and_placeholder_values_identify_nobody(load, rows):
    whos = ["an*,,138****0000,", "Guest,none@none,,", "散客,,,", "0,,,", "n/a,a×@x.org,,", "guest,bob@x.org,,"]
    load(HEADER + "".join(_order(number, who) for number, who in enumerate(whos)))
    assert [row[1:] for row in rows(WHO)] == [(None, None)] * 5 + [("email", "bob@x.org")]


def test_an_address_of_more_than_twenty_names_identifies_nobody(load, rows):
    twenty = [f",shop@x.org,,Name {number}" for number in range(20)]
    load(HEADER + "".join(_order(number, who) for number, who in enumerate(twenty)))
    assert {row[1:] for row in rows(WHO)} == {("email", "shop@x.org")}


def test_twenty_one_names_are_too_many(load, rows):
    many = [f",shop@x.org,,Name {number}" for number in range(21)]
    load(HEADER + "".join(_order(number, who) for number, who in enumerate(many)))
    assert {row[1:] for row in rows(WHO)} == {(None, None)}


def test_identities_are_found_again_by_later_files(load, rows):
    load(HEADER + _order(1, "ann,,,"), "customer_id,name\nbob,Bob\nann,Ann\n")
    load(HEADER + _order(2, "bob,,,") + _order(3, "cy,,,"))
    query = "select identity_key, kind, value from identities order by identity_key"
    assert rows(query) == [(1, "customer_id", "bob"), (2, "customer_id", "ann"), (3, "customer_id", "cy")]


def test_customers_keep_their_other_columns_as_tags(load, rows):
    load('customer_id,name,E-Mail,Loyalty Card,It\'s "odd"\nann,Ann,ANN@x.org ,gold,1\nbob,Bob,b*b@x.org,,\n')
    assert rows("select name, email, tags from customer_rows order by name") == [
        ("Ann", "ann@x.org", '{"Loyalty Card":"gold","It\'s \\"odd\\"":"1"}'),
        ("Bob", None, '{"Loyalty Card":null,"It\'s \\"odd\\"":null}'),
    ]


def test_answers_may_name_their_customer_by_email_alone(load, rows):
    load("customer_id,email\nann,Ann@X.org\n")
    receipt = load("Email Address,Submitted At,Score\nann@x.org,2024-02-01,9\nnobody,2024-02-01,3\n")[0]
    assert (receipt.table_name, receipt.accepted, receipt.rejected) == ("surveys", 1, 1)
    assert rows("select identities.kind, value from survey_rows inner join identities using (identity_key)") == [
        ("email", "ann@x.org")
    ]
