"""Rows of a report in which a value stands once, above the rows that it holds for: written down into each of them."""

from crm_core.intake.plan import Plan
from crm_core.intake.queries import field_name, literal
from crm_core.intake.vocabulary import note_pattern


def filled(plan: Plan, rows: str) -> str:
    """The rows of the file as a subquery, with is_heading, and with the columns of plan.fill_down filled down.

    A heading holds until the next one; what belongs to an order only within that order.
    """
    if not plan.fill_down:
        return rows
    keys = [column for meaning in ("order_id", "ordered_at") if (column := plan.column_of(meaning)) in plan.fill_down]
    order_id = plan.column_of("order_id")
    headings = [column for column in plan.fill_down if not keys and column != order_id and _is_heading(plan, column)]
    others = [column for column in plan.fill_down if column not in headings]
    total = _says_total(f"coalesce({', '.join(_text(plan, column) for column in _telling(plan))}, '')")
    replaced = [f"{_last(_heading(plan, column))} as {_field(plan, column)}" for column in headings]
    replaced += [
        f"case when {total} then {_field(plan, column)} else {_last(_text(plan, column), 'group_no')} end "
        f"as {_field(plan, column)}"
        for column in others
    ]
    heading = " or ".join(_is_heading_row(plan, column) for column in headings)
    return (
        f"(select * replace ({', '.join(replaced)}), {heading or 'false'} as is_heading from (select *, "
        f"{_group(plan, order_id)} as group_no from (select *, row_number() over () as row_no from {rows})) "
        "order by row_no)"
    )


def _telling(plan: Plan) -> tuple[str, ...]:
    """The columns of which the first that is filled says whether a row is a total."""
    return tuple(dict.fromkeys([*plan.shape.columns[:2], *plan.mapping]))


def _is_heading_row(plan: Plan, column: str) -> str:
    """Whether the row is a heading or a total: nothing else in it means anything, or it says so itself."""
    text = _text(plan, column)
    return f"({text} is not null and ({_only(plan, column)} or {_says_total(text)}))"


def _is_heading(plan: Plan, column: str) -> bool:
    heading = ("account", "name", "customer_id", "product", "category", "region", "owner")
    return plan.mapping.get(column, "account") in heading


def _group(plan: Plan, order_id: str | None) -> str:
    """What tells one order's rows from the next one's."""
    if order_id is None:
        return "0"
    if order_id in plan.fill_down:
        return f"count({_text(plan, order_id)}) over (order by row_no rows unbounded preceding)"
    return _text(plan, order_id)


def _last(value: str, partition: str = "") -> str:
    by = f"partition by {partition} " if partition else ""
    return f"last_value({value} ignore nulls) over ({by}order by row_no rows unbounded preceding)"


def _heading(plan: Plan, column: str) -> str:
    """The text of the column unless it begins a total."""
    text = _text(plan, column)
    return f"case when not {_says_total(text)} then {text} end"


def _says_total(text: str) -> str:
    return f"regexp_matches(lower({text}), {literal(note_pattern())})"


def _only(plan: Plan, column: str) -> str:
    """Whether all other columns that mean something are empty."""
    others = [f"{_text(plan, other)} is null" for other in plan.mapping if other != column]
    return " and ".join(others) or "true"


def _text(plan: Plan, column: str) -> str:
    return f"nullif(trim({_field(plan, column)}), '')"


def _field(plan: Plan, column: str) -> str:
    return field_name(plan.shape.position(column))
