"""Who moved between two snapshots and why, in a shop where every kind of move happens once."""

from datetime import date

import pytest

from crm_core.queries import movement, movers
from crm_core.queries.movement import Start
from crm_core.queries.movers import Chosen
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from tests.models.oracle import as_of_dates, snapshot
from tests.models.oracle_moves import moves as plain_moves
from tests.models.test_against_oracle import random_shop
from tests.moving_shop import NASTY, NOW, THEN, moving_shop
from tests.shop import ALL_MONTHS, Shop

SCOPE = Scope(NOW)


@pytest.fixture(scope="module")
def connection():
    return moving_shop().build(months=ALL_MONTHS)


def rows(frame, *columns):
    """The rows as tuples; None for what is missing."""
    found = frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None)
    return list(found.itertuples(index=False, name=None))


def test_each_move_is_counted_with_its_cause(connection):
    found = movement.movement(connection, SCOPE, THEN, "tier")
    numbers = ("label_before", "label_after", "direction", "cause", "customers", "revenue_before", "revenue")
    assert sorted(rows(found.moves, *numbers), key=str) == sorted(
        [
            ("A", None, "worse", "time_passed", 1, 500.0, 0.0),
            ("A", "B", "worse", "cut_off_shifted", 1, 300.0, 300.0),
            ("A", "C", "worse", "time_passed", 1, 300.0, 40.0),
            ("B", "A", "better", "customer_acted", 1, 150.0, 2000.0),
            (None, "C", "better", "customer_acted", 1, 0.0, 10.0),
        ],
        key=str,
    )


def test_who_was_away_in_between_is_told_apart_from_who_never_moved(connection):
    found = movement.movement(connection, SCOPE, THEN, "tier")
    stayed = ("label", "customers", "came_back", "revenue_before", "revenue")
    assert sorted(rows(found.stayed, *stayed), key=str) == [("C", 1, 1, 50.0, 50.0), (None, 1, 0, 0.0, 0.0)]


def test_cells_hold_everybody_once(connection):
    cells = movement.movement(connection, SCOPE, THEN, "stage").cells()
    assert cells["customers"].sum() == 7
    assert set(cells[cells["direction"] == "stayed"]["label_before"]) <= set(cells["label_after"])


def test_the_list_names_each_move_and_when_it_happened_last(connection):
    found = movers.movers(connection, SCOPE, THEN, "tier", Chosen())
    june = date(2024, 6, 30)
    shown = rows(found, "customer", "label_before", "label_after", "cause", "since")
    assert [(*row[:4], row[4].date()) for row in shown] == [
        ("low", "B", "A", "customer_acted", june),
        (NASTY, "A", None, "time_passed", june),
        ("mid", "A", "B", "cut_off_shifted", june),
        ("shrink", "A", "C", "time_passed", june),
        ("fresh", None, "C", "customer_acted", NOW),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (Chosen(direction="better"), ["low", "fresh"]),
        (Chosen(direction="worse", cause="cut_off_shifted"), ["mid"]),
        (Chosen(cell=("A", None)), [NASTY]),
        (Chosen(cell=(None, "C")), ["fresh"]),
        (Chosen(came_back=True), ["tiny"]),
        (Chosen(came_back=True, cell=("A", "A")), []),
        (Chosen(cell=("C", "A")), []),
    ],
)
def test_the_list_of_what_is_chosen(connection, chosen, names):
    assert movers.movers(connection, SCOPE, THEN, "tier", chosen)["customer"].tolist() == names


def test_a_file_holds_all_rows_and_the_page_the_first(connection):
    assert len(movers.movers(connection, SCOPE, THEN, "tier", Chosen(), at_most=2)) == 2
    assert [len(frame) for frame in movers.all_movers(connection, SCOPE, THEN, "tier", Chosen())] == [5]


def test_filters_keep_a_part_of_the_shop(connection):
    north = Scope(NOW, regions=("North",))
    assert movement.movement(connection, north, THEN, "tier").moves["customers"].sum() == 2
    assert movers.movers(connection, north, THEN, "tier", Chosen())["customer"].tolist() == ["low", NASTY]
    assert movement.by_month(connection, north, "tier")["customers"].sum() < 12


def test_every_monthly_move_of_a_customer(connection):
    """tiny was A while alone in the window, and fell to C when the others came."""
    key = connection.execute("select customer_key from customers where customer_id = 'tiny'").fetchone()[0]
    found = movement.of_customer(connection, key, NOW)
    tiers = found[found["field"] == "tier"]
    assert [(r[0].date(), *r[1:]) for r in rows(tiers, "as_of", "label_before", "label_after", "cause")] == [
        (date(2025, 1, 31), None, "C", "customer_acted"),
        (date(2024, 2, 29), "C", None, "time_passed"),
        (date(2023, 6, 30), "A", "C", "cut_off_shifted"),
        (date(2023, 2, 28), None, "A", "customer_acted"),
    ]  # fmt: skip
    assert (
        len(movement.of_customer(connection, key, date(2024, 12, 31)))
        == len(found) - (found["as_of"].dt.date == NOW).sum()
    )


