-- One row: how many lines the file has for orders that other files hold, and their amount.
select
    'accepted' as class,
    count(*) as rows,
    cast(sum(line_amount) as decimal(38, 4)) as amount
from rows_read
where reason is null
