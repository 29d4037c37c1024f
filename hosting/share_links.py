"""/s/{token}: the short address of a share link, which opens the dashboard for the reader."""

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
# The address is the key: it must not travel on to where the reader goes next, nor stay in a cache.
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


async def _share(request: Request) -> Response:
    token = request.path_params["token"]
    if not TOKEN.fullmatch(token):
        return PlainTextResponse("Not found", 404, HEADERS)
    return RedirectResponse(f"/?share={token}", 302, HEADERS)


def route() -> Route:
    """GET /s/{token}: on to the dashboard; 404 for what can be no token."""
    return Route("/s/{token}", _share)
