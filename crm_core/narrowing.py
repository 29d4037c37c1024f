"""What the reader of a share link can ask of the database: views that stand before the tables, for one cursor only.

Every question of a page runs on them unchanged, and none can get behind them by forgetting to look: names are replaced
where they are kept, customers outside of the segment are not there, and the days after a pinned snapshot have not come.
A table that is not named here is empty: what somebody adds to the database is closed until it is opened here.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import duckdb

from crm_core.database import own_name, together
from crm_core.labelling import model
from crm_core.pinning import kept_until
from crm_core.queries.customer_filters import where_of
from crm_core.queries.scope import Scope
from crm_core.segments import Conditions

SECRET = "(select secret from narrowed)"
UNTIL = "(select until from narrowed)"
PSEUDONYM = f"'#' || left(sha256({SECRET} || ':' || cast(customer_key as text)), 6)"
OWNER = f"'#' || left(sha256({SECRET} || ':' || owner), 4) as owner"
# Whom the rows of a table belong to. shop: nobody; sums: everybody together; the others name the column that tells.
Of = Literal["shop", "sums", "customer_key", "identity_key", "value", "order_id"]


@dataclass(frozen=True)
class Rule:
    """What of a table is shown. day: the day its rows belong to; "" without one, PERIOD, or NEVER: made of all days.

    masked: what replaces the columns that name somebody; hidden: what is replaced for every reader. is_written_by_us:
    what the shop's people wrote, shown to nobody whose names are hidden, nor with a part of the customers or days.
    """

    of: Of = "shop"
    day: str = ""
    masked: str = ""
    hidden: str = ""
    is_written_by_us: bool = False


NEVER = "never"
PERIOD = "period"  # days of the data that no snapshot ends between

# The pseudonym is how the address begins that opens the profile.
RULES: dict[str, Rule] = {
    "settings": Rule(),
    "builds": Rule(),
    "finished_work": Rule(day="as_of"),
    "periods": Rule(day="day"),
    "snapshot_dates": Rule(day="as_of"),
    "snapshot_periods": Rule(day="as_of"),
    "cut_offs": Rule(day="as_of"),
    "forecast_fit": Rule(day="as_of"),
    "scopes": Rule(masked=OWNER),
    "days": Rule("sums", "day"),
    "flow_rows": Rule("sums", "as_of"),
    "forecast_groups": Rule("sums", "as_of"),
    "outcome_rows": Rule("sums", NEVER),
    "return_rows": Rule("sums", NEVER),
    "forecast_outcomes": Rule("sums", NEVER),
    # What was loaded when; of the files themselves nothing.
    "imports": Rule("sums", NEVER, hidden="'' as file_name, '' as fingerprint, '{}' as mapping, '{}' as options"),
    "customers": Rule(
        "customer_key",
        masked=f"{PSEUDONYM} as name, {PSEUDONYM} as customer_id, null as email, null as phone, null as referred_by, "
        f"null as tags, {OWNER}",
    ),
    "snapshot_rows": Rule("customer_key", "as_of"),
    "raw_tiers": Rule("customer_key", "as_of"),
    "move_rows": Rule("customer_key", "as_of"),
    "lost_customers": Rule("customer_key", "as_of"),
    "forecast_rows": Rule("customer_key", "as_of"),
    "customer_periods": Rule("customer_key", PERIOD),
    "customer_items": Rule("customer_key", PERIOD),
    "loyalty_types": Rule("customer_key", NEVER),
    # Summed up of everything: a part of the shop finds none of them and asks its own rows.
    "kept_sums": Rule("sums", NEVER),
    "call_rows": Rule("sums", NEVER),
    "alert_sums": Rule("sums", NEVER),
    "move_sums": Rule("sums", NEVER),
    "class_sums": Rule("sums", NEVER),
    "link_rows": Rule("sums", NEVER),
    "merged_identities": Rule("identity_key"),
    "identities": Rule("identity_key", masked=f"sha256({SECRET} || value) as value"),
    "survey_rows": Rule("identity_key", "answered_on", "null as comment"),
    "calls": Rule("value", NEVER, f"sha256({SECRET} || value) as value, '' as done_by, '' as note"),
    "order_rows": Rule("order_id", "cast(ordered_at as date)"),
    "line_rows": Rule("order_id"),
    "segments": Rule(is_written_by_us=True),
}  # fmt: skip
FACTS = ("currency", "demo", "build_id")  # of meta: not the secret of the addresses
# Made of other tables, and made again of what is left of these.
MADE_AGAIN = ("order_refunds", "cohort_cells", "group_rows")
THERE = """
select table_name
from duckdb_tables()
where database_name = current_database() and schema_name = 'main' and not temporary
"""
IDENTITIES = """
create temp table identities_shared as
select i.identity_key
from {shop}.main.identities as i
left join {shop}.main.merged_identities as m on i.identity_key = m.identity_key
where coalesce(m.customer_key, i.identity_key) in (select customer_key from customers_shared)
"""
# The line that everybody is measured against stays; what others brought does not.
LINES_OF_SEGMENT = """
* replace (
    (select count(*) from snapshot_rows as r where r.as_of = t.as_of and r.tier is not null) as customers,
    coalesce((select sum(r.value) from snapshot_rows as r
        where r.as_of = t.as_of and r.tier is not null and r.value > 0), 0) as positive_value,
    null as top_fifth_value
)"""
GROUPS = """
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

    @property
    def is_part(self) -> bool:
        """Whether customers or days are left out."""
        return self.until is not None or self.only is not None


def narrow(connection: duckdb.DuckDBPyConnection, how: Narrowing) -> None:
    """Put the views before the tables of this cursor; they go with it. UserError if the pinned month is not kept."""
    with together(connection):  # one moment: a build that ends meanwhile takes tables away
        _put_views(connection, how)


