-- One row per identity that belongs to another customer: an e-mail to the one customer_id with it, an account to the
-- one customer with it, and what somebody called the same. Decisions chain: a = b and b = c make one customer, which
-- is known by its customer_id before its e-mail, phone and account, and by the oldest of several.
-- All other identities are customers of their own; so few rows keep the join to ten million orders cheap.
with recursive email_claims as (
    select
        c.email,
        min(c.identity_key) as customer_key,
        count(distinct c.identity_key) as claimants
    from customer_rows as c
    inner join identities as i on c.identity_key = i.identity_key
    where c.superseded_by is null and i.kind = 'customer_id' and c.email is not null
    group by c.email
),

by_email as (
    select
        i.identity_key,
        e.customer_key
    from identities as i
    inner join email_claims as e on i.value = e.email
    where i.kind = 'email' and e.claimants = 1
),

account_claims as (
    select
        c.account,
        min(coalesce(b.customer_key, c.identity_key)) as customer_key,
        count(distinct coalesce(b.customer_key, c.identity_key)) as claimants
    from customer_rows as c
    inner join identities as i on c.identity_key = i.identity_key
    left join by_email as b on c.identity_key = b.identity_key
    where c.superseded_by is null and i.kind <> 'account' and c.account is not null
    group by c.account
),

by_rule as (
    select
        identity_key,
        customer_key
    from by_email
    union all
    select
        i.identity_key,
        a.customer_key
    from identities as i
    inner join account_claims as a on i.value = a.account
    where i.kind = 'account' and a.claimants = 1
),

decided as (
    select
        coalesce(r.customer_key, a.identity_key) as one,
        coalesce(s.customer_key, b.identity_key) as other
    from merge_decisions as d
    inner join identities as a on d.kind_a = a.kind and d.value_a = a.value
    inner join identities as b on d.kind_b = b.kind and d.value_b = b.value
    left join by_rule as r on a.identity_key = r.identity_key
    left join by_rule as s on b.identity_key = s.identity_key
    where d.is_same
),

same as (
    select
        one,
        other
    from decided
    union
    select
        other as one,
        one as other
    from decided
),

reachable as (
    select
        one as identity_key,
        one as reached
    from same
    union
    select
        r.identity_key,
        s.other as reached
    from reachable as r
    inner join same as s on r.reached = s.one
),

representatives as (
    select
        r.identity_key,
        arg_min(
            r.reached,
            (
                case i.kind
                    when 'customer_id' then 1
                    when 'email' then 2
                    when 'phone' then 3
                    when 'account' then 4
                    else error('unknown kind of identity: ' || i.kind)
                end,
                r.reached
            )
        ) as customer_key
    from reachable as r
    inner join identities as i on r.reached = i.identity_key
    group by r.identity_key
)

select
    b.identity_key,
    coalesce(r.customer_key, b.customer_key) as customer_key
from by_rule as b
left join representatives as r on b.customer_key = r.identity_key
union all
select
    identity_key,
    customer_key
from representatives
where identity_key <> customer_key
order by identity_key
