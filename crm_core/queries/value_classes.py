"""Value classes for service planning (definitions, section 4): how many customers are in each, and who they are."""

from collections.abc import Iterator

import duckdb
import pandas as pd

from crm_core.queries.kept_sums import are_kept
from crm_core.queries.last_tiers import LAST_TIERS
from crm_core.queries.scope import Scope
from crm_core.queries.scoped_rows import scoped

CLASSES = ("key", "developing", "maintained", "opportunity")

# pace_class_of is asked for rising alone, which does not look at the tier before.
CLASSED = f"""
with kept as (
    select
        customer_key,
        scope_key,
        tier,
        stage,
        revenue,
        pace,
        last_purchase
    from snapshot_rows
    where as_of = $as_of and {{scoped}}
),

lost as (
    select
        customer_key,
        tier,
        last_purchase
    from kept
    where stage = 'lost'
),

{LAST_TIERS.strip()},

classed as (
    select
        k.*,
        value_class_of(
            k.stage, k.tier, t.tier, pace_class_of(k.pace, k.tier, null, s.rising_from, s.falling_to)
        ) as value_class
    from kept as k
    cross join settings as s
    left join left_tiers as t on k.customer_key = t.customer_key
)
"""

CLASS_SUMS = (
    CLASSED.format(scoped="true")
    + """
select
    scope_key,
    value_class,
    count(*) as customers,
    sum(revenue) as revenue
from classed
group by scope_key, classed.value_class
"""
)

SUMS = """
select
    value_class,
    cast(sum(customers) as bigint) as customers,
    cast(sum(revenue) as double) as revenue
from {sums}
where {scoped}
group by value_class
"""

CUSTOMERS = """
, best as (
    select *
    from classed
    where value_class = $value_class
    order by revenue desc, customer_key
    limit $at_most
)

select
    b.customer_key,
    coalesce(c.name, c.customer_id) as customer,
    c.customer_id,
    b.value_class,
    cast(b.tier as text) as tier,
    cast(b.stage as text) as stage,
    cast(b.revenue as double) as revenue,
    b.last_purchase,
    c.owner,
    c.email,
    c.phone
from best as b
inner join customers as c on b.customer_key = c.customer_key
order by b.revenue desc, b.customer_key
"""


def sums(connection: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """Four rows in the order of CLASSES: value_class, customers, revenue (window, money), their shares (0–1)."""
    where, parameters = scoped(scope)
    if are_kept(connection, scope.as_of):
        result = connection.execute(SUMS.format(sums="class_sums", scoped=where), parameters)
    else:
        sql = SUMS.format(sums=f"({CLASS_SUMS})", scoped=where)
        result = connection.execute(sql, parameters | {"as_of": scope.as_of})
    found = result.df().set_index("value_class")
    found = found.reindex(CLASSES, fill_value=0).reset_index()
    totals = {name: float(found[name].sum()) for name in ("customers", "revenue")}
    shares = {
        f"{name[:-1] if name == 'customers' else name}_share": found[name] / total if total else float("nan")
        for name, total in totals.items()
    }
    return found.assign(**shares)


def customers(
    connection: duckdb.DuckDBPyConnection, scope: Scope, value_class: str, at_most: int | None = 200
) -> pd.DataFrame:
    """The customers of a class, the most revenue first: customer_key, customer, customer_id, value_class, tier, stage,
    revenue (window), last_purchase, owner, email, phone."""
    where, parameters = scoped(scope)
    parameters |= {"as_of": scope.as_of, "value_class": value_class, "at_most": at_most}
    return connection.execute(CLASSED.format(scoped=where) + CUSTOMERS, parameters).df()


def all_customers(connection: duckdb.DuckDBPyConnection, scope: Scope, value_class: str) -> Iterator[pd.DataFrame]:
    """All of them, for a file."""
    yield customers(connection, scope, value_class, at_most=None)