def _put_views(connection: duckdb.DuckDBPyConnection, how: Narrowing) -> None:
    shop = own_name(connection)
    there = {row[0] for row in connection.execute(THERE).fetchall()}
    if "snapshot_rows" not in there:  # before the first build there is nothing to choose from
        connection.execute(";".join(f'create temp view "{t}" as {_nothing(t, shop)}' for t in there))
        return
    if how.until is not None:
        how = replace(how, until=kept_until(connection, how.until))
    connection.execute(
        "create temp table narrowed as select cast($secret as text) as secret, cast($until as date) as until",
        {"secret": how.secret, "until": how.until},
    )
    if how.only is not None:
        _choose_customers(connection, how.only, how.until)
        connection.execute(IDENTITIES.format(shop=shop))
    views = [_view(name, how, shop) for name in sorted(there, key=_place)]
    connection.execute(";".join(view for view in views if view))


def _place(table: str) -> tuple[bool, bool, str]:
    """Views are looked into when others are made of them: the ones they are made of come first."""
    return table in MADE_AGAIN, table in ("cut_offs", "scopes", "line_rows"), table


def _view(table: str, how: Narrowing, shop: str) -> str:
    """The statement that puts a view before the table; "" where all of it may be seen."""
    if table in MADE_AGAIN:
        select = _made_again(table, how, shop)
    else:
        columns, conditions = _columns(table, how, shop), _conditions(table, how, shop)
        where = " and ".join(conditions) or "true"
        select = f'select {columns} from {shop}.main."{table}" as t where {where}'
        if columns == "*" and not conditions:
            return ""
    return f'create temp view "{table}" as {select}' if select else ""


def _made_again(table: str, how: Narrowing, shop: str) -> str:
    if not how.is_part:
        return ""
    if table == "order_refunds":
        return model(table)
    if how.only is not None:
        return GROUPS if table == "group_rows" else _nothing(table, shop)
    return model(table) if table == "cohort_cells" else f"select * from {shop}.main.{table} where as_of <= {UNTIL}"


def _nothing(table: str, shop: str) -> str:
    return f'select * from {shop}.main."{table}" where false'


def _columns(table: str, how: Narrowing, shop: str) -> str:
    if table == "cut_offs" and how.only is not None:
        return LINES_OF_SEGMENT
    rule = RULES.get(table, Rule())
    replaced = [rule.masked if how.is_masked else "", rule.hidden, *_shown_in_part(table, how, shop)]
    listed = ", ".join(part for part in replaced if part)
    return f"* replace ({listed})" if listed else "*"


def _shown_in_part(table: str, how: Narrowing, shop: str) -> list[str]:
    """The columns that would tell of other customers, or of later days."""
    shown = []
    if table == "scopes" and how.is_part:
        shown.append("(select count(*) from customers as c where c.scope_key = t.scope_key) as customers")
    if table == "customers" and how.only is not None and not how.is_masked:
        known = f"select i.value from {shop}.main.identities as i semi join identities_shared using (identity_key)"
        shown.append(f"case when referred_by in ({known}) then referred_by end as referred_by")
    if how.until is None:
        return shown
    if table == "customers":
        shown.append(f"case when joined_on <= {UNTIL} then joined_on end as joined_on")
    if table == "snapshot_dates":
        shown.append(f"as_of = {UNTIL} as is_newest")
    if table == "order_rows":
        is_given_back = f"refunded_at is null or cast(refunded_at as date) <= {UNTIL}"
        shown += [f"case when {is_given_back} then {name} end as {name}" for name in ("refunded", "refunded_at")]
    return shown


def _conditions(table: str, how: Narrowing, shop: str) -> list[str]:
    """Which rows are left; none of a table that is not named."""
    if table == "meta":
        return [f"key in {FACTS}"]
    rule = RULES.get(table)
    if rule is None or (rule.is_written_by_us and (how.is_masked or how.is_part)):
        return ["false"]
    return [*_of_segment(table, rule, how, shop), *_of_the_past(table, rule, how, shop)]


def _of_segment(table: str, rule: Rule, how: Narrowing, shop: str) -> list[str]:
    if how.only is None:
        return []
    own = "select identity_key from identities_shared"
    match rule.of:
        case "sums":
            return ["false"]
        case "customer_key":
            return ["customer_key in (select customer_key from customers_shared)"]
        case "identity_key":
            return [f"identity_key in ({own})"]
        case "value":
            return [
                f"(kind, value) in (select (kind, value) from {shop}.main.identities where identity_key in ({own}))"
            ]
        case "order_id" if table == "order_rows":
            # A refund need not say whose it is, if it names the order.
            orders = f"select o.order_id from {shop}.main.order_rows as o where o.identity_key in ({own})"
            named = f"identity_key is null and is_refund and coalesce(refund_of, order_id) in ({orders})"
            return [f"(identity_key in ({own}) or ({named}))"]
    return ["scope_key in (select scope_key from customers)"] if table == "scopes" else []


def _of_the_past(table: str, rule: Rule, how: Narrowing, shop: str) -> list[str]:
    if table == "line_rows" and how.is_part:
        return ["order_id in (select order_id from order_rows)"]
    if how.until is None:
        return []
    if table == "customers":
        seen = f"select r.customer_key from {shop}.main.snapshot_rows as r where r.as_of = {UNTIL}"
        return [f"customer_key in ({seen})"]
    if rule.day == NEVER:
        return ["false"]
    if rule.day == PERIOD:
        return [f"period <= (select max(p.period) from {shop}.main.periods as p where p.day <= {UNTIL})"]
    return [f"{rule.day} <= {UNTIL}"] if rule.day else []


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
