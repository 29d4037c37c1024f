"""Which requests are told in the log: those that bring something, and those that are refused. Never an address.

An address can be a key (a share link, a download), and what stands in it after the ? can be a customer's name: of a
request the log has the name of its route.
"""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm_core import logs

# How an address begins, and what it is called in the log; the first that fits.
ROUTES = (
    ("/s/", "share"), ("/download/", "download"), ("/healthz", "health"), ("/_stcore/upload_file", "upload"),
    ("/_stcore/stream", "stream"), ("/_stcore", "streamlit"), ("/component", "component"), ("/media/", "media"),
    ("/static/", "static"), ("/app/static/", "static"), ("/oauth2callback", "sign_in"), ("/auth/", "sign_in"),
)  # fmt: skip
# The browser asks below a page's address for what lies at the top: to find nothing there is no refusal.
GUESSED = ("page", "static", "media")
HARMLESS = ("GET", "HEAD", "OPTIONS")
METHODS = (*HARMLESS, "POST", "PUT", "DELETE", "PATCH")
REFUSED = 403  # what a browser gets for a WebSocket that is closed before it is open


def route_of(path: str) -> str:
    """What an address is called in the log."""
    if path.startswith("/s/") and path.endswith("/report.html"):
        return "report"
    return next((name for start, name in ROUTES if path.startswith(start)), "page")


class Records:
    """Tells of requests that change or are refused something."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, and look at what is answered."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began, is_open = time.monotonic(), False

        async def look(message: Message) -> None:
            nonlocal is_open
            if message["type"] == "http.response.start":
                _tell(scope, int(message["status"]), time.monotonic() - began)
            elif message["type"] == "websocket.close" and not is_open:
                _tell(scope, REFUSED, time.monotonic() - began)
            is_open = is_open or message["type"] == "websocket.accept"
            await send(message)

        await self.app(scope, receive, look)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    method = scope.get("method", "GET")
    route = route_of(scope["path"])
    is_not_there = status == 404 and route in GUESSED
    if method in HARMLESS and (status < 400 or is_not_there):
        return
    logs.say(
        "request", route=route, method=method if method in METHODS else "other", status=status,
        seconds=round(seconds, 3),
    )  # fmt: skip
