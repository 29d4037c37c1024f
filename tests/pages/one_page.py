"""The frame around one real page, the others empty: what the tests of a page share."""

import base64
import json
import os
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from typing import Any

import duckdb
import numpy as np
import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.links import link_of
from pages.parts.page_list import HOME

ROOT = Path(__file__).parent.parent.parent
SECRET = "secret"  # of every database of the page tests (see conftest.py)
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
# What the conftest files and frame_around replace in every test of a page.
SAME_EVERYWHERE = {"_mpa_v1", "is_local", "_scope", "fresh_secret", "prepare_demo", "CRM_DB", "CRM_UPLOADS"}
MOST_SEEN = 12
# Runs that nobody has gone on with, by what decided them, and what the test that runs has replaced.
_seen: dict[str, AppTest] = {}
replaced: pytest.MonkeyPatch | None = None
NASTY = "![](http://x.test/a.png) **b** <b>x</b> $1$"


def empty_frame(folder: Path) -> None:
    """The folders that the frame looks for, with what it shows of them; pages import their parts from the project."""
    (folder / "pages").mkdir()
    (folder / "static").mkdir()
    copyfile(ROOT / "static/icon.png", folder / "static/icon.png")


def frame_around(page: str, folder: Path, monkeypatch) -> Path:
    """Fill `folder` with the frame and the page, and point the app at the database shop.duckdb in it."""
    empty_frame(folder)
    (folder / "app.py").write_text((ROOT / "app.py").read_text("utf-8"), "utf-8")
    for name in PAGES:
        real = (ROOT / f"pages/{name}.py").read_text("utf-8") if name == page else ""
        stub = f"import streamlit as st\nst.title('{name}')\nst.text(str(list(st.query_params.items())))\n"
        (folder / f"pages/{name}.py").write_text(real or stub, "utf-8")
    monkeypatch.setattr("crm_core.starting.prepare_demo", lambda connection: None)
    monkeypatch.setenv("CRM_DB", str(folder / "shop.duckdb"))
    st.cache_resource.clear()
    st.cache_data.clear()
    return folder


def build_once(shop: Callable[..., None], file_name: str = "shop.duckdb") -> Callable[..., None]:
    """Make a function that fills a folder with a shop do its work once for the same arguments, then copy the file."""
    made: dict[str, bytes] = {}

    def build(folder: Path, *args: Any, **kwargs: Any) -> None:
        arguments = repr((args, kwargs))
        if arguments not in made:
            shop(folder, *args, **kwargs)
            made[arguments] = (folder / file_name).read_bytes()
        (folder / file_name).write_bytes(made[arguments])

    return build


def link(key: int | str) -> str:
    """The random key by which an address names the customer with this key."""
    return link_of(int(key), SECRET)


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that the shop counts in pounds, and let the file go."""
    connection.execute("insert or replace into meta values ('currency', 'GBP'), ('demo', 'no')")
    connection.close()


def run(folder: Path, page: str, language: str = "en", state: dict[str, Any] | None = None, **query: str) -> AppTest:
    """The page as a visitor of this language sees it; nothing may have failed.

    Tests that look at the same page of the same shop share one run, until one of them goes on with it.
    """
    key = _situation(folder, page, language, state, query)
    if key in _seen:
        return _seen[key]
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=30)
    app.session_state["language"] = language
    app.query_params.update(query)
    if page != HOME:
        app.switch_page(f"pages/{page}.py")  # before any run: a page's file is called as its address
    for name, value in (state or {}).items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    assert not app.error
    if key is not None:
        _share(app, key)
    return app


def _situation(folder: Path, *asked: Any) -> str | None:
    """Names all that decides what a first run shows; None where a test has replaced more than every test does."""
    if replaced is None or {name for _, name, _ in (*replaced._setattr, *replaced._setitem)} - SAME_EVERYWHERE:
        return None
    found = sha256(repr((asked, sorted(os.environ.items() - {("CRM_DB", os.environ.get("CRM_DB"))}))).encode())
    for path in sorted((*folder.glob("*.*"), *folder.glob("pages/*.py"))):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _share(app: AppTest, key: str) -> None:
    """Keep what was shown; whoever goes on with it has it alone."""
    go_on = app._run

    def take_away(*args: Any, **kwargs: Any) -> AppTest:
        _seen.pop(key, None)
        del app._run
        return go_on(*args, **kwargs)

    app._run = take_away
    while len(_seen) >= MOST_SEEN:
        _seen.pop(next(iter(_seen)))
    _seen[key] = app


def answer(app: AppTest) -> str:
    """The page's first sentence, bold marked as <strong>."""
    texts = [element.proto.body for element in app.get("html")]
    return next(text for text in texts if text.startswith("<p")).split(">", 1)[1].removesuffix("</p>")


def texts(app: AppTest) -> str:
    """Every caption and paragraph, without the backslashes that keep Markdown quiet."""
    return "\n".join(element.value for element in (*app.markdown, *app.caption)).replace("\\", "")


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The charts, in the order of the page; Plotly knows all that is said in them."""
    for chart in app.get("plotly_chart"):
        go.Figure(json.loads(chart.proto.spec))
    return [json.loads(chart.proto.spec, object_hook=_unpacked) for chart in app.get("plotly_chart")]


def _unpacked(value: dict[str, Any]) -> Any:
    """Plotly packs arrays of numbers; here they are lists."""
    if set(value) == {"dtype", "bdata"}:
        return np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"]).tolist()
    return value


def click_and_wait(app: AppTest, key: str, job: str = "job_amend") -> AppTest:
    """Click, and wait until the work that it began has ended and been taken up."""
    app.button(key=key).click().run()
    take_up(app, job)
    return app.run()


def take_up(app: AppTest, job: str) -> None:
    """Wait for the work of this job, if it is under way, and let the page take it up."""
    wait_for(job.removeprefix("job_"))
    if job in app.session_state:
        app.run()
    assert job not in app.session_state


def wait_for(work: str) -> None:
    """Wait until this work beside the pages has ended: the slot of a job (pages/parts/jobs.py), or "history"."""
    for thread in threading.enumerate():
        if thread.name == f"crm {work}":
            thread.join(60)
            assert not thread.is_alive()


def click(*customdata: Any) -> dict[str, Any]:
    """What Streamlit keeps for a chart after a click on points with this customdata."""
    return {"selection": {"points": [{"customdata": data} for data in customdata], "point_indices": []}}
