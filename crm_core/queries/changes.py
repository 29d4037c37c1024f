"""What changed most since an earlier snapshot: every count and sum of the page, compared with how it usually moves."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from crm_core.queries.scope import Scope, condition

# One row per count, sum or share of the scope. How it usually moves: earlier snapshots, each compared with the newest
# one at least 28 days older; changes are counted per 30 days to mean the same, those of fewer days as if they were 30.
# Unusual: the change against the median size of the changes before it. A group that was empty at a date counts as 0.
CANDIDATES = """
with shown as (
    select as_of
    from calendar
    where as_of <= $as_of and not warming_up
),

pairs as (
    select
        cast($as_of as date) as as_of,
        cast($since as date) as before,
        greatest(date_diff('day', $since, $as_of), 30) as days
    union all
    select
        n.as_of,
        max(b.as_of) as before,
        date_diff('day', max(b.as_of), n.as_of) as days
    from shown as n
    inner join shown as b on b.as_of between n.as_of - 62 and n.as_of - 28
    where n.as_of < $as_of
    group by n.as_of
),

labelled as materialized (
    select
        g.as_of,
        g.tier,
        g.quadrant,
        g.stage,
        g.attitude_source,
        sum(g.customers) as customers,
        sum(g.revenue) as revenue,
        sum(g.repeat_customers) as repeat_customers
    from snapshot_groups as g
    semi join shown as s on g.as_of = s.as_of
    where {where}
    group by all
),

placed as materialized (
    select
        g.as_of,
        g.region,
        g.kind,
        g.owner,
        sum(g.revenue) as revenue
    from snapshot_groups as g
    semi join shown as s on g.as_of = s.as_of
    where {where}
    group by all
),

grouped as (
    select as_of, 'tier' as field, cast(tier as text) as code, sum(customers) as customers, sum(revenue) as revenue
    from labelled where tier is not null group by all
    union all
    select as_of, 'quadrant', cast(quadrant as text), sum(customers), sum(revenue)
    from labelled where quadrant is not null group by all
    union all
    select as_of, 'stage', cast(stage as text), sum(customers), sum(revenue) from labelled group by all
    union all
    select as_of, 'key_stage', cast(stage as text), sum(customers), null
    from labelled where tier = 'A' and stage in ('wavering', 'lost') group by all
    union all
    select as_of, 'region', region, null, sum(revenue) from placed group by all
    union all
    select as_of, 'kind', kind, null, sum(revenue) from placed group by all
    union all
    select as_of, 'owner', owner, null, sum(revenue) from placed group by all
    union all
    select as_of, 'shop', null, coalesce(sum(customers) filter (where tier is not null), 0), sum(revenue)
    from labelled group by all
),

shares as (
    select
        l.as_of,
        sum(l.repeat_customers) filter (where l.tier is not null) as repeat_customers,
        sum(l.customers) filter (where l.tier is not null and l.attitude_source = 'measured') as measured_customers,
        sum(l.customers) filter (where l.tier is not null) as customers
    from labelled as l
    group by l.as_of
),

numbers as (
    select as_of, field, code, 'customers' as measure, cast(customers as double) as value
    from grouped where customers is not null
    union all
    select as_of, field, code, 'revenue', cast(revenue as double)
    from grouped where field <> 'key_stage' and (field <> 'stage' or code not in ('prospect', 'refund_only'))
    union all
    select as_of, 'shop', null, 'repeat_share', cast(repeat_customers as double) / customers
    from shares where customers > 0
    union all
    select as_of, 'shop', null, 'measured_share', cast(coalesce(measured_customers, 0) as double) / customers
    from shares where customers > 0
    union all
    select c.as_of, 'shop', null, 'top_fifth_share', cast(c.top_fifth_value / c.positive_value as double)
    from cut_offs as c
    semi join shown as s on c.as_of = s.as_of
    where not $filtered and c.positive_value > 0
),

candidates as (
    select distinct field, code, measure from numbers
),

filled as materialized (
    select
        s.as_of,
        c.field,
        c.code,
        c.measure,
        coalesce(n.value, 0) as value
    from candidates as c
    cross join shown as s
    left join numbers as n
        on
            s.as_of = n.as_of and c.field = n.field and c.code is not distinct from n.code
            and c.measure = n.measure
),

moves as (
    select
        n.as_of,
        n.field,
        n.code,
        n.measure,
        b.value as before,
        n.value as now,
        p.days / 30 as months
    from pairs as p
    inner join filled as n on p.as_of = n.as_of
    inner join filled as b
        on
            p.before = b.as_of and n.field = b.field and n.code is not distinct from b.code
            and n.measure = b.measure
)

select
    field,
    code,
    measure,
    max(before) filter (where as_of = $as_of) as before,
    max(now) filter (where as_of = $as_of) as now,
    max(months) filter (where as_of = $as_of) as months,
    median(abs(now - before) / months) filter (where as_of < $as_of) as usual,
    count_if(as_of < $as_of) as moves_before
