"""Alerts on rows that can be counted: each on its line and beside it, and never by chance."""

from datetime import date, timedelta

import pandas as pd
import pytest

from crm_core.queries import alerts as questions
from crm_core.queries.alert_customers import of_alert
from crm_core.queries.alert_groups import Sums, drying
from crm_core.queries.alerts import AT_MOST, FIRST_PURCHASES, Alert, alerts, look
from crm_core.queries.scope import Scope
from crm_core.settings import Settings
from tests.queries.silent_shop import silent_shop
from tests.shop import Shop

AS_OF, SINCE = date(2024, 6, 30), date(2024, 5, 31)
RULES = Settings(warming_up_days=0, tier_method="amount", tier_amount_a=100, tier_amount_b=1, lost_days=80)


@pytest.fixture(scope="module")
def keys():
    """Beside the silent ones soon and later, silent for 77 and 76 days on 30 June; all for 30 days less on 31 May."""
    shop = silent_shop()
    shop.order("soon", "2024-04-14", 310)
    shop.order("later", "2024-04-15", 320)
    shop.order("left", "2024-05-20", 120)
    shop.order("left", "2024-06-10", -30)
    shop.order("back", "2024-01-10", 100)
    shop.order("back", "2024-06-15", 150)
    shop.order("risen", "2024-05-21", 60)
    shop.order("risen", "2024-06-20", 70)
    for name in ("gone", "waver"):
        shop.customer(name, region="North", name=name.upper())
    return shop.build(RULES)


def test_each_key_customer_has_one_alert(keys):
    found = {alert.code: (alert.customers, alert.money) for alert in alerts(keys, Scope(AS_OF), SINCE)}
    assert found == {
        "key_lost": (1, 400), "key_lost_soon": (1, 310), "key_wavering": (1, 300), "left_a": (1, 30),
        "won_back": (1, 250), "new_key": (1, 70),
    }  # fmt: skip


def test_what_needs_somebody_comes_first_then_the_most_money(keys):
    assert [alert.code for alert in alerts(keys, Scope(AS_OF), SINCE)] == [
        "key_lost", "key_lost_soon", "key_wavering", "left_a", "won_back", "new_key",
    ]  # fmt: skip


def test_wavering_ones_are_counted_at_both_dates(keys):
    """Now waver, soon and later; on 31 May gone (67), soon (47) and later (46)."""
    alert = next(alert for alert in alerts(keys, Scope(AS_OF), SINCE) if alert.code == "key_wavering")
    assert (alert.now, alert.before) == (3, 3)


def test_the_cause_of_a_fall_is_told(keys):
    alert = next(alert for alert in alerts(keys, Scope(AS_OF), SINCE) if alert.code == "left_a")
    assert alert.causes == {"customer_acted": 1}


@pytest.mark.parametrize(
    ("code", "names", "before", "now"),
    [
        ("key_lost", ["GONE"], [400], [400]), ("key_wavering", ["WAVER"], [300], [300]),
        ("key_lost_soon", ["soon"], [310], [310]), ("left_a", ["left"], [120], [90]),
        ("won_back", ["back"], [100], [250]), ("new_key", ["risen"], [60], [130]),
    ],
)  # fmt: skip
def test_the_customers_behind(keys, code, names, before, now):
    alert = next(alert for alert in alerts(keys, Scope(AS_OF), SINCE) if alert.code == code)
    found = of_alert(keys, Scope(AS_OF), SINCE, alert)
    assert found[["customer", "revenue_before", "revenue"]].values.tolist() == [
        [name, *sums] for name, *sums in zip(names, before, now, strict=True)
    ]
    assert found["found"].tolist() == [len(names)]


def test_filters(keys):
    scope = Scope(AS_OF, regions=("North",))
    assert [alert.code for alert in alerts(keys, scope, SINCE)] == ["key_lost", "key_wavering"]
    assert alerts(keys, Scope(AS_OF, regions=("South",)), SINCE) == ()


def test_since_longer_ago_the_moves_of_all_months_count(keys):
    """On 30 April gone was silent for 36 days, soon for 16, waver not yet a customer; back was lost already."""
    found = {alert.code: alert.customers for alert in alerts(keys, Scope(AS_OF), date(2024, 4, 30))}
    # later wavers since; waver, left and risen have come since and are no fall; risen is A.
    assert found == {"key_lost": 1, "key_lost_soon": 1, "key_wavering": 2, "won_back": 1, "new_key": 1}


def test_a_customer_alone_and_nobody():
    shop = Shop()
    shop.order("ann", "2024-02-10", 100)  # 141 days: more than 1.5 times 90, the rhythm of a shop without one
    shop.order(None, "2024-06-30", 1)
    assert [alert.code for alert in alerts(shop.build(RULES), Scope(AS_OF), SINCE)] == ["key_wavering"]
    shop = Shop()
    for day in ("2024-05-10", "2024-06-30"):
        shop.order(None, day, 1)
    assert alerts(shop.build(RULES), Scope(AS_OF), SINCE) == ()


