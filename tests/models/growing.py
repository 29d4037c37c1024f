"""A random shop, and the random things that happen to the rows of a shop between two builds."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from crm_core import amending
from crm_core.settings import Settings
from tests.built import copy_of
from tests.shop import Shop

FIRST = date(2024, 1, 3)
# Eight months are enough for customers to be lost and won back, and for outcomes.
SETTINGS = Settings(
    window_months=2, warming_up_days=40, survey_months=2, outcome_months=2, lost_overdue=1.5, lost_days=20,
    wavering_overdue=1.0, wavering_days=10, solid_tenure_days=60, pace_purchase_days=2,
)  # fmt: skip
Change = Callable[["Growing"], None]


class Growing:
    """A shop whose rows change; the same seed makes the same rows, whatever is built in between."""

    def __init__(self, seed: int, last: date = date(2024, 8, 31)) -> None:
        self.chance = Random(seed)
        self.shop = Shop()
        self.import_id = 1
        self.settings = SETTINGS
        self.orders: list[tuple[str, str, date]] = []  # id, customer, day
        self.with_lines: set[str] = set()
        for number in range(14):
            self.customer(f"c{number}")
            for _ in range(self.chance.randrange(1, 12)):
                self.order(f"c{number}", self.day(FIRST, last))
        self.order("c0", last)
        self.answers(FIRST, last, 6)

    def copied(self) -> "Growing":
        """Another shop with the same rows, builds and chances."""
        connection, self.shop._connection = self.shop._connection, None
        other = deepcopy(self)
        if connection is not None:
            self.shop._connection, other.shop._connection = connection, copy_of(connection)
        return other

    @property
    def data_through(self) -> date:
        return max(day for _id, _customer, day in self.orders)

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))

    def someone(self) -> str:
        return self.chance.choice(self.orders)[1]

    def customer(self, name: str, **facts: Any) -> None:
        told = {"region": self.chance.choice(("north", "south", None))} | facts
        if self.chance.random() < 0.6:
            told = {"joined_on": self.day(FIRST, date(2024, 6, 1))} | told
        self.shop.customer(name, import_id=self.import_id, **told)

    def order(self, name: str, day: date) -> None:
        amount = self.chance.choice((5, 10, 30, 30, 120, 400))
        order_id = self.shop.order(
            name, f"{day} {self.chance.randrange(10, 20)}:00", amount, import_id=self.import_id,
            cost=amount / 2, is_counted=self.chance.random() < 0.95,
        )  # fmt: skip
        self.orders.append((order_id, name, day))
        for _ in range(self.chance.randrange(3)):
            self.line(order_id)

    def line(self, order_id: str) -> None:
        self.with_lines.add(order_id)
        item = self.chance.choice("abcd")
        facts = {"order_id": order_id, "category": item, "product": item * 2, "line_amount": 5}
        self.shop._insert("line_rows", facts | {"import_id": self.import_id})

    def answers(self, first: date, last: date, number: int) -> None:
        for line in range(number):
            day, score = self.day(first, last), self.chance.randrange(11)
            self.shop.answer(self.someone(), str(day), score, line=line, import_id=self.import_id)

    def run(self, statement: str, **values: Any) -> None:
        self.shop.connection.execute(statement, values or None)


def next_month(g: Growing) -> None:
    """A whole month, or its first days."""
    first = g.data_through + timedelta(days=1)
    last = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=g.chance.choice((1, 1, 9)))
    last = max(first, last)
    for _ in range(14):
        g.order(f"c{g.chance.randrange(16)}", g.day(first, last))
    g.order("c1", last)


def late_order(g: Growing) -> None:
    g.order(g.someone(), g.day(FIRST, g.data_through))


def earlier_order(g: Growing) -> None:
    g.order(g.someone(), FIRST - timedelta(days=g.chance.randrange(1, 40)))


def other_status(g: Growing) -> None:
    order_id = g.chance.choice(g.orders)[0]
    g.run(
        "insert into order_rows select * replace ($import_id as import_id, not is_counted as is_counted)"
        " from order_rows where order_id = $order_id and superseded_by is null",
        order_id=order_id, import_id=g.import_id,
    )  # fmt: skip
    g.run(
        "update order_rows set superseded_by = $import_id"
        " where order_id = $order_id and import_id <> $import_id and superseded_by is null",
        order_id=order_id, import_id=g.import_id,
    )  # fmt: skip


def two_orders(g: Growing) -> tuple[str, str]:
    """Orders of two customers, early ones, and without lines: nothing else tells whose they are."""
    plain = [order for order in g.orders if order[0] not in g.with_lines]
    early = sorted(plain, key=lambda order: order[2])[: len(plain) // 2]
    one = g.chance.choice(early)
    return one[0], g.chance.choice([order for order in early if order[1] != one[1]] or [one])[0]


def swap(g: Growing, column: str, only: str = "true") -> None:
    """Two orders exchange what stands in a column."""
    one, other = two_orders(g)
    g.run(
        f"update order_rows set {column} = s.{column} from (select order_id, {column} from order_rows) as s"
        " where order_rows.order_id in ($one, $other) and s.order_id in ($one, $other)"
        f" and s.order_id <> order_rows.order_id and {only}",
        one=one, other=other,
    )  # fmt: skip


def swapped_amounts(g: Growing) -> None:
    """Two orders exchange what was paid."""
    swap(g, "amount", only="not order_rows.is_refund")


def swapped_owners(g: Growing) -> None:
    """Two orders exchange who placed them."""
    swap(g, "identity_key")


def other_costs(g: Growing) -> None:
    g.run("update order_rows set cost = cost + 3 where ordered_at > $day", day=g.day(FIRST, g.data_through))


def refund(g: Growing) -> None:
    order_id, customer, _day = g.chance.choice(g.orders)
    g.shop.order(
        customer, f"{g.data_through} 20:00", -g.chance.choice((1, 30, 400)), refund_of=order_id, import_id=g.import_id
    )


def undo(g: Growing) -> None:
    """What the import before brought goes, and what it replaced is back."""
    for table in ("order_rows", "line_rows", "customer_rows", "survey_rows"):
        g.run(f"delete from {table} where import_id = $gone", gone=g.import_id - 1)
        g.run(f"update {table} set superseded_by = null where superseded_by = $gone", gone=g.import_id - 1)
    there = {row[0] for row in g.shop.connection.execute("select order_id from order_rows").fetchall()}
    g.orders = [order for order in g.orders if order[0] in there]


def merge(g: Growing) -> None:
    one, other = sorted(g.chance.sample([f"c{number}" for number in range(14)], 2))
    g.run(
        "insert into merge_decisions values ('customer_id', $one, 'customer_id', $other, true, '', $at)",
        one=one, other=other, at=datetime(2025, 1, 1),
    )  # fmt: skip


def part_again(g: Growing) -> None:
    g.run("delete from merge_decisions")


def forget(g: Growing) -> None:
    row = g.shop.connection.execute(
        "select customer_key, customer_id from customers order by hash(customer_key + $add)",
        {"add": g.chance.randrange(99)},
    ).fetchone()
    assert row is not None
    amending.forget(g.shop.connection, row[0], datetime(2025, 1, 1), "salt")
    g.shop.keys.pop(("customer_id", row[1]), None)
    g.shop.keys[("forgotten", row[1])] = row[0]  # a number is not given out twice


def answer(g: Growing) -> None:
    g.answers(FIRST - timedelta(days=20), g.data_through + timedelta(days=20), 2)


def other_scores(g: Growing) -> None:
    """Whoever answered, and when, is as before."""
    g.run("update survey_rows set score = 10 - score")


def early_member(g: Growing) -> None:
    """Somebody who joined long ago, and whom no file has named yet."""
    g.shop.customer(f"n{g.import_id}", joined_on=g.day(FIRST, g.data_through), import_id=g.import_id)


def undated_member(g: Growing) -> None:
    g.shop.customer(f"u{g.import_id}", region="north", import_id=g.import_id)


def moved_house(g: Growing) -> None:
    g.customer(g.someone(), region=g.chance.choice(("north", "south", "east")))


def more_lines(g: Growing) -> None:
    g.line(g.chance.choice(g.orders)[0])


def other_settings(g: Growing) -> None:
    g.settings = SETTINGS if g.settings != SETTINGS else Settings(**(vars(SETTINGS) | {"tier_share_a": 0.5}))


def nothing(g: Growing) -> None:
    """The same is built again."""


CHANGES: tuple[Change, ...] = (
    next_month, late_order, earlier_order, other_status, swapped_amounts, refund, undo, merge, part_again, forget,
    answer, early_member, undated_member, moved_house, more_lines, other_settings, nothing,
    other_scores, swapped_owners, other_costs,
)  # fmt: skip
