-- The tables of labels and comparisons, of which a build may take over what the one before made, one block a table.

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
    rhythm_days double not null,
    shop_pace double
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
    total_revenue decimal(18, 4) not null,
    first_purchase date,
    last_purchase date,
    recency_days integer,
    usual_gap_days double,
    overdue double,
    tier tier,
    held_tier tier,
    attitude double,
    attitude_source attitude_source,
    estimated_attitude double,
    quadrant quadrant,
    stage stage not null,
    was_lost boolean not null,
    breadth double,
    pace double
);

-- One row per as-of date and customer who bought in its window, only while settings hold a tier for longer.
create or replace table raw_tiers (
    as_of date not null,
    customer_key integer not null,
    tier tier not null
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

-- One row per as-of date and customer whose label differs from the monthly snapshot before: why, and its revenue then
-- and now. field: tier, quadrant, stage. direction: better, worse, neither. A label that is null is "no tier".
create or replace table move_rows (
    as_of date not null,
    previous date not null,
    customer_key integer not null,
    scope_key integer not null,
    field label_field not null,
    label_before label,
    label_after label,
    direction direction not null,
    cause move_cause not null,
    revenue_before decimal(18, 4) not null,
    revenue decimal(18, 4) not null
);

-- One row per as-of date and scope: the leaky bucket of the month, see models/between/flow.sql.
create or replace table flow_rows (
    as_of date not null,
    previous date not null,
    scope_key integer not null,
    opening bigint not null,
    new bigint not null,
    first_seen bigint not null,
    returned bigint not null,
    lost bigint not null,
    reclassified bigint not null,
    closing bigint not null,
    opening_revenue decimal(28, 4) not null,
    new_revenue decimal(28, 4) not null,
    first_seen_revenue decimal(28, 4) not null,
    returned_revenue decimal(28, 4) not null,
    lost_revenue decimal(28, 4) not null,
    reclassified_revenue decimal(28, 4) not null,
    stayed_change decimal(28, 4) not null,
    closing_revenue decimal(28, 4) not null
);

-- One row per as-of date with the months of outcome after it and combination of labels: see models/between/outcomes.
create or replace table outcome_rows (
    as_of date not null,
    tier tier,
    quadrant quadrant,
    stage stage not null,
    attitude_source attitude_source,
    pace_class pace_class,
    customers bigint not null,
    bought_again bigint not null,
    grew bigint not null,
    revenue decimal(28, 4) not null,
    window_revenue decimal(28, 4) not null
);

-- One row per piece of work done after the newest month was labelled; the others are still to be done.
create or replace table finished_work (
    work text not null,
    as_of date not null,
    primary key (work, as_of)
);
