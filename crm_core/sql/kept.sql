-- The rows as kept from the imports, before any rule is applied. An overlapping import does not delete: it writes its
-- own id into superseded_by of the rows it replaces, so that it can be undone. In force: superseded_by is null.

create table if not exists meta (
    key text primary key,
    value text not null
);

create sequence if not exists import_ids;

-- One row per import of one file. Rows: rows_in_file = accepted + merged + refunds + not_counted + rejected.
-- amount_in_file = amount_accepted + amount_merged + amount_refunds + amount_not_counted + amount_rejected.
-- lines_set_aside: headings, totals and notes of a report, which are no rows. In force: undone_at is null.
create table if not exists imports (
    import_id integer primary key,
    imported_at timestamp not null,
    file_name text not null,
    fingerprint text not null,
    table_name text not null,
    format text not null,
    mapping json not null,
    options json not null,
    is_demo boolean not null,
    currency text,
    rows_in_file bigint not null,
    accepted bigint not null,
    merged bigint not null,
    refunds bigint not null,
    not_counted bigint not null,
    rejected bigint not null,
    values_changed bigint not null,
    unidentified_rows bigint not null,
    orders bigint not null,
    customers bigint not null,
    amount_in_file decimal(38, 4),
    amount_accepted decimal(38, 4),
    amount_merged decimal(38, 4),
    amount_refunds decimal(38, 4),
    amount_not_counted decimal(38, 4),
    amount_rejected decimal(38, 4),
    lines_set_aside bigint not null default 0,
    undone_at timestamp
);

-- One row per reason for which a row of a file was rejected. reason is a code (crm_core/intake/reasons.py).
create table if not exists rejects (
    import_id integer not null,
    line bigint not null,
    column_name text,
    value text,
    reason text not null,
    record text
);

-- One row per way a customer has named itself: kind is customer_id, email, phone or account; value is normalised.
create table if not exists identities (
    identity_key integer not null,
    kind text not null,
    value text not null
);

-- One row per customer and import that told of it; from_orders: told by an orders or lines file, not a customer file.
create table if not exists customer_rows (
    identity_key integer not null,
    name text,
    email text,
    phone text,
    kind text,
    region text,
    source text,
    owner text,
    joined_on date,
    credit_limit decimal(18, 4),
    referred_by text,
    tags json,
    from_orders boolean not null,
    import_id integer not null,
    superseded_by integer,
    account text,
    postcode text
);

-- One row per order or refund row of the files. identity_key is null where the row identifies nobody.
-- amount < 0, or is_refund, is a refund on its own date; refund_of names its order where it names one.
-- Only what does not count may lack a date. written_amount, written_currency: as in the file, where a rate was applied.
create table if not exists order_rows (
    order_id text not null,
    identity_key integer,
    ordered_at timestamp,
    amount decimal(18, 4) not null,
    discount decimal(18, 4),
    refunded decimal(18, 4),
    refunded_at timestamp,
    refund_of text,
    cost decimal(18, 4),
    currency text,
    channel text,
    status text,
    is_counted boolean not null,
    is_refund boolean not null,
    import_id integer not null,
    superseded_by integer,
    written_amount decimal(18, 4),
    written_currency text
);

-- One row per line of an order; lines repeat for real, so they have no key of their own.
create table if not exists line_rows (
    order_id text not null,
    product text,
    category text,
    brand text,
    quantity decimal(18, 4),
    line_amount decimal(18, 4),
    import_id integer not null,
    superseded_by integer
);

-- One row per survey answer; line keeps the order in the file, because of several on one day the last counts.
create table if not exists survey_rows (
    identity_key integer not null,
    answered_on date not null,
    score decimal(18, 4) not null,
    scale_min decimal(18, 4) not null,
    scale_max decimal(18, 4) not null,
    kind text,
    comment text,
    expected_score decimal(18, 4),
    line bigint not null,
    import_id integer not null,
    superseded_by integer
);

