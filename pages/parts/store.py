"""The one connection of this process, and cached answers from it."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import duckdb
import streamlit as st

from crm_core import settings as stored_settings
from crm_core import starting
from crm_core.building import current_build, fill_history, pending
from crm_core.database import open_database
from crm_core.queries import scope as scopes
from crm_core.settings import Settings
from pages.parts.words import t

Which = Literal["own", "demo"]
OWN_DATABASE = Path(__file__).parents[2] / "data" / "crm.duckdb"
P = ParamSpec("P")
R = TypeVar("R")
_starting = threading.Lock()


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.close()


@st.cache_resource(on_release=_close, show_spinner=False)
def _root(path: str, which: Which) -> duckdb.DuckDBPyConnection:
    """Open a database once a process and make it ready; two first visitors do not both load the demo shop."""
    with _starting:
        connection = open_database(path)
        try:
            if which == "demo":
                starting.prepare_demo(connection)
            else:
                starting.bring_up_to_date(connection)
                fill_history_in_background(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def root(which: Which | None = None) -> duckdb.DuckDBPyConnection:
    """The read-write connection of this process to a shop, by default the one on show; to ask, use `ask` or `cursor`.

    The demo shop has a file of its own beside the own shop's: neither can ever harm the other.
    """
    which = which or shop()
    own = Path(os.environ.get("CRM_DB", OWN_DATABASE))
    path = own if which == "own" else own.with_name(f"{own.stem}-demo.duckdb")
    with st.spinner(t("Opening the shop …"), show_time=False):
        return _root(str(path), which)


def shop() -> Which:
    """Which shop is on show: the visitor's choice, else the own shop once it has data, else the demo."""
    chosen: Which | None = st.session_state.get("shop")
    return chosen or ("own" if has_own_data() else "demo")


def show_shop(which: Which) -> None:
    """Put a shop on show for this visitor."""
    st.session_state["shop"] = which


def has_own_data() -> bool:
    """Whether the own shop was ever built from files."""
    with cursor("own") as own:
        return current_build(own) > 0


def fill_history_in_background(connection: duckdb.DuckDBPyConnection) -> None:
    """Label the months still pending without anybody waiting; if the process ends, the next start goes on."""
    own = connection.cursor()
    if not pending(own):
        own.close()
        return

    def work() -> None:
        # A process that ends, or a test, closes the connection under the work; the next start goes on with it.
        with suppress(duckdb.ConnectionException):
            try:
                fill_history(own)
            finally:
                own.close()

    threading.Thread(target=work, daemon=True, name="history").start()


@contextmanager
def cursor(which: Which | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of its own for each use: one connection shared by threads gives wrong rows."""
    own = root(which).cursor()
    try:
        yield own
    finally:
        own.close()


def build_id() -> str:
    """Names the built tables and how many months they hold by now; cached answers belong to it."""
    with cursor() as own:
        return f"{shop()} {current_build(own)} {len(pending(own))}"


def begin_run() -> None:
    """Look once for the whole run which build is on show; to look at each question costs a page a tenth of its time."""
    st.session_state["build_on_show"] = build_id()


@st.cache_data(max_entries=400, show_spinner=False)
def _answer(name: str, build: str, args: tuple[Any, ...], kwargs: dict[str, Any], _function: Callable[..., R]) -> R:
    with cursor() as own:
        return _function(own, *args, **kwargs)


def ask(function: Callable[Concatenate[duckdb.DuckDBPyConnection, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(connection, *args)` on a cursor of its own; the answer is kept until the next build."""
    name = f"{function.__module__}.{function.__qualname__}"
    return _answer(name, st.session_state.get("build_on_show") or build_id(), args, kwargs, function)


def facts() -> dict[str, str]:
    """The table meta as it is now, not cached: currency, build_id, demo, data_through …"""
    with cursor() as own:
        return scopes.facts(own)


def settings() -> Settings:
    """The settings as saved now, not cached."""
    with cursor() as own:
        return stored_settings.load(own)


def who() -> str:
    """The address of the visitor who has signed in; "" where nobody has."""
    return str(st.user.to_dict().get("email") or "")