from moves
group by field, code, measure
having count_if(as_of = $as_of) > 0
order by field, code, measure
"""

AT_MOST = 5
# A smaller change is not worth a sentence: parts of the customers (but one at least) and of the revenue looked at, or
# points of a share. It is also the least that counts as usual, so that what never moved does not become endlessly rare.
MATTERS = {"customers": 0.0025, "revenue": 0.005, "share": 0.005}
# With fewer changes before it, nobody knows what is usual: then it is taken to be a part of what was there.
ENOUGH_MOVES = 3
USUAL_PART = 0.05
# At most so many sentences of a field: when one label grows, its neighbours shrink by it, and that is no other news.
SENTENCES = {"shop": 2, "stage": 2}
# Two changes can be one story if the smaller is at least this part of the larger.
SAME_SIZE = 0.5


@dataclass(frozen=True)
class Change:
    """One number that changed. field: tier, quadrant, stage, key_stage (of A customers), region, kind, owner or shop.

    measure: customers, revenue, repeat_share, measured_share or top_fifth_share. usual: the size of its median change
    in 30 days, None if not known; times_usual: this change against it.
    """

    field: str
    code: str | None
    measure: str
    before: float
    now: float
    usual: float | None
    times_usual: float

    @property
    def difference(self) -> float:
        """Now less before, in the measure's unit."""
        return self.now - self.before


def changes(connection: duckdb.DuckDBPyConnection, scope: Scope, since: date) -> tuple[Change, ...]:
    """What changed between the snapshot of `since` and the scope's and is worth a sentence: the most unusual first,
    five at most. `since` must be an earlier date of the calendar, and neither of them warming up."""
    where, parameters = condition(scope)
    parameters |= {"as_of": scope.as_of, "since": since, "filtered": scope.is_filtered}
    rows = connection.execute(CANDIDATES.format(where=where), parameters).df()
    if rows.empty:
        return ()
    codes = rows.groupby("field")["code"].nunique(dropna=False)
    alone = [field for field in ("region", "kind", "owner") if codes.get(field) == 1]
    least = _least(rows)
    found = [_judge(row, least) for row in rows[~rows["field"].isin(alone)].to_dict("records")]
    worth = [change for change in found if abs(change.difference) >= least[change.field == "key_stage", change.measure]]
    worth.sort(key=lambda change: -change.times_usual)
    return _choose(worth)


def _least(rows: pd.DataFrame) -> dict[tuple[bool, str], float]:
    """The smallest change that matters by measure; of key customers (True) every single one does."""
    shop = rows[rows["field"] == "shop"].set_index("measure")["now"]
    least = {measure: MATTERS["share"] for measure in ("repeat_share", "measured_share", "top_fifth_share")}
    least["customers"] = max(1.0, MATTERS["customers"] * shop["customers"])
    least["revenue"] = max(0.01, MATTERS["revenue"] * shop["revenue"])
    return {(key, measure): value for measure, value in least.items() for key in (False, True)} | {
        (True, "customers"): 1.0
    }


def _judge(row: dict[Hashable, Any], least: dict[tuple[bool, str], float]) -> Change:
    known = row["moves_before"] >= ENOUGH_MOVES
    usual = row["usual"] if known else USUAL_PART * abs(row["before"])
    speed = abs(row["now"] - row["before"]) / row["months"]
    return Change(
        field=row["field"],
        code=row["code"] if isinstance(row["code"], str) else None,
        measure=row["measure"],
        before=row["before"],
        now=row["now"],
        usual=row["usual"] if known else None,
        times_usual=float(speed / max(usual, least[row["field"] == "key_stage", row["measure"]])),
    )


def _choose(worth: list[Change]) -> tuple[Change, ...]:
    """The first five that do not say what an earlier one said."""
    chosen: list[Change] = []
    for change in worth:
        same_field = sum(_family(change) == _family(earlier) for earlier in chosen)
        if same_field < SENTENCES.get(_family(change), 1) and not any(_same_news(change, e) for e in chosen):
            chosen.append(change)
    return tuple(chosen[:AT_MOST])


def _family(change: Change) -> str:
    """Fields that tell one story: key customers have stages too, and an account manager often has a region."""
    return {"key_stage": "stage", "owner": "region"}.get(change.field, change.field)


def _same_news(one: Change, other: Change) -> bool:
    """Customers and revenue of one label; money that came or went in two views of it; a move from label to label."""
    related = _family(one) == _family(other)
    if related and one.field != "shop" and one.code == other.code:
        return True
    smaller, larger = sorted((abs(one.difference), abs(other.difference)))
    same_way = one.difference * other.difference > 0
    if one.measure != other.measure or smaller < SAME_SIZE * larger:
        return False
    return same_way if one.measure == "revenue" and not related else related and not same_way
