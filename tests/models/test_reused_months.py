"""A build that takes over months of the one before leaves what a build of everything leaves, row for row."""

from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from crm_core import building, checking
from crm_core.database import transaction
from crm_core.settings import Settings
from tests.models.growing import CHANGES, SETTINGS, Change, Growing, forget, next_month, nothing, other_settings

# Literal rows have no import, and may name again whom a file could not.
NOT_CHECKED = ("kept_rows_have_their_import", "the_forgotten_stay_forgotten")


def build(growing: Growing, anew: bool) -> None:
    connection = growing.shop.connection
    with transaction(connection):
        building.build_newest(connection, growing.settings, anew=anew)
    building.fill_history(connection)


def content(growing: Growing) -> dict[str, list[Any]]:
    """The rows of every table, sorted, and of every view; all but which dates were taken over."""
    connection = growing.shop.connection
    names = connection.execute(
        "select table_name from duckdb_tables() where not temporary and table_name <> 'reused_dates'"
        " union select view_name from duckdb_views() where not internal and not temporary order by all"
    ).fetchall()
    return {name: sorted(map(rounded, connection.execute(f'from "{name}"').fetchall())) for (name,) in names}


def rounded(row: tuple[Any, ...]) -> str:
    """Sums of floats depend on their order in the last digits."""
    return repr([float(f"{value:.9g}") if isinstance(value, float) else value for value in row])


def reused_dates(growing: Growing) -> list[str]:
    rows = growing.shop.connection.execute("select as_of from reused_dates order by as_of").fetchall()
    return [str(row[0]) for row in rows]


def live_through(shops: tuple[Growing, Growing], change: Change) -> None:
    """The same change happens to two shops; the second is built anew."""
    for growing, anew in zip(shops, (False, True), strict=True):
        growing.import_id += 1
        if change is forget:
            with transaction(growing.shop.connection):
                change(growing)
        else:
            change(growing)
        build(growing, anew)


def wrong(shops: tuple[Growing, Growing]) -> list[Any]:
    """Tables and views in which the two differ, rules that the first breaks, dates that the second took over."""
    one, other = (content(growing) for growing in shops)
    differ = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    rules = [name for name in checking.rules() if name not in NOT_CHECKED]
    return [*differ, *checking.violations(shops[0].shop.connection, rules), *reused_dates(shops[1])]


def begun(seed: int, settings: Settings) -> tuple[Growing, Growing]:
    """Two shops alike, after their first build."""
    shop = Growing(seed)
    shop.settings = settings
    shops = shop, shop.copied()
    live_through(shops, nothing)
    assert wrong(shops) == []
    return shops


@pytest.fixture(scope="module")
def september():
    """september(seed): a shop that was built, lived through its next month and was built again, made once a seed."""

    @cache
    def shop(seed: int) -> Growing:
        shops = begun(seed, Settings(**(vars(SETTINGS) | {"tier_value": "margin", "outcome_months": 1})))
        live_through(shops, next_month)
        assert wrong(shops) == []
        assert len(reused_dates(shops[0])) >= 5  # of seven
        return shops[0]

    return shop


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_each_change_leaves_what_a_build_of_everything_leaves(change, september):
    """Every fourth change happens to the same shop."""
    shop = september(CHANGES.index(change) % 4)
    shops = shop.copied(), shop.copied()
    live_through(shops, change)
    assert wrong(shops) == []


@pytest.mark.parametrize(
    ("seed", "settings"),
    [
        (1, {}),
        (2, {"tier_memory": 5}),
        (3, {"tier_method": "rank", "history_months": 13, "window_months": 4}),
        (4, {"tier_value": "expected"}),
    ],
)
def test_many_changes_leave_what_a_build_of_everything_leaves(seed, settings):
    chance = Random(seed)
    changes = [chance.choice([c for c in CHANGES if c is not other_settings]) for _ in range(4)]
    shops = begun(seed, Settings(**(vars(SETTINGS) | settings)))
    for change in changes:
        live_through(shops, change)
        assert wrong(shops) == [], change.__name__


