-- One row per purchase history that a customer has: who bought on the same days counted from the first one is alike.
select
    x,
    days_to_last,
    days_observed,
    count(*) as customers
from purchase_histories
group by x, days_to_last, days_observed
order by x, days_to_last, days_observed
