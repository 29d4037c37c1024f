"""/overview: the home page by its name. Its address has none, and Streamlit would say that there is no such page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route


def route(name: str) -> Route:
    """GET /{name}: on to the home page, with the parameters of the address."""
    return Route(f"/{name}", _home)


async def _home(request: Request) -> Response:
    # Of a share link the address is the key: it must not stay in a cache.
    return RedirectResponse(f"/?{request.url.query}".rstrip("?"), 302, {"Cache-Control": "no-store"})
