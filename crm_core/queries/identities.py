"""Who is who: customers that look like the same one, what was decided about them, and the names a customer goes by."""

import duckdb
import pandas as pd

from crm_core.amending.queries import statement
from crm_core.intake.vocabulary import words
from crm_core.labelling import model

NAMES_AT_MOST = 20  # a value that more differently named customers share is nobody's own (definitions, section 2)
PAIRS_AT_MOST = 200

# The few identities that were decided on are found first: there may be a million others.
DECISIONS = """
with decided as (
    select kind_a as kind, value_a as value from merge_decisions
    union
    select kind_b as kind, value_b as value from merge_decisions
),

found as (
    select
        i.kind,
        i.value,
        w.customer_key,
        c.name
    from decided as d
    inner join identities as i on d.kind = i.kind and d.value = i.value
    inner join identity_owners as w on i.identity_key = w.identity_key
    left join customers as c on w.customer_key = c.customer_key
)

select
    d.kind_a,
    d.value_a,
    d.kind_b,
    d.value_b,
    d.is_same,
    d.evidence,
    d.decided_at,
    a.name as name_a,
    b.name as name_b,
    a.customer_key as key_a,
    b.customer_key as key_b
from merge_decisions as d
left join found as a on d.kind_a = a.kind and d.value_a = a.value
left join found as b on d.kind_b = b.kind and d.value_b = b.value
order by d.decided_at desc, d.value_a, d.value_b
limit $at_most
"""

NAMES_OF = """
select
    i.kind,
    i.value
from merged_identities as m
inner join identities as i on m.identity_key = i.identity_key
where m.customer_key = $customer_key
order by i.kind, i.value
limit $at_most
"""

OWNER = "select customer_key from merged_identities where identity_key = $identity_key"


def proposals(connection: duckdb.DuckDBPyConnection, at_most: int = PAIRS_AT_MOST) -> pd.DataFrame:
    """One row per two customers that look like the same, those that brought most first; nobody has decided on them yet.

    evidence: codes joined by commas (email, name_and_postcode, phone); shared_values; for each of the two (_a, _b) key,
    kind, value, name, orders, revenue, first, last; pairs and revenue_of_all: of all pairs, also those not shown.
    """
    nobody = words("placeholders")
    parameters = {name: nobody[name] for name in ("ids", "addresses", "phones")}
    parameters |= {"names_at_most": NAMES_AT_MOST, "at_most": at_most}
    query = statement("proposals")
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'shared_values'").fetchone():
        # Built by an earlier version: then it is looked up on the spot, which takes its time.
        query = query.replace("from shared_values", f"from ({model('shared_values')})")
    return connection.execute(query, parameters).df()


def decisions(connection: duckdb.DuckDBPyConnection, at_most: int = 500) -> pd.DataFrame:
    """What was decided, the newest first: the pair by kind and value, is_same, evidence, decided_at, names, keys.

    A name is None, a key NaN, where no kept file knows the identity any more.
    """
    return connection.execute(DECISIONS, {"at_most": at_most}).df()


def other_identities(
    connection: duckdb.DuckDBPyConnection, customer_key: int, at_most: int = 50
) -> list[tuple[str, str]]:  # fmt: skip
    """The further identities of a customer, as kind and value: those that were merged into it."""
    return connection.execute(NAMES_OF, {"customer_key": customer_key, "at_most": at_most}).fetchall()


def owner_of(connection: duckdb.DuckDBPyConnection, key: int) -> int:
    """The customer that this number stands for now: another one, if it was merged into that since."""
    row = connection.execute(OWNER, {"identity_key": key}).fetchone()
    return int(row[0]) if row else key
