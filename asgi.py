"""The dashboard as a server shows it to others: `streamlit run asgi.py`. What it adds to app.py is in hosting/."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import anyio
import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from crm_core import logs
from hosting import backing_up, downloads, health, home, reports, share_links, stopping, tickets
from hosting.compressed import CompressedFiles
from hosting.failing import failed
from hosting.gate import Gate, refuse_base_path
from hosting.headers import SecurityHeaders, frame_ancestors
from hosting.origins import SameOrigin
from hosting.peers import Peers
from hosting.records import Records
from hosting.uploads import UploadGuard
from hosting.warming import warm_up
from pages.parts import backups_made, shops, upload, visitors
from pages.parts.file_buttons import USED_UP
from pages.parts.page_list import HOME

# The shop is opened here without a page, and Streamlit would remark on it at every look.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
# A folder called pages makes Streamlit run a page without its frame app.py, and with it without access rules, until
# somebody has opened the first page. Said before the first visitor comes, it never does.
PagesManager.uses_pages_directory = False


def open_shop() -> None:
    """Open the shop that visitors will see."""
    if not shops.has_own_data():
        shops.root("demo")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Get ready beside the first visitors, and end gracefully."""
    # Here the server has made its own ways to write, and none of them may tell more than ours.
    logs.set_up()
    logs.take_over()
    logs.watch_threads()
    logs.say("started")
    tickets.serve()
    stopping.watch()
    upload.clean(upload.uploads_folder())
    threading.Thread(target=warm_up, args=(open_shop,), daemon=True, name="warm-up").start()
    ended = threading.Event()
    backing_up.keep_looking(backups_made.make_if_due, ended)
    try:
        yield
    finally:
        ended.set()
        tickets.serve(False)
        # Releasing a database closes it, and with it all that was written reaches its file.
        await anyio.to_thread.run_sync(stopping.finish, st.cache_resource.clear)
        logs.say("stopped")


refuse_base_path(st.get_option("server.baseUrlPath"))
app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    routes=[
        health.route(shops.look, about=lambda: backups_made.state(datetime.now())),
        share_links.route(),
        home.route(HOME),
        reports.route(datetime.now),
        downloads.route(datetime.now, USED_UP),
    ],
    middleware=[
        Middleware(Records),
        Middleware(SecurityHeaders, ancestors=frame_ancestors()),
        Middleware(Gate),
        Middleware(UploadGuard, allowed=visitors.uploads_allowed),
        Middleware(SameOrigin),
        Middleware(Peers),
        Middleware(CompressedFiles),
    ],
    exception_handlers={Exception: failed},
)