def works_done(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Build with what there is; the work done after the newest month was labelled: name and as-of date."""
    done: list[tuple[str, str]] = []
    for name in ("label", "compare", "look_afterwards", "restate"):
        work = building.WORK[name]

        def noted(*args: Any, name: str = name, work: Any = work) -> None:
            done.append((name, str(args[1])))
            work(*args)

        monkeypatch.setitem(building.WORK, name, noted)
    build(growing, anew=False)
    monkeypatch.undo()
    return done


def eight_months(last: date = date(2024, 8, 31), **settings: Any) -> Growing:
    """Built; all have told when they joined, so that none is seen on the last day only."""
    growing = Growing(1, last)
    growing.settings = Settings(**(vars(SETTINGS) | settings))
    growing.run("update customer_rows set joined_on = date '2024-01-03' where joined_on is null")
    growing.import_id = 2
    build(growing, anew=False)
    return growing


def test_the_next_month_leaves_the_months_before_alone(monkeypatch):
    """September comes after August: it is labelled at once, and compared; two months after July is September."""
    growing = eight_months()
    growing.order("c0", date(2024, 9, 30))
    assert works_done(growing, monkeypatch) == [
        ("compare", "2024-09-30"),
        ("look_afterwards", "2024-07-31"),
        ("restate", "2024-09-30"),
    ]


def test_an_unfinished_month_gives_way_to_the_whole_one(monkeypatch):
    growing = eight_months(date(2024, 8, 20))
    growing.order("c0", date(2024, 9, 30))
    done = works_done(growing, monkeypatch)
    assert [day for name, day in done if name == "label"] == ["2024-08-31"]
    assert [day for name, day in done if name == "compare"] == ["2024-08-31", "2024-09-30"]
    assert [day for name, day in done if name == "look_afterwards"] == ["2024-06-30", "2024-07-31"]


def test_a_late_order_touches_its_month_and_those_after_it(monkeypatch):
    """Two months after April is June: what came after it is looked at again."""
    growing = eight_months()
    growing.order("c0", date(2024, 6, 15))
    done = works_done(growing, monkeypatch)
    assert [day for name, day in done if name == "label"] == ["2024-06-30", "2024-07-31"]
    assert [day for name, day in done if name == "compare"] == ["2024-06-30", "2024-07-31", "2024-08-31"]
    assert [day for name, day in done if name == "look_afterwards"] == ["2024-04-30", "2024-05-31", "2024-06-30"]
    assert [day for name, day in done if name == "restate"] == ["2024-06-30", "2024-07-31", "2024-08-31"]


@pytest.mark.parametrize("settings", [{"tier_share_a": 0.5}, {"tier_value": "expected"}])
def test_other_settings_touch_all_months(monkeypatch, settings):
    growing = eight_months()
    growing.settings = Settings(**(vars(SETTINGS) | settings))
    assert len([name for name, _day in works_done(growing, monkeypatch) if name == "label"]) == 7


def test_nothing_is_taken_over_where_forecasts_make_the_tiers(monkeypatch):
    growing = eight_months(tier_value="expected")
    assert len([name for name, _day in works_done(growing, monkeypatch) if name == "label"]) == 7


def test_other_rules_touch_all_months(monkeypatch):
    growing = eight_months()
    monkeypatch.setattr(building, "_rules_digest", lambda: "other rules")
    build(growing, anew=False)
    assert reused_dates(growing) == []


def test_what_was_cut_off_is_not_taken_over(monkeypatch):
    """The build before was stopped before it had labelled June."""
    growing = eight_months()
    growing.order("c0", date(2024, 3, 15))
    with transaction(growing.shop.connection):
        building.build_newest(growing.shop.connection, growing.settings)
    for work in building.pending(growing.shop.connection)[:3]:
        assert work.name == "label"
        with transaction(growing.shop.connection):
            building.WORK["label"](growing.shop.connection, work.as_of, building.current_build(growing.shop.connection))
    done = works_done(growing, monkeypatch)
    assert [day for name, day in done if name == "label"] == ["2024-06-30", "2024-07-31"]
    assert len([name for name, _day in done if name == "compare"]) == 6  # of March and later


def test_a_month_that_rolls_out_of_history_takes_its_memory_along(monkeypatch):
    """Of thirteen months the oldest goes: the three after it know less of who was lost before."""
    growing = eight_months(history_months=13)
    for month in range(9, 13):
        growing.order("c0", date(2024, month, 28))
    growing.order("c0", date(2025, 1, 31))
    build(growing, anew=False)
    growing.order("c0", date(2025, 2, 28))
    done = works_done(growing, monkeypatch)
    assert [day for name, day in done if name == "label"] == ["2024-02-29", "2024-03-31", "2024-04-30"]
    assert [day for name, day in done if name == "compare"][:3] == ["2024-03-31", "2024-04-30", "2024-05-31"]


def test_what_rolls_out_is_restated_in_sums_but_is_no_news_of_the_newest_month():
    """Wes was lost in January, and is won back from February to April, until January has rolled out of history."""
    growing = eight_months(history_months=13, warming_up_days=0)
    for day in ("2024-01-04", "2024-01-05", "2024-01-06", "2024-02-25", "2024-03-25", "2024-04-25"):
        growing.shop.order("wes", f"{day} 10:00", 20)
    for month in (10, 11, 12):
        growing.order("c0", date(2024, month, 28))
    growing.order("c0", date(2025, 1, 31))
    build(growing, anew=False)
    growing.order("c0", date(2025, 2, 28))
    build(growing, anew=False)
    rows = growing.shop.connection.execute(
        "select distinct strftime(as_of, '%Y-%m-%d') from restated_groups"
        " where label_before = 'won_back' and build_id = 3 order by all"
    ).fetchall()
    assert [row[0] for row in rows] == ["2024-02-29", "2024-03-31", "2024-04-30"]
    assert growing.shop.connection.execute("select count(*) from restated_rows").fetchone() == (0,)
    assert "2025-01-31" in reused_dates(growing)
