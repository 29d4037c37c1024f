"""The Settings page as a visitor sees it: what differs, what may be changed, one rebuild a click."""

from datetime import date

import pytest
import streamlit as st

from crm_core import setting_history
from crm_core import settings as settings_module
from crm_core.database import open_database
from crm_core.queries import lost_returns
from crm_core.settings import Settings
from crm_core.settings_words import SETTINGS
from tests.pages.one_page import answer, finish, frame_around, run, take_up, texts, wait_for
from tests.shop import ALL_MONTHS, Shop


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("settings", tmp_path, monkeypatch)
    st.cache_resource.clear()


def build(folder, settings=None):
    shop = Shop(str(folder / "shop.duckdb"))
    for number, amount in enumerate((520, 280, 150, 50)):
        shop.order(f"c{number}", "2024-01-31", amount)
    finish(shop.build(settings, months=ALL_MONTHS))


def field(name):
    return f"setting_own_{name}"


def wait(app):
    """Until the rebuild has ended and the page has taken it up."""
    take_up(app, "job_rebuild")
    wait_for("history")
    return app.run()


def test_an_empty_shop_sends_to_the_data_page(folder):
    app = run(folder, "settings")
    assert "no orders have been loaded" in app.info[0].value


def test_every_setting_has_its_field_with_name_meaning_default_and_limits(folder):
    build(folder)
    app = run(folder, "settings")
    assert answer(app) == f"All <strong>{len(SETTINGS)}</strong> settings are at their defaults."
    keys = [widget.key for widget in (*app.number_input, *app.toggle, *app.button_group, *app.selectbox)]
    assert {field(name) for name in SETTINGS} <= set(keys)
    assert "Default: 80%; from 1% to 99%" in texts(app)
    assert app.number_input(key=field("tier_share_a")).value == 80
    assert app.number_input(key=field("tier_share_a")).label == "A: first share of value (%)"


def test_a_save_without_a_change_does_nothing(folder):
    build(folder)
    app = run(folder, "settings")
    app.button(key="save_top").click().run()
    assert "nothing to save" in app.toast[0].value
    assert "job_rebuild" not in app.session_state


def test_what_differs_is_counted_and_marked(folder):
    build(folder, Settings(tier_share_a=0.7, lost_days=60))
    app = run(folder, "settings")
    assert answer(app).startswith(
        f"<strong>2</strong> of {len(SETTINGS)} settings differ from the defaults. A: first share"
    )
    assert ":orange-badge[:material/edit: Default: 80%; from 1% to 99%]" in texts(app)
    assert texts(app).count(":orange-badge") == 2


def test_only_the_thresholds_of_the_chosen_method_can_be_changed(folder):
    build(folder)
    app = run(folder, "settings")
    assert not app.number_input(key=field("tier_share_a")).disabled
    assert app.number_input(key=field("tier_rank_a")).disabled
    app.button_group(key=field("tier_method")).set_value("rank").run()
    assert app.number_input(key=field("tier_share_a")).disabled
    assert not app.number_input(key=field("tier_rank_a")).disabled
    app.toggle(key=field("estimate_attitude")).set_value(False).run()
    assert app.number_input(key=field("estimate_high")).disabled


def test_a_change_is_shown_saved_and_rebuilt_once(folder):
    build(folder)
    app = run(folder, "settings")
    app.number_input(key=field("tier_share_a")).set_value(50.0).run()
    assert "A: first share of value: 80% → 50%" in app.info[0].value.replace("\\", "")
    app.button(key="save_top").click().run()
    wait(app)
    assert "Saved" in app.success[0].value
    assert answer(app).startswith(
        f"<strong>One</strong> of {len(SETTINGS)} settings differs from its default: A: first share"
    )
    st.cache_resource.clear()
    with open_database(folder / "shop.duckdb") as connection:
        assert settings_module.load(connection) == Settings(tier_share_a=0.5)
        assert connection.execute("select max(build_id) from builds").fetchone() == (2,)
        tiers = connection.execute("select tier from snapshot_rows order by value desc").fetchall()
    assert [tier for (tier,) in tiers] == ["A", "B", "B", "C"]


