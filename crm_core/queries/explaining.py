"""What the explanations of labels start from: the facts of customers, the snapshot's lines, the values of everybody."""

from collections.abc import Sequence
from datetime import date

import duckdb
import numpy as np
from numpy.typing import NDArray

from crm_core.explaining.facts import Facts, Lines
from crm_core.queries.scope import NoData

LINES = """
select
    c.as_of,
    d.warming_up,
    case
        when
            s.tier_value = 'expected'
            and not exists (from forecast_fit as f where f.as_of = c.as_of and f.r is not null and f.p is not null)
            then 'revenue'
        else s.tier_value
    end as value_kind,
    cast(c.lowest_a * 10000 as bigint) as lowest_a,
    cast(c.lowest_b * 10000 as bigint) as lowest_b,
    c.customers,
    cast(c.positive_value * 10000 as bigint) as positive_value,
    c.repeat_line,
    c.breadth_line,
    c.rhythm_days
from cut_offs as c
inner join snapshot_dates as d on c.as_of = d.as_of
cross join settings as s
where c.as_of = $as_of
"""

# What leaves the window by the next month's end lies in the months from its first day to before the next one's. Margin
# is revenue less cost; an expected value loses nothing. The tier that is held was its own last at held_on.
FACTS = """
with asked as materialized (
    select unnest($customer_keys) as customer_key
),

leaving_days as (
    select
        min(p.period) as first_period,
        max(p.period) as last_period
    from periods as p
    inner join snapshot_dates as d on d.as_of = $as_of
    cross join settings as s
    where p.day >= d.window_start and p.day < date_trunc('month', $next_date) - to_months(s.window_months - 1)
),

leaving as (
    select
        p.customer_key,
        sum(case s.tier_value when 'margin' then p.revenue - p.cost else p.revenue end) as value,
        sum(p.purchase_days) as purchase_days
    from customer_periods as p
    inner join leaving_days as l on p.period between l.first_period and l.last_period
    cross join settings as s
    where p.customer_key in (select a.customer_key from asked as a)
    group by p.customer_key
),

remembered as (
    select d.as_of
    from snapshot_dates as d
    where d.as_of < $as_of and not d.is_comparison
    order by d.as_of desc
    limit (select s.tier_memory - 1 from settings as s)
),

months_before as (
    select
        d.as_of,
        d.warming_up
    from snapshot_dates as d
    where d.as_of < $as_of and not d.is_comparison
    order by d.as_of desc
    limit 3
),

lost_before as (
    select
        s.customer_key,
        max(s.as_of) as lost_at
    from lost_customers as s
    where
        s.as_of in (select m.as_of from months_before as m where not m.warming_up)
        and s.customer_key in (select a.customer_key from asked as a)
    group by s.customer_key
),

own_tiers as (
    select
        t.customer_key,
        t.tier,
        max(t.as_of) as as_of
    from raw_tiers as t
    where
        t.as_of in (select m.as_of from remembered as m)
        and t.customer_key in (select a.customer_key from asked as a)
    group by t.customer_key, t.tier
)

select
    r.customer_key,
    cast(r.value * 10000 as bigint) as value,
    r.purchase_days,
    r.total_purchase_days,
    r.first_purchase,
    r.last_purchase,
    r.recency_days,
    r.usual_gap_days,
    r.overdue,
    cast(r.tier as text) as tier,
    r.attitude,
    cast(r.attitude_source as text) as attitude_source,
    r.breadth,
    cast(r.quadrant as text) as quadrant,
    cast(r.stage as text) as stage,
    r.was_lost,
    cast(r.held_tier as text) as held_tier,
    o.as_of as held_on,
    coalesce(cast(l.value * 10000 as bigint), 0) as leaving_value,
    coalesce(l.purchase_days, 0) as leaving_days,
    e.lost_at
from snapshot_rows as r
left join leaving as l on r.customer_key = l.customer_key
left join lost_before as e on r.customer_key = e.customer_key
left join own_tiers as o on r.customer_key = o.customer_key and r.held_tier = o.tier
where r.as_of = $as_of and r.customer_key in (select a.customer_key from asked as a)
"""

VALUES = """
select cast(value * 10000 as bigint) as value
from snapshot_rows
where as_of = $as_of and tier is not null and value > 0
order by value
"""


def lines(connection: duckdb.DuckDBPyConnection, as_of: date) -> Lines:
    """What everybody was measured against at a snapshot."""
    row = connection.execute(LINES, {"as_of": as_of}).fetchone()
    if row is None:
        raise NoData
    return Lines(*row)


def facts(connection: duckdb.DuckDBPyConnection, lines: Lines, customer_keys: Sequence[int]) -> list[Facts]:
    """The facts of these customers at the snapshot of the lines, in the order of the keys; unseen ones are missing."""
    parameters = {"as_of": lines.as_of, "next_date": lines.next_date, "customer_keys": list(customer_keys)}
    found = {row[0]: Facts(*row) for row in connection.execute(FACTS, parameters).fetchall()}
    return [found[key] for key in customer_keys if key in found]


def values(connection: duckdb.DuckDBPyConnection, as_of: date) -> NDArray[np.int64]:
    """The positive values of all customers with a tier, in ten-thousandths of money and in rising order."""
    return np.asarray(connection.execute(VALUES, {"as_of": as_of}).fetchnumpy()["value"], dtype=np.int64)
