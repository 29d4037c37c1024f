-- What the forecast leaves behind: made empty by every build, filled after the months are labelled, one block a table.

-- One row per fit: the parameters of BG/NBD (r, alpha, a, b; time in weeks) and of Gamma-Gamma (p, q, gamma; money);
-- null where too few customers came back to estimate from.
create or replace table forecast_fit (
    as_of date primary key,
    r double,
    alpha double,
    a double,
    b double,
    p double,
    q double,
    gamma double,
    log_likelihood double,
    customers bigint not null,
    repeat_customers bigint not null
);

-- One row per fit and customer who bought by then: what is expected of it in the months of the forecast. The revenue is
-- as it will be paid, the value is discounted and multiplied with the margin rate. alive is null for one-time buyers.
create or replace table forecast_rows (
    as_of date not null,
    customer_key integer not null,
    purchase_probability double not null,
    expected_purchases double not null,
    expected_revenue double not null,
    expected_value double not null,
    alive double
);

-- One row per fit and combination of labels, chance of a purchase in tenths (0 to 9) and scope that has a customer.
create or replace table forecast_groups (
    as_of date not null,
    tier tier,
    stage stage not null,
    chance_tenth tinyint not null,
    scope_key integer not null,
    customers bigint not null,
    expected_buyers double not null,
    expected_purchases double not null,
    expected_revenue double not null,
    expected_value double not null,
    window_revenue decimal(28, 4) not null
);

-- One row per group of customers with like predictions (1 is the least) and scope: what the fit of a year ago predicted
-- and what happened until the newest date; naive is the same pace as in the window before. Errors are sums of absolute
-- differences, one customer at a time.
create or replace table forecast_outcomes (
    as_of date not null,
    until_day date not null,
    prediction_group tinyint not null,
    scope_key integer not null,
    customers bigint not null,
    expected_purchases double not null,
    purchases bigint not null,
    naive_purchases double not null,
    purchases_error double not null,
    naive_purchases_error double not null,
    expected_revenue double not null,
    revenue decimal(28, 4) not null,
    naive_revenue double not null,
    revenue_error double not null,
    naive_revenue_error double not null
);
