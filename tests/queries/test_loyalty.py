"""Six customers, one in each field, and what the Loyalty page asks about them."""

from datetime import date

import pytest

from crm_core.queries import loyalty
from crm_core.queries.scope import NoData, Scope
from crm_core.settings import Settings
from tests.shop import Shop

AS_OF = date(2024, 4, 30)
SCOPE = Scope(AS_OF)


def six_fields():
    """ann loyal, bob latent (both measured), cy spurious, dee no loyalty (measured), eve and fay unknown."""
    shop = Shop()
    for name, days in (("ann", 2), ("bob", 1), ("cy", 2), ("dee", 1), ("eve", 2), ("fay", 1)):
        for day in range(days):
            shop.order(name, f"2024-04-{29 + day}", 100 * days)
    for name, score in (("ann", 9), ("bob", 7), ("cy", 6.9), ("dee", 0)):
        shop.answer(name, "2024-04-01", score)
    shop.customer("ann", name="Ann Example", region="North")
    shop.customer("gus")
    return shop


@pytest.fixture
def shop():
    return six_fields()


ONLY_SURVEYS = Settings(estimate_attitude=False)


def rows(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_every_field_has_its_customer(shop):
    frame = loyalty.fields(shop.build(ONLY_SURVEYS, history=False), SCOPE, None)
    assert rows(frame, "quadrant", "customers", "revenue", "measured") == [
        ("loyal", 1, 400.0, 1),
        ("latent", 1, 100.0, 1),
        ("spurious", 1, 400.0, 1),
        ("no_loyalty", 1, 100.0, 1),
        ("unmeasured_repeat", 1, 400.0, 0),
        ("unmeasured_occasional", 1, 100.0, 0),
    ]
    assert frame["customer_share"].tolist() == pytest.approx([1 / 6] * 6)
    assert frame["revenue_share"].tolist() == pytest.approx([4 / 15, 1 / 15] * 3)
    assert frame["customers_before"].isna().all()


def test_fields_against_the_year_before(shop):
    shop.order("ann", "2023-04-30", 10)
    connection = shop.build(ONLY_SURVEYS)
    frame = loyalty.fields(connection, SCOPE, date(2023, 4, 30))
    assert frame["customers_before"].tolist() == [0, 0, 0, 0, 0, 1]
    assert loyalty.summary(connection, SCOPE, date(2023, 4, 30)).liking_share_before is None


def test_summary_leaves_the_unknown_out_of_the_share(shop):
    assert loyalty.summary(shop.build(ONLY_SURVEYS, history=False), SCOPE, None) == loyalty.Summary(
        loyal=1, spurious=1, unknown=1, customers=6, liking_share=0.5, liking_share_before=None
    )


def test_summary_when_nobody_who_comes_back_dislikes_us(shop):
    shop.answer("cy", "2024-04-02", 8)
    assert loyalty.summary(shop.build(ONLY_SURVEYS, history=False), SCOPE, None).liking_share == 1.0


def test_summary_when_nobody_who_comes_back_likes_us(shop):
    shop.answer("ann", "2024-04-02", 2)
    summary = loyalty.summary(shop.build(ONLY_SURVEYS, history=False), SCOPE, None)
    assert (summary.loyal, summary.spurious, summary.liking_share) == (0, 2, 0.0)


def test_summary_of_nobody(shop):
    summary = loyalty.summary(shop.build(history=False), Scope(AS_OF, owners=("nobody",)), None)
    assert summary == loyalty.Summary(0, 0, 0, 0, None, None)


def test_members_of_a_field_by_revenue(shop):
    shop.order("hal", "2024-04-30", 900)
    shop.answer("hal", "2024-04-01", 10)
    frame = loyalty.members(shop.build(ONLY_SURVEYS, history=False), SCOPE, "latent")
    assert rows(frame, "name", "tier", "revenue", "purchase_days", "attitude", "source", "recency_days") == [
        ("hal", "A", 900.0, 1, 100.0, "measured", 0),
        ("bob", "B", 100.0, 1, 70.0, "measured", 1),
    ]
    assert len(loyalty.members(shop.connection, SCOPE, "latent", at_most=1)) == 1
    assert loyalty.members(shop.connection, Scope(AS_OF, regions=("South",)), "latent").empty


def test_rules_say_what_decides(shop):
    connection = shop.build(ONLY_SURVEYS, history=False)
    assert loyalty.rules(connection, AS_OF) == loyalty.Rules(2, 1.5, 70.0, 50.0, False, True)
    with pytest.raises(NoData, match="nothing to show"):
        loyalty.rules(connection, date(1999, 1, 1))
