"""The answer where a route fails: one sentence, no traceback."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from crm_core import logs
from hosting.records import route_of


async def failed(request: Request, error: Exception) -> Response:
    """500; this answer is made outside of all middleware, so it brings its own headers."""
    reference = logs.failed("request_failed", error, route=route_of(request.url.path))
    return PlainTextResponse(
        f"Something went wrong (reference {reference}); the server's log says where.",
        500,
        {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"},
    )
