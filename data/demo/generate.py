"""Write the invented demo shop: customers.csv, orders.csv, order_lines.csv and surveys.csv.

Usage: python data/demo/generate.py [--out FOLDER]

The same code writes the same bytes everywhere: every draw comes from seeded streams, nothing asks the clock.
"""

import argparse
import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from opinions import Answer, invent_answers
from people import Customer, invent_customers
from trade import Order, invent_orders

SEED = 7
CURRENCY = "EUR"
CUSTOMER_COLUMNS = (
    "customer_id",
    "name",
    "email",
    "phone",
    "kind",
    "region",
    "city",
    "source",
    "owner",
    "joined_on",
)
ORDER_COLUMNS = (
    "order_id",
    "customer_id",
    "email",
    "ordered_at",
    "amount",
    "discount",
    "refunded",
    "refunded_at",
    "cost",
    "channel",
    "status",
    "currency",
)
LINE_COLUMNS = ("order_id", "product", "category", "quantity", "line_amount")
SURVEY_COLUMNS = ("customer_id", "answered_on", "score", "kind", "comment")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demo shop as four CSV files.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    write_shop(parser.parse_args().out)


def write_shop(folder: Path) -> None:
    customers = invent_customers(SEED)
    orders = invent_orders(customers, SEED)
    answers = invent_answers(customers, orders, SEED + 1)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "customers.csv", CUSTOMER_COLUMNS, map(_customer_row, customers))
    _write(folder / "orders.csv", ORDER_COLUMNS, map(_order_row, orders))
    _write(folder / "order_lines.csv", LINE_COLUMNS, _line_rows(orders))
    _write(folder / "surveys.csv", SURVEY_COLUMNS, map(_survey_row, answers))


def _customer_row(customer: Customer) -> Sequence[object]:
    return (
        customer.customer_id,
        customer.name,
        customer.email,
        customer.phone,
        customer.role.kind,
        customer.region,
        customer.city,
        customer.source,
        customer.owner,
        _day(customer.joined_on),
    )


def _order_row(order: Order) -> Sequence[object]:
    return (
        order.order_id,
        order.customer_id,
        order.email,
        f"{_day(order.day)} {order.minute // 60:02d}:{order.minute % 60:02d}",
        _money(order.amount),
        _money(order.discount or None),
        _money(order.refunded or None),
        _day(order.refunded_on),
        _money(order.cost),
        order.channel,
        order.status,
        CURRENCY,
    )


def _line_rows(orders: Iterable[Order]) -> Iterable[Sequence[object]]:
    for order in orders:
        for line in order.lines:
            amount = _money(line.amount)
            yield order.order_id, line.product.name, line.product.category, line.quantity, amount


def _survey_row(answer: Answer) -> Sequence[object]:
    return answer.customer_id, _day(answer.day), answer.score, answer.kind, answer.comment


def _day(ordinal: int | None) -> str:
    return "" if ordinal is None else date.fromordinal(ordinal).isoformat()


def _money(cents: int | None) -> str:
    """Empty where there is nothing to say, which also keeps the files small."""
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    # newline="" and the explicit terminator keep the bytes equal on Windows, too.
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
