"""Every question of the pages, asked by readers; and what a link pinned to a snapshot says: what was said that day."""

import importlib
import inspect
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from crm_core.errors import UserError
from crm_core.queries import alerts, customers, explaining, movement
from crm_core.queries.customer_filters import Filters
from crm_core.queries.customers import Order
from crm_core.queries.movers import Chosen
from crm_core.queries.scope import NoData, Scope
from crm_core.queries.this_week import Asked
from crm_core.segments import Conditions
from tests.secret_shop import LAST, PARTS, SECRET, UNTIL, fill, leaks, narrowed, secret_shop
from tests.shop import ALL_MONTHS, Shop

QUERIES = Path(customers.__file__).parent
# These ask about files, merges and rules: no page that can be shared does.
NOT_SHARED = ("imports", "identities", "quality", "quality_columns", "quality_rows", "settings")


@pytest.fixture(scope="module")
def shop():
    return secret_shop()


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


def test_pinned_to_a_month_that_is_not_kept_nothing_is_shown(shop):
    with pytest.raises(UserError, match="fixed to 1999-12-31, and that month is not kept any more"):
        narrowed(shop, until=date(1999, 12, 31))


def test_pinned_to_a_day_without_a_snapshot_the_one_before_is_shown(shop):
    """Also where a year before the newest day there is one for comparison: it has no page of its own."""
    then, before = date(2024, 1, 20), date(2023, 12, 31)
    assert shop.execute("select is_comparison from snapshot_dates where as_of = $then", {"then": then}).fetchone() == (
        True,
    )
    for day in (then, date(2024, 1, 30)):
        cursor = narrowed(shop, until=day)
        assert cursor.execute("select as_of from calendar where is_newest").fetchall() == [(before,)]
        told = "select sum(customers), sum(revenue) from snapshot_groups where as_of = $as_of"
        listed = "select count(*), sum(revenue) from snapshot_rows where as_of = $as_of and customer_key in ({})"
        found = cursor.execute(listed.format("select customer_key from customers"), {"as_of": before}).fetchone()
        assert cursor.execute(told, {"as_of": before}).fetchone() == found
        assert found[0] == cursor.execute("select count(*) from customers").fetchone()[0] > 0
        assert cursor.execute("select max(ordered_at) <= $before from orders", {"before": before}).fetchone() == (True,)


@pytest.fixture(scope="module")
def shop_then():
    """The same shop as it was on the pinned day."""
    made = Shop()
    fill(made, UNTIL)
    made.build(months=ALL_MONTHS)
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
