"""The diamond model and the types of loyalty of the newest snapshot: how many, how much they bring, who they are."""

from dataclasses import dataclass
from typing import Literal

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped

Field = Literal["diamond", "loyalty_type"]

STATE = """
select
    coalesce(bool_or(l.brand is not null), false) as has_brands,
    coalesce(bool_or(l.category is not null), false) as has_categories,
    exists (from loyalty_types) as is_ready,
    exists (from loyalty_types as y where y.orders_with_known_discount > 0) as has_discounts
from line_rows as l
where l.superseded_by is null
"""

GROUPS = """
select
    cast({field} as text) as label,
    count(*) as customers,
    cast(count(*) as double) / sum(count(*)) over () as customer_share,
    cast(sum(revenue) as double) as revenue,
    cast(cast(sum(revenue) as double) / nullif(cast(sum(sum(revenue)) over () as double), 0) as double) as revenue_share
from loyalty_types
where {scoped}
group by {field}
"""

MEMBERS = """
with best as (
    select *
    from loyalty_types
    where {field} is not distinct from $label and {scoped}
    order by revenue desc, customer_key
    limit $at_most
)

select
    b.customer_key,
    coalesce(c.name, c.customer_id) as name,
    cast(b.revenue as double) as revenue,
    b.top_brand,
    b.top_brand_share,
    b.total_purchase_days,
    b.gap_variation,
    b.discounted_orders,
    b.orders_with_known_discount,
    cast(b.diamond as text) as diamond,
    cast(b.loyalty_type as text) as loyalty_type
from best as b
inner join customers as c on b.customer_key = c.customer_key
order by b.revenue desc, b.customer_key
"""

OF_CUSTOMER = """
select
    top_brand,
    top_brand_share,
    cast(diamond as text) as diamond,
    cast(loyalty_type as text) as loyalty_type
from loyalty_types
where customer_key = $customer_key
"""


@dataclass(frozen=True)
class State:
    """What there is to show: whether lines name brands or categories, orders say discounts, and the types are made."""

    has_brands: bool
    has_categories: bool
    is_ready: bool
    has_discounts: bool


@dataclass(frozen=True)
class LoyaltyType:
    """One customer: what it spends most on and how much of its spending (0–1), its place in the diamond, its type."""

    top_brand: str | None
    top_brand_share: float | None
    diamond: str | None
    loyalty_type: str | None


def state(connection: duckdb.DuckDBPyConnection) -> State:
    """What the shop's files allow to be said; nothing is ready before the first build made the table."""
    try:
        row = connection.execute(STATE).fetchone()
    except duckdb.CatalogException:
        return State(False, False, False, False)
    assert row is not None
    return State(*row)


def groups(connection: duckdb.DuckDBPyConnection, scope: Scope, field: Field) -> pd.DataFrame:
    """One row per label that somebody has: label (None: none fits or unknown), customers, revenue of the window, their
    shares 0–1. Of the newest snapshot, whichever the scope names."""
    where, parameters = scoped(scope)
    return connection.execute(GROUPS.format(field=field, scoped=where), parameters).df()


def members(
    connection: duckdb.DuckDBPyConnection, scope: Scope, field: Field, label: str | None, at_most: int = 200
) -> pd.DataFrame:
    """The customers with this label who bring most: customer_key, name, revenue, and what the label was made from."""
    where, parameters = scoped(scope)
    parameters |= {"label": label, "at_most": at_most}
    return connection.execute(MEMBERS.format(field=field, scoped=where), parameters).df()


def of_customer(connection: duckdb.DuckDBPyConnection, customer_key: int) -> LoyaltyType | None:
    """What is known of one customer; None if it has no tier at the newest snapshot or nothing is ready yet."""
    try:
        row = connection.execute(OF_CUSTOMER, {"customer_key": customer_key}).fetchone()
    except duckdb.CatalogException:
        return None
    return LoyaltyType(*row) if row else None
