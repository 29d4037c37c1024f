"""A trial of other settings gives the labels that a build with them gives, and keeps nothing."""

import pytest

from crm_core import building
from crm_core.settings import Settings
from crm_core.trying import try_settings
from tests.models.test_against_oracle import random_shop
from tests.shop import Shop

LABELS = """
select c.customer_id, cast(r.tier as text) as tier, cast(r.quadrant as text) as quadrant, cast(r.stage as text) as stage
from snapshot_rows as r inner join customers as c on r.customer_key = c.customer_key
where r.as_of = (select max(as_of) from cut_offs)
"""


def labels(connection) -> dict[str, dict[str, str | None]]:
    rows = connection.execute(LABELS).fetchall()
    return {row[0]: dict(zip(("tier", "quadrant", "stage"), row[1:], strict=True)) for row in rows}


def everything(connection) -> list[object]:
    tables = connection.execute("select table_name from duckdb_tables() where not temporary order by 1").fetchall()
    return [(name, connection.execute(f'select count(*), bit_xor(hash(t)) from "{name}" as t').fetchone())
            for (name,) in tables]  # fmt: skip


@pytest.mark.parametrize(
    "new",
    [
        Settings(tier_share_a=0.5),
        Settings(window_months=6),
        Settings(history_months=20, warming_up_days=30, window_months=3),
        Settings(survey_months=3, attitude_high=40),
        Settings(lost_overdue=2, lost_days=20, wavering_overdue=1.0),
        Settings(tier_method="rank", tier_memory=4),
        Settings(estimate_attitude=False, repeat_method="fixed", repeat_fixed=4),
    ],
)
def test_a_trial_says_what_a_build_would_do_and_changes_nothing(new):
    shop, _facts = random_shop(2)
    connection = shop.build(history=False)
    before, kept = labels(connection), everything(connection)
    trial = try_settings(connection.cursor(), new)
    assert everything(connection) == kept
    assert building.current_build(connection) == 1
    after = labels(shop.build(new, history=False))
    expected = {
        (name, field): (before[name][field], after[name][field])
        for name in before
        for field in before[name]
        if before[name][field] != after[name][field]
    }
    keys = dict(connection.execute("select customer_key, customer_id from customers").fetchall())
    found = trial.rows.astype(object).where(trial.rows.notna(), None)
    assert expected
    assert {(keys[r.customer_key], r.field): (r.label_before, r.label_after) for r in found.itertuples()} == expected
    assert trial.customers == len(before)
    assert trial.moving == len({name for name, _field in expected})
    assert trial.groups["customers"].sum() == len(expected)


def test_the_same_settings_move_nobody():
    shop, _facts = random_shop(3)
    trial = try_settings(shop.build(history=False).cursor(), Settings())
    assert trial.moving == 0
    assert len(trial.groups) == len(trial.rows) == 0


def test_a_shop_without_orders_has_nothing_to_try():
    assert try_settings(Shop().build(history=False).cursor(), Settings(window_months=6)) is None
