"""What the values of a column tell of people: whether they are names, and whether they tell customers apart."""

import re

from crm_core.intake.plan import Plan
from crm_core.intake.shape import FileShape
from crm_core.intake.vocabulary import plain, words

# Headers that hold an id in one file and a name in the next.
EITHER = {plain(name) for name in ("customer", "client", "客户", "客戶", "会员", "會員", "顾客", "顧客")}
NAME_LIKE = re.compile(r"[^\d@]*([^\d@\s]\s+[^\d@\s]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[^\d@]*")
LEAST_DIGITS = 6


def calls_by_name(shape: FileShape, column: str, meaning: str) -> bool:
    """Whether the column would be taken for customers' ids but holds their names."""
    if meaning != "customer_id" or plain(column) not in EITHER:
        return False
    values = shape.values(column)
    return 2 * sum(bool(NAME_LIKE.fullmatch(value)) for value in values) > len(values)


def tells_apart(plan: Plan, meaning: str) -> bool:
    """Whether the first rows have a value of this meaning that identifies somebody: none is masked or a placeholder."""
    column = plan.column_of(meaning)
    return column is not None and any(_identifies(value, meaning) for value in plan.shape.values(column))


def _identifies(value: str, meaning: str) -> bool:
    if "*" in value or "×" in value:
        return False
    if meaning == "phone":
        return sum(letter.isdigit() for letter in value) >= LEAST_DIGITS
    return value.casefold() not in words("placeholders")["ids"]
