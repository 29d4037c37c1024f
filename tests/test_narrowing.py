"""What a reader can ask of the database: every table and every question, on a shop in which every text is a secret."""

import importlib
import inspect
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from crm_core import links
from crm_core.narrowing import Narrowing, narrow
from crm_core.queries import alerts, customers, explaining, movement
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.fact_ranges import Range
from crm_core.queries.movers import Chosen
from crm_core.queries.scope import NoData, Scope
from crm_core.queries.this_week import Asked
from crm_core.segments import Conditions, written
from tests.shop import Shop

QUERIES = Path(customers.__file__).parent
SECRET = "zqx"  # in every text that a file or a person brings and that names somebody
UNTIL, LAST = date(2024, 6, 30), date(2025, 1, 20)
NORTH = Conditions(regions=("North",))
# These ask about files, merges and rules: no page that can be shared does.
NOT_SHARED = ("imports", "identities", "quality", "quality_columns", "quality_rows", "settings")


def months(first: date, last: date) -> Iterator[str]:
    """The tenth of each month."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12}-{number % 12 + 1:02d}-10"


def fill(shop: Shop, last: date) -> None:
    """ann (North) buys monthly for 11.01, bob (South) for 7919.13 in each quarter, cy once for 104.71, up to a day."""
    for name, region in (("ann", "North"), ("bob", "South"), ("cy", None)):
        shop.customer(
            f"{name}{SECRET}id", name=f"{name} {SECRET}name", email=f"{SECRET}{name}@x.org",
            phone=f"+49 {SECRET} {name}", region=region, owner=f"{SECRET} owner {name}", source="fair",
            tags=json.dumps({SECRET: SECRET}),
            referred_by=f"bob{SECRET}id", account=f"{SECRET} account", postcode=f"{SECRET} 1",
            joined_on=date(2023, 1, 1) if name == "ann" else None,
        )  # fmt: skip
    for day in months(date(2023, 1, 1), last):
        if date.fromisoformat(day) > last:
            continue
        order = shop.order(f"ann{SECRET}id", day, 11.01, channel="web", order_id=f"ann {day}")
        shop.line(order, product="tea", category="drinks", brand="Acme", quantity=1, line_amount=11.01)
        if day[5:7] in ("01", "04", "07", "10"):
            shop.order(f"bob{SECRET}id", day, 7919.13, order_id=f"bob {day}")
            shop.order(None, f"{day[:7]}-12", 31.07, email=f"{SECRET}bob@x.org", order_id=f"bob mail {day}")
    shop.order(f"cy{SECRET}id", "2024-03-05", 104.71, order_id="cy 1")
    # Given back in part after the pinned day, and of the month's last day: the data end on both.
    shop.order(f"ann{SECRET}id", "2024-06-30", 20.03, order_id="ann last")
    if last > UNTIL:
        shop.order(None, "2024-08-01", -5.03, refund_of="ann last", order_id="ann back")
        shop.order(f"ann{SECRET}id", str(LAST), 13.37, order_id="ann newest")
    shop.answer(f"ann{SECRET}id", "2024-05-01", 9, comment=f"{SECRET} comment")
    shop.answer(f"bob{SECRET}id", "2024-05-02", 2, comment=f"{SECRET} comment")
    if last > UNTIL:
        shop.answer(f"ann{SECRET}id", "2024-11-01", 3, comment=f"{SECRET} comment")


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """What people have written, each text a secret."""
    day = datetime(2025, 1, 21)
    links.prepare(connection, "secret of the links")
    texts = {
        "imports": f"(1, '{day}', '{SECRET}.csv', '{SECRET}', 'orders', 'csv', '{json.dumps(SECRET)}',"
        f" '{json.dumps(SECRET)}', false, 'EUR', 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, null)",
        "rejects": f"(1, 1, 'amount', '{SECRET}', 'no_number', '{SECRET}')",
        "merge_decisions": f"('email', '{SECRET}', 'email', '{SECRET}', true, '{SECRET}', '{day}')",
        "setting_changes": f"('{day}', '{SECRET}', 1, 'window_months', '{SECRET}', '12')",
        "calls": f"('customer_id', 'ann{SECRET}id', 'lost', '{day}', '{SECRET}', '{SECRET}'),"
        f" ('customer_id', 'bob{SECRET}id', 'lost', '{day}', '{SECRET}', '{SECRET}')",
        "shares": f"('i', '{SECRET}', '{SECRET}', null, null, null, true, '{SECRET}', '{day}', '{SECRET}', '{day}',"
        " null, null, 0)",
        "sign_ins": f"('{SECRET}', '{SECRET}', '{day}')",
        "visits": f"('{SECRET}', '{day}', 1, '{LAST}', null, null, null)",
        "forgotten_customers": f"('{day}', 3, 7919.13)",
        "forgotten_identities": f"('{SECRET}')",
        "rate_rows": f"('{LAST}', 'USD', 1.1, 1, null)",
    }
    for table, values in texts.items():
        connection.execute(f"insert into {table} values {values}")
    filters = written(Conditions(Filters(words=SECRET)))
    connection.execute("insert into segments values ('i', ?, ?, ?, ?)", [f"{SECRET} segment", filters, day, SECRET])


@pytest.fixture(scope="module")
def shop():
    made = Shop()
    fill(made, LAST)
    connection = made.build()
    write(connection)
    return connection


def narrowed(connection: duckdb.DuckDBPyConnection, **how) -> duckdb.DuckDBPyConnection:
    cursor = connection.cursor()
    narrow(cursor, Narrowing(links.secret(connection), **{"is_masked": False} | how))
    return cursor


def relations(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and view that its plain name reaches, but those that the narrowing itself is made with."""
    found = cursor.execute("select distinct table_name from information_schema.tables order by 1").fetchall()
    made = ("narrowed", "customers_shared", "identities_shared")
    return [name for (name,) in found if name not in made]


