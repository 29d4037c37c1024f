-- Labels, and the tables that every build replaces in its first transaction, one block a table.

create type if not exists tier as enum ('A', 'B', 'C');

create type if not exists quadrant as enum (
    'loyal', 'latent', 'spurious', 'no_loyalty', 'unmeasured_repeat', 'unmeasured_occasional'
);

create type if not exists stage as enum (
    'prospect', 'refund_only', 'acquainted', 'reserved', 'steady', 'solid', 'wavering', 'lost', 'won_back'
);

create type if not exists attitude_source as enum ('measured', 'estimated');

-- One row per as-of date: the lines between labels at it, and the build that drew them.
create or replace table cut_offs (
    as_of date primary key,
    build_id integer not null,
    lowest_a decimal(18, 4),
    lowest_b decimal(18, 4),
    customers bigint not null,
    positive_value decimal(28, 4) not null,
    top_fifth_value decimal(28, 4) not null,
    repeat_line double,
    breadth_line double,
    rhythm_days double not null
);

-- One row per as-of date and customer lost at it.
create or replace table lost_customers (
    as_of date not null,
    customer_key integer not null
);

-- One row per as-of date and customer seen by then.
create or replace table snapshot_rows (
    as_of date not null,
    customer_key integer not null,
    scope_key integer not null,
    order_count integer not null,
    purchase_days integer not null,
    revenue decimal(18, 4) not null,
    value decimal(18, 4) not null,
    total_purchase_days integer not null,
    first_purchase date,
    last_purchase date,
    recency_days integer,
    usual_gap_days double,
    overdue double,
    tier tier,
    attitude double,
    attitude_source attitude_source,
    estimated_attitude double,
    quadrant quadrant,
    stage stage not null
);

-- One row per as-of date and combination of labels and scope that has a customer.
create or replace table group_rows (
    as_of date not null,
    tier tier,
    quadrant quadrant,
    stage stage not null,
    attitude_source attitude_source,
    scope_key integer not null,
    customers bigint not null,
    revenue decimal(28, 4) not null,
    value decimal(28, 4) not null,
    orders bigint not null,
    purchase_days bigint not null,
    repeat_customers bigint not null
);
