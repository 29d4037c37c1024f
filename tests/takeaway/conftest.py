"""A shop that can be counted on one's fingers, and what Streamlit's parts ask a server for."""

from shutil import copyfile

import pytest
import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.pages_manager import PagesManager

from pages.parts.serverless import without_server
from tests.shop import Shop


@pytest.fixture
def without_browser(monkeypatch):
    """No server; what stands in for one is put away afterwards, for there can be only one in a process."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    without_server()
    yield
    Runtime._instance = None


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Orders from May 2025 to 10 March 2026: Annabelle is A, <b>Bo</b> is C and lost."""
    path = tmp_path_factory.mktemp("takeaway") / "shop.duckdb"
    made = Shop(str(path))
    made.customer("a", name="Annabelle", region="North", owner="Zoe Quill", email="ann@example.com")
    made.customer("b", name="<b>Bo</b>", region="South")
    for day in ("2025-05-10", "2025-08-10", "2025-11-10", "2026-02-10", "2026-03-10"):
        made.order("a", day, 100)
    made.order("b", "2025-05-01", 20)
    connection = made.build()
    connection.execute("insert or replace into meta values ('currency', 'EUR')")
    connection.close()
    return path


@pytest.fixture
def shop(built, tmp_path, monkeypatch, without_browser):
    """The built shop in a file of its own, which is the one on show."""
    path = tmp_path / "shop.duckdb"
    copyfile(built, path)
    monkeypatch.setenv("CRM_DB", str(path))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield path
    st.cache_resource.clear()
