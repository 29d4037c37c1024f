"""All that a run of a page shows is of one build, also where another is made in the middle of it."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.one_page import finish, frame_around
from tests.shop import Shop

PAGE = """
import streamlit as st
from crm_core.database import transaction
from pages.parts import shops, store

def known(connection):
    return connection.execute("select max(build_id) from builds").fetchone()[0]

def overtaken(connection):
    if "made" not in st.session_state:
        st.session_state["made"] = True
        with shops.cursor("own") as own, transaction(own):
            own.execute("insert into builds select max(build_id) + 1, max(columns(* exclude (build_id))) from builds")
    {then}

st.text(f"{{store.ask(known)}} {{store.ask(overtaken)}}")
"""


@pytest.mark.parametrize("then", ["return known(connection)", "return known(connection) / (known(connection) - 1)"])
def test_a_run_that_is_overtaken_by_a_build_begins_anew(tmp_path, monkeypatch, then):
    shop = Shop(str(tmp_path / "shop.duckdb"))
    shop.order("ann", "2024-01-10", 100)
    finish(shop.build())
    folder = frame_around("trust", tmp_path, monkeypatch)
    (folder / "pages/trust.py").write_text(PAGE.format(then=then), "utf-8")
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=30).run().switch_page("pages/trust.py").run()
    assert not app.exception
    assert not app.error
    assert app.text[-1].value.split()[0] == "2"
    st.cache_data.clear()
