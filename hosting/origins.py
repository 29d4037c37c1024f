"""Only pages of this dashboard may talk to it: a WebSocket from another site's page is refused.

Streamlit itself also takes pages of any port of "localhost", and to find out the machine's own address it asks a
server on the internet; here neither is wanted. Who stands behind a proxy needs one that hands on the Host.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

FORBIDDEN = 1008  # the WebSocket's word for "policy violation"; before it is accepted the browser gets a 403


def is_ours(headers: Headers) -> bool:
    """Whether Origin, which browsers always send, names the host that is asked.

    A Host without a port fits any port: Debian's proxy_params for nginx leaves it out.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        ours, theirs = urlsplit("//" + headers.get("host", "").lower()), urlsplit(origin.lower())
        return theirs.netloc == ours.netloc or (ours.port is None and theirs.hostname == ours.hostname)
    except ValueError:  # no browser writes such a host or port
        return False


class SameOrigin:
    """403 for a WebSocket that another site opens."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand the connection on with the Host that the browser has asked for."""
        if scope["type"] == "websocket":
            headers = MutableHeaders(raw=list(scope["headers"]))
            if not is_ours(headers):
                await receive()
                await send({"type": "websocket.close", "code": FORBIDDEN})
                return
            if "origin" in headers:
                headers["host"] = urlsplit(headers["origin"]).netloc
            scope = {**scope, "headers": headers.raw}
        await self.app(scope, receive, send)
