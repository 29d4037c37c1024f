"""The two databases of this process, the own shop's and the demo's, each opened once. Ask through `store`, not here."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Literal

import duckdb
import streamlit as st

from crm_core import leftovers, links, logs, starting
from crm_core.building import current_build, fill_history, pending
from crm_core.database import open_database
from crm_core.database_faults import DamagedError
from crm_core.errors import UserError
from pages.parts.words import t

Which = Literal["own", "demo"]
OWN_DATABASE = Path(__file__).parents[2] / "data" / "crm.duckdb"
SECONDS_BEFORE_AGAIN = 60.0
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
        connection = _open(path, which)
        try:
            leftovers.sweep(Path(path))
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


def _open(path: str, which: Which) -> duckdb.DuckDBPyConnection:
    """The database; a damaged demo is put aside and made anew, because it is invented."""
    try:
        return open_database(path)
    except DamagedError:
        if which == "own":
            raise
        Path(path).replace(f"{path}.damaged")
        Path(f"{path}.wal").unlink(missing_ok=True)
        return open_database(path)


def let_go() -> None:
    """Close both databases; the next question opens them anew. For one that answers no more, or is to be replaced."""
    _root.clear()


def root(which: Which) -> duckdb.DuckDBPyConnection:
    """The read-write connection of this process to a shop.

    The demo shop has a file of its own beside the own shop's: neither can ever harm the other.
    """
    path = str(path_of(which))
    if path in _opened:
        return _root(path, which)
    with st.spinner(t("Opening the shop …"), show_time=False):
        return _root(path, which)


def path_of(which: Which) -> Path:
    """Where the database of a shop lies."""
    own = Path(os.environ.get("CRM_DB", OWN_DATABASE))
    return own if which == "own" else own.with_name(f"{own.stem}-demo.duckdb")


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
    if str(path_of("own")) not in _with_data:
        if look() == 0:
            return False
        _with_data.add(str(path_of("own")))
    return True


def look() -> int:
    """Open the own shop if need be, and look into it: the number of its newest build, 0 before the first."""
    with cursor("own") as own:
        return current_build(own)


def fill_history_in_background(connection: duckdb.DuckDBPyConnection) -> None:
    """Label the months still pending without anybody waiting; if the process ends, the next start goes on.

    Where the disk is full or the memory does not suffice, it is tried again after a while.
    """
    own = connection.cursor()
    if not pending(own):
        own.close()
        return

    def work() -> None:
        began = monotonic()
        try:
            while not _filled(own):
                sleep(SECONDS_BEFORE_AGAIN)
            logs.say("work", slot="history", status="done", seconds=round(monotonic() - began, 1))
        except duckdb.Error:
            # A process that ends, or a test, closes the connection under the work; the next start goes on with it.
            if not _is_closed(own):
                raise
        finally:
            own.close()

    threading.Thread(target=work, daemon=True, name="crm history").start()


def _is_closed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the connection was closed: the question that was asked meanwhile can fail in other ways, too."""
    try:
        connection.execute("select 1")
    except duckdb.ConnectionException:
        return True
    return False


def _filled(connection: duckdb.DuckDBPyConnection) -> bool:
    """Fill the history; False if the disk or the memory did not let it be."""
    try:
        fill_history(connection)
    except DamagedError:
        raise
    except UserError as error:
        logs.failed("history_waits", error)
        return False
    return True
