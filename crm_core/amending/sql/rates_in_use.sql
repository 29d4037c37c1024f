-- One row per later import with amounts that were converted from a currency of the rates in $import_id; newest first.
select
    i.import_id,
    i.file_name
from imports as i
where
    i.import_id in (
        select o.import_id
        from order_rows as o
        where
            o.import_id > $import_id
            and o.written_currency in (
                select r.currency from rate_rows as r
                where r.import_id = $import_id
            )
    )
order by i.import_id desc
