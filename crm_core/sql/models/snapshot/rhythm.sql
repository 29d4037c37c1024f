-- One row: the shop's rhythm in days at the snapshot being built, the lower median of its customers' mean gaps.
select
    greatest(
        1.0,
        coalesce(
            quantile_disc(date_diff('day', first_purchase, last_purchase) / (total_purchase_days - 1), 0.5),
            90.0
        )
    ) as rhythm_days
from windows
where total_purchase_days >= 2