-- One row per day and currency: how much one unit of it was worth in the shop's currency, from that day on.
create table if not exists rate_rows (
    day date not null,
    currency text not null,
    rate decimal(18, 8) not null,
    import_id integer not null,
    superseded_by integer
);

-- One row per two identities that somebody called the same customer (is_same) or not; it can be taken back.
create table if not exists merge_decisions (
    kind_a text not null,
    value_a text not null,
    kind_b text not null,
    value_b text not null,
    is_same boolean not null,
    evidence text not null,
    decided_at timestamp not null
);

-- One row per customer forgotten on request: what was kept without a name. The customer is not named here either.
create table if not exists forgotten_customers (
    forgotten_at timestamp not null,
    orders bigint not null,
    net_revenue decimal(38, 4) not null
);

-- One row per identity of a forgotten customer, salted and hashed: a later file that names it again names nobody.
create table if not exists forgotten_identities (
    identity_hash text not null
);

-- One row per build: which data and which settings made the snapshots that carry its id.
create table if not exists builds (
    build_id integer primary key,
    data_version text not null,
    settings json not null
);

-- One row per setting that somebody changed: when, who (empty where nobody has signed in), from, to, and its build.
create table if not exists setting_changes (
    changed_at timestamp not null,
    changed_by text not null,
    build_id integer not null,
    name text not null,
    value_before text not null,
    value_after text not null
);

-- One row per build, as-of date and pair of labels: how many customers another build had labelled otherwise, and why.
create table if not exists restated_groups (
    build_id integer not null,
    as_of date not null,
    field text not null,
    label_before text,
    label_after text,
    cause text not null,
    customers bigint not null,
    revenue decimal(28, 4) not null
);

-- One row per segment that somebody saved: its name, and its conditions by name (crm_core/segments.py).
create table if not exists segments (
    segment_id text primary key,
    name text not null,
    filters json not null,
    created_at timestamp not null,
    created_by text not null
);

-- One row per call that somebody ticked as done: to whom (an identity outlives rebuilds and merges), why, when, by whom
-- (empty where nobody has signed in), and what came of it.
create table if not exists calls (
    kind text not null,
    value text not null,
    reason text not null,
    done_at timestamp not null,
    done_by text not null,
    note text not null
);

-- One row per link that shows a part of the dashboard to people without an account. The token itself is kept nowhere:
-- token_hash is its sha256. page null: the whole dashboard; segment_id: this segment's customers only; pinned_to null:
-- always the newest snapshot. password_hash is argon2's.
create table if not exists shares (
    share_id text primary key,
    token_hash text not null unique,
    note text not null,
    page text,
    segment_id text,
    pinned_to date,
    is_masked boolean not null,
    password_hash text,
    created_at timestamp not null,
    created_by text not null,
    expires_at timestamp not null,
    revoked_at timestamp,
    last_opened_at timestamp,
    times_opened bigint not null
);

-- One row per browser that stays signed in with the owner's password; token_hash is the sha256 of what its cookie
-- holds, password_mark that of token and password together: another password signs everybody out.
create table if not exists sign_ins (
    token_hash text primary key,
    password_mark text not null,
    expires_at timestamp not null
);

-- One row per visitor (empty where nobody has to sign in): the newest build and day of data seen at this visit and at
-- the visit before.
create table if not exists visits (
    visitor text primary key,
    seen_at timestamp not null,
    build_id integer not null,
    as_of date not null,
    before_seen_at timestamp,
    before_build_id integer,
    before_as_of date
);

-- One row per thing done that the shop must be able to answer for (crm_core/audit.py); of what anybody can do again and
-- again, one row a day, times counts. No customer is named and no file quoted: subject is an id, facts numbers and
-- codes. who: as in the tables above, of a reader the id of the link. Nothing deletes from it, a restore neither.
create table if not exists audit_trail (
    happened_at timestamp not null,
    last_at timestamp not null,
    times bigint not null,
    kind text not null,
    role text not null,
    who text not null,
    subject text not null,
    facts json not null
);
