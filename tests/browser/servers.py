"""Dashboards on shops with a secret, and WebSockets to them under any name and with any headers."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect

from crm_core import shares
from crm_core.database import open_database
from crm_core.shares import Wish
from tests.browser.conftest import ROOT, _wait_for
from tests.pages.one_page import finish
from tests.shop import Shop

SECRET = "Bobsecret"
DEMO = "Nobody has set up yet who may come in from elsewhere"


def build(folder: Path) -> dict[str, str]:
    """An own shop with a secret name, a small demo shop, and tokens: masked, expired, behind a password."""
    for name, customer, demo in (("shop", SECRET, "no"), ("shop-demo", "Demo Dee", "yes")):
        shop = Shop(str(folder / f"{name}.duckdb"))
        shop.customer("bob", name=customer, email=f"{customer}@x.org")
        for month in range(1, 7):
            shop.order("bob", f"2024-0{month}-15", 100)
        finish(shop.build())
        with open_database(folder / f"{name}.duckdb") as again:
            again.execute("update meta set value = $demo where key = 'demo'", {"demo": demo})
    with open_database(folder / "shop.duckdb") as own:
        return {
            "masked": shares.make(own, Wish(), "", datetime.now()),
            "tiers": shares.make(own, Wish(page="tiers"), "", datetime.now()),
            "expired": shares.make(own, Wish(days=1), "", datetime(2020, 1, 1)),
        }


@contextmanager
def served(folder: Path, main: str, port: int, *options: str):
    command = [sys.executable, "-m", "streamlit", "run", main, "--server.port", str(port)]
    environment = os.environ | {"CRM_DB": str(folder / "shop.duckdb"), "CRM_UPLOADS": str(folder / "uploads")}
    with (folder / "log.txt").open("w") as log:
        arguments = [*command, "--server.address", "127.0.0.1", *options]
        server = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}", server)
            yield port
        finally:
            server.terminate()
            server.wait(90)


@contextmanager
def speaking(port, host=None, origin=None, **headers):
    """A WebSocket to the server, under any name, from any page, with any headers."""
    named = host or f"127.0.0.1:{port}"
    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        connect(
            f"ws://{named}/_stcore/stream", sock=line, origin=origin, additional_headers=headers, proxy=None,
            subprotocols=["streamlit"], max_size=None, compression=None,
        ) as opened,
    ):  # fmt: skip
        yield opened


def rerun(opened, page: str = "", query: str = "", widgets: dict[str, bool] | None = None) -> str:
    """Ask for a run of a page by its hash, and return all that is sent, as text."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = calc_hash(page) if page else ""
    for name in widgets or {}:
        message.rerun_script.widget_states.widgets.add(id=name, trigger_value=True)
    opened.send(message.SerializeToString())
    return heard(opened)


def heard(opened) -> str:
    told = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(opened.recv(timeout=60))
        told.append(str(message))
        is_over = message.WhichOneof("type") == "script_finished"
        if is_over and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return "\n".join(told)


def here(port: int) -> str:
    return f"http://127.0.0.1:{port}"
