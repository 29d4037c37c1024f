-- One row per order or refund of the file. What a file of orders told before holds, until that is undone.
insert into order_rows by name
select
    c.order_id,
    p.identity_key,
    c.ordered_at,
    case when c.is_refund then -abs(c.amount) else c.amount end as amount,
    c.discount,
    c.refunded,
    c.refunded_at,
    c.refund_of,
    c.cost,
    coalesce(w.code, rules.currency) as currency,
    c.channel,
    c.status,
    c.is_counted,
    c.is_refund,
    c.written_amount,
    c.written_currency,
    $import_id as import_id,
    t.import_id as superseded_by
from order_candidates as c
cross join rules
anti join merged_rows as m on c.row_no = m.row_no
left join told_orders as t on c.order_id = t.order_id and c.is_refund = t.is_refund
left join people as p on c.who = p.who
left join written_currencies as w on c.currency = w.written
