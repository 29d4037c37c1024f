"""The customers behind the Movement page's numbers: each move with its cause, and who moved and came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from crm_core.queries.movement import STEPS, Field, Label, Movement, column, counted, prepare
from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped

_NAMED = """
select
    c.customer_key,
    coalesce(k.name, k.customer_id) as customer,
    k.customer_id,
    cast(c.label_before as text) as label_before,
    cast(c.label_after as text) as label_after,
    cast(c.direction as text) as direction,
    cast(c.cause as text) as cause,
    s.since,
    cast(c.revenue_before as double) as revenue_before,
    cast(c.revenue as double) as revenue,
    k.region,
    k.owner
from chosen as c
inner join customers as k on c.customer_key = k.customer_key
left join since as s on c.customer_key = s.customer_key
order by greatest(c.revenue_before, c.revenue) desc, c.customer_key
"""

_SINCE = """
since as (
    select
        m.customer_key,
        max(m.as_of) as since
    from move_rows as m
    inner join chosen as c on m.customer_key = c.customer_key
    where m.field = cast($field as label_field) and m.as_of > $previous and m.as_of <= $as_of
    group by m.customer_key
)
"""

# Direction and cause are told after the first rows are found, where nobody asked for a certain one.
MOVERS = f"""
with picked as materialized (
    select *
    from moved_labels
    where {{wanted}}
    order by greatest(revenue_before, revenue) desc, customer_key
    limit $at_most
),

told as (
    select
        *,
        {{step}} as step
    from picked
),

chosen as (
    select
        *,
        direction_of(step) as direction,
        cause_of(is_shift, step, label_after, has_bought, has_refund, has_answer) as cause
    from told
),

{_SINCE}

{_NAMED}
"""

# Their last step back is shown with its cause; they come from and are where they were.
WENT_AND_CAME = f"""
with steps as (
    select
        customer_key,
        arg_max(cause, as_of) as cause
    from move_rows
    where field = cast($field as label_field) and previous > $previous and as_of <= $as_of
    group by customer_key
),

chosen as materialized (
    select
        p.customer_key,
        p.{{label}} as label_before,
        p.{{label}} as label_after,
        'neither' as direction,
        s.cause,
        p.revenue_before,
        p.revenue
    from pairs as p
    inner join steps as s on p.customer_key = s.customer_key
    where
        p.{{label}} is not distinct from p.{{label}}_before
        and (not $has_cell or p.{{label}} is not distinct from $before)
        and {{scoped}}
    order by greatest(p.revenue_before, p.revenue) desc, p.customer_key
    limit $at_most
),

{_SINCE}

{_NAMED}
"""


@dataclass(frozen=True)
class Chosen:
    """Which moves are listed; None is all. cell: label before and after, where None is "no tier"."""

    direction: str | None = None
    cause: str | None = None
    cell: tuple[Label, Label] | None = None
    came_back: bool = False


def movers(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    previous: date,
    field: Field,
    chosen: Chosen,
    at_most: int | None = 200,
) -> pd.DataFrame:
    """One row per move, the most revenue first: customer_key, customer, customer_id, label_before, label_after,
    direction, cause, since (the last month in which the label changed), revenue_before, revenue, region, owner."""
    prepare(connection, scope, previous, field)
    return _picked(connection, scope, previous, field, chosen, at_most)


def first_look(
    connection: duckdb.DuckDBPyConnection, scope: Scope, previous: date, field: Field, at_most: int = 200
) -> tuple[Movement, pd.DataFrame]:
    """What movement and movers with nothing chosen give, in half the time."""
    prepare(connection, scope, previous, field)
    largest = _picked(connection, scope, previous, field, Chosen(), at_most)
    return counted(connection, scope, previous, field), largest


def _picked(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    previous: date,
    field: Field,
    chosen: Chosen,
    at_most: int | None,
) -> pd.DataFrame:
    before, after = chosen.cell or (None, None)
    parameters: dict[str, Any] = {"field": field, "previous": previous, "as_of": scope.as_of, "at_most": at_most}
    if chosen.came_back:
        where, kept = scoped(scope)
        sql = WENT_AND_CAME.format(label=column(field), scoped=where)
        parameters |= kept | {"has_cell": chosen.cell is not None, "before": before}
        return connection.execute(sql, parameters).df()
    step = STEPS[field]
    wanted = {
        "direction": f"direction_of({step}) = $direction" if chosen.direction else "",
        "cause": f"cause_of(is_shift, {step}, label_after, has_bought, has_refund, has_answer) = $cause"
        if chosen.cause else "",
        "before": "label_before is not distinct from $before" if chosen.cell else "",
        "after": "label_after is not distinct from $after" if chosen.cell else "",
    }  # fmt: skip
    values = {"direction": chosen.direction, "cause": chosen.cause, "before": before, "after": after}
    parameters |= {name: values[name] for name, condition in wanted.items() if condition}
    sql = MOVERS.format(step=step, wanted=" and ".join(filter(None, wanted.values())) or "true")
    return connection.execute(sql, parameters).df()


def all_movers(
    connection: duckdb.DuckDBPyConnection, scope: Scope, previous: date, field: Field, chosen: Chosen
) -> Iterator[pd.DataFrame]:
    """Every move of the list, for a file."""
    yield movers(connection, scope, previous, field, chosen, at_most=None)
