-- One row, for the days since a snapshot and for the same days a year before: customers who bought or sent something
-- back in a month, each month for itself, and how many of them sent something back. periods: see models/periods.sql.
with bounds as (
    select
        b.last_period as since,
        n.last_period as as_of,
        yb.period as since_year_before,
        yn.period as as_of_year_before
    from snapshot_periods as b
    inner join snapshot_periods as n on n.as_of = $as_of
    inner join snapshot_dates as db on b.as_of = db.as_of
    inner join snapshot_dates as dn on n.as_of = dn.as_of
    inner join periods as yb on db.year_before = yb.day
    inner join periods as yn on dn.year_before = yn.day
    where b.as_of = $since
)

select
    count_if(p.period > (select b.since from bounds as b)) as active,
    count_if(p.has_refund and p.period > (select b.since from bounds as b)) as refunding,
    count_if(p.period <= (select b.since from bounds as b)) as active_before,
    count_if(p.has_refund and p.period <= (select b.since from bounds as b)) as refunding_before
from customer_periods as p
where
    (
        p.period > (select b.since from bounds as b) and p.period <= (select b.as_of from bounds as b)
        or p.period > (select b.since_year_before from bounds as b)
        and p.period <= (select b.as_of_year_before from bounds as b)
    )
    and (p.has_refund or p.purchases > 0)
    and ($scope_keys is null or list_contains($scope_keys, p.scope_key))
