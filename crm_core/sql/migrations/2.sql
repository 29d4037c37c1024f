-- No row: from schema 1. Imports can be undone, uncounted orders may lack a date, customers have accounts, postcodes.
alter table imports add column if not exists lines_set_aside bigint default 0;
alter table imports add column if not exists undone_at timestamp;
alter table customer_rows add column if not exists account text;
alter table customer_rows add column if not exists postcode text;
alter table order_rows add column if not exists written_amount decimal(18, 4);
alter table order_rows add column if not exists written_currency text;
alter table order_rows alter column ordered_at drop not null;
update identities set kind = 'account'
where kind = 'nickname';
