"""--currency takes the code of a currency, and tells which one a name or a sign stands for."""

import pytest

ORDERS = "order_id,customer_id,ordered_at,amount\n1,ann,2024-01-10,100.00\n"


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("euro", "EUR"), ("Euros", "EUR"), ("EURO", "EUR"), ("€", "EUR"), ("rmb", "CNY"), ("人民币", "CNY"),
        ("新臺幣", "TWD"), ("yuan", "CNY"), ("NT$", "TWD"), ("Swiss franc", "CHF"), ("dólar", "EUR, USD, CNY"),
        ("EU", "EUR, USD, CNY"), ("ABC", "EUR, USD, CNY"), ("EURUSD", "EUR, USD, CNY"),
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused_with_the_one_meant(command_line, orders, given, meant):
    code, out, err = command_line("import", orders, "--currency", given)
    assert (code, out) == (1, "")
    assert err == f"“{given}” is not the code of a currency. Give its three letters, such as {meant}.\n"
    assert command_line("imports")[1] == ""


def test_a_dollar_can_be_several(command_line, orders):
    err = command_line("import", orders, "--currency", "dollars")[2]
    assert {"USD", "AUD", "TWD"} <= set(err.rpartition(": ")[2].replace(",", " ").replace(".", " ").split())


@pytest.mark.parametrize(("given", "code"), [("eur", "EUR"), ("EUR", "EUR"), (" twd ", "TWD"), ("lkr", "LKR")])
def test_a_code_may_be_in_lower_case(command_line, orders, tmp_path, given, code):
    assert command_line("import", orders, "--currency", given)[0] == 0
    more = tmp_path / "more.csv"
    more.write_text(f"order_id,customer_id,ordered_at,amount,currency\n2,ann,2024-01-11,5,{code}\n", "utf-8")
    assert command_line("import", more)[0] == 0
    assert command_line("export", "orders")[1].count(f",{code},") == 2


def test_an_empty_one_is_none(command_line, orders):
    assert command_line("import", orders, "--currency", "")[0] == 0
