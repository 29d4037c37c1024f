"""The buttons for files: made in memory where app.py runs alone, streamed by a ticket where the server can."""

import csv
import io
from datetime import datetime

import pyarrow.parquet as pq
import pytest
import streamlit as st

from crm_core.access import Visitor
from hosting import tickets
from tests.pages.customer_shop import build, open_list
from tests.pages.one_page import NASTY, frame_around, texts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield frame_around("customers", tmp_path, monkeypatch)
    tickets.serve(False)
    st.cache_resource.clear()
    st.cache_data.clear()


def opened(folder):
    """The page with the buttons open, as a server with the route shows it."""
    tickets.serve()
    build(folder)
    app = open_list(folder)
    app.session_state["files_customers"] = True
    return app.run()


def links(app):
    return {link.proto.label: link.proto.url for link in app.get("link_button")}


def test_alone_the_app_makes_files_in_memory(folder):
    build(folder)
    app = open_list(folder)
    assert [button.label for button in app.main.get("download_button")] == ["CSV", "XLSX"]
    assert links(app) == {}


def test_a_server_with_the_route_streams_csv_and_parquet(folder):
    app = opened(folder)
    assert list(links(app)) == ["CSV", "Parquet"]
    assert [button.label for button in app.main.get("download_button")] == ["XLSX"]
    files = {}
    for label, path in links(app).items():
        found = tickets.take(path.removeprefix(tickets.PATH), datetime.now())
        files[label] = (found.file_name.rpartition(".")[2], b"".join(found.make()))
    ending, content = files["CSV"]
    names = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    assert (ending, names) == ("csv", ["Customer", "Ann", NASTY, "guest@example.com", "eve"])
    ending, content = files["Parquet"]
    table = pq.read_table(io.BytesIO(content))
    assert (ending, table["customer"].to_pylist()) == ("parquet", ["Ann", NASTY, "guest@example.com", "eve"])
    assert table["tier"].to_pylist()[-1] is None  # a code, where the CSV says it in words


def test_nothing_is_made_before_the_buttons_are_open(folder, monkeypatch):
    issued = []
    monkeypatch.setattr("hosting.tickets.issue", lambda *given: issued.append(given) or "/download/x")
    tickets.serve()
    build(folder)
    app = open_list(folder)
    assert (links(app), issued) == ({}, [])
    app.session_state["files_customers"] = True
    assert (links(app.run()), len(issued)) == ({"CSV": "/download/x", "Parquet": "/download/x"}, 2)


@pytest.mark.parametrize("served", [False, True])
def test_who_may_not_take_files_along_sees_no_button(folder, monkeypatch, served):
    monkeypatch.setattr("pages.parts.file_buttons.visitor", lambda: Visitor("reader"))
    tickets.serve(served)
    build(folder)
    app = open_list(folder)
    assert (links(app), len(app.main.get("download_button"))) == ({}, 0)
    assert "rows with the columns chosen" not in texts(app)