def cells(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, object]]:
    """Every value of every table and view: (table, column, value)."""
    for table in relations(cursor):
        rows = cursor.execute(f'from "{table}"')
        names = [column[0] for column in rows.description]
        for row in rows.fetchall():
            yield from ((table, name, value) for name, value in zip(names, row, strict=True))


def leaks(cursor: duckdb.DuckDBPyConnection, is_leak) -> set[str]:
    return {f"{table}.{name}" for table, name, value in cells(cursor) if is_leak(value)}


# ---- names are hidden
def test_the_shop_is_full_of_secrets(shop):
    """Otherwise the tests below would find nothing either."""
    found = leaks(shop.cursor(), lambda value: SECRET in str(value))
    assert {name.split(".")[0] for name in found} >= {
        "calls", "customer_rows", "customers", "forgotten_identities", "identities", "imports", "merge_decisions",
        "rejects", "scopes", "segments", "setting_changes", "shared_values", "shares", "sign_ins", "snapshots",
        "survey_rows", "visits",
    }  # fmt: skip


PARTS = {
    "whole": {}, "segment": {"only": NORTH}, "pinned": {"until": UNTIL}, "both": {"only": NORTH, "until": UNTIL},
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_with_names_hidden_no_table_and_no_view_holds_a_secret(shop, part):
    assert leaks(narrowed(shop, is_masked=True, **PARTS[part]), lambda value: SECRET in str(value)) == set()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("is_masked", [True, False])
def test_what_the_shop_keeps_about_its_people_is_there_for_no_reader(shop, part, is_masked):
    cursor = narrowed(shop, is_masked=is_masked, **PARTS[part])
    closed = ("shares", "sign_ins", "visits", "setting_changes", "rejects", "merge_decisions", "customer_rows",
              "shared_values", "forgotten_customers", "forgotten_identities")  # fmt: skip
    assert {table: cursor.execute(f"from {table}").fetchall() for table in closed} == {table: [] for table in closed}
    assert not leaks(cursor, lambda value: "secret of the links" in str(value))


def test_a_table_that_nobody_has_opened_is_closed(shop):
    shop.execute("create table phone_book as select 'zqx' as name")
    try:
        assert narrowed(shop, is_masked=False).execute("from phone_book").fetchall() == []
    finally:
        shop.execute("drop table phone_book")


def test_names_that_are_shown_are_the_customers_own(shop):
    assert leaks(narrowed(shop), lambda value: SECRET in str(value)) == {
        "calls.done_by", "calls.note", "calls.value", "customers.customer_id", "customers.email", "customers.name",
        "customers.owner", "customers.phone", "customers.referred_by", "customers.tags", "identities.value",
        "scopes.owner", "segments.created_by", "segments.filters", "segments.name", "snapshot_groups.owner",
        "snapshots.customer_id", "survey_rows.comment",
    }  # fmt: skip


def test_a_pseudonym_is_the_beginning_of_the_address_that_opens_the_profile(shop):
    found = narrowed(shop, is_masked=True).execute("select customer_key, name, customer_id from customers").fetchall()
    assert len({name for _, name, _ in found}) == 3
    for key, name, customer_id in found:
        assert name == customer_id == "#" + links.link_of(key, "secret of the links")[:6]


@pytest.mark.parametrize("words", ["ann", SECRET, "x.org", f"{SECRET}ann@x.org"])
def test_searching_tells_nothing_of_hidden_names(shop, words):
    def found(cursor):
        args = (Scope(LAST), Filters(words=words), ("customer",), Order())
        return customers.page(cursor, *args).totals.customers

    assert found(shop.cursor()) > 0
    assert found(narrowed(shop, is_masked=True)) == 0


# ---- one segment
def keys(connection):
    return dict(connection.execute("select left(customer_id, 3), customer_key from customers").fetchall())


@pytest.mark.parametrize("until", [None, UNTIL])
@pytest.mark.parametrize("is_masked", [True, False])
def test_of_a_segment_nobody_else_is_in_any_table(shop, until, is_masked):
    cursor = narrowed(shop, is_masked=is_masked, only=NORTH, until=until)
    ann = keys(shop)["ann"]
    of_somebody = ("customer_key", "identity_key")
    found = {(table, value) for table, name, value in cells(cursor) if name in of_somebody}
    assert {value for _, value in found} - {ann, None} == set()  # a refund need not say whose it is
    assert {table for table, _ in found} >= {"customers", "snapshot_rows", "orders", "order_rows", "identities"}


@pytest.mark.parametrize("name", ["bob", "cyz"])
def test_of_a_segment_no_text_names_another(shop, name):
    cursor = narrowed(shop, only=NORTH)
    assert leaks(cursor, lambda value: f"{name} " in str(value) or f"{name}{SECRET}" in str(value)) == set()


def test_of_a_segment_no_number_is_what_others_brought(shop):
    """Neither another's order nor a sum with another in it, of a day, a month, a window or all time."""
    others = {Decimal("7919.13"), Decimal("104.71"), Decimal("31.07")}
    sums = "select sum(net_revenue) from orders where {}"
    for condition in ("true", "customer_key is distinct from $ann", "ordered_at > '2024-01-20'"):
        parameters = {"ann": keys(shop)["ann"]} if "$" in condition else {}
        others.add(shop.execute(sums.format(condition), parameters).fetchone()[0])
    for column in ("net_revenue", "unidentified_revenue"):
        others |= {value for (value,) in shop.execute(f"select {column} from window_totals").fetchall() if value}
    for table in ("snapshot_groups", "flow_rows"):
        column = "revenue" if table == "snapshot_groups" else "closing_revenue"
        others |= {value for (value,) in shop.execute(f"select sum({column}) from {table} group by as_of").fetchall()}
    others = {float(value) for value in others}
    found = leaks(
        narrowed(shop, only=NORTH),
        lambda value: isinstance(value, Decimal | float | int) and any(abs(float(value) - o) < 0.005 for o in others),
    )
    assert found == set()


def test_of_a_segment_sums_are_its_own(shop):
    cursor = narrowed(shop, only=NORTH)
    own = "select sum(revenue), count(*) from snapshot_rows where as_of = $as_of"
    told = "select sum(revenue), sum(customers) from snapshot_groups where as_of = $as_of"
    for as_of in (date(2023, 12, 31), LAST):
        expected = cursor.execute(own, {"as_of": as_of}).fetchone()
        assert cursor.execute(told, {"as_of": as_of}).fetchone() == expected
        assert expected[1] == 1
    assert cursor.execute("select sum(customers) from scopes").fetchone() == (1,)


def test_a_segment_keeps_the_refund_that_names_only_its_order(shop):
    cursor = narrowed(shop, only=NORTH)
    asked = "select sum(net_revenue) from orders where customer_key = $ann"
    ann = {"ann": keys(shop)["ann"]}
    assert cursor.execute(asked, ann).fetchone() == shop.execute(asked, ann).fetchone()


def test_a_segment_does_not_say_who_referred_its_customers(shop):
    asked = "select distinct referred_by from customers"
    assert narrowed(shop, only=NORTH).execute(asked).fetchall() == [(None,)]
    south = Conditions(regions=("South",))
    assert narrowed(shop, only=south).execute(asked).fetchall() == [(f"bob{SECRET}id",)]


@pytest.mark.parametrize(
    ("only", "who"),
    [
        (Conditions(Filters(words=f"{SECRET}bob@x.org")), ["bob"]),
        (Conditions(owners=(f"{SECRET} owner cy",)), ["cy"]),
        (Conditions(Filters(ranges=(Range("revenue", 1000, None),))), ["bob"]),
        (Conditions(Filters(words="nobody")), []),
        (Conditions(), ["ann", "bob", "cy"]),
    ],
)
@pytest.mark.parametrize("is_masked", [True, False])
def test_a_segment_is_chosen_by_what_is_true_and_not_by_what_is_shown(shop, only, who, is_masked):
    found = narrowed(shop, is_masked=is_masked, only=only).execute("select customer_key from customers").fetchall()
    by_key = {key: name for name, key in keys(shop).items()}
    assert sorted(by_key[key].removesuffix("z") for (key,) in found) == who


# ---- pinned to a snapshot
@pytest.mark.parametrize("part", ["pinned", "both"])
@pytest.mark.parametrize("is_masked", [True, False])
def test_pinned_no_table_and_no_view_knows_a_later_day(shop, part, is_masked):
    def is_later(value):
        if isinstance(value, datetime):
            value = value.date()
        return isinstance(value, date) and value > UNTIL

    cursor = narrowed(shop, is_masked=is_masked, **PARTS[part])
    assert leaks(cursor, is_later) == set()
    assert not leaks(cursor, lambda value: isinstance(value, str) and ("2025" in value or "2024-1" in value))
    assert cursor.execute("select max(as_of) from snapshot_rows").fetchone() == (UNTIL,)
    assert cursor.execute("select as_of from calendar where is_newest").fetchall() == [(UNTIL,)]


def test_pinned_to_what_is_not_there_nothing_is_shown(shop):
    cursor = narrowed(shop, until=date(1999, 12, 31))
    assert not leaks(cursor, lambda value: isinstance(value, Decimal))


@pytest.fixture(scope="module")
def shop_then():
    """The same shop as it was on the pinned day."""
    made = Shop()
    fill(made, UNTIL)
    made.build()
    return made.connection


@pytest.mark.parametrize(
    "name",
    [
        "cohorts.cells", "cohorts.average", "overview.summary", "overview.cells", "revenue_months.by_month",
        "flow.by_month", "tiers.tiers", "tiers.curve", "tiers.boundaries", "concentration.concentration",
        "lifecycle.stages_now",
        "lifecycle.stages_by_month", "loyalty.summary", "loyalty.fields", "movement.by_month", "movement.movement",
        "profile.person", "profile.standing", "profile.answers", "profile.labels_by_month", "purchases.orders",
        "purchases.events", "purchases.bought", "scope.snapshots", "scope.values", "scope.kept_and_all",
        "top_fifth.top_fifth_share", "label_months.by_month", "explaining.facts", "explaining.values",
        "cohort_members.members", "customers.page", "customers.everyone", "exposure.exposure", "nameless.nameless",
        "history.history",
    ],
)  # fmt: skip
def test_pinned_the_answers_are_those_of_that_day(shop, shop_then, name):
    """A shop built of the files up to that day alone says the same."""
    function = dict(questions())[name]
    assert told(function, narrowed(shop, until=UNTIL), UNTIL) == told(function, shop_then.cursor(), UNTIL)


# ---- every question of the pages
def questions() -> list[tuple[str, object]]:
    found = []
    for path in sorted(QUERIES.glob("[!_]*.py")):
        module = importlib.import_module(f"crm_core.queries.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if (
                own
                and path.stem not in NOT_SHARED
                and next(iter(inspect.signature(function).parameters), "") == "connection"
            ):
                found.append((f"{path.stem}.{name}", function))
    return found


def arguments(function, cursor: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, object]:
    """What to ask with, by the names of the parameters."""
    ann = cursor.execute("select min(customer_key) from customers").fetchone()[0] or 1
    since, scope = date(2024, 5, 31) if as_of == UNTIL else date(2024, 12, 31), Scope(as_of)
    values = {
        "scope": scope, "as_of": as_of, "since": since, "previous": since, "compared_with": date(2023, 6, 30),
        "customer_key": ann, "customer_keys": (ann,), "filters": Filters(), "columns": tuple(customers.COLUMNS),
        "order": Order(), "group": Conditions(), "asked": Asked(), "chosen": Chosen(), "field": "tier",
        "label": None, "grain": "quarter", "cohort": date(2023, 1, 1), "before": as_of, "month": date(2024, 6, 1),
        "months": 3, "quadrant": "loyal", "which": "rising", "value_class": "ordinary", "base": 1000.0,
        "ten_from": Decimal(10), "way": "month", "part": "new", "until": as_of, "at_most": 50, "most": 50, "key": ann,
        "sql": "select 1 as n", "parameters": {}, "link": "x", "secret": "x",
    }  # fmt: skip
    parameters = list(inspect.signature(function).parameters)[1:]
    if "lines" in parameters:
        values["lines"] = explaining.lines(cursor, as_of)
    if "looked" in parameters:
        values["looked"] = alerts.look(cursor, scope, since)
    if "alert" in parameters:
        values["alert"] = alerts.Alert("key_lost", 1, 1, 1, 1)
    if function.__name__ == "counted":
        movement.prepare(cursor, scope, since, "tier")
    # "tier" is a field of most; these look at others.
    values["field"] = {"cohorts": "region", "loyalty_types": "diamond"}.get(function.__module__.split(".")[-1], "tier")
    required = inspect.signature(function).parameters
    return {name: values[name] for name in parameters if name in values or required[name].default is inspect._empty}


def told(function, cursor: duckdb.DuckDBPyConnection, as_of: date) -> str:
    """The answer as text, to the last digit."""
    return said(function(cursor, **arguments(function, cursor, as_of)))


def said(answer: object) -> str:
    if isinstance(answer, pd.DataFrame):
        return answer.to_csv()
    if isinstance(answer, Iterator | list | tuple) and not hasattr(answer, "_fields"):
        return "\n".join(said(part) for part in answer)
    frames = [value for value in vars(answer).values()] if hasattr(answer, "__dict__") else []
    return "\n".join([repr(answer), *(said(frame) for frame in frames if isinstance(frame, pd.DataFrame))])


@pytest.fixture(scope="module")
def readers(shop):
    """A cursor for each kind of share, names hidden."""
    return {part: narrowed(shop, is_masked=True, **how) for part, how in PARTS.items()}


@pytest.mark.parametrize(("name", "function"), questions(), ids=[name for name, _ in questions()])
@pytest.mark.parametrize("part", PARTS)
def test_every_question_of_the_pages_is_answered_without_a_secret(readers, name, function, part):
    as_of = PARTS[part].get("until", LAST)
    try:
        answer = told(function, readers[part], as_of)
    except NoData:
        # Sums over everybody: of a part there are none, and the page says so.
        assert (name, part) in (("trust.reach", "segment"), ("trust.reach", "both"))
        return
    assert SECRET not in answer


def test_no_question_goes_around_the_views():
    """A name with its schema would reach behind them."""
    around = [
        path.name
        for path in QUERIES.parent.rglob("*.py")
        if path.parent.name == "queries" and "main." in path.read_text()
    ]
    assert around == []


def test_before_the_first_build_nothing_is_there(tmp_path):
    cursor = narrowed(Shop().connection, is_masked=True, only=NORTH, until=UNTIL)
    assert cursor.execute("from shares").fetchall() == []
