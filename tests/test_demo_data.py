"""The committed demo shop is what its generator writes, is small, and hangs together."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[1] / "data" / "demo"
NAMES = ("customers", "orders", "order_lines", "surveys")
Rows = list[dict[str, str]]


def read(name: str) -> Rows:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def shop() -> dict[str, Rows]:
    return {name: read(name) for name in NAMES}


def share(part: int, whole: int) -> float:
    return 100 * part / whole


def test_generator_reproduces_the_committed_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DEMO / "generate.py"), "--out", str(tmp_path)], check=True, timeout=120)
    for name in NAMES:
        # Not "==" inside the assert: a failure would print megabytes.
        same = (tmp_path / f"{name}.csv").read_bytes() == (DEMO / f"{name}.csv").read_bytes()
        assert same, f"{name}.csv differs; run python data/demo/generate.py"


def test_files_are_small_utf8_with_plain_line_ends() -> None:
    contents = [(DEMO / f"{name}.csv").read_bytes() for name in NAMES]
    assert sum(map(len, contents)) < 2_900_000
    assert not any(b"\r" in content or content.startswith(b"\xef\xbb\xbf") for content in contents)


def test_lines_add_up_to_what_was_paid(shop: dict[str, Rows]) -> None:
    sums: Counter[str] = Counter()
    for line in shop["order_lines"]:
        sums[line["order_id"]] += Decimal(line["line_amount"])
    assert sums == {order["order_id"]: Decimal(order["amount"]) for order in shop["orders"]}


def test_ids_are_unique_and_known(shop: dict[str, Rows]) -> None:
    customer_ids = [customer["customer_id"] for customer in shop["customers"]]
    order_ids = [order["order_id"] for order in shop["orders"]]
    emails = [customer["email"] for customer in shop["customers"] if customer["email"]]
    for values in (customer_ids, order_ids, emails):
        assert len(values) == len(set(values))
    assert {order["customer_id"] for order in shop["orders"]} - {""} <= set(customer_ids)
    assert {answer["customer_id"] for answer in shop["surveys"]} <= set(customer_ids)


def test_customers_are_as_many_and_as_mixed_as_described(shop: dict[str, Rows]) -> None:
    customers = shop["customers"]
    assert 1_900 <= len(customers) <= 2_100
    assert {c["kind"] for c in customers} == {"consumer", "business", "institution", "reseller", "internal"}
    assert {c["region"] for c in customers} == {"North", "South", "East", "West", "Overseas"}
    assert len({c["owner"] for c in customers} - {""}) == 6
    assert 7 < share(sum(not c["joined_on"] for c in customers), len(customers)) < 13
    assert all(c["email"].rpartition("@")[2] in ("example.com", "example.org", "example.net", "") for c in customers)
    assert all(" 5550 " in c["phone"] for c in customers if c["phone"])
    buyers = {order["customer_id"] for order in shop["orders"]}
    assert 70 <= sum(c["customer_id"] not in buyers for c in customers) <= 90


def test_orders_are_as_many_and_as_untidy_as_described(shop: dict[str, Rows]) -> None:
    orders = shop["orders"]
    count = len(orders)
    assert 23_000 <= count <= 26_000
    assert 1.3 <= len(shop["order_lines"]) / count <= 1.6
    guests = sum(not order["customer_id"] and bool(order["email"]) for order in orders)
    nameless = sum(not order["customer_id"] and not order["email"] for order in orders)
    status = Counter(order["status"] for order in orders)
    assert 2 < share(guests, count) < 4
    assert 0.5 < share(nameless, count) < 1.5
    assert 2 < share(status["cancelled"], count) < 3.2
    assert 20 <= status["pending"] <= 100
    assert 1.5 < share(sum(bool(order["refunded"]) for order in orders), count) < 2.6


def test_orders_span_the_three_years(shop: dict[str, Rows]) -> None:
    days = [date.fromisoformat(order["ordered_at"][:10]) for order in shop["orders"]]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (date(2023, 11, 20), date(2026, 11, 14))


def test_refunds_are_later_and_not_larger_than_the_order(shop: dict[str, Rows]) -> None:
    for order in shop["orders"]:
        assert bool(order["refunded"]) == bool(order["refunded_at"])
        if order["refunded"]:
            assert Decimal(0) < Decimal(order["refunded"]) <= Decimal(order["amount"])
            assert order["ordered_at"][:10] < order["refunded_at"] <= "2026-11-14"


def test_nobody_joined_after_the_first_order(shop: dict[str, Rows]) -> None:
    first_days: dict[str, str] = {}
    for order in shop["orders"]:
        first_days.setdefault(order["customer_id"], order["ordered_at"][:10])
    for customer in shop["customers"]:
        assert customer["joined_on"] <= first_days.get(customer["customer_id"], "2026-11-14")


def test_surveys_cover_a_third_of_the_buyers(shop: dict[str, Rows]) -> None:
    answers = shop["surveys"]
    buyers = {order["customer_id"] for order in shop["orders"]} - {""}
    answered = Counter(answer["customer_id"] for answer in answers)
    assert 28 < share(len(answered), len(buyers)) < 40
    assert sum(times > 1 for times in answered.values()) > 100
    assert 10 < share(sum(bool(answer["comment"]) for answer in answers), len(answers)) < 20
    for answer in answers:
        low, high = {"nps": (0, 10), "csat": (1, 5)}[answer["kind"]]
        assert low <= int(answer["score"]) <= high


def test_few_customers_bring_most_of_the_money(shop: dict[str, Rows]) -> None:
    revenue: Counter[str] = Counter()
    for order in shop["orders"]:
        if order["customer_id"] and order["status"] != "cancelled" and order["ordered_at"] > "2025-11-15":
            revenue[order["customer_id"]] += Decimal(order["amount"]) - Decimal(order["refunded"] or 0)
    ranked = sorted(revenue.values(), reverse=True)
    top_fifth = sum(ranked[: len(ranked) // 5])
    assert 0.78 < top_fifth / sum(ranked) < 0.86
