-- One row per combination of region, kind and owner: the window revenue of its customers at two snapshots, and the sums
-- of squares and products by which chance is judged, customer by customer: one large customer is no drying region.
select
    k.region,
    k.kind,
    k.owner,
    count(*) as customers,
    cast(sum(n.revenue) as double) as revenue,
    cast(sum(coalesce(b.revenue, 0)) as double) as revenue_before,
    sum(cast(n.revenue as double) * cast(n.revenue as double)) as squares,
    sum(cast(coalesce(b.revenue, 0) as double) * cast(coalesce(b.revenue, 0) as double)) as squares_before,
    sum(cast(n.revenue as double) * cast(coalesce(b.revenue, 0) as double)) as products
from snapshot_rows as n
left join snapshot_rows as b on n.customer_key = b.customer_key and b.as_of = $since
inner join scopes as k on n.scope_key = k.scope_key
where
    n.as_of = $as_of
    and (n.revenue <> 0 or b.revenue <> 0)
    and ($scope_keys is null or list_contains($scope_keys, n.scope_key))
group by k.region, k.kind, k.owner
