"""Each check of the database, seen to fail once on a database that was broken by hand."""

import pytest

from crm_core import checking
from tests.shop import Shop

BREAK = {
    "sum_test": "update group_rows set revenue = revenue + 1",
    "days_hold_all_revenue": "update days set net_revenue = net_revenue + 1",
    "groups_count_everyone": "update group_rows set customers = customers + 1",
    "tier_means_purchase": "update snapshot_rows set tier = null where tier = 'C'",
    "ties_never_split": "update snapshot_rows set value = 1000 where tier = 'C'",
    "snapshots_know_their_build": "update cut_offs set build_id = 0",
    "build_knows_data_and_settings": "update settings set lost_days = lost_days + 1",
    "newest_is_built": "delete from cut_offs",
    "rows_have_their_snapshot": "delete from cut_offs where as_of < (select max(as_of) from cut_offs)",
    "receipts_reconcile": "update imports set accepted = accepted + 1",
    "kept_rows_have_their_import": "update order_rows set import_id = 7",
    "undone_imports_keep_nothing": "update imports set undone_at = timestamp '2024-03-02'",
    "flow_closes": "update flow_rows set lost = lost + 1",
    "flow_is_continuous": "update flow_rows set opening = opening + 1, closing = closing + 1 where as_of ="
    " (select max(as_of) from flow_rows)",
    "cohorts_hold_all_revenue": "update cohort_cells set revenue = revenue + 1",
    "the_forgotten_stay_forgotten": "insert into meta values ('forgetting_salt', 's'); "
    "insert into forgotten_identities values (sha256('s|customer_id|a'))",
}


@pytest.fixture
def shop():
    shop = Shop()
    shop.order("a", "2024-01-10", 100)
    shop.order("b", "2024-01-10", 1)
    shop.order("a", "2024-02-10", 100)
    shop.order("a", "2024-03-01", 100)
    shop.connection.execute(
        """
        insert into imports by name
        select
            1 as import_id, timestamp '2024-03-01' as imported_at, 'f.csv' as file_name, 'abc' as fingerprint,
            'orders' as table_name, 'orders' as format, '{}' as mapping, '{}' as options, false as is_demo,
            3 as rows_in_file, 3 as accepted, 0 as merged, 0 as refunds, 0 as not_counted, 0 as rejected,
            0 as values_changed, 0 as unidentified_rows, 3 as orders, 2 as customers
        """
    )
    shop.build()
    return shop


def test_a_sound_database_breaks_no_rule(shop):
    assert checking.violations(shop.connection) == []


def test_every_check_has_its_break():
    assert set(BREAK) == set(checking.rules())


@pytest.mark.parametrize("rule", BREAK)
def test_a_broken_database_is_found(shop, rule):
    shop.connection.execute(BREAK[rule])
    assert rule in [violation.rule for violation in checking.violations(shop.connection)]
