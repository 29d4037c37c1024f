"""One customer: its facts, its labels with their inputs, what it answered."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd

from crm_core.queries.silence import first_day

# A customer may be named by any of its numbers; of several with this name, its number is meant before its e-mail.
PERSON = """
with numbers as (
    select value from identities where identity_key = $customer_key
    union all
    select i.value
    from merged_identities as m
    inner join identities as i on m.identity_key = i.identity_key
    where m.customer_key = $customer_key
),

referrers as (
    select w.customer_key, i.kind
    from customers as c
    inner join identities as i on c.referred_by = i.value
    inner join identity_owners as w on i.identity_key = w.identity_key
    where c.customer_key = $customer_key and w.customer_key <> c.customer_key
)

select
    c.* exclude (scope_key),
    r.customer_key as referrer_key,
    coalesce(r.name, r.customer_id) as referrer,
    (
        select count(*)
        from customers as n
        where n.referred_by in (select value from numbers) and n.customer_key <> c.customer_key
    ) as referrals
from customers as c
left join referrers as f on true
left join customers as r on f.customer_key = r.customer_key
where c.customer_key = $customer_key
order by r.customer_key is null, list_position(['customer_id', 'email', 'phone', 'account'], f.kind), f.customer_key
limit 1
"""

STANDING = f"""
select
    r.as_of,
    r.revenue,
    r.value,
    r.order_count,
    r.purchase_days,
    r.total_purchase_days,
    r.first_purchase,
    r.last_purchase,
    r.recency_days,
    date_diff('day', r.first_purchase, r.as_of) as tenure_days,
    r.usual_gap_days,
    r.overdue,
    r.tier,
    r.attitude,
    r.attitude_source,
    r.quadrant,
    r.stage,
    r.revenue / nullif(r.order_count, 0) as revenue_per_order,
    c.lowest_a,
    c.lowest_b,
    c.repeat_line,
    c.rhythm_days,
    r.last_purchase + {first_day("wavering", "r.usual_gap_days")} as wavering_on,
    r.last_purchase + {first_day("lost", "r.usual_gap_days")} as lost_on
from snapshot_rows as r
inner join cut_offs as c on r.as_of = c.as_of
cross join settings as s
where r.as_of = $as_of and r.customer_key = $customer_key
"""

LABELS = """
select
    d.month,
    day(last_day(d.month)) as month_days,
    d.warming_up,
    cast(r.tier as text) as tier,
    cast(r.quadrant as text) as quadrant,
    cast(r.stage as text) as stage
from snapshot_rows as r
inner join calendar as d on r.as_of = d.as_of
where r.customer_key = $customer_key and r.as_of <= $as_of
order by d.month
"""

ANSWERS = """
select
    s.answered_on,
    s.kind,
    cast(s.score as double) as score,
    cast(s.scale_min as double) as scale_min,
    cast(s.scale_max as double) as scale_max,
    cast(100 * (s.score - s.scale_min) / nullif(s.scale_max - s.scale_min, 0) as double) as attitude,
    s.comment
from survey_rows as s
inner join identity_owners as w on s.identity_key = w.identity_key
where s.superseded_by is null and w.customer_key = $customer_key and s.answered_on <= $as_of
order by s.answered_on desc, s.import_id desc, s.line desc
limit $at_most
"""


@dataclass(frozen=True)
class Person:
    """What the files say of a customer; None where nothing is recorded. referrals: customers it sent to us."""

    customer_key: int
    customer_id: str
    known_by: str
    name: str | None
    email: str | None
    phone: str | None
    kind: str | None
    region: str | None
    source: str | None
    owner: str | None
    joined_on: date | None
    credit_limit: Decimal | None
    referred_by: str | None
    tags: dict[str, str]
    referrer_key: int | None
    referrer: str | None
    referrals: int


@dataclass(frozen=True)
class Standing:
    """A customer at a snapshot: facts of the window and of all time, labels, and the lines they were measured against.

    wavering_on, lost_on: the first days with these labels, if nothing is bought and the shop's rhythm stays.
    """

    as_of: date
    revenue: Decimal
    value: Decimal
    order_count: int
    purchase_days: int
    total_purchase_days: int
    first_purchase: date | None
    last_purchase: date | None
    recency_days: int | None
    tenure_days: int | None
    usual_gap_days: float | None
    overdue: float | None
    tier: str | None
    attitude: float | None
    attitude_source: str | None
    quadrant: str | None
    stage: str
    revenue_per_order: float | None
    lowest_a: Decimal | None
    lowest_b: Decimal | None
    repeat_line: float | None
    rhythm_days: float
    wavering_on: date | None
    lost_on: date | None


def person(connection: duckdb.DuckDBPyConnection, customer_key: int) -> Person | None:
    """The facts of a customer; None if there is no such customer."""
    row = _record(connection, PERSON, {"customer_key": customer_key})
    return Person(**row | {"tags": _tags(row["tags"])}) if row else None


def standing(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date | None) -> Standing | None:
    """A customer at a snapshot; None if it had not been seen by then, or if there is no such snapshot."""
    row = _record(connection, STANDING, {"customer_key": customer_key, "as_of": as_of})
    return Standing(**row) if row else None


def labels_by_month(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date) -> pd.DataFrame:
    """One row per month since the customer was first seen: month, month_days, warming_up, tier, quadrant, stage."""
    return connection.execute(LABELS, {"customer_key": customer_key, "as_of": as_of}).df()


def answers(connection: duckdb.DuckDBPyConnection, customer_key: int, as_of: date, at_most: int = 100) -> pd.DataFrame:
    """Survey answers, newest first: answered_on, kind, score on scale_min to scale_max, attitude (0–100), comment."""
    parameters = {"customer_key": customer_key, "as_of": as_of, "at_most": at_most}
    return connection.execute(ANSWERS, parameters).df()


def _record(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _tags(text: str | None) -> dict[str, str]:
    tags = json.loads(text) if text else {}
    return {str(key): str(value) for key, value in tags.items() if value not in (None, "")}
