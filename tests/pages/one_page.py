"""The frame around one real page, the others empty: what the tests of a page share."""

import base64
import json
import threading
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

import duckdb
import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.links import link_of
from pages.parts.page_list import HOME

ROOT = Path(__file__).parent.parent.parent
SECRET = "secret"  # of every database of the page tests (see conftest.py)
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
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


def build_once(shop: Callable[..., None]) -> Callable[..., None]:
    """Make a function that fills a folder with a shop do its work once for the same arguments, then copy the file."""
    made: dict[str, bytes] = {}

    def build(folder: Path, *args: Any, **kwargs: Any) -> None:
        arguments = repr((args, kwargs))
        if arguments not in made:
            shop(folder, *args, **kwargs)
            made[arguments] = (folder / "shop.duckdb").read_bytes()
        (folder / "shop.duckdb").write_bytes(made[arguments])

    return build


def link(key: int | str) -> str:
    """The random key by which an address names the customer with this key."""
    return link_of(int(key), SECRET)


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that the shop counts in pounds, and let the file go."""
    connection.execute("insert or replace into meta values ('currency', 'GBP'), ('demo', 'no')")
    connection.close()


def run(folder: Path, page: str, language: str = "en", state: dict[str, Any] | None = None, **query: str) -> AppTest:
    """The page as a visitor of this language sees it; nothing may have failed."""
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=30)
    app.session_state["language"] = language
    app.query_params.update(query)
    if page != HOME:
        app.switch_page(f"pages/{page}.py")  # before any run: a page's file is called as its address
    for key, value in (state or {}).items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    assert not app.error
    return app


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
    """Wait for the work of this job (see pages/parts/jobs.py), if it is under way, and let the page take it up."""
    for thread in threading.enumerate():
        if thread.name == job.replace("job_", "crm "):
            thread.join()
    if job in app.session_state:
        app.run()
    assert job not in app.session_state


def click(*customdata: Any) -> dict[str, Any]:
    """What Streamlit keeps for a chart after a click on points with this customdata."""
    return {"selection": {"points": [{"customdata": data} for data in customdata], "point_indices": []}}
