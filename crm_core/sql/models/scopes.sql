-- One row per combination of region, kind and owner that a customer has: what the filters choose from.
select
    scope_key,
    any_value(region) as region,
    any_value(kind) as kind,
    any_value(owner) as owner,
    count(*) as customers
from customers
group by scope_key
order by scope_key
