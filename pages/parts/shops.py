"""The two databases of this process, the own shop's and the demo's, each opened once. Ask through `store`, not here."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import duckdb
import streamlit as st

from crm_core import links, starting
from crm_core.building import current_build, fill_history, pending
from crm_core.database import open_database
from pages.parts.words import t

Which = Literal["own", "demo"]
OWN_DATABASE = Path(__file__).parents[2] / "data" / "crm.duckdb"
_starting = threading.Lock()
_opened: set[str] = set()  # databases that nobody has to wait for
_with_data: set[str] = set()  # databases that were built from files: that never ends while they are open


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    for known in (_opened, _with_data):
        known.clear()
    connection.close()


def fresh_secret() -> str:
    """What a new database makes the random keys of its customers with."""
    return secrets.token_hex(16)


@st.cache_resource(on_release=_close, show_spinner=False)
def _root(path: str, which: Which) -> duckdb.DuckDBPyConnection:
    """Open a database once a process and make it ready; two first visitors do not both load the demo shop."""
    with _starting:
        connection = open_database(path)
        try:
            links.prepare(connection, fresh_secret())
            if which == "demo":
                starting.prepare_demo(connection)
            else:
                starting.bring_up_to_date(connection)
                fill_history_in_background(connection)
        except BaseException:
            connection.close()
            raise
        _opened.add(path)
        return connection


def root(which: Which) -> duckdb.DuckDBPyConnection:
    """The read-write connection of this process to a shop.

    The demo shop has a file of its own beside the own shop's: neither can ever harm the other.
    """
    path = _path(which)
    if path in _opened:
        return _root(path, which)
    with st.spinner(t("Opening the shop …"), show_time=False):
        return _root(path, which)


def _path(which: Which) -> str:
    own = Path(os.environ.get("CRM_DB", OWN_DATABASE))
    return str(own if which == "own" else own.with_name(f"{own.stem}-demo.duckdb"))


@contextmanager
def cursor(which: Which) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of its own for each use: one connection shared by threads gives wrong rows."""
    own = root(which).cursor()
    try:
        yield own
    finally:
        own.close()


def has_own_data() -> bool:
    """Whether the own shop was ever built from files."""
    if _path("own") not in _with_data:
        if look() == 0:
            return False
        _with_data.add(_path("own"))
    return True


def look() -> int:
    """Open the own shop if need be, and look into it: the number of its newest build, 0 before the first."""
    with cursor("own") as own:
        return current_build(own)


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

    threading.Thread(target=work, daemon=True, name="crm history").start()
