"""What the reader of a share link can ask of the database: views that stand before the tables, for one cursor only.

Every question of a page runs on them unchanged, and none can get behind them by forgetting to look: names are replaced
where they are kept, customers outside of the segment are not there, and the days after a pinned snapshot have not come.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from crm_core.queries.customer_filters import where_of
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions

SECRET = "(select secret from narrowed)"
UNTIL = "(select until from narrowed)"
PSEUDONYM = f"'#' || left(sha256({SECRET} || ':' || cast(customer_key as text)), 6)"
OWNER = f"'#' || left(sha256({SECRET} || ':' || owner), 4) as owner"

# Columns that name somebody, as they are replaced; the pseudonym is how the address begins that opens the profile.
MASKED: dict[str, str] = {
    "customers": f"{PSEUDONYM} as name, {PSEUDONYM} as customer_id, null as email, null as phone, "
    f"null as referred_by, null as tags, {OWNER}",
    "scopes": OWNER,
    "identities": f"sha256({SECRET} || value) as value",
    "calls": f"sha256({SECRET} || value) as value, '' as done_by, '' as note",
    "survey_rows": "null as comment",
    "setting_changes": "'' as changed_by",
    "imports": "'' as file_name",
}
# Rows as uploaded, and what people wrote: no page that can be shared needs them.
EMPTY_WHEN_MASKED = ("customer_rows", "rejects", "shared_values", "merge_decisions", "segments")
# The tables with customers in them: of these only the segment's.
OF_CUSTOMERS = (
    "customers", "snapshot_rows", "raw_tiers", "customer_periods", "customer_items", "move_rows", "lost_customers",
    "forecast_rows", "loyalty_types", "restated_rows",
)  # fmt: skip
# Sums over everybody.
EMPTY_FOR_A_SEGMENT = ("flow_rows", "outcome_rows", "return_rows", "cohort_cells", "forecast_groups",
                          "forecast_outcomes", "restated_groups", "days")  # fmt: skip
# Their day, which must have come by the pinned one.
DAYS: dict[str, str] = {
    "snapshot_dates": "as_of", "snapshot_rows": "as_of", "raw_tiers": "as_of", "move_rows": "as_of",
    "flow_rows": "as_of", "group_rows": "as_of", "cut_offs": "as_of", "lost_customers": "as_of",
    "forecast_rows": "as_of", "forecast_fit": "as_of", "forecast_groups": "as_of", "restated_rows": "as_of",
    "days": "day", "periods": "day", "survey_rows": "answered_on", "order_rows": "cast(ordered_at as date)",
}  # fmt: skip
# Made of the whole past up to the newest day: nothing of them belongs to an earlier one.
EMPTY_WHEN_PINNED = ("outcome_rows", "return_rows", "forecast_outcomes", "restated_groups", "loyalty_types",
                     "customer_items")  # fmt: skip
GROUPS_OF_SEGMENT = """
select
    as_of, tier, quadrant, stage, attitude_source, scope_key,
    count(*) as customers,
    sum(revenue) as revenue,
    sum(value) as value,
    sum(order_count) as orders,
    sum(purchase_days) as purchase_days,
    count(*) filter (where purchase_days > 1) as repeat_customers
from snapshot_rows
group by all
"""


@dataclass(frozen=True)
class Narrowing:
    """What is left out. secret: crm_core.links; until: the pinned snapshot; only: the conditions of the segment."""

    secret: str
    is_masked: bool
    until: date | None = None
    only: Conditions | None = None


def narrow(connection: duckdb.DuckDBPyConnection, how: Narrowing) -> None:
    """Put the views before the tables of this cursor; they go with it. Does nothing before the first build."""
    shop = _catalog(connection)
    there = {row[0] for row in connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() and not temporary"
    ).fetchall()}  # fmt: skip
    if "snapshot_rows" not in there:
        return
    connection.execute(
        "create temp table narrowed as select cast($secret as text) as secret, cast($until as date) as until",
        {"secret": how.secret, "until": how.until},
    )
    if how.only is not None:
        _choose_customers(connection, how.only, how.until)
    views = [_view(name, how, shop) for name in sorted(there)]
    connection.execute(";".join(view for view in views if view))
    if how.only is not None:
        connection.execute(f"create temp view group_rows as {GROUPS_OF_SEGMENT}")


def _view(table: str, how: Narrowing, shop: str) -> str:
    """The statement that puts a view before the table; "" where all of it may be seen."""
    if how.only is not None and table == "group_rows":
        return ""
    columns = _columns(table, how)
    conditions = [*_masked(table, how), *_of_segment(table, how), *_of_the_past(table, how)]
    if columns == "*" and not conditions:
        return ""
    where = " and ".join(conditions) or "true"
    return f'create temp view "{table}" as select {columns} from {shop}.main."{table}" where {where}'


def _columns(table: str, how: Narrowing) -> str:
    if how.until is not None and table == "snapshot_dates":
        return f"* replace (as_of = {UNTIL} as is_newest)"
    return f"* replace ({MASKED[table]})" if how.is_masked and table in MASKED else "*"


def _masked(table: str, how: Narrowing) -> list[str]:
    return ["false"] if how.is_masked and table in EMPTY_WHEN_MASKED else []


def _of_segment(table: str, how: Narrowing) -> list[str]:
    if how.only is None:
        return []
    if table in OF_CUSTOMERS:
        return ["customer_key in (select customer_key from customers_shared)"]
    return ["false"] if table in EMPTY_FOR_A_SEGMENT else []


def _of_the_past(table: str, how: Narrowing) -> list[str]:
    if how.until is None:
        return []
    if table in EMPTY_WHEN_PINNED:
        return ["false"]
    return [f"{DAYS[table]} <= {UNTIL}"] if table in DAYS else []


def _choose_customers(connection: duckdb.DuckDBPyConnection, only: Conditions, until: date | None) -> None:
    """The customers of the segment at the pinned or the newest snapshot, as a temp table."""
    row = connection.execute("select max(as_of) from calendar where $until is null or as_of <= $until",
                             {"until": until}).fetchone()  # fmt: skip
    scope = Scope(row[0] if row else date.min, only.regions, only.kinds, only.owners)
    where = where_of(scope, only.filters)
    matching = where.find(only.filters.words)
    sql = f"""
        create temp table customers_shared as
        {matching} chosen as (select r.customer_key from snapshot_rows as r where {" and ".join(where.parts)})
        select customer_key from chosen
    """
    connection.execute(sql, where.parameters)


def _catalog(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("select current_database()").fetchone()
    return '"' + str(row[0] if row else "").replace('"', '""') + '"'
