"""What the Settings page asks: with what the present snapshots were built."""

from datetime import date

import pytest

from crm_core import settings as settings_module
from crm_core.queries.scope import NoData
from crm_core.queries.settings import built_with, differing
from crm_core.settings import Settings
from tests.shop import ALL_MONTHS, Shop


def test_nothing_built_says_so():
    with pytest.raises(NoData):
        built_with(Shop().connection)


def test_the_newest_build_knows_its_settings_and_data():
    shop = Shop()
    shop.order("ann", "2024-01-15", 100)
    shop.build()
    chosen = Settings(tier_share_a=0.7, estimate_attitude=False)
    found = built_with(shop.build(chosen, months=ALL_MONTHS))
    assert (found.build_id, found.settings, found.as_of, found.has_all_data) == (2, chosen, date(2024, 1, 15), True)


def test_settings_saved_without_a_build_are_not_those_of_the_snapshots():
    shop = Shop()
    shop.order("ann", "2024-01-15", 100)
    settings_module.save(shop.build(months=ALL_MONTHS), Settings(lost_days=50))
    assert built_with(shop.connection).settings == Settings()


def test_differing_names_the_settings_in_their_order():
    assert differing(Settings(), Settings()) == ()
    assert differing(Settings(lost_days=50, tier_share_a=0.7), Settings()) == ("tier_share_a", "lost_days")