def test_a_contradiction_is_said_with_the_names_of_the_page_and_cannot_be_saved(folder):
    build(folder)
    app = run(folder, "settings", language="zh_CN")
    app.number_input(key=field("tier_share_a")).set_value(96.0).run()
    assert "A 类：价值占比上限" in app.error[0].value
    assert "96%" in app.error[0].value.replace("\\", "")
    assert app.button(key="save_top").disabled
    app.button(key="discard_top").click().run()
    assert not app.error
    assert app.number_input(key=field("tier_share_a")).value == 80


def test_back_to_defaults_fills_the_fields_and_waits_for_the_save(folder):
    build(folder, Settings(lost_days=60))
    app = run(folder, "settings")
    app.button(key="defaults_top").click().run()
    assert app.number_input(key=field("lost_days")).value == 90
    assert answer(app).startswith(f"<strong>One</strong> of {len(SETTINGS)}")
    assert "1 change is not saved yet" in app.info[0].value


def test_a_rebuild_that_fails_leaves_everything_as_it_was(folder, monkeypatch):
    build(folder)
    app = run(folder, "settings")
    monkeypatch.setattr("crm_core.building.violations", lambda *_: ["a broken rule"])
    app.number_input(key=field("lost_days")).set_value(60).run()
    app.button(key="save_top").click().run()
    take_up(app, "job_rebuild")
    assert "everything is as it was before" in app.error[0].value
    assert answer(app) == f"All <strong>{len(SETTINGS)}</strong> settings are at their defaults."


def test_a_trial_says_who_would_move_before_anything_is_saved(folder):
    build(folder)
    app = run(folder, "settings")
    app.number_input(key=field("tier_share_a")).set_value(50).run()
    app.button(key="try_settings").click().run()
    shown = texts(app)
    assert "1 of 4 customers would get another label. 1 customer with £280 would leave A." in shown
    assert not app.error
    with open_database(folder / "shop.duckdb") as connection:
        assert settings_module.load(connection) == Settings()
    app.number_input(key=field("tier_share_a")).set_value(52).run()
    assert "would leave A" not in texts(app)


def test_a_proposal_in_the_address_is_tried_at_once_and_nonsense_is_not(folder):
    build(folder)
    app = run(folder, "settings", **{"try": "tier_share_a:0.5"})
    assert app.number_input(key=field("tier_share_a")).value == 50
    assert "1 customer with £280 would leave A." in texts(app)
    app = run(folder, "settings", **{"try": "tier_share_a:many"})
    assert app.number_input(key=field("tier_share_a")).value == 80
    assert not app.error


def test_a_change_is_remembered_with_its_restatement_and_can_be_taken_back(folder):
    build(folder)
    app = run(folder, "settings")
    app.number_input(key=field("tier_share_a")).set_value(50).run()
    app.button(key="save_top").click().run()
    app = wait(app)
    shown = texts(app)
    assert "1 because a rule was edited" in shown
    with open_database(folder / "shop.duckdb") as connection:
        changes = setting_history.changes(connection)
        assert changes[["name", "value_before", "value_after", "changed_by"]].to_dict("records") == [
            {"name": "tier_share_a", "value_before": 0.8, "value_after": 0.5, "changed_by": "test@example.com"}
        ]
        assert setting_history.settings_before(connection, 2) == Settings()


def test_the_cut_off_that_fits_the_past_is_proposed_and_tried_by_a_click(folder, monkeypatch):
    found = lost_returns.Lost(date(2024, 1, 31), date(2024, 7, 31), 100, 50, 0.2, 0.4, 6.0)
    monkeypatch.setattr(lost_returns, "lost", lambda _connection: found)
    build(folder)
    app = run(folder, "settings")
    assert "lost beyond 6 usual gaps, not 3." in texts(app)
    app.button(key="try_proposal").click().run()
    assert app.number_input(key=field("lost_overdue")).value == 6
    assert "Nobody would get another label." in texts(app)


def test_without_a_better_cut_off_nothing_is_proposed(folder):
    build(folder)
    assert "usual gaps, not" not in texts(run(folder, "settings"))