def test_at_most_seven(monkeypatch, keys):
    many = [Alert("region", 1, 2, money, 1, str(money)) for money in range(9)]
    monkeypatch.setattr(questions, "QUESTIONS", (lambda connection, looked: many,))
    assert [alert.money for alert in alerts(keys, Scope(AS_OF), SINCE)] == [8, 7, 6, 5, 4, 3, 2]
    assert AT_MOST == 7


def equal_ones(customers: int, extra: float) -> Shop:
    """So many bring 100 each in May; one brings `extra` more in June."""
    shop = Shop()
    for number in range(customers):
        shop.order(f"c{number}", "2024-05-20", 100)
    shop.order("c0", "2024-06-20", extra)
    shop.order(None, "2024-06-30", 1)
    return shop


@pytest.mark.parametrize(("customers", "extra", "expected"), [(30, 100, True), (30, 90, False), (29, 500, False)])
def test_concentration(customers, extra, expected):
    """10 of 30: 1,000 of 3,000. With 100 more 1,100 of 3,100, 2.2 points more; with 90 more 1.9."""
    connection = equal_ones(customers, extra).build(RULES)
    found = [alert for alert in alerts(connection, Scope(AS_OF), SINCE) if alert.code == "concentration"]
    assert bool(found) is expected
    if found:
        assert (found[0].now, found[0].before) == pytest.approx((1100 / 3100, 1000 / 3000))
        assert found[0].money == pytest.approx(1100 - 3100 / 3)
        assert of_alert(connection, Scope(AS_OF), SINCE, found[0])["revenue"].tolist() == [200] + [100] * 9


def test_first_purchases_by_the_days_before():
    shop = Shop()
    shop.order("old", "2020-01-01", 1)
    for days in (0, 90, 91, 363, 364, 454, 455):
        name = f"d{days}"
        shop.order(name, str(AS_OF - timedelta(days)), 10)
        shop.customer(name, source="ads" if days != 90 else None)
    connection = shop.build(RULES)
    sql = FIRST_PURCHASES
    rows = connection.execute(sql, look(connection, Scope(AS_OF), SINCE).fill(sql)).df()
    rows["source"] = rows["source"].fillna("none")
    now = rows[rows["is_now"]].set_index("source")
    assert now.loc["ads", ["recent", "earlier", "year_before"]].tolist() == [1, 2, 2]
    assert now.loc["none", ["recent", "earlier", "year_before"]].tolist() == [1, 0, 0]
    assert now["can_tell"].all()
    # On 31 May, 30 days before: d90 is 60 days old, d91 61, d363 333, d364 334; d0 has not come; d455 is 425.
    then = rows[~rows["is_now"]].set_index("source")
    assert then.loc["ads", ["recent", "earlier", "year_before"]].tolist() == [1, 2, 2]


@pytest.mark.parametrize(("back", "can_tell"), [(453, True), (452, False)])
def test_first_purchases_of_a_young_shop_may_be_new_to_the_data_only(back, can_tell):
    """The 363 days must begin 90 after the data do: by then whoever has not come yet would be lost."""
    shop = Shop()
    shop.order("old", str(AS_OF - timedelta(back)), 1)
    shop.order("new", str(AS_OF), 1)
    connection = shop.build(RULES, history=False)
    connection.execute("update cut_offs set rhythm_days = 30")
    rows = connection.execute(FIRST_PURCHASES, look(connection, Scope(AS_OF), SINCE).fill(FIRST_PURCHASES)).df()
    assert rows.loc[rows["is_now"], "can_tell"].tolist() == [can_tell]


def rows_of(*sources: tuple[str | None, int, int, int]) -> pd.DataFrame:
    names = ["source", "recent", "earlier", "year_before"]
    return pd.DataFrame(sources, columns=names).assign(can_tell=True, can_tell_year=True, revenue_each=10.0)


@pytest.mark.parametrize(
    ("ads", "expected"),
    [
        (2, [("source", 2, 40, 380)]),
        (24, []),  # below 70 % of 40, but 24 of 64 against 60 of 120 may be chance
        (28, []),
    ],
)
def test_a_source_runs_dry_beyond_chance(ads, expected):
    """Web brought 60 and now 40; so of Ads, which brought 60 too, 40 were to be expected."""
    found = questions._dry(rows_of(("ads", ads, 60, 0), ("web", 40, 60, 0)))
    assert [(alert.code, alert.now, alert.before, alert.money) for alert in found] == expected


def test_a_season_is_no_dry_source():
    assert questions._dry(rows_of(("ads", 4, 60, 0), ("web", 4, 60, 0))) == []


def test_who_gave_no_source_is_no_source():
    assert questions._dry(rows_of((None, 2, 60, 0), ("web", 40, 60, 0))) == []


