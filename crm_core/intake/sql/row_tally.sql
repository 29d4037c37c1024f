-- One row per class of the rows of a file without amounts: how many rows.
select
    case when m.row_no is null then 'accepted' else 'merged' end as class,
    count(*) as rows,
    cast(null as decimal(38, 4)) as amount
from rows_read as r
left join merged_rows as m on r.row_no = m.row_no
where r.reason is null
group by class
