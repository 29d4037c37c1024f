"""Well-formed tables with odd values in every column: orders, refunds, lines, customers, survey answers, rates.

Every tenth row is a plain one, of which we know what must come of it: nothing beside it may change that.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from crm_core.schema import INPUT_TABLES
from tests.faults.hostile import LONG, TEXTS

PLAIN_EVERY = 10
PLAIN_AMOUNT = "12.34"
KINDS = ("orders", "order_lines", "customers", "surveys", "rates")
NUMBERS = (
    "", "0", "-0", "5", "-5.00", "(5.00)", "5-", "--5", "1,234.50", "1.234,50", "1e3", "1E400", "NaN", "nan", "inf",
    "-Infinity", "٣٤", "１２．５", "99999999999999.9999", "9" * 40, "0.00001", "-99999999999999", "0x1F", "1_000", "½",
    "€5", "5 EUR", "US$ -5.00", "5%", "1 234,5", "true", "null", "#REF!", "=1+1", "'5", "5\u00a0000", "+-3", ".5",
)  # fmt: skip
DATES = (
    "", "2024-02-30", "2024-02-29", "2023-02-29", "0000-00-00", "0001-01-01", "1889-12-31", "1970-01-01", "9999-12-31",
    "99999-01-01", "2999-01-01", "31/12/2024", "12/31/2024", "1/2/3", "2024-13-01", "20240101", "1704067200",
    "45292.5", "2024-01-01T25:61:61", "2024-01-01T00:00:00Z", "2024-01-01 10:00:00 +0530", "24:00",
    "2024-01-01 24:00:00", "2024年1月1日", "民國113年1月1日",
    "Jan 1, 2024 5:06 PM", "1 Mai 2024", "yesterday", "infinity",
    "-infinity", "epoch", "2024-W01-1", "2016-12-31 23:59:60", "294247-01-10", "290309-12-22 (BC)",
    "２０２４-０１-０１",
)  # fmt: skip
STATUSES = ("paid", "cancelled", "refunded", "Partially refunded", "已取消", "已退款", "draft", "", "closed")
CURRENCIES = ("EUR", "eur", "€", "XXX", "E U R", "EURO", "", "ＥＵＲ")


@dataclass(frozen=True)
class FuzzedTable:
    """A table as CSV text; rows that it holds, and of its plain rows the ids."""

    kind: str
    text: str
    rows: int
    plain: tuple[str, ...]


def fuzzed_table(random: Random, kind: str, rows: int) -> FuzzedTable:
    """A table of `rows` rows under the names of all columns that the kind has."""
    table = INPUT_TABLES[kind]
    columns = [column for column in table.columns if column.required or random.random() < 0.7]
    random.shuffle(columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    plain = []
    for number in range(rows):
        if number % PLAIN_EVERY == 0:
            plain.append(f"plain-{number}")
            values = [_plain_value(column.name, column.type, number) for column in columns]
        else:
            values = [_value(random, column.name, column.type, number) for column in columns]
        writer.writerow([value.encode("utf-8", "replace").decode() for value in values])
    return FuzzedTable(kind, out.getvalue(), rows, tuple(plain))


def _plain_value(name: str, kind: str, number: int) -> str:
    known = {"currency": "EUR", "amount": PLAIN_AMOUNT, "score": "9", "scale_min": "0", "scale_max": "10",
             "status": "paid", "time_of_day": "10:00", "kind": "nps", "rate": "1.5"}  # fmt: skip
    if name in ("order_id", "customer_id"):
        return f"plain-{number}"
    if name in known:
        return known[name]
    if kind in ("date", "time"):
        return (date(2020, 1, 1) + timedelta(days=number % 1500)).isoformat()
    return ""


def _value(random: Random, name: str, kind: str, number: int) -> str:
    """A value of the column: half of the time one that fits, else anything."""
    if random.random() < 0.1:
        return random.choice(TEXTS) if random.random() < 0.995 else LONG
    if name == "currency":
        return random.choice(CURRENCIES) if random.random() < 0.2 else "EUR"
    if name in ("status", "kind"):
        return random.choice(STATUSES)
    if name in ("order_id", "customer_id", "account", "email", "phone", "refund_of", "referred_by"):
        return _id(random, name, number)
    if kind in ("money", "number", "rate"):
        return random.choice(NUMBERS) if random.random() < 0.3 else f"{random.uniform(-50, 500):.2f}"
    if kind in ("date", "time"):
        day = date(2018, 1, 1) + timedelta(days=random.randrange(2500))
        return random.choice(DATES) if random.random() < 0.3 else day.isoformat()
    return random.choice(("", "North", "Shop 1", "Ann Lee", "张伟", "10:00", random.choice(TEXTS)))


def _id(random: Random, name: str, number: int) -> str:
    """An id: mostly new, some that come again."""
    some = number if random.random() < 0.7 else random.randrange(max(number, 1))
    made = {"email": f"c{some}@shop.test", "phone": f"+49 170 {some:07}", "refund_of": f"o{some}"}.get(name, f"o{some}")
    odd = ("", "0", "-", "N/A", made.upper(), f" {made} ", f"{made}.0")
    return made if random.random() < 0.9 else random.choice(odd)