def test_months_are_told_warming_up_by_the_month_before(connection):
    months = movement.by_month(connection, SCOPE, "tier")
    short = set(months[months["warming_up"]]["as_of"].dt.date)
    assert date(2022, 12, 31) in short or date(2022, 1, 31) not in set(months["as_of"].dt.date)
    assert date(2023, 2, 28) not in short
    assert not months[months["as_of"].dt.date == NOW]["warming_up"].any()


def test_the_usual_start_is_a_year_before(connection):
    found = movement.starts(connection, NOW)
    assert found.usual == Start(THEN, date(2024, 1, 1), False)
    assert found.all[0] == Start(date(2024, 12, 31), date(2024, 12, 1), False)


def test_a_newest_month_that_is_not_over_is_compared_with_the_same_date_a_year_before():
    shop = Shop()
    shop.order("ann", "2022-01-10", 100)
    shop.order("ann", "2024-03-12", 100)
    connection = shop.build(months=ALL_MONTHS)
    found = movement.starts(connection, date(2024, 3, 12))
    assert found.usual == Start(date(2023, 3, 12), None, False)
    assert movement.starts(connection, date(2024, 2, 29)).usual == Start(date(2023, 2, 28), date(2023, 2, 1), False)


def test_a_short_history_is_compared_with_the_month_before():
    shop = Shop()
    shop.order("ann", "2024-01-10", 100)
    shop.order("ann", "2024-03-12", 100)
    connection = shop.build()
    assert movement.starts(connection, date(2024, 3, 12)).usual == Start(date(2024, 2, 29), date(2024, 2, 1), True)
    assert movement.starts(connection, date(2024, 1, 31)).usual is None


def test_all_moves_of_a_random_shop_are_those_of_the_plain_calculation():
    shop, facts = random_shop(2)
    connection = shop.build(months=ALL_MONTHS)
    dates = as_of_dates(facts)
    then, now = dates[10], dates[-1]
    expected = plain_moves(facts, then, now, Settings())
    for field in ("tier", "quadrant", "stage"):
        found = movement.movement(connection, Scope(now), then, field)
        wanted: dict[tuple[object, ...], int] = {}
        for (_name, which), move in expected.items():
            if which == field:
                wanted[move] = wanted.get(move, 0) + 1
        got = rows(found.moves, "label_before", "label_after", "direction", "cause", "customers")
        assert {row[:4]: row[4] for row in got} == wanted
        assert away(facts, dates, then, now, field) == int(found.stayed["came_back"].sum())


def away(facts, dates, then, now, field) -> int:
    """Customers with the same label at both dates and another at a month between them."""

    def label(name, as_of):
        return SNAPSHOTS[as_of].get(name, {"tier": None, "quadrant": None, "stage": "prospect"})[field]

    for as_of in dates:
        if then <= as_of <= now:
            SNAPSHOTS[as_of] = snapshot(facts, as_of, Settings())
    between = [as_of for as_of in dates if then < as_of < now]
    same = [name for name in SNAPSHOTS[now] if label(name, then) == label(name, now)]
    return sum(any(label(name, d) != label(name, now) for d in between) for name in same)


SNAPSHOTS: dict[date, dict[str, dict[str, object]]] = {}


def test_the_last_step_back_is_the_one_that_is_dated(connection):
    """tiny left its tier in February 2024 and came back in January 2025."""
    found = movers.movers(connection, SCOPE, THEN, "tier", Chosen(came_back=True))
    shown = rows(found, "customer", "label_before", "label_after", "cause", "since")
    assert [(*row[:4], row[4].date()) for row in shown] == [("tiny", "C", "C", "customer_acted", NOW)]


def test_a_move_before_a_start_in_mid_month_is_no_coming_back():
    """cy first bought on 5 March 2023, a week before the start, and keeps its tier: never away."""
    shop = Shop()
    shop.order("ann", "2021-12-10", 100)
    for day in ("2023-03-05", "2024-03-01", "2024-03-12"):
        shop.order("cy", day, 100)
    found = movement.movement(shop.build(), Scope(date(2024, 3, 12)), date(2023, 3, 12), "tier")
    assert sorted(rows(found.stayed, "label", "customers", "came_back"), key=str) == [("A", 1, 0), (None, 1, 0)]
