"""The frame: language, filters, errors as sentences, the demo banner; on pages written for the test."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.queries.scope import Scope, condition
from pages.parts.filters import value_id
from tests.pages.one_page import empty_frame
from tests.shop import ALL_MONTHS, Shop

ROOT = Path(__file__).parent.parent.parent
PAGES = {path.stem: "" for path in (ROOT / "pages").glob("*.py")} | {
    "overview": "from pages.parts.filters import header\nimport streamlit as st\n"
    "st.session_state['seen'] = header('Overview')\n",
    "tiers": "from pages.parts.filters import header\nimport streamlit as st\n"
    "st.session_state['seen'] = header('Tiers')\n",
    "customers": "from crm_core.errors import UserError\nraise UserError('Setting {name}', name='*x*')\n",
    "loyalty": "raise ValueError('a secret')\n",
    "data": "import streamlit as st\nst.title('Data')\n",
}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A folder with app.py and small pages, beside a database that `build` fills."""
    empty_frame(tmp_path)
    (tmp_path / "app.py").write_text((ROOT / "app.py").read_text("utf-8"), "utf-8")
    for name, code in PAGES.items():
        (tmp_path / f"pages/{name}.py").write_text(code, "utf-8")
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    monkeypatch.setenv("CRM_DB", str(tmp_path / "shop.duckdb"))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path
    st.cache_resource.clear()


def build(shop: Path) -> None:
    made = Shop(str(shop / "shop.duckdb"))
    made.customer("n", region="North", kind="business", owner="Amy")
    made.customer("s", region="South", kind="consumer")
    made.customer("u", kind="consumer", owner="Amy")
    made.order("n", "2024-10-15", 100)
    made.order("n", "2025-10-10", 1000)
    made.order("u", "2025-11-01", 250)
    made.order("s", "2025-11-09", 500)
    connection = made.build(months=ALL_MONTHS)
    connection.execute("insert or replace into meta values ('currency', 'GBP'), ('demo', 'yes')")
    connection.close()


def run(shop: Path, page: str = "overview", **query: str) -> AppTest:
    app = AppTest.from_file(str(shop / "app.py"), default_timeout=20)
    app.query_params.update(query)
    if page != "overview":
        app.run()
        app.switch_page(f"pages/{page}.py")
    return app.run()


def test_an_empty_shop_says_what_would_fill_it(shop):
    app = run(shop)
    assert "no orders have been loaded" in app.info[0].value
    assert not app.exception


def test_the_newest_snapshot_is_shown_and_the_demo_is_named(shop):
    build(shop)
    app = run(shop)
    assert app.session_state["seen"] == Scope(date(2025, 11, 9))
    assert app.caption[0].value == "Data through 9 Nov 2025 · window since 10 Nov 2024"
    assert any("invented demo shop" in text.value for text in app.markdown)


def test_a_month_is_chosen_by_address_and_by_hand_and_survives_another_page(shop):
    build(shop)
    app = run(shop, as_of="2024-10")
    assert app.session_state["seen"].as_of == date(2024, 10, 31)
    assert "history too short" in app.caption[0].value
    app.selectbox(key="filter_as_of").select("2025-10").run()
    assert app.session_state["seen"].as_of == date(2025, 10, 31)
    app.switch_page("pages/tiers.py").run()
    assert app.session_state["seen"].as_of == date(2025, 10, 31)
    assert app.query_params["as_of"] == "2025-10"


def test_filters_say_what_they_leave_out_and_can_be_cleared(shop):
    build(shop)
    app = run(shop, region="none")
    assert app.session_state["seen"] == Scope(date(2025, 11, 9), regions=(None,))
    shown = "Shows 1 of 3 customers: region None given. Left out: 2 customers with £1,500 in the window."
    assert any(shown in text.value.replace("\\", "") for text in app.caption)
    app.multiselect(key="filter_owner").select(value_id("owner", "Amy")).run()
    assert app.session_state["seen"].owners == ("Amy",)
    assert app.query_params["owner"] not in ("Amy", "none")
    next(button for button in app.button if button.label == "Clear filters").click().run()
    assert app.session_state["seen"] == Scope(date(2025, 11, 9))
    assert "owner" not in app.query_params


def test_a_value_that_is_not_there_any_more_is_dropped(shop):
    build(shop)
    app = run(shop, region="abcdef01", as_of="1999-01")
    assert app.session_state["seen"] == Scope(date(2025, 11, 9))
    assert "region" not in app.query_params


def test_the_language_changes_every_word_and_keeps_the_filters(shop):
    build(shop)
    app = run(shop, region="none")
    app.selectbox(key="language_switch").select("zh_TW").run()
    assert app.caption[0].value == "資料截至 2025年11月9日 · 統計區間自 2024年11月10日 起"
    assert app.session_state["seen"].regions == (None,)
    app.switch_page("pages/tiers.py").run()
    assert "資料截至" in app.caption[0].value


@pytest.mark.parametrize(("locale", "language"), [("zh-TW", "zh_TW"), ("zh-CN", "zh_CN"), ("de-DE", "en")])
def test_the_first_language_is_the_browsers(shop, locale, language):
    app = AppTest.from_file(str(shop / "app.py"), default_timeout=20)
    app.context = {"locale": locale}
    app.run()
    assert app.selectbox(key="language_switch").value == language


def test_what_a_user_can_mend_is_a_sentence(shop):
    build(shop)
    app = run(shop, "customers")
    assert [error.value for error in app.error] == [r"Setting \*x\*"]


def test_anything_else_goes_to_the_log_and_not_to_the_user(shop, caplog):
    build(shop)
    app = run(shop, "loyalty")
    (told,) = [record for record in caplog.records if record.message == "page_failed"]
    assert [f"(reference {told.fields['reference']})" in error.value for error in app.error] == [True]
    assert told.fields["error"] == "ValueError"
    assert "secret" not in app.error[0].value + caplog.text + str(told.fields)


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope(date(2025, 1, 1)), [1, 2, 3]),
        (Scope(date(2025, 1, 1), regions=("North",)), [1]),
        (Scope(date(2025, 1, 1), regions=(None,)), [3]),
        (Scope(date(2025, 1, 1), regions=("North", None)), [1, 3]),
        (Scope(date(2025, 1, 1), regions=("South", None), owners=("Amy",)), [3]),
    ],
)
def test_condition_keeps_the_chosen(scope, ids):
    where, parameters = condition(scope)
    rows = duckdb.connect().execute(
        f"""
        select id from (values (1, 'North', 'business', 'Amy'), (2, 'South', 'consumer', null), (3, null, null, 'Amy'))
            c(id, region, kind, owner)
        where {where} order by id
        """,
        parameters,
    )
    assert [row[0] for row in rows.fetchall()] == ids