@pytest.mark.parametrize(("recent", "is_told"), [(60, True), (65, False), (80, False)])
def test_fewer_first_purchases_than_the_year_before(recent, is_told):
    """60 and 100 are 3.2 standard errors apart, 65 and 100 only 2.7."""
    found = questions._dry(rows_of(("web", recent, 0, 100)))
    assert [(alert.code, alert.money) for alert in found] == (
        [("new_customers", (100 - recent) * 10)] if is_told else []
    )


def test_only_what_was_not_so_then_is_told(monkeypatch, keys):
    both = pd.concat([rows_of(("ads", 2, 60, 0), ("web", 40, 60, 0)).assign(is_now=now) for now in (True, False)])

    class Asked:
        def execute(self, sql: str, parameters: dict[str, object]) -> "Asked":
            return self

        def df(self) -> pd.DataFrame:
            return both

    looked = look(keys, Scope(AS_OF), SINCE)
    assert questions.sources(Asked(), looked) == []
    both.loc[~both["is_now"], "recent"] = 40
    assert [alert.group for alert in questions.sources(Asked(), looked)] == ["ads"]


@pytest.mark.parametrize(("north", "is_told"), [(10, True), (9, False), (1, False)])
def test_a_region_dries_out_if_many_of_its_customers_bring_less(north, is_told):
    """In June 2023 each in the North brought 100, which left the window, and since then 70; the South brings 100.

    Ten of them miss 1,000; the error is the root of 10 times 100 squared, 316, and three times that are 949. Nine miss
    900, and three errors are 900.
    """
    shop = Shop()
    for number in range(north):
        shop.order(f"n{number}", "2023-06-15", 100)
        shop.order(f"n{number}", "2024-01-15", 70)
        shop.customer(f"n{number}", region="North", owner="Amy")
    for number in range(5):
        shop.order(f"s{number}", "2024-01-15", 100)
        shop.customer(f"s{number}", region="South", owner="Bob")
    shop.order(None, "2024-06-30", 1)
    connection = shop.build(RULES)
    found = [alert for alert in alerts(connection, Scope(AS_OF), SINCE) if alert.group]
    assert [(alert.group, alert.customers, alert.before, alert.now, alert.money, alert.others) for alert in found] == (
        [("North", 10, 1700, 700, 1000, 0)] if is_told else []
    )
    if found:
        assert len(of_alert(connection, Scope(AS_OF), SINCE, found[0])) == 10


def test_groups_that_miss_little_are_not_asked_about():
    asked = []
    sums = [Sums(("North", None, None), False, 100), Sums(("North", None, None), True, 96),
            Sums(("South", None, None), False, 100), Sums(("South", None, None), True, 100)]  # fmt: skip
    assert drying(sums, asked.append) == []
    assert asked == []


@pytest.mark.parametrize(("extra", "is_told"), [(5, True), (1, False)])
def test_more_revenue_without_a_customer(extra, is_told):
    """10 of 110 were without, then 15 of 115: 13.0 % after 9.1 %; or 11 of 111: 9.9 %."""
    shop = Shop()
    shop.order("ann", "2024-05-10", 50)
    shop.order("ann", "2024-05-31", 50)
    shop.order(None, "2024-05-20", 10)
    shop.order(None, "2024-06-30", extra)
    connection = shop.build(RULES, history=False)
    found = [alert for alert in alerts(connection, Scope(AS_OF), SINCE) if alert.code == "nameless"]
    assert [round(alert.money, 3) for alert in found] == ([round(15 - 115 / 11, 3)] if is_told else [])
    if found:
        assert of_alert(connection, Scope(AS_OF), SINCE, found[0]).empty
    assert not [alert for alert in alerts(connection, Scope(AS_OF, regions=(None,)), SINCE) if alert.code == "nameless"]


@pytest.mark.parametrize(("sent_back", "is_told"), [(12, True), (4, False)])
def test_refunds(sent_back, is_told):
    """40 bought in June 2023 and in June 2024, when some sent back: 30 % against nobody is no chance, 10 % may be."""
    shop = Shop()
    shop.order("old", "2022-01-01", 1)
    for number in range(40):
        shop.order(f"c{number}", "2023-06-10", 10)
        shop.order(f"c{number}", "2024-06-10", 10)
        if number < sent_back:
            shop.order(f"c{number}", "2024-06-20", -1)
    shop.order(None, "2024-06-30", 1)
    connection = shop.build(RULES, history=False)
    found = [alert for alert in alerts(connection, Scope(AS_OF), SINCE) if alert.code == "refunds"]
    assert [(alert.now, alert.before, alert.customers) for alert in found] == ([(0.3, 0, 12)] if is_told else [])
    if found:
        assert len(of_alert(connection, Scope(AS_OF), SINCE, found[0])) == 12
