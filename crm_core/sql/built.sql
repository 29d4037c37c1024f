-- Labels, and the tables that every build replaces in its first transaction, one block a table.

create type if not exists tier as enum ('A', 'B', 'C');

create type if not exists quadrant as enum (
    'loyal', 'latent', 'spurious', 'no_loyalty', 'unmeasured_repeat', 'unmeasured_occasional'
);

create type if not exists stage as enum (
    'prospect', 'refund_only', 'acquainted', 'reserved', 'steady', 'solid', 'wavering', 'lost', 'won_back'
);

create type if not exists attitude_source as enum ('measured', 'estimated');

create type if not exists label_field as enum ('tier', 'quadrant', 'stage');

create type if not exists label as enum (
    'A', 'B', 'C',
    'loyal', 'latent', 'spurious', 'no_loyalty', 'unmeasured_repeat', 'unmeasured_occasional',
    'prospect', 'refund_only', 'acquainted', 'reserved', 'steady', 'solid', 'wavering', 'lost', 'won_back'
);

create type if not exists direction as enum ('better', 'worse', 'neither');

create type if not exists move_cause as enum ('cut_off_shifted', 'customer_acted', 'time_passed');

create type if not exists pace_class as enum ('rising', 'falling', 'neither');

-- One row per cut-off for "lost" that is tried: see models/return_rows.sql.
create or replace table return_rows (
    as_of date not null,
    horizon_end date not null,
    overdue_over double not null,
    customers bigint not null,
    returned bigint not null
);

-- One row per customer with a tier at the newest date: its diamond and loyalty type, see models/loyalty_types.sql.
create or replace table loyalty_types (
    customer_key integer not null,
    scope_key integer not null,
    revenue decimal(18, 4) not null,
    top_brand text,
    top_brand_share double,
    orders_with_known_discount bigint,
    discounted_orders bigint,
    total_purchase_days integer not null,
    gap_variation double,
    diamond text,
    loyalty_type text
);

-- One row per customer and label of the newest as-of date that the build before had given otherwise, and why.
create or replace table restated_rows (
    as_of date not null,
    customer_key integer not null,
    field text not null,
    label_before text,
    label_after text,
    cause text not null,
    revenue decimal(18, 4) not null
);

-- One row once what pages ask of the newest snapshot is summed up in the tables after this one: its date, and that of
-- the monthly snapshot before it.
create or replace table kept_sums (
    as_of date not null,
    since date
);

-- One row per customer of the newest snapshot who may deserve a call: see crm_core/queries/call_rows.py.
create or replace table call_rows (
    customer_key integer not null,
    scope_key integer not null,
    tier tier,
    stage stage not null,
    revenue decimal(18, 4) not null,
    pace double,
    last_purchase date,
    recency_days integer,
    usual_gap_days double,
    wavering_on date,
    lost_on date,
    reason text,
    reason_but_falling text,
    lost_revenue double,
    expected_revenue double
);

-- One row per scope, kind of news about key customers since the monthly snapshot before the newest, and its cause.
create or replace table alert_sums (
    scope_key integer not null,
    alert text not null,
    cause move_cause,
    customers bigint not null,
    money decimal(28, 4) not null
);

-- One row per month, scope, kind of label, direction and cause that somebody moved by: see move_rows.
create or replace table move_sums (
    as_of date not null,
    scope_key integer not null,
    field label_field not null,
    direction direction not null,
    cause move_cause not null,
    customers bigint not null,
    revenue_before decimal(28, 4) not null,
    revenue decimal(28, 4) not null
);

-- One row per scope and value class of the newest snapshot: see value_class_of.
create or replace table class_sums (
    scope_key integer not null,
    value_class text not null,
    customers bigint not null,
    revenue decimal(28, 4) not null
);

-- One row per identity and the random key that stands for it in addresses, once the database has a secret for these.
create or replace table link_rows (
    link text not null,
    identity_key integer not null
);
