"""From which day without a purchase on a customer is wavering, and lost (definitions, section 6)."""

from typing import Literal


def first_day(line: Literal["wavering", "lost"], gap: str) -> str:
    """SQL for the smallest whole number of days that passes both conditions of a stage; `s` is the table of settings.

    `gap` is SQL for the usual gap. The rule divides, so the day is tested by dividing: a product may round another way.
    """
    limit = f"s.{line}_overdue"
    days = f"floor({limit} * {gap})"
    return (
        f"cast(greatest(s.{line}_days + 1, case when {days} / {gap} > {limit} then {days} else {days} + 1 end)"
        " as integer)"
    )
