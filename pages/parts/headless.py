"""Pages run without a browser, one after the other: for files to take along and for the monthly report.

Each page runs in a thread and a session of its own, with the address, the language and the visitor that it is given.
What it would have sent to a browser is kept and read; the server, if there is one, and its visitors notice nothing.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import streamlit as st
from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from crm_core.access import Visitor
from crm_core.queries.lost_returns import lost_returned
from crm_core.takeaway.blocks import Block, Page, Words, every
from pages.parts import seen, store, visitors
from pages.parts.guard import guard

ROOT = Path(__file__).parents[2]
Address = Mapping[str, Sequence[str]]
CARRIED = ("shop", "share_shop")  # of a session's state: which shop is on show


@dataclass(frozen=True)
class Reader:
    """For whom pages run. state: what a visitor has chosen on the page, by the names of the session's state."""

    visitor: Visitor
    language: str
    address: Address = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)

    def bare(self) -> "Reader":
        """The same reader without what was chosen on single pages."""
        return replace(self, state={name: self.state[name] for name in CARRIED if name in self.state})


def record(names: Sequence[str], reader: Reader) -> list[Page]:
    """Run these pages and return what each showed. A page that fails says so in its place, and the others come."""
    return [Page(name, *_shown(name, reader)) for name in names]


def _shown(name: str, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    blocks = seen.blocks(run(lambda: _page(name), reader))
    if _failed(blocks) and reader.bare() != reader:
        # A choice can be one that this reader has not: then the page as it opens.
        blocks = seen.blocks(run(lambda: _page(name), reader.bare()))
    titles = [block.text for block in every(blocks) if isinstance(block, Words) and block.tone == "title"]
    return (titles[0] if titles else name), blocks


def _failed(blocks: tuple[Block, ...]) -> bool:
    return any(isinstance(block, Words) and block.tone == "error" for block in every(blocks))


def run(work: Callable[[], None], reader: Reader) -> list[ForwardMsg]:
    """Run something that draws, in a session of its own; returns the messages that a browser would have been sent."""
    messages: list[ForwardMsg] = []
    crashed: list[BaseException] = []

    def thread() -> None:
        try:
            with _session(reader, messages), visitors.acting_as(reader.visitor):
                work()
        except (RerunException, StopException):
            pass  # the page has drawn what it wanted to draw
        except BaseException as error:  # handed to who asked
            crashed.append(error)

    worker = threading.Thread(target=thread, name="headless", daemon=True)
    worker.start()
    worker.join()
    if crashed:
        raise crashed[0]
    return messages


def _page(name: str) -> None:
    """What the frame does before it runs a page, and the page."""
    pages = [st.Page(path, default=path.stem == name) for path in sorted((ROOT / "pages").glob("*.py"))]
    page = st.navigation(pages, position="hidden")
    with guard():
        store.begin_run()
        st.session_state["currency"] = store.facts().get("currency", "")
        st.session_state["lost_returned"] = store.ask(lost_returned)
        page.run()


@contextmanager
def _session(reader: Reader, messages: list[ForwardMsg]) -> Iterator[None]:
    """A session of Streamlit in this thread that keeps what it would send."""
    state, name = SessionState(), f"headless-{uuid4().hex}"
    main, cache = str(ROOT / "app.py"), ScriptCache()
    context = ScriptRunContext(
        session_id=name,
        _enqueue=messages.append,
        query_string="",
        session_state=SafeSessionState(state, lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/headless"),
        main_script_path=main,
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(main, cache),
    )
    add_script_run_ctx(threading.current_thread(), context)
    context.reset(query_string=urlencode(reader.address, doseq=True))
    context.on_script_start()
    for key, value in {**reader.state, "language": reader.language}.items():
        state[key] = value
    state.on_script_will_rerun(None)  # as if it had been chosen at an earlier run
    try:
        yield
    finally:
        if runtime.exists():
            # Buttons that download have left their files with the server, for a session that is over now.
            runtime.get_instance().media_file_mgr.clear_session_refs(name)
            runtime.get_instance().media_file_mgr.remove_orphaned_files()
