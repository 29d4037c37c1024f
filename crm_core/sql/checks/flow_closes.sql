-- One row per as-of date and scope whose leaky bucket does not close, in customers or in revenue.
select *
from flow_rows
where
    opening + new + returned - lost + reclassified <> closing
    or opening_revenue + new_revenue + returned_revenue - lost_revenue + reclassified_revenue + stayed_change
    <> closing_revenue
