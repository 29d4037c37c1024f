"""A visitor without a browser: a WebSocket that says to the server what a browser says, and takes what it is sent."""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

SECONDS_TO_ANSWER = 300
Value = str | bool | list[str]


@dataclass(frozen=True)
class Run:
    """One run of a page as a browser gets it: seconds from asking to its end, bytes sent, and all that is shown."""

    page: str
    seconds: float
    size: int
    elements: tuple[Element, ...]

    def of_kind(self, kind: str) -> list[Any]:
        """Everything of one kind that is shown: "metric", "button" …"""
        return [getattr(element, kind) for element in self.elements if element.WhichOneof("type") == kind]

    def widget(self, key: str) -> str | None:
        """The id of the widget with this key; None if it is not there."""
        shown = (getattr(element, str(element.WhichOneof("type"))) for element in self.elements)
        return next((each.id for each in shown if getattr(each, "id", "").endswith(f"-{key}")), None)

    def months(self) -> Any:
        """The widget that chooses the month looked at; None if the page has none."""
        return next((box for box in self.of_kind("selectbox") if box.id.endswith("-filter_as_of")), None)

    def errors(self) -> list[str]:
        """What is said to have gone wrong."""
        alerts = [each.body for each in self.of_kind("alert") if each.format == each.ERROR]
        return alerts + [each.message for each in self.of_kind("exception")]


class Session:
    """One visitor's session; its pages' hashes are known after its first run."""

    def __init__(self, line: ClientConnection, query: str = "") -> None:
        self._line = line
        self._query = query
        self._hashes: dict[str, str] = {}
        self._page = ""

    def run(self, page: str | None = None, widgets: Mapping[str, Value] | None = None) -> Run:
        """Run a page, the present one if none is named, with these widgets (by id) set; True clicks a button."""
        self._page = self._page if page is None else page
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._hashes.get(self._page, "")
        for name, value in (widgets or {}).items():
            _set(message.rerun_script.widget_states.widgets.add(id=name), value)
        start = time.perf_counter()
        self._line.send(message.SerializeToString())
        elements, size = self._listen()
        return Run(self._page, time.perf_counter() - start, size, tuple(elements.values()))

    def pages(self) -> list[str]:
        """The addresses of the pages that this visitor may see; the first is the home page."""
        return list(self._hashes)

    def _listen(self) -> tuple[dict[tuple[int, ...], Element], int]:
        """What the run sends until its end, by its place on the page. RuntimeError if the page does not run at all."""
        shown: dict[tuple[int, ...], Element] = {}
        size = 0
        while True:
            message = ForwardMsg()
            size += message.ParseFromString(_bytes(self._line.recv(timeout=SECONDS_TO_ANSWER)))
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                shown[tuple(message.metadata.delta_path)] = message.delta.new_element
            elif kind == "new_session":
                shown.clear()
            elif kind == "navigation":
                self._learn(message)
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return shown, size
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError(f"the page {self._page} does not run")

    def _learn(self, message: ForwardMsg) -> None:
        pages = sorted(message.navigation.app_pages, key=lambda page: not page.is_default)
        self._hashes = {page.url_pathname or "overview": page.page_script_hash for page in pages}
        self._page = self._page or next(iter(self._hashes))


@contextmanager
def session(port: int, query: str = "") -> Iterator[Session]:
    """A new session on this machine's server, at an address with this query."""
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", sock=plain, proxy=None, subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"http://127.0.0.1:{port}"),  # without it nobody is taken for who sits at this machine
            max_size=None, compression=None, open_timeout=SECONDS_TO_ANSWER, ping_interval=None,
        ) as line,
    ):  # fmt: skip
        yield Session(line, query)


def _set(widget: Any, value: Value) -> None:
    if value is True:
        widget.trigger_value = True
    elif isinstance(value, list):
        widget.string_array_value.data.extend(value)
    else:
        widget.string_value = value


def _bytes(sent: str | bytes) -> bytes:
    return sent.encode() if isinstance(sent, str) else sent
