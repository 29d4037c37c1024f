-- One row per column of orders: how many orders and refunds are in force, and how many have it. customer_id: any way of
-- naming a customer.
with counted as (
    select
        count(*) as row_count,
        count(identity_key) as customer_id,
        count(currency) as currency,
        count(channel) as channel,
        count(status) as status,
        count(discount) as discount,
        count(refunded) as refunded,
        count(cost) as cost
    from order_rows
    where superseded_by is null
)

select
    row_count,
    column_name,
    filled
from (unpivot counted on columns(* exclude (row_count)) into name column_name value filled)
