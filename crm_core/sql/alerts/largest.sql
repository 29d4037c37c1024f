-- One row per snapshot of the two compared: how many bought in its window, what they and the ten largest bring.
select
    as_of = $as_of as is_now,
    count(*) as customers,
    cast(sum(greatest(revenue, 0)) as double) as revenue,
    cast(list_sum(max(greatest(revenue, 0), 10)) as double) as ten
from snapshot_rows
where
    as_of in ($as_of, $since)
    and tier is not null
    and ($scope_keys is null or list_contains($scope_keys, scope_key))
group by as_of
